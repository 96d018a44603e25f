// A trained table of an image's patches, with or without rows for other tokens before them.

/// A learned table of vectors for the patches of an image (Dosovitskiy et al. 2021, "An image is
/// worth 16x16 words", section 3.1 and figure 7).
///
/// Rows before the patches are those of a class token, and of a distillation token in DeiT.
public struct LearnedPatches: PatchEncoding, Hashable {
  public static let name = "learned-2d"
  public static let summary = "a trained table of vectors, one for each patch of an image (ViT)"

  /// Shape `[prefix + patches, d_model]`.
  public let table: Matrix<Double>
  public let grid: PatchGrid
  public let prefixTokens: Int
  public var dimensions: Int { table.columns }

  /// - Parameters:
  ///   - table: shape `[prefix + patches, d_model]`, finite numbers; up to two rows stand before
  ///     the patches.
  ///   - grid: the patches; nil for the square that the rows make.
  /// - Throws: ``EncodingError`` when the table does not fit the grid or is not finite.
  public init(table: Matrix<Double>, grid: PatchGrid? = nil) throws(EncodingError) {
    guard table.columns >= 1 else {
      throw .tableShape(
        "table", rows: table.rows, columns: table.columns,
        expected: "[patches, d_model] of 1 or more each are needed")
    }
    try requireFinite(table, "table")
    let patches: PatchGrid
    if let grid {
      patches = grid
    } else {
      patches = try PatchGrid.square(rows: table.rows, columns: table.columns)
    }
    prefixTokens = try patches.prefixRows(of: table)
    self.table = table
    self.grid = patches
  }

  public static let parameters = [tableParameter, gridParameter]
  private static let tableParameter = EncodingParameter(
    "table", .table, nil, "the table of vectors, [patches, d_model]")
  private static let gridParameter = EncodingParameter(
    "grid", .grid, nil, "rows and columns of patches, a square without it")

  public init(options: EncodingOptions) throws(EncodingError) {
    let reader = try OptionReader(options, of: Self.name, taking: Self.parameters)
    let table = try reader.table(Self.tableParameter)
    if reader.text(Self.gridParameter) == nil {
      try self.init(table: table)
    } else {
      try self.init(table: table, grid: try reader.grid(Self.gridParameter))
    }
  }

  public var specification: EncodingSpecification { specification(.init("grid", "\(grid)")) }

  public func matrix(positions: Range<Int>) throws(EncodingError) -> Matrix<Double> {
    let count = try checkedCount(
      of: positions, within: knownPositions, meaning: "a grid of \(grid) has positions")
    guard count > 0 else { return Matrix(rows: 0, columns: dimensions) }
    let cells = positions.lowerBound * dimensions..<positions.upperBound * dimensions
    return Matrix(rows: count, columns: dimensions, values: Array(table.values[cells]))
  }
}

extension PatchGrid {
  /// How many rows of a table stand before this grid's patches: 0, 1 or 2.
  func prefixRows(of table: Matrix<Double>) throws(EncodingError) -> Int {
    let prefix = table.rows - patches
    guard (0...2).contains(prefix) else {
      throw .tableShape(
        "table", rows: table.rows, columns: table.columns,
        expected: "a grid of \(self) needs \(patches) rows, one more with a class token, or two; "
          + "give the table's own grid=ROWSxCOLUMNS")
    }
    return prefix
  }

  /// The square grid of a table with so many rows, up to two of them before the patches.
  static func square(rows: Int, columns: Int) throws(EncodingError) -> PatchGrid {
    for prefix in 0...2 where rows > prefix {
      let side = Int(Double(rows - prefix).squareRoot().rounded())
      if side * side == rows - prefix { return try PatchGrid(rows: side, columns: side) }
    }
    throw .tableShape(
      "table", rows: rows, columns: columns,
      expected: "no square of patches has so many rows; give grid=ROWSxCOLUMNS")
  }
}
