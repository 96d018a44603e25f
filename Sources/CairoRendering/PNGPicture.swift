// PNG bytes from pixels, through the C encoder.

import CPNG

/// A picture to encode.
struct PNGPicture {
  enum Pixels {
    /// Words as Cairo keeps them.
    case words(PixelMemory, hasAlpha: Bool)
    /// A byte a pixel, and the colours `0xRRGGBB` they stand for.
    case indexed([UInt8], palette: [UInt32])
    /// Words `0xRRGGBB`, row after row.
    case colors([UInt32])
  }

  var width: Int
  var height: Int
  var pixels: Pixels
  /// Every pixel becomes this many across and down.
  var enlargement = Enlargement()
  var compression = PNGCompression.fast
  /// 0 for no physical size.
  var pixelsPerMetre = 0.0
  var texts: [MetadataEntry] = []

  init(width: Int, height: Int, pixels: Pixels) {
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  func encoded() throws(RenderError) -> [UInt8] {
    var picture = CPNGPicture()
    picture.width = UInt32(width)
    picture.height = UInt32(height)
    picture.enlarge_x = UInt32(enlargement.across)
    picture.enlarge_y = UInt32(enlargement.down)
    switch compression {
    case .fast: picture.compressor = CPNG_COMPRESSOR_FAST
    case .zlib(let level):
      picture.compressor = CPNG_COMPRESSOR_ZLIB
      picture.level = Int32(min(max(level, 0), 9))
    }
    picture.pixels_per_metre = UInt32(min(max(pixelsPerMetre.rounded(), 0), 2e9))
    switch pixels {
    case .words(let memory, let hasAlpha):
      picture.layout = hasAlpha ? CPNG_LAYOUT_ARGB : CPNG_LAYOUT_RGB
      picture.pixels = UnsafeRawPointer(memory.base)
      picture.stride = memory.stride
      return try encode(&picture)
    case .colors(let words):
      picture.layout = CPNG_LAYOUT_RGB
      picture.stride = width * 4
      return try words.withUnsafeBufferPointer { bytes throws(RenderError) in
        picture.pixels = UnsafeRawPointer(bytes.baseAddress)
        return try encode(&picture)
      }
    case .indexed(let indices, let palette):
      picture.layout = CPNG_LAYOUT_INDEXED
      picture.stride = width
      picture.palette_count = UInt32(palette.count)
      return try indices.withUnsafeBufferPointer { bytes throws(RenderError) in
        try palette.withUnsafeBufferPointer { palette throws(RenderError) in
          picture.pixels = UnsafeRawPointer(bytes.baseAddress)
          picture.palette = palette.baseAddress
          return try encode(&picture)
        }
      }
    }
  }

  private func encode(_ picture: inout CPNGPicture) throws(RenderError) -> [UInt8] {
    let texts = texts.map { (key: pngKey($0.key), value: drawable($0.value)) }
    // One buffer holds all strings, so that their pointers live as long as the call.
    var strings: [CChar] = []
    var locations: [(key: Int, value: Int, isInternational: Bool)] = []
    for text in texts where !text.key.isEmpty {
      let key = strings.count
      strings += text.key.utf8.map { CChar(bitPattern: $0) } + [0]
      let value = strings.count
      strings += text.value.utf8.map { CChar(bitPattern: $0) } + [0]
      locations.append((key, value, !text.value.utf8.allSatisfy { $0 < 0x80 }))
    }
    var result = CPNGBytes()
    defer { cpng_bytes_free(&result) }
    let isDone = strings.withUnsafeBufferPointer { strings in
      let entries = locations.map { location in
        CPNGText(
          key: strings.baseAddress! + location.key, text: strings.baseAddress! + location.value,
          is_international: location.isInternational)
      }
      return entries.withUnsafeBufferPointer { entries in
        picture.texts = entries.baseAddress
        picture.text_count = UInt32(entries.count)
        return cpng_encode(&picture, &result)
      }
    }
    guard isDone, let bytes = result.bytes else {
      throw .png(
        withUnsafeBytes(of: result.message) { message in
          String(decoding: message.prefix { $0 != 0 }, as: UTF8.self)
        })
    }
    return Array(UnsafeBufferPointer(start: bytes, count: result.count))
  }
}

/// A key as PNG allows it: 1 to 79 printable ASCII characters without outer or doubled spaces.
private func pngKey(_ key: String) -> String {
  let words = key.unicodeScalars.map { (0x21...0x7E).contains($0.value) ? Character($0) : " " }
  return String(
    String(words).split(separator: " ").joined(separator: " ").prefix(79))
}
