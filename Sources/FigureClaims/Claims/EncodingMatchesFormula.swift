// The values drawn are those of the formula.

import AttentionMath
public import FigureKinds
public import FigureModel
import RealModule

/// Every value is the sine or the cosine that the formula says.
public enum EncodingMatchesFormula: Claim {
  public static let id = "encoding-matches-formula"
  public static let statement = Localized(
    en: "Every value is sin or cos of pos · ω_i, worked out on its own.",
    zh: "每个值都等于单独计算的 sin 或 cos(pos · ω_i)。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let values = subject.encodedValues,
      let encoding = values.encoding as? SinusoidalEncoding
    else { return nil }
    let farthest = (values.positions.map(\.magnitude).max() ?? 0) + UInt(encoding.firstRow)
    // A position's product with a frequency is rounded once, which its sine shows.
    let tolerance = farthest < 1000 ? 1e-12 : max(1e-9, Double(farthest) * 0x1p-51)
    let frequencies = values.dimensions.map { dimension in
      let pair = Double(encoding.pair(of: dimension))
      let exponent =
        encoding.spacing == .standard
        ? 2 * pair / Double(encoding.dimensions) : pair / Double(encoding.dimensions / 2 - 1)
      return 1 / Double.pow(encoding.base, exponent)
    }
    var error = 0.0
    // The padding's row is 0 by no formula.
    for (row, position) in values.positions.enumerated()
    where position + encoding.firstRow != encoding.paddingRow {
      let exact = zip(values.dimensions, frequencies).map { dimension, frequency in
        let angle = Double(position + encoding.firstRow) * frequency
        return encoding.isSine(dimension) ? Double.sin(angle) : Double.cos(angle)
      }
      error = maximum([error, maximumDifference(values.matrix.row(row), exact)])
    }
    let power = encoding.spacing == .standard ? "2i/d" : "i/(d/2 − 1)"
    let count = values.matrix.values.count
    return Measurement(
      error, within: tolerance, .atMost(tolerance),
      Localized(
        en: "greatest error of \(count) values, ω_i = base^(−\(power))",
        zh: "\(count) 个值的最大误差，ω_i = base^(−\(power))"))
  }
}
