// The built-in report: the article's figures, text and claims.

import FigureClaims
public import FigureKinds
public import FigureModel
public import FigurePipeline
public import FigureReport
import StageTimes
public import TextFormats

/// The article's own report.
public enum ArticleReport {
  /// Draws the figures, checks the claims and sets them into the text.
  /// - Parameters:
  ///   - languages: the editions, in the order they are offered.
  ///   - jobs: how many figures are drawn at the same time.
  ///   - formats: those that it is to be written in.
  ///   - progress: told which of the figures is being drawn.
  public static func make(
    languages: [Language], jobs: Int, for formats: Set<ReportFormat> = [.html],
    _ progress: FigureProgress = .unseen
  ) throws(FigureError) -> Report {
    let requests = try requests(languages)
    let figures: [ReportFigure]
    do throws(UndrawnFigure) {
      figures = try Report.figures(
        requests, jobs: jobs, for: formats, FigureComputations(), progress)
    } catch {
      throw error.named
    }
    let slips = try StageClock.measure(.check) { () throws(FigureError) in
      try ArticleSlips.all()
    }
    var builder = ReportBuilder(figures: figures, slips: slips)
    let editions = languages.map { language in
      ReportEdition(
        language: language, title: ArticleText.title[language],
        sections: (ArticleText.sections + AfterTheSinusoid.sections).map { section in
          ReportSection(
            id: section.id, title: section.title[language],
            blocks: builder.blocks(section.body[language]) + builder.takeNotes())
        })
    }
    if let problem = builder.problems.first { throw .work("the article: \(problem.message)") }
    var report = builder.report(editions)
    report.languages = Language.allCases
    return report
  }

  /// Why there is no report, with the figures that were worked on.
  public static func error(ofFigures indices: [Int], _ reason: Message) -> FigureError? {
    guard let requests = try? requests(Language.allCases) else { return nil }
    let names = indices.compactMap { requests.indices.contains($0) ? requests[$0].id : nil }
    return names.isEmpty ? nil : .work("\(names.joined(separator: " or ")): \(reason)")
  }

  /// The article's figures, one of attention's steps, and those of the second part.
  private static func requests(
    _ languages: [Language]
  ) throws(FigureError) -> [ReportFigureRequest] {
    do {
      let manifest = try ArticleManifest.manifest(
        Manifest.Overrides(themes: [.light], languages: languages))
      var requests = ReportFigureRequest.joined(manifest.figures)
      let title = Localized(en: "Scaled dot-product attention, step by step", zh: "缩放点积注意力的步骤")
      var steps: [Language: FigureRequest] = [:]
      for language in languages {
        steps[language] = try FigureRequest(
          name: "scaled-dot-product", kind: ScaledDotProductDiagram.self,
          options: ["title": title[language], "lang": language.rawValue])
      }
      requests.append(ReportFigureRequest(id: "scaled-dot-product", requests: steps))
      let second = try Manifest(
        text: AfterTheSinusoid.manifest, name: "the report's second part",
        overrides: Manifest.Overrides(themes: [.light], languages: languages))
      return requests + ReportFigureRequest.joined(second.figures)
    } catch {
      throw .work(Message(describing: error))
    }
  }
}
