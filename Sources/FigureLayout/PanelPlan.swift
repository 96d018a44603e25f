// One panel before it has its position: how large its frame should be and how much space its words take.

import AttentionMath
import FigureModel
import FigureScene

/// Space around a frame, in px.
struct Insets: Hashable {
  var left = 0.0
  var right = 0.0
  var top = 0.0
  var bottom = 0.0

  /// The greater of the two on each side.
  func union(_ other: Insets) -> Insets {
    Insets(
      left: max(left, other.left), right: max(right, other.right), top: max(top, other.top),
      bottom: max(bottom, other.bottom))
  }
}

/// A panel with its axes resolved, its frame sized and its ticks chosen for that size.
struct PanelPlan {
  let panel: Panel
  private(set) var x: ResolvedAxis
  private(set) var y: ResolvedAxis
  /// Both as they are before markers ask for space at their ends.
  private var resolved: (x: ResolvedAxis, y: ResolvedAxis)
  /// What other panels of the page leave to it.
  var choices = PanelChoices()
  /// Which panel it is, among those of its layout.
  private let number: Int

  private(set) var frameSize = Size.zero
  private(set) var xTicks = AxisTicks()
  private(set) var yTicks = AxisTicks()
  private(set) var barTicks = AxisTicks()
  /// Whether the heat map's own colour bar is drawn.
  private var hasBar = false
  /// What stands below the colour bar.
  private(set) var barKey = BarKey()
  private(set) var insets = Insets()
  /// What stands at the right of the frame, the ends of labels below it aside, in px.
  private(set) var rightOfFrame = 0.0
  /// The minimum frame in which what the panel shows can be read.
  private(set) var minimumFrame = Size.zero
  /// Whether the cells are large enough for the numbers that they are to have.
  private(set) var holdsNumbers = true
  private(set) var legend: LegendPlan?
  /// Words above and below the frame of a heat map.
  private(set) var callouts: CalloutPlan?
  /// What the cells of a heat map reach; nil for other panels.
  let values: ScaleCoverage?
  /// What the numbers in the cells of a heat map need; nil without any.
  private let numbers: AnnotatedCells?
  /// How far what stands between the frame and the panel's title reaches, in px.
  private(set) var titleBase = 0.0
  /// How far a colour bar beside the frame reaches from it with its words, in px.
  private var barReach = 0.0
  /// How far below the frame a colour bar below it begins, in px.
  private(set) var barOffset = 0.0
  /// How wide the space at the left of a colour bar below the frame is, in px: below names of its own rows.
  private(set) var barCorner = 0.0
  /// How much lower than usual tick labels and the name below the frame stand, so that they clear those
  /// beside its corner, in px.
  private(set) var tickDrop = 0.0
  private(set) var nameDrop = 0.0
  /// The cells as drawn: fewer than the matrix has where it was reduced.
  private(set) var drawnRows = 0
  private(set) var drawnColumns = 0
  var drawnShape: DrawnShape { DrawnShape(rows: drawnRows, columns: drawnColumns) }
  /// As many cells as are drawn if that leaves the panel nearly as large; nil for as many as there is space for.
  var wantedShape: DrawnShape?

  init(_ panel: Panel, setting: TextSetting) throws(LayoutError) {
    var panel = panel
    if case .heatMap(var map) = panel.content {
      // Diverging maps depend on the page.
      map.scale = map.scale.onPage(setting.theme.background.rgb)
      panel.content = .heatMap(map)
      numbers = AnnotatedCells(map, setting: setting)
    } else {
      numbers = nil
    }
    self.panel = panel
    switch panel.content {
    case .heatMap(let map):
      do throws(RowSourceError) {
        values = try ScaleCoverage(of: map)
      } catch {
        throw .cells(error)
      }
      x = try ResolvedAxis(panel.x, name: "x", data: [], padding: 0)
      y = try ResolvedAxis(panel.y, name: "y", data: [], padding: 0)
    case .chart(let chart):
      values = nil
      x = try ResolvedAxis(
        panel.x, name: "x", data: chart.series.map(\.x), padding: Chart.xPadding)
      let hasBase = chart.series.contains { $0.style.form == .bars || $0.style.form == .stems }
      y = try ResolvedAxis(
        panel.y, name: "y", data: chart.series.map(\.y) + (hasBase ? [[0]] : []),
        padding: Chart.yPadding)
    case .picture:
      values = nil
      x = try ResolvedAxis(panel.x, name: "x", data: [], padding: 0)
      y = try ResolvedAxis(panel.y, name: "y", data: [], padding: 0)
    case .links:
      values = nil
      x = try ResolvedAxis(panel.x, name: "x", data: [], padding: 0)
      y = try ResolvedAxis(panel.y, name: "y", data: [], padding: 0)
      choices.showsX = false
      choices.showsY = false
    }
    // Both axes of a panel have one notation.
    let hasPowers = x.asksForPowers || y.asksForPowers
    x.hasPowers = hasPowers && x.canHavePowers
    y.hasPowers = hasPowers && y.canHavePowers
    resolved = (x, y)
    number = setting.fitted.number()
  }

  /// What stands above the panel.
  var title: RichText? {
    choices.hidesTitle || nameBeside != nil
      ? nil : choices.usesShortTitle ? panel.shortTitle ?? panel.title : panel.title
  }

  /// What stands at the left of lines below a sentence, instead of a title.
  var nameBeside: RichText? { links.flatMap { $0.form == .columns ? nil : panel.title } }

  /// Whether the title takes more than one line.
  func breaksTitle(_ setting: TextSetting) -> Bool {
    guard let title, !choices.isTitleFree else { return false }
    return setting.extent(title, titleRole).width > frameSize.width + 1e-6
  }

  /// The axes' names, where the panel has its own.
  var xName: RichText? { choices.showsX && choices.namesX ? x.label : nil }
  var yName: RichText? { choices.showsY && choices.namesY ? y.label : nil }

  var heatMap: HeatMap? {
    if case .heatMap(let map) = panel.content { map } else { nil }
  }

  var chart: Chart? {
    if case .chart(let chart) = panel.content { chart } else { nil }
  }

  var picture: PanelPicture? {
    if case .picture(let picture) = panel.content { picture } else { nil }
  }

  var links: TokenLinks? {
    if case .links(let links) = panel.content { links } else { nil }
  }

  /// Sizes the frame for a slot and measures everything around it.
  /// - Parameter grid: how sizes snap to the pixels of the output.
  mutating func fit(slot: Size, follows: Bool, grid: PixelGrid, setting: TextSetting) {
    sizeFrame(slot: slot, follows: follows, grid: grid, setting: setting)
    let key = FittedPanels.Key(
      panel: number, choices: choices, frame: frameSize, drawnRows: drawnRows,
      drawnColumns: drawnColumns, holdsNumbers: holdsNumbers, spacing: setting.spacing, grid: grid)
    if let known = setting.fitted[key] {
      self = known
    } else {
      measure(grid: grid, setting: setting)
      setting.fitted.keep(self, for: key)
    }
  }

  /// Measures everything around the frame.
  private mutating func measure(grid: PixelGrid, setting: TextSetting) {
    if let chart { clearMarkers(of: chart) }
    if panel.y.hasTicks, links == nil {
      yTicks = .vertical(
        y, length: frameSize.height, across: frameSize.width, known: choices.nameSteps?.y,
        setting: setting)
    }
    // What names of rows take of the width, those of columns may take of a height that no one gave.
    let reach = choices.isHeightFree ? yTicks.depth : 0
    if panel.x.hasTicks, links == nil {
      xTicks = .horizontal(
        x, length: frameSize.width, minimumAngle: choices.minimumAngle, reach: reach,
        known: choices.nameSteps?.x, setting: setting)
    }
    if x.hasLocations(of: y) {
      AxisTicks.unify(&xTicks, &yTicks, along: x, frame: frameSize, reach: reach, setting: setting)
    }
    if choices.hidesFirstLabel { xTicks.removeFirst(length: frameSize.width, setting: setting) }
    legend = chart.flatMap { LegendPlan($0, plan: self, setting: setting) }
    measureSpace(grid: grid, setting: setting)
  }

  /// Whether its first label below would be read as one with the last label of the panel at its left: nothing else
  /// parts the two, and they are nearer to each other than half of what parts labels of one axis.
  /// - Parameter gap: between the two panels with their words, in px.
  func hasLabelMeeting(_ other: PanelPlan, gap: Double) -> Bool {
    guard choices.showsX, xTicks.rotation == 0, xTicks.ticks.count > 1, other.choices.showsX,
      other.xTicks.rotation == 0, other.xTicks.ticks.count > 1
    else { return false }
    let left = max(0, insets.left + xTicks.firstLabel)
    let right = max(0, other.insets.right + other.xTicks.lastLabel)
    return right + gap + left < AxisTicks.labelGap / 2
  }

  /// Whether a number stands above a small panel without ticks, as another does beside its row.
  var isNumbered: Bool { isBare && Int(panel.titleWithoutLetter) != nil }

  /// Whether it is a heat map without ticks, as small ones are.
  private var isBare: Bool { heatMap != nil && !panel.x.hasTicks }

  /// How the title is set: numbers of columns as those of rows, and letters of small panels as numbers.
  var titleRole: TextSetting.Role {
    let isLetterAlone = panel.letter != nil && panel.titleWithoutLetter.isEmpty
    return isNumbered || isBare && isLetterAlone ? .tick : .panelTitle
  }

  /// Moves the ends of open axes so that no marker crosses the frame.
  private mutating func clearMarkers(of chart: Chart) {
    (x, y) = resolved
    guard !chart.hasEqualUnits else { return }
    let mapping = DataMapping(plan: self, frame: Rect(origin: .zero, size: frameSize))
    let reach = chart.series.map { $0.drawn(in: chart, mapping) }
      .filter { $0.style.marker != .none }.map { SeriesPainter.reach(of: $0.style) }.max()
    guard let reach else { return }
    (x, y) = (
      x.clearing(reach, length: frameSize.width), y.clearing(reach, length: frameSize.height)
    )
  }

  // MARK: Frame

  private mutating func sizeFrame(
    slot: Size, follows: Bool, grid: PixelGrid, setting: TextSetting
  ) {
    let cells =
      heatMap.map { ($0.cells.rows, $0.cells.columns) }
      ?? picture.map { ($0.gridRows, $0.gridColumns) }
    guard let (rows, columns) = cells, rows > 0, columns > 0 else {
      frameSize = Size(grid.floor(slot.width), grid.floor(slot.height))
      if chart?.hasEqualUnits == true, let wide = x.span, let high = y.span {
        let unit = min(slot.width / wide, slot.height / high)
        frameSize = Size(grid.floor(wide * unit), grid.floor(high * unit))
      }
      return
    }
    let evenness = setting.spacing.cells
    var width = grid.cells(columns, in: slot.width, mayGrow: follows, evenness: evenness)
    var height = grid.cells(rows, in: slot.height, mayGrow: follows, evenness: evenness)
    if let numbers, follows {
      width = grid.enlarged(width, toSide: grid.ceil(numbers.cell.width))
      height = grid.enlarged(height, toSide: grid.ceil(numbers.cell.height))
    }
    if heatMap == nil || heatMap?.aspect == .equal {
      var side = min(width.side, height.side)
      if follows, let unit = heatMap?.cellUnit ?? picture?.cellUnit, side > unit * 0.75 {
        side = max(1, (side / unit).rounded()) * unit
      }
      width = grid.cells(columns, side: side)
      height = grid.cells(rows, side: side)
      // Of a few rows of many cells each is high enough for its name.
      if let map = heatMap, map.isFlat, !map.keepsSquares, panel.y.hasTicks {
        let row = grid.ceil(AxisTicks.rowHeight(y, setting: setting) + 0.5)
        if side < row, row * Double(rows) <= slot.height { height = grid.cells(rows, side: row) }
      }
    }
    (drawnRows, drawnColumns) = grid.drawn(rows: height, columns: width)
    if let wantedShape, wantedShape != drawnShape, wantedShape.suits(drawnShape) {
      height = grid.shortened(height, toDraw: wantedShape.rows)
      width = grid.shortened(width, toDraw: wantedShape.columns)
      (drawnRows, drawnColumns) = (wantedShape.rows, wantedShape.columns)
    }
    frameSize = Size(width.length, height.length)
    holdsNumbers =
      heatMap.flatMap { map in
        map.annotation.map { $0.isOptional || numbers?.fit(frameSize, map) == true }
      } ?? true
  }

  /// The minimum side of the frame: panels without ticks below are still seen where they are small.
  func minimumSide(_ setting: TextSetting) -> Double {
    panel.x.hasTicks ? Spacing.minimumPanel : setting.minimumBarePanel
  }

  // MARK: Space around the frame

  private mutating func measureSpace(grid: PixelGrid, setting: TextSetting) {
    var space = Insets()
    var headings = 0.0
    var headingGap = 0.0
    let side = minimumSide(setting)
    minimumFrame = Size(side, side)
    if let chart, chart.hasEqualUnits, !chart.notes.isEmpty {
      let minimum =
        y.span ?? 0 >= Self.spaciousSpan ? Self.minimumSideWithSpace : Self.minimumSideWithNotes
      minimumFrame = Size(minimum, minimum)
    }
    if let links {
      let painter = TokenLinksPainter(
        links: links, frame: frameSize, setting: setting, namesQueries: choices.namesQueries,
        namesKeys: choices.namesKeys, name: nameBeside, isHeightFree: choices.isHeightFree)
      space = painter.space(frameSize)
      minimumFrame = painter.minimumFrame(frameSize, isAlone: panel.title == nil)
      headingGap = painter.headingGap
      // Words above the names leave the middle to a title that is not wide.
      let reach = title.map { setting.extent($0, titleRole).width } ?? .infinity
      if reach <= frameSize.width { headings = painter.headingsBesideTitle }
    }
    if choices.showsY {
      space.left = depth(yTicks, setting)
      space.top = isFlipped ? yTicks.overhangBefore : yTicks.overhangAfter
      space.bottom = isFlipped ? yTicks.overhangAfter : yTicks.overhangBefore
      if let side = yLabel(setting) {
        let overhang = (side.length - frameSize.height) / 2
        space.left += setting.spacing.labelGap + side.thickness
        space.top = max(space.top, overhang)
        space.bottom = max(space.bottom, overhang)
      }
    }
    callouts = heatMap.flatMap { map in
      map.marks.contains { $0.callout != nil }
        ? CalloutPlan(
          map, frame: frameSize, ticks: choices.showsX ? xTicks : AxisTicks(), setting: setting)
        : nil
    }
    let below = callouts?.heightBelow ?? 0
    space.bottom = max(space.bottom, below)
    if choices.showsX {
      clearCorner(setting)
      nameDrop += below
      space.bottom = max(space.bottom, depthBelow(setting) + below)
      space.left = max(space.left, xTicks.overhangBefore)
      if let label = xName {
        let extent = setting.extent(label, .label, width: xLabelWidth(setting))
        let overhang = (extent.width - frameSize.width) / 2
        space.bottom = max(
          space.bottom,
          depthBelow(setting) + nameDrop + setting.spacing.labelGap + extent.height)
        space.left = max(space.left, overhang)
        space.right = max(space.right, overhang)
      }
      if choices.leavesNameX, let label = x.label {
        let height = setting.extent(
          label, .label, width: GridNames.width(label, frameSize.width, setting)
        ).height
        space.bottom = max(
          space.bottom, depthBelow(setting) + nameDrop + setting.spacing.labelGap + height)
      }
    }
    hasBar = hasSpaceForBar(setting)
    if let map = heatMap, let bar {
      let side = bar.side(setting)
      barKey =
        bar.isCompact
        ? BarKey()
        : BarKey(
          [self], length: side == .right ? frameSize.height : frameSize.width, side, grid: grid,
          setting: setting)
      barCorner = choices.isAlone ? space.left : 0
      let (ticks, depth) = ColorBarPainter.space(
        map.scale, bar, ends: BarEnds([values].compactMap(\.self)), key: barKey,
        length: side == .right ? frameSize.height : frameSize.width, corner: barCorner,
        setting: setting)
      barTicks = ticks
      switch side {
      case .right:
        barReach = grid.ceil(bar.gap(setting)) + depth
        space.right = max(space.right, barReach)
        space.top = max(space.top, ticks.overhangAfter)
        space.bottom = max(space.bottom, ticks.overhangBefore)
      case .below:
        barOffset = grid.ceil(space.bottom + bar.gap(setting))
        let label = ColorBarPainter.stripOffset(
          bar, frameSize.width - barKey.length, corner: barCorner, grid: grid, setting)
        space.bottom = barOffset + depth + 1
        barOffset += label
        // The ends' labels are not read as one with those of a bar beside it.
        let minimum = setting.spacing.keepsToBar && !choices.isAlone ? AxisTicks.labelGap / 3 : 0
        func clear(_ overhang: Double) -> Double {
          max(minimum, overhang > 0 ? overhang + AxisTicks.labelGap / 6 : 0)
        }
        let words = ColorBarPainter.overhangBelow(bar, frameSize.width - barKey.length, setting)
        space.left = max(space.left, clear(max(ticks.overhangBefore, choices.isAlone ? 0 : words)))
        space.right = max(space.right, clear(max(ticks.overhangAfter, choices.isAlone ? 0 : words)))
      }
    }
    titleBase = links == nil ? 0 : space.top - headings
    if headings > 0 {
      titleBase += max(0, headingGap - setting.spacing.panelTitleGap)
    }
    titleBase += callouts?.height ?? 0
    if let legend, legend.site == .ends { space.right = max(space.right, legend.size.width) }
    if let legend, legend.site == .above {
      titleBase += legend.size.height + setting.spacing.legendGap
      space.right = max(space.right, legend.size.width - frameSize.width)
    }
    var above = titleBase
    if let title {
      let extent = setting.extent(title, titleRole, width: titleWidth(setting))
      let overhang = choices.isTitleFree ? 0 : (extent.width - frameSize.width) / 2
      // A title wider than its panel clears the words beside it.
      if overhang > 0 { titleBase = max(titleBase, space.top) }
      above = titleBase + extent.height + setting.spacing.panelTitleGap
      space.left = max(space.left, overhang)
      space.right = max(space.right, overhang)
    }
    space.top = max(space.top, above)
    insets = space
    rightOfFrame = space.right
    if choices.showsX { insets.right = max(space.right, xTicks.overhangAfter) }
  }

  /// The colour bar that is drawn: small panels have none whose ends could not be named.
  var bar: ColorBar? { hasBar ? heatMap?.colorBar : nil }

  private func hasSpaceForBar(_ setting: TextSetting) -> Bool {
    guard !choices.hidesBar, let map = heatMap, let bar = map.colorBar else { return false }
    guard bar.isCompact else { return true }
    return frameSize.height >= ColorBarPainter.minimumCompactLength(setting)
  }

  /// The minimum side of a panel that is a circle with words around it, in px, and of one that is so many
  /// radii wide and has space for them.
  private static let minimumSideWithNotes = 120.0
  private static let minimumSideWithSpace = 68.0
  private static let spaciousSpan = 3.2

  /// How far ticks and their labels reach from the frame.
  func depth(_ ticks: AxisTicks, _ setting: TextSetting) -> Double {
    if ticks.ticks.isEmpty { return 0 }
    return setting.tickReach + setting.spacing.tickGap + ticks.depth
  }

  /// Whether what is first along the vertical axis lies at the top.
  private var isFlipped: Bool { heatMap?.origin == .upper || picture != nil }

  /// How far what stands at the ticks below the frame reaches from it.
  func depthBelow(_ setting: TextSetting) -> Double { depth(xTicks, setting) + tickDrop }

  /// Lets labels below the frame stand lower where they reach over its corner and meet those beside it.
  private mutating func clearCorner(_ setting: TextSetting) {
    (tickDrop, nameDrop) = (0, 0)
    guard choices.showsY else { return }
    let gap = setting.tickReach + setting.spacing.tickGap
    let air = 1.5
    let below = isFlipped ? yTicks.overhangAfter : yTicks.overhangBefore
    if !xTicks.ticks.isEmpty, xTicks.overhangBefore > gap, below > gap + air {
      tickDrop = below - gap
    }
    guard let xName, let side = yLabel(setting) else { return }
    let labelGap = setting.spacing.labelGap
    let left =
      (setting.extent(xName, .label, width: xLabelWidth(setting)).width - frameSize.width) / 2
    let down = (side.length - frameSize.height) / 2
    let top = depthBelow(setting) + labelGap
    if left > depth(yTicks, setting) + labelGap, down > top { nameDrop = down - top + air }
  }

  /// Lifts the title to those of its neighbours.
  /// - Parameter base: how far what stands between a neighbour's frame and its title reaches, in px.
  mutating func liftTitle(to base: Double, setting: TextSetting) {
    guard let title, base > titleBase else { return }
    titleBase = base
    let height = setting.extent(title, titleRole, width: titleWidth(setting)).height
    insets.top = max(insets.top, base + height + setting.spacing.panelTitleGap)
  }

  /// How far the numbers beside its colour bar reach, in px; nil without a label that stands beside them.
  func barDepth(_ setting: TextSetting) -> Double? {
    guard let bar, !bar.isCompact, bar.label != nil, bar.side(setting) == .right else { return nil }
    return barTicks.depth
  }

  /// Moves the label of the colour bar to those of the bars above and below it.
  mutating func moveBarLabel(to depth: Double, _ setting: TextSetting) {
    guard let own = barDepth(setting), own < depth else { return }
    barTicks.depth = depth
    barReach += depth - own
    insets.right = max(insets.right, barReach)
  }

  // MARK: Where words around the frame wrap

  /// As wide as the frame, or as the longest word beside a narrow one.
  func xLabelWidth(_ setting: TextSetting) -> Double {
    max(frameSize.width, xName.map { setting.longestWord($0, .label) } ?? 0)
  }

  /// The name of the vertical axis as it stands beside the frame.
  func yLabel(_ setting: TextSetting) -> SideLabel? {
    yName.map {
      SideLabel(
        $0, length: frameSize.height, wrapWidth: yLabelWidth(setting), setting: setting)
    }
  }

  /// Somewhat longer than the frame is high, unless labels of the other axis need the corner.
  private func yLabelWidth(_ setting: TextSetting) -> Double {
    let reach = Swift.max(
      xTicks.overhangBefore, (xLabelWidth(setting) - frameSize.width) / 2)
    let isCornerFree = reach <= depth(yTicks, setting)
    return max(
      frameSize.height * (isCornerFree ? 1.2 : 1),
      yName.map { setting.longestWord($0, .label) } ?? 0)
  }

  func titleWidth(_ setting: TextSetting) -> Double {
    max(
      frameSize.width,
      choices.isTitleFree ? title.map { setting.extent($0, titleRole).width + 1 } ?? 0 : 0,
      title.map { setting.longestWord($0, titleRole) } ?? 0)
  }
}

extension Chart {
  /// Air beside the data, as a share of their range.
  static let xPadding = 0.02
  static let yPadding = 0.06
}
