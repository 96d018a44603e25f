// Similarity depends on the distance alone.

import AttentionMath
public import FigureKinds
public import FigureModel
import TextFormats

/// The similarity is the same along every diagonal, to both sides.
public enum SimilarityDependsOnDistance: Claim {
  public static let id = "similarity-depends-on-distance"
  public static let statement = Localized(
    en: "The similarity is constant along every diagonal: it depends on |i − j| alone.",
    zh: "相似度沿每条对角线不变：只取决于 |i − j|。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    // Of a learned table nothing of the kind is claimed.
    guard let similarity = subject.similarity,
      similarity.encoding is any ClosedFormSimilarity,
      (similarity.encoding as? SinusoidalEncoding)?.hasPadding(in: similarity.positions) != true
    else { return nil }
    let matrix = similarity.matrix
    let what: Localized
    let spread: Double
    if let reference = similarity.reference {
      // One row: to both sides of the reference the same.
      let location = reference - similarity.positions.lowerBound
      guard matrix.rows == 1, (0..<matrix.columns).contains(location) else { return nil }
      let reach = min(location, matrix.columns - 1 - location)
      spread = maximum(
        (0...reach).map { abs(matrix[0, location - $0] - matrix[0, location + $0]) })
      what = Localized(
        en: "greatest difference between equal distances to both sides", zh: "两侧等距处的最大差")
    } else {
      guard matrix.rows == matrix.columns else { return nil }
      spread = maximum(distanceProfile(of: matrix).map(\.spread))
      what = Localized(
        en: "greatest spread along one of \(matrix.rows) distances",
        zh: "\(matrix.rows) 个距离中同一距离上的最大差")
    }
    return Measurement(spread, within: 1e-12, .atMost(1e-12), what)
  }
}

/// The closed form that is drawn agrees with the product of the vectors themselves.
public enum SimilarityMatchesProduct: Claim {
  public static let id = "similarity-matches-product"
  public static let statement = Localized(
    en: "The closed form Σ cos(ω_i (i − j)) agrees with the product of the vectors.",
    zh: "闭式 Σ cos(ω_i (i − j)) 与向量的乘积一致。")

  /// More positions than these are compared on the first of them.
  private static let maximumPositions = 512

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let fact = subject.similarity, fact.reference == nil,
      fact.matrix.rows == fact.matrix.columns,
      let encoding = fact.encoding as? SinusoidalEncoding,
      // A row of zeros has no direction, and no formula.
      !encoding.hasPadding(in: fact.positions)
    else { return nil }
    let matrix = fact.matrix
    let count = min(matrix.rows, maximumPositions)
    let first = fact.positions.lowerBound
    let product: Matrix<Double>
    do {
      product = try similarity(
        of: encoding.matrix(positions: first..<first + count), metric: fact.metric)
    } catch {
      throw .work("\(error)")
    }
    var error = 0.0
    for row in 0..<count {
      error = maximum([
        error, maximumDifference(matrix.row(row).prefix(count), product.row(row)),
      ])
    }
    // Distances are roots of differences, which keep half of the digits.
    let size = Double(encoding.dimensions)
    let tolerance = fact.metric == .cosine ? 1e-12 : fact.metric == .dot ? 1e-12 * size : 1e-6
    return Measurement(
      error, within: tolerance, .atMost(tolerance),
      Localized(
        en: "greatest difference over [\(count), \(count)]", zh: "[\(count), \(count)] 上的最大差"))
  }
}

extension ClaimSubject {
  /// How alike positions are, as the figure shows it.
  fileprivate var similarity: EncodingSimilarity? {
    facts.lazy.compactMap { if case .similarity(let found) = $0 { found } else { nil } }.first
  }
}
