// Which cells of a heat map lie beyond its scale, counted whether they are held or read row by row.

import AttentionMath
import FigureModel
import Testing

/// A matrix whose rows come one by one.
private struct Rows: RowSource {
  let matrix: Matrix<Double>
  var rows: Int { matrix.rows }
  var columns: Int { matrix.columns }

  func forEachBlock(
    of range: Range<Int>, _ body: (RowBlock) -> Void
  ) throws(RowSourceError) {
    matrix.values.withUnsafeBufferPointer { values in
      for row in range {
        body(
          RowBlock(
            rows: 1, columns: columns, stride: columns, base: values.baseAddress! + row * columns))
      }
    }
  }
}

@Suite struct ScaleCoverageTests {
  static let matrix = Matrix(
    rows: 3, columns: 3, values: [0, 0.001, 1, 10, -5, 100, .nan, .infinity, 1000])

  static func maps(_ scale: ColorScale) -> [HeatMap] {
    [
      HeatMap(matrix: matrix, scale: scale),
      HeatMap(
        cells: .streamed(Rows(matrix: matrix), ValueExtent(matrix.values)), scale: scale),
    ]
  }

  @Test func whatHasNoLogarithmLiesBelow() throws {
    for map in Self.maps(try ColorScale(norm: .log, vmin: 0.01, vmax: 1000)) {
      let displayed = try ScaleCoverage(of: map)
      #expect(
        (displayed.below, displayed.withoutLogarithm, displayed.above, displayed.finite) == (
          3, 2, 0, 7
        ))
    }
  }

  @Test func whatLiesBeyondTheLimitsIsCounted() throws {
    for map in Self.maps(try ColorScale(vmin: 0.5, vmax: 50)) {
      let displayed = try ScaleCoverage(of: map)
      #expect(
        (displayed.below, displayed.withoutLogarithm, displayed.above, displayed.finite) == (
          3, 0, 2, 7
        ))
    }
    for map in Self.maps(try ColorScale(vmin: -5, vmax: 1000)) {
      let displayed = try ScaleCoverage(of: map)
      #expect((displayed.below, displayed.above) == (0, 0))
    }
  }

  @Test func hiddenCellsDoNotCount() throws {
    var map = Self.maps(try ColorScale(norm: .log, vmin: 0.01, vmax: 100))[0]
    map.isMasked = [true, false, false, false, false, false, true, false, true]
    let displayed = try ScaleCoverage(of: map)
    #expect(
      (displayed.below, displayed.withoutLogarithm, displayed.above, displayed.finite) == (
        2, 1, 0, 5
      ))
    #expect(displayed.extent.nan == 0 && displayed.extent.maximum == 100)
  }

  @Test func theMinimumPositiveIsFoundInRowsAsInAMatrix() throws {
    for map in Self.maps(try ColorScale(vmin: 0, vmax: 1)) {
      #expect(try ScaledValues(map.cells, for: .log).minimumPositive == 0.001)
    }
    #expect([0.0, -1, .nan, .infinity].minimumPositive == nil)
  }
}
