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
  init(_ values: [ShownValues]) {
    isPointedBelow = values.contains { $0.below > 0 }
    isPointedAbove = values.contains { $0.above > 0 }
  }

  /// How long a point is, as a share of the bar's width, and at most of its height.
  private static let pointShare = 0.7
  private static let mostOfHeight = 0.12

  private func point(height: Double, width: Double) -> Double {
    min(width * Self.pointShare, height * Self.mostOfHeight).rounded()
  }

  /// The height that is left for the colours of the scale.
  func bodyHeight(of height: Double, width: Double) -> Double {
    let point = point(height: height, width: width)
    return height - (isPointedBelow ? point : 0) - (isPointedAbove ? point : 0)
  }

  /// The part of a bar that has the colours of the scale.
  func body(of strip: Rect) -> Rect {
    Rect(
      x: strip.x,
      y: strip.y + (isPointedAbove ? point(height: strip.height, width: strip.width) : 0),
      width: strip.width, height: bodyHeight(of: strip.height, width: strip.width))
  }

  /// The points in the colours of what lies beyond, and the line around the whole bar.
  func items(_ scale: ColorScale, strip: Rect, id: String, _ theme: Theme) -> [SceneItem] {
    let stroke = Stroke(theme.frame, width: theme.frameWidth)
    let body = body(of: strip)
    // Just outside the colours, as around panels.
    let outer = body.inset(by: -0.5, -0.5)
    guard isPointedBelow || isPointedAbove else {
      return [.path(ScenePath(.rect(outer), stroke: stroke))]
    }
    let top = Point(strip.midX, strip.minY - 0.5)
    let bottom = Point(strip.midX, strip.maxY + 0.5)
    var items: [SceneItem] = []
    if isPointedAbove {
      items.append(
        .path(
          ScenePath(
            identity: ItemIdentity(id: "\(id)-above"),
            .polygon([Point(body.minX, body.minY), top, Point(body.maxX, body.minY)]),
            fill: Color(scale.over))))
    }
    if isPointedBelow {
      items.append(
        .path(
          ScenePath(
            identity: ItemIdentity(id: "\(id)-below"),
            .polygon([Point(body.minX, body.maxY), bottom, Point(body.maxX, body.maxY)]),
            fill: Color(scale.under))))
    }
    let corners =
      (isPointedAbove
        ? [Point(outer.minX, body.minY), top, Point(outer.maxX, body.minY)]
        : [Point(outer.minX, outer.minY), Point(outer.maxX, outer.minY)])
      + (isPointedBelow
        ? [Point(outer.maxX, body.maxY), bottom, Point(outer.minX, body.maxY)]
        : [Point(outer.maxX, outer.maxY), Point(outer.minX, outer.maxY)])
    items.append(.path(ScenePath(.polygon(corners), stroke: stroke)))
    return items
  }
}
