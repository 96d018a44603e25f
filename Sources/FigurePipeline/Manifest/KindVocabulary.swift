// The options of each kind of figure, as the command line knows them.
//
// The table is read from the parser itself, so manifests, their schema and the command line cannot
// come to speak of different names.

public import FigureKinds
import Synchronization

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
    /// The name of a file that is read.
    case file
  }

  public var name: String
  public var shape: Shape
  public var isRepeating: Bool
  /// What the option is without being given, as the help has it.
  public var defaultValue: String?
  public var help: String
  /// What the help calls its value.
  public var valueName: String
  /// Whether a value may begin with a dash.
  var takesAnyValue: Bool
  /// Numbers that every figure of the kind refuses are outside of this.
  public var range: OptionRange?
}

/// The options of one kind.
public struct KindVocabulary: Sendable {
  public var kind: any FigureKind.Type
  /// The kind's own options and those of every figure, in the help's order.
  public var options: [KindOption]
  private var byName: [String: Int]

  /// The option of this name.
  public subscript(name: String) -> KindOption? { byName[name].map { options[$0] } }

  /// The words of the command line that set options, without those that say what is so anyway.
  /// - Parameter values: by the options' names; a flag that is on has a value, whatever it is.
  public func words(for values: [String: [String]]) -> [String] {
    var words: [String] = []
    for option in options {
      guard let values = values[option.name], values != option.defaultValue.map({ [$0] }) else {
        continue
      }
      for value in values {
        if option.shape == .flag {
          words.append("--\(option.name)")
        } else if option.takesAnyValue || !value.hasPrefix("-") && !value.isEmpty {
          words += ["--\(option.name)", value]
        } else {
          words.append("--\(option.name)=\(value)")
        }
      }
    }
    return words
  }

  /// The options of how a figure looks, whatever it shows: those of `AppearanceArguments`.
  static let optionsOfLooks: Set = [
    "size", "scale", "theme", "lang", "font", "title", "x-label", "y-label", "no-title",
    "no-colorbar",
  ]

  private static let known = Mutex<[String: KindVocabulary]>([:])

  /// The options of `kind`.
  public static func of(_ kind: any FigureKind.Type) -> KindVocabulary {
    if let vocabulary = known.withLock({ $0[kind.name] }) { return vocabulary }
    // Outside of the lock, so that several kinds are asked at a time.
    let vocabulary = KindVocabulary(kind)
    known.withLock { $0[kind.name] = vocabulary }
    return vocabulary
  }

  private init(_ kind: any FigureKind.Type) {
    self.kind = kind
    options = (DeclaredArgument.all(of: kind) + Self.shared).compactMap(KindOption.init).map {
      option in
      var option = option
      option.range = OptionRange.of(option.name, in: kind.name)
      return option
    }
    byName = Dictionary(
      options.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The options of every figure, asked for once.
  private static let shared = DeclaredArgument.all(of: AppearanceArguments.self)
}

extension KindOption {
  /// Texts of a figure that manifests can give for each language.
  private static let localized: Set = ["title", "x-label", "y-label"]
  /// What the help calls values that are lists.
  static let listNames: Set = ["list", "a,b", "a-b,…", "families"]
  static let integerNames: Set = ["n", "d", "0|1"]
  static let numberNames: Set = ["number"]

  fileprivate init?(_ argument: DeclaredArgument) {
    guard let name = argument.preferredName?.name, name != "help", name != "version",
      argument.shouldDisplay ?? true
    else { return nil }
    let valueName = argument.valueName ?? name
    let shape: Shape =
      if argument.kind == "flag" {
        .flag
      } else if Self.localized.contains(name) {
        .localizedText
      } else if let words = argument.allValues, !words.isEmpty {
        .word(words)
      } else if Self.integerNames.contains(valueName) {
        .integer
      } else if Self.numberNames.contains(valueName) {
        .number
      } else if Self.listNames.contains(valueName) {
        .list
      } else if valueName == "file" {
        .file
      } else {
        .text
      }
    self.init(
      name: name, shape: shape, isRepeating: argument.isRepeating,
      defaultValue: argument.defaultValue, help: argument.abstract ?? "", valueName: valueName,
      takesAnyValue: argument.parsingStrategy == "unconditional")
  }
}
