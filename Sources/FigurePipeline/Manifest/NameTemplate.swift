// How files of figures and of pages are called, where their user says so.

public import FigureKinds
public import FigureModel
import FigureScene
import TextFormats

/// A pattern such as `{id}.{lang}.{theme}`, from which a figure's name and that of a page are made.
///
/// Each variant has a name of its own whatever else is drawn, so that no choice of languages, themes or
/// figures changes it.
public struct NameTemplate: Hashable, Sendable {
  private static let keys = ["id", "lang", "locale", "theme"]
  /// With the longest id and an ending a name still fits into the 255 bytes of file systems.
  private static let longest = 64
  private let text: String

  /// - Throws: where names cannot be distinguished, or no files have such names.
  public init(_ text: String) throws(FigureError) {
    if let problem = Self.problem(with: text) {
      throw .usage("\(flag: "name-template") \(ShellWords.joined([text])): \(problem)")
    }
    self.text = text
  }

  /// What is wrong with a pattern; nil where it is one.
  static func problem(with text: String) -> Message? {
    let named = text.matches(of: /\{([^{}]*)\}/).map { String($0.1) }
    if let unknown = named.first(where: { !keys.contains($0) }) {
      return "{\(unknown)} is no key; \(NearestName.hint(for: unknown, among: keys))"
    }
    guard named.contains("id"), named.contains("theme"),
      named.contains("lang") || named.contains("locale")
    else {
      return
        "names need {id}, {theme} and {lang} or {locale}, or files would take each other's place; "
        + "such as {id}.{lang}.{theme}"
    }
    if let twice = keys.first(where: { key in named.filter { $0 == key }.count > 1 }) {
      return "{\(twice)} is named twice; name each key once"
    }
    guard text.utf8.count <= longest else {
      return "a pattern has at most \(longest) bytes, this one \(text.utf8.count)"
    }
    // What an id may not be, no name may be either.
    return PlannedNames.problem(with: filled(text, "figure", .english, .light)).map { Message($0) }
  }

  private static func filled(
    _ text: String, _ id: String, _ language: Language, _ theme: Theme.Name
  ) -> String {
    text.replacing("{theme}", with: theme.rawValue).replacing("{lang}", with: language.rawValue)
      .replacing("{locale}", with: language.tag.replacing("-", with: "_"))
      .replacing("{id}", with: id)
  }

  /// The name of a figure's files, without their ending.
  public func picture(_ id: String, _ language: Language, _ theme: Theme.Name) -> String {
    Self.filled(text, id, language, theme)
  }

  /// The name of a page, without its ending: a page is of no theme.
  public func page(_ stem: String, _ language: Language) -> String {
    let text = text.replacing(/[.\-_]?\{theme\}/, with: "").replacing(/^[.\-_]+/, with: "")
    return Self.filled(text, stem, language, .light)
  }
}
