// Values of options and what is said of them, written down one by one: by the command line and by a
// manifest, and whether the schema sees it.

import ArgumentParser
import FigureKinds
import FigurePipeline
import TestSupport
import Testing
import TextFormats

@Suite struct OptionValueTests {
  /// A value that an option does not take.
  struct Refused: Sendable {
    var value: String
    /// What is said after the manifest's key.
    var ofKey: String
    /// What the command says; as the manifest where it is the same.
    var byCommand: String
    /// Whether the schema refuses it as well; it knows little of values with a notation of their own.
    var isSeenBySchema: Bool

    init(
      _ value: String, _ ofKey: String, _ byCommand: String? = nil, isSeenBySchema: Bool = true
    ) {
      self.isSeenBySchema = isSeenBySchema
      self.value = value
      // A key is told the value alone.
      self.ofKey = ofKey.replacing(#/^--[a-z-]+ /#, with: "")
      self.byCommand = byCommand ?? ofKey
    }
  }

  /// An option of a kind.
  struct Sample: Sendable, CustomTestStringConvertible {
    var kind: String
    var option: String
    var taken: [String]
    var refused: [Refused]
    /// What a figure of the kind needs besides.
    var others: [String: String] = [:]

    var testDescription: String { "\(kind) --\(option)" }
  }

  private static let minilm = ["weights": "example:minilm"]
  private static let layer = ["weights": "example:minilm", "layer": "1"]

  static let samples: [Sample] = [
    Sample(
      kind: "pe-heatmap", option: "dimensions", taken: ["2", "16"],
      refused: [
        Refused("7", "--dimensions 7: d_model must be even and at least 2"),
        Refused("0", "--dimensions 0: d_model must be even and at least 2"),
        Refused("-2", "--dimensions -2: d_model must be even and at least 2"),
        Refused(
          "16777218", "--dimensions 16777218: d_model can be at most 16777216; choose a smaller one"
        ),
        Refused(
          "many", "The value 'many' is invalid: give a whole number such as 10",
          "The value 'many' is invalid for '--dimensions <d>'"),
      ]),
    Sample(
      kind: "pe-heatmap", option: "gamma", taken: ["0.5", "3"],
      refused: [
        Refused("0", "--gamma 0: must be a finite number above 0"),
        Refused("-1.5", "--gamma -1.5: must be a finite number above 0"),
        Refused(
          "low", "The value 'low' is invalid: give a number such as 0.5",
          "The value 'low' is invalid for '--gamma <number>'"),
      ]),
    Sample(
      kind: "pe-heatmap", option: "norm", taken: ["linear", "power"],
      refused: [
        Refused(
          "powr", "powr: there is no such choice; did you mean power?",
          "The value 'powr' is invalid for '--norm <norm>'")
      ]),
    Sample(
      kind: "pe-lines", option: "positions", taken: ["5"],
      refused: [Refused("0", "--positions 0: at least 1 position is needed")],
      others: ["at-positions": "0"]),
    Sample(
      kind: "pe-lines", option: "at-positions", taken: ["1", "\"0,2-3\""],
      refused: [
        Refused(
          "3-1", "The value '3-1' is invalid: give whole numbers or ranges with commas between",
          "The value '3-1' is invalid for '--at-positions <list>': give whole numbers or ranges",
          isSeenBySchema: false)
      ]),
    Sample(
      kind: "decompose", option: "dims", taken: ["0-9", "4"],
      refused: [
        Refused(
          "9-3", "The value '9-3' is invalid: give a whole number or a range from the lesser",
          "The value '9-3' is invalid for '--dims <a-b>': give a whole number or a range",
          isSeenBySchema: false)
      ]),
    Sample(
      kind: "similarity", option: "metric", taken: ["cosine", "dot"],
      refused: [
        Refused(
          "cosin", "cosin: there is no such choice; did you mean cosine?",
          "The value 'cosin' is invalid for '--metric <metric>'")
      ]),
    Sample(
      kind: "shift", option: "pairs", taken: ["3-1", "\"12-10,14-12\""],
      refused: [
        Refused(
          "3", "The value '3' is invalid: give pairs of positions with commas between",
          "The value '3' is invalid for '--pairs <a-b,…>': give pairs of positions")
      ]),
    Sample(
      kind: "frequencies", option: "base", taken: ["100", "0.5"],
      refused: [Refused("0", "--base 0: the base must be a finite number above 0")]),
    Sample(
      kind: "wavelengths", option: "context", taken: ["1", "4096"],
      refused: [Refused("0", "--context 0: must be from 1 to 2^40")]),
    Sample(
      kind: "bias", option: "positions", taken: ["1", "20"],
      refused: [
        Refused("0", "--positions 0: must be from 1 to 4096"),
        Refused("4097", "--positions 4097: must be from 1 to 4096"),
      ]),
    Sample(
      kind: "decay", option: "samples", taken: ["2", "8"],
      refused: [Refused("1", "--samples 1: must be from 2 to 4096")]),
    Sample(
      kind: "rotation", option: "at-positions", taken: ["0", "\"0,1-3\""],
      refused: [
        Refused(
          "3-1", "The value '3-1' is invalid: give whole numbers or ranges with commas between",
          "The value '3-1' is invalid for '--at-positions <list>': give whole numbers or ranges",
          isSeenBySchema: false)
      ]),
    Sample(
      kind: "position-grid", option: "dimensions", taken: ["4", "64"],
      refused: [Refused("1", "--dimensions 1: must be from 2 to 65536")],
      others: ["encoding": "sincos-2d", "grid": "2x2"]),
    Sample(
      kind: "conventions", option: "dimensions", taken: ["2", "16"],
      refused: [Refused("1", "--dimensions 1: must be from 2 to 2048")]),
    Sample(
      kind: "binary", option: "bits", taken: ["1", "10"],
      refused: [
        Refused("0", "--bits 0: must be from 1 to 10"),
        Refused("11", "--bits 11: must be from 1 to 10"),
      ]),
    Sample(
      kind: "heatmap", option: "decimals", taken: ["0", "9"],
      refused: [
        Refused(
          "10", "The value '10' is invalid: must be from 0 to 9, or auto",
          "The value '10' is invalid for '--decimals <n|auto>': must be from 0 to 9, or auto"),
        Refused(
          "-1", "The value '-1' is invalid: must be from 0 to 9, or auto",
          "The value '-1' is invalid for '--decimals <n|auto>': must be from 0 to 9, or auto"),
      ], others: ["input": "example:minilm", "layer": "1", "head": "1"]),
    Sample(
      kind: "heatmap", option: "index-base", taken: ["0", "1"],
      refused: [Refused("2", "--index-base 2: must be 0 or 1")],
      others: ["input": "example:minilm", "layer": "1", "head": "1"]),
    Sample(
      kind: "lines", option: "xlim", taken: ["\"0,5\""],
      refused: [
        Refused(
          "5", "The value '5' is invalid: give two numbers with a comma between",
          "The value '5' is invalid for '--xlim <a,b>': give two numbers")
      ], others: ["input": "example:minilm", "layer": "1", "head": "1"]),
    Sample(
      kind: "attention", option: "window", taken: ["0", "2"],
      refused: [Refused("-1", "--window -1: must be 0 or more")], others: ["tokens": "a b c"]),
    Sample(
      kind: "attention", option: "temperature", taken: ["0.1", "7"],
      refused: [Refused("0", "--temperature 0: must be a finite number above 0")],
      others: ["tokens": "a b c"]),
    Sample(
      kind: "cross-attention", option: "score-scale", taken: ["0.25", "-1"],
      refused: [Refused("inf", "--score-scale inf: must be a finite number")],
      others: ["query-tokens": "a b", "key-tokens": "c d"]),
    Sample(
      kind: "heads", option: "columns", taken: ["1", "4"],
      refused: [Refused("0", "--columns 0: at least 1 is needed")], others: layer),
    Sample(
      kind: "model-view", option: "vmin", taken: ["-1", "0"],
      refused: [Refused("nan", "--vmin nan: must be a finite number such as 0.5")], others: minilm),
    Sample(
      kind: "head-view", option: "threshold", taken: ["0", "0.3"],
      refused: [Refused("-0.5", "--threshold -0.5: must be 0 or more")], others: layer),
    Sample(
      kind: "rollout", option: "residual", taken: ["0", "1"],
      refused: [
        Refused("2", "--residual 2: must be from 0 to 1"),
        Refused("-0.1", "--residual -0.1: must be from 0 to 1"),
      ], others: minilm),
    Sample(
      kind: "head-measures", option: "columns", taken: ["2"],
      refused: [Refused("-3", "--columns -3: at least 1 is needed")], others: minilm),
    Sample(
      kind: "demo permutation", option: "dimensions", taken: ["2", "8"],
      refused: [
        Refused("3", "--dimensions 3: d_model must be even and at least 2"),
        Refused("4098", "--dimensions 4098: must be from 1 to 4096"),
      ]),
    Sample(
      kind: "demo permutation", option: "seed", taken: ["0", "7"],
      refused: [Refused("-1", "--seed -1: must be 0 or more")]),
    Sample(
      kind: "demo softmax-example", option: "dimensions", taken: ["1", "64"],
      refused: [Refused("0", "--dimensions 0: d_k must be at least 1")]),
    Sample(
      kind: "demo self-focus", option: "dimensions", taken: ["1", "16"],
      refused: [Refused("5000", "--dimensions 5000: must be from 1 to 4096")]),
    Sample(
      kind: "demo naive-positions", option: "positions", taken: ["2"],
      refused: [Refused("-4", "--positions -4: at least 1 position is needed")],
      others: ["at-dims": "0"]),
    Sample(
      kind: "diagram dot-product", option: "dimensions", taken: ["1", "9"],
      refused: [Refused("0", "--dimensions 0: must be from 1 to 1000000")]),
    Sample(
      kind: "diagram weighted-sum", option: "highlight-row", taken: ["0", "\"1\""],
      refused: [
        Refused(
          "last", "The value 'last' is invalid: give a whole number such as 10",
          "The value 'last' is invalid for '--highlight-row <r>'",
          isSeenBySchema: false)
      ]),
    Sample(
      kind: "diagram self-and-cross-attention", option: "scale", taken: ["1", "64"],
      refused: [Refused("65", "--scale 65: must be from 0.01 to 64")]),
    Sample(
      kind: "diagram multi-head", option: "heads", taken: ["1", "12"],
      refused: [
        Refused("0", "--heads 0: must be 1 to 1024"),
        Refused("1025", "--heads 1025: must be 1 to 1024"),
      ]),
    Sample(
      kind: "patches", option: "columns", taken: ["1", "3"],
      refused: [Refused("0", "--columns 0: at least 1 is needed")],
      others: ["weights": "\"seed:7,[2,3,17,17],weights\"", "grid": "4x4", "layer": "0"]),
    Sample(
      kind: "diagram scaled-dot-product", option: "size", taken: ["1200x900px", "12x6in"],
      refused: [
        Refused(
          "1200x900", "The value '1200x900' is invalid: give a width and a height with a unit",
          "The value '1200x900' is invalid for '--size <size>': give a width and a height")
      ]),
  ]

  @Test func everyKindHasSamples() {
    #expect(Set(Self.samples.map(\.kind)) == Set(KindRegistry.all.map { $0.name }))
  }

  @Test(arguments: samples)
  func aValueIsTakenOrRefusedByCommandManifestAndSchema(_ sample: Sample) async throws {
    for value in sample.taken {
      let text = Self.manifest(sample, value)
      #expect(try await Self.saidByManifest(text) == [], "\(value)")
      #expect(try Self.saidByCommand(sample, value) == nil, "\(value)")
      #expect(try await SchemaJudge.shared.objection(to: text) == nil, "\(value)")
    }
    for refused in sample.refused {
      let text = Self.manifest(sample, refused.value)
      let said = try await Self.saidByManifest(text)
      #expect(said.count == 1, "\(said)")
      #expect(said.first?.hasPrefix(refused.ofKey) == true, "\(said)")
      let byCommand = try Self.saidByCommand(sample, refused.value)
      #expect(byCommand?.hasPrefix(refused.byCommand) == true, "\(byCommand ?? "nothing")")
      let isSeen = try await SchemaJudge.shared.objection(to: text) != nil
      #expect(isSeen == refused.isSeenBySchema, "\(text)")
    }
  }

  @Test func everyMistakeOfAFigureIsToldAtOnce() async throws {
    let text = """
      figures:
        - id: a
          kind: pe-heatmap
          dimensions: 7
          positions: 0
          gamma: -1
      """
    let plan = try BatchPlan(Manifest(text: text, name: "m"), folder: "/nowhere")
    let error = try #require(throws: ManifestError.self) {
      try plan.figures.checkArguments()
    }
    #expect(
      error.problems.map(\.description) == [
        "m:4:17: dimensions: 7: d_model must be even and at least 2",
        "m:5:16: positions: 0: at least 1 position is needed",
        "m:6:12: gamma: -1: must be a finite number above 0",
      ])
  }

  @Test func aRequestFromValuesIsTheCommandsOwn() throws {
    let kind = KindVocabulary.of(PositionalHeatMap.self)
    let (made, mistakes) = FigureRequest.reading(
      name: "a", kind,
      [
        "positions": ["9"], "dimensions": ["256"], "vmin": ["-0.5"], "transpose": ["true"],
        "colormap": ["RdBu_r"], "title": ["-"],
      ])
    let request = try #require(made)
    #expect(mistakes.isEmpty)
    // What is so anyway is left out.
    #expect(
      request.command
        == "attnplot pe-heatmap --positions 9 --colormap RdBu_r --vmin -0.5 --transpose --title -")
    let map = try #require(request.kind as? PositionalHeatMap)
    #expect(map.positions == 9)
    #expect(map.encoding.options.dimensions == 256)
    #expect(map.heatMap.vmin == -0.5)
    #expect(map.heatMap.vmax == nil)
    #expect(map.heatMap.transpose && !map.heatMap.annotate)
    #expect(request.appearance.title == "-")
    #expect(request.appearance.scale == 1)
  }

  // MARK: What is said

  private static func manifest(_ sample: Sample, _ value: String) -> String {
    let keys =
      [("id", "a"), ("kind", sample.kind)] + sample.others.sorted { $0.key < $1.key }
      + [(sample.option, value)]
    return "figures: [{ \(keys.map { "\($0): \($1)" }.joined(separator: ", ")) }]"
  }

  private static func saidByManifest(_ text: String) async throws -> [String] {
    do {
      let plan = try BatchPlan(Manifest(text: text, name: "m"), folder: "/nowhere")
      try plan.figures.checkArguments()
      return []
    } catch let error as ManifestError {
      return error.problems.map(\.message.typed)
    }
  }

  private static func saidByCommand(_ sample: Sample, _ value: String) throws -> String? {
    let kind = try #require(KindRegistry.named(sample.kind))
    let others = sample.others.sorted { $0.key < $1.key }.flatMap {
      ["--\($0.key)", $0.value.filter { $0 != "\"" }]
    }
    let typed = value.filter { $0 != "\"" }
    do {
      let request = try FigureRequest(
        name: "a", kind: kind, arguments: others + ["--\(sample.option)", typed])
      _ = try request.appearance.page()
      _ = try request.computed()
      return nil
    } catch let error as FigureError {
      return error.typed
    } catch {
      return AppearanceArguments.message(for: error)
    }
  }
}
