// The steps from a model's products of queries and keys to what its softmax is taken of.

import AttentionMath
import Models
private import RealModule

/// The scores of one head of a model, step by step; matrices of shape `[queries, keys]`.
struct ModelScores {
  /// Q Kᵀ.
  let products: Matrix<Double>
  /// What they are multiplied by.
  let scale: Double
  let scaled: Matrix<Double>
  let softCap: Double?
  /// What is added for the distance of a key; nil where nothing is.
  let addition: Matrix<Double>?
  /// What the mask hides or lets through.
  let biased: Matrix<Double>
  /// The positions that it hides; nil where there are none.
  let hidden: BooleanMatrix?

  /// - Parameters:
  ///   - query: shape `[queries, d_k]`, as it entered the product.
  ///   - key: shape `[keys, d_k]`.
  ///   - scores: what the softmax was taken of: -∞ where a mask hides a key.
  ///   - rule: what the model does to products.
  init(query: Matrix<Double>, key: Matrix<Double>, scores: Matrix<Double>, _ rule: ScoreRule?) {
    let scale = rule.map { Double($0.scale) } ?? 1 / Double(max(query.columns, 1)).squareRoot()
    let softCap = rule?.softCap.map(Double.init)
    let products = query.times(key.transposed)
    func each(_ matrix: Matrix<Double>, _ change: (Double) -> Double) -> Matrix<Double> {
      Matrix(rows: matrix.rows, columns: matrix.columns, values: matrix.values.map(change))
    }
    let scaled = each(products) { $0 * scale }
    let capped = softCap.map { cap in each(scaled) { cap * Double.tanh($0 / cap) } } ?? scaled
    // What the model added under its mask is gone: there the bias is not known.
    var biased = capped
    for index in scores.values.indices where scores.values[index].isFinite {
      biased.values[index] = scores.values[index]
    }
    (self.products, self.scale, self.scaled, self.softCap) = (products, scale, scaled, softCap)
    self.biased = biased
    addition =
      rule?.hasBias != true
      ? nil
      : Matrix(
        rows: scores.rows, columns: scores.columns,
        values: zip(biased.values, capped.values).map { $0 - $1 })
    let isHidden = scores.values.map { $0 == -.infinity }
    hidden =
      isHidden.contains(true)
      ? BooleanMatrix(rows: scores.rows, columns: scores.columns, values: isHidden) : nil
  }
}
