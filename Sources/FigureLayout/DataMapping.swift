// Data to positions on a panel.

import FigureModel
import FigureScene

/// Maps values along a panel's axes to px.
struct DataMapping {
  let x: ResolvedAxis
  let y: ResolvedAxis
  let frame: Rect

  init(plan: PanelPlan, frame: Rect) {
    x = plan.x
    y = plan.y
    self.frame = frame
  }

  /// The position of a point; nil where one of its numbers is not finite.
  func location(_ xValue: Double, _ yValue: Double) -> Point? {
    let across = x.fraction(of: xValue)
    let up = y.fraction(of: yValue)
    guard across.isFinite, up.isFinite else { return nil }
    return Point(frame.minX + across * frame.width, frame.maxY - up * frame.height)
  }

  /// The same runs with the points that a pixel column cannot show left out; a line that turns back, such as a
  /// circle, keeps all of them.
  func simplifiedRuns(_ series: Series) -> [[Point]] {
    guard zip(series.x, series.x.dropFirst()).allSatisfy({ !($0 > $1) }) else {
      return runs(series)
    }
    var runs: [[Point]] = []
    var run = PolylineSimplifier()
    for index in series.x.indices {
      if let point = location(series.x[index], series.y[index]) {
        run.add(point)
      } else if !run.isEmpty {
        runs.append(run.finish())
      }
    }
    if !run.isEmpty { runs.append(run.finish()) }
    return runs
  }

  /// The positions of a series in runs without gaps.
  func runs(_ series: Series) -> [[Point]] {
    var runs: [[Point]] = []
    var run: [Point] = []
    for (xValue, yValue) in zip(series.x, series.y) {
      if let point = location(xValue, yValue) {
        run.append(point)
      } else if !run.isEmpty {
        runs.append(run)
        run = []
      }
    }
    if !run.isEmpty { runs.append(run) }
    return runs
  }
}

extension ResolvedAxis {
  /// The value at the axis' beginning.
  var lowerLimit: Double {
    switch kind {
    case .cells(_, let first): Double(first)
    case .names: 0
    case .numbers(let lower, _, _): lower
    }
  }
}

extension Rect {
  func holds(_ point: Point) -> Bool {
    point.x >= minX && point.x <= maxX && point.y >= minY && point.y <= maxY
  }

  /// Whether a straight line between two points touches the rectangle (Liang and Barsky, 1984).
  func meetsSegment(_ from: Point, _ to: Point) -> Bool {
    var entry = 0.0
    var exit = 1.0
    let edges = [
      (-(to.x - from.x), from.x - minX), (to.x - from.x, maxX - from.x),
      (-(to.y - from.y), from.y - minY), (to.y - from.y, maxY - from.y),
    ]
    for (direction, distance) in edges {
      if direction == 0 {
        if distance < 0 { return false }
      } else if direction < 0 {
        entry = Swift.max(entry, distance / direction)
      } else {
        exit = Swift.min(exit, distance / direction)
      }
    }
    return entry <= exit
  }
}
