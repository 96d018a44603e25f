// Scaled dot-product attention: every stage against NumPy and PyTorch, and its identities.

import AttentionMath
import RealModule
import Testing

@Suite struct SoftmaxTests {
  @Test func givesWhatTheArticlesScoresReallyGive() throws {
    let expected = try ScaledDotProductFixture.load().softmax
    #expect(maximumDifference(softmax(expected.scores), expected.raw) < 1e-15)
    let scaled = softmax(expected.scores.map { $0 / 2 })
    #expect(maximumDifference(scaled, expected.scaled) < 1e-15)
    let printed = [0.00005, 0.00002, 0.78166, 0.21303, 0.00477, 0.00048]
    #expect(maximumDifference(softmax(expected.scores), printed) < 1e-5)
  }

  @Test func isStableForAnyFiniteScores() {
    let huge = Double.greatestFiniteMagnitude
    #expect(softmax([huge, -huge]) == [1, 0])
    #expect(softmax([huge, huge, -huge]) == [0.5, 0.5, 0])
    #expect(softmax([-huge, -huge]) == [0.5, 0.5])
    #expect(softmax([Float(-1e38), 3e38]) == [0, 1])
    #expect(softmax([Double.leastNonzeroMagnitude, 0]) == [0.5, 0.5])
  }

  @Test func maskedPlacesGetNothing() {
    #expect(softmax([-.infinity, 3, 3]) == [0, 0.5, 0.5])
    #expect(softmax([-Double.infinity, -.infinity]) == [0, 0])
    #expect(softmax([-Float.infinity]) == [0])
    #expect(softmax([Double]()).isEmpty)
  }

  @Test func scoresThatAreNoNumbersShow() {
    #expect(softmax([1, .nan, 2.0]).allSatisfy { $0.isNaN })
    #expect(softmax([1, .infinity, 2.0]).allSatisfy { $0.isNaN })
    #expect(softmax([.nan, -Double.infinity]).allSatisfy { $0.isNaN })
  }

  /// Every length around the width of a vector, and rows that are summed in parts.
  @Test(arguments: Array(0...35) + [1000, 1024, 3001])
  func staysWithinItsBoundAtAnyLength(_ count: Int) {
    for spread in [1.0, 30, 300] {
      let scores = sample(1, count, seed: UInt64(count)).values.map { $0 * spread }
      checkBound(scores, minimum: 1e-300, of: Double.ulpOfOne)
      checkBound(scores.map(Float.init), minimum: 1e-30, of: Double(Float.ulpOfOne))
    }
  }

  /// Compares with the definition in Float80, relatively where a weight is not too small.
  private func checkBound<Element: MatrixScalar>(
    _ scores: [Element], minimum: Float80, of epsilon: Double
  ) {
    let maximum = Float80(scores.max() ?? 0)
    let powers = scores.map { Float80.exp(Float80($0) - maximum) }
    let sum = powers.reduce(0, +)
    var worst: Float80 = 0
    for (index, weight) in softmax(scores).enumerated() {
      let exact = powers[index] / sum
      let bound = (4 + (maximum - Float80(scores[index])) / 2) * Float80(epsilon)
      worst = max(worst, abs(Float80(weight) - exact) / (max(exact, minimum) * bound))
    }
    #expect(worst <= 1)
  }

  @Test func ignoresAConstantAndKeepsTheOrder() {
    let scores = sample(1, 50).values
    let weights = softmax(scores)
    #expect(maximumDifference(weights, softmax(scores.map { $0 + 1000 })) < 1e-12)
    #expect(abs(weights.reduce(0, +) - 1) < 1e-14)
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    #expect(order == weights.indices.sorted { weights[$0] < weights[$1] })
  }

  @Test func rowsAreIndependent() {
    let matrix = sample(9, 7)
    let weights = matrix.softmaxOfRows
    for row in 0..<9 { #expect(Array(weights.row(row)) == softmax(Array(matrix.row(row)))) }
    #expect(Matrix<Double>(rows: 3, columns: 0).softmaxOfRows.values.isEmpty)
  }
}

@Suite struct AttentionFixtureTests {
  @Test func everyStageAgreesInDouble() throws {
    let cases = try ScaledDotProductFixture.load().cases
    #expect(cases.count >= 16)
    for expected in cases { try check(expected, as: Double.self, bound: 1e-12) }
  }

  @Test func everyStageAgreesInFloat() throws {
    // Scores in the ten thousands leave no digits for their softmax in Float.
    for expected in try ScaledDotProductFixture.load().cases where expected.name != "large scores" {
      try check(expected, as: Float.self, bound: 2e-5)
    }
  }

  private func check<Element: MatrixScalar>(
    _ expected: AttentionCase, as: Element.Type, bound: Element
  ) throws {
    let query = expected.query.matrix(as: Element.self)
    let key = expected.key.matrix(as: Element.self)
    let value = expected.value.matrix(as: Element.self)
    let stages = try expected.attention.stages(query: query, key: key, value: value)
    let maximum = expected.scores.values.reduce(1) { max($0, abs($1 ?? 0)) }
    let wide = bound * Element(maximum)
    func differs(_ ours: Matrix<Element>, _ theirs: FixtureMatrix) -> Element {
      maximumFiniteDifference(ours, theirs.matrix())
    }
    #expect(differs(stages.scores, expected.scores) <= wide, "\(expected)")
    #expect(differs(stages.scaled, expected.scaled) <= wide, "\(expected)")
    #expect(differs(stages.masked, expected.masked) <= wide, "\(expected)")
    #expect(differs(stages.weights, expected.weights) <= bound, "\(expected)")
    #expect(differs(stages.output, expected.output) <= 4 * bound, "\(expected)")

    let quick = try expected.attention.weightsAndOutput(
      queries: [query], keys: [key], values: [value])[0]
    #expect(differs(quick.weights, expected.weights) <= bound, "\(expected)")
    #expect(differs(quick.output, expected.output) <= 4 * bound, "\(expected)")
    let alone = try expected.attention.outputs(queries: [query], keys: [key], values: [value])[0]
    #expect(differs(alone, expected.output) <= 4 * bound, "\(expected)")
  }
}

@Suite struct AttentionIdentityTests {
  static let masks: [AttentionMask] = [
    .none, .causal(), .causal(offset: 3), .slidingWindow(before: 4, after: 2),
    .all([.causal(offset: 1), .slidingWindow(before: 9, after: 9)]),
  ]

  @Test(arguments: masks)
  func rowsSumToOneAndMaskedPlacesAreZero(_ mask: AttentionMask) throws {
    let (query, key, value) = (
      sample(20, 8, seed: 1), sample(24, 8, seed: 2), sample(24, 3, seed: 3)
    )
    let stages = try ScaledDotProductAttention(mask: mask)
      .stages(query: query, key: key, value: value)
    let cells: Matrix<Double> = try mask.matrix(queries: 20, keys: 24)
    #expect(stages.weights.maximumRowSumError < 1e-14)
    for (weight, cell) in zip(stages.weights.values, cells.values) {
      #expect((weight == 0) == (cell == -.infinity))
    }
    #expect(stages.output.rows == 20 && stages.output.columns == 3)
  }

  @Test func causalRowsIgnoreEverythingAfterThem() throws {
    let (query, key, value) = (
      sample(12, 4, seed: 1), sample(12, 4, seed: 2), sample(12, 4, seed: 3)
    )
    var (laterKey, laterValue) = (key, value)
    for column in 0..<4 {
      for row in 7..<12 {
        laterKey[row, column] = 50 - Double(row)
        laterValue[row, column] = -7
      }
    }
    let attention = ScaledDotProductAttention(mask: .causal())
    let one = try attention.stages(query: query, key: key, value: value)
    let two = try attention.stages(query: query, key: laterKey, value: laterValue)
    for row in 0..<7 {
      #expect(one.weights.row(row) == two.weights.row(row))
      #expect(one.output.row(row) == two.output.row(row))
    }
    #expect(one.output.row(7) != two.output.row(7))
    #expect(one.weights.looksCausal)
  }

  @Test func permutedTokensGivePermutedOutput() throws {
    let tokens = sample(9, 6)
    let order = [3, 1, 4, 8, 5, 0, 2, 6, 7]
    let permuted = Matrix<Double>(rows: 9, columns: 6) { tokens[order[$0], $1] }
    let attention = ScaledDotProductAttention()
    let one = try attention.stages(query: tokens, key: tokens, value: tokens)
    let two = try attention.stages(query: permuted, key: permuted, value: permuted)
    let expected = Matrix<Double>(rows: 9, columns: 6) { one.output[order[$0], $1] }
    #expect(maximumDifference(two.output, expected) < 1e-14)
    // With the encoding added, order is seen.
    let encoding = try SinusoidalEncoding(dimensions: 6).matrix(positions: 0..<9)
    func placed(_ tokens: Matrix<Double>) -> Matrix<Double> {
      Matrix(rows: 9, columns: 6) { tokens[$0, $1] + encoding[$0, $1] }
    }
    let (a, b) = (placed(tokens), placed(permuted))
    let three = try attention.stages(query: a, key: a, value: a)
    let four = try attention.stages(query: b, key: b, value: b)
    let moved = Matrix<Double>(rows: 9, columns: 6) { three.output[order[$0], $1] }
    #expect(maximumDifference(four.output, moved) > 0.01)
  }

  @Test func aScaleOfZeroGivesTheMeanOfTheValues() throws {
    let value = sample(5, 3)
    let stages = try ScaledDotProductAttention(scale: 0)
      .stages(query: sample(2, 4), key: sample(5, 4), value: value)
    for column in 0..<3 {
      #expect(abs(stages.output[0, column] - value.column(column).reduce(0, +) / 5) < 1e-15)
    }
  }

  @Test func nothingAttendsToNothing() throws {
    let attention = ScaledDotProductAttention()
    let none = try attention.stages(
      query: sample(2, 3), key: Matrix(rows: 0, columns: 3), value: Matrix(rows: 0, columns: 4))
    #expect(none.weights.values.isEmpty && none.output.values == Array(repeating: 0, count: 8))
    let outputs = try attention.outputs(
      queries: [sample(2, 3), Matrix(rows: 0, columns: 3)],
      keys: [Matrix(rows: 0, columns: 3), sample(2, 3)],
      values: [Matrix(rows: 0, columns: 4), sample(2, 4)])
    #expect(outputs[0].values == Array(repeating: 0, count: 8) && outputs[1].rows == 0)
    #expect(try attention.outputs(queries: [], keys: [], values: [Matrix<Float>]()).isEmpty)
  }

  /// Blocks of queries, several threads and keys left out give what the plain stages give.
  @Test(arguments: masks, [(1, 300), (70, 20), (140, 33)])
  func blocksAgreeWithTheStages(_ mask: AttentionMask, _ shape: (Int, Int)) throws {
    let heads = 3
    func rows(_ n: Int, _ width: Int, _ seed: UInt64) -> [Matrix<Float>] {
      (0..<heads).map { sample(n, width, seed: seed &+ UInt64($0), as: Float.self) }
    }
    let (query, key, value) = (
      rows(shape.0, 16, 10), rows(shape.1, 16, 20), rows(shape.1, 8, 30)
    )
    let attention = ScaledDotProductAttention(mask: mask, scale: 2)
    let stages = try attention.stages(queries: query, keys: key, values: value)
    let quick = try attention.weightsAndOutput(queries: query, keys: key, values: value)
    let alone = try attention.outputs(queries: query, keys: key, values: value)
    for head in 0..<heads {
      #expect(maximumDifference(stages[head].weights, quick[head].weights) < 1e-5)
      #expect(maximumDifference(stages[head].output, quick[head].output) < 1e-5)
      #expect(quick[head].output == alone[head])
    }
  }
}

@Suite struct AttentionMaskTests {
  @Test func matricesShowWhatIsMasked() throws {
    let x = -Double.infinity
    #expect(
      try AttentionMask.causal().matrix(queries: 2, keys: 3).values == [0, x, x, 0, 0, x])
    #expect(
      try AttentionMask.causal(offset: 1).matrix(queries: 2, keys: 3).values == [0, 0, x, 0, 0, 0])
    #expect(
      try AttentionMask.slidingWindow(before: 0, after: 1).matrix(queries: 3, keys: 3).values
        == [0, 0, x, x, 0, 0, x, x, 0])
    #expect(
      try AttentionMask.all([.padding([true, false]), .causal()]).matrix(queries: 2, keys: 2).values
        == [0, x, 0, x])
    #expect(try AttentionMask.all([]).matrix(queries: 1, keys: 2).values == [0, 0])
    for offset in [Int.min, -5, 5, Int.max] {
      let cells: Matrix<Double> = try AttentionMask.causal(offset: offset).matrix(
        queries: 3, keys: 4)
      #expect(cells.values.allSatisfy { $0 == (offset < 0 ? x : 0) })
    }
    let window = AttentionMask.slidingWindow(before: .max, after: .max)
    #expect(try window.matrix(queries: 2, keys: 2).values == [0, 0, 0, 0])
  }

  @Test(arguments: [
    (AttentionMask.padding([true]), AttentionError.paddingCount(1, keys: 3)),
    (
      .allowed(BooleanMatrix(rows: 3, columns: 2, values: Array(repeating: true, count: 6))),
      .maskShape(rows: 3, columns: 2, queries: 2, keys: 3)
    ),
    (
      .additive(Matrix(rows: 1, columns: 3)),
      .maskShape(rows: 1, columns: 3, queries: 2, keys: 3)
    ),
    (
      .all([.none, .additive(Matrix(rows: 2, columns: 3, values: [0, 1, 2, -1, .infinity, 5]))]),
      .maskValue(.infinity, row: 1, column: 1)
    ),
    (.slidingWindow(before: -1, after: 0), .windowOutOfRange(before: -1, after: 0)),
  ])
  func refusesMasksThatDoNotFit(_ mask: AttentionMask, _ expected: AttentionError) {
    #expect(throws: expected) {
      try ScaledDotProductAttention(mask: mask)
        .stages(query: sample(2, 4), key: sample(3, 4), value: sample(3, 4))
    }
    #expect(throws: expected) {
      try ScaledDotProductAttention(mask: mask)
        .outputs(queries: [sample(2, 4)], keys: [sample(3, 4)], values: [sample(3, 4)])
    }
    #expect(!expected.description.isEmpty)
  }

  @Test func refusesAMaskOfNaN() {
    let error = #expect(throws: AttentionError.self) {
      try AttentionMask.additive(Matrix(rows: 1, columns: 1, values: [.nan]))
        .matrix(queries: 1, keys: 1, as: Float.self)
    }
    #expect(error?.description.hasPrefix("mask value nan at row 0, column 0") == true)
  }
}

@Suite struct AttentionErrorTests {
  private func error(
    _ q: (Int, Int), _ k: (Int, Int), _ v: (Int, Int),
    by attention: ScaledDotProductAttention = .init()
  ) -> AttentionError? {
    #expect(throws: AttentionError.self) {
      try attention.stages(
        query: Matrix<Double>(rows: q.0, columns: q.1), key: Matrix(rows: k.0, columns: k.1),
        value: Matrix(rows: v.0, columns: v.1))
    }
  }

  @Test func refusesShapesThatDoNotGoTogether() {
    #expect(error((2, 3), (2, 4), (2, 1)) == .widthsDiffer(query: 3, key: 4))
    #expect(error((2, 3), (2, 3), (1, 1)) == .keysAndValuesDiffer(keys: 2, values: 1))
    #expect(error((2, 0), (2, 0), (2, 1)) == .noDimensions)
    #expect(throws: AttentionError.headCountsDiffer(queries: 2, keys: 1, values: 1)) {
      try ScaledDotProductAttention()
        .outputs(
          queries: [sample(1, 1), sample(1, 1)], keys: [sample(1, 1)], values: [sample(1, 1)])
    }
  }

  @Test func refusesScalesThatAreNoNumbers() {
    #expect(
      error((1, 1), (1, 1), (1, 1), by: .init(scale: .infinity)) == .scaleNotFinite(.infinity))
    #expect(error((1, 1), (1, 1), (1, 1), by: .init(scale: .nan)) != nil)
    for temperature in [0, -1, Double.infinity] {
      #expect(
        error((1, 1), (1, 1), (1, 1), by: .init(temperature: temperature))
          == .temperatureOutOfRange(temperature))
    }
  }

  @Test func refusesWeightsThatWouldNotFit() {
    // A million of millions of weights.
    let error = error((1 << 22, 0), (1 << 22, 0), (1 << 22, 0), by: .init(scale: 1))
    guard case .memory(let shortage)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(shortage.rows == 1 << 22)
  }
}
