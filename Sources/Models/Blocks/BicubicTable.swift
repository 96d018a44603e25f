// Tables of positions over a grid, resized for images of another size by cubic convolution (Keys 1981,
// a = -0.75, as PyTorch has it).

internal import Glibc

/// Resizing of a table of positions.
enum BicubicTable {
  /// - Parameters:
  ///   - table: shape `[from.rows, from.columns, width]`.
  /// - Returns: shape `[to.rows, to.columns, width]`.
  static func resized(
    _ table: [Float], from: (rows: Int, columns: Int), to: (rows: Int, columns: Int), width: Int
  ) -> [Float] {
    if from == to { return table }
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

  /// For each new place the four old ones that it is made of, and their weights.
  private static func taps(_ old: Int, _ new: Int) -> [[(Int, Float)]] {
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
}
