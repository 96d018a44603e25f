// The ends of a colour bar: pointed where values lie beyond the scale.

import FigureModel
import FigureScene

/// Which ends of a colour bar are pointed, and their shape.
struct BarEnds: Hashable {
  /// Whether values below the scale have its first colour.
  var isPointedBelow = false
  /// Whether values above the scale have its last colour.
  var isPointedAbove = false

  /// The ends of a bar for heat maps with these values.
  init(_ values: [ScaleCoverage]) {
    isPointedBelow = values.contains { $0.below > 0 }
    isPointedAbove = values.contains { $0.above > 0 }
  }

  /// How long a point is, as a share of the bar's width, and at most of its height.
  private static let pointShare = 0.7
  private static let maximumHeightShare = 0.12

  private func point(length: Double, width: Double) -> Double {
    min(width * Self.pointShare, length * Self.maximumHeightShare).rounded()
  }

  /// The length that is left for the colours of the scale.
  func bodyLength(of length: Double, width: Double) -> Double {
    let point = point(length: length, width: width)
    return length - (isPointedBelow ? point : 0) - (isPointedAbove ? point : 0)
  }

  /// The part of a bar that has the colours of the scale.
  func body(of strip: Rect, _ side: BarSide) -> Rect {
    switch side {
    case .right:
      Rect(
        x: strip.x,
        y: strip.y + (isPointedAbove ? point(length: strip.height, width: strip.width) : 0),
        width: strip.width, height: bodyLength(of: strip.height, width: strip.width))
    case .below:
      Rect(
        x: strip.x
          + (isPointedBelow ? point(length: strip.width, width: strip.height) : 0),
        y: strip.y, width: bodyLength(of: strip.width, width: strip.height), height: strip.height)
    }
  }

  /// The points in the colours of what lies beyond, and the line around the whole bar.
  func items(_ scale: ColorScale, strip: Rect, _ side: BarSide, id: String, _ theme: Theme)
    -> [SceneItem]
  {
    let stroke = Stroke(theme.frame, width: theme.frameWidth)
    // Just outside the colours, as around panels.
    let outer = body(of: strip, side).inset(by: -0.5, -0.5)
    guard isPointedBelow || isPointedAbove else {
      return [.path(ScenePath(.rect(outer), stroke: stroke))]
    }
    let (low, high) = ends(strip, side)
    var items: [SceneItem] = []
    if isPointedAbove {
      items.append(
        .path(
          ScenePath(
            identity: ItemIdentity(id: "\(id)-above"), .polygon(high), fill: Color(scale.over))))
    }
    if isPointedBelow {
      items.append(
        .path(
          ScenePath(
            identity: ItemIdentity(id: "\(id)-below"), .polygon(low), fill: Color(scale.under))))
    }
    items.append(
      .path(ScenePath(.polygon(outline(outer, low: low, high: high, side)), stroke: stroke)))
    return items
  }

  /// The triangles below the smallest and above the maximum value, their points in the middle.
  private func ends(_ strip: Rect, _ side: BarSide) -> (low: [Point], high: [Point]) {
    let body = body(of: strip, side)
    return switch side {
    case .right:
      (
        [
          Point(body.minX, body.maxY), Point(strip.midX, strip.maxY + 0.5),
          Point(body.maxX, body.maxY),
        ],
        [
          Point(body.minX, body.minY), Point(strip.midX, strip.minY - 0.5),
          Point(body.maxX, body.minY),
        ]
      )
    case .below:
      (
        [
          Point(body.minX, body.minY), Point(strip.minX - 0.5, strip.midY),
          Point(body.minX, body.maxY),
        ],
        [
          Point(body.maxX, body.minY), Point(strip.maxX + 0.5, strip.midY),
          Point(body.maxX, body.maxY),
        ]
      )
    }
  }

  /// The line around colours and points.
  private func outline(_ outer: Rect, low: [Point], high: [Point], _ side: BarSide) -> [Point] {
    switch side {
    case .right:
      (isPointedAbove
        ? [Point(outer.minX, high[0].y), high[1], Point(outer.maxX, high[2].y)]
        : [Point(outer.minX, outer.minY), Point(outer.maxX, outer.minY)])
        + (isPointedBelow
          ? [Point(outer.maxX, low[2].y), low[1], Point(outer.minX, low[0].y)]
          : [Point(outer.maxX, outer.maxY), Point(outer.minX, outer.maxY)])
    case .below:
      (isPointedAbove
        ? [Point(high[0].x, outer.minY), high[1], Point(high[2].x, outer.maxY)]
        : [Point(outer.maxX, outer.minY), Point(outer.maxX, outer.maxY)])
        + (isPointedBelow
          ? [Point(low[2].x, outer.maxY), low[1], Point(low[0].x, outer.minY)]
          : [Point(outer.minX, outer.maxY), Point(outer.minX, outer.minY)])
    }
  }
}
