// Attention alone does not see order.

import AttentionMath
public import FigureKinds
public import FigureModel

/// Without positions, permuting the tokens permutes the output and changes nothing else.
public enum PermutationPermutesOutput: Claim {
  public static let id = "permutation-permutes-output"
  public static let statement = Localized(
    en:
      "Without positions, permuting the tokens permutes the output: each token has the same vector.",
    zh: "没有位置信息时，打乱词元只会打乱输出：每个词元的向量不变。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let difference = subject.reorderedDifference(hasPositions: false) else { return nil }
    return Measurement(
      difference, within: 1e-12, .atMost(1e-12),
      Localized(
        en: "greatest difference between a token's vectors in the two orders",
        zh: "同一词元在两种语序中向量的最大差"))
  }
}

/// With the encoding added, the order makes a difference.
public enum PositionsBreakSymmetry: Claim {
  public static let id = "positions-break-symmetry"
  public static let statement = Localized(
    en: "With the positional encoding added, the two orders give different vectors.",
    zh: "加上位置编码后，两种语序得到不同的向量。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let difference = subject.reorderedDifference(hasPositions: true) else { return nil }
    return Measurement(
      difference, within: 1e-12, .above(1e-3),
      Localized(
        en: "greatest difference between a token's vectors in the two orders",
        zh: "同一词元在两种语序中向量的最大差"))
  }
}

extension ClaimSubject {
  /// The largest difference between each token's vectors in two orders.
  fileprivate func reorderedDifference(hasPositions: Bool) -> Double? {
    for case .reordered(let first, let second, let order, hasPositions) in facts {
      return maximum(
        order.enumerated().map { location, row in
          maximumDifference(first.row(row), second.row(location))
        })
    }
    return nil
  }
}
