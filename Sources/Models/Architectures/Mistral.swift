// Mistral 7B (Jiang et al. 2023): Llama with a window, in which token i sees i - window + 1 … i.

/// Mistral.
struct Mistral: Architecture {
  static let modelTypes = ["mistral"]
  static let prefixes = ["model."]

  private let decoder: RotaryDecoder

  init(_ config: ModelConfig) throws(ModelError) {
    var decoder = try RotaryDecoder(config)
    let hasWindow = config.has("sliding_window")
    try decoder.setWindows(config) { _ in hasWindow }
    self.decoder = decoder
  }

  var shape: ModelShape { decoder.shape }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    try decoder.run(input, &pass)
  }
}
