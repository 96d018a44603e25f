// The cheapest way over a grid of lines (Dijkstra 1959), where turning costs.

import FigureModel
import FigureScene

/// A search from one end of an edge to the other along upright and level lines.
struct RouteSearch {
  /// Ascending.
  let xs: [Double]
  let ys: [Double]
  let from: EdgeEnd
  let to: EdgeEnd
  /// What a bend costs.
  let bend: Double

  private enum Direction: Int, CaseIterable {
    case right, down, left, up

    var step: (x: Int, y: Int) {
      switch self {
      case .right: (1, 0)
      case .down: (0, 1)
      case .left: (-1, 0)
      case .up: (0, -1)
      }
    }

    init(outOf side: DiagramPort.Side) {
      switch side {
      case .left: self = .left
      case .right: self = .right
      case .top: self = .up
      case .bottom: self = .down
      }
    }

    var reversed: Direction { Direction(rawValue: (rawValue + 2) % 4) ?? self }
  }

  /// The corners and crossings of lines from end to end, or nil where there is no way.
  /// - Parameter price: what a piece between neighbouring crossings costs; nil where it is blocked.
  mutating func run(_ price: (Point, Point) -> Double?) -> [Point]? {
    guard let startX = xs.firstIndex(of: from.out.x), let startY = ys.firstIndex(of: from.out.y),
      let endX = xs.firstIndex(of: to.out.x), let endY = ys.firstIndex(of: to.out.y)
    else { return nil }
    let columns = xs.count
    func state(_ x: Int, _ y: Int, _ direction: Direction) -> Int {
      (y * columns + x) * 4 + direction.rawValue
    }
    let start = state(startX, startY, Direction(outOf: from.side))
    let arrival = Direction(outOf: to.side).reversed
    let goal = state(endX, endY, arrival)
    let count = columns * ys.count * 4
    var best = Array(repeating: Double.infinity, count: count)
    var previous = Array(repeating: -1, count: count)
    // Pieces are asked for again and again: right and down of each crossing.
    var prices = Array(repeating: Double?.none, count: columns * ys.count * 2)
    var known = Array(repeating: false, count: columns * ys.count * 2)
    var heap = CostHeap()
    best[start] = 0
    heap.push(cost: 0, state: start)
    while let (cost, current) = heap.pop() {
      if current == goal { break }
      guard cost <= best[current] else { continue }
      let direction = Direction(rawValue: current % 4) ?? .right
      let (x, y) = ((current / 4) % columns, current / 4 / columns)
      for next in Direction.allCases where next != direction.reversed {
        let (dx, dy) = next.step
        let (nx, ny) = (x + dx, y + dy)
        guard xs.indices.contains(nx), ys.indices.contains(ny) else { continue }
        let piece = (min(y, ny) * columns + min(x, nx)) * 2 + (dx == 0 ? 1 : 0)
        if !known[piece] {
          known[piece] = true
          prices[piece] = price(
            Point(xs[min(x, nx)], ys[min(y, ny)]), Point(xs[max(x, nx)], ys[max(y, ny)]))
        }
        guard let length = prices[piece] else { continue }
        let total = cost + length + (next == direction ? 0 : bend)
        let target = state(nx, ny, next)
        if total < best[target] {
          best[target] = total
          previous[target] = current
          heap.push(cost: total, state: target)
        }
      }
      // Turning on the spot, to arrive in the right direction.
      for next in Direction.allCases where next != direction && next != direction.reversed {
        let target = state(x, y, next)
        if cost + bend < best[target] {
          best[target] = cost + bend
          previous[target] = current
          heap.push(cost: cost + bend, state: target)
        }
      }
    }
    guard best[goal].isFinite else { return nil }
    var points: [Point] = []
    var current = goal
    while current >= 0 {
      points.append(Point(xs[(current / 4) % columns], ys[current / 4 / columns]))
      current = previous[current]
    }
    return points.reversed()
  }
}

/// States in order of cost; of equal ones the first pushed comes first.
private struct CostHeap {
  private struct Entry {
    var cost: Double
    var order: Int
    var state: Int

    func isBefore(_ other: Entry) -> Bool {
      cost < other.cost || cost == other.cost && order < other.order
    }
  }

  private var entries: [Entry] = []
  private var pushed = 0

  mutating func push(cost: Double, state: Int) {
    entries.append(Entry(cost: cost, order: pushed, state: state))
    pushed += 1
    var index = entries.count - 1
    while index > 0 {
      let parent = (index - 1) / 2
      guard entries[index].isBefore(entries[parent]) else { break }
      entries.swapAt(index, parent)
      index = parent
    }
  }

  mutating func pop() -> (cost: Double, state: Int)? {
    guard let first = entries.first, let last = entries.popLast() else { return nil }
    if !entries.isEmpty {
      entries[0] = last
      var index = 0
      while true {
        var child = 2 * index + 1
        guard child < entries.count else { break }
        if child + 1 < entries.count, entries[child + 1].isBefore(entries[child]) { child += 1 }
        guard entries[child].isBefore(entries[index]) else { break }
        entries.swapAt(index, child)
        index = child
      }
    }
    return (first.cost, first.state)
  }
}
