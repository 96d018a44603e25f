// With one projection for queries and keys, tokens look at themselves.

import AttentionMath
public import FigureKinds
public import FigureModel

/// With W_q = W_k the diagonal has most of the weight.
public enum DiagonalDominates: Claim {
  public static let id = "diagonal-dominates"
  public static let statement = Localized(
    en: "With W_q = W_k most of the weight lies on the diagonal.",
    zh: "当 W_q = W_k 时，大部分权重落在对角线上。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    let both = subject.facts.lazy.compactMap {
      if case .sharedProjections(let shared, let separate) = $0 { (shared, separate) } else { nil }
    }.first
    guard let both else { return nil }
    let share = both.0.meanMass(on: .diagonal) ?? .nan
    let separate = both.1.meanMass(on: .diagonal) ?? .nan
    let other = formatNumber(separate, significant: 3)
    return Measurement(
      share, within: 1e-12, .above(max(0.5, separate)),
      Localized(
        en: "mean weight on the diagonal; \(other) with projections of their own",
        zh: "对角线上的平均权重；使用各自的投影时为 \(other)"))
  }
}
