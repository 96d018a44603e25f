// How the files of a report in Markdown are called, where their user says so.

public import FigureKinds
import FigureModel
import FigureScene
import TextFormats

/// A pattern such as `{id}.{lang}.{theme}`, from which a page's name and those of its pictures are made.
public struct NameTemplate: Hashable, Sendable {
  private static let keys = ["id", "lang", "locale", "theme"]
  private let text: String

  /// - Throws: where names could not be told apart, or no files have such names.
  public init(_ text: String) throws(FigureError) {
    func refused(_ why: String) -> FigureError {
      .usage("\(flag: "name-template") \(ShellWords.joined([text])): \(why)")
    }
    let named = text.matches(of: /\{([^{}]*)\}/).map { String($0.1) }
    if let unknown = named.first(where: { !Self.keys.contains($0) }) {
      throw refused(
        "{\(unknown)} is no key; \(NearestName.hint(for: unknown, among: Self.keys))")
    }
    guard named.contains("id"), named.contains("theme"),
      named.contains("lang") || named.contains("locale")
    else {
      throw refused(
        "names need {id}, {theme} and {lang} or {locale}, or files would take each other's place; "
          + "such as {id}.{lang}.{theme}")
    }
    guard !text.contains("/"), !text.hasPrefix("."), text.utf8.count <= 128,
      text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
    else {
      throw refused("a name has no folder, does not begin with a point and has at most 128 bytes")
    }
    self.text = text
  }

  private func filled(_ id: String, _ language: Language) -> String {
    text.replacing("{id}", with: id).replacing("{lang}", with: language.rawValue)
      .replacing("{locale}", with: language.tag.replacing("-", with: "_"))
  }

  /// The name of a picture, without its ending.
  func picture(_ id: String, _ language: Language, isDark: Bool) -> String {
    filled(id, language).replacing("{theme}", with: isDark ? "dark" : "light")
  }

  /// The name of a page, without its ending: a page is of no theme.
  func page(_ stem: String, _ language: Language) -> String {
    filled(stem, language).replacing(/[.\-_]?\{theme\}/, with: "")
      .replacing(/^[.\-_]+/, with: "")
  }
}
