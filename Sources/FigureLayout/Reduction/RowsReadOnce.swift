// Large matrices whose rows are gone through once: for their extent and for the picture together, and
// for all pictures of one figure that draw as many cells.

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

  /// What decides which value each cell that is drawn shows.
  private struct Drawing: Hashable {
    var shape: Shape
    var filter: ReductionFilter?
    var norm: Norm
    var limits: [Double]

    init(_ map: HeatMap, _ shape: Shape) {
      (self.shape, filter, norm) = (shape, map.reduction, map.scale.norm)
      limits = [map.scale.vmin, map.scale.vmax]
    }
  }

  private struct Known: Sendable {
    var extent: ValueExtent?
    var blocks: [Shape: CellBlocks] = [:]
    /// The last drawings, the newest at the end.
    var drawings: [(drawing: Drawing, cells: ReducedCells)] = []
  }

  /// How many drawings are kept: a report has one for wide pages and one for narrow ones.
  private static let mostDrawings = 2

  /// - Parameter extent: what all values reach, where that is known.
  public init(_ source: any RowSource, extent: ValueExtent? = nil) {
    self.source = source
    if let extent { known.withLock { $0.extent = extent } }
  }

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
    let source = self.source.inAnyOrder
    guard !source.hasLongRows, source.rows > Self.sample, known.withLock({ $0.extent }) == nil
    else { return nil }
    var extent = ValueExtent()
    for index in 0..<Self.sample {
      let row = (source.rows - 1) * index / (Self.sample - 1)
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

  /// The cells of a heat map in so many rows and columns. Themes, languages and files of one figure ask
  /// for the same ones.
  /// - Throws: where a row cannot be had.
  func cells(
    of map: HeatMap, extent: ValueExtent?, rows: Int, columns: Int
  ) throws(RowSourceError) -> ReducedCells {
    let shape = Shape(rows: rows, columns: columns)
    let drawing = Drawing(map, shape)
    let (cells, blocks) = known.withLock { known in
      (known.drawings.first { $0.drawing == drawing }?.cells, known.blocks[shape])
    }
    if let cells { return cells }
    // Not under the lock: several panels are made at a time.
    let made =
      if let blocks {
        ReducedCells(blocks, scale: map.scale, wanted: map.reduction)
      } else {
        try ReducedCells(source, of: map, extent: extent, rows: rows, columns: columns)
      }
    known.withLock { known in
      known.drawings.removeAll { $0.drawing == drawing }
      known.drawings.append((drawing, made))
      if known.drawings.count > Self.mostDrawings { known.drawings.removeFirst() }
    }
    return made
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
