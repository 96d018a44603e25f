// Names and short formulas stay on one line.

import FigureScene
import Testing

@testable import CairoRendering

@Suite struct LineBreakTests {
  @Test(arguments: [
    ("Llama, GPT-NeoX", ["GPT-NeoX"]), ("exponents 4i/d; 7×7", ["4i/d;"]),
    ("(q = k), seed", ["(q = k),"]),
    ("well-known names", []), ("a very-long-compound-A-indeed-it-is", []), ("= b", []), ("", []),
    ("宽 = 高", ["宽 = 高"]),
    ("随机向量，各与自身相乘（q = k），种子 0", ["q = k"]), ("later ones (Press et al.).", ["(Press et al.)."]),
    ("et al. and set also", []),
  ])
  func namesAndShortFormulasAreWhole(text: String, whole: [String]) {
    let bytes = Array(text.utf8)
    #expect(wholeRanges(text).map { String(decoding: bytes[$0], as: UTF8.self) } == whole)
  }

  /// At whatever width: no line ends within the name, but where it is wider than the line.
  @Test func noLineEndsWithinAName() {
    let engine = TextEngine()
    let style = TextStyle(family: "sans-serif", size: 16)
    func width(_ text: String) -> Double {
      engine.measure(RichText(text), style: style, width: nil).width
    }
    let text = "Llama in transformers, GPT-NeoX"
    // All but the last letters of the name have room: the name goes to the next line.
    let lines = engine.set(
      RichText(text), style: style, width: width("Llama in transformers, GPT-Neo")
    ).lineWidths
    #expect(lines.count == 2)
    #expect(abs(lines[1] - width("GPT-NeoX")) < 1, "\(lines)")
  }
}
