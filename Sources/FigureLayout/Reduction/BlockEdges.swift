// Windows of one size over a matrix whose cells are no whole number to a block.

import FigureModel

/// What the first row, the first column and the first cell of each block reach.
///
/// Of 5 cells to 2 pixels one block has two cells and the next one three. Where values come back every third
/// cell, the largest of each block would then be that value here and not there, and the picture would have
/// stripes that the matrix has not. With the first cells of its neighbour a smaller block is a window as large
/// as the others.
struct BlockEdges {
  private struct Reach {
    var minimum: [Double]
    var maximum: [Double]

    init(count: Int) {
      minimum = Array(repeating: .infinity, count: count)
      maximum = Array(repeating: -.infinity, count: count)
    }

    mutating func add(_ value: Double, to block: Int) {
      minimum[block] = min(minimum[block], value)
      maximum[block] = max(maximum[block], value)
    }

    mutating func append(_ other: Reach) {
      minimum += other.minimum
      maximum += other.maximum
    }
  }

  private var row: Reach
  private var column: Reach
  private var cell: Reach

  /// Nothing yet of so many blocks.
  init(count: Int) {
    (row, column, cell) = (Reach(count: count), Reach(count: count), Reach(count: count))
  }

  /// Those of bands of rows, one after the other.
  init(_ bands: [BlockEdges]) {
    self.init(count: 0)
    for band in bands {
      row.append(band.row)
      column.append(band.column)
      cell.append(band.cell)
    }
  }

  /// Takes in a value of a block's first row or column.
  mutating func add(_ value: Double, to block: Int, isFirstRow: Bool, isFirstColumn: Bool) {
    guard value.isFinite else { return }
    if isFirstRow { row.add(value, to: block) }
    if isFirstColumn { column.add(value, to: block) }
    if isFirstRow, isFirstColumn { cell.add(value, to: block) }
  }

  /// Makes smaller blocks as large as the largest: by the first cells of those that follow. The last block of a
  /// side is never a smaller one.
  func widen(
    _ minimum: inout [Double], _ maximum: inout [Double], rows: CellBlocks.Side,
    columns: CellBlocks.Side
  ) {
    func isSmall(_ side: CellBlocks.Side) -> [Bool] {
      let most = (side.cells + side.blocks - 1) / side.blocks
      return (0..<side.blocks).map { side.range($0).count < most && $0 + 1 < side.blocks }
    }
    let (low, wide) = (isSmall(rows), columns.blocks)
    let narrow = isSmall(columns)
    for down in 0..<rows.blocks {
      for across in 0..<wide {
        let block = down * wide + across
        // Without a finite value of its own a block shows what it has instead.
        guard minimum[block] <= maximum[block] else { continue }
        func take(_ reach: Reach, _ other: Int) {
          minimum[block] = min(minimum[block], reach.minimum[other])
          maximum[block] = max(maximum[block], reach.maximum[other])
        }
        if narrow[across] { take(column, block + 1) }
        if low[down] { take(row, block + wide) }
        if narrow[across], low[down] { take(cell, block + wide + 1) }
      }
    }
  }
}
