// The bare index has no bound.

import AttentionMath
public import FigureKinds
public import FigureModel

/// The bare index grows with the number of positions.
public enum IndexGrows: Claim {
  public static let id = "index-grows"
  public static let statement = Localized(
    en: "The bare index grows with every position, far beyond [−1, 1].",
    zh: "直接使用序号会随位置不断增长，远超 [−1, 1]。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    let numbers = subject.facts.lazy.compactMap {
      if case .positionNumbers(let numbers) = $0 { numbers } else { nil }
    }.first
    guard let index = numbers ?? subject.bareIndices else { return nil }
    let grows = zip(index, index.dropFirst()).allSatisfy { $1 > $0 }
    return Measurement(
      grows ? index.last ?? .nan : .nan, within: 0, .above(1),
      Localized(
        en: "the last of \(index.count) values, each above the one before",
        zh: "\(index.count) 个递增值中的最后一个"))
  }
}

extension ClaimSubject {
  /// The values of the encoding that is the bare index, from position to position.
  fileprivate var bareIndices: [Double]? {
    guard let values = encodedValues, values.encoding is IndexEncoding, values.areConsecutive,
      values.positions.count > 2, !values.dimensions.isEmpty
    else { return nil }
    return (0..<values.matrix.rows).map { values.matrix[$0, 0] }
  }
}
