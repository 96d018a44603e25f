// Llama (Touvron et al. 2023), and Llama 2, 3 and SmolLM after it.

/// Llama.
struct Llama: Architecture {
  static let modelTypes = ["llama"]
  static let prefixes = ["model."]

  private let decoder: RotaryDecoder

  init(_ config: ModelConfig) throws(ModelError) {
    var decoder = try RotaryDecoder(config)
    decoder.feedForwardBias = try config.bias("mlp_bias", default: false)
    self.decoder = decoder
  }

  var shape: ModelShape { decoder.shape }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    try decoder.run(input, &pass)
  }
}
