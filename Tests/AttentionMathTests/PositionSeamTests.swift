// The two seams of attention, each with a double that records and does something plain.

import AttentionMath
import Testing

/// Turns nothing, but adds its position to the first dimension.
private struct MarkingRotation: QueryKeyRotation {
  var extraColumns = 0

  func rotated<Element: MatrixScalar>(
    _ vectors: Matrix<Element>, at positions: [Int]
  ) throws(EncodingError) -> Matrix<Element> {
    if positions.contains(99) { throw .positionTooFar(first: 99, count: nil) }
    return Matrix(rows: vectors.rows, columns: vectors.columns + extraColumns) {
      $1 == 0 ? vectors[$0, 0] + Element(positions[$0]) : vectors[$0, min($1, vectors.columns - 1)]
    }
  }
}

/// Adds 100 · head + 10 · query + key.
private struct MarkingAddition: ScoreAddition {
  var value: Double?

  func addition<Element: MatrixScalar>(
    to scores: ScoreContext<Element>
  ) throws(EncodingError) -> Matrix<Element> {
    if scores.head > 1 { throw .noSuchHead(scores.head, heads: 2) }
    let (queries, keys) = (scores.queryPositions, scores.keyPositions)
    return Matrix(rows: queries.count, columns: keys.count) {
      value.map { Element($0) }
        ?? Element(
          100 * scores.head + 10 * (queries.lowerBound + $0) + keys.lowerBound + $1)
    }
  }
}

@Suite struct PositionSeamTests {
  let x: Matrix<Double> = sample(4, 3)
  let y: Matrix<Double> = sample(5, 3, seed: 2)

  @Test func queriesAndKeysAreTurnedBeforeTheirProduct() throws {
    var attention = ScaledDotProductAttention(rotation: MarkingRotation())
    attention.firstQueryPosition = 10
    attention.firstKeyPosition = -2
    let stages = try attention.stages(query: x, key: y, value: y)
    #expect(stages.query == x && stages.key == y)
    #expect(stages.turnedQuery.column(0) == x.column(0).enumerated().map { $1 + 10 + Double($0) })
    #expect(stages.turnedKey.column(0) == y.column(0).enumerated().map { $1 - 2 + Double($0) })
    #expect(stages.turnedKey.column(2) == y.column(2))
    #expect(stages.scores == stages.turnedQuery.timesTransposed(stages.turnedKey))
    // Values are not turned.
    #expect(stages.output == stages.weights.times(y))
  }

  @Test(arguments: [1.0, 2.5])
  func somethingIsAddedToScaledScoresBeforeTheMask(_ temperature: Double) throws {
    let attention = ScaledDotProductAttention(
      mask: .causal(), temperature: temperature, addition: MarkingAddition())
    let stages = try attention.stages(query: x, key: y, value: y, head: 1)
    for row in 0..<4 {
      for column in 0..<5 {
        let expected =
          stages.scaled[row, column] + Double(100 + 10 * row + column) / temperature
        #expect(abs(stages.biased[row, column] - expected) < 1e-12)
        #expect(
          stages.masked[row, column] == (column > row ? -.infinity : stages.biased[row, column]))
      }
    }
    #expect(stages.weights == stages.masked.softmaxOfRows)
  }

  @Test func withoutEitherNothingChanges() throws {
    let stages = try ScaledDotProductAttention().stages(query: x, key: y, value: y)
    #expect(stages.turnedQuery == x && stages.turnedKey == y)
    #expect(stages.addition == nil && stages.biased == stages.scaled)
  }

  /// The quick path by blocks against the stages, with both seams and a mask.
  @Test func theQuickPathAgreesWithTheStages() throws {
    let n = 300
    let heads = (0..<2).map { head in
      (0..<3).map { part in sample(n, 8, seed: UInt64(3 * head + part + 1)) as Matrix<Double> }
    }
    let attention = ScaledDotProductAttention(
      mask: .causal(), temperature: 1.5, rotation: try RotaryEncoding(dimensions: 8),
      addition: try AlibiBias(heads: 2))
    let (q, k, v) = (heads.map { $0[0] }, heads.map { $0[1] }, heads.map { $0[2] })
    let stages = try attention.stages(queries: q, keys: k, values: v)
    let quick = try attention.weightsAndOutput(queries: q, keys: k, values: v)
    let outputs = try attention.outputs(queries: q, keys: k, values: v)
    for head in 0..<2 {
      #expect(maximumDifference(stages[head].weights, quick[head].weights) < 1e-13)
      #expect(maximumDifference(stages[head].output, quick[head].output) < 1e-12)
      #expect(maximumDifference(stages[head].output, outputs[head]) < 1e-12)
    }
    // Each head has a bias of its own.
    let second = try attention.stages(query: q[1], key: k[1], value: v[1], head: 1)
    #expect(second.weights == stages[1].weights)
  }

  @Test func whatTheyRefuseIsAttentionsError() throws {
    var attention = ScaledDotProductAttention(rotation: MarkingRotation())
    attention.firstKeyPosition = 97
    #expect(throws: AttentionError.encoding(.positionTooFar(first: 99, count: nil))) {
      try attention.stages(query: x, key: y, value: y)
    }
    attention.firstKeyPosition = .max - 2
    #expect(throws: AttentionError.encoding(.positionTooFar(first: .max - 2, count: 5))) {
      try attention.stages(query: x, key: y, value: y)
    }
    let wide = ScaledDotProductAttention(rotation: MarkingRotation(extraColumns: 1))
    #expect(
      throws: AttentionError.encodingShape(
        rows: 4, columns: 4, expectedRows: 4, expectedColumns: 3)
    ) { try wide.stages(query: x, key: y, value: y) }
    #expect(throws: AttentionError.encoding(.noSuchHead(2, heads: 2))) {
      try ScaledDotProductAttention(addition: MarkingAddition()).outputs(
        queries: [x, x, x], keys: [y, y, y], values: [y, y, y])
    }
    for value in [Double.infinity, .nan] {
      let error = #expect(throws: AttentionError.self) {
        try ScaledDotProductAttention(addition: MarkingAddition(value: value)).stages(
          query: x, key: y, value: y)
      }
      #expect(error?.description.hasPrefix("mask value \(value) at row 0, column 0") == true)
    }
    let narrow = ScaledDotProductAttention(rotation: try RotaryEncoding(dimensions: 8))
    let error = #expect(throws: AttentionError.self) {
      try narrow.stages(query: x, key: y, value: y)
    }
    #expect(
      error?.description
        == "vectors of 3 dimensions: the rotation is for 8; give dimensions=3")
  }

  @Test func aBiasOfMinusInfinityHidesAKey() throws {
    let stages = try ScaledDotProductAttention(addition: RetentionDecay(heads: 1, window: 2))
      .stages(query: x, key: x, value: x)
    #expect(stages.weights[3, 0] == 0 && stages.weights[3, 1] == 0 && stages.weights[0, 1] == 0)
    #expect(abs(stages.weights[3, 2] + stages.weights[3, 3] - 1) < 1e-15)
  }

  @Test func encodingsGoToTheirSeam() throws {
    let plain = ScaledDotProductAttention()
    let turned = try plain.with(Encodings.make("rope:dimensions=4"))
    #expect(turned.rotation is RotaryEncoding && turned.addition == nil)
    let both = try turned.with(Encodings.make("alibi:heads=2"))
    #expect(both.rotation is RotaryEncoding && both.addition is AlibiBias)
    let error = #expect(throws: EncodingError.self) { try plain.with(Encodings.make("sinusoidal")) }
    #expect(
      error?.description.hasPrefix(
        "encoding sinusoidal: an encoding that turns queries and keys or adds to scores is needed; "
          + "use rope, rope-2d, m-rope, alibi, t5") == true)
  }
}
