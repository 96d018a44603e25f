// The ways of lines from words beside a heat map to their cells: straight where nothing is in the way, else along
// the borders of cells, so that no number is struck out and no other lit cell is pointed at.

import FigureModel
import FigureScene

/// Finds a way for one line after the other.
struct CalloutRoutes {
  private let frame: Size
  private let cell: Size
  /// Whether numbers stand in the cells.
  private let hasNumbers: Bool
  /// What the labels below the frame take of its width.
  private let labels: [ClosedRange<Double>]
  private let lit: [Rect]
  private var lines: [Rect] = []

  init(_ map: HeatMap, _ geometry: CellGeometry, labels: [ClosedRange<Double>]) {
    frame = geometry.frame.size
    cell = geometry.rect(.cell(row: 0, column: 0)).size
    hasNumbers = map.annotation != nil
    self.labels = labels
    lit = map.marks.compactMap { mark in
      if case .cell = mark.part { geometry.rect(mark.part) } else { nil }
    }
  }

  /// How demanding a way is: it keeps clear of all other lit cells; of all but those that share its cell's corner;
  /// or does not run through one.
  private enum Care: CaseIterable {
    case clear, sharingCorners, outside
  }

  /// Between a line and the lit cells and lines that it passes, in px; and what of its end may touch a neighbour.
  private static let air = 3.0
  private static let end = 4.0
  /// So many columns away the border is that a line may run along.
  private static let longestDetour = 64

  /// Where a line turns from the frame's upper or lower edge to a cell; nil where it would run through a label there,
  /// or through another lit cell.
  func way(to cell: Rect, isBelow: Bool) -> [Point]? {
    let edge = isBelow ? frame.height : 0
    let others = lit.filter { $0 != cell }
    let ways = ways(to: cell, from: edge, near: isBelow ? cell.maxY : cell.minY).filter { way in
      (-1e-6...frame.width + 1e-6).contains(way[0].x)
        && !(isBelow && labels.contains { $0.contains(way[0].x) })
    }
    for care in Care.allCases {
      let found = ways.first { way in
        let segments = Self.segments(care == .sharingCorners ? Self.withoutEnd(way) : way)
        let distance = care == .outside ? -1 : Self.air
        return !segments.contains { segment in
          others.contains { Self.meet(segment, $0, distance) }
            || lines.contains { Self.meet(segment, $0, distance) }
        }
      }
      if let found { return found }
    }
    return nil
  }

  /// A line that the others keep clear of.
  mutating func add(_ way: [Point]) { lines += Self.segments(way) }

  /// The ways to a cell, the shortest first: into its middle where that crosses no number, along its sides, and along
  /// the borders of columns farther away.
  private func ways(to target: Rect, from edge: Double, near: Double) -> [[Point]] {
    func straight(_ x: Double) -> [Point] { [Point(x, edge), Point(x, near)] }
    let isAtEdge = abs(near - edge) < 1e-6
    var ways = !hasNumbers || isAtEdge ? [straight(target.midX)] : []
    ways += [straight(target.maxX), straight(target.minX)]
    let far = near == target.minY ? target.maxY : target.minY
    for step in 1...Self.longestDetour {
      for side in [near, far] {
        for (corner, x) in [
          (target.maxX, target.maxX + Double(step) * cell.width),
          (target.minX, target.minX - Double(step) * cell.width),
        ] {
          ways.append([Point(x, edge), Point(x, side), Point(corner, side)])
        }
      }
    }
    return ways
  }

  private static func withoutEnd(_ way: [Point]) -> [Point] {
    var way = way
    let (last, before) = (way[way.count - 1], way[way.count - 2])
    let length = abs(last.x - before.x) + abs(last.y - before.y)
    let share = length > 0 ? min(1, end / length) : 0
    way[way.count - 1] = Point(
      last.x + (before.x - last.x) * share, last.y + (before.y - last.y) * share)
    return way
  }

  /// The pieces of a way, which run along one axis each.
  private static func segments(_ way: [Point]) -> [Rect] {
    zip(way, way.dropFirst()).map { one, next in
      Rect(
        x: min(one.x, next.x), y: min(one.y, next.y), width: abs(next.x - one.x),
        height: abs(next.y - one.y))
    }
  }

  private static func meet(_ one: Rect, _ other: Rect, _ distance: Double) -> Bool {
    one.minX <= other.maxX + distance && other.minX <= one.maxX + distance
      && one.minY <= other.maxY + distance && other.minY <= one.maxY + distance
  }
}
