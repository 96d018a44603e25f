// Which metadata of a model are read, and those that would change what it computes and are not.

internal import Tokenizers

extension GGUFFile {
  /// Refuses metadata that ask for something that is not known here. Those of the file format's writer that
  /// change nothing, and those whose value says that nothing is asked for, may be there.
  /// - Parameter name: the architecture, which the keys begin with.
  func refuseUnknownKeys(_ name: String) throws(ModelError) {
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) where key.hasPrefix("\(name).") {
      let own = String(key.dropFirst(name.count + 1))
      guard !Self.isRead(own, by: name), !asksForNothing(own, value, name) else { continue }
      throw .unsupported(
        file: path, .metadata(key: key, value: value.displayText, architecture: name))
    }
  }

  /// The keys that ``config()`` reads, without the architecture before them.
  private static let read: Set<String> = [
    "block_count", "attention.head_count", "attention.head_count_kv", "embedding_length",
    "feed_forward_length", "context_length", "attention.key_length",
    "attention.layer_norm_rms_epsilon", "attention.layer_norm_epsilon", "vocab_size",
    "rope.freq_base", "rope.dimension_count", "rope.scale_linear", "rope.scaling.type",
    "rope.scaling.factor", "rope.scaling.original_context_length", "rope.scaling.attn_factor",
    "rope.scaling.yarn_beta_fast", "rope.scaling.yarn_beta_slow",
  ]

  /// Those that change nothing of attention. llama.cpp gives no model of type llama or qwen a window either.
  private static let idle: Set<String> = [
    "rope.scaling.finetuned", "tensor_data_layout", "pooling_type", "token_type_count",
    "attention.sliding_window", "expert_used_count",
  ]

  private static func isRead(_ key: String, by architecture: String) -> Bool {
    if key == "attn_logit_softcapping" || key == "final_logit_softcapping" {
      return architecture.hasPrefix("gemma")
    }
    return read.contains(key) || idle.contains(key) || key.hasPrefix("classifier.")
  }

  /// The values of a head that shares the width evenly with the others.
  private func headSize(_ architecture: String) -> Int? {
    guard let width = metadata["\(architecture).embedding_length"]?.int,
      let heads = metadata["\(architecture).attention.head_count"]?.int, heads > 0
    else { return nil }
    return width / heads
  }

  /// Whether a value says that a model is as others of its kind.
  private func asksForNothing(_ key: String, _ value: GGUFValue, _ architecture: String) -> Bool {
    switch (key, value) {
    case ("attention.causal", .flag(let isCausal)): isCausal == (architecture != "bert")
    case ("attention.value_length", .integer(let length)):
      length == metadata["\(architecture).attention.key_length"]?.int ?? headSize(architecture)
    case ("attention.sliding_window_pattern", .integer(let pattern)):
      pattern == ["gemma2": 2, "gemma3": 6][architecture]
    case (_, .number(let factor)) where key.hasSuffix("_scale"): factor == 0 || factor == 1
    case (_, .integer(0)), (_, .number(0)), (_, .flag(false)): true
    case (_, .text), (_, .texts): true
    default: false
    }
  }
}

extension GGUFValue {
  /// The value in an error.
  var displayText: String {
    switch self {
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .flag(let value): "\(value)"
    case .text: quoted(string ?? "")
    case .integers(let list): "a list of \(list.count) numbers"
    case .numbers(let list): "a list of \(list.count) numbers"
    case .texts(let list): "a list of \(list.count) texts"
    case .list(let list): "a list of \(list.count)"
    }
  }
}
