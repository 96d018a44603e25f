// The formats of reports, and the files that a report becomes.

public import FigureKinds
import FigureModel
public import FigurePipeline

/// A format that reports are written in.
public enum ReportFormat: String, CaseIterable, Hashable, Sendable {
  case html, pdf, md
}

extension Report {
  /// The files of a report, pictures before the pages that show them.
  ///
  /// An HTML page holds all languages; of PDF and Markdown there is a file for each, and all but the
  /// first have the language in their names: `report.zh.pdf`.
  /// - Parameters:
  ///   - stem: the files' name without their ending.
  /// - Returns: files with paths within the folder of the report.
  public func files(as format: ReportFormat, stem: String) throws(FigureError) -> [OutputFile] {
    switch format {
    case .html:
      return [OutputFile(path: "\(stem).html", bytes: try HTMLReport.bytes(of: self))]
    case .pdf:
      var files: [OutputFile] = []
      for edition in editions {
        files.append(
          OutputFile(
            path: name(stem, edition.language) + ".pdf",
            bytes: try PDFReport.bytes(of: self, language: edition.language)))
      }
      return files
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
      return files
    }
  }

  private func name(_ stem: String, _ language: Language) -> String {
    language == editions[0].language ? stem : "\(stem).\(language.rawValue)"
  }
}
