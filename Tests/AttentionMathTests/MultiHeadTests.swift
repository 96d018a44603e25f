// Multi-head attention against PyTorch's module, and its identities.

import AttentionMath
import Testing

@Suite struct MultiHeadTests {
  @Test func agreesWithPyTorch() throws {
    let cases = try MultiHeadCase.load()
    #expect(cases.count == 8)
    for expected in cases {
      try check(expected, as: Double.self, bound: 1e-12)
      try check(expected, as: Float.self, bound: 1e-5)
    }
  }

  private func check<Element: MatrixScalar>(
    _ expected: MultiHeadCase, as: Element.Type, bound: Element
  ) throws {
    let module = try expected.module(as: Element.self)
    let (query, key, value): (Matrix<Element>, Matrix<Element>, Matrix<Element>) = (
      expected.query.matrix(), expected.key.matrix(), expected.value.matrix()
    )
    let stages = try module.stages(query: query, key: key, value: value, by: expected.attention)
    #expect(stages.heads.count == expected.heads)
    for (ours, theirs) in zip(stages.heads, expected.weights) {
      #expect(maximumDifference(ours.weights, theirs.matrix()) < bound, "\(expected.name)")
    }
    #expect(maximumDifference(stages.output, expected.output.matrix()) < bound, "\(expected.name)")
    let alone = try module.output(query: query, key: key, value: value, by: expected.attention)
    #expect(maximumDifference(alone, expected.output.matrix()) < bound, "\(expected.name)")
  }

  @Test func oneHeadIsPlainAttention() throws {
    let module = try MultiHeadAttention<Double>(dimensions: 6, heads: 1, bias: true, seed: 3)
    let x = sample(5, 6)
    let (q, k, v) = (try module.query(x), try module.key(x), try module.value(x))
    let plain = try ScaledDotProductAttention().stages(query: q, key: k, value: v)
    let stages = try module.selfAttention(x)
    #expect(stages.heads == [plain])
    #expect(try stages.output == module.output!(plain.output))
  }

  @Test(arguments: [1, 2, 3, 4, 6, 12])
  func outputHasTheShapeOfTheInput(_ heads: Int) throws {
    let module = try MultiHeadAttention<Float>(dimensions: 12, heads: heads, seed: 1)
    let stages = try module.selfAttention(sample(7, 12, as: Float.self))
    #expect(stages.output.rows == 7 && stages.output.columns == 12)
    #expect(stages.heads.count == heads && stages.heads[0].query.columns == 12 / heads)
    let cross = try module.crossAttention(
      sample(7, 12, as: Float.self), sample(4, 12, as: Float.self))
    #expect(cross.heads[0].weights.rows == 7 && cross.heads[0].weights.columns == 4)
    #expect(cross.output.rows == 7)
  }

  @Test func headsAreSplitAndJoined() throws {
    let x = sample(5, 12)
    for heads in [1, 2, 3, 12] {
      let parts = try x.splitIntoHeads(heads)
      #expect(parts.count == heads)
      #expect(parts[heads - 1][4, 12 / heads - 1] == x[4, 11])
      #expect(try Matrix.concatenatingHeads(parts) == x)
    }
    for heads in [0, -1, 5, 24] {
      #expect(throws: AttentionError.headsDoNotDivide(heads: heads, width: 12)) {
        try x.splitIntoHeads(heads)
      }
    }
    #expect(throws: AttentionError.noMatrices) { try Matrix<Double>.concatenatingHeads([]) }
    #expect(throws: AttentionError.self) {
      try Matrix.concatenatingHeads([sample(1, 2), sample(2, 2)])
    }
  }

  @Test func aSharedQueryAndKeyLookAtThemselves() throws {
    var generator = SeededGenerator(seed: 5)
    let shared = Projection<Double>(inputs: 64, outputs: 64, using: &generator)
    let other = Projection<Double>(inputs: 64, outputs: 64, using: &generator)
    let x = Matrix<Double>.normal(rows: 20, columns: 64, using: &generator)
    func diagonal(_ key: Projection<Double>) throws -> Double {
      let module = try MultiHeadAttention(heads: 1, query: shared, key: key, value: other)
      return try #require(module.selfAttention(x).heads[0].weights.meanMass(on: .diagonal))
    }
    #expect(try diagonal(shared) > 0.9)
    #expect(try diagonal(other) < 0.2)
  }

  @Test func refusesProjectionsThatDoNotGoTogether() throws {
    var generator = SeededGenerator(seed: 1)
    func projection(_ inputs: Int, _ outputs: Int) -> Projection<Double> {
      Projection(inputs: inputs, outputs: outputs, using: &generator)
    }
    let (p44, p46, p54) = (projection(4, 4), projection(4, 6), projection(5, 4))
    #expect(throws: AttentionError.widthsDiffer(query: 4, key: 6)) {
      try MultiHeadAttention(heads: 2, query: p44, key: p46, value: p44)
    }
    #expect(throws: AttentionError.projectionInput(width: 4, expected: 5)) {
      try MultiHeadAttention(heads: 2, query: p44, key: p44, value: p44, output: p54)
    }
    #expect(throws: AttentionError.headsDoNotDivide(heads: 3, width: 4)) {
      try MultiHeadAttention<Float>(dimensions: 4, heads: 3, seed: 1)
    }
    #expect(throws: AttentionError.packedShape(rows: 8, columns: 4)) {
      try MultiHeadAttention(heads: 2, packedWeight: sample(8, 4), output: p44)
    }
    #expect(throws: AttentionError.biasCount(3, outputs: 12)) {
      try MultiHeadAttention(
        heads: 2, packedWeight: sample(12, 4), packedBias: [1, 2, 3], output: p44)
    }
    #expect(throws: AttentionError.biasCount(1, outputs: 4)) {
      try Projection(weight: sample(4, 4), bias: [1])
    }
    #expect(throws: AttentionError.projectionInput(width: 3, expected: 4)) { try p44(sample(2, 3)) }
    #expect(throws: AttentionError.self) {
      try MultiHeadAttention<Float>(dimensions: 1 << 40, heads: 2, seed: 1)
    }
  }
}

@Suite struct SeededGeneratorTests {
  /// The reference implementations in C (prng.di.unimi.it), written out again in Python.
  @Test func givesTheReferenceStream() {
    var generator = SeededGenerator(seed: 7)
    #expect((0..<4).map { _ in generator.next() } == SeededGeneratorTests.stream)
  }

  static let stream: [UInt64] = [
    0xB358_FAF7_4EF9_765A,
    0x475C_3D96_4F48_2CD2,
    0xD6F1_D349_952C_7996,
    0xFB29_3873_1E80_7240,
  ]

  @Test func followsFromTheSeedAlone() throws {
    let one = try MultiHeadAttention<Float>(dimensions: 8, heads: 2, bias: true, seed: 9)
    #expect(try one == MultiHeadAttention<Float>(dimensions: 8, heads: 2, bias: true, seed: 9))
    #expect(try one != MultiHeadAttention<Float>(dimensions: 8, heads: 2, bias: true, seed: 10))
    #expect(one.query != one.key)
  }

  @Test func distributionsHaveTheirMoments() {
    var generator = SeededGenerator(seed: 1)
    let normal = Matrix<Double>.normal(
      rows: 100, columns: 200, standardDeviation: 3, using: &generator
    ).values
    let mean = normal.reduce(0, +) / 20000
    let variance = normal.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20000
    #expect(abs(mean) < 0.1 && abs(variance - 9) < 0.4)
    #expect(abs(Double(normal.count { abs($0) < 3 }) / 20000 - 0.6827) < 0.02)
    let uniform = Matrix<Double>.uniform(rows: 100, columns: 200, bound: 2, using: &generator)
      .values
    #expect(uniform.allSatisfy { (-2..<2).contains($0) })
    #expect(abs(uniform.reduce(0, +) / 20000) < 0.05)
    #expect(abs(uniform.reduce(0) { $0 + $1 * $1 } / 20000 - 4.0 / 3) < 0.05)
  }
}
