// What encodings do at positions and distances beyond those that a model was trained on.

import AttentionMath
public import FigureKinds
public import FigureModel

/// Slow pairs are turned to new angles beyond the context.
public enum UnseenAngles: Claim {
  public static let id = "unseen-angles-beyond-context"
  public static let statement = Localized(
    en: "Without a scaling, positions beyond the trained context turn slow pairs to angles that "
      + "training never showed.",
    zh: "不做缩放时，超出训练上下文的位置会把慢速维度对转到训练中从未出现的角度。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let shown = subject.wavelengths else { return nil }
    let context = Double(shown.context)
    // A pair whose wave is longer than the context has not made one turn in it.
    let plain = shown.lines.filter { line in
      switch line.encoding {
      case let rotation as RotaryEncoding:
        rotation.scaling is UnscaledRotary && rotation.wavelengths.contains { $0 > context }
      case let sinusoid as SinusoidalEncoding: sinusoid.wavelengths.contains { $0 > context }
      default: false
      }
    }
    guard let first = plain.first else { return nil }
    let slow = first.values.count { $0 > context }
    return Measurement(
      Double(slow), within: 0, .above(0),
      Localized(
        en:
          "pairs of \(first.values.count) with less than a turn in the context of \(shown.context)",
        zh: "\(first.values.count) 个维度对中在上下文 \(shown.context) 内不足一圈的个数"))
  }
}

/// A scaling keeps the slowest pair where training had it.
public enum ScalingKeepsAngles: Claim {
  public static let id = "scaling-keeps-slowest-in-range"
  public static let statement = Localized(
    en: "Scaled by the factor, the slowest pair turns in factor times the context no farther than "
      + "without it in the context.",
    zh: "按该倍数缩放后，最慢的维度对在该倍数的上下文内转过的角度不超过缩放前在训练上下文内的角度。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let shown = subject.wavelengths, let factor = shown.factor, factor > 1 else { return nil }
    var ratios: [Double] = []
    for line in shown.lines {
      guard let rotation = line.encoding as? RotaryEncoding, isMeant(rotation.scaling, factor),
        let plain = try? RotaryEncoding(
          dimensions: rotation.dimensions, rotaryDimensions: rotation.rotaryDimensions,
          base: rotation.base
        ).wavelengths.last, plain > Double(shown.context),
        let scaled = line.values.last
      else { continue }
      ratios.append(factor * plain / scaled)
    }
    guard !ratios.isEmpty else { return nil }
    return Measurement(
      maximum(ratios), within: 1e-12, .atMost(1 + 1e-12),
      Localized(
        en: "greatest angle of the slowest pair relative to training, \(ratios.count) scalings",
        zh: "\(ratios.count) 种缩放中最慢维度对相对于训练时的最大角度"))
  }

  /// Whether a scaling by this factor is made to divide the slowest frequency by the whole of it.
  private static func isMeant(_ scaling: any RotaryScaling, _ factor: Double) -> Bool {
    func number(_ name: String) -> Double? {
      scaling.specified.first { $0.name == name }.flatMap { Double($0.value) }
    }
    guard number("factor") == factor else { return false }
    switch scaling {
    case is LinearScaling, is NTKScaling: return true
    case is YaRNScaling: return number("beta-slow").map { $0 >= 1 } ?? true
    case is Llama3Scaling: return number("low-frequency-factor").map { $0 >= 1 } ?? true
    // Others stretch by the length in use, or by factors of their own.
    default: return false
    }
  }
}

/// Far distances share one row of the table.
public enum FarDistancesShareARow: Claim {
  public static let id = "far-distances-share-a-row"
  public static let statement = Localized(
    en: "From the greatest distance on, all distances to one side have one row of the table: keys "
      + "beyond the trained length meet no new number.",
    zh: "自最大距离起，同一侧的所有距离共用表中的一行：超出训练长度的键不会遇到新的数值。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let bias = subject.shownBias, bias.areIndices, let matrix = bias.matrices.first else {
      return nil
    }
    let reach: Int
    switch bias.encoding {
    case let t5 as T5Bias: reach = t5.maxDistance
    case let shaw as ShawDistances: reach = shaw.clip
    default: return nil
    }
    guard matrix.rows > reach, matrix.columns > reach else { return nil }
    var (before, after) = (Set<Double>(), Set<Double>())
    for query in 0..<matrix.rows {
      for key in 0..<matrix.columns where abs(query - key) >= reach {
        if key < query { before.insert(matrix[query, key]) }
        if key > query { after.insert(matrix[query, key]) }
      }
    }
    guard !before.isEmpty || !after.isEmpty else { return nil }
    return Measurement(
      Double(max(before.count, after.count)), within: 0, .equal(1),
      Localized(
        en: "rows of distances \(reach) to \(max(matrix.rows, matrix.columns) - 1) to one side",
        zh: "同一侧距离 \(reach) 到 \(max(matrix.rows, matrix.columns) - 1) 所用的行数"))
  }
}

/// A linear bias goes on in the same line.
public enum BiasGoesOnLinearly: Claim {
  public static let id = "bias-goes-on-linearly"
  public static let statement = Localized(
    en: "The bias changes by one and the same step for each position farther, so that what it is "
      + "beyond the trained length follows from what it was within.",
    zh: "距离每增加一个位置，偏置都改变同样的一步，因此训练长度之外的值可由其内的值推出。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let bias = subject.shownBias, !bias.areIndices,
      bias.encoding is AlibiBias || bias.encoding is RetentionDecay
    else { return nil }
    var deviation = 0.0
    var count = 0
    for matrix in bias.matrices {
      for query in 0..<matrix.rows {
        // Three keys to one side of the query, the nearest of which may be the query itself.
        for key in 1..<max(1, matrix.columns - 1) where key != query {
          let bend = matrix[query, key + 1] - 2 * matrix[query, key] + matrix[query, key - 1]
          // Where a key is hidden, there is no line.
          guard ![-1, 0, 1].contains(where: { matrix[query, key + $0] == -.infinity }) else {
            continue
          }
          count += 1
          deviation = maximum([deviation, abs(bend)])
        }
      }
    }
    guard count > 0 else { return nil }
    return Measurement(
      deviation, within: 1e-10, .atMost(1e-10),
      Localized(
        en: "greatest difference of two steps that follow each other, \(bias.matrices.count) heads",
        zh: "\(bias.matrices.count) 个头中相邻两步的最大差"))
  }
}

/// FIRE measures each distance against the query's position, so that it meets no new number.
public enum FireStaysWithin: Claim {
  public static let id = "fire-interpolates"
  public static let statement = Localized(
    en:
      "From the threshold on, the first key has the same bias for every query: distances are measured "
      + "against the query's position, so that longer texts meet no new number.",
    zh: "超过阈值后，首个键对每个查询的偏置相同：距离以查询的位置为单位，更长的文本不会遇到新的数值。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let bias = subject.shownBias, let fire = bias.encoding as? FireBias else { return nil }
    var (spread, count) = (0.0, 0)
    for matrix in bias.matrices {
      let rows = (1..<max(1, matrix.rows)).filter { Double($0) >= fire.threshold }
      guard let first = rows.first, rows.count > 1 else { continue }
      count += rows.count
      spread = maximum([spread] + rows.map { abs(matrix[$0, 0] - matrix[first, 0]) })
    }
    guard count > 0 else { return nil }
    return Measurement(
      spread, within: 1e-9, .atMost(1e-9),
      Localized(
        en: "greatest difference of the first key's bias, \(count) queries",
        zh: "\(count) 个查询对首个键的偏置的最大差"))
  }
}

extension ClaimSubject {
  fileprivate var wavelengths: ShownWavelengths? {
    facts.lazy.compactMap { if case .wavelengths(let shown) = $0 { shown } else { nil } }.first
  }
}
