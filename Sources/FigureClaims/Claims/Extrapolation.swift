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
    guard let fact = subject.wavelengths else { return nil }
    let context = Double(fact.context)
    // A pair whose wave is longer than the context has not made one turn in it.
    let plain = fact.lines.filter { line in
      switch line.encoding {
      case let sinusoid as SinusoidalEncoding:
        return sinusoid.wavelengths.contains { $0 > context }
      case let grid as GridRotary: return grid.wavelengths.contains { $0 > context }
      default:
        guard let rotation = line.encoding.rotationOfText, rotation.scaling.isAtRest else {
          return false
        }
        return rotation.wavelengths.contains { $0 > context }
      }
    }
    guard let first = plain.first else { return nil }
    let slow = first.values.count { $0 > context }
    return Measurement(
      Double(slow), within: 0, .above(0),
      Localized(
        en:
          "pairs of \(first.values.count) with less than a turn in the context of \(fact.context)",
        zh: "\(first.values.count) 个维度对中在上下文 \(fact.context) 内不足一圈的个数"))
  }
}

/// A scaling keeps the slowest pair where training had it.
public enum ScalingKeepsAngles: Claim {
  public static let id = "scaling-keeps-slowest-in-range"
  public static let statement = Localized(
    en: "Scaled, the slowest pair turns over all that the context is stretched to no farther than "
      + "it does unscaled in the context.",
    zh: "缩放后，最慢的维度对在拉伸后的全部长度内转过的角度不超过缩放前在训练上下文内的角度。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let fact = subject.wavelengths else { return nil }
    var ratios: [Double] = []
    for line in fact.lines {
      guard let rotation = line.encoding.rotationOfText, let reach = reach(of: rotation.scaling),
        let plain = rotation.unscaled?.wavelengths.last,
        plain > rotation.scaling.number("original") ?? Double(fact.context),
        let scaled = line.values.last
      else { continue }
      ratios.append(reach * plain / scaled)
    }
    guard !ratios.isEmpty else { return nil }
    return Measurement(
      maximum(ratios), within: 1e-12, .atMost(1 + 1e-12),
      Localized(
        en: "greatest angle of the slowest pair relative to training, \(ratios.count) scalings",
        zh: "\(ratios.count) 种缩放中最慢维度对相对于训练时的最大角度"))
  }

  /// How many times as far as the context a scaling is made to reach with the slowest pair where it was; nil
  /// for one that is not made so.
  private static func reach(of scaling: any RotaryScaling) -> Double? {
    let factor = scaling.number("factor").flatMap { $0 > 1 ? $0 : nil }
    switch scaling {
    case is LinearScaling, is NTKScaling: return factor
    case is YaRNScaling: return scaling.number("beta-slow") ?? 1 >= 1 ? factor : nil
    case is Llama3Scaling: return scaling.number("low-frequency-factor") ?? 1 >= 1 ? factor : nil
    case let dynamic as DynamicNTKScaling where factor != nil && !dynamic.isAtRest:
      return dynamic.length.map { Double($0) / Double(dynamic.original) }
    case let long as LongRoPEScaling:
      // Its factors were searched for, and the slowest pair's may be any.
      guard let length = long.length, length > long.original, let slowest = long.longFactors.last
      else { return nil }
      let times = Double(length) / Double(long.original)
      return slowest >= times ? times : nil
    default: return nil
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
    guard let bias = subject.biasFact, let side = bias.matrices.first?.rows else { return nil }
    let reach: Int
    switch bias.encoding {
    // Trained numbers are a row's as well.
    case let t5 as T5Bias: reach = t5.maxDistance
    case let shaw as ShawDistances where bias.areIndices: reach = shaw.clip
    default: return nil
    }
    guard side > reach else { return nil }
    var most = 0
    for matrix in bias.matrices {
      var (before, after) = (Set<Double>(), Set<Double>())
      for query in 0..<matrix.rows {
        for key in 0..<matrix.columns where abs(query - key) >= reach {
          if key < query { before.insert(matrix[query, key]) }
          if key > query { after.insert(matrix[query, key]) }
        }
      }
      most = max(most, before.count, after.count)
    }
    guard most > 0 else { return nil }
    let what =
      bias.areIndices
      ? Localized(en: "rows", zh: "行数")
      : Localized(en: "different numbers of a head", zh: "每头不同数值的个数")
    return Measurement(
      Double(most), within: 0, .equal(1),
      Localized(
        en: "\(what.english) of distances \(reach) to \(side - 1) to one side",
        zh: "同一侧距离 \(reach) 到 \(side - 1) 所用的\(what.chinese)"))
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
    guard let bias = subject.biasFact, !bias.areIndices,
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
    guard let bias = subject.biasFact, let fire = bias.encoding as? FireBias else { return nil }
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

extension RotaryEncoding {
  /// The same without its scaling.
  var unscaled: RotaryEncoding? {
    try? RotaryEncoding(dimensions: dimensions, rotaryDimensions: rotaryDimensions, base: base)
  }
}

extension RotaryScaling {
  /// Whether nothing is stretched: without a scaling, and by one that grows with the text within the context.
  var isAtRest: Bool {
    switch self {
    case is UnscaledRotary: true
    case let dynamic as DynamicNTKScaling: dynamic.length ?? 0 <= dynamic.original
    default: false
    }
  }
}
