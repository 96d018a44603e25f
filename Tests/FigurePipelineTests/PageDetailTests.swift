// Words and marks around panels where a page is small: whole, apart, and in line with each other.

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

@Suite struct PageDetailTests {
  private static func texts(_ figure: LaidOutRequest) -> [(text: SceneText, box: Rect)] {
    figure.scene.placedTexts.map { ($0.item, $0.box(FixedWidthText()).bounds) }
  }

  // MARK: Bars

  /// A label beside a bar is read in one line, or stands above it.
  @Test(arguments: [
    "model-view \(weights)", "heads \(weights) --layer 5 --heads 0-3 \(tokens)",
    "similarity --positions 50 --dimensions 256 --bar-label \"how alike two of the vectors are\"",
    "pe-heatmap --positions 20 --dimensions 64 --bar-label \"a number of the table of positions\"",
  ])
  func labelsOfBarsAreNotBroken(_ command: String) throws {
    for page in [PagePreset.column, .phone, .text, .screen] {
      let figure = try LaidOutRequest(command) { $0.preset = page }
      for text in figure.scene.placedTexts
      where text.isIn("-bar") || text.groups.contains("color-bar") {
        let extent = FixedWidthText().measure(
          text.item.text, style: text.item.style, width: text.item.wrapWidth)
        #expect(extent.lines == 1, "\(page): \(text.item.text.plain)")
      }
    }
  }

  /// Labels of bars one below the other stand in one line.
  @Test(arguments: [PagePreset.text, .slide, .screen])
  func labelsOfBarsStandInLine(_ page: PagePreset) throws {
    let figure = try LaidOutRequest("head-measures \(weights)") { $0.preset = page }
    let bars = figure.description.panels.map { $0.colorBar }
    let labels = figure.scene.placedTexts.filter {
      $0.isIn("-bar") && $0.item.style.size > figure.scene.placedTexts.map(\.item.style.size).min()!
    }
    let columns = Dictionary(grouping: zip(labels, bars).map { ($0, $1?.x.rounded() ?? 0) }) {
      $0.1
    }
    for column in columns.values where column.count > 1 {
      let places = column.map { $0.0.box(FixedWidthText()).bounds.midX }
      #expect(places.max()! - places.min()! < 0.51, "\(page): \(places)")
    }
  }

  // MARK: Names

  /// Names below each other have a line's height, as far as ink goes.
  @Test(arguments: [7, 13, 40, 80, 120])
  func namesOfRowsStandApart(_ count: Int) throws {
    let words = (0..<count).map { "tgk\($0)" }.joined(separator: " ")
    for page in [PagePreset.column, .slide, .screen] {
      let figure = try LaidOutRequest("attention --tokens \"\(words)\" --seed 3") {
        $0.preset = page
      }
      let names = figure.scene.placedTexts.filter { $0.groups.last?.hasSuffix("-y-axis") ?? false }
        .filter { $0.item.text.plain.hasPrefix("tgk") }
      let places = names.map { $0.box(FixedWidthText()).bounds.midY }.sorted()
      for (one, next) in zip(places, places.dropFirst()) {
        #expect(next - one >= 0.88 * names[0].item.style.size, "\(page), \(count)")
      }
    }
  }

  /// Numbers above the columns of a view of many heads are told apart, and set as those of its rows.
  @Test func numbersOfHeadsStandApart() throws {
    for page in PagePreset.allCases {
      let figure = try LaidOutRequest("model-view \(weights)") { $0.preset = page }
      let titles = Self.texts(figure).filter { text, box in
        Int(text.text.plain) != nil && box.maxY <= figure.description.panels[0].frame.y
      }.sorted { $0.box.minX < $1.box.minX }
      #expect(titles.count > 1)
      for (one, next) in zip(titles, titles.dropFirst()) {
        #expect(next.box.minX - one.box.maxX >= 3, "\(page)")
      }
      let rows = figure.scene.placedTexts.filter { $0.groups.last?.hasSuffix("-y-axis") ?? false }
      let row = try #require(rows.first { Int($0.item.text.plain) != nil })
      #expect(titles.allSatisfy { $0.text.style == row.item.style }, "\(page)")
    }
  }

  /// Where the labels of two panels would meet, the first of the right one is left out, and the last stays.
  @Test func oneOfTwoLabelsThatMeetIsLeftOut() throws {
    let figure = try LaidOutRequest("pe-lines --at-positions 0-40 --dimensions 1024") {
      $0.preset = .column
      $0.noTitle = true
    }
    #expect(figure.faults == [])
    let labels = figure.scene.placedTexts.filter { $0.groups.last?.hasSuffix("-x-axis") ?? false }
      .filter { Int($0.item.text.plain) != nil }
    #expect(labels.contains { $0.item.text.plain == "0" })
    #expect(
      labels.count { $0.item.text.plain == "1023" } > labels.count { $0.item.text.plain == "0" })
  }

  /// One head is named once.
  @Test func oneHeadHasOneTitle() throws {
    let figure = try LaidOutRequest("heads \(weights) --layer 5 --heads 3 \(tokens)")
    #expect(Self.texts(figure).count { $0.text.text.plain.lowercased().contains("head 3") } == 1)
  }

  /// Layer and head of one query's weights are told where the title is left to a caption.
  @Test func aQueryIsToldWithItsHead() throws {
    let figure = try LaidOutRequest(
      "attention \(weights) --layer 4 --head 3 \(tokens) --query-token it"
    ) { $0.preset = .column }
    #expect(!figure.scene.placedTexts.contains { $0.item.identity.id == "title" })
    let notes = try #require(figure.scene.placedTexts.first { $0.item.identity.id == "notes" })
    #expect(notes.item.text.plain == "Layer 4, head 3. Query “it”, row 8 of 13.")
  }

  // MARK: Edges

  /// Titles at the left begin at one place, however long each of them is.
  @Test(arguments: PagePreset.allCases) func linesAtTheLeftBeginTogether(_ page: PagePreset) throws
  {
    let figure = try LaidOutRequest("heads \(weights) --layer 5 --heads 0-3 \(tokens)") {
      $0.preset = page
      $0.title = "Heads"
      $0.subtitle = "MiniLM, layer 5, heads 0 to 3 of 12, a sentence of 13 tokens"
      $0.titleAlign = .left
    }
    let lines = Self.texts(figure).filter {
      ["title", "subtitle"].contains($0.text.identity.id)
    }
    #expect(lines.count == 2)
    #expect((lines[0].box.minX - lines[1].box.minX).magnitude < 0.01)
    #expect(lines.allSatisfy { $0.box.maxX <= figure.scene.size.width })
  }

  /// Markers stand within their frame, also those of the first and the last point.
  @Test(arguments: [
    "lines --input attention/minilm-s1-attentions.npy --layer 0 --head 3",
    "lines --input attention/minilm-s1-attentions.npy --layer 0 --head 3 --rows 0-2",
    "frequencies --dimensions 32",
  ])
  func markersStayWithinTheirFrame(_ command: String) throws {
    for page in PagePreset.allCases {
      let figure = try LaidOutRequest(command) { $0.preset = page }
      for (index, panel) in figure.description.panels.enumerated() {
        let marks = figure.scene.placedPaths.filter {
          $0.groups.contains("panel-\(index)") && $0.groups.last?.contains("-series-") == true
            && $0.item.fill != nil
        }
        let frame = panel.frame
        for mark in marks {
          let box = mark.bounds
          #expect(
            box.minX >= frame.x && box.maxX <= frame.x + frame.width && box.minY >= frame.y
              && box.maxY <= frame.y + frame.height, "\(page), panel \(index)")
        }
      }
    }
  }

  /// Panels of lines stand in full rows where one more of them side by side makes that possible.
  @Test(arguments: [(7, 4), (8, 4), (9, 3), (10, 5), (5, 3)])
  func linesStandInFullRows(count: Int, across: Int) throws {
    let figure = try LaidOutRequest("pe-lines --dimensions 64 --at-positions 0-\(count - 1)")
    #expect(Set(figure.description.panels.map { $0.frame.x.rounded() }).count == across)
  }

  /// A row of panels is read before two rows with a gap.
  @Test func threePanelsStandInARow() throws {
    let figure = try LaidOutRequest("heads \(weights) --layer 5 --heads 0-2 \(tokens)") {
      $0.preset = .text
    }
    #expect(Set(figure.description.panels.map { $0.frame.y.rounded() }).count == 1)
  }

  /// Weights that are all small fill their panels, and both panels have one axis.
  @Test func smallWeightsHaveAShortAxis() throws {
    let scores = (0..<20).map { "\($0 % 5)" }.joined(separator: ",")
    let figure = try LaidOutRequest("demo softmax-example --scores \(scores)")
    let ends = figure.description.panels.map { $0.y.domain[1] }
    // exp(4) / (4 · (1 + e + e² + e³ + e⁴)) = 0.159
    #expect(ends == [0.2, 0.2])
  }
}
