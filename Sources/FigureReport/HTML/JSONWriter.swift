// JSON as it is written: small, in one line, and nothing else than the page's script reads.

import TextFormats

/// JSON under construction.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []

  mutating func object(_ body: (inout JSONWriter) -> Void) {
    bytes.append(UInt8(ascii: "{"))
    body(&self)
    bytes.append(UInt8(ascii: "}"))
  }

  /// A member of an object; the first of them too, as commas are seen to.
  mutating func member(_ name: String, _ value: (inout JSONWriter) -> Void) {
    separate()
    string(name)
    bytes.append(UInt8(ascii: ":"))
    value(&self)
  }

  mutating func array<Element>(
    _ elements: some Sequence<Element>, _ write: (inout JSONWriter, Element) -> Void
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

  mutating func string(_ text: String) { bytes += Array(JSONText.quoted(text).utf8) }

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
