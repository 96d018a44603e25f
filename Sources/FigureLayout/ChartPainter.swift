// A panel of series: grid, series, rules, notes.

import FigureModel
import FigureScene
import TextFormats

/// Draws what lies within a chart's frame.
struct ChartPainter {
  let chart: Chart
  let plan: PanelPlan
  let frame: Rect
  let setting: TextSetting

  /// What lies within the frame; with a warning where words had no space.
  func items(id: String) -> (items: [SceneItem], warnings: [Message]) {
    let mapping = DataMapping(plan: plan, frame: frame)
    let painter = SeriesPainter(
      theme: setting.theme, hasContext: chart.series.contains { $0.style.isContext },
      areHands: chart.hasEqualUnits)
    var clipped = hatching()
    for (index, series) in chart.series.enumerated() {
      let series = series.drawn(in: chart, mapping)
      clipped += painter.items(series, mapping: mapping, id: "\(id)-series-\(index)")
    }
    clipped += chart.rules.compactMap { rule($0, mapping) }
    // Lines at the limits themselves keep half their width outside the frame.
    let clip = SceneItem.group(SceneGroup(clip: frame.inset(by: -1.5, -1.5), items: clipped))
    let notes = notes(mapping)
    return (gridLines() + [clip] + ruleLabels(mapping) + notes.items, notes.warnings)
  }

  /// Lines over the positions that a mask hides.
  private func hatching() -> [SceneItem] {
    guard let count = plan.x.locationCount, count > 0, !chart.masked.isEmpty else { return [] }
    return PatternLines(.rising, frame: frame, rows: 1, columns: count) { _, column in
      chart.masked.contains(column)
    }.items(Stroke(setting.theme.hatch), label: "masked")
  }

  private func gridLines() -> [SceneItem] {
    let stroke = Stroke(setting.theme.grid, width: setting.theme.gridWidth)
    var path = Path()
    for tick in plan.xTicks.ticks where tick.fraction > 0.001 && tick.fraction < 0.999 {
      let x = (frame.minX + tick.fraction * frame.width - 0.5).rounded() + 0.5
      path.move(to: Point(x, frame.minY))
      path.line(to: Point(x, frame.maxY))
    }
    for tick in plan.yTicks.ticks where tick.fraction > 0.001 && tick.fraction < 0.999 {
      let y = (frame.maxY - tick.fraction * frame.height - 0.5).rounded() + 0.5
      path.move(to: Point(frame.minX, y))
      path.line(to: Point(frame.maxX, y))
    }
    return path.elements.isEmpty ? [] : [.path(ScenePath(path, stroke: stroke))]
  }

  private func rule(_ rule: Rule, _ mapping: DataMapping) -> SceneItem? {
    guard let location = mapping.location(rule) else { return nil }
    let line: Path
    switch rule.orientation {
    case .horizontal:
      let y = (location.y - 0.5).rounded() + 0.5
      line = .line(Point(frame.minX, y), Point(frame.maxX, y))
    case .vertical:
      let x = (location.x - 0.5).rounded() + 0.5
      line = .line(Point(x, frame.minY), Point(x, frame.maxY))
    }
    return .path(
      ScenePath(line, stroke: Stroke(setting.theme.mutedInk, width: 1, dash: [4, 3])))
  }

  private func ruleLabels(_ mapping: DataMapping) -> [SceneItem] {
    guard !chart.rules.isEmpty else { return [] }
    var obstacles = ChartObstacles(chart, mapping)
    return RuleLabel.location(chart, mapping, &obstacles, setting: setting).map { label in
      setting.item(
        RichText(label.text), .tick, at: label.area.origin, .start, .top)
    }
  }

  /// The numbers of bars that stand too close for them, turned upwards: over their bars, or within those
  /// that reach too far up. nil where they fit as they are, and where turning does not help.
  private func turnedNotes(_ mapping: DataMapping) -> [SceneItem]? {
    guard let bars = chart.series.first(where: { $0.style.form == .bars }), !chart.notes.isEmpty
    else { return nil }
    let notes = chart.notes.compactMap { note in
      mapping.location(note.x, note.y).map {
        (text: note.text, location: $0, extent: setting.extent(note.text, .legend))
      }
    }.sorted { $0.location.x < $1.location.x }
    let widest = notes.map(\.extent.width).max() ?? 0
    let highest = notes.map(\.extent.height).max() ?? 0
    let gap = zip(notes, notes.dropFirst()).map { $1.location.x - $0.location.x }.min()
    guard let gap, widest + Self.noteGap > gap, highest * Self.lineShare <= gap else {
      return nil
    }
    func fitsAbove(_ location: Point, _ extent: TextExtent) -> Bool {
      location.y - Self.noteGap - extent.width >= frame.minY
    }
    guard
      notes.allSatisfy({ note in
        fitsAbove(note.location, note.extent)
          || note.location.y + Self.noteGap + note.extent.width <= frame.maxY
      })
    else { return nil }
    let fill = setting.theme.lineColor(bars.style.slot).rgb
    return notes.map { note in
      let fitsAbove = fitsAbove(note.location, note.extent)
      let point = Point(
        note.location.x, note.location.y + (fitsAbove ? -Self.noteGap : Self.noteGap))
      return setting.item(
        note.text, .legend, at: point, fitsAbove ? .start : .end, .middle, rotation: -90,
        color: fitsAbove ? nil : readableTextColor(on: fill))
    }
  }

  /// Between a bar and its number, and between two numbers, in px.
  private static let noteGap = 4.0
  /// How much of a line's height digits take.
  private static let lineShare = 0.92

  /// Notes over their points, as far as the panel goes; one that would lie on another is left out.
  private func notes(_ mapping: DataMapping) -> (items: [SceneItem], warnings: [Message]) {
    if let turned = turnedNotes(mapping) { return (turned, []) }
    let bars = chart.series.first { $0.style.form == .bars }
    let inside = bars.map { readableTextColor(on: setting.theme.lineColor($0.style.slot).rgb) }
    let barWidth = bars.map { SeriesPainter(theme: setting.theme).barWidth($0, mapping) } ?? 0
    var taken: [Rect] = []
    var items: [SceneItem] = []
    for note in chart.notes {
      guard let location = mapping.location(note.x, note.y) else { continue }
      let extent = setting.extent(note.text, .legend)
      let corner = corner(of: extent, for: note, at: location, mapping)
      let x = min(max(corner.x, frame.minX), frame.maxX - extent.width)
      // A bar that reaches to the top has its number within.
      let isInside = bars != nil && location.y - extent.height < frame.minY
      let y =
        isInside
        ? location.y + Self.noteGap / 2
        : min(max(corner.y, frame.minY), frame.maxY - extent.height)
      let area = Rect(x: x, y: y, width: extent.width, height: extent.height)
      // Within a bar, so that no letter lies beside it.
      guard !isInside || extent.width <= barWidth, extent.width <= frame.width,
        !taken.contains(where: { $0.overlaps(area) })
      else {
        continue
      }
      taken.append(area)
      items.append(
        setting.item(
          note.text, .legend, at: area.origin, .start, .top, color: isInside ? inside : nil))
    }
    let leftOut = chart.notes.count - items.count
    guard leftOut > 0 else { return (items, []) }
    return (
      items,
      [
        Message(
          "\(leftOut) of \(chart.notes.count) numbers in the panel are left out for want of room: "
            + "give a larger \(option: "size")",
          zh:
            "面板中 \(chart.notes.count) 个数值有 \(leftOut) 个放不下而略去：请给出更大的\(option: "size")")
      ]
    )
  }

  /// Where the words of a note begin: over its point, or beyond it as seen from another.
  private func corner(
    of extent: TextExtent, for note: Note, at location: Point, _ mapping: DataMapping
  ) -> Point {
    var middle = Point(location.x, location.y - extent.height / 2)
    if let other = note.awayFrom, let from = mapping.location(other.x, other.y) {
      let (dx, dy) = (location.x - from.x, location.y - from.y)
      let length = (dx * dx + dy * dy).squareRoot()
      if length > 0 {
        let (across, down) = (dx / length, dy / length)
        // So far that the words clear the point in that direction.
        let away =
          setting.spacing.tickGap + abs(across) * extent.width / 2 + abs(down) * extent.height / 2
        middle = Point(location.x + across * away, location.y + down * away)
      }
    }
    return Point(middle.x - extent.width / 2, middle.y - extent.height / 2)
  }
}
