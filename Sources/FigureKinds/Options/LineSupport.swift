// What figures of lines share: the memory they need and how lines are told apart.

import AttentionMath
import FigureModel

/// The number of values a set of lines has, checked before they are computed.
struct LinesSize {
  var rows: Int
  var columns: Int

  /// - Parameter option: the option and value that ask for so many.
  func check(_ option: String) throws(FigureError) {
    // Values, places and the points of the path: some six numbers a value.
    let (needed, overflow) = rows.multipliedReportingOverflow(by: 6)
    do throws(MemoryShortage) {
      try MemoryLimit.requireAvailable(rows: overflow ? .max : needed, columns: columns)
    } catch {
      throw .work("\(option): \(error)")
    }
  }
}

extension SeriesStyle {
  /// A line as the number of its points and neighbours asks for: points are marked where they can
  /// be told apart, and lines beside others differ in more than colour.
  static func line(slot: Int, points: Int, lines: Int) -> SeriesStyle {
    let markers: [Marker] = [.circle, .square, .triangle, .diamond, .cross]
    let areMarked = points <= 64
    // Where lines may lie on each other, the first are the widest and still show beneath the last.
    let nested = areMarked && lines <= 6 ? 0.9 * Double(lines - 1 - slot) : 0
    return SeriesStyle(
      slot: slot, width: points > 120 && lines > 1 ? 1.3 : 1.8 + nested,
      marker: areMarked ? markers[slot % markers.count] : .none,
      opacity: lines > 1 && points > 120 ? 0.85 : 1)
  }
}
