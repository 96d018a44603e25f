// Qwen2 (Yang et al. 2024): Llama with biases on q, k and v, and a window in the upper layers if asked
// for.

/// Qwen2.
struct Qwen2: Architecture {
  static let modelTypes = ["qwen2"]
  static let prefixes = ["model."]

  private let decoder: RotaryDecoder

  init(_ config: ModelConfig) throws(ModelError) {
    var decoder = try RotaryDecoder(config, keyHeads: config.isConverted ? nil : 32)
    decoder.queryBias = .required
    decoder.outputBias = config.noBias
    try decoder.setUpperWindows(config)
    self.decoder = decoder
  }

  var shape: ModelShape { decoder.shape }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    try decoder.run(input, &pass)
  }
}

extension RotaryDecoder {
  /// A window from layer `max_window_layers` on, where `use_sliding_window` asks for it.
  mutating func setUpperWindows(_ config: ModelConfig) throws(ModelError) {
    let isAsked = try config.flag("use_sliding_window", default: false)
    let first = try config.int("max_window_layers") ?? 28
    guard isAsked else {
      if config.texts("layer_types")?.contains(LayerType.sliding.rawValue) ?? false {
        throw config.fault(
          "use_sliding_window",
          .contradicts(
            value: "false, or left out", other: "\"layer_types\" has layers with a window",
            fix: "set it to true"))
      }
      return
    }
    try setWindows(config) { $0 >= first }
  }
}
