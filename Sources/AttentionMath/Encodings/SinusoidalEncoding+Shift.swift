// Moving along the sequence: the difference of two vectors, and the one matrix that takes every
// position's vector to the vector k positions later.

internal import RealModule

extension SinusoidalEncoding {
  /// PE(a) - PE(b), shape `[d_model]`.
  public func difference(_ a: Int, minus b: Int) -> [Double] {
    zip(vector(at: a), vector(at: b)).map { $0 - $1 }
  }

  /// The matrix M_k with PE(pos + k) = M_k PE(pos) for every position (Vaswani et al. 2017,
  /// section 3.5), shape `[d_model, d_model]`.
  ///
  /// It turns each pair by k · ω_i and is 0 elsewhere; M_-k is its transpose.
  /// - Parameter offset: k, of either sign; 0 gives the identity.
  /// - Throws: ``EncodingError`` when k is too far out or the matrix would not fit in memory.
  public func shiftMatrix(by offset: Int) throws(EncodingError) -> Matrix<Double> {
    try checkAngle(offset)
    try requireMemory(rows: dimensions, columns: dimensions)
    var matrix = Matrix<Double>(rows: dimensions, columns: dimensions)
    for pair in frequencies.indices {
      let turn = Self.sineAndCosine(position: offset, frequency: extendedFrequencies[pair])
      let (sine, cosine) = (sineDimension(ofPair: pair), cosineDimension(ofPair: pair))
      matrix[sine, sine] = turn.cosine
      matrix[sine, cosine] = turn.sine
      matrix[cosine, sine] = -turn.sine
      matrix[cosine, cosine] = turn.cosine
    }
    return matrix
  }

  /// The largest |PE(pos + k) - M_k PE(pos)| over all dimensions and these positions; 0 for an
  /// empty range.
  ///
  /// Only the two values of M_k's rows that are not 0 are multiplied, which is exact.
  /// - Throws: ``EncodingError`` when a position, or a position moved by k, is too far out.
  public func shiftResidual(
    by offset: Int, over positions: Range<Int>
  ) throws(EncodingError) -> Double {
    guard let last = positions.last else { return 0 }
    try checkAngle(offset)
    for edge in [positions.lowerBound, last] {
      try checkAngle(edge)
      let (moved, overflow) = edge.addingReportingOverflow(offset)
      guard !overflow else { throw .positionTooFar(first: edge, count: nil) }
      try checkAngle(moved)
    }
    var maximum = 0.0
    for frequency in extendedFrequencies {
      let turn = Self.sineAndCosine(position: offset, frequency: frequency)
      for position in positions {
        let here = Self.sineAndCosine(position: position, frequency: frequency)
        let there = Self.sineAndCosine(position: position + offset, frequency: frequency)
        let sine = turn.cosine * here.sine + turn.sine * here.cosine
        let cosine = turn.cosine * here.cosine - turn.sine * here.sine
        maximum = max(maximum, abs(there.sine - sine), abs(there.cosine - cosine))
      }
    }
    return maximum
  }

  /// Refuses one position, or one offset, whose angle has no right digits.
  private func checkAngle(_ position: Int) throws(EncodingError) {
    guard Double(position.magnitude) * max(1, frequencies.max() ?? 1) < 0x1p53 else {
      throw .positionTooFar(first: position, count: nil)
    }
  }
}
