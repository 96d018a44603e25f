// Reading comma- and tab-separated values (RFC 4180). What a number looks like is NumberText's
// concern.

/// Reads a table of numbers with an optional first line and first column of labels.
///
/// The first line is a header where it holds a field that is no number (its first field aside when
/// there are row labels), and the first column holds labels where one of its fields below the first
/// line is no number. An empty first field means both. Where only those places are quoted, a quoted
/// number is a label too. Lines without any character are skipped.
struct CSVReader {
  /// A field of the first line, which may turn out to be a label.
  private struct Heading {
    var text: String
    var isQuoted: Bool
    var isNumber: Bool
  }

  /// The longest field read, in bytes.
  static let greatestFieldLength = 1 << 16

  private var stream: ByteStream
  private let separator: UInt8
  private let limits: ReadLimits
  private var line = 1

  private var headings: [Heading] = []
  /// All fields as numbers, NaN where a label stands in the first line or column.
  private var values: [Double] = []
  private var records = 0
  /// The fields of the first column, from the second line on.
  private var firstColumn: [String] = []
  private var firstColumnHasWords = false
  private var firstColumnIsQuoted = false
  private var numbersAreQuoted = false

  /// Reads the whole table, of shape `[rows, columns]` without the labels.
  static func read(
    _ source: ByteSource, separator: UInt8, limits: ReadLimits
  ) throws(MatrixFileError) -> Tensor {
    var reader = CSVReader(stream: ByteStream(source), separator: separator, limits: limits)
    try reader.readRecords()
    return try reader.tensor()
  }

  private init(stream: ByteStream, separator: UInt8, limits: ReadLimits) {
    self.stream = stream
    self.separator = separator
    self.limits = limits
  }

  private mutating func readRecords() throws(MatrixFileError) {
    if try stream.peek() == 0xef {
      // A byte order mark, as some programs write before UTF-8.
      for byte: UInt8 in [0xef, 0xbb, 0xbf] where try stream.take() != byte {
        throw fault("the text is not UTF-8")
      }
    }
    var field: [UInt8] = []
    while try stream.peek() != nil {
      var column = 0
      let start = line
      while true {
        field.removeAll(keepingCapacity: true)
        let isQuoted = try readField(into: &field)
        let isSeparated = try stream.peek() == separator
        if column == 0 && field.isEmpty && !isQuoted && !isSeparated { break }
        try add(field, isQuoted: isQuoted, column: column)
        column += 1
        if !isSeparated { break }
        _ = try stream.take()
      }
      if column > 0 {
        if records > 0 && column != headings.count {
          throw .malformedLine(
            file: stream.name, line: start,
            reason: "has \(column) fields where the first line has \(headings.count); all lines "
              + "need the same number")
        }
        records += 1
      }
      try endLine()
    }
  }

  /// Reads one field up to the separator or the end of its line.
  /// - Returns: whether it stands in quotation marks.
  private mutating func readField(into field: inout [UInt8]) throws(MatrixFileError) -> Bool {
    let mark = UInt8(ascii: "\"")
    if try stream.peek() != mark {
      while let byte = try stream.peek(), byte != separator, byte != 0x0a, byte != 0x0d {
        try append(byte, to: &field)
        _ = try stream.take()
      }
      return false
    }
    let start = line
    _ = try stream.take()
    while true {
      guard let byte = try stream.take() else {
        throw .malformedLine(
          file: stream.name, line: start, reason: "a quotation mark is never closed")
      }
      if byte == mark {
        if try stream.peek() != mark { break }
        _ = try stream.take()
      }
      if byte == 0x0a { line += 1 }
      try append(byte, to: &field)
    }
    if let byte = try stream.peek(), byte != separator, byte != 0x0a, byte != 0x0d {
      throw fault("text follows a closing quotation mark; inside a field it is written twice")
    }
    return true
  }

  private func append(_ byte: UInt8, to field: inout [UInt8]) throws(MatrixFileError) {
    if byte == 0 { throw fault("the text holds a zero byte; save it as UTF-8") }
    if field.count == Self.greatestFieldLength {
      throw fault("a field is longer than \(Self.greatestFieldLength) bytes")
    }
    field.append(byte)
  }

  /// Takes a line feed, a carriage return or both.
  private mutating func endLine() throws(MatrixFileError) {
    if try stream.peek() == 0x0d { _ = try stream.take() }
    if try stream.peek() == 0x0a { _ = try stream.take() }
    line += 1
  }

  /// Takes in a field: as a number, and in the first line and column as a label.
  private mutating func add(
    _ field: [UInt8], isQuoted: Bool, column: Int
  ) throws(MatrixFileError) {
    let number = field.withUnsafeBufferPointer { NumberText(field: $0) }
    if number == .outOfRange {
      throw fault("\(text(field)) is beyond the range of 64-bit numbers")
    }
    let value: Double? = if case .value(let value) = number { value } else { nil }
    if records == 0 {
      headings.append(
        Heading(
          text: try label(field, isQuoted: isQuoted), isQuoted: isQuoted, isNumber: value != nil))
    } else if column == 0 && headings.count > 1 {
      firstColumn.append(try label(field, isQuoted: isQuoted))
      firstColumnHasWords = firstColumnHasWords || value == nil
      firstColumnIsQuoted = firstColumnIsQuoted || isQuoted
    } else {
      numbersAreQuoted = numbersAreQuoted || isQuoted
      if value == nil {
        throw fault(
          field.isEmpty
            ? "field \(column + 1) is empty; write nan for a missing value"
            : "field \(column + 1), \(text(field)), is no number")
      }
    }
    if values.count >= limits.memory / MemoryLayout<Double>.size {
      throw .tooLarge(
        file: stream.name, part: "the table", bytes: UInt64(values.count + 1) * 8,
        limit: limits.memory, fix: textIsLarge)
    }
    values.append(value ?? .nan)
  }

  /// Tells labels from numbers and gives the numbers.
  private mutating func tensor() throws(MatrixFileError) -> Tensor {
    guard let corner = headings.first else {
      throw .malformed(file: stream.name, reason: "holds no row of numbers")
    }
    let cornerIsEmpty = corner.text.isEmpty && !corner.isQuoted
    let quotesMarkLabels = !numbersAreQuoted
    var hasRowLabels =
      headings.count > 1
      && (firstColumnHasWords || cornerIsEmpty || (firstColumnIsQuoted && quotesMarkLabels))
    if records == 1 && headings.count > 1 && !corner.isNumber {
      // One line alone: a label before numbers.
      hasRowLabels = true
    }
    try refuseEmptyNumbers(hasRowLabels: hasRowLabels, cornerIsEmpty: cornerIsEmpty)
    let hasHeader =
      headings.dropFirst(hasRowLabels ? 1 : 0).contains {
        !$0.isNumber || ($0.isQuoted && quotesMarkLabels)
      } || (cornerIsEmpty && records > 1)
    let rows = records - (hasHeader ? 1 : 0)
    if rows == 0 {
      throw .malformed(
        file: stream.name,
        reason: "holds no row of numbers: its only line starts with \(quoted(corner.text))")
    }

    if hasHeader { values.removeFirst(headings.count) }
    var columns = headings.count
    if hasRowLabels {
      var target = 0
      for index in values.indices where index % columns != 0 {
        values[target] = values[index]
        target += 1
      }
      values.removeLast(values.count - target)
      columns -= 1
    }
    let info = TensorInfo(
      name: nil, shape: [rows, columns], elementType: .float64,
      rowSumTolerance: textRowSumTolerance)
    return Tensor(
      info: info, source: ByteSource(numbers: values, name: stream.name), limits: limits,
      rowLabels: hasRowLabels ? (hasHeader ? [] : [corner.text]) + firstColumn : nil,
      columnLabels: hasHeader ? headings.dropFirst(hasRowLabels ? 1 : 0).map(\.text) : nil)
  }

  /// Refuses a first line of numbers in which a field is empty: it would pass for one of names.
  private func refuseEmptyNumbers(
    hasRowLabels: Bool, cornerIsEmpty: Bool
  ) throws(MatrixFileError) {
    let isEmpty: (Int) -> Bool = { headings[$0].text.isEmpty && !headings[$0].isQuoted }
    let fields = headings.indices.dropFirst(hasRowLabels ? 1 : 0)
    guard records > 1, !cornerIsEmpty, fields.contains(where: { headings[$0].isNumber }),
      fields.allSatisfy({ headings[$0].isNumber || isEmpty($0) }),
      let empty = fields.first(where: isEmpty)
    else { return }
    throw .malformedLine(
      file: stream.name, line: 1,
      reason: "field \(empty + 1) is empty; write nan for a missing value")
  }

  /// A field as a label: blanks around it count only in quotation marks.
  private func label(_ field: [UInt8], isQuoted: Bool) throws(MatrixFileError) -> String {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
    var part = field[...]
    if !isQuoted {
      part = part.drop(while: isBlank)
      while let last = part.last, isBlank(last) { part.removeLast() }
    }
    guard let text = String(validating: part, as: UTF8.self) else {
      throw fault("the text is not UTF-8")
    }
    return text
  }

  private func text(_ field: [UInt8]) -> String { quoted(String(decoding: field, as: UTF8.self)) }

  private func fault(_ reason: String) -> MatrixFileError {
    .malformedLine(file: stream.name, line: line, reason: reason)
  }
}
