// What is said of a text that a language lacks.

public import FigureModel
public import TextFormats

/// A text given in some languages, shown in another one.
public enum MissingTranslation {
  /// - Parameters:
  ///   - language: the one that is asked for.
  ///   - substitute: the one whose text takes its place.
  public static func message(_ language: Language, substitute: String) -> Message {
    "has no \(language.rawValue); the text in \(substitute) is shown in its place"
  }
}
