// Taken apart, a vector is still whole.

import AttentionMath
public import FigureKinds
public import FigureModel

/// The sine part and the cosine part add up to the vector.
public enum PartsAddUp: Claim {
  public static let id = "parts-add-up"
  public static let statement = Localized(
    en: "The sine part and the cosine part add up to the vector.",
    zh: "正弦部分与余弦部分之和等于整个向量。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    let sums = subject.facts.lazy.compactMap {
      if case .sum(let whole, let parts) = $0 { (whole, parts) } else { nil }
    }.first
    guard let (whole, parts) = sums else { return nil }
    let sum = whole.indices.map { index in parts.reduce(0) { $0 + $1[index] } }
    return Measurement(
      maximumDifference(whole, sum), within: 0, .equal(0),
      Localized(
        en: "greatest |vector − sine part − cosine part|", zh: "|向量 − 正弦部分 − 余弦部分| 的最大值"))
  }
}
