// Options that every figure, or every figure of cells, follows after its kind has composed it.

import ArgumentParser
import FigureModel
import FigureScene
import TestSupport
import Testing

@testable import FigureKinds

@Suite struct StyleOptionTests {
  private func applied(_ words: [String], panels: Int = 3) throws -> FigureDraft {
    let appearance = try AppearanceArguments.parse(words)
    let panel = try draft(PositionalHeatMap.self, ["--positions", "4", "--dimensions", "6"])
      .figure.panelGrid.panels[0]
    var grid = PanelGrid(panels: Array(repeating: panel, count: panels), columns: 2)
    for index in grid.panels.indices {
      grid.panels[index].title = index == 0 ? nil : RichText("Head \(index)")
    }
    let figure = Figure(
      name: "f", title: "T", summary: "S.", content: .panels(grid), size: .exact(Size(600, 400)))
    return appearance.applied(to: FigureDraft(figure: figure, table: nil))
  }

  @Test func panelsHaveLetters() throws {
    let titles = try applied(["--letters"]).figure.panelGrid.panels.map { $0.title?.plain }
    #expect(titles == ["(a)", "(b) Head 1", "(c) Head 2"])
    #expect(
      try applied([]).figure.panelGrid.panels.map { $0.title?.plain } == [nil, "Head 1", "Head 2"])
    let alone = try applied(["--letters"], panels: 1)
    #expect(alone.figure.panelGrid.panels[0].title == nil)
  }

  @Test(arguments: [
    (0, "a"), (25, "z"), (26, "aa"), (27, "ab"), (51, "az"), (52, "ba"), (701, "zz"), (702, "aaa"),
  ])
  func letters(index: Int, name: String) { #expect(PanelLetter.name(index) == name) }

  @Test func ticksAreStyledOrGone() throws {
    let styled = try applied(["--tick-format", "percent", "--tick-decimals", "1"])
    let style = TickStyle(.percent, decimals: 1)
    for panel in styled.figure.panelGrid.panels {
      #expect(panel.x.tickStyle == style && panel.heatMap?.colorBar?.tickStyle == style)
      #expect(panel.x.hasTicks)
    }
    let bare = try applied(["--no-ticks"]).figure.panelGrid.panels
    #expect(bare.allSatisfy { !$0.x.hasTicks && !$0.y.hasTicks && $0.heatMap?.colorBar != nil })
  }

  @Test func titlesHaveSubtitles() throws {
    let figure = try applied(["--subtitle", "MiniLM, layer 0", "--title-align", "left"]).figure
    #expect(figure.subtitle?.plain == "MiniLM, layer 0" && figure.titleAlignment == .left)
    #expect(try applied(["--subtitle", ""]).figure.subtitle == nil)
  }

  @Test(arguments: [("auto", nil), ("0", 0), ("9", 9), (" 3 ", 3)] as [(String, Int?)])
  func decimalsAreRead(text: String, count: Int?) throws {
    #expect(try DecimalCount.parsed(text).count == count)
  }

  @Test(arguments: ["10", "-1", "2.5", "", "some"]) func otherDecimalsAreRefused(text: String) {
    #expect(throws: (any Error).self) { try DecimalCount.parsed(text) }
  }

  @Test func barsHaveLabelsOfTheUsers() throws {
    let base = ["--positions", "4", "--dimensions", "6"]
    func label(_ words: [String]) throws -> String? {
      try draft(PositionalHeatMap.self, base + words).figure.panelGrid.panels[0].heatMap?.colorBar?
        .label?.plain
    }
    #expect(try label(["--bar-label", "PE(pos, i)"]) == "PE(pos, i)")
    #expect(try label(["--bar-label", ""]) == nil)
  }

  // MARK: What is lit

  private static let axes = ["--positions", "5", "--first-position", "10", "--dimensions", "8"]

  private func marks(_ words: [String]) throws -> [HeatMap.Mark] {
    try draft(PositionalHeatMap.self, Self.axes + words).figure.panelGrid.panels[0].heatMap?.marks
      ?? []
  }

  /// Numbers are those at the axes: position 12 is row 2.
  @Test func placesAreNamedByTheirNumbers() throws {
    #expect(try marks(["--highlight", "12,7"]) == [.init(.cell(row: 2, column: 7))])
    #expect(
      try marks(["--highlight-row", "10", "--highlight-row", "14"]) == [
        .init(.row(0)), .init(.row(4)),
      ])
    #expect(
      try marks(["--highlight", "12,7", "--transpose"]) == [.init(.cell(row: 7, column: 2))])
    #expect(try marks(["--highlight-row", "11", "--transpose"]) == [.init(.column(1))])
    #expect(
      try marks(["--callout", "14,0 a low one"])
        == [.init(.cell(row: 4, column: 0), callout: "a low one")])
    #expect(
      try marks(["--highlight", "13,8", "--index-base", "1"]) == [.init(.cell(row: 2, column: 7))])
  }

  @Test(arguments: [
    (
      ["--highlight", "9,0"],
      "--highlight 9,0: there is no such place; rows are 10 to 14, columns 0 to 7"
    ),
    (
      ["--highlight", "10,8"],
      "--highlight 10,8: there is no such place; rows are 10 to 14, columns 0 to 7"
    ),
    (["--highlight-row", "-1"], "--highlight-row -1: there is no such place; rows are 10 to 14"),
    (
      ["--callout", "3,3 x"],
      "--callout 3,3: there is no such place; rows are 10 to 14, columns 0 to 7"
    ),
  ])
  func placesThatAreNotThere(words: [String], message: String) throws {
    let error = try failure(PositionalHeatMap.self, Self.axes + words)
    #expect(error.typed == message && error.cause == .usage)
  }

  @Test func tooManyAreRefused() throws {
    let five = (0..<5).flatMap { ["--callout", "10,\($0) x"] }
    #expect(
      try failure(PositionalHeatMap.self, Self.axes + five).typed
        == "--callout: 5 do not stand above one panel; give at most 4")
  }

  @Test(arguments: ["3 words", "3,4", "3,4 ", "a,b words", "words"])
  func calloutsNeedAPlaceAndWords(text: String) {
    #expect(throws: (any Error).self) { try CellCallout.parsed(text) }
  }

  /// Each panel of a grid is lit at the same place.
  @Test func everyHeadIsLit() throws {
    let figure = try draft(
      Heads.self,
      ["--weights", "example:minilm", "--layer", "0", "--heads", "0-2", "--highlight", "1,2"]
    ).figure
    #expect(
      figure.panelGrid.panels.allSatisfy { $0.heatMap?.marks == [.init(.cell(row: 1, column: 2))] })
  }
}

extension Figure {
  fileprivate var panelGrid: PanelGrid {
    if case .panels(let grid) = content { grid } else { PanelGrid(panels: []) }
  }
}
