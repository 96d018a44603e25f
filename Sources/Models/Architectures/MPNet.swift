// MPNet (Song et al. 2020): a BERT with a bias for the relative position, shared by all layers.

internal import AttentionMath

/// MPNet.
struct MPNet: Architecture {
  static let modelTypes = ["mpnet"]
  static let prefixes = ["mpnet."]

  private let encoder: BERTEncoder
  private let buckets: Int
  private static let padding = 1

  init(_ config: ModelConfig) throws(ModelError) {
    encoder = try BERTEncoder(config)
    buckets = try config.count("relative_attention_num_buckets", default: 32)
    guard buckets == 32 else {
      throw config.fault(
        "relative_attention_num_buckets", .breaks(value: "\(buckets)", rule: "32 are known"))
    }
  }

  var shape: ModelShape {
    var shape = encoder.shape(context: encoder.context - Self.padding - 1)
    shape.segments = 0
    return shape
  }
  var positionTables: [String] { ["embeddings.position_embeddings"] }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    if let type = input.typeIDs.first(where: { $0 > 0 }) {
      throw .typeOutOfRange(type: type, types: 0)
    }
    let (width, heads, layers, count) = (
      encoder.width, encoder.heads, encoder.layers, input.ids.count
    )
    // x₀ = LayerNorm(word + position), shape [tokens, width]; positions begin after padding.
    var x = try pass.embedding(
      "embeddings.word_embeddings", input.ids, width: width, count: encoder.vocabulary)
    let positions = PaddedPositions(input.ids, padding: Self.padding)
    x = x + (try pass.positions("embeddings.position_embeddings", positions, width: width))
    x = try pass.layerNorm(x, "embeddings.LayerNorm", epsilon: encoder.epsilon)
    let table = try pass.weights.tensor(
      "encoder.relative_attention_bias.weight", shape: [buckets, heads]
    ).values()
    let bias = PositionBias(
      table: table, buckets: buckets, heads: heads, length: count, isCausal: false,
      maximumDistance: 128)
    try pass.keepHidden(x, after: 0, of: layers, .single)
    for layer in 0..<layers {
      let at = "encoder.layer.\(layer)"
      let q = try pass.linear(x, "\(at).attention.attn.q", outputs: width)
      let k = try pass.linear(x, "\(at).attention.attn.k", outputs: width)
      let v = try pass.linear(x, "\(at).attention.attn.v", outputs: width)
      let z = try pass.attend(
        q, k, v,
        AttentionStep(layer: layer, layers: layers, heads: heads, keyHeads: heads, bias: bias))
      x = try pass.layerNorm(
        x + pass.linear(z, "\(at).attention.attn.o", outputs: width), "\(at).attention.LayerNorm",
        epsilon: encoder.epsilon)
      let inside = encoder.activation(
        try pass.linear(x, "\(at).intermediate.dense", outputs: encoder.inner))
      x = try pass.layerNorm(
        x + pass.linear(inside, "\(at).output.dense", outputs: width), "\(at).output.LayerNorm",
        epsilon: encoder.epsilon)
      try pass.keepHidden(x, after: layer + 1, of: layers, .single)
      guard pass.needs(.single, after: layer, of: layers) else { return }
    }
    guard let rows = pass.logitRows(x) else { return }
    guard pass.hasHead("lm_head.dense") else {
      return pass.keep(rows, as: "last_hidden_state")
    }
    let inside = Activation.gelu(try pass.linear(rows, "lm_head.dense"))
    let normed = try pass.layerNorm(inside, "lm_head.layer_norm", epsilon: encoder.epsilon)
    try pass.keepLogits(
      normed, "lm_head.decoder", embeddings: ["embeddings.word_embeddings"],
      bias: ["lm_head.decoder.bias", "lm_head.bias"])
  }
}
