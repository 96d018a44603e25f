// Which of the minimum and the maximum values of a matrix no cell shows that is drawn.

import AttentionMath
import FigureModel

/// What the values of a matrix reach and what those of them reach that are drawn, where the picture would be
/// taken for another matrix: one filter leaves peaks out, another one pits.
struct LostExtremes: Hashable {
  let values: ClosedRange<Double>
  let drawn: ClosedRange<Double>
  /// Whether the minimum and the maximum values are left out: their colours clearly differ from those drawn.
  let minimumIsLost: Bool
  let maximumIsLost: Bool

  /// nil where both ends are drawn, or what is nearly as low and as high.
  init?(_ values: ValueExtent, drawn: ValueExtent, of map: HeatMap) {
    guard values.minimum <= values.maximum, drawn.minimum <= drawn.maximum else { return nil }
    let scale = Self.scale(of: map, for: values)
    minimumIsLost =
      scale.shade(of: drawn.minimum) - scale.shade(of: values.minimum) > ReducedCells.clearly
    maximumIsLost =
      scale.shade(of: values.maximum) - scale.shade(of: drawn.maximum) > ReducedCells.clearly
    guard minimumIsLost || maximumIsLost else { return nil }
    self.values = values.minimum...values.maximum
    self.drawn = drawn.minimum...drawn.maximum
  }

  /// The scale that holds all values: one that follows what is drawn is narrower.
  private static func scale(of map: HeatMap, for values: ValueExtent) -> ColorScale {
    guard map.hasScaleOfDrawn else { return map.scale }
    var all = values
    // 0 and less have no logarithm, and no position on the scale.
    if map.scale.norm == .log, all.minimum <= 0 { all.minimum = map.scale.vmin }
    // Panels that share a scale are seen against each other's values.
    let ends =
      map.scale.onlyValue.map { $0...$0 } ?? map.scale.vmin...map.scale.vmax
    all.minimum = min(all.minimum, ends.lowerBound)
    all.maximum = max(all.maximum, ends.upperBound)
    return map.scale.following(all)
  }
}
