// Sines and cosines of a coordinate's octaves: NeRF's encoding of points, here also of positions.

internal import RealModule

/// Whose octaves are meant. They differ in π, in the order, and in whether the point itself stands
/// before them.
public enum FourierConvention: String, CaseIterable, Hashable, Sendable {
  /// The paper: for one coordinate after the other (sin 2^l π p, cos 2^l π p), l = 0 … L - 1
  /// (Mildenhall et al. 2020, equation 4).
  case paper
  /// The authors' program: the point, then for each l the sines of 2^l p of all coordinates and
  /// the cosines; no π (`run_nerf_helpers.py`).
  case code
}

/// Fourier features of points (Mildenhall et al. 2020, "NeRF", section 5.1).
///
/// Position 0 stands at the coordinate -1 and position `length` - 1 at 1; later ones go on.
public struct FourierFeatures: SineCosinePairs, Hashable {
  public static let name = "fourier"
  public static let summary = "sines and cosines of a coordinate's octaves (NeRF)"

  /// L, how many octaves.
  public let octaves: Int
  public let convention: FourierConvention
  /// How many positions lie in -1 … 1.
  public let length: Int
  public var dimensions: Int { featureCount(coordinates: 1) }

  /// - Parameters:
  ///   - octaves: L, 1 … 53: beyond, 2^L exceeds a Double's digits.
  ///   - convention: whose order.
  ///   - length: how many positions lie in -1 … 1; 2 or more.
  /// - Throws: ``EncodingError`` that names the parameter that is wrong.
  public init(
    octaves: Int = 10, convention: FourierConvention = .paper, length: Int = 128
  ) throws(EncodingError) {
    guard (1...53).contains(octaves) else {
      throw .outOfRange("octaves", Double(octaves), rule: "1 to 53 octaves are possible")
    }
    try require("length", length, atLeast: 2)
    guard length <= 1 << 40 else {
      throw .outOfRange("length", Double(length), rule: "at most 2^40 positions are possible")
    }
    self.octaves = octaves
    self.convention = convention
    self.length = length
  }

  public static let parameters = [octavesParameter, conventionParameter, lengthParameter]
  private static let octavesParameter = EncodingParameter(
    "octaves", .integer, "10", "L, how many octaves")
  private static let conventionParameter = EncodingParameter.choice(
    "convention", FourierConvention.paper, "with π as in the paper, or as in the program")
  private static let lengthParameter = EncodingParameter(
    "length", .integer, "128", "how many positions lie in -1 to 1")

  public init(options: EncodingOptions) throws(EncodingError) {
    let reader = try OptionReader(options, of: Self.name, taking: Self.parameters)
    try self.init(
      octaves: try reader.integer(Self.octavesParameter),
      convention: try reader.choice(Self.conventionParameter),
      length: try reader.integer(Self.lengthParameter))
  }

  public var specification: EncodingSpecification {
    specification(
      .init("octaves", octaves), .init("convention", convention), .init("length", length))
  }

  /// The frequency of each octave in radians per position, shape `[L]`.
  public var frequencies: [Double] {
    let unit = convention == .paper ? Double.pi : 1
    return (0..<octaves).map { unit * Double.exp2(Double($0)) * 2 / Double(length - 1) }
  }

  public func sineDimension(ofPair pair: Int) -> Int {
    // The program has the point itself before the octaves.
    2 * pair + (convention == .code ? 1 : 0)
  }

  public func cosineDimension(ofPair pair: Int) -> Int { sineDimension(ofPair: pair) + 1 }

  /// How many numbers stand for a point of this many coordinates.
  public func featureCount(coordinates: Int) -> Int {
    2 * octaves * coordinates + (convention == .code ? coordinates : 0)
  }

  /// The features of one point, shape `[features]`.
  /// - Parameter point: finite coordinates, usually in -1 … 1.
  public func features(of point: [Double]) -> [Double] {
    var features: [Double] = []
    features.reserveCapacity(featureCount(coordinates: point.count))
    switch convention {
    case .paper:
      for coordinate in point {
        for octave in 0..<octaves {
          let turn = Self.sineCosineOfHalfTurns(coordinate * Double.exp2(Double(octave)))
          features.append(turn.sine)
          features.append(turn.cosine)
        }
      }
    case .code:
      features = point
      for octave in 0..<octaves {
        let factor = Double.exp2(Double(octave))
        features.append(contentsOf: point.map { Double.sin($0 * factor) })
        features.append(contentsOf: point.map { Double.cos($0 * factor) })
      }
    }
    return features
  }

  public func matrix(positions: Range<Int>) throws(EncodingError) -> Matrix<Double> {
    let count = try checkedCount(of: positions)
    guard count > 0 else { return Matrix(rows: 0, columns: dimensions) }
    try checkPositions(positions, fastest: frequencies[octaves - 1])
    return Matrix(
      rows: count, columns: dimensions,
      values: positions.flatMap { features(ofPosition: $0) })
  }

  /// The features of the point at which a position stands, shape `[features]`.
  ///
  /// The point p = (2 pos - (length - 1)) / (length - 1) is no Double, and 2^l p would have its rounding 2^l times:
  /// so whole half turns are taken out of the fraction, and where there is no π the point has 106 bits.
  private func features(ofPosition position: Int) -> [Double] {
    let (numerator, denominator) = (2 * position - (length - 1), length - 1)
    var features: [Double] = []
    features.reserveCapacity(dimensions)
    switch convention {
    case .paper:
      // 2^l · numerator modulo 2 · denominator, from one octave to the next.
      var rest = numerator % (2 * denominator)
      for _ in 0..<octaves {
        let turn = Self.sineCosineOfHalfTurns(Double(rest) / Double(denominator))
        features.append(turn.sine)
        features.append(turn.cosine)
        rest = 2 * rest % (2 * denominator)
      }
    case .code:
      let point = ExtendedDouble(numerator, over: denominator)
      features.append(point.head)
      for octave in 0..<octaves {
        let turn = point.turn(position: 1 << octave)
        features.append(turn.sine)
        features.append(turn.cosine)
      }
    }
    return features
  }

  /// sin and cos of π x by x modulo 2, which is exact, so that π's rounding does not grow with
  /// the octave.
  static func sineCosineOfHalfTurns(_ x: Double) -> (sine: Double, cosine: Double) {
    let rest = x.remainder(dividingBy: 2)
    // At a half π the cosine is 0, which cos(π/2) is not.
    let cosine = abs(rest) == 0.5 ? 0 : Double.cos(.pi * rest)
    let sine = abs(rest) == 1 ? 0 : Double.sin(.pi * rest)
    return (sine, cosine)
  }
}
