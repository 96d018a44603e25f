// Scenes as pixels and as PNG.

import CPNG
import CPangoCairo
public import FigureScene
import StageTimes

/// Pixels of a drawn scene, row by row from the top.
public struct RenderedPixels: Hashable, Sendable {
  public let width: Int
  public let height: Int
  /// `0x00RRGGBB` on a background; `0xAARRGGBB`, colours multiplied by alpha, on none.
  public let pixels: [UInt32]

  /// The pixel in column `x`, row `y`.
  public subscript(x: Int, y: Int) -> UInt32 { pixels[y * width + x] }
}

/// The pixels that a PNG of `scene` has.
///
/// - Parameter scale: Pixels for each px.
/// - Throws: `RenderError` where the size cannot be drawn or Cairo fails.
public func renderPixels(
  _ scene: Scene, scale: Double = 1, text: TextEngine = TextEngine()
) throws(RenderError) -> RenderedPixels {
  let surface = try draw(scene, scale: scale, text: text)
  let memory = surface.pixels()
  let mask: UInt32 = scene.background?.alpha == 255 ? 0x00FF_FFFF : 0xFFFF_FFFF
  let pixels = [UInt32](unsafeUninitializedCapacity: memory.width * memory.height) {
    buffer, count in
    for y in 0..<memory.height {
      guard let row = memory.row(y) else { return }
      for x in 0..<memory.width { buffer[count + x] = row[x] & mask }
      count += memory.width
    }
  }
  return RenderedPixels(width: memory.width, height: memory.height, pixels: pixels)
}

/// The scene as PNG bytes.
func renderPNG(
  _ scene: Scene, options: RenderOptions, text: TextEngine
) throws(RenderError) -> [UInt8] {
  let surface = try StageClock.measure(.draw) { () throws(RenderError) in
    try draw(scene, scale: options.scale, text: text)
  }
  let memory = surface.pixels()
  let isOpaque = scene.background?.alpha == 255
  var picture = PNGPicture(
    width: memory.width, height: memory.height, pixels: .words(memory, hasAlpha: !isOpaque))
  picture.compression = options.pngCompression
  picture.pixelsPerMetre = 96 * options.scale / 0.0254
  picture.texts =
    [MetadataEntry("Title", scene.title), MetadataEntry("Description", scene.summary)]
    .filter { !$0.value.isEmpty } + options.metadata
  return try StageClock.measure(.encode) { () throws(RenderError) in try picture.encoded() }
}

/// The largest number of pixels drawn: 1 GiB of memory.
private let maximumPixels = 1 << 28

/// The longest side Cairo's images can have.
let longestSide = 32767

/// Pixels a side for `size` at `scale`, checked against what can be drawn.
func pixelSize(_ size: Size, scale: Double) throws(RenderError) -> (width: Int, height: Int) {
  let width = (size.width * scale).rounded()
  let height = (size.height * scale).rounded()
  guard width.isFinite, height.isFinite, scale > 0, width >= 1, height >= 1 else {
    throw .emptySize(size, scale: scale)
  }
  guard max(width, height) <= Double(longestSide) else {
    throw .sideTooLong(pixels: max(width, height), limit: longestSide, format: .png)
  }
  guard width * height <= Double(maximumPixels) else {
    throw .tooManyPixels(width: Int(width), height: Int(height), limit: maximumPixels)
  }
  return (Int(width), Int(height))
}

private func draw(
  _ scene: Scene, scale: Double, text: TextEngine
) throws(RenderError) -> Surface {
  let (width, height) = try pixelSize(scene.size, scale: scale)
  let surface = try Surface(
    width: width, height: height, isOpaque: scene.background?.alpha == 255)
  let canvas = try Canvas(on: surface)
  if let background = scene.background {
    canvas.setSource(background)
    cairo_paint(canvas.pointer)
  }
  cairo_scale(canvas.pointer, scale, scale)
  let state = PaintState(
    transform: Transform(xx: scale, yx: 0, xy: 0, yy: scale, x0: 0, y0: 0),
    clip: Rect(x: 0, y: 0, width: Double(width), height: Double(height)),
    pixels: surface.pixels())
  try Painter(text: text).paint(scene.items, on: canvas, state)
  try canvas.checkStatus()
  return surface
}
