// A matrix in memory as the layout reads matrices.

internal import AttentionMath
internal import FigureModel

/// A matrix in memory as a source of rows.
struct HeldMatrix: RowSource {
  let matrix: Matrix<Double>

  var rows: Int { matrix.rows }
  var columns: Int { matrix.columns }

  func forEachBlock(
    of range: Range<Int>, _ body: (RowBlock) -> Void
  ) throws(RowSourceError) {
    guard !range.isEmpty, columns > 0 else { return }
    matrix.values.withUnsafeBufferPointer {
      body(
        RowBlock(
          rows: range.count, columns: columns, stride: columns,
          base: $0.baseAddress! + range.lowerBound * columns))
    }
  }
}
