// No two positions share a vector.

import AttentionMath
public import FigureKinds
public import FigureModel

/// Any two positions have different vectors.
public enum PositionsDistinct: Claim {
  public static let id = "positions-distinct"
  public static let statement = Localized(
    en: "No two positions share a vector.", zh: "任意两个位置的向量都不相同。")

  /// More than these are not compared each with each: their number of pairs grows with the square.
  private static let maximumRows = 4096

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let values = subject.encodedValues, values.areWholeVectors,
      values.matrix.rows >= 2, !repeats(values), !isTrained(values.encoding)
    else { return nil }
    let count = min(values.matrix.rows, maximumRows)
    let pairs = count * (count - 1) / 2
    return Measurement(
      minimumDistance(0..<count, of: values.matrix, to: values.matrix) { $0 + 1..<count },
      within: 1e-12, .above(1e-6),
      Localized(
        en: "least |PE(a) − PE(b)| over \(pairs) pairs of \(count) positions",
        zh: "\(count) 个位置共 \(pairs) 对中 |PE(a) − PE(b)| 的最小值"))
  }

  /// Whether training made the vectors, which may leave some alike: rows that no text reached.
  private static func isTrained(_ encoding: any TokenEncoding) -> Bool {
    encoding is LearnedEncoding || encoding is LearnedPatches
  }

  /// Whether the encoding has one vector for positions so far apart: NeRF's octaves are whole turns of the
  /// length, which `encoding-repeats` says of them.
  private static func repeats(_ values: EncodedValues) -> Bool {
    guard let octaves = values.encoding as? FourierFeatures, octaves.convention == .paper,
      let minimum = values.positions.min(), let maximum = values.positions.max()
    else { return false }
    return maximum - minimum >= octaves.length - 1
  }
}
