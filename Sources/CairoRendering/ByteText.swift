// Text under construction, as bytes: what the SVG writer appends to.

import FigureScene
import TextFormats

/// UTF-8 under construction. Numbers are written the same in every locale.
struct ByteText {
  private(set) var bytes: [UInt8] = []
  /// How many decimals a number has at most where nothing else is asked for.
  var decimals = 3

  var string: String { String(decoding: bytes, as: UTF8.self) }

  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func append(_ other: ByteText) { bytes.append(contentsOf: other.bytes) }

  mutating func append(_ text: StaticString) {
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// A number with no more decimals than it needs; `decimals` asks for others than usual.
  mutating func append(_ value: Double, decimals: Int? = nil) {
    let decimals = decimals ?? self.decimals
    var unit = 1.0
    for _ in 0..<decimals { unit *= 10 }
    let scaled = (min(max(value, -1e9), 1e9) * unit).rounded()
    guard scaled.isFinite, scaled != 0 else { return bytes.append(0x30) }
    if scaled < 0 { bytes.append(0x2D) }
    var rest = UInt64(abs(scaled))
    var fraction = decimals
    while fraction > 0, rest % 10 == 0 {
      rest /= 10
      fraction -= 1
    }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { digits in
      var count = 0
      while rest > 0 || count < fraction {
        digits[count] = UInt8(rest % 10) + 0x30
        rest /= 10
        count += 1
      }
      while count > 0 {
        if count == fraction { bytes.append(0x2E) }
        count -= 1
        bytes.append(digits[count])
      }
    }
  }

  /// Text for between tags or within double quotes: escaped, without what XML forbids.
  mutating func appendEscaped(_ text: String) {
    for byte in drawable(text).utf8 {
      switch byte {
      case 0x26: append("&amp;" as StaticString)
      case 0x3C: append("&lt;" as StaticString)
      case 0x3E: append("&gt;" as StaticString)
      case 0x22: append("&quot;" as StaticString)
      case 0x27: append("&#39;" as StaticString)
      case 0x0D: append("&#13;" as StaticString)
      case 0x09: append("&#9;" as StaticString)
      case 0x0A: append("&#10;" as StaticString)
      default: bytes.append(byte)
      }
    }
  }

  /// Bytes in base 64.
  mutating func appendBase64(_ data: [UInt8]) {
    bytes += Base64.encoded(data)
  }
}
