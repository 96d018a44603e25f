// Softmax over rows, in three passes: the greatest value, the exponentials and their sum, the
// quotients.

internal import RealModule

/// The softmax of a list of scores, shape `[n]`: exp(x - max) over the sum of all of these.
///
/// Stable for any finite scores, as the greatest exponential is 1. A score of -∞ gets the weight 0.
/// When every score is -∞ every weight is 0: a query that is masked whole attends to nothing.
/// NaN or +∞ makes every weight NaN. An empty list stays empty.
public func softmax<Element: MatrixScalar>(_ scores: [Element]) -> [Element] {
  var weights = scores
  weights.withUnsafeMutableBufferPointer { buffer in
    guard let base = buffer.baseAddress else { return }
    softmaxRow(base, count: buffer.count)
  }
  return weights
}

extension Matrix where Element: MatrixScalar {
  /// The softmax of each row, shape `[rows, columns]`; its edges are those of ``softmax(_:)``.
  public var softmaxOfRows: Matrix {
    var weights = self
    weights.values.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress, columns > 0 else { return }
      for row in 0..<rows { softmaxRow(base + row * columns, count: columns) }
    }
    return weights
  }
}

/// Replaces one row of scores, of `count` values, by its softmax.
@specialized(where Element == Float)
@specialized(where Element == Double)
func softmaxRow<Element: MatrixScalar>(_ row: UnsafeMutablePointer<Element>, count: Int) {
  // 1. The greatest score. NaN is passed over here and shows in the sum.
  var greatest = -Element.infinity
  for index in 0..<count where row[index] > greatest { greatest = row[index] }
  // All masked: the differences below would be NaN, and 0 stands for "nothing".
  let shift = greatest == -.infinity ? 0 : greatest

  // 2. The exponentials and their sum.
  var sum: Element = 0
  for index in 0..<count {
    let value = Element.exp(row[index] - shift)
    row[index] = value
    sum += value
  }

  // 3. The quotients.
  let divisor = sum == 0 ? 1 : sum
  for index in 0..<count { row[index] /= divisor }
}
