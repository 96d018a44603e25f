// The encoder and decoder that BART and its kin share. What differs from model to model is a property
// here, and said in the model's own file.

internal import AttentionMath
internal import Glibc

/// An encoder and a decoder of BART's kind.
struct EncoderDecoder: Sendable {
  /// What positions are.
  enum Positions: Sendable {
    /// A learned table whose first position is at this row.
    case learned(first: Int)
    /// Sines in the first half and cosines in the second, from this position on. Padding, where it has a
    /// number, has the row of zeros before the first position, and is not counted.
    case sines(first: Int, EncodingSpacing, padding: Int? = nil)
  }

  var layers: Int
  var decoderLayers: Int
  var heads: Int
  var decoderHeads: Int
  var width: Int
  var inner: Int
  var decoderInner: Int
  var vocabulary: Int
  /// Tokens of the decoder, which may have embeddings of its own.
  var decoderVocabulary: Int
  var context: Int
  var activation: Activation
  var embeddingScale: Float
  /// Whether norms stand before each part, and one more after the last layer.
  var normsBefore = false
  /// Whether embeddings are normed.
  var normsEmbeddings = true
  let positions: Positions
  /// The encoding where positions are computed.
  private let sinusoid: SinusoidalEncoding?
  let epsilon = 1e-5

  /// - Parameters:
  ///   - activation: the one of a config that names none.
  ///   - scalesEmbeddings: whether embeddings are scaled where the config does not say it.
  init(
    _ config: ModelConfig, positions: Positions, activation: Activation = .gelu,
    scalesEmbeddings: Bool = false
  ) throws(ModelError) {
    layers = try config.layers("encoder_layers")
    decoderLayers = try config.layers("decoder_layers")
    heads = try config.count("encoder_attention_heads")
    decoderHeads = try config.count("decoder_attention_heads")
    width = try config.count("d_model")
    inner = try config.count("encoder_ffn_dim")
    decoderInner = try config.count("decoder_ffn_dim")
    vocabulary = try config.count("vocab_size", maximum: 1 << 26)
    decoderVocabulary = try config.count(
      "decoder_vocab_size", maximum: 1 << 26, default: vocabulary)
    context = try config.count(
      "max_position_embeddings", "max_source_positions", maximum: 1 << 26)
    self.activation = try config.activation("activation_function", default: activation)
    embeddingScale =
      try config.flag("scale_embedding", default: scalesEmbeddings) ? Float(sqrt(Double(width))) : 1
    self.positions = positions
    if case .sines(_, let spacing, _) = positions {
      let width = width
      sinusoid = try config.encoded("d_model") { () throws(EncodingError) in
        try SinusoidalEncoding(dimensions: width, layout: .halves, spacing: spacing)
      }
    } else {
      sinusoid = nil
    }
    _ = try config.check(width, dividesInto: heads, "encoder_attention_heads")
    _ = try config.check(width, dividesInto: decoderHeads, "decoder_attention_heads")
  }

  func shape(inputs: Set<InputKind> = [.text, .decoderText]) -> ModelShape {
    ModelShape(
      stacks: [
        StackShape(stack: .encoder, layers: layers, heads: heads, keyHeads: heads),
        StackShape(
          stack: .decoder, layers: decoderLayers, heads: decoderHeads, keyHeads: decoderHeads),
        StackShape(
          stack: .cross, layers: decoderLayers, heads: decoderHeads, keyHeads: decoderHeads),
      ], width: width, vocabulary: vocabulary, context: context, inputs: inputs)
  }

  /// x₀ = norm(scale · word + position), shape `[tokens, width]`.
  func embeddings(_ ids: [Int], _ side: String, _ pass: Pass) throws(ModelError) -> Matrix<Float> {
    guard ids.count <= context else { throw .tooLong(tokens: ids.count, context: context) }
    let shared =
      ["\(side).embed_tokens", "shared", "decoder.embed_tokens"].first {
        pass.weights.has("\($0).weight")
      } ?? "shared"
    var x = try pass.embedding(
      shared, ids, width: width, count: side == "decoder" ? decoderVocabulary : vocabulary)
    if embeddingScale != 1 { x = x.scaled(by: embeddingScale) }
    switch positions {
    case .learned(let first):
      x =
        x
        + (try pass.positions(
          "\(side).embed_positions", first..<first + ids.count, width: width))
    case .sines(let first, _, nil) where pass.weights.has("\(side).embed_positions.weight"):
      // Where the table is stored it is what counts, as in the library.
      x =
        x
        + (try pass.positions(
          "\(side).embed_positions", first..<first + ids.count, width: width))
    case .sines(let first, _, let padding):
      guard let sinusoid else { break }
      let paddedPositions = padding.map { PaddedPositions(ids, padding: $0).rows }
      for row in 0..<ids.count {
        let position = paddedPositions?[row] ?? first + row
        guard position >= first else { continue }
        let sines = sinusoid.vector(at: position)
        for column in 0..<width { x[row, column] += Float(sines[column]) }
      }
    }
    return normsEmbeddings
      ? try pass.layerNorm(x, "\(side).layernorm_embedding", epsilon: epsilon) : x
  }

  /// Attention over a memory, or over itself, and what follows it: x + f(norm x) or norm(x + f(x)).
  private func attention(
    _ x: Matrix<Float>, memory: Matrix<Float>? = nil, _ at: String, _ name: String,
    _ step: AttentionStep, _ pass: inout Pass
  ) throws(ModelError) -> Matrix<Float> {
    let normName = "\(at).\(name)_layer_norm"
    let from = normsBefore ? try pass.layerNorm(x, normName, epsilon: epsilon) : x
    let q = try pass.linear(from, "\(at).\(name).q_proj", outputs: width)  // [queries, width]
    let own = try pass.keysAndValues(step, ofMemory: memory != nil) { pass throws(ModelError) in
      KeyCache.Layer(
        keys: try pass.linear(
          memory ?? from, "\(at).\(name).k_proj", outputs: width, bias: keyBias),
        values: try pass.linear(memory ?? from, "\(at).\(name).v_proj", outputs: width))
    }
    let z = try pass.attend(q, own.keys, own.values, step)
    let sum = x + (try pass.linear(z, "\(at).\(name).out_proj", outputs: width))
    return normsBefore ? sum : try pass.layerNorm(sum, normName, epsilon: epsilon)
  }

  /// act(x W₁) W₂ and what follows it.
  private func feedForward(_ x: Matrix<Float>, _ at: String, inner: Int, _ pass: Pass)
    throws(ModelError) -> Matrix<Float>
  {
    let normName = "\(at).final_layer_norm"
    let from = normsBefore ? try pass.layerNorm(x, normName, epsilon: epsilon) : x
    let fed = try pass.byTokens(from, width: inner) { x throws(ModelError) in
      let inside = activation(try pass.linear(x, "\(at).fc1", outputs: inner))
      return try pass.linear(inside, "\(at).fc2", outputs: width)
    }
    let sum = x + fed
    return normsBefore ? sum : try pass.layerNorm(sum, normName, epsilon: epsilon)
  }

  /// The encoder, over embeddings of shape `[tokens, width]`.
  func encode(_ x0: Matrix<Float>, _ pass: inout Pass) throws(ModelError) -> Matrix<Float> {
    var x = x0
    try pass.keepHidden(x, after: 0, of: layers, .encoder)
    for layer in 0..<layers {
      let at = "encoder.layers.\(layer)"
      x = try attention(
        x, at, "self_attn",
        AttentionStep(stack: .encoder, layer: layer, layers: layers, heads: heads, keyHeads: heads),
        &pass)
      x = try feedForward(x, at, inner: inner, pass)
      if normsBefore, layer + 1 == layers {
        x = try pass.layerNorm(x, "encoder.layer_norm", epsilon: epsilon)
      }
      try pass.keepHidden(x, after: layer + 1, of: layers, .encoder)
    }
    return x
  }

  /// The decoder, over embeddings of shape `[target tokens, width]` and the encoder's result.
  func decode(_ y0: Matrix<Float>, memory: Matrix<Float>, _ pass: inout Pass) throws(ModelError)
    -> Matrix<Float>?
  {
    var y = pass.fresh(y0)
    try pass.keepHidden(y, after: 0, of: decoderLayers, .decoder)
    for layer in 0..<decoderLayers {
      let at = "decoder.layers.\(layer)"
      var step = AttentionStep(
        stack: .decoder, layer: layer, layers: decoderLayers, heads: decoderHeads,
        keyHeads: decoderHeads, mask: .causal)
      y = try attention(y, at, "self_attn", step, &pass)
      step.stack = .cross
      step.mask = .none
      y = try attention(y, memory: memory, at, "encoder_attn", step, &pass)
      y = try feedForward(y, at, inner: decoderInner, pass)
      if normsBefore, layer + 1 == decoderLayers {
        y = try pass.layerNorm(y, "decoder.layer_norm", epsilon: epsilon)
      }
      try pass.keepHidden(y, after: layer + 1, of: decoderLayers, .decoder)
      guard pass.needs(.decoder, after: layer, of: decoderLayers) else { return nil }
    }
    return y
  }

  /// Both, and the logits y Eᵀ + b.
  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    let known = pass.cache?.memory
    let memory =
      if let known { known } else {
        try encode(try embeddings(input.ids, "encoder", pass), &pass)
      }
    pass.cache?.memory = memory
    // Without a target text there is the encoder alone.
    if input.decoderIDs.isEmpty { return }
    let y0 = try embeddings(input.decoderIDs, "decoder", pass)
    guard let y = try decode(y0, memory: memory, &pass), let rows = pass.logitRows(y) else {
      return
    }
    let isStored = pass.weights.has("final_logits_bias") || pass.weights.has("lm_head.weight")
    if pass.head == .language || pass.head == .unknown && (isStored || hasHead) {
      try pass.keepLogits(
        rows, "lm_head", embeddings: ["shared", "decoder.embed_tokens"],
        bias: ["final_logits_bias"],
        // Zeros where it is left out, as in the library.
        .optional)
    } else {
      pass.keep(rows, as: "last_hidden_state")
    }
  }

  /// Whether keys have a bias.
  var keyBias = BiasRule.required
  /// Whether the checkpoint is a model with a head, although none is stored.
  var hasHead = false
}
