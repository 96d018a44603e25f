// Large matrices whose rows are gone through once: for their extent and for the picture together, and
// for all pictures of one figure that draw as many cells.

public import AttentionMath
public import FigureModel
private import Synchronization

/// A source that keeps what was learnt when its rows were gone through: what they reach, and the blocks
/// that they were cut into for a picture.
///
/// A figure is laid out by a few rows first, see ``sampledExtent(ofRows:)``: how many cells it draws follows
/// from that. Then ``LayoutEngine/readRows(of:)`` goes through all rows, in the blocks that are to be
/// drawn, and the figure keeps to these where its own words leave as much space. Where they do not, drawing goes
/// through the rows again.
public final class RowsReadOnce: WrappedRows {
  public let source: any RowSource
  private let known = Mutex(Known())

  /// What decides which value each cell that is drawn shows.
  private struct Drawing: Hashable {
    var shape: DrawnShape
    var filter: ReductionFilter?
    var norm: Norm
    var limits: [Double]

    init(_ map: HeatMap, _ shape: DrawnShape) {
      (self.shape, filter, norm) = (shape, map.reduction, map.scale.norm)
      limits = [map.scale.vmin, map.scale.vmax]
    }
  }

  private struct Known: Sendable {
    var extent: ValueExtent?
    /// What lies beyond the limits that rows were gathered for.
    var tally: RowTally?
    /// What the rows reach that stand for all, and their minimum value above 0.
    var sample: ValueExtent?
    var sampledPositive: Double?
    /// Whether neighbours in these rows take turns.
    var takesTurns = false
    /// The last blocks, the newest at the end.
    var blocks: [(shape: DrawnShape, blocks: CellBlocks)] = []
    /// The last drawings, the newest at the end.
    var drawings: [(drawing: Drawing, cells: ReducedCells)] = []
    /// Whether blocks and drawings are kept.
    var keepsCells = true

    func blocks(_ shape: DrawnShape) -> CellBlocks? {
      blocks.first { $0.shape == shape }?.blocks
    }

    mutating func keep(_ made: CellBlocks, _ shape: DrawnShape) {
      blocks.removeAll { $0.shape == shape }
      blocks.append((shape, made))
      if blocks.count > maximumDrawings { blocks.removeFirst() }
    }
  }

  /// How many drawings are kept: a report has one for wide pages and one for narrow ones.
  private static let maximumDrawings = 2

  /// - Parameter extent: what all values reach, where that is known.
  public init(_ source: any RowSource, extent: ValueExtent? = nil) {
    self.source = source
    if let extent { known.withLock { $0.extent = extent } }
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
  public static let sample = 32

  /// What some rows reach, spread evenly from the first to the last; nil where it was known from the first what all
  /// reach, and where a row alone is long. It stays known, so that a figure's next page is laid out as it would be
  /// by itself.
  /// - Parameter count: how many rows stand for all, 2 or more.
  /// - Throws: where a row cannot be had.
  public func sampledExtent(
    ofRows count: Int = RowsReadOnce.sample
  ) throws(RowSourceError) -> ValueExtent? {
    let source = self.source.inAnyOrder
    let (sample, isKnown) = known.withLock { ($0.sample, $0.extent != nil) }
    if let sample { return sample }
    guard !source.hasLongRows, source.rows > count, !isKnown else { return nil }
    var extent = ValueExtent()
    var positive: Double?
    var turns = TurnCount()
    for index in 0..<count {
      let row = (source.rows - 1) * index / (count - 1)
      try source.forEachBlock(of: row..<row + 1) { block in
        let own = block.extent(ofRow: 0)
        extent.add(own)
        if let minimum = block.withRow(0, \.minimumPositive) {
          positive = min(positive ?? minimum, minimum)
        }
        // The scale is not known yet.
        block.withRow(0) { turns.add(row: $0, unit: max(own.maximum - own.minimum, 0)) }
      }
    }
    known.withLock {
      ($0.sample, $0.sampledPositive, $0.takesTurns) = (extent, positive, turns.areMost)
    }
    return extent
  }

  /// Before rows are gone through it is told of those that stand for all.
  public func knownMinimumPositive() -> Double?? {
    known.withLock { known in
      if known.extent == nil { return known.sampledPositive.map(Optional.some) }
      guard let tally = known.tally, tally.isLog else { return nil }
      return .some(tally.minimumPositive)
    }
  }

  /// Before rows are gone through it is told whether there is anything, not how much.
  public func outOfRangeCounts(_ scale: ColorScale, _ extent: ValueExtent) -> OutOfRangeCounts? {
    known.withLock { known in
      let (low, high) = (extent.minimum < scale.vmin, extent.maximum > scale.vmax)
      let isLog = scale.norm == .log
      guard known.extent != nil else {
        return OutOfRangeCounts(
          below: low ? 1 : 0, above: high ? 1 : 0,
          withoutLogarithm: isLog && extent.minimum <= 0 ? 1 : 0)
      }
      // The limit of a side that nothing lies beyond need not be the one that was gathered for.
      if !low, !high { return OutOfRangeCounts(below: 0, above: 0, withoutLogarithm: 0) }
      guard let tally = known.tally, tally.isLog == isLog, !high || tally.vmax == scale.vmax
      else { return nil }
      let below: Int
      if !low || tally.vmin == scale.vmin {
        below = low ? tally.beyond.below : 0
      } else if isLog, tally.minimumPositive ?? .infinity >= scale.vmin {
        // A scale from the minimum value above 0 on leaves out what has no logarithm.
        below = tally.beyond.withoutLogarithm
      } else {
        return nil
      }
      return OutOfRangeCounts(
        below: below, above: high ? tally.beyond.above : 0,
        withoutLogarithm: low ? tally.beyond.withoutLogarithm : 0)
    }
  }

  /// Whether any blocks or drawings are kept.
  var holdsCells: Bool { known.withLock { !($0.blocks.isEmpty && $0.drawings.isEmpty) } }

  /// Goes through all rows once, in so many blocks; not where that was done.
  /// - Parameters:
  ///   - scale: whose limits cells are counted beyond; the minimum value above 0 is looked for where it is
  ///     logarithmic.
  ///   - keepsCells: whether the blocks are kept for drawing. Those of many panels together take more memory
  ///     than there is: then each panel's rows are gone through again when it is drawn.
  /// - Throws: where a row cannot be had.
  func gather(
    rows: Int, columns: Int, for scale: ColorScale? = nil, keepsCells: Bool = true
  ) throws(RowSourceError) {
    let shape = DrawnShape(rows: rows, columns: columns)
    let isKnown = known.withLock { known in
      known.extent != nil && (scale == nil || known.tally != nil)
        && (keepsCells ? known.blocks(shape) != nil : !known.keepsCells)
    }
    guard !isKnown else { return }
    // Turned matrices are read as they lie, which rows in their own order are not.
    let tallied = source is TransposedRows ? nil : scale.map { ObservedRows(source, RowTally($0)) }
    let blocks =
      keepsCells
      ? try CellBlocks(
        tallied ?? source, rows: rows, columns: columns, keeping: turns(rows, columns))
      : nil
    let extent = if let blocks { blocks.extent } else { try ValueExtent(tallied ?? source) }
    known.withLock {
      $0.extent = extent
      if let finding = tallied?.finding { $0.tally = finding }
      $0.keepsCells = keepsCells
      if let blocks { $0.keep(blocks, shape) } else { ($0.blocks, $0.drawings) = ([], []) }
    }
  }

  /// Along which of the sides that are drawn smaller neighbours take turns, as far as the rows that stand for all tell.
  private func turns(_ rows: Int, _ columns: Int) -> Alternation {
    guard known.withLock({ $0.takesTurns }) else { return Alternation() }
    // Turned matrices are sampled as they lie.
    return source is TransposedRows
      ? Alternation(rows: rows < source.rows) : Alternation(columns: columns < source.columns)
  }

  /// The cells of a heat map in so many rows and columns. Themes, languages and files of one figure ask
  /// for the same ones.
  /// - Throws: where a row cannot be had.
  func cells(
    of map: HeatMap, extent: ValueExtent?, rows: Int, columns: Int
  ) throws(RowSourceError) -> ReducedCells {
    let shape = DrawnShape(rows: rows, columns: columns)
    let drawing = Drawing(map, shape)
    var (cells, blocks) = known.withLock { known in
      (known.drawings.first { $0.drawing == drawing }?.cells, known.blocks(shape))
    }
    if let cells { return cells }
    // Not under the lock: several panels are made at a time.
    if blocks == nil, !ReducedCells.areProducts(source, of: map, extent: extent) {
      blocks = try CellBlocks(
        source, rows: rows, columns: columns, keeping: turns(rows, columns))
    }
    let made =
      if let blocks {
        ReducedCells(
          blocks, scale: map.scale, wanted: map.reduction, keeping: turns(rows, columns))
      } else {
        try ReducedCells(source, of: map, extent: extent, rows: rows, columns: columns)
      }
    known.withLock { known in
      guard known.keepsCells else { return }
      // A scale that follows what is drawn asks for the same blocks once more.
      if let blocks { known.keep(blocks, shape) }
      known.drawings.removeAll { $0.drawing == drawing }
      known.drawings.append((drawing, made))
      if known.drawings.count > Self.maximumDrawings { known.drawings.removeFirst() }
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
