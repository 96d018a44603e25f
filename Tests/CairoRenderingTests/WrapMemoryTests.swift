// Text that was set for one width serves others that break it in the same places.

import FigureScene
import TestSupport
import Testing

@testable import CairoRendering

@Suite struct WrapMemoryTests {
  private static let texts: [RichText] = [
    "one two three four five six seven", "incomprehensibilities and more",
    "well-known half-wide words", "位置编码矩阵的每一行是一个位置，颜色是数值。",
    "每行 softmax(QKᵀ/√d) 之和为 1", "شكل يبين الانتباه بين الكلمات",
    "mixed شكل text\nof two paragraphs", "a\u{00AD}b soft\u{00AD}hyphen", "tab\tand  spaces ",
    RichText([
      RichText.Span("x", isItalic: true), RichText.Span("ij", script: .sub),
      RichText.Span(" of queries and keys"),
    ]),
    "",
  ]

  /// The same lines, glyph by glyph, as without any memory, whatever widths were asked for before.
  @Test(arguments: texts) func everyWidthIsSetAsIfItWereTheFirst(_ text: RichText) {
    let (engine, shaper) = (TextEngine(), Shaper())
    let natural = shaper.set(text, style: body, width: nil).extent.width
    var widths: [Double?] = [nil, 10_000, -1, .nan]
    for step in 0...60 { widths.append(natural * 1.4 * Double((step * 37) % 61 + 1) / 61) }
    for near in [-1.0, -0.001, 0, 0.001, 1, 11.9, 12.1] { widths.append(natural + near) }
    for width in widths {
      let (own, other) = (
        engine.set(text, style: body, width: width), shaper.set(text, style: body, width: width)
      )
      #expect(own.extent == other.extent && own.lineWidths == other.lineWidths)
      #expect(own.lineRanges == other.lineRanges && own.lineBaselines == other.lineBaselines)
      #expect(own.runs.map(\.line) == other.runs.map(\.line))
      #expect(
        own.runs.flatMap(\.glyphs).map { [Double($0.index), $0.x, $0.y] }
          == other.runs.flatMap(\.glyphs).map { [Double($0.index), $0.x, $0.y] },
        "\(text.plain) at \(width ?? -1)")
    }
  }
}
