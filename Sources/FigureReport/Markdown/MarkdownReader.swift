// Markdown into blocks, by the parser of cmark-gfm. HTML in it is refused, like everything else that a
// report would not show as its writer means it.

import CCMark
import FigureScene
import TextFormats

/// Something in Markdown that a report cannot show as it is meant.
package struct MarkdownProblem: Hashable, Sendable {
  /// Where it is in the text, from 1; 0 where the parser does not say.
  var line: Int
  var column: Int
  package var message: String
}

/// What a paragraph of one line asks for.
enum ReportDirective: Hashable, Sendable {
  case figure(String)
  case claims(String)
  case table(String)
  /// What a `formula` or a `slips` of the article's own asks for.
  case slips

  /// - Returns: nil for text that is no directive.
  init?(_ text: String) {
    if text == "slips:" {
      self = .slips
      return
    }
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let name = text[..<colon]
    var id = text[text.index(after: colon)...]
    guard id.first == " " else { return nil }
    while id.first == " " { id = id.dropFirst() }
    while id.last == " " { id = id.dropLast() }
    guard !id.isEmpty, !id.contains(where: { $0 == " " || $0 == "\n" }) else { return nil }
    switch name {
    case "figure": self = .figure(String(id))
    case "claims": self = .claims(String(id))
    case "table": self = .table(String(id))
    default: return nil
    }
  }
}

/// What a directive becomes.
enum DirectiveAnswer {
  case blocks([ReportBlock])
  /// Why it cannot be followed.
  case refused(String)
  /// It is no directive here, but text.
  case text
}

/// Reads Markdown.
struct MarkdownReader {
  let answer: (ReportDirective) -> DirectiveAnswer
  private(set) var problems: [MarkdownProblem] = []
  /// Figures that the text leads to, each a problem where the report does not show it.
  private(set) var references: [(id: String, problem: MarkdownProblem)] = []
  /// Figures that are shown, each a problem where the report shows it before.
  private(set) var displayed: [(id: String, problem: MarkdownProblem)] = []
  /// What is shown as it is written, and may be meant otherwise.
  private(set) var hints: [MarkdownProblem] = []
  /// Where the nearest block begins: not every inline says where it is.
  var blockLocation = (line: 0, column: 0)
  /// Where everything is said to be meanwhile; nil where the parser knows it.
  var fixedLocation: (line: Int, column: Int)?
  /// The text's lines, for what the parser passes over in silence.
  private(set) var source = MarkdownSource("")
  /// The number of the text's first note; those of the text follow.
  let firstNote: Int
  /// The notes that the text calls, in the order of their numbers.
  var notes: [ReportNote] = []
  /// Lines of code, in which nothing means anything.
  private(set) var codeLines: [ClosedRange<Int>] = []
  /// Lines on which a note begins that the text calls.
  var noteLines: Set<Int> = []
  /// Numbers of the notes that the text has called so far.
  private var called: Set<Int> = []
  /// What stands in the text as the call of a note does, but is none.
  private(set) var calledInVain: Set<String> = []

  /// - Parameters:
  ///   - firstNote: the number of the first note of the text.
  ///   - answer: what directives become.
  init(firstNote: Int = 1, answer: @escaping (ReportDirective) -> DirectiveAnswer) {
    self.firstNote = firstNote
    self.answer = answer
  }

  /// Nested deeper than this, Markdown is no text that anyone reads; each level costs stack.
  static let deepest = 100

  /// The blocks of a text.
  mutating func blocks(_ markdown: String) -> [ReportBlock] {
    source = MarkdownSource(markdown)
    // Before the parser fills the rows of tables up with cells, of which there may be millions.
    if let problem = source.hugeTable {
      problems.append(problem)
      return []
    }
    guard let document = MarkdownParser.document(markdown) else { return [] }
    defer { cmark_node_free(document) }
    let blocks = children(of: document, depth: 0) { reader, node, depth in
      reader.block(node, depth)
    }
    checkNotes()
    return blocks
  }

  // MARK: Blocks

  mutating func children<Part>(
    of node: OpaquePointer, depth: Int,
    _ read: (inout MarkdownReader, OpaquePointer, Int) -> [Part]
  ) -> [Part] {
    var parts: [Part] = []
    var child = cmark_node_first_child(node)
    while let current = child {
      parts += read(&self, current, depth + 1)
      child = cmark_node_next(current)
    }
    return parts
  }

  private mutating func block(_ node: OpaquePointer, _ depth: Int) -> [ReportBlock] {
    guard depth < Self.deepest else {
      report(node, "Markdown is nested more than \(Self.deepest) deep; write it flatter")
      return []
    }
    if cmark_node_get_start_line(node) > 0 {
      blockLocation = (
        Int(cmark_node_get_start_line(node)), Int(cmark_node_get_start_column(node))
      )
    }
    // Nodes of extensions have types that are known only by name.
    switch MarkdownParser.typeName(node) {
    case "table": return table(node, depth)
    case "tasklist":
      report(
        node,
        "a list of tasks has no boxes on a page; leave out [ ] and [x], or write \\[ for the mark")
      return blocks(in: node, depth)
    default: break
    }
    switch cmark_node_get_type(node) {
    case CMARK_NODE_PARAGRAPH: return paragraph(node, depth)
    case CMARK_NODE_HEADING:
      // Sections have the first two levels for themselves.
      let level = min(6, max(3, Int(cmark_node_get_heading_level(node)) + 2))
      return [.heading(level: level, inlines(node, depth))]
    case CMARK_NODE_FOOTNOTE_DEFINITION: return note(node, depth)
    case CMARK_NODE_BLOCK_QUOTE:
      if let kind = source.alert(line: Int(cmark_node_get_start_line(node))) {
        report(
          node, "\(kind) begins an alert of GitHub's, which a report does not set; write > **Note**"
        )
      }
      return [.quote(blocks(in: node, depth))]
    case CMARK_NODE_LIST:
      let isOrdered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
      var items: [[ReportBlock]] = []
      var item = cmark_node_first_child(node)
      while let current = item {
        items.append(
          MarkdownParser.typeName(current) == "tasklist"
            ? block(current, depth + 1) : blocks(in: current, depth + 1))
        item = cmark_node_next(current)
      }
      return [.list(start: isOrdered ? Int(cmark_node_get_list_start(node)) : nil, items: items)]
    case CMARK_NODE_CODE_BLOCK:
      let code = literal(node)
      let first = Int(cmark_node_get_start_line(node))
      codeLines.append(first...max(first, Int(cmark_node_get_end_line(node))))
      let word = string(cmark_node_get_fence_info(node)).split(separator: " ").first ?? ""
      // Words that name a language, and nothing that could end the line or the fence.
      let isName = word.allSatisfy {
        $0.isASCII && ($0.isLetter || $0.isNumber || "+-#._".contains($0))
      }
      let language = isName ? String(word) : ""
      guard language == "math" else { return [.code(code, language: language)] }
      return [formula(code, node).map(ReportBlock.formula) ?? .code(code, language: language)]
    case CMARK_NODE_THEMATIC_BREAK: return [.separator]
    case CMARK_NODE_HTML_BLOCK:
      report(node, Self.noHTML(literal(node)))
      return []
    default: return blocks(in: node, depth)
    }
  }

  mutating func blocks(in node: OpaquePointer, _ depth: Int) -> [ReportBlock] {
    children(of: node, depth: depth) { reader, node, depth in reader.block(node, depth) }
  }

  private mutating func paragraph(_ node: OpaquePointer, _ depth: Int) -> [ReportBlock] {
    // Directives stand one a line, and a paragraph may be nothing but directives.
    if let texts = plainLines(node) {
      let directives = texts.map { ReportDirective($0) }
      if directives.allSatisfy({ $0 != nil }), !directives.isEmpty {
        return directives.compactMap { $0 }.flatMap { directive -> [ReportBlock] in
          switch answer(directive) {
          case .blocks(let blocks):
            if case .figure(let id) = directive {
              displayed.append((id, problem(node, ManifestReport.usedTwice(id))))
            }
            return blocks
          case .text: return [.paragraph([.text(directive.description)])]
          case .refused(let reason):
            report(node, reason)
            return []
          }
        }
      }
    }
    let first = Int(cmark_node_get_start_line(node))
    if first > 0,
      let problem = source.brokenTable(
        in: first...max(first, Int(cmark_node_get_end_line(node))),
        column: Int(cmark_node_get_start_column(node)))
    {
      report(problem)
      return []
    }
    return [.paragraph(inlines(node, depth))]
  }

  /// The lines of a paragraph that is text alone.
  private func plainLines(_ node: OpaquePointer) -> [String]? {
    var lines = [""]
    var child = cmark_node_first_child(node)
    while let current = child {
      switch cmark_node_get_type(current) {
      case CMARK_NODE_TEXT: lines[lines.count - 1] += literal(current)
      case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: lines.append("")
      default: return nil
      }
      child = cmark_node_next(current)
    }
    return lines
  }

  // MARK: Inlines

  private static func noHTML(_ html: String) -> String {
    let first = html.split(separator: "\n").first.map(String.init) ?? ""
    return
      "\(first.prefix(60)): HTML is not allowed in a report's Markdown; write it as Markdown, or "
      + "\\< for the character itself"
  }

  mutating func inlines(_ node: OpaquePointer, _ depth: Int) -> [ReportInline] {
    let parts = children(of: node, depth: depth) { reader, node, depth in
      reader.inline(node, depth)
    }
    return withFormulas(parts, node)
  }

  private mutating func inline(_ node: OpaquePointer, _ depth: Int) -> [ReportInline] {
    guard depth < Self.deepest else { return [] }
    if MarkdownParser.typeName(node) == "strikethrough" { return [.struck(inlines(node, depth))] }
    switch cmark_node_get_type(node) {
    case CMARK_NODE_TEXT:
      let text = literal(node)
      calledInVain.formUnion(MarkdownSource.notes(text[...]).map(\.name))
      if let formula = MarkdownSource.formulaAsText(in: text),
        !hints.contains(where: { $0.message == formula })
      {
        hints.append(problem(node, formula))
      }
      return [.text(text)]
    case CMARK_NODE_SOFTBREAK: return [.text("\n")]
    case CMARK_NODE_LINEBREAK: return [.lineBreak]
    case CMARK_NODE_CODE: return [.code(literal(node))]
    case CMARK_NODE_HTML_INLINE:
      report(node, Self.noHTML(literal(node)))
      return []
    case CMARK_NODE_EMPH: return [.emphasis(inlines(node, depth))]
    case CMARK_NODE_STRONG: return [.strong(inlines(node, depth))]
    case CMARK_NODE_FOOTNOTE_REFERENCE:
      let number = noteNumber(literal(node))
      return [.note(number, isFirst: called.insert(number).inserted)]
    case CMARK_NODE_LINK: return link(node, depth)
    case CMARK_NODE_IMAGE:
      report(
        node,
        "\(string(cmark_node_get_url(node))): pictures of others are not shown in reports; draw a "
          + "figure and place it with figure: ID")
      return inlines(node, depth)
    default: return inlines(node, depth)
    }
  }

  private mutating func link(_ node: OpaquePointer, _ depth: Int) -> [ReportInline] {
    let address = string(cmark_node_get_url(node))
    let words = inlines(node, depth)
    if address.hasPrefix("figure:") {
      let id = String(address.dropFirst("figure:".count))
      if case .refused(let reason) = answer(.figure(id)) {
        report(node, reason)
        return words
      }
      references.append(
        (id, problem(node, "\(address): the report does not show this figure; add figure: \(id)")))
      return [.figure(id, words)]
    }
    guard LinkAddress.isSafe(address) else {
      report(node, "\(address): is no address that a page may lead to; give https:// or mailto:")
      return words
    }
    let leadsInside = address.hasPrefix("#section-") || address.hasPrefix("#figure-")
    if address.hasPrefix("#"), !leadsInside {
      report(
        node,
        "\(TerminalText.line(address, atMost: 60)): leads to nothing on the page; a section is "
          + "#section-ID, a figure figure:ID")
      return words
    }
    return [.link(address, words)]
  }

  /// Joins `$` and code and `$` to formulas, as $`x`$ is written, and lines of Chinese without a
  /// blank between.
  private mutating func withFormulas(
    _ parts: [ReportInline], _ node: OpaquePointer
  ) -> [ReportInline] {
    var parts = parts
    var result: [ReportInline] = []
    var index = 0
    while index < parts.count {
      if index + 2 < parts.count, case .text(let before) = parts[index], before.hasSuffix("$"),
        case .code(let source) = parts[index + 1], case .text(let after) = parts[index + 2],
        after.hasPrefix("$"), let formula = formula(source, node)
      {
        if before.count > 1 { result.append(.text(String(before.dropLast()))) }
        result.append(.formula(formula))
        // What follows may begin the next formula.
        parts[index + 2] = .text(String(after.dropFirst()))
        index += 2
        continue
      }
      if case .text("\n") = parts[index] {
        let before = result.last?.plain.last?.isWide ?? false
        let after = index + 1 < parts.count && parts[index + 1].plain.first?.isWide ?? false
        if !(before && after) { result.append(.text(" ")) }
      } else if case .text("") = parts[index] {
      } else {
        result.append(parts[index])
      }
      index += 1
    }
    return result
  }

  private mutating func formula(_ source: String, _ node: OpaquePointer) -> Formula? {
    do throws(FormulaError) {
      return try Formula(source)
    } catch {
      report(node, "formula \(TerminalText.line(source, atMost: 60)): \(error)")
      return nil
    }
  }

  func problem(_ node: OpaquePointer, _ message: String) -> MarkdownProblem {
    let line = Int(cmark_node_get_start_line(node))
    let location =
      fixedLocation ?? (line > 0 ? (line, Int(cmark_node_get_start_column(node))) : blockLocation)
    return MarkdownProblem(line: location.0, column: location.1, message: message)
  }

  mutating func report(_ node: OpaquePointer, _ message: String) {
    report(problem(node, message))
  }

  mutating func report(_ problem: MarkdownProblem) {
    if !problems.contains(problem) { problems.append(problem) }
  }

  // MARK: Strings

  func literal(_ node: OpaquePointer) -> String { string(cmark_node_get_literal(node)) }

  private func string(_ pointer: UnsafePointer<CChar>?) -> String {
    pointer.map { String(cString: $0) } ?? ""
  }
}

extension ReportDirective: CustomStringConvertible {
  var description: String {
    switch self {
    case .figure(let id): "figure: \(id)"
    case .claims(let id): "claims: \(id)"
    case .table(let id): "table: \(id)"
    case .slips: "slips:"
    }
  }
}

extension Character {
  /// Whether it is written without blanks around it, as Han and full-width forms are.
  var isWide: Bool {
    guard let value = unicodeScalars.first?.value else { return false }
    return (0x2E80...0x9FFF).contains(value) || (0xF900...0xFAFF).contains(value)
      || (0xFE30...0xFE6F).contains(value) || (0xFF00...0xFF60).contains(value)
      || (0x20000...0x3FFFD).contains(value)
  }
}
