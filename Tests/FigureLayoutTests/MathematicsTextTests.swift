// Words with signs of mathematics: which letters are variables and matrices, and what stands below them.

import FigureModel
import FigureScene
import TestSupport
import Testing

@testable import FigureLayout

@Suite struct MathematicsTextTests {
  /// `*i*` for italics, `**Q**` for bold, `_2` and `^T` for indices and exponents.
  private func marked(_ text: RichText) -> String {
    text.spans.map { span in
      let marks = span.isBold ? "**" : span.isItalic ? "*" : ""
      let script =
        switch span.script {
        case .normal: ""
        case .sub: "_"
        case .super: "^"
        }
      return script + marks + span.text + marks
    }.joined()
  }

  @Test(arguments: [
    ("position i", "position *i*"), ("位置 i", "位置 *i*"), ("distance j − i", "distance *j* − *i*"),
    ("d_k = 64", "*d*_*k* = 64"), ("[seq_len, d_model]", "[seq_len, *d*_model]"),
    ("Scores S = QKᵀ", "Scores **S** = **QK**^T"), ("QKᵀ / √d_k", "**QK**^T / √*d*_*k*"),
    ("W_q and W_k of their own", "**W**_*q* and **W**_*k* of their own"),
    ("frequency ωᵢ (radians a position)", "frequency *ω*_*i* (radians a position)"),
    ("PE(pos + k) = M_k PE(pos)", "PE(pos + *k*) = **M**_*k* PE(pos)"), ("M_−3", "**M**_−3"),
    ("a query's weights, 5k e.g. here", "a query's weights, 5k e.g. here"),
    ("dimensions 2i and 2i + 1", "dimensions 2*i* and 2*i* + 1"), ("指数 2i/d", "指数 2*i*/*d*"),
    ("i/(d/4 − 1), 4i/d", "*i*/(*d*/4 − 1), 4*i*/*d*"), ("up2i x.2i 5k", "up2i *x*.2i 5k"),
    ("−slope · (i − j)", "−slope · (*i* − *j*)"),
    ("−r₁ ln(1 + r₂ |i|)", "−*r*_1 ln(1 + *r*_2 |*i*|)"),
    ("sin and cos of 2ˡπp", "sin and cos of 2ˡπ*p*"),
    ("max(L, i), L = 512", "max(*L*, *i*), *L* = 512"),
    ("M-RoPE, DeepSeek-V3, Qwen-V, L2", "M-RoPE, DeepSeek-V3, Qwen-V, L2"),
    ("Q、K 与 V", "**Q**、**K** 与 **V**"), ("", ""),
  ])
  func signsAreFoundAmongWords(text: String, expected: String) {
    #expect(marked(RichText(mathematics: text)) == expected)
  }

  @Test func makersSetOneSign() {
    #expect(marked(.variable("s", sub: "24")) == "*s*_24")
    #expect(marked(.matrix("K", super: "T") + RichText(" matrix")) == "**K**^T matrix")
  }

  // MARK: Columns of characters

  @Test(arguments: [
    ("权重", "权/重"), ("位置 i", "位/置/i"), ("键（分数）", "键/︵/分/数/︶"), ("查询 ↓", "查/询/↓"),
    ("第 12 头", "第/12/头"),
  ])
  func chineseStandsInColumns(text: String, expected: String) {
    #expect(
      RichText(mathematics: text).inColumn?.plain.split(separator: "\n").joined(separator: "/")
        == expected)
  }

  @Test(arguments: ["weight", "", "softmax 权重"]) func otherWordsDoNot(text: String) {
    #expect(RichText(text).inColumn == nil)
  }

  /// In Chinese a short name beside a high panel is upright, beside a low one turned; in English always
  /// turned.
  @Test(arguments: [
    (Language.chinese, 400.0, true), (.chinese, 30, false), (.english, 400, false),
  ])
  func namesBesidePanelsStandUpright(language: Language, length: Double, isUpright: Bool) {
    let setting = TextSetting(
      theme: .light, family: "none", language: language, measuring: FixedWidthText())
    let label = SideLabel("权重", length: length, wrapWidth: 400, setting: setting)
    guard case .text(let text) = label.item(left: 0, middle: 200, setting: setting) else {
      Issue.record("no text")
      return
    }
    #expect((text.rotation == 0) == isUpright)
    // Two lines of 1.4 em, or two characters in one line; a column has air beside it.
    let em = setting.style(.label).size
    #expect((label.length - (isUpright ? 2.8 : 2) * em).magnitude < 1e-9)
    #expect((label.thickness - 1.4 * em).magnitude < 1e-9)
  }

  /// Beside what is lower than its longest word a label is level, and no word is ever broken.
  @Test func besideFlatPanelsNamesAreLevel() {
    let setting = TextSetting(
      theme: .light, family: "none", language: .english, measuring: FixedWidthText())
    let label = SideLabel("query ↓", length: 16, wrapWidth: 20, setting: setting)
    guard case .text(let text) = label.item(left: 0, middle: 8, setting: setting) else {
      Issue.record("no text")
      return
    }
    #expect(text.rotation == 0 && text.text.plain == "query ↓")
    #expect(label.thickness >= setting.extent("query ↓", .label).width - 1e-9)
  }

  /// An arrow stays with its word.
  @Test func theLongestWordHasItsArrow() {
    let setting = TextSetting(
      theme: .light, family: "none", language: .english, measuring: FixedWidthText())
    let arrow = setting.longestWord("head →", .label)
    #expect(arrow > setting.extent("head →", .label).width)
    #expect(setting.longestWord("a head", .label) < arrow)
  }
}
