// A scene made larger or smaller as a whole: positions, type, strokes and images alike.

extension Scene {
  /// The scene with every length times `factor`.
  public func scaled(by factor: Double) -> Scene {
    guard factor != 1 else { return self }
    var scene = self
    scene.size = size.scaled(by: factor)
    scene.items = items.map { $0.scaled(by: factor) }
    return scene
  }
}

/// A length times a factor, without the last digits in which whole numbers of pixels would be missed.
private func times(_ length: Double, _ factor: Double) -> Double {
  let product = length * factor
  let snapped = (product * 1e9).rounded() / 1e9
  return snapped.isFinite ? snapped : product
}

extension Point {
  fileprivate func scaled(by factor: Double) -> Point { Point(times(x, factor), times(y, factor)) }
}

extension Size {
  public func scaled(by factor: Double) -> Size {
    Size(times(width, factor), times(height, factor))
  }
}

extension Rect {
  public func scaled(by factor: Double) -> Rect {
    Rect(
      x: times(x, factor), y: times(y, factor), width: times(width, factor),
      height: times(height, factor))
  }
}

extension Path {
  fileprivate func scaled(by factor: Double) -> Path {
    Path(
      elements.map { element in
        switch element {
        case .move(let point): .move(point.scaled(by: factor))
        case .line(let point): .line(point.scaled(by: factor))
        case .curve(let first, let second, let end):
          .curve(
            first.scaled(by: factor), second.scaled(by: factor), end: end.scaled(by: factor))
        case .close: .close
        }
      })
  }
}

extension SceneItem {
  fileprivate func scaled(by factor: Double) -> SceneItem {
    switch self {
    case .group(var group):
      group.transform.x0 = times(group.transform.x0, factor)
      group.transform.y0 = times(group.transform.y0, factor)
      group.clip = group.clip?.scaled(by: factor)
      group.items = group.items.map { $0.scaled(by: factor) }
      return .group(group)
    case .path(var path):
      path.path = path.path.scaled(by: factor)
      if var stroke = path.stroke {
        stroke.width *= factor
        stroke.dash = stroke.dash.map { $0 * factor }
        path.stroke = stroke
      }
      return .path(path)
    case .text(var text):
      text.style.size *= factor
      text.position = text.position.scaled(by: factor)
      text.wrapWidth = text.wrapWidth.map { $0 * factor }
      return .text(text)
    case .image(var image):
      image.frame = image.frame.scaled(by: factor)
      return .image(image)
    case .link(var link):
      link.area = link.area.scaled(by: factor)
      return .link(link)
    }
  }
}
