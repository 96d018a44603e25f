// A run whose figures are drawn in processes of their own: what ends one of them costs its figure.

import AttentionMath
import CairoRendering
import StageTimes
import TextFormats
import WorkerProcesses

/// What a worker says of a variant that it drew, or did not, before its files are put in their places.
private struct VariantReport: Codable {
  var index: Int
  var written: [String]
  var warnings: [Message]
  /// Why it was not drawn.
  var failure: Message?
  var record: FigureRecord?

  init(_ index: Int, _ drawn: BatchRun.Drawn) {
    self.index = index
    written = drawn.outcome.written
    warnings = drawn.outcome.warnings
    failure = drawn.outcome.failure?.reason
    record = drawn.record
  }

  /// What is left of it where its files could not be put in their places.
  mutating func fail(_ reason: Message) {
    (written, failure, record) = ([], reason, nil)
  }
}

/// What a worker says of the same when it is over.
private struct VariantEnd: Codable {
  var index: Int
  /// Why its files are not in their places.
  var failure: Message?
  /// The seconds that its stages took, where they are measured.
  var seconds: [String: Double]
}

/// What a worker reports in the two rounds of a run.
private enum WorkerFinding: Codable {
  case options(OptionReport)
  case drawn(VariantReport)
  case over(VariantEnd)
}

extension BatchRun {
  /// The two rounds of a run in workers: what a worker has computed for the one serves the other.
  private enum Round {
    static let checking = 0
    static let drawing = 1
  }

  /// Checks the options of figures and draws them in copies of this process. One job is one figure of the
  /// manifest in all of its themes and languages.
  /// - Parameters:
  ///   - known: what was recorded of them before.
  ///   - begin: called when the options are found right, before the first figure is drawn.
  /// - Throws: `WorkerFailure` where no copy can be made, before anything is drawn; `ManifestError` with
  ///   what is wrong with the options; and what `begin` throws.
  func drawApart(
    _ figures: [PlannedFigure], _ known: [String: FigureRecord], _ keeper: RecordKeeper,
    _ workers: FigureRenderers, _ limits: JobLimits, begin: () throws -> Void,
    _ report: @Sendable (BatchEvent) -> Void
  ) throws -> [FigureOutcome] {
    let variants = figures.variants
    var outcomes: [Int: FigureOutcome] = [:]
    var hasFailed = false
    var problems: [Int: [ManifestProblem]] = [:]
    /// What was drawn and may be in its places or not.
    var drawn: [Int: VariantReport] = [:]
    /// Why figures cannot be drawn whose check ended their worker.
    var lost: [Int: Message] = [:]
    var hasBegun = false
    var refusal: (any Error)?
    func end(_ index: Int, _ outcome: FigureOutcome) {
      hasFailed = hasFailed || outcome.failure != nil
      outcomes[index] = outcome
      report(.ended(outcome))
    }
    func fail(_ job: Int, _ reason: Message) {
      for index in variants[job] where outcomes[index] == nil {
        // Its worker may have ended after the last file was there and before it told.
        if let drawn = drawn[index],
          drawn.record?.files.allSatisfy({ isThere($0.key, $0.value) }) == true
        {
          end(drawn, seconds: [:])
          continue
        }
        var outcome = FigureOutcome(figure: figures[index], written: [], warnings: [])
        outcome.failure = figures[index].failure(reason)
        end(index, outcome)
      }
    }
    func end(_ drawn: VariantReport, seconds: [String: Double]) {
      // A worker that takes over from another tells again what that one told.
      guard outcomes[drawn.index] == nil else { return }
      let figure = figures[drawn.index]
      if let record = drawn.record { keep(record, of: figure, keeper) }
      StageClock.current?.add(seconds)
      end(
        drawn.index,
        FigureOutcome(
          figure: figure, written: drawn.written, warnings: drawn.warnings,
          failure: drawn.failure.map { figure.failure($0) }))
    }
    func mayBegin() -> Bool { refusal == nil && !(stopsAtFailure && hasFailed) }
    /// What comes between the rounds.
    func beginDrawing() {
      hasBegun = true
      do {
        let found = ArgumentCheck.distinct(problems.sorted { $0.key < $1.key }.flatMap(\.value))
        guard found.isEmpty else { throw ManifestError(problems: found) }
        try begin()
      } catch {
        refusal = error
      }
    }
    func admit(_ round: Int, _ job: Int) -> JobAdmission {
      guard round == Round.drawing else { return .begin }
      if !hasBegun { beginDrawing() }
      guard mayBegin() else { return .stop }
      guard let reason = lost[job] else { return .begin }
      for index in variants[job] { report(.began(figures[index])) }
      fail(job, reason)
      return .skip
    }
    func take(_ round: Int, _ event: FigureJobs.Event<WorkerFinding>) {
      switch (round, event) {
      case (Round.checking, .found(let job, .options(let found))):
        problems[job] = found.manifestProblems
      case (Round.checking, .lost(let job, let reason)): lost[job] = reason
      case (Round.checking, _): break
      case (_, .began(let job)):
        for index in variants[job] { report(.began(figures[index])) }
      case (_, .found(_, .drawn(let reported))): drawn[reported.index] = reported
      case (_, .found(_, .over(let reported))):
        guard var variant = drawn[reported.index] else { break }
        if let failure = reported.failure { variant.fail(failure) }
        end(variant, seconds: reported.seconds)
      case (_, .found(_, .options)): break
      case (_, .ended(let job)):
        // What is not begun after a failure is reported as that.
        if mayBegin() { fail(job, FigureJobs.silence) }
      case (_, .lost(let job, let reason)): fail(job, reason)
      }
    }
    let drafts =
      checksFirst ? ArgumentCheck.drafts(of: variants.map { $0.map { figures[$0] } }) : []
    let first = checksFirst ? Round.checking : Round.drawing
    /// A worker's side of a job.
    func work(_ round: Int, _ job: Int, _ report: @escaping (WorkerFinding) -> Void) {
      if first + round == Round.checking {
        let found = ArgumentCheck.problems(in: drafts[job], workers, computations)
        report(.options(OptionReport(found)))
      } else {
        drawVariants(variants[job], of: figures, known, keeper.owner, workers, report)
        computations.forget(variants[job].map { figures[$0].request })
      }
    }
    try FigureJobs.run(
      variants.count, rounds: Round.drawing - first + 1, jobs: jobs, limits: limits,
      admit: { admit(first + $0, $1) }, notify: { take(first + $0, $1) }, work)
    if let refusal { throw refusal }
    return outcomes.sorted { $0.key < $1.key }.map(\.value)
  }

  /// A worker's side of a job.
  private func drawVariants(
    _ indices: [Int], of figures: [PlannedFigure], _ known: [String: FigureRecord],
    _ owner: String?, _ workers: FigureRenderers, _ report: (WorkerFinding) -> Void
  ) {
    // Digests are found anew for each figure: data may have changed since the one before.
    let inputs = InputDigests()
    for index in indices {
      var hasFailed = false
      let clock = StageClock.current.map { _ in StageClock() }
      StageClock.$current.withValue(clock) {
        var made = workers.withOne {
          drawn(figures[index], known[figures[index].name], $0, owner, inputs)
        }
        let isDrawn = made.record != nil
        if isDrawn { report(.drawn(VariantReport(index, made))) }
        JobMemory.beyondLimit {
          if !isDrawn { report(.drawn(VariantReport(index, made))) }
          writeFiles(&made)
          hasFailed = made.outcome.failure != nil
          report(
            .over(
              VariantEnd(
                index: index, failure: isDrawn ? made.outcome.failure?.reason : nil,
                seconds: clock?.secondsByName ?? [:])))
        }
      }
      if stopsAtFailure, hasFailed { return }
    }
  }
}
