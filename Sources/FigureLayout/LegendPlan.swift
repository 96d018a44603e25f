// The legend of a chart: names at the ends of the lines where they stand apart, else a box where there
// is space among the data, else rows above the panel.

import FigureModel
import FigureScene

/// A legend measured and given its position in or above a panel.
struct LegendPlan {
  struct Entry {
    var series: Series
    var origin: Point
  }

  enum Site: Hashable {
    /// Each name beside the end of its line, right of the panel or within it.
    case ends
    /// Within the panel, over a part without data.
    case inside
    /// In rows above the panel.
    case above
  }

  private(set) var site = Site.above
  private(set) var size = Size.zero
  /// From the panel's top left where inside, else from the legend's own.
  private(set) var origin = Point.zero
  private(set) var entries: [Entry] = []

  static let swatchWidth = 30.0
  private static let swatchGap = 8.0
  private static let entryGap = 22.0
  private static let padding = 8.0
  private static let margin = 10.0
  /// Between one line and the next.
  private static let leading = 5.0

  /// - Returns: nil where the chart shows no legend.
  init?(_ chart: Chart, plan: PanelPlan, setting: TextSetting) {
    guard chart.showsLegend else { return nil }
    let mapping = DataMapping(plan: plan, frame: Rect(origin: .zero, size: plan.frameSize))
    let named = chart.series.filter { $0.label != nil }.map { $0.drawn(in: chart, mapping) }
    guard !named.isEmpty else { return nil }
    let widths = named.map {
      Self.swatchWidth + Self.swatchGap + setting.extent($0.legendLabel, .legend).width
    }
    let lineHeight = setting.extent("0", .legend).height + Self.leading
    if placeAtEnds(named, chart: chart, plan: plan, setting: setting) {
      site = .ends
    } else if placeInside(
      named, widths: widths, lineHeight: lineHeight, chart: chart, plan: plan, setting: setting)
    {
      site = .inside
    } else {
      placeAbove(named, lineHeight: lineHeight, width: plan.frameSize.width, setting: setting)
    }
  }

  /// Lines end this near to the panel's right side, as a share of its width.
  private static let nearEnd = 0.06
  private static let endGap = 6.0

  /// The names beside the ends of their lines, where all stand apart: right of the panel, or within it where the
  /// last of few places leaves them space there: beside the end, else above or below it.
  private mutating func placeAtEnds(
    _ named: [Series], chart: Chart, plan: PanelPlan, setting: TextSetting
  ) -> Bool {
    guard named.count == chart.series.count, named.allSatisfy({ $0.style.form == .line }) else {
      return false
    }
    let frame = Rect(origin: .zero, size: plan.frameSize)
    let mapping = DataMapping(plan: plan, frame: frame)
    let height = setting.extent("0", .legend).height
    // The last of some places stands half a place before the panel's side.
    let lastPlace = plan.x.locationCount.map { 1 - 0.5 / Double($0) } ?? 1
    let nearest = frame.width * min(1 - Self.nearEnd, lastPlace) - 1e-6
    var names: [(series: Series, end: Point, width: Double, middle: Double)] = []
    for series in named {
      guard let end = mapping.runs(series).last?.last, frame.holds(end), end.x >= nearest
      else { return false }
      names.append(
        (
          series, end, setting.extent(series.legendLabel, .legend).width,
          min(max(end.y, height / 2), frame.height - height / 2)
        ))
    }
    let tops = names.map(\.middle).sorted()
    guard zip(tops, tops.dropFirst()).allSatisfy({ $1 - $0 >= height }) else { return false }
    // Beside lines that end before the panel's side, each name as near to its end as has space.
    var obstacles = ChartObstacles(chart, mapping)
    _ = RuleLabel.location(chart, mapping, &obstacles, setting: setting)
    var within: [Point] = []
    for name in lastPlace < 1 - Self.nearEnd ? names : [] {
      let reach = name.series.style.marker == .none ? 0 : SeriesPainter.reach(of: name.series.style)
      let beside = Point(name.end.x + reach + Self.endGap, name.middle)
      let side = frame.width - Self.endGap - name.width
      let places = [
        beside, Point(side, name.end.y - reach - 2 - height / 2),
        Point(side, name.end.y + reach + 2 + height / 2),
      ]
      let place = places.first { place in
        let area = Rect(
          x: place.x, y: place.y - height / 2, width: name.width, height: height)
        return area.maxX + Self.endGap <= frame.width + 1e-6 && frame.contains(area)
          && !obstacles.cross(area)
      }
      guard let place else { break }
      obstacles.add(
        Rect(x: place.x, y: place.y - height / 2, width: name.width, height: height))
      within.append(place)
    }
    let areWithin = !within.isEmpty && within.count == names.count
    let width = names.map(\.width).max() ?? 0
    guard areWithin || width <= frame.width * setting.spacing.lineNameShare else { return false }
    entries = names.indices.map { index in
      Entry(
        series: names[index].series,
        origin: areWithin
          ? within[index] : Point(frame.width + Self.endGap, names[index].middle))
    }
    size = Size(areWithin ? 0 : width + Self.endGap, frame.height)
    return true
  }

  /// A column of entries in the first corner or middle that no data passes through.
  private mutating func placeInside(
    _ named: [Series], widths: [Double], lineHeight: Double, chart: Chart, plan: PanelPlan,
    setting: TextSetting
  ) -> Bool {
    size = Size(
      (widths.max() ?? 0) + 2 * Self.padding,
      lineHeight * Double(named.count) + 2 * Self.padding - Self.leading)
    let frame = Rect(origin: .zero, size: plan.frameSize)
    let maximum = setting.spacing.legendShare
    guard size.width < frame.width * maximum, size.height < frame.height * 0.5 else { return false }
    let left = Self.margin
    let right = frame.width - size.width - Self.margin
    let middle = (frame.width - size.width) / 2
    let top = Self.margin
    let bottom = frame.height - size.height - Self.margin
    let locations = [
      Point(right, top), Point(left, top), Point(right, bottom), Point(left, bottom),
      Point(middle, top), Point(middle, bottom),
    ]
    let mapping = DataMapping(plan: plan, frame: frame)
    var obstacles = ChartObstacles(chart, mapping)
    _ = RuleLabel.location(chart, mapping, &obstacles, setting: setting)
    guard
      let location = locations.first(where: {
        !obstacles.cross(Rect(origin: $0, size: size).inset(by: -5, -5))
      })
    else { return false }
    origin = location
    for (index, series) in named.enumerated() {
      entries.append(
        Entry(
          series: series,
          origin: Point(
            Self.padding, Self.padding + lineHeight * (Double(index) + 0.5) - Self.leading / 2)))
    }
    return true
  }

  /// Rows of entries as wide as the panel, names shortened that are wider.
  private mutating func placeAbove(
    _ named: [Series], lineHeight: Double, width: Double, setting: TextSetting
  ) {
    entries = []
    var x = 0.0
    var line = 0.0
    var widest = width
    let swatch = Self.swatchWidth + Self.swatchGap
    let names = setting.shortened(
      named.map { $0.label ?? "" }, to: width - swatch, .legend)
    for (var series, name) in zip(named, names) {
      series.label = name
      let entryWidth = swatch + setting.extent(series.legendLabel, .legend).width
      if x > 0, x + entryWidth > width {
        x = 0
        line += 1
      }
      entries.append(
        Entry(series: series, origin: Point(x, lineHeight * (line + 0.5) - Self.leading / 2)))
      widest = max(widest, x + entryWidth)
      x += entryWidth + Self.entryGap
    }
    origin = .zero
    // A name that is as short as it gets may reach beyond a narrow panel.
    size = Size(widest, lineHeight * (line + 1) - Self.leading)
  }

  /// The legend painted for a panel whose cells or series fill `frame`.
  /// - Parameter top: where a legend above the panel begins.
  func item(
    frame: Rect, top: Double, id: String, setting: TextSetting, painter: SeriesPainter
  ) -> SceneItem {
    let corner =
      switch site {
      case .ends: frame.origin
      case .inside: Point(frame.minX + origin.x, frame.minY + origin.y)
      case .above: Point(frame.minX, top)
      }
    var items: [SceneItem] = []
    if site == .inside {
      items.append(
        .path(
          ScenePath(
            .rect(Rect(origin: corner, size: size), radius: 4),
            fill: setting.theme.background.opacity(0.9),
            stroke: Stroke(setting.theme.grid))))
    }
    for entry in entries {
      let middle = Point(corner.x + entry.origin.x, corner.y + entry.origin.y)
      guard site != .ends else {
        // Within the panel no line of the grid goes through the words.
        let extent = setting.extent(entry.series.legendLabel, .legend)
        if middle.x + extent.width <= frame.maxX {
          items.append(
            .path(
              ScenePath(
                .rect(
                  Rect(
                    x: middle.x - 2, y: middle.y - extent.height / 2, width: extent.width + 4,
                    height: extent.height), radius: 2),
                fill: setting.theme.background)))
        }
        items.append(
          setting.item(
            entry.series.legendLabel, .legend, at: middle, .start, .middle,
            color: painter.textColor(entry.series.style)))
        continue
      }
      items += painter.swatch(
        entry.series,
        Rect(x: middle.x, y: middle.y - 6, width: Self.swatchWidth, height: 12))
      items.append(
        setting.item(
          entry.series.legendLabel, .legend,
          at: Point(middle.x + Self.swatchWidth + Self.swatchGap, middle.y), .start, .middle))
    }
    return .group(SceneGroup(identity: ItemIdentity(id: id), items: items))
  }
}
