// A report as Markdown for GitHub and site generators: pictures lie beside it, for light pages and for
// dark ones.

import CairoRendering
import FigureClaims
public import FigureKinds
public import FigureModel
public import FigurePipeline
import FigureScene
import TextFormats

/// Writes reports as Markdown.
public enum MarkdownReport {
  /// A picture that the Markdown shows.
  public struct Picture: Sendable {
    /// Its name in the folder of pictures.
    public var name: String
    public var bytes: [UInt8]
  }

  /// The text of one edition.
  /// - Parameter folder: the folder of pictures, from the text's own.
  public static func bytes(
    of report: Report, language: Language, pictures folder: String,
    flavour: MarkdownFlavour = .github, template: NameTemplate? = nil
  ) -> [UInt8] {
    guard let edition = report.editions.first(where: { $0.language == language }) else { return [] }
    guard flavour != .rst else {
      return Array(
        RestructuredWriter(report, edition, folder: folder, template: template).page().utf8)
    }
    return Array(
      MarkdownWriter(report, edition, folder: folder, flavour: flavour, template: template)
        .page().utf8)
  }

  /// The pictures of one edition.
  /// - Throws: where a figure cannot be drawn.
  public static func pictures(
    of report: Report, language: Language, template: NameTemplate? = nil
  ) throws(FigureError) -> [Picture] {
    let text = TextEngine()
    var pictures: [Picture] = []
    for figure in report.figures {
      guard let edition = figure.editions[language] else { continue }
      for (scene, isDark) in [(edition.light, false), (edition.dark, true)] {
        let options = RenderOptions(metadata: [
          MetadataEntry("Software", "attnplot \(AttnplotVersion.number)"),
          MetadataEntry("Parameters", edition.command),
        ])
        do throws(RenderError) {
          pictures.append(
            Picture(
              name: name(
                of: figure.id, language, report.languages, isDark: isDark, template: template),
              bytes: try render(scene, as: .svg, options: options, text: text)))
        } catch {
          throw .work("\(figure.id): \(error)")
        }
      }
    }
    return pictures
  }

  /// `ID.svg`, `ID.dark.svg`, and with the language's name where it is not the first of those that the
  /// report is written in; or as a template says.
  static func name(
    of id: String, _ language: Language, _ languages: [Language], isDark: Bool,
    template: NameTemplate? = nil
  ) -> String {
    if let template { return template.picture(id, language, isDark ? .dark : .light) + ".svg" }
    return id + (isDark ? ".dark" : "")
      + (language == languages.first ? "" : ".\(language.rawValue)") + ".svg"
  }
}

/// The walk through one edition.
private struct MarkdownWriter {
  let report: Report
  let edition: ReportEdition
  let folder: String
  let flavour: MarkdownFlavour
  let template: NameTemplate?
  let words: ReportStrings

  init(
    _ report: Report, _ edition: ReportEdition, folder: String, flavour: MarkdownFlavour,
    template: NameTemplate?
  ) {
    self.template = template
    self.flavour = flavour
    self.report = report
    self.edition = edition
    self.folder = folder
    words = ReportStrings(edition.language)
  }

  private var language: Language { edition.language }

  func page() -> String {
    var blocks = [flavour.mark, "# \(plain(edition.title))"]
    if !edition.authors.isEmpty {
      blocks.append(
        edition.authors.map(plain).joined(separator: language == .chinese ? "、" : ", "))
    }
    let titled = edition.sections.filter { $0.title != nil }
    if flavour.hasContents, titled.count > 1 {
      blocks.append("**\(words.contents)**")
      blocks.append(
        titled.map { "- [\(plain($0.title ?? ""))](#\(anchor($0)))" }
          .joined(separator: "\n"))
    }
    for section in edition.sections {
      if let title = section.title {
        blocks += flavour.heading(plain(title), anchor: anchor(section))
      }
      blocks += section.blocks.flatMap { markdown($0) }
    }
    return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private func anchor(_ section: ReportSection) -> String { named("section-\(section.id)") }
  private func anchor(figure number: Int) -> String { named("figure-\(number)") }

  /// A destination's name: all pages of a site of MyST share their names, so that those of other languages than
  /// the report's first have theirs before them.
  private func named(_ fragment: String) -> String {
    flavour == .myst && language != report.languages.first
      ? "\(language.rawValue)-\(fragment)" : fragment
  }

  // MARK: Blocks

  /// - Parameter isWithin: whether it is a part of a list's item, a quote or a note.
  private func markdown(_ block: ReportBlock, isWithin: Bool = false) -> [String] {
    switch block {
    case .paragraph(let parts): [atLineStart(text(parts))]
    case .heading(let level, let parts):
      [String(repeating: "#", count: min(max(level, 3), 6)) + " " + text(parts)]
    case .list(let start, let items): [list(start, items)]
    case .quote(let blocks):
      [
        indented(
          blocks.flatMap { markdown($0, isWithin: true) }.joined(separator: "\n\n"),
          first: "> ", others: "> ")
      ]
    case .code(let code, let language):
      [fenced(code, as: language, isWithin: isWithin)]
    case .formula(let formula): ["$$\n\(formula.tex)\n$$"]
    case .separator: ["---"]
    case .figure(let id): figure(id, isWithin: isWithin)
    case .claims(let claims):
      claims.isEmpty
        ? []
        : ["**\(words.claims)**", self.claims(claims)]
    case .slips(let slips): [table(slips)]
    case .table(let table): numbers(table)
    case .textTable(let table): [self.table(table)]
    case .notes(let notes): notes.map(note)
    }
  }

  private func list(_ start: Int?, _ items: [[ReportBlock]]) -> String {
    items.enumerated().map { index, blocks in
      let mark = start.map { "\($0 + index). " } ?? "- "
      // Python-Markdown goes in by four, whatever stands before an item.
      let indent = flavour.isPythonMarkdown ? 4 : mark.count
      return indented(
        blocks.flatMap { markdown($0, isWithin: true) }.joined(separator: "\n\n"),
        first: mark + String(repeating: " ", count: max(0, indent - mark.count)),
        others: String(repeating: " ", count: indent))
    }.joined(separator: flavour.isPythonMarkdown && items.contains { $0.count > 1 } ? "\n\n" : "\n")
  }

  private func indented(_ text: String, first: String, others: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map { index, line in
        let mark = index == 0 ? first : others
        return line.isEmpty ? mark.trimmedEnd : mark + line
      }
      .joined(separator: "\n")
  }

  /// A block of code between fences longer than any run of backticks in it.
  private func fenced(_ code: String, as language: String, isWithin: Bool) -> String {
    // Fences within lists and quotes are words to Python-Markdown.
    if isWithin, flavour.isPythonMarkdown {
      return indented(code.trimmedEnd, first: "    ", others: "    ")
    }
    var longest = 0
    var run = 0
    for character in code {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return "\(fence)\(language)\n\(code.trimmedEnd)\n\(fence)"
  }

  private func figure(_ id: String, isWithin: Bool) -> [String] {
    guard let (figure, number) = report.figure(id), let edition = figure.editions[language] else {
      return []
    }
    func address(isDark: Bool) -> String {
      Markup.address(
        folder + "/"
          + MarkdownReport.name(
            of: id, language, report.languages, isDark: isDark, template: template))
    }
    let size = edition.light.size
    let picture = flavour.picture(
      light: address(isDark: false), dark: address(isDark: true), alt: edition.alt,
      width: Int(size.width.rounded()), anchor: anchor(figure: number))
    var caption = "**\(plain(words.figure(number)))\(language == .chinese ? "：" : ".")** "
    caption += text(.symbols(in: edition.title))
    if let more = edition.caption {
      caption += text(.symbols(in: (language == .chinese ? "。" : ". ") + more))
    }
    let notes = edition.notes(words, leavesOutValues: figure.leavesOutValues).map { plain($0) }
    return picture + [caption] + notes
      + flavour.command(words.command, fenced(edition.command, as: "sh", isWithin: isWithin))
  }

  // MARK: Tables

  private func row(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }

  /// A cell of plain text, its symbols as formulas.
  private func cell(_ text: String) -> String { self.text(.symbols(in: text), isCell: true) }

  private func claims(_ claims: [CheckedClaim]) -> String {
    let header = ClaimTable(claims, language: language).header
    let rows = claims.map { claim in
      row(
        [cell("\(claim.statement[language]) (\(claim.measurement.what[language]))")]
          + [claim.measured, claim.measurement.bound.description, claim.verdict[language]].map(
            plain))
    }
    // The figure stands above.
    let names = [header[0]] + header.dropFirst(2)
    return ([row(names), "|---|--:|--:|---|"] + rows).joined(separator: "\n")
  }

  private func table(_ slips: [Slip]) -> String {
    let header = [words.printed, words.right, words.measured, words.bound, words.verdict]
    let rows = slips.map { slip in
      let claim = slip.checked
      return row(
        [
          cell(slip.printed[language]),
          cell("\(slip.right[language]) (\(claim.measurement.what[language]))"),
        ]
          + [claim.measured, claim.measurement.bound.description, claim.verdict[language]].map(
            plain))
    }
    return ([row(header), "|---|---|--:|--:|---|"] + rows).joined(separator: "\n")
  }

  private func table(_ table: TextTable) -> String {
    let rule = table.alignments.map { alignment in
      switch alignment {
      case .start: "---"
      case .center: ":-:"
      case .end: "--:"
      }
    }
    return ([table.header] + table.rows).map { cells in
      row(cells.map { text($0, isCell: true) })
    }.enumerated().map { index, line in
      index == 0 ? "\(line)\n|\(rule.joined(separator: "|"))|" : line
    }.joined(separator: "\n")
  }

  private func note(_ note: ReportNote) -> String {
    indented(
      note.blocks.flatMap { markdown($0, isWithin: true) }.joined(separator: "\n\n"),
      first: "[^\(note.number)]: ",
      others: "    ")
  }

  private func numbers(_ table: DataTable) -> [String] {
    let header = row([" "] + table.columnLabels.map(plain))
    let rule = "|---|" + String(repeating: "--:|", count: table.columnLabels.count)
    let rows = zip(table.rowLabels, table.cells).map { label, cells in
      row(["**\(plain(label))**"] + cells.map(plain))
    }
    let caption = report.figure(table.figure).map { figure, number in
      plain("\(words.figure(number)): \(figure.editions[language]?.title ?? "")")
    }
    return [caption ?? "", ([header, rule] + rows).joined(separator: "\n")]
  }

  // MARK: Text

  /// Text that Markdown and HTML read as nothing but text, on one line.
  private func plain(_ text: String) -> String { flavour.escaped(text) }

  /// - Parameter isCell: whether a bar would end the cell that the text is in, in code as well.
  private func text(_ parts: [ReportInline], isCell: Bool = false) -> String {
    func text(_ parts: [ReportInline]) -> String { self.text(parts, isCell: isCell) }
    func barred(_ text: String) -> String { isCell ? text.replacing("|", with: "\\|") : text }
    var result = ""
    for (index, part) in parts.enumerated() {
      switch part {
      case .text(let text): result += plain(text)
      // Python-Markdown knows bars in code for what they are, and would show the backslash.
      case .code(let code):
        result += flavour.isPythonMarkdown ? Self.span(code) : barred(Self.span(code))
      case .emphasis(let parts): result += Self.marked(text(parts), "*", "em")
      case .strong(let parts): result += Self.marked(text(parts), "**", "strong")
      case .struck(let parts):
        let text = text(parts)
        result += flavour.struck(text, marked: Self.marked(text, "~~", "del"))
      case .note(let number, _): result += "[^\(number)]"
      case .link(let link, let parts):
        let leadsInside = link.hasPrefix("#section-") || link.hasPrefix("#figure-")
        let address = leadsInside ? "#" + named(String(link.dropFirst())) : link
        result += "[\(text(parts))](<\(LinkAddress.escaped(address))>)"
      case .formula(let formula):
        // Dollar signs mean formulas only where no letter touches them; some readers take Chinese
        // punctuation for one.
        if let last = result.last, !last.isASCII || last.isLetter || last.isNumber {
          result += " "
        }
        result += "$\(barred(formula.tex))$"
        if case .text(let next)? = parts[(index + 1)...].first,
          next.first.map({ $0.isLetter || $0.isNumber }) ?? false
        {
          result += " "
        }
      case .figure(let id, let parts):
        guard let number = report.figure(id)?.number else { break }
        let words = parts.isEmpty ? plain(words.figure(number)) : text(parts)
        result += "[\(words)](#\(anchor(figure: number)))"
      case .lineBreak: result += "<br />"
      case .spacer(let digits):
        // Blanks at the end of a cell are cut off, whichever they are; references to them are not.
        result += digits.map { ".,".contains($0) ? "&puncsp;" : "&numsp;" }.joined()
      }
    }
    return result
  }

  /// Marked text. Stars beside punctuation are not read as marks where a letter touches them, as
  /// it does in Chinese; tags are.
  private static func marked(_ text: String, _ stars: String, _ tag: String) -> String {
    func isWord(_ character: Character?) -> Bool {
      character.map { $0.isLetter || $0.isNumber } ?? false
    }
    return isWord(text.first) && isWord(text.last)
      ? stars + text + stars : "<\(tag)>\(text)</\(tag)>"
  }

  /// A span of code between more backticks than are in it.
  private static func span(_ code: String) -> String {
    let code = code.split(whereSeparator: \.isNewline).joined(separator: " ")
    var mark = "`"
    while code.contains(mark) { mark += "`" }
    let needsPadding = code.hasPrefix("`") || code.hasSuffix("`")
    return needsPadding ? "\(mark) \(code) \(mark)" : mark + code + mark
  }

  /// Text whose first characters do not make a list, a heading or a rule of it.
  private func atLineStart(_ text: String) -> String {
    guard let first = text.first else { return text }
    if let escaped = flavour.escapedStart(text) { return escaped }
    if "-+=".contains(first) { return "\\" + text }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    if !digits.isEmpty, let mark = text.dropFirst(digits.count).first, mark == "." || mark == ")" {
      return digits + "\\" + text.dropFirst(digits.count)
    }
    return text
  }
}

extension String {
  fileprivate var trimmedEnd: String {
    var text = self[...]
    while let last = text.last, last == " " || last.isNewline { text = text.dropLast() }
    return String(text)
  }
}
