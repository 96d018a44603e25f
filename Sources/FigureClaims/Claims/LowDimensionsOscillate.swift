// The first dimensions oscillate fast.

import AttentionMath
public import FigureKinds
public import FigureModel

/// The first sine changes its sign once every π positions.
public enum LowDimensionsOscillate: Claim {
  public static let id = "low-dimensions-oscillate"
  public static let statement = Localized(
    en: "The first dimension oscillates fast: its sign changes about every π positions.",
    zh: "首个维度快速振荡：约每 π 个位置变号一次。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let values = subject.encodedValues, values.areConsecutive,
      let encoding = values.encoding as? SinusoidalEncoding, encoding.firstRow == 0,
      let first = values.positions.first, let last = values.positions.last, first >= 0,
      let column = values.dimensions.firstIndex(of: encoding.sineDimension(ofPair: 0)),
      encoding.frequencies[0] == 1
    else { return nil }
    let signs = values.matrix.column(column).map { $0 < 0 ? -1 : $0 > 0 ? 1 : 0 }.filter { $0 != 0 }
    let changes = zip(signs, signs.dropFirst()).count { $0 != $1 }
    // sin has a zero at each multiple of π between the first position and the last.
    let zeros = (Double(last) / .pi).rounded(.down) - (Double(first) / .pi).rounded(.down)
    let lastColumn = values.dimensions.firstIndex(
      of: encoding.sineDimension(ofPair: encoding.frequencies.count - 1))
    let slow = lastColumn.map { column in
      let signs = values.matrix.column(column).map { $0 < 0 ? -1 : $0 > 0 ? 1 : 0 }
        .filter { $0 != 0 }
      return zip(signs, signs.dropFirst()).count { $0 != $1 }
    }
    return Measurement(
      Double(changes), within: 0, .equal(zeros),
      Localized(
        en: "changes of sign over \(values.positions.count) positions"
          + (slow.map { "; \($0) in the last sine" } ?? ""),
        zh: "\(values.positions.count) 个位置上的变号次数" + (slow.map { "；最后一个正弦为 \($0) 次" } ?? "")))
  }
}
