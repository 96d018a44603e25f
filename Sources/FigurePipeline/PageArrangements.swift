// The pages of a set's figures, searched once for all pictures that differ in colours alone.

import FigureKinds
import FigureLayout
import FigureModel
import Synchronization

/// How figures stand on their pages, shared by their themes: a page is searched once for each language, and
/// serves all formats.
final class PageArrangements: Sendable {
  /// What a page depends on.
  private struct Key: Hashable {
    var kind: String
    var values: [FigureParameters.Value]
    var context: ComputeContext
    var medium: Medium
    var measures: Measures
  }

  /// What lengths depend on in a theme.
  private struct Measures: Hashable {
    var sizes: [Double]
    var hasTicks: Bool
    var hasBoldTitles: Bool
    /// After how many lines, and in which way, lines differ in more than colours.
    var colors: Int
    var dashes: Int

    init(_ theme: Theme) {
      sizes = [
        theme.titleSize, theme.panelTitleSize, theme.labelSize, theme.tickSize, theme.frameWidth,
        theme.gridWidth,
      ]
      (hasTicks, hasBoldTitles) = (theme.hasTicks, theme.hasBoldTitles)
      (colors, dashes) = (theme.lineColors.count, theme.lineDashes.count)
    }
  }

  private struct State {
    var known: [Key: PageArrangement] = [:]
    var searches = 0
  }

  private let state = Mutex(State())
  /// More than these are not remembered at a time: the pictures of one figure come after each other.
  private static let maximumCount = 256

  /// How many pages were searched.
  var searches: Int { state.withLock { $0.searches } }

  /// A figure prepared on the page that is known for it, or on one that then is.
  func prepared(
    _ figure: PlannedFigure, _ prepare: (PageArrangement?) throws(FigureError) -> PreparedFigure
  ) throws(FigureError) -> PreparedFigure {
    let key = Key(
      kind: figure.parameters.kind,
      values: figure.parameters.values.filter { $0.name != "theme" },
      context: figure.request.computeContext, medium: Medium(figure.formats),
      measures: Measures(.named(figure.theme)))
    let known = state.withLock { state in
      let known = state.known[key]
      if known == nil { state.searches += 1 }
      return known
    }
    let prepared = try prepare(known)
    if known == nil, let arrangement = prepared.arrangement {
      state.withLock { state in
        if state.known.count >= Self.maximumCount { state.known = [:] }
        state.known[key] = arrangement
      }
    }
    return prepared
  }
}

extension FigureRenderer {
  /// Computes and places a figure of a set, with the values and the page that are known from its other
  /// pictures.
  func prepare(
    _ figure: PlannedFigure, _ computations: FigureComputations
  ) throws(FigureError) -> PreparedFigure {
    let computed = try computations.computed(figure.request)
    return try computations.pages.prepared(figure) { arrangement throws(FigureError) in
      try prepare(
        figure.request, computed: computed, for: Medium(figure.formats), as: arrangement)
    }
  }
}
