// BART (Lewis et al. 2020): post-norm encoder and decoder with learned positions that begin at 2.

/// BART.
struct BART: Architecture {
  static let modelTypes = ["bart"]
  static let prefixes = ["model."]

  private let both: EncoderDecoder

  init(_ config: ModelConfig) throws(ModelError) {
    both = try EncoderDecoder(config, positions: .learned(first: 2))
  }

  var shape: ModelShape { both.shape() }
  var positionTables: [String] { ["encoder.embed_positions", "decoder.embed_positions"] }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    try both.run(input, &pass)
  }
}
