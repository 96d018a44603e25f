// Features of speech: figures show what transformers computed of the same, however its axes lie.

import ArgumentParser
import AttentionMath
import FigureModel
import Foundation
import MatrixFiles
import MatrixSources
import TestSupport
import Testing

@testable import FigureKinds

@Suite struct SpeechFigureTests {
  /// An untrained Whisper: 8 mel bins, 40 frames, 2 layers of 4 heads.
  private static let folder = fixturesFolder + "/models/tiny/whisper"
  private static let features = folder + "/ref_input_features.npy"
  private static let decoder = ["--target-ids", "93,9,44,71,3,28"]

  private func words(_ features: String = Self.features) -> [String] {
    ["--model", Self.folder, "--features", features, "--layer", "1", "--head", "2"]
  }

  private func isNear(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= 2e-5 }
  }

  private func reference(_ name: String, _ index: [Int]) throws -> [Double] {
    try MatrixFile.open(Self.folder + "/ref_\(name)_attentions.npy").tensor()
      .matrix(at: index, as: Double.self).values
  }

  private func cells(_ draft: FigureDraft) throws -> [Double] {
    try #require(draft.table).matrix.values
  }

  /// The same features with their axes the other way, in a file of their own.
  private func withFeatures(
    shape: [Int], _ values: [Double], _ body: (String) throws -> Void
  ) throws {
    let path = NSTemporaryDirectory() + "features-\(UUID().uuidString).npy"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(npyBytes(shape: shape, values: values)).write(to: URL(fileURLWithPath: path))
    try body(path)
  }

  @Test func crossAttentionIsThatOfTheReference() throws {
    let draft = try draft(CrossAttention.self, words() + Self.decoder)
    #expect(isNear(try cells(draft), try reference("cross", [1, 2])))
    #expect(draft.warnings.isEmpty)
    #expect(try #require(draft.table).matrix.columns == 20)
  }

  @Test(arguments: ["encoder", "decoder"]) func eachSideIsThatOfTheReference(side: String) throws {
    // The encoder hears its features alone.
    let decoder = side == "decoder" ? Self.decoder : []
    let drawn = try draft(Attention.self, words() + ["--side", side] + decoder)
    #expect(isNear(try cells(drawn), try reference(side, [1, 2])))
    let model = try draft(
      ModelView.self,
      ["--model", Self.folder, "--features", Self.features, "--side", side] + decoder)
    let all = try MatrixFile.open(Self.folder + "/ref_\(side)_attentions.npy").tensor()
    #expect(isNear(try cells(model), try all.values(as: Double.self)))
  }

  @Test func framesByBinsAreReadAndToldOf() throws {
    let stored = try MatrixFile.open(Self.features).tensor().values(as: Double.self)
    let turned = (0..<320).map { stored[$0 % 8 * 40 + $0 / 8] }
    try withFeatures(shape: [40, 8], turned) { path in
      let draft = try draft(CrossAttention.self, words(path) + Self.decoder)
      #expect(isNear(try cells(draft), try reference("cross", [1, 2])))
      #expect(draft.warnings.map(\.typed).contains { $0.contains("read as [frames, mel bins]") })
    }
  }

  @Test func numbersThatAreMadeUpAreCalledSo() throws {
    for words in [["--stage", "masked"], []] {
      let draft = try draft(CrossAttention.self, self.words("seed:7,[8,40]") + Self.decoder + words)
      #expect(draft.figure.notes.contains { $0.text.contains("ynthetic") })
    }
  }

  @Test func valuesThatAreNoNumbersAreRefused() throws {
    var values = [Double](repeating: 0.5, count: 320)
    values[17] = .nan
    try withFeatures(shape: [8, 40], values) { path in
      let error = try failure(CrossAttention.self, words(path) + Self.decoder)
      #expect(error.typed.contains("--features: 1 values are NaN"), "\(error.typed)")
    }
  }

  @Test(arguments: [
    (["--model", "models/tiny/whisper", "--text", "a"], "give --features FILE"),
    (["--model", "models/tiny/whisper", "--ids", "1,2"], "give --features FILE"),
    (
      ["--model", "models/tiny/bert", "--features", "models/tiny/whisper/ref_input_features.npy"],
      "takes no features"
    ),
    (["--features", "a.npy"], "--features: is for a model"),
    (
      ["--model", "models/tiny/whisper", "--features", "no.npy"], "no.npy: cannot be opened"
    ),
    (
      ["--model", "models/tiny/whisper", "--features", "seed:7,[8,39]"],
      "--features: the shape [8, 39] is neither [8, 40], mel bins by frames, nor [40, 8]"
    ),
    (
      ["--model", "models/tiny/whisper", "--features", "a.npy", "--text", "a"],
      "--text: is for models that read a text"
    ),
    (
      ["--model", "models/tiny/whisper", "--features", "a.npy", "--truncate"],
      "--truncate: is for models that read a text"
    ),
    (
      ["--model", "models/tiny/whisper", "--features", "a.npy", "--image", "a.png"],
      "exclude each other"
    ),
  ])
  func whatIsWrongIsToldInALine(words: [String], part: String) throws {
    let error = try failure(Attention.self, words + ["--layer", "0", "--head", "0"])
    #expect(error.typed.contains(part), "\(error.typed)")
    #expect(!error.typed.contains("\n"))
  }

  @Test func theFeaturesAreAnInput() throws {
    let kind = try CrossAttention.parse(["--model", "m", "--features", "speech.npy"])
    #expect(kind.inputFiles == ["speech.npy"])
  }
}
