// What holds of every rotation, over random parameters.

import AttentionMath
import RealModule
import Testing

@Suite struct RotaryIdentityTests {
  /// A rotation with random dimensions, base, pairs, share and scaling.
  static func random(_ seed: Int) throws -> RotaryEncoding {
    var random = RandomParameters(seed)
    let dimensions = 2 * random.integer(2...40)
    let rotary = 2 * random.integer(2...dimensions / 2)
    let pairs = rotary / 2
    let factor = random.number(1...16)
    let original = random.integer(128...8192)
    let scalings: [any RotaryScaling] = [
      UnscaledRotary(), try LinearScaling(factor: factor), try NTKScaling(factor: factor),
      try DynamicNTKScaling(factor: factor, original: original, length: 2 * original),
      try YaRNScaling(factor: factor, original: original),
      try Llama3Scaling(factor: factor, original: original),
      try LongRoPEScaling(
        shortFactors: (0..<pairs).map { _ in random.number(1...2) },
        longFactors: (0..<pairs).map { _ in random.number(1...40) }, original: original,
        factor: factor, length: random.element(of: [nil, 2 * original])),
    ]
    return try RotaryEncoding(
      dimensions: dimensions, rotaryDimensions: rotary, base: random.number(100...1e6),
      pairing: random.element(of: RotaryPairing.allCases),
      scaling: scalings[seed % scalings.count])
  }

  @Test(arguments: 0..<28)
  func keepsLengthsUpToTheAttentionFactor(_ seed: Int) throws {
    let rotation = try Self.random(seed)
    var random = RandomParameters(seed + 1000)
    let vectors = random.vectors(5, rotation.dimensions)
    let positions = (0..<5).map { _ in random.integer(-100_000...100_000) }
    let turned = try rotation.rotated(vectors, at: positions)
    let r = rotation.rotaryDimensions
    for row in 0..<5 {
      let (before, after) = (vectors.row(row), turned.row(row))
      #expect(before.dropFirst(r) == after.dropFirst(r))
      let length = before.prefix(r).reduce(0) { $0 + $1 * $1 }.squareRoot()
      let turnedLength = after.prefix(r).reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(abs(turnedLength - length * rotation.attentionFactor) < 1e-12 * max(1, length))
    }
  }

  @Test(arguments: 0..<28)
  func productsDependOnTheDistanceAlone(_ seed: Int) throws {
    let rotation = try Self.random(seed)
    var random = RandomParameters(seed + 2000)
    let (q, k) = (random.vectors(1, rotation.dimensions), random.vectors(1, rotation.dimensions))
    let distance = random.integer(-500...500)
    func product(at position: Int) throws -> Double {
      let query = try rotation.rotated(q, at: [position])
      let key = try rotation.rotated(k, at: [position + distance])
      return zip(query.values, key.values).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let expected = try product(at: 0)
    for _ in 0..<5 {
      #expect(abs(try product(at: random.integer(-100_000...100_000)) - expected) < 1e-11)
    }
    // q · R k by the matrix, which has no attention factor.
    if rotation.attentionFactor == 1 {
      let byMatrix = q.timesTransposed(
        k.timesTransposed(try rotation.rotationMatrix(at: distance)))
      #expect(abs(byMatrix[0, 0] - expected) < 1e-12)
    }
  }

  @Test(arguments: 0..<14)
  func theTwoConventionsAreOneInAnotherOrder(_ seed: Int) throws {
    let one = try Self.random(seed)
    func with(_ pairing: RotaryPairing) throws -> RotaryEncoding {
      try RotaryEncoding(
        dimensions: one.rotaryDimensions, base: one.base, pairing: pairing, scaling: one.scaling)
    }
    var random = RandomParameters(seed)
    let vectors = random.vectors(3, one.rotaryDimensions)
    let order = RotaryPairing.halvesFromInterleaved(pairs: one.rotaryDimensions / 2)
    func ordered(_ matrix: Matrix<Double>) -> Matrix<Double> {
      Matrix(rows: matrix.rows, columns: matrix.columns) { matrix[$0, order[$1]] }
    }
    let positions = [3, -7, 12345]
    #expect(
      try ordered(with(.interleaved).rotated(vectors, at: positions))
        == with(.halves).rotated(ordered(vectors), at: positions))
    // And they are not the same otherwise.
    #expect(
      try with(.interleaved).rotated(vectors, at: positions)
        != with(.halves).rotated(vectors, at: positions))
  }

  @Test(arguments: 0..<28)
  func turnsAddUp(_ seed: Int) throws {
    let rotation = try Self.random(seed)
    var random = RandomParameters(seed + 3000)
    let (a, b) = (random.integer(-5000...5000), random.integer(-5000...5000))
    let product = try rotation.rotationMatrix(at: a).times(rotation.rotationMatrix(at: b))
    #expect(maximumDifference(product, try rotation.rotationMatrix(at: a + b)) < 1e-12)
    #expect(
      try rotation.rotationMatrix(at: -a) == rotation.rotationMatrix(at: a).transposed)
    // Cosine, sine and angle are of one turn.
    let (cos, sin, angle) = (
      try rotation.table(.cos, positions: a..<a + 3),
      try rotation.table(.sin, positions: a..<a + 3),
      try rotation.table(.angle, positions: a..<a + 3)
    )
    for index in cos.values.indices {
      #expect(
        abs(cos.values[index] - rotation.attentionFactor * Double.cos(angle.values[index])) < 1e-10)
      #expect(
        abs(sin.values[index] - rotation.attentionFactor * Double.sin(angle.values[index])) < 1e-10)
    }
  }

  /// No scaling makes a pair faster; each ends between the trained frequencies and a factor below.
  @Test(arguments: 0..<28)
  func frequenciesFallAndStretch(_ seed: Int) throws {
    let rotation = try Self.random(seed)
    let plain = try RotaryEncoding(
      dimensions: rotation.rotaryDimensions, base: rotation.base)
    for (scaled, trained) in zip(rotation.frequencies, plain.frequencies) {
      #expect(scaled <= trained * (1 + 1e-15) && scaled > 0)
    }
    if rotation.scaling.name != "longrope" {
      #expect(zip(rotation.frequencies, rotation.frequencies.dropFirst()).allSatisfy { $0 >= $1 })
    }
    if rotation.scaling.name == "ntk", let scaling = rotation.scaling as? NTKScaling {
      #expect(rotation.frequencies[0] == 1)
      let last = rotation.frequencies.count - 1
      #expect(
        abs(plain.frequencies[last] / rotation.frequencies[last] / scaling.factor - 1) < 1e-14)
    }
  }

  @Test func aFactorOfOneChangesNothing() throws {
    let plain = try RotaryEncoding(dimensions: 32).frequencies
    for text in [
      "linear,factor=1", "ntk,factor=1", "dynamic,factor=1,original=64,length=64",
      "yarn,factor=1,original=64", "llama3,factor=1,original=64",
    ] {
      let rotation = try Encodings.make("rope:dimensions=32,scaling=\(text)").offering(.rotation)
      #expect(maximumDifference(rotation.frequencies, plain) < 1e-16, "\(text)")
      #expect(rotation.attentionFactor == 1)
    }
  }

  @Test func textIsTurnedAlikeByRoPEAndMRoPE() throws {
    let one = try RotaryEncoding(dimensions: 16)
    let axes = try MultiAxisRotary(text: one, sections: [2, 3, 3])
    #expect(
      try axes.table(.cos, positions: -3..<40) == one.table(.cos, positions: -3..<40))
    // After an image text goes on one after the greatest position.
    let image = try MultiAxisRotary(
      text: one, sections: [2, 3, 3],
      coordinates: MultiAxisRotary.coordinates(of: [.text(3), .image(PatchGrid("2x5"))]))
    #expect(try image.location(of: 13) == [8, 8, 8])
    #expect(try image.location(of: 14) == [9, 9, 9])
    #expect(try image.location(of: 12) == [3, 4, 7])
    let video = try MultiAxisRotary.coordinates(of: [.video(frames: 2, PatchGrid("1x2"))])
    #expect(video == [[0, 0, 0], [0, 0, 1], [1, 0, 0], [1, 0, 1]])
    #expect(throws: EncodingError.self) { try image.location(of: -1) }
  }

  @Test func productsOnAGridDependOnTheStepAlone() throws {
    let rotation = try GridRotary(dimensions: 16, grid: PatchGrid("6x7"), hasClassToken: true)
    var random = RandomParameters(5)
    let (q, k) = (random.vectors(1, 16), random.vectors(1, 16))
    func product(_ a: Int, _ b: Int) throws -> Double {
      let query = try rotation.rotated(q, at: [a])
      let key = try rotation.rotated(k, at: [b])
      return zip(query.values, key.values).reduce(0) { $0 + $1.0 * $1.1 }
    }
    // Two rows down and three columns right, from two patches; 1 is the first after the class token.
    #expect(abs(try product(1, 1 + 2 * 7 + 3) - product(1 + 3 * 7 + 2, 1 + 5 * 7 + 5)) < 1e-12)
    #expect(try rotation.rotated(q, at: [0]) == q)
    #expect(throws: EncodingError.self) { try rotation.turns(at: 43) }
  }

  @Test func floatsAreTurnedByTheAnglesOfDoubles() throws {
    let rotation = try RotaryEncoding(dimensions: 8)
    let exact = try rotation.rotated(
      Matrix<Double>(rows: 1, columns: 8, repeating: 1), at: [131071])
    let rounded = try rotation.rotated(
      Matrix<Float>(rows: 1, columns: 8, repeating: 1), at: [131071])
    #expect(zip(exact.values, rounded.values).allSatisfy { abs($0 - Double($1)) < 3e-7 })
  }

  /// The quick products of many samples against turned vectors.
  @Test(arguments: 0..<14)
  func productsOfSamplesAreThoseOfTurnedVectors(_ seed: Int) throws {
    let rotation = try Self.random(seed)
    var random = RandomParameters(seed + 4000)
    let queries = random.vectors(3, rotation.dimensions)
    let keys = random.vectors(3, rotation.dimensions)
    let products = try rotation.products(queries: queries, keys: keys, distances: -2..<70)
    #expect(products.rows == 72 && products.columns == 3)
    for distance in [-2, 0, 1, 69] {
      let q = try rotation.rotated(queries, at: Array(repeating: distance + 5, count: 3))
      let k = try rotation.rotated(keys, at: Array(repeating: 5, count: 3))
      for sample in 0..<3 {
        let expected = zip(q.row(sample), k.row(sample)).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(products[distance + 2, sample] - expected) < 1e-11)
      }
    }
    #expect(throws: EncodingError.vectorWidth(1, expected: rotation.dimensions)) {
      try rotation.products(queries: sample(3, 1), keys: keys, distances: 0..<1)
    }
    #expect(throws: EncodingError.self) {
      try rotation.products(
        queries: queries, keys: sample(2, rotation.dimensions), distances: 0..<1)
    }
  }

  /// One vector of unit pairs, turned to every position, compared with itself by the general
  /// product.
  @Test(arguments: SimilarityMetric.allCases)
  func similarityInClosedFormIsThatOfTurnedVectors(_ metric: SimilarityMetric) throws {
    let rotation = try RotaryEncoding(
      dimensions: 12, base: 300, pairing: .interleaved, scaling: LinearScaling(factor: 2))
    let vector = Matrix<Double>(rows: 20, columns: 12) { $1.isMultiple(of: 2) ? 0.6 : -0.8 }
    let turned = try rotation.rotated(vector, at: Array(-5..<15))
    let expected = try similarity(of: turned, metric: metric)
    let matrix = try rotation.similarityMatrix(positions: -5..<15, metric: metric)
    #expect(maximumDifference(matrix, expected) < 1e-7)
    if metric != .euclidean { #expect(maximumDifference(matrix, expected) < 1e-13) }
    let sinusoid = try SinusoidalEncoding(dimensions: 12, base: 300)
    let plain = try RotaryEncoding(dimensions: 12, base: 300)
    #expect(
      maximumDifference(
        try sinusoid.similarityProfile(distances: -5..<300, metric: metric),
        try plain.similarityProfile(distances: -5..<300, metric: metric)) < 1e-12)
  }
}
