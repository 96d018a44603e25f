// The seam at which queries and keys are turned before their product is taken, and what rotations
// of the registry offer besides.

internal import RealModule

/// Something that turns queries and keys by their positions, before scores are taken.
///
/// ``ScaledDotProductAttention/rotation`` is where one is put in.
public protocol QueryKeyRotation: Sendable {
  /// Queries or keys of one head, turned; the shape stays `[tokens, d_k]`.
  ///
  /// - Parameters:
  ///   - vectors: shape `[tokens, d_k]`.
  ///   - positions: where each token stands, shape `[tokens]`.
  /// - Throws: ``EncodingError`` when the vectors are not as wide as the rotation, or a position is
  ///   one that it does not know.
  func rotated<Element: MatrixScalar>(
    _ vectors: Matrix<Element>, at positions: [Int]
  ) throws(EncodingError) -> Matrix<Element>
}

/// Which two dimensions make a pair.
///
/// The two are the same up to the order of dimensions: weights made for one are wrong in the other
/// unless their rows are put in its order.
public enum RotaryPairing: String, CaseIterable, Hashable, Sendable {
  /// Dimensions i and i + r/2 of the r that are turned (GPT-NeoX, Llama in transformers, Qwen,
  /// Mistral, Gemma).
  case halves
  /// Dimensions 2i and 2i + 1 (RoFormer, GPT-J, Llama's own program and GGUF files, Cohere).
  case interleaved

  /// The two dimensions of a pair among `pairs`.
  public func dimensions(ofPair pair: Int, of pairs: Int) -> (first: Int, second: Int) {
    switch self {
    case .halves: (pair, pair + pairs)
    case .interleaved: (2 * pair, 2 * pair + 1)
    }
  }

  /// The order that takes interleaved vectors to halves, shape `[2 · pairs]`: a vector's dimension
  /// d in halves is its dimension `order[d]` in interleaved pairs.
  public static func halvesFromInterleaved(pairs: Int) -> [Int] {
    (0..<pairs).map { 2 * $0 } + (0..<pairs).map { 2 * $0 + 1 }
  }
}

/// A rotation of pairs of dimensions, each by a frequency of its own times a position.
public protocol RotaryTable: QueryKeyRotation, PairFrequencies {
  /// d_k: how wide queries and keys are, the dimensions included that are not turned.
  var dimensions: Int { get }
  /// r: how many of them are turned, the first ones; even.
  var rotaryDimensions: Int { get }
  var pairing: RotaryPairing { get }
  /// What cosines and sines are multiplied by: 1, but more for YaRN and LongRoPE.
  var attentionFactor: Double { get }

  /// The angle of each pair in radians, its cosine and its sine, without the attention factor.
  /// - Throws: ``EncodingError`` when the position is too far out or unknown.
  func turns(at position: Int) throws(EncodingError) -> [PairTurn]
}

/// How far a pair is turned.
public struct PairTurn: Hashable, Sendable {
  /// In radians, not reduced to a turn.
  public let angle: Double
  public let cosine: Double
  public let sine: Double

  /// No turn at all.
  static let none = PairTurn(angle: 0, cosine: 1, sine: 0)
}

extension PairTurn {
  /// Position times frequency, with every digit of the frequency.
  init(_ frequency: ExtendedDouble, position: Int) {
    let turn = frequency.turn(position: position)
    self.init(angle: turn.angle, cosine: turn.cosine, sine: turn.sine)
  }
}

/// Which numbers of a rotation are meant.
public enum RotaryPart: String, CaseIterable, Hashable, Sendable {
  /// The cosines, times the attention factor.
  case cos
  /// The sines, times the attention factor.
  case sin
  /// The angles in radians, not reduced to a turn.
  case angle
}

extension RotaryTable {
  /// Cosines, sines or angles, shape `[positions, pairs]`.
  /// - Throws: ``EncodingError`` when a position is too far out or unknown, or memory would not do.
  public func table(
    _ part: RotaryPart, positions: Range<Int>
  ) throws(EncodingError) -> Matrix<Double> {
    let (count, overflow) = positions.upperBound.subtractingReportingOverflow(positions.lowerBound)
    try requireMemory(rows: overflow ? .max : count, columns: rotaryDimensions / 2)
    return try table(part, positions: Array(positions))
  }

  /// Cosines, sines or angles at chosen positions, shape `[positions, pairs]`.
  /// - Throws: ``EncodingError``, as for a range.
  public func table(
    _ part: RotaryPart, positions: [Int]
  ) throws(EncodingError) -> Matrix<Double> {
    let pairs = rotaryDimensions / 2
    try requireMemory(rows: positions.count, columns: pairs)
    var values: [Double] = []
    values.reserveCapacity(positions.count * pairs)
    for position in positions {
      for turn in try turns(at: position) {
        switch part {
        case .cos: values.append(turn.cosine * attentionFactor)
        case .sin: values.append(turn.sine * attentionFactor)
        case .angle: values.append(turn.angle)
        }
      }
    }
    return Matrix(rows: positions.count, columns: pairs, values: values)
  }

  /// Each pair (a, b) becomes (a cos - b sin, a sin + b cos), cosines and sines times the attention
  /// factor (Su et al. 2021, equation 34); dimensions from r on stay.
  public func rotated<Element: MatrixScalar>(
    _ vectors: Matrix<Element>, at positions: [Int]
  ) throws(EncodingError) -> Matrix<Element> {
    guard vectors.columns == dimensions else {
      throw .vectorWidth(vectors.columns, expected: dimensions)
    }
    guard positions.count == vectors.rows else {
      throw .positionCount(positions.count, vectors: vectors.rows)
    }
    let pairs = rotaryDimensions / 2
    var result = vectors
    for (row, position) in positions.enumerated() {
      for (pair, turn) in try turns(at: position).enumerated() {
        let (first, second) = pairing.dimensions(ofPair: pair, of: pairs)
        let cosine = Element(turn.cosine * attentionFactor)
        let sine = Element(turn.sine * attentionFactor)
        let (a, b) = (vectors[row, first], vectors[row, second])
        result[row, first] = a * cosine - b * sine
        result[row, second] = a * sine + b * cosine
      }
    }
    return result
  }

  /// The rotation by one offset as a matrix, shape `[d_k, d_k]`: what one vector is multiplied by,
  /// without the attention factor. Of two positions i and j the product of turned vectors is
  /// q · R_(j - i) k.
  /// - Throws: ``EncodingError`` when the position is too far out or unknown, or memory would not
  ///   do.
  public func rotationMatrix(at position: Int) throws(EncodingError) -> Matrix<Double> {
    try requireMemory(rows: dimensions, columns: dimensions)
    var matrix = Matrix<Double>(rows: dimensions, columns: dimensions)
    for dimension in rotaryDimensions..<dimensions { matrix[dimension, dimension] = 1 }
    for (pair, turn) in try turns(at: position).enumerated() {
      let (first, second) = pairing.dimensions(ofPair: pair, of: rotaryDimensions / 2)
      matrix[first, first] = turn.cosine
      matrix[first, second] = -turn.sine
      matrix[second, first] = turn.sine
      matrix[second, second] = turn.cosine
    }
    return matrix
  }
}
