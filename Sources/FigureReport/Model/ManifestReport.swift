// A user's report: the figures of a manifest, and what its `report:` says around them.

import FigureClaims
import FigureKinds
import FigureLayout
public import FigureModel
public import FigurePipeline
import TextFormats

/// Reports from manifests.
public enum ManifestReport {
  /// Draws the figures, checks their claims and sets them into the text; without a `report:` part all
  /// figures follow one another, with captions and claims.
  /// - Parameters:
  ///   - manifest: read in these languages.
  ///   - languages: those of the editions, in the order they are offered.
  ///   - written: those that the manifest's report is written in; these if not given.
  ///   - formats: those that it is to be written in.
  ///   - progress: told which of the manifest's figures is being drawn.
  /// - Throws: `ManifestError` where the text cannot be shown as it is written, `FigureError` where a
  ///   figure cannot be drawn.
  public static func make(
    _ manifest: Manifest, languages: [Language], written: [Language]? = nil, jobs: Int,
    for formats: Set<ReportFormat> = [.html],
    _ computations: FigureComputations = FigureComputations(),
    _ progress: FigureProgress = .unseen
  ) throws -> Report {
    var report = try drawn(manifest, languages, jobs: jobs, for: formats, computations, progress)
    report.languages = written ?? languages
    let missing = manifest.report.map { missingTranslations($0, languages) } ?? []
    let hints = manifest.report.map { textHints($0, languages) } ?? []
    report.notices = (missing + hints + captionHints(manifest) + manifest.figures.warnings).map(
      \.description)
    return report
  }

  /// What the texts show as it is written, and may mean otherwise.
  private static func textHints(
    _ part: PlannedReport, _ languages: [Language]
  ) -> [ManifestProblem] {
    let titles = [part.title].compactMap(\.self) + part.sections.compactMap(\.title)
    let inTitles = titles.flatMap { title in
      languages.compactMap { title[$0] }.compactMap { edition in
        MarkdownSource.formulaInTitle(edition.text).map {
          ManifestProblem(
            location: edition.location(line: 1, column: 1), message: Message($0))
        }
      }
    }
    return inTitles
      + part.sections.flatMap(\.parts).flatMap { section -> [ManifestProblem] in
        guard case .text(let text) = section else { return [] }
        return languages.compactMap { text[$0] }.flatMap { edition in
          var reader = MarkdownReader { _ in .text }
          _ = reader.blocks(edition.text)
          return reader.hints.map { hint in
            ManifestProblem(
              location: edition.location(line: hint.line, column: hint.column),
              message: Message(hint.message))
          }
        }
      }
  }

  /// What captions show as it is written, and may mean otherwise; one that several themes have once.
  private static func captionHints(_ manifest: Manifest) -> [ManifestProblem] {
    manifest.figures.reduce(into: []) { hints, figure in
      guard let caption = figure.caption, let hint = MarkdownSource.formulaInCaption(caption)
      else { return }
      let problem = ManifestProblem(
        location: figure.keyLocations["caption"] ?? figure.location, key: "caption",
        message: Message(hint))
      if !hints.contains(problem) { hints.append(problem) }
    }
  }

  /// The texts that are given in some languages and not in all of these.
  private static func missingTranslations(
    _ part: PlannedReport, _ languages: [Language]
  ) -> [ManifestProblem] {
    let texts =
      [part.title].compactMap(\.self)
      + part.sections.flatMap { section in
        [section.title].compactMap(\.self)
          + section.parts.compactMap { if case .text(let text) = $0 { text } else { nil } }
      }
    return texts.flatMap { text in languages.compactMap { text.missing($0) } }
  }

  private static func drawn(
    _ manifest: Manifest, _ languages: [Language], jobs: Int, for formats: Set<ReportFormat>,
    _ computations: FigureComputations, _ progress: FigureProgress
  ) throws -> Report {
    let requests = ReportFigureRequest.joined(manifest.figures)
    if let part = manifest.report {
      // What is written wrong is reported before anything is drawn.
      let known = requests.map(\.id)
      try check(part, languages) { directive in
        switch directive {
        case .figure(let id), .claims(let id), .table(let id):
          known.contains(id)
            ? .blocks(directive == .figure(id) ? [.figure(id)] : [])
            : .refused(
              "\(id): there is no such figure; \(NearestName.hint(for: id, among: known))")
        case .slips: .text
        }
      }
    }
    let figures: [ReportFigure]
    do throws(UndrawnFigure) {
      figures = try Report.figures(requests, jobs: jobs, for: formats, computations, progress)
    } catch {
      guard let figure = manifest.figures.first(where: { $0.id == error.id }) else {
        throw error.named
      }
      throw figure.located(error.error)
    }
    let builder = ReportBuilder(figures: figures)
    guard let part = manifest.report, !part.sections.isEmpty else {
      return gallery(builder, languages, manifest.report)
    }
    try check(part, languages) { builder.answer(to: $0) }
    return builder.report(try languages.map { try edition(part, $0, builder) })
  }

  // MARK: Text

  /// Throws every mistake in the Markdown of these languages.
  private static func check(
    _ part: PlannedReport, _ languages: [Language],
    answer: @escaping (ReportDirective) -> DirectiveAnswer
  ) throws(ManifestError) {
    var problems: [ManifestProblem] = []
    func add(_ problem: ManifestProblem) {
      if !problems.contains(problem) { problems.append(problem) }
    }
    var displayed: [Language: Set<String>] = [:]
    var references: [(language: Language, id: String, problem: ManifestProblem)] = []
    for section in part.sections.flatMap(\.parts) {
      switch section {
      case .text(let text):
        for language in languages {
          guard let edition = text[language] else { continue }
          var reader = MarkdownReader(answer: answer)
          _ = reader.blocks(edition.text)
          func located(_ problem: MarkdownProblem) -> ManifestProblem {
            ManifestProblem(
              location: edition.location(line: problem.line, column: problem.column),
              message: Message(problem.message))
          }
          for problem in reader.problems { add(located(problem)) }
          for (id, problem) in reader.displayed
          where !displayed[language, default: []].insert(id).inserted {
            add(located(problem))
          }
          references += reader.references.map { (language, $0.id, located($0.problem)) }
        }
      case .figure(let reference):
        for language in languages
        where !displayed[language, default: []].insert(reference.id).inserted {
          add(
            ManifestProblem(location: reference.location, message: Message(usedTwice(reference.id)))
          )
        }
      case .claims(let reference):
        if case .refused(let reason) = answer(.claims(reference.id)) {
          add(ManifestProblem(location: reference.location, message: Message(reason)))
        }
      case .table(let reference):
        if case .refused(let reason) = answer(.table(reference.id)) {
          add(ManifestProblem(location: reference.location, message: Message(reason)))
        }
      }
    }
    for reference in references
    where !(displayed[reference.language]?.contains(reference.id) ?? false) {
      add(reference.problem)
    }
    guard problems.isEmpty else { throw ManifestError(problems: problems) }
  }

  static func usedTwice(_ id: String) -> String {
    "\(id): the report shows this figure before; lead to it with [](figure:\(id))"
  }

  private static func edition(
    _ part: PlannedReport, _ language: Language, _ builder: ReportBuilder
  ) throws(ManifestError) -> ReportEdition {
    var builder = builder
    var sections: [ReportSection] = []
    for section in part.sections {
      if sections.isEmpty || section.title != nil {
        if !sections.isEmpty { sections[sections.count - 1].blocks += builder.takeNotes() }
        sections.append(
          ReportSection(
            id: "\(sections.count + 1)", title: section.title?[language]?.text, blocks: []))
        sections[sections.count - 1].titleLanguage = section.title?.replacement(in: language)
      }
      for part in section.parts {
        let blocks: [ReportBlock] =
          switch part {
          case .text(let text): text[language].map { builder.blocks($0.text) } ?? []
          case .figure(let reference): builder.blocks(.figure(reference.id))
          case .claims(let reference): builder.blocks(.claims(reference.id))
          case .table(let reference): builder.blocks(.table(reference.id))
          }
        if case .text(let text) = part, let other = text.replacement(in: language) {
          let first = sections[sections.count - 1].blocks.count
          for index in blocks.indices {
            sections[sections.count - 1].blockLanguages[first + index] = other
          }
        }
        sections[sections.count - 1].blocks += blocks
      }
    }
    sections[sections.count - 1].blocks += builder.takeNotes()
    for index in sections.indices { sections[index].blocks.closeHeadings() }
    return ReportEdition(
      language: language, title: title(part, language), authors: part.authors, sections: sections)
  }

  private static func title(_ part: PlannedReport?, _ language: Language) -> String {
    part?.title?[language]?.text ?? ReportStrings(language).figures
  }

  // MARK: Galleries

  private static func gallery(
    _ builder: ReportBuilder, _ languages: [Language], _ part: PlannedReport?
  ) -> Report {
    builder.report(
      languages.map { language in
        let blocks = builder.figures.flatMap { figure -> [ReportBlock] in
          [.figure(figure.id)] + (figure.claims.isEmpty ? [] : [.claims(figure.claims)])
        }
        return ReportEdition(
          language: language, title: title(part, language), authors: part?.authors ?? [],
          sections: [ReportSection(id: "figures", title: nil, blocks: blocks)])
      })
  }
}

extension ReportBuilder {
  /// What a directive becomes that is known to name something.
  func blocks(_ directive: ReportDirective) -> [ReportBlock] {
    if case .blocks(let blocks) = answer(to: directive) { blocks } else { [] }
  }
}

extension Report {
  /// What readers should be warned about besides: texts that a language lacks, warnings of figures, and
  /// claims that fail.
  public var warnings: [String] {
    notices
      + figures.flatMap { figure -> [String] in
        var warnings: [String] = []
        for edition in editions {
          for warning in figure.editions[edition.language]?.description.warnings ?? [] {
            let text = "\(figure.id): \(warning.spelled(.manifest))"
            if !warnings.contains(text) { warnings.append(text) }
          }
        }
        for claim in figure.claims where !claim.holds {
          warnings.append(
            "\(figure.id): the claim \(claim.id) fails: measured \(claim.measured), "
              + "must be \(claim.measurement.bound.description)")
        }
        return warnings
      }
  }
}
