// Softmax is what its definition says.

import AttentionMath
public import FigureKinds
public import FigureModel
import RealModule

/// The weights are exp(s) over the sum of all exp(s).
public enum SoftmaxMatchesDefinition: Claim {
  public static let id = "softmax-matches-definition"
  public static let statement = Localized(
    en: "The weights are exp(s) divided by the sum of all exp(s).",
    zh: "权重等于 exp(s) 除以所有 exp(s) 之和。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    let examples = subject.facts.compactMap {
      if case .softmax(let scores, let weights) = $0 { (scores, weights) } else { nil }
    }
    guard !examples.isEmpty else { return nil }
    let errors = examples.map { scores, weights in
      // Only differences of scores matter, and without the largest exp would overflow.
      let shift = scores.max() ?? 0
      let powers = scores.map { Double.exp($0 - shift) }
      let sum = powers.reduce(0, +)
      return maximumDifference(weights, powers.map { $0 / sum })
    }
    return Measurement(
      maximum(errors), within: 1e-12, .atMost(1e-12),
      Localized(en: "greatest difference from the definition", zh: "与定义的最大差"))
  }
}
