// GPT-2 (Radford et al. 2019). Pre-norm decoder with learned positions; its matrices lie as
// [in, out] in files.

internal import AttentionMath

/// GPT-2.
struct GPT2: Architecture {
  static let modelTypes = ["gpt2"]
  static let prefixes = ["transformer."]

  private let layers: Int
  private let heads: Int
  private let width: Int
  private let inner: Int
  private let vocabulary: Int
  private let context: Int
  private let epsilon: Double
  private let activation: Activation
  private let scalesScores: Bool
  private let scalesByLayer: Bool

  init(_ config: ModelConfig) throws(ModelError) {
    layers = try config.layers("n_layer", "num_hidden_layers")
    heads = try config.count("n_head", "num_attention_heads")
    width = try config.count("n_embd", "hidden_size")
    inner = try config.count("n_inner", default: 4 * width)
    vocabulary = try config.count("vocab_size", maximum: 1 << 26)
    context = try config.count("n_positions", "n_ctx", "max_position_embeddings")
    epsilon = try config.epsilon("layer_norm_epsilon", default: 1e-5)
    activation = try config.activation("activation_function", default: .geluTanh)
    scalesScores = try config.flag("scale_attn_weights", default: true)
    scalesByLayer = try config.flag("scale_attn_by_inverse_layer_idx", default: false)
    _ = try config.check(width, dividesInto: heads, "n_head")
    try config.refuse("add_cross_attention", unless: false)
  }

  var shape: ModelShape {
    ModelShape(
      stacks: [StackShape(stack: .single, layers: layers, heads: heads, keyHeads: heads)],
      width: width, vocabulary: vocabulary, context: context, inputs: [.text])
  }
  var positionTables: [String] { ["wpe"] }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    // x₀ = word + position, shape [tokens, width].
    var x = try pass.embedding("wte", input.ids, width: width, count: vocabulary)
    x = x + (try pass.positions("wpe", 0..<input.ids.count, width: width))
    if !input.typeIDs.isEmpty, input.typeIDs.contains(where: { $0 > 0 }) {
      // Segments are words of the vocabulary here.
      throw .typeOutOfRange(type: 1, types: 0)
    }
    x = pass.fresh(x)
    try pass.keepHidden(x, after: 0, of: layers, .single)
    for layer in 0..<layers {
      let at = "h.\(layer)"
      // x ← x + Attention(LayerNorm x) W.
      let qkv = try pass.conv1D(
        try pass.layerNorm(x, "\(at).ln_1", epsilon: epsilon), "\(at).attn.c_attn",
        outputs: 3 * width)  // [tokens, 3 width]
      var scale: Float = scalesScores ? 1 / Float(width / heads).squareRoot() : 1
      if scalesByLayer { scale /= Float(layer + 1) }
      let z = try pass.attend(
        qkv.columns(0..<width), qkv.columns(width..<2 * width), qkv.columns(2 * width..<3 * width),
        AttentionStep(
          layer: layer, layers: layers, heads: heads, keyHeads: heads, scale: scale, mask: .causal))
      x = x + (try pass.conv1D(z, "\(at).attn.c_proj", outputs: width))
      // x ← x + gelu(LayerNorm(x) W₁) W₂.
      x =
        x
        + (try pass.byTokens(x, width: inner) { x throws(ModelError) in
          let normed = try pass.layerNorm(x, "\(at).ln_2", epsilon: epsilon)
          let inside = activation(try pass.conv1D(normed, "\(at).mlp.c_fc", outputs: inner))
          return try pass.conv1D(inside, "\(at).mlp.c_proj", outputs: width)
        })
      if layer + 1 == layers { x = try pass.layerNorm(x, "ln_f", epsilon: epsilon) }
      try pass.keepHidden(x, after: layer + 1, of: layers, .single)
      guard pass.needs(.single, after: layer, of: layers) else { return }
    }
    guard let rows = pass.logitRows(x) else { return }
    try pass.keepDecoderLogits(rows, embeddings: "wte", ties: true)
  }
}
