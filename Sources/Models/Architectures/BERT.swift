// BERT: Pre-training of Deep Bidirectional Transformers (Devlin et al. 2019). Post-norm encoder.

internal import AttentionMath
internal import Tokenizers

/// The sizes of an encoder of BERT's kind, and the steps that its kin share.
struct BERTEncoder: Sendable {
  let layers: Int
  let heads: Int
  let width: Int
  let inner: Int
  let epsilon: Double
  let activation: Activation
  let vocabulary: Int
  let context: Int
  let types: Int

  /// - Parameter activation: the one of a config that names none.
  init(_ config: ModelConfig, activation: Activation = .gelu) throws(ModelError) {
    layers = try config.layers("num_hidden_layers")
    heads = try config.count("num_attention_heads")
    width = try config.count("hidden_size")
    inner = try config.count("intermediate_size")
    epsilon = try config.epsilon("layer_norm_eps", default: 1e-12)
    self.activation = try config.activation("hidden_act", default: activation)
    vocabulary = try config.count("vocab_size", maximum: 1 << 26)
    context = try config.count("max_position_embeddings", maximum: 1 << 26)
    types = try config.int("type_vocab_size") ?? 2
    _ = try config.check(width, dividesInto: heads, "num_attention_heads")
    if let kind = config.text("position_embedding_type"), kind != "absolute" {
      throw config.fault(
        "position_embedding_type", .unknown(value: quoted(kind), known: ["absolute"]))
    }
    try config.refuse("is_decoder", unless: false)
    try config.refuse("add_cross_attention", unless: false)
  }

  func shape(context: Int) -> ModelShape {
    ModelShape(
      stacks: [StackShape(stack: .single, layers: layers, heads: heads, keyHeads: heads)],
      width: width, vocabulary: vocabulary, context: context, inputs: [.text], segments: types)
  }

  /// x₀ = LayerNorm(word + position + segment), shape `[tokens, width]`.
  /// - Parameter padding: the number after which positions begin; nil where they begin at 0.
  func embeddings(
    _ input: ModelInput, _ pass: Pass, width: Int? = nil, padding: Int? = nil
  ) throws(ModelError) -> Matrix<Float> {
    let width = width ?? self.width
    let count = input.ids.count
    var x = try pass.embedding(
      "embeddings.word_embeddings", input.ids, width: width, count: vocabulary)
    let table = "embeddings.position_embeddings"
    x =
      if let padding {
        x + (try pass.positions(table, PaddedPositions(input.ids, padding: padding), width: width))
      } else { x + (try pass.positions(table, 0..<count, width: width)) }
    if types > 0 {
      let segments = input.typeIDs.isEmpty ? Array(repeating: 0, count: count) : input.typeIDs
      if let type = segments.first(where: { $0 >= types }) {
        throw .typeOutOfRange(type: type, types: types)
      }
      x =
        x
        + (try pass.embedding(
          "embeddings.token_type_embeddings", segments, width: width, count: types))
    } else if let type = input.typeIDs.first(where: { $0 > 0 }) {
      throw .typeOutOfRange(type: type, types: 0)
    }
    return try pass.layerNorm(x, "embeddings.LayerNorm", epsilon: epsilon)
  }

  /// All layers: x ← LayerNorm(x + Attention(x) Wₒ); x ← LayerNorm(x + act(x W₁) W₂).
  /// - Returns: nil where nothing that is asked for comes after.
  func layers(_ x: Matrix<Float>, _ pass: inout Pass) throws(ModelError) -> Matrix<Float>? {
    var x = x
    try pass.keepHidden(x, after: 0, of: layers, .single)
    for layer in 0..<layers {
      let at = "encoder.layer.\(layer)"
      // [tokens, width] each, a head's values beside each other.
      let q = try pass.linear(x, "\(at).attention.self.query", outputs: width)
      let k = try pass.linear(x, "\(at).attention.self.key", outputs: width)
      let v = try pass.linear(x, "\(at).attention.self.value", outputs: width)
      let z = try pass.attend(
        q, k, v, AttentionStep(layer: layer, layers: layers, heads: heads, keyHeads: heads))
      x = try pass.layerNorm(
        x + pass.linear(z, "\(at).attention.output.dense", outputs: width),
        "\(at).attention.output.LayerNorm", epsilon: epsilon)
      let inside = activation(
        try pass.linear(x, "\(at).intermediate.dense", outputs: inner))  // [tokens, inner]
      x = try pass.layerNorm(
        x + pass.linear(inside, "\(at).output.dense", outputs: width), "\(at).output.LayerNorm",
        epsilon: epsilon)
      try pass.keepHidden(x, after: layer + 1, of: layers, .single)
      guard pass.needs(.single, after: layer, of: layers) else { return nil }
    }
    return x
  }
}

/// BERT.
struct BERT: Architecture {
  static let modelTypes = ["bert"]
  static let prefixes = ["bert."]

  private let encoder: BERTEncoder

  init(_ config: ModelConfig) throws(ModelError) { encoder = try BERTEncoder(config) }

  var shape: ModelShape { encoder.shape(context: encoder.context) }
  var positionTables: [String] { ["embeddings.position_embeddings"] }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    guard let x = try encoder.layers(try encoder.embeddings(input, pass), &pass) else { return }
    guard let rows = pass.logitRows(x) else { return }
    // Masked language model: LayerNorm(gelu(x W)) E ᵀ + b with the embeddings E.
    let head = "cls.predictions"
    guard pass.hasHead("\(head).transform.dense") else {
      return pass.keep(rows, as: "last_hidden_state")
    }
    let inside = encoder.activation(try pass.linear(rows, "\(head).transform.dense"))
    let normed = try pass.layerNorm(
      inside, "\(head).transform.LayerNorm", epsilon: encoder.epsilon)
    try pass.keepLogits(
      normed, "\(head).decoder", embeddings: ["embeddings.word_embeddings"],
      bias: ["\(head).decoder.bias", "\(head).bias"])
  }
}
