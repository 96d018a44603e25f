// Softmax over rows. The loops themselves are in CKernels, where they are turned into vectors.

internal import CKernels
internal import RealModule

/// The softmax of a list of scores, shape `[n]`: exp(x - max) over the sum of all of these.
///
/// Stable for any finite scores, as the largest exponential is 1. A score of -∞ gets the weight 0.
/// When every score is -∞ every weight is 0: a query that is masked whole attends to nothing.
/// NaN or +∞ makes every weight NaN. An empty list stays empty. A weight is within
/// (4 + (max - x) / 2) epsilon of the exact one, relatively; where its exponential is below the
/// smallest normal number it is 0.
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

/// Replaces one row of scores, of `count` values, by the softmax of the scores times `factor`.
func softmaxRow<Element: MatrixScalar>(
  _ row: UnsafeMutablePointer<Element>, count: Int, factor: Element = 1
) {
  if let row = row as? UnsafeMutablePointer<Float>, let factor = factor as? Float {
    attn_softmax_f32(row, count, factor)
  } else if let row = row as? UnsafeMutablePointer<Double>, let factor = factor as? Double {
    attn_softmax_f64(row, count, factor)
  } else {
    softmaxRowPlainly(row, count: count, factor: factor)
  }
}

/// The softmax of one row by its definition, in three passes; for other number types.
func softmaxRowPlainly<Element: MatrixScalar>(
  _ row: UnsafeMutablePointer<Element>, count: Int, factor: Element
) {
  // 1. The maximum score. NaN is passed over here and shows in the sum.
  var maximum = -Element.infinity
  for index in 0..<count {
    row[index] *= factor
    if row[index] > maximum { maximum = row[index] }
  }
  // All masked: the differences below would be NaN, and 0 stands for "nothing".
  let shift = maximum == -.infinity ? 0 : maximum

  // 2. The exponentials and their sum.
  var sum: Element = 0
  for index in 0..<count {
    row[index] = Element.exp(row[index] - shift)
    sum += row[index]
  }

  // 3. The shares.
  guard sum != 0 else { return }
  for index in 0..<count { row[index] /= sum }
}
