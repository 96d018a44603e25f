// DeiT (Touvron et al. 2021): ViT with a token for distillation after that of the class.

internal import AttentionMath

/// DeiT.
struct DeiT: Architecture {
  static let modelTypes = ["deit"]
  static let prefixes = ["deit."]

  private let encoder: PatchEncoder

  init(_ config: ModelConfig) throws(ModelError) { encoder = try PatchEncoder(config) }

  var shape: ModelShape {
    encoder.shape(specials: [VisionToken.start, VisionToken.distillation])
  }
  var patchTable: LearnedPatchTable? { encoder.table(specials: 2) }

  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError) {
    let x0 = try encoder.embeddings(
      input, specials: ["embeddings.cls_token", "embeddings.distillation_token"],
      architecture: "DeiT", pass)
    guard let x = try encoder.encode(x0, &pass), pass.request.logits != .none else { return }
    if pass.weights.has("cls_classifier.weight"), pass.hasHead("cls_classifier", of: .classes) {
      // The mean of what the two tokens say.
      let one = try pass.linear(x.rows(0..<1), "cls_classifier")
      let two = try pass.linear(x.rows(1..<2), "distillation_classifier")
      pass.keep((one + two).scaled(by: 0.5), as: "logits", isFlat: true)
    } else if pass.hasHead("classifier", of: .classes) {
      try pass.keepLogits(
        x.rows(0..<1), "classifier", embeddings: [], bias: ["classifier.bias"], isFlat: true)
    } else {
      pass.keep(x, as: "last_hidden_state")
    }
  }
}
