// Means of neighbouring cells of very long matrices, before the filter proper.
//
// The filter keeps six weights a row. For a side of many millions that is more memory than the picture
// is worth, and far more rows than a pixel can show: there a first step takes the mean of a few
// neighbours, so that 64 or more of these means are left for each pixel. What the filter lets through
// of a pattern that fine is nothing in either way.

internal import AttentionMath
internal import FigureModel

/// A matrix whose cells are means of those of another one.
///
/// A cell is NaN, +∞ or −∞ where at least half of what it stands for is one of them (the one with most
/// of it; NaN before +∞ before −∞ in a tie), as in `MatrixReducer`; other cells are means of the finite
/// values alone.
struct PooledCells: RowSource {
  let rows: Int
  let columns: Int
  private let base: any RowSource

  /// Sides longer than this are pooled, where that leaves enough for each pixel.
  static let longestSide = 1 << 17
  /// The means that are left for each pixel, or more.
  private static let meansPerPixel = 64

  /// - Returns: nil where neither side is so long that it needs it.
  init?(_ base: any RowSource, toRows rows: Int, columns: Int) {
    func pooled(_ side: Int, _ pixels: Int) -> Int {
      side > Self.longestSide && side > Self.meansPerPixel * pixels
        ? max(Self.meansPerPixel * pixels, min(side, Self.longestSide) / 2) : side
    }
    self.base = base
    self.rows = pooled(base.rows, rows)
    self.columns = pooled(base.columns, columns)
    if self.rows == base.rows, self.columns == base.columns { return nil }
  }

  func forEachBlock(
    of range: Range<Int>, _ body: (RowBlock) -> Void
  ) throws(RowSourceError) {
    var line = PooledLine(columns: columns, from: base.columns)
    for row in range {
      line.clear()
      let first = Self.location(row, rows, base.rows)
      let end = Self.location(row + 1, rows, base.rows)
      if base.hasLongRows {
        for row in first..<end {
          try base.forEachPart(ofRow: row) { column, part in line.add(part, from: column) }
        }
      } else {
        try base.forEachBlock(of: first..<end) { line.add($0, from: 0) }
      }
      line.means.withUnsafeBufferPointer {
        body(RowBlock(rows: 1, columns: columns, stride: columns, base: $0.baseAddress!))
      }
    }
  }

  /// Where the cells of a mean begin: means stand for stretches that differ by one cell at most.
  static func location(_ index: Int, _ count: Int, _ side: Int) -> Int {
    // index · side / count, without the product that could overflow.
    let (whole, rest) = side.quotientAndRemainder(dividingBy: count)
    return index * whole + index * rest / count
  }
}

/// One row of means as it is added up.
private struct PooledLine {
  private(set) var means: [Double] = []
  private let columns: Int
  private let side: Int
  private var sums: [Double]
  /// Of each mean: how many cells there were, and how many of them were no finite number.
  private var counts: [Int]
  private var holes: [Int]
  /// How many were NaN, +∞ and −∞.
  private var kinds: [[Int]]

  init(columns: Int, from side: Int) {
    self.columns = columns
    self.side = side
    sums = Array(repeating: 0, count: columns)
    counts = Array(repeating: 0, count: columns)
    holes = counts
    kinds = Array(repeating: counts, count: 3)
    means = sums
  }

  mutating func clear() {
    for index in 0..<columns {
      (sums[index], counts[index], holes[index]) = (0, 0, 0)
      for kind in 0..<3 { kinds[kind][index] = 0 }
    }
  }

  /// Takes in rows, or parts of one from a column on, and sets the means.
  mutating func add(_ block: RowBlock, from first: Int) {
    switch block.values {
    case .doubles(let base): add(base, block, from: first)
    case .floats(let base): add(base, block, from: first)
    }
    for index in 0..<columns { means[index] = mean(index) }
  }

  private mutating func add<Value: BinaryFloatingPoint>(
    _ base: UnsafePointer<Value>, _ block: RowBlock, from first: Int
  ) {
    // A column alone lies in memory like a row.
    if block.columns == 1, block.stride == 1 {
      return add(UnsafeBufferPointer(start: base, count: block.rows), to: 0)
    }
    for row in 0..<block.rows {
      let values = UnsafeBufferPointer(start: base + row * block.stride, count: block.columns)
      // The mean that the first value belongs to, and its neighbours to the right.
      var index = first * columns / side
      while PooledCells.location(index + 1, columns, side) <= first { index += 1 }
      var start = 0
      while start < values.count {
        let end = min(values.count, PooledCells.location(index + 1, columns, side) - first)
        add(UnsafeBufferPointer(rebasing: values[start..<end]), to: index)
        start = end
        index += 1
      }
    }
  }

  private mutating func add<Value: BinaryFloatingPoint>(
    _ values: UnsafeBufferPointer<Value>, to index: Int
  ) {
    var sum = 0.0
    var finite = 0
    for value in values {
      let isFinite = value.isFinite
      sum += isFinite ? Double(value) : 0
      finite &+= isFinite ? 1 : 0
    }
    sums[index] += sum
    counts[index] += values.count
    guard finite < values.count else { return }
    holes[index] += values.count - finite
    for value in values where !value.isFinite {
      kinds[value.isNaN ? 0 : value > 0 ? 1 : 2][index] += 1
    }
  }

  private func mean(_ index: Int) -> Double {
    guard 2 * holes[index] >= counts[index], holes[index] > 0 else {
      return sums[index] / Double(max(1, counts[index] - holes[index]))
    }
    let most = max(kinds[0][index], kinds[1][index], kinds[2][index])
    return kinds[0][index] == most ? .nan : kinds[1][index] == most ? .infinity : -.infinity
  }
}

/// A matrix in memory as a source of rows.
struct HeldMatrix: RowSource {
  let matrix: Matrix<Double>

  var rows: Int { matrix.rows }
  var columns: Int { matrix.columns }

  func forEachBlock(
    of range: Range<Int>, _ body: (RowBlock) -> Void
  ) throws(RowSourceError) {
    guard !range.isEmpty, columns > 0 else { return }
    matrix.values.withUnsafeBufferPointer {
      body(
        RowBlock(
          rows: range.count, columns: columns, stride: columns,
          base: $0.baseAddress! + range.lowerBound * columns))
    }
  }
}
