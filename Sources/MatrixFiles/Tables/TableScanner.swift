// Taking a table of text apart into lines and fields (RFC 4180). What a field means is FieldValue's
// concern, what separates fields TableDialect's.

import TextFormats

/// Reads the fields of a text, line by line, holding no more of it than a piece.
struct TableScanner {
  /// A field, whose bytes stay where they are until the next one is read.
  struct Field {
    fileprivate var range: Range<Int>
    /// Whether it stands in quotation marks.
    var isQuoted: Bool
  }

  /// The longest field read, in bytes.
  static let maximumFieldLength = 1 << 16
  /// Comments that are longer are passed over without a look at what they say.
  private static let maximumCommentLength = 1 << 16
  private static let pieceByteCount = 1 << 18

  private let source: ByteSource
  private let separator: TableSeparator
  /// Whether a byte ends a field or needs a closer look.
  private let isStop: [Bool]
  /// The piece of the source that is being read; `next` is the position reached in it.
  private var piece: [UInt8] = []
  private var next = 0
  private var taken = 0
  /// A field in quotation marks, without them.
  private var unquoted: [UInt8] = []
  /// The line reached, from 1.
  private var line: Int
  /// The line that the record being read starts on, from 1.
  private(set) var recordLine = 1

  /// - Parameter firstLine: the number of the line that the source begins with.
  init(_ source: ByteSource, separator: TableSeparator, firstLine: Int = 1) {
    self.source = source
    line = firstLine
    self.separator = separator
    var isStop = [Bool](repeating: false, count: 256)
    for byte in [0, 0x0a, 0x0d] { isStop[byte] = true }
    switch separator {
    case .character(let byte): isStop[Int(byte)] = true
    case .blanks:
      isStop[0x20] = true
      isStop[0x09] = true
    case .none: break
    }
    self.isStop = isStop
  }

  // MARK: Lines

  /// Goes to the next line that is not blank.
  /// - Returns: whether there is one.
  mutating func nextRecord() throws(MatrixFileError) -> Bool {
    while true {
      try skipBlanks()
      guard let byte = try peek() else { return false }
      if byte != 0x0a && byte != 0x0d {
        recordLine = line
        return true
      }
      try endLine()
    }
  }

  /// Whether the line that was gone to begins with `#`.
  mutating func isAtComment() throws(MatrixFileError) -> Bool {
    try peek() == UInt8(ascii: "#")
  }

  /// Takes the whole line as it stands.
  /// - Returns: its bytes; nil where they are very many.
  mutating func takeLine() throws(MatrixFileError) -> [UInt8]? {
    var bytes: [UInt8] = []
    var isLong = false
    while let byte = try peek(), byte != 0x0a, byte != 0x0d {
      if bytes.count == Self.maximumCommentLength { isLong = true } else { bytes.append(byte) }
      next += 1
    }
    try endLine()
    return isLong ? nil : bytes
  }

  /// Takes a line feed, a carriage return or both.
  private mutating func endLine() throws(MatrixFileError) {
    if try peek() == 0x0d { next += 1 }
    if try peek() == 0x0a { next += 1 }
    line += 1
  }

  // MARK: Fields

  /// Takes the next field of the line. What ends it is taken by `endField`.
  mutating func nextField() throws(MatrixFileError) -> Field {
    try skipBlanks()
    guard try peek() == UInt8(ascii: "\"") else {
      return Field(range: try takePlain(), isQuoted: false)
    }
    try takeQuoted()
    return Field(range: unquoted.indices, isQuoted: true)
  }

  /// Calls `body` with the bytes of the field that was taken last, before its end is.
  func withBytes<Result>(
    of field: Field, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    field.isQuoted
      ? unquoted.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[field.range])) }
      : piece.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[field.range])) }
  }

  /// Takes what separates a field from the next one, or the end of the line.
  /// - Returns: whether another field follows on the line.
  mutating func endField(_ field: Field) throws(MatrixFileError) -> Bool {
    let areBlanks = field.isQuoted || separator == .blanks ? try skipBlanks() : false
    guard let byte = try peek() else {
      line += 1
      return false
    }
    if byte == 0x0a || byte == 0x0d {
      try endLine()
      return false
    }
    if byte == separator.byte {
      next += 1
      return true
    }
    if separator == .blanks, areBlanks { return true }
    throw fault("text follows a closing quotation mark; inside a field it is written twice")
  }

  private mutating func takePlain() throws(MatrixFileError) -> Range<Int> {
    var end = next
    while true {
      while end < piece.count, !isStop[Int(piece[end])] { end += 1 }
      if end - next > Self.maximumFieldLength {
        throw fault("a field is longer than \(Self.maximumFieldLength) bytes")
      }
      if end < piece.count {
        if piece[end] == 0 { throw fault("the text holds a zero byte; save it as UTF-8") }
        break
      }
      let length = end - next
      if try !refill(keeping: length) { break }
      end = length
    }
    defer { next = end }
    return next..<end
  }

  private mutating func takeQuoted() throws(MatrixFileError) {
    let mark = UInt8(ascii: "\"")
    let start = line
    unquoted.removeAll(keepingCapacity: true)
    next += 1
    while true {
      guard let byte = try peek() else {
        throw .malformedLine(
          file: source.name, line: start, reason: "a quotation mark is never closed")
      }
      next += 1
      if byte == mark {
        guard try peek() == mark else { break }
        next += 1
      }
      if byte == 0x0a { line += 1 }
      if byte == 0 { throw fault("the text holds a zero byte; save it as UTF-8") }
      if unquoted.count == Self.maximumFieldLength {
        throw fault("a field is longer than \(Self.maximumFieldLength) bytes")
      }
      unquoted.append(byte)
    }
  }

  /// Passes over blanks; tabs too where they separate nothing.
  /// - Returns: whether there were any.
  @discardableResult
  private mutating func skipBlanks() throws(MatrixFileError) -> Bool {
    var areAny = false
    while let byte = try peek(), byte == 0x20 || byte == 0x09 && separator != .tab {
      next += 1
      areAny = true
    }
    return areAny
  }

  // MARK: Pieces

  /// The next byte, which stays; nil at the end.
  @inline(__always)
  private mutating func peek() throws(MatrixFileError) -> UInt8? {
    if next == piece.count, try !refill(keeping: 0) { return nil }
    return piece[next]
  }

  /// Reads more of the source, after the last `kept` bytes of the piece.
  /// - Returns: whether there was more; `next` is then the first byte kept.
  @inline(never)
  private mutating func refill(keeping kept: Int) throws(MatrixFileError) -> Bool {
    let count = min(Self.pieceByteCount, source.count - taken)
    if count == 0 { return false }
    piece = Array(piece[(piece.count - kept)...]) + (try source.bytes(at: taken, count: count))
    taken += count
    next = 0
    return true
  }

  /// An error at the line reached.
  func fault(_ reason: Message) -> MatrixFileError {
    .malformedLine(file: source.name, line: line, reason: reason)
  }
}
