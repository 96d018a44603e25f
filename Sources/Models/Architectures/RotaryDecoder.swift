// The decoder that Llama began and many follow: root mean square norms, rotary positions, heads that
// share keys, gated feed-forward layers. What differs from model to model is a property here, and
// said in the model's own file.

internal import AttentionMath

/// A decoder of Llama's kind.
struct RotaryDecoder: Sendable {
  /// Where norms stand.
  enum Norms: Sendable {
    /// x + f(norm x).
    case before
    /// x + norm f(x).
    case after
    /// x + norm f(norm x).
    case around
  }

  /// Over what queries and keys are normed.
  enum QueryNorm: Sendable { case none, head, all }

  var layers: Int
  var heads: Int
  var keyHeads: Int
  var headSize: Int
  var width: Int
  var inner: Int
  var vocabulary: Int
  var context: Int
  var epsilon: Double
  var activation: Activation
  var tiesEmbeddings: Bool
  var norms = Norms.before
  var queryNorm = QueryNorm.none
  /// What is added to the weights of norms.
  var normShift: Float = 0
  var embeddingScale: Float = 1
  /// Whether q, k, v are one matrix, and gate and up another.
  var isFused = false
  /// Whether q, k and v have biases.
  var queryBias: BiasRule
  /// Whether Wₒ has one.
  var outputBias: BiasRule
  /// Whether the matrices of the feed-forward layers have biases.
  var feedForwardBias: BiasRule
  var scale: Float?
  var softCap: Float?
  var finalCap: Float?
  /// The frequencies of all layers, or of those that see the whole text.
  var positions: RotaryPositions
  /// The frequencies of layers with a window, where they differ.
  var localPositions: RotaryPositions?
  /// For each layer how many tokens it sees, nil for all.
  var windows: [Int?]

  init(
    _ config: ModelConfig, headSize standard: Int? = nil, keyHeads standardKeyHeads: Int? = nil,
    activation: Activation = .silu, tiesEmbeddings: Bool = false, epsilon: Double = 1e-6,
    turnsPart: Bool = false
  ) throws(ModelError) {
    layers = try config.layers("num_hidden_layers")
    heads = try config.count("num_attention_heads")
    keyHeads =
      config.isNull("num_key_value_heads")
      ? heads : try config.count("num_key_value_heads", default: standardKeyHeads ?? heads)
    width = try config.count("hidden_size")
    if config.has("head_dim") {
      headSize = try config.count("head_dim")
    } else if let standard {
      headSize = standard
    } else {
      headSize = try config.check(width, dividesInto: heads, "num_attention_heads")
    }
    guard heads % keyHeads == 0 else {
      throw config.fault(
        "num_key_value_heads",
        .indivisible(by: keyHeads, "\(heads)"))
    }
    inner = try config.count("intermediate_size")
    vocabulary = try config.count("vocab_size", maximum: 1 << 26)
    context = try config.count("max_position_embeddings", maximum: 1 << 26)
    self.epsilon = try config.epsilon("rms_norm_eps", default: epsilon)
    queryBias = try config.bias("attention_bias", default: false)
    outputBias = queryBias
    feedForwardBias = config.noBias
    self.activation = try config.activation(
      "hidden_activation", "hidden_act", default: activation)
    self.tiesEmbeddings = try config.flag("tie_word_embeddings", default: tiesEmbeddings)
    positions = try RotaryPositions(config, headSize: headSize, turnsPart: turnsPart)
    windows = Array(repeating: nil, count: layers)
  }

  /// Gives layers a window by `layer_types`, or by a rule where the config does not list them.
  /// - Parameter obeysRule: whether models of the kind do not read `layer_types`, which must then say the same.
  mutating func setWindows(
    _ config: ModelConfig, obeysRule: Bool = false, isLocal rule: (Int) -> Bool
  ) throws(ModelError) {
    var isLocal = (0..<layers).map(rule)
    if let types = try config.layerTypes(count: layers) {
      let listed = types.map { $0 == LayerType.sliding.rawValue }
      guard !obeysRule || listed == isLocal else {
        let type = config.text("model_type") ?? "this"
        throw config.fault(
          "layer_types",
          .contradicts(
            value: "a list that tells layers apart",
            other: "those of a \(type) model are all alike", fix: "leave the key out"))
      }
      isLocal = listed
    }
    guard isLocal.contains(true) else { return }
    guard !config.isNull("sliding_window") else {
      throw config.fault(
        "sliding_window",
        .contradicts(
          value: "null", other: "there are layers with a window", fix: "give its length"))
    }
    let window = try config.count("sliding_window", maximum: 1 << 40, default: 4096)
    windows = isLocal.map { $0 ? window : nil }
  }

  var shape: ModelShape {
    ModelShape(
      stacks: [StackShape(stack: .single, layers: layers, heads: heads, keyHeads: keyHeads)],
      width: width, vocabulary: vocabulary, context: positions.growsWithText ? nil : context,
      inputs: [.text])
  }

  private func norm(_ x: Matrix<Float>, _ name: String, _ pass: Pass, width: Int? = nil)
    throws(ModelError) -> Matrix<Float>
  {
    try pass.rmsNorm(x, name, epsilon: epsilon, width: width, shift: normShift)
  }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    if let type = input.typeIDs.first(where: { $0 > 0 }) {
      throw .typeOutOfRange(type: type, types: 0)
    }
    // x₀ = E[ids], shape [tokens, width].
    var x = try pass.embedding("embed_tokens", input.ids, width: width, count: vocabulary)
    if embeddingScale != 1 { x = x.scaled(by: embeddingScale) }
    let length = x.rows
    let kinds = [positions, localPositions].compactMap(\.self)
    x = try pass.fresh(
      x,
      turnedBy: kinds.map { kind throws(ModelError) in
        try kind.frequencies(length: length)
      })
    let turns = try positions.turns(length: length, from: pass.past)
    let localAngles = try localPositions?.turns(length: length, from: pass.past) ?? turns
    try pass.keepHidden(x, after: 0, of: layers, .single)
    for layer in 0..<layers {
      let at = "layers.\(layer)"
      let z = try attention(
        norms == .after ? x : norm(x, "\(at).input_layernorm", pass), layer: layer,
        turns: windows[layer] == nil ? turns : localAngles, &pass)
      switch norms {
      case .before: x = x + z
      case .after, .around: x = x + (try norm(z, "\(at).post_attention_layernorm", pass))
      }
      let inside =
        switch norms {
        case .before: try norm(x, "\(at).post_attention_layernorm", pass)
        case .after: x
        case .around: try norm(x, "\(at).pre_feedforward_layernorm", pass)
        }
      let fed = try pass.byTokens(inside, width: inner) { x throws(ModelError) in
        try feedForward(x, "\(at).mlp", pass)
      }
      x =
        x
        + (norms == .before
          ? fed : try norm(fed, "\(at).post_feedforward_layernorm", pass))
      if layer + 1 == layers { x = try norm(x, "norm", pass) }
      try pass.keepHidden(x, after: layer + 1, of: layers, .single)
      guard pass.needs(.single, after: layer, of: layers) else { return }
    }
    guard let rows = pass.logitRows(x) else { return }
    try pass.keepDecoderLogits(rows, embeddings: "embed_tokens", ties: tiesEmbeddings) { logits in
      guard let cap = finalCap else { return logits }
      return Activation.tanh(logits.scaled(by: 1 / cap)).scaled(by: cap)
    }
  }

  /// Attention with rotated queries and keys, times Wₒ.
  private func attention(
    _ x: Matrix<Float>, layer: Int, turns: RotaryAngles, _ pass: inout Pass
  ) throws(ModelError) -> Matrix<Float> {
    let at = "layers.\(layer).self_attn"
    let (queryWidth, keyWidth) = (heads * headSize, keyHeads * headSize)
    var (q, k, v): (Matrix<Float>, Matrix<Float>, Matrix<Float>)
    if isFused {
      let all = try pass.linear(
        x, "\(at).qkv_proj", outputs: queryWidth + 2 * keyWidth, bias: queryBias)
      q = all.columns(0..<queryWidth)
      k = all.columns(queryWidth..<queryWidth + keyWidth)
      v = all.columns(queryWidth + keyWidth..<queryWidth + 2 * keyWidth)
    } else {
      // [tokens, heads · headSize]
      q = try pass.linear(x, "\(at).q_proj", outputs: queryWidth, bias: queryBias)
      // [tokens, keyHeads · headSize]
      k = try pass.linear(x, "\(at).k_proj", outputs: keyWidth, bias: queryBias)
      v = try pass.linear(x, "\(at).v_proj", outputs: keyWidth, bias: queryBias)
    }
    if queryNorm != .none {
      let isWhole = queryNorm == .all
      q = try norm(q, "\(at).q_norm", pass, width: isWhole ? queryWidth : headSize)
      k = try norm(k, "\(at).k_norm", pass, width: isWhole ? keyWidth : headSize)
    }
    let window = windows[layer]
    let z = try pass.attend(
      turns.rotate(q, headSize: headSize), turns.rotate(k, headSize: headSize), v,
      AttentionStep(
        layer: layer, layers: layers, heads: heads, keyHeads: keyHeads, scale: scale,
        mask: window.map { .causalWindow($0) } ?? .causal, softCap: softCap))
    return try pass.linear(z, "\(at).o_proj", outputs: width, bias: outputBias)
  }

  /// (act(x W_gate) · x W_up) W_down (Shazeer 2020, GLU Variants).
  private func feedForward(_ x: Matrix<Float>, _ at: String, _ pass: Pass) throws(ModelError)
    -> Matrix<Float>
  {
    let inside: Matrix<Float>
    if isFused {
      let both = try pass.linear(x, "\(at).gate_up_proj", outputs: 2 * inner, bias: feedForwardBias)
      inside = activation(both.columns(0..<inner)).timesEach(both.columns(inner..<2 * inner))
    } else {
      inside = activation(
        try pass.linear(x, "\(at).gate_proj", outputs: inner, bias: feedForwardBias)
      )
      .timesEach(try pass.linear(x, "\(at).up_proj", outputs: inner, bias: feedForwardBias))
    }
    return try pass.linear(inside, "\(at).down_proj", outputs: width, bias: feedForwardBias)
  }
}
