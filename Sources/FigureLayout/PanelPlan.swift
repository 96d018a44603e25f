// One panel before it has its place: how large its frame should be and how much room its words take.

import AttentionMath
import FigureModel
import FigureScene

/// Room around a frame, in px.
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

/// Distances that all figures share, in px.
enum Spacing {
  static let page = 16.0
  static let tickLength = 4.0
  static let tickGap = 4.0
  static let labelGap = 8.0
  static let titleGap = 12.0
  static let barGap = 16.0
  static let barWidth = 18.0
  static let compactBarGap = 3.0
  static let compactBarWidth = 5.0
  /// A bar beside a tall grid ends here: its ticks need no more.
  static let tallestBar = 1000.0
  static let legendGap = 10.0
  /// The least side of a panel.
  static let leastPanel = 24.0
}

/// A panel with its axes resolved, its frame sized and its ticks chosen for that size.
struct PanelPlan {
  let panel: Panel
  let x: ResolvedAxis
  let y: ResolvedAxis
  /// Whether tick labels and names are shown along each axis.
  var showsX = true
  var showsY = true

  private(set) var frameSize = Size.zero
  private(set) var xTicks = AxisTicks()
  private(set) var yTicks = AxisTicks()
  private(set) var barTicks = AxisTicks()
  private(set) var insets = Insets()
  private(set) var legend: LegendPlan?
  /// The cells as drawn: fewer than the matrix has where it was reduced.
  private(set) var drawnRows = 0
  private(set) var drawnColumns = 0

  init(_ panel: Panel) throws(LayoutError) {
    self.panel = panel
    switch panel.content {
    case .heatMap:
      x = try ResolvedAxis(panel.x, name: "x", data: [], padding: 0)
      y = try ResolvedAxis(panel.y, name: "y", data: [], padding: 0)
    case .chart(let chart):
      x = try ResolvedAxis(
        panel.x, name: "x", data: chart.series.flatMap(\.x), padding: Chart.xPadding)
      let hasBase = chart.series.contains { $0.style.form == .bars || $0.style.form == .stems }
      y = try ResolvedAxis(
        panel.y, name: "y", data: chart.series.flatMap(\.y) + (hasBase ? [0] : []),
        padding: Chart.yPadding)
    case .links:
      x = try ResolvedAxis(panel.x, name: "x", data: [], padding: 0)
      y = try ResolvedAxis(panel.y, name: "y", data: [], padding: 0)
      showsX = false
      showsY = false
    }
  }

  var heatMap: HeatMap? {
    if case .heatMap(let map) = panel.content { map } else { nil }
  }

  var chart: Chart? {
    if case .chart(let chart) = panel.content { chart } else { nil }
  }

  var links: TokenLinks? {
    if case .links(let links) = panel.content { links } else { nil }
  }

  /// Sizes the frame for a slot and measures everything around it.
  /// - Parameter grid: how sizes snap to the pixels of the output.
  mutating func fit(slot: Size, follows: Bool, grid: PixelGrid, setting: TextSetting) {
    sizeFrame(slot: slot, follows: follows, grid: grid, setting: setting)
    if panel.x.hasTicks, links == nil {
      xTicks = .horizontal(x, length: frameSize.width, setting: setting)
    }
    if panel.y.hasTicks, links == nil {
      yTicks = .vertical(y, length: frameSize.height, setting: setting)
    }
    legend = chart.flatMap { LegendPlan($0, plan: self, setting: setting) }
    measure(setting: setting)
  }

  // MARK: Frame

  private mutating func sizeFrame(
    slot: Size, follows: Bool, grid: PixelGrid, setting: TextSetting
  ) {
    guard let map = heatMap, map.matrix.rows > 0, map.matrix.columns > 0 else {
      frameSize = Size(grid.floor(slot.width), grid.floor(slot.height))
      return
    }
    var width = grid.cells(map.matrix.columns, in: slot.width, mayGrow: follows)
    var height = grid.cells(map.matrix.rows, in: slot.height, mayGrow: follows)
    if map.annotation != nil, follows {
      let least = HeatMapPainter.leastAnnotatedCell(map, setting: setting)
      width = width.atLeast(grid.ceil(least.width))
      height = height.atLeast(grid.ceil(least.height))
    }
    if case .equal = map.aspect {
      let side = min(width.cell, height.cell)
      let share = max(width.reducedBy, height.reducedBy)
      width = grid.cells(map.matrix.columns, side: side, reducedBy: share)
      height = grid.cells(map.matrix.rows, side: side, reducedBy: share)
    }
    drawnColumns = width.count
    drawnRows = height.count
    frameSize = Size(width.length, height.length)
  }

  // MARK: Room around the frame

  private mutating func measure(setting: TextSetting) {
    func reach(_ ticks: AxisTicks) -> Double {
      if ticks.ticks.isEmpty { return 0 }
      return (setting.theme.hasTicks ? Spacing.tickLength : 2) + Spacing.tickGap + ticks.depth
    }
    var room = Insets()
    if let links { room = TokenLinksPainter(links: links, setting: setting).room() }
    if showsY {
      room.left = reach(yTicks)
      if let label = y.label {
        room.left +=
          Spacing.labelGap + setting.extent(label, .label, width: frameSize.height * 1.2).height
      }
      // Fractions grow downwards where the first row lies at the top.
      let isFlipped = heatMap?.origin == .upper
      room.top = isFlipped ? yTicks.overhangBefore : yTicks.overhangAfter
      room.bottom = isFlipped ? yTicks.overhangAfter : yTicks.overhangBefore
    }
    if showsX {
      var below = reach(xTicks)
      if let label = x.label {
        below += Spacing.labelGap + setting.extent(label, .label, width: frameSize.width).height
      }
      room.bottom = max(room.bottom, below)
      room.left = max(room.left, xTicks.overhangBefore)
      room.right = xTicks.overhangAfter
    }
    if let map = heatMap, let bar = map.colorBar {
      let (ticks, width) = ColorBarPainter.room(
        map.scale, bar, height: frameSize.height, setting: setting)
      barTicks = ticks
      room.right = max(room.right, bar.gap + width)
      room.top = max(room.top, ticks.overhangAfter)
      room.bottom = max(room.bottom, ticks.overhangBefore)
    }
    if let legend, !legend.isInside {
      room.top += legend.size.height + Spacing.legendGap
    }
    if let title = panel.title {
      room.top +=
        setting.extent(title, .panelTitle, width: frameSize.width).height + Spacing.titleGap
    }
    insets = room
  }
}

extension Chart {
  /// Air beside the data, as a share of their range.
  static let xPadding = 0.02
  static let yPadding = 0.06
}
