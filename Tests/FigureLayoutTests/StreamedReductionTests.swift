// Large matrices are reduced in bands on all cores, from rows that come in blocks of any kind. That
// must change nothing: not one bit of what row after row on one thread gives.

import AttentionMath
import FigureModel
import Testing

@testable import FigureLayout

/// A matrix whose rows are given in blocks of so many.
private struct BlockedCells: CellSource {
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

/// The products of the rows of F.
private struct Products: ProductCells {
  let held: Matrix<Double>

  var rows: Int { held.rows }
  var columns: Int { held.rows }
  var factor: any CellSource { BlockedCells(matrix: held, height: 3) }

  func forEachBlock(of range: Range<Int>, _ body: (RowBlock) -> Void) {
    BlockedCells(matrix: held.timesTransposed(held), height: 7).forEachBlock(of: range, body)
  }
}

@Suite struct StreamedReductionTests {
  /// Shapes and targets that differ in every way: odd, even, barely and much reduced, one side only.
  static let shapes: [(Int, Int, Int, Int)] = [
    (1, 1, 1, 1), (97, 61, 33, 17), (400, 300, 399, 299), (1500, 900, 141, 77), (900, 5, 300, 5),
    (3, 2000, 3, 640), (1111, 1222, 512, 100),
  ]

  private func sample(_ rows: Int, _ columns: Int, holes: Bool) -> Matrix<Double> {
    var generator = SeededGenerator(seed: UInt64(rows * 7919 + columns))
    return Matrix(rows: rows, columns: columns) { row, column in
      let value = generator.unit() * 2 - 1
      guard holes else { return value }
      if row > rows / 2, column < columns / 3 { return -.infinity }
      return value > 0.97 ? .nan : value < -0.98 ? .infinity : value
    }
  }

  @Test(arguments: shapes, [false, true])
  func bandsAndBlocksChangeNothing(shape: (Int, Int, Int, Int), holes: Bool) throws {
    let (rows, columns, toRows, toColumns) = shape
    let matrix = sample(rows, columns, holes: holes)
    var reducer = MatrixReducer(rows: rows, columns: columns, toRows: toRows, columns: toColumns)
    for row in 0..<rows { reducer.add(row: matrix.row(row)) }
    let extent = ValueExtent(matrix.values)
    #expect((reducer.least, reducer.greatest) == (extent.least, extent.greatest))
    #expect(reducer.nanCount == extent.nan)
    let expected = reducer.finish().values
    for height in [1, 4, 6, rows] {
      let source = BlockedCells(matrix: matrix, height: height)
      #expect(try ValueExtent(source) == extent)
      let reduced = try reduce(source, extent: extent, toRows: toRows, columns: toColumns)
      // Around cells without a number the weights left are added up in another order.
      let bound = holes ? 1e-12 : 0
      #expect(
        zip(reduced.values, expected).allSatisfy {
          $0.isNaN ? $1.isNaN : $0 == $1 || ($0 - $1).magnitude <= bound
        })
    }
  }

  /// The loops against the definition: every cell times both weights.
  @Test(arguments: shapes.prefix(4))
  func agreesWithTheDefinition(shape: (Int, Int, Int, Int)) {
    let (rows, columns, toRows, toColumns) = shape
    let matrix = sample(rows, columns, holes: false)
    let extent = ValueExtent(matrix.values)
    let reduced = reduce(matrix, toRows: toRows, columns: toColumns)
    let across = ReductionKernel.lanczos3(source: columns, target: toColumns)
    let down = ReductionKernel.lanczos3(source: rows, target: toRows)
    for (row, column) in [(0, 0), (toRows - 1, toColumns - 1), (toRows / 2, toColumns / 3)] {
      var sum = 0.0
      for (tap, weight) in down.weights[down.run(row)].enumerated() {
        for (other, factor) in across.weights[across.run(column)].enumerated() {
          sum += weight * factor * matrix[down.starts[row] + tap, across.starts[column] + other]
        }
      }
      let clamped = min(max(sum, extent.least), extent.greatest)
      #expect((reduced[row, column] - clamped).magnitude < 1e-12)
    }
  }

  @Test(arguments: [(50, 3, 20), (300, 16, 71), (700, 8, 400)])
  func productsAreReducedByTheirFactor(rows: Int, depth: Int, side: Int) throws {
    let factor = sample(rows, depth, holes: false)
    let held = factor.timesTransposed(factor)
    let extent = ValueExtent(held.values)
    let fast = try reduce(Products(held: factor), extent: extent, toRows: side, columns: side)
    let plain = reduce(held, toRows: side, columns: side)
    for (a, b) in zip(fast.values, plain.values) { #expect((a - b).magnitude < 1e-12 * 16) }
  }

  @Test func stackedPartsAreOneMatrix() throws {
    let matrix = sample(30, 7, holes: false)
    let parts = [0..<10, 10..<11, 11..<30].map { range in
      BlockedCells(
        matrix: Matrix(
          rows: range.count, columns: 7,
          values: Array(matrix.values[range.lowerBound * 7..<range.upperBound * 7])), height: 4)
    }
    let stacked = StackedCells(parts)
    var values: [Double] = []
    try stacked.forEachBlock(of: 3..<29) { block in
      for row in 0..<block.rows { values += block[row] }
    }
    #expect(values == Array(matrix.values[3 * 7..<29 * 7]))
  }
}
