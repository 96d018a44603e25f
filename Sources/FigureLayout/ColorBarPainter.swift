// The strip beside a heat map that says which colour stands for which value.

import FigureModel
import FigureScene

/// Draws colour bars.
enum ColorBarPainter {
  /// The ticks of a bar `height` px high, and the room it takes to the right of its gap.
  static func space(
    _ scale: ColorScale, _ bar: ColorBar, ends: BarEnds, key: BarKey, height whole: Double,
    setting: TextSetting
  ) -> (AxisTicks, width: Double) {
    let height = whole - key.size.height
    if bar.isCompact { return compactRoom(scale, height: height, setting: setting) }
    let length = ends.bodyHeight(of: height, width: Spacing.barWidth)
    var ticks = AxisTicks.stacked(length: length, setting: setting) { target in
      let values = tickValues(scale, bar, target: target)
      return AxisTicks(
        ticks: zip(values, tickLabels(for: values, style: bar.tickStyle)).map { value, label in
          AxisTicks.Tick(fraction: scale.fraction(of: value), label: label)
        })
    }
    ticks.measureVertical(length: length, setting: setting)
    var width = Spacing.barWidth + Spacing.tickLength + Spacing.tickGap + ticks.depth
    if let label = bar.label {
      let extent = setting.extent(label, .label, width: labelWidth(label, height, setting))
      width += Spacing.labelGap + extent.height
      ticks.overhangBefore = max(ticks.overhangBefore, (extent.width - height) / 2)
      ticks.overhangAfter = max(ticks.overhangAfter, (extent.width - height) / 2)
    }
    ticks.overhangBefore = max(0, ticks.overhangBefore - key.size.height)
    return (ticks, max(width, key.size.width))
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

  /// Where a bar's label wraps: at its height, or at the longest word beside a low one.
  private static func labelWidth(
    _ label: RichText, _ height: Double, _ setting: TextSetting
  ) -> Double {
    max(height, setting.longestWord(label, .label))
  }

  private static func tickValues(_ scale: ColorScale, _ bar: ColorBar, target: Int) -> [Double] {
    let domain = scale.vmin...scale.vmax
    switch scale.norm {
    case .log: return TickPlacement.log(domain: domain, target: target)
    case .power:
      return TickPlacement.spread(target: target, hasWholeValues: bar.hasWholeValues) {
        scale.value(atFraction: $0)
      }
    case .linear, .centered:
      if bar.hasWholeValues,
        let whole = TickPlacement.wholeNumbers(domain: domain, target: target)
      {
        return whole
      }
      return TickPlacement.linear(domain: domain, target: target)
    }
  }

  /// The bar as a group: its colours, its points and its key fill `outer`.
  static func item(
    _ scale: ColorScale, _ bar: ColorBar, ticks: AxisTicks, ends: BarEnds, key: BarKey,
    strip outer: Rect, id: String, setting: TextSetting
  ) -> SceneItem {
    let whole = key.bar(of: outer)
    let strip = ends.body(of: whole)
    // One row of the strip for each px: the colour at the middle of the values it stands for.
    let rows = max(1, Int(strip.height.rounded()))
    let pixels = (0..<rows).map { row in
      scale.rgb(atFraction: 1 - (Double(row) + 0.5) / Double(rows))
    }
    var items: [SceneItem] = [
      .image(
        SceneImage(
          identity: ItemIdentity(id: "\(id)-strip"), columns: 1, rows: rows, pixels: pixels,
          frame: strip))
    ]
    items += ends.items(scale, strip: whole, id: id, setting.theme)
    if bar.isCompact {
      items += compactLabels(ticks, strip: whole, setting: setting)
      return .group(SceneGroup(identity: ItemIdentity(id: id), items: items))
    }
    // Decimals stand below each other where all have as many.
    let areAligned = ticks.ticks.allSatisfy {
      $0.decimals != nil && $0.decimals == ticks.ticks.first?.decimals
    }
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
          tick.text, .tick,
          at: Point(
            strip.maxX + Spacing.tickLength + Spacing.tickGap + (areAligned ? ticks.depth : 0), y),
          areAligned ? .end : .start, .middle))
    }
    items += key.items(in: outer, id: id, setting: setting)
    if let label = bar.label {
      let x =
        strip.maxX + Spacing.tickLength + Spacing.tickGap + ticks.depth + Spacing.labelGap
      items.append(
        setting.item(
          label, .label, at: Point(x, strip.midY), .middle, .top, rotation: -90,
          wrapWidth: labelWidth(label, strip.height, setting)))
    }
    return .group(SceneGroup(identity: ItemIdentity(id: id), items: items))
  }
}

extension ColorBar {
  /// How wide its strip is, in px.
  var stripWidth: Double { isCompact ? Spacing.compactBarWidth : Spacing.barWidth }

  /// Between the panel and the strip, in px.
  var gap: Double { isCompact ? Spacing.compactBarGap : Spacing.barGap }
}
