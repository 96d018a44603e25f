// Panels → Scene: the passes that settle every length, and the order in which parts are painted.

import FigureModel
import FigureScene

extension FigureLayout {
  /// Places everything on the page.
  ///
  /// Ticks depend on the frames' size, the frames on the room that labels take: a few passes settle
  /// both.
  func layOut(_ figure: Figure, _ content: PanelGrid) throws(LayoutError) -> LaidOutFigure {
    var plans: [PanelPlan] = []
    for panel in content.panels { plans.append(try PanelPlan(panel)) }
    let columns = max(1, min(content.columns, plans.count))
    let rows = (plans.count + columns - 1) / columns
    if content.sharesAxes {
      for index in plans.indices {
        plans[index].showsY = index % columns == 0
        plans[index].showsX = index + columns >= plans.count
      }
    }
    let page = figure.size.target
    var header = 0.0
    if let title = figure.title {
      header =
        setting.extent(title, .title, width: page.width - 2 * Spacing.page).height
        + Spacing.titleGap
    }
    var track = Tracks(columns: columns, rows: rows, gap: content.gap)
    var slot = Size(
      page.width / Double(columns) - 120, page.height / Double(rows) - 100)
    var follows = false
    if case .about = figure.size { follows = true }
    var shared: (ticks: AxisTicks, width: Double)?
    for _ in 0..<4 {
      let usable = Size(max(slot.width, Spacing.leastPanel), max(slot.height, Spacing.leastPanel))
      for index in plans.indices {
        plans[index].fit(slot: usable, follows: follows, grid: grid, setting: setting)
      }
      track.measure(plans)
      if let bar = content.sharedColorBar, let map = plans.first?.heatMap {
        shared = ColorBarPainter.room(
          map.scale, bar, height: min(track.contentHeight, Spacing.tallestBar), setting: setting)
      }
      let around = track.around(sharedBar: shared?.width)
      slot = Size(
        (page.width - 2 * Spacing.page - around.width) / Double(columns),
        (page.height - 2 * Spacing.page - header - around.height) / Double(rows))
      guard slot.width >= Spacing.leastPanel, slot.height >= Spacing.leastPanel else {
        throw .pageTooSmall(
          width: page.width, height: page.height,
          neededWidth: around.width + 2 * Spacing.page + Spacing.leastPanel * Double(columns),
          neededHeight: around.height + 2 * Spacing.page + header + Spacing.leastPanel
            * Double(rows)
        )
      }
    }
    return assemble(
      figure, content, plans: plans, track: track, header: header, sharedBar: shared)
  }

  // MARK: Painting

  private func assemble(
    _ figure: Figure, _ panels: PanelGrid, plans: [PanelPlan], track: Tracks, header: Double,
    sharedBar: (ticks: AxisTicks, width: Double)?
  ) -> LaidOutFigure {
    let content = track.size(sharedBar: sharedBar?.width)
    let page: Size
    switch figure.size {
    case .exact(let size): page = size
    case .about:
      page = Size(
        grid.ceil(max(content.width + 2 * Spacing.page, 120)),
        grid.ceil(content.height + header + 2 * Spacing.page))
    }
    // What whole cells leave over is shared out around the panels.
    let left = (page.width - content.width) / 2
    let top = header + (page.height - header - content.height) / 2
    let frames = track.frames(
      plans, origin: Point(grid.round(left), grid.round(max(top, Spacing.page / 2))), grid: grid)
    var items: [SceneItem] = []
    var warnings: [String] = []
    var descriptions: [PanelDescription] = []
    if let title = figure.title {
      items.append(
        titleItem(title, over: frames, page: page, bandHeight: header, contentTop: top))
    }
    for (index, (plan, frame)) in zip(plans, frames).enumerated() {
      let painter = PanelPainter(plan: plan, frame: frame, id: "panel-\(index)", setting: setting)
      let painted = painter.paint()
      items.append(
        .group(
          SceneGroup(
            identity: ItemIdentity(id: "panel-\(index)"), items: painted.items)))
      warnings += painted.warnings
      descriptions.append(painted.description)
    }
    if let bar = panels.sharedColorBar, let map = plans.first?.heatMap, let sharedBar {
      let strip = track.sharedStrip(frames)
      items.append(
        .group(
          SceneGroup(
            identity: ItemIdentity(id: "color-bar"),
            items: ColorBarPainter.items(
              map.scale, bar, ticks: sharedBar.ticks, strip: strip, id: "color-bar-strip",
              setting: setting))))
      for index in descriptions.indices { descriptions[index].colorBar = RectDescription(strip) }
    }
    // Panels of a grid often tell the same: each sentence is said once.
    var sentences = [figure.summary]
    for note in descriptions.flatMap({ $0.notes(figure.language) }) where !sentences.contains(note)
    {
      sentences.append(note)
    }
    let summary = sentences.joined(separator: figure.language == .chinese ? "" : " ")
    let scene = Scene(
      name: figure.name, size: page, background: setting.theme.background,
      title: figure.title?.plain ?? figure.name, summary: summary,
      language: figure.language.tag, items: items)
    return LaidOutFigure(
      scene: scene,
      description: FigureDescription(
        size: SizeDescription(width: page.width, height: page.height), title: figure.title?.plain,
        language: figure.language.rawValue, alt: summary, panels: descriptions,
        warnings: warnings))
  }
}

/// The columns and rows of a grid of panels: what they need around their frames.
struct Tracks {
  let columns: Int
  let rows: Int
  /// Between neighbours, in px.
  let gap: Double
  private var columnInsets: [Insets]
  private var rowInsets: [Insets]
  private var columnWidths: [Double]
  private var rowHeights: [Double]

  init(columns: Int, rows: Int, gap: Double) {
    self.columns = columns
    self.rows = rows
    self.gap = gap
    columnInsets = Array(repeating: Insets(), count: columns)
    rowInsets = Array(repeating: Insets(), count: rows)
    columnWidths = Array(repeating: 0, count: columns)
    rowHeights = Array(repeating: 0, count: rows)
  }

  mutating func measure(_ plans: [PanelPlan]) {
    self = Tracks(columns: columns, rows: rows, gap: gap)
    for (index, plan) in plans.enumerated() {
      let column = index % columns
      let row = index / columns
      columnInsets[column] = columnInsets[column].union(plan.insets)
      rowInsets[row] = rowInsets[row].union(plan.insets)
      columnWidths[column] = max(columnWidths[column], plan.frameSize.width)
      rowHeights[row] = max(rowHeights[row], plan.frameSize.height)
    }
  }

  /// Everything but the frames themselves.
  func around(sharedBar: Double?) -> Size {
    Size(
      columnInsets.reduce(0) { $0 + $1.left + $1.right } + gap * Double(columns - 1)
        + (sharedBar.map { $0 + Spacing.barGap } ?? 0),
      rowInsets.reduce(0) { $0 + $1.top + $1.bottom } + gap * Double(rows - 1))
  }

  func size(sharedBar: Double?) -> Size {
    let around = around(sharedBar: sharedBar)
    return Size(
      around.width + columnWidths.reduce(0, +), around.height + rowHeights.reduce(0, +))
  }

  /// From the first row's frames to the last's.
  var contentHeight: Double {
    let inner = rowInsets.reduce(0) { $0 + $1.top + $1.bottom }
    return rowHeights.reduce(0, +) + inner + gap * Double(rows - 1)
      - (rowInsets.first?.top ?? 0) - (rowInsets.last?.bottom ?? 0)
  }

  /// Where each panel's frame lies, its top left on the pixel grid.
  func frames(_ plans: [PanelPlan], origin: Point, grid: PixelGrid) -> [Rect] {
    var lefts: [Double] = []
    var x = origin.x
    for column in 0..<columns {
      lefts.append(x + columnInsets[column].left)
      x +=
        columnInsets[column].left + columnWidths[column] + columnInsets[column].right
        + gap
    }
    var tops: [Double] = []
    var y = origin.y
    for row in 0..<rows {
      tops.append(y + rowInsets[row].top)
      y += rowInsets[row].top + rowHeights[row] + rowInsets[row].bottom + gap
    }
    return plans.enumerated().map { index, plan in
      Rect(
        origin: Point(grid.round(lefts[index % columns]), grid.round(tops[index / columns])),
        size: plan.frameSize)
    }
  }

  /// Where the strip of a colour bar for all panels lies.
  func sharedStrip(_ frames: [Rect]) -> Rect {
    let right = (frames.map(\.maxX).max() ?? 0) + (columnInsets.last?.right ?? 0)
    let top = frames.map(\.minY).min() ?? 0
    let bottom = frames.map(\.maxY).max() ?? 0
    return Rect(
      x: (right + Spacing.barGap).rounded(), y: top, width: Spacing.barWidth,
      height: min(bottom - top, Spacing.tallestBar))
  }
}
