// The passes that settle every length of panels on a page.

import FigureModel
import FigureScene

/// Panels whose lengths are settled, and the space that stands around them.
struct LaidOutPanels {
  var plans: [PanelPlan]
  var track: Tracks
  /// The height of the figure's title and notes with their gap.
  var header: Double
  /// Where the title wraps.
  var titleWidth = 0.0
  /// Whether a panel's title takes more than one line.
  var breaksTitles = false
  /// Whether a label beside a colour bar takes more than one line.
  var breaksBarLabel = false
  /// Where the notes wrap, and twice the way from the panels' middle to the nearer end of the content.
  var notesWidth = 0.0
  var notesSpace = 0.0
  var sharedBar: SharedBar?
  /// Of axes that are alike in all panels.
  var names = GridNames()

  /// Whether a colour bar is too short for the key at its end.
  var leavesOutKey: Bool {
    sharedBar?.key.isLeftOut == true || plans.contains(where: \.barKey.isLeftOut)
  }

  /// What the frames cover together, in px².
  var area: Double { plans.reduce(0) { $0 + $1.frameSize.width * $1.frameSize.height } }

  /// What they cover as far as it serves reading, in px²: of a chart, or of cells, that are towers or strips as
  /// much as of those with the same shorter side that are neither; and a little less for positions that stay empty.
  /// - Parameter isGiven: whether the page has a given size, on which squares have no other way to become larger.
  func readableArea(isGiven: Bool) -> Double {
    evenness(isGiven && plans.allSatisfy { $0.heatMap?.aspect == .equal })
      * plans.reduce(0) { area, plan in
        let (width, height) = (plan.frameSize.width, plan.frameSize.height)
        if let map = plan.heatMap, map.aspect == .free { return area + plan.readableCells(map) }
        guard let chart = plan.chart, !chart.hasEqualUnits else { return area + width * height }
        return area + min(width, height * Self.widestChart) * min(height, width * Self.tallestChart)
      }
  }

  /// The width of a chart for its height, and its height for its width, beyond which it shows no more.
  private static let widestChart = 3.5
  private static let tallestChart = 1.7
  /// The same of a panel with long names below it, which a higher page leaves as long as they are.
  private static let tallestAboveNames = 1.3
  /// Times the share of a grid's positions that stay empty: a full row of smaller panels is read before two of
  /// larger ones with a gap.
  private static let raggedness = 3.0
  /// The same of squares on a page of a given size.
  private static let raggednessOfSquares = 1.0
  private static let minimumEvenness = 0.1
  /// Of panels whose titles take more than one line.
  private static let worthOfBroken = 0.8

  /// Whether the last row is nearly empty: less than half of it is there, or one of two below a single row. Of
  /// many rows it costs little.
  var isRagged: Bool {
    let last = plans.count - track.columns * (track.rows - 1)
    return (2...4).contains(track.rows)
      && (2 * last < track.columns || track.columns == 2 && track.rows == 2 && last == 1)
  }

  /// How even the grid is, 0 … 1.
  private func evenness(_ areSquares: Bool) -> Double {
    let slots = track.columns * track.rows
    let empty = Double(slots - plans.count) / Double(max(1, slots))
    let raggedness = areSquares ? Self.raggednessOfSquares : Self.raggedness
    return max(Self.minimumEvenness, 1 - raggedness * empty)
      * (breaksTitles ? Self.worthOfBroken : 1)
  }

  /// What the frames cover, in px², of charts and free heat maps above turned names no more than what is not
  /// too high for its width: pages are not made higher for the rest.
  var usefulArea: Double {
    plans.reduce(0) { area, plan in
      let (width, height) = (plan.frameSize.width, plan.frameSize.height)
      guard plan.xTicks.rotation != 0 else { return area + width * height }
      var maximum = Self.tallestAboveNames
      switch plan.panel.content {
      case .chart(let chart) where !chart.hasEqualUnits: break
      case .heatMap(let map) where map.aspect == .free:
        maximum = max(maximum, Double(map.cells.rows) / Double(max(1, map.cells.columns)))
      case .chart, .heatMap, .picture, .links: return area + width * height
      }
      return area + width * min(height, width * maximum)
    }
  }

  /// What names below panels add to the height of a page that has none of its own, in px.
  var freeHeight: Double {
    stride(from: 0, to: plans.count, by: track.columns).reduce(0) { height, start in
      height
        + (plans[start..<min(start + track.columns, plans.count)].lazy
          .filter(\.choices.showsX).map(\.xTicks.freeDepth).max() ?? 0)
    }
  }

  /// Leaves ticks to the outer edges, and names to the grid, where all panels have the same axis.
  mutating func share(_ content: PanelGrid, _ barSide: BarSide) {
    guard let first = plans.first, plans.count > 1 else {
      if !plans.isEmpty { plans[0].choices.isAlone = true }
      return
    }
    let columns = track.columns
    if let links = first.links {
      guard content.sharesAxes else { return }
      for index in plans.indices {
        let isFirst = links.form == .columns ? index % columns == 0 : index < columns
        let isLast =
          links.form == .columns
          ? index % columns == columns - 1 || index == plans.count - 1
          : index + columns >= plans.count
        plans[index].choices.namesQueries = isFirst
        plans[index].choices.namesKeys = isLast
      }
      return
    }
    let sharesX = content.sharesAxes || haveOne(\.x, \.panel.x)
    let sharesY = content.sharesAxes || haveOne(\.y, \.panel.y)
    // Below bars of their own panels a name would be theirs: it stands between them and the ticks of the last row.
    let hasBarsBelow = barSide == .below && first.heatMap?.colorBar?.isCompact == false
    names.isAboveBars = hasBarsBelow
    for index in plans.indices {
      if sharesX {
        plans[index].choices.showsX = index + columns >= plans.count
        plans[index].choices.namesX = columns == 1
        plans[index].choices.leavesNameX =
          columns > 1 && hasBarsBelow && index >= columns * (track.rows - 1)
      }
      if sharesY {
        plans[index].choices.showsY = index % columns == 0
        plans[index].choices.namesY = track.rows == 1
      }
    }
    if sharesX, columns > 1 { names.x = first.x.label }
    if !sharesX, track.rows == 1, !hasBarsBelow, let name = first.x.label,
      plans.allSatisfy({ $0.x.label == name && $0.panel.x.hasTicks })
    {
      for index in plans.indices { plans[index].choices.namesX = false }
      names.x = name
    }
    if sharesY, track.rows > 1 { names.y = first.y.label }
  }

  /// Whether one axis can stand for those of all panels: they are alike, or have the same name and no ticks that
  /// could differ.
  private func haveOne(
    _ resolved: KeyPath<PanelPlan, ResolvedAxis>, _ axis: KeyPath<PanelPlan, Axis>
  ) -> Bool {
    guard let first = plans.first else { return false }
    let hasTicks = first[keyPath: axis].hasTicks
    return plans.allSatisfy { plan in
      plan[keyPath: axis].hasTicks == hasTicks
        && (hasTicks
          ? plan[keyPath: resolved].isLike(first[keyPath: resolved])
          : plan[keyPath: resolved].label == first[keyPath: resolved].label)
    }
  }
}

/// The names of axes that stand for all panels of a grid, in its middle.
struct GridNames {
  var x: RichText?
  var y: RichText?
  /// Whether the horizontal one stands above colour bars of the last row's panels, which leave it space.
  var isAboveBars = false

  /// Where a name wraps beside a grid of this length, in px.
  static func width(_ name: RichText, _ length: Double, _ setting: TextSetting) -> Double {
    max(length, setting.longestWord(name, .label))
  }
}

extension PanelPlan {
  /// Cells that are so many times as long one way as the other show no more than squares nearly do.
  private static let longestCell = 3.0

  /// What cells of any shape cover as far as it serves reading, in px².
  fileprivate func readableCells(_ map: HeatMap) -> Double {
    let (rows, columns) = (Double(max(1, map.cells.rows)), Double(max(1, map.cells.columns)))
    let (width, height) = (frameSize.width / columns, frameSize.height / rows)
    return rows * columns * min(width, height * Self.longestCell)
      * min(height, width * Self.longestCell)
  }
}

extension LayoutEngine {
  /// What is left free beside lines of notes, in px.
  private static let marginOfNotes = 6.0

  /// Sizes the panels for a page; nil where it is too small for them. Small bars that have no space in any of
  /// them leave theirs to the panels. Names of rows are shortened where panels would become smaller for them,
  /// and not where a page is free beside its panels.
  func layOut(
    _ figure: Figure, _ content: PanelGrid, _ plans: [PanelPlan], columns: Int, page: Size
  ) -> LaidOutPanels? {
    var best = named(figure, content, plans, columns: columns, page: page)
    guard plans.contains(where: { $0.heatMap?.colorBar?.isCompact == true }) else { return best }
    let hasBars = best?.plans.contains { $0.bar != nil } == true
    guard !hasBars || spendsPage else { return best }
    var bare = plans
    for index in bare.indices { bare[index].choices.hidesBar = true }
    let without = named(figure, content, bare, columns: columns, page: page)
    let worth = hasBars ? Self.worthBars : 1
    if let without, without.area > worth * (best?.area ?? 0) { best = without }
    return best
  }

  /// Times the panels' area that small bars are given up for.
  private static let worthBars = 2.0

  /// The same with bars as they are: with every first label below a panel, and with whole names of rows, where panels
  /// become no smaller for them.
  private func named(
    _ figure: Figure, _ content: PanelGrid, _ plans: [PanelPlan], columns: Int, page: Size
  ) -> LaidOutPanels? {
    var usual = passes(figure, content, plans, columns: columns, page: page)
    if let found = usual, found.plans.contains(where: \.choices.hidesFirstLabel) {
      let apart = withPanelsApart().passes(figure, content, plans, columns: columns, page: page)
      if let apart, apart.area >= found.area { usual = apart }
    }
    guard let usual,
      usual.plans.contains(where: { $0.choices.showsY && $0.yTicks.shortened != nil })
    else { return usual }
    let whole = withRowNames(upTo: Self.longestRowName * setting.style(.tick).size)
      .passes(figure, content, plans, columns: columns, page: page)
    return whole.map { $0.area >= usual.area ? $0 : usual } ?? usual
  }

  /// Longer names of rows are shortened in any case, in ems.
  private static let longestRowName = 40.0

  /// Sizes the panels for a page; nil where it is too small for them.
  ///
  /// Ticks and legends depend on the frames' size, the frames on the space that these take. Passes
  /// begin with frames as large as the page and end when the space left no longer changes; of the
  /// passes that fit, the one with the most space stands.
  private func passes(
    _ figure: Figure, _ content: PanelGrid, _ plans: [PanelPlan], columns: Int, page: Size
  ) -> LaidOutPanels? {
    let rows = (plans.count + columns - 1) / columns
    var laidOut = LaidOutPanels(
      plans: plans,
      track: Tracks(columns: columns, rows: rows, gap: content.gap * setting.spacing.panelGap),
      header: 0)
    laidOut.share(content, setting.spacing.barSide)
    laidOut.titleWidth = page.width - 2 * setting.margin
    let minimumSide = plans.map { $0.minimumSide(setting) }.max() ?? 0
    let words = FigureHeader(figure, setting)
    let titleWidth = laidOut.titleWidth
    let notesMost = page.width - 2 * max(setting.margin, Self.marginOfNotes)
    var follows = false
    if case .about = figure.size { follows = true }
    if case .exact = figure.size {
    } else {
      for index in laidOut.plans.indices { laidOut.plans[index].choices.isHeightFree = true }
    }
    var slot = Size(page.width / Double(columns), page.height / Double(rows))
    var best: (laidOut: LaidOutPanels, slot: Size)?
    for pass in 0..<12 {
      guard slot.width >= minimumSide, slot.height >= minimumSide else { break }
      fit(
        &laidOut.plans, slot: slot, follows: follows, columns: columns, gap: laidOut.track.gap)
      levelTitles(&laidOut.plans, columns: columns)
      levelBarLabels(&laidOut.plans, columns: columns)
      laidOut.track.measure(laidOut.plans, grid: grid)
      laidOut.track.reserveNames(laidOut.names, setting)
      if let bar = content.sharedColorBar, let map = plans.lazy.compactMap(\.heatMap).first {
        let shared = SharedBar(
          bar, map.scale, ends: BarEnds(plans.compactMap(\.values)), plans: laidOut.plans,
          grid: laidOut.track.inner, corner: laidOut.track.before, pixels: grid, setting)
        laidOut.sharedBar = shared
        laidOut.track.reserve(shared.ticks, shared.side)
      }
      laidOut.breaksTitles =
        plans.count > 1 && laidOut.plans.contains { $0.breaksTitle(setting) }
      laidOut.breaksBarLabel = breaksBarLabel(laidOut, content)
      laidOut.notesSpace = laidOut.track.spaceOverMiddle(laidOut.sharedBar)
      laidOut.notesWidth = FigureHeader.notesWidth(space: laidOut.notesSpace, maximum: notesMost)
      laidOut.header = words.height(titleWidth: titleWidth, notesWidth: laidOut.notesWidth)
      if case .exact = figure.size {
        // What the panels leave of a page that is given is free for notes that else take more lines.
        let wide = words.height(titleWidth: titleWidth, notesWidth: notesMost)
        if wide < laidOut.header { (laidOut.header, laidOut.notesWidth) = (wide, notesMost) }
      }
      let around = laidOut.track.around(laidOut.sharedBar)
      let space = Size(
        (page.width - 2 * setting.margin - around.width) / Double(columns),
        (page.height + laidOut.freeHeight - 2 * setting.margin - laidOut.header - around.height)
          / Double(rows))
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
}
