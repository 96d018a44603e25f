// Values that only a figure's kind can refuse: all of them are told, each with its place, before
// anything is drawn.

import FigureKinds
import FigurePipeline
import Foundation
import Testing

@Suite struct BatchMistakeTests {
  /// Keys of a figure, and what is told of them: `LINE:COLUMN: KEY: ` and the message's beginning.
  static let mistakes: [(keys: String, told: String)] = [
    ("kind: pe-heatmap, dimensions: 7", "1:50: dimensions: 7: d_model must be even"),
    ("kind: pe-heatmap, positions: 0", "1:49: positions: 0: at least 1"),
    (
      "kind: decompose, positions: 100, position: 500", "1:63: position: 500: the matrix"
    ),
    ("kind: pe-lines, dimensions: 8, at-dims: 9", "1:60: at-dims: 9: d_model is 8"),
    ("kind: pe-lines", "1:11: a: give at-positions:"),
    ("kind: pe-heatmap, vmin: 2, vmax: 1", "1:44: vmin: 2: must be less than vmax: 1"),
    ("kind: pe-heatmap, gamma: -1", "1:45: gamma: -1: must be a finite number above 0"),
    ("kind: pe-lines, at-positions: 1, xlim: '5,1'", "1:59: xlim: 5,1: the first limit"),
    ("kind: heads, weights: example:minilm, layer: 5, heads: [99]", "1:75: heads: 99: "),
    ("kind: heads, weights: example:minilm, layer: 6", "1:65: layer: 6: "),
    ("kind: heads, weights: example:minilm", "1:42: weights: example:minilm: the tensor"),
    ("kind: heatmap, input: m.csv, layer: 3", "1:56: layer: input: m.csv: "),
    ("kind: heatmap, input: m.csv#none", "1:42: input: "),
    (
      "kind: attention, tokens: a b, query-token: c", "1:63: query-token: c: no token"
    ),
    ("kind: shift, matrix: { dimensions: [4, 5] }", "1:43: dimensions: 5: "),
    // Of several options that are told together the one that is given.
    ("kind: similarity, positions: 9, head: 1", "1:58: head: 1: chooses a matrix of a file"),
    ("kind: attention, tokens: a b, index: 3", "1:57: index: 3: chooses a matrix of a file"),
    ("kind: similarity, positions: 9, ylim: '0,1'", "1:58: ylim: xlim: and ylim: go with"),
    ("kind: shift, size: 20x20px", "1:39: size: 20x20px: at least "),
    (
      "kind: shift, dimensions: 7, theme: [light, dark], lang: [en, zh]",
      "1:45: dimensions: 7: d_model must be even"
    ),
  ]

  @Test(arguments: mistakes.map { $0.keys })
  func aMistakeIsToldBeforeAnythingIsDrawn(_ keys: String) async throws {
    let told = try #require(Self.mistakes.first { $0.keys == keys }).told
    let text = "figures: [{ id: a, \(keys) },\n  { id: good, kind: shift, \(Site.small) }]\n"
    // A schema sees numbers out of range; it compares no two of them and sees no data.
    let isOutOfRange = ["dimensions: 7", "positions: 0", "gamma: -1", "[4, 5]"].contains {
      keys.contains($0)
    }
    #expect(try await (SchemaJudge.shared.objection(to: text) != nil) == isOutOfRange)
    let site = try Site(["m.yaml": text, "m.csv": "1,2\n3,4\n"])
    let plan = try site.plan()
    let error = try await #require(throws: ManifestError.self) { try await site.run(plan) }
    let lines = error.problems.map {
      $0.description.replacing(site.folder.path + "/m.yaml:", with: "")
    }
    #expect(lines.count == 1)
    #expect(lines.first?.hasPrefix(told) == true, "\(lines)")
    // The folder that would have held the pictures is not even made.
    #expect(try !site.folder.list("").contains("out"))
    // A run over part of the figures is not held up by the others.
    #expect(try await site.run(site.plan(only: ["good"])).failures.isEmpty)
  }

  @Test func allAreToldAtOnceInTheirOrder() async throws {
    let figures = Self.mistakes.enumerated().map { "  - { id: f\($0), \($1.keys) }\n" }.joined()
    let site = try Site(["m.yaml": "figures:\n" + figures, "m.csv": "1,2\n3,4\n"])
    for jobs in [1, 8] {
      let plan = try site.plan()
      let error = try #require(throws: ManifestError.self) {
        try plan.figures.checkArguments(jobs: jobs)
      }
      #expect(error.problems.map(\.location.line) == Array(2..<(Self.mistakes.count + 2)))
    }
  }

  // MARK: The ranges that the schema knows

  /// Keys that make a figure of a kind by themselves.
  static func keys(of kind: String) -> String {
    switch kind {
    case "pe-lines": "at-positions: 0"
    case "position-grid": "encoding: sincos-2d, grid: 7x7"
    case "decompose": "position: 0"
    case "shift": "pairs: 0-0"
    case "demo naive-positions": "at-dims: 0"
    case "diagram multi-head": "heads: 1"
    case "heatmap", "lines": "input: example:minilm, layer: 1, head: 1"
    case "heads", "head-view": "weights: example:minilm, layer: 1"
    case "patches": "weights: \"seed:7,[2,3,17,17],weights\", grid: 4x4, layer: 0"
    case "model-view", "rollout", "head-measures": "weights: example:minilm"
    case "attention": "tokens: a b c"
    case "cross-attention": "query-tokens: a b, key-tokens: c d"
    default: "~: ~"
    }
  }

  @Test(arguments: KindRegistry.all.map { $0.name })
  func theSchemaAndTheKindsKnowTheSameRanges(_ name: String) async throws {
    let vocabulary = KindVocabulary.of(try #require(KindRegistry.named(name)))
    // In a manifest `matrix` lists combinations.
    let ranged = vocabulary.options.filter { $0.range != nil && $0.name != "matrix" }
    #expect(!ranged.isEmpty)
    for option in ranged {
      let range = try #require(option.range)
      var good = [range.minimum + (range.isAboveMinimum || range.isEven ? 2 : 0)]
      // Far out, the neighbours of a number lie more than 1 apart.
      var bad = [
        range.isAboveMinimum ? range.minimum : min(range.minimum - 1, range.minimum.nextDown),
        max(range.maximum + (range.isEven ? 2 : 1), range.maximum.nextUp),
      ]
      if range.maximum < Double(Int.max) { good.append(range.maximum) }
      if range.isEven { bad.append(range.minimum + 1) }
      for value in good {
        #expect(try await SchemaJudge.shared.objection(to: text(name, option, value)) == nil)
      }
      for value in bad {
        let text = text(name, option, value)
        #expect(try await SchemaJudge.shared.objection(to: text) != nil, "\(text)")
        #expect(throws: ManifestError.self, "\(text)") {
          let plan = try BatchPlan(Manifest(text: text, name: "m"), folder: "/nowhere")
          try plan.figures.checkArguments()
        }
      }
      // The first number inside is drawn, so no range is narrower than the kind's own.
      // Vectors for two axes have at least four dimensions.
      if ["dimensions", "positions", "decimals", "columns", "heads"].contains(option.name),
        name != "position-grid"
      {
        let text = text(name, option, range.minimum)
        let plan = try BatchPlan(Manifest(text: text, name: "m"), folder: "/nowhere")
        try plan.figures.checkArguments()
      }
    }
  }

  private func text(_ kind: String, _ option: KindOption, _ value: Double) -> String {
    let value = Int(exactly: value).map { "\($0)" } ?? "\(value)"
    let keys = Self.keys(of: kind).split(separator: ", ").filter {
      $0 != "~: ~" && !$0.hasPrefix(option.name + ":")
    }
    let all = ["id: a", "kind: \(kind)"] + keys + ["\(option.name): \(value)"]
    return "figures: [{ \(all.joined(separator: ", ")) }]"
  }
}
