// ELECTRA (Clark et al. 2020): BERT's encoder over embeddings that may be narrower than it.

internal import AttentionMath

/// ELECTRA, generator or discriminator.
struct ELECTRA: Architecture {
  static let modelTypes = ["electra"]
  static let prefixes = ["electra."]

  private let encoder: BERTEncoder
  private let embeddingWidth: Int

  init(_ config: ModelConfig) throws(ModelError) {
    encoder = try BERTEncoder(config)
    embeddingWidth = try config.count("embedding_size", default: 128)
  }

  var shape: ModelShape { encoder.shape(context: encoder.context) }
  var positionTables: [String] { ["embeddings.position_embeddings"] }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    var x0 = try encoder.embeddings(input, pass, width: embeddingWidth)
    if embeddingWidth != encoder.width {
      x0 = try pass.linear(x0, "embeddings_project", outputs: encoder.width)
    }
    guard let x = try encoder.layers(x0, &pass), let rows = pass.logitRows(x) else { return }
    if pass.hasHead("generator_predictions.dense") {
      // Generator: LayerNorm(gelu(x W)) Eᵀ + b.
      let inside = Activation.gelu(try pass.linear(rows, "generator_predictions.dense"))
      let normed = try pass.layerNorm(
        inside, "generator_predictions.LayerNorm", epsilon: encoder.epsilon)
      try pass.keepLogits(
        normed, "generator_lm_head", embeddings: ["embeddings.word_embeddings"],
        bias: ["generator_lm_head.bias"])
    } else if pass.hasHead("discriminator_predictions.dense") {
      // Discriminator: act(x W) w + b, one number for each token: was it replaced?
      let inside = encoder.activation(try pass.linear(rows, "discriminator_predictions.dense"))
      try pass.keepLogits(
        inside, "discriminator_predictions.dense_prediction", embeddings: [],
        bias: ["discriminator_predictions.dense_prediction.bias"], isFlat: true)
    } else {
      pass.keep(rows, as: "last_hidden_state")
    }
  }
}
