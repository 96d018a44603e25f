// Gemma 3 (Gemma Team 2025): Gemma 2 with norms of queries and keys in place of the cap, five layers
// with a window for each without, and other frequencies in the two.

internal import Glibc

/// Gemma 3, its part for text.
struct Gemma3: Architecture {
  static let modelTypes = ["gemma3_text", "gemma3"]
  static let prefixes = ["model.", "language_model.model.", "model.language_model."]

  private let decoder: RotaryDecoder

  init(_ config: ModelConfig) throws(ModelError) {
    let config = config.part("text_config") ?? config
    var decoder = try RotaryDecoder(
      config, headSize: 256, keyHeads: config.isConverted ? nil : 4, activation: .geluTanh,
      tiesEmbeddings: true)
    decoder.norms = .around
    decoder.queryNorm = .head
    // Norms multiply by 1 + weight.
    decoder.normShift = 1
    decoder.embeddingScale = Float(sqrt(Double(decoder.width)))
    let scalar = try config.number("query_pre_attn_scalar", default: 256, rule: .positive)
    decoder.scale = Float(pow(scalar, -0.5))
    // Norms of queries and keys took the place of the cap on scores.
    try config.refuseNumber("attn_logit_softcapping")
    decoder.finalCap = try config.number(
      "final_logit_softcapping", orNullWithDefault: nil, rule: .positive
    ).map { Float($0) }
    try config.refuse("use_bidirectional_attention", unless: false)
    let every = try config.count("sliding_window_pattern", default: 6)
    try decoder.setWindows(config) { ($0 + 1) % every != 0 }
    decoder.positions = try RotaryPositions(
      config, headSize: decoder.headSize, layerType: LayerType.full.rawValue, base: 1_000_000)
    decoder.localPositions =
      config.has("rope_parameters")
      ? try RotaryPositions(
        config, headSize: decoder.headSize, layerType: LayerType.sliding.rawValue)
      : try RotaryPositions(
        config, size: decoder.headSize,
        base: try config.number("rope_local_base_freq", default: 10_000),
        key: "rope_local_base_freq")
    self.decoder = decoder
  }

  var shape: ModelShape { decoder.shape }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    try decoder.run(input, &pass)
  }
}
