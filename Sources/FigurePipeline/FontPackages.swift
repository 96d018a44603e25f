// Which Debian package has a font for a character.

/// The packages that bring glyphs.
enum FontPackages {
  /// The packages to install for these characters, joined by "and"; nil where no package is known.
  static func names(for characters: [Character]) -> String? {
    var names: [String] = []
    for character in characters {
      if let name = name(for: character), !names.contains(name) { names.append(name) }
    }
    return names.isEmpty ? nil : names.joined(separator: " and ")
  }

  private static func name(for character: Character) -> String? {
    guard let scalar = character.unicodeScalars.first else { return "fonts-noto-core" }
    // What a private character looks like is between its user and a font of theirs.
    if scalar.properties.generalCategory == .privateUse { return nil }
    if scalar.properties.isEmojiPresentation { return "fonts-noto-color-emoji" }
    switch scalar.value {
    case 0x1100...0x11FF, 0x2E80...0x9FFF, 0xA960...0xA97F, 0xAC00...0xD7FF, 0xF900...0xFAFF,
      0xFE30...0xFE4F, 0xFF00...0xFFEF, 0x1B000...0x1B16F, 0x20000...0x3FFFF:
      return "fonts-noto-cjk"
    case 0x10000...0x1FFFF: return "fonts-noto-extra"
    default: return "fonts-noto-core"
    }
  }
}
