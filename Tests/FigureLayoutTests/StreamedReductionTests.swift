// Large matrices are reduced in bands on all cores, from rows that come in blocks of any kind. That
// must change nothing: not one bit of what row after row on one thread gives.

import AttentionMath
import FigureModel
import Testing

@testable import FigureLayout

/// A matrix whose rows are given in blocks of so many.
private struct BlockedRows: RowSource {
  let matrix: Matrix<Double>
  let height: Int
  var isSymmetric = false

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

/// A matrix of numbers that floats hold, given as floats.
private struct FloatRows: RowSource {
  let values: [Float]
  let rows: Int
  let columns: Int

  init(_ matrix: Matrix<Double>) {
    (values, rows, columns) = (matrix.values.map(Float.init), matrix.rows, matrix.columns)
  }

  func forEachBlock(of range: Range<Int>, _ body: (RowBlock) -> Void) {
    values.withUnsafeBufferPointer { values in
      for first in stride(from: range.lowerBound, to: range.upperBound, by: 5) {
        body(
          RowBlock(
            rows: min(5, range.upperBound - first), columns: columns, stride: columns,
            values: .floats(values.baseAddress! + first * columns)))
      }
    }
  }
}

/// The products of the rows of F.
private struct Products: ProductRows {
  let held: Matrix<Double>

  var rows: Int { held.rows }
  var columns: Int { held.rows }
  var factor: any RowSource { BlockedRows(matrix: held, height: 3) }

  func forEachBlock(of range: Range<Int>, _ body: (RowBlock) -> Void) {
    BlockedRows(matrix: held.timesTransposed(held), height: 7).forEachBlock(of: range, body)
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
    #expect((reducer.minimum, reducer.maximum) == (extent.minimum, extent.maximum))
    #expect(reducer.nanCount == extent.nan)
    let expected = reducer.finish().values
    for height in [1, 4, 6, rows] {
      let source = BlockedRows(matrix: matrix, height: height)
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

  /// Floats are widened as they are read: to the bit what the same numbers give as doubles.
  @Test(arguments: shapes, [false, true])
  func floatsAreTheSameNumbers(shape: (Int, Int, Int, Int), holes: Bool) throws {
    let (rows, columns, toRows, toColumns) = shape
    let short = FloatRows(sample(rows, columns, holes: holes))
    let matrix = Matrix(rows: rows, columns: columns, values: short.values.map(Double.init))
    let long = BlockedRows(matrix: matrix, height: 5)
    let extent = try ValueExtent(long)
    #expect(try ValueExtent(short) == extent)
    let a = try reduce(short, extent: extent, toRows: toRows, columns: toColumns)
    let b = try reduce(long, extent: extent, toRows: toRows, columns: toColumns)
    #expect(zip(a.values, b.values).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
    short.forEachBlock(of: 0..<rows) { block in
      for row in 0..<block.rows {
        let double = block.row(row).withUnsafeBufferPointer { sum($0) }
        #expect(block.sum(ofRow: row) == double || double.isNaN)
      }
    }
  }

  @Test(arguments: [(50, 20), (300, 71), (700, 400)], [1, 7])
  func symmetricMatricesAreReducedByHalf(shape: (rows: Int, side: Int), height: Int) throws {
    let factor = sample(shape.rows, 3, holes: false)
    let matrix = Matrix(rows: shape.rows, columns: shape.rows) { row, column in
      factor[min(row, column), 0] * factor[max(row, column), 1]
    }
    let extent = ValueExtent(matrix.values)
    let half = try reduce(
      BlockedRows(matrix: matrix, height: height, isSymmetric: true), extent: extent,
      toRows: shape.side, columns: shape.side)
    let whole = reduce(matrix, toRows: shape.side, columns: shape.side)
    #expect(half.values.count == whole.values.count)
    // Rows first or columns first: the sums are the same but for rounding.
    for (a, b) in zip(half.values, whole.values) { #expect((a - b).magnitude < 1e-13 * 100) }
    #expect(half.values == half.transposed.values)
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
      let clamped = min(max(sum, extent.minimum), extent.maximum)
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
