// BLOOM (BigScience 2022): a decoder without position embeddings, whose scores get a slope times the
// distance (ALiBi).

internal import AttentionMath

/// BLOOM.
struct BLOOM: Architecture {
  static let modelTypes = ["bloom"]
  static let prefixes = ["transformer."]

  private let layers: Int
  private let heads: Int
  private let width: Int
  private let vocabulary: Int
  private let epsilon: Double
  private let addsNormed: Bool
  private let slopes: [Double]

  init(_ config: ModelConfig) throws(ModelError) {
    layers = try config.layers("n_layer", "num_hidden_layers")
    heads = try config.count("n_head", "num_attention_heads")
    width = try config.count("hidden_size", "n_embed")
    vocabulary = try config.count("vocab_size", maximum: 1 << 26)
    epsilon = try config.epsilon("layer_norm_epsilon", default: 1e-5)
    addsNormed = try config.flag("apply_residual_connection_post_layernorm", default: false)
    _ = try config.check(width, dividesInto: heads, "n_head")
    let heads = heads
    slopes = try config.encoded("n_head") { () throws(EncodingError) in
      try AlibiBias(heads: heads).slopes
    }
  }

  var shape: ModelShape {
    ModelShape(
      stacks: [StackShape(stack: .single, layers: layers, heads: heads, keyHeads: heads)],
      width: width, vocabulary: vocabulary, context: nil, inputs: [.text])
  }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    let headSize = width / heads
    let bias = PositionBias(slopes: slopes, length: input.ids.count)
    // x₀ = E[ids], shape [tokens, width].
    var x = try pass.embedding("word_embeddings", input.ids, width: width, count: vocabulary)
    x = try pass.layerNorm(x, "word_embeddings_layernorm", epsilon: epsilon)
    x = pass.fresh(x)
    try pass.keepHidden(x, after: 0, of: layers, .single)
    for layer in 0..<layers {
      let at = "h.\(layer)"
      // q, k and v of a head lie beside each other: [tokens, heads · (q, k, v)].
      let normed = try pass.layerNorm(x, "\(at).input_layernorm", epsilon: epsilon)
      let qkv = try pass.linear(
        normed, "\(at).self_attention.query_key_value", outputs: 3 * width)
      let z = try pass.attend(
        qkv.part(0, of: 3, size: headSize), qkv.part(1, of: 3, size: headSize),
        qkv.part(2, of: 3, size: headSize),
        AttentionStep(
          layer: layer, layers: layers, heads: heads, keyHeads: heads, mask: .causal, bias: bias))
      x =
        (addsNormed ? normed : x)
        + (try pass.linear(z, "\(at).self_attention.dense", outputs: width))
      let inside = try pass.layerNorm(x, "\(at).post_attention_layernorm", epsilon: epsilon)
      x =
        (addsNormed ? inside : x)
        + (try pass.byTokens(inside, width: 4 * width) { x throws(ModelError) in
          let wide = Activation.geluTanh(
            try pass.linear(x, "\(at).mlp.dense_h_to_4h", outputs: 4 * width))
          return try pass.linear(wide, "\(at).mlp.dense_4h_to_h", outputs: width)
        })
      if layer + 1 == layers { x = try pass.layerNorm(x, "ln_f", epsilon: epsilon) }
      try pass.keepHidden(x, after: layer + 1, of: layers, .single)
      guard pass.needs(.single, after: layer, of: layers) else { return }
    }
    guard let rows = pass.logitRows(x) else { return }
    try pass.keepDecoderLogits(rows, embeddings: "word_embeddings", ties: true)
  }
}
