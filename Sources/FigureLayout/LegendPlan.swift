// The legend of a chart: beside the data where there is room, above the panel where there is none.

import FigureModel
import FigureScene

/// A legend measured and given its place in or above a panel.
struct LegendPlan {
  struct Entry {
    var series: Series
    var origin: Point
  }

  /// Whether the legend stands within the panel, over a part without data.
  private(set) var isInside = false
  private(set) var size = Size.zero
  /// From the panel's top left where inside, else from the legend's own.
  private(set) var origin = Point.zero
  private(set) var entries: [Entry] = []

  static let swatchWidth = 30.0
  private static let swatchGap = 8.0
  private static let entryGap = 22.0
  private static let padding = 8.0
  private static let margin = 10.0

  /// - Returns: nil where the chart shows no legend.
  init?(_ chart: Chart, plan: PanelPlan, setting: TextSetting) {
    let named = chart.series.filter { $0.label != nil }
    guard chart.showsLegend, !named.isEmpty else { return nil }
    let widths = named.map {
      Self.swatchWidth + Self.swatchGap + setting.extent($0.label ?? "", .legend).width
    }
    let lineHeight = setting.extent("0", .legend).height + 5
    if placeInside(named, widths: widths, lineHeight: lineHeight, chart: chart, plan: plan) {
      isInside = true
    } else {
      placeAbove(named, widths: widths, lineHeight: lineHeight, width: plan.frameSize.width)
    }
  }

  /// A column of entries in the first corner or middle that no data passes through.
  private mutating func placeInside(
    _ named: [Series], widths: [Double], lineHeight: Double, chart: Chart, plan: PanelPlan
  ) -> Bool {
    size = Size(
      (widths.max() ?? 0) + 2 * Self.padding,
      lineHeight * Double(named.count) + 2 * Self.padding - 5)
    let frame = Rect(origin: .zero, size: plan.frameSize)
    guard size.width < frame.width * 0.6, size.height < frame.height * 0.5 else { return false }
    let left = Self.margin
    let right = frame.width - size.width - Self.margin
    let middle = (frame.width - size.width) / 2
    let top = Self.margin
    let bottom = frame.height - size.height - Self.margin
    let places = [
      Point(right, top), Point(left, top), Point(right, bottom), Point(left, bottom),
      Point(middle, top), Point(middle, bottom),
    ]
    let mapping = DataMapping(plan: plan, frame: frame)
    guard
      let place = places.first(where: {
        !mapping.isCrossed(Rect(origin: $0, size: size).inset(by: -5, -5), by: chart)
      })
    else { return false }
    origin = place
    for (index, series) in named.enumerated() {
      entries.append(
        Entry(
          series: series,
          origin: Point(Self.padding, Self.padding + lineHeight * (Double(index) + 0.5) - 2.5)))
    }
    return true
  }

  /// Rows of entries as wide as the panel.
  private mutating func placeAbove(
    _ named: [Series], widths: [Double], lineHeight: Double, width: Double
  ) {
    entries = []
    var x = 0.0
    var line = 0.0
    for (series, entryWidth) in zip(named, widths) {
      if x > 0, x + entryWidth > width {
        x = 0
        line += 1
      }
      entries.append(Entry(series: series, origin: Point(x, lineHeight * (line + 0.5))))
      x += entryWidth + Self.entryGap
    }
    origin = .zero
    size = Size(width, lineHeight * (line + 1))
  }

  /// The legend painted for a panel whose cells or series fill `frame`.
  func items(frame: Rect, panelTop: Double, setting: TextSetting, painter: SeriesPainter)
    -> [SceneItem]
  {
    let corner =
      isInside
      ? Point(frame.minX + origin.x, frame.minY + origin.y)
      : Point(frame.minX, panelTop)
    var items: [SceneItem] = []
    if isInside {
      items.append(
        .path(
          ScenePath(
            .rect(Rect(origin: corner, size: size), radius: 4),
            fill: setting.theme.background.opacity(0.9),
            stroke: Stroke(setting.theme.grid))))
    }
    for entry in entries {
      let middle = Point(corner.x + entry.origin.x, corner.y + entry.origin.y)
      items += painter.swatch(
        entry.series,
        Rect(x: middle.x, y: middle.y - 6, width: Self.swatchWidth, height: 12))
      items.append(
        setting.item(
          RichText(entry.series.label ?? ""), .legend,
          at: Point(middle.x + Self.swatchWidth + Self.swatchGap, middle.y), .start, .middle))
    }
    return [.group(SceneGroup(identity: ItemIdentity(id: nil, label: nil), items: items))]
  }
}
