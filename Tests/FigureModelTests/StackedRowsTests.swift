// Several matrices of the same width as one.

import AttentionMath
import FigureModel
import Testing

/// A matrix whose rows are given in blocks of so many.
private struct BlockedRows: RowSource {
  let matrix: Matrix<Double>
  let height: Int

  var rows: Int { matrix.rows }
  var columns: Int { matrix.columns }

  func forEachBlock(of range: Range<Int>, _ body: (RowBlock) -> Void) {
    matrix.values.withUnsafeBufferPointer { values in
      for first in stride(from: range.lowerBound, to: range.upperBound, by: height) {
        body(
          RowBlock(
            rows: min(height, range.upperBound - first), columns: columns, stride: columns,
            base: values.baseAddress! + first * columns))
      }
    }
  }
}

@Suite struct StackedRowsTests {
  @Test func stackedPartsAreOneMatrix() throws {
    let matrix = Matrix(rows: 30, columns: 7) { Double($0 * 100 + $1) }
    let parts = [0..<10, 10..<11, 11..<30].map { range in
      BlockedRows(
        matrix: Matrix(
          rows: range.count, columns: 7,
          values: Array(matrix.values[range.lowerBound * 7..<range.upperBound * 7])), height: 4)
    }
    let stacked = StackedRows(parts)
    var values: [Double] = []
    try stacked.forEachBlock(of: 3..<29) { block in
      for row in 0..<block.rows { values += block.row(row) }
    }
    #expect(values == Array(matrix.values[3 * 7..<29 * 7]))
  }
}
