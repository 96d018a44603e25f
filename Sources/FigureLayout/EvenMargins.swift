// Margins as readers see them: from the page's edge to the nearest ink, not to the air around a line's
// letters.

import FigureModel
import FigureScene

extension LayoutEngine {
  /// The widest margin above and below on a page whose height follows its content, in px.
  private static let widestMargin = 10.0

  /// What is left free beside lines of words above the panels, in px, where they have it.
  private static let textGap = 4.0

  /// The figure moved so that margins of opposite sides are even, and the height of a page that follows its
  /// content so that all four are.
  func evened(_ figure: Figure, _ laidOut: LaidOutFigure) -> LaidOutFigure {
    // Words over the middle of the panels stand where they can.
    let ink = laidOut.scene.ink(setting.measuring, on: setting.theme.background) {
      !["title", "subtitle", "notes"].contains($0.identity.id)
    }
    guard let ink, let below = ink.counted else { return laidOut }
    let whole = ink.whole
    var page = laidOut.scene.size
    let minimum = setting.margin / 2
    // Half of what one side has more, as far as the words above do not come too near to the edge.
    var across = (page.width - below.minX - below.maxX) / 2
    // Nothing moves nearer to the edge than this, and what is nearer does not move there.
    let free = max(minimum, min(Self.textGap, setting.margin))
    let leftmost = max(minimum - whole.minX, min(0, free - whole.minX))
    let rightmost = min(page.width - minimum - whole.maxX, max(0, page.width - free - whole.maxX))
    across = min(max(across, leftmost), rightmost)
    var down = (page.height - whole.minY - whole.maxY) / 2
    // As wide as beside the panels: lines of words may reach farther.
    let beside = below.minX + grid.round(across)
    if case .wide = figure.size {
      let margin = min(max(beside, minimum), Self.widestMargin)
      let height = grid.ceil(whole.height + 2 * margin)
      page.height = min(height, max(page.height, highest(laidOut)))
      down = (page.height - whole.minY - whole.maxY) / 2
    }
    let way = Point(grid.round(across), grid.round(down))
    guard way != .zero || page != laidOut.scene.size else { return laidOut }
    return laidOut.moved(by: way, on: page)
  }

  /// How high a page may become for its margins, in px: not so high that its panels take less of it than they
  /// are to.
  private func highest(_ laidOut: LaidOutFigure) -> Double {
    guard let aim = laidOut.description.data?.aim, aim > 0 else { return .infinity }
    return grid.floor(laidOut.description.panelArea / aim / laidOut.scene.size.width)
  }
}

extension LaidOutFigure {
  /// The same figure elsewhere on a page of another size.
  fileprivate func moved(by way: Point, on page: Size) -> LaidOutFigure {
    var moved = self
    moved.scene.items = scene.items.map { $0.moved(by: way) }
    moved.scene.size = page
    moved.description.move(by: way, on: page)
    return moved
  }
}

extension FigureDescription {
  /// What the panels' frames cover together, in px².
  fileprivate var panelArea: Double { panels.reduce(0) { $0 + $1.frame.width * $1.frame.height } }

  fileprivate mutating func move(by way: Point, on page: Size) {
    size = SizeDescription(width: page.width, height: page.height)
    let share = panelArea / (page.width * page.height)
    data?.share = (share * 1000).rounded() / 1000
    if let data, let aim = data.aim, share >= aim { self.data?.limit = nil }
    for index in panels.indices {
      panels[index].frame.move(by: way)
      panels[index].colorBar?.move(by: way)
    }
    for index in (nodes ?? []).indices { nodes?[index].frame.move(by: way) }
  }
}

extension RectDescription {
  fileprivate mutating func move(by way: Point) {
    x += way.x
    y += way.y
  }
}
