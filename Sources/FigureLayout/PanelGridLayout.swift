// Panels → Scene: the passes that settle every length, and the order in which parts are painted.

import AttentionMath
import FigureModel
import FigureScene

/// Panels whose lengths are settled, and the room that stands around them.
private struct LaidOutPanels {
  var plans: [PanelPlan]
  var track: Tracks
  /// The height of the figure's title and notes with their gap.
  var header: Double
  /// Where the notes wrap, and twice the way from the panels' middle to the nearer end of the content.
  var notesWidth = 0.0
  var notesRoom = 0.0
  var sharedBar: (ticks: AxisTicks, width: Double, key: BarKey)?
}

extension FigureLayout {
  /// Places everything on the page.
  func layOut(_ figure: Figure, _ content: PanelGrid) throws(LayoutError) -> LaidOutFigure {
    try assemble(figure, content, laidOut(figure, content))
  }

  /// Settles every length on the page.
  private func laidOut(
    _ figure: Figure, _ content: PanelGrid
  ) throws(LayoutError) -> LaidOutPanels {
    var plans: [PanelPlan] = []
    for panel in content.panels {
      plans.append(try PanelPlan(panel, setting: setting))
    }
    let columns = max(1, min(content.columns, plans.count))
    if case .wide(let width, let shape) = figure.size {
      return try laidOut(figure, content, plans, columns: columns, width: width, shape: shape)
    }
    plans = sharing(plans, content, columns: columns)
    let page = figure.size.target
    guard let laidOut = layOut(figure, content, plans, columns: columns, page: page) else {
      let needed = minimumPage(figure, content, plans, columns: columns)
      throw .pageTooSmall(
        width: page.width, height: page.height, neededWidth: needed.width,
        neededHeight: needed.height)
    }
    return laidOut
  }

  /// The panels with words at the outer edges only where the grid shares its axes.
  private func sharing(
    _ plans: [PanelPlan], _ content: PanelGrid, columns: Int
  ) -> [PanelPlan] {
    guard content.sharesAxes else { return plans }
    var plans = plans
    for index in plans.indices {
      plans[index].showsY = index % columns == 0
      plans[index].showsX = index + columns >= plans.count
    }
    return plans
  }

  /// Sizes the panels for a width; as many stand side by side as makes them largest on a page that is
  /// not much higher than wide.
  private func laidOut(
    _ figure: Figure, _ content: PanelGrid, _ plans: [PanelPlan], columns: Int, width: Double,
    shape: Size
  ) throws(LayoutError) -> LaidOutPanels {
    let rows = (plans.count + columns - 1) / columns
    // A panel's height for its width: its own, but neither a strip nor a tower.
    let own = shape.height / Double(rows) / (shape.width / Double(columns))
    let choices = content.keepsColumns ? columns...columns : 1...plans.count
    /// The height of a panel with its words, the more of its width the narrower it is.
    func panelHeight(_ width: Double) -> Double {
      let flattest = max(Self.flattest, Self.wordsHeight / width)
      return width * min(max(own, flattest), Self.steepest)
    }
    func laidOut(_ width: Double, _ columns: Int, _ growth: Double) -> LaidOutPanels? {
      let rows = (plans.count + columns - 1) / columns
      let height = panelHeight(width / Double(columns)) * growth * Double(rows)
      return layOut(
        figure, content, sharing(plans, content, columns: columns), columns: columns,
        page: Size(width, height))
    }
    func best(_ width: Double) -> LaidOutPanels? {
      // Where words need it, panels are made higher.
      for growth in [1, 1.4, 2, 3] {
        let fitting = choices.compactMap { laidOut(width, $0, growth) }
        func height(_ panels: LaidOutPanels) -> Double {
          panels.track.size(sharedBar: panels.sharedBar?.width).height + panels.header
        }
        func area(_ panels: LaidOutPanels) -> Double {
          panels.plans.reduce(0) { $0 + $1.frameSize.width * $1.frameSize.height }
        }
        let limit = max(width * 1.1, Self.tallest)
        if let chosen = fitting.filter({ height($0) <= limit }).max(by: { area($0) < area($1) })
          ?? fitting.min(by: { height($0) < height($1) })
        {
          return chosen
        }
      }
      return nil
    }
    if let laidOut = best(width) { return laidOut }
    var needed = width
    while needed < Self.largestHelpfulPage {
      needed = (needed * 1.05).rounded(.up)
      guard let laidOut = best(needed) else { continue }
      let content = laidOut.track.size(sharedBar: laidOut.sharedBar?.width)
      // The page of this width has just this height, so that it does as a size.
      throw .pageTooSmall(
        width: width, height: figure.size.target.height, neededWidth: needed,
        neededHeight: max(
          panelHeight(needed / Double(laidOut.track.columns)) * Double(laidOut.track.rows),
          content.height + laidOut.header + 2 * setting.margin))
    }
    throw .pageTooSmall(
      width: width, height: figure.size.target.height, neededWidth: needed, neededHeight: needed)
  }

  /// A panel's least and greatest height for its width, with its words.
  private static var flattest: Double { 0.55 }
  private static var steepest: Double { 1.3 }
  /// What a panel's words and a plain frame take together, in px.
  private static var wordsHeight: Double { 320 }
  /// The height of a narrow page up to which panels are made larger, in px.
  private static var tallest: Double { 900 }

  /// Refuses a page that is too small for its panels.
  func checkRoom(_ figure: Figure, _ content: PanelGrid) throws(LayoutError) {
    _ = try laidOut(figure, content)
  }

  // MARK: Room

  /// Sizes the panels for a page; nil where it is too small for them.
  ///
  /// Ticks and legends depend on the frames' size, the frames on the room that these take. Passes
  /// begin with frames as large as the page and end when the room left no longer changes; of the
  /// passes that fit, the one with the most room stands.
  private func layOut(
    _ figure: Figure, _ content: PanelGrid, _ plans: [PanelPlan], columns: Int, page: Size
  ) -> LaidOutPanels? {
    let rows = (plans.count + columns - 1) / columns
    var laidOut = LaidOutPanels(
      plans: plans, track: Tracks(columns: columns, rows: rows, gap: content.gap), header: 0)
    let words = FigureHeader(figure, setting)
    let titleWidth = page.width - 2 * setting.margin
    var follows = false
    if case .about = figure.size { follows = true }
    var slot = Size(page.width / Double(columns), page.height / Double(rows))
    var best: (laidOut: LaidOutPanels, slot: Size)?
    for pass in 0..<12 {
      guard slot.width >= Spacing.minimumPanel, slot.height >= Spacing.minimumPanel else { break }
      for index in plans.indices {
        laidOut.plans[index].fit(slot: slot, follows: follows, grid: grid, setting: setting)
      }
      laidOut.track.measure(laidOut.plans, grid: grid)
      if let bar = content.sharedColorBar, let map = plans.first?.heatMap {
        let height = min(laidOut.track.contentHeight, Spacing.tallestBar)
        let key = BarKey(laidOut.plans, height: height, grid: grid, setting: setting)
        let (ticks, width) = ColorBarPainter.space(
          map.scale, bar, ends: BarEnds(plans.compactMap(\.values)), key: key, height: height,
          setting: setting)
        laidOut.sharedBar = (ticks, grid.ceil(width), key)
        laidOut.track.reserve(above: ticks.overhangAfter, below: ticks.overhangBefore)
      }
      laidOut.notesRoom = laidOut.track.spaceOverMiddle(sharedBar: laidOut.sharedBar?.width)
      laidOut.notesWidth = FigureHeader.notesWidth(space: laidOut.notesRoom, most: titleWidth)
      laidOut.header = words.height(titleWidth: titleWidth, notesWidth: laidOut.notesWidth)
      let around = laidOut.track.around(sharedBar: laidOut.sharedBar?.width)
      let space = Size(
        (page.width - 2 * setting.margin - around.width) / Double(columns),
        (page.height - 2 * setting.margin - laidOut.header - around.height) / Double(rows))
      let isReadable = laidOut.plans.allSatisfy {
        $0.minimumFrame.width <= slot.width && $0.minimumFrame.height <= slot.height
          && $0.holdsNumbers
      }
      if isReadable, slot.width <= space.width + 1e-6, slot.height <= space.height + 1e-6 {
        if best.map({ $0.slot.width * $0.slot.height < slot.width * slot.height }) ?? true {
          best = (laidOut, slot)
        }
        if space.width - slot.width < 1, space.height - slot.height < 1 { break }
      }
      // Where two sizes ask for each other in turn, the lesser one ends it.
      slot = pass < 6 ? space : Size(min(slot.width, space.width), min(slot.height, space.height))
    }
    return best?.laidOut
  }

  /// A page that is large enough: as wide as asked for if that will do, and no higher than it must
  /// be.
  private func minimumPage(
    _ figure: Figure, _ content: PanelGrid, _ plans: [PanelPlan], columns: Int
  ) -> Size {
    /// The least length that will do, from `start` on.
    /// - Parameter known: a length that will do, where one is known: longer ones need not, since the
    ///   passes of two sizes may end differently.
    func minimum(from start: Double, known: Double? = nil, _ page: (Double) -> Size) -> Double {
      func fits(_ length: Double) -> Bool {
        layOut(figure, content, plans, columns: columns, page: page(length)) != nil
      }
      var low = start.rounded(.up)
      if fits(low) { return low }
      var high = known ?? max(low, 64)
      while known == nil, !fits(high) {
        low = high
        high *= 2
        if high > Self.largestHelpfulPage { return high }
      }
      while high - low > 1 {
        let middle = ((low + high) / 2).rounded()
        if fits(middle) { high = middle } else { low = middle }
      }
      return high
    }
    let asked = figure.size.target
    let tall = max(asked.height, 2000)
    let width = minimum(from: asked.width) { Size($0, tall) }
    let isWide = width <= Self.largestHelpfulPage
    return Size(width, minimum(from: asked.height, known: isWide ? tall : nil) { Size(width, $0) })
  }

  /// The longest side that is looked at when a larger page is to be named.
  public static var largestHelpfulPage: Double { 16384 }

  // MARK: Painting

  private func assemble(
    _ figure: Figure, _ panels: PanelGrid, _ laidOut: LaidOutPanels
  ) throws(LayoutError) -> LaidOutFigure {
    let (plans, track) = (laidOut.plans, laidOut.track)
    let content = track.size(sharedBar: laidOut.sharedBar?.width)
    let words = FigureHeader(figure, setting)
    // The title was given its lines for a page as wide as the one asked for.
    let titleWidth = figure.size.target.width - 2 * setting.margin
    let (header, notesWidth) = (laidOut.header, laidOut.notesWidth)
    let page: Size
    switch figure.size {
    case .exact(let size): page = size
    case .wide(let width, _):
      page = Size(width, grid.ceil(content.height + header + 2 * setting.margin))
    case .about:
      let widest = words.width(titleWidth: titleWidth, notesWidth: notesWidth)
      page = Size(
        grid.ceil(max(content.width, widest, 90) + 2 * setting.margin),
        grid.ceil(content.height + header + 2 * setting.margin))
    }
    // What whole cells leave over is shared out around the panels.
    let left = (page.width - content.width) / 2
    let top = header + (page.height - header - content.height) / 2
    let frames = track.frames(plans, origin: Point(left, top), grid: grid)
    var items: [SceneItem] = []
    var warnings: [String] = []
    var descriptions: [PanelDescription] = []
    items += words.items(
      over: frames, page: page, top: top - header, titleWidth: page.width - 2 * setting.margin,
      notesWidth: notesWidth, notesRoom: laidOut.notesRoom)
    let cells = try drawnCells(plans)
    for (index, (plan, frame)) in zip(plans, frames).enumerated() {
      let painter = PanelPainter(
        plan: plan, frame: frame, id: "panel-\(index)", grid: grid, setting: setting,
        cells: cells[index])
      let painted = painter.paint()
      items.append(
        .group(
          SceneGroup(
            identity: ItemIdentity(id: "panel-\(index)"), items: painted.items)))
      warnings += painted.warnings
      descriptions.append(painted.description)
    }
    if let bar = panels.sharedColorBar, let map = plans.first?.heatMap,
      let sharedBar = laidOut.sharedBar
    {
      let strip = track.sharedStrip(frames, grid: grid)
      let ends = BarEnds(plans.compactMap(\.values))
      items.append(
        ColorBarPainter.item(
          map.scale, bar, ticks: sharedBar.ticks, ends: ends, key: sharedBar.key, strip: strip,
          id: "color-bar", setting: setting))
      let body = RectDescription(ends.body(of: sharedBar.key.bar(of: strip)))
      for index in descriptions.indices { descriptions[index].colorBar = body }
    }
    // Panels of a grid often tell the same: each sentence is said once.
    var sentences = [figure.summaryWithNotes]
    for note in DescriptionNotes(descriptions, figure.language).sentences
    where !sentences.contains(note) {
      sentences.append(note)
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
        warnings: warnings))
  }

  /// The cells of every heat map as they are drawn. Several are made smaller at a time.
  private func drawnCells(_ plans: [PanelPlan]) throws(LayoutError) -> [ReducedCells?] {
    var cells: [ReducedCells?] = Array(repeating: nil, count: plans.count)
    let work = plans.reduce(0) { $0 + $1.workOfReducing }
    try concurrently(plans.count, work: work) { index throws(LayoutError) in
      try plans[index].drawnCells()
    } joinedBy: {
      cells[$0] = $1
    }
    return cells
  }
}

/// The columns and rows of a grid of panels: what they need around their frames.
struct Tracks {
  let columns: Int
  let rows: Int
  /// Between neighbours, in px.
  let gap: Double
  private var across: Track
  private var down: Track

  /// One direction of the grid.
  private struct Track {
    /// What stands before the first frames and after the last ones.
    var before = 0.0
    var after = 0.0
    /// The frames' lengths, and between them what stands there, in whole steps of the pixel grid.
    var frames: [Double] = []
    var between: [Double] = []

    init() {}

    /// - Parameter room: for each column or row, what its panels need before and after their frames.
    init(frames: [Double], space: [(before: Double, after: Double)], gap: Double, grid: PixelGrid) {
      self.frames = frames
      before = space.first?.before ?? 0
      after = space.last?.after ?? 0
      between = zip(space, space.dropFirst()).map { grid.ceil($0.after + gap + $1.before) }
    }

    var inner: Double { frames.reduce(0, +) + between.reduce(0, +) }
    var around: Double { before + between.reduce(0, +) + after }

    /// Where the frames begin when the first does at `start`.
    func starts(from start: Double) -> [Double] {
      var location = start
      return frames.indices.map { index in
        defer { location += frames[index] + (index < between.count ? between[index] : 0) }
        return location
      }
    }
  }

  init(columns: Int, rows: Int, gap: Double) {
    self.columns = columns
    self.rows = rows
    self.gap = gap
    across = Track()
    down = Track()
  }

  /// Takes the greatest room that any panel of a column or row needs.
  mutating func measure(_ plans: [PanelPlan], grid: PixelGrid) {
    var columnInsets = Array(repeating: Insets(), count: columns)
    var rowInsets = Array(repeating: Insets(), count: rows)
    var widths = Array(repeating: 0.0, count: columns)
    var heights = Array(repeating: 0.0, count: rows)
    for (index, plan) in plans.enumerated() {
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      widths[column] = max(widths[column], plan.frameSize.width)
      heights[row] = max(heights[row], plan.frameSize.height)
    }
    for (index, plan) in plans.enumerated() {
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      // Beside a frame that is narrower than its column there is room already.
      var insets = plan.insets
      insets.right = max(0, insets.right - (widths[column] - plan.frameSize.width))
      columnInsets[column] = columnInsets[column].union(insets)
      rowInsets[row] = rowInsets[row].union(plan.insets)
    }
    across = Track(
      frames: widths, space: columnInsets.map { ($0.left, $0.right) }, gap: gap, grid: grid)
    down = Track(
      frames: heights, space: rowInsets.map { ($0.top, $0.bottom) }, gap: gap, grid: grid)
  }

  /// Makes room for what reaches beyond the ends of a colour bar for all panels. A bar that ends
  /// before the last frames do has room below.
  mutating func reserve(above: Double, below: Double) {
    down.before = max(down.before, above)
    if contentHeight <= Spacing.tallestBar { down.after = max(down.after, below) }
  }

  /// Everything but the frames themselves.
  func around(sharedBar: Double?) -> Size {
    Size(across.around + (sharedBar.map { $0 + Spacing.barGap } ?? 0), down.around)
  }

  /// Frames and what stands around them.
  func size(sharedBar: Double?) -> Size {
    let around = around(sharedBar: sharedBar)
    return Size(
      around.width + across.frames.reduce(0, +), around.height + down.frames.reduce(0, +))
  }

  /// Twice the way from the middle of the frames to the nearer end of what stands beside them.
  func spaceOverMiddle(sharedBar: Double?) -> Double {
    let (before, width) = (across.before, size(sharedBar: sharedBar).width)
    let middle = before + across.inner / 2
    return 2 * min(middle, width - middle)
  }

  /// From the first row's frames to the last's.
  var contentHeight: Double { down.inner }

  /// Where each panel's frame lies, its top left on the pixel grid.
  /// - Parameter origin: where what stands around the first panel begins.
  func frames(_ plans: [PanelPlan], origin: Point, grid: PixelGrid) -> [Rect] {
    let lefts = across.starts(from: grid.round(origin.x + across.before))
    let tops = down.starts(from: grid.round(origin.y + down.before))
    return plans.enumerated().map { index, plan in
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      return Rect(origin: Point(lefts[column], tops[row]), size: plan.frameSize)
    }
  }

  /// Where the strip of a colour bar for all panels lies.
  func sharedStrip(_ frames: [Rect], grid: PixelGrid) -> Rect {
    let right = (frames.map(\.maxX).max() ?? 0) + across.after
    let top = frames.map(\.minY).min() ?? 0
    let bottom = frames.map(\.maxY).max() ?? 0
    return Rect(
      x: grid.round(right + Spacing.barGap), y: top, width: grid.ceil(Spacing.barWidth),
      height: min(bottom - top, grid.floor(Spacing.tallestBar)))
  }
}
