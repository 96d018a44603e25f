// What figures make of the pages they are asked for: data take most of them, words can be read, and the
// usual content is never refused.

import CairoRendering
import FigureKinds
import FigureLayout
import FigureModel
import FigurePipeline
import FigureScene
import Foundation
import TestSupport
import Testing

private let weights = "--weights attention/minilm-s1-attentions.npy"
private let tokens =
  "--tokens \"[CLS] the robot picked up the ball because it was too heavy [SEP]\""

/// Content that every page has room for: 13 tokens, 4 heads, 8 heads in a diagram, 100 × 256 cells.
private let usualCommands =
  [
    "pe-heatmap --positions 100 --dimensions 256", "similarity --positions 100 --dimensions 256",
    "attention \(weights) --layer 5 --head 3 \(tokens)",
    "attention \(tokens) --stage all", "attention \(tokens) --stage all --mask causal",
    "heads \(weights) --layer 5 --heads 0-3 \(tokens)", "heads \(weights) --layer 5 \(tokens)",
    "heads \(weights) --layer 5 --heads 0-3 \(tokens) --color-scale panel",
    "model-view \(weights)", "model-view \(weights) --color-scale panel",
    "rollout \(weights) \(tokens)",
    "head-view \(weights) --layer 4 --heads 5 \(tokens)",
    "head-view \(weights) --layer 4 --heads 4-6 \(tokens)",
    "head-view \(weights) --layer 4 --heads 0-6 \(tokens)",
    "head-view \(weights) --layer 4 --heads 0-6 \(tokens) --horizontal",
    "head-view \(weights) --layer 4 --heads 4-6 \(tokens) --arcs",
    "head-measures \(weights)", "bias --heads 4", "bias --heads 8",
    "diagram multi-head --heads 8", "diagram multi-head --heads 10", "diagram scaled-dot-product",
    "diagram self-and-cross-attention", "diagram dot-product \(tokens) --dimensions 8",
    "diagram dot-product \(tokens) --dimensions 4 --highlight 0,2",
    "diagram weighted-sum \(tokens) --dimensions 8 --highlight-row 7",
    "diagram weighted-sum \(tokens) --values numbers --seed 3",
  ]

@Suite struct PageUseTests {
  @Test(arguments: usualCommands) func usualContentIsDrawnOnPapers(_ command: String) throws {
    for page in [PagePreset.column, .text] {
      for language in Language.allCases {
        let figure = try LaidOutRequest(command) {
          $0.preset = page
          $0.lang = language
        }
        #expect(figure.faults == [], "--page \(page.rawValue) --lang \(language.rawValue)")
        #expect(figure.scene.size.width == page.width)
      }
    }
  }

  /// A figure of a two-column paper has room for the usual content as well, but for seven sentences one below
  /// the other.
  @Test(
    arguments: usualCommands.filter { !($0.contains("0-6") && $0.hasSuffix("--horizontal")) } + [
      "head-view \(weights) --layer 4 --heads 0-4 \(tokens)",
      "head-view \(weights) --layer 4 --heads 0-2 \(tokens) --horizontal",
      "diagram dot-product --dimensions 4 --highlight 0,2 --highlight 2,3 --highlight 1,1 "
        + "--highlight 3,0",
      "diagram dot-product --tokens \"the cat sat\" --values numbers --seed 7 --highlight 1,0",
    ])
  func usualContentIsDrawnOnAFigureOfAPaper(_ command: String) throws {
    for language in Language.allCases {
      let figure = try LaidOutRequest(command) {
        $0.size = PageSize("3.3x2.5in")
        $0.lang = language
      }
      #expect(figure.faults == [], "\(language.rawValue)")
    }
  }

  /// So has every stage of attention with an encoding in its place, and with a mask.
  @Test(
    arguments: [tokens, "--tokens \"the cat sat\""],
    [
      "--rope", "--rope --mask causal", "--alibi --mask causal", "--encoding t5",
      "--encoding shaw",
    ])
  func stagesAreDrawnOnAFigureOfAPaper(_ tokens: String, _ option: String) throws {
    for language in Language.allCases {
      let figure = try LaidOutRequest("attention \(tokens) --stage all \(option)") {
        // Few tokens stand in one line of tables, which are wider in letters of one width.
        $0.size = PageSize(tokens.contains("[CLS]") ? "3.3x2.5in" : "3.65x2.55in")
        $0.lang = language
      }
      #expect(figure.faults == [], "\(language.rawValue)")
    }
  }

  static let pages: [PagePreset] = [.column, .text, .phone, .slide, .screen]

  @Test(arguments: sampleCommands + usualCommands) func thePageIsSpentOnData(
    _ command: String
  ) throws {
    for page in Self.pages {
      for noTitle in [false, true] {
        // What is refused is told elsewhere.
        guard
          let figure = try? LaidOutRequest(
            command,
            {
              $0.preset = page
              $0.size = nil
              $0.noTitle = noTitle
            })
        else { continue }
        guard !figure.description.panels.isEmpty else { continue }
        let frames = figure.description.panels.map(\.frame)
        let size = figure.scene.size
        let share =
          frames.reduce(0) { $0 + $1.width * $1.height } / (size.width * size.height)
        // What is drawn counts: a title that is left to the caption takes no room.
        let hasTitle =
          figure.scene.placedTexts.contains {
            ["title", "subtitle", "notes"].contains($0.item.identity.id)
          } || figure.description.panels.contains { $0.title != nil }
        let aim = hasTitle ? 0.55 : 0.7
        // A grid of charts that are neither towers nor strips may lack a hundredth.
        guard share < aim - 0.01 else { continue }
        let place = "--page \(page.rawValue)\(noTitle ? " --no-title" : "")"
        // The columns of seven sentences are as far apart as names are long.
        withKnownIssue(isIntermittent: true) {
          #expect(
            Self.isBoundByShape(figure) || Self.isBoundByWholeCells(figure)
              || Self.isBoundByTitles(figure) || Self.isBoundByNumber(figure, aim),
            "\(place): \(share) of the page")
        } when: {
          // Heads in a row.
          command.contains("--heads 0-6") && command.hasSuffix("--horizontal")
        }
      }
    }
  }

  /// Whether the matrix' own shape forbids more: its cells, or the panels, are squares, and the panels
  /// with their words are as wide or as high as the page.
  private static func isBoundByShape(_ figure: LaidOutRequest) -> Bool {
    let panels = figure.description.panels
    let squares = panels.allSatisfy { panel in
      guard panel.mark == "heatmap" else {
        return (panel.frame.width - panel.frame.height).magnitude < 2 * figure.type.factor
      }
      let cell = Size(
        panel.frame.width / Double(panel.columns), panel.frame.height / Double(panel.rows))
      return (cell.width - cell.height).magnitude < 0.12 * max(cell.width, cell.height) + 1
    }
    guard squares else { return false }
    let factor = figure.type.factor
    let scene = figure.scene.scaled(by: 1 / factor)
    let areas =
      scene.placedTexts.map { $0.box(FixedWidthText()).bounds } + scene.panelFrames.map(\.frame)
      + scene.placedImages.map(\.item.frame)
    guard let first = areas.first else { return false }
    let content = areas.dropFirst().reduce(first) { $0.union($1) }
    // Cells are whole pixels, or all a little uneven.
    let rows = Double(panels.map(\.rows).max() ?? 1)
    let across = Double(Set(scene.panelFrames.map { $0.frame.x.rounded() }).count)
    let slack =
      max(0.08 * min(scene.size.width, scene.size.height), rows * across) + 2 * figure.type.margin
    return scene.size.width - content.width <= slack || scene.size.height - content.height <= slack
  }

  /// Whether the number of panels forbids more: the grid would reach the aim were none of its places empty.
  private static func isBoundByNumber(_ figure: LaidOutRequest, _ aim: Double) -> Bool {
    let frames = figure.description.panels.map(\.frame)
    let places =
      Set(frames.map { $0.x.rounded() }).count * Set(frames.map { $0.y.rounded() }).count
    let share =
      frames.reduce(0) { $0 + $1.width * $1.height }
      / (figure.scene.size.width * figure.scene.size.height)
    return places > frames.count && share * Double(places) / Double(frames.count) >= aim - 0.01
  }

  /// What a figure takes of a page that is no higher, in the px it was laid out in; nil for pages that are
  /// as high as their content.
  private struct FixedPage {
    let frames: [Rect]
    let texts: [Rect]
    let content: Size
    /// The page without margins, which are not made narrower than this.
    let space: Size
    /// How many columns and rows of panels there are.
    let columns: Int
    let rows: Int

    init?(_ figure: LaidOutRequest) {
      let factor = figure.type.factor
      let scene = figure.scene.scaled(by: 1 / factor)
      // Where the height follows the content it does so up to that of a paper's page.
      guard figure.request.appearance.preset?.size != nil || scene.size.height > 1000 else {
        return nil
      }
      frames = figure.description.panels.map {
        Rect(
          x: $0.frame.x / factor, y: $0.frame.y / factor, width: $0.frame.width / factor,
          height: $0.frame.height / factor)
      }
      texts = scene.placedTexts.map { $0.box(FixedWidthText()).bounds }
      let areas = texts + frames + scene.placedImages.map(\.item.frame)
      let around = areas.dropFirst().reduce(areas[0]) { $0.union($1) }
      content = around.size
      let margins = 2 * 0.6 * figure.type.margin
      space = Size(scene.size.width - margins, scene.size.height - margins)
      columns = Set(frames.map { $0.x.rounded() }).count
      rows = Set(frames.map { $0.y.rounded() }).count
    }
  }

  /// Whether the matrix' numbers of rows and columns forbid more: cells are whole pixels, and were they a
  /// pixel wider, or a pixel higher, the panels with their words would not fit the page.
  private static func isBoundByWholeCells(_ figure: LaidOutRequest) -> Bool {
    let panels = figure.description.panels
    guard panels.allSatisfy({ $0.mark == "heatmap" && $0.reduction == nil }),
      let page = FixedPage(figure)
    else { return false }
    let pixel = 1 / figure.type.factor
    let across = Double(page.columns * (panels.map(\.columns).max() ?? 0)) * pixel
    let down = Double(page.rows * (panels.map(\.rows).max() ?? 0)) * pixel
    return page.content.width + across > page.space.width
      && page.content.height + down > page.space.height
  }

  /// Whether the titles of very many panels forbid more: they fill the page, and between two of them is
  /// nothing but a line of words and the least gaps.
  private static func isBoundByTitles(_ figure: LaidOutRequest) -> Bool {
    guard figure.description.panels.allSatisfy({ $0.title != nil }), let page = FixedPage(figure),
      page.frames.count > 12
    else { return false }
    let minimum = 16.0
    let isWide = zip(page.frames, page.frames.dropFirst()).allSatisfy { one, next in
      guard next.minX > one.minX else { return true }
      return next.minX - one.maxX <= minimum
    }
    let isHigh = page.frames.indices.dropFirst(page.columns).allSatisfy { index in
      let (above, below) = (page.frames[index - page.columns].maxY, page.frames[index].minY)
      let words = page.texts.filter { $0.minY >= above && $0.maxY <= below }
      let lines = Set(words.map { $0.minY.rounded() }).reduce(0.0) { sum, line in
        sum + (words.filter { $0.minY.rounded() == line }.map(\.height).max() ?? 0)
      }
      return below - above <= lines + minimum
    }
    // A step of the pixel grid is left over for each panel.
    return isWide && isHigh
      && page.content.width + Double(page.columns) + minimum > page.space.width
      && page.content.height + Double(page.rows) + minimum > page.space.height
  }

  @Test(arguments: sampleCommands) func wordsCanBeReadOnEveryPage(_ command: String) throws {
    for (page, theme) in zip(
      [PagePreset.column, .text, .slide, .poster], [Theme.Name.light, .dark, .print, .article])
    {
      for language in Language.allCases {
        guard
          let figure = try? LaidOutRequest(
            command,
            {
              $0.preset = page
              $0.theme = theme
              $0.lang = language
            })
        else { continue }
        let place = "--page \(page.rawValue) --theme \(theme) --lang \(language.rawValue)"
        #expect(figure.faults == [], "\(place)")
        for (text, color, ground) in figure.scene.textsOnGround(FixedWidthText())
        where !text.text.plain.allSatisfy({ $0 == " " }) {
          #expect(
            contrastRatio(color, ground) >= 4.5, "\(place): “\(text.text.plain)” on \(ground)")
          #expect(text.style.size * 72 / 96 >= 4.5, "\(place): “\(text.text.plain)”")
        }
        for panel in figure.description.panels { Self.expectTicks(panel, place) }
      }
    }
  }

  /// Ticks are six at most, but where each place that is counted is named.
  private static func expectTicks(_ panel: PanelDescription, _ place: String) {
    for axis in [panel.x, panel.y] where axis.kind != "names" {
      let places = axis.domain[1] - axis.domain[0] + 1
      // Along charts the axis has some air beside its whole numbers.
      let areAllNamed =
        axis.kind == "cells" && Double(axis.ticks.count) == places
        || axis.kind == "integers" && axis.ticks.count <= 16
          && Double(axis.ticks.count) > places - 2
      #expect(axis.ticks.count <= 7 || areAllNamed, "\(place): \(axis)")
      #expect(Set(axis.ticks).count == axis.ticks.count, "\(place): \(axis.ticks)")
    }
  }

  /// The sheet to look at: every kind on every page, in every theme and language.
  @Test func theContactSheetHasEveryKindOnEveryPage() throws {
    let file = fixturesFolder.replacing("/Fixtures", with: "/ContactSheet/figures.yaml")
    let text = try String(contentsOfFile: file, encoding: .utf8)
      .replacing("output: sheet\n", with: "")
    let figures = try Manifest(text: text, name: file).figures
    let drawn = Set(
      figures.map {
        "\(type(of: $0.request.kind).name) \($0.request.appearance.preset?.rawValue ?? "") \($0.theme) \($0.language)"
      })
    for kind in KindRegistry.all.map({ $0.name }) {
      for page in PagePreset.allCases {
        for theme in Theme.Name.allCases {
          for language in Language.allCases {
            #expect(drawn.contains("\(kind) \(page) \(theme) \(language)"))
          }
        }
      }
    }
  }

  /// Three squares stand in one column or one row: a page that grows with its content is as high as one column
  /// needs.
  @Test(arguments: [PagePreset.column, .phone, .text])
  func threeSquaresStandInALine(_ page: PagePreset) throws {
    for language in Language.allCases {
      let figure = try LaidOutRequest(
        "patches --weights \"seed:7,[2,3,17,17],weights\" --grid 4x4 --layer 1"
      ) {
        $0.preset = page
        $0.lang = language
      }
      let frames = figure.description.panels.map(\.frame)
      let lines = (Set(frames.map(\.x)).count, Set(frames.map(\.y)).count)
      #expect(lines == (1, 3) || lines == (3, 1), "\(frames)")
      #expect(figure.faults == [])
    }
  }

  /// Two squares side by side stay so where their titles take two lines: a page twice as high is too much for
  /// titles in one.
  @Test(arguments: ["7.5pt", "8pt", "8.6pt", "9pt", "10pt"])
  func titlesInOneLineCostNoHighPage(_ type: String) throws {
    let figure = try LaidOutRequest("demo self-focus") {
      $0.preset = .text
      $0.noTitle = true
      $0.fontSize = TypeSize(type)
    }
    #expect(Set(figure.description.panels.map(\.frame.y)).count == 1)
    #expect(figure.scene.size.height < 0.7 * figure.scene.size.width)
    #expect(figure.faults == [])
  }

  /// Notes of several lines fill them alike: they would take more lines at three quarters of their width.
  @Test(arguments: ["binary", "decay"], [PagePreset.column, .phone])
  func notesBreakEvenly(_ command: String, _ page: PagePreset) throws {
    let figure = try LaidOutRequest(command) { $0.preset = page }
    let notes = try #require(
      figure.scene.placedTexts.first { $0.item.identity.id == "notes" }
    ).item
    let width = try #require(notes.wrapWidth)
    func lines(_ width: Double?) -> Double {
      FixedWidthText().measure(notes.text, style: notes.style, width: width).height
    }
    #expect(lines(width) < 1.5 * lines(nil) || lines(width * 0.7) > lines(width))
  }

  @Test func aKeyStandsBesideABarBelow() throws {
    let figure = try LaidOutRequest("bias --heads 4") { $0.preset = .column }
    let bar = try #require(figure.description.panels.first?.colorBar)
    let key = try #require(
      figure.scene.placedTexts.first { $0.item.text.plain == "masked" }
    ).box(FixedWidthText()).bounds
    #expect(bar.width > bar.height)
    #expect(key.minX > bar.x + bar.width)
    #expect(key.minY < bar.y + bar.height && key.maxY > bar.y)
  }

  /// Flow charts run across pages that are wide, in type that is the page's or larger.
  @Test(
    arguments: ["diagram scaled-dot-product", "diagram multi-head --heads 8"],
    [PagePreset.slide, .poster])
  func flowChartsTakeTheWidth(_ command: String, _ page: PagePreset) throws {
    for language in Language.allCases {
      let figure = try LaidOutRequest(command) {
        $0.preset = page
        $0.lang = language
      }
      let frames = try #require(figure.description.nodes).map(\.frame)
      let width = (frames.map { $0.x + $0.width }.max() ?? 0) - (frames.map(\.x).min() ?? 0)
      #expect(width > 0.45 * figure.scene.size.width, "\(language.rawValue)")
      let tick = try #require(figure.description.type).tick
      #expect(tick >= 0.8 * (page.tickSize ?? 0), "\(language.rawValue): \(tick) pt")
      let heads = try #require(figure.description.nodes).count { $0.id.hasPrefix("head-") }
      if let wanted = command.split(separator: " ").last.flatMap({ Int($0) }) {
        #expect(heads == wanted)
      }
    }
  }

  @Test(arguments: usualCommands.filter { $0.hasPrefix("diagram") || $0.contains("--stage all") })
  func diagramsKeepTheirType(_ command: String) throws {
    for language in Language.allCases {
      let figure = try LaidOutRequest(command) {
        $0.preset = .column
        $0.lang = language
      }
      let tick = try #require(figure.description.type).tick
      // Told in hundredths, of sizes that are rounded to a device's pixel.
      #expect(tick >= 6.95, "--lang \(language.rawValue): \(tick) pt")
    }
  }

  /// What is laid out for one medium is drawn for the other as if it had been laid out for that.
  @Test(arguments: ["similarity --positions 900 --dimensions 64", "bias --heads 4"])
  func anotherMediumNeedsNoSearch(_ command: String) throws {
    let request = try LaidOutRequest(command) { $0.preset = .column }.request
    let renderer = FigureRenderer()
    let pixels = try renderer.prepare(request, for: .pixels)
    let vectors = try renderer.prepare(request, for: .vectors)
    #expect(try renderer.draw(pixels, as: .svg) == renderer.draw(vectors, as: .svg))
  }

  @Test func theTitleIsGivenUpBeforeTheData() throws {
    let command = "pe-heatmap --positions 100 --dimensions 256"
    let figure = try LaidOutRequest(command) { $0.preset = .column }
    // The caption has it; the picture's own name for readers who do not see it is still there.
    #expect(!figure.scene.placedTexts.contains { $0.item.identity.id == "title" })
    #expect(figure.scene.title == figure.draft.figure.title?.plain)
    let asked = try LaidOutRequest(command) {
      $0.preset = .column
      $0.title = "Sine and cosine"
    }
    #expect(asked.scene.placedTexts.contains { $0.item.text.plain == "Sine and cosine" })
    #expect(asked.description.data?.limit == nil)
  }

  /// What data can be read without goes before the title does, and the alt text tells it all the same.
  @Test(arguments: sampleCommands) func notesGiveWayBeforeTitles(_ command: String) throws {
    for page in [PagePreset.column, .text, .slide, .poster] {
      guard let figure = try? LaidOutRequest(command, { $0.preset = page }) else { continue }
      let (draft, scene) = (figure.draft.figure, figure.scene)
      let displayed =
        scene.placedTexts.first { $0.item.identity.id == "notes" }?.item.text.plain ?? ""
      for note in draft.notes {
        #expect(figure.description.alt.contains(note.text), "\(page)")
        guard draft.title != nil,
          !scene.placedTexts.contains(where: { $0.item.identity.id == "title" })
        else { continue }
        let words = note.mathematics?.plain ?? note.brief ?? note.text
        #expect(!note.isBackground || !displayed.contains(words), "\(page)")
        // What was left out, combined or chosen is said on the picture.
        #expect(note.isBackground || displayed.contains(words), "\(page)")
      }
    }
  }

  /// Small pages have room for the line that says which convention is shown, whether an encoding is named or
  /// not.
  @Test(arguments: [
    "pe-heatmap --positions 40 --dimensions 24", "similarity --positions 20 --dimensions 16",
    "pe-lines --dimensions 32 --positions 60 --at-dims 6-9",
    "decompose --dimensions 24 --position 5 --dims 0-23", "frequencies --dimensions 64",
    "pe-heatmap --encoding sinusoidal --positions 40 --dimensions 24",
    "pe-heatmap --encoding rope --positions 40 --dimensions 24",
  ])
  func smallPagesSayTheConvention(_ command: String) throws {
    for page in [PagePreset.column, .phone, .text, .slide, .poster] {
      for language in Language.allCases {
        let figure = try LaidOutRequest(command) {
          $0.preset = page
          $0.lang = language
        }
        let note = try #require(figure.draft.figure.notes.first)
        let displayed = figure.scene.placedTexts.first { $0.item.identity.id == "notes" }
        #expect(displayed?.item.text.plain.contains(note.text) == true, "\(page) \(language)")
        #expect(figure.description.alt.contains(note.text))
      }
    }
    // In its place stands a line of the user's own.
    let own = try LaidOutRequest(command) { $0.subtitle = "Own line" }
    #expect(own.scene.placedTexts.contains { $0.item.text.plain == "Own line" })
    #expect(!own.scene.placedTexts.contains { $0.item.identity.id == "notes" })
  }

  /// A slide has no caption that could tell its title.
  @Test(arguments: [
    "wavelengths", "similarity --positions 50 --dimensions 256",
    "rotation --encoding rope --dimensions 8",
    "pe-lines --dimensions 128 --at-positions 0-3",
  ])
  func slidesKeepTheirTitles(_ command: String) throws {
    let figure = try LaidOutRequest(command) { $0.preset = .slide }
    #expect(figure.scene.placedTexts.contains { $0.item.identity.id == "title" })
  }

  /// Margins as they are seen in the picture: from the edge to the first pixel that has another colour.
  @Test(arguments: [
    "pe-heatmap --positions 100 --dimensions 256", "similarity --positions 50 --dimensions 256",
    "attention \(weights) --layer 5 --head 3 \(tokens)", "bias --heads 4",
    "heads \(weights) --layer 5 --heads 0-3 \(tokens)", "frequencies --dimensions 64",
    "pe-lines --dimensions 128 --at-positions 0-3", "decay",
  ])
  func marginsAreEvenByInk(_ command: String) throws {
    for page in ["column", "text", "slide", "screen"] {
      for theme in ["light", "dark"] {
        let options = "\(command) --page \(page) --theme \(theme)"
        let image = try DecodedPNG(PictureTests.draw(options, as: [.png]).files[0])
        let ground = image[0, 0]
        func hasInk(_ color: UInt32) -> Bool {
          [0, 8, 16].contains { shift in
            let (one, other) = (Int(color >> shift & 0xFF), Int(ground >> shift & 0xFF))
            return (one - other).magnitude > 24
          }
        }
        let columns = (0..<image.width).filter { x in
          (0..<image.height).contains { hasInk(image[x, $0]) }
        }
        let rows = (0..<image.height).filter { y in
          (0..<image.width).contains { hasInk(image[$0, y]) }
        }
        let (left, right) = (columns[0], image.width - 1 - columns[columns.count - 1])
        let (top, bottom) = (rows[0], image.height - 1 - rows[rows.count - 1])
        // Lines of words beside wide margins are centred over the panels, and not on the page.
        let slack = max(1, min(left, right) / 50)
        #expect((left - right).magnitude <= slack, "\(options): left \(left), right \(right)")
        #expect((top - bottom).magnitude <= 1, "\(options): top \(top), bottom \(bottom)")
      }
    }
  }

  @Test func descriptionsTellTheShare() throws {
    let figure = try LaidOutRequest("similarity --positions 50 --dimensions 256") {
      $0.preset = .slide
    }
    let data = try #require(figure.description.data)
    let panel = try #require(figure.description.panels.first)
    let size = figure.scene.size
    let share = panel.frame.width * panel.frame.height / (size.width * size.height)
    #expect((data.share - share).magnitude < 0.001)
    #expect(data.aim == 0.55)
    #expect(data.limit == "square cells: 50 × 50")
    let screen = try LaidOutRequest("similarity --positions 50 --dimensions 256")
    #expect(screen.description.data?.aim == 0.55)
    #expect(screen.description.data?.limit == nil)
    // Without a title and notes there is more room for data, whoever left them out.
    let column = try LaidOutRequest("pe-lines --dimensions 128 --at-positions 0-3") {
      $0.preset = .column
    }
    #expect(!column.scene.placedTexts.contains { $0.item.identity.id == "title" })
    let hasNotes = column.scene.placedTexts.contains { $0.item.identity.id == "notes" }
    #expect(column.description.data?.aim == (hasNotes ? 0.55 : 0.7))
  }
}
