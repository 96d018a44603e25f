// The strip beside a heat map that says which colour stands for which value.

import FigureModel
import FigureScene
import RealModule

/// Draws colour bars.
enum ColorBarPainter {
  /// The ticks of a bar `length` px long, and how far it reaches from its gap on.
  /// - Parameter corner: how wide the space at the left of a bar below its panels is, in px.
  static func space(
    _ scale: ColorScale, _ bar: ColorBar, ends: BarEnds, key: BarKey, length outer: Double,
    corner: Double = 0, setting: TextSetting
  ) -> (AxisTicks, depth: Double) {
    let whole = outer - key.length
    if bar.isCompact { return compactSpace(scale, bar.tickStyle, height: whole, setting: setting) }
    let spacing = setting.spacing
    let length = ends.bodyLength(of: whole, width: spacing.barWidth)
    func ticks(_ target: Int) -> AxisTicks {
      if let value = scale.onlyValue {
        return AxisTicks(ticks: [
          AxisTicks.Tick(
            fraction: scale.fraction(of: value), label: onlyLabel(value, bar.tickStyle))
        ])
      }
      let round = roundNumbers(scale, bar, target: target)
      let labels = BarLabels(scale, bar, round: round.values)
      var result = AxisTicks(
        ticks: zip(round.values, labels.labels).map { value, label in
          AxisTicks.Tick(fraction: scale.fraction(of: value), label: label)
        })
      result.interval = round.interval
      guard scale.vmin < scale.vmax else { return result }
      return result.with(ends: labels.ends, length: length) { tick in
        let extent = setting.extent(tick)
        return spacing.barSide == .below ? extent.width + AxisTicks.labelGap : extent.height
      }
    }
    if spacing.barSide == .below {
      let (below, depth) = spaceBelow(bar, whole, length, corner: corner, setting, ticks)
      var result = below
      result.overhangAfter = max(0, result.overhangAfter - key.length)
      return (result, depth)
    }
    var result = AxisTicks.stacked(length: length, setting: setting, ticks)
    result.measureVertical(length: length, setting: setting)
    if let aligned = DecimalAlignment(result.ticks, setting) { result.depth = aligned.width }
    var depth = spacing.barWidth + spacing.tickLength + tickGap(result, spacing) + result.depth
    if let label = sideLabel(bar, whole, setting) {
      depth += spacing.labelGap + label.thickness
      result.overhangBefore = max(result.overhangBefore, (label.length - whole) / 2)
      result.overhangAfter = max(result.overhangAfter, (label.length - whole) / 2)
    }
    result.overhangBefore = max(0, result.overhangBefore - key.length)
    return (result, max(depth, key.depth))
  }

  /// What stands at the bar of cells that all have one value.
  private static func onlyLabel(_ value: Double, _ style: TickStyle) -> String {
    style == .automatic
      ? formatNumber(value, significant: 4) : tickLabels(for: [value], style: style).first ?? ""
  }

  /// The two ends of a compact bar, named beside it.
  private static func compactSpace(
    _ scale: ColorScale, _ style: TickStyle, height: Double, setting: TextSetting
  ) -> (AxisTicks, depth: Double) {
    var ticks = AxisTicks()
    ticks.ticks.append(
      AxisTicks.Tick(
        fraction: 1, label: BarLabels.compactEnd(scale.onlyValue ?? scale.vmax, scale, style)))
    if scale.onlyValue == nil {
      ticks.ticks.append(
        AxisTicks.Tick(fraction: 0, label: BarLabels.compactEnd(scale.vmin, scale, style)))
    }
    ticks.depth = ticks.ticks.map { setting.extent($0.label, .tick).width }.max() ?? 0
    (ticks.overhangBefore, ticks.overhangAfter) = (compactOverhang, compactOverhang)
    return (ticks, setting.spacing.compactBarWidth + setting.spacing.compactBarGap + ticks.depth)
  }

  /// The minimum height of a compact bar: both its ends are named, and there is something between.
  static func minimumCompactLength(_ setting: TextSetting) -> Double {
    2.5 * setting.extent("0", .tick).height
  }

  /// The ends' names reach so far beyond them, in px: their digits end there, not their lines.
  private static let compactOverhang = 1.0

  /// The ends' names beside a compact strip, within its height.
  private static func compactLabels(
    _ ticks: AxisTicks, strip: Rect, setting: TextSetting
  ) -> [SceneItem] {
    ticks.ticks.map { tick in
      let isTop = tick.fraction > 0.5
      return setting.item(
        RichText(tick.label), .tick,
        at: Point(
          strip.maxX + setting.spacing.compactBarGap,
          isTop ? strip.minY - compactOverhang : strip.maxY + compactOverhang),
        .start, isTop ? .top : .bottom, color: setting.theme.mutedInk)
    }
  }

  /// Between ticks and their labels beside a bar: a sign close to its tick would be read as a part of it.
  private static func tickGap(_ ticks: AxisTicks, _ spacing: Spacing) -> Double {
    let hasSign = ticks.ticks.contains { $0.label.first.map("−<>".contains) ?? false }
    return hasSign ? max(spacing.tickGap, leastBeforeSign) : spacing.tickGap
  }

  private static let leastBeforeSign = 4.0

  /// The label beside a bar of this length.
  private static func sideLabel(
    _ bar: ColorBar, _ length: Double, _ setting: TextSetting
  ) -> SideLabel? {
    bar.label.map {
      SideLabel(
        $0, length: length, wrapWidth: labelWidth($0, length * Self.longestLabel, setting),
        setting: setting)
    }
  }

  /// How long a label beside a bar may be in one line, in lengths of the bar.
  private static let longestLabel = 1.15

  /// Whether the label beside a bar of this length takes more than one line.
  static func breaksLabel(_ bar: ColorBar, _ length: Double, _ setting: TextSetting) -> Bool {
    sideLabel(bar, length, setting)?.isBroken(setting) ?? false
  }

  /// Where a bar's label wraps: at its length, or at the longest word beside a short one.
  static func labelWidth(
    _ label: RichText, _ length: Double, _ setting: TextSetting
  ) -> Double {
    max(length, setting.longestWord(label, .label))
  }

  /// Round numbers between the ends of a bar, about so many with those, and the step between them as a share of it.
  private static func roundNumbers(
    _ scale: ColorScale, _ bar: ColorBar, target: Int
  ) -> TickPlacement.BetweenEnds {
    let domain = scale.vmin...scale.vmax
    switch scale.norm {
    case .log:
      return TickPlacement.betweenEnds(
        log: domain, target: target, hasWholeValues: bar.hasWholeValues)
    case .power:
      return TickPlacement.betweenEnds(target: target, hasWholeValues: bar.hasWholeValues) {
        scale.value(atFraction: $0)
      }
    case .linear, .centered:
      let whole =
        bar.hasWholeValues ? TickPlacement.wholeNumbers(domain: domain, target: target) : nil
      let values = whole ?? TickPlacement.linear(domain: domain, target: target)
      var interval: Double?
      if values.count > 1 {
        interval = scale.fraction(of: values[1]) - scale.fraction(of: values[0])
      }
      // One that stands at an end is left to it, whose number may differ from it by little.
      let between = values.filter { (1e-6...1 - 1e-6).contains(scale.fraction(of: $0)) }
      return TickPlacement.BetweenEnds(values: between, interval: interval)
    }
  }

  /// The bar as a group: its colours, its points and its key fill `outer`.
  static func item(
    _ scale: ColorScale, _ bar: ColorBar, ticks: AxisTicks, ends: BarEnds, key: BarKey,
    strip outer: Rect, _ side: BarSide, corner: Double = 0, id: String, setting: TextSetting
  ) -> SceneItem {
    let whole = key.bar(of: outer)
    let strip = ends.body(of: whole, side)
    // One step of the strip for each px: the colour at the middle of the values it stands for.
    let steps = max(1, Int((side == .right ? strip.height : strip.width).rounded()))
    let pixels = (0..<steps).map { step in
      let fraction = (Double(step) + 0.5) / Double(steps)
      if let value = scale.onlyValue { return scale.rgb(for: value) }
      return scale.rgb(atFraction: side == .right ? 1 - fraction : fraction)
    }
    var items: [SceneItem] = [
      .image(
        SceneImage(
          identity: ItemIdentity(id: "\(id)-strip"), columns: side == .right ? 1 : steps,
          rows: side == .right ? steps : 1, pixels: pixels, frame: strip))
    ]
    items += ends.items(scale, strip: whole, side, id: id, setting.theme)
    if bar.isCompact {
      items += compactLabels(ticks, strip: whole, setting: setting)
    } else if side == .below {
      items += wordsBelow(
        bar, ticks, strip: strip, whole: whole, corner: corner, setting)
    } else {
      items += wordsBeside(bar, ticks, strip: strip, whole: whole, setting)
    }
    items += key.items(in: outer, id: id, setting: setting)
    return .group(SceneGroup(identity: ItemIdentity(id: id), items: items))
  }

  /// The ticks and the label of a bar at the right.
  private static func wordsBeside(
    _ bar: ColorBar, _ ticks: AxisTicks, strip: Rect, whole: Rect, _ setting: TextSetting
  ) -> [SceneItem] {
    let spacing = setting.spacing
    var items: [SceneItem] = []
    let aligned = DecimalAlignment(ticks.ticks, setting)
    let left = strip.maxX + spacing.tickLength + tickGap(ticks, spacing)
    for (index, tick) in ticks.ticks.enumerated() {
      let y = strip.maxY - tick.fraction * strip.height
      let mark = (y - 0.5).rounded() + 0.5
      items.append(
        .path(
          ScenePath(
            .line(Point(strip.maxX + 1, mark), Point(strip.maxX + 1 + spacing.tickLength, mark)),
            stroke: Stroke(setting.theme.frame))))
      items.append(
        setting.item(
          tick.text, .tick, at: Point(left + (aligned?.shifts[index] ?? 0), y), .start, .middle))
    }
    // As long as was reckoned with: the points of a bar count as well.
    if let label = sideLabel(bar, whole.height, setting) {
      let x =
        strip.maxX + spacing.tickLength + tickGap(ticks, spacing) + ticks.depth
        + spacing.labelGap
      items.append(label.item(left: x, middle: whole.midY, setting: setting))
    }
    return items
  }
}

extension ColorBar {
  /// Where it lies: bars with their ends alone named are always beside their panel.
  func side(_ setting: TextSetting) -> BarSide { isCompact ? .right : setting.spacing.barSide }

  /// How wide its strip is, in px.
  func stripWidth(_ setting: TextSetting) -> Double {
    isCompact ? setting.spacing.compactBarWidth : setting.spacing.barWidth
  }

  /// Between the panel and the strip, or what stands above it, in px.
  func gap(_ setting: TextSetting) -> Double {
    isCompact ? setting.spacing.compactBarGap : setting.spacing.barGap
  }
}
