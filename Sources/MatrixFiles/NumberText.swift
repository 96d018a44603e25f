// Decimal numbers as text: what counts as one in tables and JSON, and its value.

/// A decimal number read from text.
enum NumberText: Equatable {
  case value(Double)
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
      for place in wholeStart..<wholeEnd { whole = whole * 10 + Int(text[place] & 0xf) }
      for place in fraction { whole = whole * 10 + Int(text[place] & 0xf) }
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
    self = value.isInfinite ? .outOfRange : .value(value)
  }

  private static let powersOfTen: [Double] = (0...15).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}
