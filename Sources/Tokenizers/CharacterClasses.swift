// Classes of characters as Hugging Face tokenizers has them. Its punctuation, controls and accents
// come from tables of Unicode 8, so a character that is younger belongs to none of them.

extension Unicode.Scalar {
  /// Whether the character was there in a version of Unicode.
  private func isIn(version: Int) -> Bool { properties.age.map { $0.major <= version } ?? false }

  /// Punctuation of ASCII, which counts `$+<=>^`|~` as well, or of Unicode.
  var isTokenPunctuation: Bool {
    switch value {
    case 0x21...0x2f, 0x3a...0x40, 0x5b...0x60, 0x7b...0x7e: return true
    case 0..<0x80: return false
    // Their classes have changed since.
    case 0x166d, 0x111c9: return true
    default: break
    }
    switch properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      return isIn(version: 8)
    default: return false
    }
  }

  /// What BERT's normaliser takes out: controls, formats and private characters.
  var isTokenControl: Bool {
    switch properties.generalCategory {
    case .control: value != 0x09 && value != 0x0a && value != 0x0d
    case .format, .privateUse: isIn(version: 8)
    default: false
    }
  }

  /// A mark that takes no space of its own, such as an accent after decomposition.
  var isTokenAccent: Bool {
    switch value {
    // Their classes have changed since.
    case 0x1734, 0x1171e: true
    case 0x1885, 0x1886, 0xa9bd, 0x111c9: false
    default: properties.generalCategory == .nonspacingMark && isIn(version: 8)
    }
  }

  /// Any combining mark, from the tables of Unicode 9.
  var isTokenMark: Bool {
    switch value {
    // Their classes have changed since.
    case 0x1cf2, 0x1cf3: return true
    case 0x111c9: return false
    default: break
    }
    return switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: isIn(version: 9)
    default: false
    }
  }

  /// A number of any kind.
  var isTokenNumber: Bool {
    switch properties.generalCategory {
    case .decimalNumber, .letterNumber, .otherNumber: true
    default: false
    }
  }

  /// `\w`: letters, marks, digits, connectors and joiners.
  var isWordCharacter: Bool {
    if isASCII {
      return ("a"..."z").contains(self) || ("A"..."Z").contains(self)
        || ("0"..."9").contains(self) || self == "_"
    }
    if value == 0x200c || value == 0x200d { return true }
    guard isIn(version: 16) else { return false }
    if properties.isAlphabetic { return true }
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation:
      return true
    default: return false
    }
  }

  /// Ideographs that BERT's normaliser sets apart.
  var isIdeograph: Bool {
    switch value {
    case 0x4e00...0x9fff, 0x3400...0x4dbf, 0x20000...0x2a6df, 0x2a700...0x2b73f,
      0x2b740...0x2b81f, 0x2b920...0x2ceaf, 0xf900...0xfaff, 0x2f800...0x2fa1f:
      true
    default: false
    }
  }
}
