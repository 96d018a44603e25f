// Products of every two of many rows, made smaller without all of them being made: how much the products of a
// block differ is judged by some rows of blocks.

import AttentionMath
import FigureModel

extension ProductRows {
  /// More multiplications than these take longer than a second or two.
  static var maximumMultiplications: Double { 0x1p35 }

  /// Whether so many products take too long to be made for a picture alone.
  var areMany: Bool {
    Double(rows) * Double(columns) * Double(factor.columns) > Self.maximumMultiplications
  }

  /// The products in so many rows and columns: the mean of each block where the products of none differ, which
  /// are the products of the means of F's rows; else those of one row for each block.
  /// - Parameters:
  ///   - extent: what the products reach, all of which are finite.
  ///   - wanted: `mean`, or nil for the filter that suits the blocks.
  /// - Throws: where a row cannot be had.
  func reduced(
    _ extent: ValueExtent, scale: ColorScale, wanted: ReductionFilter?, rows: Int, columns: Int,
    maximumMultiplications: Double = Self.maximumMultiplications
  ) throws(RowSourceError) -> ReducedCells {
    let strips = BlockStrips(
      of: self, rows: rows, atMost: maximumMultiplications / Double(factor.columns))
    let sample = ReducedCells(
      try CellBlocks(strips, rows: strips.count, columns: columns), scale: scale, wanted: wanted,
      hasPeaks: false)
    var cells = sample
    cells.matrix =
      sample.filter == .mean
      ? try means(rows: rows, columns: columns) : try picks(rows: rows, columns: columns)
    for index in cells.matrix.values.indices {
      cells.matrix.values[index] = min(
        max(cells.matrix.values[index], extent.minimum), extent.maximum)
    }
    return cells
  }

  /// The means of the products' blocks: taking means is linear.
  private func means(rows: Int, columns: Int) throws(RowSourceError) -> Matrix<Double> {
    try products(rows: rows, columns: columns) { count throws(RowSourceError) in
      let blocks = try CellBlocks(factor, rows: count, columns: factor.columns)
      return blocks.values(.mean)
    }
  }

  /// Of each block the product that stands for it where nothing is added up.
  private func picks(rows: Int, columns: Int) throws(RowSourceError) -> Matrix<Double> {
    try products(rows: rows, columns: columns) { count throws(RowSourceError) in
      var values: [Double] = []
      for row in CellBlocks.Side(blocks: count, cells: factor.rows).picks() {
        try factor.forEachBlock(of: row..<row + 1) { values += $0.row(0) }
      }
      return values
    }
  }

  /// The products of rows that stand for those of F.
  /// - Parameter row: so many of them, one after the other.
  private func products(
    rows: Int, columns: Int, of row: (Int) throws(RowSourceError) -> [Double]
  ) throws(RowSourceError) -> Matrix<Double> {
    func matrix(_ count: Int) throws(RowSourceError) -> Matrix<Double> {
      Matrix(rows: count, columns: factor.columns, values: try row(count))
    }
    let down = try matrix(rows)
    return down.timesTransposed(rows == columns ? down : try matrix(columns))
  }
}

/// Some of the rows of blocks that a matrix is cut into, from the first to the last, one below the other.
private struct BlockStrips: RowSource {
  let source: any RowSource
  /// Where each begins, and how many rows of the matrix it has.
  let starts: [Int]
  let height: Int

  var count: Int { starts.count }
  var rows: Int { count * height }
  var columns: Int { source.columns }

  /// - Parameter cells: how many cells of the matrix they have together, if that is one row of blocks or more.
  init(of source: any RowSource, rows: Int, atMost cells: Double) {
    let side = CellBlocks.Side(blocks: rows, cells: source.rows)
    self.source = source
    height = source.rows / rows
    let each = Double(height) * Double(source.columns)
    let count = max(1, min(rows, Int(min(cells / each, 64))))
    starts = (0..<count).map { side.range((2 * $0 + 1) * rows / (2 * count)).lowerBound }
  }

  func forEachBlock(
    of range: Range<Int>, _ body: (RowBlock) -> Void
  ) throws(RowSourceError) {
    for (index, start) in starts.enumerated() {
      let wanted = range.clamped(to: index * height..<(index + 1) * height)
      guard !wanted.isEmpty else { continue }
      let shift = start - index * height
      try source.forEachBlock(of: wanted.lowerBound + shift..<wanted.upperBound + shift, body)
    }
  }
}
