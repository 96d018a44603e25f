// The options of `batch`, checked before anything is read.

import ArgumentParser
import Article
import CairoRendering
public import FigureKinds
import FigureModel
public import FigurePipeline
import TextFormats

/// How the log is written.
enum LogFormat: String, ChoiceValue { case text, json }

/// What happens to the others when a figure fails.
struct FailurePolicy: DeclaredOptions {
  static let keepGoing = OptionDeclaration<Bool>(
    "keep-going",
    "Draw the other figures where one fails, also where its options break their rules.")
  @Flag(Self.keepGoing) var keepGoing: Bool

  static let failFast = OptionDeclaration<Bool>(
    "fail-fast", "Begin no other figure where one fails.")
  @Flag(Self.failFast) var failFast: Bool

  static let parameters: [Parameter<Self>] = [
    Parameter(keepGoing, \._keepGoing), Parameter(failFast, \._failFast),
  ]

  var brokenOwnRules: [FigureError] {
    keepGoing && failFast
      ? [.usage("--keep-going and --fail-fast exclude each other: give one of them")] : []
  }
}

/// How many figures are drawn at the same time.
struct JobArguments: DeclaredOptions {
  static let jobs = OptionDeclaration<Int?>(
    "jobs", "Figures drawn at the same time; the machine's cores if not given.", valueName: "n",
    // More than there ever are cores only take memory.
    rule: .from(1, to: 1024, "at least 1 is needed", above: "must be at most 1024"))
  @Option(Self.jobs) var jobs: Int?

  static let parameters: [Parameter<Self>] = [Parameter(jobs, \._jobs)]
}

/// The I-th of N parts.
extension Shard: WrittenValue {
  public static func parsed(_ text: String) throws -> Shard { try Shard(text) }
}

/// Which figures, and how they look.
struct BatchChoice: DeclaredOptions {
  static let formats = OptionDeclaration.list(
    "formats", "Formats, with commas between, in place of the manifest's: png, svg, pdf.",
    otherNames: ["--format"])
  @Option(Self.formats, completion: .list(OutputFormat.allCases.map(\.rawValue)))
  var formats: String?

  static let only = OptionDeclaration<String?>(
    "only", "Ids or patterns (*, ?) of the figures to draw.", valueName: "list",
    takesAnyValue: false)
  @Option(Self.only, completion: .custom { words, _, _ in Self.ids(words) })
  var only: String?

  static let shard = OptionDeclaration<Shard?>(
    "shard", "The I-th of N parts of the set, told by the ids.", valueName: "i/n",
    takesAnyValue: false)
  @Option(Self.shard) var shard: Shard?

  static let theme = OptionDeclaration.list(
    "theme", "Themes, with commas between: those of the manifest's variants to draw.")
  @Option(Self.theme, completion: .list(Theme.Name.allCases.map(\.rawValue)))
  var theme: String?

  static let lang = OptionDeclaration.list(
    "lang", "Languages, with commas between: those of the manifest's variants to draw.")
  @Option(Self.lang, completion: .list(Language.allCases.map(\.rawValue)))
  var lang: String?

  static let nameTemplate = OptionDeclaration.nameTemplate("files", ", in place of the manifest's")
  @Option(Self.nameTemplate) var nameTemplate: String?

  static let scale = OptionDeclaration<Double?>(
    "scale", "Pixels of a PNG for each px of the page, in place of the manifest's.",
    valueName: "number")
  @Option(Self.scale) var scale: Double?

  static let parameters: [Parameter<Self>] = [
    Parameter(formats, \._formats),
    Parameter(only, \._only),
    Parameter(shard, \._shard),
    Parameter(theme, \._theme),
    Parameter(lang, \._lang),
    Parameter(nameTemplate, \._nameTemplate),
    Parameter(scale, \._scale),
  ]

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

  /// Whether not all of a figure's files, or not all figures, are distinguished from those that left.
  var isNarrow: Bool { shard != nil || formats != nil || theme != nil || lang != nil }

  var patterns: [String]? { only.map { $0.split(separator: ",").map(String.init) } }
}

/// What is done with the figures.
struct BatchMode: DeclaredOptions {
  static let check = OptionDeclaration<Bool>(
    "check", "Draw nothing; exit 2 where a file is missing, stale or different.")
  @Flag(Self.check) var check: Bool

  static let explain = OptionDeclaration<Bool>(
    "explain", "Draw nothing; tell what would be drawn and why.")
  @Flag(Self.explain) var explain: Bool

  static let dryRun = OptionDeclaration<Bool>(
    "dry-run", "Draw nothing; tell what would be drawn, and everything that drawing would find.")
  @Flag(Self.dryRun) var dryRun: Bool

  static let pixels = OptionDeclaration<Bool>(
    "pixels", "With --check: redraw in memory and compare pictures instead of records.")
  @Flag(Self.pixels) var pixels: Bool

  static let tolerance = OptionDeclaration<Int>(
    "tolerance",
    "With --pixels: differences of a channel up to this do not count, 0 to 255.", valueName: "n",
    initial: 0, rule: .from(0, to: 255, "must be 0 to 255"))
  @Option(Self.tolerance) var tolerance: Int

  static let diff = OptionDeclaration<String?>(
    "diff", "With --pixels: write expected, actual and difference into this folder.",
    valueName: "folder", takesAnyValue: false)
  @Option(Self.diff) var diff: String?

  static let force = OptionDeclaration<Bool>(
    "force",
    "Draw figures that are as they should be as well, and write over files that attnplot did not "
      + "make.")
  @Flag(Self.force) var force: Bool

  static let prune = OptionDeclaration<Bool>(
    "prune", "Remove our files of figures that left the manifest.")
  @Flag(Self.prune) var prune: Bool

  static let watch = OptionDeclaration<Bool>(
    "watch", "Go on, and draw again whenever the manifest or its data change.")
  @Flag(Self.watch) var watch: Bool

  static let mergeIndex = OptionDeclaration<Bool>(
    "merge-index", "Join the records of shards drawn into the folder; draws nothing.")
  @Flag(Self.mergeIndex) var mergeIndex: Bool

  static let printManifest = OptionDeclaration<Bool>(
    "print-manifest", "Print the manifest, or the built-in one of the article's figures.")
  @Flag(Self.printManifest) var printManifest: Bool

  static let parameters: [Parameter<Self>] = [
    Parameter(check, \._check),
    Parameter(explain, \._explain),
    Parameter(dryRun, \._dryRun),
    Parameter(pixels, \._pixels),
    Parameter(tolerance, \._tolerance),
    Parameter(diff, \._diff),
    Parameter(force, \._force),
    Parameter(prune, \._prune),
    Parameter(watch, \._watch),
    Parameter(mergeIndex, \._mergeIndex),
    Parameter(printManifest, \._printManifest),
  ]

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
struct BatchExports: DeclaredOptions {
  static let index = OptionDeclaration<[String]>(
    "index", "Write a list of the figures with alt texts and captions; any number of times.",
    valueName: "file.md|.html|.json", takesAnyValue: false)
  @Option(Self.index, completion: .file(extensions: ["md", "html", "json"]))
  var index: [String]

  static let depfile = OptionDeclaration<String?>(
    "depfile", "Write which files come from which, for make.", valueName: "file", shape: .file)
  @Option(Self.depfile) var depfile: String?

  static let ninja = OptionDeclaration<String?>(
    "ninja", "Write a build file for ninja.", valueName: "file", shape: .file)
  @Option(Self.ninja) var ninja: String?

  static let parameters: [Parameter<Self>] = [
    Parameter(index, \._index), Parameter(depfile, \._depfile), Parameter(ninja, \._ninja),
  ]

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

  /// Refuses positions that cannot be written, before the work begins.
  /// - Parameters:
  ///   - plan: what they must not be written over.
  ///   - isForced: whether files of others may be written over.
  func validated(_ plan: BatchPlan, isForced: Bool) throws {
    for path in index { try FigureIndex.checkExtension(path) }
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

  /// Refuses positions that are taken.
  func refuse(_ locations: OutputPaths) throws {
    var locations = locations
    for (option, path) in paths { try locations.claim(path, by: Message(option)) }
  }

  private var paths: [(option: String, path: String)] {
    index.map { ("--index", $0) } + (depfile.map { [("--depfile", $0)] } ?? [])
      + (ninja.map { [("--ninja", $0)] } ?? [])
  }
}
