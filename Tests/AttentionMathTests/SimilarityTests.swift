// Similarity in general and in closed form, its profiles, and the shift matrix.

import AttentionMath
import RealModule
import Testing

@Suite struct SimilarityTests {
  /// The definitions, value by value.
  private func direct(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>, _ metric: SimilarityMetric)
    -> Double
  {
    let dot = zip(a, b).map { $0 * $1 }.reduce(0, +)
    switch metric {
    case .dot: return dot
    case .cosine:
      let squares = a.map { $0 * $0 }.reduce(0, +) * b.map { $0 * $0 }.reduce(0, +)
      return dot / Double.sqrt(squares)
    case .euclidean:
      return Double.sqrt(zip(a, b).map { ($0 - $1) * ($0 - $1) }.reduce(0, +))
    }
  }

  @Test(arguments: SimilarityMetric.allCases, [(1, 1), (3, 4), (70, 5), (270, 9)])
  func followsTheDefinition(_ metric: SimilarityMetric, _ shape: (Int, Int)) throws {
    let rows = sample(shape.0, shape.1, seed: 5)
    let result = try similarity(of: rows, metric: metric)
    #expect(result.rows == shape.0 && result.columns == shape.0)
    #expect(result == result.transposed)
    let expected = Matrix<Double>(rows: shape.0, columns: shape.0) {
      direct(rows.row($0), rows.row($1), metric)
    }
    #expect(maximumDifference(result, expected) < 1e-12)
    let single = try similarity(
      of: Matrix(rows: rows.rows, columns: rows.columns, values: rows.values.map(Float.init)),
      metric: metric)
    let rounded = Matrix(
      rows: result.rows, columns: result.columns, values: single.values.map(Double.init))
    #expect(maximumDifference(result, rounded) < 3e-5)
    let reference = shape.0 / 2
    let row = similarity(of: rows, toRow: reference, metric: metric)
    #expect(maximumDifference(row, Array(result.row(reference))) < 1e-12)
  }

  @Test func diagonalsAreExact() throws {
    let rows = sample(40, 7)
    let cosine = try similarity(of: rows, metric: .cosine)
    let distance = try similarity(of: rows, metric: .euclidean)
    for i in 0..<40 { #expect(cosine[i, i] == 1 && distance[i, i] == 0) }
    #expect(cosine.values.allSatisfy { abs($0) <= 1 })
  }

  @Test func nearRowsKeepTheirDistance() throws {
    let rows = Matrix(rows: 2, columns: 2, values: [1e6, 1, 1e6, 1 + 1e-7])
    let distance = try similarity(of: rows, metric: .euclidean)[0, 1]
    #expect(abs(distance / 1e-7 - 1) < 1e-6)
  }

  @Test func lengthsBeyondTheirSquaresStillCompare() throws {
    let rows = Matrix(rows: 3, columns: 2, values: [1e200, 0, 1e200, 1e200, 1e-200, 0])
    let cosine = try similarity(of: rows, metric: .cosine)
    #expect(abs(cosine[0, 1] - 0.5.squareRoot()) < 1e-15)
    #expect(cosine[0, 2] == 1)
  }

  @Test func zeroRowsAndNaNHaveNoCosine() throws {
    let rows = Matrix(rows: 3, columns: 2, values: [0, 0, 1, 1, .nan, 1])
    let cosine = try similarity(of: rows, metric: .cosine)
    #expect(cosine[0, 0].isNaN && cosine[0, 1].isNaN && cosine[1, 2].isNaN && cosine[2, 2].isNaN)
    #expect(cosine[1, 1] == 1)
    #expect(try similarity(of: rows, metric: .dot)[0, 1] == 0)
  }

  @Test(arguments: SimilarityMetric.allCases)
  func emptyMatricesHaveEmptySimilarity(_ metric: SimilarityMetric) throws {
    #expect(
      try similarity(of: Matrix<Double>(rows: 0, columns: 5), metric: metric).values.isEmpty)
    let result = try similarity(of: Matrix<Double>(rows: 2, columns: 0), metric: metric)
    #expect(result.rows == 2 && result.columns == 2)
  }

  @Test func refusesResultsThatWouldNotFit() {
    let rows = Matrix<Double>(rows: 1 << 40, columns: 0)
    #expect(throws: MemoryShortage.self) { try similarity(of: rows, metric: .dot) }
  }
}

@Suite struct ClosedFormTests {
  @Test(arguments: Variant.all, SimilarityMetric.allCases)
  func agreesWithTheProduct(_ variant: Variant, _ metric: SimilarityMetric) throws {
    let encoding = try variant.encoding()
    let positions = -20..<100
    let product = try similarity(of: encoding.matrix(positions: positions), metric: metric)
    let closed = try encoding.similarityMatrix(positions: positions, metric: metric)
    // A distance near 0 is the root of a rounded sum, and has half of its digits.
    let bound = metric == .euclidean ? 1e-9 : 1e-11
    #expect(maximumDifference(product, closed) < bound)
    let profile = try encoding.similarityProfile(distances: -119..<120, metric: metric)
    #expect(profile == profile.reversed())
    #expect(Array(closed.row(0)) == Array(profile[119...]))
  }

  @Test(arguments: Variant.all, SimilarityMetric.allCases)
  func productIsConstantAlongDiagonals(_ variant: Variant, _ metric: SimilarityMetric) throws {
    let matrix = try variant.encoding().matrix(positions: 0..<64)
    let bound = metric == .euclidean ? 1e-9 : 1e-12 * Double(variant.dimensions)
    for summary in distanceProfile(of: try similarity(of: matrix, metric: metric)) {
      #expect(summary.spread < bound && summary.standardDeviation < bound)
    }
  }

  /// What the article's notebook prints; exact digits by mpmath.
  @Test func givesTheNotebooksNumbers() throws {
    let encoding = try SinusoidalEncoding(dimensions: 256)
    let profile = try encoding.similarityProfile(distances: 0..<50, metric: .cosine)
    #expect(profile[0] == 1)
    #expect(abs(profile[1] - 0.972127663944) < 1e-12)
    #expect(abs(profile[2] - 0.902379607636628) < 1e-14)
    #expect(abs(profile.min()! - 0.511055618918) < 1e-12)
    let matrix = try similarity(of: encoding.matrix(positions: 0..<53), metric: .cosine)
    for (i, j) in [(5, 7), (12, 14), (50, 52)] {
      #expect(abs(matrix[i, j] - 0.902379607636628) < 1e-14)
    }
    let differences = Matrix(
      rows: 2, columns: 256,
      values: encoding.difference(12, minus: 10) + encoding.difference(14, minus: 12))
    let cosine = try similarity(of: differences, metric: .cosine)[0, 1]
    #expect(abs(cosine - 0.202668580270) < 1e-12)
  }
}

@Suite struct ProfileTests {
  @Test func summarisesEachDistance() {
    let matrix = Matrix<Double>(rows: 2, columns: 3, values: [1, 2, 6, 4, 1, 8])
    let profile = distanceProfile(of: matrix)
    #expect(profile.map(\.distance) == [0, 1, 2])
    #expect(profile.map(\.count) == [2, 3, 1])
    #expect(abs(profile[1].mean - 14.0 / 3) < 1e-15)
    #expect(profile[1].minimum == 2 && profile[1].maximum == 8 && profile[1].spread == 6)
    #expect(abs(profile[1].standardDeviation - (56.0 / 9).squareRoot()) < 1e-14)
    let signed = distanceProfile(of: matrix, signed: true)
    #expect(signed.map(\.distance) == [-1, 0, 1, 2])
    #expect(signed.map(\.mean) == [4, 1, 5, 6])
  }

  @Test func coversTallMatricesAndNothing() {
    let tall = Matrix<Float>(rows: 3, columns: 1, values: [1, 2, 3])
    #expect(distanceProfile(of: tall).map(\.mean) == [1, 2, 3])
    #expect(distanceProfile(of: tall, signed: true).map(\.distance) == [-2, -1, 0])
    #expect(distanceProfile(of: Matrix<Float>(rows: 0, columns: 3)).isEmpty)
    #expect(distanceProfile(of: Matrix<Float>(rows: 3, columns: 0)).isEmpty)
  }

  @Test func aNaNShowsInItsDistanceAlone() {
    let matrix = Matrix<Double>(rows: 2, columns: 2, values: [1, .nan, 5, 1])
    let profile = distanceProfile(of: matrix)
    #expect(profile[0].mean == 1 && profile[0].spread == 0)
    #expect(profile[1].mean.isNaN && profile[1].minimum.isNaN && profile[1].standardDeviation.isNaN)
  }

  @Test func constantDiagonalsHaveNoSpread() {
    let matrix = Matrix<Double>(rows: 9, columns: 9) { 0.1 * Double(abs($0 - $1)) + 0.3 }
    for summary in distanceProfile(of: matrix) {
      #expect(summary.mean == matrix[0, summary.distance])
      #expect(summary.standardDeviation == 0 && summary.spread == 0)
    }
  }

  @Test func readsOneRowAgainstItsDistance() {
    let matrix = Matrix<Double>(rows: 2, columns: 3, values: [1, 2, 6, 4, 1, 8])
    #expect(
      referenceProfile(of: matrix, row: 1) == [
        DistanceSample(distance: -1, value: 4), DistanceSample(distance: 0, value: 1),
        DistanceSample(distance: 1, value: 8),
      ])
  }
}

@Suite struct ShiftTests {
  @Test(arguments: Variant.all, [-64, -3, 0, 1, 2, 100])
  func shiftMatrixMovesEveryPosition(_ variant: Variant, _ offset: Int) throws {
    let encoding = try variant.encoding()
    let shift = try encoding.shiftMatrix(by: offset)
    let positions = -10..<100
    let here = try encoding.matrix(positions: positions)
    let there = try encoding.matrix(
      positions: positions.lowerBound + offset..<positions.upperBound + offset)
    // PE as rows: PE(pos + k)ᵀ = PE(pos)ᵀ M_kᵀ.
    #expect(maximumDifference(here.timesTransposed(shift), there) < 1e-13)
    #expect(try encoding.shiftResidual(by: offset, over: positions) < 1e-13)
    // A rotation: its transpose undoes it.
    let back = shift.timesTransposed(shift)
    let identity = Matrix<Double>(rows: variant.dimensions, columns: variant.dimensions) {
      $0 == $1 ? 1 : 0
    }
    #expect(maximumDifference(back, identity) < 1e-14)
    #expect(maximumDifference(try encoding.shiftMatrix(by: -offset), shift.transposed) < 1e-14)
    if offset == 0 { #expect(shift == identity) }
  }

  @Test func residualSeesAWrongMatrix() throws {
    let encoding = try SinusoidalEncoding(dimensions: 8)
    let wrong = try encoding.shiftMatrix(by: 3)
    let here = try encoding.matrix(positions: 0..<10)
    let there = try encoding.matrix(positions: 2..<12)
    #expect(maximumDifference(here.timesTransposed(wrong), there) > 0.1)
    #expect(try encoding.shiftResidual(by: 2, over: 4..<4) == 0)
  }

  @Test func differencesAreTakenDimensionByDimension() throws {
    let encoding = try SinusoidalEncoding(dimensions: 4)
    let difference = encoding.difference(1, minus: 0)
    #expect(abs(difference[0] - 0.8414709848078965) < 1e-15)
    #expect(abs(difference[1] - (0.5403023058681398 - 1)) < 1e-15)
  }
}
