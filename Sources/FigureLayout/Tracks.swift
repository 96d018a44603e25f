// The columns and rows of a grid of panels, and the space around them.

import FigureModel
import FigureScene

/// A colour bar for all panels, measured.
struct SharedBar {
  var ticks: AxisTicks
  var side: BarSide
  /// How far it reaches from the panels' words on, with its gap.
  var depth: Double
  /// What stands at the end of the bar.
  var key: BarKey
  /// What a label above a bar below the panels takes.
  var labelHeight: Double
  /// How wide the space at the left of a bar below the panels is, in px.
  var corner: Double

  /// - Parameters:
  ///   - inner: from the first panels' frames to the last ones'.
  ///   - corner: what stands at the left of the first ones takes so much, in px.
  init(
    _ bar: ColorBar, _ scale: ColorScale, ends: BarEnds, plans: [PanelPlan], grid inner: Size,
    corner: Double, pixels: PixelGrid, _ setting: TextSetting
  ) {
    self.corner = corner
    side = setting.spacing.barSide
    let length = side == .right ? inner.height : inner.width
    key = BarKey(plans, length: length, side, grid: pixels, setting: setting)
    let (ticks, depth) = ColorBarPainter.space(
      scale, bar, ends: ends, key: key, length: length, corner: corner, setting: setting)
    self.ticks = ticks
    self.depth = pixels.ceil(depth) + setting.spacing.barGap
    labelHeight =
      side == .right
      ? 0
      : ColorBarPainter.stripOffset(
        bar, length - key.length, corner: corner, grid: pixels, setting)
    if side == .below { self.depth += 1 }
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
  /// What the names of the grid's axes take beside and below it, and how far other words reach there.
  private var nameSpace = Size.zero

  /// One direction of the grid.
  private struct Track {
    /// What stands before the first frames and after the last ones.
    var before = 0.0
    var after = 0.0
    /// The frames' lengths, and between them what stands there, in whole steps of the pixel grid.
    var frames: [Double] = []
    var between: [Double] = []

    init() {}

    /// - Parameters:
    ///   - space: for each column or row, what its panels need before and after their frames.
    ///   - inner: the same after their frames where another panel follows.
    init(
      frames: [Double], space: [(before: Double, after: Double)], inner: [Double]? = nil,
      gap: Double,
      grid: PixelGrid
    ) {
      self.frames = frames
      before = space.first?.before ?? 0
      after = space.last?.after ?? 0
      // One panel's long words do not part it from its neighbour more than others are parted.
      let widest = zip(inner ?? space.map(\.after), space.dropFirst()).map {
        grid.ceil($0 + gap + $1.before)
      }.max()
      between = Array(repeating: widest ?? 0, count: max(0, space.count - 1))
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

  /// Takes the largest space that any panel of a column or row needs.
  mutating func measure(_ plans: [PanelPlan], grid: PixelGrid) {
    var columnInsets = Array(repeating: Insets(), count: columns)
    var rowInsets = Array(repeating: Insets(), count: rows)
    // Where the first label of the next panel gave way, the last one reaches below that panel.
    let reachesOver = plans.contains(where: \.choices.hidesFirstLabel)
    var inner = Array(repeating: 0.0, count: columns)
    var widths = Array(repeating: 0.0, count: columns)
    var heights = Array(repeating: 0.0, count: rows)
    for (index, plan) in plans.enumerated() {
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      widths[column] = max(widths[column], plan.frameSize.width)
      heights[row] = max(heights[row], plan.frameSize.height)
    }
    for (index, plan) in plans.enumerated() {
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      // Beside a frame that is narrower than its column there is space already, and so there is where the
      // last row has no more panels.
      var insets = plan.insets
      insets.right = max(0, insets.right - (widths[column] - plan.frameSize.width))
      if index == plans.count - 1 {
        insets.right = max(0, insets.right - widths[(column + 1)...].reduce(0, +))
      }
      columnInsets[column] = columnInsets[column].union(insets)
      inner[column] = max(
        inner[column], reachesOver ? min(insets.right, plan.rightOfFrame) : insets.right)
      // Words below a panel that has none below it reach into the space that is empty.
      if rows > 1, row == rows - 2, index + columns >= plans.count,
        insets.bottom <= heights[rows - 1]
      {
        insets.bottom = 0
      }
      rowInsets[row] = rowInsets[row].union(insets)
    }
    // Labels at the ends of two panels' axes stand farther apart than those of one.
    let doLabelsMeet = plans.enumerated().contains { index, plan in
      index % columns > 0 && plan.hasLabelMeeting(plans[index - 1], gap: gap)
    }
    across = Track(
      frames: widths, space: columnInsets.map { ($0.left, $0.right) }, inner: inner,
      // Where panels are many, half of that distinguishes them  as well.
      gap: doLabelsMeet ? max(gap, AxisTicks.labelGap / (columns > 3 ? 2 : 1)) : gap, grid: grid)
    down = Track(
      frames: heights, space: rowInsets.map { ($0.top, $0.bottom) }, gap: gap, grid: grid)
  }

  /// Makes space for names that stand for the axes of all panels.
  mutating func reserveNames(_ names: GridNames, _ setting: TextSetting) {
    let (beside, below) = (
      names.sideLabel(inner.height, setting)?.thickness,
      names.isAboveBars
        ? nil
        : names.x.map { name in
          setting.extent(name, .label, width: GridNames.width(name, inner.width, setting)).height
        }
    )
    func space(_ depth: Double?) -> Double { depth.map { setting.spacing.labelGap + $0 } ?? 0 }
    nameSpace = Size(space(beside), space(below))
    across.before += nameSpace.width
    down.after += nameSpace.height
  }

  /// What stands at the left of the first frames, in px.
  var before: Double { across.before }

  /// Makes space for what reaches beyond the ends of a colour bar for all panels.
  mutating func reserve(_ ticks: AxisTicks, _ side: BarSide) {
    switch side {
    case .right:
      down.before = max(down.before, ticks.overhangAfter)
      down.after = max(down.after, ticks.overhangBefore)
    case .below:
      across.before = max(across.before, ticks.overhangBefore)
      across.after = max(across.after, ticks.overhangAfter)
    }
  }

  /// Everything but the frames themselves.
  func around(_ bar: SharedBar?) -> Size {
    var size = Size(across.around, down.around)
    switch bar?.side {
    case .right: size.width += bar?.depth ?? 0
    case .below: size.height += bar?.depth ?? 0
    case nil: break
    }
    return size
  }

  /// Frames and what stands around them.
  func size(_ bar: SharedBar?) -> Size {
    let around = around(bar)
    return Size(
      around.width + across.frames.reduce(0, +), around.height + down.frames.reduce(0, +))
  }

  /// Twice the way from the middle of the frames to the nearer end of what stands beside them.
  func spaceOverMiddle(_ bar: SharedBar?) -> Double {
    let (before, width) = (across.before, size(bar).width)
    let middle = before + across.inner / 2
    return 2 * min(middle, width - middle)
  }

  /// From the first frames to the last ones.
  var inner: Size { Size(across.inner, down.inner) }

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

  /// Where the strip of a colour bar for all panels lies: as long as the grid.
  func sharedStrip(_ frames: Rect, _ bar: SharedBar, grid: PixelGrid, _ spacing: Spacing) -> Rect {
    let width = grid.ceil(spacing.barWidth)
    return switch bar.side {
    case .right:
      Rect(
        x: grid.round(frames.maxX + across.after + spacing.barGap), y: frames.minY, width: width,
        height: frames.height)
    case .below:
      Rect(
        x: frames.minX,
        y: grid.round(frames.maxY + down.after + spacing.barGap) + bar.labelHeight,
        width: frames.width, height: width)
    }
  }

  /// Where the names of the grid's axes begin: the vertical one's left edge, the horizontal one's top.
  func nameCorner(_ frames: Rect, gap: Double) -> Point {
    Point(frames.minX - across.before, frames.maxY + down.after - nameSpace.height + gap)
  }
}
