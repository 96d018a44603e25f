// Where things lie in a scene: its items flattened, with the groups they stand in and, for text, the
// box it takes.

public import FigureScene
private import RealModule

/// A quadrangle with straight sides and four corners in turn, such as a turned rectangle.
public struct Quad: Hashable, Sendable {
  public var corners: [Point]

  public init(_ rect: Rect) {
    corners = [
      rect.origin, Point(rect.maxX, rect.minY), Point(rect.maxX, rect.maxY),
      Point(rect.minX, rect.maxY),
    ]
  }

  init(corners: [Point]) { self.corners = corners }

  /// The upright rectangle around it.
  public var bounds: Rect {
    let xs = corners.map(\.x)
    let ys = corners.map(\.y)
    return Rect(
      x: xs.min()!, y: ys.min()!, width: xs.max()! - xs.min()!, height: ys.max()! - ys.min()!)
  }

  /// Whether the two share more than `slack` px in every direction (separating axes).
  public func overlaps(_ other: Quad, slack: Double = 0.01) -> Bool {
    for quad in [self, other] {
      for (index, corner) in quad.corners.enumerated() {
        let next = quad.corners[(index + 1) % quad.corners.count]
        let length = Double.hypot(next.x - corner.x, next.y - corner.y)
        guard length > 0 else { continue }
        let normal = Point((corner.y - next.y) / length, (next.x - corner.x) / length)
        let first = corners.map { $0.x * normal.x + $0.y * normal.y }
        let second = other.corners.map { $0.x * normal.x + $0.y * normal.y }
        if min(first.max()!, second.max()!) - max(first.min()!, second.min()!) <= slack {
          return false
        }
      }
    }
    return true
  }
}

/// Something of a scene and where it stands.
public struct Placed<Item> {
  public var item: Item
  /// The ids of the groups around it, outermost first.
  public var groups: [String]
  /// What its outermost transform to its innermost make together.
  public var transform: Transform
  /// The clip of the innermost clipped group, on the page.
  public var clip: Rect?

  /// Whether one of the groups around it has an id that ends so.
  public func isIn(_ ending: String) -> Bool { groups.contains { $0.hasSuffix(ending) } }
}

extension Placed where Item == SceneText {
  /// The box the text takes on the page.
  public func box(_ measuring: some TextMeasuring) -> Quad {
    let extent = measuring.measure(item.text, style: item.style, width: item.wrapWidth)
    let x =
      switch item.horizontal {
      case .start: 0.0
      case .middle: -extent.width / 2
      case .end: -extent.width
      }
    let y =
      switch item.vertical {
      case .top: 0.0
      case .middle: -extent.height / 2
      case .baseline: -extent.ascent
      case .bottom: -extent.height
      }
    let local = Quad(Rect(x: x, y: y, width: extent.width, height: extent.height))
    let angle = item.rotation * Double.pi / 180
    let (sine, cosine) = (Double.sin(angle), Double.cos(angle))
    return Quad(
      corners: local.corners.map { corner in
        transform.apply(
          Point(
            item.position.x + corner.x * cosine - corner.y * sine,
            item.position.y + corner.x * sine + corner.y * cosine))
      })
  }
}

extension Placed where Item == ScenePath {
  /// The rectangle around all its corners and controls, without the line's width.
  public var bounds: Rect {
    let points = item.path.elements.flatMap { element -> [Point] in
      switch element {
      case .move(let point), .line(let point): [point]
      case .curve(let first, let second, let end): [first, second, end]
      case .close: []
      }
    }.map(transform.apply)
    return Quad(corners: points).bounds
  }
}

extension Transform {
  /// Where a point comes to lie.
  public func apply(_ point: Point) -> Point {
    Point(xx * point.x + xy * point.y + x0, yx * point.x + yy * point.y + y0)
  }

  /// This transform after `inner`.
  func after(_ inner: Transform) -> Transform {
    let origin = apply(Point(inner.x0, inner.y0))
    return Transform(
      xx: xx * inner.xx + xy * inner.yx, yx: yx * inner.xx + yy * inner.yx,
      xy: xx * inner.xy + xy * inner.yy, yy: yx * inner.xy + yy * inner.yy, x0: origin.x,
      y0: origin.y)
  }
}

extension Scene {
  public var placedTexts: [Placed<SceneText>] {
    flattened { if case .text(let text) = $0 { text } else { nil } }
  }

  public var placedPaths: [Placed<ScenePath>] {
    flattened { if case .path(let path) = $0 { path } else { nil } }
  }

  public var placedImages: [Placed<SceneImage>] {
    flattened { if case .image(let image) = $0 { image } else { nil } }
  }

  /// The items that `pick` picks, in painting order.
  private func flattened<Item>(_ pick: (SceneItem) -> Item?) -> [Placed<Item>] {
    func collect(
      _ items: [SceneItem], _ groups: [String], _ transform: Transform, _ clip: Rect?
    ) -> [Placed<Item>] {
      items.flatMap { item -> [Placed<Item>] in
        guard case .group(let group) = item else {
          return pick(item).map {
            [Placed(item: $0, groups: groups, transform: transform, clip: clip)]
          } ?? []
        }
        let inner = transform.after(group.transform)
        return collect(
          group.items, groups + [group.identity.id].compactMap(\.self), inner,
          group.clip.map { Quad(corners: Quad($0).corners.map(inner.apply)).bounds } ?? clip)
      }
    }
    return collect(items, [], .identity, nil)
  }
}
