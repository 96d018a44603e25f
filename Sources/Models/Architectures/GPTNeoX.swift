// GPT-NeoX (Black et al. 2022), and Pythia after it: rotary positions over a part of each head, and
// attention and feed-forward layer side by side.

internal import AttentionMath

/// GPT-NeoX.
struct GPTNeoX: Architecture {
  static let modelTypes = ["gpt_neox"]
  static let prefixes = ["gpt_neox."]

  private let layers: Int
  private let heads: Int
  private let width: Int
  private let inner: Int
  private let vocabulary: Int
  private let context: Int
  private let epsilon: Double
  private let activation: Activation
  private let isParallel: Bool
  private let ties: Bool
  private let bias: BiasRule
  private let positions: RotaryPositions

  init(_ config: ModelConfig) throws(ModelError) {
    layers = try config.layers("num_hidden_layers")
    heads = try config.count("num_attention_heads")
    width = try config.count("hidden_size")
    inner = try config.count("intermediate_size")
    vocabulary = try config.count("vocab_size", maximum: 1 << 26)
    context = try config.count("max_position_embeddings", maximum: 1 << 26)
    epsilon = try config.epsilon("layer_norm_eps", default: 1e-5)
    activation = try config.activation("hidden_act", default: .gelu)
    isParallel = try config.flag("use_parallel_residual", default: true)
    ties = try config.flag("tie_word_embeddings", default: false)
    bias = try config.bias("attention_bias", default: true)
    let headSize = try config.check(width, dividesInto: heads, "num_attention_heads")
    // It is rotary_pct that says it here.
    try config.refuseNumber("partial_rotary_factor")
    positions = try RotaryPositions(config, headSize: headSize, portion: 0.25, turnsPart: true)
  }

  var shape: ModelShape {
    ModelShape(
      stacks: [StackShape(stack: .single, layers: layers, heads: heads, keyHeads: heads)],
      width: width, vocabulary: vocabulary, context: positions.growsWithText ? nil : context,
      inputs: [.text])
  }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    let headSize = width / heads
    // x₀ = E[ids], shape [tokens, width].
    var x = try pass.embedding("embed_in", input.ids, width: width, count: vocabulary)
    let length = x.rows
    x = pass.fresh(x, turnedBy: [try positions.frequencies(length: length)])
    let turns = try positions.turns(length: length, from: pass.past)
    try pass.keepHidden(x, after: 0, of: layers, .single)
    for layer in 0..<layers {
      let at = "layers.\(layer)"
      // q, k and v of a head lie beside each other: [tokens, heads · (q, k, v)].
      let qkv = try pass.linear(
        try pass.layerNorm(x, "\(at).input_layernorm", epsilon: epsilon),
        "\(at).attention.query_key_value", outputs: 3 * width, bias: bias)
      let z = try pass.attend(
        turns.rotate(qkv.part(0, of: 3, size: headSize), headSize: headSize),
        turns.rotate(qkv.part(1, of: 3, size: headSize), headSize: headSize),
        qkv.part(2, of: 3, size: headSize),
        AttentionStep(layer: layer, layers: layers, heads: heads, keyHeads: heads, mask: .causal))
      let attended = try pass.linear(z, "\(at).attention.dense", outputs: width, bias: bias)
      // Side by side: x + Attention(norm x) + MLP(norm x); else one after the other.
      let from = isParallel ? x : x + attended
      let fed = try pass.byTokens(from, width: inner) { x throws(ModelError) in
        let normed = try pass.layerNorm(x, "\(at).post_attention_layernorm", epsilon: epsilon)
        let inside = activation(
          try pass.linear(normed, "\(at).mlp.dense_h_to_4h", outputs: inner))
        return try pass.linear(inside, "\(at).mlp.dense_4h_to_h", outputs: width)
      }
      x = x + attended + fed
      if layer + 1 == layers { x = try pass.layerNorm(x, "final_layer_norm", epsilon: epsilon) }
      try pass.keepHidden(x, after: layer + 1, of: layers, .single)
      guard pass.needs(.single, after: layer, of: layers) else { return }
    }
    guard let rows = pass.logitRows(x) else { return }
    try pass.keepDecoderLogits(rows, head: "embed_out", embeddings: "embed_in", ties: ties)
  }
}

extension Matrix<Float> {
  /// Of columns that are runs of `count` parts of `size` values each, one part of every run.
  func part(_ index: Int, of count: Int, size: Int) -> Matrix {
    let runs = columns / (count * size)
    var values: [Float] = []
    values.reserveCapacity(rows * runs * size)
    for row in 0..<rows {
      for run in 0..<runs {
        let start = row * columns + (run * count + index) * size
        values += self.values[start..<start + size]
      }
    }
    return Matrix(rows: rows, columns: runs * size, values: values)
  }
}
