import Foundation
import Testing

@testable import Models

/// Most published checkpoints have configs of an older layout: frequencies, windows and kinds of layers
/// are said in other keys there, and mean the same.
@Suite struct OlderConfigTests {
  @Test(arguments: [
    (
      "llama_llama3", ["rope_parameters"],
      #"""
      {"rope_theta": 10000.0, "rope_scaling": {"rope_type": "llama3", "factor": 8.0,
       "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 16}}
      """#
    ),
    (
      "llama_linear", ["rope_parameters"],
      #"{"rope_theta": 10000.0, "rope_scaling": {"type": "linear", "factor": 4.0}}"#
    ),
    (
      "llama_yarn", ["rope_parameters"],
      #"""
      {"rope_theta": 10000.0, "rope_scaling": {"type": "yarn", "factor": 4.0,
       "original_max_position_embeddings": 8}}
      """#
    ),
    (
      "llama_dynamic", ["rope_parameters"],
      #"{"rope_theta": 10000.0, "rope_scaling": {"type": "dynamic", "factor": 2.0}}"#
    ),
    (
      "phi3_longrope", ["rope_parameters"],
      #"""
      {"rope_theta": 10000.0, "rope_scaling": {"type": "longrope", "short_factor": [1.0, 1.1, 1.2, 1.3],
       "long_factor": [1.0, 2.1, 4.2, 6.3]}, "original_max_position_embeddings": 8}
      """#
    ),
    ("qwen2", ["rope_parameters", "layer_types"], #"{"rope_theta": 10000.0}"#),
    ("gemma2", ["rope_parameters", "layer_types"], #"{"rope_theta": 10000.0}"#),
    (
      "gemma3", ["rope_parameters"],
      #"""
      {"rope_theta": 1000000.0, "rope_local_base_freq": 10000.0,
       "rope_scaling": {"rope_type": "linear", "factor": 8.0}}
      """#
    ),
    (
      "gpt_neox", ["rope_parameters"], #"{"rotary_pct": 0.5, "rotary_emb_base": 10000}"#
    ),
    (
      "modernbert", ["rope_parameters", "layer_types"],
      #"{"global_rope_theta": 160000.0, "local_rope_theta": 10000.0}"#
    ),
    ("t5_gated", ["is_gated_act", "dense_act_fn"], "{}"),
  ])
  func meansTheSame(name: String, removed: [String], added: String) throws {
    let folder = try ScratchFolder(copyOf: "untrained/\(name)")
    let path = "\(folder.path)/config.json"
    func object(_ data: Data) throws -> [String: Any] {
      try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
    var config = try object(Data(contentsOf: URL(fileURLWithPath: path)))
    for key in removed { #expect(config.removeValue(forKey: key) != nil, "\(key)") }
    config.merge(try object(Data(added.utf8))) { $1 }
    try JSONSerialization.data(withJSONObject: config).write(to: URL(fileURLWithPath: path))

    let references = try ModelFixture.arrays("untrained/\(name)/reference.safetensors")
    let input = ModelFixture.input(try ModelFixture.json("untrained/\(name)/inputs.json"))
    let run = try Model.open(folder.path).run(input, keeping: .everything)
    for key in ["attentions", "encoder_attentions", "decoder_attentions", "logits"] {
      guard let reference = references[key] else { continue }
      #expect(try #require(distance(run[key], reference)) < 2e-5, "\(name) \(key)")
    }
  }
}
