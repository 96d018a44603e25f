// What a colour scale asks of rows besides their blocks, counted while they go past.

import AttentionMath
import FigureModel

/// What of a matrix lies beyond the limits of a colour scale, and its minimum value above 0.
struct RowTally: RowFinding {
  static let takesParts = true

  /// The limits.
  let vmin: Double
  let vmax: Double
  /// Whether the scale is logarithmic: no one else asks for values above 0.
  let isLog: Bool
  private(set) var beyond = OutOfRangeCounts()
  private(set) var minimumPositive: Double?

  init(_ scale: ColorScale) {
    (vmin, vmax, isLog) = (scale.vmin, scale.vmax, scale.norm == .log)
  }

  mutating func add(_ block: RowBlock, _ line: Int, row: Int) {
    let extent = block.extent(ofRow: line)
    guard isLog || extent.minimum < vmin || extent.maximum > vmax else { return }
    block.withRow(line) { values in
      beyond.count(values, from: vmin, to: vmax, isLog: isLog)
      if isLog, let minimum = values.minimumPositive {
        minimumPositive = min(minimumPositive ?? minimum, minimum)
      }
    }
  }

  mutating func add(_ other: RowTally) {
    beyond.add(other.beyond)
    minimumPositive = [minimumPositive, other.minimumPositive].compactMap(\.self).min()
  }
}
