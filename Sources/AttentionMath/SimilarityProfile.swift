// Similarity against distance: what a matrix looks like along its diagonals, and from one row.

/// What the values of one diagonal, or of two at the same distance, have in common.
public struct DistanceSummary: Hashable, Sendable {
  /// How far the positions lie apart; column minus row where the sign is kept.
  public let distance: Int
  /// How many values there are at this distance.
  public let count: Int
  /// Their mean; NaN when one of them is NaN, as the next three are.
  public let mean: Double
  public let least: Double
  public let greatest: Double
  /// Their population standard deviation: 0 on a diagonal that is constant.
  public let standardDeviation: Double

  /// Greatest minus least.
  public var spread: Double { greatest - least }
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
public func distanceProfile<Element: MatrixScalar>(
  of matrix: Matrix<Element>, signed: Bool = false
) -> [DistanceSummary] {
  guard matrix.rows > 0, matrix.columns > 0 else { return [] }
  let first = 1 - matrix.rows
  let last = matrix.columns - 1
  let distances = signed ? first...last : 0...max(-first, last)
  return distances.map { distance in
    var sum = DiagonalSum()
    let offsets = signed || distance == 0 ? [distance] : [distance, -distance]
    for offset in offsets {
      // Row r meets column r + offset while both are inside.
      let begin = max(0, -offset)
      let end = max(begin, min(matrix.rows, matrix.columns - offset))
      for row in begin..<end { sum.add(Double(matrix[row, row + offset])) }
    }
    return sum.summary(distance: distance)
  }
}

/// One row of a matrix against the distance from that row, shape `[columns]`.
/// - Precondition: `row` is in `0..<matrix.rows`.
public func referenceProfile<Element: MatrixScalar>(
  of matrix: Matrix<Element>, row: Int
) -> [DistanceSample] {
  precondition((0..<matrix.rows).contains(row), "no row \(row)")
  return matrix.row(row).enumerated().map { column, value in
    DistanceSample(distance: column - row, value: Double(value))
  }
}

/// Mean and spread in one pass (Welford 1962), which keeps its digits where values are alike.
private struct DiagonalSum {
  var count = 0
  var mean = 0.0
  var squares = 0.0
  var least = Double.infinity
  var greatest = -Double.infinity

  mutating func add(_ value: Double) {
    count += 1
    let before = value - mean
    mean += before / Double(count)
    squares += before * (value - mean)
    least = value < least || value.isNaN ? value : least
    greatest = value > greatest || value.isNaN ? value : greatest
  }

  func summary(distance: Int) -> DistanceSummary {
    DistanceSummary(
      distance: distance, count: count, mean: mean, least: mean.isNaN ? mean : least,
      greatest: mean.isNaN ? mean : greatest,
      standardDeviation: count == 0 ? .nan : (squares / Double(count)).squareRoot())
  }
}
