// What every positional encoding offers, and the capabilities that some of them have.

/// A way of telling a model where a token stands.
///
/// What an encoding does is said by the protocols that it conforms to besides: ``TokenEncoding``
/// adds a vector to each token, ``QueryKeyRotation`` turns queries and keys, ``ScoreAddition`` adds
/// to their scores. Ask for one by ``offering(_:)``.
///
/// To add one: a file in this folder, and a line in ``Encodings/all``.
public protocol PositionalEncoding: Sendable {
  /// The name it is chosen by on a command line: lower case, no blanks, no digit first.
  static var name: String { get }

  /// One line that says what it is.
  static var summary: String { get }

  /// Every parameter that it may take; some may go with certain others alone.
  static var parameters: [EncodingParameter] { get }

  /// The encoding with these options.
  /// - Throws: ``EncodingError`` that names the option that is wrong.
  init(options: EncodingOptions) throws(EncodingError)

  /// The name and every parameter, those included that were not given: made from it, the same
  /// encoding results, tables aside.
  var specification: EncodingSpecification { get }
}

extension PositionalEncoding {
  public var name: String { Self.name }
  public var summary: String { Self.summary }

  /// A specification of this encoding with these parameters.
  func specification(
    _ parameters: EncodingSpecification.Parameter...
  ) -> EncodingSpecification {
    EncodingSpecification(name: Self.name, parameters: parameters)
  }
}

// MARK: - Capabilities

/// An encoding that adds a vector to each token's embedding.
public protocol TokenEncoding: PositionalEncoding {
  /// d_model: how many numbers stand for one position.
  var dimensions: Int { get }

  /// The vectors of consecutive positions, shape `[positions, d_model]`.
  ///
  /// - Parameter positions: may begin below 0 where the encoding has such positions; an empty range
  ///   gives a matrix of no rows.
  /// - Throws: ``EncodingError`` when a position is too far out or memory would not do; both are
  ///   found before anything is allocated.
  func matrix(positions: Range<Int>) throws(EncodingError) -> Matrix<Double>
}

extension TokenEncoding {
  /// The vector of one position, shape `[d_model]`.
  /// - Throws: ``EncodingError``, as the matrix does.
  public func vector(at position: Int) throws(EncodingError) -> [Double] {
    guard position < .max else { throw .positionTooFar(first: position, count: nil) }
    return try matrix(positions: position..<position + 1).values
  }

  /// PE(a) - PE(b), shape `[d_model]`.
  /// - Throws: ``EncodingError``, as the matrix does.
  public func difference(_ a: Int, minus b: Int) throws(EncodingError) -> [Double] {
    zip(try vector(at: a), try vector(at: b)).map { $0 - $1 }
  }
}

/// A token encoding of the patches of an image, row by row: position r · columns + c, after those of
/// other tokens.
public protocol PatchEncoding: TokenEncoding {
  var grid: PatchGrid { get }
  /// How many other tokens stand before the patches: 1 for a class token.
  var prefixTokens: Int { get }
}

/// An encoding of pairs, each with a frequency of its own.
public protocol PairFrequencies: PositionalEncoding {
  /// The frequency of each pair, in radians per position or per patch along its axis; shape
  /// `[pairs]`.
  var frequencies: [Double] { get }
}

extension PairFrequencies {
  /// The wavelength 2π / ω_i of each pair in positions, shape `[pairs]`; ∞ where the frequency is
  /// too small for its inverse.
  public var wavelengths: [Double] { frequencies.map { 2 * .pi / $0 } }
}

/// A token encoding whose vector is made of pairs of a sine and a cosine of one angle.
public protocol SineCosinePairs: TokenEncoding, PairFrequencies {
  /// The dimension that holds the sine of a pair.
  func sineDimension(ofPair pair: Int) -> Int
  /// The dimension that holds the cosine of a pair.
  func cosineDimension(ofPair pair: Int) -> Int
}

extension SineCosinePairs {
  /// The dimensions that hold sines, pair by pair, shape `[pairs]`.
  public var sineDimensions: [Int] { frequencies.indices.map { sineDimension(ofPair: $0) } }

  /// The dimensions that hold cosines, pair by pair, shape `[pairs]`.
  public var cosineDimensions: [Int] { frequencies.indices.map { cosineDimension(ofPair: $0) } }

  /// A vector with its sines alone, 0 in the other dimensions; shape `[d_model]`.
  /// - Precondition: `vector` has `dimensions` values.
  public func sinePart(of vector: [Double]) -> [Double] { part(of: vector, sineDimensions) }

  /// A vector with its cosines alone, 0 in the other dimensions; shape `[d_model]`.
  /// - Precondition: `vector` has `dimensions` values.
  public func cosinePart(of vector: [Double]) -> [Double] { part(of: vector, cosineDimensions) }

  private func part(of vector: [Double], _ kept: [Int]) -> [Double] {
    precondition(vector.count == dimensions)
    var part = [Double](repeating: 0, count: vector.count)
    for dimension in kept { part[dimension] = vector[dimension] }
    return part
  }
}

/// An encoding whose similarity of two positions depends on their distance alone, by a formula.
public protocol ClosedFormSimilarity: PositionalEncoding {
  /// The similarity of two positions at each of these distances, shape `[distances]`.
  /// - Throws: ``EncodingError`` when a distance is too far out or memory would not do.
  func similarityProfile(
    distances: Range<Int>, metric: SimilarityMetric
  ) throws(EncodingError) -> [Double]

  /// The similarity of consecutive positions, shape `[positions, positions]`.
  /// - Throws: ``EncodingError`` when memory would not do.
  func similarityMatrix(
    positions: Range<Int>, metric: SimilarityMetric
  ) throws(EncodingError) -> Matrix<Double>
}

/// An encoding in which moving k positions on is one linear map, the same at every position.
public protocol LinearShift: PositionalEncoding {
  /// M_k with PE(pos + k) = M_k PE(pos), shape `[dimensions, dimensions]`.
  /// - Throws: ``EncodingError`` when k is too far out or the matrix would not fit in memory.
  func shiftMatrix(by offset: Int) throws(EncodingError) -> Matrix<Double>
}

/// An encoding with a vector for each distance of a query from a key, which queries are multiplied
/// with.
public protocol DistanceVectors: PositionalEncoding {
  /// How long a vector is.
  var dimensions: Int { get }

  /// The vectors of consecutive distances query - key, shape `[distances, dimensions]`.
  /// - Throws: ``EncodingError`` when a distance is too far out or memory would not do.
  func matrix(distances: Range<Int>) throws(EncodingError) -> Matrix<Double>
}
