// How much text one label may be. Pango's time grows with the square of a text's length, and with that
// of the marks that are stacked on one letter.

private import Synchronization

/// Bounds of one text of a scene: a title, a label, a paragraph's word.
public enum TextLimits {
  /// The longest text, in bytes of UTF-8.
  public static var longestText: Int { raised.text.load(ordering: .relaxed) }
  /// The most code points of what readers see as one character.
  public static var longestCharacter: Int { raised.character.load(ordering: .relaxed) }
  /// The longest list of fonts, in bytes: fontconfig goes through all of it for every text.
  public static var longestFontList: Int { raised.fontList.load(ordering: .relaxed) }

  /// Raises or lowers limits for all of the process, before it sets any text: what was set and what
  /// was refused is remembered.
  public static func set(text: Int, character: Int, fontList: Int) {
    raised.text.store(text, ordering: .relaxed)
    raised.character.store(character, ordering: .relaxed)
    raised.fontList.store(fontList, ordering: .relaxed)
  }

  private struct Limits: ~Copyable {
    let text = Atomic(16_384)
    let character = Atomic(64)
    let fontList = Atomic(1024)
  }
  private static let raised = Limits()

  /// Why a text is not set.
  public enum Problem: Hashable, Sendable, CustomStringConvertible {
    /// It has more bytes than `longestText`; how it begins.
    case tooLong(beginning: String)
    /// One of its characters has more marks than `longestCharacter`; how it begins.
    case tooManyMarks(beginning: String)

    public var description: String {
      switch self {
      case .tooLong(let beginning):
        "“\(beginning)…” has more than \(longestText) bytes; shorten it"
      case .tooManyMarks(let beginning):
        "“\(beginning)…” has \(longestCharacter) or more marks on one character; take some away"
      }
    }
  }

  /// Why a text is not set; nil where it is.
  public static func problem(with text: RichText) -> Problem? {
    var length = 0
    var run = 0
    for span in text.spans {
      length += span.text.utf8.count
      guard length <= longestText else {
        return .tooLong(beginning: beginning(of: text))
      }
      // Letters that follow each other are no concern; marks and joiners never end a character.
      for scalar in span.text.unicodeScalars {
        run = scalar.properties.isGraphemeExtend || scalar == "\u{200D}" ? run + 1 : 0
        guard run < longestCharacter else {
          return .tooManyMarks(beginning: beginning(of: text))
        }
      }
    }
    return nil
  }

  private static func beginning(of text: RichText) -> String {
    var beginning = ""
    for scalar in (text.spans.first?.text ?? "").unicodeScalars.prefix(24)
    where !scalar.properties.isGraphemeExtend {
      beginning.unicodeScalars.append(scalar)
    }
    return beginning
  }
}
