// ModernBERT (Warner et al. 2024): pre-norm encoder with rotary positions, gated feed-forward layers,
// and attention that is local in most layers.

internal import AttentionMath

/// ModernBERT.
struct ModernBERT: Architecture {
  static let modelTypes = ["modernbert"]
  static let prefixes = ["model."]

  private let layers: Int
  private let heads: Int
  private let width: Int
  private let inner: Int
  private let vocabulary: Int
  private let context: Int
  private let epsilon: Double
  private let activation: Activation
  private let headActivation: Activation
  /// Whether a layer sees near tokens only.
  private let isLocal: [Bool]
  private let reach: Int
  private let attentionBias: BiasRule
  private let feedForwardBias: BiasRule
  private let normBias: BiasRule
  private let headBias: BiasRule
  private let decoderBias: BiasRule
  private let localPositions: RotaryPositions
  private let globalPositions: RotaryPositions

  init(_ config: ModelConfig) throws(ModelError) {
    layers = try config.layers("num_hidden_layers")
    heads = try config.count("num_attention_heads")
    width = try config.count("hidden_size")
    inner = try config.count("intermediate_size")
    vocabulary = try config.count("vocab_size", maximum: 1 << 26)
    context = try config.count("max_position_embeddings", maximum: 1 << 26)
    epsilon = try config.epsilon("norm_eps", default: 1e-5)
    activation = try config.activation("hidden_activation", default: .gelu)
    headActivation = try config.activation("classifier_activation", default: .gelu)
    let headSize = try config.check(width, dividesInto: heads, "num_attention_heads")
    reach = try config.count("local_attention", default: 128) / 2
    attentionBias = try config.bias("attention_bias", default: false)
    feedForwardBias = try config.bias("mlp_bias", default: false)
    normBias = try config.bias("norm_bias", default: false)
    headBias = try config.bias("classifier_bias", default: false)
    decoderBias = try config.bias("decoder_bias", default: true)
    let every = try config.count("global_attn_every_n_layers", default: 3)
    if let types = try config.layerTypes(count: layers) {
      isLocal = types.map { $0 == LayerType.sliding.rawValue }
    } else {
      isLocal = (0..<layers).map { $0 % every != 0 }
    }
    if config.has("rope_scaling") {
      throw config.fault("rope_scaling", .unknownKey(value: "set", of: "this model"))
    }
    if config.has("rope_parameters") {
      localPositions = try RotaryPositions(
        config, headSize: headSize, layerType: LayerType.sliding.rawValue)
      globalPositions = try RotaryPositions(
        config, headSize: headSize, layerType: LayerType.full.rawValue, base: 160_000)
    } else {
      localPositions = try RotaryPositions(
        config, size: headSize, base: try config.number("local_rope_theta", default: 10_000),
        key: "local_rope_theta")
      globalPositions = try RotaryPositions(
        config, size: headSize, base: try config.number("global_rope_theta", default: 160_000),
        key: "global_rope_theta")
    }
  }

  var shape: ModelShape {
    ModelShape(
      stacks: [StackShape(stack: .single, layers: layers, heads: heads, keyHeads: heads)],
      width: width, vocabulary: vocabulary, context: context, inputs: [.text])
  }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    if let type = input.typeIDs.first(where: { $0 > 0 }) {
      throw .typeOutOfRange(type: type, types: 0)
    }
    let headSize = width / heads
    var x = try pass.embedding(
      "embeddings.tok_embeddings", input.ids, width: width, count: vocabulary)
    x = try pass.layerNorm(x, "embeddings.norm", epsilon: epsilon, bias: normBias)
    let localAngles = try localPositions.turns(length: x.rows)
    let globalAngles = try globalPositions.turns(length: x.rows)
    try pass.keepHidden(x, after: 0, of: layers, .single)
    for layer in 0..<layers {
      let at = "layers.\(layer)"
      // The embeddings are normed already, so the first layer has no norm of its own.
      let normed =
        layer == 0 ? x : try pass.layerNorm(x, "\(at).attn_norm", epsilon: epsilon, bias: normBias)
      // [tokens, 3 width]
      let qkv = try pass.linear(normed, "\(at).attn.Wqkv", outputs: 3 * width, bias: attentionBias)
      let turns = isLocal[layer] ? localAngles : globalAngles
      let z = try pass.attend(
        turns.rotate(qkv.columns(0..<width), headSize: headSize),
        turns.rotate(qkv.columns(width..<2 * width), headSize: headSize),
        qkv.columns(2 * width..<3 * width),
        AttentionStep(
          layer: layer, layers: layers, heads: heads, keyHeads: heads,
          mask: isLocal[layer] ? .window(reach: reach) : .none))
      x = x + (try pass.linear(z, "\(at).attn.Wo", outputs: width, bias: attentionBias))
      // act(a) · g with [a, g] = x W, the gate second.
      x =
        x
        + (try pass.byTokens(x, width: 2 * inner) { x throws(ModelError) in
          let normed = try pass.layerNorm(
            x, "\(at).mlp_norm", epsilon: epsilon, bias: normBias)
          let both = try pass.linear(
            normed, "\(at).mlp.Wi", outputs: 2 * inner, bias: feedForwardBias)
          let inside = activation(both.columns(0..<inner))
            .timesEach(both.columns(inner..<2 * inner))
          return try pass.linear(inside, "\(at).mlp.Wo", outputs: width, bias: feedForwardBias)
        })
      if layer + 1 == layers {
        x = try pass.layerNorm(x, "final_norm", epsilon: epsilon, bias: normBias)
      }
      try pass.keepHidden(x, after: layer + 1, of: layers, .single)
      guard pass.needs(.single, after: layer, of: layers) else { return }
    }
    guard let rows = pass.logitRows(x) else { return }
    guard pass.hasHead("head.dense") else {
      return pass.keep(rows, as: "last_hidden_state")
    }
    let normed = try pass.layerNorm(
      headActivation(try pass.linear(rows, "head.dense", bias: headBias)), "head.norm",
      epsilon: epsilon, bias: normBias)
    _ = try pass.bias("decoder", count: vocabulary, decoderBias)
    try pass.keepLogits(
      normed, "decoder", embeddings: ["embeddings.tok_embeddings"], bias: ["decoder.bias"],
      .optional)
  }
}

/// The kinds of layers in models that mix them.
enum LayerType: String {
  case full = "full_attention"
  case sliding = "sliding_attention"
}
