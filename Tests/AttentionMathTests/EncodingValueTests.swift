// The encoding's values against mpmath's, and the ways of asking for them against each other.

import AttentionMath
import RealModule
import Testing

/// Layouts and spacings, all combined, for several d_model.
struct Variant: Sendable, CustomStringConvertible {
  let dimensions: Int
  let layout: EncodingLayout
  let spacing: EncodingSpacing

  func encoding(base: Double = 10000) throws -> SinusoidalEncoding {
    try SinusoidalEncoding(dimensions: dimensions, base: base, layout: layout, spacing: spacing)
  }

  var description: String { "d \(dimensions), \(layout), \(spacing)" }

  static let all: [Variant] = EncodingLayout.allCases.flatMap { layout in
    EncodingSpacing.allCases.flatMap { spacing in
      [2, 4, 6, 50].compactMap { dimensions in
        spacing == .endpoint && dimensions < 4
          ? nil : Variant(dimensions: dimensions, layout: layout, spacing: spacing)
      }
    }
  }
}

@Suite struct EncodingValueTests {
  /// positional-encoding-values.json: the formula worked out with mpmath to 60 digits.
  struct Reference: Decodable {
    let rows: [Row]
    struct Row: Decodable {
      let position: Int
      let dimension: Int
      let encoding: SinusoidalEncoding
      let value: Double

      init(from decoder: any Decoder) throws {
        var cells = try decoder.unkeyedContainer()
        position = try cells.decode(Int.self)
        dimension = try cells.decode(Int.self)
        let dimensions = try cells.decode(Int.self)
        let base = try cells.decode(Double.self)
        let layout = try #require(EncodingLayout(rawValue: cells.decode(String.self)))
        let spacing = try #require(EncodingSpacing(rawValue: cells.decode(String.self)))
        encoding = try SinusoidalEncoding(
          dimensions: dimensions, base: base, layout: layout, spacing: spacing)
        value = try #require(Double(cells.decode(String.self)))
      }
    }
  }

  @Test func agreesWithTheReferenceWithinTheStatedBound() throws {
    let rows = try Fixture.json("encoding/positional-encoding-values.json", as: Reference.self).rows
    #expect(rows.count == 620)
    for row in rows {
      let bound = row.position < 1000 ? 1e-12 : 1e-9
      let value = row.encoding.value(position: row.position, dimension: row.dimension)
      #expect(abs(value - row.value) <= bound, "\(row)")
      let matrix = try row.encoding.matrix(positions: row.position..<row.position + 1)
      #expect(matrix[0, row.dimension] == value)
    }
  }

  /// The same angles in the other layout: the reference has the interleaved one alone.
  @Test(arguments: Variant.all)
  func halvesAreTheInterleavedValuesInAnotherOrder(_ variant: Variant) throws {
    let interleaved = try SinusoidalEncoding(
      dimensions: variant.dimensions, layout: .interleaved, spacing: variant.spacing
    ).vector(at: 123)
    let halves = try SinusoidalEncoding(
      dimensions: variant.dimensions, layout: .halves, spacing: variant.spacing
    ).vector(at: 123)
    for pair in 0..<variant.dimensions / 2 {
      #expect(halves[pair] == interleaved[2 * pair])
      #expect(halves[variant.dimensions / 2 + pair] == interleaved[2 * pair + 1])
    }
  }

  @Test(arguments: Variant.all)
  func matrixVectorAndValueAgreeBitForBit(_ variant: Variant) throws {
    let encoding = try variant.encoding()
    for positions in [0..<1, 0..<130, 60..<70, -70..<3, 1_000_000..<1_000_065] {
      let matrix = try encoding.matrix(positions: positions)
      #expect(matrix.rows == positions.count && matrix.columns == variant.dimensions)
      for (row, position) in positions.enumerated() {
        let vector = encoding.vector(at: position)
        #expect(Array(matrix.row(row)) == vector)
        #expect(
          vector.indices.allSatisfy {
            encoding.value(position: position, dimension: $0) == vector[$0]
          })
      }
    }
  }

  @Test(arguments: Variant.all)
  func followsTheFormula(_ variant: Variant) throws {
    let encoding = try variant.encoding(base: 500)
    let half = variant.dimensions / 2
    for pair in 0..<half {
      let exponent =
        variant.spacing == .standard
        ? 2 * Double(pair) / Double(variant.dimensions) : Double(pair) / Double(half - 1)
      #expect(abs(encoding.frequencies[pair] / Double.pow(500, -exponent) - 1) < 1e-14)
      for position in [-300, -1, 0, 1, 63, 64, 777] {
        let angle = Double(position) * Double.pow(500, -exponent)
        let sine = encoding.value(
          position: position, dimension: variant.layout == .interleaved ? 2 * pair : pair)
        let cosine = encoding.value(
          position: position, dimension: variant.layout == .interleaved ? 2 * pair + 1 : half + pair
        )
        #expect(abs(sine - Double.sin(angle)) < 1e-12)
        #expect(abs(cosine - Double.cos(angle)) < 1e-12)
      }
    }
  }

  @Test(arguments: Variant.all)
  func staysInBoundsAndKeepsItsNorm(_ variant: Variant) throws {
    let matrix = try variant.encoding().matrix(positions: -50..<1000)
    #expect(matrix.values.allSatisfy { abs($0) <= 1 })
    for row in 0..<matrix.rows {
      let square = matrix.row(row).reduce(0) { $0 + $1 * $1 }
      #expect(abs(square - Double(variant.dimensions) / 2) < 1e-11)
    }
  }

  @Test func noTwoPositionsShareAVector() throws {
    let matrix = try SinusoidalEncoding(dimensions: 256).matrix(positions: 0..<512)
    #expect(Set((0..<512).map { matrix.row($0) }).count == 512)
  }

  @Test func anEmptyRangeGivesNoRows() throws {
    let matrix = try SinusoidalEncoding(dimensions: 8).matrix(positions: 5..<5)
    #expect(matrix.rows == 0 && matrix.columns == 8 && matrix.values.isEmpty)
  }

  @Test func lastDimensionsStandAtZeroAndOne() throws {
    let vector = try SinusoidalEncoding(dimensions: 256).vector(at: 5)
    #expect(abs(vector[254]) < 1e-3 && abs(vector[255] - 1) < 1e-6)
  }

  @Test func theBareIndexGrowsWithoutBound() throws {
    let matrix = try IndexEncoding(dimensions: 3).matrix(positions: -1..<1000)
    #expect(matrix.row(0) == [-1, -1, -1])
    #expect(matrix.row(1000).allSatisfy { $0 == 999 })
  }
}

@Suite struct EncodingPartTests {
  @Test(arguments: Variant.all)
  func partsAddUpToTheVector(_ variant: Variant) throws {
    let encoding = try variant.encoding()
    let vector = encoding.vector(at: 5)
    let sines = encoding.sinePart(of: vector)
    let cosines = encoding.cosinePart(of: vector)
    for dimension in vector.indices {
      #expect(sines[dimension] + cosines[dimension] == vector[dimension])
      #expect(encoding.isSine(dimension) ? cosines[dimension] == 0 : sines[dimension] == 0)
    }
    #expect(
      Set(encoding.sineDimensions).union(encoding.cosineDimensions)
        == Set(0..<variant.dimensions))
    // At position 0 every sine is 0 and every cosine is 1.
    let zero = encoding.vector(at: 0)
    #expect(encoding.sineDimensions.allSatisfy { zero[$0] == 0 })
    #expect(encoding.cosineDimensions.allSatisfy { zero[$0] == 1 })
  }

  @Test(arguments: Variant.all)
  func curvesPassThroughTheSamples(_ variant: Variant) throws {
    let encoding = try variant.encoding()
    for position in [-3, 0, 5, 90] {
      let vector = encoding.vector(at: position)
      for dimension in encoding.sineDimensions {
        let curve = encoding.sineCurve(position: position, at: Double(dimension))
        #expect(abs(curve - vector[dimension]) < 1e-12)
      }
      for dimension in encoding.cosineDimensions {
        let curve = encoding.cosineCurve(position: position, at: Double(dimension))
        #expect(abs(curve - vector[dimension]) < 1e-12)
      }
    }
  }

  @Test func curvesAreTheArticlesFormulaBetweenTheSamples() throws {
    let encoding = try SinusoidalEncoding(dimensions: 256)
    for x in stride(from: 0.0, through: 49, by: 0.37) {
      #expect(
        abs(encoding.sineCurve(position: 5, at: x) - Double.sin(5 / Double.pow(10000, x / 256)))
          < 1e-12)
      #expect(
        abs(
          encoding.cosineCurve(position: 5, at: x)
            - Double.cos(5 / Double.pow(10000, (x - 1) / 256))) < 1e-12)
    }
  }

  @Test func frequenciesFallGeometricallyFromOne() throws {
    let encoding = try SinusoidalEncoding(dimensions: 256)
    let frequencies = encoding.frequencies
    #expect(frequencies.first == 1)
    #expect(abs(frequencies[127] - 1.0746e-4) < 1e-8)
    for pair in 1..<128 {
      #expect(abs(frequencies[pair] / frequencies[pair - 1] - frequencies[1]) < 1e-14)
    }
    #expect(abs(encoding.wavelengths[0] - 2 * .pi) < 1e-15)
    let endpoint = try SinusoidalEncoding(dimensions: 256, spacing: .endpoint)
    #expect(abs(endpoint.frequencies[127] - 1e-4) < 1e-18)
  }

  @Test func linearFrequenciesRiseByEqualSteps() throws {
    let encoding = try SinusoidalEncoding(dimensions: 10)
    #expect(encoding.linearFrequencies() == [0, 0.25, 0.5, 0.75, 1])
    #expect(encoding.linearFrequencies(step: 2) == [0, 2, 4, 6, 8])
    #expect(try SinusoidalEncoding(dimensions: 2).linearFrequencies() == [0])
  }
}
