// KERPLE: a bias by a kernel of the distance, with two trained numbers for each head.

internal import RealModule

/// Which kernel.
public enum KerpleKernel: String, CaseIterable, Hashable, Sendable {
  /// -r1 ln(1 + r2 |i - j|), r1 and r2 above 0.
  case logarithmic
  /// -r1 |i - j|^r2, r1 above 0, r2 above 0 and at most 2. ALiBi is r2 = 1.
  case power
}

/// Kernelized relative positional embedding (Chi et al. 2022, "KERPLE: Kernelized relative positional
/// embedding for length extrapolation", section 4).
public struct KerpleBias: PositionalEncoding, PositionBias, Hashable {
  public static let name = "kerple"
  public static let summary = "a kernel of the distance with two trained numbers a head (KERPLE)"

  public let kernel: KerpleKernel
  /// Shape `[heads]`, above 0.
  public let r1: [Double]
  /// Shape `[heads]`, above 0; at most 2 for the power.
  public let r2: [Double]
  public let direction: BiasDirection
  public var heads: Int? { r1.count }

  /// - Throws: ``EncodingError`` when there is not one r1 and one r2 for each head, or one is out
  ///   of range.
  public init(
    r1: [Double], r2: [Double], kernel: KerpleKernel = .logarithmic,
    direction: BiasDirection = .causal
  ) throws(EncodingError) {
    try requireHeads(r1.count)
    guard r2.count == r1.count else {
      throw .valueCount("r2", r2.count, expected: r1.count, meaning: "one for each head, as of r1")
    }
    for value in r1 { try require("r1", value, "finite numbers above 0 are needed") { $0 > 0 } }
    for value in r2 {
      switch kernel {
      case .logarithmic:
        try require("r2", value, "finite numbers above 0 are needed") { $0 > 0 }
      case .power:
        try require("r2", value, "numbers above 0 and at most 2 are needed") { $0 > 0 && $0 <= 2 }
      }
    }
    self.kernel = kernel
    self.r1 = r1
    self.r2 = r2
    self.direction = direction
  }

  public static let parameters = [r1Parameter, r2Parameter, kernelParameter, directionParameter]
  private static let r1Parameter = EncodingParameter(
    "r1", .numbers, nil, "the factor of each head, above 0")
  private static let r2Parameter = EncodingParameter(
    "r2", .numbers, nil, "the factor of the distance, or its power, of each head")
  private static let kernelParameter = EncodingParameter.choice(
    "kernel", KerpleKernel.logarithmic, "a logarithm or a power of the distance")
  private static let directionParameter = EncodingParameter.choice(
    "direction", BiasDirection.causal, "earlier keys alone, or both directions")

  public init(options: EncodingOptions) throws(EncodingError) {
    let reader = try OptionReader(options, of: Self.name, taking: Self.parameters)
    try self.init(
      r1: try reader.numbers(Self.r1Parameter), r2: try reader.numbers(Self.r2Parameter),
      kernel: try reader.choice(Self.kernelParameter),
      direction: try reader.choice(Self.directionParameter))
  }

  public var specification: EncodingSpecification {
    specification(
      .init("r1", r1), .init("r2", r2), .init("kernel", kernel), .init("direction", direction))
  }

  public func bias(
    head: Int, queries: Range<Int>, keys: Range<Int>
  ) throws(EncodingError) -> Matrix<Double> {
    try check(head: head)
    let (r1, r2) = (r1[head], r2[head])
    return try biasMatrix(queries: queries, keys: keys) { query, key in
      if direction == .causal, key > query { return -.infinity }
      let distance = Double(abs(query - key))
      return switch kernel {
      case .logarithmic: -r1 * Double.log(onePlus: r2 * distance)
      case .power: -r1 * Double.pow(distance, r2)
      }
    }
  }
}
