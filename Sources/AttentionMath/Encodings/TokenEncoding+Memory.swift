// The size of a token encoding's matrix, checked before it is made.

extension TokenEncoding {
  /// The number of positions, after it is sure that `[positions, d_model]` fits in memory.
  func checkedCount(of positions: Range<Int>) throws(EncodingError) -> Int {
    let (count, overflow) = positions.upperBound.subtractingReportingOverflow(positions.lowerBound)
    try requireMemory(rows: overflow ? .max : count, columns: dimensions)
    return count
  }

  /// As ``checkedCount(of:)``, for an encoding that knows certain positions alone.
  func checkedCount(
    of positions: Range<Int>, within known: Range<Int>, meaning: String
  ) throws(EncodingError) -> Int {
    let count = try checkedCount(of: positions)
    guard count > 0 else { return 0 }
    for edge in [positions.lowerBound, positions.upperBound - 1] where !known.contains(edge) {
      throw .positionOutside(edge, known: known, meaning: meaning)
    }
    return count
  }
}
