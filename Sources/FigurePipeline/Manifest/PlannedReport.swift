// The `report:` part of a manifest: what a report says around its figures. Text is still Markdown here;
// who makes the report reads it.

public import FigureModel
import TextFormats

/// What a manifest says of its report.
public struct PlannedReport: Sendable {
  /// A text in one language or several.
  public struct Text: Sendable {
    /// A text and where it is written.
    public struct Edition: Sendable {
      public var text: String
      /// Where the value begins.
      public var location: SourceLocation
      /// Where the text's own first line begins, where its lines are those of the file.
      var firstLine: SourceLocation?

      /// Where a line and a column of the text, from 1, are in the file, as far as is known.
      public func location(line: Int, column: Int) -> SourceLocation {
        guard var location = firstLine else { return self.location }
        location.line += max(0, line - 1)
        location.column += max(0, column - 1)
        return location
      }
    }

    var editions: [Language: Edition] = [:]
    /// The key of the manifest's that it is the value of.
    var key = ""

    /// The text in a language, or in another one where there is none in that.
    public subscript(language: Language) -> Edition? {
      editions[language] ?? substitute.flatMap { editions[$0] }
    }

    /// The language of the text that takes the place of a language's; nil where that has one.
    public func replacement(in language: Language) -> Language? {
      editions[language] == nil ? substitute : nil
    }

    /// The language whose text takes the place of one that is not there.
    private var substitute: Language? { Language.allCases.first { editions[$0] != nil } }

    /// What is said where there is no text in a language; nil where there is one.
    public func missing(_ language: Language) -> ManifestProblem? {
      guard editions[language] == nil, let other = substitute, let edition = editions[other]
      else { return nil }
      return ManifestProblem(
        location: edition.location, key: key,
        message: MissingTranslation.message(language, substitute: other.rawValue))
    }
  }

  /// A figure's id and where it is named.
  public struct Reference: Sendable {
    public var id: String
    public var location: SourceLocation
  }

  /// One thing that a section holds.
  public enum Part: Sendable {
    /// Markdown.
    case text(Text)
    case figure(Reference)
    case claims(Reference)
    case table(Reference)
  }

  /// A part of the report.
  public struct Section: Sendable {
    /// nil for what continues the section before.
    public var title: Text?
    public var parts: [Part]
  }

  public var title: Text?
  public var authors: [String] = []
  /// The languages that it is written in; nil where it does not say.
  public var languages: [Language]?
  public var sections: [Section] = []

  /// Every figure that it names outside of its Markdown.
  var references: [Reference] {
    sections.flatMap(\.parts).compactMap { part in
      switch part {
      case .text: nil
      case .figure(let reference), .claims(let reference), .table(let reference): reference
      }
    }
  }
}
