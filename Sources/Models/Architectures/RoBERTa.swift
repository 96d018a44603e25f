// RoBERTa (Liu et al. 2019), XLM-R (Conneau et al. 2020), CamemBERT (Martin et al. 2020): BERT with
// positions that begin after the padding id.

internal import AttentionMath

/// RoBERTa and its kin.
struct RoBERTa: Architecture {
  static let modelTypes = ["roberta", "xlm-roberta", "camembert"]
  static let prefixes = ["roberta.", "camembert."]

  private let encoder: BERTEncoder
  private let padding: Int

  init(_ config: ModelConfig) throws(ModelError) {
    encoder = try BERTEncoder(config)
    padding = try config.int("pad_token_id") ?? 1
    guard (0..<encoder.context - 1).contains(padding) else {
      throw config.fault(
        "pad_token_id", .breaks(value: "\(padding)", rule: "positions come after it"))
    }
  }

  var shape: ModelShape { encoder.shape(context: encoder.context - padding - 1) }
  var positionTables: [String] { ["embeddings.position_embeddings"] }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    let x0 = try encoder.embeddings(input, pass, padding: padding)
    guard let x = try encoder.layers(x0, &pass), let rows = pass.logitRows(x) else { return }
    guard pass.hasHead("lm_head.dense") else {
      return pass.keep(rows, as: "last_hidden_state")
    }
    // LayerNorm(gelu(x W)) Eᵀ + b; the activation is always the exact one.
    let inside = Activation.gelu(try pass.linear(rows, "lm_head.dense"))
    let normed = try pass.layerNorm(inside, "lm_head.layer_norm", epsilon: encoder.epsilon)
    try pass.keepLogits(
      normed, "lm_head.decoder", embeddings: ["embeddings.word_embeddings"],
      bias: ["lm_head.bias", "lm_head.decoder.bias"])
  }
}
