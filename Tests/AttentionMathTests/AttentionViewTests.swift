// Views of attention: over the weights of a real encoder against NumPy, and over small ones by
// hand.

import AttentionMath
import RealModule
import Testing

@Suite struct MiniLMViewTests {
  struct Views: Decodable {
    let headsOfLastLayer: [String: FixtureMatrix]
    let layersOfHead3: [String: FixtureMatrix]
    let rollout: [FixtureMatrix]
    let rolloutOfMaxWithoutResidual: FixtureMatrix
    let entropiesOfLayer4Head3: [Double]
    let distancesOfLayer4Head3: [Double]
    let summary: [[Summary]]
    struct Summary: Decodable {
      let entropy, distance, diagonal, previous, next, first: Double
    }
  }

  let weights: [[Matrix<Float>]]
  let expected: Views

  init() throws {
    weights = try MiniLM.weights()
    expected = try Fixture.json("attention/minilm-views.json")
  }

  @Test func theFixtureIsWhatItSays() {
    // "it" looks at "robot" in layer 0 head 1, and at "ball" in layer 4 head 3.
    #expect(abs(weights[0][1][8, 2] - 0.53) < 0.005)
    #expect(abs(weights[4][3][8, 6] - 0.34) < 0.005)
    #expect(weights.joined().allSatisfy { $0.maximumRowSumError < 1e-5 && !$0.looksCausal })
  }

  @Test(arguments: AttentionReduction.allCases)
  func headsAndLayersCombine(_ reduction: AttentionReduction) throws {
    let heads = try combined(weights[5], by: reduction)
    let layers = try combined(weights.map { $0[3] }, by: reduction)
    let theirHeads = try #require(expected.headsOfLastLayer[reduction.rawValue])
    let theirLayers = try #require(expected.layersOfHead3[reduction.rawValue])
    #expect(maximumDifference(heads, theirHeads.matrix()) < 1e-6)
    #expect(maximumDifference(layers, theirLayers.matrix()) < 1e-6)
  }

  @Test func rolloutFollowsTheLayers() throws {
    let results = try rollout(of: weights.map { try combined($0, by: .mean) })
    #expect(results.count == 6)
    for (ours, theirs) in zip(results, expected.rollout) {
      #expect(maximumDifference(ours, theirs.matrix()) < 1e-6)
      #expect(ours.maximumRowSumError < 1e-5)
    }
    let bare = try rollout(of: weights.map { try combined($0, by: .max) }, residual: 0)
    let theirs: Matrix<Float> = expected.rolloutOfMaxWithoutResidual.matrix()
    #expect(maximumDifference(try #require(bare.last), theirs) < 1e-6)
  }

  @Test func everyHeadMeasuresTheSame() {
    for (layer, heads) in expected.summary.enumerated() {
      for (head, theirs) in heads.enumerated() {
        let ours = HeadSummary(of: weights[layer][head])
        #expect(abs(ours.entropy - theirs.entropy) < 1e-5)
        #expect(abs(ours.distance - theirs.distance) < 1e-5)
        let masses = [theirs.diagonal, theirs.previous, theirs.next, theirs.first]
        #expect(
          maximumDifference(AttentionTarget.allCases.map { ours.masses[$0] ?? -1 }, masses) < 1e-6)
      }
    }
  }

  @Test func everyQueryMeasuresTheSame() {
    let head = weights[4][3]
    let theirs = expected.entropiesOfLayer4Head3
    #expect(maximumDifference(head.entropies().map(Double.init), theirs) < 1e-5)
    let bits = head.entropies(in: .bits).map { Double($0) * Double.log(2) }
    #expect(maximumDifference(bits, theirs) < 1e-5)
    #expect(
      maximumDifference(
        head.attentionDistances.map(Double.init), expected.distancesOfLayer4Head3) < 1e-5)
  }
}

@Suite struct AttentionViewTests {
  private func matrix(_ rows: [[Double]]) -> Matrix<Double> {
    Matrix(rows: rows.count, columns: rows.first?.count ?? 0, values: rows.flatMap { $0 })
  }

  @Test func entropyGoesFromNothingToTheLogarithm() {
    let weights = matrix([
      [1, 0, 0, 0], [0.25, 0.25, 0.25, 0.25], [0, 0, 0, 0], [0, 0, .nan, 1],
    ])
    let entropies = weights.entropies(in: .bits)
    #expect(entropies[0] == 0 && abs(entropies[1] - 2) < 1e-15)
    #expect(entropies[2] == 0 && entropies[3].isNaN)
    #expect(matrix([[-0.5, 1.5]]).entropies()[0].isNaN)
  }

  @Test func targetsThatDoNotExistAreLeftOut() {
    let weights = matrix([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7], [0.6, 0.4, 0]])
    #expect(weights.masses(on: .diagonal) == [0.5, 0.2, 0])
    #expect(weights.masses(on: .previous) == [nil, 0.1, 0.4])
    #expect(weights.masses(on: .next) == [0.3, 0.7, nil])
    #expect(weights.masses(on: .first) == [0.5, 0.1, 0.6])
    #expect(weights.meanMass(on: .previous) == 0.25)
    #expect(matrix([[1]]).meanMass(on: .next) == nil)
    let summary = HeadSummary(of: matrix([[1]]))
    #expect(summary.masses[.previous] == 0 && summary.masses[.first] == 1)
    #expect(HeadSummary(of: Matrix<Float>(rows: 0, columns: 3)).entropy.isNaN)
  }

  @Test func distanceIsTheWeightedMean() {
    #expect(matrix([[0, 0.5, 0.5], [1, 0, 0]]).attentionDistances == [1.5, 1])
  }

  @Test func rowsThatAreNoWeightsAreSeen() {
    #expect(matrix([[0.5, 0.5], [0.5, 0.75]]).maximumRowSumError == 0.25)
    #expect(matrix([[0.5, .nan], [1, 0]]).maximumRowSumError.isNaN)
    #expect(Matrix<Float>(rows: 0, columns: 4).maximumRowSumError == 0)
  }

  @Test func causalWeightsAreSeen() {
    #expect(matrix([[1, 0, 0], [0.5, 0.5, 0]]).looksCausal)
    #expect(!matrix([[1, 0], [0, 1]]).looksCausal)
    #expect(!matrix([[1, 1e-9], [0.5, 0.5]]).looksCausal)
    #expect(!matrix([[1]]).looksCausal)
    #expect(!matrix([[1, .nan], [0.5, 0.5]]).looksCausal)
  }

  @Test func combiningKeepsNaNAndRefusesWhatDoesNotFit() throws {
    for reduction in AttentionReduction.allCases {
      let result = try combined([matrix([[1, .nan]]), matrix([[.nan, 2]])], by: reduction)
      #expect(result.values.allSatisfy { $0.isNaN })
      #expect(throws: AttentionError.noMatrices) { try combined([Matrix<Float>](), by: reduction) }
      let expected = AttentionError.shapesDiffer(
        rows: 2, columns: 1, expectedRows: 1, expectedColumns: 2)
      #expect(throws: expected) { try combined([sample(1, 2), sample(2, 1)], by: reduction) }
    }
  }

  @Test func rolloutOfNothingButTheResidualIsTheIdentity() throws {
    let results = try rollout(of: [sample(4, 4).softmaxOfRows, sample(4, 4)], residual: 1)
    let identity = Matrix<Double>(rows: 4, columns: 4) { $0 == $1 ? 1 : 0 }
    #expect(results == [identity, identity])
    #expect(throws: AttentionError.notSquare(rows: 2, columns: 3)) {
      try rollout(of: [sample(2, 3)])
    }
    for share in [-0.1, 1.1, .infinity] {
      #expect(throws: AttentionError.residualOutOfRange(share)) {
        try rollout(of: [sample(2, 2)], residual: share)
      }
    }
  }
}
