// Very long and thin matrices: reduced in two steps, and to the same as in one.

import AttentionMath
import FigureLayout
import FigureModel
import Testing

@Suite struct PooledReductionTests {
  /// Longer than what is pooled.
  static let length = 300_007

  /// A matrix of one column, or of one row.
  static func long(_ isTall: Bool, _ value: (Int) -> Double) -> Matrix<Double> {
    let values = (0..<length).map(value)
    return isTall
      ? Matrix(rows: length, columns: 1, values: values)
      : Matrix(rows: 1, columns: length, values: values)
  }

  static func reduced(_ matrix: Matrix<Double>) -> [Double] {
    reduce(matrix, toRows: min(100, matrix.rows), columns: min(100, matrix.columns)).values
  }

  @Test(arguments: [true, false]) func aRampStaysOne(_ isTall: Bool) {
    let values = Self.reduced(Self.long(isTall) { Double($0) })
    #expect(values.count == 100)
    let pixel = Double(Self.length) / 100
    for (index, value) in values.enumerated().dropFirst(3).dropLast(3) {
      #expect(abs(value - (Double(index) + 0.5) * pixel) < 0.01 * pixel)
    }
  }

  @Test(arguments: [true, false]) func whatAlternatesIsItsMean(_ isTall: Bool) {
    for value in Self.reduced(Self.long(isTall) { $0.isMultiple(of: 2) ? 1 : -1 }) {
      #expect(abs(value) < 0.001)
    }
  }

  @Test(arguments: [(true, Double.nan), (false, .infinity), (true, -.infinity)])
  func holesStayWhereTheyAre(_ isTall: Bool, _ hole: Double) {
    let values = Self.reduced(Self.long(isTall) { $0 < Self.length / 2 ? 3 : hole })
    #expect(values[..<49].allSatisfy { $0 == 3 })
    #expect(values[51...].allSatisfy { hole.isNaN ? $0.isNaN : $0 == hole })
    // A few holes among many values are left out of the mean.
    let scattered = Self.reduced(Self.long(isTall) { $0.isMultiple(of: 10) ? hole : 3 })
    #expect(scattered.allSatisfy { abs($0 - 3) < 1e-12 })
  }

  @Test func sourcesAreReducedAsMatricesAre() throws {
    let matrix = Self.long(true) { Double(($0 * 7919) % 101) }
    let rows = try reduce(
      Held(matrix: matrix), extent: ValueExtent(matrix.values), toRows: 100, columns: 1)
    #expect(rows.values == Self.reduced(matrix))
    let wide = Matrix(rows: 1, columns: Self.length, values: matrix.values)
    let columns = try reduce(
      Held(matrix: wide), extent: ValueExtent(matrix.values), toRows: 1, columns: 100)
    #expect(zip(columns.values, rows.values).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  private struct Held: RowSource {
    let matrix: Matrix<Double>
    var rows: Int { matrix.rows }
    var columns: Int { matrix.columns }

    func forEachBlock(
      of range: Range<Int>, _ body: (RowBlock) -> Void
    ) throws(RowSourceError) {
      for row in range {
        Array(matrix.row(row)).withUnsafeBufferPointer {
          body(RowBlock(rows: 1, columns: columns, stride: columns, base: $0.baseAddress!))
        }
      }
    }
  }
}
