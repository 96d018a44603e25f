// What the cells of a matrix reach that share a pixel: all that any filter needs, from one pass.

import AttentionMath
internal import CKernels
import FigureModel

/// A matrix cut into blocks, one for each cell that is drawn: what the values in each reach, their
/// sum, one of them, and what of them is no finite number.
///
/// Block b of n along a side of s cells holds cells `b·s/n ..< (b + 1)·s/n`, rounded down; see ``Side/keepsTurns``.
struct CellBlocks {
  /// Shape of the blocks.
  let rows: Int
  let columns: Int
  /// Shape of the matrix.
  let fromRows: Int
  let fromColumns: Int
  /// Of each block the minimum and the maximum finite value; +∞ and −∞ where there is none.
  private(set) var minimum: [Double] = []
  private(set) var maximum: [Double] = []
  /// The sum of the finite values.
  private(set) var sums: [Double] = []
  /// The one value that stands for the block where nothing is added up; see `CellBlocks.picks`.
  private(set) var nearest: [Double] = []
  /// The sides along which neighbours take turns.
  private var turns = Alternation()
  /// How many cells of each block are NaN, +∞ and −∞; empty where none is in the whole matrix.
  private(set) var holes: [[UInt32]] = [[], [], []]

  /// The kinds of cells without a finite number, in the order of `holes`.
  static let kinds: [Double] = [.nan, .infinity, -.infinity]

  /// Cuts a matrix into blocks, on all cores.
  /// - Throws: where a row cannot be had.
  /// - Precondition: all sides are 1 or more, and there are no more blocks than cells along each.
  init(
    _ source: any RowSource, rows: Int, columns: Int, keeping turns: Alternation = Alternation()
  ) throws(RowSourceError) {
    if let turned = source as? TransposedRows {
      self = try CellBlocks(
        turned.base, rows: columns, columns: rows, keeping: turns.swapped
      ).transposed
      return
    }
    self.init(rows: rows, columns: columns, from: (source.rows, source.columns))
    let bands = max(1, min(4 * coreCount, rows))
    var parts: [Int: BlockBand] = [:]
    let work = Double(source.rows) * Double(source.columns) * 4
    let shape = BlockBand.Shape(
      rows: Side(blocks: rows, cells: source.rows, keepsTurns: turns.rows),
      columns: Side(blocks: columns, cells: source.columns, keepsTurns: turns.columns))
    self.turns = turns
    try concurrently(bands, work: work) { index throws(RowSourceError) in
      var band = BlockBand(shape, rows * index / bands..<rows * (index + 1) / bands)
      try band.read(source)
      return band
    } joinedBy: {
      parts[$0] = $1
    }
    let read = (0..<bands).compactMap { parts[$0] }
    minimum = read.flatMap(\.minimum)
    maximum = read.flatMap(\.maximum)
    sums = read.flatMap(\.sums)
    nearest = read.flatMap(\.nearest)
    for kind in holes.indices where read.contains(where: { !$0.holes[kind].isEmpty }) {
      holes[kind] = read.flatMap { band in
        band.holes[kind].isEmpty ? Array(repeating: 0, count: band.minimum.count) : band.holes[kind]
      }
    }
  }

  private init(rows: Int, columns: Int, from: (rows: Int, columns: Int)) {
    (self.rows, self.columns) = (rows, columns)
    (fromRows, fromColumns) = from
  }

  /// The blocks of the transpose.
  private var transposed: CellBlocks {
    var other = CellBlocks(rows: columns, columns: rows, from: (fromColumns, fromRows))
    other.turns = turns.swapped
    func turned<Value>(_ values: [Value]) -> [Value] {
      guard !values.isEmpty, rows > 1, columns > 1 else { return values }
      var result = values
      for row in 0..<rows {
        for column in 0..<columns { result[column * rows + row] = values[row * columns + column] }
      }
      return result
    }
    (other.minimum, other.maximum) = (turned(minimum), turned(maximum))
    (other.sums, other.nearest) = (turned(sums), turned(nearest))
    other.holes = holes.map(turned)
    return other
  }

  /// How many cells a block holds.
  func count(_ block: Int) -> Int {
    let (row, column) = block.quotientAndRemainder(dividingBy: columns)
    return Side(blocks: rows, cells: fromRows, keepsTurns: turns.rows).range(row).count
      * Side(blocks: columns, cells: fromColumns, keepsTurns: turns.columns).range(column).count
  }

  /// One side of a matrix in blocks.
  struct Side {
    let blocks: Int
    let cells: Int
    /// Whether neighbours take turns. Where there are fewer than twice as many cells as blocks, blocks then hold one
    /// cell or three, so that cells are left out in pairs; the last one takes what is left.
    var keepsTurns = false

    func range(_ block: Int) -> Range<Int> {
      start(of: block)..<start(of: block + 1)
    }

    /// Where a block begins: blocks differ by one cell at most, or by a pair.
    private func start(of block: Int) -> Int {
      if keepsTurns, cells < 2 * blocks {
        let pairs = (cells - blocks) / 2
        return block == blocks ? cells : block + 2 * ((2 * block * pairs + blocks) / (2 * blocks))
      }
      // block · cells / blocks, without the product that could overflow.
      let (whole, rest) = cells.quotientAndRemainder(dividingBy: blocks)
      return block * whole + block * rest / blocks
    }

    /// For each block the cell that stands for it: one in its middle, by turns an even and an odd one
    /// where it has both. Every second cell of a side that alternates would show one half of it alone.
    func picks() -> [Int] {
      var parity = -1
      return (0..<blocks).map { block in
        let range = range(block)
        var pick = range.lowerBound + (range.count - 1) / 2
        if range.count > 1, pick & 1 == parity { pick += pick + 1 < range.upperBound ? 1 : -1 }
        parity = pick & 1
        return pick
      }
    }
  }
}

/// Some rows of blocks as they are filled.
private struct BlockBand {
  struct Shape {
    let rows: CellBlocks.Side
    let columns: CellBlocks.Side
    let rowPicks: [Int]
    let columnPicks: [Int]
    /// Where each column of blocks ends.
    let ends: [Int]

    init(rows: CellBlocks.Side, columns: CellBlocks.Side) {
      (self.rows, self.columns) = (rows, columns)
      rowPicks = rows.picks()
      columnPicks = columns.picks()
      ends = (0..<columns.blocks).map { columns.range($0).upperBound }
    }
  }

  private let shape: Shape
  private let band: Range<Int>
  var minimum: [Double]
  var maximum: [Double]
  var sums: [Double]
  var nearest: [Double]
  var holes: [[UInt32]] = [[], [], []]

  init(_ shape: Shape, _ band: Range<Int>) {
    (self.shape, self.band) = (shape, band)
    let count = band.count * shape.columns.blocks
    minimum = Array(repeating: .infinity, count: count)
    maximum = Array(repeating: -.infinity, count: count)
    sums = Array(repeating: 0, count: count)
    nearest = sums
  }

  mutating func read(_ source: any RowSource) throws(RowSourceError) {
    let rows =
      shape.rows.range(band.lowerBound)
      .lowerBound..<shape.rows.range(band.upperBound - 1)
      .upperBound
    var block = band.lowerBound
    var next = rows.lowerBound
    /// The block of the row that comes next, and the rows that are left in it.
    func left() -> Int {
      while shape.rows.range(block).upperBound <= next { block += 1 }
      return shape.rows.range(block).upperBound - next
    }
    if source.hasLongRows {
      for row in rows {
        _ = left()
        try source.forEachPart(ofRow: row) { first, part in
          add(part, 0, from: first, row: row, to: block)
        }
        next += 1
      }
      return
    }
    try source.forEachBlock(of: rows) { part in
      var line = 0
      while line < part.rows {
        let count = min(left(), part.rows - line)
        // A column alone lies in memory like a row.
        if part.columns == 1, part.stride == 1 {
          addColumn(part, line..<line + count, firstRow: next, to: block)
        } else {
          for row in 0..<count { add(part, line + row, from: 0, row: next + row, to: block) }
        }
        line += count
        next += count
      }
    }
  }

  /// Takes in a row of a part, which begins at a column of the matrix.
  private mutating func add(
    _ part: RowBlock, _ line: Int, from first: Int, row: Int, to block: Int
  ) {
    var lower = 0
    var ends = shape.ends
    if part.columns < shape.columns.cells {
      let end = first + part.columns
      lower = shape.ends.partitionPoint { $0 > first }
      let upper = min(shape.ends.count, shape.ends.partitionPoint { $0 >= end } + 1)
      ends = shape.ends[lower..<upper].map { min($0, end) - first }
    }
    let location = (block - band.lowerBound) * shape.columns.blocks + lower
    fold(part, line * part.stride, ends, to: location)
    guard shape.rowPicks[block] == row else { return }
    for run in ends.indices {
      let pick = shape.columnPicks[lower + run] - first
      if (0..<part.columns).contains(pick) {
        nearest[location + run] = part.value(at: line * part.stride + pick)
      }
    }
  }

  /// Takes in rows of a part with one column.
  private mutating func addColumn(
    _ part: RowBlock, _ lines: Range<Int>, firstRow: Int, to block: Int
  ) {
    let location = block - band.lowerBound
    fold(part, lines.lowerBound, [lines.count], to: location)
    let pick = shape.rowPicks[block] - firstRow
    if (0..<lines.count).contains(pick) {
      nearest[location] = part.value(at: lines.lowerBound + pick)
    }
  }

  /// Takes runs of values that lie side by side into the blocks from `place` on.
  private mutating func fold(
    _ part: RowBlock, _ offset: Int, _ ends: [Int], to location: Int
  ) {
    let odd = minimum.withUnsafeMutableBufferPointer { minimum in
      maximum.withUnsafeMutableBufferPointer { maximum in
        sums.withUnsafeMutableBufferPointer { sums in
          let (low, high) = (minimum.baseAddress! + location, maximum.baseAddress! + location)
          let sum = sums.baseAddress! + location
          return switch part.values {
          case .doubles(let base):
            attn_fold_runs_f64(base + offset, ends.count, ends, low, high, sum)
          case .floats(let base):
            attn_fold_runs_f32(base + offset, ends.count, ends, low, high, sum)
          }
        }
      }
    }
    guard odd > 0 else { return }
    for index in ends.indices {
      for cell in (index == 0 ? 0 : ends[index - 1])..<ends[index] {
        let value = part.value(at: offset + cell)
        guard !value.isFinite else { continue }
        let kind = value.isNaN ? 0 : value > 0 ? 1 : 2
        if holes[kind].isEmpty { holes[kind] = Array(repeating: 0, count: minimum.count) }
        holes[kind][location + index] += 1
      }
    }
  }
}

extension RowBlock {
  /// The value so far from the beginning of the first row.
  fileprivate func value(at offset: Int) -> Double {
    switch values {
    case .doubles(let base): base[offset]
    case .floats(let base): Double(base[offset])
    }
  }
}

extension [Int] {
  /// The first index from which on a condition holds, in an array where it never ceases to.
  fileprivate func partitionPoint(_ holds: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
