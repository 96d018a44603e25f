// `batch`: a set of figures in one call.

import ArgumentParser
import CairoRendering
import FigureKinds
import FigureModel
import FigurePipeline
import Glibc

/// Draws the article's figures.
struct Batch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw the article's figures, all or some, in one call.",
    discussion: """
      Examples:
        attnplot batch --output figures
        attnplot batch --output figures --formats svg --only 'decompose-*,similarity'
      """)

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("The folder to draw into; made if it is not there.", valueName: "folder"))
  var output: String

  @Option(help: ArgumentHelp("Formats, with commas between.", valueName: "list"))
  var formats = "png,svg"

  @Option(help: ArgumentHelp("Ids or patterns (*, ?) of the figures to draw.", valueName: "list"))
  var only: String?

  @Option(help: "How they look.")
  var theme = Theme.Name.light

  @Option(help: "The language of titles and labels.")
  var lang = Language.english

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Pixels of a PNG for each px of the page.", valueName: "number"))
  var scale = 1.0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Figures drawn at the same time; the machine's cores if not given.", valueName: "n"))
  var jobs: Int?

  @Flag(help: "Say nothing but errors.")
  var quiet = false

  @Flag(help: "Treat warnings as errors.")
  var strict = false

  func run() async throws {
    guard !output.isEmpty else {
      throw FigureError.usage("--output '': give the name of a folder, or . for this one")
    }
    let formats = try parsedFormats()
    let figures = try chosenFigures()
    if let jobs, jobs < 1 {
      throw FigureError.usage("--jobs \(jobs): at least 1 is needed")
    }
    let appearance = ["--theme", theme.rawValue, "--scale", "\(scale)"]
    let requests = try figures.map { try $0.request(language: lang, appearance: appearance) }
    // What is wrong with every figure alike is said once, before a folder is made.
    _ = try requests.first?.appearance.context()
    try FigureSet.makeFolder(output)
    let progress = Progress(total: requests.count, isQuiet: quiet)
    let results = await FigureSet.draw(
      requests, formats: formats, folder: output, strict: strict,
      jobs: jobs ?? FigureSet.processorCount
    ) { progress.finished($0) }
    progress.end()
    var failures = 0
    for result in results {
      for warning in result.warnings where !quiet {
        Messages.warning("\(result.name): \(warning)")
      }
      if let error = result.error {
        failures += 1
        Messages.error("\(result.name): \(error)")
      }
    }
    if failures > 0 {
      throw FigureError.work("\(failures) of \(results.count) figures failed")
    }
    if !quiet {
      Messages.write(
        "attnplot: drew \(results.count) figures (\(formats.map(\.rawValue).joined(separator: ", "))) "
          + "into \(output)\n")
    }
  }

  private func parsedFormats() throws -> [OutputFormat] {
    var parsed: [OutputFormat] = []
    for name in formats.split(separator: ",", omittingEmptySubsequences: false) {
      guard let format = OutputFormat(rawValue: String(name)) else {
        throw FigureError.usage(
          "--formats \(ShellWords.joined([formats])): \(ShellWords.joined([String(name)])) is no format; "
            + NearestName.hint(for: String(name), among: OutputFormat.allCases.map(\.rawValue)))
      }
      if !parsed.contains(format) { parsed.append(format) }
    }
    return parsed
  }

  private func chosenFigures() throws -> [ArticleFigure] {
    guard let only else { return ArticleSet.figures }
    let patterns = only.split(separator: ",").map(String.init)
    let ids = ArticleSet.figures.map(\.id)
    for pattern in patterns where !ids.contains(where: { fnmatch(pattern, $0, 0) == 0 }) {
      throw FigureError.usage(
        "--only \(pattern): no figure has this id; "
          + NearestName.hint(for: pattern, among: ids))
    }
    guard !patterns.isEmpty else {
      throw FigureError.usage("--only \(only): give at least one id or pattern")
    }
    return ArticleSet.figures.filter { figure in
      patterns.contains { fnmatch($0, figure.id, 0) == 0 }
    }
  }
}

/// A line that tells how far the work is, on a terminal only.
struct Progress: Sendable {
  let total: Int
  let isShown: Bool

  init(total: Int, isQuiet: Bool) {
    self.total = total
    isShown = !isQuiet && isatty(STDERR_FILENO) == 1
  }

  func finished(_ done: FigureSet.Done) {
    guard isShown else { return }
    Messages.write("\r\u{1B}[K\(done.count)/\(total) \(done.name)")
  }

  func end() {
    if isShown { Messages.write("\r\u{1B}[K") }
  }
}
