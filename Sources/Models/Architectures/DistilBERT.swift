// DistilBERT (Sanh et al. 2019): BERT with half of the layers and no segments.

internal import AttentionMath

/// DistilBERT.
struct DistilBERT: Architecture {
  static let modelTypes = ["distilbert"]
  static let prefixes = ["distilbert."]

  private let layers: Int
  private let heads: Int
  private let width: Int
  private let inner: Int
  private let context: Int
  private let vocabulary: Int
  private let activation: Activation
  private let epsilon = 1e-12

  init(_ config: ModelConfig) throws(ModelError) {
    layers = try config.layers("n_layers", "num_hidden_layers")
    heads = try config.count("n_heads", "num_attention_heads")
    width = try config.count("dim", "hidden_size")
    inner = try config.count("hidden_dim", default: 3072)
    context = try config.count("max_position_embeddings", maximum: 1 << 26)
    vocabulary = try config.count("vocab_size", maximum: 1 << 26)
    activation = try config.activation("activation", default: .gelu)
    _ = try config.check(width, dividesInto: heads, "n_heads")
    // A table of sines is stored like a learned one.
  }

  var shape: ModelShape {
    ModelShape(
      stacks: [StackShape(stack: .single, layers: layers, heads: heads, keyHeads: heads)],
      width: width, vocabulary: vocabulary, context: context, inputs: [.text])
  }
  var positionTables: [String] { ["embeddings.position_embeddings"] }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    if let type = input.typeIDs.first(where: { $0 > 0 }) {
      throw .typeOutOfRange(type: type, types: 0)
    }
    // x₀ = LayerNorm(word + position), shape [tokens, width].
    var x = try pass.embedding(
      "embeddings.word_embeddings", input.ids, width: width, count: vocabulary)
    x =
      x
      + (try pass.positions("embeddings.position_embeddings", 0..<input.ids.count, width: width))
    x = try pass.layerNorm(x, "embeddings.LayerNorm", epsilon: epsilon)
    try pass.keepHidden(x, after: 0, of: layers, .single)
    for layer in 0..<layers {
      let at = "transformer.layer.\(layer)"
      let q = try pass.linear(x, "\(at).attention.q_lin", outputs: width)
      let k = try pass.linear(x, "\(at).attention.k_lin", outputs: width)
      let v = try pass.linear(x, "\(at).attention.v_lin", outputs: width)
      let z = try pass.attend(
        q, k, v, AttentionStep(layer: layer, layers: layers, heads: heads, keyHeads: heads))
      x = try pass.layerNorm(
        x + pass.linear(z, "\(at).attention.out_lin", outputs: width), "\(at).sa_layer_norm",
        epsilon: epsilon)
      let inside = activation(try pass.linear(x, "\(at).ffn.lin1", outputs: inner))
      x = try pass.layerNorm(
        x + pass.linear(inside, "\(at).ffn.lin2", outputs: width), "\(at).output_layer_norm",
        epsilon: epsilon)
      try pass.keepHidden(x, after: layer + 1, of: layers, .single)
      guard pass.needs(.single, after: layer, of: layers) else { return }
    }
    guard let rows = pass.logitRows(x) else { return }
    guard pass.hasHead("vocab_transform") else {
      return pass.keep(rows, as: "last_hidden_state")
    }
    let inside = activation(try pass.linear(rows, "vocab_transform"))
    let normed = try pass.layerNorm(inside, "vocab_layer_norm", epsilon: epsilon)
    try pass.keepLogits(
      normed, "vocab_projector", embeddings: ["embeddings.word_embeddings"],
      bias: ["vocab_projector.bias"])
  }
}
