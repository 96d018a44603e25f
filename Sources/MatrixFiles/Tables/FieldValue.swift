// What one field of a table of text says: a number, that a value is missing, true or false, or a
// word. The grammar of plain numbers is NumberText's.

/// A field of a table, read.
struct FieldValue {
  enum Kind: UInt8 {
    /// A whole number without a sign, as indices and years are written.
    case index
    /// Another number written without a point and without an exponent.
    case whole
    /// A number with a point or an exponent, or ±∞.
    case decimal
    /// A number of percent.
    case percent
    /// No value: the field is empty or says so.
    case missing
    /// `True` and `False`, for 1 and 0.
    case truth
    /// A number beyond the range of a Double.
    case outOfRange
    /// Anything else; the value is NaN.
    case word
  }

  var kind: Kind
  var value: Double
  /// Whether it is a whole number that the value is not equal to.
  private(set) var isRounded = false

  var isNumber: Bool {
    switch kind {
    case .index, .whole, .decimal, .percent: true
    case .missing, .truth, .outOfRange, .word: false
    }
  }

  private init(_ kind: Kind, _ value: Double, isRounded: Bool = false) {
    self.kind = kind
    self.value = value
    self.isRounded = isRounded
  }

  /// Reads a field; blanks around it do not count.
  ///
  /// `nan`, `NA`, `null`, `-` and what other programs write for a missing value are NaN; `inf` and
  /// `∞` are infinite; `−` and its relatives count as a minus. Digits may be grouped by threes:
  /// `1,234.5`, with a decimal comma `1.234,5`.
  init(_ field: UnsafeBufferPointer<UInt8>, decimal: TableOptions.DecimalMark) {
    var start = 0
    var end = field.count
    while start < end, field[start] == 0x20 || field[start] == 0x09 { start += 1 }
    while end > start, field[end - 1] == 0x20 || field[end - 1] == 0x09 { end -= 1 }
    let text = UnsafeBufferPointer(rebasing: field[start..<end])
    switch decimal {
    case .point: self = Self.plain(text) ?? Self.other(text, decimal)
    case .comma: self = Self.withComma(text) ?? Self.other(text, decimal)
    }
  }

  /// A number whose only sign is a decimal comma; nil for anything else.
  private static func withComma(_ text: UnsafeBufferPointer<UInt8>) -> FieldValue? {
    if text.count > 64 || text.contains(UInt8(ascii: ".")) { return nil }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { buffer in
      for index in text.indices {
        buffer[index] = text[index] == UInt8(ascii: ",") ? UInt8(ascii: ".") : text[index]
      }
      return plain(UnsafeBufferPointer(rebasing: buffer[..<text.count]))
    }
  }

  /// A number as most programs write it; nil for anything else.
  private static func plain(_ text: UnsafeBufferPointer<UInt8>) -> FieldValue? {
    switch NumberText(text) {
    case .value(let value): FieldValue(kind(ofNumber: text), value)
    case .rounded(let value): FieldValue(kind(ofNumber: text), value, isRounded: true)
    case .outOfRange: FieldValue(.outOfRange, .nan)
    case .notANumber: nil
    }
  }

  private static func kind(ofNumber text: UnsafeBufferPointer<UInt8>) -> Kind {
    for byte in text where byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e") {
      return .decimal
    }
    let isPlain = text[0] &- 0x30 < 10 && (text[0] != 0x30 || text.count == 1)
    return isPlain ? .index : .whole
  }

  /// Longer fields are words: no number and no sign of a missing value takes so many bytes.
  private static let maximumLength = 512

  private static func other(
    _ text: UnsafeBufferPointer<UInt8>, _ decimal: TableOptions.DecimalMark
  ) -> FieldValue {
    if text.isEmpty { return FieldValue(.missing, .nan) }
    if text.count > maximumLength { return FieldValue(.word, .nan) }
    var bytes = normalized(text)
    if bytes.isEmpty { return FieldValue(.missing, .nan) }
    if let named = named(bytes) { return named }
    let isPercent = bytes.last == UInt8(ascii: "%")
    if isPercent {
      bytes.removeLast()
      while bytes.last == 0x20 { bytes.removeLast() }
    }
    guard let digits = ungrouped(bytes, decimal),
      var number = digits.withUnsafeBufferPointer({ plain($0) })
    else { return FieldValue(.word, .nan) }
    if isPercent, number.isNumber { return FieldValue(.percent, number.value / 100) }
    // An index has no signs between its digits.
    if number.kind == .index, digits.count != bytes.count { number.kind = .whole }
    return number
  }

  // MARK: Signs and words

  /// The text with one minus sign for all, one blank for all, and nothing that cannot be seen.
  private static func normalized(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    if text.allSatisfy({ $0 < 0x80 }) { return Array(text) }
    var bytes: [UInt8] = []
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      switch scalar {
      // Hyphens, dashes and minus signs, as word processors and typesetters put them.
      case "\u{2010}"..."\u{2015}", "\u{2212}", "\u{FE58}", "\u{FE63}", "\u{FF0D}":
        bytes.append(UInt8(ascii: "-"))
      case "\u{A0}", "\u{2000}"..."\u{200A}", "\u{202F}", "\u{205F}", "\u{3000}":
        bytes.append(0x20)
      case "\u{200B}"..."\u{200F}", "\u{2060}", "\u{FEFF}", "\u{202A}"..."\u{202E}",
        "\u{2066}"..."\u{2069}":
        break
      default: bytes += Array(String(scalar).utf8)
      }
    }
    var trimmed = bytes[...].drop { $0 == 0x20 }
    while trimmed.last == 0x20 { trimmed.removeLast() }
    return Array(trimmed)
  }

  /// Words that stand for a value, in any case; nil for anything else.
  private static func named(_ bytes: [UInt8]) -> FieldValue? {
    if bytes.count > 12 { return nil }
    let word = String(decoding: bytes, as: UTF8.self).lowercased()
    if missingMarkers.contains(word) { return FieldValue(.missing, .nan) }
    switch word {
    case "true": return FieldValue(.truth, 1)
    case "false": return FieldValue(.truth, 0)
    default: break
    }
    let isNegative = word.hasPrefix("-")
    switch isNegative || word.hasPrefix("+") ? String(word.dropFirst()) : word {
    case "inf", "infinity", "∞", "1.#inf", "1.#inf00":
      return FieldValue(.decimal, isNegative ? -.infinity : .infinity)
    case "nan", "nan(ind)", "nan(snan)", "1.#qnan", "1.#ind", "1.#snan", "1.#qnan0", "1.#ind00":
      return FieldValue(.missing, .nan)
    default: return nil
    }
  }

  /// What R, Python, Julia, SQL, SAS, spreadsheets and people write where there is no value.
  private static let missingMarkers: Set = [
    "na", "n/a", "<na>", "nat", "null", "nil", "none", "missing", "-", "--", "---", ".", "?",
    "#n/a", "#na", "#n/a n/a", "#value!", "#div/0!", "#num!", "#ref!", "#name?", "#null!",
  ]

  // MARK: Groups of digits

  /// The number with a decimal point and without signs between groups of three digits; nil where
  /// such signs are not in their places. `1 234,5`, `1,234.5` and `1'234.5` are grouped.
  private static func ungrouped(
    _ bytes: [UInt8], _ decimal: TableOptions.DecimalMark
  ) -> [UInt8]? {
    let mark = UInt8(ascii: decimal == .point ? "." : ",")
    let isDigit = { (byte: UInt8) in byte &- 0x30 < 10 }
    var result: [UInt8] = []
    var index = 0
    if let first = bytes.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      result.append(first)
      index = 1
    }
    let wholeStart = index
    var group: UInt8?
    // The digits since the start or the last sign between groups.
    var run = 0
    while index < bytes.count {
      let byte = bytes[index]
      if isDigit(byte) {
        result.append(byte)
        run += 1
      } else if byte != mark, isGroupSign(byte), index + 1 < bytes.count, isDigit(bytes[index + 1])
      {
        // The first group has one to three digits and does not begin with 0; all others have three.
        let isFirst = group == nil
        guard isFirst ? (1...3).contains(run) && bytes[wholeStart] != 0x30 : run == 3,
          group == nil || group == byte
        else { return nil }
        group = byte
        run = 0
      } else {
        break
      }
      index += 1
    }
    if group != nil, run != 3 { return nil }
    guard index < bytes.count else { return result }
    let hasMark = bytes[index] == mark
    if hasMark {
      result.append(UInt8(ascii: "."))
      index += 1
    }
    // The rest is a fraction and an exponent, or no number.
    for byte in bytes[index...] {
      switch byte {
      case 0x30...0x39, UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "-"), UInt8(ascii: "+"):
        result.append(byte)
      // Fortran's exponent of double precision.
      case UInt8(ascii: "d") where hasMark, UInt8(ascii: "D") where hasMark:
        result.append(UInt8(ascii: "e"))
      default: return nil
      }
    }
    return result
  }

  private static func isGroupSign(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "'")
      || byte == 0x20
  }
}
