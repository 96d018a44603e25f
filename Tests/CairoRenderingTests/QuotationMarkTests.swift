// Quotation marks are narrow in English text and as wide as Han characters in Chinese.

import CairoRendering
import FigureScene
import Testing

@Suite struct QuotationMarkTests {
  private func width(_ text: String, _ language: String) -> Double {
    let style = TextStyle(family: "Noto Sans CJK SC", size: 20, language: language)
    return TextEngine().measure(RichText(text), style: style, width: nil).width
  }

  @Test(arguments: ["\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}"])
  func theirWidthFollowsTheLanguage(_ mark: String) {
    let english = width("a\(mark)b", "en") - width("ab", "en")
    let chinese = width("你\(mark)好", "zh-cn") - width("你好", "zh-cn")
    #expect(english > 2 && english < 11, "\(english)")
    #expect(chinese > 15, "\(chinese)")
  }

  /// An apostrophe within a Latin word is as narrow in Chinese as in English; quotation marks are not.
  @Test(arguments: ["BERT’s", "l’été", "don’t"])
  func apostrophesAreNarrowInChinese(word: String) {
    let bare = word.replacing("’", with: "")
    let added = width(word, "zh-cn") - width(bare, "zh-cn")
    #expect(added > 2 && added < 11, "\(added)")
    #expect(width("你’s", "zh-cn") - width("你s", "zh-cn") > 15)
    #expect(width("a ‘b’ c", "zh-cn") - width("a b c", "zh-cn") > 30)
  }

  /// Operators are about as wide as a plus sign in every language, and as high above the line.
  @Test(arguments: ["±", "×", "÷", "≤", "≥", "≈", "≠"], ["en", "zh-cn"])
  func operatorsAreNarrow(_ sign: String, _ language: String) {
    let plus = width("a+b", language) - width("ab", language)
    let added = width("a\(sign)b", language) - width("ab", language)
    #expect(added > 0.7 * plus && added < 1.3 * plus, "\(added) beside \(plus)")
  }

  /// The sign of infinity is read beside digits: more than half as high, its middle at theirs; lines with it are no
  /// higher than others.
  @Test(arguments: ["en", "zh-cn"]) func infinityIsReadBesideDigits(_ language: String) {
    let style = TextStyle(family: "Noto Sans CJK SC", size: 100, language: language)
    let engine = TextEngine()
    let (digit, sign) = (
      engine.ink("0", style: style, width: nil), engine.ink("∞", style: style, width: nil)
    )
    #expect(sign.height > 0.5 * digit.height && sign.height < digit.height)
    #expect((sign.midY - digit.midY).magnitude < 0.1 * digit.height)
    #expect(sign.width < 100)
    #expect(
      engine.measure("−∞", style: style, width: nil).height
        == engine.measure("−0", style: style, width: nil).height)
  }

  /// A product's dot is narrow, one between two Han characters parts names.
  @Test func dotsAreNarrowInFormulas() {
    #expect(width("−s · (i", "zh-cn") - width("−s  (i", "zh-cn") < 8)
    #expect(width("约翰·史密斯", "zh-cn") - width("约翰史密斯", "zh-cn") > 15)
  }
}
