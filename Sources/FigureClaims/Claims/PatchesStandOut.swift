// How alike the patches of an image are, and vectors of distances.

import AttentionMath
public import FigureKinds
public import FigureModel

/// No patch is more like another than like itself.
public enum PatchesAreThemselves: Claim {
  public static let id = "patch-most-like-itself"
  public static let statement = Localized(
    en: "Each patch's position is most like itself.", zh: "每个图像块的位置与其自身最相似。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let fact = subject.patches, fact.metric == .cosine else { return nil }
    let matrix = fact.matrix
    let excess = maximum(
      (0..<matrix.rows).flatMap { row in matrix.row(row).map { $0 - matrix[row, row] } })
    return Measurement(
      excess, within: 1e-12, .atMost(1e-12),
      Localized(
        en: "greatest excess over the patch itself, \(matrix.rows) patches",
        zh: "\(matrix.rows) 个图像块中超出其自身的最大值"))
  }
}

/// Patches of one row or column are more alike than others.
public enum RowsAndColumnsStandOut: Claim {
  public static let id = "rows-and-columns-stand-out"
  public static let statement = Localized(
    en: "Patches of the same row or column are more alike than others on average.",
    zh: "同行或同列的图像块平均比其他图像块更相似。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    // Of a learned table nothing of the kind is claimed.
    guard let fact = subject.patches, fact.isComputed, fact.metric != .euclidean,
      fact.grid.rows > 1, fact.grid.columns > 1
    else { return nil }
    var (along, others) = ((sum: 0.0, count: 0), (sum: 0.0, count: 0))
    for one in 0..<fact.matrix.rows {
      let here = fact.grid.location(of: one)
      for other in 0..<fact.matrix.columns where other != one {
        let there = fact.grid.location(of: other)
        let value = fact.matrix[one, other]
        if here.row == there.row || here.column == there.column {
          along = (along.sum + value, along.count + 1)
        } else {
          others = (others.sum + value, others.count + 1)
        }
      }
    }
    let difference = along.sum / Double(along.count) - others.sum / Double(others.count)
    return Measurement(
      difference, within: 1e-12, .above(0),
      Localized(
        en: "mean of rows and columns less that of the others", zh: "同行同列的均值减去其余的均值"))
  }
}

/// |R_m|² = d/2 for the vector of every distance.
public enum DistanceVectorsKeepLength: Claim {
  public static let id = "distance-vectors-keep-length"
  public static let statement = Localized(
    en: "The vector of every distance has the same length: |R|² = d/2.",
    zh: "每个距离的向量长度相同：|R|² = d/2。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    for case .distanceVectors(let matrix, let encoding, _) in subject.facts
    where matrix.columns == encoding.dimensions {
      let half = Double(encoding.dimensions) / 2
      let tolerance = 1e-12 * max(1, half)
      let error = maximum(
        (0..<matrix.rows).map { abs(matrix.row($0).reduce(0) { $0 + $1 * $1 } - half) })
      return Measurement(
        error, within: tolerance, .atMost(tolerance),
        Localized(
          en:
            "greatest ||R|² − \(formatNumber(half, significant: 6))| over \(matrix.rows) distances",
          zh: "\(matrix.rows) 个距离中 ||R|² − \(formatNumber(half, significant: 6))| 的最大值"))
    }
    return nil
  }
}

extension ClaimSubject {
  fileprivate var patches: PatchesFact? {
    facts.lazy.compactMap { if case .patches(let fact) = $0 { fact } else { nil } }.first
  }
}
