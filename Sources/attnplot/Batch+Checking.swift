// `batch`, telling what would be drawn, checking, joining shards.

import FigureKinds
import FigurePipeline
import TextFormats

extension Batch {
  func explain(_ plan: BatchPlan, _ log: BatchLog) throws {
    let (statuses, warning) = try plan.statuses(
      isForced: mode.force, jobs: jobs ?? FigureSet.processorCount)
    if let warning { log.warn(warning) }
    let stale = statuses.filter(\.isStale)
    var rehearsal = Rehearsal(stale.map(\.figure))
    rehearsal.isWhole = mode.dryRun
    rehearsal.isStrict = strict
    rehearsal.jobs = jobs ?? FigureSet.processorCount
    rehearsal.limits = limits.limits
    let rehearsed = try rehearsal.run()
    try plan.refuseOthers(mode.check ? [] : statuses, isForced: mode.force)
    for status in stale {
      if logFormat == .json {
        try list(
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
        try list(TerminalText.line(status.figure.name))
      } else if !quiet || mode.explain {
        for cause in status.causes {
          try list(
            TerminalText.line("\(status.figure.name): \(cause.kind.rawValue): \(cause.detail)"))
        }
      }
    }
    let orphans = plan.orphans()
    for orphan in orphans { report(orphan, plan, log) }
    log.reportWarnings(rehearsed)
    if mode.dryRun || mode.explain, !mode.check { try writeExports(plan, log) }
    reportStale(stale.count, of: statuses.count, leftOver: orphans.count, in: plan.folder, log)
    if mode.check, !stale.isEmpty || strict && !orphans.isEmpty { throw DriftFound() }
    let failures = rehearsed.filter { $0.failure != nil }
    guard failures.isEmpty else {
      for message in failures.failureMessages { log.fail(message) }
      throw FigureError.work(
        "\(failures.count) of \(stale.count) figures would fail")
    }
  }

  func reportStale(
    _ stale: Int, of all: Int, leftOver: Int = 0, in folder: String, _ log: BatchLog
  ) {
    let count = "\(stale) of \(all) figures"
    let rest =
      leftOver == 0 ? "" : "; \(leftOver) file\(leftOver == 1 ? " is" : "s are") left over"
    log.write(
      (stale == 0
        ? "all \(all) figures in \(folder) are up to date"
        : mode.check ? "\(count) in \(folder) are not up to date" : "\(count) would be drawn")
        + rest + (mode.check ? Self.whatCheckIs : ""),
      .object(
        [
          ("event", .text("end")), ("stale", .number(stale)), ("figures", .number(all)),
          ("leftOver", .number(leftOver)),
        ] + (mode.check ? [("compared", .text("records"))] : [])))
  }

  /// A record can be forged together with its picture: the gate against forgetting is not taken for
  /// the one against people.
  private static let whatCheckIs =
    " (records and files compared, nothing drawn; --check --pixels draws again and also finds what was "
    + "forged)"

  func checkPictures(_ plan: BatchPlan, _ log: BatchLog) throws {
    var check = PictureCheck(plan)
    check.tolerance = mode.tolerance
    check.differences = mode.diff
    check.jobs = jobs ?? FigureSet.processorCount
    check.limits = limits.limits
    let compared = try check.run { log.report($0) }
    log.end()
    for message in compared.failureMessages { log.fail(message) }
    let orphans = plan.orphans()
    for orphan in orphans { report(orphan, plan, log) }
    for comparison in compared {
      guard let difference = comparison.difference else { continue }
      if logFormat == .json {
        try list(
          JSONValue.object([
            ("event", .text("different")), ("figure", .text(comparison.figure.name)),
            ("file", .text(comparison.file)), ("detail", .text(difference.description)),
          ]).line)
      } else {
        try list(TerminalText.line("\(comparison.file): \(difference.description)"))
      }
    }
    let different = compared.count { $0.difference != nil }
    let failed = compared.count { $0.failure != nil }
    let checked = compared.count - failed
    let page = mode.diff.map { different > 0 ? "; see \($0)/index.html" : "" } ?? ""
    log.write(
      different == 0
        ? "all \(checked) files in \(plan.folder) show what they should, drawn again and compared"
        : "\(different) of \(checked) files in \(plan.folder) differ\(page)",
      .object([
        ("event", .text("end")), ("compared", .text("pictures")), ("different", .number(different)),
        ("files", .number(compared.count)),
      ]))
    if failed > 0 { throw FigureError.work("\(failed) of \(plan.figures.count) figures failed") }
    if different > 0 || strict && !orphans.isEmpty { throw DriftFound() }
  }

  func merge(_ plan: BatchPlan, _ log: BatchLog) throws {
    let result = try ShardMerge.run(plan)
    for warning in result.warnings { log.warn(warning.spelled(.command)) }
    try writeExports(plan, log)
    log.write(
      "joined the records of \(result.parts) shard\(result.parts == 1 ? "" : "s") in \(plan.folder)",
      .object([
        ("event", .text("end")), ("parts", .number(result.parts)),
        ("missing", .list(result.missing.map { .text($0) })),
      ]))
    guard result.missing.isEmpty else {
      throw FigureError.work(
        "\(result.missing.count) figures were not drawn by any shard: "
          + "\(result.missing.prefix(8).joined(separator: ", "))"
          + "\(result.missing.count > 8 ? " and others" : "")")
    }
  }

  /// A line on standard output, which may be a disk that is full.
  private func list(_ line: String) throws { try OutputFiles.print(line + "\n") }
}
