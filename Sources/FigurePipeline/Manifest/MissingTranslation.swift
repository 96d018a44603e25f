// What is said of a text that a language lacks.

public import FigureModel
public import TextFormats

/// A text given in some languages, shown in another one.
public enum MissingTranslation {
  /// - Parameters:
  ///   - language: the one that is asked for.
  ///   - shown: the one whose text takes its place.
  public static func message(_ language: Language, shown: String) -> Message {
    "has no \(language.rawValue); the text in \(shown) is shown in its place"
  }
}
