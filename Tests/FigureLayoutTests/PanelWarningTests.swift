import AttentionMath
import FigureModel
import FigureScene
import Foundation
import TestSupport
import Testing
import TextFormats

@testable import FigureLayout

/// Many panels of which the same holds are told of once.
@Suite struct PanelWarningTests {
  private func blended(_ share: Double, _ title: String? = nil, rows: Int = 300) -> PanelWarning {
    PanelWarning(
      problem: .blended(
        cells: .init(rows: rows, columns: rows), drawn: .init(rows: 50, columns: 50), .max,
        share: share), title: title)
  }

  private func english(_ warnings: [PanelWarning], panels: Int) -> [String] {
    PanelWarning.messages(warnings, panels: panels).typed
  }

  @Test func oneSentenceTellsOfAllThatAreAlike() throws {
    let told = english([0.02, 0.19, 0.05].map { blended($0) }, panels: 270)
    #expect(told.count == 1)
    #expect(told[0].hasPrefix("in 3 of 270 panels [300, 300] cells are drawn as [50, 50]"))
    #expect(told[0].contains("in 2 to 19% of these"))
    #expect(
      english([0.02, 0.02].map { blended($0) }, panels: 2)[0].hasPrefix("in all 2 panels [300"))
  }

  /// Less than a hundredth of the cells is a number of them.
  @Test func fewCellsAreCounted() {
    #expect(english([blended(2.0 / 2500)], panels: 1)[0].contains("in 2 of these values"))
    #expect(
      english([2.0, 7].map { blended($0 / 2500) }, panels: 2)[0].contains("in 2 to 7 of these"))
    #expect(english([2.0, 100].map { blended($0 / 2500) }, panels: 2)[0].contains("in 1 to 4% of"))
  }

  /// One of two equal peaks is drawn: the other one is missed all the same.
  @Test func peaksThatOthersEqualAreMissed() throws {
    let panel = try peaks(1, .nearest, isFree: true)
    let shape = try #require(
      try layOut(figure([panel], size: .exact(400, 300))).description.panels[0].reduction)
    func pick(_ block: Int, _ blocks: Int) -> Int {
      CellBlocks.Side(blocks: blocks, cells: 600).picks()[block]
    }
    for (filter, hasWarning) in [
      (ReductionFilter.nearest, true), (.extremes, false), (.max, false),
    ] {
      var panel = panel
      guard case .heatMap(var map) = panel.content, var matrix = map.matrix else { return }
      matrix[pick(9, shape.toRows), pick(9, shape.toColumns)] = 1
      map.cells = .matrix(matrix)
      map.reduction = filter
      panel.content = .heatMap(map)
      let drawn = try layOut(figure([panel], size: .exact(400, 300))).description
      #expect(drawn.warnings.count == (hasWarning ? 1 : 0))
      #expect(
        drawn.warnings.typed.first.map {
          $0.contains("in 1 of these a peak or a pit is left out")
            && $0.contains("--reduce extremes")
        } ?? true)
    }
  }

  @Test func fewPanelsAreNamedAndManyCounted() {
    #expect(english([blended(0.3, "board")], panels: 1)[0].hasPrefix("board: [300, 300] cells"))
    #expect(
      english([blended(0.3, "a"), blended(0.3, "b")], panels: 9)[0].hasPrefix("a, b: [300, 300]"))
    let many = (0..<4).map { blended(0.3, "Head \($0)") }
    #expect(english(many, panels: 4)[0].hasPrefix("in all 4 panels [300"))
    // A figure of one panel has nothing to tell apart.
    #expect(english([blended(0.3)], panels: 1)[0].hasPrefix("[300, 300] cells"))
  }

  @Test func whatDiffersIsToldApart() {
    let told = english([blended(0.3), blended(0.3, rows: 400), blended(0.4)], panels: 3)
    #expect(told.map { $0.contains("[400, 400]") } == [false, true])
    #expect(told[0].contains("in 30 to 40%") && told[0].hasPrefix("in 2 of 3 panels"))
  }

  @Test func limitsAreThoseThatHoldForEveryPanel() {
    let told = english(
      [(1.0, 2.0), (3, 4.5)].map { low, high in
        PanelWarning(problem: .beyond(.lowest, limit: 9, values: low...high), title: nil)
      }, panels: 2)
    #expect(told.count == 1)
    #expect(told[0].contains("below --vmin 9") && told[0].contains("within 1 to 4.5"))
  }

  /// A peak, or a pit, among zeros, in a place that `nearest` passes over.
  private func peaks(_ value: Double, _ filter: ReductionFilter, isFree: Bool) throws -> Panel {
    var matrix = Matrix<Double>(rows: 600, columns: 600)
    matrix[2, 2] = value
    var scale = try ColorScale(vmin: min(value, 0), vmax: max(value, 0))
    scale.freeLimits = (isFree, isFree)
    var map = HeatMap(matrix: matrix, scale: scale)
    map.reduction = filter
    var panel = try heatPanel(Matrix(rows: 2, columns: 2, values: [0, 1, 2, 3]))
    panel.x = Axis(domain: .cells(count: 600, first: 0))
    panel.y = Axis(domain: .cells(count: 600, first: 0))
    panel.content = .heatMap(map)
    return panel
  }

  @Test(
    arguments: [
      (ReductionFilter.nearest, 1.0, "the greatest values are left out: they are 1, those drawn 0"),
      (.min, 1, "the greatest values are left out: they are 1, those drawn 0"),
      (.max, -2, "the least values are left out: they are -2, those drawn 0"),
    ], [false, true])
  func valuesThatNoCellShowsAreNamed(
    of: (filter: ReductionFilter, value: Double, words: String), isFree: Bool
  ) throws {
    let drawn = try layOut(
      figure([peaks(of.value, of.filter, isFree: isFree)], size: .exact(400, 300)))
    let warnings = drawn.description.warnings.typed
    #expect(warnings.count == 1)
    #expect(warnings.first?.contains(of.words) == true, "\(warnings)")
    #expect(
      warnings.first?.hasSuffix(
        "choose --reduce extremes, or give a larger --size or --scale") == true)
    #expect(drawn.description.alt.contains("; every value drawn is 0."))
    let reduction = try #require(drawn.description.panels[0].reduction)
    #expect(reduction.least == 0 && reduction.greatest == 0)
  }

  @Test(arguments: [
    (ReductionFilter.extremes, 1.0), (.extremes, -2), (.max, 1), (.min, -2),
  ])
  func whatIsDrawnIsNotMissed(filter: ReductionFilter, value: Double) throws {
    for isFree in [false, true] {
      let drawn = try layOut(
        figure([peaks(value, filter, isFree: isFree)], size: .exact(400, 300)))
      #expect(drawn.description.warnings.typed == [])
      #expect(!drawn.description.alt.contains("drawn is"))
      #expect(drawn.description.panels[0].reduction?.least == nil)
    }
  }

  @Test func oneSentenceTellsWhatPanelsLose() throws {
    let scale = try ColorScale(vmin: 0, vmax: 1)
    let map = HeatMap(matrix: Matrix(rows: 1, columns: 1, values: [0]), scale: scale)
    func lost(_ maximum: Double, _ drawn: Double) throws -> PanelWarning {
      PanelWarning(
        problem: .lost(
          cells: .init(rows: 9, columns: 9), drawn: .init(rows: 3, columns: 3), .nearest,
          try #require(
            LostExtremes(ValueExtent([0, maximum]), drawn: ValueExtent([0, drawn]), of: map))),
        title: nil)
    }
    let told = english([try lost(0.9, 0), try lost(0.6, 0.25)], panels: 5)
    #expect(told.count == 1)
    #expect(
      told[0].hasPrefix(
        "in 2 of 5 panels [9, 9] cells are drawn as [3, 3] (--reduce nearest), and the greatest "
          + "values are left out: they are 0.6 to 0.9, those drawn 0 to 0.25; "))
    // A seventh of the scale and less is no loss.
    #expect(LostExtremes(ValueExtent([0, 0.9]), drawn: ValueExtent([0.1, 0.8]), of: map) == nil)
  }

  /// Of panels with different filters each is named.
  @Test func filtersAreThoseOfTheirPanels() throws {
    let board = Matrix(rows: 800, columns: 800) { Double(($0 / 2 + $1 / 3) % 2) }
    let smooth = counting(800, 800)
    let mixed = try layOut(
      figure(
        [
          heatPanel(smooth, title: "one"), heatPanel(board, title: "two"),
          heatPanel(smooth, title: "three"),
        ], columns: 3, size: .exact(900, 300)))
    #expect(mixed.description.alt.contains("one, three: drawn as ["))
    #expect(mixed.description.alt.contains("two: drawn as ["))
    let alike = try layOut(
      figure(
        [heatPanel(smooth, title: "one"), heatPanel(smooth, title: "two")], columns: 2,
        size: .exact(900, 400)))
    #expect(alike.description.alt.components(separatedBy: "Drawn as [").count == 2)
    #expect(!alike.description.alt.contains("one: "))
  }
}
