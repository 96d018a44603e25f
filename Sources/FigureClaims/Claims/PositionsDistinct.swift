// No two positions share a vector.

import AttentionMath
public import FigureKinds
public import FigureModel

/// Any two positions have different vectors.
public enum PositionsDistinct: Claim {
  public static let id = "positions-distinct"
  public static let statement = Localized(
    en: "No two positions share a vector.", zh: "任意两个位置的向量都不相同。")

  /// More than these are not compared each with each: their number of pairs grows with the square.
  private static let mostRows = 4096

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let values = subject.encodedValues, values.areWholeVectors,
      values.matrix.rows >= 2, !repeats(values)
    else { return nil }
    let count = min(values.matrix.rows, mostRows)
    let pairs = count * (count - 1) / 2
    return Measurement(
      minimumDistance(values.matrix, rows: count), within: 1e-12, .above(1e-6),
      Localized(
        en: "least |PE(a) − PE(b)| over \(pairs) pairs of \(count) positions",
        zh: "\(count) 个位置共 \(pairs) 对中 |PE(a) − PE(b)| 的最小值"))
  }

  /// Whether the encoding has one vector for positions so far apart: NeRF's octaves are whole turns of the
  /// length, which `encoding-repeats` says of them.
  private static func repeats(_ values: EncodedValues) -> Bool {
    guard let octaves = values.encoding as? FourierFeatures, octaves.convention == .paper,
      let least = values.positions.min(), let greatest = values.positions.max()
    else { return false }
    return greatest - least >= octaves.length - 1
  }

  /// The least Euclidean distance between two of the first `rows` rows; NaN where a value is NaN.
  static func minimumDistance(_ matrix: Matrix<Double>, rows: Int) -> Double {
    guard !matrix.values.contains(where: \.isNaN) else { return .nan }
    let columns = matrix.columns
    return matrix.values.withUnsafeBufferPointer { values in
      var minimum = Double.infinity
      for a in 0..<rows {
        for b in (a + 1)..<max(rows, a + 1) {
          var sum = 0.0
          var column = 0
          // What is already farther apart than the nearest pair need not be summed to its end.
          while column < columns, sum < minimum {
            let end = min(columns, column + 16)
            while column < end {
              let difference = values[a * columns + column] - values[b * columns + column]
              sum += difference * difference
              column += 1
            }
          }
          minimum = min(minimum, sum)
        }
      }
      return minimum.squareRoot()
    }
  }
}
