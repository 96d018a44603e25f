// One series as lines, points, bars or stems.

import FigureModel
import FigureScene

/// Draws series in a theme.
struct SeriesPainter {
  let theme: Theme
  /// Whether series lie over others that stand back in grey.
  var hasContext = false
  /// Whether series are hands on a circle, distinguished by their numbers: dashes would take their ends.
  var areHands = false

  func color(_ style: SeriesStyle) -> Color {
    if style.isContext { return theme.hatch }
    // Grey over grey would not stand out.
    if hasContext, !style.isGuide, theme.hasGreyLines { return theme.ink.opacity(style.opacity) }
    return (style.isGuide ? theme.frame : theme.lineColor(style.slot)).opacity(style.opacity)
  }

  /// The colour of words that stand for a series: its own, as far towards the ink as reading asks for.
  func textColor(_ style: SeriesStyle) -> Color {
    let color = style.isGuide ? theme.mutedInk : theme.lineColor(style.slot)
    for step in 0...10 {
      let mixed = color.mixed(with: theme.ink, share: Double(step) / 10)
      if contrastRatio(mixed.rgb, theme.background.rgb) >= Self.minimumContrast { return mixed }
    }
    return theme.ink
  }

  /// Of words to their page (WCAG 2.1, 1.4.3).
  private static let minimumContrast = 4.5

  func stroke(_ style: SeriesStyle) -> Stroke {
    let dash = dash(style)
    return Stroke(
      color(style), width: style.width, dash: dash.lengths(width: style.width),
      cap: dash == .solid ? .round : .butt, join: .round)
  }

  /// The style's own dash, or the theme's where it distinguishes series  by dashes.
  private func dash(_ style: SeriesStyle) -> SeriesStyle.Dash {
    if style.isContext || areHands { return .solid }
    if hasContext, theme.hasGreyLines, style.dash == .solid { return .solid }
    return style.dash == .solid && !style.isGuide ? theme.lineDash(style.slot) : style.dash
  }

  /// The series over its panel.
  func items(_ series: Series, mapping: DataMapping, id: String) -> [SceneItem] {
    let style = series.style
    var items: [SceneItem] = []
    switch style.form {
    case .line:
      let isSolid = dash(style) == .solid
      let runs = isSolid ? mapping.simplifiedRuns(series) : mapping.runs(series)
      for points in runs where points.count > 1 || style.marker == .none {
        let path = points.count == 1 ? dot(at: points[0], style) : Path.polyline(points)
        items.append(.path(ScenePath(path, stroke: stroke(style))))
      }
    case .points: break
    case .bars:
      let width = barWidth(series, mapping)
      for point in mapping.runs(series).joined() {
        let base = baseline(mapping)
        items.append(
          .path(
            ScenePath(
              .rect(
                Rect(
                  x: point.x - width / 2, y: min(point.y, base), width: width,
                  height: abs(base - point.y))),
              fill: color(style))))
      }
    case .stems:
      let base = baseline(mapping)
      for point in mapping.runs(series).joined() {
        items.append(
          .path(ScenePath(.line(Point(point.x, base), point), stroke: stroke(style))))
      }
    }
    if style.marker != .none {
      for point in mapping.runs(series).joined()
      where mapping.frame.inset(by: -1, -1).holds(point) {
        items.append(marker(style, at: point))
      }
    }
    return [
      .group(SceneGroup(identity: ItemIdentity(id: id, label: series.label), items: items))
    ]
  }

  /// The series as its legend shows it.
  func swatch(_ series: Series, _ area: Rect) -> [SceneItem] {
    var items: [SceneItem] = []
    switch series.style.form {
    case .line:
      items.append(
        .path(
          ScenePath(
            .line(Point(area.minX, area.midY), Point(area.maxX, area.midY)),
            stroke: stroke(series.style))))
    case .bars:
      items.append(.path(ScenePath(.rect(area.inset(by: 6, 1)), fill: color(series.style))))
    case .stems:
      items.append(
        .path(
          ScenePath(
            .line(Point(area.midX, area.maxY), Point(area.midX, area.midY)),
            stroke: stroke(series.style))))
    case .points: break
    }
    if series.style.marker != .none {
      items.append(marker(series.style, at: Point(area.midX, area.midY)))
    }
    return items
  }

  // MARK: Parts

  /// The y at which bars and stems stand: zero, or the panel's edge where zero is not shown.
  private func baseline(_ mapping: DataMapping) -> Double {
    let zero = mapping.location(mapping.x.lowerLimit, 0)?.y ?? mapping.frame.maxY
    return min(max(zero, mapping.frame.minY), mapping.frame.maxY)
  }

  /// How wide each bar of a series is, in px.
  func barWidth(_ series: Series, _ mapping: DataMapping) -> Double {
    // Positions stand evenly, whichever of them have a bar.
    if let count = mapping.x.locationCount {
      return max(1, mapping.frame.width / Double(count) * 0.8)
    }
    let locations = mapping.runs(series).joined().map(\.x)
    let minimum = zip(locations, locations.dropFirst()).map { abs($1 - $0) }.min()
    return max(1, (minimum ?? mapping.frame.width / 2) * 0.8)
  }

  /// A point alone, as a line too short to see with round ends.
  private func dot(at point: Point, _ style: SeriesStyle) -> Path {
    .line(point, Point(point.x + 0.01, point.y))
  }

  /// How wide the markers of a style are, in px.
  static func markerWidth(_ style: SeriesStyle) -> Double {
    2 * (2.2 + style.width * 0.6 + style.ring)
  }

  /// How far the largest marker of a style reaches from its point, with its outline, in px.
  static func reach(of style: SeriesStyle) -> Double {
    markerWidth(style) / 2 * largestShape + max(1, style.width * 0.8) / 2
  }

  /// A triangle's tip is so many radii of a disc away.
  private static let largestShape = 1.45

  private func marker(_ style: SeriesStyle, at point: Point) -> SceneItem {
    let radius = Self.markerWidth(style) / 2
    let fill = style.isHollow ? theme.background : color(style)
    let area = Rect(
      x: point.x - radius, y: point.y - radius, width: 2 * radius, height: 2 * radius)
    let outline = Stroke(color(style), width: max(1, style.width * 0.8))
    let path: Path
    switch style.marker {
    case .none: path = Path()
    case .circle: path = .ellipse(in: area)
    case .square: path = .rect(area.inset(by: radius * 0.12, radius * 0.12))
    case .triangle:
      // All shapes have about the area of the disc, so that no line seems to weigh more.
      path = .polygon([
        Point(point.x, point.y - radius * 1.45),
        Point(point.x + radius * 1.3, point.y + radius * 0.95),
        Point(point.x - radius * 1.3, point.y + radius * 0.95),
      ])
    case .diamond:
      path = .polygon([
        Point(point.x, area.minY - radius * 0.2), Point(area.maxX + radius * 0.2, point.y),
        Point(point.x, area.maxY + radius * 0.2), Point(area.minX - radius * 0.2, point.y),
      ])
    case .cross:
      var cross = Path.line(Point(area.minX, area.minY), Point(area.maxX, area.maxY))
      cross.elements += Path.line(Point(area.minX, area.maxY), Point(area.maxX, area.minY)).elements
      return .path(ScenePath(cross, stroke: outline))
    }
    return .path(ScenePath(path, fill: fill, stroke: outline))
  }
}

extension Theme {
  /// Whether lines are distinguished by greys and dashes, for paper without colours.
  fileprivate var hasGreyLines: Bool { !lineDashes.isEmpty }
}
