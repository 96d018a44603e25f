// Parts of tables that hold several things one below the other.

import AttentionMath

extension Matrix {
  /// Some rows, shape `[range.count, columns]`.
  func rows(_ range: Range<Int>) -> Matrix {
    Matrix(
      rows: range.count, columns: columns,
      values: Array(values[range.lowerBound * columns..<range.upperBound * columns]))
  }
}
