// What many heads or layers have in common: their mean, their extremes, and the rollout.

/// How the weights of several heads, or layers, become one matrix.
public enum AttentionReduction: String, CaseIterable, Hashable, Sendable {
  case mean
  case max
  case min
}

/// The matrices combined element by element, shape as theirs.
///
/// NaN at a position of one of them makes that position NaN.
/// - Parameters:
///   - matrices: one or more of the same shape: heads of a layer, layers of a head, or both.
///   - reduction: how.
/// - Throws: ``AttentionError`` when there are none or their shapes differ.
public func combined<Element: MatrixScalar>(
  _ matrices: [Matrix<Element>], by reduction: AttentionReduction
) throws(AttentionError) -> Matrix<Element> {
  try checkShapes(matrices)
  var result = matrices[0]
  for matrix in matrices.dropFirst() {
    result.values.withUnsafeMutableBufferPointer { result in
      matrix.values.withUnsafeBufferPointer { accumulate($0, into: result, by: reduction) }
    }
  }
  return reduction == .mean ? result.scaled(by: 1 / Element(matrices.count)) : result
}

@specialized(where Element == Float)
@specialized(where Element == Double)
private func accumulate<Element: MatrixScalar>(
  _ values: UnsafeBufferPointer<Element>, into result: UnsafeMutableBufferPointer<Element>,
  by reduction: AttentionReduction
) {
  switch reduction {
  case .mean:
    for index in values.indices { result[index] += values[index] }
  case .max:
    for index in values.indices where values[index] > result[index] || values[index].isNaN {
      result[index] = values[index]
    }
  case .min:
    for index in values.indices where values[index] < result[index] || values[index].isNaN {
      result[index] = values[index]
    }
  }
}

/// Attention rollout (Abnar & Zuidema 2020): how much of each input token is in each token after
/// each layer, when attention is followed through the layers.
///
///     Â_l = rows of ((1 - r) A_l + r I), made to sum to 1
///     R_l = Â_l R_(l-1),  R_0 = Â_0
///
/// - Parameters:
///   - layers: the weights of each layer from the first to the last, its heads already combined
///     (``combined(_:by:)``); all of the same shape `[n, n]`.
///   - residual: r, the share of the residual connection, 0 … 1.
/// - Returns: R after each layer, shape `[n, n]` each; the last is the rollout of all. Rows sum to
///   1; a row of only zeros stays one.
/// - Throws: ``AttentionError`` when there are no layers, one is not square, or shapes differ.
public func rollout<Element: MatrixScalar>(
  of layers: [Matrix<Element>], residual: Double = 0.5
) throws(AttentionError) -> [Matrix<Element>] {
  try checkShapes(layers)
  let side = layers[0].rows
  guard side == layers[0].columns else {
    throw .notSquare(rows: side, columns: layers[0].columns)
  }
  guard residual >= 0, residual <= 1 else { throw .residualOutOfRange(residual) }
  try requireMemory(rows: side, columns: side, matrices: layers.count + 1, of: Element.self)
  var results: [Matrix<Element>] = []
  for layer in layers {
    var mixed = layer.scaled(by: Element(1 - residual))
    for row in 0..<side {
      mixed[row, row] += Element(residual)
      let sum = mixed.row(row).reduce(0, +)
      guard sum != 0 else { continue }
      for column in 0..<side { mixed[row, column] /= sum }
    }
    results.append(results.last.map { mixed.times($0) } ?? mixed)
  }
  return results
}
