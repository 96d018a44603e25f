// Similarities that are made when they are wanted, against those of the held matrix.

import AttentionMath
import Testing

@Suite struct SimilarityRowsTests {
  static let shapes = [(1, 1), (5, 3), (130, 16), (300, 40), (1300, 8)]

  /// Products of up to 40 numbers below 1 in other blocks: 40 roundings of at most 40.
  private func check<Element: MatrixScalar>(
    _ rows: Matrix<Element>, _ metric: SimilarityMetric
  ) throws {
    let bound = Double(Element.ulpOfOne) * 40 * 40
    let held = try similarity(of: rows, metric: metric)
    let streamed = SimilarityRows(of: rows, metric: metric)
    let count = streamed.count
    let range = count / 3..<count
    var values = [Double](repeating: .nan, count: range.count * count)
    values.withUnsafeMutableBufferPointer { streamed.write(range, to: $0.baseAddress!) }
    for (index, value) in values.enumerated() {
      let expected = Double(held[range.lowerBound + index / count, index % count])
      // Roots of differences that cancel lose half of the digits.
      let allowed = metric == .euclidean ? bound.squareRoot() : bound
      #expect((value - expected).magnitude <= allowed)
    }
    guard metric != .euclidean else { return }
    let extent = streamed.productExtent()
    let exact = ValueExtent(held.values.map { Double($0) })
    #expect((extent.minimum - exact.minimum).magnitude <= bound)
    #expect((extent.maximum - exact.maximum).magnitude <= bound)
    #expect(extent.isFinite)
  }

  @Test(arguments: shapes, SimilarityMetric.allCases)
  func agreesWithTheHeldMatrix(shape: (Int, Int), metric: SimilarityMetric) throws {
    try check(sample(shape.0, shape.1, as: Float.self), metric)
    try check(sample(shape.0, shape.1, as: Double.self), metric)
  }

  /// A row of zeros has no direction: its row and column are NaN, and both are counted.
  @Test(arguments: [300, 1500]) func countsWhatIsNoNumber(count: Int) {
    var rows = sample(count, 4, as: Double.self)
    for column in 0..<4 { rows[7, column] = 0 }
    let extent = SimilarityRows(of: rows, metric: .cosine).productExtent()
    #expect(extent.nan == 2 * count - 1)
    #expect(extent.maximum == 1)
  }

  @Test func extentsAgreeWithThePlainLoop() {
    for count in [0, 1, 7, 8, 63, 1024, 1025, 5000] {
      var values = sample(1, count, as: Double.self).values
      for index in values.indices where index % 97 == 5 {
        values[index] = [Double.nan, .infinity, -.infinity][index % 3]
      }
      let extent = ValueExtent(values)
      let finite = values.filter(\.isFinite)
      #expect(extent.minimum == finite.min() ?? .infinity)
      #expect(extent.maximum == finite.max() ?? -.infinity)
      #expect(extent.nan == values.count { $0.isNaN })
      #expect(extent.positiveInfinity == values.count { $0 == .infinity })
      #expect(extent.negativeInfinity == values.count { $0 == -.infinity })
      let total = values.filter(\.isFinite).withUnsafeBufferPointer { sum($0) }
      #expect((total - finite.reduce(0, +)).magnitude < 1e-10)
    }
  }
}
