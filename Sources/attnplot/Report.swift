// `report`: figures, text and checked claims as pages.

import ArgumentParser
import FigureKinds
import FigureModel
import FigurePipeline
import FigureReport
import Glibc

/// Writes reports.
struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a report: figures in order, with text and checked claims.",
    discussion: """
      Without a manifest: the article on attention and positional encoding, told anew.

      Examples:
        attnplot report -o report.html
        attnplot report -o report.html --lang zh
      """)

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("The file to write, its format by its ending: .html.", valueName: "file"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "The languages, with commas between; an HTML page has a switch.", valueName: "list"))
  var lang = "en,zh"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Figures drawn at the same time; the machine's cores if not given.", valueName: "n"))
  var jobs: Int?

  func run() async throws {
    let languages = try parsedLanguages()
    if let jobs, jobs < 1 { throw FigureError.usage("--jobs \(jobs): at least 1 is needed") }
    guard FileName.ending(output) == "html" else {
      throw FigureError.usage("-o \(output): the ending says the format; known is .html")
    }
    try OutputFiles.check(output)
    let report = try await ArticleReport.make(
      languages: languages, jobs: jobs ?? FigureSet.processorCount)
    try OutputFiles.write([OutputFile(path: output, bytes: try HTMLReport.bytes(of: report))])
  }

  private func parsedLanguages() throws -> [Language] {
    var languages: [Language] = []
    for name in lang.split(separator: ",", omittingEmptySubsequences: false) {
      guard let language = Language(rawValue: String(name)) else {
        throw FigureError.usage(
          "--lang \(ShellWords.joined([lang])): \(ShellWords.joined([String(name)])) is no language; "
            + NearestName.hint(for: String(name), among: Language.allCases.map(\.rawValue)))
      }
      if !languages.contains(language) { languages.append(language) }
    }
    return languages
  }
}
