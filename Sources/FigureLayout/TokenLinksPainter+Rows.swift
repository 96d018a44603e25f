// The sentence lying: lines between two rows of tokens, as in Vaswani et al. 2017, figures 3 to 5, and
// arcs over one row.

import FigureModel
import FigureScene

extension TokenLinksPainter {
  // MARK: Space

  /// Whether names stand upright below each other's lines, or are turned because they are wide.
  func isTurned(_ names: [String], width: Double) -> Bool {
    let each = width / Double(max(names.count, 1))
    return names.contains { setting.extent($0, .tick).width + 6 > each }
  }

  /// How far a row of names reaches from the lines, with its gap.
  private func depth(_ names: [String], width: Double) -> Double {
    guard isTurned(names, width: width) else {
      return Self.rowGap + setting.extent("0", .tick).height
    }
    return Self.rowGap + (names.map { setting.extent($0, .tick).width }.max() ?? 0)
  }

  private static let rowGap = 5.0

  func spaceOfRows(width: Double) -> Insets {
    let hasQueries = namesQueries && links.form == .rows
    let left =
      [hasQueries ? links.queryTitle : "", namesKeys ? titleBelow : ""].map { words in
        words.isEmpty ? 0 : heading(words).width + labelGap
      }.max() ?? 0
    let beside = name.map { nameExtent($0).width + labelGap } ?? 0
    return Insets(
      left: max(left, beside), right: 0,
      top: (hasQueries ? depth(queries, width: width) : 0) + legendHeight,
      bottom: namesKeys ? depth(keys, width: width) : 0)
  }

  private func nameExtent(_ name: RichText) -> TextExtent {
    setting.extent(name, .panelTitle, width: Self.longestName)
  }

  /// The panel's name beside the middle of its lines: above them it would part the sentence from them.
  func nameBeside(_ frame: Rect) -> [SceneItem] {
    guard let name, links.form != .columns else { return [] }
    return [
      setting.item(
        name, .panelTitle, at: Point(frame.minX - labelGap, frame.midY), .end, .middle,
        wrapWidth: Self.longestName)
    ]
  }

  private var titleBelow: String { links.form == .rows ? links.keyTitle : "" }

  /// What stands between the lines and the legend.
  func wordsAbove(width: Double) -> Double {
    namesQueries && links.form == .rows ? depth(queries, width: width) : 0
  }

  // MARK: Lines

  /// A line from a query in the upper row to a key in the lower one.
  func rowLine(_ link: TokenLinks.Link, _ frame: Rect) -> Path {
    let from = Point(
      frame.minX + location(link.query, of: links.queries.count, frame.width, link.slot),
      frame.minY)
    let to = Point(
      frame.minX + location(link.key, of: links.keys.count, frame.width, link.slot), frame.maxY)
    let bend = frame.height * 0.4
    var path = Path()
    path.move(to: from)
    path.curve(Point(from.x, from.y + bend), Point(to.x, to.y - bend), to: to)
    return path
  }

  /// An arc from a query to a key of the same row; a circle above the dots where they are one.
  func arc(_ link: TokenLinks.Link, _ frame: Rect) -> [SceneItem] {
    let count = links.keys.count
    let base = base(of: frame)
    let from = frame.minX + location(link.query, of: count, frame.width, link.slot)
    let to = frame.minX + location(link.key, of: count, frame.width, link.slot)
    let each = frame.width / Double(max(count, 1))
    guard link.query != link.key else {
      let radius = min(each * 0.3, 7, frame.height / 4)
      let area = Rect(
        x: from - radius, y: base - Self.largestDot - 2 - 2 * radius, width: 2 * radius,
        height: 2 * radius)
      return [item(link, .ellipse(in: area))]
    }
    let longest = Double(max(count - 1, 1)) * each
    let height = (base - frame.minY - 2) * (0.12 + 0.88 * abs(to - from) / longest)
    var path = Path()
    path.move(to: Point(from, base))
    // The top of such a curve lies at three quarters of its controls' height.
    let control = base - height / 0.75
    path.curve(Point(from, control), Point(to, control), to: Point(to, base))
    return [item(link, path)]
  }

  /// A dot at each key of a head that another token's arc leads to, as heavy as the strongest of these: on top of
  /// all arcs and parted from them by the page's colour, since they meet there.
  /// - Parameter links: the lines, the weakest first.
  func dots(_ sorted: [TokenLinks.Link], _ frame: Rect) -> [SceneItem] {
    struct Place: Hashable { var key, slot: Int }
    var strongest: [Place: TokenLinks.Link] = [:]
    for link in sorted where link.query != link.key {
      strongest[Place(key: link.key, slot: link.slot)] = link
    }
    return sorted.filter { strongest[Place(key: $0.key, slot: $0.slot)] == $0 }.map { link in
      let middle = frame.minX + location(link.key, of: links.keys.count, frame.width, link.slot)
      let weight = min(max(link.weight, 0), 1)
      let radius = Self.smallestDot + (Self.largestDot - Self.smallestDot) * weight
      // Opaque, so that no arc shows through.
      let color = setting.theme.background.mixed(
        with: setting.theme.lineColor(links.firstSlot + link.slot),
        share: Self.faintestDot + (1 - Self.faintestDot) * weight)
      return .path(
        ScenePath(
          .ellipse(
            in: Rect(
              x: middle - radius, y: base(of: frame) - radius, width: 2 * radius,
              height: 2 * radius)), fill: color,
          stroke: Stroke(setting.theme.background, width: 1)))
    }
  }

  /// Where arcs begin and end: a little above the frame's lower side, so that dots keep clear of the words.
  private func base(of frame: Rect) -> Double { frame.maxY - Self.largestDot / 2 }

  /// The radius of the dots at keys of a weight of 0 and of 1, in px: a good deal wider than the heaviest line.
  private static let smallestDot = 3.0
  private static let largestDot = 5.0
  /// The share of a head's colour that the dot of the least weight has.
  private static let faintestDot = 0.35

  // MARK: Words

  /// The area of a token's name above or below the lines.
  func rowWord(_ index: Int, of names: [String], _ frame: Rect, isAbove: Bool) -> Rect {
    let extent = setting.extent(names[index], .tick)
    let size =
      isTurned(names, width: frame.width)
      ? Size(extent.height, extent.width) : Size(extent.width, extent.height)
    return Rect(
      x: frame.minX + middle(index, of: names.count, frame.width) - size.width / 2,
      y: isAbove ? frame.minY - Self.rowGap - size.height : frame.maxY + Self.rowGap,
      width: size.width, height: size.height)
  }

  /// The tokens of a row with their heading at its left.
  func row(_ names: [String], _ heading: String, _ frame: Rect, isAbove: Bool) -> [SceneItem] {
    let isTurned = isTurned(names, width: frame.width)
    let y = isAbove ? frame.minY - Self.rowGap : frame.maxY + Self.rowGap
    var items = names.indices.map { index -> SceneItem in
      let x = frame.minX + middle(index, of: names.count, frame.width)
      let color = ink(index, isQuery: isAbove || links.form == .arcs)
      return isTurned
        ? setting.item(
          RichText(names[index]), .tick, at: Point(x, y), isAbove ? .start : .end, .middle,
          rotation: -90, color: color)
        : setting.item(
          RichText(names[index]), .tick, at: Point(x, y), .middle, isAbove ? .bottom : .top,
          color: color)
    }
    if !heading.isEmpty {
      items.append(
        setting.item(
          RichText(heading), .legend, at: Point(frame.minX - labelGap, y), .end,
          isAbove ? .bottom : .top, wrapWidth: Self.longestName, color: setting.theme.mutedInk))
    }
    return items
  }
}
