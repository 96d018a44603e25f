// Llama 3.1's scaling: short wavelengths stay, long ones are interpolated, those between are mixed.

/// The scaling of Llama 3.1 (Grattafiori et al. 2024; `apply_scaling` of its program, `rope_type`
/// "llama3").
///
/// With the trained context L, the wavelength λ_i = 2π / ω_i and bounds L / low and L / high,
///
///     λ_i < L / high      ω'_i = ω_i
///     λ_i > L / low       ω'_i = ω_i / factor
///     between             ω'_i = (1 - s) ω_i / factor + s ω_i,  s = (L / λ_i - low) / (high - low)
///
/// With low = high (Llama 4 Scout) nothing lies between: λ_i > L / low is divided, all others stay. In
/// transformers a wavelength of L / low itself would be 0 / 0; it stays here.
public struct Llama3Scaling: RotaryScaling, Hashable {
  public static let name = "llama3"
  public static let summary = "short wavelengths kept, long ones interpolated (Llama 3.1)"
  public static let parameters = [
    EncodingParameter.factor, .original, lowParameter, highParameter,
  ]
  private static let lowParameter = EncodingParameter(
    "low-frequency-factor", .number, "1", "wavelengths above original / this are interpolated")
  private static let highParameter = EncodingParameter(
    "high-frequency-factor", .number, "4", "wavelengths below original / this stay")

  /// 1 or more.
  public let factor: Double
  /// L.
  public let original: Int
  public let lowFrequencyFactor: Double
  public let highFrequencyFactor: Double

  /// - Throws: ``EncodingError`` that names the parameter that is wrong.
  public init(
    factor: Double, original: Int, lowFrequencyFactor: Double = 1, highFrequencyFactor: Double = 4
  ) throws(EncodingError) {
    try requireFactor(factor)
    try require("original", original, atLeast: 1)
    try require(
      "low-frequency-factor", lowFrequencyFactor, "a finite number above 0 is needed, such as 1"
    ) { $0 > 0 }
    try require(
      "high-frequency-factor", highFrequencyFactor,
      "low-frequency-factor or more is needed, such as 4"
    ) { $0 >= lowFrequencyFactor }
    self.factor = factor
    self.original = original
    self.lowFrequencyFactor = lowFrequencyFactor
    self.highFrequencyFactor = highFrequencyFactor
  }

  public init(options: EncodingOptions) throws(EncodingError) {
    let reader = try Self.reader(options)
    try self.init(
      factor: try reader.number(.factor), original: try reader.integer(.original),
      lowFrequencyFactor: try reader.number(Self.lowParameter),
      highFrequencyFactor: try reader.number(Self.highParameter))
  }

  public var specified: [EncodingSpecification.Parameter] {
    [
      .init("factor", factor), .init("original", original),
      .init("low-frequency-factor", lowFrequencyFactor),
      .init("high-frequency-factor", highFrequencyFactor),
    ]
  }

  public func frequencies(of rotation: RotaryFrequencies) -> [ExtendedDouble] {
    let low = ExtendedDouble(lowFrequencyFactor)
    let high = ExtendedDouble(highFrequencyFactor)
    return rotation.values.map { frequency in
      // L / λ, how many turns the pair makes within L.
      let turns =
        ExtendedDouble(Double(original)) * frequency / (ExtendedDouble(2) * ExtendedDouble.pi)
      let interpolated = frequency / ExtendedDouble(factor)
      if turns.head > highFrequencyFactor { return frequency }
      if turns.head < lowFrequencyFactor { return interpolated }
      if lowFrequencyFactor == highFrequencyFactor { return frequency }
      let smooth = (turns - low) / (high - low)
      return (ExtendedDouble(1) - smooth) * interpolated + smooth * frequency
    }
  }
}
