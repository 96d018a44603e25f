// Cells as a PNG within an SVG: a palette where 256 colours are enough, as they are for colour maps.

import FigureScene

/// The PNGs of the cells that one worker's last drawings showed: those of a figure's themes and languages
/// show the same ones.
struct EmbeddedImages {
  private var known: [ImageKey: [UInt8]] = [:]
  private var cells = 0

  /// More cells than these are not remembered at a time.
  private static let maximumCells = 1 << 20

  /// The PNG of an image's cells, from memory where it was made before.
  /// - Parameter dots: those that it has a pixel for each of; nil for some pixels a cell.
  mutating func png(of image: SceneImage, on dots: PrintedCells?) throws(RenderError) -> [UInt8] {
    let count = image.pixels.count
    guard count <= Self.maximumCells else { return try embeddedPNG(image, on: dots) }
    let key = ImageKey(image, on: dots)
    if let done = known[key] { return done }
    let png = try embeddedPNG(image, on: dots)
    if cells + count > Self.maximumCells { (known, cells) = ([:], 0) }
    known[key] = png
    cells += count
    return png
  }
}

/// What decides about the bytes of an image.
struct ImageKey: Hashable {
  private var columns: Int
  private var rows: Int
  private var pixels: [UInt32]
  private var isSmooth: Bool
  private var enlargement: Enlargement
  private var dots: PrintedCells?

  init(_ image: SceneImage, on dots: PrintedCells? = nil) {
    columns = image.columns
    rows = image.rows
    pixels = image.pixels
    isSmooth = image.isSmooth
    enlargement = image.embeddedEnlargement
    self.dots = dots
  }
}

/// The PNG of an image's cells, each enlarged to several pixels, or with a pixel for each dot of a page.
func embeddedPNG(
  _ image: SceneImage, on dots: PrintedCells? = nil
) throws(RenderError) -> [UInt8] {
  func spread<Value>(_ cells: [Value]) -> [Value] { dots?.spread(cells, of: image) ?? cells }
  let pixels: PNGPicture.Pixels =
    if let (indices, palette) = indexed(image.pixels) {
      .indexed(spread(indices), palette: palette)
    } else {
      .colors(spread(image.pixels))
    }
  var picture = PNGPicture(
    width: dots?.width ?? image.columns, height: dots?.height ?? image.rows, pixels: pixels)
  if dots == nil { picture.enlargement = image.embeddedEnlargement }
  picture.compression = .zlib(level: 3)
  return try picture.encoded()
}

extension SceneImage {
  /// How many pixels each cell is enlarged to in a drawing.
  var embeddedEnlargement: Enlargement {
    isSmooth ? Enlargement() : enlargement(matchesFrame: true)
  }
}

extension ByteText {
  /// What an image's element says of its pixels.
  mutating func imageData(_ png: [UInt8], isSmooth: Bool) {
    append(" preserveAspectRatio=\"none\"" as StaticString)
    if !isSmooth { append(" image-rendering=\"pixelated\"" as StaticString) }
    append(" xlink:href=\"data:image/png;base64," as StaticString)
    appendBase64(png)
    append("\"" as StaticString)
  }
}

/// Colours as indices into a palette in the order they first appear; nil where there are over 256.
func indexed(_ pixels: [UInt32]) -> (indices: [UInt8], palette: [UInt32])? {
  // Open addressing over four times as many slots as there can be colours.
  let locations = 1024
  let free = UInt32.max
  var keys = [UInt32](repeating: free, count: locations)
  var values = [UInt8](repeating: 0, count: locations)
  var palette: [UInt32] = []
  var isFull = false
  let indices = [UInt8](unsafeUninitializedCapacity: pixels.count) { buffer, count in
    for pixel in pixels {
      let color = pixel & 0xFF_FFFF
      var location = Int(truncatingIfNeeded: (color &* 0x9E37_79B1) >> 22)
      while keys[location] != color, keys[location] != free {
        location = (location + 1) & (locations - 1)
      }
      if keys[location] == free {
        guard palette.count < 256 else {
          isFull = true
          return
        }
        keys[location] = color
        values[location] = UInt8(palette.count)
        palette.append(color)
      }
      buffer[count] = values[location]
      count += 1
    }
  }
  return isFull ? nil : (indices, palette)
}
