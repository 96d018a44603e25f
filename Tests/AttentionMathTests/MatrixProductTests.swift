// Matrix products against their definition.

import AttentionMath
import Testing

@Suite struct MatrixProductTests {
  @Test(arguments: [(1, 1, 1), (6, 4, 6), (3, 0, 2), (0, 3, 2), (2, 3, 0), (37, 65, 129)])
  func followsTheDefinition(_ sides: (m: Int, k: Int, n: Int)) {
    check(sides, as: Double.self, bound: 1e-13)
    check(sides, as: Float.self, bound: 1e-4)
  }

  /// A value is the sum of its products in order, each added with one rounding, in parts of 256:
  /// whatever its place, the sizes of the matrices, and how B is stored.
  @Test(
    .enabled(if: VectorLevel.inUse != .baseline),
    arguments: [
      (37, 65, 129), (1, 300, 200), (200, 300, 1), (12, 256, 32), (13, 257, 33), (96, 512, 64),
      (97, 513, 65), (5, 3, 3100), (130, 20, 40), (31, 1000, 16),
    ])
  func roundsAlikeEverywhere(_ sides: (m: Int, k: Int, n: Int)) {
    checkBits(sides, as: Double.self)
    checkBits(sides, as: Float.self)
  }

  private func checkBits<Element: MatrixScalar>(
    _ sides: (m: Int, k: Int, n: Int), as: Element.Type
  ) {
    let a = sample(sides.m, sides.k, seed: 3, as: Element.self)
    let b = sample(sides.k, sides.n, seed: 4, as: Element.self)
    #expect(sides.m * sides.k * sides.n > 20_000, "below that another rule holds")
    let expected = Matrix<Element>(rows: sides.m, columns: sides.n) { row, column in
      var total: Element = 0
      for begin in stride(from: 0, to: sides.k, by: 256) {
        var part: Element = 0
        for index in begin..<min(begin + 256, sides.k) {
          part.addProduct(a[row, index], b[index, column])
        }
        total += part
      }
      return total
    }
    #expect(a.times(b) == expected)
    #expect(a.timesTransposed(b.transposed) == expected)
  }

  @Test func narrowerLevelsAreAvailable() {
    #expect(VectorLevel.inUse.isAvailable)
    #expect(VectorLevel.baseline.isAvailable)
  }

  private func check<Element: MatrixScalar>(
    _ sides: (m: Int, k: Int, n: Int), as: Element.Type, bound: Element
  ) {
    let a = sample(sides.m, sides.k, seed: 3, as: Element.self)
    let b = sample(sides.k, sides.n, seed: 4, as: Element.self)
    let expected = Matrix<Element>(rows: sides.m, columns: sides.n) { row, column in
      (0..<sides.k).reduce(0) { $0 + a[row, $1] * b[$1, column] }
    }
    #expect(maximumDifference(a.times(b), expected) <= bound)
    #expect(maximumDifference(a.timesTransposed(b.transposed), expected) <= bound)
  }
}
