// Matrices too large to be held: their rows come one after the other, as often as they are wanted.

public import AttentionMath

/// Some rows of a matrix that follow each other.
public struct RowBlock {
  /// Where the first value of the first row lies.
  public enum Values {
    case doubles(UnsafePointer<Double>)
    /// Numbers that stay as short as they are stored: half of the memory to go through.
    case floats(UnsafePointer<Float>)
  }

  public let rows: Int
  public let columns: Int
  /// How many values lie between the beginnings of two rows; negative where rows run backwards.
  public let stride: Int
  public let values: Values

  /// - Precondition: `columns` values lie at the beginning of each row.
  public init(rows: Int, columns: Int, stride: Int, base: UnsafePointer<Double>) {
    self.init(rows: rows, columns: columns, stride: stride, values: .doubles(base))
  }

  /// - Precondition: `columns` values lie at the beginning of each row.
  public init(rows: Int, columns: Int, stride: Int, values: Values) {
    self.rows = rows
    self.columns = columns
    self.stride = stride
    self.values = values
  }

  /// The values of one row of the block.
  public func row(_ row: Int) -> [Double] {
    switch values {
    case .doubles(let base):
      Array(UnsafeBufferPointer(start: base + row * stride, count: columns))
    case .floats(let base):
      UnsafeBufferPointer(start: base + row * stride, count: columns).map(Double.init)
    }
  }

  /// Calls `body` with the values of one row.
  public func withRow<Result>(
    _ row: Int, _ body: (UnsafeBufferPointer<Double>) -> Result
  ) -> Result {
    switch values {
    case .doubles(let base):
      body(UnsafeBufferPointer(start: base + row * stride, count: columns))
    case .floats: self.row(row).withUnsafeBufferPointer(body)
    }
  }

  /// What the values of one row reach.
  public func extent(ofRow row: Int) -> ValueExtent {
    var extent = ValueExtent()
    switch values {
    case .doubles(let base):
      extent.add(UnsafeBufferPointer(start: base + row * stride, count: columns))
    case .floats(let base):
      extent.add(UnsafeBufferPointer(start: base + row * stride, count: columns))
    }
    return extent
  }

  /// The sum of the values of one row.
  public func sum(ofRow row: Int) -> Double {
    switch values {
    case .doubles(let base):
      AttentionMath.sum(UnsafeBufferPointer(start: base + row * stride, count: columns))
    case .floats(let base):
      AttentionMath.sum(UnsafeBufferPointer(start: base + row * stride, count: columns))
    }
  }
}

/// A matrix whose rows are read, or computed, when they are wanted.
public protocol RowSource: Sendable {
  var rows: Int { get }
  var columns: Int { get }
  /// Whether the matrix is its own transpose, bit for bit.
  var isSymmetric: Bool { get }
  /// The memory that the source itself takes, in bytes.
  var heldBytes: Int { get }

  /// Calls `body` with the rows of a range, from the first to the last, some of them at a time.
  ///
  /// Several threads may ask for rows at the same time.
  /// - Throws: `RowSourceError` where a row cannot be had.
  /// - Precondition: the range lies within `0..<rows`.
  func forEachBlock(
    of range: Range<Int>, _ body: (RowBlock) -> Void
  ) throws(RowSourceError)

  /// Calls `body` with the parts of one row, from the first to the last, and the column that each
  /// begins at: for rows of which one alone is too long to be held.
  /// - Throws: `RowSourceError` where the row cannot be had.
  /// - Precondition: `row` lies within `0..<rows`.
  func forEachPart(
    ofRow row: Int, _ body: (_ firstColumn: Int, RowBlock) -> Void
  ) throws(RowSourceError)

  /// The minimum value above 0, or that there is none, where it is known; nil where rows have to be gone
  /// through for it.
  func knownMinimumPositive() -> Double??

  /// How many cells lie beyond a scale, where that is known; nil where rows have to be gone through for it.
  /// - Parameter extent: what the cells reach.
  func outOfRangeCounts(_ scale: ColorScale, _ extent: ValueExtent) -> OutOfRangeCounts?
}

/// How many finite values a colour scale shows in its first or last colour.
public struct OutOfRangeCounts: Hashable, Sendable {
  public private(set) var below: Int
  public private(set) var above: Int
  /// How many of those below are 0 or less on a logarithmic scale.
  public private(set) var withoutLogarithm: Int

  public init(below: Int = 0, above: Int = 0, withoutLogarithm: Int = 0) {
    (self.below, self.above, self.withoutLogarithm) = (below, above, withoutLogarithm)
  }

  /// Counts in values.
  /// - Parameter isLog: whether the scale is logarithmic.
  public mutating func count(
    _ values: UnsafeBufferPointer<Double>, from minimum: Double, to maximum: Double, isLog: Bool
  ) {
    for value in values where value.isFinite {
      if value < minimum {
        below += 1
        if isLog, value <= 0 { withoutLogarithm += 1 }
      } else if value > maximum {
        above += 1
      }
    }
  }

  public mutating func add(_ other: OutOfRangeCounts) {
    below += other.below
    above += other.above
    withoutLogarithm += other.withoutLogarithm
  }
}

extension RowSource {
  public var isSymmetric: Bool { false }
  public var heldBytes: Int { 0 }
  public func knownMinimumPositive() -> Double?? { nil }
  public func outOfRangeCounts(_ scale: ColorScale, _ extent: ValueExtent) -> OutOfRangeCounts? {
    nil
  }

  public func forEachPart(
    ofRow row: Int, _ body: (_ firstColumn: Int, RowBlock) -> Void
  ) throws(RowSourceError) {
    try forEachBlock(of: row..<row + 1) { body(0, $0) }
  }

  /// Whether one row alone is too long to be held beside others.
  public var hasLongRows: Bool { columns > longestHeldRow }

  /// Calls `body` with each row, from the first to the last.
  public func forEachRow(_ body: (UnsafeBufferPointer<Double>) -> Void) throws(RowSourceError) {
    try forEachBlock(of: 0..<rows) { block in
      for row in 0..<block.rows { block.withRow(row, body) }
    }
  }
}

extension RowSource {
  /// Calls `body` with all values in any order, a row or a part of one at a time.
  func forEachRun(_ body: (UnsafeBufferPointer<Double>) -> Void) throws(RowSourceError) {
    let source = inAnyOrder
    guard source.hasLongRows else { return try source.forEachRow(body) }
    for row in 0..<source.rows {
      try source.forEachPart(ofRow: row) { _, block in block.withRow(0, body) }
    }
  }
}

/// The rows of another source, which something is done or learnt with on their way.
public protocol WrappedRows: RowSource {
  /// The other source.
  var source: any RowSource { get }
}

extension WrappedRows {
  public var rows: Int { source.rows }
  public var columns: Int { source.columns }
  public var isSymmetric: Bool { source.isSymmetric }
  public var heldBytes: Int { source.heldBytes }

  public func forEachBlock(
    of range: Range<Int>, _ body: (RowBlock) -> Void
  ) throws(RowSourceError) {
    try source.forEachBlock(of: range, body)
  }

  public func forEachPart(
    ofRow row: Int, _ body: (_ firstColumn: Int, RowBlock) -> Void
  ) throws(RowSourceError) {
    try source.forEachPart(ofRow: row, body)
  }
}

/// The values of a row that may be in memory at once: 1 MiB of them.
public let longestHeldRow = 1 << 17

/// Several matrices of the same width, one below the other.
public struct StackedRows: RowSource {
  public let parts: [any RowSource]
  public let rows: Int
  public let columns: Int

  /// - Precondition: there is a part, and all have the same columns.
  public init(_ parts: [any RowSource]) {
    precondition(parts.allSatisfy { $0.columns == parts[0].columns })
    self.parts = parts
    rows = parts.reduce(0) { $0 + $1.rows }
    columns = parts[0].columns
  }

  public var heldBytes: Int { parts.reduce(0) { $0 + $1.heldBytes } }

  public func forEachPart(
    ofRow row: Int, _ body: (_ firstColumn: Int, RowBlock) -> Void
  ) throws(RowSourceError) {
    var row = row
    for part in parts {
      if row < part.rows { return try part.forEachPart(ofRow: row, body) }
      row -= part.rows
    }
  }

  public func forEachBlock(
    of range: Range<Int>, _ body: (RowBlock) -> Void
  ) throws(RowSourceError) {
    var first = 0
    for part in parts {
      let wanted = range.clamped(to: first..<first + part.rows)
      if !wanted.isEmpty {
        try part.forEachBlock(of: wanted.lowerBound - first..<wanted.upperBound - first, body)
      }
      first += part.rows
    }
  }
}

/// Why rows cannot be had.
public struct RowSourceError: Error, Hashable, Sendable, CustomStringConvertible {
  public var description: String

  public init(_ description: String) { self.description = description }
}

extension ValueExtent {
  /// The extent of every value of a source, in one pass on all cores.
  public init(_ source: any RowSource) throws(RowSourceError) {
    self.init()
    let source = source.inAnyOrder
    let pieces = min(64, source.rows)
    var whole = self
    try concurrently(
      pieces, work: Double(source.rows) * Double(source.columns) * 4
    ) { index throws(RowSourceError) in
      var extent = ValueExtent()
      let range = source.rows * index / pieces..<source.rows * (index + 1) / pieces
      guard !source.hasLongRows else {
        for row in range {
          try source.forEachPart(ofRow: row) { _, part in extent.add(part.extent(ofRow: 0)) }
        }
        return extent
      }
      try source.forEachBlock(of: range) { block in
        for row in 0..<block.rows { extent.add(block.extent(ofRow: row)) }
      }
      return extent
    } joinedBy: {
      whole.add($1)
    }
    self = whole
  }
}

/// A matrix F Fᵀ: its cells are the products of every two rows of F.
public protocol ProductRows: RowSource {
  /// F, shape `[rows, any]`.
  var factor: any RowSource { get }
}

/// The cells of a heat map: a matrix, or the source of one.
public enum MatrixRows: Sendable {
  case matrix(Matrix<Double>)
  case streamed(any RowSource, ValueExtent)

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
