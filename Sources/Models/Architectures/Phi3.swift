// Phi-3 (Abdin et al. 2024): Llama with q, k, v in one matrix, gate and up in another, and a window.

/// Phi-3.
struct Phi3: Architecture {
  static let modelTypes = ["phi3"]
  static let prefixes = ["model."]

  private let decoder: RotaryDecoder

  init(_ config: ModelConfig) throws(ModelError) {
    var decoder = try RotaryDecoder(config, epsilon: 1e-5, turnsPart: true)
    decoder.queryBias = config.noBias
    decoder.outputBias = config.noBias
    decoder.isFused = true
    let hasWindow = config.has("sliding_window")
    try decoder.setWindows(config, obeysRule: true) { _ in hasWindow }
    self.decoder = decoder
  }

  var shape: ModelShape { decoder.shape }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    try decoder.run(input, &pass)
  }
}
