// Qwen3 (Yang et al. 2025): Llama whose queries and keys are normed head by head.

/// Qwen3.
struct Qwen3: Architecture {
  static let modelTypes = ["qwen3"]
  static let prefixes = ["model."]

  private let decoder: RotaryDecoder

  init(_ config: ModelConfig) throws(ModelError) {
    var decoder = try RotaryDecoder(
      config, headSize: 128, keyHeads: config.isConverted ? nil : 32)
    decoder.queryNorm = .head
    try decoder.setUpperWindows(config)
    self.decoder = decoder
  }

  var shape: ModelShape { decoder.shape }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    try decoder.run(input, &pass)
  }
}
