// A panel of series: grid, series, rules, notes.

import FigureModel
import FigureScene

/// Draws what lies within a chart's frame.
struct ChartPainter {
  let chart: Chart
  let plan: PanelPlan
  let frame: Rect
  let setting: TextSetting

  func items(id: String) -> [SceneItem] {
    let mapping = DataMapping(plan: plan, frame: frame)
    let painter = SeriesPainter(theme: setting.theme)
    var clipped: [SceneItem] = []
    for (index, series) in chart.series.enumerated() {
      clipped += painter.items(series, mapping: mapping, id: "\(id)-series-\(index)")
    }
    clipped += chart.rules.flatMap { rule($0, mapping) }
    // Lines at the limits themselves keep half their width outside the frame.
    let clip = SceneItem.group(SceneGroup(clip: frame.inset(by: -1.5, -1.5), items: clipped))
    return gridLines() + [clip] + chart.notes.flatMap { note($0, mapping) }
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

  private func rule(_ rule: Rule, _ mapping: DataMapping) -> [SceneItem] {
    let stroke = Stroke(setting.theme.mutedInk, width: 1, dash: [4, 3])
    switch rule.orientation {
    case .horizontal:
      guard let place = mapping.place(plan.x.lowerLimit, rule.value) else { return [] }
      let y = (place.y - 0.5).rounded() + 0.5
      let line = SceneItem.path(
        ScenePath(.line(Point(frame.minX, y), Point(frame.maxX, y)), stroke: stroke))
      guard let label = rule.label else { return [line] }
      return [
        line,
        setting.item(RichText(label), .tick, at: Point(frame.maxX - 6, y - 4), .end, .bottom),
      ]
    case .vertical:
      guard let place = mapping.place(rule.value, plan.y.lowerLimit) else { return [] }
      let x = (place.x - 0.5).rounded() + 0.5
      let line = SceneItem.path(
        ScenePath(.line(Point(x, frame.minY), Point(x, frame.maxY)), stroke: stroke))
      guard let label = rule.label else { return [line] }
      let onLeft = place.x > frame.midX
      return [
        line,
        setting.item(
          RichText(label), .tick, at: Point(x + (onLeft ? -6 : 6), frame.minY + 8),
          onLeft ? .end : .start, .top),
      ]
    }
  }

  private func note(_ note: Note, _ mapping: DataMapping) -> [SceneItem] {
    guard let place = mapping.place(note.x, note.y) else { return [] }
    return [setting.item(note.text, .legend, at: place, .middle, .bottom)]
  }
}
