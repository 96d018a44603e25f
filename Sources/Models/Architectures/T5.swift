// T5 (Raffel et al. 2020): encoder and decoder with biases for buckets of distances, norms without
// means or biases, and scores that are not scaled. The first form has ReLU, the second a gated GELU, as has
// mT5 (Xue et al. 2021).

internal import AttentionMath
internal import Glibc
internal import Tokenizers

/// T5, both forms.
struct T5: Architecture {
  static let modelTypes = ["t5", "mt5"]
  static let prefixes: [String] = []

  private let layers: Int
  private let decoderLayers: Int
  private let heads: Int
  private let headSize: Int
  private let width: Int
  private let inner: Int
  private let vocabulary: Int
  private let epsilon: Double
  private let activation: Activation
  private let isGated: Bool
  private let buckets: Int
  private let maximumDistance: Int
  private let scalesLogits: Bool
  /// Whether there is an encoder alone.
  private let isEncoder: Bool

  init(_ config: ModelConfig) throws(ModelError) {
    layers = try config.layers("num_layers", "num_hidden_layers")
    decoderLayers = try config.layers("num_decoder_layers", default: layers)
    heads = try config.count("num_heads", "num_attention_heads")
    headSize = try config.count("d_kv")
    width = try config.count("d_model")
    inner = try config.count("d_ff")
    vocabulary = try config.count("vocab_size", maximum: 1 << 26)
    epsilon = try config.epsilon("layer_norm_epsilon", default: 1e-6)
    buckets = try config.count("relative_attention_num_buckets", default: 32)
    maximumDistance = try config.count("relative_attention_max_distance", default: 128)
    guard buckets >= 4 else {
      throw config.fault(
        "relative_attention_num_buckets", .breaks(value: "\(buckets)", rule: "4 are the fewest"))
    }
    guard maximumDistance > buckets / 2 else {
      throw config.fault(
        "relative_attention_max_distance",
        .breaks(
          value: "\(maximumDistance)", rule: "it must be above half of the \(buckets) buckets"))
    }
    let isMultilingual = config.text("model_type") == "mt5"
    let kind = config.text("feed_forward_proj") ?? (isMultilingual ? "gated-gelu" : "relu")
    // The two keys that are saved besides count before this one, which says both.
    let isNamedGated = kind.hasPrefix("gated-")
    isGated = try config.flag("is_gated_act", default: isNamedGated)
    let name =
      kind == "gated-gelu" ? "gelu_new" : isNamedGated ? String(kind.dropFirst(6)) : kind
    guard let activation = Activation(name: name) else {
      throw config.fault(
        "feed_forward_proj",
        .unknown(value: quoted(kind), known: Activation.names.flatMap { [$0, "gated-\($0)"] }))
    }
    self.activation = try config.activation("dense_act_fn", default: activation)
    // mT5 scales none, whatever its config says.
    scalesLogits =
      isMultilingual
      ? false
      : try config.flag(
        "scale_decoder_outputs", default: config.flag("tie_word_embeddings", default: true))
    isEncoder = config.texts("architectures")?.first?.hasSuffix("EncoderModel") ?? false
  }

  var shape: ModelShape {
    var stacks = [
      StackShape(
        stack: isEncoder ? .single : .encoder, layers: layers, heads: heads, keyHeads: heads)
    ]
    if !isEncoder {
      for stack in [Stack.decoder, .cross] {
        stacks.append(
          StackShape(stack: stack, layers: decoderLayers, heads: heads, keyHeads: heads))
      }
    }
    return ModelShape(
      stacks: stacks, width: width, vocabulary: vocabulary, context: nil,
      inputs: isEncoder ? [.text] : [.text, .decoderText])
  }

  private func bias(_ name: String, length: Int, isCausal: Bool, _ pass: Pass) throws(ModelError)
    -> PositionBias
  {
    let table = try pass.weights.tensor(
      "\(name).block.0.layer.0.SelfAttention.relative_attention_bias.weight",
      shape: [buckets, heads]
    ).values()
    return PositionBias(
      table: table, buckets: buckets, heads: heads, length: length, isCausal: isCausal,
      maximumDistance: maximumDistance)
  }

  /// x + Attention(norm x, memory) Wₒ.
  private func attention(
    _ x: Matrix<Float>, memory: Matrix<Float>? = nil, _ at: String, _ name: String,
    _ step: AttentionStep, _ pass: inout Pass
  ) throws(ModelError) -> Matrix<Float> {
    let normed = try pass.rmsNorm(x, "\(at).layer_norm", epsilon: epsilon)
    let all = heads * headSize
    // [queries, heads · headSize]
    let q = try pass.linear(normed, "\(at).\(name).q", outputs: all, bias: .none)
    let own = try pass.keysAndValues(step, ofMemory: memory != nil) { pass throws(ModelError) in
      KeyCache.Layer(
        keys: try pass.linear(memory ?? normed, "\(at).\(name).k", outputs: all, bias: .none),
        values: try pass.linear(memory ?? normed, "\(at).\(name).v", outputs: all, bias: .none))
    }
    var step = step
    step.scale = 1
    let z = try pass.attend(q, own.keys, own.values, step)
    return x + (try pass.linear(z, "\(at).\(name).o", outputs: width, bias: .none))
  }

  /// x + act(norm(x) W₁) W₂, or x + (act(norm(x) W₀) · norm(x) W₁) W₂.
  private func feedForward(_ x: Matrix<Float>, _ at: String, _ pass: Pass) throws(ModelError)
    -> Matrix<Float>
  {
    let normed = try pass.rmsNorm(x, "\(at).layer_norm", epsilon: epsilon)
    let name = "\(at).DenseReluDense"
    let fed = try pass.byTokens(normed, width: inner) { x throws(ModelError) in
      let inside =
        isGated
        ? activation(try pass.linear(x, "\(name).wi_0", outputs: inner, bias: .none))
          .timesEach(try pass.linear(x, "\(name).wi_1", outputs: inner, bias: .none))
        : activation(try pass.linear(x, "\(name).wi", outputs: inner, bias: .none))
      return try pass.linear(inside, "\(name).wo", outputs: width, bias: .none)
    }
    return x + fed
  }

  private func embeddings(_ ids: [Int], _ stack: String, _ pass: Pass) throws(ModelError)
    -> Matrix<Float>
  {
    let shared = pass.weights.has("shared.weight") ? "shared" : "\(stack).embed_tokens"
    return try pass.embedding(shared, ids, width: width, count: vocabulary)
  }

  /// The encoder, over embeddings of shape `[tokens, width]`.
  private func encode(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) -> Matrix<Float> {
    let stack = isEncoder ? Stack.single : .encoder
    var x = try embeddings(input.ids, "encoder", pass)
    let bias = try bias("encoder", length: x.rows, isCausal: false, pass)
    try pass.keepHidden(x, after: 0, of: layers, stack)
    for layer in 0..<layers {
      let at = "encoder.block.\(layer).layer"
      x = try attention(
        x, "\(at).0", "SelfAttention",
        AttentionStep(
          stack: stack, layer: layer, layers: layers, heads: heads, keyHeads: heads, bias: bias),
        &pass)
      x = try feedForward(x, "\(at).1", pass)
      if layer + 1 == layers {
        x = try pass.rmsNorm(x, "encoder.final_layer_norm", epsilon: epsilon)
      }
      try pass.keepHidden(x, after: layer + 1, of: layers, stack)
    }
    return x
  }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    let known = pass.cache?.memory
    let x = if let known { known } else { try encode(input, &pass) }
    pass.cache?.memory = x
    if isEncoder {
      if let rows = pass.logitRows(x) { pass.keep(rows, as: "last_hidden_state") }
      return
    }
    // Without a target text there is the encoder alone.
    if input.decoderIDs.isEmpty { return }
    // Decoder, shape [target tokens, width].
    let memory = x
    var y = try embeddings(input.decoderIDs, "decoder", pass)
    let ownBias = try self.bias("decoder", length: y.rows, isCausal: true, pass)
    y = pass.fresh(y)
    try pass.keepHidden(y, after: 0, of: decoderLayers, .decoder)
    for layer in 0..<decoderLayers {
      let at = "decoder.block.\(layer).layer"
      var step = AttentionStep(
        stack: .decoder, layer: layer, layers: decoderLayers, heads: heads, keyHeads: heads,
        mask: .causal, bias: ownBias)
      y = try attention(y, "\(at).0", "SelfAttention", step, &pass)
      step.stack = .cross
      step.mask = .none
      step.bias = nil
      y = try attention(y, memory: memory, "\(at).1", "EncDecAttention", step, &pass)
      y = try feedForward(y, "\(at).2", pass)
      if layer + 1 == decoderLayers {
        y = try pass.rmsNorm(y, "decoder.final_layer_norm", epsilon: epsilon)
      }
      try pass.keepHidden(y, after: layer + 1, of: decoderLayers, .decoder)
      guard pass.needs(.decoder, after: layer, of: decoderLayers) else { return }
    }
    guard var rows = pass.logitRows(y) else { return }
    guard pass.head != .other else { return pass.keep(rows, as: "last_hidden_state") }
    if scalesLogits { rows = rows.scaled(by: Float(1 / sqrt(Double(width)))) }
    // A head that is not stored is that of the embeddings, whatever the config says: the key for it tells
    // whether logits are scaled.
    let head = ["lm_head", "shared"].first { pass.weights.has("\($0).weight") }
    try pass.keepLogits(rows, head ?? "decoder.embed_tokens", embeddings: [])
  }
}
