// What words within a chart must keep clear of.

import FigureModel
import FigureScene

/// The positions of a chart's series, rules and notes on its panel.
struct ChartObstacles {
  private let series: [(form: SeriesStyle.Form, runs: [[Point]])]
  private let rules: [(orientation: Rule.Orientation, location: Point)]
  private let notes: [Point]
  /// The height at which bars and stems begin.
  private let base: Double
  /// Areas taken by other words.
  private(set) var words: [Rect] = []

  init(_ chart: Chart, _ mapping: DataMapping) {
    series = chart.series.map { ($0.style.form, mapping.runs($0)) }
    rules = chart.rules.compactMap { rule in
      mapping.location(rule).map { (rule.orientation, $0) }
    }
    notes = chart.notes.compactMap { mapping.location($0.x, $0.y) }
    base = mapping.location(mapping.x.lowerLimit, 0)?.y ?? mapping.frame.maxY
  }

  mutating func add(_ area: Rect) { words.append(area) }

  /// Whether anything passes through `area`.
  func cross(_ area: Rect) -> Bool {
    crossesSeries(area) || words.contains { $0.overlaps(area) }
      || notes.contains { area.inset(by: -60, -12).holds($0) }
      || rules.contains { rule in
        switch rule.orientation {
        case .horizontal: area.minY <= rule.location.y && rule.location.y <= area.maxY
        case .vertical: area.minX <= rule.location.x && rule.location.x <= area.maxX
        }
      }
  }

  /// Whether a series passes through `area`.
  func crossesSeries(_ area: Rect) -> Bool {
    series.contains { form, runs in
      switch form {
      case .points: runs.joined().contains { area.holds($0) }
      case .line:
        runs.contains { run in
          run.count == 1
            ? area.holds(run[0])
            : zip(run, run.dropFirst()).contains { area.meetsSegment($0, $1) }
        }
      case .bars, .stems:
        runs.joined().contains { area.meetsSegment($0, Point($0.x, base)) }
      }
    }
  }
}

extension DataMapping {
  /// Where a rule begins.
  func location(_ rule: Rule) -> Point? {
    switch rule.orientation {
    case .horizontal: location(x.lowerLimit, rule.value)
    case .vertical: location(rule.value, y.lowerLimit)
    }
  }
}

/// Words beside a rule, and where they stand.
struct RuleLabel {
  var text: String
  var area: Rect

  private static let gap = 6.0
  private static let margin = 8.0

  /// The labels of a chart's rules, each beside its rule, within the panel and clear of the series
  /// where there is such a position. One that has no space at all is left out.
  static func location(
    _ chart: Chart, _ mapping: DataMapping, _ obstacles: inout ChartObstacles,
    setting: TextSetting
  ) -> [RuleLabel] {
    var labels: [RuleLabel] = []
    for rule in chart.rules {
      guard let words = rule.label, let location = mapping.location(rule) else { continue }
      let frame = mapping.frame
      let space =
        switch rule.orientation {
        case .horizontal: frame.width - 2 * margin
        case .vertical: max(location.x - frame.minX, frame.maxX - location.x) - gap - 2
        }
      let text = setting.shortened(words, to: space, .tick)
      let extent = setting.extent(text, .tick)
      guard extent.width <= space else { continue }
      let areas = corners(rule, location, extent, frame).map {
        Rect(x: $0.x, y: $0.y, width: extent.width, height: extent.height)
      }.filter { area in
        frame.contains(area, slack: 1e-9) && !obstacles.words.contains { $0.overlaps(area) }
      }
      guard let area = areas.first(where: { !obstacles.crossesSeries($0) }) ?? areas.first else {
        continue
      }
      obstacles.add(area.inset(by: -4, -2))
      labels.append(RuleLabel(text: text, area: area))
    }
    return labels
  }

  /// Positions for a label's top left corner, the best first.
  private static func corners(
    _ rule: Rule, _ location: Point, _ extent: TextExtent, _ frame: Rect
  ) -> [Point] {
    switch rule.orientation {
    case .horizontal:
      let left = frame.minX + margin
      let right = frame.maxX - margin - extent.width
      let above = location.y - 3 - extent.height
      return [right, left].flatMap { [Point($0, above), Point($0, location.y + 3)] }
    case .vertical:
      let sides = [location.x - gap - extent.width, location.x + gap]
      let top = frame.minY + margin
      let bottom = frame.maxY - margin - extent.height
      let isRight = location.x > frame.midX
      return [top, bottom].flatMap { y in
        (isRight ? sides : sides.reversed()).map { Point($0, y) }
      }
    }
  }
}
