// Mistral 7B (Jiang et al. 2023): Llama with a window, in which token i sees i - window + 1 … i.

/// Mistral.
struct Mistral: Architecture {
  static let modelTypes = ["mistral"]
  static let prefixes = ["model."]

  private let decoder: RotaryDecoder

  init(_ config: ModelConfig) throws(ModelError) {
    var decoder = try RotaryDecoder(config, keyHeads: config.isConverted ? nil : 8)
    decoder.queryBias = config.noBias
    decoder.outputBias = config.noBias
    // Left out it is 4096; null turns it off.
    let hasWindow = !config.isNull("sliding_window")
    try decoder.setWindows(config, obeysRule: true) { _ in hasWindow }
    self.decoder = decoder
  }

  var shape: ModelShape { decoder.shape }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    try decoder.run(input, &pass)
  }
}
