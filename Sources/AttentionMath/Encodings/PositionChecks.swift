// How far out positions may lie.

/// Refuses positions that are not exact in a Double, and those whose angles are beyond 2^53, where a
/// Double's steps exceed a turn's parts.
/// - Parameter fastest: the maximum frequency in radians per position.
func checkPositions(_ positions: Range<Int>, fastest: Double = 1) throws(EncodingError) {
  guard let last = positions.last else { return }
  let farthest = max(positions.lowerBound.magnitude, last.magnitude)
  guard Double(farthest) * max(1, fastest) < 0x1p53 else {
    throw .positionTooFar(
      first: positions.lowerBound,
      count: positions.upperBound.subtractingReportingOverflow(positions.lowerBound).partialValue)
  }
}

/// As ``checkPositions(_:fastest:)``, for positions in any order.
func checkPositions(_ positions: [Int], fastest: Double = 1) throws(EncodingError) {
  for position in positions
  where !(Double(position.magnitude) * max(1, fastest) < 0x1p53) {
    throw .positionTooFar(first: position, count: nil)
  }
}
