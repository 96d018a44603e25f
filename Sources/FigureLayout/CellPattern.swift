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
  /// Whether the cell in a line counted from the top and a column has the pattern.
  /// Where slanted lines begin, so that those of neighbours go on in each other.
  let origin: Point
  let isMeant: (_ line: Int, _ column: Int) -> Bool

  init(
    _ pattern: CellPattern, frame: Rect, rows: Int, columns: Int, spacing: Double? = nil,
    origin: Point? = nil,
    isMeant: @escaping (_ line: Int, _ column: Int) -> Bool
  ) {
    self.pattern = pattern
    self.frame = frame
    self.rows = rows
    self.columns = columns
    self.spacing = spacing ?? pattern.spacing
    self.origin = origin ?? frame.origin
    self.isMeant = isMeant
  }

  /// The lines as they are drawn; none where no cell has the pattern.
  func items(_ stroke: Stroke, label: String?) -> [SceneItem] {
    let path = path()
    guard !path.elements.isEmpty else { return [] }
    return [.path(ScenePath(identity: ItemIdentity(label: label), path, stroke: stroke))]
  }

  func path() -> Path {
    var path = Path()
    switch pattern {
    case .rising: slanted(isFalling: false, &path)
    case .crossed:
      slanted(isFalling: false, &path)
      slanted(isFalling: true, &path)
    case .vertical: straight(isVertical: true, &path)
    case .horizontal: straight(isVertical: false, &path)
    }
    return path
  }

  private var cell: Size {
    Size(frame.width / Double(columns), frame.height / Double(rows))
  }

  // MARK: Along an axis

  private func straight(isVertical: Bool, _ path: inout Path) {
    let (across, along) = isVertical ? (columns, rows) : (rows, columns)
    let (width, length) =
      isVertical ? (frame.width, frame.height) : (frame.height, frame.width)
    let step = length / Double(along)
    var offset = spacing / 2
    while offset < width {
      let lane = min(across - 1, Int(offset / (width / Double(across))))
      var start: Int?
      for index in 0...along {
        let isMeant =
          index < along && (isVertical ? isMeant(index, lane) : isMeant(lane, index))
        if isMeant {
          start = start ?? index
        } else if let from = start {
          let ends = (Double(from) * step, Double(index) * step)
          path.move(to: point(isVertical, offset, ends.0))
          path.line(to: point(isVertical, offset, ends.1))
          start = nil
        }
      }
      offset += spacing
    }
  }

  private func point(_ isVertical: Bool, _ offset: Double, _ way: Double) -> Point {
    isVertical
      ? Point(frame.minX + offset, frame.minY + way) : Point(frame.minX + way, frame.minY + offset)
  }

  // MARK: Slanted

  private func slanted(isFalling: Bool, _ path: inout Path) {
    let shift = frame.minX - origin.x + frame.minY - origin.y
    var sum = (spacing / 2 - shift).truncatingRemainder(dividingBy: spacing)
    if sum < 0 { sum += spacing }
    while sum < frame.width + frame.height {
      append(sum, isFalling: isFalling, to: &path)
      sum += spacing
    }
  }

  /// Adds the stretches of the line on which x + y is `sum`, from the frame's top left; for falling
  /// lines x counts from the right.
  private func append(_ sum: Double, isFalling: Bool, to path: inout Path) {
    let cell = cell
    let end = min(frame.width, sum)
    var x = max(0, sum - frame.height)
    var column = min(columns - 1, Int(x / cell.width))
    var line = min(rows - 1, Int((sum - x) / cell.height))
    var start: Double?
    while x < end {
      // The line leaves a cell through its side or its top, whichever comes first.
      let side = Double(column + 1) * cell.width
      let top = sum - Double(line) * cell.height
      let next = min(side, top, end)
      if isMeant(line, isFalling ? columns - 1 - column : column) {
        start = start ?? x
      } else if let from = start {
        segment(from, x, sum, isFalling, &path)
        start = nil
      }
      if side <= next { column += 1 }
      if top <= next { line -= 1 }
      if column >= columns || line < 0 {
        x = next
        break
      }
      x = next
    }
    if let start { segment(start, x, sum, isFalling, &path) }
  }

  private func segment(
    _ from: Double, _ to: Double, _ sum: Double, _ isFalling: Bool, _ path: inout Path
  ) {
    guard to > from else { return }
    func across(_ x: Double) -> Double { isFalling ? frame.maxX - x : frame.minX + x }
    path.move(to: Point(across(from), frame.minY + sum - from))
    path.line(to: Point(across(to), frame.minY + sum - to))
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
