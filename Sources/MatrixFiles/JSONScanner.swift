// The tokens of JSON (RFC 8259), taken one by one as a reader asks for them. No tree is built, so a
// deep or long document costs no memory and no stack.

import TextFormats

/// Reads JSON from a stream, strictly: what the reader does not ask for is an error.
struct JSONScanner {
  /// How messages give a position.
  enum Locations {
    /// Lines and columns from 1, of a text that people see.
    case lines
    /// Bytes from 0, of a text inside another file.
    case bytes
  }

  private let source: ByteSource
  private let locations: Locations
  private var stream: ByteStream
  /// The number being read, kept so that its memory serves for the next.
  private var text: [UInt8] = []
  /// Whether a line ended between the values taken last.
  private(set) var isOnNewLine = false
  /// Whether the number taken last is a whole one that its value is not equal to.
  private(set) var isRounded = false

  /// The longest string read, in bytes.
  static let maximumStringLength = 1 << 20
  /// The most brackets that may be open in a value that is skipped.
  static let maximumDepth = 128

  init(_ source: ByteSource, locations: Locations) {
    self.source = source
    self.locations = locations
    stream = ByteStream(source)
  }

  /// The next byte that is not a blank, which stays; nil at the end.
  mutating func peek() throws(MatrixFileError) -> UInt8? {
    while let byte = try stream.peek() {
      switch byte {
      case 0x0a:
        isOnNewLine = true
        _ = try stream.take()
      case 0x20, 0x09, 0x0d: _ = try stream.take()
      default: return byte
      }
    }
    return nil
  }

  /// Takes the character if it is next.
  mutating func accept(_ character: Unicode.Scalar) throws(MatrixFileError) -> Bool {
    guard try peek() == UInt8(ascii: character) else { return false }
    _ = try stream.take()
    isOnNewLine = false
    return true
  }

  /// Takes a comma if it is next; after it another value has to come.
  mutating func acceptComma(before closing: Unicode.Scalar) throws(MatrixFileError) -> Bool {
    guard try peek() == UInt8(ascii: ",") else { return false }
    let location = stream.position
    _ = try stream.take()
    if try peek() == UInt8(ascii: closing) {
      throw fault("a comma stands before the closing \"\(closing)\": take it out", at: location)
    }
    return true
  }

  /// Takes the character, which must be next.
  mutating func expect(_ character: Unicode.Scalar) throws(MatrixFileError) {
    if try !accept(character) { throw try unexpected("\"\(character)\"") }
  }

  /// Takes a string.
  /// - Parameter keepsHalves: whether halves of surrogate pairs are taken as `⟨D83D⟩`, and not
  ///   refused: Python and JavaScript write them where a text is cut within a character.
  mutating func string(keepsHalves: Bool = false) throws(MatrixFileError) -> String {
    try expect("\"")
    var bytes: [UInt8] = []
    while true {
      guard let byte = try stream.take() else { throw fault("a string has no end") }
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: bytes, as: UTF8.self) else {
          throw fault("a string is not UTF-8")
        }
        return text
      case UInt8(ascii: "\\"):
        try escape(keepsHalves: keepsHalves, into: &bytes)
      case 0..<0x20:
        throw fault("a string holds a control character")
      default:
        bytes.append(byte)
      }
      if bytes.count > Self.maximumStringLength {
        throw fault("a string is longer than \(Self.maximumStringLength) bytes")
      }
    }
  }

  /// Takes a whole number of 0 or more.
  mutating func count() throws(MatrixFileError) -> Int {
    guard let first = try peek(), first &- 0x30 < 10 else {
      throw try unexpected("a whole number of 0 or more")
    }
    var value = 0
    var digits = 0
    while let byte = try stream.peek(), byte &- 0x30 < 10 {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(byte &- 0x30))
      if overflow || carry { throw fault("a number is too large") }
      value = sum
      digits += 1
      _ = try stream.take()
    }
    if first == UInt8(ascii: "0") && digits > 1 { throw fault("a number starts with 0") }
    if let byte = try stream.peek(), [0x2e, 0x65, 0x45].contains(byte) {
      throw fault("a number has a fraction or exponent where a whole one is needed")
    }
    return value
  }

  /// Takes a number. `NaN`, `Infinity` and `-Infinity`, which Python writes and JSON lacks, are
  /// numbers too.
  mutating func number() throws(MatrixFileError) -> Double {
    guard let first = try peek() else { throw try unexpected("a number") }
    isRounded = false
    let start = stream.position
    text.removeAll(keepingCapacity: true)
    while let byte = try stream.peek(), isNumberByte(byte) {
      text.append(byte)
      // Longer than any number needs to be: 767 digits decide every Double.
      if text.count > 1024 { throw fault("a number has more than 1024 characters") }
      _ = try stream.take()
    }
    guard let last = text.last else { throw try unexpected("a number") }
    // Only words end in a letter; an exponent without digits is found below.
    if last > 0x39, let word = try number(word: String(decoding: text, as: UTF8.self), at: start) {
      return word
    }
    // What JSON forbids and NumberText takes: a plus sign, leading zeros and a bare point.
    let unsigned = first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
    let isZeroFirst = unsigned.first == UInt8(ascii: "0")
    let second = unsigned.dropFirst().first
    let startsWell =
      unsigned.first.map { $0 &- 0x30 < 10 } == true
      && !(isZeroFirst && second.map { $0 &- 0x30 < 10 } == true)
    let point = text.firstIndex(of: UInt8(ascii: "."))
    let endsWell = point.map { $0 + 1 < text.count && text[$0 + 1] &- 0x30 < 10 } ?? true
    switch text.withUnsafeBufferPointer({ NumberText($0) }) {
    case .value(let value) where startsWell && endsWell: return value
    case .rounded(let value) where startsWell && endsWell:
      isRounded = true
      return value
    case .outOfRange where startsWell && endsWell:
      throw fault(
        "\(printable(String(decoding: text, as: UTF8.self))) is beyond the range of 64-bit numbers",
        at: start)
    case .value, .rounded, .outOfRange, .notANumber:
      throw fault(
        "\(quotedContents(String(decoding: text, as: UTF8.self))) is no number", at: start)
    }
  }

  /// The text of the number taken last.
  var lastNumber: String { String(decoding: text, as: UTF8.self) }

  /// Takes a number, `true`, `false` or `null`, as it is written.
  mutating func numberText() throws(MatrixFileError) -> String {
    _ = try number()
    return lastNumber
  }

  /// The number a word stands for; nil where it stands for none.
  private func number(word: String, at location: Int) throws(MatrixFileError) -> Double? {
    switch word {
    // Masks are lists of truth values.
    case "true": 1
    case "false": 0
    // What JavaScript and pandas write for NaN.
    case "null", "NaN": .nan
    case "Infinity": .infinity
    case "-Infinity": -.infinity
    case "nan", "inf", "-inf", "None", "True", "False":
      throw fault(
        "\(word) is Python's word and none of JSON: write the file with json.dump", at: location)
    default: nil
    }
  }

  /// Takes any value and forgets it.
  mutating func skipValue() throws(MatrixFileError) {
    var open: [Unicode.Scalar] = []
    repeat {
      switch try peek() {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        let isObject = try accept("{")
        if !isObject { try expect("[") }
        let closing: Unicode.Scalar = isObject ? "}" : "]"
        if try !accept(closing) {
          open.append(closing)
          if open.count > Self.maximumDepth {
            throw fault("values lie more than \(Self.maximumDepth) deep")
          }
          if isObject { try key() }
          continue
        }
      case UInt8(ascii: "\""):
        _ = try string()
      default:
        try skipWord()
      }
      // The value is over: so may be those around it.
      while let closing = open.last {
        if try acceptComma(before: closing) {
          if closing == "}" { try key() }
          break
        }
        try expect(closing)
        open.removeLast()
      }
    } while !open.isEmpty
  }

  /// Takes a member's key and its colon.
  @discardableResult
  mutating func key() throws(MatrixFileError) -> String {
    let key = try string()
    try expect(":")
    return key
  }

  /// Checks that nothing but blanks follows.
  mutating func expectEnd() throws(MatrixFileError) {
    if try peek() != nil { throw try unexpected("the end") }
  }

  /// Takes a number, true, false or null.
  private mutating func skipWord() throws(MatrixFileError) {
    guard let first = try peek() else { throw try unexpected("a value") }
    guard let word = ["true", "false", "null"].first(where: { $0.utf8.first == first }) else {
      _ = try number()
      return
    }
    for byte in word.utf8 where try stream.take() != byte {
      throw fault("a word is none of true, false and null")
    }
  }

  /// Takes what follows a backslash.
  private mutating func escape(
    keepsHalves: Bool, into bytes: inout [UInt8]
  ) throws(MatrixFileError) {
    guard let byte = try stream.take() else { throw fault("a string has no end") }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(byte)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0c)
    case UInt8(ascii: "n"): bytes.append(0x0a)
    case UInt8(ascii: "r"): bytes.append(0x0d)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "u"): try escapedUnit(keepsHalves: keepsHalves, into: &bytes)
    default: throw fault("a string holds an unknown escape")
    }
  }

  /// Takes what follows `\u`: a character, or the first half of one and the escape of the second.
  private mutating func escapedUnit(
    keepsHalves: Bool, into bytes: inout [UInt8]
  ) throws(MatrixFileError) {
    var unit = try hexadecimal()
    while true {
      if let scalar = Unicode.Scalar(unit) {
        bytes.append(contentsOf: String(scalar).utf8)
        return
      }
      let isFirst = unit < 0xdc00
      if isFirst, try stream.peek() == UInt8(ascii: "\\") {
        _ = try stream.take()
        guard try stream.peek() == UInt8(ascii: "u") else {
          try addHalf(unit, keepsHalves: keepsHalves, to: &bytes)
          return try escape(keepsHalves: keepsHalves, into: &bytes)
        }
        _ = try stream.take()
        let next = try hexadecimal()
        if (0xdc00..<0xe000).contains(next) {
          unit = 0x10000 + (unit - 0xd800) << 10 + (next - 0xdc00)
        } else {
          try addHalf(unit, keepsHalves: keepsHalves, to: &bytes)
          unit = next
        }
      } else {
        return try addHalf(unit, keepsHalves: keepsHalves, to: &bytes)
      }
    }
  }

  private func addHalf(
    _ unit: UInt32, keepsHalves: Bool, to bytes: inout [UInt8]
  ) throws(MatrixFileError) {
    guard keepsHalves else { throw fault("a string holds half of a surrogate pair") }
    bytes.append(contentsOf: "⟨\(String(unit, radix: 16, uppercase: true))⟩".utf8)
  }

  private mutating func hexadecimal() throws(MatrixFileError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = try stream.take(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue
      else { throw fault("a string holds an escape without four hexadecimal digits") }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  /// An error about the next byte.
  mutating func unexpected(_ needed: String) throws(MatrixFileError) -> MatrixFileError {
    guard let byte = try peek() else { return fault("it ends where \(needed) is due") }
    let mark = quotedContents(String(decoding: [byte], as: UTF8.self))
    if byte == UInt8(ascii: "'") {
      return fault("\(mark) stands where \(needed) is due: JSON has double quotation marks alone")
    }
    return fault("\(mark) stands where \(needed) is due")
  }

  /// An error at a position; without one at the position reached.
  func fault(_ reason: String, at location: Int? = nil) -> MatrixFileError {
    let location = location ?? stream.position
    switch locations {
    case .bytes:
      return .malformed(
        file: source.name, reason: "is not sound JSON: at byte \(location) \(reason)")
    case .lines:
      let (line, column) = position(of: location)
      return .malformed(
        file: source.name,
        reason: "is not sound JSON: in line \(line), column \(column) \(reason)")
    }
  }

  /// The line and the column of a byte, both from 1.
  private func position(of location: Int) -> (line: Int, column: Int) {
    var line = 1
    var column = 1
    var start = 0
    while start < location {
      guard let piece = try? source.bytes(at: start, count: min(1 << 18, location - start)) else {
        break
      }
      for byte in piece {
        if byte == 0x0a {
          line += 1
          column = 1
        } else if byte & 0xc0 != 0x80 {
          // The bytes that continue a character are no column.
          column += 1
        }
      }
      start += piece.count
    }
    return (line, column)
  }
}

/// Whether a byte can be a part of a number or of a word that stands for one.
private func isNumberByte(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2b, 0x2d, 0x2e: true
  default: false
  }
}
