// 64-bit integers as they are stored. As doubles those beyond ±2⁵³ are rounded, most of them.

/// An integer of a tensor that no double is equal to.
public struct RoundedInteger: Hashable, Sendable {
  /// The number as it is stored.
  public var text: String
  /// Where it stands in its matrix.
  public var row: Int
  public var column: Int

  public init(text: String, row: Int, column: Int) {
    self.text = text
    self.row = row
    self.column = column
  }
}

extension Tensor {
  /// Refuses a matrix with an integer that a double would round.
  /// - Parameter index: a position on each axis of `info.leadingShape`; empty for up to two axes.
  /// - Throws: `roundedInteger`; `wrongChoice` where the index does not fit the axes.
  public func requireExactIntegers(at index: [Int] = []) throws(MatrixFileError) {
    if let integer = try firstRoundedInteger(at: index) { throw .roundedInteger(integer) }
  }

  /// The first integer of a matrix, as they are stored, that a double would round; nil where every
  /// value is exact, as it is for every type but 64-bit integers, whose bytes are gone through.
  /// - Parameter index: a position on each axis of `info.leadingShape`; empty for up to two axes.
  /// - Throws: `wrongChoice` where the index does not fit the axes.
  public func firstRoundedInteger(
    at index: [Int] = []
  ) throws(MatrixFileError) -> RoundedInteger? {
    switch info.elementType {
    case .int64: try firstRounded(Int64.self, at: index)
    case .uint64: try firstRounded(UInt64.self, at: index)
    case .bool, .uint8, .uint16, .uint32, .int8, .int16, .int32, .float8E4M3, .float8E5M2, .float16,
      .bfloat16, .float32, .float64:
      nil
    }
  }

  private func firstRounded<Whole: FixedWidthInteger>(
    _ type: Whole.Type, at index: [Int]
  ) throws(MatrixFileError) -> RoundedInteger? {
    _ = try rows(at: index)
    let leading = info.leadingShape
    let matrix = zip(index, leading).reduce(0) { $0 * $1.1 + $1.0 }
    let (cells, count) = (info.rows * info.columns, leading.reduce(1, *))
    var first: RoundedInteger?
    // The numbers of one matrix lie together, or in Fortran order `count` apart.
    let isStrided = info.isStrided
    let offset = isStrided ? RowReader.fortranOffset(ofMatrix: matrix, leading: leading) : 0
    let range = isStrided ? 0..<info.count : matrix * cells..<(matrix + 1) * cells
    try forEachWide(type, in: range) { location, value in
      guard first == nil, Whole(exactly: Double(value)) != value else { return }
      if isStrided {
        let (cell, other) = location.quotientAndRemainder(dividingBy: count)
        guard other == offset else { return }
        first = RoundedInteger(text: "\(value)", row: cell % info.rows, column: cell / info.rows)
      } else {
        let cell = location - range.lowerBound
        first = RoundedInteger(
          text: "\(value)", row: cell / info.columns, column: cell % info.columns)
      }
    }
    return first
  }

  /// Calls `body` with the stored integers of a range and their positions, in the order they are stored.
  func forEachWide<Whole: FixedWidthInteger>(
    _ type: Whole.Type, in range: Range<Int>, _ body: (Int, Whole) -> Void
  ) throws(MatrixFileError) {
    let size = MemoryLayout<Whole>.size
    let isSwapped = encoding.isBigEndian != hostIsBigEndian
    let bytes = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(1, min(range.count, 1 << 15)) * size, alignment: 8)
    defer { bytes.deallocate() }
    var start = range.lowerBound
    while start < range.upperBound {
      let count = min(range.upperBound - start, bytes.count / size)
      let piece = UnsafeMutableRawBufferPointer(rebasing: bytes[..<(count * size)])
      try source.read(at: start * size, into: piece)
      for index in 0..<count {
        let bits = piece.loadUnaligned(fromByteOffset: index * size, as: Whole.self)
        body(start + index, isSwapped ? bits.byteSwapped : bits)
      }
      start += count
    }
  }
}
