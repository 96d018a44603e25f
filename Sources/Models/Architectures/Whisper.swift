// Whisper (Radford et al. 2023): two convolutions over log-mel features, a pre-norm encoder, and a
// decoder of text.

internal import AttentionMath

/// Whisper, over features that are given.
struct Whisper: Architecture {
  static let modelTypes = ["whisper"]
  static let prefixes = ["model."]

  private let both: EncoderDecoder
  private let bands: Int
  private let frames: Int
  private let textContext: Int

  init(_ config: ModelConfig) throws(ModelError) {
    var both = try EncoderDecoder(config, positions: .learned(first: 0))
    both.normsBefore = true
    both.normsEmbeddings = false
    both.hasHead = true
    both.keyBias = .optional
    // transformers reads scale_embedding and never uses it.
    both.embeddingScale = 1
    bands = try config.count("num_mel_bins")
    frames = try config.count("max_source_positions")
    textContext = try config.count("max_target_positions")
    both.context = textContext
    self.both = both
  }

  var shape: ModelShape {
    var shape = both.shape(inputs: [.features, .decoderText])
    shape.speech = SpeechShape(bands: bands, frames: 2 * frames)
    return shape
  }
  var positionTables: [String] { ["encoder.embed_positions", "decoder.embed_positions"] }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    guard let features = input.features else { throw .needsFeatures(architecture: "whisper") }
    guard features.rows == bands, features.columns == 2 * frames else {
      throw .wrongFeatures(
        shape: [features.rows, features.columns], bands: bands, frames: 2 * frames)
    }
    let known = pass.cache?.memory
    let memory = if let known { known } else { try encode(features, &pass) }
    pass.cache?.memory = memory
    if input.decoderIDs.isEmpty { return }
    let y0 = try both.embeddings(input.decoderIDs, "decoder", pass)
    guard let y = try both.decode(y0, memory: memory, &pass), let rows = pass.logitRows(y) else {
      return
    }
    try pass.keepLogits(rows, "proj_out", embeddings: ["decoder.embed_tokens"])
  }

  private func encode(
    _ features: Matrix<Float>, _ pass: inout Pass
  ) throws(ModelError) -> Matrix<Float> {
    // x₀ = gelu(conv₂(gelu(conv₁ features))) + position, shape [frames, width].
    var x = Activation.gelu(
      try convolution(features.transposed, "encoder.conv1", stride: 1, pass))
    x = Activation.gelu(try convolution(x, "encoder.conv2", stride: 2, pass))
    x = x + (try pass.positions("encoder.embed_positions", 0..<x.rows, width: both.width))
    return try both.encode(x, &pass)
  }

  /// A convolution over time with 3 taps and a frame of zeros at both ends.
  /// - Parameter x: shape `[frames, channels]`.
  /// - Returns: shape `[frames / stride, width]`.
  private func convolution(_ x: Matrix<Float>, _ name: String, stride: Int, _ pass: Pass)
    throws(ModelError) -> Matrix<Float>
  {
    let channels = x.columns
    let weight = try pass.weights.tensor("\(name).weight", shape: [both.width, channels, 3])
    let bias = try pass.weights.vector("\(name).bias", count: both.width)
    // Each output frame sees a row of [channels, 3] values: then it is a product of matrices.
    let count = (x.rows - 1) / stride + 1
    let seen = Matrix<Float>(rows: count, columns: channels * 3) { frame, index in
      let (channel, tap) = index.quotientAndRemainder(dividingBy: 3)
      let source = frame * stride + tap - 1
      return (0..<x.rows).contains(source) ? x[source, channel] : 0
    }
    return try Pass.product(seen, weight, bias: bias)
  }
}
