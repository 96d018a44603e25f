// The key at the end of a colour bar: what the cells are that have no colour of the scale.

import AttentionMath
import FigureModel
import FigureScene

/// Swatches of cells without a value, and of those that a mask hides, each with its name.
struct BarKey: Hashable {
  /// One swatch.
  struct Entry: Hashable {
    var label: String
    var ground: Color
    var pattern: CellPattern?
    /// The colour of the pattern's lines.
    var line: Color
  }

  let entries: [Entry]
  /// Where the bar lies: the key of one beside its panels stands below it, that of one below them right of
  /// it.
  private let side: BarSide
  /// What it takes of the bar's length, with the gap before it, in px.
  private(set) var length = 0.0
  /// How far it reaches from the panels, in px, where the bar lies beside them.
  private(set) var depth = 0.0
  /// Whether there is something to tell and the bar is too short for it.
  private(set) var isLeftOut = false
  private var lineHeight = 0.0
  /// Where each entry begins from the bar's end on, in px.
  private var starts: [Double] = []

  /// From the strip to the first swatch, and between swatches.
  private static let gap = 12.0
  private static let between = 4.0
  /// Between swatches in a row.
  private static let betweenInRow = 10.0
  /// What must be left of a bar for its colours to be read.
  private static let minimumBarLength = 72.0

  /// The key of heat maps that share a bar; without entries where each cell has a colour of the scale,
  /// and where a bar of `whole` px has no space for it.
  init(
    _ plans: [PanelPlan], length whole: Double, _ side: BarSide, grid: PixelGrid,
    setting: TextSetting
  ) {
    self.side = side
    let maps = plans.compactMap { plan in
      plan.heatMap.flatMap { map in plan.values.map { (map: map, values: $0) } }
    }
    var entries: [Entry] = []
    let theme = setting.theme
    func add(_ count: (ScaleCoverage) -> Int, _ kind: MissingKind) {
      guard let map = maps.first(where: { count($0.values) > 0 })?.map else { return }
      let look = MissingLook(kind, map.scale.missing, theme)
      entries.append(
        Entry(label: kind.name, ground: look.ground, pattern: look.pattern, line: look.line))
    }
    add(\.extent.nan, .nan)
    add(\.extent.positiveInfinity, .positiveInfinity)
    add(\.extent.negativeInfinity, .negativeInfinity)
    if maps.contains(where: { $0.map.isMasked?.contains(true) == true }) {
      entries.append(
        Entry(
          label: setting.language == .chinese ? "掩码" : "masked", ground: theme.masked,
          pattern: .rising, line: theme.hatch))
    }
    let line = setting.extent("0", .tick).height
    let widths = entries.map { setting.extent($0.label, .tick).width }
    let spacing = setting.spacing
    let reach = spacing.tickLength + spacing.tickGap
    var end = Self.gap
    for width in widths {
      starts.append(end)
      end +=
        side == .right
        ? line + Self.between : Self.swatchWidth + reach + width + Self.betweenInRow
    }
    end -= side == .right ? Self.between : Self.betweenInRow
    // The bar ends on a pixel.
    let total = grid.ceil(end)
    guard !entries.isEmpty, whole - total >= Self.minimumBarLength else {
      isLeftOut = !entries.isEmpty
      self.entries = []
      return
    }
    self.entries = entries
    lineHeight = line
    length = total
    depth = side == .right ? spacing.barWidth + reach + (widths.max() ?? 0) : 0
  }

  /// How wide a swatch right of a bar is, in px.
  private static let swatchWidth = 14.0

  /// No swatches.
  init() {
    entries = []
    side = .right
  }

  /// What is left of a strip for the colours of the scale.
  func bar(of strip: Rect) -> Rect {
    switch side {
    case .right: Rect(x: strip.x, y: strip.y, width: strip.width, height: strip.height - length)
    case .below: Rect(x: strip.x, y: strip.y, width: strip.width - length, height: strip.height)
    }
  }

  private func swatch(_ index: Int, beyond bar: Rect, _ setting: TextSetting) -> Rect {
    let height = (lineHeight - 4).rounded()
    return switch side {
    case .right:
      Rect(
        x: bar.minX, y: (bar.maxY + starts[index] + 2).rounded(), width: setting.spacing.barWidth,
        height: height)
    case .below:
      Rect(
        x: (bar.maxX + starts[index]).rounded(), y: (bar.midY - height / 2).rounded(),
        width: Self.swatchWidth, height: height)
    }
  }

  /// The swatches and their names.
  /// - Parameter strip: what bar and key fill together.
  func items(in strip: Rect, id: String, setting: TextSetting) -> [SceneItem] {
    let barRect = bar(of: strip)
    return entries.enumerated().flatMap { index, entry -> [SceneItem] in
      let swatch = self.swatch(index, beyond: barRect, setting)
      var items: [SceneItem] = [
        .path(
          ScenePath(
            identity: ItemIdentity(id: "\(id)-key-\(index)", label: entry.label), .rect(swatch),
            fill: entry.ground))
      ]
      if let pattern = entry.pattern {
        let lines = PatternLines(
          pattern, frame: swatch, rows: 1, columns: 1, spacing: pattern.swatchSpacing
        ) { _, _ in true }
        items += lines.items(Stroke(entry.line, width: pattern.width), label: nil)
      }
      items.append(
        .path(
          ScenePath(
            .rect(swatch.inset(by: -0.5, -0.5)),
            stroke: Stroke(setting.theme.frame, width: setting.theme.frameWidth))))
      items.append(
        setting.item(
          RichText(entry.label), .tick,
          at: Point(
            swatch.maxX + setting.spacing.tickLength + setting.spacing.tickGap, swatch.midY),
          .start,
          .middle))
      return items
    }
  }
}
