// The first lines of a table of text, in memory, taken apart as often as it takes to know how they
// are written.

/// The beginning of a table.
struct TableHead {
  /// One field of the head.
  struct Field {
    var bytes: [UInt8]
    var isQuoted: Bool

    func value(_ decimal: TableOptions.DecimalMark) -> FieldValue {
      bytes.withUnsafeBufferPointer { FieldValue($0, decimal: decimal) }
    }

    /// Whether nothing stands in it, not even quotation marks.
    var isBlank: Bool { bytes.isEmpty && !isQuoted }
  }

  /// As much of a table as is looked at.
  static let maximumByteCount = 1 << 16
  /// The most lines and fields taken apart: enough to see how a table is written.
  private static let maximumRecordCount = 1000
  private static let maximumFieldCount = 20_000

  private let bytes: [UInt8]
  /// Whether the table ends where the head does.
  private let isWhole: Bool
  /// The separator that a first line `sep=;` declares, as Excel writes it.
  private(set) var declaredSeparator: TableSeparator?
  /// The bytes of that line, its end included.
  private(set) var declarationByteCount = 0
  private let holds: [Bool]

  init(_ source: ByteSource) throws(MatrixFileError) {
    let count = min(source.count, Self.maximumByteCount)
    self.init(try source.bytes(at: 0, count: count), isWhole: count == source.count)
  }

  /// The head of a text of one line.
  init(_ line: [UInt8]) { self.init(line, isWhole: true) }

  private init(_ bytes: [UInt8], isWhole: Bool) {
    let declaration = Self.declaration(bytes)
    declaredSeparator = declaration?.separator
    declarationByteCount = declaration?.byteCount ?? 0
    self.bytes = Array(bytes[declarationByteCount...])
    self.isWhole = isWhole
    var holds = [Bool](repeating: false, count: 256)
    for byte in self.bytes { holds[Int(byte)] = true }
    self.holds = holds
  }

  private static func declaration(
    _ bytes: [UInt8]
  ) -> (separator: TableSeparator, byteCount: Int)? {
    let end = bytes.firstIndex { $0 == 0x0a || $0 == 0x0d } ?? bytes.count
    var line = bytes[..<min(end, 16)]
    if line.first == UInt8(ascii: "\""), line.last == UInt8(ascii: "\""), line.count > 1 {
      line = line.dropFirst().dropLast()
    }
    guard end <= 16, line.count == 5, line.prefix(4).map({ $0 | 0x20 }).elementsEqual("sep=".utf8),
      let separator = TableSeparator(String(decoding: line.suffix(1), as: UTF8.self))
    else { return nil }
    let isPair = end + 1 < bytes.count && bytes[end] == 0x0d && bytes[end + 1] == 0x0a
    return (separator, min(bytes.count, end + (isPair ? 2 : 1)))
  }

  /// Whether a separator stands anywhere in the head, be it in quotation marks.
  func mayHold(_ separator: TableSeparator) -> Bool {
    switch separator {
    case .character(let byte): holds[Int(byte)]
    case .blanks: holds[0x20] || holds[0x09]
    case .none: true
    }
  }

  /// The records of the head, without comments.
  /// - Returns: also whether one could not be taken apart, which ends them.
  func records(_ separator: TableSeparator) -> (records: [[Field]], isBroken: Bool) {
    var scanner = TableScanner(ByteSource(bytes, name: ""), separator: separator)
    var records: [[Field]] = []
    var fieldCount = 0
    do throws(MatrixFileError) {
      while try scanner.nextRecord(), records.count < Self.maximumRecordCount,
        fieldCount < Self.maximumFieldCount
      {
        if try scanner.isAtComment() {
          _ = try scanner.takeLine()
          continue
        }
        let record = try Self.record(&scanner)
        fieldCount += record.count
        records.append(record)
      }
    } catch {
      // In a head that ends too early a quotation mark may be left open.
      return (records, isWhole || records.isEmpty)
    }
    // The last line may be cut.
    if !isWhole, records.count > 1, fieldCount < Self.maximumFieldCount,
      records.count < Self.maximumRecordCount
    {
      records.removeLast()
    }
    return (records, false)
  }

  /// The fields of a text that is one line, comment or not; nil where it cannot be taken apart.
  func wholeRecord(_ separator: TableSeparator) -> [Field]? {
    var scanner = TableScanner(ByteSource(bytes, name: ""), separator: separator)
    do throws(MatrixFileError) {
      guard try scanner.nextRecord() else { return nil }
      let record = try Self.record(&scanner)
      return try scanner.nextRecord() ? nil : record
    } catch {
      return nil
    }
  }

  private static func record(_ scanner: inout TableScanner) throws(MatrixFileError) -> [Field] {
    var record: [Field] = []
    while true {
      let field = try scanner.nextField()
      record.append(
        Field(
          bytes: scanner.withBytes(of: field) { trimmed($0) }, isQuoted: field.isQuoted))
      if try !scanner.endField(field) { return record }
    }
  }

  private static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var end = bytes.count
    while end > 0, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
    return Array(bytes[..<end])
  }
}
