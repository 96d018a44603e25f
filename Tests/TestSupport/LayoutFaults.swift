// What can be wrong with a laid-out figure, looked for in the scene alone: words cut or lying on each
// other, uneven margins, frames off the pixel grid, a legend over its data.

public import FigureScene
private import RealModule

extension Scene {
  /// A sentence for each fault of the layout; empty where there is none.
  /// - Parameters:
  ///   - unit: one step of the pixel grid in px, for what must lie on it.
  ///   - pixel: one pixel of the output in px, where it is less.
  ///   - margin: what must be left over on each side.
  public func layoutFaults(
    _ measuring: some TextMeasuring, unit: Double = 1, pixel: Double? = nil, margin: Double = 8
  ) -> [String] {
    let check = LayoutCheck(
      scene: self, measuring: measuring, unit: unit, pixel: pixel ?? unit, margin: margin)
    return check.words() + check.margins() + check.grid() + check.ticks() + check.legends()
  }

  /// The frames of the panels: the areas of their cells or series, without the line around them.
  public var panelFrames: [(id: String, frame: Rect)] {
    placedPaths.compactMap { placed in
      guard let id = placed.item.identity.id, id.hasSuffix("-frame") else { return nil }
      return (String(id.dropLast(6)), placed.bounds.inset(by: 0.5, 0.5))
    }
  }
}

private struct LayoutCheck {
  let scene: Scene
  let unit: Double
  let pixel: Double
  let margin: Double
  let frames: [(id: String, frame: Rect)]
  let texts: [(placed: Placed<SceneText>, box: Quad)]
  let paths: [Placed<ScenePath>]
  let images: [Placed<SceneImage>]

  init(
    scene: Scene, measuring: some TextMeasuring, unit: Double, pixel: Double, margin: Double
  ) {
    self.scene = scene
    self.margin = margin
    self.unit = unit
    self.pixel = pixel
    frames = scene.panelFrames
    texts = scene.placedTexts.map { ($0, $0.box(measuring)) }
    paths = scene.placedPaths
    images = scene.placedImages
  }

  /// The boxes of lines have air above and below their letters, which may meet, in px.
  private static let air = 1.5
  /// Names along one axis may stand as near as their ink allows, as a share of the type size.
  private static let airOfNames = 0.62

  private func air(_ one: Placed<SceneText>, _ other: Placed<SceneText>) -> Double {
    let areNames = [one, other].allSatisfy { $0.isIn("-axis") } && one.groups == other.groups
    return areNames ? max(Self.air, Self.airOfNames * one.item.style.size) : Self.air
  }

  var page: Rect { Rect(origin: .zero, size: scene.size) }

  /// Words within the page, apart from each other, and outside the panels unless they belong there.
  func words() -> [String] {
    var faults: [String] = []
    for (index, text) in texts.enumerated() {
      let name = "“\(text.placed.item.text.plain)”"
      let bounds = text.box.bounds
      if !page.contains(bounds, slack: 0.01) {
        faults.append("\(name) at \(bounds) is cut by the page \(scene.size)")
      }
      for other in texts[..<index]
      where bounds.overlaps(other.box.bounds)
        && text.box.overlaps(other.box, slack: air(text.placed, other.placed))
      {
        faults.append("\(name) lies on “\(other.placed.item.text.plain)”")
      }
      guard isOutside(text.placed) else { continue }
      for (id, frame) in frames where text.box.overlaps(Quad(frame)) {
        faults.append("\(name) lies on \(id)")
      }
    }
    return faults
  }

  /// Whether a text has its place around the panels, not in them.
  private func isOutside(_ text: Placed<SceneText>) -> Bool {
    ["title", "notes"].contains(text.item.identity.id) || text.isIn("-axis") || text.isIn("-bar")
  }

  /// What the page has left over is the same on opposite sides.
  func margins() -> [String] {
    var content: Rect?
    let bars = images.filter { $0.item.identity.id?.hasSuffix("-strip") ?? false }
    // What a panel without a frame takes cannot be known.
    guard !frames.isEmpty else { return [] }
    let panels = frames.map(\.frame) + bars.map(\.item.frame)
    for area in texts.map(\.box.bounds) + panels { content = content?.union(area) ?? area }
    guard var content else { return ["the page is empty"] }
    // Lines of words wider than the panels below them stand where they can.
    let words = ["title", "subtitle", "notes"]
    let below =
      texts.filter { !words.contains($0.placed.item.identity.id ?? "") }.map(\.box.bounds) + panels
    if let first = below.first {
      let around = below.dropFirst().reduce(first) { $0.union($1) }
      (content.x, content.width) = (around.x, around.width)
    }
    let (left, right) = (content.minX, scene.size.width - content.maxX)
    let (top, bottom) = (content.minY, scene.size.height - content.maxY)
    var faults: [String] = []
    // Boxes of text are larger than what is drawn in them, by which margins are even: `PageUseTests` hold
    // these to a pixel.
    let slack = 6 * max(unit, 1)
    // Where such lines reach to the edge, panels cannot be moved farther.
    let isHeld = texts.contains { text in
      let bounds = text.box.bounds
      return words.contains(text.placed.item.identity.id ?? "")
        && min(bounds.minX, scene.size.width - bounds.maxX) < margin + slack
    }
    if (left - right).magnitude > slack, !isHeld {
      faults.append("margins are uneven: left \(left), right \(right)")
    }
    if (top - bottom).magnitude > slack {
      faults.append("margins are uneven: top \(top), bottom \(bottom)")
    }
    // The margins by ink are even; a box may reach into its margin by what it has around its letters.
    if min(left, right, top, bottom) < margin / 2 {
      faults.append("the page is full: \(left), \(right), \(top), \(bottom) px are left over")
    }
    return faults
  }

  private func isOnGrid(_ length: Double) -> Bool {
    let steps = length / unit
    return (steps - steps.rounded()).magnitude < 1e-6
  }

  /// Frames and colour bars on the pixel grid, cells a whole number of pixels.
  func grid() -> [String] {
    var faults: [String] = []
    for (id, frame) in frames
    where ![frame.minX, frame.minY, frame.width, frame.height].allSatisfy(isOnGrid) {
      faults.append("\(id)'s frame \(frame) is off the pixel grid")
    }
    for image in images {
      let frame = image.item.frame
      let id = image.item.identity.id ?? "an image"
      if ![frame.minX, frame.minY, frame.width, frame.height].allSatisfy(isOnGrid) {
        faults.append("\(id) at \(frame) is off the pixel grid")
      }
      guard id.hasSuffix("-cells") else { continue }
      let cell = Size(
        frame.width / Double(image.item.columns), frame.height / Double(image.item.rows))
      // Cells of uneven size have a whole number of pixels each, at least one.
      if min(cell.width, cell.height) < pixel - 1e-9 {
        faults.append("\(id) has cells of \(cell) px")
      }
      if !frames.contains(where: {
        "\($0.id)-cells" == id && $0.frame.contains(frame, slack: 1e-6)
          && frame.contains($0.frame, slack: 1e-6)
      }) {
        faults.append("\(id) at \(frame) does not fill its frame")
      }
    }
    return faults
  }

  /// Tick labels stand along their panel, one after the other.
  func ticks() -> [String] {
    var faults: [String] = []
    for (id, frame) in frames {
      for (axis, isAcross) in [("\(id)-x-axis", true), ("\(id)-y-axis", false)] {
        let labels = texts.map(\.placed)
          .filter { $0.groups.last == axis && $0.item.identity.id == nil }
        let locations = labels.map { isAcross ? $0.item.position.x : $0.item.position.y }
        let (low, high) = isAcross ? (frame.minX, frame.maxX) : (frame.minY, frame.maxY)
        // A slanted label begins a little beside its place.
        let slack = labels.contains { $0.item.rotation == -45 } ? 6.0 : 0.01
        if locations.contains(where: { $0 < low - slack || $0 > high + slack }) {
          faults.append("\(axis) has a label beside the panel")
        }
        let steps = zip(locations, locations.dropFirst()).map { $1 - $0 }
        if !steps.allSatisfy({ $0 > 0 }) && !steps.allSatisfy({ $0 < 0 }) {
          faults.append("the labels of \(axis) are out of order")
        }
      }
    }
    return faults
  }

  /// A legend within a panel covers no part of a series.
  func legends() -> [String] {
    var faults: [String] = []
    for (id, frame) in frames {
      let parts = texts.filter { $0.placed.isIn("\(id)-legend") }.map(\.box.bounds)
      guard let first = parts.first else { continue }
      let area = parts.dropFirst().reduce(first) { $0.union($1) }
      if !page.contains(area) { faults.append("the legend of \(id) is cut") }
      guard area.overlaps(frame) else { continue }
      // A legend has swatches and covers all between its words; names at the ends of lines stand alone.
      let hasSwatches = paths.contains { $0.isIn("\(id)-legend") && $0.item.stroke != nil }
      let areas = hasSwatches ? [area] : parts
      for path in paths where path.groups.contains(where: { $0.hasPrefix("\(id)-series-") }) {
        let segments = segments(of: path)
        if areas.contains(where: { area in segments.contains { meets(area, $0.0, $0.1) } }) {
          faults.append("the legend of \(id) lies on \(path.groups.last ?? "")")
          break
        }
      }
    }
    return faults
  }

  private func segments(of path: Placed<ScenePath>) -> [(Point, Point)] {
    var last = Point.zero
    var segments: [(Point, Point)] = []
    for element in path.item.path.elements {
      switch element {
      case .move(let point): last = point
      case .line(let point), .curve(_, _, let point):
        segments.append((last, point))
        last = point
      case .close: break
      }
    }
    return segments
  }

  /// Whether a segment passes through an area: looked for at points a px apart.
  private func meets(_ area: Rect, _ from: Point, _ to: Point) -> Bool {
    guard max(from.x, to.x) >= area.minX, min(from.x, to.x) <= area.maxX,
      max(from.y, to.y) >= area.minY, min(from.y, to.y) <= area.maxY
    else { return false }
    let steps = max(1, Int(Double.hypot(to.x - from.x, to.y - from.y).rounded(.up)))
    return (0...steps).contains { step in
      let t = Double(step) / Double(steps)
      let (x, y) = (from.x + t * (to.x - from.x), from.y + t * (to.y - from.y))
      return x > area.minX && x < area.maxX && y > area.minY && y < area.maxY
    }
  }
}
