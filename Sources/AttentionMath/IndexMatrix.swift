// A matrix of whole numbers, for indices into tables: buckets and clipped distances.

/// A matrix of whole numbers, shape `[rows, columns]`, stored row by row.
public struct IndexMatrix: Hashable, Sendable {
  public let rows: Int
  public let columns: Int
  public let values: [Int]

  /// A matrix whose value at each row and column is what `value` gives for it.
  /// - Precondition: neither side is negative.
  public init(rows: Int, columns: Int, _ value: (_ row: Int, _ column: Int) -> Int) {
    precondition(rows >= 0 && columns >= 0)
    self.rows = rows
    self.columns = columns
    var values: [Int] = []
    values.reserveCapacity(rows * columns)
    for row in 0..<rows {
      for column in 0..<columns { values.append(value(row, column)) }
    }
    self.values = values
  }

  public subscript(row: Int, column: Int) -> Int { values[row * columns + column] }

  /// The same numbers for a figure or a file of numbers; exact below 2^53.
  public var matrix: Matrix<Double> {
    Matrix(rows: rows, columns: columns, values: values.map(Double.init))
  }
}
