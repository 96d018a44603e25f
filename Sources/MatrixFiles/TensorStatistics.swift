// What can be said of a tensor's numbers without looking at them one by one.

/// The extent of a tensor's values, and whether its matrices look like attention.
public struct TensorStatistics: Hashable, Sendable {
  /// The number of values.
  public var count = 0
  /// The values that are not a number.
  public var nanCount = 0
  /// The values that are +∞.
  public var positiveInfinityCount = 0
  /// The values that are -∞.
  public var negativeInfinityCount = 0
  /// The smallest of the finite values; nil where there is none.
  public var minimum: Double?
  /// The largest of the finite values; nil where there is none.
  public var maximum: Double?
  /// The sum of the finite values; ±∞ where it is beyond a double.
  public var sum = 0.0
  /// The minimum and the maximum value of 64-bit integers, of which a double would round some; nil
  /// for other types and without values.
  public var wholeMinimum: Int128?
  public var wholeMaximum: Int128?
  /// The mean where the sum is beyond a double.
  fileprivate(set) var meanBeyondSum: Double?

  /// The number of matrices: the product of the axes before the last two.
  public var matrixCount = 0
  /// The matrices in which every row sums to 1 within the tolerance. 0 where they have no rows.
  public var matricesWithRowsThatSumToOne = 0
  /// The square matrices of two rows or more that are 0 everywhere above the diagonal, as causal
  /// weights are, or -∞ everywhere above it, as masked scores are.
  public var causalMatrixCount = 0
  /// The maximum distance of a row's sum from 1; ∞ or NaN where a sum is not finite, nil
  /// without rows.
  public var maximumRowSumError: Double?

  /// The number of finite values.
  public var finiteCount: Int {
    count - nanCount - positiveInfinityCount - negativeInfinityCount
  }

  /// The mean of the finite values; nil where there is none.
  public var mean: Double? {
    finiteCount == 0 ? nil : meanBeyondSum ?? sum / Double(finiteCount)
  }

  /// Whether every row of every matrix sums to 1 within the tolerance.
  public var rowsSumToOne: Bool {
    matrixCount > 0 && matricesWithRowsThatSumToOne == matrixCount
  }

  /// Whether every matrix is causal.
  public var isCausal: Bool { matrixCount > 0 && causalMatrixCount == matrixCount }
}

extension Tensor {
  /// Counts, extent, row sums and causality, in one pass over the file.
  ///
  /// Values are taken as `Double`. The sum of 64-bit integers is exact until it is a `Double` itself,
  /// and their extent is reported as it is, which takes a second pass; so does a mean whose sum is beyond
  /// a double. This takes buffers of bounded size, and for a tensor in Fortran order 9 bytes for each
  /// row.
  /// - Parameters:
  ///   - rowSumTolerance: how far a row may sum from 1; the tensor's own without it.
  ///   - progress: told how much was read, 0 to 1.
  public func statistics(
    rowSumTolerance: Double? = nil, progress: (Double) -> Void = { _ in }
  ) throws(MatrixFileError) -> TensorStatistics {
    let leading = info.leadingShape.reduce(1, *)
    let rowCount = leading * info.rows
    let columns = info.columns
    let isSquare = info.shape.count >= 2 && info.rows == columns && columns >= 2
    var extent = Extent()
    var matrices = MatrixStates(
      rows: info.rows, isSquare: isSquare, tolerance: rowSumTolerance ?? info.rowSumTolerance)
    if info.isStrided {
      try checkMemory(rowCount, of: (Double, UInt8).self)
      var rows = [RowState](repeating: RowState(), count: rowCount)
      // Runs of values of one column, for each row of all matrices.
      try forEachRun(of: rowCount, &extent, progress) { column, first, run in
        for (offset, value) in run.enumerated() {
          rows[first + offset].sum += value
          if isSquare && column > (first + offset) / leading {
            rows[first + offset].upper.keep(value)
          }
        }
      }
      for matrix in 0..<leading {
        for row in 0..<info.rows { matrices.add(rows[fortranRow(matrix: matrix, row: row)]) }
      }
    } else if columns > 0 {
      // A row is known as soon as its last value is.
      var state = RowState()
      try forEachRun(of: columns, &extent, progress) { row, first, run in
        state.add(run, from: first, diagonal: isSquare ? row % info.rows : columns)
        guard first + run.count == columns else { return }
        matrices.add(state)
        state = RowState()
      }
    }
    var statistics = extent.statistics
    statistics.count = info.count
    if let whole = try wideIntegers() {
      statistics.sum = Double(whole.sum)
      (statistics.wholeMinimum, statistics.wholeMaximum) = (whole.minimum, whole.maximum)
    }
    if !statistics.sum.isFinite { statistics.meanBeyondSum = try mean(of: statistics.finiteCount) }
    statistics.matrixCount = leading
    if columns == 0 || rowCount == 0 { return statistics }
    statistics.matricesWithRowsThatSumToOne = matrices.summingToOne
    statistics.causalMatrixCount = matrices.causal
    statistics.maximumRowSumError = matrices.maximumError
    return statistics
  }

  /// Calls `body` with runs of stored values that lie in one stretch of a length: the stretch, the
  /// position in it, and the values.
  private func forEachRun(
    of length: Int, _ extent: inout Extent, _ progress: (Double) -> Void,
    _ body: (Int, Int, UnsafeBufferPointer<Double>) -> Void
  ) throws(MatrixFileError) {
    try forEachStoredPiece(as: Double.self) { first, piece in
      progress(Double(first) / Double(max(1, info.count)))
      extent.add(piece)
      var start = 0
      while start < piece.count {
        let (stretch, location) = (first + start).quotientAndRemainder(dividingBy: length)
        let count = min(piece.count - start, length - location)
        body(stretch, location, UnsafeBufferPointer(rebasing: piece[start..<(start + count)]))
        start += count
      }
    }
  }

  /// The mean of so many finite values, each taken as its share of it.
  private func mean(of count: Int) throws(MatrixFileError) -> Double {
    var mean = 0.0
    try forEachStoredPiece(as: Double.self) { _, piece in
      for value in piece where value.isFinite { mean += value / Double(count) }
    }
    return mean
  }

  /// 64-bit integers taken together, which `Double` would round one by one; nil for other types and
  /// without values.
  private func wideIntegers() throws(MatrixFileError) -> WideIntegers? {
    guard info.count > 0 else { return nil }
    var found = WideIntegers()
    switch info.elementType {
    case .int64: try forEachWide(Int64.self, in: 0..<info.count) { found.add(Int128($1)) }
    case .uint64: try forEachWide(UInt64.self, in: 0..<info.count) { found.add(Int128($1)) }
    case .bool, .uint8, .uint16, .uint32, .int8, .int16, .int32, .float8E4M3, .float8E5M2, .float16,
      .bfloat16, .float32, .float64:
      return nil
    }
    return found
  }

  /// The position of a row when the axes before the last are counted with the first one fastest.
  private func fortranRow(matrix: Int, row: Int) -> Int {
    RowReader.fortranOffset(ofMatrix: matrix, leading: info.leadingShape)
      + row * info.leadingShape.reduce(1, *)
  }
}

/// The sum and the extent of integers.
private struct WideIntegers {
  var sum: Int128 = 0
  var minimum = Int128.max
  var maximum = Int128.min

  mutating func add(_ value: Int128) {
    sum += value
    minimum = min(minimum, value)
    maximum = max(maximum, value)
  }
}

/// The sum of a row, and what is above the diagonal in it.
private struct RowState {
  /// What all of a row's values above the diagonal are.
  struct Upper: OptionSet {
    let rawValue: UInt8
    static let zero = Upper(rawValue: 1)
    static let masked = Upper(rawValue: 2)

    mutating func keep(_ value: Double) {
      if value != 0 { remove(.zero) }
      if value != -.infinity { remove(.masked) }
    }
  }

  var sum = 0.0
  var upper: Upper = [.zero, .masked]

  /// Takes in the next values of the row, from a column on; those after `diagonal` are above it.
  mutating func add(_ values: UnsafeBufferPointer<Double>, from column: Int, diagonal: Int) {
    var sum = sum
    for value in values { sum += value }
    self.sum = sum
    let above = max(0, diagonal + 1 - column)
    guard above < values.count else { return }
    for value in values[above...] where !upper.isEmpty { upper.keep(value) }
  }
}

/// What is known of the matrices whose rows come one after the other.
private struct MatrixStates {
  let rows: Int
  let isSquare: Bool
  let tolerance: Double

  private(set) var summingToOne = 0
  private(set) var causal = 0
  private(set) var maximumError = 0.0
  private var row = 0
  private var sumsToOne = true
  private var upper: RowState.Upper = [.zero, .masked]

  init(rows: Int, isSquare: Bool, tolerance: Double) {
    self.rows = rows
    self.isSquare = isSquare
    self.tolerance = tolerance
  }

  /// Takes in the next row.
  mutating func add(_ state: RowState) {
    let error = abs(state.sum - 1)
    // Written so that a sum that is NaN counts as wrong.
    if !(error <= tolerance) { sumsToOne = false }
    if !(error <= maximumError) { maximumError = maximumError.isNaN ? .nan : error }
    upper.formIntersection(state.upper)
    row += 1
    guard row == rows else { return }
    if sumsToOne { summingToOne += 1 }
    if isSquare && !upper.isEmpty { causal += 1 }
    (row, sumsToOne, upper) = (0, true, [.zero, .masked])
  }
}

/// Counts, minimum, maximum and sum of values as they come.
private struct Extent {
  var statistics = TensorStatistics()

  mutating func add(_ values: UnsafeBufferPointer<Double>) {
    // Infinite marks stand for "none yet": they are never taken from the values themselves.
    var minimum = Double.infinity
    var maximum = -Double.infinity
    var sum = 0.0
    var special = 0
    for value in values {
      let isFinite = value.magnitude < .infinity
      special &+= isFinite ? 0 : 1
      sum += isFinite ? value : 0
      minimum = isFinite && value < minimum ? value : minimum
      maximum = isFinite && value > maximum ? value : maximum
    }
    statistics.sum += sum
    if special < values.count {
      statistics.minimum = min(statistics.minimum ?? minimum, minimum)
      statistics.maximum = max(statistics.maximum ?? maximum, maximum)
    }
    if special == 0 { return }
    for value in values {
      if value.isNaN {
        statistics.nanCount += 1
      } else if value == .infinity {
        statistics.positiveInfinityCount += 1
      } else if value == -.infinity {
        statistics.negativeInfinityCount += 1
      }
    }
  }
}
