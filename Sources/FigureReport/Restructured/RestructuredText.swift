// Plain text and runs of it made fit for reStructuredText, the markup of docutils and Sphinx.
//
// Marks of reStructuredText stand between blanks alone. Where a letter touches one, as Chinese does, an
// escaped blank parts them, of which nothing is to be seen.

import FigureScene
import TextFormats

/// Text of reStructuredText.
enum RestructuredText {
  /// Text that is read as nothing but text, on one line.
  static func escaped(_ text: String) -> String {
    var result = ""
    let scalars = Array(Markup.line(text).unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case "\\", "`", "*", "_", "|", "@", "<":
        result += "\\" + String(scalar)
      // An address, a field or a role begins with what stands before it.
      case ":" where index + 1 < scalars.count && scalars[index + 1] != " " && scalar.isASCII:
        result += "\\:"
      default:
        result.unicodeScalars.append(
          scalar.properties.generalCategory == .control ? " " : scalar)
      }
    }
    return result
  }

  /// Text whose first characters make no list, no field, no rule and no comment of it.
  static func atLineStart(_ text: String) -> String {
    guard let first = text.unicodeScalars.first, first != "\\" else { return text }
    // An attribution begins with a dash, a list with a bullet.
    let isMark =
      first.isASCII && !first.properties.isAlphabetic && !("0"..."9").contains(first)
      || ["—", "–", "•", "‣", "⁃"].contains(first)
    let isEnumerated = text.prefixMatch(of: /[\p{L}\p{N}]+[.)](\s|$)/) != nil
    return isMark || isEnumerated ? "\\" + text : text
  }

  /// How many columns a title's line must have at least: wide characters take two.
  static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + ($1.isASCII ? 1 : 2) }
  }

  /// Lines moved to the right, empty ones aside.
  static func indented(_ text: String, by columns: Int, first: String? = nil) -> String {
    let blank = String(repeating: " ", count: columns)
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map { index, line in
        let mark = index == 0 ? first ?? blank : blank
        guard line.isEmpty else { return mark + line }
        return String(mark.reversed().drop { $0 == " " }.reversed())
      }
      .joined(separator: "\n")
  }

  /// A directive with its options and what stands in it.
  static func directive(
    _ name: String, _ argument: String = "", _ options: [(String, String)] = [],
    _ content: String? = nil
  ) -> String {
    var text = ".. \(name)::" + (argument.isEmpty ? "" : " " + argument)
    for (option, value) in options {
      text += "\n   :\(option):" + (value.isEmpty ? "" : " " + value)
    }
    if let content { text += "\n\n" + indented(content, by: 3) }
    return text
  }

  /// A destination that references lead to.
  static func label(_ name: String) -> String { ".. _\(name):" }
}

/// A line of runs, with escaped blanks between those that touch.
struct RestructuredLine {
  private(set) var text = ""
  /// Whether the last run ended with a mark, beside which a letter would not do.
  private var endsWithMark = false

  /// Adds text that is no markup.
  mutating func add(plain: String) {
    guard let first = plain.first else { return }
    if endsWithMark, !first.isWhitespace, !".,;:!?)".contains(first) { text += "\\ " }
    text += plain
    endsWithMark = false
  }

  /// Adds a run between marks, such as `*so*`.
  mutating func add(marked: String) {
    if let last = text.last, endsWithMark || !last.isWhitespace { text += "\\ " }
    text += marked
    endsWithMark = true
  }

  /// Adds space as wide as some digits. Escaped blanks around it keep it from being taken for the end of a
  /// line, which is cut off.
  mutating func add(spacer digits: String) {
    text += "\\ " + digits.map { ".,".contains($0) ? "\u{2008}" : "\u{2007}" }.joined() + "\\ "
    endsWithMark = false
  }

  /// Adds what another line has.
  mutating func add(_ line: RestructuredLine) {
    guard !line.text.isEmpty else { return }
    if let last = text.last, !last.isWhitespace { text += "\\ " }
    text += line.text
    endsWithMark = line.endsWithMark
  }
}
