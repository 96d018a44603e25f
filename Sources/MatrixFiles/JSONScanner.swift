// The tokens of JSON (RFC 8259), taken one by one as a reader asks for them. No tree is built, so a
// deep or long document costs no memory and no stack.

/// Reads JSON from a stream, strictly: what the reader does not ask for is an error.
struct JSONScanner {
  private var stream: ByteStream
  /// The number being read, kept so that its memory serves for the next.
  private var text: [UInt8] = []

  /// The longest string read, in bytes.
  static let greatestStringLength = 1 << 20
  /// The most brackets that may be open in a value that is skipped.
  static let greatestDepth = 128

  init(_ source: ByteSource) { stream = ByteStream(source) }

  /// The next byte that is not a blank, which stays; nil at the end.
  mutating func peek() throws(MatrixFileError) -> UInt8? {
    while let byte = try stream.peek() {
      switch byte {
      case 0x20, 0x09, 0x0a, 0x0d: _ = try stream.take()
      default: return byte
      }
    }
    return nil
  }

  /// Takes the character if it is next.
  mutating func accept(_ character: Unicode.Scalar) throws(MatrixFileError) -> Bool {
    guard try peek() == UInt8(ascii: character) else { return false }
    _ = try stream.take()
    return true
  }

  /// Takes the character, which must be next.
  mutating func expect(_ character: Unicode.Scalar) throws(MatrixFileError) {
    if try !accept(character) { throw try unexpected("\"\(character)\"") }
  }

  /// Takes a string.
  mutating func string() throws(MatrixFileError) -> String {
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
        bytes.append(contentsOf: String(try escape()).utf8)
      case 0..<0x20:
        throw fault("a string holds a control character")
      default:
        bytes.append(byte)
      }
      if bytes.count > Self.greatestStringLength {
        throw fault("a string is longer than \(Self.greatestStringLength) bytes")
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
    text.removeAll(keepingCapacity: true)
    while let byte = try stream.peek(), isNumberByte(byte) {
      text.append(byte)
      // Longer than any number needs to be: 767 digits decide every Double.
      if text.count > 1024 { throw fault("a number has more than 1024 characters") }
      _ = try stream.take()
    }
    guard let last = text.last else { throw try unexpected("a number") }
    // Only words end in a letter; an exponent without digits is found below.
    if last > 0x39, let word = try number(word: String(decoding: text, as: UTF8.self)) {
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
    case .outOfRange where startsWell && endsWell:
      throw fault(
        "\(shown(String(decoding: text, as: UTF8.self))) is beyond the range of 64-bit numbers")
    case .value, .outOfRange, .notANumber:
      throw fault("\(quoted(String(decoding: text, as: UTF8.self))) is no number")
    }
  }

  /// The number a word stands for; nil where it stands for none.
  private func number(word: String) throws(MatrixFileError) -> Double? {
    switch word {
    // Masks are lists of truth values.
    case "true": 1
    case "false": 0
    case "NaN": .nan
    case "Infinity": .infinity
    case "-Infinity": -.infinity
    case "null": throw fault("null is no number: write NaN for a missing value")
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
          if open.count > Self.greatestDepth {
            throw fault("values lie more than \(Self.greatestDepth) deep")
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
        if try accept(",") {
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
  private mutating func escape() throws(MatrixFileError) -> Unicode.Scalar {
    guard let byte = try stream.take() else { throw fault("a string has no end") }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let unit = try hexadecimal()
      if let scalar = Unicode.Scalar(unit) { return scalar }
      // Half of a pair: the other half has to follow.
      guard unit < 0xdc00, try stream.take() == UInt8(ascii: "\\"),
        try stream.take() == UInt8(ascii: "u")
      else { throw fault("a string holds half of a surrogate pair") }
      let low = try hexadecimal()
      guard (0xdc00..<0xe000).contains(low),
        let scalar = Unicode.Scalar(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00))
      else { throw fault("a string holds half of a surrogate pair") }
      return scalar
    default: throw fault("a string holds an unknown escape")
    }
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
    return fault("\(quoted(String(decoding: [byte], as: UTF8.self))) stands where \(needed) is due")
  }

  /// An error at the place reached.
  func fault(_ reason: String) -> MatrixFileError {
    .malformed(
      file: stream.name, reason: "is not sound JSON: at byte \(stream.position) \(reason)")
  }
}

/// Whether a byte can be a part of a number or of a word that stands for one.
private func isNumberByte(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2b, 0x2d, 0x2e: true
  default: false
  }
}
