// Texts of users: manifests, the Markdown and the formulas of reports, tokens, records.

import Article
import FigureKinds
import FigureModel
import FigurePipeline
import FigureReport
import Foundation

/// Manifests, read and planned; nothing is drawn and no file but the manifest is looked at.
public struct ManifestTarget: FuzzTarget {
  public let name = "manifest"
  public let longest = 1 << 14

  public func samples() throws -> [[UInt8]] {
    let article = ArticleManifest.text.components(separatedBy: "\n\n")
    // The article's manifest in parts that stand for themselves.
    let head = article.prefix(3).joined(separator: "\n\n")
    let parts = article.filter { $0.contains("- id:") }.map {
      head + "\n\nfigures:\n" + $0 + "\n"
    }
    return (Self.texts + parts).map { Array($0.utf8) }
  }

  public func run(_ bytes: [UInt8]) -> Bool {
    guard let manifest = try? Manifest(bytes: bytes, name: "m.yaml", jobs: 1) else { return false }
    return (try? BatchPlan(manifest, folder: "/nonexistent")) != nil
  }

  static let texts = [
    "figures:\n  - { id: a, kind: pe-heatmap, positions: 8, dimensions: 4 }\n",
    """
    output: o
    vars: { d: 8, n: "${d}1" }
    defaults: { formats: [png, svg], theme: [light, dark], lang: [en, zh], scale: 2 }
    figures:
      - id: "${d}-${k}"
        kind: similarity
        dimensions: ${d}
        positions: &p ${n}
        matrix: { k: [1, 2], metric: [dot, cosine] }
        title: { en: A, zh: 图 }
        caption: c
        alt: |
          d
    report:
      title: T
      authors: [A, B]
      lang: [en]
      sections:
        - Text.
        - { title: S, text: "figure: 8-1", figure: 8-1, claims: 8-1, table: 8-2 }
    """,
    "figures:\n- &a\n  id: a\n  kind: attention\n  tokens: a b\n- {<<: *a, id: b}\n",
    "%YAML 1.1\n---\nfigures: [{id: a, kind: diagram multi-head, heads: 3, formats: pdf}]\n...\n",
  ]

  public let words = [
    "figures:", "- id: ", "kind: ", "output: ", "vars:", "defaults:", "include: ", "report:",
    "sections:", "matrix:", "title:", "caption:", "alt:", "theme:", "lang:", "formats:", "${", "}",
    "$${", "&a ", "*a", "<<: ", "!!binary ", "!x ", "|", ">-", "? ", ": ", "- ", "{", "}", "[", "]",
    ",", "~", "null", "\"", "'", "#", "---\n", "...\n", "\t", "\n", "\n  ", "\u{feff}", "\\u0000",
    "\\x00", "en", "zh", "png", "pe-heatmap", "attention", "diagram dot-product", "0x10", "1e999",
    ".inf", ".nan", "yes", "1_000", "0-49", "-1", "99999999999999999999", "../x", "/etc/shadow",
    "a.b@c~d", "\u{202e}", "\u{1F600}", "%YAML 9.9\n", "example:minilm", "size: 1x1px",
  ]

  public init() {}
}

/// The Markdown of a report, written as HTML and as Markdown.
public struct MarkdownTarget: FuzzTarget {
  public let name = "markdown"
  public var words: [String] { MarkdownTarget.vocabulary }

  public func samples() -> [[UInt8]] { Self.texts.map { Array($0.utf8) } }

  public func run(_ bytes: [UInt8]) -> Bool {
    guard let text = String(validating: bytes, as: UTF8.self) else { return false }
    let (report, isTaken) = Self.report(text)
    _ = try? HTMLReport.bytes(of: report)
    _ = MarkdownReport.bytes(of: report, language: .english, pictures: "p")
    return isTaken
  }

  /// A report of this text alone, and whether nothing in it was refused.
  static func report(_ text: String) -> (Report, Bool) {
    var builder = ReportBuilder(figures: [])
    let section = ReportSection(id: "s", title: "T", blocks: builder.blocks(text))
    let edition = ReportEdition(language: .english, title: "T", sections: [section])
    return (Report(editions: [edition], figures: []), builder.problems.isEmpty)
  }

  static let texts = [
    "Rows sum to 1, **so** *a* `b` and [c](https://d.e/f_(g)?h=i&j#k) and <https://l.m>.\n",
    "# A\n\nB\n===\n\n> C\n> - D\n>   1. E\n\n---\n\n```math\n\\frac{a}{b}\n```\n\n```py\nx\n```\n",
    "figure: a\nclaims: b\ntable: c\n\n[](figure:d) $`x_1^2`$ $`\\sum`$\n\n    code\n",
    "<b>x</b> ![p](q) [r](javascript:s) [t]\n\n[t]: u \"v\"\n\n位置\n编码 &amp; &#x202e; \\* a\\\nb\n",
  ]

  static let vocabulary =
    [
      "**", "*", "_", "`", "``", "```math\n", "```\n", "$`", "`$", "[](figure:", "[", "](", ")",
      "![",
      "<", ">", "<!--", "<a href=\"", "&lt;", "&#0;", "\\", "\n", "\n\n", "- ", "1. ",
      "999999999) ",
      "# ", "###### ", "> ", "    ", "---\n", "figure: ", "claims: ", "table: ", "slips:",
      "https://", "mailto:", "javascript:", "data:", "//", "\u{202e}", "\u{2028}", "\u{0}", "位",
      "> > > > > > > > > > > > > > > > > > > > > > > > ", "[[[[[[[[[[[[[[[[", "*a **b ",
    ] + FormulaTarget.vocabulary

  public init() {}
}

/// A formula, written in every way there is.
public struct FormulaTarget: FuzzTarget {
  public let name = "formula"
  public var words: [String] { FormulaTarget.vocabulary }

  public func samples() -> [[UInt8]] {
    [
      "\\text{PE}(pos,2i)=\\sin(\\frac{pos}{10000^{2i/d}})",
      "A = \\softmax(\\frac{Q K^\\top}{\\sqrt{d_k}}) V", "a_1^2'' \\le \\left( b \\right)",
      "M_k=\\begin{pmatrix} \\cos x & \\sin x \\\\ -\\sin x & 0.5 \\end{pmatrix}",
      "\\sum_{i=0}^{d/2-1} \\operatorname{f} \\quad \\,\\;\\{\\|\\}",
    ].map { Array($0.utf8) }
  }

  public func run(_ bytes: [UInt8]) -> Bool {
    guard let text = String(validating: bytes, as: UTF8.self),
      let formula = try? Formula(text)
    else { return false }
    let paragraph = ReportBlock.paragraph([.formula(formula), .text("x")])
    let section = ReportSection(id: "s", title: nil, blocks: [paragraph, .formula(formula)])
    let report = Report(
      editions: [ReportEdition(language: .english, title: "", sections: [section])], figures: [])
    _ = try? HTMLReport.bytes(of: report)
    _ = MarkdownReport.bytes(of: report, language: .english, pictures: "p")
    return true
  }

  static let vocabulary = [
    "\\frac", "\\sqrt", "\\text{", "\\mathrm{", "\\operatorname{", "\\begin{pmatrix}",
    "\\end{pmatrix}", "\\left", "\\right", "\\sum", "\\top", "\\cdot", "\\alpha", "\\softmax",
    "\\quad", "\\,", "\\\\", "&", "^", "_", "'", "{", "}", "(", ")", "\\lbrack", "\\vert", "x",
    "1.5", "=", "-", "\\infty", "{{{{{{{{{{{{{{{{", "\\sqrt\\sqrt\\sqrt\\sqrt",
    "\\left\\left\\left\\left", "\u{301}", "位",
  ]

  public init() {}
}

/// Lists of tokens, and the pieces that tokenizers cut text into.
public struct TokenTarget: FuzzTarget {
  public let name = "tokens"

  public func samples() -> [[UInt8]] {
    [
      "the\ncat\nsat\n", "[\"the\", \"cat\"]", "{\"tokens\": [\"æĪĳ\", \"Ġçĳ\", \"±\"]}",
      "Ġthe\nĊ\n<|endoftext|>\n", "▁我\n<0xE7>\n<0x88>\n<0xB1>\n</s>\n", "[CLS]\n##ing\nun</w>\n",
      "\u{feff}a\r\nb\r\n", "👩‍👩‍👧‍👦\ne\u{301}\n\u{202e}x\n",
    ].map { Array($0.utf8) }
  }

  public func run(_ bytes: [UInt8]) -> Bool {
    // As a list of lines and as JSON, which the ending tells apart.
    let tokens = ["t.txt", "t.json"].flatMap { name in
      (try? TokenFile.tokens(in: bytes, of: name)) ?? []
    }
    guard !tokens.isEmpty else { return false }
    let displayed = TokenPieces.readable(tokens)
    precondition(
      displayed.count == tokens.count && TokenPieces.printable(tokens).count == tokens.count)
    return true
  }

  public let words = [
    "[\"", "\", \"", "\"]", "{\"tokens\": [", "]}", "Ġ", "Ċ", "▁", "##", "</w>", "<0xE4>", "<0x",
    "\\u0000", "\\ud83d", "\\ude00", "\n", "\r\n", "\u{feff}", "我", "æĪĳ", "\u{200d}", "\u{301}",
    "\u{202e}", "\u{0}", "ł", "æ", "Ī", "±", "[CLS]", "1/3",
  ]

  public init() {}
}

/// The records of batches.
public struct RecordTarget: FuzzTarget {
  public let name = "record"
  public let longest = 1 << 14

  public func samples() throws -> [[UInt8]] {
    let figures = ["query", "heatmap", "lines"]
    let whole = try Data(
      contentsOf: URL(fileURLWithPath: "\(TestFolder.path)/../output/examples/.attnplot.json"))
    // One figure of it at a time: the rest would only be copied.
    guard var record = try JSONSerialization.jsonObject(with: whole) as? [String: Any],
      let all = record["figures"] as? [String: Any]
    else { return [] }
    return try figures.map { name in
      record["figures"] = [name: all[name] ?? [:]]
      record["unsettled"] = ["\(name).svg": ["0123456789abcdef"]]
      return [UInt8](
        try JSONSerialization.data(withJSONObject: record, options: [.sortedKeys]))
    }
  }

  public func run(_ bytes: [UInt8]) -> Bool {
    guard let record = FolderRecord(bytes) else { return false }
    for figure in record.figures.values { _ = figure.computedKey }
    // What was read can be written and read again.
    precondition(FolderRecord(record.bytes) == record)
    return true
  }

  public let words = [
    "\"figures\"", "\"unsettled\"", "\"format\"", "\"key\"", "\"files\"", "\"fonts\"", "\"inputs\"",
    "\"parameters\"", "\"width\"", "\"question\"", "\"characters\"", "{", "}", "[", "]", ":", ",",
    "\"", "1", "-1", "1e999", "null", "true", "../x.svg", "a/b.png", "\\u0000", "\\ud800", "{}",
    "[]", "99999999999999999999", "{{{{{{{{{{{{{{{{{{{{", "[[[[[[[[[[[[[[[[[[[[[[[",
  ]

  public init() {}
}
