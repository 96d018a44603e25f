// One tensor of an opened file, and its values. How rows are read is RowReader's work.

public import AttentionMath
import TextFormats

/// A tensor of an opened file. Its values stay in the file until they are asked for.
public struct Tensor: Sendable {
  public let info: TensorInfo
  /// The labels of a text file's first column, one for each row.
  public let rowLabels: [String]?
  /// The labels of a text file's first line, one for each column.
  public let columnLabels: [String]?
  /// How the table of a text file was read; nil for files of other kinds.
  public let table: TableLayout?

  let source: ByteSource
  let encoding: NumberEncoding
  let limits: ReadLimits

  /// - Precondition: the source holds exactly the values that `info` declares.
  init(
    info: TensorInfo, source: ByteSource, limits: ReadLimits, rowLabels: [String]? = nil,
    columnLabels: [String]? = nil, table: TableLayout? = nil
  ) {
    precondition(source.count == info.count * info.elementType.byteCount)
    self.info = info
    self.rowLabels = rowLabels
    self.columnLabels = columnLabels
    self.table = table
    self.source = source
    self.limits = limits
    encoding = NumberEncoding(type: info.elementType, isBigEndian: info.isBigEndian)
  }

  /// All values, the last axis running fastest.
  ///
  /// Numbers that the element type cannot hold are rounded to the nearest, beyond its range to ±∞.
  /// - Throws: `tooLarge` where they would take more memory than the limit.
  public func values<Element: TensorElement>(
    as element: Element.Type = Element.self
  ) throws(MatrixFileError) -> [Element] {
    // Matrix by matrix the file would be read once for each. That is quick for a few.
    if info.isFortranOrder && info.leadingShape.reduce(1, *) > 32 {
      return try newArray(info.count) { buffer throws(MatrixFileError) in
        try readFortranOrder(into: buffer)
      }
    }
    let rows = allRows()
    return try rows.values(0..<rows.rows)
  }

  /// One matrix, of shape `[info.rows, info.columns]`.
  /// - Parameter index: a position on each axis of `info.leadingShape`; empty for up to two axes.
  /// - Throws: `wrongChoice` where the index does not fit the axes.
  public func matrix<Element: TensorElement>(
    at index: [Int] = [], as element: Element.Type = Element.self
  ) throws(MatrixFileError) -> Matrix<Element> {
    let reader = try rows(at: index)
    return Matrix(
      rows: reader.rows, columns: reader.columns, values: try reader.values(0..<reader.rows))
  }

  /// The rows of one matrix, read a few at a time.
  /// - Parameter index: a position on each axis of `info.leadingShape`; empty for up to two axes.
  /// - Throws: `wrongChoice` where the index does not fit the axes.
  public func rows(at index: [Int] = []) throws(MatrixFileError) -> RowReader {
    let leading = info.leadingShape
    if index.count != leading.count || zip(index, leading).contains(where: { $0 < 0 || $0 >= $1 }) {
      throw .wrongChoice(
        shape: info.shape,
        reason: Message(
          "\(index) is no place on the axes before the last two", zh: "最后两轴之前没有位置 \(index)"),
        options: Message(
          "give \(leading.count) numbers, each below its axis's length",
          zh: "请给出 \(leading.count) 个数，各小于其轴的长度"))
    }
    let matrix = zip(index, leading).reduce(0) { $0 * $1.1 + $1.0 }
    return RowReader(tensor: self, firstRow: matrix * info.rows, rows: info.rows)
  }

  /// The rows of all matrices, one matrix after the other.
  public func allRows() -> RowReader {
    RowReader(
      tensor: self, firstRow: 0, rows: info.leadingShape.reduce(1, *) * info.rows)
  }

  /// The same bytes read as another type of the same width, such as `uint16` as `bfloat16`.
  /// - Throws: `unsupported` where the widths differ.
  public func reinterpreted(as type: ElementType) throws(MatrixFileError) -> Tensor {
    if type.byteCount != info.elementType.byteCount {
      throw .unsupported(
        file: source.name,
        reason: "holds \(info.elementType.rawValue) of \(info.elementType.byteCount) bytes, which "
          + "cannot be read as \(type.rawValue) of \(type.byteCount)")
    }
    let info = TensorInfo(
      name: info.name, shape: info.shape, elementType: type, isBigEndian: info.isBigEndian,
      isFortranOrder: info.isFortranOrder)
    return Tensor(
      info: info, source: source, limits: limits, rowLabels: rowLabels, columnLabels: columnLabels,
      table: table)
  }
}

extension Tensor {
  /// An array of values that `fill` writes all of.
  /// - Throws: `tooLarge` where they would take more memory than the limit.
  func newArray<Element: TensorElement>(
    _ count: Int, _ fill: (UnsafeMutableBufferPointer<Element>) throws(MatrixFileError) -> Void
  ) throws(MatrixFileError) -> [Element] {
    try checkMemory(count, of: Element.self)
    var failure: MatrixFileError?
    let values = [Element](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      do throws(MatrixFileError) {
        try fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
        initializedCount = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return values
  }

  /// - Throws: `tooLarge` where so many values would take more memory than the limit.
  func checkMemory<Element>(
    _ count: Int, of element: Element.Type
  ) throws(MatrixFileError) {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.size)
    if overflow || bytes > limits.memory {
      throw .tooLarge(
        file: source.name, part: "the values in memory", bytes: UInt64(overflow ? .max : bytes),
        limit: limits.memory, fix: "take one matrix, or fewer rows at a time")
    }
  }
}
