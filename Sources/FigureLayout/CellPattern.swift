// Lines over cells that have no colour of the scale, so that they are distinguished from one that is on it.

import FigureModel
import FigureScene

/// How the lines over a cell run.
enum CellPattern: Hashable {
  /// Slanted, rising to the right: what a mask hides.
  case rising
  /// Slanted both ways.
  case crossed
  case vertical
  case horizontal

  /// How wide the lines are, in px.
  var width: Double { self == .rising ? 1 : 0.8 }

  /// Between two lines along an axis, in px: in a panel, and in the swatch of a key.
  var spacing: Double { self == .rising ? 10 : 5 }
  var swatchSpacing: Double { self == .rising ? 6 : 4 }
}

/// Lines over some of the cells of a grid. They lie alike whatever the size of the cells.
struct PatternLines {
  let pattern: CellPattern
  let frame: Rect
  let rows: Int
  let columns: Int
  let spacing: Double
  /// Where slanted lines begin, so that those of neighbours go on in each other.
  let origin: Point
  /// How far the lines' middle keeps from cells without the pattern along each axis, in px.
  let clearance: Double
  /// Whether the cell in a line counted from the top and a column has the pattern.
  let isMeant: (_ line: Int, _ column: Int) -> Bool

  init(
    _ pattern: CellPattern, frame: Rect, rows: Int, columns: Int, spacing: Double? = nil,
    origin: Point? = nil, clearance: Double = 0,
    isMeant: @escaping (_ line: Int, _ column: Int) -> Bool
  ) {
    self.pattern = pattern
    self.frame = frame
    self.rows = rows
    self.columns = columns
    self.spacing = spacing ?? pattern.spacing
    self.origin = origin ?? frame.origin
    self.clearance = clearance
    self.isMeant = isMeant
  }

  /// The clearance with which no pixel of a neighbour is touched: half of the line's width, and half a pixel,
  /// since cells of uneven size end where pixels do.
  /// - Parameter pixel: the side of one of the output's, in px.
  static func clearance(_ pattern: CellPattern, pixel: Double) -> Double {
    let isSlanted = pattern == .rising || pattern == .crossed
    let half = pattern.width / 2
    return (isSlanted ? half * 0.5.squareRoot() : half) + pixel / 2 + 0.02
  }

  /// The lines as they are drawn; none where no cell has the pattern.
  func items(_ stroke: Stroke, label: String?) -> [SceneItem] {
    let path = path()
    guard !path.elements.isEmpty else { return [] }
    return [.path(ScenePath(identity: ItemIdentity(label: label), path, stroke: stroke))]
  }

  func path() -> Path {
    var path = Path()
    let walk = Walk(self)
    for line in lines { walk.append(line, to: &path) }
    return path
  }

  /// A line through the whole frame, along both axes at once or along one of them. Positions count from the
  /// frame's top left.
  private struct Line {
    var start: Point
    /// Steps to the right and down: −1, 0 or 1.
    var steps: (x: Double, y: Double)
    /// How far it reaches along each of its axes.
    var reach: Double

    func point(_ way: Double) -> Point {
      Point(start.x + steps.x * way, start.y + steps.y * way)
    }
  }

  private var lines: [Line] {
    switch pattern {
    case .rising: slanted(isFalling: false)
    case .crossed: slanted(isFalling: false) + slanted(isFalling: true)
    case .vertical:
      stride(from: spacing / 2, to: frame.width, by: spacing).map {
        Line(start: Point($0, 0), steps: (0, 1), reach: frame.height)
      }
    case .horizontal:
      stride(from: spacing / 2, to: frame.height, by: spacing).map {
        Line(start: Point(0, $0), steps: (1, 0), reach: frame.width)
      }
    }
  }

  /// Lines on which x + y, counted from the frame's top left, is the same everywhere; for falling ones x counts
  /// from the right.
  private func slanted(isFalling: Bool) -> [Line] {
    let shift = frame.minX - origin.x + frame.minY - origin.y
    var sum = (spacing / 2 - shift).truncatingRemainder(dividingBy: spacing)
    if sum < 0 { sum += spacing }
    return stride(from: sum, to: frame.width + frame.height, by: spacing).map { sum in
      let x = max(0, sum - frame.height)
      return Line(
        start: Point(isFalling ? frame.width - x : x, sum - x), steps: (isFalling ? -1 : 1, -1),
        reach: min(frame.width, sum) - x)
    }
  }

  /// Follows lines from cell to cell.
  private struct Walk {
    private let frame: Rect
    private let (rows, columns): (Int, Int)
    private let cell: Size
    private let clearance: Double
    private let areMeant: [Bool]

    init(_ lines: PatternLines) {
      (frame, rows, columns) = (lines.frame, lines.rows, lines.columns)
      clearance = lines.clearance
      cell = Size(frame.width / Double(columns), frame.height / Double(rows))
      var areMeant: [Bool] = []
      areMeant.reserveCapacity(rows * columns)
      for line in 0..<lines.rows {
        for column in 0..<lines.columns { areMeant.append(lines.isMeant(line, column)) }
      }
      self.areMeant = areMeant
    }

    /// Adds the stretches of a line that keep clear of all cells without the pattern.
    func append(_ line: Line, to path: inout Path) {
      var start: Double?
      var end = 0.0
      func close(at way: Double) {
        guard let from = start, way > from else { return }
        let (first, last) = (line.point(from), line.point(way))
        path.move(to: Point(frame.minX + first.x, frame.minY + first.y))
        path.line(to: Point(frame.minX + last.x, frame.minY + last.y))
      }
      for next in turns(of: line) where next - end > 1e-9 {
        if isClear(line.point((end + next) / 2)) {
          start = start ?? end
        } else {
          close(at: end)
          start = nil
        }
        end = next
      }
      close(at: end)
    }

    /// Where other cells come near enough to count, and the line's end; in order.
    private func turns(of line: Line) -> [Double] {
      var turns = [line.reach]
      func add(_ start: Double, _ step: Double, _ side: Double, _ count: Int) {
        guard step != 0 else { return }
        for edge in 1..<max(1, count) {
          for shift in clearance > 0 ? [-clearance, clearance] : [0] {
            let way = (Double(edge) * side + shift - start) * step
            if way > 0, way < line.reach { turns.append(way) }
          }
        }
      }
      add(line.start.x, line.steps.x, cell.width, columns)
      add(line.start.y, line.steps.y, cell.height, rows)
      return turns.sorted()
    }

    /// Whether every cell so near to a point has the pattern. Beyond the frame there is none.
    private func isClear(_ point: Point) -> Bool {
      func near(_ middle: Double, _ side: Double, _ count: Int) -> ClosedRange<Int> {
        func index(_ position: Double) -> Int {
          min(max(Int((position / side).rounded(.down)), 0), count - 1)
        }
        return index(middle - clearance)...index(middle + clearance)
      }
      let across = near(point.x, cell.width, columns)
      return near(point.y, cell.height, rows).allSatisfy { line in
        across.allSatisfy { areMeant[line * columns + $0] }
      }
    }
  }
}

/// Why a cell has no colour of the scale, apart from a mask.
enum MissingKind: CaseIterable {
  case nan, positiveInfinity, negativeInfinity

  /// The pattern where colours do not survive.
  fileprivate var pattern: CellPattern {
    switch self {
    case .nan: .crossed
    case .positiveInfinity: .vertical
    case .negativeInfinity: .horizontal
    }
  }

  var name: String {
    switch self {
    case .nan: "NaN"
    case .positiveInfinity: "∞"
    case .negativeInfinity: "−∞"
    }
  }

  func holds(_ value: Double) -> Bool {
    switch self {
    case .nan: value.isNaN
    case .positiveInfinity: value == .infinity
    case .negativeInfinity: value == -.infinity
    }
  }

  fileprivate func color(_ missing: ColorScale.Missing) -> UInt32 {
    switch self {
    case .nan: missing.nan
    case .positiveInfinity: missing.positiveInfinity
    case .negativeInfinity: missing.negativeInfinity
    }
  }
}

/// How a cell looks that has no colour of the scale: its own colour, and on paper without colours lines
/// over it.
struct MissingLook {
  let ground: Color
  let pattern: CellPattern?
  let line: Color

  init(_ kind: MissingKind, _ missing: ColorScale.Missing, _ theme: Theme) {
    let color = kind.color(missing)
    ground = Color(color)
    pattern = theme.name == .print ? kind.pattern : nil
    line = readableTextColor(on: color)
  }
}
