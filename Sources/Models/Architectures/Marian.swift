// Marian (Junczys-Dowmunt et al. 2018), the OPUS-MT models: post-norm, positions by sines and cosines,
// embeddings that are not normed.

internal import AttentionMath

/// Marian.
struct Marian: Architecture {
  static let modelTypes = ["marian"]
  static let prefixes = ["model."]

  private let both: EncoderDecoder

  init(_ config: ModelConfig) throws(ModelError) {
    var both = try EncoderDecoder(config, positions: .sines(first: 0, .standard))
    both.normsEmbeddings = false
    both.hasHead = true
    try config.refuse("normalize_before", unless: false)
    try config.refuse("normalize_embedding", unless: false)
    try config.refuse("static_position_embeddings", unless: true)
    self.both = both
  }

  var shape: ModelShape { both.shape() }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    try both.run(input, &pass)
  }
}
