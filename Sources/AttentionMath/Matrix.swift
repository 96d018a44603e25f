// A dense matrix, row by row. Nothing here knows what the numbers mean.

/// A dense matrix of shape `[rows, columns]`, stored row by row.
public struct Matrix<Element: BinaryFloatingPoint & Sendable>: Hashable, Sendable {
  public let rows: Int
  public let columns: Int
  /// The values, row by row: `rows * columns` of them.
  public var values: [Element]

  /// A matrix of these values.
  /// - Precondition: neither side is negative and `values.count == rows * columns`.
  public init(rows: Int, columns: Int, values: [Element]) {
    precondition(rows >= 0 && columns >= 0 && values.count == rows * columns)
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// A matrix that holds `value` everywhere.
  public init(rows: Int, columns: Int, repeating value: Element = 0) {
    self.init(
      rows: rows, columns: columns, values: Array(repeating: value, count: rows * columns))
  }

  /// A matrix whose value at each row and column is what `value` gives for it.
  public init(rows: Int, columns: Int, _ value: (_ row: Int, _ column: Int) -> Element) {
    self.init(
      rows: rows, columns: columns,
      values: Array(unsafeUninitializedCapacity: rows * columns) { buffer, count in
        for row in 0..<rows {
          for column in 0..<columns {
            buffer.initializeElement(at: row * columns + column, to: value(row, column))
          }
        }
        count = rows * columns
      })
  }

  @inlinable
  public subscript(row: Int, column: Int) -> Element {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  /// One row, shape `[columns]`.
  public func row(_ index: Int) -> ArraySlice<Element> {
    values[index * columns..<(index + 1) * columns]
  }

  /// Some rows, shape `[range.count, columns]`.
  public func rows(_ range: Range<Int>) -> Matrix {
    Matrix(
      rows: range.count, columns: columns,
      values: Array(values[range.lowerBound * columns..<range.upperBound * columns]))
  }

  /// One column, shape `[rows]`.
  public func column(_ index: Int) -> [Element] {
    (0..<rows).map { self[$0, index] }
  }

  /// Rows become columns: shape `[columns, rows]`.
  public var transposed: Matrix {
    Matrix(rows: columns, columns: rows) { self[$1, $0] }
  }
}
