// The grid of patches that an image is cut into.

/// Rows and columns of patches; patches count row by row from 0.
public struct PatchGrid: Hashable, Sendable, CustomStringConvertible {
  public let rows: Int
  public let columns: Int

  /// - Throws: ``EncodingError/badGrid(_:)`` for sides below 1 or above 1048576.
  public init(rows: Int, columns: Int) throws(EncodingError) {
    let sides = 1...1_048_576
    guard sides.contains(rows), sides.contains(columns) else {
      throw .badGrid("\(rows)x\(columns)")
    }
    self.rows = rows
    self.columns = columns
  }

  /// Reads `14x14`, rows first.
  /// - Throws: ``EncodingError/badGrid(_:)``.
  public init(_ text: String) throws(EncodingError) {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false)
    guard sides.count == 2, let rows = Int(sides[0]), let columns = Int(sides[1]) else {
      throw .badGrid(text)
    }
    try self.init(rows: rows, columns: columns)
  }

  /// The number of patches.
  public var patches: Int { rows * columns }

  /// The row and the column of a patch.
  public func location(of patch: Int) -> (row: Int, column: Int) {
    (patch / columns, patch % columns)
  }

  public var description: String { "\(rows)x\(columns)" }
}

extension PatchEncoding {
  /// The positions there are: those of other tokens, and then the patches.
  public var knownPositions: Range<Int> { 0..<prefixTokens + grid.patches }

  /// The vectors of all positions, shape `[prefix + patches, d_model]`.
  /// - Throws: ``EncodingError`` when memory would not do.
  public func matrix() throws(EncodingError) -> Matrix<Double> {
    try matrix(positions: knownPositions)
  }

  /// The row and the column of a position's patch; nil for a position before the patches.
  public func location(of position: Int) -> (row: Int, column: Int)? {
    position < prefixTokens ? nil : grid.location(of: position - prefixTokens)
  }

  /// The matrix of these positions, each patch's row filled by `vector`; others are 0.
  func matrix(
    positions: Range<Int>,
    _ vector: (_ row: Int, _ column: Int, _ values: inout [Double]) -> Void
  ) throws(EncodingError) -> Matrix<Double> {
    let count = try checkedCount(
      of: positions, within: knownPositions, meaning: "a grid of \(grid) has positions")
    var values: [Double] = []
    values.reserveCapacity(count * dimensions)
    for position in positions {
      if let (row, column) = location(of: position) {
        vector(row, column, &values)
      } else {
        values.append(contentsOf: repeatElement(0, count: dimensions))
      }
    }
    return Matrix(rows: count, columns: dimensions, values: values)
  }
}
