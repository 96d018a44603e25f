// Markers that would stand on each other: a line of them is a thick line, and neither its dashes nor its
// points can be told.

import FigureModel
import FigureScene

extension Series {
  /// The series as it is drawn in a frame: without markers where its points stand closer than these are
  /// wide, and with markers of the usual size where no line beneath needs a ring.
  func drawn(in chart: Chart, _ mapping: DataMapping) -> Series {
    guard style.form == .line, style.marker != .none else { return self }
    var series = self
    if style.ring > 0, !isMet(by: chart.series) { series.style.ring = 0 }
    let places = mapping.runs(self).joined().map(\.x)
    if let first = places.min(), let last = places.max(), places.count > 2,
      (last - first) / Double(places.count - 1)
        < SeriesPainter.markerWidth(series.style) * Self.leastDistance
    {
      series.style.marker = .none
    }
    return series
  }

  /// Between neighbouring points, in widths of a marker.
  private static let leastDistance = 1.5

  /// Whether another line has a good part of its points at the same places, under or over those of this:
  /// where lines cross here and there, markers of one size are told apart all the same.
  private func isMet(by others: [Series]) -> Bool {
    let values = y.filter(\.isFinite)
    guard let least = values.min(), let greatest = values.max() else { return false }
    let near = (greatest - least) * 0.02
    return others.contains { other in
      guard other != self, other.style.form == .line, !other.style.isGuide, !other.style.isContext
      else { return false }
      guard other.x == x else { return true }
      let met = zip(other.y, y).count { ($0 - $1).magnitude <= near }
      return Double(met) >= max(1, Double(values.count) * Self.leastMet)
    }
  }

  /// The share of a line's points that must lie at those of another for both to be seen in rings.
  private static let leastMet = 0.25
}
