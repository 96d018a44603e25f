// Reduction against Pillow's, by identities, and what becomes of cells without a number.

import AttentionMath
import FigureLayout
import TestSupport
import Testing

@Suite struct MatrixReductionTests {
  /// Sums of values near the greatest double would be none.
  @Test(arguments: [1.79e308, -1.79e308, 1e308]) func hugeValuesStayThemselves(value: Double) {
    let constant = reduce(
      Matrix(rows: 90, columns: 70, values: Array(repeating: value, count: 6300)), toRows: 20,
      columns: 13)
    #expect(constant.values.allSatisfy { ($0 / value - 1).magnitude < 1e-12 })
    // A checkerboard of both signs comes out as nothing, like one of ±1.
    let board = Matrix(rows: 120, columns: 120) { ($0 + $1).isMultiple(of: 2) ? value : -value }
    let small = reduce(board, toRows: 40, columns: 40)
    let unit = reduce(
      Matrix(rows: 120, columns: 120) { ($0 + $1).isMultiple(of: 2) ? 1 : -1.0 }, toRows: 40,
      columns: 40)
    for (huge, one) in zip(small.values, unit.values) {
      #expect((huge / value - one).magnitude < 1e-12)
    }
  }

  @Test func agreesWithPillowAndNumpy() throws {
    let rows = try fixtureLines("reduction/lanczos.txt").map {
      try $0.map { try #require(Double($0)) }
    }
    let source = Matrix(rows: 36, columns: 45, values: rows[..<36].flatMap { $0 })
    let pillow = Matrix(rows: 13, columns: 17, values: rows[36..<49].flatMap { $0 })
    let numpy = Matrix(rows: 13, columns: 17, values: rows[49...].flatMap { $0 })
    let reduced = reduce(source, toRows: 13, columns: 17)
    #expect((reduced.rows, reduced.columns) == (13, 17))
    for row in 0..<13 {
      for column in 0..<17 {
        #expect((reduced[row, column] - numpy[row, column]).magnitude < 1e-14)
        // Pillow works in float32 and ends its kernel at the edges.
        if (3..<10).contains(row) && (3..<14).contains(column) {
          #expect((reduced[row, column] - pillow[row, column]).magnitude < 1e-6)
        }
      }
    }
  }

  /// An alternation of ±1 is not to be seen any more: its ripple, greatest less least.
  @Test(arguments: [
    (512, 511), (512, 500), (512, 480), (512, 400), (512, 300), (512, 256), (512, 200), (513, 300),
    (1000, 333), (16384, 1600),
  ])
  func alternationVanishes(columns: Int, target: Int) throws {
    let source = Matrix(rows: 2, columns: columns) { $1 % 2 == 0 ? 1.0 : -1 }
    let reduced = reduceColumns(source, to: target)
    #expect((reduced.rows, reduced.columns) == (2, target))
    let ripple = try #require(reduced.row(0).max()) - #require(reduced.row(0).min())
    #expect(ripple <= 0.006, "\(ripple)")
    #expect(Array(reduced.row(0)) == Array(reduced.row(1)))
  }

  @Test func aConstantStaysExactly() {
    let reduced = reduce(Matrix(rows: 50, columns: 70, repeating: 0.1), toRows: 7, columns: 13)
    #expect(reduced == Matrix(rows: 7, columns: 13, repeating: 0.1))
  }

  @Test func aRampStaysARamp() {
    let reduced = reduce(
      Matrix(rows: 120, columns: 100) { Double($0) + 2 * Double($1) }, toRows: 30, columns: 20)
    for row in 4..<26 {
      for column in 4..<16 {
        let expected = (Double(row) + 0.5) * 4 - 0.5 + 2 * ((Double(column) + 0.5) * 5 - 0.5)
        #expect((reduced[row, column] - expected).magnitude < 0.02)
      }
    }
  }

  @Test func smallerMatricesStayAsTheyAre() {
    let source = Matrix(rows: 3, columns: 4) { Double($0 * 4 + $1) }
    #expect(reduce(source, toRows: 3, columns: 4) == source)
    #expect(reduce(source, toRows: 100, columns: 100) == source)
    let flat = reduce(source, toRows: 10, columns: 2)
    #expect((flat.rows, flat.columns) == (3, 2))
    #expect(reduce(Matrix<Double>(rows: 0, columns: 5), toRows: 2, columns: 2).rows == 0)
    let one = reduce(source, toRows: 1, columns: 1)
    #expect((one[0, 0] - 5.5).magnitude < 1e-12)
  }

  @Test func transposingFirstOrLastIsTheSame() {
    let source = Matrix(rows: 40, columns: 61) { Double(($0 * 37 + $1 * 101) % 53) }
    let one = reduce(source, toRows: 9, columns: 14).transposed
    let other = reduce(source.transposed, toRows: 14, columns: 9)
    for (a, b) in zip(one.values, other.values) { #expect((a - b).magnitude < 1e-12) }
  }

  @Test func overshootIsClampedToTheSource() {
    let step = Matrix(rows: 1, columns: 100) { $1 < 50 ? 2.0 : 3 }
    let reduced = reduceColumns(step, to: 30)
    #expect(reduced.values.allSatisfy { (2...3).contains($0) })
    #expect(reduced.values.contains(2) && reduced.values.contains(3))
  }

  /// A causal mask keeps its edge: above the diagonal −∞, below it the values.
  @Test func masksKeepTheirEdge() {
    let source = Matrix(rows: 90, columns: 90) { $1 > $0 ? -Double.infinity : 0.25 }
    let reduced = reduce(source, toRows: 30, columns: 30)
    for row in 0..<30 {
      for column in 0..<30 {
        if column > row {
          #expect(reduced[row, column] == -.infinity)
        } else {
          #expect((reduced[row, column] - 0.25).magnitude < 1e-12)
        }
      }
    }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func holesOfHalfTheAreaOrMoreStay(hole: Double) {
    var source = Matrix(rows: 8, columns: 8, repeating: 1.0)
    for (row, column) in [(0, 0), (0, 1), (4, 4), (5, 4), (5, 5)] { source[row, column] = hole }
    source[6, 0] = hole
    var reducer = MatrixReducer(rows: 8, columns: 8, toRows: 4, columns: 4)
    for row in 0..<8 { reducer.add(row: source.row(row)) }
    #expect(reducer.minimum == 1 && reducer.maximum == 1)
    #expect(
      reducer.nanCount + reducer.positiveInfinityCount + reducer.negativeInfinityCount == 6)
    let reduced = reducer.finish()
    for row in 0..<4 {
      for column in 0..<4 {
        let value = reduced[row, column]
        if (row, column) == (0, 0) || (row, column) == (2, 2) {
          #expect(hole.isNaN ? value.isNaN : value == hole)
        } else {
          #expect((value - 1).magnitude < 1e-12)
        }
      }
    }
  }

  @Test func theCommonestKindOfHoleWins() {
    let kinds: [Double] = [.nan, .infinity, .infinity, -.infinity, .nan, -.infinity, 0, 0]
    let reduced = reduceColumns(Matrix(rows: 1, columns: 8, values: kinds), to: 2)
    #expect(reduced[0, 0] == .infinity)
    #expect(reduced[0, 1].isNaN)
  }

  @Test func nothingButHoles() {
    let reduced = reduce(
      Matrix(rows: 6, columns: 6, repeating: -Double.infinity), toRows: 2, columns: 2)
    #expect(reduced.values == Array(repeating: -Double.infinity, count: 4))
  }

  /// Scattered holes, as many as can be without winning, must not blow a weighted mean up.
  @Test func scatteredHolesStayWithinTheData() {
    let source = Matrix(rows: 60, columns: 60) { row, column in
      (row * 7 + column * 3) % 5 < 2 ? Double.nan : Double((row + column) % 11)
    }
    let reduced = reduce(source, toRows: 17, columns: 17)
    #expect(reduced.values.allSatisfy { $0.isNaN || (0...10).contains($0) })
    #expect(reduced.values.contains { !$0.isNaN })
  }

  @Test func maximumNumbersStayFinite() {
    let most = Double.greatestFiniteMagnitude
    let source = Matrix(rows: 9, columns: 9) { ($0 + $1) % 2 == 0 ? most : -most }
    #expect(reduce(source, toRows: 4, columns: 4).values.allSatisfy { $0.isFinite })
  }
}
