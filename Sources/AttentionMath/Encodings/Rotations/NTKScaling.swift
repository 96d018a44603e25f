// NTK-aware scaling: the base grows, so that the fastest pair keeps its frequency and the slowest is
// interpolated.

/// NTK-aware scaling (bloc97 2023; Peng et al. 2023, "YaRN", equation 16):
///
///     base' = base · factor^(r / (r - 2))        ω'_i = base'^(-2i/r)
///
/// so that the first frequency stays 1 and the last is divided by the factor exactly.
public struct NTKScaling: RotaryScaling, Hashable {
  public static let name = "ntk"
  public static let summary = "a larger base, so that fast pairs stay and slow ones stretch"
  public static let parameters = [EncodingParameter.factor]

  /// How many times the slowest wavelength is stretched; 1 or more.
  public let factor: Double

  /// - Throws: ``EncodingError`` for a factor below 1.
  public init(factor: Double) throws(EncodingError) {
    try requireFactor(factor)
    self.factor = factor
  }

  public init(options: EncodingOptions) throws(EncodingError) {
    try self.init(factor: try Self.reader(options).number(.factor))
  }

  public var specified: [EncodingSpecification.Parameter] { [.init("factor", factor)] }

  public func frequencies(of rotation: RotaryFrequencies) throws(EncodingError) -> [ExtendedDouble]
  {
    try rotation.withBase(times: ExtendedDouble(factor))
  }
}

/// Dynamic NTK scaling (emozilla 2023; `rope_type` "dynamic" in transformers): NTK-aware scaling by
/// a factor that grows with the sequence's length n. With the trained context L,
///
///     s = factor · n / L - (factor - 1)  for n > L, 1 otherwise
///     base' = base · s^(r / (r - 2))
public struct DynamicNTKScaling: RotaryScaling, Hashable {
  public static let name = "dynamic"
  public static let summary = "the NTK-aware base, growing with the sequence's length"
  public static let parameters = [
    EncodingParameter.factor, EncodingParameter.original, lengthParameter,
  ]
  private static let lengthParameter = EncodingParameter(
    "length", .integer, nil, "the sequence's length, without one the trained context")

  /// 1 or more.
  public let factor: Double
  /// L, `max_position_embeddings` of the configuration.
  public let original: Int
  /// n; nil for a sequence within the trained context.
  public let length: Int?

  /// - Throws: ``EncodingError`` for a factor, a context or a length below 1.
  public init(factor: Double, original: Int, length: Int? = nil) throws(EncodingError) {
    try requireFactor(factor)
    try require("original", original, atLeast: 1)
    if let length { try require("length", length, atLeast: 1) }
    self.factor = factor
    self.original = original
    self.length = length
  }

  public init(options: EncodingOptions) throws(EncodingError) {
    let reader = try Self.reader(options)
    try self.init(
      factor: try reader.number(.factor), original: try reader.integer(.original),
      length: try reader.optionalInteger(Self.lengthParameter))
  }

  public var specified: [EncodingSpecification.Parameter] {
    [.init("factor", factor), .init("original", original)]
      + (length.map { [.init("length", $0)] } ?? [])
  }

  public func forLength(_ length: Int) throws(EncodingError) -> any RotaryScaling {
    try DynamicNTKScaling(factor: factor, original: original, length: length)
  }

  public func frequencies(of rotation: RotaryFrequencies) throws(EncodingError) -> [ExtendedDouble]
  {
    guard let length, length > original else { return rotation.values }
    let factor = ExtendedDouble(factor)
    return try rotation.withBase(
      times: factor * ExtendedDouble(length, over: original) - (factor - ExtendedDouble(1)))
  }
}

extension RotaryFrequencies {
  /// The frequencies of base · factor^(r / (r - 2)).
  func withBase(times factor: ExtendedDouble) throws(EncodingError) -> [ExtendedDouble] {
    // With one pair alone, whose frequency is 1 in any base, r - 2 is 0.
    guard dimensions >= 4 else { throw .tooFewDimensions(dimensions, minimum: 4) }
    let base =
      ExtendedDouble(base) * ExtendedDouble.power(factor, dimensions, over: dimensions - 2)
    guard base.head.isFinite else {
      throw .outOfRange(
        "factor", factor.head, rule: "so large a factor makes the base infinite; use one such as 4")
    }
    return try RotaryFrequencies(base: base.head, power: base, dimensions: dimensions).values
  }
}
