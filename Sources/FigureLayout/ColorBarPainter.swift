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
      let values = tickValues(scale, bar, target: target)
      let round = AxisTicks(
        ticks: zip(values, tickLabels(for: values, style: bar.tickStyle)).map { value, label in
          AxisTicks.Tick(fraction: scale.fraction(of: value), label: label)
        })
      guard scale.vmin < scale.vmax else { return round }
      return round.with(
        ends: (
          endLabel(scale.vmin, scale, bar, among: round),
          endLabel(scale.vmax, scale, bar, among: round)
        ),
        length: length
      ) { tick in
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

  /// What stands at an end of the scale, where ticks between may be rounder: to a hundredth of the scale's
  /// length at most, and not as 0 where it is another number.
  private static func endLabel(
    _ value: Double, _ scale: ColorScale, _ bar: ColorBar, among round: AxisTicks
  ) -> String {
    let length = scale.vmax - scale.vmin
    guard bar.tickStyle.notation == .auto else {
      return styledEnd(value, length: length, scale.norm, bar.tickStyle)
    }
    guard scale.norm != .log, length.isFinite, value != 0 else {
      return formatNumber(value, significant: 3)
    }
    let power = Int(Double.log10(length).rounded(.down)) - 2
    let digits = Int(Double.log10(value.magnitude).rounded(.down)) - power + 1
    guard digits > 0 else {
      // Among powers of ten it is written as one.
      guard power < 0, power >= Self.minimumPlainExponent else {
        return formatNumber(value, significant: 1)
      }
      let places = max(-power, decimalsBeside(value, scale, round, atLeast: -power))
      return formatNonzero(value, places: places)
    }
    let label = formatNumber(value, significant: min(digits, 6))
    let decimals = AxisTicks.Tick(fraction: 0, label: label).decimals ?? 0
    // No fewer digits than the others have: 1.0 above 0.8; but ticks of a power scale have as many as
    // each needs.
    var usual = bar.tickStyle.decimals ?? 0
    switch scale.norm {
    case .linear, .centered: usual = max(usual, round.ticks.compactMap(\.decimals).max() ?? 0)
    case .log, .power: break
    }
    return decimals < usual ? formatNumber(value, places: usual) : label
  }

  /// The decimals of the tick beside an end near 0, where that tick is itself less than what so many decimals can
  /// write: below `0.005` stands no `<0.01`.
  private static func decimalsBeside(
    _ end: Double, _ scale: ColorScale, _ round: AxisTicks, atLeast places: Int
  ) -> Int {
    let neighbour =
      end == scale.vmin
      ? round.ticks.min { $0.fraction < $1.fraction }
      : round.ticks.max { $0.fraction < $1.fraction }
    guard let neighbour, let decimals = neighbour.decimals, decimals > places else { return places }
    let value = scale.value(atFraction: neighbour.fraction).magnitude
    return value < Double.pow(10, Double(-places)) ? decimals : places
  }

  /// The last decimal that numbers are written out to.
  private static let minimumPlainExponent = -5

  /// An end of the scale in the notation that was asked for, rounded as in `endLabel`; in scientific
  /// notation, and where ticks are no equal steps apart, to three digits.
  private static func styledEnd(
    _ value: Double, length: Double, _ norm: Norm, _ style: TickStyle
  ) -> String {
    func label(_ value: Double) -> String { tickLabels(for: [value], style: style).first ?? "" }
    guard value != 0, value.isFinite else { return label(value) }
    let isEven =
      switch norm {
      case .linear, .centered: true
      case .log, .power: false
      }
    guard isEven, style.notation != .scientific, length.isFinite, length > 0 else {
      return label(rounded(value, significant: max(3, (style.decimals ?? 0) + 1)))
    }
    let step = max(
      Double("1e\(Int(Double.log10(length).rounded(.down)) - 2)") ?? 0, .leastNormalMagnitude)
    let nearest = rounded(value, toDigitOf: step)
    if nearest != 0 { return label(nearest) }
    return value.magnitude * 2 >= step
      ? label(value < 0 ? -step : step)
      : (value < 0 ? ">" + label(-step) : "<" + label(step))
  }

  /// The two ends of a compact bar, named beside it.
  private static func compactSpace(
    _ scale: ColorScale, _ style: TickStyle, height: Double, setting: TextSetting
  ) -> (AxisTicks, depth: Double) {
    var ticks = AxisTicks()
    ticks.ticks.append(
      AxisTicks.Tick(fraction: 1, label: compactLabel(scale.onlyValue ?? scale.vmax, scale, style)))
    if scale.onlyValue == nil {
      ticks.ticks.append(AxisTicks.Tick(fraction: 0, label: compactLabel(scale.vmin, scale, style)))
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

  /// An end of a bar with two digits, where the scale is about a number wide with as many decimals as those of
  /// other bars have.
  private static func compactLabel(
    _ value: Double, _ scale: ColorScale, _ style: TickStyle
  ) -> String {
    guard style == .automatic else {
      return tickLabels(for: [rounded(value, significant: 2)], style: style).first ?? ""
    }
    let maximum = max(scale.vmin.magnitude, scale.vmax.magnitude)
    let isPlain = value != 0 && maximum >= 0.1 && maximum < 9.95 && scale.norm != .log
    return isPlain
      ? formatNonzero(value, places: maximum < 1.005 ? 2 : 1) : formatNumber(value, significant: 2)
  }

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
