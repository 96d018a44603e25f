// What a scaling does to wavelengths.

import AttentionMath
public import FigureKinds
public import FigureModel

/// A scaling makes no wave shorter and none longer than its factor says.
public enum ScalingStretches: Claim {
  public static let id = "scaling-stretches-waves"
  public static let statement = Localized(
    en: "A scaling by a factor makes each wave 1 to factor times as long.",
    zh: "按某一倍数的缩放使每个波长变为原来的 1 到该倍数倍。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let lines = subject.wavelengths?.lines else { return nil }
    var deviation = 0.0
    var count = 0
    for line in lines {
      guard let rotation = line.encoding.rotationOfText,
        let factor = rotation.scaling.factorInUse, let plain = rotation.unscaled,
        plain.wavelengths.count == line.values.count
      else { continue }
      count += 1
      for (scaled, before) in zip(line.values, plain.wavelengths) {
        let ratio = scaled / before
        deviation = maximum([deviation, 1 - ratio, ratio / factor - 1])
      }
    }
    guard count > 0 else { return nil }
    return Measurement(
      deviation, within: 1e-12, .atMost(1e-12),
      Localized(
        en: "greatest share by which a wave is outside of it, \(count) scalings",
        zh: "\(count) 种缩放中超出该范围的最大比例"))
  }
}

/// Of a scaling with a factor for each pair, each wave is as many times as long.
public enum WavesHaveTheirFactors: Claim {
  public static let id = "waves-have-their-factors"
  public static let statement = Localized(
    en:
      "Each wave is as many times as long as its pair's own factor says, beyond the trained context the "
      + "factor for long texts.",
    zh: "每个波长变为原来的多少倍由该维度对自己的因子决定，超出训练上下文时用长文本的因子。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    var (deviation, count) = (0.0, 0)
    for line in subject.wavelengths?.lines ?? [] {
      guard let rotation = line.encoding.rotationOfText, let plain = rotation.unscaled,
        let factors = rotation.scaling.factorsInUse, factors.count == line.values.count,
        plain.wavelengths.count == factors.count
      else { continue }
      count += 1
      for (index, factor) in factors.enumerated() {
        deviation = maximum([
          deviation, abs(line.values[index] / plain.wavelengths[index] / factor - 1),
        ])
      }
    }
    guard count > 0 else { return nil }
    return Measurement(
      deviation, within: 1e-12, .atMost(1e-12),
      Localized(
        en: "greatest share by which a wave is off, " + counted(count, "scaling", "scalings"),
        zh: "\(count) 种缩放中波长偏离的最大比例"))
  }
}

extension RotaryScaling {
  /// The most that it makes a wave longer by: dynamic scaling by what the length in use asks for.
  fileprivate var factorInUse: Double? {
    guard let dynamic = self as? DynamicNTKScaling else { return number("factor") }
    guard let length = dynamic.length, !dynamic.isAtRest else { return 1 }
    return dynamic.factor * Double(length) / Double(dynamic.original) - (dynamic.factor - 1)
  }

  /// A factor for each pair; nil where one factor makes them all.
  fileprivate var factorsInUse: [Double]? {
    switch self {
    case let long as LongRoPEScaling:
      long.length ?? 0 > long.original ? long.longFactors : long.shortFactors
    case let own as FactorsScaling: own.factors
    default: nil
    }
  }
}

/// Nothing is greater than at distance 0.
public enum DecayIsMaximumAtZero: Claim {
  public static let id = "decay-greatest-at-zero"
  public static let statement = Localized(
    en: "No distance counts for more than distance 0.", zh: "任何距离上的值都不超过距离 0 处的值。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    let found = subject.facts.lazy.compactMap {
      if case .decays(let lines, let distances) = $0 { (lines, distances) } else { nil }
    }.first
    guard let (lines, distances) = found, !lines.isEmpty else { return nil }
    return Measurement(
      maximum(lines.joined()), within: 1e-12, .atMost(1 + 1e-12),
      Localized(
        en: "greatest value relative to distance 0 over \(distances.count) distances",
        zh: "\(distances.count) 个距离上相对于距离 0 的最大值"))
  }
}

/// The farthest quarter counts for less than the nearest.
public enum DecayFallsFarOut: Claim {
  public static let id = "decay-falls-far-out"
  public static let statement = Localized(
    en: "The farthest quarter of the distances counts for less than the nearest, on average.",
    zh: "最远的四分之一距离平均低于最近的四分之一。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    let found = subject.facts.lazy.compactMap {
      if case .falling(let lines, let distances) = $0 { (lines, distances) } else { nil }
    }.first
    guard let (lines, distances) = found, !lines.isEmpty, distances.lowerBound == 0,
      distances.count >= 16
    else { return nil }
    let quarter = distances.count / 4
    let falls = lines.map { line in
      (line.prefix(quarter).reduce(0, +) - line.suffix(quarter).reduce(0, +)) / Double(quarter)
    }
    return Measurement(
      falls.contains(where: \.isNaN) ? .nan : falls.min() ?? .nan, within: 1e-12, .above(0),
      Localized(
        en: "least fall from the first to the last \(quarter) distances, \(lines.count) lines",
        zh: "前 \(quarter) 个到后 \(quarter) 个距离的最小降幅（\(lines.count) 条曲线）"))
  }
}

/// Bit k of a counter changes every 2^k numbers.
public enum BitsSlowDown: Claim {
  public static let id = "bits-slow-down"
  public static let statement = Localized(
    en: "Bit k changes every 2^k positions.", zh: "第 k 位每 2^k 个位置翻转一次。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    let found = subject.facts.lazy.compactMap {
      if case .counter(let bits) = $0 { bits } else { nil }
    }.first
    guard let bits = found else { return nil }
    var wrong = 0
    for row in 1..<max(1, bits.rows) {
      for bit in 0..<bits.columns {
        let changes = bits[row, bit] != bits[row - 1, bit]
        if changes != row.isMultiple(of: 1 << bit) { wrong += 1 }
      }
    }
    return Measurement(
      Double(wrong), within: 0, .equal(0),
      Localized(
        en: "bits that change elsewhere, of \(bits.values.count)",
        zh: "\(bits.values.count) 个位中在别处翻转的个数"))
  }
}
