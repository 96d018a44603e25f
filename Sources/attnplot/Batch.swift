// `batch`: the figures of a manifest, drawn anew where they are stale, checked, explained, watched.

import ArgumentParser
import Article
import CairoRendering
import FigureKinds
import FigurePipeline
import Glibc
import StageTimes
import TextFormats

/// Draws the figures of a manifest, or the article's.
struct Batch: ParsableCommand, DrawingCommand, TimedCommand, ManifestCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw the figures of a manifest, those that changed since the last run.",
    discussion: """
      Without a manifest it draws the article's figures. What was drawn and from what is kept in \
      .attnplot.json in the output folder.

      Examples:
        attnplot batch --output figures
        attnplot batch docs/figures.yaml
        attnplot batch docs/figures.yaml --check
        attnplot batch docs/figures.yaml --explain
        attnplot batch docs/figures.yaml --only 'pe-*,similarity' --formats svg --index docs/figures.md

      attnplot init writes a manifest to start from; attnplot schema describes all of its keys.
      """)

  @Argument(
    help: ArgumentHelp("A manifest; the article's figures if not given.", valueName: "manifest"),
    completion: .file(extensions: ["yaml", "yml"]))
  var manifest: String?

  static let output = OptionDeclaration<String?>(
    "output", "The folder to draw into, in place of the manifest's; made if it is not there.",
    otherNames: ["-o"], valueName: "folder", takesAnyValue: false)
  @Option(Self.output) var output: String?

  @OptionGroup var root: RootArguments

  @OptionGroup(title: "Choice") var choice: BatchChoice
  @OptionGroup(title: "What is done") var mode: BatchMode
  @OptionGroup(title: "Files for other programs") var exports: BatchExports

  @OptionGroup var jobCount: JobArguments

  @OptionGroup(title: "What a figure may take") var limits: BatchLimits

  @OptionGroup var onFailure: FailurePolicy

  static let logFormat = OptionDeclaration<LogFormat>(
    "log-format", "How the log is written: text or json.", valueName: "format",
    initial: LogFormat.text)
  @Option(Self.logFormat) var logFormat: LogFormat

  static let quiet = OptionDeclaration<Bool>("quiet", "Say nothing but errors.")
  @Flag(Self.quiet) var quiet: Bool

  static let strict = OptionDeclaration<Bool>("strict", "Treat warnings as errors.")
  @Flag(Self.strict) var strict: Bool

  @OptionGroup var timing: TimingArguments

  static let parameters: [Parameter<Self>] = [
    Parameter(output, \._output),
    Parameter(\._root),
    Parameter(\._choice),
    Parameter(\._mode),
    Parameter(\._exports),
    Parameter(\._jobCount),
    Parameter(\._limits),
    Parameter(\._onFailure),
    Parameter(logFormat, \._logFormat),
    Parameter(quiet, \._quiet),
    Parameter(strict, \._strict),
    Parameter(\._timing),
  ]

  var jobs: Int? { jobCount.jobs }

  func run() throws {
    do {
      try work()
    } catch {
      try logFailure(error)
      throw error
    }
  }

  /// Writes an error into a log of objects, as which it would not be one otherwise.
  /// - Throws: the code to end with, where that was done.
  func logFailure(_ error: any Error) throws {
    guard logFormat == .json, !(error is DriftFound) else { return }
    let status = ExitStatus(error)
    let log = BatchLog(logFormat, isQuiet: quiet)
    for line in status.lines { log.fail(line) }
    throw ExitCode(status.code)
  }

  func work() throws {
    try mode.validated()
    let root = try root.checked(manifest)
    if mode.printManifest {
      try OutputFiles.print(
        try manifest.map { try Manifest.text(of: $0, root: root, overrides: overrides()) }
          ?? ArticleManifest.text)
      return
    }
    if choice.shard != nil, !exports.index.isEmpty || mode.mergeIndex {
      throw FigureError.usage(
        "--shard draws a part: join the parts with --merge-index, which takes --index")
    }
    if mode.check, !exports.areNone {
      throw FigureError.usage(
        "--index, --depfile and --ninja go with drawing, --explain or --dry-run, not with --check")
    }
    if mode.prune, choice.isNarrow {
      throw FigureError.usage(
        "--prune needs the whole set: leave out --shard, --formats, --theme and --lang")
    }
    if mode.mergeIndex, exports.ninja != nil {
      throw FigureError.usage("--ninja goes with drawing, not with --merge-index")
    }
    if mode.watch, manifest == nil {
      throw FigureError.usage("--watch: give the manifest to watch")
    }
    if exports.ninja != nil, manifest == nil {
      throw FigureError.usage("--ninja: give the manifest that the build starts from")
    }
    if mode.watch {
      try watch()
    } else {
      let plan = try StageClock.measure(.plan) { try self.prepared() }
      try carryOut(plan)
    }
  }

  /// The plan, when every position that the run writes to is known to take files.
  func prepared() throws -> BatchPlan {
    let plan = try plan()
    if mode.draws, !exports.areNone {
      // An index may go beside the figures, into the folder that the run is to make.
      try plan.withFolder { try exports.validated(plan, isForced: mode.force) }
    } else {
      try exports.validated(plan, isForced: mode.force)
    }
    return plan
  }

  /// Says what the manifest leaves its readers to find out, and what the command line asks for besides.
  /// - Throws: where that is an error.
  func reportWarnings(_ plan: BatchPlan, _ log: BatchLog) throws {
    var warnings = plan.figures.warnings.map(\.description)
    let besides = plan.figures.filter { !$0.isListed }.map(\.name)
    if let path = plan.manifest.path, !besides.isEmpty {
      let more = besides.count > 3 ? " and \(besides.count - 3) more" : ""
      warnings.append(
        "\(besides.prefix(3).joined(separator: ", "))\(more): \(path) does not list "
          + "\(besides.count == 1 ? "this variant" : "these variants"), drawn because "
          + "--theme or --lang asks for them; list them under theme: and lang: to keep them up to date"
      )
    }
    guard !warnings.isEmpty else { return }
    guard strict else {
      for warning in warnings { log.warn(warning) }
      return
    }
    for warning in warnings.dropLast() { log.fail("\(warning) (--strict)") }
    throw FigureError.work("\(warnings[warnings.count - 1]) (--strict)")
  }

  private func overrides() throws -> Manifest.Overrides {
    var overrides = try choice.overrides()
    overrides.limits = try root.limits(manifest)
    return overrides
  }

  func plan() throws -> BatchPlan {
    let overrides = try overrides()
    if let manifest { try exports.refuse(OutputPaths(reading: [manifest])) }
    let manifest =
      try manifest.map {
        try Manifest.checked(
          path: $0, root: root.root, overrides: overrides,
          jobs: jobs ?? FigureSet.processorCount, limits: limits.limits)
      }
      ?? ArticleManifest.manifest(
        overrides, choosing: mode.prune ? nil : choice.patterns,
        jobs: jobs ?? FigureSet.processorCount)
    var plan = try BatchPlan(
      manifest, folder: output, only: choice.patterns, shard: choice.shard)
    plan.builtIn = { try? ArticleManifest.manifest() }
    if mode.check, choice.formats != nil { plan.leaveOutFormatsNeverDrawn() }
    return plan
  }

  func carryOut(_ plan: BatchPlan) throws {
    let log = BatchLog(logFormat, isQuiet: quiet, reportsFigures: !mode.check)
    if !mode.mergeIndex { try reportWarnings(plan, log) }
    if mode.pixels {
      try checkPictures(plan, log)
    } else if mode.check || mode.explain || mode.dryRun {
      try explain(plan, log)
    } else if mode.mergeIndex {
      try merge(plan, log)
    } else {
      try draw(plan, log)
    }
  }
}

/// A check found files that are not as they should be. It has been said which.
struct DriftFound: Error {}
