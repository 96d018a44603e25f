// Weights that are surveyed while they are read: each row once, whoever asks for it first.

import AttentionMath
import FigureModel
import Synchronization
import TestSupport
import Testing

@testable import FigureKinds

@Suite struct SurveyedRowsTests {
  /// Weights that count how many of their rows were asked for.
  private final class CountedRows: RowSource {
    private let matrix: Matrix<Double>
    private let count = Mutex(0)

    init(_ matrix: Matrix<Double>) { self.matrix = matrix }

    var rows: Int { matrix.rows }
    var columns: Int { matrix.columns }
    var read: Int { count.withLock { $0 } }

    func forEachBlock(
      of range: Range<Int>, _ body: (RowBlock) -> Void
    ) throws(RowSourceError) {
      count.withLock { $0 += range.count }
      matrix.values.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return }
        body(
          RowBlock(
            rows: range.count, columns: columns, stride: columns,
            base: base + range.lowerBound * columns))
      }
    }
  }

  /// Causal weights: each query looks evenly at itself and at what stands before it.
  private let weights = Matrix(rows: 60, columns: 60) { row, column in
    column <= row ? 1 / Double(row + 1) : 0
  }

  @Test func rowsThatWereReadAreSurveyed() throws {
    let counted = CountedRows(weights)
    let rows = SurveyedRows(counted)
    for range in [0..<20, 20..<45, 45..<60] { try rows.forEachBlock(of: range) { _ in } }
    let survey = try rows.survey()
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
    let rows = SurveyedRows(counted)
    for range in [10..<40, 0..<35, 30..<31] { try rows.forEachBlock(of: range) { _ in } }
    let survey = try rows.survey()
    #expect(survey.extent.nan == 1)
    #expect(survey.rowSumError.isNaN)
    #expect(survey.extent == ValueExtent(odd.values))
  }
}
