// Words above and below the frame of a heat map that point at one of its cells.

import FigureModel
import FigureScene

/// Words beside a heat map, each with a line to the cell that it speaks of: above the frame, and below it for
/// cells of the lower half, where the line finds a way between the labels there.
struct CalloutPlan {
  /// The words on one side of the frame.
  private struct Row {
    struct Callout {
      /// Which of the map's callouts it is.
      var number: Int
      var text: RichText
      /// Where its line turns, from the frame's edge to the cell, and where its words begin, from the frame's top
      /// left.
      var way: [Point]
      var left: Double
      var extent: TextExtent

      /// Where its line crosses the frame's edge.
      var line: Double { way.first?.x ?? 0 }
    }

    var callouts: [Callout] = []
    var wrapWidth = 0.0
    /// How high the words stand from what they are beside, with the gap; 0 without any.
    var height = 0.0
  }

  private let above: Row
  private let below: Row

  /// How high they stand above the frame, and below the labels under it, with the gap; 0 without any.
  var height: Double { above.height }
  var heightBelow: Double { below.height }

  private static let gap = 12.0
  private static let between = 14.0

  /// The callouts of a map whose frame is this large, side by side in the order of their columns.
  /// - Parameter ticks: what stands below the frame.
  init(_ map: HeatMap, frame: Size, ticks: AxisTicks, setting: TextSetting) {
    let geometry = CellGeometry(map, frame: Rect(origin: .zero, size: frame))
    let marked = map.marks.compactMap { mark in mark.callout.map { (mark.part, $0) } }
      .sorted { geometry.rect($0.0).midX < geometry.rect($1.0).midX }
    var routes = CalloutRoutes(map, geometry, labels: Self.taken(by: ticks, frame.width, setting))
    var (upper, lower): ([Row.Callout], [Row.Callout]) = ([], [])
    // The shortest lines first: longer ones go around what they lead to.
    let order = marked.indices.sorted { one, other in
      func depth(_ index: Int) -> Double {
        let cell = geometry.rect(marked[index].0)
        return min(cell.minY, frame.height - cell.maxY)
      }
      return (depth(one), one) < (depth(other), other)
    }
    for number in order {
      let (part, text) = marked[number]
      let cell = geometry.rect(part)
      var callout = Row.Callout(
        number: number, text: text, way: [], left: 0,
        extent: setting.extent("", .legend))
      if cell.midY > frame.height / 2, let way = routes.way(to: cell, isBelow: true) {
        callout.way = way
        lower.append(callout)
      } else {
        callout.way = routes.way(to: cell, isBelow: false) ?? [Point(cell.maxX, 0)]
        upper.append(callout)
      }
      routes.add(callout.way)
    }
    above = Self.placed(upper, width: frame.width, setting)
    below = Self.placed(lower, width: frame.width, setting)
  }

  /// What the labels below the frame take of its width, with the air that a line leaves beside them.
  private static func taken(
    by ticks: AxisTicks, _ length: Double, _ setting: TextSetting
  ) -> [ClosedRange<Double>] {
    let air = 3.0
    return ticks.ticks.map { tick in
      let (middle, extent) = (tick.fraction * length, setting.extent(tick))
      switch ticks.rotation {
      case 45: return middle - extent.width - air...middle + extent.height / 2 + air
      case 90:
        let half = (tick.column == nil ? extent.height : setting.style(.tick).size) / 2
        return middle - half - air...middle + half + air
      default: return middle - extent.width / 2 - air...middle + extent.width / 2 + air
      }
    }
  }

  private static func placed(
    _ callouts: [Row.Callout], width: Double, _ setting: TextSetting
  ) -> Row {
    guard !callouts.isEmpty else { return Row() }
    let share = (width + between) / Double(callouts.count) - between
    var row = Row(
      callouts: callouts.sorted { ($0.line, $0.number) < ($1.line, $1.number) },
      wrapWidth: max(share, 40))
    var end = -Double.infinity
    for index in row.callouts.indices {
      let extent = setting.extent(row.callouts[index].text, .legend, width: row.wrapWidth)
      let wanted = row.callouts[index].line - extent.width / 2
      row.callouts[index].extent = extent
      row.callouts[index].left = max(min(max(wanted, 0), max(0, width - extent.width)), end)
      end = row.callouts[index].left + extent.width + between
    }
    // What was pushed beyond the frame's right goes back, and what stands before it with it.
    var limit = width
    for index in row.callouts.indices.reversed() {
      let maximum = max(0, limit - row.callouts[index].extent.width)
      row.callouts[index].left = min(row.callouts[index].left, maximum)
      limit = row.callouts[index].left - between
    }
    row.height = (row.callouts.map(\.extent.height).max() ?? 0) + gap
    return row
  }

  /// - Parameter labels: how far the labels below the frame reach, in px.
  func items(
    frame: Rect, labels: Double, id: String, setting: TextSetting
  ) -> [SceneItem] {
    func items(_ callout: Row.Callout, isBelow: Bool) -> [SceneItem] {
      let left = frame.minX + callout.left
      let line = frame.minX + callout.line
      let edge = isBelow ? frame.maxY + labels + Self.gap : frame.minY - Self.gap
      let beside = min(max(line, left + 4), left + callout.extent.width - 4)
      var path = Path()
      path.move(to: Point(beside, edge + (isBelow ? -2 : 2)))
      // Past the labels and within the frame the line runs upright.
      if beside != line { path.line(to: Point(line, isBelow ? frame.maxY + labels : frame.minY)) }
      for turn in callout.way.dropFirst() {
        path.line(to: Point(frame.minX + turn.x, frame.minY + turn.y))
      }
      return [
        .path(ScenePath(path, stroke: Stroke(setting.theme.background, width: 3.5))),
        .path(
          ScenePath(
            identity: ItemIdentity(id: "\(id)-leader-\(callout.number)"), path,
            stroke: Stroke(setting.theme.ink, width: 1.25))),
        setting.item(
          callout.text, .legend,
          at: Point(left, isBelow ? edge : edge - callout.extent.height), .start, .top,
          wrapWidth: (isBelow ? below : above).wrapWidth,
          id: "\(id)-callout-\(callout.number)"),
      ]
    }
    return above.callouts.flatMap { items($0, isBelow: false) }
      + below.callouts.flatMap { items($0, isBelow: true) }
  }
}
