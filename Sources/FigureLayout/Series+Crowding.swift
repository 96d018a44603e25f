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
    let locations = mapping.runs(self).joined().map(\.x)
    if let first = locations.min(), let last = locations.max(), locations.count > 2,
      (last - first) / Double(locations.count - 1)
        < SeriesPainter.markerWidth(series.style) * Self.minimumDistance
    {
      series.style.marker = .none
    }
    return series
  }

  /// Between neighbouring points, in widths of a marker.
  private static let minimumDistance = 1.5

  /// Whether another line has a good part of its points at the same positions, under or over those of this:
  /// where lines cross here and there, markers of one size are distinguished all the same.
  private func isMet(by others: [Series]) -> Bool {
    let values = y.filter(\.isFinite)
    guard let minimum = values.min(), let maximum = values.max() else { return false }
    let near = (maximum - minimum) * 0.02
    return others.contains { other in
      guard other != self, other.style.form == .line, !other.style.isGuide, !other.style.isContext
      else { return false }
      guard other.x == x else { return true }
      let met = zip(other.y, y).count { ($0 - $1).magnitude <= near }
      return Double(met) >= max(1, Double(values.count) * Self.minimumSharedPoints)
    }
  }

  /// The share of a line's points that must lie at those of another for both to be seen in rings.
  private static let minimumSharedPoints = 0.25
}
