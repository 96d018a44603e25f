// Matrix products against their definition.

import AttentionMath
import Testing

@Suite struct MatrixProductTests {
  @Test(arguments: [(1, 1, 1), (6, 4, 6), (3, 0, 2), (0, 3, 2), (2, 3, 0), (37, 65, 129)])
  func followsTheDefinition(_ sides: (m: Int, k: Int, n: Int)) {
    check(sides, as: Double.self, bound: 1e-13)
    check(sides, as: Float.self, bound: 1e-4)
  }

  private func check<Element: MatrixScalar>(
    _ sides: (m: Int, k: Int, n: Int), as: Element.Type, bound: Element
  ) {
    let a = sample(sides.m, sides.k, seed: 3, as: Element.self)
    let b = sample(sides.k, sides.n, seed: 4, as: Element.self)
    let expected = Matrix<Element>(rows: sides.m, columns: sides.n) { row, column in
      (0..<sides.k).reduce(0) { $0 + a[row, $1] * b[$1, column] }
    }
    #expect(greatestDifference(a.times(b), expected) <= bound)
    #expect(greatestDifference(a.timesTransposed(b.transposed), expected) <= bound)
  }
}
