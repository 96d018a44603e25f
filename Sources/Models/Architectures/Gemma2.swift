// Gemma 2 (Gemma Team 2024): norms before and after each part, caps on scores and logits, and a window
// in every other layer.

internal import Glibc

/// Gemma 2.
struct Gemma2: Architecture {
  static let modelTypes = ["gemma2"]
  static let prefixes = ["model."]

  private let decoder: RotaryDecoder

  init(_ config: ModelConfig) throws(ModelError) {
    var decoder = try RotaryDecoder(
      config, headSize: 256, keyHeads: config.isConverted ? nil : 4, activation: .geluTanh,
      tiesEmbeddings: true)
    decoder.norms = .around
    // Norms multiply by 1 + weight.
    decoder.normShift = 1
    decoder.embeddingScale = Float(sqrt(Double(decoder.width)))
    let scalar = try config.number("query_pre_attn_scalar", default: 256, rule: .positive)
    decoder.scale = Float(pow(scalar, -0.5))
    decoder.softCap = try config.number(
      "attn_logit_softcapping", orNullWithDefault: 50, rule: .positive
    ).map { Float($0) }
    decoder.finalCap = try config.number(
      "final_logit_softcapping", orNullWithDefault: 30, rule: .positive
    ).map { Float($0) }
    try config.refuse("use_bidirectional_attention", unless: false)
    try decoder.setWindows(config) { $0 % 2 == 0 }
    self.decoder = decoder
  }

  var shape: ModelShape { decoder.shape }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    try decoder.run(input, &pass)
  }
}
