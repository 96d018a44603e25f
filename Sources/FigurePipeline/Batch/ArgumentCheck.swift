// Options that break the rules of their kind, found in every figure before the first is drawn.

import FigureKinds
import Glibc
import MatrixSources
import TextFormats

extension [PlannedFigure] {
  /// Refuses figures whose options, or whose choice in their data, their kinds refuse, and those for
  /// which the size that they are given is too small.
  ///
  /// The figures are drafted, which takes a hundredth of the time of drawing them. What is wrong
  /// with data alone is left to be told when they are drawn, where it leaves the others to finish.
  /// - Parameter progress: told which figure is drafted, its variants counted as one.
  /// - Throws: `ManifestError` with everything that is wrong, in the order of the figures.
  public func checkArguments(
    jobs: Int = FigureSet.processorCount,
    _ computations: FigureComputations = FigureComputations(),
    _ progress: FigureProgress = .unseen
  ) throws(ManifestError) {
    try checkArguments(jobs: jobs, FigureRenderers(), computations, progress)
  }

  /// The same with workers that will draw afterwards and then know the words already.
  func checkArguments(
    jobs: Int, _ workers: FigureRenderers, _ computations: FigureComputations,
    _ progress: FigureProgress = .unseen
  ) throws(ManifestError) {
    let drafts = ArgumentCheck.drafts(of: [self])[0]
    var numbers: [String: Int] = [:]
    for (number, variants) in variants.enumerated() { numbers[self[variants[0]].id] = number }
    let figureIndices = drafts.map { numbers[$0.id] ?? 0 }
    let problems = ArgumentCheck.problems(
      in: drafts, jobs: jobs, workers, computations,
      during: { index, body in progress.during(figureIndices[index], body) })
    guard problems.isEmpty else { throw ManifestError(problems: problems) }
  }
}

/// Drafts figures and keeps nothing but what was wrong.
enum ArgumentCheck {
  /// Data beyond this, in bytes, is not gone through twice: what is wrong with a choice in it shows
  /// when the figure is drawn.
  static let maximumDataSize = 64 << 20

  /// Keys that differ from variant to variant of a figure and decide about words and colours alone.
  private static let ofVariants: Set = ["theme", "lang", "title", "x-label", "y-label"]

  /// What the draft of a figure depends on, as far as mistakes go.
  private struct Key: Hashable {
    var location: SourceLocation
    var values: [FigureParameters.Value]
  }

  /// The figures to draft of each group: one of each figure's themes and languages.
  static func drafts(of groups: [[PlannedFigure]]) -> [[PlannedFigure]] {
    var seen = Set<Key>()
    return groups.map { figures in
      figures.filter { figure in
        let isSized = figure.request.appearance.isSized
        let values = deciding(figure.parameters, isSized: isSized)
        return seen.insert(Key(location: figure.location, values: values)).inserted
      }
    }
  }

  /// The values that decide whether a figure is right.
  /// - Parameter isSized: whether its size is given; words decide about the space that it then has.
  static func deciding(
    _ parameters: FigureParameters, isSized: Bool
  ) -> [FigureParameters.Value] {
    parameters.values.filter {
      !ofVariants.contains($0.name) || isSized && $0.name != "theme"
    }
  }

  static func problems(
    in figures: [PlannedFigure], jobs: Int, _ workers: FigureRenderers,
    _ computations: FigureComputations,
    during: @escaping @Sendable (_ index: Int, () -> [ManifestProblem]) -> [ManifestProblem]
  ) -> [ManifestProblem] {
    let found = FigureSet.spread(figures.count, jobs: jobs) { next in
      workers.withOne { worker in
        var found: [(index: Int, result: [ManifestProblem])] = []
        while let index = next() {
          let mistakes = during(index) { problems(in: figures[index], worker, computations) }
          found.append((index, mistakes))
        }
        return found
      }
    }
    return distinct(found.flatMap(\.self))
  }

  /// The same on this thread alone.
  static func problems(
    in figures: [PlannedFigure], _ workers: FigureRenderers, _ computations: FigureComputations
  ) -> [ManifestProblem] {
    workers.withOne { worker in
      var found: [ManifestProblem] = []
      for figure in figures { found += problems(in: figure, worker, computations) }
      return found
    }
  }

  /// Each mistake once: where no option is to blame, each variant is named, for one and the same.
  static func distinct(_ problems: [ManifestProblem]) -> [ManifestProblem] {
    var seen = Set<FigureFailure>()
    return problems.filter {
      seen.insert(FigureFailure(location: $0.location, reason: $0.message)).inserted
    }
  }

  private static func problems(
    in figure: PlannedFigure, _ worker: borrowing FigureRenderer, _ computations: FigureComputations
  ) -> [ManifestProblem] {
    let broken = figure.request.brokenRules
    var found = broken
    if broken.isEmpty, figure.mistaken.isEmpty {
      do throws(FigureError) {
        _ = try figure.request.appearance.page()
        // What has no space to be kept would be computed twice: what is wrong with its choice in its data
        // shows when it is drawn.
        guard computations.hasCapacity, size(of: figure) <= maximumDataSize else { return [] }
        try worker.check(figure.request, computed: computations.computed(figure.request))
        return []
      } catch {
        found = error.all
      }
    }
    found += MistakeSearch.others(of: figure.request, than: found, leavingOut: figure.mistaken)
    // What is wrong with data alone is reported when the figure is drawn.
    guard found.contains(where: { $0.cause == .usage }) else { return [] }
    return found.map { problem($0, in: figure) }.sorted {
      ($0.location.line, $0.location.column) < ($1.location.line, $1.location.column)
    }
  }

  private static func problem(_ error: FigureError, in figure: PlannedFigure) -> ManifestProblem {
    let blame = error.blame { figure.valueLocations[$0] ?? figure.keyLocations[$0] }
    guard let blame else {
      return ManifestProblem(
        location: figure.location, key: figure.name, message: error.message)
    }
    return ManifestProblem(location: blame.location, key: blame.option, message: blame.message)
  }

  /// The bytes of the files and of the made up numbers that a figure is made from.
  private static func size(of figure: PlannedFigure) -> Int {
    figure.inputs.reduce(0) { sum, input in
      var status = stat()
      guard let path = input.path else { return sum + SourceRegistry.madeBytes(input.reference) }
      guard stat(path, &status) == 0 else { return sum }
      return sum + Int(status.st_size)
    }
  }
}
