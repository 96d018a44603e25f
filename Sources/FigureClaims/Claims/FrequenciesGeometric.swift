// How frequencies follow one another.

import AttentionMath
public import FigureKinds
public import FigureModel
import RealModule

/// From pair to pair the frequency falls by one and the same factor.
public enum FrequenciesGeometric: Claim {
  public static let id = "frequencies-geometric"
  public static let statement = Localized(
    en: "Frequencies fall geometrically, from 1 by the same factor from pair to pair.",
    zh: "频率等比下降：从 1 开始，每对维度下降相同的倍数。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let (row, encoding) = subject.frequencies, row.count >= 2,
      let factor = factor(of: encoding, pairs: row.count)
    else { return nil }
    let errors = zip(row, row.dropFirst()).map { abs($1 / $0 - factor) }
    let formatted = formatNumber(factor, significant: 6)
    return Measurement(
      maximum(errors + [abs(row[0] - 1)]), within: 1e-12, .atMost(1e-12),
      Localized(
        en: "greatest deviation from 1 at first and from the factor \(formatted) then",
        zh: "首项与 1、各比值与 \(formatted) 的最大偏差"))
  }
}

extension FrequenciesGeometric {
  /// The factor from pair to pair; nil for what does not fall so.
  private static func factor(of encoding: any PairFrequencies, pairs: Int) -> Double? {
    // With a base of 1 or less they do not fall.
    switch encoding {
    case let sinusoid as SinusoidalEncoding where sinusoid.base > 1:
      sinusoid.spacing == .standard
        ? Double.pow(sinusoid.base, -2 / Double(sinusoid.dimensions))
        : Double.pow(sinusoid.base, -1 / Double(pairs - 1))
    case let rotation as RotaryEncoding
    where rotation.base > 1 && rotation.scaling is UnscaledRotary:
      Double.pow(rotation.base, -2 / Double(rotation.rotaryDimensions))
    default: nil
    }
  }
}

/// The linear choice, for contrast: ω_i = C·i.
public enum LinearFrequenciesEven: Claim {
  public static let id = "linear-frequencies-even"
  public static let statement = Localized(
    en: "The linear choice ω_i = C·i rises by the same step, and its first pair never turns.",
    zh: "线性选择 ω_i = C·i 以相同的步长上升，且首对维度从不转动。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    let rows = subject.facts.lazy.compactMap {
      if case .linearFrequencies(let row) = $0 { row } else { nil }
    }
    guard let row = rows.first, row.count >= 2 else { return nil }
    let step = row[1] - row[0]
    let errors = zip(row, row.dropFirst()).map { abs($1 - $0 - step) }
    return Measurement(
      maximum(errors + [abs(row[0])]), within: 1e-12, .atMost(1e-12),
      Localized(
        en: "greatest deviation from 0 at first and from the step then", zh: "首项与 0、各步长之间的最大偏差"))
  }
}

/// The last frequency is base^(-(d-2)/d), near 1/base and above it.
public enum LastFrequency: Claim {
  public static let id = "last-frequency"
  public static let statement = Localized(
    en: "The last frequency is near 1/base and not equal to it: base^(−(d−2)/d).",
    zh: "最后的频率接近 1/base 但不相等：base^(−(d−2)/d)。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let (row, pairs) = subject.frequencies, let last = row.last,
      let encoding = pairs as? SinusoidalEncoding, encoding.spacing == .standard, encoding.base > 1
    else { return nil }
    let d = Double(encoding.dimensions)
    let exact = Double.pow(encoding.base, -(d - 2) / d)
    guard abs(last / exact - 1) < 1e-12 else {
      return Measurement(
        last, within: 0, .equal(exact), Localized(en: "the last frequency", zh: "最后的频率"))
    }
    let limit = formatNumber(1 / encoding.base, significant: 6)
    return Measurement(
      last, within: 0, .above(1 / encoding.base),
      Localized(en: "the last frequency; 1/base is \(limit)", zh: "最后的频率；1/base 为 \(limit)"))
  }
}

extension ClaimSubject {
  /// The frequencies of an encoding's pairs as the figure shows them.
  fileprivate var frequencies: (row: [Double], encoding: any PairFrequencies)? {
    facts.lazy.compactMap {
      if case .frequencies(let row, let encoding) = $0 { (row, encoding) } else { nil }
    }.first
  }
}
