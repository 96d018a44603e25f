// Where on its page a scene has ink: what readers see as its margins.

import RealModule

/// Where a scene has ink.
public struct SceneInk: Hashable, Sendable {
  /// Around everything.
  public var whole: Rect
  /// The same without the texts that were not counted; nil where nothing else is painted.
  public var counted: Rect?
}

extension Scene {
  /// The rectangles around what is painted in another colour than `ground`, with and without some texts; nil
  /// for an empty page.
  /// - Parameter isCounted: whether a text is among those of the narrower rectangle.
  public func ink(
    _ measuring: some TextMeasuring, on ground: Color, counting isCounted: (SceneText) -> Bool
  ) -> SceneInk? {
    var marks: Rect?
    var texts: [StandingText] = []
    func add(_ area: Rect, _ transform: Transform, _ clip: Rect?) {
      guard let area = seen(area, transform, clip) else { return }
      marks = marks?.union(area) ?? area
    }
    func collect(_ items: [SceneItem], _ transform: Transform, _ clip: Rect?) {
      for item in items {
        switch item {
        case .group(let group):
          let inner = group.transform.followed(by: transform)
          let own = group.clip.map { inner.bounds(of: $0) }
          let both = clip.flatMap { clip in own.map { $0.intersection(clip) } }
          collect(group.items, inner, both ?? own ?? clip)
        case .text(let text) where text.text.spans.contains { !$0.text.isEmpty }:
          texts.append(StandingText(text, transform, clip, measuring))
        case .image(let image): add(image.frame, transform, clip)
        case .path(let path):
          if let area = path.ink(on: ground) { add(area, transform, clip) }
        case .text, .link: break
        }
      }
    }
    collect(items, .identity, nil)
    // To measure letters takes longer than to set them. Most stand within what is known, the more so where
    // those whose lines reach farthest come first.
    func reach(_ box: Rect) -> Double {
      guard let marks else { return 0 }
      return max(
        marks.minX - box.minX, marks.minY - box.minY, box.maxX - marks.maxX, box.maxY - marks.maxY)
    }
    texts.sort { reach($0.box) > reach($1.box) }
    var counted = marks
    for text in texts where isCounted(text.text) && counted?.contains(text.box) != true {
      guard let ink = text.ink(measuring) else { continue }
      counted = counted?.union(ink) ?? ink
    }
    var whole = counted
    for text in texts where !isCounted(text.text) && whole?.contains(text.box) != true {
      guard let ink = text.ink(measuring) else { continue }
      whole = whole?.union(ink) ?? ink
    }
    return whole.map { SceneInk(whole: $0, counted: counted) }
  }
}

/// What of an area of an item is seen on the page; nil for nothing.
private func seen(_ area: Rect, _ transform: Transform, _ clip: Rect?) -> Rect? {
  guard area.width.isFinite, area.height.isFinite else { return nil }
  let area = transform.bounds(of: area)
  guard let clip else { return area }
  let isWithin =
    clip.width > 0 && clip.height > 0 && area.minX <= clip.maxX && clip.minX <= area.maxX
    && area.minY <= clip.maxY
    && clip.minY <= area.maxY
  return isWithin ? area.intersection(clip) : nil
}

/// A text with the box around its lines where they stand on the page, turned or not.
private struct StandingText {
  let text: SceneText
  let box: Rect
  /// From the box as it is set to the page.
  private let placing: Transform
  private let clip: Rect?

  init(
    _ text: SceneText, _ transform: Transform, _ clip: Rect?, _ measuring: some TextMeasuring
  ) {
    self.text = text
    self.clip = clip
    let extent = measuring.measure(text.text, style: text.style, width: text.wrapWidth)
    let origin = text.origin(of: extent)
    let angle = text.rotation * Double.pi / 180
    let (sine, cosine) = text.rotation == 0 ? (0, 1) : (Double.sin(angle), Double.cos(angle))
    let turned = Transform(
      xx: cosine, yx: sine, xy: -sine, yy: cosine, x0: text.position.x, y0: text.position.y)
    placing = Transform.translation(origin.x, origin.y).followed(by: turned)
      .followed(by: transform)
    box = placing.bounds(of: Rect(origin: .zero, size: Size(extent.width, extent.height)))
  }

  /// The rectangle around its letters.
  func ink(_ measuring: some TextMeasuring) -> Rect? {
    seen(measuring.ink(text.text, style: text.style, width: text.wrapWidth), placing, clip)
  }
}

extension ScenePath {
  /// The rectangle around what is filled and stroked; nil where nothing is, or in the page's colour.
  fileprivate func ink(on ground: Color) -> Rect? {
    func isSeen(_ color: Color?) -> Bool { color.map { $0 != ground && $0.alpha > 0 } ?? false }
    let isDrawn = isSeen(stroke?.color)
    guard isDrawn || isSeen(fill), let area = path.bounds else { return nil }
    let half = isDrawn ? (stroke?.width ?? 0) / 2 : 0
    return area.inset(by: -half, -half)
  }
}

extension Path {
  /// The rectangle around the outline; nil for an empty one.
  fileprivate var bounds: Rect? {
    var (left, right) = (Double.infinity, -Double.infinity)
    var (top, bottom) = (Double.infinity, -Double.infinity)
    func add(_ point: Point) {
      left = min(left, point.x)
      right = max(right, point.x)
      top = min(top, point.y)
      bottom = max(bottom, point.y)
    }
    var last = Point.zero
    for element in elements {
      switch element {
      case .move(let point), .line(let point):
        add(point)
        last = point
      case .curve(let first, let second, let end):
        // A point for each sixteenth is near enough to the outermost one.
        for step in 1...16 {
          let t = Double(step) / 16
          let (a, b, c, d) = (
            (1 - t) * (1 - t) * (1 - t), 3 * (1 - t) * (1 - t) * t, 3 * (1 - t) * t * t, t * t * t
          )
          add(
            Point(
              a * last.x + b * first.x + c * second.x + d * end.x,
              a * last.y + b * first.y + c * second.y + d * end.y))
        }
        last = end
      case .close: break
      }
    }
    return left <= right
      ? Rect(x: left, y: top, width: right - left, height: bottom - top) : nil
  }
}
