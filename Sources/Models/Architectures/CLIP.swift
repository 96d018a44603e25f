// CLIP (Radford et al. 2021): an encoder of text, causal, and one of images, each pre-norm.

internal import AttentionMath

/// CLIP, its two towers, or one of them by itself.
struct CLIP: Architecture {
  static let modelTypes = ["clip", "clip_text_model", "clip_vision_model"]
  // A tower by itself has them in older files, and none in newer ones.
  static let prefixes = ["text_model.", "vision_model."]

  /// One of the towers.
  private struct Tower: Sendable {
    let stack: Stack
    /// What stands before the names of its tensors where there are two.
    let root: String
    let layers: Int
    let heads: Int
    let width: Int
    let inner: Int
    let epsilon: Double
    let activation: Activation

    init(
      _ config: ModelConfig, _ stack: Stack, seesImages: Bool
    ) throws(ModelError) {
      self.stack = stack
      root = stack == .single ? "" : seesImages ? "vision_model." : "text_model."
      layers = try config.layers("num_hidden_layers", default: 12)
      heads = try config.count("num_attention_heads", default: seesImages ? 12 : 8)
      width = try config.count("hidden_size", default: seesImages ? 768 : 512)
      inner = try config.count("intermediate_size", default: seesImages ? 3072 : 2048)
      epsilon = try config.epsilon("layer_norm_eps", default: 1e-5)
      activation = try config.activation("hidden_act", default: .quickGelu)
      _ = try config.check(width, dividesInto: heads, "num_attention_heads")
    }

    /// All layers: x ← x + Attention(norm x) Wₒ; x ← x + act(norm(x) W₁) W₂.
    func encode(_ x0: Matrix<Float>, _ mask: AttentionMask, _ pass: inout Pass) throws(ModelError)
      -> Matrix<Float>
    {
      var x = x0
      try pass.keepHidden(x, after: 0, of: layers, stack)
      for layer in 0..<layers {
        let at = "\(root)encoder.layers.\(layer)"
        let normed = try pass.layerNorm(x, "\(at).layer_norm1", epsilon: epsilon)
        let q = try pass.linear(normed, "\(at).self_attn.q_proj", outputs: width)
        let k = try pass.linear(normed, "\(at).self_attn.k_proj", outputs: width)
        let v = try pass.linear(normed, "\(at).self_attn.v_proj", outputs: width)
        let z = try pass.attend(
          q, k, v,
          AttentionStep(
            stack: stack, layer: layer, layers: layers, heads: heads, keyHeads: heads, mask: mask))
        x = x + (try pass.linear(z, "\(at).self_attn.out_proj", outputs: width))
        let inside = activation(
          try pass.linear(
            try pass.layerNorm(x, "\(at).layer_norm2", epsilon: epsilon), "\(at).mlp.fc1",
            outputs: inner))
        x = x + (try pass.linear(inside, "\(at).mlp.fc2", outputs: width))
        try pass.keepHidden(x, after: layer + 1, of: layers, stack)
      }
      return x
    }
  }

  private let text: Tower?
  private let vision: Tower?
  private let patches: PatchEncoder?
  private let vocabulary: Int
  private let context: Int?

  init(_ config: ModelConfig) throws(ModelError) {
    let (textConfig, visionConfig): (ModelConfig?, ModelConfig?)
    switch config.text("model_type") {
    case "clip_text_model": (textConfig, visionConfig) = (config, nil)
    case "clip_vision_model": (textConfig, visionConfig) = (nil, config)
    default:
      (textConfig, visionConfig) = (config.part("text_config"), config.part("vision_config"))
      guard textConfig != nil, visionConfig != nil else {
        throw config.fault("text_config", .missing(other: "vision_config"))
      }
    }
    let isAlone = textConfig == nil || visionConfig == nil
    if let textConfig {
      text = try Tower(textConfig, isAlone ? .single : .text, seesImages: false)
      vocabulary = try textConfig.count("vocab_size", maximum: 1 << 26, default: 49408)
      context = try textConfig.count("max_position_embeddings", maximum: 1 << 26, default: 77)
    } else {
      (text, vocabulary, context) = (nil, 0, nil)
    }
    if let visionConfig {
      vision = try Tower(visionConfig, isAlone ? .single : .vision, seesImages: true)
      patches = try PatchEncoder(visionConfig, epsilon: 1e-5)
    } else {
      (vision, patches) = (nil, nil)
    }
  }

  var shape: ModelShape {
    let towers = [text, vision].compactMap(\.self)
    var inputs: Set<InputKind> = []
    if text != nil { inputs.insert(.text) }
    if vision != nil { inputs.insert(.image) }
    return ModelShape(
      stacks: towers.map {
        StackShape(stack: $0.stack, layers: $0.layers, heads: $0.heads, keyHeads: $0.heads)
      }, width: towers[0].width, vocabulary: vocabulary, context: context, inputs: inputs,
      vision: vision.flatMap {
        patches?.vision($0.stack, specials: [VisionToken.start], isFixed: true)
      })
  }
  var positionTables: [String] {
    [text, vision].compactMap(\.self).map { "\($0.root)embeddings.position_embedding" }
  }

  var patchTable: LearnedPatchTable? {
    patches?.table(
      specials: 1, name: "\(vision?.root ?? "")embeddings.position_embedding.weight")
  }

  /// Runs the tower of what is given, or both.
  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    if !input.ids.isEmpty, let text {
      // x₀ = word + position, shape [tokens, width].
      let at = "\(text.root)embeddings"
      let words = try pass.embedding(
        "\(at).token_embedding", input.ids, width: text.width, count: vocabulary)
      let locations = try pass.positions(
        "\(at).position_embedding", 0..<input.ids.count, width: text.width)
      let x = try text.encode(words + locations, .causal, &pass)
      if pass.request.logits != .none {
        let normed = try pass.layerNorm(
          x, "\(text.root)final_layer_norm", epsilon: text.epsilon)
        pass.keep(normed, as: text.stack.name("last_hidden_state"))
      }
    }
    if input.pixels != nil, let vision, let patches {
      // x₀ = norm([class; patches] + position), shape [1 + patches, width].
      let at = "\(vision.root)embeddings"
      let seen = try patches.patches(
        input, "\(at).patch_embedding", architecture: "CLIP", isFixed: true, bias: .none,
        pass)
      let start = try pass.weights.vector("\(at).class_embedding", count: vision.width)
      var x = Matrix(rows: 1, columns: vision.width, values: start).above(seen)
      x = x + (try pass.positions("\(at).position_embedding", 0..<x.rows, width: vision.width))
      x = try pass.layerNorm(x, "\(vision.root)pre_layrnorm", epsilon: vision.epsilon)
      x = try vision.encode(x, .none, &pass)
      if pass.request.logits != .none {
        pass.keep(x, as: vision.stack.name("last_hidden_state"))
      }
    }
    if input.ids.isEmpty, input.pixels == nil {
      throw .wrongInput(architecture: "CLIP", needed: .textOrImage)
    }
  }
}
