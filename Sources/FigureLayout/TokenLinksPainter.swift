// Tokens with the lines between them: what their words need, and how strong a line is.

import FigureModel
import FigureScene

/// Draws lines of attention between tokens.
struct TokenLinksPainter {
  let links: TokenLinks
  let setting: TextSetting
  /// Whether the tokens of each side are named: in a grid those at its outer edges are.
  let namesQueries: Bool
  let namesKeys: Bool
  /// What stands at the left of lines below a sentence: the name of the panel, where it has one.
  let name: RichText?
  /// The tokens of both sides, short enough to stand beside the lines.
  let queries: [String]
  let keys: [String]

  /// - Parameter isHeightFree: whether the page grows with names below each other's lines.
  init(
    links: TokenLinks, frame: Size, setting: TextSetting, namesQueries: Bool = true,
    namesKeys: Bool = true, name: RichText? = nil, isHeightFree: Bool = false
  ) {
    self.links = links
    self.setting = setting
    self.namesQueries = namesQueries
    self.namesKeys = namesKeys
    self.name = name
    // Beside short lines they leave space to these.
    let across =
      links.form == .columns ? frame.width : isHeightFree ? .infinity : frame.height
    let longest = min(Self.longestName, max(Self.shortestName, across * Self.nameShare))
    queries = setting.shortened(links.queries, to: longest, .tick)
    keys = setting.shortened(links.keys, to: longest, .tick)
  }

  static let longestName = 180.0
  private static let shortestName = 84.0
  private static let nameShare = 1.2
  private static let legendEntryGap = 20.0
  private static let swatch = 22.0
  /// Between the ends of two heads' lines at one token.
  private static let headGap = 3.5
  /// The minimum side of a panel across the direction of its tokens, and that of one among several whose
  /// lines are short.
  private static let minimumAcross = 54.0
  private static let minimumAmongOthers = 30.0
  /// How many times as long a side with tokens may be as the one across it.
  private static let steepest = 8.0

  /// Between names and lines, and between headings and lines.
  var labelGap: Double { setting.spacing.labelGap + 2 }
  var headingGap: Double { setting.spacing.panelTitleGap + 1 }

  // MARK: Space

  /// What the words around the lines need.
  /// - Parameter frame: the lines' own size.
  func space(_ frame: Size) -> Insets {
    switch links.form {
    case .columns: spaceOfColumns(width: frame.width)
    case .rows, .arcs: spaceOfRows(width: frame.width)
    }
  }

  private func spaceOfColumns(width: Double) -> Insets {
    func widest(_ names: [String], _ heading: String, _ areNamed: Bool) -> Double {
      guard areNamed else { return 0 }
      return labelGap
        + max(
          names.map { setting.extent($0, .tick).width }.max() ?? 0, self.heading(heading).width)
    }
    let overhang = (legendWidth - width) / 2
    return Insets(
      left: max(overhang, widest(queries, links.queryTitle, namesQueries)),
      right: max(overhang, widest(keys, links.keyTitle, namesKeys)),
      top: headingsHeight + legendHeight, bottom: 0)
  }

  /// How high the words above the columns are, with their gap: the same for all panels of a grid, so
  /// that their titles stand level.
  private var headingsHeight: Double {
    let height = max(heading(links.queryTitle).height, heading(links.keyTitle).height)
    return height > 0 ? height + headingGap : 0
  }

  /// What of the height above the lines stands over names alone, so that a title has space between them.
  var headingsBesideTitle: Double {
    links.form == .columns && links.heads.count < 2 ? headingsHeight : 0
  }

  /// The minimum frame in which the tokens of each side stand apart, for lines of this size.
  /// - Parameter isAlone: whether no other panel stands beside it.
  func minimumFrame(_ frame: Size, isAlone: Bool) -> Size {
    let line = setting.extent("0", .tick).height
    let along = line * Double(max(links.queries.count, links.keys.count))
    let minimum = isAlone ? Self.minimumAcross : Self.minimumAmongOthers
    return switch links.form {
    case .columns:
      Size(min(Self.minimumAcross, max(minimum, frame.height / Self.steepest)), along)
    case .rows, .arcs: Size(along, Self.minimumAmongOthers)
    }
  }

  // MARK: Lines

  /// How far the ground of a word reaches beyond it, along and across its line, in px.
  private static let groundAlong = 4.0
  private static let groundAcross = 1.0

  func items(frame: Rect) -> [SceneItem] {
    var items = ground(frame)
    // The weakest first, so that the strongest lie on top.
    let sorted = links.links.sorted { $0.weight < $1.weight }
    for link in sorted { items += line(link, frame) }
    if links.form == .arcs { items += dots(sorted, frame) }
    return items + words(frame) + nameBeside(frame) + legend(frame)
  }

  private func line(_ link: TokenLinks.Link, _ frame: Rect) -> [SceneItem] {
    switch links.form {
    case .columns:
      let from = Point(
        frame.minX,
        frame.minY + location(link.query, of: links.queries.count, frame.height, link.slot))
      let to = Point(
        frame.maxX, frame.minY + location(link.key, of: links.keys.count, frame.height, link.slot))
      let bend = frame.width * 0.4
      var path = Path()
      path.move(to: from)
      path.curve(Point(from.x + bend, from.y), Point(to.x - bend, to.y), to: to)
      return [item(link, path)]
    case .rows: return [item(link, rowLine(link, frame))]
    case .arcs: return arc(link, frame)
    }
  }

  /// A path in the colour of its head, as heavy as its weight.
  func item(_ link: TokenLinks.Link, _ path: Path) -> SceneItem {
    let weight = min(max(link.weight, 0), 1)
    return .path(
      ScenePath(
        identity: ItemIdentity(label: label(link)), path,
        stroke: stroke(color(link), width: 1 + 2.5 * weight, of: link.slot)))
  }

  /// On paper without colours a head's grey is a weight's grey as well: dashes tell the second head of a panel from
  /// the first.
  private func stroke(_ color: Color, width: Double, of slot: Int) -> Stroke {
    let dashes = SeriesStyle.Dash.allCases
    let dash = setting.theme.name == .print ? dashes[slot % dashes.count] : .solid
    return Stroke(color, width: width, dash: dash.lengths(width: Self.dashUnit))
  }

  /// Dashes are as long in every line, so that faint ones have them as well, in px of a line as wide.
  private static let dashUnit = 1.6

  func color(_ link: TokenLinks.Link) -> Color {
    setting.theme.lineColor(links.firstSlot + link.slot)
      .opacity(0.08 + 0.92 * min(max(link.weight, 0), 1))
  }

  /// Where a head's line meets a token: each head has its own position beside the token's middle, so that
  /// heads do not hide each other.
  func location(_ index: Int, of count: Int, _ length: Double, _ slot: Int = 0) -> Double {
    let each = length / Double(max(count, 1))
    let step = min(Self.headGap, each * 0.6 / Double(max(links.heads.count, 1)))
    let offset = (Double(slot) - Double(links.heads.count - 1) / 2) * step
    return (Double(index) + 0.5) * each + offset
  }

  /// The middle of a token along a side of this length.
  func middle(_ index: Int, of count: Int, _ length: Double) -> Double {
    (Double(index) + 0.5) / Double(max(count, 1)) * length
  }

  private func label(_ link: TokenLinks.Link) -> String {
    "\(links.heads[link.slot]): \(queries[link.query]) → "
      + "\(keys[link.key]) \(formatNumber(link.weight, significant: 3))"
  }

  // MARK: Words

  /// What the words above a column take, on several lines where they are long.
  func heading(_ words: String) -> TextExtent {
    setting.extent(RichText(words), .legend, width: Self.longestName)
  }

  /// A ground under the query whose lines are shown.
  private func ground(_ frame: Rect) -> [SceneItem] {
    // Arcs have one row of names, below the last panel.
    let areNamed = links.form == .arcs ? namesKeys : namesQueries
    guard let index = links.highlighted, areNamed else { return [] }
    let extent = setting.extent(queries[index], .tick)
    var area: Rect
    switch links.form {
    case .columns:
      area = Rect(
        x: frame.minX - labelGap - extent.width,
        y: frame.minY + middle(index, of: queries.count, frame.height) - extent.height / 2,
        width: extent.width, height: extent.height
      ).inset(by: -Self.groundAlong, -Self.groundAcross)
    case .rows, .arcs:
      area = rowWord(index, of: queries, frame, isAbove: links.form == .rows)
      area =
        isTurned(queries, width: frame.width)
        ? area.inset(by: -Self.groundAcross, -Self.groundAlong)
        : area.inset(by: -Self.groundAlong, -Self.groundAcross)
    }
    return [.path(ScenePath(.rect(area, radius: 3), fill: setting.theme.grid))]
  }

  private func words(_ frame: Rect) -> [SceneItem] {
    switch links.form {
    case .columns:
      (namesQueries
        ? column(queries, links.queryTitle, x: frame.minX - labelGap, .end, frame) : [])
        + (namesKeys
          ? column(keys, links.keyTitle, x: frame.maxX + labelGap, .start, frame) : [])
    case .rows:
      (namesQueries ? row(queries, links.queryTitle, frame, isAbove: true) : [])
        + (namesKeys ? row(keys, links.keyTitle, frame, isAbove: false) : [])
    case .arcs: namesKeys ? row(keys, "", frame, isAbove: false) : []
    }
  }

  /// The tokens of a column with their heading.
  private func column(
    _ names: [String], _ heading: String, x: Double, _ anchor: SceneText.HorizontalAnchor,
    _ frame: Rect
  ) -> [SceneItem] {
    var items = names.indices.map { index in
      setting.item(
        RichText(names[index]), .tick,
        at: Point(x, frame.minY + middle(index, of: names.count, frame.height)), anchor, .middle,
        color: ink(index, isQuery: anchor == .end))
    }
    if !heading.isEmpty {
      items.append(
        setting.item(
          RichText(heading), .legend, at: Point(x, frame.minY - headingGap), anchor, .bottom,
          wrapWidth: Self.longestName, color: setting.theme.mutedInk))
    }
    return items
  }

  /// Queries whose lines are not drawn stand back.
  func ink(_ index: Int, isQuery: Bool) -> Color {
    isQuery && links.highlighted != nil && links.highlighted != index
      ? setting.theme.mutedInk : setting.theme.ink
  }

  // MARK: Legend

  private var legendWidths: [Double] {
    links.heads.map { Self.swatch + 6 + setting.extent($0, .legend).width }
  }

  private var legendWidth: Double {
    guard links.heads.count > 1 else { return 0 }
    return legendWidths.reduce(0, +) + Self.legendEntryGap * Double(links.heads.count - 1)
  }

  /// How high the legend is, with its gap.
  var legendHeight: Double {
    links.heads.count > 1
      ? setting.extent("0", .legend).height + setting.spacing.legendGap : 0
  }

  /// The heads' colours, in a row over the lines.
  private func legend(_ frame: Rect) -> [SceneItem] {
    guard links.heads.count > 1 else { return [] }
    let line = setting.extent("0", .legend).height
    let widths = legendWidths
    var x = frame.midX - legendWidth / 2
    let above = links.form == .columns ? headingsHeight : wordsAbove(width: frame.width)
    let y = frame.minY - above - setting.spacing.legendGap - line / 2
    var items: [SceneItem] = []
    for (slot, name) in links.heads.enumerated() {
      items.append(
        .path(
          ScenePath(
            .line(Point(x, y), Point(x + Self.swatch, y)),
            stroke: stroke(setting.theme.lineColor(links.firstSlot + slot), width: 3, of: slot))))
      items.append(
        setting.item(
          RichText(name), .legend, at: Point(x + Self.swatch + 6, y), .start, .middle))
      x += widths[slot] + Self.legendEntryGap
    }
    return items
  }
}
