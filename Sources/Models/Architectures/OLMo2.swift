// OLMo 2 (OLMo Team 2025): Llama with norms after each part, and norms over all queries and all keys.

/// OLMo 2.
struct OLMo2: Architecture {
  static let modelTypes = ["olmo2"]
  static let prefixes = ["model."]

  private let decoder: RotaryDecoder

  init(_ config: ModelConfig) throws(ModelError) {
    var decoder = try RotaryDecoder(config, epsilon: 1e-5)
    decoder.norms = .after
    decoder.queryNorm = .all
    self.decoder = decoder
  }

  var shape: ModelShape { decoder.shape }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    try decoder.run(input, &pass)
  }
}
