// The sinusoidal encoding: its parameters, its frequencies and its values. How it is asked for, the
// curves behind the values, the shift matrix and the closed form of the similarity are extensions
// beside this file.

internal import RealModule

/// The sinusoidal positional encoding (Vaswani et al. 2017, section 3.5).
///
/// With the layout `interleaved` and the spacing `standard`, for pair i = 0 … d/2 - 1:
///
///     PE(pos, 2i)     = sin(pos · ω_i)        ω_i = base^(-2i/d)
///     PE(pos, 2i + 1) = cos(pos · ω_i)
///
/// The angles are computed with 106 bits of the frequencies, as those of rotations are, so that values are
/// right to 1e-15 as far as angles go to 2^53. With more than ``maximumExactDimensions`` dimensions frequencies
/// have 53 bits, and the error grows with the position, as |pos| · 2^-52.
/// Negative positions are legal. A position has the same value, bit for bit, whichever way it is
/// asked for.
public struct SinusoidalEncoding: SineCosinePairs, ClosedFormSimilarity, LinearShift, Hashable {
  public static let name = "sinusoidal"
  public static let summary = "sines and cosines of geometrically falling frequencies"

  /// d_model: even, 2 or more.
  public let dimensions: Int
  /// The base of the wavelengths: finite, above 0.
  public let base: Double
  public let layout: EncodingLayout
  public let spacing: EncodingSpacing
  /// The frequency ω_i of each pair in radians per position, shape `[d_model / 2]`; falling from
  /// exactly 1 when the base is above 1.
  public let frequencies: [Double]
  /// The same with all their digits.
  let extendedFrequencies: [ExtendedDouble]
  /// The row of the model's table at which position 0 stands: 0, or 2 where rows are kept for
  /// padding before it. Every position is moved by it.
  public let firstRow: Int
  /// The row of the model's table that is the padding's and all 0; nil for none.
  public let paddingRow: Int?

  /// - Parameters:
  ///   - dimensions: d_model, an even number of 2 or more; 4 or more for `endpoint`.
  ///   - base: a finite number above 0.
  ///   - layout: where the sines and the cosines lie.
  ///   - spacing: how the exponents of the frequencies are spaced.
  ///   - firstRow: the row of the table at which position 0 stands, 0 or more.
  ///   - paddingRow: the row of the table that is all 0, 0 or more; nil for none.
  /// - Throws: ``EncodingError`` that names the parameter that is wrong.
  public init(
    dimensions: Int, base: Double = 10000, layout: EncodingLayout = .interleaved,
    spacing: EncodingSpacing = .standard, firstRow: Int = 0, paddingRow: Int? = nil
  ) throws(EncodingError) {
    guard dimensions >= 2 else { throw .tooFewDimensions(dimensions, minimum: 2) }
    guard dimensions.isMultiple(of: 2) else { throw .oddDimensions(dimensions) }
    if spacing == .endpoint, dimensions < 4 {
      throw .endpointNeedsTwoPairs(dimensions: dimensions)
    }
    guard base.isFinite, base > 0 else { throw .baseOutOfRange(base) }
    try require("first-row", firstRow, atLeast: 0)
    if let paddingRow { try require("padding-row", paddingRow, atLeast: 0) }
    try requireMemory(rows: 1, columns: dimensions)
    let extended = Self.frequencies(dimensions: dimensions, base: base, spacing: spacing)
    guard extended.allSatisfy({ $0.head.isFinite }) else { throw .infiniteFrequency(base: base) }

    self.dimensions = dimensions
    self.base = base
    self.layout = layout
    self.spacing = spacing
    extendedFrequencies = extended
    frequencies = extended.map(\.head)
    self.firstRow = firstRow
    self.paddingRow = paddingRow
  }

  /// All digits of wider ones would take longer than anyone waits.
  public static let maximumExactDimensions = RotaryFrequencies.maximumDimensions

  /// base^(-exponent) of each pair.
  private static func frequencies(
    dimensions: Int, base: Double, spacing: EncodingSpacing
  ) -> [ExtendedDouble] {
    let pairs = dimensions / 2
    guard dimensions <= maximumExactDimensions else {
      return (0..<pairs).map { pair in
        ExtendedDouble(
          Double.pow(
            base, -exponent(ofPair: Double(pair), dimensions: dimensions, spacing: spacing)))
      }
    }
    let power = ExtendedDouble(base)
    return (0..<pairs).map { pair in
      switch spacing {
      case .standard: ExtendedDouble.power(power, -2 * pair, over: dimensions)
      case .endpoint: ExtendedDouble.power(power, -pair, over: pairs - 1)
      }
    }
  }

  // MARK: Values

  /// One value, PE(position, dimension).
  /// - Precondition: `dimension` is in `0..<dimensions`.
  public func value(position: Int, dimension: Int) -> Double {
    precondition((0..<dimensions).contains(dimension), "no dimension \(dimension)")
    guard row(of: position) != paddingRow else { return 0 }
    let turn = Self.sineAndCosine(
      position: row(of: position), frequency: extendedFrequencies[pair(of: dimension)])
    return isSine(dimension) ? turn.sine : turn.cosine
  }

  /// The vector of one position, shape `[d_model]`.
  public func vector(at position: Int) -> [Double] {
    var vector = [Double](repeating: 0, count: dimensions)
    guard row(of: position) != paddingRow else { return vector }
    for pair in frequencies.indices {
      let turn = Self.sineAndCosine(
        position: row(of: position), frequency: extendedFrequencies[pair])
      vector[sineDimension(ofPair: pair)] = turn.sine
      vector[cosineDimension(ofPair: pair)] = turn.cosine
    }
    return vector
  }

  /// The vectors of consecutive positions, shape `[positions, d_model]`.
  ///
  /// A position is split into a multiple of 64 and a rest, and its sine and cosine follow from
  /// those two by the addition theorem: one sine per 64 positions instead of one per position, and
  /// no error that builds up from one position to the next.
  public func matrix(positions: Range<Int>) throws(EncodingError) -> Matrix<Double> {
    let count = try checkedCount(of: positions)
    guard count > 0 else { return Matrix(rows: 0, columns: dimensions) }
    try checkAngles(positions)
    let positions = row(of: positions.lowerBound)..<row(of: positions.upperBound)

    let pairs = frequencies.count
    // 1. sin and cos of the rests that occur, shape [rests, pairs] each.
    let rests = count >= Self.stride ? Array(0..<Self.stride) : positions.map { Self.rest(of: $0) }
    var restSines = [Double](repeating: 0, count: Self.stride * pairs)
    var restCosines = restSines
    for rest in rests {
      for pair in 0..<pairs {
        let turn = extendedFrequencies[pair].turn(position: rest)
        restSines[rest * pairs + pair] = turn.sine
        restCosines[rest * pairs + pair] = turn.cosine
      }
    }

    // 2. Row by row; the anchor's sin and cos are renewed when it changes.
    var anchorSines = [Double](repeating: 0, count: pairs)
    var anchorCosines = anchorSines
    var anchor: Int?
    let step = layout == .interleaved ? 2 : 1
    let cosineOffset = layout == .interleaved ? 1 : pairs
    let values = [Double](unsafeUninitializedCapacity: count * dimensions) { buffer, filled in
      for row in 0..<count {
        let position = positions.lowerBound + row
        let rest = Self.rest(of: position)
        if anchor != position - rest {
          anchor = position - rest
          for pair in 0..<pairs {
            let turn = extendedFrequencies[pair].turn(position: anchor ?? 0)
            anchorSines[pair] = turn.sine
            anchorCosines[pair] = turn.cosine
          }
        }
        let sines = buffer.baseAddress! + row * dimensions
        let cosines = sines + cosineOffset
        for pair in 0..<pairs {
          let turn = Self.sum(
            anchorSines[pair], anchorCosines[pair],
            restSines[rest * pairs + pair], restCosines[rest * pairs + pair])
          sines[pair * step] = turn.sine
          cosines[pair * step] = turn.cosine
        }
      }
      filled = count * dimensions
    }
    var matrix = Matrix(rows: count, columns: dimensions, values: values)
    if let paddingRow, positions.contains(paddingRow) {
      for column in 0..<dimensions { matrix[paddingRow - positions.lowerBound, column] = 0 }
    }
    return matrix
  }

  // MARK: Dimensions and pairs

  /// The pair that a dimension belongs to, 0 … d_model / 2 - 1.
  public func pair(of dimension: Int) -> Int {
    switch layout {
    case .interleaved: dimension / 2
    case .halves: dimension % frequencies.count
    }
  }

  /// Whether a dimension holds a sine; the others hold a cosine.
  public func isSine(_ dimension: Int) -> Bool {
    switch layout {
    case .interleaved: dimension.isMultiple(of: 2)
    case .halves: dimension < frequencies.count
    }
  }

  /// The dimension that holds the sine of a pair.
  public func sineDimension(ofPair pair: Int) -> Int {
    switch layout {
    case .interleaved: 2 * pair
    case .halves: pair
    }
  }

  /// The dimension that holds the cosine of a pair.
  public func cosineDimension(ofPair pair: Int) -> Int {
    switch layout {
    case .interleaved: 2 * pair + 1
    case .halves: frequencies.count + pair
    }
  }

  // MARK: Helpers

  /// The row of the model's table that a position stands at.
  func row(of position: Int) -> Int { position &+ firstRow }

  /// Whether one of these positions is the padding's, whose vector is 0 and in no formula.
  public func hasPadding(in positions: Range<Int>) -> Bool {
    guard let paddingRow else { return false }
    return positions.contains(paddingRow &- firstRow)
  }

  /// The exponent of a pair, which may lie between two: base^(-exponent) is the frequency.
  static func exponent(ofPair pair: Double, dimensions: Int, spacing: EncodingSpacing) -> Double {
    switch spacing {
    case .standard: 2 * pair / Double(dimensions)
    case .endpoint: pair / Double(dimensions / 2 - 1)
    }
  }

  /// Refuses positions whose angles are beyond 2^53, where a Double's steps exceed a turn's parts.
  func checkAngles(_ positions: Range<Int>) throws(EncodingError) {
    guard !positions.isEmpty else { return }
    let farthest = max(positions.lowerBound.magnitude, (positions.upperBound - 1).magnitude)
    let fastest = max(1, frequencies.max() ?? 1)
    guard (Double(farthest) + Double(firstRow)) * fastest < 0x1p53 else {
      throw .positionTooFar(first: positions.lowerBound, count: positions.count)
    }
  }

  /// How far apart the positions are whose sine is taken directly.
  static let stride = 64

  /// `position` modulo 64, not negative for negative positions either.
  static func rest(of position: Int) -> Int { position & (stride - 1) }

  /// sin(a + b) and cos(a + b) from the sines and cosines of a and b, kept in -1 … 1 where a last
  /// rounding would leave it.
  @inline(__always)
  static func sum(
    _ sineA: Double, _ cosineA: Double, _ sineB: Double, _ cosineB: Double
  ) -> (sine: Double, cosine: Double) {
    let sine = sineA * cosineB + cosineA * sineB
    let cosine = cosineA * cosineB - sineA * sineB
    return (max(-1, min(1, sine)), max(-1, min(1, cosine)))
  }

  /// sin and cos of position · frequency, by the same steps as the matrix takes.
  static func sineAndCosine(
    position: Int, frequency: ExtendedDouble
  ) -> (sine: Double, cosine: Double) {
    let rest = rest(of: position)
    let (anchor, more) = (frequency.turn(position: position - rest), frequency.turn(position: rest))
    return sum(anchor.sine, anchor.cosine, more.sine, more.cosine)
  }
}
