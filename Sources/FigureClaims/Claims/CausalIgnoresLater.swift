// Under a causal mask a query sees nothing of what follows.

import AttentionMath
public import FigureKinds
public import FigureModel

/// With a causal mask no query gives weight to a later key.
public enum CausalIgnoresLater: Claim {
  public static let id = "causal-ignores-later"
  public static let statement = Localized(
    en: "Under the causal mask a query ignores every key after it.",
    zh: "在因果掩码下，查询忽略其后的所有键。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let fact = subject.weights, fact.isCausal else { return nil }
    let weights = fact.matrix
    let later = (0..<weights.rows).flatMap { row in
      weights.row(row).dropFirst(row + 1).map { abs($0) }
    }
    return Measurement(
      maximum(later), within: 0, .equal(0),
      Localized(
        en: "greatest weight on a later key, \(later.count) places",
        zh: "指向后面键的权重最大值（\(later.count) 处）"))
  }
}
