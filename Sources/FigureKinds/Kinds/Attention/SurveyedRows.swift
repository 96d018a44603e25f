// Weights that are looked into while they are read for the picture.

import AttentionMath
import FigureModel
private import Synchronization

/// The rows of a matrix of weights, surveyed as they are asked for: each once, the first time.
final class SurveyedRows: RowSource {
  private let source: any RowSource
  private let known: Mutex<Known>

  private struct Known: Sendable {
    var survey = WeightsSurvey()
    var isSeen: [Bool]
    var left: Int
  }

  init(_ source: any RowSource) {
    self.source = source
    known = Mutex(Known(isSeen: Array(repeating: false, count: source.rows), left: source.rows))
  }

  var rows: Int { source.rows }
  var columns: Int { source.columns }
  var isSymmetric: Bool { source.isSymmetric }
  var heldBytes: Int { source.heldBytes }

  func forEachBlock(
    of range: Range<Int>, _ body: (RowBlock) -> Void
  ) throws(RowSourceError) {
    let isNew = known.withLock { known in
      let isNew = known.left == 0 ? [] : range.map { !known.isSeen[$0] }
      for row in range where known.left > 0 && !known.isSeen[row] {
        known.isSeen[row] = true
        known.left -= 1
      }
      return isNew
    }
    guard isNew.contains(true) else { return try source.forEachBlock(of: range, body) }
    var row = range.lowerBound
    var own = WeightsSurvey()
    try source.forEachBlock(of: range) { block in
      for line in 0..<block.rows {
        if isNew[row - range.lowerBound] { own.add(block, line, row: row) }
        row += 1
      }
      body(block)
    }
    known.withLock { $0.survey.add(own) }
  }

  func forEachPart(
    ofRow row: Int, _ body: (_ firstColumn: Int, RowBlock) -> Void
  ) throws(RowSourceError) {
    try source.forEachPart(ofRow: row, body)
  }

  /// What all weights are like; rows that no one has asked for yet are gone through.
  /// - Throws: where a row cannot be had.
  func survey() throws(RowSourceError) -> WeightsSurvey {
    let left = known.withLock { $0.left }
    if left > 0 {
      let pieces = max(1, min(rows, 8 * coreCount))
      try concurrently(
        pieces, work: Double(rows) * Double(columns) * 4
      ) { index throws(RowSourceError) in
        try self.forEachBlock(
          of: self.rows * index / pieces..<self.rows * (index + 1) / pieces
        ) { _ in }
      } joinedBy: { _, _ in
      }
    }
    return known.withLock { $0.survey }
  }
}
