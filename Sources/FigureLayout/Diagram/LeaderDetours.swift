// Ways of leaders within a table where a straight line would touch what another leader explains.

import FigureModel
import FigureScene

/// Finds ways along the lines between cells, for leaders whose straight way touches a lit cell that is not theirs.
///
/// Where such a leader leaves the table stays between where its neighbours leave it, so that leaders do not cross
/// on their way to the notes.
struct LeaderDetours {
  /// The corners of each way that was found, from its cell to the table's outline.
  private(set) var ways: [DiagramPort: [Point]] = [:]
  /// Whether a leader finds no way that keeps clear: its table then has numbers instead.
  private(set) var isBlocked = false

  /// The lines between cells, in the order that a leader runs out and across that way.
  private let grid: LineGrid
  private let lit: [Rect]

  /// - Parameter straight: the straight way of each, empty where there is none.
  init(_ ports: [DiagramPort], straight: [[Point]], _ node: PlacedNode) {
    grid = LineGrid(node)
    lit = node.litCells
    guard grid.xs.count > 1, grid.ys.count > 1 else { return }
    var current = straight
    for (index, port) in ports.enumerated() {
      guard let row = port.row, let column = port.column,
        let own = node.cell(row: row, column: column), current[index].count > 1,
        touches(current[index], own)
      else { continue }
      let others = current.indices.filter { $0 != index }.map { current[$0] }
      guard let way = way(port.side, own, past: others, from: current[index]) else {
        isBlocked = true
        continue
      }
      current[index] = way
      ways[port] = way
    }
  }

  /// Whether a way touches the border of a lit cell that is not its own.
  private func touches(_ way: [Point], _ own: Rect) -> Bool {
    zip(way, way.dropFirst()).contains { touches(RouteSegment(a: $0, b: $1).frame, own) }
  }

  /// A leader on a border lies within so many px of it.
  private static let onBorder = 1.0

  private func touches(_ piece: Rect, _ own: Rect) -> Bool {
    lit.contains { cell in
      cell != own
        && cell.inset(by: -Self.onBorder, -Self.onBorder).overlaps(piece.inset(by: -0.01, -0.01))
    }
  }

  // MARK: Search

  private struct State: Hashable {
    var column: Int
    var row: Int
    var isLevel: Bool
  }

  /// The shortest way with the fewest bends from a corner of the cell to the side where it leaves; nil where none
  /// keeps clear.
  private func way(
    _ side: DiagramPort.Side, _ own: Rect, past others: [[Point]], from straight: [Point]
  ) -> [Point]? {
    let isLevel = side.isHorizontal
    guard let end = straight.last else { return nil }
    func across(_ point: Point) -> Double { isLevel ? point.y : point.x }
    let exits = others.compactMap(\.last).map(across)
    let low = exits.filter { $0 < across(end) }.max() ?? -.infinity
    let high = exits.filter { $0 > across(end) }.min() ?? .infinity
    let taken = others.flatMap { way in
      zip(way, way.dropFirst()).map { RouteSegment(a: $0, b: $1).frame }
    }
    func isFree(_ a: Point, _ b: Point) -> Bool {
      let piece = RouteSegment(a: a, b: b).frame
      return !touches(piece, own)
        && !taken.contains { $0.inset(by: -2, -2).overlaps(piece.inset(by: -0.01, -0.01)) }
    }
    let last =
      switch side {
      case .left, .top: 0
      case .right: grid.xs.count - 1
      case .bottom: grid.ys.count - 1
      }
    var best: [State: (cost: Double, before: State?)] = [:]
    var open: [State] = []
    for corner in grid.corners(of: own)
    where isFree(grid[corner.column, corner.row], grid[corner.column, corner.row]) {
      let state = State(column: corner.column, row: corner.row, isLevel: isLevel)
      best[state] = (0, nil)
      open.append(state)
    }
    while let index = open.indices.min(by: {
      (best[open[$0]]?.cost ?? .infinity) < (best[open[$1]]?.cost ?? .infinity)
    }) {
      let state = open.remove(at: index)
      let (cost, point) = (best[state]?.cost ?? .infinity, grid[state.column, state.row])
      if (isLevel ? state.column : state.row) == last, state.isLevel == isLevel,
        low < across(point),
        across(point) < high
      {
        var way = [point]
        var before = best[state]?.before
        while let state = before {
          way.insert(grid[state.column, state.row], at: 0)
          before = best[state]?.before
        }
        return EdgeRouter.corners(way)
      }
      for (dx, dy) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
        let next = State(column: state.column + dx, row: state.row + dy, isLevel: dy == 0)
        guard grid.xs.indices.contains(next.column), grid.ys.indices.contains(next.row) else {
          continue
        }
        let place = grid[next.column, next.row]
        guard isFree(point, place) else { continue }
        let length = (place.x - point.x).magnitude + (place.y - point.y).magnitude
        let price = cost + length + (next.isLevel == state.isLevel ? 0 : Self.bend)
        if price < best[next]?.cost ?? .infinity {
          best[next] = (price, state)
          open.append(next)
        }
      }
    }
    return nil
  }

  /// What a bend costs, in px of length.
  private static let bend = 40.0
}

/// The lines between a table's cells, on its page: rules lie half a px before the cells that they begin.
private struct LineGrid {
  var xs: [Double] = []
  var ys: [Double] = []

  init(_ node: PlacedNode) {
    guard let table = node.plan?.table else { return }
    let cells = table.cellsFrame
    func lines(_ spans: [(start: Double, length: Double)], from origin: Double) -> [Double] {
      (spans.map(\.start) + [spans.last.map { $0.start + $0.length } ?? 0]).map {
        origin + $0 - 0.5
      }
    }
    xs = lines(table.columnSpans, from: node.frame.x + cells.x)
    ys = lines(table.rowSpans, from: node.frame.y + cells.y)
  }

  subscript(column: Int, row: Int) -> Point { Point(xs[column], ys[row]) }

  /// The four corners of a cell.
  func corners(of cell: Rect) -> [(column: Int, row: Int)] {
    func nearest(_ lines: [Double], _ value: Double) -> Int? {
      lines.indices.min { (lines[$0] - value).magnitude < (lines[$1] - value).magnitude }
    }
    guard let left = nearest(xs, cell.minX), let right = nearest(xs, cell.maxX),
      let top = nearest(ys, cell.minY), let bottom = nearest(ys, cell.maxY)
    else { return [] }
    return [(right, bottom), (right, top), (left, bottom), (left, top)]
  }
}

extension PlacedNode {
  /// The cells of its table that are lit each by itself, in their places.
  fileprivate var litCells: [Rect] {
    (plan?.table?.table.highlights ?? []).compactMap { highlight in
      if case .cell(let row, let column) = highlight.part {
        cell(row: row, column: column)
      } else {
        nil
      }
    }
  }
}
