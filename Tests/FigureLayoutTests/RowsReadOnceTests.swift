// Rows that are gone through once: how often each is asked for, and that nothing else changes by it.

import AttentionMath
import FigureModel
import FigureScene
import TestSupport
import Testing

@testable import FigureLayout

@Suite struct RowsReadOnceTests {
  /// Waves with some cells that are no numbers.
  private func matrix(_ rows: Int, _ columns: Int) -> Matrix<Double> {
    var generator = SeededGenerator(seed: 5)
    var matrix = Matrix(rows: rows, columns: columns) { _, _ in generator.unit() }
    matrix[rows / 2, 3] = .nan
    matrix[rows - 2, 5] = .infinity
    matrix[1, 7] = -.infinity
    return matrix
  }

  private func figure(_ rows: any RowSource, _ extent: ValueExtent) throws -> Figure {
    let scale = try ColorScale(vmin: extent.minimum, vmax: extent.maximum)
    let panel = Panel(
      content: .heatMap(HeatMap(cells: .streamed(rows, extent), scale: scale)),
      x: cellAxis(rows.columns), y: cellAxis(rows.rows))
    return FigureLayoutTests.figure([panel], size: .about(500, 400))
  }

  private var layout: LayoutEngine {
    LayoutEngine(theme: .light, language: .english, measuring: FixedWidthText())
  }

  @Test func extentAndPictureTakeOnePass() throws {
    let matrix = matrix(1500, 1200)
    let counted = CountedRows(matrix)
    let rows = RowsReadOnce(counted)
    let sample = try #require(try rows.sampledExtent())
    let sampled = counted.read
    #expect(sampled == 32)
    let arrangement = try layout.readRows(of: try figure(rows, sample))
    #expect(counted.read == sampled + 1500)
    #expect(try rows.extent() == ValueExtent(matrix.values))
    let drawn = try layout.layOut(try figure(rows, try rows.extent()), as: arrangement)
    #expect(counted.read == sampled + 1500)
    // The same picture as of rows that are gone through as often as one likes.
    let plain = try layout.layOut(
      try figure(HeldMatrix(matrix: matrix), ValueExtent(matrix.values)), as: arrangement)
    #expect(drawn.scene == plain.scene)
    // The next page of the figure begins as this one did, and what it shares is not read again.
    #expect(try rows.sampledExtent() == sample)
    #expect(try layout.readRows(of: try figure(rows, sample)) == arrangement)
    #expect(counted.read == sampled + 1500)
  }

  /// What is not in the sample has other digits, beside which another number of cells would have space: the cells
  /// that were gathered are drawn, each of as many pixels as its neighbours, and the page is nearly as full.
  @Test(arguments: [nil, ReductionFilter.mean], [1.0, 1.25])
  func otherDigitsTakeNoOtherPass(_ filter: ReductionFilter?, pixels: Double) throws {
    var generator = SeededGenerator(seed: 2)
    var matrix = Matrix(rows: 900, columns: 900) { _, _ in (generator.unit() * 8).rounded() / 2 }
    // Between the rows of the sample.
    for row in [10, 400, 770] { matrix[row, 5] = Double(row) * 0.01234 }
    let layout = LayoutEngine(
      theme: .light, language: .english, measuring: FixedWidthText(), scale: pixels)
    for size in [FigureSize.exact(300, 280), .exact(420, 300), .about(400, 400)] {
      let counted = CountedRows(matrix)
      let rows = RowsReadOnce(counted)
      func figure(_ extent: ValueExtent) throws -> Figure {
        var scale = try ColorScale(vmin: extent.minimum, vmax: extent.maximum)
        scale.freeLimits = (true, true)
        let map = HeatMap(
          cells: .streamed(rows, extent), scale: scale, aspect: .equal, reduction: filter)
        return FigureLayoutTests.figure(
          [Panel(content: .heatMap(map), x: cellAxis(900), y: cellAxis(900))], size: size)
      }
      let sample = try #require(try rows.sampledExtent())
      let sampled = counted.read
      let arrangement = try layout.readRows(of: try figure(sample))
      let drawn = try layout.layOut(try figure(try rows.extent()), as: arrangement)
      #expect(counted.read == sampled + 900, "\(size)")
      let image = try #require(
        drawn.scene.placedImages.first { $0.item.identity.id == "panel-0-cells" }
      ).item
      #expect((image.frame.width * pixels - Double(image.columns)).magnitude < 1.3)
      let free = try layout.layOut(try figure(try rows.extent()))
      let most = try #require(free.description.panels[0].reduction)
      #expect(Double(image.columns) >= 0.9 * Double(most.toColumns))
      if pixels == 1 { #expect(drawn.faults == []) }
    }
  }

  /// Of panels that are too many to be held together nothing is kept: each is read once for what it reaches and
  /// once when it is drawn, and the picture is the same.
  @Test(arguments: [1, 4, 6]) func manyPanelsAreNotHeld(panels: Int) throws {
    let matrices = (0..<panels).map { matrix(300 + 20 * $0, 260) }
    func scene(_ layout: LayoutEngine) throws -> (Scene, read: [Int], holds: [Bool]) {
      let counted = matrices.map(CountedRows.init)
      let rows = counted.map { RowsReadOnce($0) }
      func figure() throws -> Figure {
        let all = try rows.map { try $0.sampledExtent() ?? $0.extent() }
        let scale = try ColorScale(
          vmin: all.map(\.minimum).min() ?? 0, vmax: all.map(\.maximum).max() ?? 1)
        return FigureLayoutTests.figure(
          zip(rows, all).map { rows, extent in
            Panel(
              content: .heatMap(HeatMap(cells: .streamed(rows, extent), scale: scale)),
              x: cellAxis(rows.columns), y: cellAxis(rows.rows))
          }, columns: min(panels, 2), size: .about(500, 400))
      }
      let arrangement = try layout.readRows(of: try figure())
      let scene = try layout.layOut(try figure(), as: arrangement).scene
      return (scene, counted.map(\.read), rows.map(\.holdsCells))
    }
    var layout = layout
    let usual = try scene(layout)
    #expect(usual.holds.allSatisfy { $0 })
    // A sample of 32 rows, then all of them.
    let once = matrices.map { 32 + $0.rows }
    if panels == 1 { #expect(usual.read == once) }
    for most in [0, 20_000] {
      layout.maximumHeldCells = most
      let sparing = try scene(layout)
      #expect(sparing.0 == usual.0)
      #expect(sparing.holds.allSatisfy { !$0 })
      #expect(sparing.read == zip(once, matrices).map { $0 + $1.rows })
      // Labels of bars that exact limits make wider than those of the sample leave other lengths for cells,
      // which are then read again.
      #expect(zip(usual.read, sparing.read).allSatisfy { $0 <= $1 })
    }
  }

  @Test func whatWasNotForeseenIsReadAgain() throws {
    let matrix = matrix(900, 700)
    let counted = CountedRows(matrix)
    let rows = RowsReadOnce(counted)
    try rows.gather(rows: 90, columns: 70)
    let map = HeatMap(
      cells: .streamed(rows, ValueExtent(matrix.values)), scale: try ColorScale(vmin: 0, vmax: 1),
      reduction: .max)
    let cells = try rows.cells(of: map, extent: nil, rows: 45, columns: 70)
    #expect(counted.read == 1800)
    let plain = try CellBlocks(HeldMatrix(matrix: matrix), rows: 45, columns: 70)
    #expect(cells.matrix.values.map(\.bitPattern) == plain.values(.max).map(\.bitPattern))
    #expect(try rows.extent() == ValueExtent(matrix.values))
    #expect(counted.read == 1800)
  }

  /// Themes, languages and files of one figure draw as many cells as each other; of cells that a scale
  /// or a filter of its own chooses, none are taken for those of another.
  @Test func picturesOfOneFigureShareTheirCells() throws {
    let matrix = matrix(900, 700)
    let counted = CountedRows(matrix)
    let rows = RowsReadOnce(counted, extent: ValueExtent(matrix.values))
    func cells(_ filter: ReductionFilter?, vmax: Double, _ count: Int) throws -> [UInt64] {
      let map = HeatMap(
        cells: .streamed(rows, try rows.extent()), scale: try ColorScale(vmin: 0, vmax: vmax),
        reduction: filter)
      return try rows.cells(of: map, extent: nil, rows: count, columns: 70).matrix.values.map(
        \.bitPattern)
    }
    let first = try cells(nil, vmax: 1, 90)
    #expect(try cells(nil, vmax: 1, 90) == first && counted.read == 900)
    let narrow = try cells(nil, vmax: 1, 30)
    #expect(try cells(nil, vmax: 1, 90) == first && cells(nil, vmax: 1, 30) == narrow)
    #expect(counted.read == 1800)
    // On a scale this long no value is clearly another than the next, so that means are drawn.
    let mean = try CellBlocks(HeldMatrix(matrix: matrix), rows: 90, columns: 70).values(.mean)
    #expect(
      try cells(nil, vmax: 100, 90) == mean.map(\.bitPattern) && mean.map(\.bitPattern) != first)
    #expect(try cells(.min, vmax: 1, 90) != first)
  }

  /// What is shown with its rows as columns is gone through once too, and shows what the turned matrix
  /// would.
  @Test func turnedMatricesAreReadAsTheyLie() throws {
    let matrix = matrix(900, 700)
    let counted = CountedRows(matrix)
    let turned = TransposedRows(counted)
    let rows = RowsReadOnce(turned)
    #expect(rows.rows == 700 && rows.columns == 900)
    _ = try rows.sampledExtent()
    let sampled = counted.read
    #expect(sampled == 32)
    try rows.gather(rows: 70, columns: 45)
    #expect(try rows.extent() == ValueExtent(matrix.values))
    let straight = try CellBlocks(HeldMatrix(matrix: matrix.transposed), rows: 70, columns: 45)
    for filter in ReductionFilter.allCases {
      let map = HeatMap(
        cells: .streamed(rows, try rows.extent()), scale: try ColorScale(vmin: 0, vmax: 1),
        reduction: filter)
      let cells = try rows.cells(of: map, extent: nil, rows: 70, columns: 45)
      let expected = straight.values(filter)
      // Sums are added up in another order.
      #expect(
        zip(cells.matrix.values, expected).allSatisfy {
          $0.bitPattern == $1.bitPattern || filter == .mean && abs($0 - $1) < 1e-12
        }, "\(filter)")
    }
    #expect(counted.read == sampled + 900)
    // In the order of the turned rows, for whoever asks for that.
    var values: [Double] = []
    try turned.forEachRow { values += $0 }
    #expect(values.map(\.bitPattern) == matrix.transposed.values.map(\.bitPattern))
    var column: [Double] = []
    try TransposedRows(HeldMatrix(matrix: counting(200_000, 2))).forEachPart(ofRow: 1) {
      first, part in
      #expect(first == column.count)
      column += part.row(0)
    }
    let tall = counting(200_000, 2)
    #expect(column == (0..<200_000).map { tall[$0, 1] })
  }

  /// What lies beyond limits of the user's own, or has no logarithm, is counted in the same pass.
  @Test(arguments: [Norm.linear, .log]) func limitsTakeNoOtherPass(_ norm: Norm) throws {
    var matrix = matrix(1500, 1200)
    for index in 0..<40 { matrix[30 * index, index] = -Double(index) }
    let counted = CountedRows(matrix)
    let rows = RowsReadOnce(counted)
    func figure(_ extent: ValueExtent, _ least: Double) throws -> Figure {
      let scale = try ColorScale(
        norm: norm, vmin: norm == .log ? least : 0.25, vmax: norm == .log ? extent.maximum : 0.5)
      let panel = Panel(
        content: .heatMap(HeatMap(cells: .streamed(rows, extent), scale: scale)),
        x: cellAxis(rows.columns), y: cellAxis(rows.rows))
      return FigureLayoutTests.figure([panel], size: .about(500, 400))
    }
    let sample = try #require(try rows.sampledExtent())
    let sampled = counted.read
    let cells = MatrixRows.streamed(rows, sample)
    try layout.readRows(
      of: try figure(sample, try ScaledValues(cells, for: norm).minimumPositive ?? 1))
    #expect(counted.read == sampled + 1500)
    let extent = try rows.extent()
    let finite = matrix.values.filter(\.isFinite)
    let least = try #require(finite.filter { $0 > 0 }.min())
    if norm == .log {
      let scaled = try ScaledValues(.streamed(rows, extent), for: norm)
      #expect(scaled.minimumPositive == least)
    }
    let panel = try #require(
      try layout.layOut(try figure(extent, least)).description.panels.first)
    let vmin = norm == .log ? least : 0.25
    #expect(panel.below == finite.count { $0 < vmin })
    #expect(panel.above ?? 0 == (norm == .log ? 0 : finite.count { $0 > 0.5 }))
    // A logarithmic scale from the least value above 0 may take another.
    #expect(counted.read <= sampled + (norm == .log ? 3000 : 1500))
  }

  @Test func fewRowsHaveNoSample() throws {
    #expect(try RowsReadOnce(HeldMatrix(matrix: counting(32, 4))).sampledExtent() == nil)
  }

  @Test func rowsThatCannotBeHadAreTold() throws {
    struct Broken: RowSource {
      var rows: Int { 400 }
      var columns: Int { 300 }
      func forEachBlock(
        of range: Range<Int>, _ body: (RowBlock) -> Void
      ) throws(RowSourceError) {
        throw RowSourceError("no row \(range.lowerBound)")
      }
    }
    let rows = RowsReadOnce(Broken())
    #expect(throws: RowSourceError.self) { try rows.sampledExtent() }
    #expect(throws: RowSourceError.self) { try rows.extent() }
  }
}
