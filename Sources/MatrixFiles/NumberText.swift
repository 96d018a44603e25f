// Decimal numbers as text: what counts as one in tables and JSON, and its value.

/// A decimal number read from text.
enum NumberText: Equatable {
  case value(Double)
  /// A whole number beyond ±2⁵³ that no Double is equal to, and the Double nearest to it.
  case rounded(Double)
  /// A number beyond the range of a Double.
  case outOfRange
  case notANumber

  /// Reads a number as JSON and most programs write it: digits with an optional sign, fraction and
  /// exponent. A fraction or the digits before it may be missing, but not both.
  ///
  /// The value is the nearest Double.
  init(_ text: UnsafeBufferPointer<UInt8>) {
    var index = 0
    func digitsEnd(_ start: Int) -> Int {
      var end = start
      while end < text.count, text[end] &- 0x30 < 10 { end += 1 }
      return end
    }
    if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
      index += 1
    }
    let isNegative = index > 0 && text[0] == UInt8(ascii: "-")
    let wholeStart = index
    let wholeEnd = digitsEnd(index)
    index = wholeEnd
    var fraction = wholeEnd..<wholeEnd
    if index < text.count, text[index] == UInt8(ascii: ".") {
      fraction = (index + 1)..<digitsEnd(index + 1)
      index = fraction.upperBound
    }
    let digits = wholeEnd - wholeStart + fraction.count
    if digits == 0 {
      self = .notANumber
      return
    }
    if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
      var start = index + 1
      if start < text.count, text[start] == UInt8(ascii: "-") || text[start] == UInt8(ascii: "+") {
        start += 1
      }
      index = digitsEnd(start)
      if index == start {
        self = .notANumber
        return
      }
    } else if index == text.count, digits <= 15 {
      // Both the digits and the power of ten are exact as Doubles, so one division rounds once.
      var whole = 0
      for location in wholeStart..<wholeEnd { whole = whole * 10 + Int(text[location] & 0xf) }
      for location in fraction { whole = whole * 10 + Int(text[location] & 0xf) }
      let value = Double(whole) / Self.powersOfTen[fraction.count]
      self = .value(isNegative ? -value : value)
      return
    }
    if index != text.count {
      self = .notANumber
      return
    }
    // The grammar above is a part of the one Swift reads.
    guard let value = Double(String(decoding: text, as: UTF8.self)) else {
      self = .notANumber
      return
    }
    let isWhole = wholeEnd == text.count
    if value.isInfinite {
      self = .outOfRange
    } else if isWhole, !Self.isExact(value, digits: text[wholeStart..<wholeEnd]) {
      self = .rounded(value)
    } else {
      self = .value(value)
    }
  }

  /// Whether a Double is the number of these digits: equal to it, or written with as many digits as
  /// a Double needs and zeros after them, as programs write floating numbers without an exponent.
  private static func isExact(_ value: Double, digits: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    let size = value.magnitude
    if size < 0x1p53 { return true }
    // Beyond 38 digits nobody counts.
    guard digits.count <= 38 else { return true }
    let whole = digits.reduce(UInt128(0)) { $0 * 10 + UInt128($1 & 0xf) }
    if UInt128(exactly: size) == whole { return true }
    guard let end = digits.lastIndex(where: { $0 != 0x30 }) else { return true }
    let significant = digits[...end].drop { $0 == 0x30 }
    // The shortest text that reads as this Double: a point after the first digit, and an exponent.
    let shortest = "\(size)".utf8.prefix { $0 | 0x20 != UInt8(ascii: "e") }
      .filter { $0 != UInt8(ascii: ".") }
    let last = shortest.lastIndex { $0 != 0x30 } ?? 0
    return significant.count < digits.count && significant.elementsEqual(shortest[...last])
  }

  private static let powersOfTen: [Double] = (0...15).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}
