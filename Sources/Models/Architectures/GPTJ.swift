// GPT-J (Wang and Komatsuzaki 2021): rotary positions over neighbouring values, attention and
// feed-forward layer side by side after one norm.

internal import AttentionMath

/// GPT-J.
struct GPTJ: Architecture {
  static let modelTypes = ["gptj"]
  static let prefixes = ["transformer."]

  private let layers: Int
  private let heads: Int
  private let width: Int
  private let inner: Int
  private let vocabulary: Int
  private let context: Int
  private let epsilon: Double
  private let activation: Activation
  private let ties: Bool
  private let positions: RotaryPositions

  init(_ config: ModelConfig) throws(ModelError) {
    layers = try config.layers("n_layer", "num_hidden_layers")
    heads = try config.count("n_head", "num_attention_heads")
    width = try config.count("n_embd", "hidden_size")
    inner = try config.count("n_inner", default: 4 * width)
    vocabulary = try config.count("vocab_size", maximum: 1 << 26)
    context = try config.count("n_positions", "max_position_embeddings")
    epsilon = try config.epsilon("layer_norm_epsilon", default: 1e-5)
    activation = try config.activation("activation_function", default: .geluTanh)
    ties = try config.flag("tie_word_embeddings", default: false)
    let headSize = try config.check(width, dividesInto: heads, "n_head")
    let turned = try config.count("rotary_dim", default: 64)
    guard turned <= headSize, turned % 2 == 0 else {
      throw config.fault("rotary_dim", .noPairs(turned: turned, of: headSize))
    }
    positions = try RotaryPositions(
      config, size: turned, base: 10_000, pairing: .interleaved)
  }

  var shape: ModelShape {
    ModelShape(
      stacks: [StackShape(stack: .single, layers: layers, heads: heads, keyHeads: heads)],
      width: width, vocabulary: vocabulary, context: context, inputs: [.text])
  }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    let headSize = width / heads
    // x₀ = E[ids], shape [tokens, width].
    var x = try pass.embedding("wte", input.ids, width: width, count: vocabulary)
    x = pass.fresh(x)
    let turns = try positions.turns(length: input.ids.count, from: pass.past)
    try pass.keepHidden(x, after: 0, of: layers, .single)
    for layer in 0..<layers {
      let at = "h.\(layer)"
      // x ← x + Attention(n) Wₒ + gelu(n W₁) W₂ with n = LayerNorm x.
      let normed = try pass.layerNorm(x, "\(at).ln_1", epsilon: epsilon)
      let q = try pass.linear(normed, "\(at).attn.q_proj", outputs: width, bias: .none)
      let k = try pass.linear(normed, "\(at).attn.k_proj", outputs: width, bias: .none)
      let v = try pass.linear(normed, "\(at).attn.v_proj", outputs: width, bias: .none)
      let z = try pass.attend(
        turns.rotate(q, headSize: headSize), turns.rotate(k, headSize: headSize), v,
        AttentionStep(layer: layer, layers: layers, heads: heads, keyHeads: heads, mask: .causal))
      let fed = try pass.byTokens(normed, width: inner) { x throws(ModelError) in
        let inside = activation(try pass.linear(x, "\(at).mlp.fc_in", outputs: inner))
        return try pass.linear(inside, "\(at).mlp.fc_out", outputs: width)
      }
      x = x + (try pass.linear(z, "\(at).attn.out_proj", outputs: width, bias: .none)) + fed
      if layer + 1 == layers { x = try pass.layerNorm(x, "ln_f", epsilon: epsilon) }
      try pass.keepHidden(x, after: layer + 1, of: layers, .single)
      guard pass.needs(.single, after: layer, of: layers) else { return }
    }
    guard let rows = pass.logitRows(x) else { return }
    try pass.keepDecoderLogits(rows, embeddings: "wte", ties: ties, bias: .required)
  }
}
