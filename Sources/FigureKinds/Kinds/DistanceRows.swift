// The cells of a matrix that depends on the distance of row and column alone.

import FigureModel

/// A matrix whose value depends on the distance |row - column| alone.
struct DistanceRows: RowSource {
  /// The values at the distances n - 1, …, 1, 0, 1, …, n - 1: each row is a stretch of them.
  private let mirrored: [Double]
  let rows: Int

  var columns: Int { rows }
  var isSymmetric: Bool { true }

  /// - Parameter profile: the value at each distance from 0 on.
  init(profile: [Double]) {
    rows = profile.count
    mirrored = profile.dropFirst().reversed() + profile
  }

  func forEachBlock(of range: Range<Int>, _ body: (RowBlock) -> Void) {
    mirrored.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress, !range.isEmpty else { return }
      // Each row begins one value before the row above it.
      body(
        RowBlock(
          rows: range.count, columns: rows, stride: -1, base: base + rows - 1 - range.lowerBound))
    }
  }
}
