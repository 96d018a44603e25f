// Edges on their ways: lines with rounded corners, heads, and labels beside them.

import FigureModel
import FigureScene
import RealModule

/// Draws the edges of a diagram.
struct EdgePainter {
  let setting: DiagramSetting

  /// How the line and the head of every arrow measure, in px at factor 1.
  private enum Look {
    static let width = 1.5
    static let leaderWidth = 1.5
    static let headLength = 9.0
    static let headWidth = 8.0
  }

  /// - Parameters:
  ///   - id: unique within the figure.
  ///   - from, to: what the nodes at its ends are called.
  ///   - brackets: what gathers the cells or nodes that it leaves.
  func item(
    _ edge: DiagramEdge, _ route: Route, id: String, from: String, to: String,
    brackets: [EdgeBracket]
  ) -> SceneItem? {
    guard route.points.count >= 2, let tip = route.points.last else { return nil }
    let label =
      "\(from) → \(to)" + (edge.label.map { ": " + $0.plain } ?? "")
    if let slot = edge.leader {
      return .path(
        ScenePath(
          identity: ItemIdentity(id: id, label: label),
          Self.rounded(route.points, radius: setting.px(7)),
          stroke: Stroke(
            setting.palette.highlight(slot).line, width: setting.px(Look.leaderWidth))))
    }
    let before = route.points[route.points.count - 2]
    let length = ((tip.x - before.x).magnitude + (tip.y - before.y).magnitude)
    let headLength = min(setting.px(Look.headLength), length)
    let direction = Point(
      length > 0 ? (tip.x - before.x) / length : 0, length > 0 ? (tip.y - before.y) / length : 0)
    let base = Point(tip.x - direction.x * headLength, tip.y - direction.y * headLength)
    let color = setting.palette.edge
    var shaft = route.points
    // The line ends within the head, so that no gap shows between them.
    shaft[shaft.count - 1] = Point(
      base.x + direction.x * min(1, headLength), base.y + direction.y * min(1, headLength))
    let line = Self.rounded(shaft, radius: setting.px(7))
    let half = setting.px(Look.headWidth) / 2
    let head = Path.polygon([
      tip, Point(base.x - direction.y * half, base.y + direction.x * half),
      Point(base.x + direction.y * half, base.y - direction.x * half),
    ])
    let stroke = Stroke(color, width: setting.px(Look.width))
    var items: [SceneItem] = [
      .path(ScenePath(line, stroke: stroke)), .path(ScenePath(head, fill: color)),
    ]
    items += brackets.map { .path(ScenePath($0.path, stroke: stroke)) }
    return .group(
      SceneGroup(
        identity: ItemIdentity(id: id, label: label),
        items: items))
  }

  /// A line through the points with round corners.
  private static func rounded(_ points: [Point], radius: Double) -> Path {
    var path = Path()
    guard let first = points.first, let last = points.last else { return path }
    path.move(to: first)
    for index in points.indices.dropFirst().dropLast() {
      let (a, corner, b) = (points[index - 1], points[index], points[index + 1])
      let before = (corner.x - a.x).magnitude + (corner.y - a.y).magnitude
      let after = (corner.x - b.x).magnitude + (corner.y - b.y).magnitude
      let reach = min(radius, before / 2, after / 2)
      guard reach > 0 else { continue }
      let start = Point(
        corner.x + (a.x - corner.x) / before * reach, corner.y + (a.y - corner.y) / before * reach)
      let end = Point(
        corner.x + (b.x - corner.x) / after * reach, corner.y + (b.y - corner.y) / after * reach)
      path.line(to: start)
      // A quarter circle as nearly as a cubic comes to it.
      let k = 0.4477
      path.curve(
        Point(corner.x + (start.x - corner.x) * k, corner.y + (start.y - corner.y) * k),
        Point(corner.x + (end.x - corner.x) * k, corner.y + (end.y - corner.y) * k), to: end)
    }
    path.line(to: last)
    return path
  }

  // MARK: Labels

  /// A label beside its edge.
  struct PlacedLabel {
    var text: RichText
    var frame: Rect
  }

  /// A position for each label, clear of nodes, other edges and labels where there is space.
  func labels(
    _ edges: [DiagramEdge], _ routes: [Route?], placed: [String: PlacedNode]
  ) -> [PlacedLabel] {
    var labels: [PlacedLabel] = []
    let nodes = placed.values.compactMap { $0.group == nil ? $0.frame : $0.titleFrame }
    let frames = placed.values.compactMap { $0.group == nil ? nil : $0.frame }
    for (index, edge) in edges.enumerated() {
      guard let text = edge.label, let route = routes[index] else { continue }
      let extent = setting.extent(text, .edgeLabel)
      let others = routes.enumerated().flatMap {
        $0.offset == index ? [] : $0.element?.segments ?? []
      }
      // Beside the first level piece that is long enough, else the longest of all.
      let isLong = { (segment: RouteSegment) in
        segment.isLevel && segment.length >= extent.width + setting.px(8)
      }
      let candidates =
        (route.segments.filter(isLong)
        + route.segments.filter { !isLong($0) }.sorted { $0.length > $1.length }).flatMap {
          locations(
            $0, edge: edge, extent: extent, route: route,
            ends: [placed[edge.from.node]?.frame, placed[edge.to.node]?.frame].compactMap(\.self))
        }
      func trouble(_ frame: Rect) -> Int {
        nodes.count { $0.overlaps(frame) } * 4 + labels.count { $0.frame.overlaps(frame) } * 4
          + frames.count { $0.overlaps(frame) && !$0.contains(frame) } * 2
          + others.count { $0.frame.inset(by: -0.5, -0.5).overlaps(frame) }
          + route.segments.count { $0.frame.inset(by: -0.5, -0.5).overlaps(frame) }
      }
      var best: (trouble: Int, frame: Rect)?
      for candidate in candidates {
        let amount = trouble(candidate)
        if best.map({ amount < $0.trouble }) ?? true { best = (amount, candidate) }
        if amount == 0 { break }
      }
      if let best { labels.append(PlacedLabel(text: text, frame: best.frame)) }
    }
    return labels
  }

  /// Above and below a level piece, right and left of an upright one.
  private func locations(
    _ segment: RouteSegment, edge: DiagramEdge, extent: TextExtent, route: Route, ends: [Rect]
  ) -> [Rect] {
    let gap =
      setting.px(4) + setting.px(segment.b == route.points.last ? Look.headWidth : Look.width) / 2
    let size = Size(extent.width, extent.height)
    let frame = segment.frame
    if segment.isLevel {
      // What runs beside a title that is wider than its table is not free.
      var (left, right) = (frame.minX, frame.maxX)
      for end in ends where end.minY < frame.y && frame.y < end.maxY {
        if end.minX <= left, left < end.maxX { left = end.maxX }
        if end.minX < right, right <= end.maxX { right = end.minX }
      }
      let x = (left + right - size.width) / 2
      return [
        Rect(origin: Point(x, frame.y - gap - size.height), size: size),
        Rect(origin: Point(x, frame.y + gap), size: size),
      ]
    }
    let y = frame.midY - size.height / 2
    return [
      Rect(origin: Point(frame.x + gap + setting.px(3), y), size: size),
      Rect(origin: Point(frame.x - gap - setting.px(3) - size.width, y), size: size),
    ]
  }

  func item(_ label: PlacedLabel) -> SceneItem {
    setting.item(
      label.text, .edgeLabel, at: Point(label.frame.midX, label.frame.minY), .middle, .top)
  }
}
