// Markdown into blocks, by cmark's parser. HTML in it is not passed on: it arrives as the text it is.

import CCMark

/// What Markdown says, and what of it was not taken as it was meant.
struct MarkdownContent {
  var blocks: [ReportBlock] = []
  /// Directives that stand in paragraphs of their own: `figure: id`, `claims: id`, `table: id`.
  /// They are read here and answered by the reader's owner.
  var warnings: [String] = []
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

/// Reads Markdown.
struct MarkdownReader {
  /// What a directive becomes; nil where it names nothing there is.
  let answer: (ReportDirective) -> [ReportBlock]?
  private(set) var warnings: [String] = []

  init(answer: @escaping (ReportDirective) -> [ReportBlock]?) { self.answer = answer }

  /// Nested deeper than this, Markdown is no text that anyone reads; each level costs stack.
  private static let deepest = 100

  /// The blocks of a text.
  mutating func blocks(_ markdown: String) -> [ReportBlock] {
    var markdown = markdown
    let document = markdown.withUTF8 { buffer in
      buffer.withMemoryRebound(to: CChar.self) { characters in
        cmark_parse_document(characters.baseAddress, characters.count, CMARK_OPT_VALIDATE_UTF8)
      }
    }
    guard let document else { return [] }
    defer { cmark_node_free(document) }
    return children(of: document, depth: 0) { reader, node, depth in reader.block(node, depth) }
  }

  // MARK: Blocks

  private mutating func children<Part>(
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
      warnings.append("Markdown is nested more than \(Self.deepest) deep; the rest is left out")
      return []
    }
    switch cmark_node_get_type(node) {
    case CMARK_NODE_PARAGRAPH: return paragraph(node, depth)
    case CMARK_NODE_HEADING:
      // Sections have the first two levels for themselves.
      let level = min(6, max(3, Int(cmark_node_get_heading_level(node)) + 2))
      return [.heading(level: level, inlines(node, depth))]
    case CMARK_NODE_BLOCK_QUOTE: return [.quote(blocks(in: node, depth))]
    case CMARK_NODE_LIST:
      let isOrdered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
      var items: [[ReportBlock]] = []
      var item = cmark_node_first_child(node)
      while let current = item {
        items.append(blocks(in: current, depth + 1))
        item = cmark_node_next(current)
      }
      return [.list(start: isOrdered ? Int(cmark_node_get_list_start(node)) : nil, items: items)]
    case CMARK_NODE_CODE_BLOCK:
      let code = literal(node)
      guard string(cmark_node_get_fence_info(node)) == "math" else { return [.code(code)] }
      return [formula(code).map(ReportBlock.formula) ?? .code(code)]
    case CMARK_NODE_THEMATIC_BREAK: return [.separator]
    case CMARK_NODE_HTML_BLOCK:
      warnings.append("HTML in Markdown is shown as text")
      return [.code(literal(node))]
    default: return blocks(in: node, depth)
    }
  }

  private mutating func blocks(in node: OpaquePointer, _ depth: Int) -> [ReportBlock] {
    children(of: node, depth: depth) { reader, node, depth in reader.block(node, depth) }
  }

  private mutating func paragraph(_ node: OpaquePointer, _ depth: Int) -> [ReportBlock] {
    // Directives stand one a line, and a paragraph may be nothing but directives.
    if let texts = plainLines(node) {
      let directives = texts.map { ReportDirective($0) }
      if directives.allSatisfy({ $0 != nil }), !directives.isEmpty {
        return directives.compactMap { $0 }.flatMap { directive -> [ReportBlock] in
          if let blocks = answer(directive) { return blocks }
          warnings.append("\(directive.description): there is no such figure")
          return [.paragraph([.text(directive.description)])]
        }
      }
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

  private mutating func inlines(_ node: OpaquePointer, _ depth: Int) -> [ReportInline] {
    let parts = children(of: node, depth: depth) { reader, node, depth in
      reader.inline(node, depth)
    }
    return withFormulas(parts)
  }

  private mutating func inline(_ node: OpaquePointer, _ depth: Int) -> [ReportInline] {
    guard depth < Self.deepest else { return [] }
    switch cmark_node_get_type(node) {
    case CMARK_NODE_TEXT: return [.text(literal(node))]
    case CMARK_NODE_SOFTBREAK: return [.text("\n")]
    case CMARK_NODE_LINEBREAK: return [.lineBreak]
    case CMARK_NODE_CODE: return [.code(literal(node))]
    case CMARK_NODE_HTML_INLINE:
      warnings.append("HTML in Markdown is shown as text")
      return [.text(literal(node))]
    case CMARK_NODE_EMPH: return [.emphasis(inlines(node, depth))]
    case CMARK_NODE_STRONG: return [.strong(inlines(node, depth))]
    case CMARK_NODE_LINK: return link(node, depth)
    case CMARK_NODE_IMAGE:
      warnings.append(
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
      if answer(.figure(id)) != nil { return [.figure(id, words)] }
      warnings.append("\(address): there is no such figure")
      return words.isEmpty ? [.text(address)] : words
    }
    guard SafeAddress.isSafe(address) else {
      warnings.append("\(address): is no address that a page may lead to; give https:// or mailto:")
      return words
    }
    return [.link(address, words)]
  }

  /// Joins `$` and code and `$` to formulas, as $`x`$ is written, and lines of Chinese without a
  /// blank between.
  private mutating func withFormulas(_ parts: [ReportInline]) -> [ReportInline] {
    var parts = parts
    var result: [ReportInline] = []
    var index = 0
    while index < parts.count {
      if index + 2 < parts.count, case .text(let before) = parts[index], before.hasSuffix("$"),
        case .code(let source) = parts[index + 1], case .text(let after) = parts[index + 2],
        after.hasPrefix("$"), let formula = formula(source)
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

  private mutating func formula(_ source: String) -> Formula? {
    do throws(FormulaError) {
      return try Formula(source)
    } catch {
      warnings.append("formula \(source): \(error)")
      return nil
    }
  }

  // MARK: Strings

  private func literal(_ node: OpaquePointer) -> String { string(cmark_node_get_literal(node)) }

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

/// Addresses that a page may lead to.
enum SafeAddress {
  /// Whether an address leads to a page, to a mailbox or to a place beside this page; scripts, data
  /// and files do not.
  static func isSafe(_ address: String) -> Bool {
    guard !address.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F }) else {
      return false
    }
    let path = address.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard let colon = path.firstIndex(of: ":") else { return !address.hasPrefix("//") }
    return ["http", "https", "mailto"].contains(path[..<colon].lowercased())
  }
}
