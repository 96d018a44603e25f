// Making a matrix smaller without lying: a low-pass filter in data space, fed row by row.
//
// Values are reduced, not colours, so every colour drawn stays one of the scale. A matrix that
// alternates cell by cell comes out as its mean instead of as stripes that are not in it.

public import AttentionMath
internal import CKernels
public import FigureModel
internal import Synchronization

/// A matrix with more cells than a picture has pixels, made smaller; see `MatrixReducer`.
///
/// A side that is not longer than asked for stays as it is: nothing is ever enlarged.
/// - Precondition: `rows` and `columns` are 1 or more.
public func reduce(_ matrix: Matrix<Double>, toRows rows: Int, columns: Int) -> Matrix<Double> {
  if rows >= matrix.rows && columns >= matrix.columns { return matrix }
  guard !matrix.values.isEmpty else {
    return Matrix(rows: min(rows, matrix.rows), columns: min(columns, matrix.columns))
  }
  if let pooled = PooledCells(HeldMatrix(matrix: matrix), toRows: rows, columns: columns),
    // Rows that are held can be had.
    let reduced = try? reduce(
      pooled, extent: ValueExtent(matrix.values), toRows: rows, columns: columns)
  {
    return reduced
  }
  let kernels = MatrixReducer.Kernels(
    rows: matrix.rows, columns: matrix.columns, toRows: rows, columns: columns)
  return matrix.values.withUnsafeBufferPointer { values in
    // Safe to share: it is only read.
    nonisolated(unsafe) let base = values.baseAddress!
    return reduceByBands(kernels) { range, body in
      body(
        RowBlock(
          rows: range.count, columns: matrix.columns, stride: matrix.columns,
          base: base + range.lowerBound * matrix.columns))
    }
  }
}

/// The same for a matrix whose rows are made or read when they are wanted.
/// - Parameter extent: what its values reach.
/// - Throws: `RowSourceError` where a row cannot be had.
public func reduce(
  _ source: any RowSource, extent: ValueExtent, toRows rows: Int, columns: Int
) throws(RowSourceError) -> Matrix<Double> {
  if extent.isFinite, let products = source as? any ProductRows {
    return try reduce(products, extent: extent, toRows: rows, columns: columns)
  }
  if let pooled = PooledCells(source, toRows: rows, columns: columns) {
    return try reduce(pooled, extent: extent, toRows: rows, columns: columns)
  }
  let kernels = MatrixReducer.Kernels(
    rows: source.rows, columns: source.columns, toRows: rows, columns: columns)
  let isSymmetric = source.isSymmetric && rows == columns && extent.isFinite
  var result = try reduceByBands(kernels, extent: extent, isSymmetric: isSymmetric) {
    range, body throws(RowSourceError) in
    try source.forEachBlock(of: range, body)
  }
  if isSymmetric { result.mirrorUpperHalf() }
  return result
}

extension Matrix<Double> {
  /// Copies what lies right of the diagonal to its left.
  fileprivate mutating func mirrorUpperHalf() {
    for row in 0..<rows {
      for column in 0..<min(row, columns) {
        values[row * columns + column] = values[column * columns + row]
      }
    }
  }
}

/// The same for products F Fᵀ: reducing is linear, so that R (F Fᵀ) Rᵀ = (R F) (R F)ᵀ, and the
/// n² cells are never made.
private func reduce(
  _ products: any ProductRows, extent: ValueExtent, toRows rows: Int, columns: Int
) throws(RowSourceError) -> Matrix<Double> {
  let factor = products.factor
  func reduced(to count: Int) throws(RowSourceError) -> Matrix<Double> {
    let kernels = MatrixReducer.Kernels(
      rows: factor.rows, columns: factor.columns, toRows: count, columns: factor.columns)
    var everything = ValueExtent()
    (everything.minimum, everything.maximum) = (-.infinity, .infinity)
    return try reduceByBands(kernels, extent: everything) { range, body throws(RowSourceError) in
      try factor.forEachBlock(of: range, body)
    }
  }
  let down = try reduced(to: rows)
  var result = down.timesTransposed(rows == columns ? down : try reduced(to: columns))
  for index in result.values.indices {
    result.values[index] = min(max(result.values[index], extent.minimum), extent.maximum)
  }
  return result
}

/// `reduce` along the rows' length only: shape `[rows, columns]` becomes `[rows, toColumns]`.
public func reduceColumns(_ matrix: Matrix<Double>, to columns: Int) -> Matrix<Double> {
  reduce(matrix, toRows: max(1, matrix.rows), columns: columns)
}

/// Reduces bands of the result's rows on all cores.
///
/// Each row of the result adds up the same rows of the source in the same order in whatever band it
/// lies, so the result does not depend on the number of cores.
///
/// - Parameters:
///   - known: what the values of the source reach, where that is known.
///   - isSymmetric: whether only what lies right of the diagonal is wanted.
///   - factor: what the values are multiplied by; `known` is of the products.
private func reduceByBands<Failure: Error>(
  _ kernels: MatrixReducer.Kernels, extent known: ValueExtent? = nil, isSymmetric: Bool = false,
  factor: Double = 1,
  _ forEachBlock: @Sendable (Range<Int>, (RowBlock) -> Void) throws(Failure) -> Void
) throws(Failure) -> Matrix<Double> {
  let rows = kernels.down.target
  // Rows of the source at the border of two bands are filtered for both: about six times as many
  // as one row of the result stands for. Low bands would do most of the work twice.
  let bands = max(1, min(2 * coreCount, rows / 32))
  var extent = ValueExtent()
  var parts: [Int: MatrixReducer] = [:]
  let work = Double(kernels.down.source) * Double(kernels.across.source) * 6
  try concurrently(bands, work: work) { index throws(Failure) in
    var reducer = MatrixReducer(
      kernels, band: rows * index / bands..<rows * (index + 1) / bands)
    reducer.isKnownFinite = known?.isFinite ?? false
    reducer.isUpperHalf = isSymmetric
    try forEachBlock(reducer.needed) { reducer.add($0, times: factor) }
    return reducer
  } joinedBy: { index, reducer in
    extent.add(reducer.extent)
    parts[index] = reducer
  }
  let whole = known ?? extent
  if factor == 1, whole.mayOverflow {
    // Sums of such values would be beyond a double: they are made smaller by a power of two, which
    // loses nothing, and the result as much larger.
    let factor = 0x1p-64
    var scaled = whole
    (scaled.minimum, scaled.maximum) = (whole.minimum * factor, whole.maximum * factor)
    var result = try reduceByBands(
      kernels, extent: scaled, isSymmetric: isSymmetric, factor: factor, forEachBlock)
    for index in result.values.indices { result.values[index] /= factor }
    return result
  }
  let values = (0..<bands).flatMap { parts[$0]!.finishBand(within: whole) }
  return Matrix(rows: rows, columns: kernels.across.target, values: values)
}

extension ValueExtent {
  /// Whether weighted sums of the values may be beyond a double.
  fileprivate var mayOverflow: Bool {
    let size = max(minimum.magnitude, maximum.magnitude)
    return size.isFinite && size > 0x1p1000
  }
}

/// Reduces a matrix whose rows arrive one after the other, so that it never has to be in memory.
///
/// The filter is Lanczos' with three lobes along both sides, at least two cells wide, with the matrix
/// mirrored beyond its edges. Of cells that alternate between ±1 it leaves 0.006 peak to peak, at the
/// edges as well, however many pixels there are; the mean over each pixel's area leaves 0.34 of 512
/// cells in 300 pixels and 1.75 in 480. Results are clamped to the least and greatest finite value
/// of the source, so that overshoot shows no value that is not there.
///
/// A cell of the result is NaN, +∞ or −∞ where at least half of the area it stands for is one of
/// them (the one with most of it; NaN before +∞ before −∞ in a tie). All other cells are weighted
/// means of the finite values alone. What is dropped this way is counted: see `nanCount`.
public struct MatrixReducer: Sendable {
  /// Shape of the result.
  public var rows: Int { kernels.down.target }
  public var columns: Int { kernels.across.target }
  /// Of the rows added so far: how many cells were NaN, +∞ and −∞.
  public var nanCount: Int { extent.nan }
  public var positiveInfinityCount: Int { extent.positiveInfinity }
  public var negativeInfinityCount: Int { extent.negativeInfinity }
  /// The least and the greatest finite value added so far; +∞ and −∞ where there was none.
  public var minimum: Double { extent.minimum }
  public var maximum: Double { extent.maximum }

  /// What the rows weigh along both sides.
  struct Kernels: Sendable {
    let across: ReductionKernel
    let acrossArea: ReductionKernel
    let down: ReductionKernel
    let downArea: ReductionKernel

    /// From how many cells to how many.
    private struct Shape: Hashable {
      var from: [Int]
      var to: [Int]
    }

    /// Those used last: the panels of a figure mostly have one shape.
    private static let last = Mutex<(shape: Shape, kernels: Kernels)?>(nil)

    /// - Precondition: all four are 1 or more.
    init(rows: Int, columns: Int, toRows: Int, columns toColumns: Int) {
      let shape = Shape(from: [rows, columns], to: [toRows, toColumns])
      if let last = Self.last.withLock({ $0 }), last.shape == shape {
        self = last.kernels
        return
      }
      self.init(makingRows: rows, columns: columns, toRows: toRows, columns: toColumns)
      let made = self
      Self.last.withLock { $0 = (shape, made) }
    }

    private init(makingRows rows: Int, columns: Int, toRows: Int, columns toColumns: Int) {
      precondition(rows > 0 && columns > 0 && toRows > 0 && toColumns > 0)
      across = .lanczos3(source: columns, target: min(columns, toColumns))
      acrossArea = .area(source: columns, target: min(columns, toColumns))
      down = .lanczos3(source: rows, target: min(rows, toRows))
      downArea = .area(source: rows, target: min(rows, toRows))
    }
  }

  private let kernels: Kernels
  /// The rows of the result that are made.
  private let band: Range<Int>
  /// The rows of the source that count for them, which are all rows where all are made.
  fileprivate let needed: Range<Int>
  /// Those of them that count for no earlier band: each row lies in one band's part.
  private let own: Range<Int>
  /// What the values of its own rows reach.
  fileprivate private(set) var extent = ValueExtent()
  /// Whether every value is known to be finite, so that none need be looked at.
  fileprivate var isKnownFinite = false
  /// Whether of a symmetric result only what lies right of the diagonal, and on it, is made.
  fileprivate var isUpperHalf = false
  /// The row of the source that comes next.
  private var next: Int
  /// The first row of the result that later source rows can still change.
  private var firstOpen: Int
  /// The filtered finite values, shape `[band, columns]`.
  private var sums: [Double]
  /// The filter's weight on finite cells, same shape; empty (1 everywhere) until a cell is not.
  private var weights: [Double] = []
  /// The shares of NaN, +∞ and −∞ in each cell's area, same shape; empty until there is one.
  private var shares: [[Double]] = [[], [], []]
  /// Rows of the source, reduced along their length, shape `[rowsAtATime, columns]`.
  private var lines: [Double]
  /// What a row without holes adds to `weights`.
  private let ones: [Double]

  /// The rows that are filtered together, so that a weight is fetched once for all of them.
  private static let rowsAtATime = 4

  /// A reducer from shape `[rows, columns]` to at most `[toRows, toColumns]`.
  /// - Precondition: all four are 1 or more.
  public init(rows: Int, columns: Int, toRows: Int, columns toColumns: Int) {
    let kernels = Kernels(rows: rows, columns: columns, toRows: toRows, columns: toColumns)
    self.init(kernels, band: 0..<kernels.down.target)
  }

  /// A reducer for some rows of the result.
  /// - Precondition: the band is not empty.
  init(_ kernels: Kernels, band: Range<Int>) {
    self.kernels = kernels
    self.band = band
    let (down, area) = (kernels.down, kernels.downArea)
    let isLast = band.upperBound == down.target
    needed =
      band.count == down.target
      ? 0..<down.source : down.starts[band.lowerBound]..<down.end(band.upperBound - 1)
    let first = band.lowerBound == 0 ? 0 : area.starts[band.lowerBound]
    let end = isLast ? down.source : area.starts[band.upperBound]
    own = first..<end
    next = needed.lowerBound
    firstOpen = band.lowerBound
    let columns = kernels.across.target
    sums = Array(repeating: 0, count: band.count * columns)
    lines = Array(repeating: 0, count: Self.rowsAtATime * columns)
    ones = Array(repeating: 1, count: columns)
  }

  /// Takes the next row of the source.
  /// - Precondition: the row has the source's columns, and no more rows come than were announced.
  public mutating func add(row: UnsafeBufferPointer<Double>) {
    precondition(row.count == kernels.across.source)
    add(RowBlock(rows: 1, columns: row.count, stride: row.count, base: row.baseAddress!))
  }

  /// Takes the next row of the source.
  public mutating func add(row: some Sequence<Double>) {
    Array(row).withUnsafeBufferPointer { add(row: $0) }
  }

  /// Takes the next rows of the source, each value multiplied by a factor.
  fileprivate mutating func add(_ block: RowBlock, times factor: Double) {
    guard factor != 1 else { return add(block) }
    for row in 0..<block.rows { add(row: block.row(row).map { $0 * factor }) }
  }

  /// Takes the next rows of the source.
  mutating func add(_ block: RowBlock) {
    precondition(next + block.rows <= needed.upperBound)
    var first = 0
    while first < block.rows {
      let count = min(Self.rowsAtATime, block.rows - first)
      var isFinite = true
      for row in first..<first + count where !isKnownFinite {
        let found = block.extent(ofRow: row)
        isFinite = isFinite && found.isFinite
        if own.contains(next + row - first) { extent.add(found) }
      }
      if isFinite {
        closeRows()
        let left = isUpperHalf ? firstOpen : 0
        filter(block, first..<first + count, from: left)
        for row in 0..<count {
          let locations = locations(of: kernels.down)
          if kernels.across.isIdentity {
            block.withRow(first + row) { Self.add($0, to: &sums, columns, locations) }
          } else {
            let width = columns - left
            Self.add(
              lines[row * width..<(row + 1) * width], to: &sums, columns, locations, from: left)
          }
          if !weights.isEmpty { Self.add(ones, to: &weights, columns, locations) }
          next += 1
        }
      } else {
        for row in first..<first + count {
          addHoles(in: block.row(row), locations(of: kernels.down))
          next += 1
        }
      }
      first += count
    }
  }

  /// Adds a row with cells that may not be finite.
  private mutating func addHoles(
    in row: [Double], _ locations: [(index: Int, weight: Double)]
  ) {
    if weights.isEmpty { weights = weightsSoFar() }
    filter(row.map { $0.isFinite ? $0 : 0 }, kernels.across)
    Self.add(lines[..<columns], to: &sums, columns, locations)
    filter(row.map { $0.isFinite ? 1 : 0 }, kernels.across)
    Self.add(lines[..<columns], to: &weights, columns, locations)

    let areaPlaces = self.locations(of: kernels.downArea)
    let kinds: [(Double) -> Bool] = [{ $0.isNaN }, { $0 == .infinity }, { $0 == -.infinity }]
    for (kind, isKind) in kinds.enumerated() where row.contains(where: isKind) {
      if shares[kind].isEmpty { shares[kind] = Array(repeating: 0, count: sums.count) }
      filter(row.map { isKind($0) ? 1 : 0 }, kernels.acrossArea)
      Self.add(lines[..<columns], to: &shares[kind], columns, areaPlaces)
    }
  }

  /// The weights after the rows so far, none of which had a hole.
  private func weightsSoFar() -> [Double] {
    let down = kernels.down
    return band.flatMap { location in
      let run = down.run(location)
      let seen = min(max(next - down.starts[location], 0), run.count)
      let sum = down.weights[run.lowerBound..<run.lowerBound + seen].reduce(0, +)
      return Array(repeating: sum, count: columns)
    }
  }

  /// The rows of the band for which the next source row counts, and how much it does.
  private mutating func locations(of kernel: ReductionKernel) -> [(index: Int, weight: Double)] {
    let down = kernels.down
    closeRows()
    // Runs begin and end in rising order, those of the area within those of the filter.
    var locations: [(index: Int, weight: Double)] = []
    var location = firstOpen
    while location < band.upperBound && down.starts[location] <= next {
      let tap = next - kernel.starts[location]
      let run = kernel.run(location)
      if run.indices.contains(run.lowerBound + tap) {
        locations.append((location - band.lowerBound, kernel.weights[run.lowerBound + tap]))
      }
      location += 1
    }
    return locations
  }

  /// Passes over the rows of the result that no source row from here on can change.
  private mutating func closeRows() {
    while firstOpen < band.upperBound && kernels.down.end(firstOpen) <= next { firstOpen += 1 }
  }

  /// Adds a line, weighted, to rows of a plane of so many columns, from the column `left` on.
  private static func add(
    _ line: some Collection<Double>, to plane: inout [Double], _ columns: Int,
    _ locations: [(index: Int, weight: Double)], from left: Int = 0
  ) {
    line.withContiguousStorageIfAvailable { line in
      plane.withUnsafeMutableBufferPointer { plane in
        for location in locations {
          attn_add_scaled(
            plane.baseAddress! + location.index * columns + left, line.baseAddress!, line.count,
            location.weight)
        }
      }
    }
  }

  /// Reduces a row along its length, into the first of `lines`.
  private mutating func filter(_ row: [Double], _ kernel: ReductionKernel) {
    row.withUnsafeBufferPointer { cells in
      filter(kernel) {
        attn_filter_rows_f64(cells.baseAddress!, 1, cells.count, kernel.target, $0, $1, $2, $3)
      }
    }
  }

  /// Reduces rows of a block along their length, into `lines`, shape `[rows, columns - left]`; leaves
  /// them where they are where none of them is to become shorter.
  /// - Parameter left: the first column of the result that is wanted.
  private mutating func filter(_ block: RowBlock, _ rows: Range<Int>, from left: Int) {
    let kernel = kernels.across
    guard !kernel.isIdentity else { return }
    let (offset, stride) = (rows.lowerBound * block.stride, block.stride)
    let width = kernel.target - left
    switch block.values {
    case .doubles(let base):
      filter(kernel) {
        attn_filter_rows_f64(
          base + offset, rows.count, stride, width, $0 + left, $1 + left, $2, $3)
      }
    case .floats(let base):
      filter(kernel) {
        attn_filter_rows_f32(
          base + offset, rows.count, stride, width, $0 + left, $1 + left, $2, $3)
      }
    }
  }

  /// Calls `body` with a kernel's starts, offsets and weights, and with `lines`.
  private mutating func filter(
    _ kernel: ReductionKernel,
    _ body: (
      UnsafePointer<Int>, UnsafePointer<Int>, UnsafePointer<Double>, UnsafeMutablePointer<Double>
    ) -> Void
  ) {
    kernel.weights.withUnsafeBufferPointer { weights in
      kernel.starts.withUnsafeBufferPointer { starts in
        kernel.offsets.withUnsafeBufferPointer { offsets in
          lines.withUnsafeMutableBufferPointer { lines in
            body(
              starts.baseAddress!, offsets.baseAddress!, weights.baseAddress!, lines.baseAddress!)
          }
        }
      }
    }
  }

  /// The reduced matrix, shape `[rows, columns]`.
  /// - Precondition: all rows of the source were added.
  public consuming func finish() -> Matrix<Double> {
    let (rows, columns, extent) = (rows, columns, extent)
    return Matrix(rows: rows, columns: columns, values: finishBand(within: extent))
  }

  /// The band's values, shape `[band, columns]`.
  /// - Parameter extent: what the whole source reaches.
  fileprivate consuming func finishBand(within extent: ValueExtent) -> [Double] {
    precondition(next == needed.upperBound, "a reducer needs every row of its matrix")
    var values = sums
    let hasHoles = !weights.isEmpty
    for index in values.indices {
      if hasHoles {
        let parts = shares.map { $0.isEmpty ? 0 : $0[index] }
        // The slack: half, give or take rounding.
        if parts.reduce(0, +) >= 0.5 - 1e-9, let most = parts.max(),
          let kind = parts.firstIndex(where: { $0 >= most - 1e-9 })
        {
          values[index] = [Double.nan, .infinity, -.infinity][kind]
          continue
        }
        // More than half of the area is finite, so the weight is about half or more; negative lobes
        // over scattered holes can bring it lower, and the clamp below keeps that within the data.
        values[index] /= max(weights[index], 0.05)
      }
      if values[index].isNaN { values[index] = 0 }  // Sums of values near the greatest double.
      values[index] = min(max(values[index], extent.minimum), extent.maximum)
    }
    return values
  }
}
