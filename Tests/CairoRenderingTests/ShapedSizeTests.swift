// Text is shaped at one size and broken at few widths; at every other it is what Pango would make of it there.

import FigureScene
import Testing

@testable import CairoRendering

@Suite struct ShapedSizeTests {
  static let texts: [RichText] = [
    "Weights of head 3, layer 5", "fi, Å, naïve — “quoted” 0.5 × 10", "权重（共用色标）与 attention",
    "שלום עולם and more", "مرحبا بالعالم", "a \u{1F642} b", "a\u{F8FE}b", "two\nlines of it",
    RichText([
      .init("W"), .init("q", script: .sub), .init("x", isItalic: true), .init("2", script: .super),
      .init(" bold", isBold: true),
    ]),
  ]

  static func style(_ size: Double) -> TextStyle {
    TextStyle(family: "sans-serif", size: size, language: "en")
  }

  @Test(arguments: texts, [6.5, 9.333333, 12, 13.3, 18, 47, 100, 400])
  func aSizeIsAsIfItWereShapedAtIt(text: RichText, size: Double) {
    let style = Self.style(size)
    for width in [nil, size * 4.2, size * 7.7] {
      let told = TextEngine().set(text, style: style, width: width)
      let shaped = Shaper().set(text, style: style, width: width)
      #expect(told.extent.lines == shaped.extent.lines && told.missing == shaped.missing)
      #expect(told.lineRanges == shaped.lineRanges)
      let lengths = [\TextExtent.width, \.height, \.ascent]
      for length in lengths {
        #expect((told.extent[keyPath: length] - shaped.extent[keyPath: length]).magnitude < 0.03)
      }
      #expect(told.runs.map(\.text) == shaped.runs.map(\.text))
      for (one, other) in zip(told.runs, shaped.runs) {
        #expect(one.font.face == other.font.face)
        #expect((one.font.size - other.font.size).magnitude < 0.002)
        #expect(one.glyphs.map(\.index) == other.glyphs.map(\.index))
        for (glyph, same) in zip(one.glyphs, other.glyphs) {
          #expect((glyph.x - same.x).magnitude < 0.03 && (glyph.y - same.y).magnitude < 0.03)
        }
        #expect(one.boxes.count == other.boxes.count)
        for (box, same) in zip(one.boxes, other.boxes) {
          #expect((box.x - same.x).magnitude < 0.03 && (box.width - same.width).magnitude < 0.03)
        }
      }
    }
  }

  /// Whatever was asked for before, in whatever order.
  @Test(arguments: texts)
  func aWidthIsAsIfItWereBrokenAtIt(text: RichText) {
    let engine = TextEngine()
    let style = Self.style(32)
    let shaper = Shaper()
    let widest = shaper.set(text, style: style, width: nil).extent.width
    // A step that shares no factor with their count visits all of them, far ones first.
    let count = 120
    for index in 0..<count {
      let width = widest * 1.2 * Double(index * 49 % count + 1) / Double(count)
      let told = engine.set(text, style: style, width: width)
      let broken = shaper.set(text, style: style, width: width)
      #expect(told.lineRanges == broken.lineRanges && told.lineWidths == broken.lineWidths)
      #expect(told.extent == broken.extent)
      #expect(told.runs.map(\.text) == broken.runs.map(\.text))
    }
  }

  @Test func fewOfManyWidthsAreBroken() {
    var broken = BrokenText()
    let engine = TextEngine()
    let text: RichText = "one two three four five"
    let style = Self.style(32)
    let wide = engine.set(text, style: style, width: 200)
    broken.keep(wide, at: 200)
    #expect(broken.set(at: 199) == nil && broken.set(at: 201) == nil)
    broken.keep(wide, at: 190)
    #expect(broken.set(at: 195)?.lineRanges == wide.lineRanges)
    broken.keep(engine.set(text, style: style, width: 100), at: 100)
    #expect(broken.set(at: 150) == nil)
  }

  @Test func scriptsFromTheRightAreBrokenAtEachWidth() {
    #expect(RichText("W = 权重, “x”").breaksAlike)
    for text in ["שלום", "soft\u{AD}hyphen", "a\u{200F}b", "مرحبا"] as [RichText] {
      #expect(!text.breaksAlike)
    }
  }
}
