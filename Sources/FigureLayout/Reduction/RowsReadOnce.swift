// Large matrices whose rows are gone through once, for their extent and for the picture together.

public import AttentionMath
public import FigureModel
private import Synchronization

/// A source that keeps what was learnt when its rows were gone through: what they reach, and the blocks
/// that they were cut into for a picture.
///
/// A figure is laid out by a few rows first, see ``sampledExtent()``: how many cells it draws follows
/// from that. Then ``FigureLayout/readRows(of:)`` goes through all rows, in the blocks that are to be
/// drawn. Where those were not foreseen, drawing goes through the rows again.
public final class RowsReadOnce: RowSource {
  private let source: any RowSource
  private let known = Mutex(Known())

  private struct Shape: Hashable {
    var rows: Int
    var columns: Int
  }

  private struct Known: Sendable {
    var extent: ValueExtent?
    var blocks: [Shape: CellBlocks] = [:]
  }

  public init(_ source: any RowSource) { self.source = source }

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

  /// What all values reach; the rows are gone through where they were not yet.
  /// - Throws: where a row cannot be had.
  public func extent() throws(RowSourceError) -> ValueExtent {
    if let extent = known.withLock({ $0.extent }) { return extent }
    let extent = try ValueExtent(source)
    known.withLock { $0.extent = extent }
    return extent
  }

  /// How many rows stand for all.
  private static let sample = 32

  /// What some rows reach, spread evenly from the first to the last; nil where all rows were gone
  /// through, and where a row alone is long.
  /// - Throws: where a row cannot be had.
  public func sampledExtent() throws(RowSourceError) -> ValueExtent? {
    guard !hasLongRows, rows > Self.sample, known.withLock({ $0.extent }) == nil else { return nil }
    var extent = ValueExtent()
    for index in 0..<Self.sample {
      let row = (rows - 1) * index / (Self.sample - 1)
      try source.forEachBlock(of: row..<row + 1) { extent.add($0.extent(ofRow: 0)) }
    }
    return extent
  }

  /// Goes through all rows once, in so many blocks.
  /// - Throws: where a row cannot be had.
  func gather(rows: Int, columns: Int) throws(RowSourceError) {
    let blocks = try CellBlocks(source, rows: rows, columns: columns)
    let extent = blocks.extent
    known.withLock {
      $0.extent = extent
      $0.blocks[Shape(rows: rows, columns: columns)] = blocks
    }
  }

  /// The rows in so many blocks, gone through anew where they were not gathered in these.
  /// - Throws: where a row cannot be had.
  func blocks(rows: Int, columns: Int) throws(RowSourceError) -> CellBlocks {
    if let blocks = known.withLock({ $0.blocks[Shape(rows: rows, columns: columns)] }) {
      return blocks
    }
    return try CellBlocks(source, rows: rows, columns: columns)
  }
}

extension CellBlocks {
  /// What all values reach.
  fileprivate var extent: ValueExtent {
    var extent = ValueExtent()
    extent.minimum = minimum.min() ?? .infinity
    extent.maximum = maximum.max() ?? -.infinity
    let counts = holes.map { $0.reduce(0) { $0 + Int($1) } }
    (extent.nan, extent.positiveInfinity, extent.negativeInfinity) = (
      counts[0], counts[1], counts[2]
    )
    return extent
  }
}
