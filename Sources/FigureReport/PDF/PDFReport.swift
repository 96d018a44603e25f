// A report as a PDF: its text set in pages of paper, vector figures, an outline and links.

public import CairoRendering
public import FigureKinds
import FigureLayout
public import FigureModel
import FigurePipeline
import FigureScene
import TextFormats

/// Writes reports as PDF.
public enum PDFReport {
  /// The pages of one edition.
  /// - Parameter text: what sets the text; a caller with several editions finds fonts once.
  /// - Throws: where something cannot be drawn.
  public static func bytes(
    of report: Report, language: Language, text: TextEngine = TextEngine()
  ) throws(FigureError) -> [UInt8] {
    try make(report, language: language, text: text).bytes
  }

  /// The pages of one edition, and what readers should be warned of.
  static func make(
    _ report: Report, language: Language, text: TextEngine = TextEngine()
  ) throws(FigureError) -> (bytes: [UInt8], warnings: [String]) {
    guard let document = document(of: report, language: language, text: text) else {
      return ([], [])
    }
    var missing: [Character] = []
    for page in document.pages {
      for character in page.missingCharacters(text) where !missing.contains(character) {
        missing.append(character)
      }
    }
    let options = RenderOptions(metadata: [
      MetadataEntry("Software", "attnplot \(AttnplotVersion.number)")
    ])
    do throws(RenderError) {
      return (
        try renderDocument(document, options: options, text: text),
        MissingCharacters.warnings(missing).map { $0.spelled(.manifest) }
          + warnings(of: report, language)
      )
    } catch {
      throw .work("the PDF: \(error)")
    }
  }

  /// What a PDF cannot show of the text as it is meant.
  private static func warnings(of report: Report, _ language: Language) -> [String] {
    var seen = Set<String>()
    let addresses = report.editions.first { $0.language == language }?.addresses ?? []
    return addresses.filter { !LinkAddress.isWhole($0) && seen.insert($0).inserted }.map {
      "the PDF has no link to \($0), which counts from a page's folder; give its whole address, with "
        + "https://"
    }
  }

  /// The pages before they are drawn; nil where the report has no such edition.
  static func document(
    of report: Report, language: Language, text: TextEngine
  ) -> PageDocument? {
    guard let edition = report.editions.first(where: { $0.language == language }) else {
      return nil
    }
    var writer = FlowWriter(report: report, edition: edition, text: text)
    writer.write()
    return PageMaker(
      edition: edition,
      parts: FigureFloats.floated(writer.parts, height: PaperStyle.frame.height),
      outline: writer.outline, text: text
    ).document()
  }
}
