// A large matrix whose rows are shown as columns, without ever being held.

/// The transpose of a matrix whose rows are read, or computed, when they are wanted.
///
/// What does not ask for an order, such as what all values reach, goes through the rows of ``base``.
public struct TransposedRows: RowSource {
  /// The matrix as it is.
  public let base: any RowSource

  public init(_ base: any RowSource) { self.base = base }

  public var rows: Int { base.columns }
  public var columns: Int { base.rows }
  public var isSymmetric: Bool { base.isSymmetric }
  public var heldBytes: Int { base.heldBytes }

  /// How many values are turned at a time, 32 MiB of them.
  private static let maximumTransposedValues = 1 << 22

  /// Rows are the base's columns, some of which are taken together from each pass through its rows.
  public func forEachBlock(
    of range: Range<Int>, _ body: (RowBlock) -> Void
  ) throws(RowSourceError) {
    let width = max(1, Self.maximumTransposedValues / max(1, columns))
    for first in stride(from: range.lowerBound, to: range.upperBound, by: width) {
      let strip = first..<min(first + width, range.upperBound)
      var turned = [Double](repeating: 0, count: strip.count * columns)
      for row in 0..<base.rows {
        try base.forEachPart(ofRow: row) { start, part in
          let wanted = strip.clamped(to: start..<start + part.columns)
          guard !wanted.isEmpty else { return }
          part.withRow(0) { values in
            for column in wanted {
              turned[(column - first) * columns + row] = values[column - start]
            }
          }
        }
      }
      turned.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return }
        body(RowBlock(rows: strip.count, columns: columns, stride: columns, base: base))
      }
    }
  }

  public func forEachPart(
    ofRow row: Int, _ body: (_ firstColumn: Int, RowBlock) -> Void
  ) throws(RowSourceError) {
    guard hasLongRows else { return try forEachBlock(of: row..<row + 1) { body(0, $0) } }
    var first = 0
    // Of few columns, as a matrix of so many rows has, a whole row is little.
    try base.forEachBlock(of: 0..<base.rows) { block in
      let values = (0..<block.rows).map { line in block.withRow(line) { $0[row] } }
      values.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        body(first, RowBlock(rows: 1, columns: values.count, stride: values.count, base: base))
      }
      first += block.rows
    }
  }
}

extension RowSource {
  /// The rows to go through where their order does not matter.
  public var inAnyOrder: any RowSource { (self as? TransposedRows)?.base ?? self }
}
