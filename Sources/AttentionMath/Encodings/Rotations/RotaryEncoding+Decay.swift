// How products of turned queries and keys fall with their distance.

extension RotaryEncoding: LinearShift {
  /// R_k, which turns a turned vector k positions on; shape `[d_k, d_k]`.
  public func shiftMatrix(by offset: Int) throws(EncodingError) -> Matrix<Double> {
    try rotationMatrix(at: offset)
  }

  /// RoFormer's bound of how large a product can be at a distance, over that at its largest
  /// (Su et al. 2021, section 3.4.3, figure 2): with S_j the sum of the first j turns e^(i m ω),
  ///
  ///     bound(m) = 1/(r/2) Σ_{j = 1}^{r/2} |S_j|
  ///
  /// - Parameter distances: m, of either sign.
  /// - Throws: ``EncodingError`` when a distance is too far out or memory would not do.
  public func decayBound(distances: Range<Int>) throws(EncodingError) -> [Double] {
    try checkPositions(distances, fastest: fastest)
    try requireMemory(rows: distances.count, columns: 1)
    return distances.map { distance in
      var (cosines, sines, total) = (0.0, 0.0, 0.0)
      for frequency in extendedFrequencies {
        let turn = frequency.turn(position: distance)
        cosines += turn.cosine
        sines += turn.sine
        total += (cosines * cosines + sines * sines).squareRoot()
      }
      return total / Double(extendedFrequencies.count)
    }
  }

  /// The products of queries and keys that stand so far apart, shape `[distances, samples]`: query s
  /// at i by key s at j, m = i - j, the attention factor included and 1 / sqrt(d_k) not.
  ///
  /// A pair (a, b) of the query and (c, d) of the key add (a c + b d) cos mω + (a d - b c) sin mω.
  /// - Parameters:
  ///   - queries: shape `[samples, d_k]`.
  ///   - keys: shape `[samples, d_k]`.
  ///   - distances: m, of either sign.
  /// - Throws: ``EncodingError`` when the shapes do not go together, a distance is too far out, or
  ///   memory would not do.
  public func products(
    queries: Matrix<Double>, keys: Matrix<Double>, distances: Range<Int>
  ) throws(EncodingError) -> Matrix<Double> {
    for vectors in [queries, keys] where vectors.columns != dimensions {
      throw .vectorWidth(vectors.columns, expected: dimensions)
    }
    guard queries.rows == keys.rows else {
      throw .positionCount(queries.rows, vectors: keys.rows)
    }
    try checkPositions(distances, fastest: fastest)
    try requireMemory(rows: distances.count, columns: max(queries.rows, rotaryDimensions))
    // 1. What each pair contributes, shape [samples, r]: the factors of cosines, then of sines. The
    //    dimensions that are not turned add the same at every distance.
    let pairs = rotaryDimensions / 2
    var factors = Matrix<Double>(rows: queries.rows, columns: rotaryDimensions)
    var constants = [Double](repeating: 0, count: queries.rows)
    for sample in 0..<queries.rows {
      for pair in 0..<pairs {
        let (first, second) = pairing.dimensions(ofPair: pair, of: pairs)
        let (a, b) = (queries[sample, first], queries[sample, second])
        let (c, d) = (keys[sample, first], keys[sample, second])
        factors[sample, pair] = a * c + b * d
        factors[sample, pairs + pair] = a * d - b * c
      }
      for dimension in rotaryDimensions..<dimensions {
        constants[sample] += queries[sample, dimension] * keys[sample, dimension]
      }
    }
    // 2. One product with the turns of all distances, shape [distances, r].
    var turns = Matrix<Double>(rows: distances.count, columns: rotaryDimensions)
    for (row, distance) in distances.enumerated() {
      for (pair, frequency) in extendedFrequencies.enumerated() {
        let turn = frequency.turn(position: distance)
        turns[row, pair] = turn.cosine
        turns[row, pairs + pair] = turn.sine
      }
    }
    let turned = turns.timesTransposed(factors)
    let factor = attentionFactor * attentionFactor
    return Matrix(rows: distances.count, columns: queries.rows) {
      turned[$0, $1] * factor + constants[$1]
    }
  }
}
