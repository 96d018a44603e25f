// The options of `batch`, checked before anything is read.

import ArgumentParser
import Article
import CairoRendering
import FigureKinds
import FigureModel
import FigurePipeline
import TextFormats

/// How the log is written.
enum LogFormat: String, CaseIterable, ExpressibleByArgument { case text, json }

/// What happens to the others when a figure fails.
enum FailurePolicy: String, EnumerableFlag {
  case keepGoing, failFast

  static func help(for value: Self) -> ArgumentHelp? {
    switch value {
    case .keepGoing:
      "Draw the other figures where one fails, also where its options break their rules."
    case .failFast: "Begin no other figure where one fails."
    }
  }
}

/// Which figures, and how they look.
struct BatchChoice: ParsableArguments {
  @Option(
    name: [.long, .customLong("format")],
    help: ArgumentHelp(
      "Formats, with commas between, in place of the manifest's: png, svg, pdf.",
      valueName: "list"), completion: .list(OutputFormat.allCases.map(\.rawValue)))
  var formats: String?

  @Option(
    help: ArgumentHelp("Ids or patterns (*, ?) of the figures to draw.", valueName: "list"),
    completion: .custom { words, _, _ in Self.ids(words) })
  var only: String?

  @Option(
    help: ArgumentHelp("The I-th of N parts of the set, told by the ids.", valueName: "i/n"),
    transform: { try Shard($0) })
  var shard: Shard?

  @Option(
    help: ArgumentHelp(
      "Themes, with commas between: those of the manifest's variants to draw.", valueName: "list"),
    completion: .list(Theme.Name.allCases.map(\.rawValue)))
  var theme: String?

  @Option(
    help: ArgumentHelp(
      "Languages, with commas between: those of the manifest's variants to draw.", valueName: "list"
    ),
    completion: .list(Language.allCases.map(\.rawValue)))
  var lang: String?

  @Option(
    help: ArgumentHelp(
      "How files are called, such as {id}.{lang}.{theme}, in place of the manifest's; {locale} is zh_CN "
        + "where {lang} is zh.", valueName: "pattern"))
  var nameTemplate: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Pixels of a PNG for each px of the page, in place of the manifest's.", valueName: "number"))
  var scale: Double?

  /// What is said here in place of the manifest.
  func overrides() throws -> Manifest.Overrides {
    if let scale {
      var appearance = try AppearanceArguments.parse([])
      appearance.scale = scale
      _ = try appearance.page()
    }
    return Manifest.Overrides(
      formats: try ReportCommand.list(formats, "--formats", "is no format"),
      themes: try ReportCommand.list(theme, "--theme", "is no theme"),
      languages: try ReportCommand.list(lang, "--lang", "is no language"), scale: scale,
      names: try nameTemplate.map { try NameTemplate($0) })
  }

  /// The ids that a half-written command can mean: those of the manifest in it, or the article's.
  private static func ids(_ words: [String]) -> [String] {
    let path = words.last { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
    let root = words.firstIndex(of: "--root").flatMap { words.dropFirst($0 + 1).first }
    let manifest =
      path.map { try? Manifest(path: $0, root: root) } ?? (try? ArticleManifest.manifest())
    var seen = Set<String>()
    return (manifest?.figures ?? []).map(\.id).filter { seen.insert($0).inserted }
  }

  /// Whether not all of a figure's files, or not all figures, are told from those that left.
  var isNarrow: Bool { shard != nil || formats != nil || theme != nil || lang != nil }

  var patterns: [String]? { only.map { $0.split(separator: ",").map(String.init) } }
}

/// What is done with the figures.
struct BatchMode: ParsableArguments {
  @Flag(help: "Draw nothing; exit 2 where a file is missing, stale or different.")
  var check = false

  @Flag(help: "Draw nothing; tell what would be drawn and why.")
  var explain = false

  @Flag(help: "Draw nothing; tell what would be drawn, and everything that drawing would find.")
  var dryRun = false

  @Flag(help: "With --check: redraw in memory and compare pictures instead of records.")
  var pixels = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --pixels: differences of a channel up to this do not count, 0 to 255.", valueName: "n"))
  var tolerance = 0

  @Option(
    help: ArgumentHelp(
      "With --pixels: write expected, actual and difference into this folder.",
      valueName: "folder"), completion: .directory)
  var diff: String?

  @Flag(
    help: ArgumentHelp(
      "Draw figures that are as they should be as well, and write over files that attnplot did not "
        + "make."))
  var force = false

  @Flag(help: "Remove our files of figures that left the manifest.")
  var prune = false

  @Flag(help: "Go on, and draw again whenever the manifest or its data change.")
  var watch = false

  @Flag(help: "Join the records of shards drawn into the folder; draws nothing.")
  var mergeIndex = false

  @Flag(help: "Print the manifest, or the built-in one of the article's figures.")
  var printManifest = false

  /// Whether figures are drawn into the folder.
  var draws: Bool { !check && !explain && !dryRun && !mergeIndex && !printManifest }

  func validated() throws {
    let modes = [
      (check, "--check"), (explain && !check, "--explain"), (dryRun, "--dry-run"),
      (watch, "--watch"), (mergeIndex, "--merge-index"), (printManifest, "--print-manifest"),
    ].filter(\.0).map(\.1)
    if modes.count > 1 {
      throw FigureError.usage("\(modes[0]) and \(modes[1]) exclude each other: give one of them")
    }
    guard check || !pixels else { throw FigureError.usage("--pixels goes with --check") }
    guard pixels || diff == nil else {
      throw FigureError.usage("--diff goes with --check --pixels")
    }
    guard (0...255).contains(tolerance) else {
      throw FigureError.usage("--tolerance \(tolerance): must be 0 to 255")
    }
    guard pixels || tolerance == 0 else {
      throw FigureError.usage("--tolerance goes with --check --pixels")
    }
    if !draws, prune { throw FigureError.usage("--prune goes with drawing, not \(modes[0])") }
    if !draws, force, !explain, !dryRun, !mergeIndex {
      throw FigureError.usage("--force goes with drawing, not \(modes[0])")
    }
  }
}

/// Files for other programs.
struct BatchExports: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write a list of the figures with alt texts and captions; any number of times.",
      valueName: "file.md|.html|.json"), completion: .file(extensions: ["md", "html", "json"]))
  var index: [String] = []

  @Option(
    help: ArgumentHelp("Write which files come from which, for make.", valueName: "file"),
    completion: .file())
  var depfile: String?

  @Option(
    help: ArgumentHelp("Write a build file for ninja.", valueName: "file"), completion: .file())
  var ninja: String?

  var areNone: Bool { paths.isEmpty }

  /// What other build tools read.
  /// - Throws: for names that their formats cannot hold.
  func buildFiles(_ plan: BatchPlan) throws(FigureError) -> [OutputFile] {
    let build = BuildFiles(plan)
    var files: [OutputFile] = []
    if let depfile { files.append(OutputFile(path: depfile, bytes: try build.depfile())) }
    if let ninja {
      let words = CommandLine.arguments.filter { !["--dry-run", "--explain"].contains($0) }
      let bytes = try build.ninja(
        draw: Self.without("--ninja", words),
        generate: words.filter { $0 != "--prune" } + ["--dry-run"], path: ninja)
      files.append(OutputFile(path: ninja, bytes: bytes))
    }
    return files
  }

  private static func without(_ option: String, _ words: [String]) -> [String] {
    var kept: [String] = []
    var index = 0
    while index < words.count {
      if words[index] == option {
        index += 2
      } else {
        if !words[index].hasPrefix(option + "=") { kept.append(words[index]) }
        index += 1
      }
    }
    return kept
  }

  /// Refuses places that cannot be written, before the work begins.
  /// - Parameters:
  ///   - plan: what they must not be written over.
  ///   - isForced: whether files of others may be written over.
  func validated(_ plan: BatchPlan, isForced: Bool) throws {
    for path in index { try FigureIndex.checkEnding(path) }
    for (_, path) in paths { try OutputFiles.check(path) }
    _ = try buildFiles(plan)
    try refuse(OutputPaths(reading: plan.readPaths, drawing: plan.ownPaths))
    guard !isForced else { return }
    for (option, path) in paths {
      if let objection = FileMark.objection(to: path) {
        throw FigureError.work("\(option) \(ShellWords.joined([path])): \(objection)")
      }
    }
  }

  /// Refuses places that are taken.
  func refuse(_ locations: OutputPaths) throws {
    var locations = locations
    for (option, path) in paths { try locations.claim(path, by: Message(option)) }
  }

  private var paths: [(option: String, path: String)] {
    index.map { ("--index", $0) } + (depfile.map { [("--depfile", $0)] } ?? [])
      + (ninja.map { [("--ninja", $0)] } ?? [])
  }
}

/// - Throws: where a number of jobs is none: more than there ever are cores only take memory.
func checkJobs(_ jobs: Int?) throws(FigureError) {
  guard let jobs else { return }
  if jobs < 1 { throw .usage("--jobs \(jobs): at least 1 is needed") }
  if jobs > 1024 { throw .usage("--jobs \(jobs): must be at most 1024") }
}
