// The published JSON Schema: what it says of good manifests and of broken ones. Every manifest that
// other tests read goes through the same judge.

import Article
import CairoRendering
import FigureKinds
import FigureModel
import FigurePipeline
import Foundation
import Testing

@Suite struct ManifestSchemaTests {
  static let examples =
    (try? String(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "output/examples/figures.yaml"), encoding: .utf8)) ?? ""

  @Test(arguments: [ArticleManifest.text, StarterManifest.text, examples])
  func manifestsOfOursAreAccepted(_ text: String) async throws {
    #expect(!text.isEmpty)
    #expect(try await SchemaJudge.shared.objection(to: text) == nil)
  }

  @Test func theStarterIsRight() throws {
    // What init writes is drawn as it is; its comments name the keys that it does not use.
    let manifest = try Manifest(
      text: StarterManifest.text.replacing("output: figures", with: ""), name: "m")
    #expect(manifest.figures.count == 10)
    for key in ["vars", "defaults", "include", "alt", "matrix", "caption"] {
      #expect(StarterManifest.text.contains("\(key):"))
    }
  }

  /// A key, values that fit, and values that do not.
  struct Values: Sendable, CustomTestStringConvertible {
    var kind: String
    var key: String
    var good: [String]
    var bad: [String]

    var testDescription: String { "\(kind) \(key)" }
  }

  /// One of every shape that a value can have.
  static let values = [
    Values(
      kind: "pe-heatmap", key: "transpose", good: ["true", "false", "~"],
      bad: ["3", "maybe", "[true]", "{}"]),
    Values(
      kind: "pe-heatmap", key: "positions", good: ["3", "\"3\"", "\"${n}\"", "~"],
      bad: ["1.5", "many", "{}", "[[1]]", "true"]),
    Values(
      kind: "shift", key: "first-position", good: ["-3", "0"], bad: ["0.5", "first", "[1]"]),
    Values(
      kind: "heatmap", key: "vmin", good: ["3", "0.5", "-1e-3", "\"0.5\"", "\"${n}\""],
      bad: ["low", "{}", "[[1]]", "true"]),
    Values(
      kind: "pe-heatmap", key: "gamma", good: ["1", "0.5", "\"0.5\"", "\"${n}\""],
      bad: ["low", "{}", "[[1]]", "true"]),
    Values(
      kind: "similarity", key: "norm", good: ["linear", "log", "power", "\"${w}\""],
      bad: ["no-such-word", "3", "{}", "[[x]]"]),
    Values(
      kind: "pe-heatmap", key: "colormap", good: ["viridis", "RdBu_r"], bad: ["viridi", "7", "{}"]),
    Values(
      kind: "attention", key: "header", good: ["auto", "yes", "no", "\"no\""], bad: ["3", "maybe"]),
    Values(
      kind: "pe-lines", key: "at-positions", good: ["\"1,2\"", "[1, 2]", "3", "\"${l}\""],
      bad: ["{}", "[{}]"]),
    Values(
      kind: "frequencies", key: "font", good: ["Serif", "[Serif, Sans]", "\"true\""],
      bad: ["{}", "[{}]", "true", "[true]"]),
    Values(
      kind: "shift", key: "title", good: ["Text", "3", "{ en: One, zh: 一 }"],
      bad: ["[Text]", "{ fr: Un }"]),
    Values(kind: "heatmap", key: "input", good: ["a.npy", "\"${t}\""], bad: ["{}", "[{}]"]),
    Values(
      kind: "diagram dot-product", key: "highlight", good: ["\"0,1\"", "[\"0,1\", \"1,0\"]"],
      bad: ["{}", "[{}]"]),
    Values(
      kind: "shift", key: "size",
      good: ["300x200px", "12x6in", "\"1e1 x .5 cm\"", "\"${s}\""],
      bad: ["300x200", "large", "3", "{}", "\"0x5px\"", "5x0.0px", "1..2x3px", "\"\""]),
    Values(
      kind: "shift", key: "font-size",
      good: [
        "1e1px", "2px", "400px", "399.9px", "1.5pt", "300.0pt", "8 pt", "3mm", ".6mm", "105mm",
        "1cm",
        "0.3in", "4.1in",
      ], bad: ["8", "pt", "1 2pt", "0px", "\"0x10px\"", "\"\"", "[8pt]"]),
    Values(
      kind: "similarity", key: "queries",
      good: ["\"0-3,8\"", "[0-3, 8]", "3", "\"-1\"", "[\"${q}\"]"],
      bad: ["a", "\"1,\"", "[a]", "[]", "\"\"", "1.5", "true"]),
    Values(
      kind: "heads", key: "heads", good: ["\"0,1\"", "[0, 1]", "2"], bad: ["\"\"", "[1.5]", "x"]),
    Values(
      kind: "heads", key: "index", good: ["0", "\"0,1\"", "[0, 1]"], bad: ["a", "\"\"", "\"0;1\""]),
    Values(
      kind: "heads", key: "heads-of", good: ["\"4:3\"", "\"4:3, 5:0\"", "[\"4:3\", \"5:0\"]"],
      bad: ["1", "\"1\"", "\"4:\"", "[]", "\"4:3,\"", "\"-1:2\""]),
    Values(
      kind: "heads", key: "reshape", good: ["32x16", "\"4 x 2\"", "12"],
      bad: ["\"0x4\"", "4x0", "1x2x3x4", "x", "0"]),
    Values(
      kind: "heads", key: "axes", good: ["\"layer,head,query,key\""], bad: ["layr", "\"\"", "3"]),
    Values(
      kind: "heads", key: "highlight", good: ["\"0,1\"", "[\"0,1\", \"1, 0\"]"],
      bad: ["\"1\"", "\"a,b\"", "\"1,2,3\""]),
    Values(
      kind: "heads", key: "callout", good: ["\"1,2 here\""], bad: ["\"1,2\"", "\"1,2 \"", "here"]),
    Values(
      kind: "heads", key: "separator",
      good: ["auto", "semicolon", "\";\"", "\"|\"", "\"\\t\"", "'\\t'", "\" \"", "\"[\"", "\"^\""],
      bad: ["\";;\"", "\"\"", "a", "\"5\"", "\"#\"", "\"+\""]),
    Values(
      kind: "heads", key: "header", good: ["true", "false", "auto", "yes"], bad: ["\"\"", "3"]),
    Values(
      kind: "pe-lines", key: "xlim", good: ["\"0,1\"", "[0, 1.5]", "\"-1e2,.5\""],
      bad: ["\"x1,y2\"", "1", "\"0x1,0x2\"", "[1, 2, 3]", "\"1,\""]),
    Values(
      kind: "pe-heatmap", key: "decimals", good: ["2"], bad: ["x", "\"\"", "[1]"]),
    Values(
      kind: "pe-heatmap", key: "tick-decimals", good: ["2", "auto", "\" 3\""],
      bad: ["10", "-1", "x"]),
    Values(
      kind: "shift", key: "dims", good: ["0-3", "3", "\"${d}\""], bad: ["a", "1-2-3", "\"1,2\""]),
    Values(kind: "heads", key: "weights", good: ["a.npy"], bad: ["\"\"", "{}"]),
  ]

  @Test(arguments: values)
  func aKeyTakesItsValuesAndNoOther(_ values: Values) async throws {
    for value in values.good {
      let text = figure(values.kind, values.key, value)
      #expect(try await SchemaJudge.shared.objection(to: text) == nil, "\(value)")
    }
    for value in values.bad {
      let text = figure(values.kind, values.key, value)
      #expect(try await SchemaJudge.shared.objection(to: text) != nil, "\(value)")
      // And so says the reader.
      #expect(throws: ManifestError.self, "\(value)") { try Manifest(text: text, name: "m") }
    }
  }

  /// Where one reader of YAML has yes, another has true.
  @Test func truthValuesAreWordsWhereYesIsOne() throws {
    for (written, word) in [("true", "yes"), ("False", "no"), ("yes", "yes"), ("auto", "auto")] {
      let text = figure("heatmap", "header", written).replacing(
        "}]", with: ", input: \"seed:1\" }]")
      let figures = try Manifest(text: text, name: "m").figures
      let given = figures[0].parameters.values.first { $0.name == "header" }
      #expect(given?.values == [word])
    }
  }

  /// Type that is too small or too large is refused by both, with all that its figure is.
  @Test(arguments: ["1pt", "1.49pt", "301pt", "1px", "401px", "106mm", "0.4mm", "11cm", "5in"])
  func typeHasItsLimitsInTheSchema(_ size: String) async throws {
    let text = figure("shift", "font-size", size)
    #expect(try await SchemaJudge.shared.objection(to: text) != nil)
    #expect(throws: ManifestError.self) {
      try Manifest(text: text, name: "m").figures.checkArguments(jobs: 1)
    }
  }

  /// Values that a kind refuses whatever else a figure says.
  @Test(arguments: [
    ("pe-heatmap", "grid", "foo"), ("pe-heatmap", "grid", "-1"),
    ("position-grid", "grid", "\"0x4\""),
    ("patches", "grid", "14"), ("conventions", "grid", "1x2x3"), ("bias", "buckets", "-1"),
    ("bias", "max-distance", "0"), ("shift", "dims", "-1"), ("pe-lines", "dims", "\"-2-3\""),
    ("shift", "scale", "\"-1\""), ("heads", "columns", "\"-1\""),
  ])
  func whatIsRefusedAnywayIsNotInTheSchema(kind: String, key: String, value: String) async throws {
    let text = figure(kind, key, value)
    #expect(try await SchemaJudge.shared.objection(to: text) != nil)
    #expect(throws: ManifestError.self) {
      try Manifest(text: text, name: "m").figures.checkArguments(jobs: 1)
    }
  }

  @Test func gridsAreInTheSchema() async throws {
    for value in ["14x14", "1x1048576", "\"${g}\""] {
      #expect(
        try await SchemaJudge.shared.objection(to: figure("pe-heatmap", "grid", value)) == nil)
    }
  }

  @Test(arguments: KindRegistry.all.map { $0.name })
  func noOtherKeyIsTaken(_ name: String) async throws {
    for key in ["colour", "output", "describe", "save-matrix", "quiet", "strict", "help"] {
      let text = figure(name, key, "x")
      #expect(try await SchemaJudge.shared.objection(to: text) != nil, "\(key)")
      #expect(throws: ManifestError.self) { try Manifest(text: text, name: "m") }
    }
  }

  private func figure(_ kind: String, _ key: String, _ value: String) -> String {
    "figures: [{ id: a, kind: \(kind), \"\(key)\": \(value) }]"
  }

  @Test func theVocabularyIsTheCommandLines() throws {
    // What the parser takes, asked of it: each key with a value is read, and nothing else is.
    for kind in KindRegistry.all {
      let vocabulary = KindVocabulary.of(kind)
      for option in vocabulary.options {
        let words =
          option.shape == .flag ? ["--\(option.name)"] : ["--\(option.name)", "\u{1}"]
        do {
          _ = try FigureRequest(name: "a", kind: kind, arguments: words)
        } catch {
          let message = "\(error) \((error as? any LocalizedError)?.errorDescription ?? "")"
          #expect(!message.contains("unknownOption") && !message.contains("Unknown option"))
        }
      }
      #expect(throws: (any Error).self) {
        try FigureRequest(name: "a", kind: kind, arguments: ["--no-such-option"])
      }
    }
  }
}
