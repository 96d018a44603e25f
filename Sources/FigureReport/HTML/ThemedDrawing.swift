// One SVG for light pages and dark ones: where the two scenes differ in colours alone, the colours are
// variables that the page's style sheet sets.

import CairoRendering
import FigureScene

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
  static let maximumDrawingLength = 160_000
  /// Pixels of a PNG for each px, enough for screens of high resolution.
  private static let scale = 2.0

  /// Draws a figure: as PNGs where its drawing is heavy and they take at most three quarters of
  /// its bytes. Cells of heat maps are pixels in drawings too, so that this is for many long lines.
  init(
    light: Scene, dark: Scene, text: TextEngine, parts: inout SharedParts
  ) throws(RenderError) {
    var drawn = parts
    func draw(_ scene: Scene) throws(RenderError) -> [UInt8] {
      try renderElement(scene, parts: &drawn, text: text)
    }
    let both = light.onBothGrounds(dark)
    let drawings = if let both { [try draw(both)] } else { [try draw(light), try draw(dark)] }
    // With what the page has for this drawing alone, but for cells, which are pixels already.
    let count =
      drawings.reduce(0) { $0 + $1.count }
      + (drawn.definitions.count - drawn.imageByteCount)
      - (parts.definitions.count - parts.imageByteCount)
    if count > Self.maximumDrawingLength,
      let pixels = Self.pixels(light, dark, atMost: count / 4 * 3, text)
    {
      self = pixels
      return
    }
    parts = drawn
    if both != nil {
      self = .both(drawings[0])
      return
    }
    // Both stand on one page, so their ids must differ.
    var renamed = dark
    renamed.name += "-dark"
    self = .each(
      light: drawings[0],
      dark: try renderElement(renamed, parts: &parts, text: text))
  }

  /// PNGs that are no more than this as the text of a page; nil where they are more, or where they
  /// would be larger than a picture may be.
  private static func pixels(
    _ light: Scene, _ dark: Scene, atMost maximum: Int, _ text: TextEngine
  ) -> ThemedDrawing? {
    let options = RenderOptions(scale: scale, pngCompression: .zlib(level: 6))
    guard let light = try? render(light, as: .png, options: options, text: text),
      light.count / 3 * 4 <= maximum,
      let dark = try? render(dark, as: .png, options: options, text: text),
      (light.count + dark.count) / 3 * 4 <= maximum
    else { return nil }
    return .pixels(light: light, dark: dark)
  }
}
