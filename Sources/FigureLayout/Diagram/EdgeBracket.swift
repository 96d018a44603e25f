// Brackets by which edges leave a table, or several nodes together, so that none begins at a single row.

import FigureModel
import FigureScene

/// A line along a side of what an edge leaves, its ends bent towards it.
struct EdgeBracket {
  let path: Path
  let frame: Rect

  /// How far edges begin from what they leave by a bracket, and end before a table, in px at factor 1.
  static let reach = 7.0
  static let gap = 3.0
  private static let serif = 4.0

  /// The brackets of an edge that leaves by this port: one along the side, and for several nodes together
  /// one on the other side as well where they stand in a row. Empty where it leaves by a row or a box.
  static func all(_ node: PlacedNode, _ port: DiagramPort, _ setting: DiagramSetting)
    -> [EdgeBracket]
  {
    guard node.isGathered, port.row == nil else { return [] }
    let sides =
      node.group != nil && port.side.isHorizontal ? [port.side, port.side.opposite] : [port.side]
    return sides.map { EdgeBracket(node, $0, setting) }
  }

  private init(_ node: PlacedNode, _ side: DiagramPort.Side, _ setting: DiagramSetting) {
    let cells = node.body
    let (reach, serif) = (setting.px(Self.reach), setting.px(Self.serif))
    let points: [Point]
    switch side {
    case .left, .right:
      let direction = side == .right ? 1.0 : -1
      let x = (side == .right ? node.body.maxX : node.body.minX) + direction * reach
      let inner = x - direction * serif
      points = [
        Point(inner, cells.minY), Point(x, cells.minY), Point(x, cells.maxY),
        Point(inner, cells.maxY),
      ]
    case .top, .bottom:
      let direction = side == .bottom ? 1.0 : -1
      let y = (side == .bottom ? node.frame.maxY : node.frame.minY) + direction * reach
      let inner = y - direction * serif
      points = [
        Point(cells.minX, inner), Point(cells.minX, y), Point(cells.maxX, y),
        Point(cells.maxX, inner),
      ]
    }
    var path = Path()
    path.move(to: points[0])
    for point in points.dropFirst() { path.line(to: point) }
    self.path = path
    frame = Rect(
      x: points.map(\.x).min() ?? 0, y: points.map(\.y).min() ?? 0,
      width: abs(points[0].x - points[2].x), height: abs(points[0].y - points[2].y))
  }
}

extension PlacedNode {
  /// Whether edges leave it by a bracket: a table, or nodes that stand together without a frame.
  var isGathered: Bool { plan?.table != nil || group?.frame == DiagramGroup.Frame.none }

  /// How far from it an edge begins or ends, in px at factor 1: leaders begin at what they explain.
  func distance(_ port: DiagramPort, isFrom: Bool) -> Double {
    guard isGathered else { return 0 }
    if isFrom { return port.row == nil ? EdgeBracket.reach : 0 }
    // Nodes that stand together in a row may have a bracket here as well.
    if plan?.table == nil {
      return port.side.isHorizontal ? EdgeBracket.reach + EdgeBracket.gap : 0
    }
    return EdgeBracket.gap
  }

  /// A cell of its table, in its place; nil where it is not shown.
  func cell(row: Int, column: Int) -> Rect? {
    guard var cell = plan?.cell(row: row, column: column) else { return nil }
    cell.x += frame.x
    cell.y += frame.y
    return cell
  }
}
