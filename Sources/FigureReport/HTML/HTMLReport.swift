// A report as one HTML file: no request to anyone, readable without its script, safe whatever its
// words hold.

import CairoRendering
import FigureClaims
public import FigureKinds
import FigureLayout
import FigureModel
import FigurePipeline
import FigureScene
import TextFormats

/// Writes reports as HTML.
public enum HTMLReport {
  /// The page.
  /// - Throws: where a figure cannot be drawn.
  public static func bytes(of report: Report) throws(FigureError) -> [UInt8] {
    try make(report).bytes
  }

  /// The page, and what readers should be warned of.
  static func make(_ report: Report) throws(FigureError) -> (bytes: [UInt8], warnings: [String]) {
    var writer = HTMLWriter(report)
    let bytes = try writer.page()
    return (bytes, writer.warnings)
  }
}

/// The walk through a report.
struct HTMLWriter {
  let report: Report
  let text = TextEngine()
  var parts = SharedParts()
  /// What the page is not as it should be.
  private(set) var warnings: [String] = []
  private let languages: [Language]

  init(_ report: Report) {
    self.report = report
    languages = report.editions.map(\.language)
  }

  /// Where the script of a page lies beside it: style sheet and script are named by their hashes, so
  /// nothing else on the page can run, whatever a title or a token says.
  private static func policy(style: [UInt8], script: [UInt8], hasFont: Bool) -> String {
    "default-src 'none'; style-src \(ContentHash.source(style)); "
      + "script-src \(ContentHash.source(script)); img-src data: blob:; "
      + (hasFont ? "font-src data:; " : "") + "base-uri 'none'; "
      + "form-action 'none'"
  }

  mutating func page() throws(FigureError) -> [UInt8] {
    // The body comes first: only then all colours are known.
    var body = HTMLText()
    try write(into: &body)
    let font = formulaFont(body.formulaCharacters)
    let style = PageStyle(colors: parts.colors, languages: languages, formulaFont: font).bytes()
    let script = ReportAssets.script
    var html = HTMLText()
    html.markup("<!DOCTYPE html>\n")
    html.open("html", ("lang", languages[0].tag))
    html.markup("\n<head>\n<meta charset=\"utf-8\">\n")
    html.markup(FileMark.generator)
    html.markup("\n")
    html.open(
      "meta", ("http-equiv", "Content-Security-Policy"),
      ("content", Self.policy(style: style, script: script, hasFont: font != nil)))
    html.markup("\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
    html.markup("\n<meta name=\"color-scheme\" content=\"light dark\">")
    html.markup("\n<meta name=\"referrer\" content=\"no-referrer\">\n")
    html.element("title") { $0.text(report.editions[0].title) }
    html.markup("\n")
    html.asset("style", style)
    html.markup("\n</head>\n<body>\n")
    if !parts.definitions.isEmpty {
      html.markup("<svg class=\"outlines\" aria-hidden=\"true\"><defs>\n")
      html.drawing(parts.definitions)
      html.markup("</defs></svg>\n")
    }
    html.drawing(body.bytes)
    html.json(id: "report-data", data())
    html.markup("\n")
    html.asset("script", script)
    html.markup("\n</body>\n</html>\n")
    return html.bytes
  }

  /// The face of the page's formulas; nil where there are none.
  private mutating func formulaFont(_ characters: Set<Unicode.Scalar>) -> [UInt8]? {
    guard !characters.isEmpty else { return nil }
    let font = FormulaFont.subset(of: characters)
    if font == nil {
      warnings.append(
        "formulas are set in whatever faces a reader has, which may not fit; install "
          + "\(FormulaFont.package), from which the page takes a face of its own")
    }
    return font
  }

  private mutating func write(into html: inout HTMLText) throws(FigureError) {
    switches(&html)
    html.markup("<main>\n")
    for edition in report.editions {
      html.open(
        "div", ("class", "edition edition-\(edition.language.rawValue)"),
        ("lang", edition.language.tag))
      html.markup("\n")
      contents(edition, &html)
      html.markup("<div class=\"body\"><header class=\"text\">")
      html.element("h1") { $0.text(edition.title) }
      if !edition.authors.isEmpty {
        html.open("p", ("class", "authors"))
        html.text(
          edition.authors.joined(separator: edition.language == .chinese ? "、" : ", "))
        html.close("p")
      }
      html.markup("</header>\n")
      for section in edition.sections { try write(section, edition, &html) }
      html.markup("</div></div>\n")
    }
    html.markup("</main>\n")
  }

  // MARK: Around the text

  /// The bar at the top, whose words are those of the edition that is shown.
  private func switches(_ html: inout HTMLText) {
    html.markup("<header class=\"switches\">")
    for edition in report.editions where Self.hasContents(edition) {
      html.open(
        "button", ("type", "button"), ("class", "in in-\(edition.language.rawValue)"),
        ("lang", edition.language.tag), ("popovertarget", Self.contents(edition)))
      html.text(ReportStrings(edition.language).contents)
      html.close("button")
    }
    if languages.count > 1 {
      choice("language", \.languageName, &html) { html in
        for (index, language) in languages.enumerated() {
          option("language", language.rawValue, isFirst: index == 0, &html) { html in
            html.open("span", ("lang", language.tag))
            html.text(language == .english ? "English" : "中文")
            html.close("span")
          }
        }
      }
    }
    let themes: [(String, KeyPath<ReportStrings, String>)] = [
      ("system", \.system), ("light", \.light), ("dark", \.dark),
    ]
    choice("theme", \.theme, &html) { html in
      for (index, (value, word)) in themes.enumerated() {
        option("theme", value, isFirst: index == 0, &html) { localized(word, &$0) }
      }
    }
    html.markup("</header>\n")
  }

  private func choice(
    _ name: String, _ legend: KeyPath<ReportStrings, String>, _ html: inout HTMLText,
    _ options: (inout HTMLText) -> Void
  ) {
    html.open("fieldset", ("class", name))
    html.element("legend") { localized(legend, &$0) }
    options(&html)
    html.close("fieldset")
  }

  private func option(
    _ name: String, _ value: String, isFirst: Bool, _ html: inout HTMLText,
    _ label: (inout HTMLText) -> Void
  ) {
    let id = "\(name)-\(value)"
    html.open("label", ("for", id))
    html.markup("<input type=\"radio\"")
    html.markup(isFirst ? " checked" : "")
    html.attribute("name", name)
    html.attribute("value", value)
    html.attribute("id", id)
    html.markup(">")
    label(&html)
    html.markup("</label>")
  }

  /// A word in every language, of which the style sheet shows that of the edition.
  private func localized(_ word: KeyPath<ReportStrings, String>, _ html: inout HTMLText) {
    for language in languages {
      html.open("span", ("class", "in in-\(language.rawValue)"), ("lang", language.tag))
      html.text(ReportStrings(language)[keyPath: word])
      html.close("span")
    }
  }

  private static func hasContents(_ edition: ReportEdition) -> Bool {
    edition.sections.count { $0.title != nil } > 1
  }

  private static func contents(_ edition: ReportEdition) -> String {
    "\(edition.language.rawValue)-contents"
  }

  /// The list of sections: beside the text where there is space, else a drawer that the bar opens.
  private func contents(_ edition: ReportEdition, _ html: inout HTMLText) {
    guard Self.hasContents(edition) else { return }
    html.open(
      "nav", ("id", Self.contents(edition)), ("popover", "auto"),
      ("aria-label", ReportStrings(edition.language).contents))
    html.element("p") { $0.text(ReportStrings(edition.language).contents) }
    html.markup("<ol>")
    for section in edition.sections {
      guard let title = section.title else { continue }
      html.markup("<li>")
      html.open("a", ("href", "#" + Self.anchor(section, edition)))
      html.text(title)
      html.markup("</a></li>")
    }
    html.markup("</ol></nav>\n")
  }

  private static func anchor(_ section: ReportSection, _ edition: ReportEdition) -> String {
    "\(edition.language.rawValue)-section-\(section.id)"
  }

  static func anchor(figure id: String, _ language: Language) -> String {
    "\(language.rawValue)-figure-\(id)"
  }

  // MARK: Blocks

  private mutating func write(
    _ section: ReportSection, _ edition: ReportEdition, _ html: inout HTMLText
  ) throws(FigureError) {
    html.open("section", ("id", Self.anchor(section, edition)))
    if edition.language == languages[0] { html.location("section-\(section.id)") }
    if let title = section.title {
      if let language = section.titleLanguage {
        html.open("h2", ("lang", language.tag))
      } else {
        html.open("h2")
      }
      html.text(title)
      html.open(
        "a", ("class", "here"), ("href", "#" + Self.anchor(section, edition)),
        ("aria-label", ReportStrings(edition.language).linkHere))
      html.close("a")
      html.close("h2")
    }
    html.markup("\n")
    var language: Language?
    for (index, block) in section.blocks.enumerated() {
      // Text of another language stands in a part of its own, which says so: readers hear it as it is.
      let own = section.blockLanguages[index]
      if own != language {
        html.markup("</section>\n")
        if let own { html.open("section", ("lang", own.tag)) } else { html.open("section") }
        language = own
      }
      try write(block, edition.language, &html)
    }
    html.markup("</section>\n")
  }

  mutating func write(
    _ block: ReportBlock, _ language: Language, _ html: inout HTMLText
  ) throws(FigureError) {
    switch block {
    case .paragraph(let parts):
      html.element("p") { write(parts, language, &$0) }
    case .heading(let level, let parts):
      switch level {
      case ...3: html.element("h3") { write(parts, language, &$0) }
      case 4: html.element("h4") { write(parts, language, &$0) }
      case 5: html.element("h5") { write(parts, language, &$0) }
      default: html.element("h6") { write(parts, language, &$0) }
      }
    case .list(let start, let items):
      if let start { html.open("ol", ("start", "\(start)")) } else { html.open("ul") }
      for item in items {
        html.markup("<li>")
        for block in item { try write(block, language, &html) }
        html.markup("</li>")
      }
      html.close(start == nil ? "ul" : "ol")
    case .quote(let blocks):
      html.markup("<blockquote>")
      for block in blocks { try write(block, language, &html) }
      html.markup("</blockquote>")
    case .code(let code, _):
      html.markup("<pre><code>")
      html.text(code)
      html.markup("</code></pre>")
    case .formula(let formula):
      html.markup(
        formula.root.isTooWide ? "<div class=\"formula small\">" : "<div class=\"formula\">")
      html.block(formula)
      html.markup("</div>")
    case .separator: html.markup("<hr>")
    case .figure(let id): try figure(id, language, &html)
    case .claims(let claims): write(claims, language, &html)
    case .slips(let slips): write(slips, language, &html)
    case .table(let table): write(table, language, &html)
    case .textTable(let table): write(table, language, &html)
    case .notes(let notes): try write(notes, language, &html)
    }
    html.markup("\n")
  }

  func write(
    _ parts: [ReportInline], _ language: Language, _ html: inout HTMLText
  ) {
    // What follows a formula and may not begin a line stays beside it.
    var kept: Character?
    for (index, part) in parts.enumerated() {
      switch part {
      case .text(let text):
        html.text(kept == nil ? text : String(text.dropFirst()))
        kept = nil
      case .code(let code): html.element("code") { $0.text(code) }
      case .emphasis(let parts): html.element("em") { write(parts, language, &$0) }
      case .strong(let parts): html.element("strong") { write(parts, language, &$0) }
      case .struck(let parts): html.element("del") { write(parts, language, &$0) }
      case .note(let number, let isFirst): call(number, isFirst: isFirst, language, &html)
      case .link(let address, let parts):
        html.open("a", ("href", LinkAddress.escaped(address)), ("rel", "noopener noreferrer"))
        write(parts, language, &html)
        html.close("a")
      case .formula(let formula):
        if index + 1 < parts.count, case .text(let next) = parts[index + 1],
          let sign = next.first, "，。、；：）！？”,.;:)!?·|".contains(sign)
        {
          kept = sign
          html.markup("<span class=\"kept\">")
          html.formula(formula, isBlock: false)
          html.text(String(sign))
          html.markup("</span>")
        } else {
          html.formula(formula, isBlock: false)
        }
      case .figure(let id, let parts):
        html.open("a", ("href", "#" + Self.anchor(figure: id, language)))
        if parts.isEmpty, let number = report.figure(id)?.number {
          html.text(ReportStrings(language).figure(number))
        }
        write(parts, language, &html)
        html.close("a")
      case .lineBreak: html.markup("<br>")
      case .spacer(let digits):
        html.open("span", ("class", "room"), ("aria-hidden", "true"))
        html.text(digits)
        html.close("span")
      }
    }
  }

  // MARK: Claims and tables

  private func write(_ claims: [CheckedClaim], _ language: Language, _ html: inout HTMLText) {
    guard !claims.isEmpty else { return }
    let words = ReportStrings(language)
    let failing = claims.count { !$0.holds }
    html.markup("<details class=\"claims\"")
    html.markup(failing > 0 ? " open>" : ">")
    html.open("summary", ("class", failing > 0 ? "fails" : "holds"))
    html.text(words.checks(claims.count, failing: failing))
    html.markup("</summary><table>")
    header([words.claim, words.measured, words.bound, words.verdict], numbers: 1...2, &html)
    html.markup("<tbody>")
    for claim in claims {
      html.markup("<tr>")
      statement(claim, claim.statement[language], named: "", language, &html)
      result(claim, language, &html)
      html.markup("</tr>")
    }
    html.markup("</tbody></table></details>")
  }

  private func write(_ slips: [Slip], _ language: Language, _ html: inout HTMLText) {
    let words = ReportStrings(language)
    html.markup("<div class=\"claims\"><table>")
    header(
      [words.printed, words.right, words.measured, words.bound, words.verdict], numbers: 2...3,
      &html)
    html.markup("<tbody>")
    for slip in slips {
      html.markup("<tr>")
      html.open("td", ("data-label", words.printed))
      write(.symbols(in: slip.printed[language]), language, &html)
      html.close("td")
      statement(slip.checked, slip.right[language], named: words.right, language, &html)
      result(slip.checked, language, &html)
      html.markup("</tr>")
    }
    html.markup("</tbody></table></div>")
  }

  private func header(_ names: [String], numbers: ClosedRange<Int>, _ html: inout HTMLText) {
    html.markup("<thead><tr>")
    for (index, name) in names.enumerated() {
      html.open("th", ("scope", "col"), ("class", numbers.contains(index) ? "number" : "words"))
      html.text(name)
      html.close("th")
    }
    html.markup("</tr></thead>")
  }

  private func statement(
    _ claim: CheckedClaim, _ statement: String, named name: String, _ language: Language,
    _ html: inout HTMLText
  ) {
    html.open("td", ("data-label", name))
    write(.symbols(in: statement), language, &html)
    html.markup("<span class=\"what\">")
    write(.symbols(in: claim.measurement.what[language]), language, &html)
    html.markup("</span></td>")
  }

  private func result(_ claim: CheckedClaim, _ language: Language, _ html: inout HTMLText) {
    // On narrow screens, where there is no head, each cell says what it is.
    let words = ReportStrings(language)
    html.open("td", ("class", "number"), ("data-label", words.measured))
    html.text(claim.measured)
    html.close("td")
    html.open("td", ("class", "number"), ("data-label", words.bound))
    html.text(claim.measurement.bound.description)
    html.close("td")
    html.open("td", ("class", claim.holds ? "holds" : "fails"))
    html.text(claim.verdict[language])
    html.close("td")
  }

  private func write(_ table: DataTable, _ language: Language, _ html: inout HTMLText) {
    html.markup("<div class=\"numbers\"><table>")
    if let (figure, number) = report.figure(table.figure) {
      html.element("caption") { html in
        html.text(
          "\(ReportStrings(language).figure(number)): \(figure.editions[language]?.title ?? "")")
      }
    }
    html.markup("<thead><tr><td></td>")
    for label in table.columnLabels {
      html.open("th", ("scope", "col"))
      html.text(label)
      html.close("th")
    }
    html.markup("</tr></thead><tbody>")
    for (label, cells) in zip(table.rowLabels, table.cells) {
      html.markup("<tr>")
      html.open("th", ("scope", "row"))
      html.text(label)
      html.close("th")
      for cell in cells { html.element("td") { $0.text(cell) } }
      html.markup("</tr>")
    }
    html.markup("</tbody></table></div>")
  }

  // MARK: Data

  private func data() -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("words") { json in
        json.object { json in
          for edition in report.editions {
            json.member(edition.language.rawValue) { ScriptStrings(edition).write(to: &$0) }
          }
        }
      }
      json.member("figures") { json in
        json.object { json in
          let data = PageData(languages: languages)
          for figure in report.figures {
            json.member(figure.id) { data.write(figure, to: &$0) }
          }
        }
      }
    }
    return json.bytes
  }
}
