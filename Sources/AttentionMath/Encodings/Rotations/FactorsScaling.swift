// A factor for each pair, as llama.cpp's files carry them.

/// Frequencies divided by factors that a file lists: the tensor `rope_freqs.weight`, into which
/// llama.cpp's converter writes what Llama 3's scaling comes to.
///
///     ω'_i = ω_i / λ_i
public struct FactorsScaling: RotaryScaling, Hashable {
  public static let name = "factors"
  public static let summary = "a listed factor for each pair (rope_freqs of GGUF files)"
  public static let parameters = [factorsParameter]
  private static let factorsParameter = EncodingParameter(
    "factors", .numbers, nil, "what each pair's frequency is divided by, one for each pair")

  /// One for each pair, above 0.
  public let factors: [Double]

  /// - Throws: ``EncodingError`` for a factor that is not a finite number above 0.
  public init(factors: [Double]) throws(EncodingError) {
    for factor in factors {
      try require("factors", factor, "finite numbers above 0 are needed") { $0 > 0 }
    }
    self.factors = factors
  }

  public init(options: EncodingOptions) throws(EncodingError) {
    try self.init(factors: try Self.reader(options).numbers(Self.factorsParameter))
  }

  public var specified: [EncodingSpecification.Parameter] { [.init("factors", factors)] }

  public func frequencies(of rotation: RotaryFrequencies) throws(EncodingError) -> [ExtendedDouble]
  {
    guard factors.count == rotation.values.count else {
      throw .valueCount(
        "factors", factors.count, expected: rotation.values.count,
        meaning: "one for each pair of \(rotation.dimensions) dimensions")
    }
    return zip(rotation.values, factors).map { $0 / ExtendedDouble($1) }
  }
}
