// What is added to scores depends on the distance alone, and buckets never go back.

import AttentionMath
public import FigureKinds
public import FigureModel

/// A bias is the same along every diagonal.
public enum BiasDependsOnDistance: Claim {
  public static let id = "bias-depends-on-distance"
  public static let statement = Localized(
    en: "What is added to a score depends on the distance of query and key alone.",
    zh: "加到分数上的值只取决于查询与键的距离。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let bias = subject.biasFact else { return nil }
    switch bias.encoding {
    // Bloom's form differs by a number for each row, FIRE measures against the query's position.
    case let alibi as AlibiBias where alibi.form == .keyPosition: return nil
    case is FireBias: return nil
    default: break
    }
    var spread = 0.0
    for matrix in bias.matrices {
      for row in 1..<max(1, matrix.rows) {
        for column in 1..<max(1, matrix.columns) {
          let (here, before) = (matrix[row, column], matrix[row - 1, column - 1])
          // -∞ beside -∞ is no difference.
          spread = maximum([spread, here == before ? 0 : abs(here - before)])
        }
      }
    }
    return Measurement(
      spread, within: 1e-12, .atMost(1e-12),
      Localized(
        en: "greatest difference of neighbours on a diagonal, "
          + counted(bias.matrices.count, "matrix", "matrices"),
        zh: "\(bias.matrices.count) 个矩阵对角线上相邻值的最大差"))
  }
}

/// Farther keys never fall into an earlier bucket.
public enum BucketsAreMonotone: Claim {
  public static let id = "buckets-are-monotone"
  public static let statement = Localized(
    en: "To either side, a farther key never has an earlier row of the table.",
    zh: "在任一侧，更远的键对应的表行不会更靠前。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let bias = subject.biasFact, bias.areIndices, let matrix = bias.matrices.first else {
      return nil
    }
    // Keys before the query from the nearest on, and those after; Shaw's count one way throughout.
    var steps = 0
    let falls = (bias.encoding as? ShawDistances).map { $0.convention == .bert ? -1.0 : 1 }
    for row in 0..<matrix.rows {
      for column in 0..<matrix.columns - 1 {
        let (here, next) = (matrix[row, column], matrix[row, column + 1])
        // A key that the query may not see has no row.
        guard here != -.infinity, next != -.infinity else { continue }
        let rise = next - here
        let isWrong: Bool =
          if let falls { rise * falls < 0 } else if column < row {
            rise > 0
          } else { rise < 0 }
        if isWrong || rise.isNaN { steps += 1 }
      }
    }
    return Measurement(
      Double(steps), within: 0, .equal(0),
      Localized(
        en: "steps backwards in \(matrix.rows) rows", zh: "\(matrix.rows) 行中倒退的步数"))
  }
}
