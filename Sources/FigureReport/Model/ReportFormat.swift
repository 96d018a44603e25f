// The formats of reports, and the files that a report becomes.

public import FigureKinds
import FigureModel
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

extension Report {
  /// The files of a report, pictures before the pages that show them.
  ///
  /// An HTML page holds all languages; of PDF and Markdown there is a file for each, and all but the
  /// first have the language in their names: `report.zh.pdf`.
  /// - Parameters:
  ///   - stem: the files' name without their ending.
  /// - Throws: where something cannot be drawn.
  public func files(as format: ReportFormat, stem: String) throws(FigureError) -> ReportFiles {
    switch format {
    case .html:
      return ReportFiles(
        files: [OutputFile(path: "\(stem).html", bytes: try HTMLReport.bytes(of: self))])
    case .pdf:
      var result = ReportFiles(files: [])
      for edition in editions {
        let made = try PDFReport.make(self, language: edition.language)
        let name = name(stem, edition.language) + ".pdf"
        result.files.append(OutputFile(path: name, bytes: made.bytes))
        result.warnings += made.warnings.map { "\(name): \($0)" }
      }
      return result
    case .md:
      var files: [OutputFile] = []
      let folder = "\(stem)-figures"
      for edition in editions {
        let language = edition.language
        files += try MarkdownReport.pictures(of: self, language: language).map {
          OutputFile(path: "\(folder)/\($0.name)", bytes: $0.bytes)
        }
        files.append(
          OutputFile(
            path: name(stem, language) + ".md",
            bytes: MarkdownReport.bytes(of: self, language: language, pictures: folder)))
      }
      return ReportFiles(files: files)
    }
  }

  private func name(_ stem: String, _ language: Language) -> String {
    language == editions[0].language ? stem : "\(stem).\(language.rawValue)"
  }
}
