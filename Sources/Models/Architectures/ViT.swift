// ViT (Dosovitskiy et al. 2021): an image cut into patches, which are the tokens, with one more for the
// class. Pre-norm encoder.

internal import AttentionMath

/// The encoder over patches that ViT and DeiT share.
struct PatchEncoder: Sendable {
  let layers: Int
  let heads: Int
  let width: Int
  let inner: Int
  let epsilon: Double
  let activation: Activation
  let queryBias: BiasRule
  let image: Int
  let patch: Int
  let channels: Int

  init(_ config: ModelConfig, epsilon standard: Double = 1e-12) throws(ModelError) {
    layers = try config.layers("num_hidden_layers")
    heads = try config.count("num_attention_heads")
    width = try config.count("hidden_size")
    inner = try config.count("intermediate_size", default: 3072)
    epsilon = try config.epsilon("layer_norm_eps", default: standard)
    activation = try config.activation("hidden_act", default: .gelu)
    queryBias = try config.bias("qkv_bias", default: true)
    image = try config.side("image_size")
    patch = try config.side("patch_size")
    channels = try config.count("num_channels", default: 3)
    _ = try config.check(width, dividesInto: heads, "num_attention_heads")
    guard patch <= image else {
      throw config.fault(
        "patch_size", .breaks(value: "\(patch)", rule: "an image has \(image) pixels a side"))
    }
  }

  /// Patches along a side.
  var grid: Int { image / patch }

  /// The positions of its patches, after so many other tokens.
  func table(
    specials: Int, name: String = "embeddings.position_embeddings"
  ) -> LearnedPatchTable {
    LearnedPatchTable(name: name, specials: specials, side: grid, width: width)
  }

  /// - Parameters:
  ///   - specials: the names of the tokens before the patches.
  ///   - isFixed: whether images of one size alone have positions.
  func shape(specials: [String], isFixed: Bool = true) -> ModelShape {
    ModelShape(
      stacks: [StackShape(stack: .single, layers: layers, heads: heads, keyHeads: heads)],
      width: width, vocabulary: 0, context: nil, inputs: [.image],
      vision: vision(.single, specials: specials, isFixed: isFixed))
  }

  func vision(_ stack: Stack, specials: [String], isFixed: Bool) -> VisionShape {
    VisionShape(
      stack: stack, image: image, patch: patch, specials: specials, isFixed: isFixed)
  }

  /// Each patch times a matrix, row by row of the image: shape `[patches, width]`.
  func patches(
    _ input: ModelInput, _ name: String, architecture: String, isFixed: Bool,
    bias rule: BiasRule = .required, _ pass: Pass
  ) throws(ModelError) -> Matrix<Float> {
    guard let pixels = input.pixels, pixels.channels == channels, pixels.height >= patch,
      pixels.width >= patch,
      !isFixed || (pixels.height == image && pixels.width == image)
    else {
      throw .wrongInput(
        architecture: architecture,
        needed: isFixed
          ? .image(shape: [channels, image, image])
          : .imageOfPatches(channels: channels, patch: patch)
      )
    }
    let (rows, columns) = (pixels.height / patch, pixels.width / patch)
    let each = patch * patch
    let seen = Matrix<Float>(rows: rows * columns, columns: channels * each) { location, index in
      let (row, column) = location.quotientAndRemainder(dividingBy: columns)
      let (channel, inside) = index.quotientAndRemainder(dividingBy: each)
      let (y, x) = inside.quotientAndRemainder(dividingBy: patch)
      return pixels.values[
        (channel * pixels.height + row * patch + y) * pixels.width + column * patch + x]
    }
    let weight = try pass.weights.tensor("\(name).weight", shape: [width, channels, patch, patch])
    return try Pass.product(seen, weight, bias: pass.bias(name, count: width, rule))
  }

  /// x₀ = [special tokens; patches] + position, shape `[tokens, width]`.
  func embeddings(
    _ input: ModelInput, specials: [String], architecture: String, _ pass: Pass
  ) throws(ModelError) -> Matrix<Float> {
    let patches = try patches(
      input, "embeddings.patch_embeddings.projection", architecture: architecture, isFixed: true,
      pass)
    var first: [Float] = []
    for name in specials { first += try pass.weights.vector(name, count: width) }
    let x = Matrix(rows: specials.count, columns: width, values: first).above(patches)
    let positions = try pass.weights.vector(
      "embeddings.position_embeddings", count: x.rows * width)
    return x + Matrix(rows: x.rows, columns: width, values: positions)
  }

  /// All layers: x ← x + Attention(norm x) Wₒ; x ← x + act(norm(x) W₁) W₂.
  func encode(_ x0: Matrix<Float>, _ pass: inout Pass) throws(ModelError) -> Matrix<Float>? {
    var x = x0
    try pass.keepHidden(x, after: 0, of: layers, .single)
    for layer in 0..<layers {
      let at = "encoder.layer.\(layer)"
      let normed = try pass.layerNorm(x, "\(at).layernorm_before", epsilon: epsilon)
      let q = try pass.linear(
        normed, "\(at).attention.attention.query", outputs: width, bias: queryBias)
      let k = try pass.linear(
        normed, "\(at).attention.attention.key", outputs: width, bias: queryBias)
      let v = try pass.linear(
        normed, "\(at).attention.attention.value", outputs: width, bias: queryBias)
      let z = try pass.attend(
        q, k, v, AttentionStep(layer: layer, layers: layers, heads: heads, keyHeads: heads))
      x = x + (try pass.linear(z, "\(at).attention.output.dense", outputs: width))
      let inside = activation(
        try pass.linear(
          try pass.layerNorm(x, "\(at).layernorm_after", epsilon: epsilon),
          "\(at).intermediate.dense", outputs: inner))
      x = x + (try pass.linear(inside, "\(at).output.dense", outputs: width))
      try pass.keepHidden(x, after: layer + 1, of: layers, .single)
      guard pass.needs(.single, after: layer, of: layers) else { return nil }
    }
    return try pass.layerNorm(x, "layernorm", epsilon: epsilon)
  }
}

/// The names of tokens of an image that stand for no patch.
enum VisionToken {
  /// What is said of the whole image.
  static let start = "[CLS]"
  /// DeiT's, which learned from another network.
  static let distillation = "[DIST]"
  /// DINOv2's, which mean nothing by themselves.
  static func register(_ index: Int) -> String { "[REG\(index)]" }
}

/// ViT.
struct ViT: Architecture {
  static let modelTypes = ["vit"]
  static let prefixes = ["vit."]

  private let encoder: PatchEncoder

  init(_ config: ModelConfig) throws(ModelError) { encoder = try PatchEncoder(config) }

  var shape: ModelShape { encoder.shape(specials: [VisionToken.start]) }
  var patchTable: LearnedPatchTable? { encoder.table(specials: 1) }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    let x0 = try encoder.embeddings(
      input, specials: ["embeddings.cls_token"], architecture: "ViT", pass)
    guard let x = try encoder.encode(x0, &pass), pass.request.logits != .none else { return }
    if pass.hasHead("classifier", of: .classes) {
      try pass.keepLogits(
        x.rows(0..<1), "classifier", embeddings: [], bias: ["classifier.bias"], isFlat: true)
    } else {
      pass.keep(x, as: "last_hidden_state")
    }
  }
}
