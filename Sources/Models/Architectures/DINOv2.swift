// DINOv2 (Oquab et al. 2024), also with registers (Darcet et al. 2024): ViT with learned scales after
// each part. Images of any size: positions are interpolated.

internal import AttentionMath

/// DINOv2.
struct DINOv2: Architecture {
  static let modelTypes = ["dinov2", "dinov2_with_registers"]
  static let prefixes = ["dinov2.", "dinov2_with_registers."]

  private let encoder: PatchEncoder
  private let inner: Int
  private let isGated: Bool
  private let registers: Int

  init(_ config: ModelConfig) throws(ModelError) {
    encoder = try PatchEncoder(config, epsilon: 1e-6)
    let ratio = try config.number("mlp_ratio", default: 4)
    guard ratio > 0, ratio <= 1024 else {
      throw config.fault("mlp_ratio", .breaks(value: "\(ratio)", rule: "it must be from 0 to 1024"))
    }
    inner = Int(Double(encoder.width) * ratio)
    isGated = try config.flag("use_swiglu_ffn", default: false)
    registers =
      config.text("model_type") == "dinov2_with_registers"
      ? try config.count("num_register_tokens", default: 4) : 0
    try config.refuse("apply_layernorm", unless: true)
  }

  var shape: ModelShape {
    encoder.shape(
      specials: [VisionToken.start] + (0..<registers).map(VisionToken.register), isFixed: false)
  }
  var patchTable: LearnedPatchTable? { encoder.table(specials: 1) }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    let (width, layers, epsilon) = (encoder.width, encoder.layers, encoder.epsilon)
    // x₀ = [class; registers; patches] with positions for the class and the patches.
    let patches = try encoder.patches(
      input, "embeddings.patch_embeddings.projection", architecture: "DINOv2", isFixed: false, pass)
    let table = try pass.weights.vector(
      "embeddings.position_embeddings", count: (encoder.grid * encoder.grid + 1) * width)
    let size = (
      rows: (input.pixels?.height ?? 0) / encoder.patch,
      columns: (input.pixels?.width ?? 0) / encoder.patch
    )
    let start = Matrix(
      rows: 1, columns: width, values: try pass.weights.vector("embeddings.cls_token", count: width)
    )
    let startPosition = Matrix(rows: 1, columns: width, values: Array(table[..<width]))
    var x = start + startPosition
    if registers > 0 {
      x = x.above(
        Matrix(
          rows: registers, columns: width,
          values: try pass.weights.vector("embeddings.register_tokens", count: registers * width)))
    }
    let positions = BicubicTable.resized(
      Array(table[width...]), from: (encoder.grid, encoder.grid), to: size, width: width,
      isAntialiased: registers > 0)
    x = x.above(patches + Matrix(rows: patches.rows, columns: width, values: positions))
    try pass.keepHidden(x, after: 0, of: layers, .single)
    for layer in 0..<layers {
      let at = "encoder.layer.\(layer)"
      let normed = try pass.layerNorm(x, "\(at).norm1", epsilon: epsilon)
      let q = try pass.linear(
        normed, "\(at).attention.attention.query", outputs: width, bias: encoder.queryBias)
      let k = try pass.linear(
        normed, "\(at).attention.attention.key", outputs: width, bias: encoder.queryBias)
      let v = try pass.linear(
        normed, "\(at).attention.attention.value", outputs: width, bias: encoder.queryBias)
      let z = try pass.attend(
        q, k, v,
        AttentionStep(layer: layer, layers: layers, heads: encoder.heads, keyHeads: encoder.heads))
      // x ← x + λ₁ · Attention(norm x) Wₒ; x ← x + λ₂ · MLP(norm x).
      x =
        x
        + (try scaled(
          pass.linear(z, "\(at).attention.output.dense", outputs: width), "\(at).layer_scale1", pass
        ))
      let from = try pass.layerNorm(x, "\(at).norm2", epsilon: epsilon)
      x = x + (try scaled(feedForward(from, "\(at).mlp", pass), "\(at).layer_scale2", pass))
      try pass.keepHidden(x, after: layer + 1, of: layers, .single)
      guard pass.needs(.single, after: layer, of: layers) else { return }
    }
    guard pass.request.logits != .none else { return }
    pass.keep(try pass.layerNorm(x, "layernorm", epsilon: epsilon), as: "last_hidden_state")
  }

  private func scaled(_ x: Matrix<Float>, _ name: String, _ pass: Pass) throws(ModelError)
    -> Matrix<Float>
  {
    let scale = try pass.weights.vector("\(name).lambda1", count: x.columns)
    var x = x
    x.changeRows { row in for index in row.indices { row[index] *= scale[index] } }
    return x
  }

  /// act(x W₁) W₂, or (silu(a) · b) W₂ with [a, b] = x W₁.
  private func feedForward(_ x: Matrix<Float>, _ at: String, _ pass: Pass) throws(ModelError)
    -> Matrix<Float>
  {
    guard isGated else {
      let inside = encoder.activation(try pass.linear(x, "\(at).fc1", outputs: inner))
      return try pass.linear(inside, "\(at).fc2", outputs: encoder.width)
    }
    let half = (inner * 2 / 3 + 7) / 8 * 8
    let both = try pass.linear(x, "\(at).weights_in", outputs: 2 * half)
    let inside = Activation.silu(both.columns(0..<half)).timesEach(both.columns(half..<2 * half))
    return try pass.linear(inside, "\(at).weights_out", outputs: encoder.width)
  }
}
