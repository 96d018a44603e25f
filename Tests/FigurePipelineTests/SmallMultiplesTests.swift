// Panels beside each other: what they share is said once, and lines are told apart.

import ArgumentParser
import FigureKinds
import FigureLayout
import FigureModel
import FigurePipeline
import FigureScene
import TestSupport
import Testing

private let weights = "--weights attention/minilm-s1-attentions.npy"
private let tokens =
  "--tokens \"[CLS] the robot picked up the ball because it was too heavy [SEP]\""

@Suite struct SmallMultiplesTests {
  // MARK: Grids

  /// On a page of a given size as many squares stand side by side as makes them largest.
  @Test(arguments: [("0-9", "5x5in", 4), ("0-9", "3.3x4.5in", 3), ("0-2", "5x5in", 2)])
  func squaresAreAsLargeAsThePageAllows(_ heads: String, _ size: String, _ across: Int) throws {
    let figure = try LaidOutRequest(
      "heads --weights attention/minilm-s1-attentions.npy --layer 5 --heads \(heads) --size \(size)"
    )
    let frames = figure.scene.panelFrames.map(\.frame)
    #expect(Set(frames.map { $0.minX.rounded() }).count == across)
  }

  /// At most four lines lie on each other.
  @Test(
    arguments: [
      ("demo naive-positions --at-dims 0-3", 2), ("demo naive-positions --at-dims 0-5", 7),
      ("wavelengths --encoding rope,rope:base=20000,rope:base=30000,rope:base=50000", 1),
      ("wavelengths --encoding rope,rope:base=2e4,rope:base=3e4,rope:base=5e4,rope:base=6e4", 5),
      ("decay --distances 0-99", 1),
      ("decay --distances 0-99 --encoding rope,rope:base=500000,alibi", 3),
    ])
  func manyLinesHavePanelsOfTheirOwn(_ call: String, _ panels: Int) throws {
    let figure = try LaidOutRequest(call)
    #expect(figure.scene.panelFrames.count == panels)
    guard case .panels(let grid) = figure.draft.figure.content else {
      Issue.record("no panels")
      return
    }
    for panel in grid.panels {
      guard case .chart(let chart) = panel.content else { continue }
      #expect(chart.series.count { !$0.style.isContext } <= 4)
    }
  }

  @Test(arguments: PagePreset.allCases) func aGridSaysWhatItSharesOnce(_ page: PagePreset) throws {
    let figure = try LaidOutRequest("heads \(weights) --layer 5 --heads 0-3 \(tokens)") {
      $0.preset = page
    }
    // In the px that figures are laid out in.
    let scene = figure.scene.scaled(by: 1 / figure.type.factor)
    let frames = scene.panelFrames
    #expect(frames.count == 4)
    let left = frames.map(\.frame.minX).min()!
    let bottom = frames.map(\.frame.maxY).max()!
    for (id, frame) in frames {
      let rows = scene.placedTexts.filter { $0.groups.last == "\(id)-y-axis" }
      let columns = scene.placedTexts.filter { $0.groups.last == "\(id)-x-axis" }
      #expect(rows.isEmpty == (frame.minX > left), "\(page) \(id)")
      #expect(columns.isEmpty == (frame.maxY < bottom), "\(page) \(id)")
    }
    let texts = scene.placedTexts.map(\.item.text.plain)
    for name in ["key →", "query ←", "query ↓"] {
      #expect(texts.count { $0 == name } <= 1, "\(page): \(name)")
    }
    for index in 0..<4 {
      let title = try #require(
        scene.placedTexts.first { ["Head \(index)", "H\(index)"].contains($0.item.text.plain) })
      let extent = FixedWidthText().measure(
        title.item.text, style: title.item.style, width: title.item.wrapWidth)
      #expect(extent.lines == 1)
    }
    // One bar, exactly as long as the grid.
    let strips = scene.placedImages.filter {
      $0.item.identity.id?.hasSuffix("-strip") ?? false
    }
    let strip = try #require(strips.first).item.frame
    #expect(strips.count == 1)
    let right = frames.map(\.frame.maxX).max()!
    let top = frames.map(\.frame.minY).min()!
    if strip.height > strip.width {
      #expect((strip.minY - top).magnitude < 1e-6 && (strip.maxY - bottom).magnitude < 1e-6)
    } else {
      #expect((strip.minX - left).magnitude < 1e-6 && (strip.maxX - right).magnitude < 1e-6)
    }
  }

  /// No page has a last row with one panel of three, where full rows make panels hardly smaller.
  @Test(
    arguments: [
      "head-view \(weights) --layer 4 --heads 0-6 \(tokens)",
      "lines --input attention/minilm-s1-attentions.npy --layer 0 --head 3 --rows 0-9",
      "pe-lines --dimensions 64 --at-positions 0-6", "heads \(weights) --layer 5 --heads 0-6",
    ], [PagePreset.column, .text, .phone, .slide])
  func noRowIsNearlyEmpty(_ command: String, _ page: PagePreset) throws {
    let figure = try LaidOutRequest(command) { $0.preset = page }
    let frames = figure.description.panels.map(\.frame)
    let rows = Dictionary(grouping: frames) { $0.y.rounded() }
    let maximum = rows.values.map(\.count).max() ?? 0
    let last = rows[rows.keys.max() ?? 0]?.count ?? 0
    #expect(frames.count >= 7 && 2 * last >= maximum, "\(last) of \(maximum)")
  }

  @Test func aTallGridHasABarAsTall() throws {
    let figure = try LaidOutRequest("heads \(weights) --layer 5 --columns 1 \(tokens)")
    let frames = figure.scene.panelFrames.map(\.frame)
    let strip = try #require(
      figure.scene.placedImages.first { $0.item.identity.id == "color-bar-strip" }
    ).item.frame
    #expect(frames.count == 12)
    #expect(strip.height == frames.last!.maxY - frames[0].minY)
  }

  /// Names of axes stand once for panels without ticks, and between ticks and the colour bars below panels.
  @Test(
    arguments: [
      ("heads \(weights) --layer 4 --heads 0-3 \(tokens) --no-ticks", ["query ↓", "key →"]),
      ("head-measures \(weights)", ["head →", "layer ↓"]),
    ], PagePreset.allCases)
  func namesOfAxesStandOnce(_ sample: (command: String, names: [String]), _ page: PagePreset) throws
  {
    let figure = try LaidOutRequest(sample.command) { $0.preset = page }
    // Of text that is turned the arrows are as well.
    let words = figure.scene.placedTexts.map { placed in
      let plain = placed.item.text.plain
      return placed.item.rotation == 0 ? plain : plain.replacing("←", with: "↓")
    }
    for name in sample.names { #expect(words.count { $0 == name } == 1, "\(page): \(name)") }
    #expect(figure.faults == [], "\(page)")
  }

  /// Letters that were asked for stand over every panel, before shortened titles where a page is narrow.
  @Test(
    arguments: [
      "head-view \(weights) --layer 4 --heads 0-4 \(tokens)",
      "head-view \(weights) --layer 4 --heads 0-6 \(tokens)",
      "head-measures \(weights)",
      "model-view \(weights)",
    ], [PagePreset.column, .text, .phone, .slide])
  func lettersStandOverEveryPanel(_ command: String, _ page: PagePreset) throws {
    let figure = try LaidOutRequest(command + " --letters") { $0.preset = page }
    let alphabet = "abcdefghijklmnopqrstuvwxyz".map(String.init)
    let letters = ([""] + alphabet).flatMap { first in alphabet.map { "(\(first)\($0))" } }
      .prefix(figure.description.panels.count)
    for (index, letter) in letters.enumerated() {
      let lettered = figure.scene.placedTexts.filter {
        $0.groups.contains("panel-\(index)") && $0.item.text.plain.hasPrefix(letter)
      }
      #expect(lettered.count == 1, "\(page): \(letter)")
    }
  }

  /// What a page that is too small may leave out is named: the letters as well.
  @Test func refusalsNameLetters() throws {
    let appearance = try AppearanceArguments.parse(["--size", "200x200px", "--letters"])
    let refused = appearance.refusal(needed: Size(300, 300), hasLetters: true)
    #expect(refused.typed.contains("--letters, the title or the colour bar"))
    #expect(!appearance.refusal(needed: Size(300, 300)).typed.contains("--letters"))
  }

  /// Every token is named along both sides of one heat map, up to eighty, whichever kind draws it.
  @Test(arguments: [65, 72, 80]) func tokensOfOneHeatMapAreAllNamed(_ count: Int) throws {
    let tokens = "--tokens \"\((0..<count).map { "w\($0)" }.joined(separator: " "))\""
    let seed = "\"seed:3,[\(count),\(count)],weights\""
    for command in [
      "heatmap --input \(seed) \(tokens)", "attention --weights \(seed) \(tokens)",
      "heads --weights \"seed:3,[1,1,\(count),\(count)],weights\" --layer 0 --heads 0 \(tokens)",
    ] {
      let panel = try #require(LaidOutRequest(command).description.panels.first)
      #expect(panel.x.ticks.count == count && panel.y.ticks.count == count, "\(command.prefix(9))")
    }
  }

  @Test func aViewOfAllHeadsHasOneScale() throws {
    let shared = try LaidOutRequest("model-view \(weights)")
    let strips = shared.scene.placedImages.filter {
      $0.item.identity.id?.hasSuffix("-strip") ?? false
    }
    #expect(strips.count == 1)
    #expect(Set(shared.description.panels.map { $0.vmax }).count == 1)
    let own = try LaidOutRequest("model-view \(weights) --color-scale panel")
    #expect(Set(own.description.panels.map { $0.vmax }).count > 1)
  }

  // MARK: Lines between tokens

  private static let headView = "head-view \(weights) --layer 4 \(tokens)"

  private func colors(_ scene: Scene, in group: String) -> Set<UInt32> {
    Set(
      scene.placedPaths.filter { $0.groups.contains(group) && $0.item.identity.label != nil }
        .compactMap { $0.item.stroke?.color.rgb })
  }

  @Test(arguments: [("5,6", 1), ("4-6", 3), ("0-6", 7)])
  func fromThreeHeadsOnEachHasAPanel(_ heads: String, _ panels: Int) throws {
    let figure = try LaidOutRequest("\(Self.headView) --heads \(heads)")
    #expect(figure.description.panels.count == panels)
    guard panels > 1 else { return }
    // Each head keeps its colour, and no panel has two.
    let colors = (0..<panels).map { self.colors(figure.scene, in: "panel-\($0)") }
    #expect(colors.allSatisfy { $0.count == 1 })
    #expect(Set(colors).count == panels)
  }

  @Test func weakWeightsHaveNoLine() throws {
    // 13 keys: the even share is 0.08.
    let figure = try LaidOutRequest("\(Self.headView) --heads 5")
    let lines = figure.scene.placedPaths.compactMap(\.item.identity.label)
    #expect(!lines.isEmpty)
    for line in lines {
      let weight = try #require(Double(line.split(separator: " ").last ?? ""))
      #expect(weight >= 0.0795)
    }
    #expect(figure.draft.figure.displayedNotes.contains("Weights below 0.08 have no line."))
    let all = try LaidOutRequest("\(Self.headView) --heads 5 --threshold 0")
    #expect(all.scene.placedPaths.compactMap(\.item.identity.label).count == 13 * 13)
    #expect(all.draft.figure.displayedNotes.isEmpty)
  }

  @Test func aSentenceLies() throws {
    let figure = try LaidOutRequest("\(Self.headView) --heads 5 --horizontal")
    let lines = figure.scene.placedPaths.filter { $0.item.identity.label != nil }
    let (top, bottom) = (
      lines.map(\.bounds.minY).min()!, lines.map(\.bounds.maxY).max()!
    )
    let words = figure.scene.placedTexts.filter { $0.item.text.plain == "robot" }
      .map { $0.box(FixedWidthText()).bounds }
    #expect(words.count == 2)
    #expect(words.contains { $0.maxY <= top } && words.contains { $0.minY >= bottom })
    #expect((words[0].midX - words[1].midX).magnitude < 0.01)
  }

  @Test func arcsStandOverOneSentence() throws {
    let figure = try LaidOutRequest("\(Self.headView) --heads 5 --arcs")
    #expect(figure.scene.placedTexts.count { $0.item.text.plain == "robot" } == 1)
    let arcs = figure.scene.placedPaths.filter { $0.item.identity.label != nil }
    let words = figure.scene.placedTexts.first { $0.item.text.plain == "robot" }!
    #expect(arcs.allSatisfy { $0.bounds.maxY <= words.box(FixedWidthText()).bounds.minY })
  }

  /// The ground of a word that is turned is longer than the word, and hardly wider.
  @Test func theGroundOfATurnedWordIsTurned() throws {
    let figure = try LaidOutRequest("\(Self.headView) --heads 5 --arcs --query-token it") {
      $0.preset = .column
    }
    let scene = figure.scene.scaled(by: 1 / figure.type.factor)
    let word = try #require(scene.placedTexts.first { $0.item.text.plain == "it" })
    #expect(word.item.rotation == -90)
    let box = word.box(FixedWidthText()).bounds
    let ground = try #require(
      scene.placedPaths.first { $0.item.fill == Theme.light.grid && $0.item.stroke == nil }
    ).bounds
    #expect((ground.width - box.width - 2).magnitude < 0.01, "\(ground) \(box)")
    #expect((ground.height - box.height - 8).magnitude < 0.01, "\(ground) \(box)")
  }

  /// Of several panels over one sentence the query's ground lies under its word, and there is but one.
  @Test func theGroundOfArcsLiesUnderTheWord() throws {
    let figure = try LaidOutRequest("\(Self.headView) --heads 3,5,6 --arcs --query-token it")
    let word = try #require(figure.scene.placedTexts.filter { $0.item.text.plain == "it" }.last)
    let grounds = figure.scene.placedPaths.filter {
      $0.item.fill == Theme.light.grid && $0.item.stroke == nil
    }
    #expect(grounds.count == 1)
    #expect(grounds.allSatisfy { $0.bounds.contains(word.box(FixedWidthText()).bounds) })
  }

  /// Two heads in one panel are told apart without colours: by dashes, in the legend as well.
  @Test(arguments: Theme.Name.allCases) func headsOfOnePanelDiffer(_ theme: Theme.Name) throws {
    for form in ["", " --horizontal", " --arcs"] {
      let figure = try LaidOutRequest("\(Self.headView) --heads 3,5\(form)") { $0.theme = theme }
      let lines = figure.scene.placedPaths.filter {
        $0.item.identity.label?.hasPrefix("head ") == true
          || $0.item.identity.label?.hasPrefix("Head ") == true
      }
      let dashes = Dictionary(grouping: lines) {
        $0.item.identity.label?.prefix { $0 != ":" } ?? ""
      }
      .values.map { Set($0.map { !($0.item.stroke?.dash.isEmpty ?? true) }) }
      #expect(dashes.count == 2)
      #expect(dashes.allSatisfy { $0.count == 1 })
      #expect((Set(dashes).count == 2) == (theme == .print), "\(theme)\(form)")
    }
  }

  /// Every token has its name where the page has space, in pictures of every scale.
  @Test(arguments: [1.0, 1.5, 2, 3, 4]) func namesDoNotDependOnTheScale(_ scale: Double) throws {
    for count in [9, 13, 17] {
      let words = (0..<count).map { "w\($0)" }.joined(separator: " ")
      func ticks(_ scale: Double) throws -> [[String]] {
        try LaidOutRequest(
          "heads --weights seed:7,[8,\(count),\(count)],weights --tokens \"\(words)\""
        ) { ($0.preset, $0.scale) = (.column, scale) }.description.panels.flatMap {
          [$0.x.ticks, $0.y.ticks]
        }
      }
      #expect(try ticks(scale) == ticks(1))
      if count <= 13 { #expect(try ticks(scale).allSatisfy { $0.count == count }) }
    }
  }

  /// Dots of arcs are a good deal wider than the lines that end there, lie on top of them, and keep clear of
  /// loops and words.
  @Test(arguments: [PagePreset.column, .text, .slide]) func dotsOfArcsAreSeen(_ page: PagePreset)
    throws
  {
    let figure = try LaidOutRequest("head-view \(weights) --layer 1 --heads 0-2 \(tokens) --arcs") {
      ($0.preset, $0.theme) = (page, .dark)
    }
    let scene = figure.scene.scaled(by: 1 / figure.type.factor)
    let paths = scene.placedPaths.filter { $0.groups.contains("panel-1") }
    let arcs = paths.indices.filter { paths[$0].item.identity.label != nil }
    let dots = paths.indices.filter { paths[$0].item.fill != nil && paths[$0].bounds.width < 12 }
    let widths = arcs.map { paths[$0].item.stroke?.width ?? 0 }
    let widest = try #require(widths.max())
    #expect(!dots.isEmpty && dots.count < arcs.count)
    #expect(try #require(dots.min()) > #require(arcs.max()))
    for dot in dots { #expect(paths[dot].bounds.width > 1.5 * widest) }
    let loops = arcs.map { paths[$0].bounds }.filter { $0.width < 16 && $0.height < 16 }
    let top = try #require(dots.map { paths[$0].bounds.minY }.min())
    #expect(!loops.isEmpty && loops.allSatisfy { $0.maxY < top })
    let words = scene.placedTexts.filter { $0.item.text.plain == "robot" }
    let bottom = try #require(dots.map { paths[$0].bounds.maxY }.max())
    #expect(words.allSatisfy { $0.box(FixedWidthText()).bounds.minY >= bottom })
  }

  @Test func aSentenceLiesInOneWay() throws {
    #expect(throws: FigureError.self) {
      _ = try LaidOutRequest("\(Self.headView) --heads 5 --arcs --horizontal")
    }
  }

  // MARK: Lines of a chart

  @Test func upToFourLinesStandTogether() throws {
    let four = try LaidOutRequest("pe-lines --dimensions 64 --at-positions 0-3")
    #expect(four.description.panels.count == 1)
    let widths = Set(
      four.scene.placedPaths.filter { $0.isIn("-series-0") || $0.isIn("-series-3") }
        .filter { $0.item.fill == nil }.compactMap { $0.item.stroke?.width })
    #expect(widths.count == 1)
  }

  @Test(arguments: [
    "pe-lines --dimensions 64 --at-positions 0-4", "lines --input formats/att_2d_f4.npy --rows 0-4",
    "shift --dimensions 64 --pairs 3-1,9-1,20-4,8-0,100-3",
  ]) func moreStandEachBeforeTheOthers(_ command: String) throws {
    let figure = try LaidOutRequest(command)
    #expect(figure.description.panels.count == 5)
    #expect(Set(figure.description.panels.map { $0.y.domain }).count == 1)
    let grey = Theme.light.hatch.rgb
    for index in 0..<5 {
      let lines = figure.scene.placedPaths.filter {
        $0.groups.contains("panel-\(index)") && $0.isIn("-series-\(4)")
          || $0.groups.contains {
            $0.hasPrefix("panel-\(index)-series-")
          }
      }.filter { $0.item.fill == nil }
      #expect(Set(lines.compactMap { $0.item.stroke?.color.rgb }.filter { $0 != grey }).count == 1)
      #expect(lines.contains { $0.item.stroke?.color.rgb == grey })
    }
  }

  @Test(arguments: Theme.Name.allCases) func fourteenLinesLookDifferent(_ name: Theme.Name) {
    let theme = Theme.named(name)
    let plain = (0..<14).map { "\(theme.lineColor($0)) \(theme.lineDash($0))" }
    #expect(Set(plain).count == 14)
    let dashed = (0..<14).map { "\(theme.lineColor($0)) \(theme.distinctDash($0))" }
    #expect(Set(dashed).count == 14)
  }

  @Test func namesStandAtTheEndsOfLines() throws {
    let figure = try LaidOutRequest("frequencies --dimensions 64")
    let frame = try #require(figure.scene.panelFrames.first).frame
    let names = figure.scene.placedTexts.filter {
      $0.item.text.plain == "geometric" && $0.groups.contains("panel-0-legend")
    }
    let name = try #require(names.first).box(FixedWidthText()).bounds
    #expect(names.count == 1)
    #expect(name.minX >= frame.maxX)
    #expect(name.maxY <= frame.maxY + 0.01)
    // Lines that meet at their ends have a legend.
    let meeting = try LaidOutRequest("pe-lines --dimensions 256 --at-positions 5,10,20,40")
    let legend = meeting.scene.placedTexts.filter { $0.isIn("-legend") }
      .map { $0.box(FixedWidthText()).bounds }
    let chart = try #require(meeting.scene.panelFrames.first).frame
    #expect(legend.count == 4)
    #expect(legend.allSatisfy { $0.maxX <= chart.maxX })
  }
}
