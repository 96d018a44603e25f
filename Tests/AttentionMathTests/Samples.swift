// Deterministic matrices and comparisons that several tests use.

import AttentionMath

/// A matrix of numbers in -1 ..< 1 that follow from the seed (a linear congruential generator,
/// Knuth's MMIX constants): the tests' own, independent of the engine's generator.
func sample<Element: MatrixScalar>(
  _ rows: Int, _ columns: Int, seed: UInt64 = 1, as: Element.Type = Double.self
) -> Matrix<Element> {
  var state = seed
  return Matrix(rows: rows, columns: columns) { _, _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Element(Double(state >> 11) / 0x1p52 - 1)
  }
}

/// The greatest difference of two matrices; infinite where shapes differ or a value is NaN.
func maximumDifference<Element: MatrixScalar>(
  _ a: Matrix<Element>, _ b: Matrix<Element>
) -> Element {
  guard a.rows == b.rows, a.columns == b.columns else { return .infinity }
  return maximumDifference(a.values, b.values)
}

/// The greatest difference of two vectors; infinite where lengths differ or a value is NaN.
func maximumDifference<Element: MatrixScalar>(_ a: [Element], _ b: [Element]) -> Element {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).reduce(0) { maximum, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(maximum, difference)
  }
}
