// Every position's vector is as long as the next.

import AttentionMath
public import FigureKinds
public import FigureModel

/// |PE(pos)|² = d/2, as each pair adds sin² + cos² = 1.
public enum EncodingNorm: Claim {
  public static let id = "encoding-norm"
  public static let statement = Localized(
    en: "Every position's vector has the same length: |PE(pos)|² = d/2.",
    zh: "每个位置的向量长度相同：|PE(pos)|² = d/2。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let values = subject.encodedValues, values.areWholeVectors,
      let pairs = values.encoding as? any SineCosinePairs,
      pairs.dimensions == 2 * pairs.frequencies.count
    else { return nil }
    let half = Double(values.encoding.dimensions) / 2
    // A class token's vector is 0.
    let prefix = (values.encoding as? any PatchEncoding)?.prefixTokens ?? 0
    let errors = values.positions.indices
      .filter {
        (values.positions[$0] >= prefix || prefix == 0)
          && !values.encoding.isPadding(values.positions[$0])
      }
      .map { row in abs(values.matrix.row(row).reduce(0) { $0 + $1 * $1 } - half) }
    guard !errors.isEmpty else { return nil }
    let formatted = formatNumber(half, significant: 6)
    let tolerance = 1e-12 * max(1, half)
    return Measurement(
      maximum(errors), within: tolerance, .atMost(tolerance),
      Localized(
        en: "greatest ||PE(pos)|² − \(formatted)| over \(errors.count) positions",
        zh: "\(errors.count) 个位置中 ||PE(pos)|² − \(formatted)| 的最大值"))
  }
}
