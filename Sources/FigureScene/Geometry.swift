// Points, sizes, rectangles and transforms of a scene.
//
// One unit is one CSS pixel, 1/96 inch. The origin is at the top left and y grows downwards.

/// A position in a scene, in px.
public struct Point: Hashable, Sendable {
  public var x: Double
  public var y: Double

  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  public static let zero = Point(0, 0)
}

/// A width and a height, in px.
public struct Size: Hashable, Sendable {
  public var width: Double
  public var height: Double

  public init(_ width: Double, _ height: Double) {
    self.width = width
    self.height = height
  }

  public static let zero = Size(0, 0)
}

/// An upright rectangle, in px.
public struct Rect: Hashable, Sendable {
  public var x: Double
  public var y: Double
  public var width: Double
  public var height: Double

  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  public init(origin: Point, size: Size) {
    self.init(x: origin.x, y: origin.y, width: size.width, height: size.height)
  }

  public var minX: Double { x }
  public var minY: Double { y }
  public var maxX: Double { x + width }
  public var maxY: Double { y + height }
  public var midX: Double { x + width / 2 }
  public var midY: Double { y + height / 2 }
  public var origin: Point { Point(x, y) }
  public var size: Size { Size(width, height) }

  /// The rectangle made smaller by these amounts on each side (larger where they are negative).
  public func inset(by dx: Double, _ dy: Double) -> Rect {
    Rect(x: x + dx, y: y + dy, width: width - 2 * dx, height: height - 2 * dy)
  }

  /// The smallest rectangle that holds both.
  public func union(_ other: Rect) -> Rect {
    let left = min(minX, other.minX)
    let top = min(minY, other.minY)
    return Rect(
      x: left, y: top, width: max(maxX, other.maxX) - left, height: max(maxY, other.maxY) - top)
  }

  /// What both share; empty (never negative) where they share nothing.
  public func intersection(_ other: Rect) -> Rect {
    let left = max(minX, other.minX)
    let top = max(minY, other.minY)
    return Rect(
      x: left, y: top, width: max(min(maxX, other.maxX) - left, 0),
      height: max(min(maxY, other.maxY) - top, 0))
  }

  /// Whether the two share more than an edge.
  public func overlaps(_ other: Rect) -> Bool {
    minX < other.maxX && other.minX < maxX && minY < other.maxY && other.minY < maxY
  }

  /// Whether `other` lies within this rectangle, give or take `slack` px.
  public func contains(_ other: Rect, slack: Double = 0) -> Bool {
    other.minX >= minX - slack && other.minY >= minY - slack && other.maxX <= maxX + slack
      && other.maxY <= maxY + slack
  }
}

/// An affine map: `x' = xx·x + xy·y + x0`, `y' = yx·x + yy·y + y0`.
public struct Transform: Hashable, Sendable {
  public var xx: Double
  public var yx: Double
  public var xy: Double
  public var yy: Double
  public var x0: Double
  public var y0: Double

  public init(xx: Double, yx: Double, xy: Double, yy: Double, x0: Double, y0: Double) {
    self.xx = xx
    self.yx = yx
    self.xy = xy
    self.yy = yy
    self.x0 = x0
    self.y0 = y0
  }

  public static let identity = Transform(xx: 1, yx: 0, xy: 0, yy: 1, x0: 0, y0: 0)

  public static func translation(_ dx: Double, _ dy: Double) -> Transform {
    Transform(xx: 1, yx: 0, xy: 0, yy: 1, x0: dx, y0: dy)
  }

  /// First this map, then `other`.
  public func followed(by other: Transform) -> Transform {
    Transform(
      xx: other.xx * xx + other.xy * yx, yx: other.yx * xx + other.yy * yx,
      xy: other.xx * xy + other.xy * yy, yy: other.yx * xy + other.yy * yy,
      x0: other.xx * x0 + other.xy * y0 + other.x0, y0: other.yx * x0 + other.yy * y0 + other.y0)
  }

  /// Where a point comes to lie.
  public func image(of point: Point) -> Point {
    Point(xx * point.x + xy * point.y + x0, yx * point.x + yy * point.y + y0)
  }

  /// The smallest upright rectangle around what `rect` becomes.
  public func bounds(of rect: Rect) -> Rect {
    let first = image(of: rect.origin)
    let others = [
      Point(rect.maxX, rect.minY), Point(rect.minX, rect.maxY), Point(rect.maxX, rect.maxY),
    ]
    return others.reduce(Rect(origin: first, size: .zero)) { bounds, corner in
      bounds.union(Rect(origin: image(of: corner), size: .zero))
    }
  }
}
