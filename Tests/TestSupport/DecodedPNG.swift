// PNG files read back, for tests: pixels, texts and physical size.

import CPNG

/// A PNG, decoded.
public struct DecodedPNG: Sendable {
  public let width: Int
  public let height: Int
  /// `0xAARRGGBB`, row by row from the top, not multiplied by alpha.
  public let pixels: [UInt32]
  /// Texts in the file's order.
  public let textChunks: [(key: String, text: String)]
  /// Dots an inch; nil where the file does not say.
  public let dpi: Double?
  /// Whether the file has a palette.
  public let isIndexed: Bool
  /// Whether the file keeps opacity.
  public let hasAlpha: Bool

  /// A file that is no PNG, or a damaged one.
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  public init(_ bytes: [UInt8]) throws {
    var decoded = CPNGDecoded()
    guard cpng_decode(bytes, bytes.count, &decoded) else {
      throw Failure(
        description: withUnsafeBytes(of: decoded.message) { message in
          String(decoding: message.prefix { $0 != 0 }, as: UTF8.self)
        })
    }
    defer { cpng_decoded_free(&decoded) }
    width = Int(decoded.width)
    height = Int(decoded.height)
    pixels = Array(UnsafeBufferPointer(start: decoded.pixels, count: width * height))
    dpi = decoded.pixels_per_metre == 0 ? nil : Double(decoded.pixels_per_metre) * 0.0254
    isIndexed = decoded.color_type == 3
    hasAlpha = decoded.color_type & 4 != 0
    var texts: [(key: String, text: String)] = []
    if var next = decoded.texts.map({ UnsafePointer($0) }) {
      for _ in 0..<decoded.text_count {
        let key = String(cString: next)
        next += key.utf8.count + 1
        let text = String(cString: next)
        next += text.utf8.count + 1
        texts.append((key, text))
      }
    }
    textChunks = texts
  }

  /// The pixel in column `x`, row `y`, as `0xRRGGBB`.
  public subscript(x: Int, y: Int) -> UInt32 { pixels[y * width + x] & 0xFF_FFFF }

  /// The opacity of a pixel, 0 … 255.
  public func alpha(_ x: Int, _ y: Int) -> UInt32 { pixels[y * width + x] >> 24 }

  /// The first text under `key`.
  public func text(_ key: String) -> String? { textChunks.first { $0.key == key }?.text }
}
