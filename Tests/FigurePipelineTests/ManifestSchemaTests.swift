// The published JSON Schema: what it says of good manifests and of broken ones. Every manifest that
// other tests read goes through the same judge.

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

  /// Each option by itself: a value that fits, and one that does not.
  @Test(arguments: FigureKinds.all.map { $0.name })
  func everyOptionTakesItsValuesAndNoOther(_ name: String) async throws {
    let kind = try #require(FigureKinds.named(name))
    let vocabulary = KindVocabulary.of(kind)
    #expect(vocabulary.options.count > 9)
    for option in vocabulary.options where !["theme", "lang"].contains(option.name) {
      let (good, bad) = Self.values(option)
      for value in good {
        let objection = try await SchemaJudge.shared.objection(to: figure(name, option.name, value))
        #expect(objection == nil, "\(option.name): \(value)")
      }
      for value in bad {
        let objection = try await SchemaJudge.shared.objection(to: figure(name, option.name, value))
        #expect(objection != nil, "\(option.name): \(value)")
        // And so says the reader.
        #expect(throws: ManifestError.self, "\(option.name): \(value)") {
          try Manifest(text: figure(name, option.name, value), name: "m")
        }
      }
    }
    for key in ["colour", "output", "describe", "save-matrix", "quiet", "strict", "help"] {
      let text = figure(name, key, "x")
      #expect(try await SchemaJudge.shared.objection(to: text) != nil, "\(key)")
      #expect(throws: ManifestError.self) { try Manifest(text: text, name: "m") }
    }
  }

  private func figure(_ kind: String, _ key: String, _ value: String) -> String {
    "figures: [{ id: a, kind: \(kind), \"\(key)\": \(value) }]"
  }

  private static func values(_ option: KindOption) -> (good: [String], bad: [String]) {
    let number = option.range.map { $0.isEven ? "4" : $0.greatest == 1 ? "1" : "3" } ?? "3"
    return switch option.shape {
    case .flag: (["true", "false", "~"], ["3", "maybe", "[true]", "{}"])
    case .integer:
      (
        [number, "\"\(number)\"", "\"${n}\"", "~"], ["1.5", "many", "{}", "[[1]]", "true"]
      )
    case .number where option.range != nil:
      (["1", "0.5", "\"0.5\"", "\"${n}\""], ["low", "{}", "[[1]]", "true"])
    case .number: (["3", "0.5", "-1e-3", "\"0.5\"", "\"${n}\""], ["low", "{}", "[[1]]", "true"])
    case .word(let words): (words + ["\"${w}\""], ["no-such-word", "3", "{}", "[[x]]"])
    case .list: (["\"1,2\"", "[1, 2]", "\"${l}\""], ["{}", "[{}]"])
    case .localizedText: (["Text", "3", "{ en: One, zh: 一 }"], ["[Text]", "{ fr: Un }"])
    case .text, .file: (["\"${t}\""], ["{}", "[{}]"])
    }
  }

  @Test func theVocabularyIsTheCommandLines() throws {
    // What the parser takes, asked of it: each key with a value is read, and nothing else is.
    for kind in FigureKinds.all {
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
