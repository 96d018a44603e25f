// What drawing would find, without drawing: options that break rules, data that cannot be read, and
// warnings.

import FigureKinds
import FigureLayout
import TextFormats
public import WorkerProcesses

/// Figures gone through as drawing them would, with nothing kept but what was wrong and what readers
/// would be warned of.
public struct Rehearsal: Sendable {
  public var figures: [PlannedFigure]
  /// Whether every figure is read, computed and placed, or its options alone are checked.
  public var isWhole = true
  /// Whether warnings are failures.
  public var isStrict = false
  /// Figures looked at at the same time.
  public var jobs = FigureSet.processorCount
  /// What each figure may take, in a process of its own; nil to look at it in this one.
  public var limits: JobLimits?

  public init(_ figures: [PlannedFigure]) { self.figures = figures }

  /// - Returns: how drawing figures would end, with no file written: all of them, or, where only options
  ///   are checked, those whose check was ended by its limits.
  /// - Throws: `ManifestError` with all options that break rules, where there are any.
  public func run() throws(ManifestError) -> [FigureOutcome] {
    if let outcomes = try runApart() { return outcomes }
    let computations = FigureComputations()
    try figures.checkArguments(jobs: jobs, computations)
    guard isWhole else { return [] }
    let renderers = FigureRenderers()
    return FigureSet.spread(figures.count, jobs: jobs) { next in
      renderers.withOne { renderer in
        var outcomes: [(index: Int, result: FigureOutcome)] = []
        while let index = next() {
          outcomes.append((index, rehearsed(figures[index], renderer, computations)))
        }
        return outcomes
      }
    }
  }

  /// What a process reports of one figure of the manifest.
  private struct Report: Codable {
    var options: OptionReport
    /// Of each variant; none where options break rules.
    var variants: [Variant]

    struct Variant: Codable {
      var warnings: [Message]
      var failure: Message?
    }
  }

  /// The same in processes of their own; nil where that is not asked for or cannot be.
  private func runApart() throws(ManifestError) -> [FigureOutcome]? {
    guard let limits else { return nil }
    let variants = figures.variants
    let drafts = ArgumentCheck.drafts(of: variants.map { $0.map { figures[$0] } })
    let renderers = FigureRenderers()
    let computations = FigureComputations()
    var problems: [[ManifestProblem]] = Array(repeating: [], count: variants.count)
    var outcomes: [FigureOutcome?] = Array(repeating: nil, count: figures.count)
    func end(_ index: Int, warnings: [Message] = [], failure: Message?) {
      var outcome = FigureOutcome(figure: figures[index], written: [], warnings: warnings)
      outcome.failure = failure.map { figures[index].failure($0) }
      outcomes[index] = outcome
    }
    do throws(WorkerFailure) {
      try FigureJobs.run(
        variants.count, jobs: jobs, limits: limits,
        ended: { (job, result: Result<Report, LostJob>) in
          switch result {
          case .success(let report):
            problems[job] = report.options.manifestProblems
            for (index, variant) in zip(variants[job], report.variants) {
              end(index, warnings: variant.warnings, failure: variant.failure)
            }
          case .failure(let lost):
            for index in variants[job] { end(index, failure: lost.reason) }
          }
        },
        { job in
          let found = ArgumentCheck.problems(in: drafts[job], renderers, computations)
          guard isWhole, found.isEmpty else {
            return Report(options: OptionReport(found), variants: [])
          }
          let outcomes = renderers.withOne { renderer in
            variants[job].map { rehearsed(figures[$0], renderer, computations) }
          }
          computations.forget(variants[job].map { figures[$0].request })
          return Report(
            options: OptionReport(found),
            variants: outcomes.map {
              Report.Variant(warnings: $0.warnings, failure: $0.failure?.reason)
            })
        })
    } catch {
      return nil
    }
    let found = ArgumentCheck.distinct(problems.flatMap(\.self))
    guard found.isEmpty else { throw ManifestError(problems: found) }
    return outcomes.compactMap(\.self)
  }

  private func rehearsed(
    _ figure: PlannedFigure, _ renderer: borrowing FigureRenderer,
    _ computations: FigureComputations
  ) -> FigureOutcome {
    var outcome = FigureOutcome(figure: figure, written: [], warnings: [])
    do throws(FigureError) {
      let prepared = try renderer.prepare(figure, computations)
      try renderer.checkDrawing(of: prepared, as: figure.formats)
      outcome.warnings = prepared.warnings
      if isStrict, let warning = outcome.warnings.first {
        throw .work("\(warning) (\(flag: "strict"))")
      }
    } catch {
      outcome.failure = figure.failure(error.message)
    }
    return outcome
  }
}
