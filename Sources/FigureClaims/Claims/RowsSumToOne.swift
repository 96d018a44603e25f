// The weights of a query sum to 1.

import AttentionMath
public import FigureKinds
public import FigureModel

/// The weights of each row sum to 1.
public enum RowsSumToOne: Claim {
  public static let id = "rows-sum-to-one"
  public static let statement = Localized(
    en: "The weights of each query sum to 1.", zh: "每个查询的权重之和为 1。")

  /// Weights that are read may have been kept in half precision, whose steps near 1 are 2^-11.
  private static let tolerance = 1e-3

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let fact = subject.weights else { return nil }
    let weights = fact.matrix
    let error = maximum(
      (0..<weights.rows).map { row in
        let values = weights.row(row)
        // A query that sees no key attends to nothing.
        if fact.mayMaskWholeRows, values.allSatisfy({ $0 == 0 }) { return 0 }
        return abs(values.reduce(0, +) - 1)
      })
    return Measurement(
      error, within: 1e-12, .atMost(tolerance),
      Localized(
        en: "greatest |sum of a row − 1| over \(weights.rows) rows",
        zh: "\(weights.rows) 行中 |行和 − 1| 的最大值"))
  }
}
