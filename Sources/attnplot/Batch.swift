// `batch`: the figures of a manifest, drawn anew where they are stale, checked, explained, watched.

import ArgumentParser
import CairoRendering
import FigureKinds
import FigurePipeline
import Glibc
import StageTimes

/// Draws the figures of a manifest, or the article's.
struct Batch: AsyncParsableCommand, DrawingCommand, TimedCommand {
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

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp(
      "The folder to draw into, in place of the manifest's; made if it is not there.",
      valueName: "folder"), completion: .directory)
  var output: String?

  @OptionGroup var root: RootArguments

  @OptionGroup(title: "Choice") var choice: BatchChoice
  @OptionGroup(title: "What is done") var mode: BatchMode
  @OptionGroup(title: "Files for other programs") var exports: BatchExports

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Figures drawn at the same time; the machine's cores if not given.", valueName: "n"))
  var jobs: Int?

  @Flag(exclusivity: .exclusive) var onFailure: FailurePolicy = .keepGoing

  @Option(help: ArgumentHelp("How the log is written: text or json.", valueName: "format"))
  var logFormat = LogFormat.text

  @Flag(help: "Say nothing but errors.")
  var quiet = false

  @Flag(help: "Treat warnings as errors.")
  var strict = false

  @OptionGroup var timing: TimingArguments

  func run() async throws {
    do {
      try await work()
    } catch let error where logFormat == .json && !(error is DriftFound) {
      let ending = Ending(error)
      let log = BatchLog(logFormat, isQuiet: quiet)
      for line in ending.lines { log.fail(line) }
      throw ExitCode(ending.code)
    }
  }

  private func work() async throws {
    try mode.validated()
    _ = try root.checked(manifest)
    if mode.printManifest {
      try OutputFiles.print(ArticleManifest.text)
      return
    }
    if let jobs, jobs < 1 { throw FigureError.usage("--jobs \(jobs): at least 1 is needed") }
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
      try await watch()
    } else if let (result, folder) = try StageClock.measure(.plan, { try self.unchanged() }) {
      let log = BatchLog(logFormat, isQuiet: quiet, tellsFigures: !mode.check)
      tellUnchanged(result, in: folder, log)
    } else {
      let plan = try StageClock.measure(.plan) { try self.prepared() }
      try await carryOut(plan)
    }
  }

  /// The plan, when every place that the run writes to is known to take files.
  private func prepared() throws -> BatchPlan {
    let plan = try plan()
    // An index may go beside the figures, into the folder that the run is to make.
    if mode.draws { try FigureSet.makeFolder(plan.folder) }
    try exports.validated(plan)
    return plan
  }

  private func plan() throws -> BatchPlan {
    let overrides = try choice.overrides()
    let manifest =
      try manifest.map {
        try Manifest(
          path: $0, root: root.root, overrides: overrides, jobs: jobs ?? FigureSet.processorCount)
      }
      ?? ArticleManifest.manifest(
        overrides, choosing: mode.prune ? nil : choice.patterns,
        jobs: jobs ?? FigureSet.processorCount)
    var plan = try BatchPlan(
      manifest, folder: output, only: choice.patterns, shard: choice.shard)
    if mode.check, choice.formats != nil { plan.leaveOutFormatsNeverDrawn() }
    return plan
  }

  /// How the run ends, where all figures are known to be as they should be without reading any.
  private func unchanged() throws -> (result: BatchResult, folder: String)? {
    guard let manifest, choice.patterns == nil, choice.shard == nil, !mode.force, !mode.pixels,
      !mode.mergeIndex, exports.areNone
    else { return nil }
    return BatchRun.unchanged(
      manifest, root: root.root, overrides: try choice.overrides(), output: output,
      jobs: jobs ?? FigureSet.processorCount)
  }

  private func tellUnchanged(_ result: BatchResult, in folder: String, _ log: BatchLog) {
    if mode.draws {
      log.tell(.started(drawing: 0, of: result.freshCount))
      log.end()
      tellEnd(result, in: folder, log)
    } else {
      tellStale(0, of: result.freshCount, in: folder, log)
    }
  }

  private func carryOut(_ plan: BatchPlan) async throws {
    let log = BatchLog(logFormat, isQuiet: quiet, tellsFigures: !mode.check)
    if mode.pixels {
      try await checkPictures(plan, log)
    } else if mode.check || mode.explain || mode.dryRun {
      try await explain(plan, log)
    } else if mode.mergeIndex {
      try merge(plan, log)
    } else {
      try await draw(plan, log)
    }
  }

  // MARK: Drawing

  private func draw(_ plan: BatchPlan, _ log: BatchLog) async throws {
    var run = BatchRun(plan)
    run.isForced = mode.force
    run.isStrict = strict
    run.stopsAtFailure = onFailure == .failFast
    run.prunes = mode.prune
    run.jobs = jobs ?? FigureSet.processorCount
    let result = try await run.run { log.tell($0) }
    log.end()
    for warning in result.warnings { log.warn(warning) }
    for orphan in result.orphans { tell(orphan, plan, log) }
    tellEnd(result, in: plan.folder, log)
    let failures = result.failures
    try writeExports(plan, log)
    guard failures.isEmpty else {
      // Said again at the end, where they are found among the lines of many figures.
      if result.outcomes.count > 1, !quiet {
        for failure in failures { log.fail(failure.error ?? "") }
      }
      let skipped = result.skipped.isEmpty ? "" : ", \(result.skipped.count) were not begun"
      throw FigureError.work(
        "\(failures.count) of \(result.outcomes.count) figures failed\(skipped)")
    }
  }

  private func tellEnd(_ result: BatchResult, in folder: String, _ log: BatchLog) {
    let failures = result.failures
    let written = result.outcomes.flatMap(\.written).count
    log.say(
      summary(result, written: written, folder),
      .object([
        ("event", .text("end")), ("drawn", .number(result.outcomes.count - failures.count)),
        ("written", .number(written)), ("fresh", .number(result.freshCount)),
        ("failed", .list(failures.map { .text($0.figure.name) })),
        ("skipped", .list(result.skipped.map { .text($0) })),
        ("orphans", .list(result.orphans.filter { !$0.isRemoved }.map { .text($0.name) })),
        ("removed", .list(result.orphans.filter(\.isRemoved).map { .text($0.name) })),
      ]))
  }

  private func summary(_ result: BatchResult, written: Int, _ folder: String) -> String {
    let drawn = result.outcomes.count - result.failures.count
    let fresh = "\(result.freshCount) \(result.freshCount == 1 ? "was" : "were") up to date"
    if result.outcomes.isEmpty, result.skipped.isEmpty {
      return "nothing to draw: all \(result.freshCount) figures in \(folder) are up to date"
    }
    return "drew \(drawn) figure\(drawn == 1 ? "" : "s") into \(folder), wrote \(written) "
      + "file\(written == 1 ? "" : "s")" + (result.freshCount > 0 ? "; \(fresh)" : "")
  }

  private func tell(_ orphan: OrphanFile, _ plan: BatchPlan, _ log: BatchLog) {
    let path = "\(plan.folder)/\(orphan.name)"
    if orphan.isRemoved {
      log.say(
        "removed \(path), whose figure left the manifest",
        .object([("event", .text("removed")), ("file", .text(orphan.name))]))
    } else {
      log.warn(
        orphan.isOurs
          ? "\(path): its figure left the manifest; remove it with --prune"
          : "\(path): its figure left the manifest, but it is not as we drew it, so it stays")
    }
  }

  private func writeExports(_ plan: BatchPlan, _ log: BatchLog) throws {
    for path in exports.index {
      let index = FigureIndex(plan, path: path)
      if !index.missing.isEmpty {
        log.warn("\(path): without \(index.missing.joined(separator: ", ")), not drawn yet")
      }
      try OutputFiles.writeIfChanged(OutputFile(path: path, bytes: index.bytes(for: path)))
    }
    let build = BuildFiles(plan)
    if let path = exports.depfile {
      try OutputFiles.writeIfChanged(OutputFile(path: path, bytes: build.depfile))
    }
    if let path = exports.ninja {
      let words = CommandLine.arguments.filter { !["--dry-run", "--explain"].contains($0) }
      let draw = Self.without("--ninja", words)
      try OutputFiles.writeIfChanged(
        OutputFile(
          path: path,
          bytes: build.ninja(
            draw: draw, generate: words.filter { $0 != "--prune" } + ["--dry-run"], path: path)))
    }
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

  // MARK: Telling

  private func explain(_ plan: BatchPlan, _ log: BatchLog) async throws {
    let (statuses, warning) = try plan.statuses(
      isForced: mode.force, jobs: jobs ?? FigureSet.processorCount)
    if let warning { log.warn(warning) }
    let stale = statuses.filter(\.isStale)
    try await stale.map(\.figure).checkArguments(jobs: jobs ?? FigureSet.processorCount)
    for status in stale {
      if logFormat == .json {
        print(
          JSONValue.object([
            ("event", .text("stale")), ("figure", .text(status.figure.name)),
            ("id", .text(status.figure.id)),
            ("files", .list(status.figure.fileNames.map { .text($0) })),
            (
              "causes",
              .list(
                status.causes.map {
                  .object([("kind", .text($0.kind.rawValue)), ("detail", .text($0.detail))])
                })
            ),
          ]).line)
      } else if mode.dryRun, !mode.explain {
        print(status.figure.name)
      } else if !quiet || mode.explain {
        for cause in status.causes {
          print("\(status.figure.name): \(cause.kind.rawValue): \(Messages.oneLine(cause.detail))")
        }
      }
    }
    if mode.dryRun || mode.explain, !mode.check { try writeExports(plan, log) }
    tellStale(stale.count, of: statuses.count, in: plan.folder, log)
    if mode.check, !stale.isEmpty { throw DriftFound() }
  }

  private func tellStale(_ stale: Int, of all: Int, in folder: String, _ log: BatchLog) {
    let count = "\(stale) of \(all) figures"
    log.say(
      stale == 0
        ? "all \(all) figures in \(folder) are up to date"
        : mode.check ? "\(count) in \(folder) are not up to date" : "\(count) would be drawn",
      .object([("event", .text("end")), ("stale", .number(stale)), ("figures", .number(all))]))
  }

  private func checkPictures(_ plan: BatchPlan, _ log: BatchLog) async throws {
    var check = PictureCheck(plan)
    check.tolerance = mode.tolerance
    check.differences = mode.diff
    check.jobs = jobs ?? FigureSet.processorCount
    let compared = try await check.run { log.tell($0) }
    log.end()
    for comparison in compared {
      if let error = comparison.error { log.fail(error) }
      guard let difference = comparison.difference else { continue }
      if logFormat == .json {
        print(
          JSONValue.object([
            ("event", .text("different")), ("figure", .text(comparison.figure.name)),
            ("file", .text(comparison.file)), ("detail", .text(difference.description)),
          ]).line)
      } else {
        print("\(comparison.file): \(difference.description)")
      }
    }
    let different = compared.count { $0.difference != nil }
    let failed = compared.count { $0.error != nil }
    let shown = compared.count - failed
    let page = mode.diff.map { different > 0 ? "; see \($0)/index.html" : "" } ?? ""
    log.say(
      different == 0
        ? "all \(shown) files in \(plan.folder) show what they should"
        : "\(different) of \(shown) files in \(plan.folder) differ\(page)",
      .object([
        ("event", .text("end")), ("different", .number(different)),
        ("files", .number(compared.count)),
      ]))
    if failed > 0 { throw FigureError.work("\(failed) of \(plan.figures.count) figures failed") }
    if different > 0 { throw DriftFound() }
  }

  private func merge(_ plan: BatchPlan, _ log: BatchLog) throws {
    let result = try ShardMerge.run(plan)
    for warning in result.warnings { log.warn(warning) }
    try writeExports(plan, log)
    log.say(
      "joined the records of \(result.parts) shard\(result.parts == 1 ? "" : "s") in \(plan.folder)",
      .object([
        ("event", .text("end")), ("parts", .number(result.parts)),
        ("missing", .list(result.missing.map { .text($0) })),
      ]))
    guard result.missing.isEmpty else {
      throw FigureError.work(
        "\(result.missing.count) figures were not drawn by any shard: "
          + result.missing.prefix(8).joined(separator: ", ")
          + (result.missing.count > 8 ? " and others" : ""))
    }
  }

  // MARK: Watching

  private func watch() async throws {
    guard let manifest else { return }
    var watcher = try FileWatcher()
    let log = BatchLog(logFormat, isQuiet: quiet)
    for path in exports.index { try FigureIndex.checkEnding(path) }
    while true {
      do {
        let plan = try prepared()
        // Before the work, so that a change during it is not missed.
        watcher.watch(
          plan.manifest.files
            + plan.manifest.figures.flatMap { $0.inputs.compactMap(\.path) + $0.companionPaths })
        try await carryOut(plan)
      } catch {
        watcher.watch([manifest])
        var awaited: [String] = []
        if let error = error as? ManifestError {
          awaited = error.awaited
          watcher.watch(error.files + awaited)
        }
        for line in Ending(error).lines { log.fail(line) }
        // One that came while its folder was not watched yet.
        if awaited.contains(where: { OutputFiles.isThere($0) }) { continue }
      }
      if !quiet, logFormat == .text {
        Messages.write("attnplot: watching \(manifest); Ctrl-C ends it\n")
      }
      _ = watcher.next()
    }
  }
}

/// A check found files that are not as they should be. It has been said which.
struct DriftFound: Error {}
