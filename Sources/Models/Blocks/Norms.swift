// Layer norm (Ba, Kiros and Hinton 2016) and root mean square norm (Zhang and Sennrich 2019).

internal import AttentionMath

extension Matrix<Float> {
  /// (x - mean) / √(variance + ε) · weight + bias for each row.
  /// - Parameters:
  ///   - weight: shape `[columns]`.
  ///   - bias: shape `[columns]`, or nil for none.
  func layerNormed(weight: [Float], bias: [Float]?, epsilon: Float) -> Matrix {
    var result = self
    result.changeRows { row in
      var (sum, squares) = (0.0, 0.0)
      for value in row { sum += Double(value) }
      let mean = sum / Double(row.count)
      for value in row { squares += (Double(value) - mean) * (Double(value) - mean) }
      let factor = Float(1 / (squares / Double(row.count) + Double(epsilon)).squareRoot())
      let center = Float(mean)
      for index in row.indices {
        row[index] = (row[index] - center) * factor * weight[index] + (bias?[index] ?? 0)
      }
    }
    return result
  }

  /// x / √(mean of x² + ε) · weight for each run of `weight.count` values of each row.
  /// - Parameter weight: shape `[columns]`, or a divisor of it, such as the size of a head.
  func rootMeanSquareNormed(weight: [Float], epsilon: Float) -> Matrix {
    var result = self
    let width = weight.count
    result.changeRows { row in
      for begin in stride(from: 0, to: row.count, by: width) {
        var squares = 0.0
        for index in begin..<begin + width { squares += Double(row[index]) * Double(row[index]) }
        let factor = Float(1 / (squares / Double(width) + Double(epsilon)).squareRoot())
        for index in 0..<width { row[begin + index] *= factor * weight[index] }
      }
    }
    return result
  }
}
