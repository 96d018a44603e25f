// The key below a colour bar: what the cells are that have no colour of the scale.

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
  /// How large it is with the gap above it, in px.
  private(set) var size = Size.zero
  private var lineHeight = 0.0

  /// From the strip to the first swatch, and between swatches.
  private static let gap = 12.0
  private static let between = 4.0
  /// What must be left of a bar for its colours to be read.
  private static let leastBar = 72.0

  /// The key of heat maps that share a bar; without entries where each cell has a colour of the scale,
  /// and where a bar of `height` px has no room for it.
  init(_ plans: [PanelPlan], height: Double, grid: PixelGrid, setting: TextSetting) {
    let maps = plans.compactMap { plan in
      plan.heatMap.flatMap { map in plan.values.map { (map: map, values: $0) } }
    }
    var entries: [Entry] = []
    let theme = setting.theme
    func add(_ count: (ShownValues) -> Int, _ kind: MissingKind) {
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
    let width = entries.map { setting.extent($0.label, .tick).width }.max() ?? 0
    // The bar ends on a pixel.
    let total = grid.ceil(
      Self.gap + Double(entries.count) * (line + Self.between) - Self.between)
    guard !entries.isEmpty, height - total >= Self.leastBar else {
      self.entries = []
      return
    }
    self.entries = entries
    lineHeight = line
    size = Size(
      setting.spacing.barWidth + setting.spacing.tickLength + setting.spacing.tickGap + width, total
    )
  }

  /// No swatches.
  init() { entries = [] }

  /// What is left of a strip for the colours of the scale.
  func bar(of strip: Rect) -> Rect {
    Rect(x: strip.x, y: strip.y, width: strip.width, height: strip.height - size.height)
  }

  /// The swatches and their names.
  /// - Parameter strip: what bar and key fill together.
  func items(in strip: Rect, id: String, setting: TextSetting) -> [SceneItem] {
    let place = bar(of: strip)
    return entries.enumerated().flatMap { index, entry -> [SceneItem] in
      let top = place.maxY + Self.gap + Double(index) * (lineHeight + Self.between)
      let swatch = Rect(
        x: place.minX, y: (top + 2).rounded(), width: setting.spacing.barWidth,
        height: (lineHeight - 4).rounded())
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
