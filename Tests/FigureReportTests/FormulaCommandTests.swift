// What formulas know, in each output.

import FigureModel
import FigureScene
import Foundation
import TestSupport
import Testing

@testable import CairoRendering
@testable import FigureReport

struct FormulaCommandTests {
  static let sources = [
    #"\hat{x} + \bar{y} - \tilde z \cdot \dot q \vec v"#, #"x \in \mathbb{R}^{n \times d}"#,
    #"\mathbf{W}_q \mathcal{L}"#, #"\left[ \frac{a}{b} \right]^2 + \left\{ x \right."#,
    #"\left\| \frac{a}{b} \right\| \left\langle u \right\rangle"#,
    #"\begin{aligned} S &= Q K^\top \\ Z &= w V \end{aligned}"#,
    #"m = \begin{cases} 0 & \text{if } j \le i \\ -\infty & \text{otherwise} \end{cases}"#,
    #"\begin{bmatrix} a & b \\ c & d \end{bmatrix} \begin{vmatrix} a & b \\ c & d \end{vmatrix}"#,
    #"\prod_{t} p(x_t \mid x_{<t}), \sigma(\gamma) \odot \Sigma"#,
  ]

  private func html(_ source: String) throws -> String {
    var html = HTMLText()
    html.formula(try Formula(source), isBlock: true)
    return String(decoding: html.bytes, as: UTF8.self)
  }

  @Test func accentsAndAlphabetsOfMathML() throws {
    #expect(
      try html(#"\hat{x}"#).contains(
        "<mover accent=\"true\"><mi>x</mi><mo stretchy=\"false\">\u{2C6}</mo></mover>"))
    for (source, letter) in [
      (#"\mathbb{R}"#, "ℝ"), (#"\mathbb{E}"#, "\u{1D53C}"), (#"\mathbf{x}"#, "\u{1D431}"),
      (#"\mathcal L"#, "ℒ"), (#"\mathcal{N}"#, "\u{1D4A9}"),
    ] {
      #expect(try html(source).contains("<mi mathvariant=\"normal\">\(letter)</mi>"), "\(source)")
    }
  }

  /// MathML drops blanks at the ends of words; what is written there is to be seen.
  @Test(arguments: [
    (#"\text{if } x > 0"#, "if\u{A0}"), (#"a \text{ and } b"#, "\u{A0}and\u{A0}"),
    (#"a \text{ } b"#, "\u{A0}"), (#"\text{as it is}"#, "as it is"),
  ])
  func wordsKeepTheirBlanks(_ source: String, _ words: String) throws {
    #expect(try html(source).contains("<mtext>\(words)</mtext>"))
  }

  @Test func delimitersGrow() throws {
    let half = try html(#"\left\{ x \right."#)
    #expect(half.contains("<mo form=\"prefix\" stretchy=\"true\" fence=\"true\">{</mo>"))
    #expect(!half.contains("postfix"))
    let cases = try html(#"\begin{cases} a & b \\ c & d \end{cases}"#)
    #expect(cases.contains("<mtable class=\"cases\"") && cases.contains(">{</mo>"))
    #expect(cases.components(separatedBy: "<mtr>").count == 3)
    #expect(cases.components(separatedBy: "<mtd>").count == 5)
    let aligned = try html(#"\begin{aligned} a &= b \\ c &= d \\ \end{aligned}"#)
    #expect(aligned.contains("class=\"aligned\" displaystyle=\"true\""))
    // A row that is empty at the end is none.
    #expect(aligned.components(separatedBy: "<mtr>").count == 3 && !aligned.contains("fence"))
  }

  @Test func delimitersOfPaperReachAsFarAsWhatTheyEnclose() throws {
    func box(_ source: String) throws -> MathBox {
      MathSetter(engine: TextEngine(), color: .black, language: "en")
        .set(try Formula(source), size: 16, isDisplay: true)
    }
    let inside = try box(#"\frac{a}{b}"#)
    for (left, right) in [("(", ")"), ("[", "]"), (#"\{"#, #"\}"#), ("|", "|"), (#"\|"#, #"\|"#)] {
      let fenced = try box(#"\left\#(left) \frac{a}{b} \right\#(right)"#)
      #expect(fenced.ascent >= inside.ascent && fenced.descent >= inside.descent)
      #expect(fenced.width > inside.width + 6)
    }
    let letter = try box("x")
    let accented = try box(#"\hat{x}"#)
    #expect(accented.ascent > letter.ascent && accented.width == letter.width)
    // Equations stand with their signs below one another: the wider left side decides.
    let rows = try box(#"\begin{aligned} a &= b \\ a + a + a &= b \end{aligned}"#)
    #expect(rows.width > (try box("a+a+a=b")).width * 0.95)
    #expect(rows.ascent + rows.descent > 2 * (letter.ascent + letter.descent))
  }

  @Test(arguments: [
    (#"\mathbb"#, "\\mathbb"), (#"\left( x"#, "\\left: its \\right is missing"),
    (#"x \right)"#, "\\right: there is no \\left before it"),
    (#"\left x \right)"#, "\\left: one of"),
    (#"\begin{array} a \end{array}"#, "\\begin{array}: there is no such environment"),
    (#"\begin{cases} a"#, "its \\end{cases} is missing"),
    (#"\widehat{x}"#, "\\widehat: there is no such"),
    (#"a & b"#, "&: it parts cells"), (#"a \\ b"#, "it ends a row"), ("}", "}: there is no {"),
  ])
  func whatIsWrongIsNamed(_ source: String, _ message: String) {
    let error = #expect(throws: FormulaError.self) { try Formula(source) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  /// An unknown command is an error with its place in whatever a report is written as.
  @Test func anUnknownCommandHasItsPlace() async {
    let text =
      BadReport.figures
      + "report:\n  sections:\n    - |\n      One.\n\n      And $`\\widehat{x}`$.\n"
    let error = await #expect(throws: (any Error).self) { try await report(of: text) }
    let message = "\(error.map { "\($0)" } ?? "")"
    // The figures and an empty line take four lines; the formula is in the sixth that follows.
    #expect(message.contains(":10:") && message.contains("\\widehat"), "\(message)")
  }

  /// Every command stands in the manual's list.
  @Test func theManualListsThem() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Sources/Manual/Manual.docc/Reports.md")
    let page = try String(contentsOf: path, encoding: .utf8)
    for name in FormulaCommands.all {
      #expect(page.contains("`\\\(name)"), "\(name)")
    }
    for table in MathTable.allCases { #expect(page.contains("`\(table.rawValue)`")) }
  }
}

struct LongFormulaTests {
  private func html(_ source: String) throws -> String {
    var html = HTMLText()
    html.block(try Formula(source))
    return String(decoding: html.bytes, as: UTF8.self)
  }

  /// Browsers break no formula: a long one comes in pieces, each but the first with the sign before it.
  @Test func aLongFormulaGoesOnInTheNextLine() throws {
    let terms = (1...30).map { "a_{\($0)}" }
    let long = try html(terms.joined(separator: " + ") + " = Z")
    let pieces = long.matches(of: #/<math .*?</math>/#).map { String($0.output) }
    #expect(pieces.count > 3)
    #expect(
      pieces.dropFirst().allSatisfy { $0.contains(#/^<math [^>]*><mo form="infix"[^>]*>[+=]</#) })
    // Nothing is lost, and nothing twice.
    let numbers = long.matches(of: #/<mn>([0-9]+)</mn>/#).map { String($0.1) }
    #expect(numbers == (1...30).map { "\($0)" })
    #expect(long.matches(of: #/>\+</mo>/#).count == 29)
    #expect(try html("a + b = c").matches(of: #/<math /#).count == 1)
  }

  /// Between brackets nothing is parted, nor what is of one piece.
  @Test(arguments: ["f(%) = 1", "\\frac{%}{2} = 1", "\\sqrt{%}", "(%)^2"])
  func whatBelongsTogetherStaysSo(_ form: String) throws {
    let sum = (1...30).map { "a_{\($0)}" }.joined(separator: " + ")
    let text = try html(form.replacing("%", with: sum))
    let broken = text.matches(of: #/<mo form="infix"[^>]*>\+/#)
    #expect(broken.isEmpty)
  }

  /// A bar that is a relation has room to both sides, and is the command that it was.
  @Test func aBarThatIsARelationIsOne() throws {
    let formula = try Formula(#"\{x \mid x > 0\}"#)
    #expect(formula.root.linear.contains("x ∣ x"))
    #expect(formula.tex.contains(#"\mid"#))
    #expect(!(try html(#"p(x \mid y)"#)).contains("lspace"))
  }
}

struct FormulaFontTests {
  private func tables(_ font: [UInt8]) -> [String: Int] {
    func number(_ at: Int, _ bytes: Int) -> Int {
      font[at..<(at + bytes)].reduce(0) { $0 << 8 | Int($1) }
    }
    var tables: [String: Int] = [:]
    for index in 0..<number(4, 2) {
      let record = 12 + 16 * index
      tables[String(decoding: font[record..<(record + 4)], as: UTF8.self)] = number(record + 12, 4)
    }
    return tables
  }

  @Test func aFaceIsCutDownToWhatItShows() throws {
    let few = try #require(FormulaFont.subset(of: ["x", "(", ")"]))
    let more = try #require(FormulaFont.subset(of: Set("xyz(){}[]√∑abcdefgh".unicodeScalars)))
    let tables = tables(few)
    // What browsers ask of a face for formulas, and nothing that shaping alone needs.
    for tag in ["MATH", "cmap", "glyf", "loca", "hmtx", "head", "hhea", "maxp", "name", "OS/2"] {
      #expect(tables[tag] ?? 0 > 0, "\(tag)")
    }
    #expect(tables["GSUB"] == nil && tables["GPOS"] == nil)
    #expect(few.count < more.count && more.count < 100_000)
    #expect(try #require(self.tables(more)["glyf"]) > (try #require(tables["glyf"])))
    #expect(FormulaFont.subset(of: ["x", "(", ")"]) == few)
  }

  /// Browsers take no notice of a MATH table that names glyphs that are not there.
  @Test(arguments: ["(", "{", "x", "∑"])
  func everyGlyphThatItsMathTableNamesIsThere(_ text: String) throws {
    let font = try #require(FormulaFont.subset(of: Set(text.unicodeScalars)))
    let named = try MathTableGlyphs(font)
    // The face names hundreds: constructions of brackets, italic letters, accents.
    #expect(named.glyphs.count > 500)
    let maximum = try #require(named.glyphs.max())
    #expect(maximum < named.count, "\(maximum) of \(named.count)")
    #expect(font.count < 70_000)
  }

  @Test func aPageBringsItWhereItHasFormulas() async throws {
    let with = try await report(
      of: BadReport.figures + "report:\n  sections:\n    - 'A sum $`\\sum_i x_i`$.'\n")
    let made = try HTMLReport.make(with)
    let page = String(decoding: made.bytes, as: UTF8.self)
    #expect(made.warnings.isEmpty)
    #expect(page.contains("@font-face{font-family:\"attnplot Math\";src:url(data:font/ttf;base64,"))
    #expect(page.contains("font-src data:;"))
    let without = String(
      decoding: try HTMLReport.bytes(
        of: try await report(of: BadReport.figures + "report:\n  sections:\n    - 'No sum.'\n")),
      as: UTF8.self)
    #expect(!without.contains("@font-face") && !without.contains("font-src"))
  }
}

struct SymbolTextTests {
  private func spelled(_ text: String) -> String {
    [ReportInline].symbols(in: text).map { part in
      switch part {
      case .text(let text): text
      case .formula(let formula): "⟪\(formula.tex)⟫"
      default: "?"
      }
    }.joined()
  }

  @Test(arguments: [
    ("d_k = d_model / 8", #"⟪d_{k}⟫ = ⟪d_{\text{model}}⟫ / 8"#), ("W_q = W_k", "⟪W_{q}⟫ = ⟪W_{k}⟫"),
    ("weights w_ij", "weights ⟪w_{ij}⟫"),
    (#"with $`\frac{a}{b}`$ of $`y`$."#, #"with ⟪\frac{a}{b}⟫ of ⟪y⟫."#), ("$`x", "$`x"),
    ("$``$", "$``$"),
    (#"$`\nosuch`$"#, #"$`\nosuch`$"#),
    ("base^(−2i/d)", #"⟪\mathrm{base}^{-2i/d}⟫"#),
    ("base^(−(d−2)/d), or", #"⟪\mathrm{base}^{-(d-2)/d}⟫, or"#), ("x_((a", "x_((a"),
    ("M_(a−b) − 1", "⟪M_{a-b}⟫ − 1"),
    ("除以 √d_k，ω_i", #"除以 √⟪d_{k}⟫，⟪\omega_{i}⟫"#), ("[seq_len, 4]", "[seq_len, 4]"),
    ("example_file.npy and a_b_c", "example_file.npy and a_b_c"), ("no symbol", "no symbol"),
    ("s13 = q1·k3", "⟪s_{13}⟫ = ⟪q_{1}⟫·⟪k_{3}⟫"), ("点亮：z1（我）。", "点亮：⟪z_{1}⟫（我）。"),
    ("Q and K, then V.", "⟪Q⟫ and ⟪K⟫, then ⟪V⟫."), ("Q、K、V，Z", "⟪Q⟫、⟪K⟫、⟪V⟫，⟪Z⟫"),
    ("bit k changing every 2^k", "bit ⟪k⟫ changing every ⟪2^{k}⟫"), ("2i/d, d/2", "⟪2i/d⟫, ⟪d⟫/2"),
    ("(2i+1)/d", "(⟪2i⟫+1)/⟪d⟫"), ("λ of −slope · |i − j|", #"⟪\lambda⟫ of −slope · |⟪i⟫ − ⟪j⟫|"#),
    ("维度 i 与 i + 4", "维度 ⟪i⟫ 与 ⟪i⟫ + 4"), ("|PE(a) − PE(b)|", "|PE(⟪a⟫) − PE(⟪b⟫)|"),
    ("sequence A gives a key, I think", "sequence A gives a key, I think"),
    ("i.e. Adam's k-means of “k”, 300 K, d/model", "i.e. Adam's k-means of “k”, 300 K, d/model"),
    ("s51, s52.", "⟪s_{51}⟫, ⟪s_{52}⟫."), ("all-MiniLM-L6-v2 (BERT)", "all-MiniLM-L6-v2 (BERT)"),
    ("16x16 of v2.1, T5, x123 and q1k", "16x16 of v2.1, T5, x123 and q1k"),
    ("x_", "x_"), ("_x", "_x"), ("x_(a", "x_(a"), ("|PE(a)|", "|PE(⟪a⟫)|"),
  ])
  func symbolsAreFormulas(_ text: String, _ expected: String) {
    #expect(spelled(text) == expected)
  }

  /// The same as HTML, where all else is escaped.
  @Test func symbolsAreMathML() {
    let html = SymbolMarkup.html("ω_i < <b>1</b>")
    #expect(html.hasPrefix("<math ") && html.contains("<msub>"))
    #expect(html.hasSuffix("</math> &lt; &lt;b&gt;1&lt;/b&gt;"))
  }
}
