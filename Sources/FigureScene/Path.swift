// An outline made of moves, lines, curves and closings, and how it is stroked.

/// An outline in px.
public struct Path: Hashable, Sendable {
  public enum Element: Hashable, Sendable {
    case move(Point)
    case line(Point)
    /// A cubic Bézier curve to `end` by way of two control points.
    case curve(Point, Point, end: Point)
    case close
  }

  public var elements: [Element]

  public init(_ elements: [Element] = []) {
    self.elements = elements
  }

  public mutating func move(to point: Point) { elements.append(.move(point)) }
  public mutating func line(to point: Point) { elements.append(.line(point)) }
  public mutating func curve(_ first: Point, _ second: Point, to end: Point) {
    elements.append(.curve(first, second, end: end))
  }
  public mutating func close() { elements.append(.close) }

  /// A straight line.
  public static func line(_ from: Point, _ to: Point) -> Path {
    Path([.move(from), .line(to)])
  }

  /// A line through all points, open at its ends.
  public static func polyline(_ points: some Sequence<Point>) -> Path {
    var path = Path()
    for point in points {
      if path.elements.isEmpty { path.move(to: point) } else { path.line(to: point) }
    }
    return path
  }

  /// A closed shape with these corners.
  public static func polygon(_ points: some Sequence<Point>) -> Path {
    var path = polyline(points)
    path.close()
    return path
  }

  /// A rectangle, its corners rounded by `radius` px.
  public static func rect(_ rect: Rect, radius: Double = 0) -> Path {
    guard radius > 0 else {
      return polygon([
        rect.origin, Point(rect.maxX, rect.minY), Point(rect.maxX, rect.maxY),
        Point(rect.minX, rect.maxY),
      ])
    }
    let r = min(radius, rect.width / 2, rect.height / 2)
    let k = r * (1 - circleConstant)
    var path = Path()
    path.move(to: Point(rect.minX + r, rect.minY))
    path.line(to: Point(rect.maxX - r, rect.minY))
    path.curve(
      Point(rect.maxX - k, rect.minY), Point(rect.maxX, rect.minY + k),
      to: Point(rect.maxX, rect.minY + r))
    path.line(to: Point(rect.maxX, rect.maxY - r))
    path.curve(
      Point(rect.maxX, rect.maxY - k), Point(rect.maxX - k, rect.maxY),
      to: Point(rect.maxX - r, rect.maxY))
    path.line(to: Point(rect.minX + r, rect.maxY))
    path.curve(
      Point(rect.minX + k, rect.maxY), Point(rect.minX, rect.maxY - k),
      to: Point(rect.minX, rect.maxY - r))
    path.line(to: Point(rect.minX, rect.minY + r))
    path.curve(
      Point(rect.minX, rect.minY + k), Point(rect.minX + k, rect.minY),
      to: Point(rect.minX + r, rect.minY))
    path.close()
    return path
  }

  /// An ellipse that touches the sides of `rect`.
  public static func ellipse(in rect: Rect) -> Path {
    let kx = rect.width / 2 * circleConstant
    let ky = rect.height / 2 * circleConstant
    var path = Path()
    path.move(to: Point(rect.midX, rect.minY))
    path.curve(
      Point(rect.midX + kx, rect.minY), Point(rect.maxX, rect.midY - ky),
      to: Point(rect.maxX, rect.midY))
    path.curve(
      Point(rect.maxX, rect.midY + ky), Point(rect.midX + kx, rect.maxY),
      to: Point(rect.midX, rect.maxY))
    path.curve(
      Point(rect.midX - kx, rect.maxY), Point(rect.minX, rect.midY + ky),
      to: Point(rect.minX, rect.midY))
    path.curve(
      Point(rect.minX, rect.midY - ky), Point(rect.midX - kx, rect.minY),
      to: Point(rect.midX, rect.minY))
    path.close()
    return path
  }

  /// How far the controls of a cubic quarter circle of radius 1 stand from its ends: 4/3·(√2 - 1).
  private static let circleConstant = 0.5522847498307936
}

/// How an outline is drawn as a line.
public struct Stroke: Hashable, Sendable {
  public enum Cap: String, Hashable, Sendable { case butt, round, square }
  public enum Join: String, Hashable, Sendable { case miter, round, bevel }

  public var color: Color
  /// Line width in px.
  public var width: Double
  /// Lengths of dashes and gaps in turn, in px; empty for a solid line.
  public var dash: [Double]
  public var cap: Cap
  public var join: Join

  public init(
    _ color: Color, width: Double = 1, dash: [Double] = [], cap: Cap = .butt, join: Join = .miter
  ) {
    self.color = color
    self.width = width
    self.dash = dash
    self.cap = cap
    self.join = join
  }
}
