// A table that training made: nothing is computed, rows are looked up.

/// A learned table of vectors, one row a position (Gehring et al. 2017, section 3.1; BERT, GPT-2).
///
///     PE(pos) = table[firstRow + pos]
///
/// It ends where the table ends: no vector exists for a position beyond it.
public struct LearnedEncoding: TokenEncoding, Hashable {
  public static let name = "learned"
  public static let summary = "a trained table of vectors, one for each position"

  /// Shape `[rows, d_model]`.
  public let table: Matrix<Double>
  /// The row at which position 0 stands: 2 for OPT and BART, padding id + 1 for RoBERTa.
  public let firstRow: Int
  public var dimensions: Int { table.columns }
  /// The positions that the table has, rows before the first included as negative ones.
  public var knownPositions: Range<Int> { -firstRow..<table.rows - firstRow }

  /// - Parameters:
  ///   - table: shape `[rows, d_model]`, finite numbers.
  ///   - firstRow: the row at which position 0 stands.
  /// - Throws: ``EncodingError`` when the table is empty, is not finite, or has no such row.
  public init(table: Matrix<Double>, firstRow: Int = 0) throws(EncodingError) {
    guard table.rows >= 1, table.columns >= 1 else {
      throw .tableShape(
        "table", rows: table.rows, columns: table.columns,
        expected: "[positions, d_model] of 1 or more each are needed")
    }
    guard (0..<table.rows).contains(firstRow) else {
      throw .outOfRange(
        "first-row", Double(firstRow), rule: "the table has rows 0 to \(table.rows - 1)")
    }
    try requireFinite(table, "table")
    self.table = table
    self.firstRow = firstRow
  }

  public static let parameters = [tableParameter, firstRowParameter]
  private static let tableParameter = EncodingParameter(
    "table", .table, nil, "the table of vectors, [positions, d_model]")
  private static let firstRowParameter = EncodingParameter(
    "first-row", .integer, "0", "the row of the table at which position 0 stands")

  public init(options: EncodingOptions) throws(EncodingError) {
    let reader = try OptionReader(options, of: Self.name, taking: Self.parameters)
    try self.init(
      table: try reader.table(Self.tableParameter),
      firstRow: try reader.integer(Self.firstRowParameter))
  }

  public var specification: EncodingSpecification {
    specification(.init("first-row", firstRow))
  }

  public func matrix(positions: Range<Int>) throws(EncodingError) -> Matrix<Double> {
    let count = try checkedCount(
      of: positions, within: knownPositions, meaning: "the learned table has positions")
    guard count > 0 else { return Matrix(rows: 0, columns: dimensions) }
    let begin = (positions.lowerBound + firstRow) * dimensions
    return Matrix(
      rows: count, columns: dimensions,
      values: Array(table.values[begin..<begin + count * dimensions]))
  }
}
