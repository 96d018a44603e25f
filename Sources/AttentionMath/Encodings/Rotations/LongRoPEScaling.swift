// LongRoPE: each pair has a factor of its own, found by search.

internal import RealModule

/// LongRoPE (Ding et al. 2024, "LongRoPE: Extending LLM context window beyond 2 million tokens"), as
/// in Phi-3's configuration (`rope_type` "longrope", once "su").
///
///     ω'_i = ω_i / λ_i        λ the short factors up to the trained context L, the long ones beyond
///     attention factor = sqrt(1 + ln(s) / ln(L)),  s = the context in use / L
///
/// Phi-3.5-MoE has trained attention factors instead, one for short texts and one for long.
public struct LongRoPEScaling: RotaryScaling, Hashable {
  public static let name = "longrope"
  public static let summary = "a factor of its own for each pair (LongRoPE, Phi-3)"
  public static let parameters = [
    shortParameter, longParameter, EncodingParameter.original, .factor, lengthParameter,
    .attentionFactor, shortMscaleParameter, longMscaleParameter,
  ]
  private static let shortMscaleParameter = EncodingParameter(
    "short-mscale", .number, nil, "Phi-3.5-MoE's attention factor up to the trained context")
  private static let longMscaleParameter = EncodingParameter(
    "long-mscale", .number, nil, "Phi-3.5-MoE's attention factor beyond the trained context")
  private static let shortParameter = EncodingParameter(
    "short-factors", .numbers, nil, "one factor for each pair, up to the trained context")
  private static let longParameter = EncodingParameter(
    "long-factors", .numbers, nil, "one factor for each pair, beyond the trained context")
  private static let lengthParameter = EncodingParameter(
    "length", .integer, nil, "the sequence's length, without one the trained context")

  /// One for each pair, above 0.
  public let shortFactors: [Double]
  /// One for each pair, above 0.
  public let longFactors: [Double]
  /// L.
  public let original: Int
  /// The sequence's length; nil for one within the trained context.
  public let length: Int?
  public let attentionFactor: Double

  /// - Parameters:
  ///   - factor: s, the context in use over L; 1 or less gives the attention factor 1.
  ///   - attentionFactor: nil for sqrt(1 + ln(s) / ln(L)).
  /// - Throws: ``EncodingError`` that names the parameter that is wrong.
  public init(
    shortFactors: [Double], longFactors: [Double], original: Int, factor: Double,
    length: Int? = nil, attentionFactor: Double? = nil
  ) throws(EncodingError) {
    guard shortFactors.count == longFactors.count else {
      throw .valueCount(
        "long-factors", longFactors.count, expected: shortFactors.count,
        meaning: "as many as short-factors")
    }
    for (name, factors) in [("short-factors", shortFactors), ("long-factors", longFactors)] {
      for factor in factors {
        try require(name, factor, "finite numbers above 0 are needed") { $0 > 0 }
      }
    }
    // ln(L) stands below a line.
    try require("original", original, atLeast: 2)
    try require("factor", factor, "a finite number above 0 is needed") { $0 > 0 }
    if let length { try require("length", length, atLeast: 1) }
    try requireAttentionFactor(attentionFactor)
    self.shortFactors = shortFactors
    self.longFactors = longFactors
    self.original = original
    self.length = length
    self.attentionFactor =
      attentionFactor
      ?? (factor <= 1
        ? 1 : Double.sqrt(1 + Double.log(factor) / Double.log(Double(original))))
  }

  public init(options: EncodingOptions) throws(EncodingError) {
    let reader = try Self.reader(options)
    let original = try reader.integer(.original)
    let length = try reader.optionalInteger(Self.lengthParameter)
    let ofReach = try reader.optionalNumber(
      length ?? 0 > original ? Self.longMscaleParameter : Self.shortMscaleParameter)
    let given = try reader.optionalNumber(.attentionFactor)
    if let given, let ofReach, given != ofReach {
      throw .contradiction(
        "attention-factor=\(shortest(given))", "the mscale \(shortest(ofReach))",
        rule: "both are what cosines and sines are multiplied by; give one")
    }
    let attentionFactor = given ?? ofReach
    try self.init(
      shortFactors: try reader.numbers(Self.shortParameter),
      longFactors: try reader.numbers(Self.longParameter),
      original: original,
      // With the attention factor given, the factor has no part in anything.
      factor: try attentionFactor == nil
        ? reader.number(.factor) : reader.optionalNumber(.factor) ?? 1,
      length: length, attentionFactor: attentionFactor)
  }

  public var specified: [EncodingSpecification.Parameter] {
    [
      .init("short-factors", shortFactors), .init("long-factors", longFactors),
      .init("original", original), .init("attention-factor", attentionFactor),
    ] + (length.map { [.init("length", $0)] } ?? [])
  }

  /// The attention factor stays that which was chosen for this scaling.
  public func forLength(_ length: Int) throws(EncodingError) -> any RotaryScaling {
    try LongRoPEScaling(
      shortFactors: shortFactors, longFactors: longFactors, original: original, factor: 1,
      length: length, attentionFactor: attentionFactor)
  }

  public func frequencies(of rotation: RotaryFrequencies) throws(EncodingError) -> [ExtendedDouble]
  {
    let factors = (length ?? 0) > original ? longFactors : shortFactors
    guard factors.count == rotation.values.count else {
      throw .valueCount(
        "short-factors, long-factors", factors.count, expected: rotation.values.count,
        meaning: "one for each pair of \(rotation.dimensions) dimensions")
    }
    return zip(rotation.values, factors).map { $0 / ExtendedDouble($1) }
  }
}
