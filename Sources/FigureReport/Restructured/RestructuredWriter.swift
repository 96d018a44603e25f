// A report as reStructuredText for Sphinx and docutils: directives and roles alone, no HTML.

import FigureClaims
import FigureKinds
import FigureModel
import FigurePipeline
import FigureScene
import TextFormats

/// The walk through one edition.
struct RestructuredWriter {
  let report: Report
  let edition: ReportEdition
  let folder: String
  let template: NameTemplate?
  private let words: ReportStrings

  init(_ report: Report, _ edition: ReportEdition, folder: String, template: NameTemplate?) {
    self.report = report
    self.edition = edition
    self.folder = folder
    self.template = template
    words = ReportStrings(edition.language)
  }

  private var language: Language { edition.language }

  // MARK: The page

  func page() -> String {
    let title = plain(edition.title)
    var blocks = [MarkdownFlavour.rst.mark]
    // docutils writes `<del>` for a role of this name, Sphinx a span of this class.
    if edition.sections.contains(where: { $0.blocks.contains(where: Self.strikes) }) {
      blocks.append(RestructuredText.directive("role", "del"))
    }
    blocks.append(Self.heading(title, depth: 0))
    if !edition.authors.isEmpty {
      blocks.append(
        RestructuredText.atLineStart(
          edition.authors.map(plain).joined(separator: language == .chinese ? "、" : ", ")))
    }
    for section in edition.sections {
      var depth = 0
      if let title = section.title {
        blocks.append(RestructuredText.label(label("section-\(section.id)")))
        blocks.append(Self.heading(plain(title), depth: 1))
        depth = 1
      }
      blocks += self.blocks(section.blocks, depth: depth)
    }
    return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  /// Labels are known in all pages of a site: each begins with its report's name, and in other languages
  /// than the first with that.
  private func label(_ name: String) -> String {
    let stem = folder.hasSuffix("-figures") ? String(folder.dropLast("-figures".count)) : folder
    let plainStem = String(
      stem.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    let other = language == report.languages.first ? "" : language.rawValue + "-"
    return "\(plainStem.isEmpty ? "report" : plainStem)-\(other)\(name)"
  }

  private static func strikes(_ block: ReportBlock) -> Bool {
    func strikes(_ parts: [ReportInline]) -> Bool {
      parts.contains { part in
        switch part {
        case .struck: true
        case .emphasis(let parts), .strong(let parts), .link(_, let parts), .figure(_, let parts):
          strikes(parts)
        case .text, .code, .note, .formula, .lineBreak, .spacer: false
        }
      }
    }
    return switch block {
    case .paragraph(let parts), .heading(_, let parts): strikes(parts)
    case .list(_, let items): items.contains { $0.contains(where: Self.strikes) }
    case .quote(let blocks): blocks.contains(where: Self.strikes)
    case .textTable(let table):
      (table.rows + [table.header]).contains { $0.contains(where: strikes) }
    case .notes(let notes): notes.contains { $0.blocks.contains(where: Self.strikes) }
    case .code, .formula, .separator, .figure, .claims, .slips, .table: false
    }
  }

  /// Each depth has a line of its own, of which docutils learns the order.
  private static func heading(_ title: String, depth: Int) -> String {
    let line = Array("=-~^\"'")[min(depth, 5)]
    let title = RestructuredText.atLineStart(title)
    return title + "\n"
      + String(repeating: line, count: max(4, RestructuredText.width(title)))
  }

  // MARK: Blocks

  /// - Parameter depth: how many headings stand above; nil where none may stand, as in a list.
  private func blocks(_ blocks: [ReportBlock], depth: Int?) -> [String] {
    var result: [String] = []
    var level = depth
    // Those of Markdown begin with 3; none may be left out.
    var levels: [Int] = []
    for (index, block) in blocks.enumerated() {
      switch block {
      case .heading(let number, let parts):
        guard let depth else {
          result.append(RestructuredText.directive("rubric", text(parts).text))
          continue
        }
        while let last = levels.last, last >= number { levels.removeLast() }
        levels.append(number)
        level = depth + levels.count
        result.append(Self.heading(text(parts, hasBreaks: false).text, depth: level ?? 0))
      case .separator:
        // A rule stands between paragraphs of one section alone.
        guard depth != nil, index > 0, index + 1 < blocks.count else { continue }
        switch (blocks[index - 1], blocks[index + 1]) {
        case (.separator, _), (.heading, _), (_, .separator), (_, .heading), (_, .notes): continue
        default: result.append("----")
        }
      case .list, .quote:
        if needsBreak(before: block, after: index > 0 ? blocks[index - 1] : nil, depth) {
          result.append("..")
        }
        result += self.block(block)
      default: result += self.block(block)
      }
    }
    return result
  }

  /// Whether an empty comment is to keep a block from being read as a part of the one before it: lists go
  /// on, and what stands to the right belongs to a directive or an item.
  private func needsBreak(
    before block: ReportBlock, after last: ReportBlock?, _ depth: Int?
  ) -> Bool {
    switch (block, last) {
    case (.list, .list), (.list, .quote): true
    case (.list, _): false
    case (_, .paragraph), (_, .heading), (_, .separator): false
    case (_, nil): depth == nil
    case (_, .some): true
    }
  }

  private func block(_ block: ReportBlock) -> [String] {
    switch block {
    case .paragraph(let parts): [paragraph(parts)]
    case .heading, .separator: []
    case .list(let start, let items): [list(start, items)]
    case .quote(let blocks):
      [RestructuredText.indented(joined(blocks), by: 3)]
    case .code(let code, let language): [Self.code(code, as: language)]
    case .formula(let formula): [RestructuredText.directive("math", "", [], formula.tex)]
    case .figure(let id): figure(id)
    case .claims(let claims): self.claims(claims)
    case .slips(let slips): [table(slips)]
    case .table(let table): [numbers(table)]
    case .textTable(let table): [self.table(table)]
    case .notes(let notes):
      notes.map { note in
        RestructuredText.indented(joined(note.blocks), by: 3, first: ".. [\(note.number)] ")
      }
    }
  }

  private func joined(_ blocks: [ReportBlock]) -> String {
    self.blocks(blocks, depth: nil).joined(separator: "\n\n")
  }

  private func list(_ start: Int?, _ items: [[ReportBlock]]) -> String {
    items.enumerated().map { index, blocks in
      let mark = start.map { "\($0 + index). " } ?? "- "
      let text = joined(blocks)
      return RestructuredText.indented(
        text.isEmpty ? ".." : text, by: mark.count, first: mark)
    }.joined(separator: "\n\n")
  }

  /// Languages that Pygments knows by the names that people give them; others would be warned of.
  private static let highlighted: Set<String> = [
    "bash", "c", "cpp", "css", "diff", "go", "html", "java", "javascript", "js", "json", "julia",
    "latex", "make", "python", "r", "ruby", "rust", "sh", "sql", "swift", "tex", "text", "toml",
    "typescript", "xml", "yaml",
  ]

  private static func code(_ code: String, as language: String) -> String {
    var lines = code.split(separator: "\n", omittingEmptySubsequences: false)[...]
    while lines.first?.allSatisfy(\.isWhitespace) ?? false { lines.removeFirst() }
    while lines.last?.allSatisfy(\.isWhitespace) ?? false { lines.removeLast() }
    let name = highlighted.contains(language.lowercased()) ? language.lowercased() : "text"
    return RestructuredText.directive(
      "code-block", name, [], lines.isEmpty ? " " : lines.joined(separator: "\n"))
  }

  private func figure(_ id: String) -> [String] {
    guard let (figure, number) = report.figure(id), let edition = figure.editions[language] else {
      return []
    }
    func image(isDark: Bool) -> String {
      let name = MarkdownReport.name(
        of: id, language, report.languages, isDark: isDark, template: template)
      // Blanks and backslashes of a path are escaped, all else stands as it is.
      let path = "\(folder)/\(name)".replacing("\\", with: "\\\\").replacing(" ", with: "\\ ")
      return RestructuredText.directive(
        "image", path,
        [
          ("alt", Markup.line(edition.alt)),
          ("width", "\(Int(edition.light.size.width.rounded()))px"),
          ("class", isDark ? "only-dark" : "only-light"),
        ])
    }
    var caption = RestructuredLine()
    caption.add(
      marked: "**\(plain(words.figure(number)))\(language == .chinese ? "：" : ".")**")
    caption.add(plain: language == .chinese ? "" : " ")
    caption.add(text(.symbols(in: edition.title)))
    if let more = edition.caption {
      caption.add(text(.symbols(in: (language == .chinese ? "。" : ". ") + more)))
    }
    let notes = edition.notes(words, leavesOutValues: figure.leavesOutValues).map {
      RestructuredText.atLineStart(plain($0))
    }
    return [
      RestructuredText.label(label("figure-\(number)")), image(isDark: false),
      image(isDark: true), caption.text,
    ] + notes + ["**\(plain(words.command))**", Self.code(edition.command, as: "sh")]
  }

  // MARK: Tables

  /// A table of cells that are paragraphs.
  private func table(
    _ rows: [[String]], caption: String = "", headerRows: Int = 1, stubColumns: Int = 0
  ) -> String {
    var options = [("header-rows", "\(headerRows)")]
    if stubColumns > 0 { options.append(("stub-columns", "\(stubColumns)")) }
    let text = rows.map { cells in
      cells.enumerated().map { index, cell in
        RestructuredText.indented(cell, by: 4, first: index == 0 ? "* - " : "  - ")
      }.joined(separator: "\n")
    }.joined(separator: "\n")
    return RestructuredText.directive("list-table", caption, options, text)
  }

  private func cell(_ text: String) -> String { RestructuredText.atLineStart(plain(text)) }

  /// A cell whose symbols are formulas.
  private func symbols(_ text: String) -> String { start(.symbols(in: text)) }

  private func claims(_ claims: [CheckedClaim]) -> [String] {
    guard !claims.isEmpty else { return [] }
    let header = ClaimTable(claims, language: language).header
    // The figure stands above.
    let rows = claims.map { claim in
      [symbols("\(claim.statement[language]) (\(claim.measurement.what[language]))")]
        + [claim.measured, claim.measurement.bound.description, claim.verdict[language]].map(cell)
    }
    let names = ([header[0]] + header.dropFirst(2)).map(cell)
    return ["**\(plain(words.claims))**", table([names] + rows)]
  }

  private func table(_ slips: [Slip]) -> String {
    let header = [words.printed, words.right, words.measured, words.bound, words.verdict]
    let rows = slips.map { slip in
      let claim = slip.checked
      return [
        symbols(slip.printed[language]),
        symbols("\(slip.right[language]) (\(claim.measurement.what[language]))"),
      ] + [claim.measured, claim.measurement.bound.description, claim.verdict[language]].map(cell)
    }
    return table([header.map(cell)] + rows)
  }

  private func table(_ table: TextTable) -> String {
    self.table(([table.header] + table.rows).map { $0.map(paragraph) })
  }

  private func numbers(_ table: DataTable) -> String {
    let caption = report.figure(table.figure).map { figure, number in
      plain("\(words.figure(number)): \(figure.editions[language]?.title ?? "")")
    }
    let header = [""] + table.columnLabels.map(cell)
    let rows = zip(table.rowLabels, table.cells).map { label, cells in
      [cell(label)] + cells.map(cell)
    }
    return self.table([header] + rows, caption: caption ?? "", stubColumns: 1)
  }

  // MARK: Text

  private func plain(_ text: String) -> String { RestructuredText.escaped(text) }

  /// A paragraph, or a block of lines where its author broke them.
  private func paragraph(_ parts: [ReportInline]) -> String {
    let lines = parts.split(omittingEmptySubsequences: false) { part in
      if case .lineBreak = part { true } else { false }
    }.map { Array($0) }
    guard lines.count > 1 else { return start(parts) }
    return lines.map { "| " + text($0).text }.joined(separator: "\n")
  }

  private func start(_ parts: [ReportInline]) -> String {
    let line = text(parts).text
    if case .text? = parts.first { return RestructuredText.atLineStart(line) }
    return line
  }

  /// How a run is marked: one mark alone, as reStructuredText nests none.
  private enum Mark {
    case none, emphasis, strong, struck
  }

  private func text(
    _ parts: [ReportInline], _ mark: Mark = .none, hasBreaks: Bool = true
  ) -> RestructuredLine {
    var line = RestructuredLine()
    for part in parts {
      switch part {
      case .text(let text): add(text, mark, to: &line)
      case .code(let code):
        if let span = Self.span(code) { line.add(marked: span) }
      case .emphasis(let parts): line.add(text(parts, mark == .none ? .emphasis : mark))
      case .strong(let parts): line.add(text(parts, mark == .struck ? .struck : .strong))
      case .struck(let parts): line.add(text(parts, .struck))
      case .note(let number, _): line.add(marked: "[\(number)]_")
      case .link(let address, let parts):
        // An underscore at the end would make a name of the address.
        var target = LinkAddress.escaped(address).replacing("\\", with: "\\\\")
          .replacing("`", with: "\\`")
        if target.hasSuffix("_") { target = target.dropLast() + "\\_" }
        let name = plain(Self.words(parts))
        line.add(marked: "`\(name.isEmpty ? plain(address) : name) <\(target)>`__")
      case .formula(let formula):
        line.add(marked: ":math:`\(Markup.line(formula.tex))`")
      case .figure(let id, let parts):
        guard let number = report.figure(id)?.number else { break }
        let name = Self.words(parts)
        line.add(
          marked:
            "`\(plain(name.isEmpty ? words.figure(number) : name)) "
            + "<\(label("figure-\(number)"))_>`__")
      case .lineBreak: line.add(plain: " ")
      case .spacer(let digits): line.add(spacer: digits)
      }
    }
    return line
  }

  /// Adds words with a mark around them, and blanks at their ends outside of it.
  private func add(_ text: String, _ mark: Mark, to line: inout RestructuredLine) {
    let isBlank = text.allSatisfy(\.isWhitespace)
    let (before, after) = (
      text.first?.isWhitespace ?? false ? " " : "", text.last?.isWhitespace ?? false ? " " : ""
    )
    let words = plain(text)
    guard !isBlank else {
      line.add(plain: text.isEmpty ? "" : " ")
      return
    }
    let marked: String
    switch mark {
    case .none:
      line.add(plain: before + words + after)
      return
    case .emphasis: marked = "*\(words)*"
    case .strong: marked = "**\(words)**"
    case .struck: marked = ":del:`\(words)`"
    }
    line.add(plain: before)
    line.add(marked: marked)
    line.add(plain: after)
  }

  /// The words of a link, whose marks reStructuredText does not nest.
  private static func words(_ parts: [ReportInline]) -> String {
    parts.map { part in
      switch part {
      case .text(let text), .code(let text): text
      case .emphasis(let parts), .strong(let parts), .struck(let parts), .link(_, let parts),
        .figure(_, let parts):
        words(parts)
      case .formula(let formula): formula.tex
      case .note, .lineBreak: " "
      case .spacer: ""
      }
    }.joined()
  }

  /// A span of code; nil for one without a character.
  private static func span(_ code: String) -> String? {
    let code = code.split(whereSeparator: \.isNewline).joined(separator: " ")
    guard !code.allSatisfy(\.isWhitespace) else { return nil }
    let isPlain =
      !code.contains("``") && !code.hasPrefix("`") && !code.hasSuffix("`")
      && code.first?.isWhitespace == false && code.last?.isWhitespace == false
    // A role reads what is escaped, and drops blanks at the ends.
    return isPlain
      ? "``\(code)``" : ":literal:`\(RestructuredText.escaped(code))`"
  }
}
