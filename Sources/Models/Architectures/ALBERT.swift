// ALBERT (Lan et al. 2020): BERT whose layers share their weights, over narrower embeddings.

internal import AttentionMath

/// ALBERT.
struct ALBERT: Architecture {
  static let modelTypes = ["albert"]
  static let prefixes = ["albert."]

  private let encoder: BERTEncoder
  private let embeddingWidth: Int
  private let groups: Int

  init(_ config: ModelConfig) throws(ModelError) {
    encoder = try BERTEncoder(config, activation: .geluTanh)
    embeddingWidth = try config.count("embedding_size", default: 128)
    groups = try config.count("num_hidden_groups", default: 1)
    let inside = try config.count("inner_group_num", default: 1)
    guard inside == 1 else {
      throw config.fault(
        "inner_group_num", .breaks(value: "\(inside)", rule: "groups of one layer are known"))
    }
    guard groups <= encoder.layers else {
      throw config.fault(
        "num_hidden_groups", .breaks(value: "\(groups)", rule: "there are \(encoder.layers) layers")
      )
    }
  }

  var shape: ModelShape { encoder.shape(context: encoder.context) }
  var positionTables: [String] { ["embeddings.position_embeddings"] }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    let (width, epsilon, layers) = (encoder.width, encoder.epsilon, encoder.layers)
    let narrow = try encoder.embeddings(input, pass, width: embeddingWidth)
    var x = try pass.linear(narrow, "encoder.embedding_hidden_mapping_in", outputs: width)
    try pass.keepHidden(x, after: 0, of: layers, .single)
    for layer in 0..<layers {
      // The layers of a group are one layer, gone through again and again.
      let at = "encoder.albert_layer_groups.\(layer * groups / layers).albert_layers.0"
      let q = try pass.linear(x, "\(at).attention.query", outputs: width)  // [tokens, width]
      let k = try pass.linear(x, "\(at).attention.key", outputs: width)
      let v = try pass.linear(x, "\(at).attention.value", outputs: width)
      let z = try pass.attend(
        q, k, v,
        AttentionStep(
          layer: layer, layers: layers, heads: encoder.heads, keyHeads: encoder.heads))
      x = try pass.layerNorm(
        x + pass.linear(z, "\(at).attention.dense", outputs: width),
        "\(at).attention.LayerNorm", epsilon: epsilon)
      let inside = encoder.activation(
        try pass.linear(x, "\(at).ffn", outputs: encoder.inner))  // [tokens, inner]
      x = try pass.layerNorm(
        x + pass.linear(inside, "\(at).ffn_output", outputs: width),
        "\(at).full_layer_layer_norm", epsilon: epsilon)
      try pass.keepHidden(x, after: layer + 1, of: layers, .single)
      guard pass.needs(.single, after: layer, of: layers) else { return }
    }
    guard let rows = pass.logitRows(x) else { return }
    guard pass.hasHead("predictions.dense") else {
      return pass.keep(rows, as: "last_hidden_state")
    }
    let inside = encoder.activation(try pass.linear(rows, "predictions.dense"))
    let normed = try pass.layerNorm(inside, "predictions.LayerNorm", epsilon: epsilon)
    try pass.keepLogits(
      normed, "predictions.decoder", embeddings: ["embeddings.word_embeddings"],
      bias: ["predictions.decoder.bias", "predictions.bias"])
  }
}
