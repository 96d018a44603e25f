import Foundation
import JSONTape
import Testing

@testable import Models

extension ScratchFolder {
  /// Takes keys out of the config and puts others in.
  func changeConfig(removing keys: [String], adding changes: [String: Any]) throws {
    let file = URL(fileURLWithPath: "\(path)/config.json")
    var config = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    for key in keys { #expect(config.removeValue(forKey: key) != nil, "\(key)") }
    config.merge(changes) { $1 }
    try JSONSerialization.data(withJSONObject: config).write(to: file)
  }
}

/// Checkpoints whose configs leave keys out, say something twice or name another class, and inputs with
/// padding: what the library makes of them (`variants/cases.json`).
@Suite struct ConfigVariantTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let checkpoint: String
    let removed: [String]
    let input: ModelInput

    var testDescription: String { name }

    init(_ value: ParsedJSON) {
      name = value["name"]?.string ?? ""
      checkpoint = value["checkpoint"]?.string ?? ""
      removed = value["removed"]?.array?.compactMap(\.string) ?? []
      input = ModelFixture.input(value)
    }
  }

  static let cases: [Case] =
    (try? ModelFixture.json("variants/cases.json"))?.array?.map { Case($0) } ?? []

  @Test(arguments: cases)
  func doesAsTheLibrary(_ one: Case) throws {
    let all = try #require(
      try JSONSerialization.jsonObject(with: Data(try ModelFixture.bytes("variants/cases.json")))
        as? [[String: Any]])
    let own = try #require(all.first { $0["name"] as? String == one.name })
    let folder = try ScratchFolder(copyOf: one.checkpoint)
    try folder.changeConfig(
      removing: one.removed, adding: try #require(own["changed"] as? [String: Any]))
    let run = try Model.open(folder.path).run(one.input, keeping: .everything)
    var compared = 0
    for (key, reference) in try ModelFixture.arrays("variants/reference.safetensors")
    where key.hasPrefix(one.name + ".") {
      let part = String(key.dropFirst(one.name.count + 1))
      let apart = try #require(distance(run[part], reference), "\(key): \(run.arrays.keys)")
      let largest = reference.values.reduce(0) { max($0, $1.magnitude) }
      #expect(apart < 2e-5 * max(1, largest), "\(key)")
      compared += 1
    }
    #expect(compared >= 2)
    // A class without a head gives no scores of the vocabulary.
    #expect((run["logits"] == nil) == (run["last_hidden_state"] != nil))
  }

  @Test func hasCases() { #expect(Self.cases.count >= 20) }

  /// What the config says and the architecture does not know, and what contradicts the weights.
  @Test(arguments: [
    (
      "untrained/llama_llama3", #"{"partial_rotary_factor": 0.5}"#,
      ["\"partial_rotary_factor\" is 0.5", "no use"]
    ),
    (
      "untrained/llama_linear",
      #"{"rope_parameters": {"rope_type": "default", "partial_rotary_factor": 0.5}}"#,
      ["\"rope_parameters.partial_rotary_factor\" is 0.5"]
    ),
    (
      "untrained/gemma3", #"{"attn_logit_softcapping": 3.0}"#,
      ["\"attn_logit_softcapping\" is 3", "gemma3_text"]
    ),
    (
      "untrained/llama_llama3", #"{"rope_scaling": {"type": "ntk", "factor": 2}}"#,
      ["\"rope_scaling.rope_type\" is \"ntk\""]
    ),
    (
      "untrained/llama_llama3", #"{"rope_scaling": "linear"}"#,
      ["\"rope_scaling\" is \"linear\"", "no object"]
    ),
    (
      "untrained/llama_linear", #"{"attention_bias": false}"#,
      ["\"attention_bias\" is false", "q_proj.bias", "set it to true"]
    ),
    (
      "untrained/llama_linear", #"{"mlp_bias": false}"#, ["\"mlp_bias\" is false", "_proj.bias"]
    ),
    (
      "untrained/llama_linear", #"{"model_type": "mistral"}"#,
      ["q_proj.bias", "its config.json is of another model"]
    ),
    (
      "untrained/qwen3", #"{"tie_word_embeddings": false}"#,
      ["lacks the head \"lm_head.weight\"", "set it to true"]
    ),
    (
      "untrained/gemma2", #"{"query_pre_attn_scalar": 0}"#,
      ["\"query_pre_attn_scalar\" is 0", "above 0"]
    ),
    ("untrained/gemma2", #"{"query_pre_attn_scalar": -4}"#, ["is -4", "above 0"]),
    (
      "untrained/gemma2", #"{"attn_logit_softcapping": 0}"#,
      ["\"attn_logit_softcapping\" is 0", "above 0"]
    ),
    ("untrained/gemma2", #"{"final_logit_softcapping": -3}"#, ["is -3", "above 0"]),
    ("tiny/bert", #"{"layer_norm_eps": -1}"#, ["\"layer_norm_eps\" is -1", "0 or more"]),
    (
      "untrained/gpt_neox", #"{"rope_parameters": null, "rotary_pct": 1.5}"#,
      ["\"rotary_pct\" is 1.5", "1 at most"]
    ),
    ("tiny/bert", #"{"hidden_act": 5}"#, ["\"hidden_act\" is 5", "not known"]),
    ("untrained/llama_llama3", #"{"hidden_act": "mish2"}"#, ["\"hidden_act\" is \"mish2\""]),
    ("tiny/llama_gqa", #"{"head_dim": 9}"#, ["\"head_dim\"", "9"]),
    (
      "untrained/llama_llama3", #"{"rope_parameters": {"rope_type": "default", "rope_theta": -1}}"#,
      ["\"rope_parameters.rope_theta\" is -1", "above 1"]
    ),
    (
      "tiny/t5", #"{"relative_attention_max_distance": 2}"#,
      ["\"relative_attention_max_distance\" is 2", "half of the"]
    ),
    (
      "tiny/t5", #"{"relative_attention_num_buckets": 16, "relative_attention_max_distance": 100}"#,
      ["SelfAttention.relative", "asks for [16, 4]"]
    ),
    (
      "tiny/mistral", #"{"layer_types": ["full_attention", "full_attention"]}"#,
      ["\"layer_types\"", "mistral", "leave the key out"]
    ),
    (
      "tiny/mistral", #"{"layer_types": "full_attention"}"#,
      ["\"layer_types\" is \"full_attention\"", "no list of"]
    ),
    (
      "untrained/gemma2", #"{"layer_types": ["full_attention", 3]}"#,
      ["\"layer_types\" is a list of 2 for 2 layers", "no list of"]
    ),
    ("tiny/bert", #"{"model_type": ["bert"]}"#, ["\"model_type\" is a list", "no text"]),
    (
      "untrained/llama_llama3",
      #"{"rope_scaling": {"rope_type": "llama3", "factor": 8, "low_freq_factor": 4, "high_freq_factor": 4, "rope_theta": 10000}}"#,
      ["low_freq_factor\" is 4", "\"high_freq_factor\" is 4"]
    ),
    (
      "untrained/llama_llama3",
      #"{"rope_scaling": {"rope_type": "yarn", "factor": 8, "beta_fast": 0, "rope_theta": 10000}}"#,
      ["beta_fast\" is 0", "above 0"]
    ),
    (
      "untrained/llama_llama3",
      #"{"rope_scaling": {"rope_type": "yarn", "factor": 8, "beta_fast": 2, "beta_slow": 3, "rope_theta": 10000}}"#,
      ["\"rope_scaling.rope_type\"", "beta-fast 2"]
    ),
    (
      "untrained/llama_llama3",
      #"{"rope_scaling": {"rope_type": "yarn", "factor": 8, "original_max_position_embeddings": 16.5}}"#,
      ["original_max_position_embeddings\" is 16.5"]
    ),
    (
      "untrained/modernbert", #"{"rope_parameters": null, "global_rope_theta": -3}"#,
      ["\"global_rope_theta\"", "base -3"]
    ),
    ("untrained/qwen2", #"{"sliding_window": null}"#, ["\"sliding_window\" is null"]),
    (
      "untrained/qwen2", #"{"use_sliding_window": false}"#,
      ["\"use_sliding_window\" is false", "layer_types"]
    ),
    (
      "untrained/gpt_neox", #"{"partial_rotary_factor": 1.0}"#,
      ["\"partial_rotary_factor\" is 1", "gpt_neox"]
    ),
    (
      "untrained/modernbert", #"{"decoder_bias": false}"#,
      ["\"decoder_bias\" is false", "decoder.bias"]
    ),
    ("tiny/t5", #"{"vocab_size": 40}"#, ["asks for [40, 32]"]),
    ("tiny/bart", #"{"vocab_size": 40}"#, ["asks for [40, 32]"]),
    ("untrained/roberta", #"{"type_vocab_size": 2}"#, ["token_type_embeddings"]),
    ("tiny/bert", #"{"use_cache": true, "hidden_size": "32"}"#, ["\"hidden_size\" is \"32\""]),
  ])
  func names(name: String, changed: String, parts: [String]) throws {
    let folder = try ScratchFolder(copyOf: name)
    try folder.changeConfig(
      removing: [],
      adding: try #require(
        try JSONSerialization.jsonObject(with: Data(changed.utf8)) as? [String: Any]))
    var text = ""
    do throws(ModelError) {
      let model = try Model.open(folder.path)
      _ = try model.run(
        ModelInput(ids: [5, 17, 33], decoderIDs: model.shape.stacks.count > 1 ? [0, 9] : []),
        keeping: .everything)
    } catch { text = error.description }
    for part in parts { #expect(text.contains(part), "\(text)") }
    #expect(!text.contains("\n"))
  }
}
