// The map of a shift is fixed; the difference it makes is not.

import AttentionMath
public import FigureKinds
public import FigureModel

/// Equal shifts at different positions change the vector differently.
public enum DifferencesDependOnPosition: Claim {
  public static let id = "differences-depend-on-place"
  public static let statement = Localized(
    en:
      "Equal shifts at different places make different differences: the map is fixed, not the change.",
    zh: "相同的位移在不同位置产生不同的差：固定的是变换，而不是差值。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    // The bare index has the same difference everywhere.
    guard let differences = subject.differences,
      differences.encoding is any SineCosinePairs,
      !differences.pairs.flatMap({ [$0.minuend, $0.subtrahend] })
        .contains(where: { differences.encoding.isPadding($0) })
    else { return nil }
    let (matrix, pairs) = (differences.matrix, differences.pairs)
    guard
      let other = pairs.indices.dropFirst().first(where: {
        pairs[$0].minuend - pairs[$0].subtrahend == pairs[0].minuend - pairs[0].subtrahend
          && pairs[$0].minuend != pairs[0].minuend
      })
    else { return nil }
    let (a, b) = (matrix.row(0), matrix.row(other))
    let product = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    let lengths =
      (a.reduce(0) { $0 + $1 * $1 } * b.reduce(0) { $0 + $1 * $1 }).squareRoot()
    return Measurement(
      1 - product / lengths, within: 1e-9, .above(1e-6),
      Localized(
        en: "1 − cosine of the two differences; the cosine is "
          + formatNumber(product / lengths, significant: 6),
        zh: "1 − 两个差的余弦；余弦为 " + formatNumber(product / lengths, significant: 6)))
  }
}
