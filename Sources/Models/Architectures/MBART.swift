// mBART (Liu et al. 2020): BART with norms before each part, and one more at the end.

/// mBART.
struct MBART: Architecture {
  static let modelTypes = ["mbart"]
  static let prefixes = ["model."]

  private let both: EncoderDecoder

  init(_ config: ModelConfig) throws(ModelError) {
    var both = try EncoderDecoder(config, positions: .learned(first: 2))
    both.normsBefore = true
    self.both = both
  }

  var shape: ModelShape { both.shape() }
  var positionTables: [String] { ["encoder.embed_positions", "decoder.embed_positions"] }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    try both.run(input, &pass)
  }
}
