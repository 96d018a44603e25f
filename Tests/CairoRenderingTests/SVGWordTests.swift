// SVG whose words stay text: what is written, that it is escaped, and that it looks as outlines do.

import CairoRendering
import FigureScene
import Foundation
import TestSupport
import Testing

@Suite struct SVGWordTests {
  private static let options = RenderOptions(keepsText: true)

  private func words(_ items: [SceneItem]) throws -> String {
    let bytes = try render(scene(items), as: .svg, options: Self.options)
    try checkXML(bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func text(
    _ text: RichText, family: String = "DejaVu Sans", wrapWidth: Double? = nil,
    rotation: Double = 0, anchor: SceneText.HorizontalAnchor = .start, language: String = "en"
  ) -> SceneItem {
    .text(
      SceneText(
        text, style: TextStyle(family: family, size: 20, language: language),
        color: Color(0x123456), at: Point(40, 60), horizontal: anchor, rotation: rotation,
        wrapWidth: wrapWidth))
  }

  @Test func wordsAreText() throws {
    let svg = try words([text("query ↓ 查询")])
    #expect(svg.contains(">query ↓ 查询</text>"))
    #expect(svg.contains("x=\"40\" y=\"60\"") && svg.contains("fill=\"#123456\""))
    #expect(
      svg.contains("font-size=\"20\"") && !svg.contains("<use") && !svg.contains("text-anchor"))
    #expect(try words([text("a", anchor: .middle)]).contains("text-anchor=\"middle\""))
    #expect(try words([text("a", anchor: .end)]).contains("text-anchor=\"end\""))
    #expect(try words([text("a", rotation: -90)]).contains("translate(40 60)rotate(-90)"))
    #expect(!svg.contains("style="), "pages with a strict content policy refuse inline styles")
  }

  @Test(arguments: ["<script>", "a & b", "]]>", "\"quoted\"", "it's"])
  func wordsAreEscaped(odd: String) throws {
    let svg = try words([text(RichText(odd))])
    #expect(elements("text", in: svg).map(\.words) == [odd])
  }

  @Test func fontsAreNamedWithStandIns() throws {
    let svg = try words([text("a", family: "My \"odd\" O'Font, DejaVu Sans")])
    let names = svg.matches(of: /font-family="([^"]*)"/).map { unescaped(String($0.1)) }
    let stack = try #require(names.first)
    #expect(names.count == 1)
    #expect(stack.hasPrefix("'My \"odd\" O\\'Font','DejaVu Sans',"))
    #expect(stack.hasSuffix(",sans-serif"))
  }

  @Test func scriptsAreRaisedAndComeBack() throws {
    let rich = RichText([
      .init("W"), .init("Q", script: .sub), .init("2", script: .super), .init(" x", isItalic: true),
      .init(" end"),
    ])
    let svg = try words([text(rich)])
    let spans = elements("tspan", in: svg)
    #expect(spans.map(\.words) == ["Q", "2", " x"])
    #expect(svg.contains("</tspan> end</text>"))
    let shifts = spans.map { $0.number("dy") ?? 0 }
    // Down by 0.16 em, up to 0.36 em above the line, back to it.
    #expect((shifts[0] - 3.2).magnitude < 1e-6 && (shifts[1] + 10.4).magnitude < 1e-6)
    #expect((shifts.reduce(0, +)).magnitude < 1e-6)
  }

  /// Root signs and dots are those of the outlines, as narrow as in a formula.
  @Test(arguments: [("QK / √d", ["√"]), ("a · √b", ["·", "√"]), ("no sign", [])])
  func formulaMarksAreThoseOfTheOutlines(words: String, marks: [String]) throws {
    let svg = try self.words([text(RichText(words), family: "Noto Sans CJK SC, DejaVu Sans")])
    let spans = elements("tspan", in: svg)
    #expect(spans.map(\.words) == marks)
    #expect(svg.matches(of: /<tspan font-family="&#39;DejaVu Sans&#39;,/).count == marks.count)
  }

  /// Fonts for Han have wide quotation marks: in other languages a font without Han draws them, and in Chinese
  /// the apostrophe of a Latin word.
  @Test(arguments: [
    ("The model’s “attention”", "en", ["’", "“", "”"]), ("模型的“注意力”与 BERT’s", "zh-CN", ["’"]),
    ("no quotes, it's", "en", []),
  ])
  func narrowQuotesAreOfLatinFonts(words: String, language: String, marks: [String]) throws {
    let svg = try self.words([
      text(RichText(words), family: "Noto Sans CJK SC, DejaVu Sans", language: language)
    ])
    let spans = elements("tspan", in: svg)
    #expect(spans.map(\.words) == marks)
    let stack = "'Noto Sans','Segoe UI','Helvetica Neue','DejaVu Sans',sans-serif"
    #expect(spans.allSatisfy { unescaped($0.attributes) == "font-family=\"\(stack)\"" })
    #expect(elements("text", in: svg).map(\.words) == [words])
  }

  @Test func linesAreThoseOfTheLayout() throws {
    let svg = try words([text("one two three four five six", wrapWidth: 120)])
    let found = try #require(elements("text", in: svg).first)
    let lines = elements("tspan", in: svg)
    #expect(lines.count >= 1)
    #expect(found.words.replacing(" ", with: "") == "onetwothreefourfivesix")
    let heights = lines.compactMap { $0.number("y") }
    #expect(heights.count == lines.count && heights.allSatisfy { $0 > 70 })
  }

  @Test func looksAsOutlinesDo() throws {
    let kept = try rasterizeSVG(render(sampleScene(), as: .svg, options: Self.options), zoom: 2)
    let outlines = try rasterizeSVG(render(sampleScene(), as: .svg), zoom: 2)
    #expect(kept.meanDifference(outlines) < 3)
  }
}

/// An element of an SVG that holds no other of its name.
private struct Element {
  var attributes: String
  var words: String

  func number(_ name: String) -> Double? {
    attributes.split(separator: " ").first { $0.hasPrefix("\(name)=\"") }
      .flatMap { Double($0.dropFirst(name.count + 2).dropLast()) }
  }
}

private func elements(_ name: String, in svg: String) -> [Element] {
  svg.components(separatedBy: "<\(name) ").dropFirst().map { rest in
    let attributes = rest.prefix { $0 != ">" }
    let inner = rest.dropFirst(attributes.count + 1).components(separatedBy: "</\(name)>")[0]
    return Element(
      attributes: String(attributes), words: unescaped(inner.replacing(/<[^>]*>/, with: "")))
  }
}

private func unescaped(_ text: String) -> String {
  text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
    .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
}
