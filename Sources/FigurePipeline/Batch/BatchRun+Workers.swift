// A run whose figures are drawn in processes of their own: what ends one of them costs its figure.

import AttentionMath
import CairoRendering
import StageTimes
import WorkerProcesses

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a worker says of a variant that it drew, or did not.
private struct VariantReport: Codable {
  var index: Int
  var written: [String]
  var warnings: [String]
  /// Why it was not drawn.
  var failure: String?
  var record: FigureRecord?
  /// The seconds that its stages took, where they are measured.
  var seconds: [String: Double]
}

extension BatchRun {
  /// Draws figures in copies of this process. One job is one figure of the manifest in all of its
  /// themes and languages.
  /// - Parameter known: what was recorded of them before.
  /// - Throws: where no copy can be made.
  func drawApart(
    _ figures: [PlannedFigure], _ known: [String: FigureRecord], _ keeper: RecordKeeper,
    _ workers: FigureRenderers, _ limits: JobLimits, _ report: @Sendable (BatchEvent) -> Void
  ) throws(WorkerFailure) -> [FigureOutcome] {
    let variants = Self.variants(figures)
    var outcomes: [Int: FigureOutcome] = [:]
    var hasFailed = false
    func end(_ index: Int, _ outcome: FigureOutcome) {
      hasFailed = hasFailed || outcome.failure != nil
      outcomes[index] = outcome
      report(.ended(outcome))
    }
    // Copies share what this process has read of the fonts, which another thread may be at.
    TextEngine.prepareFonts()
    func take(_ event: JobEvent) {
      switch event {
      case .began(let job):
        for index in variants[job] { report(.began(figures[index])) }
      case .report(_, let bytes):
        guard let report = try? JSONDecoder().decode(VariantReport.self, from: Data(bytes)) else {
          return
        }
        let figure = figures[report.index]
        if let record = report.record { keep(record, of: figure, keeper) }
        for (stage, seconds) in report.seconds {
          Stage(rawValue: stage).map { StageClock.current?.add(seconds, to: $0) }
        }
        end(
          report.index,
          FigureOutcome(
            figure: figure, written: report.written, warnings: report.warnings,
            failure: report.failure.map { figure.failure($0) }))
      case .ended(let job):
        // What is not begun after a failure is told as that.
        if mayBegin() { fail(job, "its process said nothing of it") }
      case .failed(let job, let failure, let said):
        fail(job, failure.inWords(limits, said: said))
      }
    }
    func fail(_ job: Int, _ reason: String) {
      for index in variants[job] where outcomes[index] == nil {
        var outcome = FigureOutcome(figure: figures[index], written: [], warnings: [])
        outcome.failure = figures[index].failure(reason)
        end(index, outcome)
      }
    }
    func mayBegin() -> Bool { !(stopsAtFailure && hasFailed) }
    try ForkedPool.run(
      variants.count, workers: jobs, limits: limits, mayBegin: mayBegin, report: take
    ) { job, report in
      takeOwnThreads()
      drawVariants(variants[job], of: figures, known, keeper.owner, workers, report)
    }
    return outcomes.sorted { $0.key < $1.key }.map(\.value)
  }

  /// A worker's side of a job.
  private func drawVariants(
    _ indices: [Int], of figures: [PlannedFigure], _ known: [String: FigureRecord],
    _ owner: String?, _ workers: FigureRenderers, _ report: ([UInt8]) -> Void
  ) {
    // Digests are found anew for each figure: data may have changed since the one before.
    let inputs = InputDigests()
    for index in indices {
      let clock = StageClock.current.map { _ in StageClock() }
      let (outcome, record) = StageClock.$current.withValue(clock) {
        workers.withOne { draw(figures[index], known[figures[index].name], $0, owner, inputs) }
      }
      let said = VariantReport(
        index: index, written: outcome.written, warnings: outcome.warnings,
        failure: outcome.failure?.reason, record: record,
        seconds: Dictionary(
          (clock?.times.stages ?? []).map { ($0.stage.rawValue, $0.seconds) },
          uniquingKeysWith: +))
      // Strings and numbers always encode.
      report(Array((try? JSONEncoder().encode(said)) ?? Data()))
      if stopsAtFailure, outcome.failure != nil { return }
    }
  }

  /// The places of each figure's variants among all, figures in the order of their first one.
  private static func variants(_ figures: [PlannedFigure]) -> [[Int]] {
    var jobs: [[Int]] = []
    var known: [String: Int] = [:]
    for (index, figure) in figures.enumerated() {
      if let job = known[figure.id] {
        jobs[job].append(index)
      } else {
        known[figure.id] = jobs.count
        jobs.append([index])
      }
    }
    return jobs
  }
}
