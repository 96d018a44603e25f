// Positions of models that count tokens from after the number of padding (RoBERTa, M2M-100): padding
// itself stands at that number and is not counted.

/// The row of the table of positions for each token.
struct PaddedPositions: Sendable {
  /// Padding's number, which is its row.
  let padding: Int
  let rows: [Int]

  init(_ ids: [Int], padding: Int) {
    self.padding = padding
    var last = padding
    rows = ids.map { id in
      guard id != padding else { return padding }
      last += 1
      return last
    }
  }
}
