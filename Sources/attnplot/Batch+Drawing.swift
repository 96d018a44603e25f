// `batch`, drawing: the run and what it says, files for other programs.

import FigureKinds
import FigurePipeline
import TextFormats

extension Batch {
  func draw(_ plan: BatchPlan, _ log: BatchLog) throws {
    var run = BatchRun(plan)
    run.isForced = mode.force
    run.isStrict = strict
    run.stopsAtFailure = onFailure.failFast
    run.checksFirst = !onFailure.keepGoing
    run.prunes = mode.prune
    run.jobs = jobs ?? FigureSet.processorCount
    run.limits = limits.limits
    let result = try run.run { log.report($0) }
    log.end()
    for warning in result.warnings { log.warn(warning.spelled(.command)) }
    for orphan in result.orphans { report(orphan, plan, log) }
    reportEnd(result, in: plan.folder, log)
    let failures = result.failures
    try writeExports(plan, log)
    guard failures.isEmpty else {
      // Said again at the end, where they are found among the lines of many figures.
      if Set(result.outcomes.map(\.figure.id)).count > 1, !quiet {
        for message in failures.failureMessages { log.fail(message) }
      }
      let skipped = result.skipped.isEmpty ? "" : ", \(result.skipped.count) were not begun"
      throw FigureError.work(
        "\(failures.count) of \(result.outcomes.count) figures failed\(skipped)")
    }
  }

  func reportEnd(_ result: BatchResult, in folder: String, _ log: BatchLog) {
    let failures = result.failures
    let written = result.outcomes.flatMap(\.written).count
    log.write(
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

  func summary(_ result: BatchResult, written: Int, _ folder: String) -> String {
    let drawn = result.outcomes.count - result.failures.count
    let fresh = "\(result.freshCount) \(result.freshCount == 1 ? "was" : "were") up to date"
    if result.outcomes.isEmpty, result.skipped.isEmpty {
      return "nothing to draw: all \(result.freshCount) figures in \(folder) are up to date"
    }
    return "drew \(drawn) figure\(drawn == 1 ? "" : "s") into \(folder), wrote \(written) "
      + "file\(written == 1 ? "" : "s")" + (result.freshCount > 0 ? "; \(fresh)" : "")
  }

  func report(_ orphan: OrphanFile, _ plan: BatchPlan, _ log: BatchLog) {
    let path = "\(plan.folder)/\(orphan.name)"
    if orphan.isRemoved {
      log.write(
        "removed \(path), which the manifest does not make any more",
        .object([("event", .text("removed")), ("file", .text(orphan.name))]))
    } else {
      let reason =
        switch orphan.state {
        case .asDrawn: "remove it with --prune"
        case .changed: "but it is not as it was drawn, so it stays; remove it by hand"
        case .ofUnknownManifest:
          "an older attnplot drew it and did not write down for which manifest, so it stays; remove it "
            + "by hand if no other one makes it"
        }
      log.warn("\(path): is left over, the manifest does not make it any more; \(reason)")
    }
  }

  func writeExports(_ plan: BatchPlan, _ log: BatchLog) throws {
    for path in exports.index {
      let index = FigureIndex(plan, path: path)
      if !index.missing.isEmpty {
        log.warn("\(path): without \(index.missing.joined(separator: ", ")), not drawn yet")
      }
      try OutputFiles.writeIfChanged(OutputFile(path: path, bytes: index.bytes(for: path)))
    }
    for file in try exports.buildFiles(plan) { try OutputFiles.writeIfChanged(file) }
  }
}
