// Slips of the article's originals, each with what is right and the number that shows it.

import AttentionMath
public import FigureClaims
public import FigureKinds
import FigureModel
import RealModule
import TextFormats

/// The slips, in the article's order.
public enum ArticleSlips {
  /// Works every number out.
  public static func all() throws(FigureError) -> [Slip] {
    let encoding: SinusoidalEncoding
    do throws(EncodingError) {
      encoding = try SinusoidalEncoding(dimensions: 256)
    } catch {
      throw .work("\(error)")
    }
    return [
      cosineExponent(encoding), evenSine(encoding), softmaxExample(), rowNames(),
      try queryAndKey(), dimensions(), legend(encoding), lastFrequency(encoding),
    ]
  }

  private static func cosineExponent(_ encoding: SinusoidalEncoding) -> Slip {
    var difference = 0.0
    for position in 0..<100 {
      for pair in encoding.frequencies.indices {
        let exponent = Double(2 * pair + 1) / Double(encoding.dimensions)
        let printed = Double.cos(Double(position) / Double.pow(encoding.base, exponent))
        let right = encoding.value(position: position, dimension: 2 * pair + 1)
        difference = max(difference, abs(printed - right))
      }
    }
    return Slip(
      id: "slip-cosine-exponent",
      printed: Localized(
        en: "The cosine has the exponent (2i+1)/d in one place and stands for PE(pos, 2i).",
        zh: "余弦公式一处的指数写成 (2i+1)/d，左边写成 PE(pos, 2i)。"),
      right: Localized(
        en: "The exponent is 2i/d for both, and the cosine is PE(pos, 2i+1).",
        zh: "两者的指数都是 2i/d，余弦是 PE(pos, 2i+1)。"),
      measurement: Measurement(
        difference, within: 1e-12, .above(0.01),
        Localized(
          en: "greatest error of the printed exponent over 100 positions, d = 256",
          zh: "100 个位置、d = 256 时，按印刷指数计算的最大误差")))
  }

  private static func evenSine(_ encoding: SinusoidalEncoding) -> Slip {
    let difference =
      encoding.value(position: 0, dimension: 1) - encoding.value(position: 0, dimension: 0)
    return Slip(
      id: "slip-even-sine",
      printed: Localized(en: "“Odd sin, even cos” in one caption.", zh: "一处图注写作“奇数 sin，偶数 cos”。"),
      right: Localized(
        en:
          "Even dimensions hold sines, odd ones cosines: PE(0, 0) = sin 0 = 0, PE(0, 1) = cos 0 = 1.",
        zh: "偶数维是正弦，奇数维是余弦：PE(0, 0) = sin 0 = 0，PE(0, 1) = cos 0 = 1。"),
      measurement: Measurement(
        difference, within: 0, .equal(1),
        Localized(en: "PE(0, 1) − PE(0, 0)", zh: "PE(0, 1) − PE(0, 0)")))
  }

  private static func softmaxExample() -> Slip {
    let weights = softmax([0.8, -0.1, 10.5, 9.2, 5.4, 3.1])
    let printed = [0.01, 0, 0.4, 0.3, 0.2, 0.09]
    let list = weights.map { formatNumber($0, places: 5) }.joined(separator: ", ")
    return Slip(
      id: "slip-softmax-example",
      printed: Localized(
        en:
          "softmax of [0.8, −0.1, 10.5, 9.2, 5.4, 3.1] is given as [0.01, 0, 0.4, 0.3, 0.2, 0.09].",
        zh: "[0.8, −0.1, 10.5, 9.2, 5.4, 3.1] 的 softmax 写作 [0.01, 0, 0.4, 0.3, 0.2, 0.09]。"),
      right: Localized(en: "It is [\(list)].", zh: "应为 [\(list)]。"),
      measurement: Measurement(
        maximumDifference(weights, printed), within: 1e-12, .above(0.01),
        Localized(en: "greatest error of the printed weights", zh: "印刷权重的最大误差")))
  }

  private static func rowNames() -> Slip {
    let printed = (1...6).map { "\($0 < 3 ? "s" : "a")5\($0)" }
    let right = (1...6).map { "s5\($0)" }
    return Slip(
      id: "slip-score-names",
      printed: Localized(
        en: "The fifth row of the scores reads \(printed.joined(separator: ", ")).",
        zh: "分数矩阵第五行写作 \(printed.joined(separator: ", "))。"),
      right: Localized(
        en: "It is \(right.joined(separator: ", ")), in rows of equal height.",
        zh: "应为 \(right.joined(separator: ", "))，各行等高。"),
      measurement: Measurement(
        Double(zip(printed, right).count { $0 != $1 }), within: 0, .equal(4),
        Localized(en: "cells with the wrong name, of 36", zh: "36 个单元格中名称有误的个数")))
  }

  private static func queryAndKey() throws(FigureError) -> Slip {
    var generator = SeededGenerator(seed: 7)
    func draw() -> Matrix<Double> { .normal(rows: 6, columns: 4, using: &generator) }
    let (q, k, v) = (draw(), draw(), draw())
    let scores: Matrix<Double>
    do throws(AttentionError) {
      scores = try ScaledDotProductAttention().stages(query: q, key: k, value: v).scores
    } catch {
      throw .work("\(error)")
    }
    func product(_ other: Matrix<Double>) -> Double {
      zip(q.row(0), other.row(2)).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let keyError = formatMeasured(abs(scores[0, 2] - product(k)), within: 1e-12, significant: 2)
    return Slip(
      id: "slip-query-and-key",
      printed: Localized(en: "q and v are multiplied for the match.", zh: "匹配时用 q 与 v 相乘。"),
      right: Localized(
        en: "q and k are: s13 = q1·k3. The values v are only summed, with the weights.",
        zh: "应为 q 与 k 相乘：s13 = q1·k3；v 只按权重求和。"),
      measurement: Measurement(
        abs(scores[0, 2] - product(v)), within: 1e-12, .above(1e-3),
        Localized(
          en: "|s13 − q1·v3| of random matrices; |s13 − q1·k3| is \(keyError)",
          zh: "随机矩阵的 |s13 − q1·v3|；而 |s13 − q1·k3| 为 \(keyError)")))
  }

  private static func dimensions() -> Slip {
    Slip(
      id: "slip-512-dimensions",
      printed: Localized(en: "“516 dimensions”.", zh: "写作“516 维”。"),
      right: Localized(
        en: "512: eight heads of 64 dimensions each.", zh: "应为 512：八个头，每个 64 维。"),
      measurement: Measurement(
        Double(516 % 8), within: 0, .above(0),
        Localized(en: "516 mod 8; 512 mod 8 is \(512 % 8)", zh: "516 mod 8；512 mod 8 为 \(512 % 8)"))
    )
  }

  private static func legend(_ encoding: SinusoidalEncoding) -> Slip {
    let drawn = encoding.difference(12, minus: 10)
    let printed = encoding.difference(7, minus: 5)
    return Slip(
      id: "slip-shift-legend",
      printed: Localized(
        en: "A legend of the shift figure reads “Pos 7 − Pos 5”.", zh: "位移图的一处图例写作“Pos 7 − Pos 5”。"),
      right: Localized(en: "The data are PE(12) − PE(10).", zh: "数据是 PE(12) − PE(10)。"),
      measurement: Measurement(
        maximumDifference(drawn, printed), within: 1e-12, .above(1e-3),
        Localized(en: "greatest difference between the two", zh: "两者的最大差")))
  }

  private static func lastFrequency(_ encoding: SinusoidalEncoding) -> Slip {
    let last = encoding.frequencies.last ?? .nan
    let formatted = formatNumber(last, significant: 5)
    return Slip(
      id: "slip-last-frequency",
      printed: Localized(en: "The last frequency is 1/10000.", zh: "最后的频率是 1/10000。"),
      right: Localized(
        en: "It is base^(−(d−2)/d), \(formatted) for d = 256.",
        zh: "应为 base^(−(d−2)/d)，d = 256 时为 \(formatted)。"),
      measurement: Measurement(
        last - 1e-4, within: 1e-15, .above(0),
        Localized(en: "the last frequency − 1/10000", zh: "最后的频率 − 1/10000")))
  }
}
