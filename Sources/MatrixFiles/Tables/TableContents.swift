// What was read of a table of text: its numbers, and what is needed to tell which fields are labels.

/// The fields of a table, as numbers; the first line and the first column as text too.
struct TableContents {
  /// The fields of the first line.
  private(set) var headings = TableFields()
  /// The first fields of the lines after the first; none where those lines have one field.
  private(set) var firstColumn = TableFields()
  /// All fields, line after line: those of the first line, and then `width` of each other one. NaN
  /// where a word stands.
  private(set) var values: [Double] = []
  private(set) var records = 0
  /// The fields of each line after the first, or of the only one.
  private(set) var width = 0
  private(set) var firstLineNumber = 1
  private(set) var secondLineNumber = 1

  /// The kinds of the fields in the first column, and of those in the other columns, below the first
  /// line.
  private(set) var columnCounts = FieldCounts()
  private(set) var insideCounts = FieldCounts()
  private(set) var isColumnQuoted = false
  private(set) var isInsideQuoted = false
  /// The first word in the first column below the first line.
  private(set) var firstWord: (line: Int, text: String)?
  /// The lines after the first whose last field is empty.
  private var emptyEndCount = 0

  private var line = 1
  /// The number of fields read of the record; the field read last is the one of this number.
  private(set) var column = 0
  private var isEndEmpty = false

  private struct Missing {
    var record: Int
    var column: Int
    var text: String
  }
  private struct Rounded {
    var record: Int
    var column: Int
    var text: String
  }
  private var missing: [Missing] = []
  /// The whole numbers that are rounded as Doubles: those of the first line, the first one of the
  /// first column and the first one of all others.
  private var rounded: [Rounded] = []
  private static let maximumMissing = 64

  // MARK: Reading

  mutating func beginRecord(line: Int) {
    self.line = line
    column = 0
    if records == 0 { firstLineNumber = line }
    if records == 1 { secondLineNumber = line }
  }

  /// Takes in the next field of the record.
  ///
  /// Quotation marks that a field needs, because it holds the separator, say nothing of labels.
  /// - Returns: its kind.
  mutating func add(
    _ bytes: UnsafeBufferPointer<UInt8>, _ field: FieldValue, isQuoted: Bool, separator: UInt8?
  ) -> FieldValue.Kind {
    let kind = field.kind
    let isMarked = isQuoted && !(separator.map(bytes.contains) ?? false)
    values.append(field.value)
    if records == 0 {
      headings.append(bytes, kind, isQuoted: isQuoted, isMarked: isMarked)
    } else if column > 0 {
      insideCounts.add(kind)
      if isMarked { isInsideQuoted = true }
    } else {
      columnCounts.add(kind)
      if isMarked { isColumnQuoted = true }
      if records == 1 || width != 1 {
        firstColumn.append(bytes, kind, isQuoted: isQuoted, isMarked: isMarked)
      }
      if kind == .word, firstWord == nil {
        firstWord = (line, String(decoding: bytes.prefix(256), as: UTF8.self))
      }
    }
    if field.isRounded { noteRounded(bytes) }
    isEndEmpty = bytes.isEmpty && !isQuoted
    if kind == .missing, missing.count < Self.maximumMissing {
      missing.append(
        Missing(
          record: records, column: column,
          text: String(decoding: bytes.prefix(32), as: UTF8.self)))
    }
    column += 1
    return kind
  }

  private mutating func noteRounded(_ bytes: UnsafeBufferPointer<UInt8>) {
    let isKnown = rounded.contains { $0.record > 0 && ($0.column > 0) == (column > 0) }
    guard records == 0 || !isKnown else { return }
    rounded.append(
      Rounded(
        record: records, column: column, text: String(decoding: bytes.prefix(64), as: UTF8.self)))
  }

  /// Whether the field read last can be no label.
  var isInside: Bool { records > 0 && column > 1 }

  /// Ends a record.
  /// - Returns: a line with another number of fields, where the record does not fit it.
  mutating func endRecord() -> (line: Int, count: Int)? {
    switch records {
    case 0:
      width = column
    case 1:
      width = column
      if column == 1 { firstColumn.removeAll() }
      let count = headings.count
      // A first line may lack the corner, or have a separator at its end.
      guard
        column == count || column == count + 1
          || column == count - 1 && headings.isBlank(count - 1)
      else { return (firstLineNumber, count) }
    default:
      guard column == width else {
        return headings.count == width ? (firstLineNumber, width) : (secondLineNumber, width)
      }
    }
    if records > 0, isEndEmpty { emptyEndCount += 1 }
    records += 1
    return nil
  }

  /// The memory that is taken.
  var byteCount: Int {
    values.count * MemoryLayout<Double>.size + headings.byteCount + firstColumn.byteCount
  }

  // MARK: Asking

  /// Whether every line after the first, or the only one, ends with an empty field.
  var hasEmptyEnds: Bool {
    records == 1 ? headings.isBlank(headings.count - 1) : emptyEndCount == records - 1
  }

  /// The value of a field of the first line.
  func heading(_ column: Int) -> Double { values[column] }

  /// The value of a field of the lines after the first.
  func value(_ record: Int, _ column: Int) -> Double {
    values[headings.count + (record - 1) * width + column]
  }

  // MARK: Giving

  /// The numbers that are no labels; they are gone afterwards.
  mutating func takeValues(_ labels: TableLabels) -> [Double] {
    let kept = labels.columns(self)
    var values: [Double] = []
    swap(&values, &self.values)
    if !labels.hasHeader, headings.count == width, kept.count == width { return values }
    var target = 0
    for record in (labels.hasHeader ? 1 : 0)..<records {
      let start = record == 0 ? 0 : headings.count + (record - 1) * width
      for column in kept {
        values[target] = values[start + column]
        target += 1
      }
    }
    values.removeLast(values.count - target)
    return values
  }

  func missingCount(_ labels: TableLabels) -> Int {
    var count = insideCounts[.missing] + (labels.hasRowLabels ? 0 : columnCounts[.missing])
    if labels.dropsLast { count -= emptyEndCount }
    if !labels.hasHeader {
      for column in labels.columns(self) where headings.kind(column) == .missing { count += 1 }
    }
    return count
  }

  /// A whole number that is no label and that its value is not equal to.
  func roundedInteger(_ labels: TableLabels) -> RoundedInteger? {
    let columns = labels.columns(self)
    let firstRecord = labels.hasHeader ? 1 : 0
    return rounded.first { $0.record >= firstRecord && columns.contains($0.column) }.map {
      RoundedInteger(
        text: $0.text, row: $0.record - firstRecord, column: $0.column - columns.lowerBound)
    }
  }

  func missingCells(_ labels: TableLabels) -> [TableLayout.MissingCell] {
    let columns = labels.columns(self)
    let firstRecord = labels.hasHeader ? 1 : 0
    return missing.filter { $0.record >= firstRecord && columns.contains($0.column) }.map {
      TableLayout.MissingCell(
        row: $0.record - firstRecord, column: $0.column - columns.lowerBound, text: $0.text)
    }
  }
}
