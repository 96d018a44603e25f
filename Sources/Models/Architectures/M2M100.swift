// M2M-100 (Fan et al. 2021) and NLLB: pre-norm, positions by sines and cosines in tensor2tensor's
// exponents, the first at 2.

internal import AttentionMath

/// M2M-100.
struct M2M100: Architecture {
  static let modelTypes = ["m2m_100"]
  static let prefixes = ["model."]

  private let both: EncoderDecoder

  init(_ config: ModelConfig) throws(ModelError) {
    let padding = try config.int("pad_token_id") ?? 1
    guard (0..<1000).contains(padding) else {
      throw config.fault(
        "pad_token_id", .breaks(value: "\(padding)", rule: "positions come after it"))
    }
    var both = try EncoderDecoder(
      config, positions: .sines(first: padding + 1, .endpoint, padding: padding),
      activation: .relu, scalesEmbeddings: true)
    both.normsEmbeddings = false
    both.normsBefore = true
    both.hasHead = true
    self.both = both
  }

  var shape: ModelShape { both.shape() }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    try both.run(input, &pass)
  }
}
