// Lines of more points than any page has pixels: read in one pass, of which only what can be seen is
// kept.

import AttentionMath
import FigureModel

/// A line of which, of each stretch of neighbouring points, the first, the least, the greatest and the
/// last are kept: every spike stays where it is and as high as it is.
struct LongLine {
  /// The places of the points that are kept, counted from 0 along the whole line.
  private(set) var x: [Double] = []
  private(set) var y: [Double] = []
  /// What all of its values reach.
  private(set) var extent = ValueExtent()

  /// The stretches that a line is cut into: more than a page has pixels.
  static let stretches = 1 << 15
  /// Lines of more points than this are cut.
  static let longestWhole = 4 * stretches

  private let count: Int
  private var next = 0
  private var stretch = 0
  private var end: Int
  private var first: (place: Int, value: Double)?
  private var last: (place: Int, value: Double)?
  private var least: (place: Int, value: Double)?
  private var greatest: (place: Int, value: Double)?

  /// - Parameter count: how many points will come.
  init(count: Int) {
    self.count = count
    end = count / Self.stretches
  }

  /// Takes the next points.
  mutating func add(_ values: UnsafeBufferPointer<Double>) {
    extent.add(values)
    for value in values { add(value) }
  }

  private mutating func add(_ value: Double) {
    let point = (place: next, value: value)
    if first == nil { first = point }
    last = point
    if value.isFinite {
      if value < least?.value ?? .infinity { least = point }
      if value > greatest?.value ?? -.infinity { greatest = point }
    }
    next += 1
    if next == end || next == count { close() }
  }

  /// Keeps what is to be seen of a stretch.
  private mutating func close() {
    let points = [first, least, greatest, last].compactMap { $0 }.sorted { $0.place < $1.place }
    for (index, point) in points.enumerated()
    where index == 0 || point.place != points[index - 1].place {
      x.append(Double(point.place))
      y.append(point.value)
    }
    (first, last, least, greatest) = (nil, nil, nil, nil)
    stretch += 1
    // stretch · count / stretches, without the product that could overflow.
    let (whole, rest) = count.quotientAndRemainder(dividingBy: Self.stretches)
    end = (stretch + 1) * whole + (stretch + 1) * rest / Self.stretches
  }
}

extension LongLine {
  /// Some rows of a matrix, each of many columns.
  static func rows(_ rows: [Int], of cells: some CellSource) throws(CellSourceError) -> [LongLine] {
    var lines: [LongLine] = []
    for row in rows {
      var line = LongLine(count: cells.columns)
      try cells.forEachPart(ofRow: row) { _, part in part.withRow(0) { line.add($0) } }
      lines.append(line)
    }
    return lines
  }

  /// Some columns of a matrix of many rows, in one pass over it.
  static func columns(
    _ columns: [Int], of cells: some CellSource
  ) throws(CellSourceError) -> [LongLine] {
    var lines = columns.map { _ in LongLine(count: cells.rows) }
    var run: [Double] = []
    try cells.forEachBlock(of: 0..<cells.rows) { block in
      for (index, column) in columns.enumerated() {
        run.removeAll(keepingCapacity: true)
        switch block.values {
        case .doubles(let base):
          for row in 0..<block.rows { run.append(base[row * block.stride + column]) }
        case .floats(let base):
          for row in 0..<block.rows { run.append(Double(base[row * block.stride + column])) }
        }
        run.withUnsafeBufferPointer { lines[index].add($0) }
      }
    }
    return lines
  }
}
