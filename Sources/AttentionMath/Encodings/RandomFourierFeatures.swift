// Cosines and sines of random frequencies, which a seed draws again.

internal import RealModule

/// Random Fourier features (Tancik et al. 2020, "Fourier features let networks learn high frequency
/// functions in low dimensional domains", the Gaussian mapping):
///
///     γ(v) = [cos 2π B v, sin 2π B v]        the entries of B drawn from N(0, σ²)
///
/// B is drawn row by row from the seed, so the same seed gives the same features anywhere. Position
/// 0 stands at the coordinate 0 and position `length` at 1.
public struct RandomFourierFeatures: SineCosinePairs, Hashable {
  public static let name = "fourier-random"
  public static let summary = "cosines and sines of normally distributed frequencies, from a seed"

  /// Twice the number of frequencies.
  public let dimensions: Int
  /// σ, in turns per unit.
  public let deviation: Double
  public let seed: UInt64
  /// How many positions a unit has.
  public let length: Int
  /// The entries of B in turns per unit, shape `[d_model / 2, 1]`.
  public let matrixB: Matrix<Double>

  /// - Parameters:
  ///   - dimensions: d_model, even, 2 or more.
  ///   - deviation: σ, finite and above 0.
  ///   - seed: of the random numbers.
  ///   - length: how many positions a unit has, 1 or more.
  /// - Throws: ``EncodingError`` that names the parameter that is wrong.
  public init(
    dimensions: Int, deviation: Double = 10, seed: UInt64 = 0, length: Int = 128
  ) throws(EncodingError) {
    guard dimensions >= 2 else { throw .tooFewDimensions(dimensions, minimum: 2) }
    guard dimensions.isMultiple(of: 2) else { throw .oddDimensions(dimensions) }
    guard dimensions <= 1 << 24 else {
      throw .outOfRange("dimensions", Double(dimensions), rule: "at most 16777216 are possible")
    }
    try require("deviation", deviation, "a finite number above 0 is needed, such as 10") { $0 > 0 }
    try require("length", length, atLeast: 1)
    var generator = SeededGenerator(seed: seed)
    matrixB = .normal(
      rows: dimensions / 2, columns: 1, standardDeviation: deviation, using: &generator)
    self.dimensions = dimensions
    self.deviation = deviation
    self.seed = seed
    self.length = length
  }

  public static let parameters = [
    dimensionsParameter, deviationParameter, seedParameter, lengthParameter,
  ]
  private static let dimensionsParameter = EncodingParameter(
    "dimensions", .integer, "256", "d_model, twice the number of frequencies")
  private static let deviationParameter = EncodingParameter(
    "deviation", .number, "10", "σ of the frequencies, in turns per unit")
  private static let seedParameter = EncodingParameter(
    "seed", .integer, "0", "the seed of the random frequencies, 0 or more")
  private static let lengthParameter = EncodingParameter(
    "length", .integer, "128", "how many positions a unit has")

  public init(options: EncodingOptions) throws(EncodingError) {
    let reader = try OptionReader(options, of: Self.name, taking: Self.parameters)
    let seed = try reader.integer(Self.seedParameter)
    try require("seed", seed, atLeast: 0)
    try self.init(
      dimensions: try reader.integer(Self.dimensionsParameter),
      deviation: try reader.number(Self.deviationParameter), seed: UInt64(seed),
      length: try reader.integer(Self.lengthParameter))
  }

  public var specification: EncodingSpecification {
    specification(
      .init("dimensions", dimensions), .init("deviation", deviation), .init("seed", "\(seed)"),
      .init("length", length))
  }

  /// The magnitude of each frequency in radians per position, shape `[d_model / 2]`.
  public var frequencies: [Double] { matrixB.values.map { abs($0) * 2 * .pi / Double(length) } }

  public func sineDimension(ofPair pair: Int) -> Int { dimensions / 2 + pair }
  public func cosineDimension(ofPair pair: Int) -> Int { pair }

  public func matrix(positions: Range<Int>) throws(EncodingError) -> Matrix<Double> {
    let count = try checkedCount(of: positions)
    guard count > 0 else { return Matrix(rows: 0, columns: dimensions) }
    try checkPositions(positions, fastest: frequencies.max() ?? 1)
    let pairs = dimensions / 2
    return Matrix(rows: count, columns: dimensions) { row, column in
      let unit = Double(positions.lowerBound + row) / Double(length)
      let turn = FourierFeatures.sineCosineOfHalfTurns(2 * matrixB.values[column % pairs] * unit)
      return column < pairs ? turn.cosine : turn.sine
    }
  }
}
