// The door to cmark-gfm: which of GitHub's extensions are read.

import CCMark

/// Parses Markdown.
enum MarkdownParser {
  /// Tables, struck out words, notes, and lists of tasks, which are known so that they can be refused.
  private static let extensions = ["table", "strikethrough", "tasklist"]

  /// Two tildes strike out, as a single one is often only "about".
  private static let options =
    CMARK_OPT_VALIDATE_UTF8 | CMARK_OPT_FOOTNOTES | CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE

  /// The library keeps its extensions in one list for all threads, made once.
  private static let isReady: Bool = {
    cmark_gfm_core_extensions_ensure_registered()
    return true
  }()

  /// The document, to be freed by the caller; nil where there is no memory for it.
  static func document(_ markdown: String) -> OpaquePointer? {
    guard isReady, let parser = cmark_parser_new(options) else { return nil }
    defer { cmark_parser_free(parser) }
    for name in extensions {
      cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(name))
    }
    var markdown = markdown
    markdown.withUTF8 { buffer in
      buffer.withMemoryRebound(to: CChar.self) { characters in
        cmark_parser_feed(parser, characters.baseAddress, characters.count)
      }
    }
    return cmark_parser_finish(parser)
  }

  /// What a node is, by the parser's own name for it.
  static func typeName(_ node: OpaquePointer) -> String {
    cmark_node_get_type_string(node).map { String(cString: $0) } ?? ""
  }
}
