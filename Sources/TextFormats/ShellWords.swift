// Words as a shell reads them.

/// Commands for copying.
public enum ShellWords {
  /// The words with quotes around those that need them, on one line.
  ///
  /// What a terminal would obey or hide is written as an escape within `$'…'`, which bash, zsh, ksh
  /// and POSIX.1-2024 read.
  public static func joined(_ words: [String]) -> String {
    words.map(quoted).joined(separator: " ")
  }

  /// A path as one word that no program takes for an option.
  public static func path(_ path: String) -> String {
    quoted(path.hasPrefix("-") ? "./" + path : path)
  }

  /// One word.
  public static func quoted(_ word: String) -> String {
    if word.unicodeScalars.contains(where: TerminalText.isHidden) { return escaped(word) }
    if !word.isEmpty, word.utf8.allSatisfy(isPlain) { return word }
    return "'"
      + word.unicodeScalars.split(separator: "'", omittingEmptySubsequences: false)
      .map { String($0) }.joined(separator: "'\\''") + "'"
  }

  private static func escaped(_ word: String) -> String {
    var quoted = "$'"
    for scalar in word.unicodeScalars {
      switch scalar {
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case "'", "\\":
        quoted += "\\"
        quoted.unicodeScalars.append(scalar)
      case _ where TerminalText.isHidden(scalar):
        // Bytes rather than a number: \u ends where the next character is no digit.
        for byte in String(scalar).utf8 {
          let digits = String(byte, radix: 8)
          quoted += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
        }
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "'"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: byte >= 0x80 || "-_.,/:=+@%".utf8.contains(byte)
    }
  }
}
