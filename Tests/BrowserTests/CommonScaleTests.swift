// One colour scale for two views: where both show the same kind of values, and nowhere else.

import FigureLayout
import FigureModel
import FigurePipeline
import Testing

@testable import FigureExplorer

@Suite struct CommonScaleTests {
  typealias Values = [String: [String]]

  private static let tokens = ["tokens": ["a b c d"]]

  /// Where the scale of a figure begins and ends.
  private static func limits(
    _ kind: String, _ values: Values, _ drawer: borrowing FigureDrawer
  ) throws -> [Double] {
    let request = try drawer.request(OptionValues(kind: kind, values: values))
    let figure = try drawer.prepare(request, for: .vectors, isNew: true).figure
    return try figure.description.panels.filter { $0.mark == "heatmap" }.flatMap {
      [try #require($0.vmin), try #require($0.vmax)]
    }
  }

  @Test(
    arguments: [
      ("attention", ["seed": ["1"]], ["seed": ["2"]]),
      ("attention", ["stage": ["scores"], "seed": ["1"]], ["stage": ["scores"], "seed": ["2"]]),
      ("pe-heatmap", ["positions": ["20"]], ["positions": ["40"], "encoding": ["sinusoidal"]]),
      ("similarity", ["positions": ["20"], "dimensions": ["8"]], ["dimensions": ["64"]]),
      (
        "heads", ["weights": ["example:minilm"], "layer": ["0"]],
        ["weights": ["example:minilm"], "layer": ["5"]]
      ),
      ("bias", ["encoding": ["t5"]], ["encoding": ["t5"], "positions": ["12"]]),
    ] as [(String, Values, Values)])
  func bothHaveTheReachOfBoth(_ kind: String, _ one: Values, _ other: Values) throws {
    let drawer = FigureDrawer(files: NamedFiles(nil))
    let isOfTokens = kind == "attention"
    let pair = [one, other].map { isOfTokens ? $0.merging(Self.tokens) { $1 } : $0 }
    let own = try pair.map { try Self.limits(kind, $0, drawer) }
    let shared = try [(0, 1), (1, 0)].map { own, beside in
      let shared = drawer.sharing(
        OptionValues(kind: kind, values: pair[own]),
        with: OptionValues(kind: kind, values: pair[beside]), isNew: true)
      return try #require(shared).values
    }
    let limits = try shared.map { try Self.limits(kind, $0, drawer) }
    let minimum = try #require(own.joined().min())
    let maximum = try #require(own.joined().max())
    for limits in limits {
      #expect(Set(limits) == [minimum, maximum], "\(limits) \(own)")
    }
    // Nothing else is another than it was asked for.
    for (asked, shared) in zip(pair, shared) {
      #expect(shared.filter { !["vmin", "vmax"].contains($0.key) } == asked)
    }
  }

  @Test(
    arguments: [
      // Weights beside scores, colours beside other colours, limits that were chosen, scales of several
      // panels, no colours at all, and what cannot be drawn.
      ("attention", ["stage": ["scores"]], [:]),
      ("attention", ["colormap": ["magma"]], [:]),
      ("attention", ["norm": ["log"]], [:]),
      ("attention", ["vmax": ["0.5"]], [:]),
      ("attention", [:], ["center": ["0"]]),
      (
        "heads", ["weights": ["example:minilm"], "layer": ["0"], "color-scale": ["panel"]],
        ["weights": ["example:minilm"], "layer": ["0"]]
      ),
      ("pe-lines", [:], ["positions": ["3"]]),
      ("attention", ["head": ["x"]], [:]),
    ] as [(String, Values, Values)])
  func otherViewsKeepTheirOwn(_ kind: String, _ one: Values, _ other: Values) {
    let drawer = FigureDrawer(files: NamedFiles(nil))
    let pair = [one, other].map { kind == "attention" ? $0.merging(Self.tokens) { $1 } : $0 }
    for (own, beside) in [(0, 1), (1, 0)] {
      let shared = drawer.sharing(
        OptionValues(kind: kind, values: pair[own]),
        with: OptionValues(kind: kind, values: pair[beside]), isNew: true)
      #expect(shared == nil)
    }
  }
}
