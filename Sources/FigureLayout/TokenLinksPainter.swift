// Two columns of tokens with the lines between them.

import FigureModel
import FigureScene

/// Draws lines of attention between tokens.
struct TokenLinksPainter {
  let links: TokenLinks
  let setting: TextSetting
  /// The tokens of both sides, short enough to stand beside the lines.
  private let queries: [String]
  private let keys: [String]

  init(links: TokenLinks, setting: TextSetting) {
    self.links = links
    self.setting = setting
    queries = setting.shortened(links.queries, to: Self.longestName, .tick)
    keys = setting.shortened(links.keys, to: Self.longestName, .tick)
  }

  private static let labelGap = 10.0
  private static let longestName = 180.0
  private static let headingGap = 10.0
  private static let legendEntryGap = 20.0
  private static let swatch = 22.0
  /// Between the ends of two heads' lines at one token.
  private static let headGap = 3.5

  /// What the words around the lines need.
  /// - Parameter width: the frame's.
  func space(width: Double) -> Insets {
    let line = setting.extent("0", .tick).height
    func widest(_ names: [String], _ heading: String) -> Double {
      max(
        names.map { setting.extent(shortened($0), .tick).width }.max() ?? 0,
        self.heading(heading).width)
    }
    let overhang = (legendWidth - width) / 2
    return Insets(
      left: max(overhang, widest(queries, links.queryTitle) + Self.labelGap),
      right: max(overhang, widest(keys, links.keyTitle) + Self.labelGap),
      top: max(heading(links.queryTitle).height, heading(links.keyTitle).height)
        + Self.headingGap + (links.heads.count > 1 ? line + Spacing.legendGap : 0),
      bottom: 0)
  }

  /// The least frame in which the tokens of each side stand apart.
  func minimumFrame() -> Size {
    let line = setting.extent("0", .tick).height
    return Size(60, line * Double(max(links.queries.count, links.keys.count)))
  }

  func items(frame: Rect) -> [SceneItem] {
    var items = frames(frame)
    // The weakest first, so that the strongest lie on top.
    for link in links.links.sorted(by: { $0.weight < $1.weight }) {
      let from = Point(
        frame.minX,
        location(link.query, of: links.queries.count, frame)
          + offset(link.slot, of: links.queries.count, frame))
      let to = Point(
        frame.maxX,
        location(link.key, of: links.keys.count, frame)
          + offset(link.slot, of: links.keys.count, frame))
      let weight = min(max(link.weight, 0), 1)
      let bend = frame.width * 0.4
      var path = Path()
      path.move(to: from)
      path.curve(Point(from.x + bend, from.y), Point(to.x - bend, to.y), to: to)
      items.append(
        .path(
          ScenePath(
            identity: ItemIdentity(label: label(link)), path,
            stroke: Stroke(
              setting.theme.lineColor(link.slot).opacity(0.08 + 0.92 * weight),
              width: 1 + 2.5 * weight))))
    }
    return items + words(frame)
  }

  private func location(_ index: Int, of count: Int, _ frame: Rect) -> Double {
    frame.minY + (Double(index) + 0.5) / Double(max(count, 1)) * frame.height
  }

  /// How far a head's lines end beside the middle of a token, so that heads do not hide each other.
  private func offset(_ slot: Int, of count: Int, _ frame: Rect) -> Double {
    let line = frame.height / Double(max(count, 1))
    let step = min(Self.headGap, line * 0.6 / Double(max(links.heads.count, 1)))
    return (Double(slot) - Double(links.heads.count - 1) / 2) * step
  }

  /// What the words above a column take, on several lines where they are long.
  private func heading(_ words: String) -> TextExtent {
    setting.extent(RichText(words), .legend, width: Self.longestName)
  }

  private func shortened(_ name: String) -> String {
    setting.shortened(name, to: Self.longestName, .tick)
  }

  private func label(_ link: TokenLinks.Link) -> String {
    "\(links.heads[link.slot]): \(queries[link.query]) → "
      + "\(keys[link.key]) \(formatNumber(link.weight, significant: 3))"
  }

  /// A ground under the query whose lines are shown.
  private func frames(_ frame: Rect) -> [SceneItem] {
    guard let index = links.highlighted else { return [] }
    let extent = setting.extent(queries[index], .tick)
    return [
      .path(
        ScenePath(
          .rect(
            Rect(
              x: frame.minX - Self.labelGap - extent.width - 4,
              y: location(index, of: links.queries.count, frame) - extent.height / 2 - 1,
              width: extent.width + 8, height: extent.height + 2), radius: 3),
          fill: setting.theme.grid))
    ]
  }

  private func words(_ frame: Rect) -> [SceneItem] {
    var items: [SceneItem] = []
    for (index, name) in queries.enumerated() {
      let isDim = links.highlighted != nil && links.highlighted != index
      items.append(
        setting.item(
          RichText(name), .tick,
          at: Point(frame.minX - Self.labelGap, location(index, of: links.queries.count, frame)),
          .end, .middle, color: isDim ? setting.theme.mutedInk : setting.theme.ink))
    }
    for (index, name) in keys.enumerated() {
      items.append(
        setting.item(
          RichText(name), .tick,
          at: Point(frame.maxX + Self.labelGap, location(index, of: links.keys.count, frame)),
          .start,
          .middle, color: setting.theme.ink))
    }
    let headingY = frame.minY - Self.headingGap
    if !links.queryTitle.isEmpty {
      items.append(
        setting.item(
          RichText(links.queryTitle), .legend, at: Point(frame.minX - Self.labelGap, headingY),
          .end, .bottom, wrapWidth: Self.longestName, color: setting.theme.mutedInk))
    }
    if !links.keyTitle.isEmpty {
      items.append(
        setting.item(
          RichText(links.keyTitle), .legend, at: Point(frame.maxX + Self.labelGap, headingY),
          .start, .bottom, wrapWidth: Self.longestName, color: setting.theme.mutedInk))
    }
    let headings = max(heading(links.queryTitle).height, heading(links.keyTitle).height)
    return items + legend(frame, bottom: headingY - headings)
  }

  private var legendWidths: [Double] {
    links.heads.map { Self.swatch + 6 + setting.extent($0, .legend).width }
  }

  private var legendWidth: Double {
    guard links.heads.count > 1 else { return 0 }
    return legendWidths.reduce(0, +) + Self.legendEntryGap * Double(links.heads.count - 1)
  }

  /// The heads' colours, in a row over the lines.
  private func legend(_ frame: Rect, bottom: Double) -> [SceneItem] {
    guard links.heads.count > 1 else { return [] }
    let line = setting.extent("0", .legend).height
    let widths = legendWidths
    var x = frame.midX - legendWidth / 2
    let y = bottom - Spacing.legendGap - line / 2
    var items: [SceneItem] = []
    for (slot, name) in links.heads.enumerated() {
      items.append(
        .path(
          ScenePath(
            .line(Point(x, y), Point(x + Self.swatch, y)),
            stroke: Stroke(setting.theme.lineColor(slot), width: 3))))
      items.append(
        setting.item(
          RichText(name), .legend, at: Point(x + Self.swatch + 6, y), .start, .middle))
      x += widths[slot] + Self.legendEntryGap
    }
    return items
  }
}
