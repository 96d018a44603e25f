// Tables added to tokens, against the references and against each other.

import AttentionMath
import RealModule
import Testing

@Suite struct SinusoidConventionTests {
  @Test(arguments: [
    (SinusoidConvention.vaswani, "vaswani_interleaved"),
    (.xlm, "vaswani_interleaved"),
    (.tensor2tensor, "tensor2tensor_whisper_sin_then_cos"),
    (.marian, "marian_hf_pegasus_sin_then_cos"),
    (.pegasus, "marian_hf_pegasus_sin_then_cos"),
    (.fairseq, "fairseq_m2m100_padding1_offset2"),
  ])
  func tablesAreThoseOfThePrograms(_ convention: SinusoidConvention, _ name: String) throws {
    let reference = try ReferenceArray("sinusoid_\(name)_12x16").matrix
    let table = try convention.table(rows: reference.rows, dimensions: 16)
    #expect(maximumDifference(table, reference) < 1e-12)
    // What is asked for by a command: the first token's row and those after it.
    let encoding = try Encodings.make("sinusoidal:convention=\(convention),dimensions=16")
    let tokens = try encoding.offering(.tokenVectors).matrix(positions: 0..<12)
    let first = reference.rows - 12
    #expect(maximumDifference(tokens.values, Array(reference.values[(first * 16)...])) < 1e-12)
    let sinusoid = try #require(encoding as? SinusoidalEncoding)
    #expect(sinusoid.conventions.contains(convention))
  }

  @Test func theFirstRowMovesEveryWayOfAsking() throws {
    let plain = try SinusoidalEncoding(dimensions: 8, layout: .halves, spacing: .endpoint)
    let moved = try SinusoidalEncoding(
      dimensions: 8, layout: .halves, spacing: .endpoint, firstRow: 5)
    #expect(try moved.matrix(positions: -3..<70) == plain.matrix(positions: 2..<75))
    #expect(moved.vector(at: 4) == plain.vector(at: 9))
    #expect(moved.value(position: 4, dimension: 3) == plain.value(position: 9, dimension: 3))
    #expect(moved.sineCurve(position: 4, at: 1.5) == plain.sineCurve(position: 9, at: 1.5))
    #expect(moved.cosineCurve(position: 4, at: 5.5) == plain.cosineCurve(position: 9, at: 5.5))
    #expect(try moved.shiftMatrix(by: 3) == plain.shiftMatrix(by: 3))
    #expect(throws: EncodingError.positionTooFar(first: (1 << 53) - 5, count: 1)) {
      try moved.matrix(positions: (1 << 53) - 5..<(1 << 53) - 4)
    }
  }

  @Test func aConventionIsNotContradicted() throws {
    let error = #expect(throws: EncodingError.self) {
      try Encodings.make("sinusoidal:convention=marian,layout=interleaved")
    }
    #expect(
      error?.description
        == "convention=marian and layout=interleaved contradict each other: "
        + "this convention has layout=halves; give one")
    // What a command assumes gives way.
    let encoding = try Encodings.make(
      "sinusoidal:convention=marian,layout=halves",
      assuming: ["layout": "interleaved", "spacing": "endpoint"])
    #expect(encoding.specification["layout"] == "halves")
    #expect(encoding.specification["spacing"] == "standard")
  }
}

@Suite struct ImageEncodingTests {
  @Test(arguments: [(ImageConvention.mae, "mae"), (.rowFirst, "rowfirst")])
  func sinesOfImagesAreTheReference(_ convention: ImageConvention, _ name: String) throws {
    let reference = try ReferenceArray("sincos2d_\(name)_14x14_d64").matrix
    let encoding = try ImageSinusoid(
      dimensions: 64, grid: PatchGrid(rows: 14, columns: 14), convention: convention)
    #expect(maximumDifference(try encoding.matrix(), reference) < 1e-12)
  }

  @Test func aClassTokenIsARowOfZeros() throws {
    let reference = try ReferenceArray("sincos2d_mae_14x14_d64_cls_first4rows").matrix
    let encoding = try Encodings.make(
      "sincos-2d:dimensions=64,grid=14x14,class-token=yes"
    ).offering(.patches)
    #expect(encoding.knownPositions == 0..<197)
    #expect(maximumDifference(try encoding.matrix(positions: 0..<4), reference) < 1e-12)
    #expect(encoding.location(of: 0) == nil)
    #expect(try #require(encoding.location(of: 16)) == (row: 1, column: 1))
  }

  @Test func theExponentsOfViTReachTheBase() throws {
    let reference = try Formulas.load().vit
    let encoding = try ImageSinusoid(
      dimensions: reference.dimensions,
      grid: PatchGrid(rows: reference.rows, columns: reference.columns), convention: .vit)
    #expect(maximumDifference(try encoding.matrix(), Matrix(reference.values!)) < 1e-12)
    #expect(encoding.frequencies.last == 1e-4)
  }

  /// The reference has the shape [2f, rows, columns].
  @Test func detrIsTheReference() throws {
    let planes = try ReferenceArray("sine2d_detr_normalized_6x8_f16").matrices
    let encoding = try DetrSinusoid(dimensions: 32, grid: PatchGrid(rows: 6, columns: 8))
    let matrix = try encoding.matrix()
    for (dimension, plane) in planes.enumerated() {
      #expect(maximumDifference(matrix.column(dimension), plane.values) < 1e-12)
    }
  }

  @Test func aGridHasNoMorePositions() throws {
    let encoding = try ImageSinusoid(dimensions: 8, grid: PatchGrid("2x3"))
    let error = #expect(throws: EncodingError.self) { try encoding.matrix(positions: 0..<7) }
    #expect(
      error?.description == "position 6: a grid of 2x3 has positions from 0 to 5; use one of those")
    #expect(try encoding.matrix(positions: 9..<9).rows == 0)
  }

  @Test(arguments: [
    "", "14", "14x", "x14", "0x3", "3x-1", "2x2x2", "4611686018427387904x4", "3 x 4",
  ])
  func badGridsAreRefused(_ text: String) {
    #expect(throws: EncodingError.badGrid(text)) { try PatchGrid(text) }
  }

  /// The first half of a vector says the column, and the other the row.
  @Test(arguments: 0..<20)
  func patchesOfOneColumnShareAHalf(_ seed: Int) throws {
    var random = RandomParameters(seed)
    let half = 4 * random.integer(1...8)
    let convention = random.element(of: ImageConvention.allCases)
    let encoding = try ImageSinusoid(
      dimensions: 2 * half,
      grid: PatchGrid(rows: random.integer(2...9), columns: random.integer(2...9)),
      hasClassToken: random.integer(0...1) == 1, convention: convention,
      base: random.number(10...20000))
    let matrix = try encoding.matrix()
    for position in encoding.knownPositions {
      guard let location = encoding.location(of: position) else {
        #expect(matrix.row(position).allSatisfy { $0 == 0 })
        continue
      }
      let square = matrix.row(position).reduce(0) { $0 + $1 * $1 }
      #expect(abs(square - Double(half)) < 1e-12)
      for other in encoding.knownPositions {
        guard let otherPlace = encoding.location(of: other) else { continue }
        let firstHalves = matrix.row(position).prefix(half) == matrix.row(other).prefix(half)
        let isSame =
          convention == .rowFirst
          ? location.row == otherPlace.row : location.column == otherPlace.column
        #expect(firstHalves == isSame)
      }
    }
  }
}

@Suite struct FourierFeatureTests {
  struct Reference: Decodable {
    let octaves: Int
    let points, paper, code: [[Double]]

    enum CodingKeys: String, CodingKey {
      case octaves = "L"
      case points, paper, code
    }
  }

  @Test func octavesAreNeRFsInBothConventions() throws {
    let reference = try Fixture.json("encodings/nerf_fourier_L10.json", as: Reference.self)
    let paper = try FourierFeatures(octaves: reference.octaves, convention: .paper)
    let code = try FourierFeatures(octaves: reference.octaves, convention: .code)
    for (index, point) in reference.points.enumerated() {
      #expect(maximumDifference(paper.features(of: point), reference.paper[index]) < 1e-12)
      #expect(maximumDifference(code.features(of: point), reference.code[index]) < 1e-12)
    }
  }

  @Test func positionsSpreadOverMinusOneToOne() throws {
    let encoding = try FourierFeatures(octaves: 3, convention: .code, length: 5)
    let matrix = try encoding.matrix(positions: 0..<5)
    #expect(matrix.column(0) == [-1, -0.5, 0, 0.5, 1])
    #expect(matrix.columns == 7 && encoding.dimensions == 7)
    #expect(abs(matrix[3, 5] - Double.sin(4 * 0.5)) < 1e-15)
  }

  @Test func aSeedDrawsTheSameFrequenciesAgain() throws {
    let encoding = try RandomFourierFeatures(dimensions: 12, deviation: 3, seed: 7, length: 10)
    let matrix = try encoding.matrix(positions: -4..<30)
    #expect(
      try matrix
        == Encodings.make("fourier-random:dimensions=12,deviation=3,seed=7,length=10").offering(
          .tokenVectors
        ).matrix(positions: -4..<30))
    let other = try RandomFourierFeatures(dimensions: 12, deviation: 3, seed: 8, length: 10)
    #expect(encoding.matrixB != other.matrixB)
    for (row, position) in (-4..<30).enumerated() {
      for pair in 0..<6 {
        let angle = 2 * Double.pi * encoding.matrixB[pair, 0] * Double(position) / 10
        #expect(abs(matrix[row, pair] - Double.cos(angle)) < 1e-12)
        #expect(abs(matrix[row, 6 + pair] - Double.sin(angle)) < 1e-12)
      }
    }
  }

  @Test func frequenciesHaveTheDeviationThatWasAskedFor() throws {
    let encoding = try RandomFourierFeatures(dimensions: 20000, deviation: 5, seed: 1)
    let squares = encoding.matrixB.values.reduce(0) { $0 + $1 * $1 }
    #expect(abs((squares / 10000).squareRoot() - 5) < 0.15)
  }
}

@Suite struct LearnedEncodingTests {
  let table = Matrix<Double>(rows: 6, columns: 3) { Double(10 * $0 + $1) }

  @Test func rowsAreLookedUp() throws {
    let encoding = try LearnedEncoding(table: table, firstRow: 2)
    #expect(encoding.dimensions == 3 && encoding.knownPositions == -2..<4)
    #expect(try encoding.matrix(positions: 1..<3).values == [30, 31, 32, 40, 41, 42])
    let error = #expect(throws: EncodingError.self) { try encoding.matrix(positions: 0..<5) }
    #expect(
      error?.description
        == "position 4: the learned table has positions from -2 to 3; use one of those")
  }

  @Test func aTableIsNeededAndMustBeFinite() throws {
    let missing = #expect(throws: EncodingError.self) { try Encodings.make("learned") }
    #expect(
      missing?.description
        == "learned: table is missing (the table of vectors, [positions, d_model]); "
        + "give learned:table=…")
    let encoding = try Encodings.make("learned:file.npy,first-row=1", tables: ["table": table])
    #expect(try encoding.offering(.tokenVectors).matrix(positions: 0..<1).values == [10, 11, 12])
    var broken = table
    broken[1, 2] = .nan
    let error = #expect(throws: EncodingError.self) { try LearnedEncoding(table: broken) }
    #expect(
      error?.description == "table: nan at row 1, column 2; a table holds finite numbers")
    #expect(throws: EncodingError.self) { try LearnedEncoding(table: table, firstRow: 6) }
    #expect(throws: EncodingError.self) {
      try LearnedEncoding(table: Matrix(rows: 0, columns: 3))
    }
  }
}

@Suite struct LearnedPatchesTests {
  static func table(_ rows: Int) -> Matrix<Double> {
    Matrix(rows: rows, columns: 2) { Double(10 * $0 + $1) }
  }

  @Test(arguments: [(16, 0), (17, 1), (18, 2)])
  func aSquareIsFoundWithTheRowsBeforeIt(_ rows: Int, _ prefix: Int) throws {
    let encoding = try Encodings.make(
      "learned-2d:vit.safetensors", tables: ["table": Self.table(rows)]
    ).offering(.patches)
    #expect(encoding.grid.description == "4x4" && encoding.prefixTokens == prefix)
    #expect(try encoding.matrix() == Self.table(rows))
    #expect(try #require(encoding.location(of: prefix + 6)) == (row: 1, column: 2))
    #expect((0..<prefix).allSatisfy { encoding.location(of: $0) == nil })
  }

  @Test func aTableMustFitItsGrid() throws {
    let encoding = try LearnedPatches(table: Self.table(15), grid: PatchGrid("2x7"))
    #expect(encoding.prefixTokens == 1)
    let error = #expect(throws: EncodingError.self) {
      try LearnedPatches(table: Self.table(197), grid: PatchGrid("16x16"))
    }
    #expect(
      error?.description
        == "table of shape [197, 2]: a grid of 16x16 needs 256 rows, one more with a class token, "
        + "or two; give the table's own grid=ROWSxCOLUMNS")
    let square = #expect(throws: EncodingError.self) {
      try LearnedPatches(table: Self.table(15))
    }
    #expect(
      square?.description
        == "table of shape [15, 2]: no square of patches has so many rows; give grid=ROWSxCOLUMNS")
    #expect(throws: EncodingError.self) { try LearnedPatches(table: Self.table(0)) }
  }
}

@Suite struct ConventionDetectionTests {
  @Test(arguments: [
    ("vaswani_interleaved", [SinusoidConvention.vaswani, .xlm]),
    ("tensor2tensor_whisper_sin_then_cos", [.tensor2tensor]),
    ("marian_hf_pegasus_sin_then_cos", [.marian, .pegasus]),
    ("fairseq_m2m100_padding1_offset2", [.fairseq]),
  ])
  func tablesTellWhoseTheyAre(_ name: String, _ expected: [SinusoidConvention]) throws {
    let table = try ReferenceArray("sinusoid_\(name)_12x16").matrix
    let rounded = Matrix<Double>(rows: table.rows, columns: 16) { Double(Float(table[$0, $1])) }
    let matches = try SinusoidConvention.matches(rounded)
    #expect(Set(matches.filter(\.isExact).map(\.convention)) == Set(expected))
    #expect(matches.map(\.difference) == matches.map(\.difference).sorted())
    #expect(try SinusoidConvention.matches(sample(12, 16)).allSatisfy { !$0.isExact })
  }

  @Test func tablesOfImagesTellWhoseTheyAre() throws {
    let grid = try PatchGrid("14x14")
    for (name, expected) in [("mae", ImageConvention.mae), ("rowfirst", .rowFirst)] {
      let table = try ReferenceArray("sincos2d_\(name)_14x14_d64").matrix
      let matches = try ImageConvention.matches(table, grid: grid)
      #expect(matches.filter(\.isExact).map(\.convention) == [expected])
      let withClass = Matrix(
        rows: 197, columns: 64, values: Array(repeating: 0, count: 64) + table.values)
      #expect(try ImageConvention.matches(withClass, grid: grid).first?.convention == expected)
    }
    #expect(throws: EncodingError.self) { try ImageConvention.matches(sample(9, 8), grid: grid) }
  }
}

@Suite struct SineCosinePairTests {
  /// Sines and cosines of one angle, at dimensions of their own, that turn by the pair's frequency.
  @Test(arguments: [
    "sinusoidal:dimensions=12", "sinusoidal:dimensions=12,convention=fairseq",
    "sincos-2d:dimensions=16,grid=3x5", "sincos-2d:dimensions=16,grid=3x5,convention=row-first",
    "sincos-2d:dimensions=16,grid=3x5,convention=vit", "detr-2d:dimensions=16,grid=3x5",
    "fourier:octaves=5,length=20", "fourier:octaves=5,length=20,convention=code",
    "fourier-random:dimensions=12,length=50",
  ])
  func pairsTurnByTheirFrequencies(_ text: String) throws {
    let encoding = try Encodings.make(text).offering(.sineCosinePairs)
    let pairs = encoding.frequencies.count
    let (sines, cosines) = (encoding.sineDimensions, encoding.cosineDimensions)
    #expect(Set(sines + cosines).count == 2 * pairs && sines.count == pairs)
    let matrix = try encoding.matrix(positions: 0..<15)
    for row in 0..<15 {
      for pair in 0..<pairs {
        let (sine, cosine) = (matrix[row, sines[pair]], matrix[row, cosines[pair]])
        #expect(abs(sine * sine + cosine * cosine - 1) < 1e-12)
      }
    }
    // One step along the axis, or from one column to the next.
    let firstAxis = (encoding as? ImageSinusoid)?.convention.isColumnFirst ?? true
    for pair in 0..<pairs {
      let isColumn = (pair < pairs / 2) == firstAxis
      let isTurned =
        switch encoding {
        case is ImageSinusoid: isColumn
        case is DetrSinusoid: pair >= pairs / 2
        default: true
        }
      let turn =
        matrix[0, cosines[pair]] * matrix[1, cosines[pair]]
        + matrix[0, sines[pair]] * matrix[1, sines[pair]]
      let expected = isTurned ? Double.cos(encoding.frequencies[pair]) : 1
      #expect(abs(turn - expected) < 1e-9, "pair \(pair)")
    }
    let vector = try encoding.vector(at: 3)
    #expect(vector == Array(matrix.row(3)))
    let parts = zip(encoding.sinePart(of: vector), encoding.cosinePart(of: vector)).map { $0 + $1 }
    for dimension in sines + cosines { #expect(parts[dimension] == vector[dimension]) }
    #expect(
      try encoding.difference(4, minus: 3) == zip(matrix.row(4), matrix.row(3)).map { $0 - $1 })
  }
}
