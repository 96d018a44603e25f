// One SVG for light pages and dark ones: where the two drawings differ in colours alone, the colours
// become variables that the page's style sheet sets.

import CairoRendering
import FigureScene

/// The pairs of colours that a page's figures have on light and on dark ground.
struct Palette {
  /// In the order of their first use.
  private(set) var pairs: [(light: String, dark: String)] = []
  private var known: [String: Int] = [:]

  /// The name of the variable for a pair, such as `--c3`.
  mutating func variable(_ light: String, _ dark: String) -> String {
    let key = light + dark
    if let index = known[key] { return "--c\(index)" }
    known[key] = pairs.count
    pairs.append((light, dark))
    return "--c\(pairs.count - 1)"
  }

  /// The declarations of one theme.
  func declarations(isDark: Bool) -> String {
    pairs.enumerated().map { "--c\($0):\(isDark ? $1.dark : $1.light);" }.joined()
  }
}

/// A figure's drawings.
enum ThemedDrawing {
  /// One drawing for both grounds.
  case both([UInt8])
  /// The two differ in more than colours.
  case each(light: [UInt8], dark: [UInt8])
  /// PNGs, which are much lighter than a drawing of so many marks.
  case pixels(light: [UInt8], dark: [UInt8])

  /// A drawing up to this many bytes stays one: it is sharp at any size, and its words can be found
  /// and copied.
  static let mostDrawing = 160_000
  /// Pixels of a PNG for each px, enough for screens of high resolution.
  private static let scale = 2.0

  /// Draws a figure: as PNGs where its drawing is heavy and they take at most three quarters of
  /// its bytes. Cells of heat maps are pixels in drawings too, so that this is for many long lines.
  init(
    light: Scene, dark: Scene, text: TextEngine, images: EmbeddedImages, palette: inout Palette,
    parts: inout SharedParts
  ) throws(RenderError) {
    var drawn = parts
    let lightBytes = try renderElement(light, parts: &drawn, text: text, images: images)
    let darkBytes = try renderElement(dark, parts: &drawn, text: text, images: images)
    var merging = palette
    let merged = Self.merged(lightBytes, darkBytes, &merging)
    // With what the page has for this drawing alone, but for cells, which are pixels already.
    let count =
      (merged?.count ?? lightBytes.count + darkBytes.count)
      + (drawn.definitions.count - drawn.imageByteCount)
      - (parts.definitions.count - parts.imageByteCount)
    if count > Self.mostDrawing,
      let pixels = Self.pixels(light, dark, atMost: count / 4 * 3, text)
    {
      self = pixels
      return
    }
    parts = drawn
    if let merged {
      palette = merging
      self = .both(merged)
      return
    }
    // Both stand on one page, so their ids must differ.
    var renamed = dark
    renamed.name += "-dark"
    self = .each(
      light: lightBytes,
      dark: try renderElement(renamed, parts: &parts, text: text, images: images))
  }

  /// PNGs that are no more than this as the text of a page; nil where they are more, or where they
  /// would be larger than a picture may be.
  private static func pixels(
    _ light: Scene, _ dark: Scene, atMost most: Int, _ text: TextEngine
  ) -> ThemedDrawing? {
    let options = RenderOptions(scale: scale, pngCompression: .zlib(level: 6))
    guard let light = try? render(light, as: .png, options: options, text: text),
      light.count / 3 * 4 <= most,
      let dark = try? render(dark, as: .png, options: options, text: text),
      (light.count + dark.count) / 3 * 4 <= most
    else { return nil }
    return .pixels(light: light, dark: dark)
  }

  /// - Returns: nil where the two differ in anything but colours of the form `"#rrggbb"`.
  static func merged(
    _ light: [UInt8], _ dark: [UInt8], _ palette: inout Palette
  ) -> [UInt8]? {
    guard light.count == dark.count else { return nil }
    let quote = UInt8(ascii: "\"")
    var result: [UInt8] = []
    result.reserveCapacity(light.count)
    var changed = palette
    var copied = 0
    var index = 0
    while index < light.count {
      guard light[index] != dark[index] else {
        index += 1
        continue
      }
      // The colour around the difference: `"#` before it and `"` behind its six digits.
      guard let start = light[max(copied, index - 7)..<index].lastIndex(of: quote),
        start + 8 < light.count, light[start + 1] == UInt8(ascii: "#"),
        light[start + 8] == quote, dark[start] == quote, dark[start + 1] == UInt8(ascii: "#"),
        dark[start + 8] == quote
      else { return nil }
      let colors = (light[start + 1..<start + 8], dark[start + 1..<start + 8])
      guard isColor(colors.0), isColor(colors.1) else { return nil }
      result += light[copied...start]
      let name = changed.variable(
        String(decoding: colors.0, as: UTF8.self), String(decoding: colors.1, as: UTF8.self))
      result += Array("var(\(name))".utf8)
      copied = start + 8
      index = copied
    }
    palette = changed
    return result + light[copied...]
  }

  private static func isColor(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.dropFirst().allSatisfy { byte in
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
  }
}
