// Tables of positions over a grid, resized for images of another size by cubic convolution (Keys 1981) as
// PyTorch has it: a = -0.75, or with antialiasing a = -0.5 and a filter that widens where grids shrink.

internal import Glibc

/// Resizing of a table of positions.
enum BicubicTable {
  /// - Parameters:
  ///   - table: shape `[from.rows, from.columns, width]`.
  ///   - isAntialiased: whether by the filter that widens.
  /// - Returns: shape `[to.rows, to.columns, width]`.
  static func resized(
    _ table: [Float], from: (rows: Int, columns: Int), to: (rows: Int, columns: Int), width: Int,
    isAntialiased: Bool = false
  ) -> [Float] {
    if from == to { return table }
    let taps = isAntialiased ? wideTaps : fourTaps
    let rowTaps = taps(from.rows, to.rows)
    let columnTaps = taps(from.columns, to.columns)
    var result = [Float](repeating: 0, count: to.rows * to.columns * width)
    for row in 0..<to.rows {
      for column in 0..<to.columns {
        let start = (row * to.columns + column) * width
        for (y, yWeight) in rowTaps[row] {
          for (x, xWeight) in columnTaps[column] {
            let source = (y * from.columns + x) * width
            for index in 0..<width {
              result[start + index] += yWeight * xWeight * table[source + index]
            }
          }
        }
      }
    }
    return result
  }

  /// For each new position the four old ones that it is made of, and their weights.
  private static func fourTaps(_ old: Int, _ new: Int) -> [[(Int, Float)]] {
    let a = -0.75
    return (0..<new).map { location in
      let center = (Double(location) + 0.5) * Double(old) / Double(new) - 0.5
      let first = floor(center)
      let t = center - first
      func near(_ x: Double) -> Double { ((a + 2) * x - (a + 3)) * x * x + 1 }
      func far(_ x: Double) -> Double { ((a * x - 5 * a) * x + 8 * a) * x - 4 * a }
      let weights = [far(t + 1), near(t), near(1 - t), far(2 - t)]
      return weights.enumerated().map { index, weight in
        (min(max(Int(first) + index - 1, 0), old - 1), Float(weight))
      }
    }
  }

  /// For each new position all old ones within reach of the filter, and their weights, which sum to 1.
  private static func wideTaps(_ old: Int, _ new: Int) -> [[(Int, Float)]] {
    let scale = Double(old) / Double(new)
    let widening = max(scale, 1)
    func weight(_ distance: Double) -> Double {
      let x = abs(distance)
      if x < 1 { return (1.5 * x - 2.5) * x * x + 1 }
      if x < 2 { return ((-0.5 * x + 2.5) * x - 4) * x + 2 }
      return 0
    }
    return (0..<new).map { location in
      let center = (Double(location) + 0.5) * scale
      let first = max(0, Int(center - 2 * widening + 0.5))
      let end = max(first, min(old, Int(center + 2 * widening + 0.5)))
      let weights = (first..<end).map { weight((Double($0) - center + 0.5) / widening) }
      let sum = weights.reduce(0, +)
      return weights.enumerated().map { (first + $0, Float($1 / sum)) }
    }
  }
}
