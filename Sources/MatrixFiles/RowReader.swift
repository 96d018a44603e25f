// Rows of a tensor, read from the file in pieces of a bounded size whatever the order they are
// stored in.

/// Reads runs of rows of a tensor without holding more of it than asked for.
///
/// A reader is a value that keeps no position: several threads may use the same one at once.
public struct RowReader: Sendable {
  /// The number of rows.
  public let rows: Int
  /// The values in each row.
  public let columns: Int

  /// Whether a Float holds each stored number exactly.
  public var fitsFloat: Bool { tensor.info.elementType.fitsFloat }

  /// The memory that the rows take where they are in no file, in bytes.
  public var heldBytes: Int {
    guard !isStrided else { return tensor.source.heldBytes }
    let length = columns * tensor.info.elementType.byteCount
    return tensor.source.slice(at: firstRow * length, count: rows * length).heldBytes
  }

  private let tensor: Tensor
  private let firstRow: Int

  /// The bytes taken from a file at a time: few enough to stay in a processor's cache.
  private static let pieceByteCount = 1 << 18

  init(tensor: Tensor, firstRow: Int, rows: Int) {
    self.tensor = tensor
    self.firstRow = firstRow
    self.rows = rows
    columns = tensor.info.columns
  }

  /// The values of a run of rows, row after row.
  /// - Throws: `tooLarge` where they would take more memory than the limit.
  /// - Precondition: the range lies within `0..<rows`.
  public func values<Element: TensorElement>(
    _ range: Range<Int>, as element: Element.Type = Element.self
  ) throws(MatrixFileError) -> [Element] {
    try tensor.newArray(range.count * columns) { buffer throws(MatrixFileError) in
      try read(range, into: buffer)
    }
  }

  /// Calls `body` with one run of rows after the other, from the first to the last.
  /// - Parameters:
  ///   - wanted: the rows to read; without it all.
  ///   - rowsPerBlock: the most rows given at a time; without it as many as fit 1 MiB, or 32 MiB of
  ///     a tensor in Fortran order, and at least 1.
  ///   - body: takes the rows' numbers, and their values row after row.
  public func forEachBlock<Element: TensorElement>(
    in wanted: Range<Int>? = nil, of rowsPerBlock: Int? = nil,
    as element: Element.Type = Element.self,
    _ body: (Range<Int>, UnsafeBufferPointer<Element>) throws(MatrixFileError) -> Void
  ) throws(MatrixFileError) {
    let wanted = wanted ?? 0..<rows
    if wanted.isEmpty { return }
    let rowByteCount = columns * MemoryLayout<Element>.size
    // Each column of a block in Fortran order is a read of its own: few rows would make many.
    let usual = (isStrided ? 32 << 20 : 1 << 20) / max(1, rowByteCount)
    let height =
      columns == 0 ? wanted.count : min(max(1, rowsPerBlock ?? usual), wanted.count)
    try tensor.checkMemory(height * columns, of: Element.self)
    let block = UnsafeMutableBufferPointer<Element>.allocate(capacity: height * columns)
    defer { block.deallocate() }
    var start = wanted.lowerBound
    while start < wanted.upperBound {
      let range = start..<min(wanted.upperBound, start + height)
      let part = UnsafeMutableBufferPointer(rebasing: block[..<(range.count * columns)])
      try read(range, into: part)
      try body(range, UnsafeBufferPointer(part))
      start = range.upperBound
    }
  }

  /// Fills the buffer, which may be uninitialized, with the values of a run of rows.
  /// - Precondition: the range lies within `0..<rows` and the buffer has `range.count * columns`
  ///   positions.
  public func read<Element: TensorElement>(
    _ range: Range<Int>, into buffer: UnsafeMutableBufferPointer<Element>
  ) throws(MatrixFileError) {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows)
    precondition(buffer.count == range.count * columns)
    guard let target = buffer.baseAddress, buffer.count > 0 else { return }
    let stored = (firstRow + range.lowerBound)..<(firstRow + range.upperBound)
    if isStrided {
      try readColumnMajor(stored, 0..<columns, into: target)
    } else {
      try readRowMajor(stored.lowerBound * columns, count: buffer.count, into: target)
    }
  }

  /// Fills the buffer, which may be uninitialized, with some values of one row, for rows of which the
  /// whole would be too long to hold.
  /// - Precondition: both lie inside and the buffer has a position for each value.
  public func read<Element: TensorElement>(
    row: Int, columns part: Range<Int>, into buffer: UnsafeMutableBufferPointer<Element>
  ) throws(MatrixFileError) {
    precondition((0..<rows).contains(row) && part.lowerBound >= 0 && part.upperBound <= columns)
    precondition(buffer.count == part.count)
    guard let target = buffer.baseAddress, buffer.count > 0 else { return }
    if isStrided {
      try readColumnMajor(firstRow + row..<firstRow + row + 1, part, into: target)
    } else {
      try readRowMajor(
        (firstRow + row) * columns + part.lowerBound, count: buffer.count, into: target)
    }
  }

  /// Whether the values of a row do not lie one after the other.
  private var isStrided: Bool { tensor.info.isStrided }

  /// Rows lie one after the other: they are read in pieces and decoded.
  private func readRowMajor<Element: TensorElement>(
    _ first: Int, count: Int, into target: UnsafeMutablePointer<Element>
  ) throws(MatrixFileError) {
    let size = tensor.info.elementType.byteCount
    let start = first * size
    if tensor.encoding.isNative(Element.self) {
      try tensor.source.read(
        at: start, into: UnsafeMutableRawBufferPointer(start: target, count: count * size))
      return
    }
    try withPiece(of: count * size) { piece throws(MatrixFileError) in
      // Whole rows, where they are short: those that are computed are not to be computed twice.
      let maximum = piece.count / size
      let height = columns > 0 && columns <= maximum ? maximum / columns * columns : maximum
      var done = 0
      while done < count {
        let part = min(count - done, height)
        let bytes = UnsafeMutableRawBufferPointer(rebasing: piece[..<(part * size)])
        try tensor.source.read(at: start + done * size, into: bytes)
        tensor.encoding.decode(bytes.baseAddress!, stride: size, count: part, into: target + done)
        done += part
      }
    }
  }

  /// The first axis runs fastest. The rows of one matrix then lie `leading` numbers apart, and its
  /// columns `leading * rows` apart: for each column, the stretch that holds the rows is read and
  /// the wanted numbers are taken out of it.
  private func readColumnMajor<Element: TensorElement>(
    _ range: Range<Int>, _ part: Range<Int>, into target: UnsafeMutablePointer<Element>
  ) throws(MatrixFileError) {
    let info = tensor.info
    let size = info.elementType.byteCount
    let leading = info.leadingShape.reduce(1, *)
    // As many rows at a time as keep the stretch within a piece and, for the processor's caches, the
    // rows it is spread over within 32 MiB.
    let rowByteCount = part.count * MemoryLayout<Element>.size
    let rowsPerPiece = max(
      1, min(Self.pieceByteCount / (leading * size), max(64, (32 << 20) / rowByteCount)))
    let column = UnsafeMutablePointer<Element>.allocate(capacity: rowsPerPiece)
    defer { column.deallocate() }
    try withPiece(of: ((rowsPerPiece - 1) * leading + 1) * size) { piece throws(MatrixFileError) in
      var start = range.lowerBound
      while start < range.upperBound {
        // Rows up to the end of the matrix they belong to share the position on the leading axes.
        let (matrix, row) = start.quotientAndRemainder(dividingBy: info.rows)
        let count = min(range.upperBound - start, info.rows - row, rowsPerPiece)
        let stretch = ((count - 1) * leading + 1) * size
        let bytes = UnsafeMutableRawBufferPointer(rebasing: piece[..<stretch])
        let first = Self.fortranOffset(ofMatrix: matrix, leading: info.leadingShape) + row * leading
        let output = target + (start - range.lowerBound) * part.count
        for (location, index) in part.enumerated() {
          try tensor.source.read(at: (first + index * leading * info.rows) * size, into: bytes)
          tensor.encoding.decode(
            bytes.baseAddress!, stride: leading * size, count: count, into: column)
          for row in 0..<count { output[row * part.count + location] = column[row] }
        }
        start += count
      }
    }
  }

  /// Where the first number of a matrix lies when the first axis runs fastest: the matrix's number
  /// is taken apart with the last leading axis fastest.
  static func fortranOffset(ofMatrix matrix: Int, leading: [Int]) -> Int {
    var rest = matrix
    var offset = 0
    for axis in leading.indices.reversed() {
      let (quotient, location) = rest.quotientAndRemainder(dividingBy: leading[axis])
      offset += location * leading[..<axis].reduce(1, *)
      rest = quotient
    }
    return offset
  }

  /// Memory for one piece of a file.
  private func withPiece(
    of byteCount: Int, _ body: (UnsafeMutableRawBufferPointer) throws(MatrixFileError) -> Void
  ) throws(MatrixFileError) {
    let piece = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(8, min(byteCount, Self.pieceByteCount)), alignment: 8)
    defer { piece.deallocate() }
    try body(piece)
  }
}
