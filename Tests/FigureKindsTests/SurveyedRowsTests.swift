// Weights that are surveyed while they are read: each row once, whoever asks for it first.

import AttentionMath
import FigureModel
import TestSupport
import Testing

@testable import FigureKinds

@Suite struct SurveyedRowsTests {
  /// Causal weights: each query looks evenly at itself and at what stands before it.
  private let weights = Matrix(rows: 60, columns: 60) { row, column in
    column <= row ? 1 / Double(row + 1) : 0
  }

  @Test func rowsThatWereReadAreSurveyed() throws {
    let counted = CountedRows(weights)
    let rows = SurveyedRows(counted, WeightsSurvey())
    for range in [0..<20, 20..<45, 45..<60] { try rows.forEachBlock(of: range) { _ in } }
    let survey = try rows.wholeFinding()
    #expect(counted.read == 60)
    #expect(survey.looksCausal)
    #expect(survey.rowSumError < 1e-12)
    #expect(survey.strongest?.value == 1)
    #expect(survey.extent == ValueExtent(weights.values))
  }

  @Test func nothingIsCountedTwice() throws {
    var odd = weights
    odd[30, 4] = .nan
    let counted = CountedRows(odd)
    let rows = SurveyedRows(counted, WeightsSurvey())
    for range in [10..<40, 0..<35, 30..<31] { try rows.forEachBlock(of: range) { _ in } }
    let survey = try rows.wholeFinding()
    #expect(survey.extent.nan == 1)
    #expect(survey.rowSumError.isNaN)
    #expect(survey.extent == ValueExtent(odd.values))
  }

  @Test func onlyRowsThatNobodyAskedForAreGoneThrough() throws {
    let counted = CountedRows(weights)
    let rows = SurveyedRows(counted, WeightsSurvey())
    for range in [50..<60, 5..<20, 20..<25] { try rows.forEachBlock(of: range) { _ in } }
    let survey = try rows.wholeFinding()
    #expect(counted.read == 60)
    #expect(survey.extent == ValueExtent(weights.values))
    #expect(survey.looksCausal)
  }
}
