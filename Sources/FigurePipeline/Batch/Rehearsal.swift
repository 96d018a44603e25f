// What drawing would find, without drawing: data that cannot be read, and warnings.

import FigureKinds
import FigureLayout

extension [PlannedFigure] {
  /// Reads, computes and places every figure as drawing it would, and keeps nothing but what was wrong
  /// and what readers would be warned of.
  /// - Parameters:
  ///   - isStrict: whether warnings are failures.
  ///   - jobs: figures looked at at the same time.
  /// - Returns: how drawing each would end, in their order, with no file written.
  public func rehearsed(
    isStrict: Bool, jobs: Int = FigureSet.processorCount,
    _ computations: FigureComputations = FigureComputations()
  ) async -> [FigureOutcome] {
    let workers = FigureRenderers()
    return await FigureSet.spread(count, jobs: jobs) { next in
      workers.withOne { worker in
        var outcomes: [(index: Int, result: FigureOutcome)] = []
        while let index = next() {
          let outcome = self[index].rehearsed(by: worker, computations, isStrict: isStrict)
          outcomes.append((index, outcome))
        }
        return outcomes
      }
    }
  }
}

extension PlannedFigure {
  fileprivate func rehearsed(
    by worker: borrowing FigureRenderer, _ computations: FigureComputations, isStrict: Bool
  ) -> FigureOutcome {
    var outcome = FigureOutcome(figure: self, written: [], warnings: [])
    do throws(FigureError) {
      let computed = try computations.computed(request)
      outcome.warnings = try worker.prepare(
        request, computed: computed, for: Medium(formats)
      ).warnings
      if isStrict, let warning = outcome.warnings.first {
        throw .work("\(warning) (--strict)")
      }
    } catch {
      outcome.failure = failure(error.description)
    }
    return outcome
  }
}
