// The lines of a Markdown text as they are written, for what the parser passes over in silence: tables
// that are none, rows with too many cells, notes that nobody calls.

import TextFormats

/// The lines of a text, which count from 1.
struct MarkdownSource {
  /// Tables of more columns than this are no text that anyone reads, and the parser's time grows with
  /// the square of their number.
  static let maximumColumns = 100
  /// The parser fills short rows up: a few bytes would become millions of cells.
  static let maximumCells = 50_000

  private let lines: [Substring]

  init(_ text: String) {
    lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
  }

  /// A line from a column on, from 1; empty where there is none.
  func line(_ number: Int, from column: Int = 1) -> Substring {
    guard lines.indices.contains(number - 1) else { return "" }
    // Columns are counted in bytes.
    let bytes = lines[number - 1].utf8.dropFirst(max(0, column - 1))
    return Substring(bytes)
  }

  // MARK: Tables

  /// The cells that bars without a backslash part a line into.
  static func cells(_ line: Substring) -> Int {
    var bars = 0
    var isEscaped = false
    var text = line[...]
    while text.first?.isWhitespace ?? false { text = text.dropFirst() }
    while text.last?.isWhitespace ?? false { text = text.dropLast() }
    let opens = text.first == "|"
    var closes = false
    for character in text {
      closes = character == "|" && !isEscaped
      if closes { bars += 1 }
      isEscaped = character == "\\" && !isEscaped
    }
    // A bar at either end parts nothing.
    return bars + 1 - (opens ? 1 : 0) - (closes && text.count > 1 ? 1 : 0)
  }

  /// A table too large to be read, before the parser sees it.
  var hugeTable: MarkdownProblem? {
    var cells = 0
    var (columns, first, rows) = (0, 0, 0)
    for (index, line) in lines.enumerated() {
      if line.allSatisfy(\.isWhitespace) {
        (columns, rows) = (0, 0)
        continue
      }
      if Self.isRule(Self.inner(line)) {
        let count = Self.cells(line)
        if count > columns {
          (columns, first) = (count, index + 1)
          cells += rows * count
        }
      }
      if columns > 0 {
        rows += 1
        cells += columns
      }
      guard columns > Self.maximumColumns || cells > Self.maximumCells else { continue }
      return MarkdownProblem(
        line: first, column: 1,
        message: columns > Self.maximumColumns
          ? "a table of \(columns) columns; a report's has at most \(Self.maximumColumns)"
          : "tables of more than \(Self.maximumCells) cells are for files, not for pages")
    }
    return nil
  }

  /// What is left of a line without the marks of quotes and lists before it.
  private static func inner(_ line: Substring) -> Substring {
    line.drop { " >\t*+.".contains($0) || $0.isNumber }
  }

  /// Whether this is the rule below a table's head.
  private static func isRule(_ line: Substring) -> Bool {
    line.contains("-") && line.contains("|") && line.allSatisfy { "-|: \t".contains($0) }
  }

  /// What is wrong with a paragraph that was meant to be a table; nil for any other.
  /// - Parameter column: where its first line begins, from 1; the others may have quotes' marks.
  func brokenTable(in lines: ClosedRange<Int>, column: Int) -> MarkdownProblem? {
    let texts = lines.map { number in
      number == lines.lowerBound
        ? line(number, from: column) : line(number).drop { " >\t".contains($0) }
    }
    for (index, text) in texts.enumerated() where Self.isRule(text) {
      let number = lines.lowerBound + index
      guard index > 0 else {
        return MarkdownProblem(
          line: number, column: column,
          message: "the rule of a table with no head above it; begin with a row of names")
      }
      let head = Self.cells(texts[index - 1])
      return MarkdownProblem(
        line: number, column: 1,
        message: "no table, because the row above has \(head) cell\(head == 1 ? "" : "s") and this "
          + "rule \(Self.cells(text)); give both as many, and write \\| for a bar within a cell")
    }
    guard texts.count > 1,
      texts.allSatisfy({ $0.first == "|" && $0.last { !$0.isWhitespace } == "|" })
    else { return nil }
    let columns = Self.cells(texts[0])
    return MarkdownProblem(
      line: lines.lowerBound, column: column,
      message: "a table without the rule that makes it one; put |"
        + String(repeating: "---|", count: min(columns, 8))
        + " below its first row, or write \\| for a bar")
  }

  // MARK: Marks

  /// The mark of GitHub's with which a quote begins, such as `[!NOTE]`; nil for any other quote.
  func alert(line number: Int) -> String? {
    let text = line(number).drop { " >\t".contains($0) }
    guard text.hasPrefix("[!"), let end = text.firstIndex(of: "]") else { return nil }
    let name = text[text.index(text.startIndex, offsetBy: 2)..<end]
    guard !name.isEmpty, name.allSatisfy(\.isLetter) else { return nil }
    return String(text[...end])
  }

  /// Names of notes in a line, `[^name]`, and whether the note itself begins there.
  static func notes(_ text: Substring) -> [(name: String, column: Int, isDefinition: Bool)] {
    var found: [(name: String, column: Int, isDefinition: Bool)] = []
    var location = text.startIndex
    while let start = text[location...].firstRange(of: "[^") {
      location = start.upperBound
      let isEscaped =
        start.lowerBound > text.startIndex && text[text.index(before: start.lowerBound)] == "\\"
      guard !isEscaped, let end = text[location...].firstIndex(of: "]") else { continue }
      let name = text[location..<end]
      guard !name.isEmpty, !name.contains(where: { $0.isWhitespace || $0 == "[" }) else { continue }
      let after = text.index(after: end)
      let isFirst = text[..<start.lowerBound].allSatisfy { " >\t".contains($0) }
      found.append(
        (
          String(name), text[..<start.lowerBound].utf8.count + 1,
          isFirst && after < text.endIndex && text[after] == ":"
        ))
    }
    return found
  }

  var lineNumbers: ClosedRange<Int> { 1...max(1, lines.count) }
}

// MARK: Formulas that stay text

extension MarkdownSource {
  /// What to tell of a title that has what would be a formula in a text.
  static func formulaInTitle(_ text: String) -> String? {
    let plain = text.replacing("$`", with: "$").replacing("`$", with: "$")
    guard let hint = formulaAsText(in: plain), let end = hint.firstRange(of: ": stays text")
    else { return nil }
    return hint[..<end.upperBound] + "; a title has no formulas, so write it in words or signs"
  }

  /// What to tell of a figure's caption, which is plain text but for formulas between $` and `$.
  static func formulaInCaption(_ text: String) -> String? {
    var rest = text
    while let start = rest.firstRange(of: "$`"),
      let end = rest[start.upperBound...].firstRange(of: "`$")
    {
      let source = String(rest[start.upperBound..<end.lowerBound])
      do throws(FormulaError) {
        _ = try Formula(source)
      } catch {
        return "$`\(TerminalText.line(source, atMost: 60))`$: stays text; \(error.description)"
      }
      rest.replaceSubrange(start.lowerBound..<end.upperBound, with: " ")
    }
    return formulaAsText(in: rest)
  }

  /// What to tell of text that looks like TeX between dollar signs alone, as it is written elsewhere: such
  /// text may as well be names of variables or sums of money, so it stays what it is.
  static func formulaAsText(in text: String) -> String? {
    if text.hasPrefix("$$") {
      return "$$: stays text; a formula by itself stands in a block fenced as ```math"
    }
    let parts = text.split(separator: "$", omittingEmptySubsequences: false)
    for (index, inner) in parts.enumerated().dropFirst().dropLast() {
      guard let first = inner.first, let last = inner.last, !first.isWhitespace,
        !last.isWhitespace, !(parts[index + 1].first.map { $0.isLetter || $0.isNumber } ?? false),
        inner.contains(where: { "\\_^=".contains($0) }) || inner.count == 1 && first.isLetter
      else { continue }
      let excerpt = TerminalText.line(String(inner), atMost: 60)
      return "$\(excerpt)$: stays text; a formula is written $`\(excerpt)`$"
    }
    return nil
  }
}
