// Reading a table of text: numbers with an optional first line and first column of labels. How it is
// taken apart is TableScanner's work, how it is written TableDialect's, and what of it is labels
// TableLabels' to say.

import TextFormats

/// Reads a table of numbers.
///
/// Lines are read one after the other and only numbers are kept, with the first line and the first
/// column as text until it is known whether they are labels.
struct TableReader {
  private let source: ByteSource
  private let dialect: TableDialect
  private let limits: ReadLimits
  private var contents = TableContents()
  private var warnings: [Message]
  private var markedLines = MarkedLines()

  /// Reads the whole table, of shape `[rows, columns]` without the labels.
  static func read(
    _ source: ByteSource, options: TableOptions, limits: ReadLimits
  ) throws(MatrixFileError) -> Tensor {
    let text = try TextEncoding.utf8(source, limits: limits)
    let head = try TableHead(text)
    let dialect = TableDialect(head, options)
    let skipped = head.declarationByteCount
    var reader = TableReader(source: text, dialect: dialect, limits: limits)
    try reader.readRecords(
      TableScanner(
        text.slice(at: skipped, count: text.count - skipped), separator: dialect.separator,
        firstLine: skipped > 0 ? 2 : 1))
    return try reader.tensor(options)
  }

  private init(source: ByteSource, dialect: TableDialect, limits: ReadLimits) {
    self.source = source
    self.dialect = dialect
    self.limits = limits
    warnings = dialect.warnings
  }

  // MARK: Records

  private mutating func readRecords(_ stream: TableScanner) throws(MatrixFileError) {
    var scanner = stream
    while try scanner.nextRecord() {
      if try scanner.isAtComment() {
        let line = scanner.recordLine
        guard let text = try scanner.takeLine() else { continue }
        let kind = dialect.kind(of: text)
        markedLines.note(kind, line: line)
        switch kind {
        case .comment, .doubtfulComment: continue
        case .row, .doubtfulRow:
          var row = TableScanner(
            ByteSource(text, name: source.name), separator: dialect.separator, firstLine: line)
          if try row.nextRecord() { try readRecord(&row) }
        }
      } else {
        try readRecord(&scanner)
      }
    }
  }

  private mutating func readRecord(_ scanner: inout TableScanner) throws(MatrixFileError) {
    contents.beginRecord(line: scanner.recordLine)
    let limit = limits.memory
    while true {
      let field = try scanner.nextField()
      let kind = scanner.withBytes(of: field) {
        contents.add(
          $0, FieldValue($0, decimal: dialect.decimal), isQuoted: field.isQuoted,
          separator: dialect.separator.byte)
      }
      if kind == .word, !scanner.withBytes(of: field, Self.isUTF8) {
        throw scanner.fault("the text is not UTF-8; save it as UTF-8")
      }
      switch kind {
      case .outOfRange:
        throw scanner.fault("\(text(field, scanner)) is beyond the range of 64-bit numbers")
      case .word where contents.isInside:
        throw scanner.fault(notANumber(contents.column, text(field, scanner)))
      case .index, .whole, .decimal, .percent, .missing, .truth, .word: break
      }
      if contents.byteCount > limit {
        throw .tooLarge(
          file: source.name, part: "the table", bytes: UInt64(contents.byteCount), limit: limit,
          fix: textIsLarge)
      }
      if try !scanner.endField(field) { break }
    }
    if let expected = contents.endRecord() {
      throw .malformedLine(
        file: source.name, line: scanner.recordLine,
        reason: ragged(contents.column, expected.count, line: expected.line))
    }
  }

  private static func isUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    String(validating: bytes, as: UTF8.self) != nil
  }

  private func ragged(_ count: Int, _ expected: Int, line: Int) -> Message {
    let location = line == contents.firstLineNumber ? "the first line" : "line \(line)"
    return "has \(count) fields where \(location) has \(expected); all lines need the same number, "
      + "separated by \(dialect.separator.name) (\(option: "separator") names another)"
  }

  private func notANumber(_ field: Int, _ text: String) -> Message {
    "field \(field), \(text), is no number; a missing value is nan, NA, - or nothing"
      + (dialect.decimal == .point && text.contains(",")
        ? ", and for 0,5 there is \(option: "decimal") comma" : "")
      + (dialect.decimal == .comma && text.contains(".")
        ? ", and for 0.5 there is \(option: "decimal") point" : "")
  }

  private func text(_ field: TableScanner.Field, _ scanner: TableScanner) -> String {
    quotedContents(scanner.withBytes(of: field) { String(decoding: $0, as: UTF8.self) })
  }

  // MARK: Labels and numbers

  /// Distinguishes labels from numbers and gives the numbers.
  private mutating func tensor(_ options: TableOptions) throws(MatrixFileError) -> Tensor {
    guard contents.records > 0 else {
      throw .malformed(file: source.name, reason: "holds no row of numbers")
    }
    let labels = TableLabels(contents, options)
    if let problem = labels.problem {
      switch problem {
      case .ragged:
        throw .malformedLine(
          file: source.name, line: contents.secondLineNumber,
          reason: ragged(
            contents.width, contents.headings.count, line: contents.firstLineNumber))
      case .noRows:
        throw .malformed(
          file: source.name,
          reason: "holds no row of numbers: its only line starts with "
            + "\(quotedContents(contents.headings.text(0) ?? ""))")
      case .noSecondColumn:
        throw .malformed(
          file: source.name,
          reason:
            "has one column, so \(option: "row-labels") yes leaves no numbers; leave it out, or name the "
            + "separator with \(option: "separator")")
      case .word(let line, let field, let text):
        throw .malformedLine(
          file: source.name, line: line, reason: notANumber(field, quotedContents(text)))
      }
    }
    warnings += labels.warnings + markedLines.warnings
    if contents.insideCounts[.percent] > 0 {
      warnings.append(
        Message(
          "values with a percent sign are read as hundredths, 50% as 0.5",
          zh: "带百分号的值按百分之一读取，50% 即 0.5"))
    }
    if let integer = contents.roundedInteger(labels) { throw .roundedInteger(integer) }
    let texts = try labels.texts(contents, file: source.name)
    let (rows, columns) = labels.shape(contents)
    let values = contents.takeValues(labels)
    let info = TensorInfo(
      name: nil, shape: [rows, columns], elementType: .float64,
      rowSumTolerance: textRowSumTolerance)
    return Tensor(
      info: info, source: ByteSource(numbers: values, name: source.name), limits: limits,
      rowLabels: texts.rows, columnLabels: texts.columns,
      table: TableLayout(
        separator: dialect.separator, decimal: dialect.decimal, corner: texts.corner,
        missingCount: contents.missingCount(labels),
        missingCells: contents.missingCells(labels),
        holdsTruthValues: labels.areAllTruthValues(contents), warnings: warnings))
  }
}

/// Lines that begin with `#`, as far as they need a word.
private struct MarkedLines {
  private var comment: Int?
  private var row: Int?

  mutating func note(_ kind: TableDialect.MarkedLine, line: Int) {
    switch kind {
    case .comment, .row: break
    case .doubtfulComment: comment = comment ?? line
    case .doubtfulRow: row = row ?? line
    }
  }

  var warnings: [Message] {
    (comment.map {
      [
        Message(
          "line \($0) begins with # and is passed over; put the label in quotation marks if it is one",
          zh: "第 \($0) 行以 # 开头，已略过；若是名称，请加引号")
      ]
    } ?? [])
      + (row.map {
        [
          Message(
            "line \($0) begins with # and is read as a row of that name; put a blank after # if it is "
              + "a comment", zh: "第 \($0) 行以 # 开头，读作以此为名的一行；若是注释，请在 # 后加空格")
        ]
      } ?? [])
  }
}
