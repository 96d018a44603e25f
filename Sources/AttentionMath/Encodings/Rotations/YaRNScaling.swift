// YaRN: pairs that turn often within the trained context stay, pairs that turn less than once are
// interpolated, and between them a ramp leads from one to the other.

internal import RealModule

/// YaRN (Peng et al. 2023, "YaRN: Efficient context window extension of large language models",
/// section 3), as its program and transformers compute it.
///
/// With the trained context L and r turned dimensions, a pair that makes ρ turns in L positions has
/// the index d(ρ) = r ln(L / 2πρ) / (2 ln base). Then
///
///     low = ⌊d(β_fast)⌋, high = ⌈d(β_slow)⌉         within 0 … r - 1
///     ramp(i) = (i - low) / (high - low)             within 0 … 1
///     ω'_i = ω_i (1 - ramp(i)) + ω_i / factor · ramp(i)
///     attention factor = 0.1 ln(factor) + 1          (equation 22: sqrt(1/t))
///
/// With `mscale` and `mscale-all-dim` (DeepSeek) the attention factor is
/// (0.1 mscale ln(factor) + 1) / (0.1 mscale-all-dim ln(factor) + 1).
public struct YaRNScaling: RotaryScaling, Hashable {
  public static let name = "yarn"
  public static let summary = "fast pairs kept, slow ones interpolated, a ramp between (YaRN)"
  public static let parameters = [
    EncodingParameter.factor, .original, betaFastParameter, betaSlowParameter, truncateParameter,
    .attentionFactor, mscaleParameter, mscaleAllParameter,
  ]
  private static let betaFastParameter = EncodingParameter(
    "beta-fast", .number, "32", "pairs with more turns than this stay as they are")
  private static let betaSlowParameter = EncodingParameter(
    "beta-slow", .number, "1", "pairs with fewer turns than this are interpolated")
  private static let truncateParameter = EncodingParameter(
    "truncate", .flag, "yes", "whether the ramp begins and ends at whole pairs")
  private static let mscaleParameter = EncodingParameter(
    "mscale", .number, nil, "DeepSeek's factor of the logarithm above the line")
  private static let mscaleAllParameter = EncodingParameter(
    "mscale-all-dim", .number, nil, "DeepSeek's factor of the logarithm below the line")

  /// 1 or more.
  public let factor: Double
  /// L.
  public let original: Int
  public let betaFast: Double
  public let betaSlow: Double
  public let truncate: Bool
  public let attentionFactor: Double

  /// - Parameter attentionFactor: nil for 0.1 ln(factor) + 1.
  /// - Throws: ``EncodingError`` that names the parameter that is wrong.
  public init(
    factor: Double, original: Int, betaFast: Double = 32, betaSlow: Double = 1,
    truncate: Bool = true, attentionFactor: Double? = nil
  ) throws(EncodingError) {
    try requireFactor(factor)
    try require("original", original, atLeast: 1)
    try require("beta-slow", betaSlow, "a finite number above 0 is needed, such as 1") { $0 > 0 }
    try require("beta-fast", betaFast, "a finite number above beta-slow is needed, such as 32") {
      $0 > betaSlow
    }
    try requireAttentionFactor(attentionFactor)
    self.factor = factor
    self.original = original
    self.betaFast = betaFast
    self.betaSlow = betaSlow
    self.truncate = truncate
    self.attentionFactor = attentionFactor ?? Self.magnitude(factor: factor)
  }

  public init(options: EncodingOptions) throws(EncodingError) {
    let reader = try Self.reader(options)
    let factor = try reader.number(.factor)
    var attentionFactor = try reader.optionalNumber(.attentionFactor)
    if attentionFactor == nil, let above = try reader.optionalNumber(Self.mscaleParameter),
      let below = try reader.optionalNumber(Self.mscaleAllParameter), above != 0, below != 0
    {
      attentionFactor = Self.magnitude(factor: factor, above: above, below: below)
    }
    try self.init(
      factor: factor, original: try reader.integer(.original),
      betaFast: try reader.number(Self.betaFastParameter),
      betaSlow: try reader.number(Self.betaSlowParameter),
      truncate: try reader.flag(Self.truncateParameter), attentionFactor: attentionFactor)
  }

  public var specified: [EncodingSpecification.Parameter] {
    [
      .init("factor", factor), .init("original", original), .init("beta-fast", betaFast),
      .init("beta-slow", betaSlow), .init("truncate", truncate),
      .init("attention-factor", attentionFactor),
    ]
  }

  /// 0.1 · scale · ln(factor) + 1; 1 for a factor of 1 or less.
  static func magnitude(factor: Double, scale: Double = 1) -> Double {
    factor <= 1 ? 1 : 0.1 * scale * Double.log(factor) + 1
  }

  /// The attention factor of DeepSeek's configurations.
  /// - Parameters:
  ///   - above: `mscale`.
  ///   - below: `mscale_all_dim`.
  public static func magnitude(factor: Double, above: Double, below: Double) -> Double {
    magnitude(factor: factor, scale: above) / magnitude(factor: factor, scale: below)
  }

  /// Where the ramp begins and ends, in pairs.
  /// - Throws: ``EncodingError`` for a base of 1 or less, in which no pair turns slower.
  public func ramp(
    of rotation: RotaryFrequencies
  ) throws(EncodingError) -> (low: Double, high: Double) {
    try require("base", rotation.base, "yarn needs a base above 1, such as 10000") { $0 > 1 }
    let dimensions = Double(rotation.dimensions)
    func pair(turns: Double) -> Double {
      dimensions * Double.log(Double(original) / (turns * 2 * .pi))
        / (2 * Double.log(rotation.base))
    }
    var (low, high) = (pair(turns: betaFast), pair(turns: betaSlow))
    if truncate { (low, high) = (low.rounded(.down), high.rounded(.up)) }
    return (max(low, 0), min(high, dimensions - 1))
  }

  public func frequencies(of rotation: RotaryFrequencies) throws(EncodingError) -> [ExtendedDouble]
  {
    var (low, high) = try ramp(of: rotation)
    // The program's guard against a ramp of no length.
    if low == high { high += 0.001 }
    let length = ExtendedDouble(sum: high, -low)
    return rotation.values.enumerated().map { pair, frequency in
      let ratio = ExtendedDouble(sum: Double(pair), -low) / length
      let ramp = ratio.head <= 0 ? ExtendedDouble(0) : ratio.head >= 1 ? ExtendedDouble(1) : ratio
      return frequency * (ExtendedDouble(1) - ramp) + frequency / ExtendedDouble(factor) * ramp
    }
  }
}
