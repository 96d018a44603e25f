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
  /// The least of the finite values; nil where there is none.
  public var least: Double?
  /// The greatest of the finite values; nil where there is none.
  public var greatest: Double?
  /// The sum of the finite values.
  public var sum = 0.0

  /// The number of matrices: the product of the axes before the last two.
  public var matrixCount = 0
  /// The matrices in which every row sums to 1 within the tolerance. 0 where they have no rows.
  public var matricesWithRowsThatSumToOne = 0
  /// The square matrices of two rows or more that are 0 everywhere above the diagonal, as causal
  /// weights are, or -∞ everywhere above it, as masked scores are.
  public var causalMatrixCount = 0
  /// The greatest distance of a row's sum from 1; ∞ or NaN where a sum is not finite, nil
  /// without rows.
  public var greatestRowSumError: Double?

  /// The number of finite values.
  public var finiteCount: Int {
    count - nanCount - positiveInfinityCount - negativeInfinityCount
  }

  /// The mean of the finite values; nil where there is none.
  public var mean: Double? { finiteCount == 0 ? nil : sum / Double(finiteCount) }

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
  /// Values are taken as `Double`, so the extent of integers beyond 2⁵³ is rounded. The sum of 64-bit
  /// integers is exact until it is a `Double` itself, which takes a second pass. Besides buffers of
  /// bounded size this takes 10 bytes for each row of the tensor.
  /// - Parameter rowSumTolerance: how far a row may sum from 1; the tensor's own without it.
  public func statistics(
    rowSumTolerance: Double? = nil
  ) throws(MatrixFileError) -> TensorStatistics {
    let leading = info.leadingShape.reduce(1, *)
    let rowCount = leading * info.rows
    try checkMemory(rowCount, of: (Double, Int16).self)
    var extent = Extent()
    var rows = RowStates(count: rowCount)
    let columns = info.columns
    let isSquare = info.shape.count >= 2 && info.rows == columns && columns >= 2
    let isStrided = info.isFortranOrder && info.shape.count > 1
    try forEachStoredPiece(as: Double.self) { first, piece in
      extent.add(piece)
      // Both orders are walked by runs of values of one row, or of one column of all matrices.
      var start = 0
      while start < piece.count {
        let (major, minor) = (first + start).quotientAndRemainder(
          dividingBy: isStrided ? rowCount : columns)
        let length = min(piece.count - start, (isStrided ? rowCount : columns) - minor)
        let run = UnsafeBufferPointer(rebasing: piece[start..<(start + length)])
        if isStrided {
          rows.add(column: run, from: minor, column: major, leading: leading, isSquare: isSquare)
        } else {
          let diagonal = isSquare ? major % info.rows : columns
          rows.add(row: run, to: major, from: minor, diagonal: diagonal)
        }
        start += length
      }
    }
    var statistics = extent.statistics
    if let sum = try sumOfWideIntegers() { statistics.sum = sum }
    statistics.count = info.count
    statistics.matrixCount = leading
    if columns == 0 || rowCount == 0 { return statistics }
    let tolerance = rowSumTolerance ?? info.rowSumTolerance
    var greatestError = 0.0
    for matrix in 0..<leading {
      var sumsToOne = true
      var upper: RowStates.Upper = [.zero, .masked]
      for row in 0..<info.rows {
        let index = isStrided ? fortranRow(matrix: matrix, row: row) : matrix * info.rows + row
        let error = abs(rows.sums[index] - 1)
        // Written so that a sum that is NaN counts as wrong.
        if !(error <= tolerance) { sumsToOne = false }
        if !(error <= greatestError) { greatestError = greatestError.isNaN ? .nan : error }
        upper.formIntersection(rows.uppers[index])
      }
      if sumsToOne { statistics.matricesWithRowsThatSumToOne += 1 }
      if isSquare && !upper.isEmpty { statistics.causalMatrixCount += 1 }
    }
    statistics.greatestRowSumError = greatestError
    return statistics
  }

  /// The sum of 64-bit integers, which `Double` would round one by one; nil for other types.
  private func sumOfWideIntegers() throws(MatrixFileError) -> Double? {
    switch info.elementType {
    case .int64: try sum(of: Int64.self)
    case .uint64: try sum(of: UInt64.self)
    case .bool, .uint8, .uint16, .uint32, .int8, .int16, .int32, .float16, .bfloat16, .float32,
      .float64:
      nil
    }
  }

  private func sum<Whole: FixedWidthInteger>(
    of type: Whole.Type
  ) throws(MatrixFileError) -> Double {
    let size = MemoryLayout<Whole>.size
    var sum: Int128 = 0
    var start = 0
    var bytes = [UInt8](repeating: 0, count: min(info.count, 1 << 15) * size)
    while start < info.count {
      let count = min(info.count - start, bytes.count / size)
      var failure: MatrixFileError?
      bytes.withUnsafeMutableBytes { buffer in
        let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<(count * size)])
        do throws(MatrixFileError) {
          try source.read(at: start * size, into: piece)
        } catch {
          failure = error
          return
        }
        for index in 0..<count {
          let bits = piece.loadUnaligned(fromByteOffset: index * size, as: Whole.self)
          sum += Int128(encoding.isBigEndian == hostIsBigEndian ? bits : bits.byteSwapped)
        }
      }
      if let failure { throw failure }
      start += count
    }
    return Double(sum)
  }

  /// The place of a row when the axes before the last are counted with the first one fastest.
  private func fortranRow(matrix: Int, row: Int) -> Int {
    RowReader.fortranOffset(ofMatrix: matrix, leading: info.leadingShape)
      + row * info.leadingShape.reduce(1, *)
  }
}

/// The sum of each row, and what is above the diagonal in it.
private struct RowStates {
  /// What all of a row's values above the diagonal are.
  struct Upper: OptionSet {
    let rawValue: UInt8
    static let zero = Upper(rawValue: 1)
    static let masked = Upper(rawValue: 2)
  }

  var sums: [Double]
  var uppers: [Upper]

  init(count: Int) {
    sums = Array(repeating: 0, count: count)
    uppers = Array(repeating: [.zero, .masked], count: count)
  }

  /// Takes in values of one row, from a column on; those after `diagonal` are above it.
  mutating func add(
    row values: UnsafeBufferPointer<Double>, to row: Int, from column: Int, diagonal: Int
  ) {
    var sum = sums[row]
    for value in values { sum += value }
    sums[row] = sum
    let above = max(0, diagonal + 1 - column)
    guard above < values.count, !uppers[row].isEmpty else { return }
    for value in values[above...] {
      look(at: value, row)
      if uppers[row].isEmpty { return }
    }
  }

  /// Takes in values of one column, one for each row from `first` on, rows of all matrices counted
  /// with the first axis fastest.
  mutating func add(
    column values: UnsafeBufferPointer<Double>, from first: Int, column: Int, leading: Int,
    isSquare: Bool
  ) {
    for (offset, value) in values.enumerated() {
      sums[first + offset] += value
      if isSquare && column > (first + offset) / leading { look(at: value, first + offset) }
    }
  }

  private mutating func look(at value: Double, _ row: Int) {
    if value != 0 { uppers[row].remove(.zero) }
    if value != -.infinity { uppers[row].remove(.masked) }
  }
}

/// Counts, least, greatest and sum of values as they come.
private struct Extent {
  var statistics = TensorStatistics()

  mutating func add(_ values: UnsafeBufferPointer<Double>) {
    // Infinite marks stand for "none yet": they are never taken from the values themselves.
    var least = Double.infinity
    var greatest = -Double.infinity
    var sum = 0.0
    var special = 0
    for value in values {
      let isFinite = value.magnitude < .infinity
      special &+= isFinite ? 0 : 1
      sum += isFinite ? value : 0
      least = isFinite && value < least ? value : least
      greatest = isFinite && value > greatest ? value : greatest
    }
    statistics.sum += sum
    if special < values.count {
      statistics.least = min(statistics.least ?? least, least)
      statistics.greatest = max(statistics.greatest ?? greatest, greatest)
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
