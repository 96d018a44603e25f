import CairoRendering
import FigureScene
import TestSupport
import Testing

@Suite struct TextTests {
  let engine = TextEngine()

  @Test func extents() {
    let empty = engine.measure("", style: body, width: nil)
    #expect(empty.width == 0 && empty.lines == 1 && empty.height > 12)
    let one = engine.measure("Hxg", style: body, width: nil)
    let two = engine.measure("Hxg\nHxg Hxg", style: body, width: nil)
    #expect(one.lines == 1 && two.lines == 2)
    #expect(two.width > one.width && abs(two.height - 2 * one.height) < 0.01)
    #expect(one.ascent == two.ascent && one.ascent < one.height)
    // Widths grow with size and nothing else: no rounding to whole pixels.
    var large = body
    large.size = 120
    let ratio = engine.measure("Hxg", style: large, width: nil).width / one.width
    #expect(abs(ratio - 10) < 0.01)
  }

  @Test func widthsAddUp() {
    let both = engine.measure("nnnn", style: body, width: nil).width
    let half = engine.measure("nn", style: body, width: nil).width
    #expect(abs(both - 2 * half) < 0.01)
  }

  @Test func wrapping() {
    let text: RichText = "one two three four five six seven"
    let wrapped = engine.measure(text, style: body, width: 80)
    #expect(wrapped.lines > 2 && wrapped.width <= 80)
    let word = engine.measure("incomprehensibilities", style: body, width: 40)
    #expect(word.lines > 1 && word.width <= 40)
    // Widths that mean nothing leave the text on one line.
    for width in [0, -5, .nan, .infinity] {
      #expect(engine.measure(text, style: body, width: width).lines == 1)
    }
  }

  @Test func oddSizesDoNotTrap() {
    for size in [0, -3, .nan, .infinity, 1e9] {
      var style = body
      style.size = size
      let extent = engine.measure("a", style: style, width: nil)
      #expect(extent.width.isFinite && extent.height.isFinite)
    }
  }

  @Test func missingCharacters() {
    #expect(engine.missingCharacters(in: "plain ñ 注意力 π", style: body) == [])
    #expect(
      engine.missingCharacters(in: "a\u{E123}b\u{E124}\u{E123}", style: body)
        == ["\u{E123}", "\u{E124}"])
    // Controls and joiners are not letters that a font could have.
    #expect(engine.missingCharacters(in: "a\u{200D}\u{0}\u{1}\tb\n", style: body) == [])
  }

  @Test func missingCharactersAreDrawnAsBoxes() throws {
    for format in OutputFormat.allCases { _ = try render(textScene("\u{E123}"), as: format) }
    #expect(try renderPixels(textScene("\u{E123}")).ink != nil)
  }

  @Test func controlCharactersTakeNoRoom() {
    let plain = engine.measure("ab", style: body, width: nil)
    #expect(engine.measure("a\u{0}b\u{1B}\u{FFFF}", style: body, width: nil) == plain)
  }

  @Test(arguments: hostileStrings) func anyTextCanBeSet(text: String) throws {
    #expect(engine.measure(RichText(text), style: body, width: 100).height.isFinite)
    for format in OutputFormat.allCases {
      #expect(try !render(textScene(RichText(text)), as: format, text: engine).isEmpty)
    }
  }

  @Test func spansDiffer() {
    func width(_ span: RichText.Span) -> Double {
      engine.measure(RichText([span]), style: body, width: nil).width
    }
    let plain = width(.init("width"))
    #expect(width(.init("width", isBold: true)) > plain)
    #expect(abs(width(.init("width", script: .sub)) / plain - 0.7) < 0.01)
    #expect(abs(width(.init("width", script: .super)) / plain - 0.7) < 0.01)
    let joined = RichText([.init("wid"), .init("th")])
    #expect(abs(engine.measure(joined, style: body, width: nil).width - plain) < 0.01)
  }

  @Test func scriptsRiseAndSink() throws {
    func ink(_ script: RichText.Script) throws -> Rect {
      // Drawn on the baseline of a larger letter at a known place.
      let text = RichText([.init("x", script: script)])
      return try #require(
        renderPixels(textScene(text, vertical: .baseline), scale: 4).ink)
    }
    let (sub, normal, high) = (try ink(.sub), try ink(.normal), try ink(.super))
    #expect(sub.maxY > normal.maxY + 4 && high.maxY < normal.maxY - 8)
    #expect(sub.height < normal.height)
  }

  @Test func spansHaveColours() throws {
    let text = RichText([.init("I"), .init("I", color: Color(0xFF0000))])
    for format in [OutputFormat.png, .svg, .pdf] {
      let bytes = try render(textScene(text, style: large), as: format)
      let png =
        switch format {
        case .png: try DecodedPNG(bytes)
        case .svg: try rasterizeSVG(bytes)
        case .pdf: try rasterizePDF(bytes)
        }
      let colors = Set(png.pixels.map { $0 & 0xFF_FFFF })
      #expect(colors.contains(0) && colors.contains(0xFF0000))
    }
  }

  /// The anchor of the box lies where the item says.
  @Test(
    arguments: [SceneText.HorizontalAnchor.start, .middle, .end],
    [SceneText.VerticalAnchor.top, .middle, .baseline, .bottom]
  ) func anchors(horizontal: SceneText.HorizontalAnchor, vertical: SceneText.VerticalAnchor) throws
  {
    let ink = try #require(
      renderPixels(
        textScene("HHHH", style: large, horizontal: horizontal, vertical: vertical), text: engine
      ).ink)
    let extent = engine.measure("HHHH", style: large, width: nil)
    switch horizontal {
    case .start: #expect(ink.minX >= 100 && ink.minX < 106)
    case .middle: #expect(abs(ink.midX - 100) < 1.5)
    case .end: #expect(ink.maxX <= 100 && ink.maxX > 94)
    }
    let baseline =
      switch vertical {
      case .top: 40 + extent.ascent
      case .middle: 40 - extent.height / 2 + extent.ascent
      case .baseline: 40.0
      case .bottom: 40 - extent.height + extent.ascent
      }
    #expect(abs(ink.maxY - baseline) <= 1)
  }

  @Test func turnedText() throws {
    let upright = try #require(renderPixels(textScene("HHHH", style: large)).ink)
    let turned = try #require(
      renderPixels(textScene("HHHH", style: large, size: Size(200, 200), rotation: 90)).ink)
    // Clockwise as seen: from the anchor down, and to the left of it.
    #expect(abs(turned.height - upright.width) <= 1 && abs(turned.width - upright.height) <= 1)
    #expect(turned.minY >= 100 && turned.maxX <= 100)
  }

  @Test func linesStandAsTheAnchorSays() throws {
    let text: RichText = "HHHHHHHH\nHH"
    func secondLine(_ anchor: SceneText.HorizontalAnchor) throws -> (Rect, Rect) {
      let pixels = try renderPixels(
        textScene(text, style: large, horizontal: anchor), text: engine)
      let all = try #require(pixels.ink)
      let height = Int(engine.measure("H", style: large, width: nil).height)
      var (left, right) = (pixels.width, 0)
      for y in 40 + height..<pixels.height {
        for x in 0..<pixels.width where pixels[x, y] != 0xFF_FFFF {
          left = min(left, x)
          right = max(right, x + 1)
        }
      }
      return (all, Rect(x: Double(left), y: 0, width: Double(right - left), height: 1))
    }
    let (allStart, start) = try secondLine(.start)
    #expect(abs(start.minX - allStart.minX) <= 1)
    let (allMiddle, middle) = try secondLine(.middle)
    #expect(abs(middle.midX - allMiddle.midX) <= 1)
    let (allEnd, end) = try secondLine(.end)
    #expect(abs(end.maxX - allEnd.maxX) <= 1)
  }

  /// A text is as wide on paper and on screen as it was measured.
  @Test func oneWidthOnAllSurfaces() throws {
    let text: RichText = "HTokens attended, 0.25 aVAToH"
    let scene = textScene(text, size: Size(500, 40))
    let measured = engine.measure(text, style: body, width: nil).width
    // H's stem stands in from either side of its box by the same share.
    let bearing = try #require(
      renderPixels(textScene("H", style: body, size: Size(40, 40)), scale: 8).ink)
    let inner = bearing.minX / 8 - 20
    let zoom = 4.0
    let pictures: [(String, DecodedPNG)] = [
      ("png", try DecodedPNG(render(scene, as: .png, options: RenderOptions(scale: zoom)))),
      ("svg", try rasterizeSVG(render(scene, as: .svg), zoom: zoom)),
      ("pdf", try rasterizePDF(render(scene, as: .pdf), zoom: zoom)),
    ]
    for (name, picture) in pictures {
      let ink = try #require(picture.ink)
      #expect(abs(ink.width / zoom - (measured - 2 * inner)) < 0.5, "\(name)")
      #expect(abs(ink.minX / zoom - (250 + inner)) < 0.5, "\(name)")
    }
    let small = try #require(renderPixels(scene).ink)
    #expect(abs(small.width - (measured - 2 * inner)) < 1.5)
  }

  /// Han characters look as their language writes them, and simplified Chinese where it says nothing.
  @Test func hanFormsFollowTheLanguage() throws {
    func drawn(_ language: String) throws -> RenderedPixels {
      var style = large
      style.language = language
      return try renderPixels(textScene("直骨角", style: style))
    }
    let chinese = try drawn("zh-CN")
    #expect(try drawn("en") == chinese)
    #expect(try drawn("zh") == chinese)
    #expect(try drawn("ja") != chinese)
    #expect(try drawn("zh-TW") != chinese)
  }

  @Test func rightToLeftText() throws {
    #expect(engine.missingCharacters(in: "שלום", style: body) == [])
    let pdf = try render(textScene("שלום abc"), as: .pdf)
    let words = String(decoding: try runTool("pdftotext", ["-", "-"], input: pdf), as: UTF8.self)
    #expect(words.contains("שלום") && words.contains("abc"))
  }

  private var large: TextStyle {
    var style = body
    style.size = 24
    return style
  }
}
