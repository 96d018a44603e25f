// The last dimensions hardly move.

import AttentionMath
public import FigureKinds
public import FigureModel

/// In the last dimensions the sines stand near 0 and the cosines near 1.
public enum LastDimensionsAtRest: Claim {
  public static let id = "last-dimensions-at-rest"
  public static let statement = Localized(
    en: "In the last dimensions sines stand at 0 and cosines at 1.",
    zh: "最后的维度几乎不动：正弦停在 0，余弦停在 1。")

  /// What counts as standing: an angle as small as this.
  private static let smallAngle = 0.02

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let values = subject.encodedValues,
      let encoding = values.encoding as? SinusoidalEncoding
    else { return nil }
    let farthest = Double(values.positions.map { ($0 + encoding.firstRow).magnitude }.max() ?? 0)
    // |sin x| and |1 - cos x| are at most x.
    let slow = values.dimensions.indices.filter {
      farthest * encoding.frequencies[encoding.pair(of: values.dimensions[$0])] <= smallAngle
    }
    guard !slow.isEmpty else { return nil }
    var distance = 0.0
    for row in 0..<values.matrix.rows where !encoding.isPadding(values.positions[row]) {
      for column in slow {
        let rest = encoding.isSine(values.dimensions[column]) ? 0.0 : 1.0
        distance = maximum([distance, abs(values.matrix[row, column] - rest)])
      }
    }
    let span = "\(values.dimensions[slow[0]])–\(values.dimensions[slow[slow.count - 1]])"
    return Measurement(
      distance, within: 1e-12, .atMost(smallAngle),
      Localized(
        en: "greatest distance from 0 and 1 in dimensions \(span)",
        zh: "维度 \(span) 中与 0、1 的最大距离"))
  }
}
