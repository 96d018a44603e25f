// What all writers ask of a scene's items: are the numbers fit to draw, and where do things lie.

import FigureScene

/// A coordinate that every surface can hold: Cairo's numbers end at 2^23, viewers' get coarse.
///
/// Points this far out are far off any page, so that moving them changes no visible line's direction.
func clamped(_ coordinate: Double) -> Double { min(max(coordinate, -1_000_000), 1_000_000) }

extension Point {
  var isFinite: Bool { x.isFinite && y.isFinite }
}

extension Rect {
  var isFinite: Bool { x.isFinite && y.isFinite && width.isFinite && height.isFinite }
}

extension Path {
  /// Where the path begins.
  var start: Point {
    switch elements.first {
    case .move(let point), .line(let point), .curve(let point, _, _): point
    case .close, nil: .zero
    }
  }
}

extension Transform {
  var isInvertible: Bool {
    let determinant = xx * yy - xy * yx
    return determinant != 0 && determinant.isFinite && x0.isFinite && y0.isFinite
  }

  /// `rect` mapped, where the map neither turns nor mirrors it; else nil.
  func uprightImage(of rect: Rect) -> Rect? {
    guard xy == 0, yx == 0, xx > 0, yy > 0 else { return nil }
    return Rect(
      x: xx * rect.x + x0, y: yy * rect.y + y0, width: xx * rect.width, height: yy * rect.height)
  }
}

extension ItemIdentity {
  /// The item as a message calls it.
  func named(_ kind: String) -> String {
    if let id { "\(kind) \(id)" } else if let label { "\(kind) '\(label)'" } else { "a \(kind)" }
  }
}

extension SceneGroup {
  func check() throws(RenderError) {
    if let clip, !clip.isFinite { throw .notFinite(item: identity.named("group")) }
  }
}

extension ScenePath {
  func check() throws(RenderError) {
    for element in path.elements {
      let isFinite =
        switch element {
        case .move(let point), .line(let point): point.isFinite
        case .curve(let first, let second, let end):
          first.isFinite && second.isFinite && end.isFinite
        case .close: true
        }
      guard isFinite else { throw .notFinite(item: identity.named("path")) }
    }
    if let stroke, !stroke.width.isFinite { throw .notFinite(item: identity.named("path")) }
  }
}

extension SceneText {
  func check() throws(RenderError) {
    guard position.isFinite, rotation.isFinite, style.size.isFinite else {
      throw .notFinite(item: identity.named("text"))
    }
  }
}

extension SceneImage {
  func check() throws(RenderError) {
    guard frame.isFinite else { throw .notFinite(item: identity.named("image")) }
  }
}

extension SceneImage {
  /// Whether each pixel is a whole number of those of a frame, so that none is mixed.
  func isEnlargedWhole(to frame: Rect) -> Bool {
    func isWhole(_ length: Double, _ count: Int) -> Bool {
      let each = length / Double(count)
      return each >= 0.999 && abs(each - each.rounded()) < 1e-6
    }
    return isWhole(frame.width, columns) && isWhole(frame.height, rows)
  }

  /// Whether there is a cell to see.
  var isVisible: Bool { columns > 0 && rows > 0 && frame.width > 0 && frame.height > 0 }

  /// Printers' dots for each px: 600 of them to the inch.
  private static let dots = 600.0 / 96
  /// The side of cells, in dots, below which no border of theirs shows.
  private static let finest = 1.5

  /// How many pixels a cell gets in a file that keeps the image as an image, where it has none for each dot of a
  /// printer (see ``PrintedCells``): viewers blur the borders of pixels, and with 4 pixels a cell its own colour
  /// still fills it.
  ///
  /// Fewer where the image would grow beyond 4 million pixels, and where cells are so fine that no border of theirs
  /// shows. More, up to the size it is shown at, where `matchesFrame`, as long as it stays below a million.
  func enlargement(matchesFrame: Bool) -> Enlargement {
    let cells = Double(max(columns, 1)) * Double(max(rows, 1))
    let dots = max(
      frame.width * Self.dots / Double(max(columns, 1)),
      frame.height * Self.dots / Double(max(rows, 1)))
    let minimum =
      dots < Self.finest ? 1 : max(Int(min((Double(1 << 22) / cells).squareRoot(), 4)), 1)
    guard matchesFrame else { return Enlargement(across: minimum, down: minimum) }
    let across = max(min((frame.width / Double(columns)).rounded(.up), 4096), Double(minimum))
    let down = max(min((frame.height / Double(rows)).rounded(.up), 4096), Double(minimum))
    guard across * down * cells <= Double(1 << 20) else {
      return Enlargement(across: minimum, down: minimum)
    }
    return Enlargement(across: Int(across), down: Int(down))
  }
}

/// How many pixels stand for one, across and down.
struct Enlargement: Hashable {
  var across = 1
  var down = 1
}

extension SceneLink {
  func check() throws(RenderError) {
    guard area.isFinite else { throw .notFinite(item: "link to \(target)") }
  }
}

extension Scene {
  /// The ids of all items, in the order they are painted.
  var itemIDs: [String] {
    var ids: [String] = []
    func collect(_ items: [SceneItem]) {
      for item in items {
        let identity: ItemIdentity
        switch item {
        case .group(let group):
          identity = group.identity
        case .path(let path): identity = path.identity
        case .text(let text): identity = text.identity
        case .image(let image): identity = image.identity
        case .link: continue
        }
        if let id = identity.id { ids.append(id) }
        if case .group(let group) = item { collect(group.items) }
      }
    }
    collect(items)
    return ids
  }
}

extension Stroke {
  /// The dashes where they can be drawn; none where the pattern is broken or of no length.
  var drawableDash: [Double] {
    guard dash.allSatisfy({ $0.isFinite && $0 >= 0 }), dash.contains(where: { $0 > 0 }) else {
      return []
    }
    return dash
  }
}

extension TextEngine {
  /// The text of an item, set.
  func setForDrawing(_ item: SceneText) throws(RenderError) -> SetText {
    guard hasFonts else { throw .noFonts }
    let set = set(item.text, style: item.style, width: item.wrapWidth)
    if let failure = set.failure { throw .textNotSet(failure) }
    return set
  }
}
