// PEGASUS (Zhang et al. 2020): pre-norm, positions by sines and cosines.

internal import AttentionMath

/// PEGASUS.
struct Pegasus: Architecture {
  static let modelTypes = ["pegasus"]
  static let prefixes = ["model."]

  private let both: EncoderDecoder

  init(_ config: ModelConfig) throws(ModelError) {
    var both = try EncoderDecoder(config, positions: .sines(first: 0, .standard))
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
