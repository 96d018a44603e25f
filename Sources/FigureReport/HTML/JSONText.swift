// JSON as it is written: small, in one line, and nothing else than the page's script reads.

import TextFormats

/// JSON under construction.
struct JSONText {
  private(set) var bytes: [UInt8] = []

  mutating func object(_ body: (inout JSONText) -> Void) {
    bytes.append(UInt8(ascii: "{"))
    body(&self)
    bytes.append(UInt8(ascii: "}"))
  }

  /// A member of an object; the first of them too, as commas are seen to.
  mutating func member(_ name: String, _ value: (inout JSONText) -> Void) {
    separate()
    string(name)
    bytes.append(UInt8(ascii: ":"))
    value(&self)
  }

  mutating func array<Element>(
    _ elements: some Sequence<Element>, _ write: (inout JSONText, Element) -> Void
  ) {
    bytes.append(UInt8(ascii: "["))
    for element in elements {
      separate()
      write(&self, element)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  mutating func number(_ value: Int) { bytes += Array("\(value)".utf8) }
  mutating func number(_ value: Double) { bytes += Array("\(value.isFinite ? value : 0)".utf8) }
  mutating func bool(_ value: Bool) { bytes += Array((value ? "true" : "false").utf8) }

  mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\":
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(UInt8(scalar.value))
      case "\u{2028}", "\u{2029}", "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        bytes += Array("\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
      default: bytes += Array(String(scalar).utf8)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Bytes as text of Base64.
  mutating func base64(_ data: [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    bytes += Base64.encoded(data)
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func separate() {
    guard let last = bytes.last, last != UInt8(ascii: "{"), last != UInt8(ascii: "[") else {
      return
    }
    bytes.append(UInt8(ascii: ","))
  }
}
