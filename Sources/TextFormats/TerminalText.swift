// Text as a terminal, a log or a listing may have it.

/// Text for lines that people read: errors, warnings, progress, listings.
public enum TerminalText {
  /// The text on one line, with nothing in it that a terminal would obey or that would show it other
  /// than it is: controls, ends of lines, marks that turn the direction of writing and characters
  /// without a shape become escapes (`\n`, `\u{202e}`).
  public static func line(_ text: some StringProtocol) -> String {
    // The common case: nothing to do.
    if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return String(text) }
    var line = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if isHidden(scalar) {
        line.append(contentsOf: escaped(scalar).unicodeScalars)
      } else {
        line.append(scalar)
      }
    }
    return String(line)
  }

  /// The same of the text's beginning: `…` stands for what is cut off.
  /// - Parameter limit: the most code points that are shown.
  public static func line(_ text: some StringProtocol, atMost limit: Int) -> String {
    let beginning = text.unicodeScalars.prefix(limit)
    let visible = line(String(String.UnicodeScalarView(beginning)))
    return beginning.endIndex < text.unicodeScalars.endIndex ? visible + "…" : visible
  }

  /// Whether a character is not shown as itself: it acts, or nothing is to be seen of it.
  ///
  /// The two joiners are no such characters: emoji and the scripts of Persia and India are written
  /// with them.
  public static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value >= 0x7F || scalar.value < 0x20 else { return false }
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: return true
    case .format: return scalar != "\u{200C}" && scalar != "\u{200D}"
    default: return false
    }
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{\(String(scalar.value, radix: 16))}"
    }
  }
}
