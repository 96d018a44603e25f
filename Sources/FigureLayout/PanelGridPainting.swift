// Panels whose lengths are settled → Scene: the order in which parts are painted.

import AttentionMath
import FigureModel
import FigureScene
import TextFormats

extension LayoutEngine {
  func assemble(
    _ figure: Figure, _ panels: PanelGrid, _ laidOut: LaidOutPanels
  ) throws(LayoutError) -> LaidOutFigure {
    let (plans, track) = (laidOut.plans, laidOut.track)
    let content = track.size(laidOut.sharedBar)
    let words = FigureHeader(figure, setting)
    let (header, notesWidth) = (laidOut.header, laidOut.notesWidth)
    let page = page(of: figure, laidOut)
    // What whole cells leave over is shared out around the panels.
    let left = (page.width - content.width) / 2
    let top = header + (page.height - header - content.height) / 2
    let frames = track.frames(plans, origin: Point(left, top), grid: grid)
    var items: [SceneItem] = []
    var warnings: [Message] = []
    var problems: [PanelWarning] = []
    var descriptions: [PanelDescription] = []
    items += words.items(
      over: frames, page: page, top: top - header, titleWidth: page.width - 2 * setting.margin,
      notesWidth: notesWidth, notesSpace: laidOut.notesSpace)
    for group in panelsDrawnTogether(plans) {
      let cells = try drawnCells(plans[group])
      for index in group {
        let painter = PanelPainter(
          plan: plans[index], frame: frames[index], id: "panel-\(index)", grid: grid,
          setting: setting, cells: cells[index - group.lowerBound])
        let painted = painter.paint()
        items.append(
          .group(
            SceneGroup(
              identity: ItemIdentity(id: "panel-\(index)"), items: painted.items)))
        warnings += painted.warnings.filter { !warnings.contains($0) }
        problems += painted.problems
        descriptions.append(painted.description)
      }
    }
    items += names(laidOut, around: frames)
    if let bar = panels.sharedColorBar, let map = plans.lazy.compactMap(\.heatMap).first,
      let shared = laidOut.sharedBar, let area = frames.area
    {
      let strip = track.sharedStrip(area, shared, grid: grid, setting.spacing)
      let ends = BarEnds(plans.compactMap(\.values))
      items.append(
        ColorBarPainter.item(
          map.scale, bar, ticks: shared.ticks, ends: ends, key: shared.key, strip: strip,
          shared.side, corner: shared.corner, id: "color-bar", setting: setting))
      let body = RectDescription(ends.body(of: shared.key.bar(of: strip), shared.side))
      for index in descriptions.indices where plans[index].heatMap != nil {
        descriptions[index].colorBar = body
      }
    }
    // Panels of a grid often tell the same: each sentence is said once.
    var sentences = [figure.summaryWithNotes]
    // A user's own words stand alone.
    if !figure.hasOwnSummary {
      for note in DescriptionNotes(descriptions, figure.language).sentences
      where !sentences.contains(note) {
        sentences.append(note)
      }
    }
    let summary = sentences.joined(separator: figure.language.sentenceGap)
    let scene = Scene(
      name: figure.name, size: page, background: setting.theme.background,
      title: figure.title?.plain ?? figure.name, summary: summary,
      language: figure.language.tag, items: items)
    return LaidOutFigure(
      scene: scene,
      description: FigureDescription(
        size: SizeDescription(width: page.width, height: page.height), title: figure.title?.plain,
        subtitle: figure.subtitle?.plain,
        language: figure.language.rawValue, alt: summary, panels: descriptions,
        warnings: warnings + PanelWarning.messages(problems, panels: plans.count)))
  }

  /// The names of axes that stand for all panels.
  private func names(_ laidOut: LaidOutPanels, around frames: [Rect]) -> [SceneItem] {
    guard let area = frames.area else { return [] }
    let corner = laidOut.track.nameCorner(area, gap: setting.spacing.labelGap)
    var items: [SceneItem] = []
    if let name = laidOut.names.x {
      let (plans, columns) = (laidOut.plans, laidOut.track.columns)
      let lastRow = plans.indices.filter { $0 >= columns * (laidOut.track.rows - 1) }
      let over = laidOut.names.isAboveBars ? lastRow.map { frames[$0] }.area ?? area : area
      let below = lastRow.map { plans[$0].depthBelow(setting) + plans[$0].nameDrop }.max() ?? 0
      let top =
        laidOut.names.isAboveBars ? over.maxY + below + setting.spacing.labelGap : corner.y
      items.append(
        setting.item(
          name, .label, at: Point(over.midX, top), .middle, .top,
          wrapWidth: GridNames.width(name, over.width, setting), id: "x-label"))
    }
    if let label = laidOut.names.sideLabel(area.height, setting) {
      items.append(
        label.item(left: corner.x, middle: area.midY, id: "y-label", setting: setting))
    }
    return items
  }

  /// The page that panels are painted on.
  func page(of figure: Figure, _ laidOut: LaidOutPanels) -> Size {
    let content = laidOut.track.size(laidOut.sharedBar)
    let height = grid.ceil(content.height + laidOut.header + 2 * setting.margin)
    switch figure.size {
    case .exact(let size): return size
    case .wide(let width, _): return Size(width, height)
    case .about:
      // The title was given its lines for a page of about this width.
      let widest = FigureHeader(figure, setting).width(
        titleWidth: laidOut.titleWidth, notesWidth: laidOut.notesWidth)
      return Size(grid.ceil(max(content.width, widest, 90) + 2 * setting.margin), height)
    }
  }

  /// The panels in runs, each of no more cells than are held together: of those before it their colours are
  /// left.
  private func panelsDrawnTogether(_ plans: [PanelPlan]) -> [Range<Int>] {
    var groups: [Range<Int>] = []
    var cells = 0
    for index in plans.indices {
      cells += plans[index].streamedCells
      if let last = groups.last, cells <= maximumHeldCells {
        groups[groups.count - 1] = last.lowerBound..<index + 1
      } else {
        groups.append(index..<index + 1)
        cells = plans[index].streamedCells
      }
    }
    return groups
  }

  /// The cells of heat maps as they are drawn. Several are made smaller at a time.
  private func drawnCells(_ plans: ArraySlice<PanelPlan>) throws(LayoutError) -> [ReducedCells?] {
    var cells: [ReducedCells?] = Array(repeating: nil, count: plans.count)
    let work = plans.reduce(0) { $0 + $1.workOfReducing }
    try concurrently(plans.count, work: work) { index throws(LayoutError) in
      try plans[plans.startIndex + index].drawnCells()
    } joinedBy: {
      cells[$0] = $1
    }
    return cells
  }
}

extension [Rect] {
  /// The rectangle around all of them.
  fileprivate var area: Rect? {
    first.map { first in dropFirst().reduce(first) { $0.union($1) } }
  }
}
