// Rows that are counted while they go past: what a colour scale asks for besides the blocks.

import AttentionMath
import FigureModel
private import Synchronization

/// What of a matrix lies beyond the limits of a colour scale, and its least value above 0.
struct RowTally: Sendable {
  /// The limits.
  let vmin: Double
  let vmax: Double
  /// Whether the scale is logarithmic: no one else asks for values above 0.
  let isLog: Bool
  private(set) var below = 0
  private(set) var above = 0
  private(set) var withoutLogarithm = 0
  private(set) var minimumPositive: Double?

  init(_ scale: ColorScale) {
    self.init(vmin: scale.vmin, vmax: scale.vmax, isLog: scale.norm == .log)
  }

  fileprivate init(vmin: Double, vmax: Double, isLog: Bool) {
    (self.vmin, self.vmax, self.isLog) = (vmin, vmax, isLog)
  }

  mutating func add(_ block: RowBlock, ofRow row: Int) {
    let extent = block.extent(ofRow: row)
    guard isLog || extent.minimum < vmin || extent.maximum > vmax else { return }
    block.withRow(row) { values in
      for value in values where value.isFinite {
        if value < vmin {
          below += 1
          if isLog, value <= 0 { withoutLogarithm += 1 }
        } else if value > vmax {
          above += 1
        }
      }
      if isLog, let least = values.minimumPositive {
        minimumPositive = min(minimumPositive ?? least, least)
      }
    }
  }

  mutating func add(_ other: RowTally) {
    below += other.below
    above += other.above
    withoutLogarithm += other.withoutLogarithm
    minimumPositive = [minimumPositive, other.minimumPositive].compactMap(\.self).min()
  }
}

/// A source whose rows are counted as they are asked for, each once.
final class TalliedRows: RowSource {
  private let source: any RowSource
  private let tallied: Mutex<RowTally>

  init(_ source: any RowSource, _ tally: RowTally) {
    self.source = source
    tallied = Mutex(tally)
  }

  /// Of all rows that were asked for.
  var tally: RowTally { tallied.withLock { $0 } }

  var rows: Int { source.rows }
  var columns: Int { source.columns }
  var isSymmetric: Bool { source.isSymmetric }

  func forEachBlock(
    of range: Range<Int>, _ body: (RowBlock) -> Void
  ) throws(RowSourceError) {
    var own = tallied.withLock { $0.empty }
    try source.forEachBlock(of: range) { block in
      for row in 0..<block.rows { own.add(block, ofRow: row) }
      body(block)
    }
    tallied.withLock { $0.add(own) }
  }

  func forEachPart(
    ofRow row: Int, _ body: (_ firstColumn: Int, RowBlock) -> Void
  ) throws(RowSourceError) {
    var own = tallied.withLock { $0.empty }
    try source.forEachPart(ofRow: row) { first, part in
      own.add(part, ofRow: 0)
      body(first, part)
    }
    tallied.withLock { $0.add(own) }
  }
}

extension RowTally {
  /// The same limits with nothing counted yet.
  fileprivate var empty: RowTally { RowTally(vmin: vmin, vmax: vmax, isLog: isLog) }
}
