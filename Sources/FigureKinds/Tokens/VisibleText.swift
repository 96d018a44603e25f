// Text in which nothing stays unseen: labels of tokens that are blanks, controls and marks.

/// Makes visible what a label would not show.
///
/// - A blank is `␣`, a line's end `↵`, a carriage return `␍` and a tab `⇥`, each as often as it
///   stands there; a text without any character is `∅`.
/// - Everything else without a shape of its own, such as a no-break space, a space without width, a
///   soft hyphen or a mark that turns the direction of writing, is shown by its number: `⟨U+00A0⟩`.
/// - A mark that belongs on a letter before it stands on a dotted circle where there is none.
///
/// Joiners, and the selectors of a letter's form, stay where they do their work between letters.
enum VisibleText {
  /// A text as it is, with everything made visible. Single blanks between other characters stay
  /// blanks; those at the ends and runs of them are shown.
  static func visible(_ text: String) -> String {
    if text.isEmpty { return "∅" }
    let scalars = Array(text.unicodeScalars)
    var result = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      let before = index > 0 ? scalars[index - 1] : nil
      let after = index + 1 < scalars.count ? scalars[index + 1] : nil
      switch scalar {
      case " ":
        let isAlone = before != nil && after != nil && before != " " && after != " "
        result.append(isAlone ? " " : "␣")
      case "\n": result.append("↵")
      case "\r": result.append("␍")
      case "\t": result.append("⇥")
      default:
        if isUnseen(scalar, before: before, after: after) {
          result.append(contentsOf: "⟨\(codePoint(scalar))⟩".unicodeScalars)
        } else {
          if isMark(scalar), before.map({ !carriesMarks($0) }) ?? true { result.append("◌") }
          result.append(scalar)
        }
      }
    }
    return String(result)
  }

  /// The same for a piece of text in which one blank before a character only tells that a word
  /// begins.
  static func word(_ text: String) -> String {
    let rest = text.unicodeScalars.dropFirst()
    guard text.unicodeScalars.first == " ", let next = rest.first, isShape(next) else {
      return visible(text)
    }
    return visible(String(rest))
  }

  /// The way Unicode writes a character's number.
  private static func codePoint(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: !scalar.properties.isDefaultIgnorableCodePoint
    default: false
    }
  }

  /// Whether a mark may stand on what is before it.
  private static func carriesMarks(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .surrogate:
      // Joiners stand between a letter and its mark in the scripts of India.
      scalar == "\u{200C}" || scalar == "\u{200D}"
    default: true
    }
  }

  /// Whether a character has no shape of its own where it stands.
  private static func isUnseen(
    _ scalar: Unicode.Scalar, before: Unicode.Scalar?, after: Unicode.Scalar?
  ) -> Bool {
    switch scalar {
    // Joiners of letters and of the parts of an emoji.
    case "\u{200C}", "\u{200D}":
      return !(before.map(isShape) ?? false) || !(after.map(isShape) ?? false)
    // What selects the form of the character before: of an emoji, an ideograph, a Mongolian letter.
    case "\u{FE00}"..."\u{FE0F}", "\u{E0100}"..."\u{E01EF}", "\u{180B}"..."\u{180D}", "\u{180F}":
      return !(before.map(isShape) ?? false)
    // The letters of a flag's region follow a flag or each other.
    case "\u{E0020}"..."\u{E007F}":
      return
        !(before.map { $0 == "\u{1F3F4}" || ("\u{E0020}"..."\u{E007F}").contains($0) } ?? false)
    // The blank of braille.
    case "\u{2800}": return true
    // Signs that are called formats and drawn below or around numbers.
    case "\u{0600}"..."\u{0605}", "\u{06DD}", "\u{070F}", "\u{0890}", "\u{0891}", "\u{08E2}",
      "\u{110BD}", "\u{110CD}":
      return false
    default:
      switch scalar.properties.generalCategory {
      case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator: return true
      default: return scalar.properties.isDefaultIgnorableCodePoint
      }
    }
  }

  /// Whether a character shows, alone or with its neighbours.
  private static func isShape(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator: false
    default:
      !scalar.properties.isDefaultIgnorableCodePoint || ("\u{FE00}"..."\u{FE0F}").contains(scalar)
    }
  }
}
