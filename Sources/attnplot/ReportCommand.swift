// `report`: figures, text and checked claims as pages.

import ArgumentParser
import Article
import FigureKinds
import FigureModel
import FigurePipeline
import FigureReport
import Glibc
import StageTimes
import TextFormats

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Writes reports.
struct ReportCommand: ParsableCommand, DrawingCommand, TimedCommand, ManifestCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a report: figures in order, with text and checked claims.",
    discussion: """
      Without a manifest: the article on attention and positional encoding, told anew. With one: what \
      its report: part says, or all of its figures with captions and claims.

      An HTML page holds all languages. Of PDF and Markdown there is a file for each, and all but the \
      manifest's first have the language in their names, whichever of them --lang chooses.

      --check writes nothing and ends with 2 where a file is not what would be written now.

      Examples:
        attnplot report -o report.html
        attnplot report -o report.pdf --lang zh
        attnplot report docs/figures.yaml -o out/ --format html,pdf,md --lang en,zh
        attnplot report -o report.html --check
      """)

  @Argument(
    help: ArgumentHelp("A manifest; the article's report if not given.", valueName: "manifest"),
    completion: .file(extensions: ["yaml", "yml"]))
  var manifest: String?

  static let output = OptionDeclaration<String>(
    "output", "The file to write, its format by its ending, or a folder, made if it is not there.",
    otherNames: ["-o"], valueName: "place", takesAnyValue: false)
  @Option(Self.output, completion: .file(extensions: ReportFormat.allCases.map(\.rawValue)))
  var output: String

  @OptionGroup var root: RootArguments

  static let format = OptionDeclaration.list(
    "format", "Formats, with commas between: html, pdf, md. In a folder html if not given.")
  @Option(Self.format, completion: .list(ReportFormat.allCases.map(\.rawValue)))
  var format: String?

  static let flavour = OptionDeclaration<String?>(
    "flavour",
    "The Markdown that is written: github, mkdocs, material, myst, mdx or, no Markdown but "
      + "reStructuredText, rst; github if not given.", valueName: "name", takesAnyValue: false)
  @Option(Self.flavour, completion: .list(MarkdownFlavour.allCases.map(\.rawValue)))
  var flavour: String?

  static let nameTemplate = OptionDeclaration.nameTemplate(
    "Markdown and its pictures", " in a folder")
  @Option(Self.nameTemplate) var nameTemplate: String?

  static let lang = OptionDeclaration.list(
    "lang", "Languages, with commas between; the manifest's if not given, en,zh for the article.")
  @Option(Self.lang, completion: .list(Language.allCases.map(\.rawValue)))
  var lang: String?

  @OptionGroup var jobCount: JobArguments

  static let force = OptionDeclaration<Bool>(
    "force", "Write over files that attnplot did not make.")
  @Flag(Self.force) var force: Bool

  static let check = OptionDeclaration<Bool>(
    "check", "Write nothing: say which files are not what would be written now, and end with 2.")
  @Flag(Self.check) var check: Bool

  static let quiet = OptionDeclaration<Bool>("quiet", "Say nothing but errors.")
  @Flag(Self.quiet) var quiet: Bool

  static let strict = OptionDeclaration<Bool>(
    "strict", "Treat warnings and claims that fail as errors.")
  @Flag(Self.strict) var strict: Bool

  @OptionGroup(title: "What the report may take") var limits: WholeLimits

  @OptionGroup var timing: TimingArguments

  static let parameters: [Parameter<Self>] = [
    Parameter(output, \._output),
    Parameter(\._root),
    Parameter(format, \._format),
    Parameter(flavour, \._flavour),
    Parameter(nameTemplate, \._nameTemplate),
    Parameter(lang, \._lang),
    Parameter(\._jobCount),
    Parameter(force, \._force),
    Parameter(check, \._check),
    Parameter(quiet, \._quiet),
    Parameter(strict, \._strict),
    Parameter(\._limits),
    Parameter(\._timing),
  ]

  private var jobs: Int? { jobCount.jobs }

  func run() throws {
    let languages: [Language]? = try Self.list(lang, "--lang", "is no language")
    if check, force {
      throw FigureError.usage("--force: --check writes nothing; leave one of them out")
    }
    var target = try Target(
      output, try Self.list(format, "--format", "is no format"), try chosenFlavour())
    target.template = try chosenTemplate(target)
    if let manifest { try target.refuse(OutputPaths(reading: [manifest])) }
    let plan = try plan(languages, target, jobs: jobs ?? FigureSet.processorCount)
    let made = try GuardedWork.run(
      "the report", limits: limits.limits, located: plan.located
    ) { progress in
      let report = try plan.make(progress)
      var made = MadeReport(files: [], warnings: report.warnings)
      for format in target.formats {
        let files = try StageClock.measure(.encode) {
          try report.files(as: format, names: plan.names)
        }
        made.files += files.files.map { MadeReport.File(path: $0.path, bytes: Data($0.bytes)) }
        made.warnings += files.warnings
      }
      return made
    }
    let warnings = made.warnings
    let files = made.files.map { OutputFile(path: $0.path, bytes: Array($0.bytes)) }
    if strict, let warning = warnings.first { throw FigureError.work("\(warning) (--strict)") }
    if !quiet { for warning in warnings { Messages.warning(warning) } }
    let folder = ReportFolder(target.folder)
    guard check else { return try folder.write(files, named: target.file, isForced: force) }
    let drift = try folder.drift(from: files)
    if !quiet {
      for drift in drift { try OutputFiles.print(TerminalText.line(drift.description) + "\n") }
    }
    if !drift.isEmpty { throw DriftFound() }
  }

  /// The Markdown that is asked for.
  private func chosenFlavour() throws -> MarkdownFlavour? {
    let all: [MarkdownFlavour]? = try Self.list(flavour, "--flavour", "is no flavour")
    guard let all else { return nil }
    guard all.count == 1 else {
      throw FigureError.usage(
        "--flavour \(ShellWords.joined([flavour ?? ""])): a report has one; write it once for each")
    }
    return all[0]
  }

  /// How files are to be called.
  private func chosenTemplate(_ target: Target) throws -> NameTemplate? {
    guard let nameTemplate else { return nil }
    guard target.formats.contains(.md), target.file == nil else {
      throw FigureError.usage(
        "--name-template \(ShellWords.joined([nameTemplate])): only Markdown in a folder has names to "
          + "choose; give -o a folder and --format md")
    }
    return try NameTemplate(nameTemplate)
  }

  /// A report that can be made: nothing is in the way of its files.
  private struct Plan {
    var names: ReportNames
    /// The error for figures of which one is to blame.
    var located: (_ figures: [Int], _ reason: Message) -> (any Error)?
    var make: (FigureProgress) throws -> Report
  }

  /// What the process that makes a report reports.
  private struct MadeReport: Codable {
    struct File: Codable {
      var path: String
      var bytes: Data
    }

    var files: [File]
    var warnings: [String]
  }

  /// - Throws: what is wrong with the manifest, and which positions are taken.
  private func plan(_ languages: [Language]?, _ target: Target, jobs: Int) throws -> Plan {
    let formats = Set(target.formats)
    let limits = try root.limits(manifest)
    let root = try root.checked(manifest)
    guard let manifest else {
      let names = target.names(Language.allCases, chosen: languages)
      try refuse(names, target, figures: [], reading: [])
      return Plan(names: names) { figures, reason in
        ArticleReport.error(ofFigures: figures, reason)
      } make: { progress in
        try ArticleReport.make(languages: names.chosen, jobs: jobs, for: formats, progress)
      }
    }
    let whole = try Manifest.checked(
      path: manifest, root: root, overrides: Manifest.Overrides(limits: limits), jobs: jobs,
      limits: self.limits.limits)
    var names = target.names(Self.languages(of: whole), chosen: languages)
    if names.template == nil { names.template = whole.names }
    let read = try Manifest(
      path: manifest, root: root,
      overrides: Manifest.Overrides(
        themes: [.light], languages: names.chosen, limits: limits))
    let readPaths = read.figures.flatMap { $0.inputs.compactMap(\.path) + $0.companionPaths }
    try refuse(
      names, target, figures: Set(read.figures.map(\.id)).sorted(),
      reading: read.files + readPaths)
    return Plan(names: names) { figures, reason in
      read.figures.error(ofFigures: figures, reason)
    } make: { progress in
      let computations = FigureComputations()
      try read.figures.checkArguments(jobs: jobs, computations, progress)
      return try ManifestReport.make(
        read, languages: names.chosen, written: names.languages, jobs: jobs, for: formats,
        computations, progress)
    }
  }

  /// Refuses positions that the run reads, and pages that nothing here made.
  private func refuse(
    _ names: ReportNames, _ target: Target, figures: [String], reading paths: [String]
  ) throws {
    var locations = OutputPaths(reading: paths)
    for format in target.formats {
      for name in names.files(format, figures: figures) {
        try locations.claim(FileName.joined(target.folder, name), by: "-o")
      }
      if !force, !check { try ReportFolder(target.folder).refuseOthers(names.pages(format)) }
    }
  }

  /// The languages that a report is written in, or those that its figures are drawn in.
  private static func languages(of manifest: Manifest) -> [Language] {
    var languages = manifest.report?.languages ?? []
    if languages.isEmpty {
      for figure in manifest.figures where !languages.contains(figure.language) {
        languages.append(figure.language)
      }
    }
    return languages
  }

  /// Where a report goes.
  struct Target {
    var folder: String
    /// The name of its files without their endings.
    var stem: String
    var formats: [ReportFormat]
    /// The name of the file where one was given.
    var file: String?
    var flavour = MarkdownFlavour.github
    var template: NameTemplate?

    /// - Throws: where the position and the formats do not go together, or nothing can be written there.
    init(_ output: String, _ formats: [ReportFormat]?, _ flavour: MarkdownFlavour?) throws {
      let isRestructured = FileName.ending(output) == MarkdownFlavour.rst.fileExtension
      let flavour = flavour ?? (isRestructured ? .rst : nil)
      try self.init(output, formats, flavour: flavour)
      if let flavour {
        guard flavour != .rst || file == nil || isRestructured else {
          throw FigureError.usage(
            "-o \(ShellWords.joined([output])), --flavour rst: reStructuredText is no Markdown; name the "
              + "file \(ShellWords.joined([FileName.stem(output) + ".rst"]))")
        }
        guard self.formats.contains(.md) else {
          throw FigureError.usage(
            "--flavour \(flavour.rawValue): only Markdown has flavours; write .md, or add md to "
              + "--format")
        }
        self.flavour = flavour
      }
    }

    private init(
      _ output: String, _ formats: [ReportFormat]?, flavour: MarkdownFlavour?
    ) throws {
      let ending = FileName.ending(output)
      guard !output.isEmpty else {
        throw FigureError.usage("-o: give a file such as report.html, or a folder")
      }
      // Flavours with an ending of their own.
      let isOwn = flavour != .github && ending == flavour?.fileExtension
      if let format = isOwn ? .md : ending.flatMap({ ReportFormat(rawValue: $0) }),
        !output.hasSuffix("/"),
        !Self.isFolder(output)
      {
        guard formats == nil || formats == [format] else {
          throw FigureError.usage(
            "-o \(ShellWords.joined([output])): a file has the format of its ending; for several "
              + "formats give a folder, such as -o out/")
        }
        try OutputFiles.check(output)
        folder = FileName.folder(output)
        stem = FileName.stem(output)
        self.formats = [format]
        file = FileName.last(output)
        return
      }
      guard output.hasSuffix("/") || formats != nil || Self.isFolder(output) else {
        let endings =
          ReportFormat.allCases.map { "." + $0.rawValue } + [
            "." + MarkdownFlavour.rst.fileExtension
          ]
        throw FigureError.usage(
          "-o \(ShellWords.joined([output])): the ending says the format; "
            + "\(NearestName.hint(for: "." + (ending ?? ""), among: endings)); or give --format and a folder"
        )
      }
      folder = output.count > 1 && output.hasSuffix("/") ? String(output.dropLast()) : output
      stem = "report"
      self.formats = formats ?? [.html]
    }

    /// What the files are called.
    /// - Parameters:
    ///   - languages: those that the report is written in.
    ///   - chosen: those that the command line chooses; nil for all.
    func names(_ languages: [Language], chosen: [Language]?) -> ReportNames {
      var names = ReportNames(
        stem: stem, languages: languages, chosen: chosen ?? languages, isGiven: file != nil,
        flavour: flavour)
      names.template = template
      return names
    }

    /// Refuses a file that is read.
    func refuse(_ locations: OutputPaths) throws {
      guard let file else { return }
      var locations = locations
      try locations.claim(FileName.joined(folder, file), by: "-o")
    }

    private static func isFolder(_ path: String) -> Bool {
      var status = stat()
      return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
  }

  /// Words with commas between.
  static func list<Word>(_ text: String?, _ option: String, _ what: String) throws -> [Word]?
  where Word: RawRepresentable & CaseIterable & Equatable, Word.RawValue == String {
    guard let text else { return nil }
    var words: [Word] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let word = Word(rawValue: String(name)) else {
        throw FigureError.usage(
          "\(option) \(ShellWords.joined([text])): \(ShellWords.joined([String(name)])) \(what); "
            + "\(NearestName.hint(for: String(name), among: Word.allCases.map(\.rawValue)))")
      }
      if !words.contains(word) { words.append(word) }
    }
    return words
  }
}
