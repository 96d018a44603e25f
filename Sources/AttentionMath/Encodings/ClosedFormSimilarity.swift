// The similarity of two positions in closed form: it depends on their distance alone, so n values
// say what n² would, and no vector is made.

internal import RealModule

/// The similarity of two vectors that are made of pairs of unit length, each turned by its frequency
/// ω times the position:
///
///     dot        PE(i)·PE(j) = Σ cos(ω (i - j))
///     cosine     the same over the number of pairs p, as |PE(pos)|² = p
///     euclidean  |PE(i) - PE(j)| = sqrt(Σ 4 sin²(ω (i - j) / 2))
struct PairSimilarity: Sendable {
  /// ω of each pair in radians per position.
  let frequencies: [ExtendedDouble]
  /// How many pairs besides are not turned at all; the last of an odd number of dimensions is half of one.
  let still: Double
  /// The first digits of each, which do for near positions.
  private let heads: [Double]

  /// From this distance on what a Double lacks of a frequency would be seen in the angle.
  private static let far = 64

  init(frequencies: [ExtendedDouble], still: Double = 0) {
    self.frequencies = frequencies
    self.still = still
    heads = frequencies.map(\.head)
  }

  /// The similarity at each of these distances, shape `[distances]`; their sign makes no difference.
  /// - Throws: ``EncodingError`` when memory would not do.
  func profile(
    distances: Range<Int>, metric: SimilarityMetric
  ) throws(EncodingError) -> [Double] {
    try requireMemory(of: distances)
    let count = distances.count
    let length = 512
    var profile = [Double](repeating: 0, count: count)
    concurrently(
      (count + length - 1) / length, work: Double(count) * Double(frequencies.count) * 20,
      { (piece: Int) throws(Never) in
        let first = piece * length
        return (first..<min(count, first + length)).map {
          similarity(distance: abs(distances.lowerBound + $0), metric: metric)
        }
      },
      joinedBy: { piece, values in
        profile.replaceSubrange(piece * length..<piece * length + values.count, with: values)
      })
    return profile
  }

  /// The similarity at one distance, 0 or more.
  private func similarity(distance: Int, metric: SimilarityMetric) -> Double {
    switch metric {
    case .dot:
      cosineSum(distance: distance)
    case .cosine:
      cosineSum(distance: distance) / (Double(frequencies.count) + still)
    case .euclidean:
      // Half-angle sines instead of d - 2 Σ cos, which would cancel for near positions.
      Double.sqrt(
        distance < Self.far
          ? heads.reduce(0) { sum, frequency in
            let sine = Double.sin(Double(distance) * frequency / 2)
            return sum + 4 * sine * sine
          }
          : frequencies.reduce(0) { sum, frequency in
            let half = ExtendedDouble(sum: frequency.head / 2, frequency.tail / 2)
            let sine = half.turn(position: distance).sine
            return sum + 4 * sine * sine
          })
    }
  }

  /// Σ cos(ω · distance) over the pairs.
  private func cosineSum(distance: Int) -> Double {
    distance < Self.far
      ? heads.reduce(still) { $0 + Double.cos(Double(distance) * $1) }
      : frequencies.reduce(still) { $0 + $1.turn(position: distance).cosine }
  }
}

extension ClosedFormSimilarity {
  /// The profile, laid out along the diagonals.
  public func similarityMatrix(
    positions: Range<Int>, metric: SimilarityMetric
  ) throws(EncodingError) -> Matrix<Double> {
    let (count, overflow) = positions.upperBound.subtractingReportingOverflow(positions.lowerBound)
    let side = overflow ? Int.max : count
    try requireMemory(rows: side, columns: side)
    let profile = try similarityProfile(distances: 0..<side, metric: metric)
    return Matrix(rows: side, columns: side) { profile[abs($0 - $1)] }
  }
}

extension SinusoidalEncoding {
  /// The similarity of two positions at each of these distances, shape `[distances]`.
  ///
  /// - Parameters:
  ///   - distances: i - j; of either sign, which makes no difference to the values.
  ///   - metric: what is measured.
  /// - Throws: ``EncodingError`` when a distance is too far out or memory would not do.
  public func similarityProfile(
    distances: Range<Int>, metric: SimilarityMetric
  ) throws(EncodingError) -> [Double] {
    try requireMemory(of: distances)
    try checkAngles(distances)
    return try PairSimilarity(frequencies: extendedFrequencies).profile(
      distances: distances, metric: metric)
  }
}

extension RotaryEncoding: ClosedFormSimilarity {
  /// The similarity of one vector, turned to two positions: a vector whose pairs all have the length
  /// 1, as those of sines and cosines have, pairs of dimensions that are not turned among them. The attention
  /// factor has no part in it.
  ///
  /// So the cosine is the mean of cos(ω (i - j)) over the pairs, in which those that are not turned count as
  /// 1; without such it is the same as a sinusoid's of these frequencies.
  /// - Throws: ``EncodingError`` when a distance is too far out or memory would not do.
  public func similarityProfile(
    distances: Range<Int>, metric: SimilarityMetric
  ) throws(EncodingError) -> [Double] {
    try requireMemory(of: distances)
    try checkPositions(distances, fastest: fastest)
    return try PairSimilarity(
      frequencies: extendedFrequencies, still: Double(dimensions - rotaryDimensions) / 2
    ).profile(distances: distances, metric: metric)
  }
}

/// Refuses more distances than memory has numbers for.
private func requireMemory(of distances: Range<Int>) throws(EncodingError) {
  let (count, overflow) = distances.upperBound.subtractingReportingOverflow(distances.lowerBound)
  try requireMemory(rows: overflow ? .max : count, columns: 1)
}
