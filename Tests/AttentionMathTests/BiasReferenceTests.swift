// What is added to scores, against the references.

import AttentionMath
import Foundation
import RealModule
import Testing

@Suite struct BiasReferenceTests {
  @Test func slopesOfOneToSixteenHeads() throws {
    struct File: Decodable { let slopes: [String: [Double]] }
    let slopes = try Fixture.json("encodings/alibi_slopes.json", as: File.self).slopes
    #expect(slopes.count == 16)
    for (heads, expected) in slopes {
      let bias = try AlibiBias(heads: #require(Int(heads)))
      #expect(maximumDifference(bias.slopes, expected) < 1e-15, "\(heads)")
    }
  }

  @Test(arguments: [(AlibiForm.causal, "causal"), (.symmetric, "symmetric")])
  func alibiOfFourHeads(_ form: AlibiForm, _ name: String) throws {
    let reference = try ReferenceArray("alibi_bias_\(name)_4heads").matrices
    let biases = try AlibiBias(heads: 4, form: form).biases(positions: 0..<8)
    #expect(biases.count == 4)
    for (bias, expected) in zip(biases, reference) {
      #expect(maximumFiniteDifference(bias, expected) < 1e-12)
    }
  }

  @Test func bloomsRowIsTheKeysPosition() throws {
    let reference = try ReferenceArray("alibi_bloom_row_4heads").matrices
    for (head, expected) in reference.enumerated() {
      let bias = try AlibiBias(heads: 4, form: .keyPosition).bias(
        head: head, queries: 0..<3, keys: 0..<8)
      for row in 0..<3 { #expect(Array(bias.row(row)) == expected.values) }
    }
  }

  struct Buckets: Decodable {
    let buckets, maxDistance: Int
    let bidirectional, causal: Direction
    struct Direction: Decodable { let exact: [Int] }

    enum CodingKeys: String, CodingKey {
      case buckets = "num_buckets"
      case maxDistance = "max_distance"
      case bidirectional, causal
    }
  }

  @Test(arguments: ["32_128", "16_64"])
  func bucketsOfDistances(_ name: String) throws {
    let reference = try Fixture.json("encodings/t5_buckets_\(name).json", as: Buckets.self)
    for (isBidirectional, expected) in [
      (true, reference.bidirectional.exact), (false, reference.causal.exact),
    ] {
      let bias = try T5Bias(
        buckets: reference.buckets, maxDistance: reference.maxDistance,
        isBidirectional: isBidirectional)
      #expect((-300...300).map { bias.bucket(distance: $0) } == expected)
      // As a matrix: the last query's row is the distances from -300 to 300.
      let row = try bias.indices(queries: 300..<301, keys: 0..<601)
      #expect(row.values == expected)
    }
  }

  @Test func clippedDistancesOfShawAndBERT() throws {
    for (name, text) in [
      ("shaw_clipped_index_n6_k3", "shaw:clip=3"),
      ("bert_relative_key_index_n6_max32", "shaw:clip=31,convention=bert"),
    ] {
      let reference = try ReferenceArray(name)
      let indices = try Encodings.make(text).offering(.indices).indices(
        queries: 0..<6, keys: 0..<6)
      #expect(indices.matrix.values == reference.values)
    }
  }

  @Test func transformerXLsTablesAndXLNetsShift() throws {
    let encoding = try TransformerXLPositions(dimensions: 16)
    #expect(
      maximumDifference(
        try encoding.programTable(keys: 6),
        try ReferenceArray("transformer_xl_relative_k6_d16").matrix) < 1e-12)
    #expect(
      maximumDifference(
        try encoding.programTable(keys: 6, queries: 6),
        try ReferenceArray("xlnet_relative_bi_q6_d16").matrix) < 1e-12)
    let shifted = TransformerXLPositions.shifted(
      try ReferenceArray("xlnet_rel_shift_q6_in").matrix, farthest: 6, keys: 6)
    #expect(shifted == (try ReferenceArray("xlnet_rel_shift_q6_out").matrix))
  }

  @Test func kernelsOfKERPLE() throws {
    let reference = try Formulas.load().kerple
    for (kernel, values) in [
      (KerpleKernel.logarithmic, reference.logarithmic), (.power, reference.power),
    ] {
      let bias = try KerpleBias(r1: reference.r1, r2: reference.r2, kernel: kernel)
      for head in 0..<3 {
        for (location, expected) in zip(reference.places, values[head]) {
          let value = try bias.at(head, location)
          #expect(abs(value - expected) <= 1e-15 * max(1, abs(expected)) * 4)
        }
      }
    }
  }

  @Test func theNetworkOfFIRE() throws {
    let reference = try Formulas.load().fire
    let bias = try FireBias(
      c: reference.c, threshold: reference.threshold,
      layers: [
        .init(weight: Matrix(reference.weight0), bias: reference.bias0),
        .init(weight: Matrix(reference.weight1), bias: reference.bias1),
      ])
    let named = try Encodings.make(
      "fire:c=\(reference.c),threshold=\(reference.threshold)",
      tables: [
        "weight0": Matrix(reference.weight0), "weight1": Matrix(reference.weight1),
        "bias0": Matrix([reference.bias0]), "bias1": Matrix([reference.bias1]),
      ])
    #expect(named as? FireBias == bias)
    for (location, expected) in zip(reference.places, reference.values) {
      for head in 0..<3 {
        #expect(abs(try bias.at(head, location) - expected[head]) < 1e-13)
      }
    }
  }

  @Test func decayOfRetNet() throws {
    let decay = try RetentionDecay(heads: 31)
    for row in try Formulas.load().retnet {
      let (head, distance) = (Int(row[0]), Int(row[1]))
      let value = try decay.decay(
        head: head, queries: distance..<distance + 1, keys: 0..<1)[0, 0]
      #expect(abs(value - row[2]) < 1e-13)
      #expect(abs(try decay.at(head, [distance, 0]) - row[3]) <= 1e-13 * max(1, abs(row[3])))
    }
    #expect(decay.decays[0] == 0.96875 && decay.decays[1] == 0.984375)
  }

  @Test func queriesMeetTheVectorsOfDistances() throws {
    let reference = try Formulas.load().queries
    let (q, k) = (Matrix(reference.query), Matrix(reference.key))
    let shaw = try ShawDistances(clip: reference.clip, table: Matrix(reference.table))
    let xl = try TransformerXLPositions(
      dimensions: 6,
      weights: .init(
        projections: [Matrix(reference.projection)], contentBias: Matrix([reference.u]),
        positionBias: Matrix([reference.v])))
    for (addition, expected) in [
      (shaw as any ScoreAddition, reference.shaw), (xl, reference.transformerXL),
    ] {
      let stages = try ScaledDotProductAttention(addition: addition).stages(
        query: q, key: k, value: k)
      let added = try #require(stages.addition)
      #expect(maximumDifference(added, Matrix(expected)) < 1e-12)
      #expect(stages.biased[2, 1] == stages.scaled[2, 1] + added[2, 1])
    }
  }
}

extension PositionBias {
  /// The bias of one head at a query and a key.
  func at(_ head: Int, _ location: [Int]) throws -> Double {
    try bias(
      head: head, queries: location[0]..<location[0] + 1, keys: location[1]..<location[1] + 1)[0, 0]
  }
}

@Suite struct BiasIdentityTests {
  /// A bias of every kind that depends on the distance alone, with random parameters.
  static func random(_ seed: Int) throws -> any PositionBias {
    var random = RandomParameters(seed)
    let heads = random.integer(1...20)
    let buckets = 4 * random.integer(1...16)
    let biases: [any PositionBias] = [
      try AlibiBias(heads: heads), try AlibiBias(heads: heads, form: .symmetric),
      try T5Bias(
        buckets: buckets, maxDistance: buckets + random.integer(0...500),
        isBidirectional: random.integer(0...1) == 0, table: random.vectors(buckets, heads)),
      try KerpleBias(
        r1: (0..<heads).map { _ in random.number(0.01...3) },
        r2: (0..<heads).map { _ in random.number(0.01...2) },
        kernel: random.element(of: KerpleKernel.allCases),
        direction: random.element(of: BiasDirection.allCases)),
      try RetentionDecay(heads: heads, window: random.element(of: [nil, 5])),
    ]
    return biases[seed % biases.count]
  }

  @Test(arguments: 0..<25)
  func isConstantAlongDiagonals(_ seed: Int) throws {
    let bias = try Self.random(seed)
    for head in 0..<(try #require(bias.heads)) {
      let matrix = try bias.bias(head: head, queries: 3..<23, keys: 0..<27)
      for row in 1..<20 {
        for column in 1..<27 { #expect(matrix[row, column] == matrix[row - 1, column - 1]) }
      }
    }
    let error = #expect(throws: EncodingError.self) {
      try bias.bias(head: bias.heads!, queries: 0..<1, keys: 0..<1)
    }
    #expect(error == .noSuchHead(bias.heads!, heads: bias.heads!))
  }

  @Test(arguments: 0..<20)
  func bucketsAreMonotone(_ seed: Int) throws {
    var random = RandomParameters(seed)
    let buckets = 4 * random.integer(1...40)
    let bias = try T5Bias(
      buckets: buckets, maxDistance: buckets + random.integer(0...3000),
      isBidirectional: seed.isMultiple(of: 2))
    let earlier = (0...5000).map { bias.bucket(distance: -$0) }
    #expect(zip(earlier, earlier.dropFirst()).allSatisfy { $0 <= $1 })
    let side = bias.isBidirectional ? buckets / 2 : buckets
    #expect(earlier.first == 0 && earlier.last == side - 1)
    #expect(earlier[bias.maxDistance] == side - 1)
    let later = (1...5000).map { bias.bucket(distance: $0) }
    if bias.isBidirectional {
      #expect(later == earlier.dropFirst().map { $0 + side })
    } else {
      #expect(later.allSatisfy { $0 == 0 })
    }
    for distance in [Int.min, .max] {
      #expect((0..<buckets).contains(bias.bucket(distance: distance)))
    }
  }

  @Test(arguments: 0..<10)
  func clippedDistancesAreMonotoneAndBounded(_ seed: Int) throws {
    var random = RandomParameters(seed)
    let clip = random.integer(0...40)
    let shaw = try ShawDistances(clip: clip)
    let indices = (-100...100).map { shaw.index(distance: $0) }
    #expect(indices.first == 0 && indices.last == 2 * clip)
    #expect(indices[100] == clip)
    #expect(zip(indices, indices.dropFirst()).allSatisfy { $1 - $0 == 0 || $1 - $0 == 1 })
    let bert = try ShawDistances(clip: clip, convention: .bert)
    #expect((-100...100).map { bert.index(distance: $0) } == indices.reversed())
  }

  @Test(arguments: 1...70)
  func slopesOfAnyNumberOfHeads(_ heads: Int) throws {
    let slopes = try AlibiBias(heads: heads).slopes
    #expect(slopes.count == heads && Set(slopes).count == heads)
    #expect(slopes.allSatisfy { $0 > 0 && $0 < 1 })
    if heads.nonzeroBitCount == 1 {
      // A geometric sequence that ends at 2^-8.
      #expect(slopes[heads - 1] == 0x1p-8)
      for (a, b) in zip(slopes, slopes.dropFirst()) {
        #expect(abs(b / a - Double.exp2(-8 / Double(heads))) < 1e-15)
      }
    }
  }

  /// Bloom's form and the paper's are the same to softmax under a causal mask.
  @Test func theFormsOfALiBiGiveTheSameWeights() throws {
    let x: Matrix<Double> = sample(9, 4)
    let weights = try [AlibiForm.causal, .keyPosition, .symmetric].map { form in
      try ScaledDotProductAttention(
        mask: .causal(), addition: AlibiBias(heads: 3, form: form)
      ).stages(query: x, key: x, value: x, head: 2).weights
    }
    #expect(maximumDifference(weights[0], weights[1]) < 1e-15)
    #expect(weights[0] == weights[2])
  }

  /// Two hidden numbers and one head: f(x) = 3 max(0, 2 x − 1) + 5 max(0, 1 − x).
  @Test func fireTakesANetworkOfOneMatrix() throws {
    let bias = try #require(
      try Encodings.make(
        "fire:c=1,threshold=3",
        tables: ["table": Matrix(rows: 2, columns: 3, values: [2, -1, 3, -1, 1, 5])]) as? FireBias)
    #expect(bias.heads == 1)
    let values = try bias.bias(head: 0, queries: 0..<4, keys: 0..<4)
    // ψ(1) / ψ(3) = ln 2 / ln 4 = 1/2, ψ(3) / ψ(3) = 1.
    #expect(abs(values[3, 2] - 2.5) < 1e-12 && abs(values[3, 0] - 3) < 1e-12)
    #expect(values[2, 2] == 5 && values[0, 1] == -.infinity)
    let error = #expect(throws: EncodingError.self) {
      try Encodings.make(
        "fire:c=1,threshold=3", tables: ["table": Matrix<Double>(rows: 4, columns: 2)])
    }
    #expect(error?.description.contains("[hidden, 2 + heads] is needed") == true)
  }

  @Test func fireMeasuresDistancesAgainstTheQuery() throws {
    let bias = try FireBias(
      c: 0.5, threshold: 8, layers: [.init(weight: Matrix([[1]]), bias: [0])])
    for query in [0, 5, 8, 100, 5000] {
      #expect(bias.normalizedDistance(query: query, key: query) == 0)
      let first = bias.normalizedDistance(query: query, key: 0)
      #expect(first <= 1 && (query < 8 || first == 1))
    }
    let matrix = try bias.bias(head: 0, queries: 0..<4, keys: 0..<4)
    #expect(matrix[1, 2] == -.infinity && matrix[2, 1] > 0)
  }

  @Test func retentionEndsAtItsWindow() throws {
    let bias = try RetentionDecay(heads: 2, window: 3)
    let matrix = try bias.bias(head: 0, queries: 5..<6, keys: 0..<8)
    #expect(matrix.values.map { $0.isFinite } == [0, 0, 0, 1, 1, 1, 0, 0].map { $0 == 1 })
    let decay = try bias.decay(head: 0, queries: 5..<6, keys: 0..<8)
    for (a, b) in zip(decay.values, matrix.values) { #expect(abs(a - Double.exp(b)) < 1e-15) }
  }
}
