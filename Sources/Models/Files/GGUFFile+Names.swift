// What llama.cpp's converter calls things, in the words of Hugging Face's files: config keys, and names
// of tensors.

internal import Glibc
internal import JSONTape
internal import TextFormats
internal import Tokenizers

extension GGUFFile {
  /// The kind of model, `general.architecture`.
  func architecture() throws(ModelError) -> String {
    guard let name = metadata["general.architecture"]?.string else {
      throw .malformed(file: path, .lacks("general.architecture"))
    }
    return name
  }

  /// The config.json that the file's metadata says.
  func config() throws(ModelError) -> ModelConfig {
    let name = try architecture()
    func value(_ key: String) -> GGUFValue? { metadata["\(name).\(key)"] }
    var members: [(String, JSONValue)] = []
    func add(_ key: String, _ value: GGUFValue?) {
      switch value {
      case .integer(let int): members.append((key, .number(int)))
      case .number(let double) where double.isFinite: members.append((key, .decimal(double)))
      case .flag(let flag): members.append((key, .bool(flag)))
      default: break
      }
    }
    // What is no number would be passed over, and the usual one taken.
    func check(_ key: String, _ value: GGUFValue?) throws(ModelError) {
      switch value {
      case nil, .integer, .integers: return
      case .number(let number) where number.isFinite: return
      case let other?:
        throw .malformed(file: path, .noNumber(key: "\(name).\(key)", value: other.displayText))
      }
    }
    let types = ["llama", "qwen2", "qwen3", "gemma2", "phi3", "olmo2", "gpt2", "bert"]
    let known = name == "gemma3" ? "gemma3_text" : name
    guard types.contains(name) || name == "gemma3" else {
      throw .unsupported(
        file: path, .architecture(name, known: (types + ["gemma3"]).sorted()))
    }
    if let count = metadata["split.count"]?.int, count > 1 {
      throw .unsupported(file: path, .part(of: count))
    }
    try refuseUnknownKeys(name)
    members.append(("model_type", .text(known)))
    var fileKeys: [String: String] = [:]
    for (keys, key) in [
      (["num_hidden_layers", "n_layer"], "block_count"),
      (["num_attention_heads", "n_head"], "attention.head_count"),
      (["hidden_size", "n_embd"], "embedding_length"),
      (["intermediate_size", "n_inner"], "feed_forward_length"),
      (["max_position_embeddings", "n_positions"], "context_length"),
      (["num_key_value_heads"], "attention.head_count_kv"),
      (["head_dim"], "attention.key_length"),
      (["rms_norm_eps"], "attention.layer_norm_rms_epsilon"),
      (["layer_norm_eps", "layer_norm_epsilon"], "attention.layer_norm_epsilon"),
      (["rope_theta"], "rope.freq_base"),
      (["attn_logit_softcapping"], "attn_logit_softcapping"),
      (["final_logit_softcapping"], "final_logit_softcapping"),
    ] {
      try check(key, value(key))
      for member in keys {
        add(member, value(key))
        fileKeys[member] = "\(name).\(key)"
      }
    }
    let epsilon = "attention.layer_norm_\(["gpt2", "bert"].contains(name) ? "" : "rms_")epsilon"
    guard value(epsilon) != nil else {
      throw .malformed(file: path, .lacks("\(name).\(epsilon)"))
    }
    // A list of numbers gives each layer its own, which no model here has.
    for key in ["attention.head_count", "attention.head_count_kv", "feed_forward_length"] {
      if case .integers(let list)? = value(key), Set(list).count > 1 {
        throw .unsupported(file: path, .ownNumberOfEachLayer(key: key))
      } else if case .integers(let list)? = value(key), let first = list.first {
        add(
          key == "attention.head_count"
            ? "num_attention_heads"
            : key == "attention.head_count_kv" ? "num_key_value_heads" : "intermediate_size",
          .integer(first))
      }
    }
    for (member, key) in [
      ("partial_rotary_factor", "rope.dimension_count"), ("rope_scaling", "rope.scaling"),
      ("sliding_window", "attention.sliding_window"),
    ] { fileKeys[member] = "\(name).\(key)" }
    let tokens = tensors.first { $0.name == "token_embd.weight" }
    add("vocab_size", value("vocab_size") ?? tokens?.shape.first.map { .integer($0) })
    if name == "bert" {
      let segments = tensors.first { $0.name == "token_types.weight" }
      add("type_vocab_size", .integer(segments?.shape.first ?? 0))
    }
    add("eos_token_id", metadata["tokenizer.ggml.eos_token_id"])
    let hasHead = tensors.contains { $0.name == "output.weight" }
    add("tie_word_embeddings", .flag(!hasHead))
    try addWindows(name, value("attention.sliding_window"), add)
    try addRotary(name, value, &members)
    let text = JSONValue.object(members).line
    do throws(JSONFault) {
      return ModelConfig(
        value: try JSONDocument(Array(text.utf8)).root, file: path, fileKeys: fileKeys)
    } catch { throw .malformed(file: path, .noJSON("its metadata \(error)")) }
  }

  private func addWindows(
    _ name: String, _ window: GGUFValue?, _ add: (String, GGUFValue?) -> Void
  ) throws(ModelError) {
    guard let window = window?.int, window > 0 else { return }
    switch name {
    case "gemma2", "gemma3", "phi3": add("sliding_window", .integer(window))
    case "llama", "qwen2", "qwen3": break
    default: break
    }
    if name == "gemma2" || name == "gemma3",
      let size = metadata["\(name).attention.key_length"]?.int
    {
      // The converter keeps no scale of the scores: it is the head's size but in the largest models.
      let layers = metadata["\(name).block_count"]?.int
      let isLargest = name == "gemma2" && layers == 46 || name == "gemma3" && layers == 62
      let width = metadata["\(name).embedding_length"]?.int ?? 0
      let heads = max(1, metadata["\(name).attention.head_count"]?.int ?? 1)
      add("query_pre_attn_scalar", .integer(isLargest ? width / heads : size))
    }
  }

  private func addRotary(
    _ name: String, _ value: (String) -> GGUFValue?, _ members: inout [(String, JSONValue)]
  ) throws(ModelError) {
    let size = value("rope.dimension_count")?.int
    let heads = value("attention.head_count")?.int ?? 1
    let headSize =
      value("attention.key_length")?.int ?? (value("embedding_length")?.int ?? 0) / max(1, heads)
    if let size, headSize > 0, size != headSize {
      members.append(("partial_rotary_factor", .decimal(Double(size) / Double(headSize))))
    }
    if let factors = tensors.first(where: { $0.name == "rope_freqs.weight" }) {
      let scaling: [(String, JSONValue)] = [
        ("rope_type", .text("factors")), ("factors", try numbers(factors)),
      ]
      members.append(("rope_scaling", .object(scaling)))
      return
    }
    if let long = tensors.first(where: { $0.name == "rope_factors_long.weight" }),
      let short = tensors.first(where: { $0.name == "rope_factors_short.weight" })
    {
      let original = value("rope.scaling.original_context_length")?.int ?? 4096
      var scaling: [(String, JSONValue)] = [
        ("rope_type", .text("longrope")), ("long_factor", try numbers(long)),
        ("short_factor", try numbers(short)),
        ("original_max_position_embeddings", .number(original)),
      ]
      if let factor = value("rope.scaling.attn_factor")?.double {
        guard factor.isFinite else {
          throw .malformed(
            file: path, .noNumber(key: "rope.scaling.attn_factor", value: "\(factor)"))
        }
        scaling.append(("attention_factor", .decimal(factor)))
      }
      members.append(("rope_scaling", .object(scaling)))
      return
    }
    // A factor alone stretches evenly, as it does for llama.cpp; older files have another key for it.
    let factor =
      value("rope.scaling.factor")?.double ?? value("rope.scale_linear")?.double ?? 1
    guard factor.isFinite else {
      throw .malformed(
        file: path, .noNumber(key: "rope.scaling.factor", value: "\(factor)"))
    }
    let type = value("rope.scaling.type")?.string ?? "linear"
    // 0 and 1 stretch nothing.
    guard type != "none", type != "linear" || factor != 0 && factor != 1 else { return }
    var scaling: [(String, JSONValue)] = [
      ("rope_type", .text(type == "linear" || type == "yarn" ? type : "unknown")),
      ("factor", .decimal(factor)),
    ]
    if let original = value("rope.scaling.original_context_length")?.int {
      scaling.append(("original_max_position_embeddings", .number(original)))
    }
    for (key, member) in [("yarn_beta_fast", "beta_fast"), ("yarn_beta_slow", "beta_slow")] {
      if let beta = value("rope.scaling.\(key)")?.double, beta.isFinite {
        scaling.append((member, .decimal(beta)))
      }
    }
    // What llama.cpp multiplies YaRN's own factor by.
    if type == "yarn", let more = value("rope.scaling.attn_factor")?.double, more.isFinite,
      factor > 1
    {
      scaling.append(("attention_factor", .decimal(more * (1 + 0.1 * log(factor)))))
    }
    members.append(("rope_scaling", .object(scaling)))
  }

  /// The numbers of a tensor as the converter found them in a config: it made them `Float`s, whose fewest
  /// digits are the config's own.
  private func numbers(_ tensor: GGUFTensor) throws(ModelError) -> JSONValue {
    let count = tensor.shape.reduce(1, *)
    guard count <= 1 << 16 else {
      throw .malformed(file: path, .frequencies(tensor: tensor.name, count: count))
    }
    var values = [Float](repeating: 0, count: count)
    var failure: ModelError?
    values.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      do throws(ModelError) { try tensor.read(0..<1, columns: count, into: base) } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return .list(values.map { .decimal($0.isFinite ? Double("\($0)") ?? 0 : 0) })
  }

  /// The tensors by the names that Hugging Face's files have.
  func weights() throws(ModelError) -> Weights {
    let name = try architecture()
    let headSize: Int? =
      if let own = metadata["\(name).rope.dimension_count"]?.int { own } else {
        metadata["\(name).attention.key_length"]?.int
      }
    var list: [StoredTensor] = []
    var byteCount = 0
    for tensor in tensors {
      byteCount += tensor.type.byteCount(of: tensor.shape.reduce(1, *))
      guard let translated = Self.name(tensor.name, architecture: name) else { continue }
      var stored = StoredTensor(
        name: translated, file: path, shape: tensor.shape, source: .gguf(tensor),
        storedName: tensor.name, typeName: tensor.type.name)
      // The converter permutes the rows of q and k of Llama models, and of no others.
      if name == "llama",
        tensor.name.hasSuffix("attn_q.weight") || tensor.name.hasSuffix("attn_k.weight")
      {
        let heads = metadata["llama.attention.head_count"]?.int ?? 1
        let size = headSize ?? (metadata["llama.embedding_length"]?.int ?? 0) / max(1, heads)
        guard size > 0, size % 2 == 0, stored.rows % size == 0 else {
          throw .malformed(file: path, .brokenHeads(tensor: tensor.name, size: size))
        }
        stored.rowOrder = RowOrder(headSize: size)
      }
      // It adds 1 to the weights of Gemma's norms.
      if name.hasPrefix("gemma"), tensor.name.hasSuffix("norm.weight") { stored.shift = -1 }
      list.append(stored)
    }
    var weights = Weights(file: path, tensors: list, byteCount: byteCount)
    weights.storesOutputsFirst = true
    weights.storedName = { Self.storedName(of: $0, architecture: name) }
    return weights
  }

  /// The name of a tensor in Hugging Face's files, without what may stand before it.
  private static func name(_ name: String, architecture: String) -> String? {
    var parts = name.split(separator: ".").map(String.init)
    guard let ending = parts.popLast() else { return nil }
    if parts.count == 1 { return outside(architecture)[parts[0]].map { "\($0).\(ending)" } }
    guard parts.count == 3, parts[0] == "blk" else { return nil }
    return inside(architecture)[parts[2]].map {
      "\(layers(architecture)).\(parts[1]).\($0).\(ending)"
    }
  }

  /// The name here of a tensor that Hugging Face's files call so; nil where there is none.
  private static func storedName(of name: String, architecture: String) -> String? {
    guard let dot = name.lastIndex(of: ".") else { return nil }
    let (stem, ending) = (String(name[..<dot]), name[dot...])
    if let own = outside(architecture).first(where: { $0.value == stem }) {
      return own.key + ending
    }
    let before = layers(architecture) + "."
    guard stem.hasPrefix(before) else { return nil }
    let parts = stem.dropFirst(before.count).split(separator: ".", maxSplits: 1)
    guard parts.count == 2, let own = inside(architecture).first(where: { $0.value == parts[1] })
    else { return nil }
    return "blk.\(parts[0]).\(own.key)\(ending)"
  }

  /// What stands before the number of a layer in Hugging Face's files.
  private static func layers(_ architecture: String) -> String {
    switch architecture {
    case "gpt2": "h"
    case "bert": "encoder.layer"
    default: "layers"
    }
  }

  /// The names of tensors that are in no layer.
  private static func outside(_ architecture: String) -> [String: String] {
    switch architecture {
    case "gpt2":
      ["token_embd": "wte", "position_embd": "wpe", "output_norm": "ln_f", "output": "lm_head"]
    case "bert":
      [
        "token_embd": "embeddings.word_embeddings",
        "position_embd": "embeddings.position_embeddings",
        "token_types": "embeddings.token_type_embeddings",
        "token_embd_norm": "embeddings.LayerNorm",
      ]
    default: ["token_embd": "embed_tokens", "output_norm": "norm", "output": "lm_head"]
    }
  }

  /// The names of the tensors of a layer.
  private static func inside(_ architecture: String) -> [String: String] {
    let isAround = architecture.hasPrefix("gemma")
    return switch architecture {
    case "gpt2":
      [
        "attn_norm": "ln_1", "attn_qkv": "attn.c_attn", "attn_output": "attn.c_proj",
        "ffn_norm": "ln_2", "ffn_up": "mlp.c_fc", "ffn_down": "mlp.c_proj",
      ]
    case "bert":
      [
        "attn_q": "attention.self.query", "attn_k": "attention.self.key",
        "attn_v": "attention.self.value", "attn_output": "attention.output.dense",
        "attn_output_norm": "attention.output.LayerNorm", "ffn_up": "intermediate.dense",
        "ffn_down": "output.dense", "layer_output_norm": "output.LayerNorm",
      ]
    default:
      [
        "attn_norm": "input_layernorm", "attn_q": "self_attn.q_proj",
        "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj",
        "attn_qkv": "self_attn.qkv_proj", "attn_output": "self_attn.o_proj",
        "attn_q_norm": "self_attn.q_norm", "attn_k_norm": "self_attn.k_norm",
        "ffn_norm": isAround ? "pre_feedforward_layernorm" : "post_attention_layernorm",
        "post_attention_norm": "post_attention_layernorm",
        "post_ffw_norm": "post_feedforward_layernorm", "ffn_gate": "mlp.gate_proj",
        "ffn_up": architecture == "phi3" ? "mlp.gate_up_proj" : "mlp.up_proj",
        "ffn_down": "mlp.down_proj",
      ]
    }
  }

  /// The tokenizer inside; nil where there is none.
  func tokenizer() throws(ModelError) -> Tokenizer? {
    func value(_ key: String) -> GGUFValue? { metadata["tokenizer.ggml.\(key)"] }
    guard let model = value("model")?.string, case .texts(let tokens)? = value("tokens") else {
      return nil
    }
    var vocabulary = GGUFVocabulary(model: model, tokens: tokens)
    vocabulary.pattern = value("pre")?.string
    if case .numbers(let scores)? = value("scores") { vocabulary.scores = scores }
    if case .integers(let types)? = value("token_type") { vocabulary.types = types }
    if case .texts(let merges)? = value("merges") { vocabulary.merges = merges }
    vocabulary.startID = value("bos_token_id")?.int
    vocabulary.endID = value("eos_token_id")?.int
    vocabulary.unknownID = value("unknown_token_id")?.int
    vocabulary.separatorID = value("seperator_token_id")?.int ?? value("separator_token_id")?.int
    vocabulary.classifierID = value("cls_token_id")?.int
    vocabulary.addsStart = value("add_bos_token")?.bool
    vocabulary.addsEnd = value("add_eos_token")?.bool
    vocabulary.addsSpacePrefix = value("add_space_prefix")?.bool
    vocabulary.removesExtraBlanks = value("remove_extra_whitespaces")?.bool
    if case .integers(let map)? = value("precompiled_charsmap") {
      vocabulary.characterMap = map.map { UInt8(truncatingIfNeeded: $0) }
    }
    do throws(TokenizerError) { return try Tokenizer(gguf: vocabulary, file: path) } catch {
      throw .tokenizer(error)
    }
  }
}
