// A matrix that knows how often its rows were read.

public import AttentionMath
public import FigureModel
import Synchronization

/// A matrix that counts how many of its rows were asked for.
public final class CountedRows: RowSource {
  private let matrix: Matrix<Double>
  private let count = Mutex(0)

  public init(_ matrix: Matrix<Double>) { self.matrix = matrix }

  public var rows: Int { matrix.rows }
  public var columns: Int { matrix.columns }
  public var read: Int { count.withLock { $0 } }

  public func forEachBlock(
    of range: Range<Int>, _ body: (RowBlock) -> Void
  ) throws(RowSourceError) {
    count.withLock { $0 += range.count }
    matrix.values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      body(
        RowBlock(
          rows: range.count, columns: columns, stride: columns,
          base: base + range.lowerBound * columns))
    }
  }
}
