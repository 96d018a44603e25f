// The similarity of two positions in closed form: it depends on their distance alone, so n values
// say what n² would, and no vector is made.

internal import RealModule

extension SinusoidalEncoding {
  /// The similarity of two positions at each of these distances, shape `[distances]`.
  ///
  ///     dot        PE(i)·PE(j) = Σ cos(ω (i - j))
  ///     cosine     the same over d/2, as |PE(pos)|² = d/2
  ///     euclidean  |PE(i) - PE(j)| = sqrt(Σ 4 sin²(ω (i - j) / 2))
  ///
  /// - Parameters:
  ///   - distances: i - j; of either sign, which makes no difference to the values.
  ///   - metric: what is measured.
  /// - Throws: ``EncodingError`` when a distance is too far out or memory would not do.
  public func similarityProfile(
    distances: Range<Int>, metric: SimilarityMetric
  ) throws(EncodingError) -> [Double] {
    let (count, overflow) = distances.upperBound.subtractingReportingOverflow(distances.lowerBound)
    try requireMemory(rows: overflow ? .max : count, columns: 1)
    try checkAngles(distances)
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

  /// The similarity of consecutive positions, shape `[positions, positions]`: the profile, laid
  /// out along the diagonals.
  /// - Throws: ``EncodingError`` when memory would not do.
  public func similarityMatrix(
    positions: Range<Int>, metric: SimilarityMetric
  ) throws(EncodingError) -> Matrix<Double> {
    let (count, overflow) = positions.upperBound.subtractingReportingOverflow(positions.lowerBound)
    let side = overflow ? Int.max : count
    try requireMemory(rows: side, columns: side)
    let profile = try similarityProfile(distances: 0..<side, metric: metric)
    return Matrix(rows: side, columns: side) { profile[abs($0 - $1)] }
  }

  /// The similarity at one distance, 0 or more.
  private func similarity(distance: Int, metric: SimilarityMetric) -> Double {
    switch metric {
    case .dot:
      cosineSum(distance: distance)
    case .cosine:
      cosineSum(distance: distance) / Double(frequencies.count)
    case .euclidean:
      // Half-angle sines instead of d - 2 Σ cos, which would cancel for near positions.
      Double.sqrt(
        frequencies.reduce(0) { sum, frequency in
          let sine = Double.sin(Double(distance) * frequency / 2)
          return sum + 4 * sine * sine
        })
    }
  }

  /// Σ cos(ω · distance) over the pairs.
  private func cosineSum(distance: Int) -> Double {
    frequencies.reduce(0) { $0 + Double.cos(Double(distance) * $1) }
  }
}
