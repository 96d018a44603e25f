import CPNG
import CairoRendering
import FigureScene
import TestSupport
import Testing

@Suite struct PNGTests {
  @Test(arguments: [1.0, 2, 3]) func cellsAreExact(scale: Double) throws {
    let png = try DecodedPNG(
      render(sampleScene(), as: .png, options: RenderOptions(scale: scale)))
    #expect(png.width == Int(300 * scale) && png.height == Int(200 * scale))
    var wrong = 0
    for row in 0..<3 {
      for column in 0..<4 {
        let left = Int(scale) * (20 + 30 * column)
        let top = Int(scale) * (40 + 30 * row)
        // The frame's line covers the outermost half px of the cells on every side.
        for y in top + Int(scale)..<top + 29 * Int(scale) {
          for x in left + Int(scale)..<left + 29 * Int(scale)
          where png[x, y] != sampleCells[row * 4 + column] { wrong += 1 }
        }
      }
    }
    #expect(wrong == 0)
  }

  /// Off the pixel grid each pixel still has the colour of one cell, never a mixture.
  @Test(arguments: [
    (Rect(x: 3.3, y: 2.7, width: 61.9, height: 41.2), 1.0),
    (Rect(x: 0.5, y: 0.5, width: 50, height: 40), 1.0),
    (Rect(x: 3, y: 2, width: 33, height: 22), 1.7),
    (Rect(x: -20, y: -10, width: 150, height: 90), 1.0),
    (Rect(x: 10, y: 10, width: 2, height: 2), 1.0),
  ]) func cellsAreNeverMixed(frame: Rect, scale: Double) throws {
    let image = SceneImage(columns: 4, rows: 3, pixels: sampleCells, frame: frame)
    let pixels = try renderPixels(scene([.image(image)]), scale: scale)
    for y in 0..<pixels.height {
      for x in 0..<pixels.width {
        let column = ((Double(x) + 0.5) / scale - frame.x) / frame.width * 4
        let row = ((Double(y) + 0.5) / scale - frame.y) / frame.height * 3
        // Centres that lie on an edge belong to either side.
        guard abs(column - column.rounded()) > 1e-6, abs(row - row.rounded()) > 1e-6 else {
          continue
        }
        let isInside = column >= 0 && column < 4 && row >= 0 && row < 3
        let expected = isInside ? sampleCells[Int(row) * 4 + Int(column)] : 0xFF_FFFF
        #expect(pixels[x, y] == expected)
      }
    }
  }

  @Test func imageIsClippedByItsGroup() throws {
    let image = SceneImage(
      columns: 1, rows: 1, pixels: [0x123456], frame: Rect(x: 0, y: 0, width: 50, height: 50))
    let pixels = try renderPixels(
      scene([
        .group(
          SceneGroup(
            transform: .translation(10, 5), clip: Rect(x: 5, y: 5, width: 20, height: 10),
            items: [.image(image)]))
      ]))
    #expect(pixels.ink == Rect(x: 15, y: 10, width: 20, height: 10))
    #expect(pixels[20, 15] == 0x123456)
  }

  @Test func turnedImageKeepsItsColours() throws {
    // Mirrored: what was left comes to lie right.
    let image = SceneImage(
      columns: 2, rows: 1, pixels: [0xFF0000, 0x0000FF],
      frame: Rect(x: 10, y: 10, width: 40, height: 20))
    let mirror = Transform(xx: -1, yx: 0, xy: 0, yy: 1, x0: 60, y0: 0)
    let pixels = try renderPixels(
      scene([.group(SceneGroup(transform: mirror, items: [.image(image)]))]))
    #expect(pixels[15, 20] == 0x0000FF)
    #expect(pixels[45, 20] == 0xFF0000)
  }

  @Test func fillsCoverWholePixels() throws {
    let pixels = try renderPixels(
      scene([
        .path(
          ScenePath(.rect(Rect(x: 10, y: 20, width: 30, height: 15)), fill: Color(0x336699)))
      ]))
    #expect(pixels.ink == Rect(x: 10, y: 20, width: 30, height: 15))
    for (x, y) in [(10, 20), (39, 34), (25, 27)] { #expect(pixels[x, y] == 0x336699) }
  }

  @Test func strokesLieOnTheirPath() throws {
    let pixels = try renderPixels(
      scene([
        .path(
          ScenePath(.line(Point(10, 20), Point(60, 20)), stroke: Stroke(.black, width: 4)))
      ]))
    #expect(pixels.ink == Rect(x: 10, y: 18, width: 50, height: 4))
    let capped = try renderPixels(
      scene([
        .path(
          ScenePath(
            .line(Point(10, 20), Point(60, 20)), stroke: Stroke(.black, width: 4, cap: .square)))
      ]))
    #expect(capped.ink == Rect(x: 8, y: 18, width: 54, height: 4))
  }

  @Test func dashesLeaveGaps() throws {
    let pixels = try renderPixels(
      scene([
        .path(
          ScenePath(
            .line(Point(10, 20.5), Point(50, 20.5)), stroke: Stroke(.black, dash: [6, 4])))
      ]))
    for x in 10..<50 {
      #expect(pixels[x, 20] == ((x - 10) % 10 < 6 ? 0x000000 : 0xFFFFFF))
    }
  }

  /// A broken dash pattern draws a solid line instead of failing the figure.
  @Test(arguments: [[0, 0], [-1, 2], [.nan], [.infinity, 1]]) func brokenDashes(dash: [Double])
    throws
  {
    let pixels = try renderPixels(
      scene([
        .path(
          ScenePath(.line(Point(10, 20.5), Point(50, 20.5)), stroke: Stroke(.black, dash: dash)))
      ]))
    #expect(pixels.ink == Rect(x: 10, y: 20, width: 40, height: 1))
  }

  @Test func opacityMixesWithWhatLiesBelow() throws {
    let pixels = try renderPixels(
      scene([
        .path(
          ScenePath(
            .rect(Rect(x: 0, y: 0, width: 50, height: 50)),
            fill: Color(red: 0, green: 0, blue: 0, alpha: 51)))
      ]))
    #expect(pixels[10, 10] == 0xCCCCCC)
  }

  @Test func curvesAndTransforms() throws {
    let half = Transform(xx: 0.5, yx: 0, xy: 0, yy: 2, x0: 10, y0: 0)
    let pixels = try renderPixels(
      scene([
        .group(
          SceneGroup(
            transform: half,
            items: [
              .path(
                ScenePath(
                  .ellipse(in: Rect(x: 0, y: 5, width: 40, height: 20)), fill: .black))
            ]))
      ]))
    #expect(pixels.ink == Rect(x: 10, y: 10, width: 20, height: 40))
    #expect(pixels[20, 30] == 0 && pixels[11, 11] == 0xFFFFFF)
  }

  /// What cannot be inverted has no area and shows nothing.
  @Test func flatTransformShowsNothing() throws {
    let flat = Transform(xx: 0, yx: 0, xy: 0, yy: 0, x0: 0, y0: 0)
    let item = SceneItem.path(
      ScenePath(.rect(Rect(x: 0, y: 0, width: 50, height: 50)), fill: .black))
    for format in OutputFormat.allCases {
      _ = try render(
        scene([.group(SceneGroup(transform: flat, items: [item])), item]), as: format)
    }
    let pixels = try renderPixels(scene([.group(SceneGroup(transform: flat, items: [item]))]))
    #expect(pixels.ink == nil)
  }

  /// Long lines are stroked in pieces; nothing of that may show.
  @Test(
    arguments: [1.0, 1.5, 4],
    [(dash: [], alpha: 255), ([6, 4], 255), ([], 200), ([1.5, 3], 120)]
      as [(dash: [Double], alpha: UInt8)])
  func piecesOfALineJoin(width: Double, look: (dash: [Double], alpha: UInt8)) throws {
    var seed: UInt64 = 7
    let points = (0..<300).map { k -> Point in
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Point(5 + Double(k) * 1.3, 30 + Double(seed >> 40) / Double(1 << 24) * 140)
    }
    func drawn(_ path: Path) throws -> RenderedPixels {
      try renderPixels(
        scene(
          [
            .path(
              ScenePath(
                path,
                stroke: Stroke(
                  Color(red: 0, green: 0, blue: 0, alpha: look.alpha), width: width,
                  dash: look.dash, join: .round)))
          ],
          size: Size(400, 200)))
    }
    // A second subpath keeps the line in one piece.
    var whole = Path.polyline(points)
    whole.move(to: Point(-10, -10))
    whole.line(to: Point(-11, -10))
    let (pieces, one) = (try drawn(.polyline(points)), try drawn(whole))
    #expect(pieces != one, "the line was not stroked in pieces, so this shows nothing")
    // Cairo adds up the lengths of segments in 256ths of a px, so its dashes drift along the line.
    #expect(pieces.meanDifference(one) < (look.dash.isEmpty ? 0.15 : 1.5))
  }

  @Test func clearBackground() throws {
    let half = Color(red: 200, green: 100, blue: 50, alpha: 128)
    let png = try DecodedPNG(
      render(
        scene(
          [.path(ScenePath(.rect(Rect(x: 10, y: 10, width: 20, height: 20)), fill: half))],
          background: nil), as: .png))
    #expect(png.hasAlpha)
    #expect(png.alpha(0, 0) == 0)
    #expect(png.alpha(15, 15) == 128)
    let color = png[15, 15]
    for (shift, expected) in [(16, 200), (8, 100), (0, 50)] {
      #expect(abs(Int(color >> UInt32(shift) & 255) - expected) <= 1)
    }
    #expect(try DecodedPNG(render(scene([]), as: .png)).hasAlpha == false)
  }

  @Test(arguments: [1.0, 2, 2.5]) func physicalSize(scale: Double) throws {
    let png = try DecodedPNG(render(scene([]), as: .png, options: RenderOptions(scale: scale)))
    let dpi = try #require(png.dpi)
    #expect(abs(dpi - 96 * scale) < 0.02)
  }

  @Test func metadataIsKept() throws {
    let options = RenderOptions(metadata: [
      MetadataEntry("Software", "attnplot 1.2"), MetadataEntry("Parameters", "--title \"注意力\""),
    ])
    let png = try DecodedPNG(
      render(scene([], title: "Title", summary: "Zusammenfassung: ½"), as: .png, options: options))
    #expect(png.text("Title") == "Title")
    #expect(png.text("Description") == "Zusammenfassung: ½")
    #expect(png.text("Software") == "attnplot 1.2")
    #expect(png.text("Parameters") == "--title \"注意力\"")
  }

  @Test(arguments: hostileStrings) func hostileMetadata(text: String) throws {
    let options = RenderOptions(metadata: [
      MetadataEntry(text, "by key"), MetadataEntry("Parameters", text),
    ])
    let png = try DecodedPNG(
      render(scene([], title: text, summary: text), as: .png, options: options))
    #expect(png.width == 100)
    #expect(png.textChunks.allSatisfy { (1...79).contains($0.key.utf8.count) })
  }

  @Test(arguments: [PNGCompression.fast, .zlib(level: 0), .zlib(level: 1), .zlib(level: 9)])
  func compressionChangesNoPixel(compression: PNGCompression) throws {
    let plain = try renderPixels(sampleScene()).pixels
    let options = RenderOptions(pngCompression: compression)
    let png = try DecodedPNG(render(sampleScene(), as: .png, options: options))
    #expect(png.pixels.map { $0 & 0xFF_FFFF } == plain)
  }

  /// Memory is taken for what a file holds: one that speaks of 2²⁷ pixels and ends is no picture.
  @Test func aPictureThatEndsTakesNoMemory() throws {
    var bytes = try PixelImage(width: 3, height: 2, pixels: Array(repeating: 0xFF12_3456, count: 6))
      .pngBytes()
    #expect(PixelImage.size(ofPNG: bytes)?.width == 3)
    // A width and a height with the checksum that belongs to them.
    bytes.replaceSubrange(16..<24, with: [0, 0, 0x40, 0, 0, 0, 0x20, 0])
    let header = Array(bytes[12..<29])
    var check: UInt32 = 0xFFFF_FFFF
    for byte in header {
      check ^= UInt32(byte)
      for _ in 0..<8 { check = check & 1 == 1 ? check >> 1 ^ 0xEDB8_8320 : check >> 1 }
    }
    check = ~check
    bytes.replaceSubrange(29..<33, with: (0..<4).map { UInt8(check >> (24 - 8 * $0) & 0xFF) })
    var decoded = CPNGDecoded()
    #expect(!cpng_decode(bytes, bytes.count, &decoded))
    let message = withUnsafeBytes(of: decoded.message) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    #expect(message == "the PNG ends early" && decoded.pixels == nil)
    #expect(PixelImage.size(ofPNG: bytes).map { [$0.width, $0.height] } == [16384, 8192])
    // No picture has such sides, and no integer holds their product.
    for side: [UInt8] in [[255, 255, 255, 255], [128, 0, 0, 0], [0, 0, 0, 0]] {
      bytes.replaceSubrange(16..<24, with: side + side)
      #expect(PixelImage.size(ofPNG: bytes) == nil)
    }
  }

  /// Of a chunk that says it is larger than the file no byte is waited for.
  @Test(arguments: ["zTXt", "iCCP", "tEXt", "abCd"], [0, 3, 40])
  func chunksAreNoLargerThanTheFile(_ name: String, _ left: Int) throws {
    let whole = try PixelImage(width: 3, height: 2, pixels: Array(repeating: 0xFF12_3456, count: 6))
      .pngBytes()
    let bytes =
      whole[..<33] + [0x6A, 0x6A, 0x6A, 0x6A] + Array(name.utf8)
      + Array(repeating: 0x6A, count: left)
    var decoded = CPNGDecoded()
    #expect(!cpng_decode(Array(bytes), bytes.count, &decoded))
    let message = withUnsafeBytes(of: decoded.message) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    #expect(message == "a chunk of the PNG is larger than the file")
  }

  @Test(arguments: [(1, 1), (3, 700), (1000, 2), (701, 397)], [0, 1, 20])
  func anyPixelsComeBack(size: (width: Int, height: Int), noise: UInt32) throws {
    // Rows like the one above and others, more than the compressor takes at a time.
    var state: UInt32 = 1
    let pixels = (0..<size.width * size.height).map { k -> UInt32 in
      state = state &* 1_664_525 &+ 1_013_904_223
      let isNoise = (k / size.width / 5) % 20 < Int(noise)
      return 0xFF00_0000 | (isNoise ? state >> 8 : UInt32(k % size.width) &* 0x0301)
    }
    let picture = PixelImage(width: size.width, height: size.height, pixels: pixels)
    let bytes = try picture.pngBytes()
    #expect(PixelImage(png: bytes) == picture)
    #expect(try picture.pngBytes() == bytes)
  }
}
