// How lines break and how formulas are set.

import CairoRendering
import FigureModel
import FigureScene
import Testing

@testable import Article
@testable import FigureReport

struct LineTests {
  private static let chinese =
    "注意力（attention）机制：“查询”与“键”相乘，得到分数；再经 softmax（归一化）得到权重。"
    + "位置编码《Attention Is All You Need》……由 d/2 个旋转组成，“我打你”与“你打我”不同！对吗？"
    + "答：“是的”。[6, 4] 乘以 [4, 6]，得到 [6, 6]——共 36 个数；其中 1/10000 是极限、不是取值。"

  /// The text of each line.
  private func texts(_ lines: [TextLine]) -> [String] {
    func text(_ items: [SceneItem]) -> String {
      items.map { item in
        switch item {
        case .text(let item): item.text.plain
        case .group(let group): text(group.items)
        case .path, .image, .link: ""
        }
      }.joined()
    }
    return lines.map { text($0.items) }
  }

  @Test(arguments: Array(stride(from: 80.0, through: 500, by: 19)))
  func `no closing mark begins a line of Chinese and no opening one ends it`(_ width: Double) {
    let setter = ParagraphSetter(engine: TextEngine()) { _ in nil }
    let style = PaperStyle(language: .chinese).body.with(width: width)
    let lines = texts(setter.lines(Self.chinese, style))
    #expect(lines.count > 1)
    for line in lines.dropFirst() {
      #expect(!"，。、；：！？）》”’…]".contains(line.first ?? " "), "\(line)")
    }
    for line in lines.dropLast() {
      #expect(!"（《“‘[".contains(line.last ?? " "), "\(line)")
    }
    for (line, next) in zip(lines, lines.dropFirst()) {
      // A dash of two parts is not parted.
      #expect(line.last != "—" || next.first != "—", "\(line)")
    }
    // Nothing is lost or doubled.
    let characters = Self.chinese.filter { $0 != " " }
    #expect(lines.joined().filter { $0 != " " } == characters)
  }

  @Test(arguments: Language.allCases, [60.0, 200, 486])
  func `lines are within the measure`(_ language: Language, _ width: Double) {
    let setter = ParagraphSetter(engine: TextEngine()) { _ in nil }
    let style = PaperStyle(language: language).body.with(width: width)
    let parts: [ReportInline] = [
      .text("A word, " + String(repeating: "x", count: 500) + " and "),
      .strong([.text("bold words of a phrase")]), .text(", "), .code("code(of: a, long: call)"),
      .text(Self.chinese), .lineBreak, .text("an end"),
    ]
    let lines = setter.lines(parts, style)
    for (line, text) in zip(lines, texts(lines)) {
      // A full-width mark at the end may reach out with its white half.
      #expect(line.width <= width + style.text.size * 0.5 + 0.1, "\(text)")
    }
    #expect(texts(lines).last == "an end")
    let written = parts.map(\.plain).joined().filter { $0 != " " }
    #expect(texts(lines).joined().filter { $0 != " " } == written)
  }

  @Test func `lines of Chinese are as wide as each other`() {
    let setter = ParagraphSetter(engine: TextEngine()) { _ in nil }
    let style = PaperStyle(language: .chinese).body
    let text = String(repeating: "位置编码的每一行是一个位置的向量，", count: 9)
    for line in setter.lines(text, style).dropLast() {
      #expect(line.width >= style.width - 0.1 && line.width <= style.width + style.text.size)
    }
  }

  /// Half an em less for each mark before another one, and for one that begins a line.
  @Test(arguments: [
    ("甲（乙）、丙", 1), ("甲“乙”。丙", 1), ("甲：“乙。”丙", 2), ("甲，乙。丙", 0), ("（甲）乙", 1), ("甲（（乙））丙", 2),
    ("甲）", 0),
  ])
  func `marks of Chinese side by side leave no gap`(_ text: String, _ halves: Int) throws {
    let setter = ParagraphSetter(engine: TextEngine()) { _ in nil }
    let style = PaperStyle(language: .chinese).body
    let line = try #require(setter.lines(text, style).first)
    let em = style.text.size
    #expect(
      abs(line.width - (Double(text.count) - Double(halves) / 2) * em) < 0.02 * em,
      "\(text) \(line.width / em) em")
  }

  /// A line that begins with an opening mark is as full as the others, without the blank at its left.
  @Test func `an opening mark at the beginning of a line stands at its edge`() throws {
    let setter = ParagraphSetter(engine: TextEngine()) { _ in nil }
    let em = PaperStyle(language: .chinese).body.text.size
    let style = PaperStyle(language: .chinese).body.with(width: 4.6 * em)
    let lines = setter.lines("甲乙丙丁（戊己庚）", style)
    #expect(texts(lines) == ["甲乙丙丁", "（戊己庚）"])
    // Half an em is left out at the beginning; that at the end reaches out.
    #expect(abs((lines.last?.width ?? 0) - 4.5 * em) < 0.02 * em)
  }

  @Test func `text stays within the bounds of a short line`() {
    let setter = ParagraphSetter(engine: TextEngine()) { _ in nil }
    let style = PaperStyle(language: .english).running.with(width: 120)
    let line = setter.shortLine(String(repeating: "long ", count: 3000), style)
    #expect(line.width <= 120)
    #expect(texts([line])[0].hasSuffix("…"))
    #expect(texts([setter.shortLine("short", style)]) == ["short"])
  }
}

struct TableTests {
  private func cells(_ text: String, width: Double) -> TableCell {
    let setter = ParagraphSetter(engine: TextEngine()) { _ in nil }
    let style = PaperStyle(language: .english).cell.with(width: width)
    return TableCell(lines: setter.lines(text, style).map { ($0, style) })
  }

  @Test func `the header comes again, unless it is as high as a page`() {
    let table = TableSetter(columns: [(0, 60), (70, 60)])
    let row = [cells("a", width: 60), cells("b", width: 60)]
    let short = table.parts(header: row, rows: Array(repeating: row, count: 9))
    #expect(short.count == 10 && short[0].keepsWithNext && short[0].header == nil)
    #expect(short.dropFirst().allSatisfy { $0.header?.height == short[0].height })
    // The first row stays with the header, the last with the one before it.
    #expect(
      short.map(\.keepsWithNext) == [true, true] + Array(repeating: false, count: 6) + [
        true, false,
      ])
    let long = [cells(String(repeating: "Token", count: 2000), width: 60), cells("b", width: 60)]
    let high = table.parts(header: long, rows: [row])
    #expect(high.last?.header == nil && high.count > 500)
    let pages = PageBreaker.pages(high, height: PaperStyle.frame.height)
    #expect(pages.count < 30)
  }
}

struct FormulaSettingTests {
  static let formulas =
    ArticleText.sections.flatMap { section in
      section.body.english.matches(of: /```math\n([^`]*)```|\$`([^`]*)`\$/).map {
        String($0.1 ?? $0.2 ?? "")
      }
    } + [#"\sqrt{\frac{a}{b}}"#, #"(\frac{a^{b_c}}{d})^2"#, #"\text{a b}, \Delta x'"#]
    + FormulaCommandTests.sources

  private func box(_ source: String, isDisplay: Bool = true) throws -> MathBox {
    MathSetter(engine: TextEngine(), color: .black, language: "en")
      .set(try Formula(source), size: 16, isDisplay: isDisplay)
  }

  @Test(arguments: formulas)
  func `everything drawn lies within its box`(_ source: String) throws {
    for isDisplay in [true, false] {
      let box = try box(source, isDisplay: isDisplay)
      #expect(box.width > 0 && box.ascent > 0)
      var origins: [Point] = []
      func collect(_ items: [SceneItem], _ x: Double, _ y: Double) {
        for item in items {
          switch item {
          case .group(let group):
            collect(group.items, x + group.transform.x0, y + group.transform.y0)
          case .text(let text): origins.append(Point(x + text.position.x, y + text.position.y))
          case .path, .image, .link: break
          }
        }
      }
      collect(box.items, 0, 0)
      for origin in origins {
        #expect(origin.x >= -0.1 && origin.x <= box.width + 0.1)
        #expect(origin.y >= -box.ascent - 0.1 && origin.y <= box.descent + 0.1)
      }
    }
  }

  @Test func `a fraction is two floors high, and scripts are smaller`() throws {
    let letter = try box("x")
    let fraction = try box(#"\frac{x}{x}"#)
    #expect(fraction.ascent > letter.ascent * 1.8 && fraction.descent > letter.ascent * 0.5)
    let inline = try box(#"\frac{x}{x}"#, isDisplay: false)
    #expect(inline.ascent < fraction.ascent)
    let power = try box("x^x")
    #expect(power.width > letter.width && power.width < 2 * letter.width)
    #expect(power.ascent > letter.ascent && power.descent == letter.descent)
    let index = try box("x_x")
    #expect(index.descent > letter.descent)
    // Limits of a sum stand above and below it, beside it within a line.
    let limits = try box(#"\sum_{m}"#)
    let beside = try box(#"\sum_{m}"#, isDisplay: false)
    #expect(limits.descent > beside.descent && limits.width < beside.width * 1.5)
    // Brackets grow with what is in them.
    let tall = try box(#"(\frac{x}{y})"#)
    #expect(tall.ascent > fraction.ascent && tall.descent > fraction.descent)
  }

  /// Whatever way into itself a formula has, it is followed only so deep.
  @Test(arguments: [
    ("{", "x", "}", "parts"), (#"\sqrt{"#, "x", "}", "parts"),
    (#"\left("#, "x", #"\right)"#, "parts"),
    (#"\frac{1}"#, "2", "", "parts"),
    ("(", #"\frac{1}{2}"#, ")", "brackets"), (#"\begin{pmatrix}"#, "x", #"\end{pmatrix}"#, "parts"),
  ])
  func `nesting has an end`(_ open: String, _ inside: String, _ close: String, _ what: String)
    throws
  {
    func nested(_ depth: Int) -> String {
      String(repeating: open, count: depth) + inside + String(repeating: close, count: depth)
    }
    let box = try box(nested(12))
    #expect(box.width > 0)
    let error = #expect(throws: FormulaError.self) { try Formula(nested(65)) }
    #expect(error?.description == "\(what) are nested more than 64 deep")
  }

  @Test func `long formulas are written part by part`() throws {
    let letters = String(repeating: "a", count: 4096)
    #expect(try Formula(letters).tex == letters)
    #expect(try Formula(#"\alpha b\cdot\beta2{}c"#).tex == #"\alpha b\cdot\beta2c"#)
    let pairs = String(repeating: "()", count: 2048)
    #expect(try Formula(pairs).tex == pairs)
  }

  @Test(arguments: formulas)
  func `TeX for Markdown says the same`(_ source: String) throws {
    let formula = try Formula(source)
    #expect(!formula.tex.contains(/\\[^A-Za-z]/), "\(formula.tex)")
    #expect(!formula.tex.contains("$"))
    let ours = formula.tex.replacing("\\cr", with: "\\\\").replacing("\\thinspace", with: "\\,")
      .replacing("\\Vert ", with: "\\|")
    let again = try Formula(ours)
    #expect(again.linear == formula.linear, "\(formula.tex)")
  }
}
