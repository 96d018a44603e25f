// A scene moved on its page.

extension SceneItem {
  /// The same item elsewhere. What stands in a group that turns or enlarges keeps its position there.
  public func moved(by way: Point) -> SceneItem {
    switch self {
    case .group(var group):
      guard group.transform == .identity else {
        group.transform.x0 += way.x
        group.transform.y0 += way.y
        return .group(group)
      }
      group.clip = group.clip?.moved(by: way)
      group.items = group.items.map { $0.moved(by: way) }
      return .group(group)
    case .path(var path):
      path.path = path.path.moved(by: way)
      return .path(path)
    case .text(var text):
      text.position = text.position.moved(by: way)
      return .text(text)
    case .image(var image):
      image.frame = image.frame.moved(by: way)
      return .image(image)
    case .link(var link):
      link.area = link.area.moved(by: way)
      return .link(link)
    }
  }
}

extension Point {
  func moved(by way: Point) -> Point { Point(x + way.x, y + way.y) }
}

extension Rect {
  public func moved(by way: Point) -> Rect {
    Rect(origin: origin.moved(by: way), size: size)
  }
}

extension Path {
  func moved(by way: Point) -> Path {
    Path(
      elements.map { element in
        switch element {
        case .move(let point): .move(point.moved(by: way))
        case .line(let point): .line(point.moved(by: way))
        case .curve(let first, let second, let end):
          .curve(first.moved(by: way), second.moved(by: way), end: end.moved(by: way))
        case .close: .close
        }
      })
  }
}
