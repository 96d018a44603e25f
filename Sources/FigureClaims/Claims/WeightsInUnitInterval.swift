// Every weight is a share.

import AttentionMath
public import FigureKinds
public import FigureModel

/// Every weight lies between 0 and 1.
public enum WeightsInUnitInterval: Claim {
  public static let id = "weights-in-unit-interval"
  public static let statement = Localized(
    en: "Every weight lies between 0 and 1.", zh: "每个权重都在 0 与 1 之间。")

  /// What one rounding in half precision adds.
  private static let tolerance = 1e-3

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let weights = subject.weights?.matrix else { return nil }
    let excess = maximum(weights.values.map { max($0 - 1, -$0) })
    return Measurement(
      excess, within: 1e-12, .atMost(tolerance),
      Localized(
        en: "how far a weight lies outside [0, 1], at most", zh: "权重超出 [0, 1] 的最大距离"))
  }
}
