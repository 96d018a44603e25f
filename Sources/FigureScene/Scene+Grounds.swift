// One scene for light and dark ground: what differs is colours, each of which knows its other one.

extension Scene {
  /// The scene, each colour with what it is on dark ground; nil where the two differ in more than colours.
  /// - Parameter dark: the same drawn for dark ground.
  public func onBothGrounds(_ dark: Scene) -> Scene? {
    var both = self
    guard pair(&both.background, dark.background), let items = paired(items, dark.items) else {
      return nil
    }
    var (one, other) = (both, dark)
    (one.items, other.items) = ([], [])
    other.background = one.background
    guard one == other else { return nil }
    both.items = items
    return both
  }
}

/// Gives a colour what it is on dark ground.
/// - Returns: whether both are there, equally opaque.
private func pair(_ color: inout Color?, _ dark: Color?) -> Bool {
  guard var paired = color, let dark else { return color == nil && dark == nil }
  guard pair(&paired, dark) else { return false }
  color = paired
  return true
}

private func pair(_ color: inout Color, _ dark: Color) -> Bool {
  guard color.alpha == dark.alpha else { return false }
  if color.rgb != dark.rgb { color.onDark = dark.rgb }
  return true
}

private func paired(_ light: [SceneItem], _ dark: [SceneItem]) -> [SceneItem]? {
  guard light.count == dark.count else { return nil }
  var items: [SceneItem] = []
  items.reserveCapacity(light.count)
  for (one, other) in zip(light, dark) {
    guard let item = one.paired(other) else { return nil }
    items.append(item)
  }
  return items
}

extension SceneItem {
  fileprivate func paired(_ dark: SceneItem) -> SceneItem? {
    switch (self, dark) {
    case (.group(var group), .group(var dark)):
      guard let items = FigureScene.paired(group.items, dark.items) else { return nil }
      (group.items, dark.items) = ([], [])
      guard group == dark else { return nil }
      group.items = items
      return .group(group)
    case (.path(var path), .path(var dark)):
      guard pair(&path.fill, dark.fill) else { return nil }
      if var stroke = path.stroke, let other = dark.stroke {
        guard pair(&stroke.color, other.color) else { return nil }
        path.stroke = stroke
        dark.stroke?.color = stroke.color
      }
      dark.fill = path.fill
      return path == dark ? .path(path) : nil
    case (.text(var text), .text(var dark)):
      guard pair(&text.color, dark.color), text.text.spans.count == dark.text.spans.count else {
        return nil
      }
      for index in text.text.spans.indices {
        guard pair(&text.text.spans[index].color, dark.text.spans[index].color) else { return nil }
      }
      guard text.text.hasOneDarkForEach else { return nil }
      dark.color = text.color
      for (index, span) in text.text.spans.enumerated() {
        dark.text.spans[index].color = span.color
      }
      return text == dark ? .text(text) : nil
    case (.image, .image), (.link, .link): return self == dark ? self : nil
    default: return nil
    }
  }
}

extension RichText {
  /// Whether spans of one colour are of one colour on dark ground as well: once set, glyphs are distinguished by
  /// their colours alone.
  fileprivate var hasOneDarkForEach: Bool {
    var known: [UInt32: UInt32?] = [:]
    for color in spans.compactMap(\.color) {
      if let other = known[color.rgb], other != color.onDark { return false }
      known[color.rgb] = .some(color.onDark)
    }
    return true
  }
}
