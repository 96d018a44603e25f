// Similarity against distance: what a matrix looks like along its diagonals, and from one row.

/// What the values of one diagonal, or of two at the same distance, have in common.
public struct DistanceSummary: Hashable, Sendable {
  /// How far the positions lie apart; column minus row where the sign is kept.
  public let distance: Int
  /// How many values there are at this distance.
  public let count: Int
  /// Their mean; NaN when one of them is NaN or infinite, as the next three are.
  public let mean: Double
  public let minimum: Double
  public let maximum: Double
  /// Their population standard deviation: 0 on a diagonal that is constant.
  public let standardDeviation: Double

  /// Maximum minus minimum.
  public var spread: Double { maximum - minimum }
}

/// One value at a distance.
public struct DistanceSample: Hashable, Sendable {
  /// Column minus the reference row.
  public let distance: Int
  public let value: Double

  public init(distance: Int, value: Double) {
    self.distance = distance
    self.value = value
  }
}

/// The values of a matrix against the distance of column and row.
///
/// - Parameters:
///   - matrix: any matrix, shape `[rows, columns]`; a similarity, or the weights of a head.
///   - signed: whether the diagonals above and below the main one are kept apart.
/// - Returns: one summary for each distance that occurs, by ascending distance; none for a matrix
///   without values.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func distanceProfile<Element: MatrixScalar>(
  of matrix: Matrix<Element>, signed: Bool = false
) -> [DistanceSummary] {
  guard matrix.rows > 0, matrix.columns > 0 else { return [] }
  let first = signed ? 1 - matrix.rows : 0
  let last = signed ? matrix.columns - 1 : max(matrix.rows, matrix.columns) - 1
  var sums = [DiagonalSum](repeating: DiagonalSum(), count: last - first + 1)
  matrix.values.withUnsafeBufferPointer { values in
    sums.withUnsafeMutableBufferPointer { sums in
      for row in 0..<matrix.rows {
        for column in 0..<matrix.columns {
          let distance = signed ? column - row : abs(column - row)
          sums[distance - first].add(Double(values[row * matrix.columns + column]))
        }
      }
    }
  }
  return sums.enumerated().map { $1.summary(distance: first + $0) }
}

/// One row of a matrix against the distance from that row, shape `[columns]`.
/// - Precondition: `row` is in `0..<matrix.rows`.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func referenceProfile<Element: MatrixScalar>(
  of matrix: Matrix<Element>, row: Int
) -> [DistanceSample] {
  precondition((0..<matrix.rows).contains(row), "no row \(row)")
  return matrix.row(row).enumerated().map { column, value in
    DistanceSample(distance: column - row, value: Double(value))
  }
}

/// Mean and spread in one pass. Sums are of differences from the first value, which keeps their
/// digits where values are alike and gives a spread of exactly 0 where they are equal.
private struct DiagonalSum {
  var count = 0
  var first = 0.0
  var sum = 0.0
  var squares = 0.0
  var minimum = Double.infinity
  var maximum = -Double.infinity

  mutating func add(_ value: Double) {
    if count == 0 { first = value }
    count += 1
    let difference = value - first
    sum += difference
    squares += difference * difference
    if value < minimum { minimum = value }
    if value > maximum { maximum = value }
  }

  func summary(distance: Int) -> DistanceSummary {
    let count = Double(count)
    let mean = first + sum / count
    let variance = max(0, (squares - sum * sum / count) / count)
    return DistanceSummary(
      distance: distance, count: self.count, mean: mean, minimum: mean.isNaN ? mean : minimum,
      maximum: mean.isNaN ? mean : maximum,
      standardDeviation: mean.isNaN ? mean : variance.squareRoot())
  }
}
