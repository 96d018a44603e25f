// Colour bars below their panels: values grow to the right, the label stands above the strip, or at its left
// where a page has no line to spare.

import FigureModel
import FigureScene

extension ColorBarPainter {
  /// The space of a bar below its panels.
  /// - Parameters:
  ///   - whole: how long it is with its points, in px.
  ///   - length: how long the part with ticks is, in px.
  ///   - corner: how wide the space at its left is, in px.
  ///   - ticks: the ticks for a number of them.
  static func spaceBelow(
    _ bar: ColorBar, _ whole: Double, _ length: Double, corner: Double, _ setting: TextSetting,
    _ ticks: (Int) -> AxisTicks
  ) -> (AxisTicks, depth: Double) {
    let spacing = setting.spacing
    var result = AxisTicks.sideBySide(
      length: length, keepsWithin: spacing.keepsToBar, setting: setting, ticks)
    result.measureHorizontal(length: length, setting: setting)
    let depth = spacing.barWidth + spacing.tickLength + spacing.tickGap + result.depth
    return (result, depth + labelHeight(bar, whole, corner: corner, setting))
  }

  /// How high the label is with its gap; 0 for one at the bar's left.
  private static func labelHeight(
    _ bar: ColorBar, _ length: Double, corner: Double, _ setting: TextSetting
  ) -> Double {
    guard let label = bar.label, labelBeside(bar, corner: corner, setting) == nil else { return 0 }
    return setting.extent(label, .label, width: labelWidth(label, length, setting)).height
      + setting.spacing.tickGap
  }

  /// How far the label above a bar reaches beyond either end of it, in px.
  static func overhangBelow(_ bar: ColorBar, _ length: Double, _ setting: TextSetting) -> Double {
    guard let label = bar.label else { return 0 }
    let width = setting.extent(label, .label, width: labelWidth(label, length, setting)).width
    return max(0, (width - length) / 2)
  }

  /// The label that stands at the left of its bar; nil where none has space there.
  private static func labelBeside(
    _ bar: ColorBar, corner: Double, _ setting: TextSetting
  ) -> RichText? {
    guard setting.spacing.keepsToBar else { return nil }
    return [bar.label, bar.shortLabel].compactMap(\.self).first {
      setting.extent($0, .label).width + besideBar <= corner
    }
  }

  /// Between a bar and the label at its left, in px.
  private static let besideBar = 7.0

  /// How far below the beginning of a bar's space its strip begins, on the pixel grid.
  static func stripOffset(
    _ bar: ColorBar, _ length: Double, corner: Double = 0, grid: PixelGrid, _ setting: TextSetting
  ) -> Double {
    grid.ceil(labelHeight(bar, length, corner: corner, setting))
  }

  /// The ticks and the label of a bar below its panels.
  static func wordsBelow(
    _ bar: ColorBar, _ ticks: AxisTicks, strip: Rect, whole: Rect, corner: Double,
    _ setting: TextSetting
  ) -> [SceneItem] {
    let spacing = setting.spacing
    var items: [SceneItem] = []
    for tick in ticks.ticks {
      let x = strip.minX + tick.fraction * strip.width
      let mark = (x - 0.5).rounded() + 0.5
      items.append(
        .path(
          ScenePath(
            .line(Point(mark, strip.maxY + 1), Point(mark, strip.maxY + 1 + spacing.tickLength)),
            stroke: Stroke(setting.theme.frame))))
      items.append(
        setting.item(
          tick.text, .tick,
          at: Point(x + tick.shift, strip.maxY + spacing.tickLength + spacing.tickGap), .middle,
          .top))
    }
    if let label = labelBeside(bar, corner: corner, setting) {
      items.append(
        setting.item(label, .label, at: Point(whole.minX - besideBar, whole.midY), .end, .middle))
    } else if let label = bar.label {
      items.append(
        setting.item(
          label, .label, at: Point(whole.midX, strip.minY - spacing.tickGap), .middle, .bottom,
          wrapWidth: labelWidth(label, whole.width, setting)))
    }
    return items
  }
}
