// Matrices too large to be held: their rows come one after the other, as often as they are wanted.

public import AttentionMath

/// A matrix whose rows are read, or computed, when they are wanted.
public protocol CellSource: Sendable {
  var rows: Int { get }
  var columns: Int { get }

  /// Calls `body` with each row, from the first to the last.
  /// - Throws: `CellSourceError` where a row cannot be had.
  func forEachRow(_ body: (UnsafeBufferPointer<Double>) -> Void) throws(CellSourceError)
}

/// Why rows cannot be had.
public struct CellSourceError: Error, Hashable, Sendable, CustomStringConvertible {
  public var description: String

  public init(_ description: String) { self.description = description }
}

/// What can be said of a matrix' values without holding them.
public struct CellSummary: Hashable, Sendable {
  /// The least and the greatest finite value; +∞ and −∞ where there is none.
  public private(set) var least = Double.infinity
  public private(set) var greatest = -Double.infinity
  public private(set) var nan = 0
  public private(set) var positiveInfinity = 0
  public private(set) var negativeInfinity = 0

  public init() {}

  /// The summary of values.
  public init(_ values: some Sequence<Double>) {
    for value in values { add(value) }
  }

  /// The summary of every value of a source, in one pass.
  public init(_ source: any CellSource) throws(CellSourceError) {
    var summary = CellSummary()
    try source.forEachRow { row in
      for value in row { summary.add(value) }
    }
    self = summary
  }

  private mutating func add(_ value: Double) {
    if value.isFinite {
      least = min(least, value)
      greatest = max(greatest, value)
    } else if value.isNaN {
      nan += 1
    } else if value > 0 {
      positiveInfinity += 1
    } else {
      negativeInfinity += 1
    }
  }
}

/// The cells of a heat map: a matrix, or the source of one.
public enum Cells: Sendable {
  case matrix(Matrix<Double>)
  case streamed(any CellSource, CellSummary)

  public var rows: Int {
    switch self {
    case .matrix(let matrix): matrix.rows
    case .streamed(let source, _): source.rows
    }
  }

  public var columns: Int {
    switch self {
    case .matrix(let matrix): matrix.columns
    case .streamed(let source, _): source.columns
    }
  }
}
