// The similarity of rotations that leave dimensions as they are: those count as well.

import AttentionMath
import Testing

@Suite struct PartialSimilarityTests {
  /// (cos d + cos 0.1 d + cos 0.01 d + cos 0.001 d + 4) / 8, worked out with 60 digits (mpmath).
  @Test(arguments: [(1, 0.94190699644535905), (5, 0.89499781347182586), (0, 1)])
  func unturnedPairsCount(distance: Int, expected: Double) throws {
    let rotation = try RotaryEncoding(dimensions: 16, rotaryDimensions: 8)
    let cosine = try rotation.similarityProfile(
      distances: distance..<distance + 1, metric: .cosine)[0]
    let product = try rotation.similarityProfile(
      distances: distance..<distance + 1, metric: .dot)[0]
    #expect(abs(cosine - expected) < 1e-15 && abs(product - 8 * expected) < 1e-14)
  }

  /// Seven dimensions, of which four are turned: three halves of a pair stay.
  @Test func anOddDimensionIsHalfAPair() throws {
    let rotation = try RotaryEncoding(dimensions: 7, rotaryDimensions: 4)
    let cosine = try rotation.similarityProfile(distances: 3..<4, metric: .cosine)[0]
    #expect(abs(cosine - 0.43130215347101202) < 1e-15)
  }

  /// The same as of a vector of 1s, turned to both positions.
  @Test(
    arguments: [(12, 4), (10, 6), (8, 8), (64, 16)], [SimilarityMetric.cosine, .dot, .euclidean])
  func itIsTheSimilarityOfTurnedVectors(sizes: (Int, Int), metric: SimilarityMetric) throws {
    let rotation = try RotaryEncoding(dimensions: sizes.0, rotaryDimensions: sizes.1)
    let ones = Matrix<Double>(rows: 9, columns: sizes.0) { _, _ in 0.5.squareRoot() }
    let turned = try rotation.rotated(ones, at: Array(-2..<7))
    let expected = try similarity(of: turned, metric: metric)
    let displayed = try rotation.similarityMatrix(positions: -2..<7, metric: metric)
    for (a, b) in zip(displayed.values, expected.values) { #expect(abs(a - b) < 1e-7) }
  }
}
