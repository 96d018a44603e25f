// The encoding stays in [-1, 1].

import AttentionMath
public import FigureKinds
public import FigureModel

/// No value of the encoding leaves [-1, 1].
public enum EncodingBounded: Claim {
  public static let id = "encoding-bounded"
  public static let statement = Localized(
    en: "Every value of the encoding lies in [−1, 1].", zh: "编码的每个值都在 [−1, 1] 内。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    // Of what is no sine or cosine nothing of the kind is claimed.
    guard let values = subject.encodedValues, let pairs = values.encoding as? any SineCosinePairs,
      pairs.dimensions == 2 * pairs.frequencies.count
    else { return nil }
    return Measurement(
      maximum(values.matrix.values.map { abs($0) }), within: 1e-12, .atMost(1),
      Localized(
        en: "greatest |value| of \(values.matrix.values.count)",
        zh: "\(values.matrix.values.count) 个值中 |值| 的最大值"))
  }
}
