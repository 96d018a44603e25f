// JSON as it is written piece by piece, on one line.

/// JSON under construction.
public struct JSONWriter {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  public mutating func object(_ body: (inout JSONWriter) -> Void) {
    bytes.append(UInt8(ascii: "{"))
    body(&self)
    bytes.append(UInt8(ascii: "}"))
  }

  /// A member of an object; the first of them too, as commas are seen to.
  public mutating func member(_ name: String, _ value: (inout JSONWriter) -> Void) {
    separate()
    string(name)
    bytes.append(UInt8(ascii: ":"))
    value(&self)
  }

  public mutating func array<Element>(
    _ elements: some Sequence<Element>, _ write: (inout JSONWriter, Element) -> Void
  ) {
    bytes.append(UInt8(ascii: "["))
    for element in elements {
      separate()
      write(&self, element)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  public mutating func number(_ value: Int) { bytes += Array("\(value)".utf8) }
  /// A number; 0 for one that is not finite, which JSON has no word for.
  public mutating func number(_ value: Double) {
    bytes += Array("\(value.isFinite ? value : 0)".utf8)
  }
  public mutating func bool(_ value: Bool) { bytes += Array((value ? "true" : "false").utf8) }

  public mutating func null() { bytes += Array("null".utf8) }

  public mutating func string(_ text: String) { bytes += Array(JSONText.quoted(text).utf8) }

  /// Bytes as text of Base64.
  public mutating func base64(_ data: [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    bytes += Base64.encoded(data)
    bytes.append(UInt8(ascii: "\""))
  }

  /// A whole value; `null` for a number that is not finite.
  public mutating func value(_ value: JSONValue) {
    switch value {
    case .null: null()
    case .text(let text): string(text)
    case .number(let value): number(value)
    case .decimal(let value): value.isFinite ? number(value) : null()
    case .bool(let value): bool(value)
    case .list(let values): array(values) { $0.value($1) }
    case .object(let entries):
      object { json in
        for (name, value) in entries { json.member(name) { $0.value(value) } }
      }
    }
  }

  private mutating func separate() {
    guard let last = bytes.last, last != UInt8(ascii: "{"), last != UInt8(ascii: "[") else {
      return
    }
    bytes.append(UInt8(ascii: ","))
  }
}
