// Where on its page a scene has ink: what readers see as its margins.

import RealModule

extension Scene {
  /// The rectangle around everything that is painted in another colour than `ground`; nil for an empty page.
  /// - Parameter isCounted: whether a text counts.
  public func ink(
    _ measuring: some TextMeasuring, on ground: Color, where isCounted: (SceneText) -> Bool
  ) -> Rect? {
    var ink: Rect?
    var texts: [(text: SceneText, transform: Transform, clip: Rect?)] = []
    func add(_ area: Rect, _ transform: Transform, _ clip: Rect?) {
      guard area.width.isFinite, area.height.isFinite else { return }
      var area = area.under(transform)
      if let clip {
        area = area.intersection(clip)
        guard area.width >= 0, area.height >= 0 else { return }
      }
      ink = ink?.union(area) ?? area
    }
    func collect(_ items: [SceneItem], _ transform: Transform, _ clip: Rect?) {
      for item in items {
        switch item {
        case .group(let group):
          let inner = group.transform.within(transform)
          let own = group.clip.map { $0.under(inner) }
          let both = clip.flatMap { clip in own.map { $0.intersection(clip) } }
          collect(group.items, inner, both ?? own ?? clip)
        case .text(let text) where isCounted(text) && !text.text.plain.isEmpty:
          texts.append((text, transform, clip))
        case .image(let image): add(image.frame, transform, clip)
        case .path(let path):
          if let area = path.ink(on: ground) { add(area, transform, clip) }
        case .text, .link: break
        }
      }
    }
    collect(items, .identity, nil)
    // To measure letters takes longer than to set them; most stand within what is known by now.
    for (text, transform, clip) in texts {
      let box = text.box(measuring).under(transform)
      if let ink, ink.minX <= box.minX, ink.minY <= box.minY, box.maxX <= ink.maxX,
        box.maxY <= ink.maxY
      {
        continue
      }
      add(text.ink(measuring), transform, clip)
    }
    return ink
  }
}

extension SceneText {
  /// The rectangle around its letters as they stand, turned or not.
  fileprivate func ink(_ measuring: some TextMeasuring) -> Rect {
    standing(measuring.ink(text, style: style, width: wrapWidth), measuring)
  }

  /// The same around its lines.
  fileprivate func box(_ measuring: some TextMeasuring) -> Rect {
    let extent = measuring.measure(text, style: style, width: wrapWidth)
    return standing(Rect(x: 0, y: 0, width: extent.width, height: extent.height), measuring)
  }

  /// A part of its box where it stands on the page.
  private func standing(_ part: Rect, _ measuring: some TextMeasuring) -> Rect {
    let box = measuring.measure(text, style: style, width: wrapWidth)
    let x =
      switch horizontal {
      case .start: 0.0
      case .middle: -box.width / 2
      case .end: -box.width
      }
    let y =
      switch vertical {
      case .top: 0.0
      case .middle: -box.height / 2
      case .baseline: -box.ascent
      case .bottom: -box.height
      }
    let angle = rotation * Double.pi / 180
    let (sine, cosine) = (Double.sin(angle), Double.cos(angle))
    return part.moved(by: Point(x, y)).under(
      Transform(
        xx: cosine, yx: sine, xy: -sine, yy: cosine, x0: position.x, y0: position.y))
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

extension Rect {
  /// What both share; of negative width or height where they share nothing.
  fileprivate func intersection(_ other: Rect) -> Rect {
    let (left, top) = (max(minX, other.minX), max(minY, other.minY))
    return Rect(
      x: left, y: top, width: min(maxX, other.maxX) - left, height: min(maxY, other.maxY) - top)
  }

  /// The upright rectangle around this one as a transform shows it.
  fileprivate func under(_ transform: Transform) -> Rect {
    guard transform != .identity else { return self }
    let corners = [(minX, minY), (maxX, minY), (minX, maxY), (maxX, maxY)].map { x, y in
      Point(
        transform.xx * x + transform.xy * y + transform.x0,
        transform.yx * x + transform.yy * y + transform.y0)
    }
    let (xs, ys) = (corners.map(\.x), corners.map(\.y))
    let (left, top) = (xs.min() ?? 0, ys.min() ?? 0)
    return Rect(x: left, y: top, width: (xs.max() ?? 0) - left, height: (ys.max() ?? 0) - top)
  }
}

extension Transform {
  /// This transform, and then `outer`.
  fileprivate func within(_ outer: Transform) -> Transform {
    guard outer != .identity else { return self }
    return Transform(
      xx: outer.xx * xx + outer.xy * yx, yx: outer.yx * xx + outer.yy * yx,
      xy: outer.xx * xy + outer.xy * yy, yy: outer.yx * xy + outer.yy * yy,
      x0: outer.xx * x0 + outer.xy * y0 + outer.x0, y0: outer.yx * x0 + outer.yy * y0 + outer.y0)
  }
}
