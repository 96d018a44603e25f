// Digits of encodings far out, against values worked out with 60 digits (mpmath).

import AttentionMath
import Testing

@Suite struct FarPositionTests {
  @Test(
    arguments: [
      (
        1_000_000_000_000, 12345.5, EncodingSpacing.standard,
        [
          -0.6112387023768895, 0.79144630185289027, 0.6574013380545659, -0.75354062977656777,
          0.28202838895301555, -0.95940605992695636,
        ]
      ),
      (
        -987_654_321, 10000, .standard,
        [
          -0.99979540290354347, -0.020227514255122232, 0.88386026903133222, -0.46775102867643276,
        ]
      ),
      (
        1_000_000_007, 10000, .endpoint,
        [
          0.96199325645224361, 0.2730732036293709, 0.35606079763720063, -0.93446279133305274,
          0.03504923670548474, -0.9993855867513614,
        ]
      ),
      (
        1 << 40, 500000, .standard,
        [-0.40570501153282872, -0.914004071991557, -0.44161921147350746, -0.89720258139258466]
      ),
    ] as [(Int, Double, EncodingSpacing, [Double])])
  func theSinusoidKeepsItsDigits(
    _ position: Int, _ base: Double, _ spacing: EncodingSpacing, _ expected: [Double]
  ) throws {
    let encoding = try SinusoidalEncoding(
      dimensions: expected.count, base: base, spacing: spacing)
    let vector = encoding.vector(at: position)
    for (value, expected) in zip(vector, expected) { #expect(abs(value - expected) < 1e-15) }
    // Whichever way it is asked for, bit for bit.
    let rows = try encoding.matrix(positions: position - 70..<position + 2)
    #expect(Array(rows.row(70)) == vector)
    #expect(vector.indices.map { encoding.value(position: position, dimension: $0) } == vector)
  }

  /// A rotation of the same frequencies has the same cosines and sines.
  @Test(arguments: [3, 1 << 20, 123_456_789_012, -(1 << 40)])
  func theSinusoidHasTheDigitsOfARotation(position: Int) throws {
    let rotation = try RotaryEncoding(dimensions: 64, base: 500_000)
    let sinusoid = try SinusoidalEncoding(dimensions: 64, base: 500_000)
    let vector = sinusoid.vector(at: position)
    for (pair, turn) in try rotation.turns(at: position).enumerated() {
      #expect(abs(vector[2 * pair] - turn.sine) < 1e-15)
      #expect(abs(vector[2 * pair + 1] - turn.cosine) < 1e-15)
    }
    #expect(try sinusoid.shiftResidual(by: 12345, over: position..<position + 3) < 2e-15)
  }

  /// The mean of cos 10⁷ and cos 10⁵.
  @Test func similarityFarApartKeepsItsDigits() throws {
    let encoding = try SinusoidalEncoding(dimensions: 4)
    let far = try encoding.similarityProfile(
      distances: 10_000_000..<10_000_001, metric: .cosine)[0]
    #expect(abs(far - -0.95331559680997601) < 1e-15)
  }

  /// 2^l p is taken of the fraction p itself, and not of its rounding.
  @Test(arguments: [
    (37, 23, 100, FourierConvention.paper, 0.89599377429133587, -0.44406661260577412),
    (37, 23, 100, .code, 0.26473031857802283, -0.96432248673645402),
    (1, 40, 8, .paper, 0.97492791218182361, -0.2225209339563144),
    (5, 52, 1000, .paper, 0.05029457036336619, 0.99873442725880057),
  ])
  func octavesKeepTheirDigits(
    position: Int, octave: Int, length: Int, convention: FourierConvention, sine: Double,
    cosine: Double
  ) throws {
    let encoding = try FourierFeatures(
      octaves: octave + 1, convention: convention, length: length)
    // A bound of angles, and not of digits, ends the last octaves of long ranges earlier.
    let row = try encoding.matrix(positions: position..<position + 1).row(0)
    #expect(abs(row[encoding.sineDimension(ofPair: octave)] - sine) < 1e-15)
    #expect(abs(row[encoding.cosineDimension(ofPair: octave)] - cosine) < 1e-15)
  }

  @Test func tooLongRangesOfOctavesAreRefused() {
    let error = #expect(throws: EncodingError.self) { try FourierFeatures(length: 1 << 41) }
    #expect(error?.description.contains("at most 2^40") == true)
  }
}
