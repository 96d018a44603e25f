// OPT (Zhang et al. 2022): a decoder with learned positions that begin at 2. The 350M model has its
// norms after each part, and embeddings narrower than the layers.

internal import AttentionMath

/// OPT.
struct OPT: Architecture {
  static let modelTypes = ["opt"]
  static let prefixes = ["model.decoder.", "decoder."]

  private let layers: Int
  private let heads: Int
  private let width: Int
  private let inner: Int
  private let embeddingWidth: Int
  private let vocabulary: Int
  private let context: Int
  private let activation: Activation
  private let normsBefore: Bool
  private let hasFinalNorm: Bool
  private let bias: BiasRule
  private let epsilon = 1e-5
  private static let firstPosition = 2

  init(_ config: ModelConfig) throws(ModelError) {
    layers = try config.layers("num_hidden_layers")
    heads = try config.count("num_attention_heads")
    width = try config.count("hidden_size")
    inner = try config.count("ffn_dim")
    embeddingWidth = try config.count("word_embed_proj_dim", default: width)
    vocabulary = try config.count("vocab_size", maximum: 1 << 26)
    context = try config.count("max_position_embeddings", maximum: 1 << 26)
    activation = try config.activation("activation_function", default: .relu)
    normsBefore = try config.flag("do_layer_norm_before", default: true)
    let lacksFinalNorm = try config.flag("_remove_final_layer_norm", default: false)
    hasFinalNorm = normsBefore && !lacksFinalNorm
    bias = try config.bias("enable_bias", default: true)
    _ = try config.check(width, dividesInto: heads, "num_attention_heads")
    try config.refuse("layer_norm_elementwise_affine", unless: true)
  }

  var shape: ModelShape {
    ModelShape(
      stacks: [StackShape(stack: .single, layers: layers, heads: heads, keyHeads: heads)],
      width: width, vocabulary: vocabulary, context: context, inputs: [.text])
  }
  var positionTables: [String] { ["embed_positions"] }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    let first = Self.firstPosition
    var x = try pass.embedding("embed_tokens", input.ids, width: embeddingWidth, count: vocabulary)
    if embeddingWidth != width {
      x = try pass.linear(x, "project_in", outputs: width, bias: .none)
    }
    x =
      x
      + (try pass.positions("embed_positions", first..<first + input.ids.count, width: width))
    x = pass.fresh(x)
    try pass.keepHidden(x, after: 0, of: layers, .single)
    for layer in 0..<layers {
      let at = "layers.\(layer)"
      func norm(_ x: Matrix<Float>, _ name: String) throws(ModelError) -> Matrix<Float> {
        try pass.layerNorm(x, "\(at).\(name)", epsilon: epsilon)
      }
      let normed = normsBefore ? try norm(x, "self_attn_layer_norm") : x
      let q = try pass.linear(normed, "\(at).self_attn.q_proj", outputs: width, bias: bias)
      let k = try pass.linear(normed, "\(at).self_attn.k_proj", outputs: width, bias: bias)
      let v = try pass.linear(normed, "\(at).self_attn.v_proj", outputs: width, bias: bias)
      let z = try pass.attend(
        q, k, v,
        AttentionStep(layer: layer, layers: layers, heads: heads, keyHeads: heads, mask: .causal))
      x = x + (try pass.linear(z, "\(at).self_attn.out_proj", outputs: width, bias: bias))
      if !normsBefore { x = try norm(x, "self_attn_layer_norm") }
      let from = normsBefore ? try norm(x, "final_layer_norm") : x
      x =
        x
        + (try pass.byTokens(from, width: inner) { x throws(ModelError) in
          let inside = activation(try pass.linear(x, "\(at).fc1", outputs: inner, bias: bias))
          return try pass.linear(inside, "\(at).fc2", outputs: width, bias: bias)
        })
      if !normsBefore { x = try norm(x, "final_layer_norm") }
      if layer + 1 == layers {
        if hasFinalNorm { x = try pass.layerNorm(x, "final_layer_norm", epsilon: epsilon) }
        try pass.keepHidden(x, after: layers, of: layers, .single)
        if embeddingWidth != width {
          x = try pass.linear(x, "project_out", outputs: embeddingWidth, bias: .none)
        }
      } else {
        try pass.keepHidden(x, after: layer + 1, of: layers, .single)
      }
      guard pass.needs(.single, after: layer, of: layers) else { return }
    }
    guard let rows = pass.logitRows(x) else { return }
    try pass.keepDecoderLogits(rows, embeddings: "embed_tokens", ties: true)
  }
}
