// One option of figures, as everything knows it that reads, describes or offers options.

public import TextFormats

/// One option: a key in manifests, the same word after two dashes on the command line.
public struct KindOption: Hashable, Sendable {
  /// What values an option takes, and so what may stand for it in a manifest.
  public enum Shape: Hashable, Sendable {
    /// On or off.
    case flag
    /// A whole number.
    case integer
    case number
    /// One of a few words.
    case word([String])
    /// Words or numbers with commas between; in a manifest also as a list.
    case list
    /// A text that can differ from language to language.
    case localizedText
    case text
    /// The name of a file that is read, or of several with blanks between; in a manifest also as a list.
    case file
  }

  public var name: String
  /// How it may be typed on the command line as well, with its dashes: `-o`.
  public var otherNames: [String]
  public var shape: Shape
  public var isRepeating: Bool
  /// Whether figures of the kind cannot do without it.
  public var isRequired: Bool
  /// What the option is without being given, as it would be typed; nil where it is then nothing, and
  /// where that can be typed in several ways.
  public var defaultValue: String?
  public var help: Message
  /// What the help calls its value.
  public var valueName: String
  /// Whether a value may begin with a dash.
  public var takesAnyValue: Bool
  /// Which numbers it takes; nil for options that are no numbers, and where all are taken.
  public var rule: NumberRule?
  /// How its values are written; nil where the shape says it all.
  public var notation: ValueNotation?

  /// Whether a manifest may give it as a list.
  public var takesLists: Bool { shape == .list || shape == .file || isRepeating }

  /// How it is typed on the command line, with dashes.
  public var typedNames: [String] { [OptionSpelling.dashes + name] + otherNames }

  /// Numbers that every figure of the kind refuses are outside of this.
  public var range: NumberRange? { rule?.range }
}
