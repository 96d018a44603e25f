// The strip beside a heat map that says which colour stands for which value.

import FigureModel
import FigureScene

/// Draws colour bars.
enum ColorBarPainter {
  /// The ticks of a bar `height` px high, and the room it takes to the right of its gap.
  static func room(
    _ scale: ColorScale, _ bar: ColorBar, height: Double, setting: TextSetting
  ) -> (AxisTicks, width: Double) {
    if bar.isCompact { return compactRoom(scale, height: height, setting: setting) }
    let values = tickValues(scale, height: height)
    let labels = tickLabels(for: values)
    var ticks = AxisTicks()
    for (value, label) in zip(values, labels) {
      ticks.ticks.append(AxisTicks.Tick(fraction: scale.position(of: value), label: label))
    }
    ticks.depth = labels.map { setting.extent($0, .tick).width }.max() ?? 0
    ticks.overhangBefore = setting.extent("0", .tick).height / 2
    ticks.overhangAfter = ticks.overhangBefore
    var width = Spacing.barWidth + Spacing.tickLength + Spacing.tickGap + ticks.depth
    if let label = bar.label {
      width += Spacing.labelGap + setting.extent(label, .label, width: height).height
    }
    return (ticks, width)
  }

  /// The two ends of a compact bar, named beside it.
  private static func compactRoom(
    _ scale: ColorScale, height: Double, setting: TextSetting
  ) -> (AxisTicks, width: Double) {
    let role = TextSetting.Role.annotation(size: compactType)
    var ticks = AxisTicks()
    ticks.ticks.append(AxisTicks.Tick(fraction: 1, label: compactLabel(scale.vmax)))
    if height >= 2 * setting.extent("0", role).height {
      ticks.ticks.append(AxisTicks.Tick(fraction: 0, label: compactLabel(scale.vmin)))
    }
    ticks.depth = ticks.ticks.map { setting.extent($0.label, role).width }.max() ?? 0
    return (ticks, Spacing.compactBarWidth + Spacing.compactBarGap + ticks.depth)
  }

  private static let compactType = 9.0

  private static func compactLabel(_ value: Double) -> String {
    formatNumber(value, significant: 2)
  }

  /// The ends' names beside a compact strip, within its height.
  private static func compactLabels(
    _ ticks: AxisTicks, strip: Rect, setting: TextSetting
  ) -> [SceneItem] {
    ticks.ticks.map { tick in
      let isTop = tick.fraction > 0.5
      return setting.item(
        RichText(tick.label), .annotation(size: compactType),
        at: Point(strip.maxX + Spacing.compactBarGap, isTop ? strip.minY - 1 : strip.maxY + 1),
        .start, isTop ? .top : .bottom, color: setting.theme.mutedInk)
    }
  }

  private static func tickValues(_ scale: ColorScale, height: Double) -> [Double] {
    let target = max(2, Int(height / 60))
    let span = scale.norm.span(vmin: scale.vmin, vmax: scale.vmax)
    return switch scale.norm {
    case .log: TickPlacement.log(domain: span.vmin...span.vmax, target: target)
    case .linear, .centered, .power:
      TickPlacement.linear(domain: span.vmin...span.vmax, target: target)
    }
  }

  /// The bar as scene items, its strip filling `strip`.
  static func items(
    _ scale: ColorScale, _ bar: ColorBar, ticks: AxisTicks, strip: Rect, id: String,
    setting: TextSetting
  ) -> [SceneItem] {
    // One row of the strip for each px: the colour at the middle of the values it stands for.
    let rows = max(1, Int(strip.height.rounded()))
    let pixels = (0..<rows).map { row in
      scale.map.rgb(at: 1 - (Double(row) + 0.5) / Double(rows))
    }
    var items: [SceneItem] = [
      .image(
        SceneImage(
          identity: ItemIdentity(id: id), columns: 1, rows: rows, pixels: pixels, frame: strip)),
      .path(
        ScenePath(
          .rect(strip.inset(by: -0.5, -0.5)),
          stroke: Stroke(setting.theme.frame, width: setting.theme.frameWidth))),
    ]
    if bar.isCompact { return items + compactLabels(ticks, strip: strip, setting: setting) }
    for tick in ticks.ticks {
      let y = strip.maxY - tick.fraction * strip.height
      let mark = (y - 0.5).rounded() + 0.5
      items.append(
        .path(
          ScenePath(
            .line(Point(strip.maxX + 1, mark), Point(strip.maxX + 1 + Spacing.tickLength, mark)),
            stroke: Stroke(setting.theme.frame))))
      items.append(
        setting.item(
          RichText(tick.label), .tick,
          at: Point(strip.maxX + Spacing.tickLength + Spacing.tickGap, y), .start, .middle))
    }
    if let label = bar.label {
      let x =
        strip.maxX + Spacing.tickLength + Spacing.tickGap + ticks.depth + Spacing.labelGap
      items.append(
        setting.item(
          label, .label, at: Point(x, strip.midY), .middle, .top, rotation: -90,
          wrapWidth: strip.height))
    }
    return items
  }
}

extension ColorBar {
  /// How wide its strip is, in px.
  var stripWidth: Double { isCompact ? Spacing.compactBarWidth : Spacing.barWidth }

  /// Between the panel and the strip, in px.
  var gap: Double { isCompact ? Spacing.compactBarGap : Spacing.barGap }
}
