// The formats of reports, and the files that a report becomes.

import CairoRendering
public import FigureKinds
public import FigureModel
public import FigurePipeline

/// A format that reports are written in.
public enum ReportFormat: String, CaseIterable, Hashable, Sendable {
  case html, pdf, md
}

/// Files of a report and what readers should be warned of.
public struct ReportFiles: Sendable {
  /// With paths within the folder of the report.
  public var files: [OutputFile]
  public var warnings: [String] = []
}

/// How the files of a report are called.
///
/// An HTML page holds all languages; of PDF and Markdown there is a file for each, and all but the
/// first that the report is written in have the language in their names: `report.zh.pdf`. Whichever
/// languages are chosen, none of them takes the name of another one.
public struct ReportNames: Sendable {
  /// The files' name without their ending.
  public var stem: String
  /// The languages that the report is written in.
  public var languages: [Language]
  /// Those of them, or others, that are chosen, one at least.
  public var chosen: [Language]
  /// Whether the user gave the file's own name: then what is chosen first has it.
  public var isGiven: Bool
  /// The Markdown that is written.
  public var flavour: MarkdownFlavour
  /// How pages of Markdown and their pictures are called, where the user says so.
  public var template: NameTemplate?

  public init(
    stem: String, languages: [Language], chosen: [Language], isGiven: Bool,
    flavour: MarkdownFlavour = .github
  ) {
    self.flavour = flavour
    self.stem = stem
    self.languages = languages
    self.chosen = chosen
    self.isGiven = isGiven
  }

  /// The page in one language, or for HTML the page in all of them.
  func page(_ format: ReportFormat, _ language: Language) -> String {
    switch format {
    case .html:
      // A page in a part of the languages does not replace the one in all.
      let isWhole = languages.allSatisfy(chosen.contains)
      let tail = isWhole || isGiven ? "" : chosen.map { ".\($0.rawValue)" }.joined()
      return "\(stem)\(tail).html"
    case .pdf, .md:
      let plain =
        !isGiven || chosen.contains(languages[0]) ? languages[0] : chosen[0]
      if format == .md, !isGiven, let template {
        return "\(template.page(stem, language)).\(flavour.fileExtension)"
      }
      let ending = format == .md ? flavour.fileExtension : format.rawValue
      return language == plain ? "\(stem).\(ending)" : "\(stem).\(language.rawValue).\(ending)"
    }
  }

  /// The folder of the pictures that Markdown shows.
  var pictures: String { "\(stem)-figures" }

  /// Every page of a format.
  public func pages(_ format: ReportFormat) -> [String] {
    switch format {
    case .html: [page(.html, chosen[0])]
    case .pdf, .md: chosen.map { page(format, $0) }
    }
  }

  /// Every file of a format of a report that shows these figures.
  public func files(_ format: ReportFormat, figures: [String]) -> [String] {
    guard format == .md else { return pages(format) }
    return pages(format)
      + figures.flatMap { id in
        chosen.flatMap { language in
          [false, true].map {
            pictures + "/"
              + MarkdownReport.name(
                of: id, language, languages, isDark: $0, template: template)
          }
        }
      }
  }
}

extension Report {
  /// The files of a report, pictures before the pages that show them.
  /// - Throws: where something cannot be drawn.
  public func files(
    as format: ReportFormat, names: ReportNames
  ) throws(FigureError) -> ReportFiles {
    switch format {
    case .html:
      let made = try HTMLReport.make(self)
      let name = names.page(.html, editions[0].language)
      return ReportFiles(
        files: [OutputFile(path: name, bytes: made.bytes)],
        warnings: made.warnings.map { "\(name): \($0)" })
    case .pdf:
      var result = ReportFiles(files: [])
      let text = TextEngine()
      for edition in editions {
        let made = try PDFReport.make(self, language: edition.language, text: text)
        let name = names.page(.pdf, edition.language)
        result.files.append(OutputFile(path: name, bytes: made.bytes))
        result.warnings += made.warnings.map { "\(name): \($0)" }
      }
      return result
    case .md:
      var files: [OutputFile] = []
      let folder = names.pictures
      for edition in editions {
        let language = edition.language
        files += try MarkdownReport.pictures(
          of: self, language: language, template: names.template
        ).map {
          OutputFile(path: "\(folder)/\($0.name)", bytes: $0.bytes)
        }
        files.append(
          OutputFile(
            path: names.page(.md, language),
            bytes: MarkdownReport.bytes(
              of: self, language: language, pictures: folder, flavour: names.flavour,
              template: names.template)))
      }
      return ReportFiles(files: files)
    }
  }
}
