// Which separator and which decimal sign a table of text uses, found from its first lines. What is in
// a field is FieldValue's concern.

import TextFormats

/// How a table of text is written.
struct TableDialect {
  var separator: TableSeparator
  var decimal: TableOptions.DecimalMark
  /// What a reader should know of the choice, where another was possible.
  var warnings: [Message] = []
  /// Whether the first column of the head holds words or stands below an empty corner, so that a
  /// line that begins with `#` may be a row of that name.
  private var hasRowNames = false
  /// The fields of most lines.
  private var width = 0

  /// The separators looked for, the ones that stand in no other table by chance first.
  private static let candidates: [TableSeparator] = [.tab, .semicolon, .comma, .blanks]

  /// Finds what the options leave open.
  init(_ head: TableHead, _ options: TableOptions) {
    if let separator = options.separator ?? head.declaredSeparator {
      self.init(Candidate(head, separator, options.decimal))
      return
    }
    let candidates = Self.candidates.filter(head.mayHold).map {
      Candidate(head, $0, options.decimal)
    }
    let lines = Candidate(head, .none, options.decimal)
    // With a decimal comma, commas separate what else can be read in no way.
    let asked = options.decimal == .comma
    let first = asked ? candidates.filter { $0.separator != .comma } + [lines] : candidates
    if let column = Self.loneColumn(head, options) {
      self = column
    } else if let fitting = first.first(where: \.fits) ?? candidates.first(where: \.fits) {
      self.init(fitting)
    } else if let consistent = candidates.first(where: \.isConsistent) {
      self.init(consistent)
    } else {
      // No separator is right, so the error names the one that was most likely meant.
      let splitting = candidates.filter(\.splits)
      self.init(splitting.max { $0.valueCount < $1.valueCount } ?? lines)
    }
  }

  private init(_ candidate: Candidate) {
    separator = candidate.separator
    decimal = candidate.decimal
    warnings = candidate.warnings
    hasRowNames = candidate.hasRowNames
    width = candidate.width
  }

  /// A single column of numbers with a decimal comma, which could be two columns of whole numbers:
  /// recognised by zeros before the second, or by a first that is always 0 before more than one digit.
  private static func loneColumn(_ head: TableHead, _ options: TableOptions) -> TableDialect? {
    guard options.decimal == nil, !head.mayHold(.tab), !head.mayHold(.semicolon) else { return nil }
    let (records, isBroken) = head.records(.comma)
    if isBroken { return nil }
    let pairs = records.first?.count == 1 ? records.dropFirst() : records[...]
    guard pairs.count > 1 else { return nil }
    func digits(_ bytes: ArraySlice<UInt8>) -> Bool {
      !bytes.isEmpty && bytes.allSatisfy { $0 &- 0x30 < 10 }
    }
    var isZeroBefore = true
    var areZerosAfter = false
    var hasLongFraction = false
    for pair in pairs {
      guard pair.count == 2, !pair[0].isQuoted, !pair[1].isQuoted else { return nil }
      let sign = pair[0].bytes.first.map { $0 == UInt8(ascii: "-") } ?? false
      let whole = pair[0].bytes[(sign ? 1 : 0)...]
      let fraction = pair[1].bytes[...]
      guard digits(whole), digits(fraction) else { return nil }
      isZeroBefore = isZeroBefore && whole.elementsEqual([0x30])
      areZerosAfter = areZerosAfter || fraction.count > 1 && fraction.first == 0x30
      hasLongFraction = hasLongFraction || fraction.count > 1
    }
    guard isZeroBefore && hasLongFraction || areZerosAfter else { return nil }
    var dialect = TableDialect(Candidate(head, .none, .comma))
    dialect.warnings.append(
      Message(
        "each line is read as one number with a decimal comma; \(option: "separator") comma reads two columns",
        zh: "每行读作一个以逗号为小数点的数；\(option: "separator") comma 读作两列")
    )
    return dialect
  }

  // MARK: Lines that begin with #

  /// What a line that begins with `#` is.
  enum MarkedLine {
    case comment
    /// A comment that could be labels.
    case doubtfulComment
    /// A row whose label begins with the sign.
    case row
    /// A row that could be a comment.
    case doubtfulRow
  }

  /// Distinguishes comments from rows of a token such as `#` or `##s`: those have a value for each column
  /// in a table whose rows have names, and no blank after the sign.
  func kind(of line: [UInt8]) -> MarkedLine {
    let text = TableHead(line)
    guard let fields = text.wholeRecord(separator), fields.count == width, width > 1 else {
      return .comment
    }
    let first = fields[0]
    let values = fields.dropFirst().map { $0.value(decimal).kind }
    let areValues = values.allSatisfy { $0 != .word && $0 != .outOfRange }
    let name = first.bytes.drop { $0 == UInt8(ascii: "#") }
    let isSpaced =
      name.first == 0x20 || name.first == 0x09
      || separator == .blanks && name.isEmpty && !areValues
    if areValues {
      if first.value(decimal).kind == .missing { return .row }
      if isSpaced { return .comment }
      let isValue =
        TableHead.Field(bytes: Array(name), isQuoted: false).value(decimal).kind != .word
      if !hasRowNames { return isValue ? .comment : .doubtfulComment }
      return name.isEmpty || first.bytes.starts(with: "##".utf8) ? .row : .doubtfulRow
    }
    return isSpaced ? .comment : .doubtfulComment
  }
}

/// One separator tried on the head of a table.
private struct Candidate {
  let separator: TableSeparator
  private(set) var decimal: TableOptions.DecimalMark
  private(set) var warnings: [Message] = []
  /// The fields of the lines after the first, or of the only one.
  private(set) var width = 0
  /// Whether all lines have the same number of fields, and more than one.
  private(set) var isConsistent = false
  /// Whether any line but the first has more than one field, or the first where blanks do not
  /// separate: a heading of several words is no row.
  private(set) var splits = false
  private(set) var hasRowNames = false
  private(set) var valueCount = 0
  private var wordCount = 0
  /// Whether the text cannot be taken apart like this.
  private var isBroken = false
  /// Whether several lines, the first too, have the same number of fields.
  private var isStrict = false

  /// Whether the fields that must be values mostly are. Tabs and semicolons stand in every line as
  /// often by no chance.
  var fits: Bool {
    if isBroken || !isConsistent && separator != .none { return false }
    return wordCount * 2 <= valueCount
      || isStrict && (separator == .tab || separator == .semicolon)
  }

  init(_ head: TableHead, _ separator: TableSeparator, _ decimal: TableOptions.DecimalMark?) {
    self.separator = separator
    self.decimal = decimal ?? .point
    let (records, isBroken) = head.records(separator)
    self.isBroken = isBroken
    guard let first = records.first else { return }
    let others = records.dropFirst()
    width = others.first?.count ?? first.count
    // R leaves out the corner; some programs end the first line, or all lines, with a separator.
    let isHeadingLike =
      first.count == width || first.count == width - 1
      || first.count == width + 1 && first.last?.isBlank == true
    isConsistent =
      max(width, first.count) > 1 && isHeadingLike
      && others.allSatisfy { $0.count == width }
    isStrict = !others.isEmpty && isConsistent && first.count == width
    splits = others.contains { $0.count > 1 } || first.count > 1 && separator != .blanks
    if decimal == nil { chooseDecimal(records) }
    hasRowNames =
      (others.isEmpty ? records[...] : others).contains {
        $0.count > 1 && $0[0].value(self.decimal).kind == .word
      } || first.count > 1 && first[0].isBlank
    // Labels may be words: only what lies inside must be values.
    let inside = others.isEmpty ? records[...] : others
    for record in inside {
      for field in record.dropFirst(record.count > 1 ? 1 : 0) {
        switch field.value(self.decimal).kind {
        case .word, .outOfRange: wordCount += 1
        case .index, .whole, .decimal, .percent, .missing, .truth: valueCount += 1
        }
      }
    }
  }

  /// Chooses the sign by the numbers that only one of the two can read.
  private mutating func chooseDecimal(_ records: [[TableHead.Field]]) {
    var onlyPoint = 0
    var onlyComma = 0
    var grouped: [String: String] = [:]
    for field in records.joined() where field.bytes.count <= 40 {
      let hasComma = field.bytes.contains(UInt8(ascii: ","))
      guard hasComma || field.bytes.contains(UInt8(ascii: ".")) else { continue }
      let (point, comma) = (field.value(.point).isNumber, field.value(.comma).isNumber)
      if point && !comma { onlyPoint += 1 }
      if comma && !point { onlyComma += 1 }
      if point && comma {
        let sign = hasComma ? "," : "."
        if grouped[sign] == nil { grouped[sign] = String(decoding: field.bytes, as: UTF8.self) }
      }
    }
    if onlyComma > onlyPoint {
      decimal = .comma
    } else if onlyPoint == 0, let text = grouped[","], grouped["."] == nil {
      // 1,234 and nothing else tells. Where commas separate, quotation marks keep those of groups.
      decimal = separator == .comma ? .point : .comma
      let other: TableOptions.DecimalMark = separator == .comma ? .comma : .point
      warnings.append(Self.doubt(text, read: decimal, other: other))
    } else if onlyPoint == 0, separator == .semicolon, let text = grouped["."] {
      warnings.append(Self.doubt(text, read: .point, other: .comma))
    }
  }

  private static func doubt(
    _ text: String, read: TableOptions.DecimalMark, other: TableOptions.DecimalMark
  ) -> Message {
    func number(_ mark: TableOptions.DecimalMark) -> String {
      let value = TableHead.Field(bytes: Array(text.utf8), isQuoted: false).value(mark).value
      return value == value.rounded() && value.magnitude < 1e15 ? "\(Int(value))" : "\(value)"
    }
    return Message(
      "\(printable(text)) is read as \(number(read)); \(option: "decimal") \(other.rawValue) reads it as "
        + "\(number(other))",
      zh:
        "\(printable(text)) 读作 \(number(read))；\(option: "decimal") \(other.rawValue) 读作 \(number(other))"
    )
  }
}
