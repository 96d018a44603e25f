// Position interpolation: positions are squeezed into the trained context.

/// Linear scaling (Chen et al. 2023, "Extending context window of large language models via
/// position interpolation", section 3.2): position m stands where m / factor stood, so
///
///     ω'_i = ω_i / factor
public struct LinearScaling: RotaryScaling, Hashable {
  public static let name = "linear"
  public static let summary = "every frequency divided by the factor (position interpolation)"
  public static let parameters = [EncodingParameter.factor]

  /// How many times the trained context is stretched; 1 or more.
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

  public func frequencies(of rotation: RotaryFrequencies) -> [ExtendedDouble] {
    rotation.values.map { $0 / ExtendedDouble(factor) }
  }
}
