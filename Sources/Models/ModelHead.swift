// What a checkpoint has on top of its layers: by the class that it was saved from, and else by what is
// stored.

internal import AttentionMath
internal import Tokenizers

/// What stands on top of a model's layers.
enum ModelHead: Sendable {
  /// A score for each token of the vocabulary.
  case language
  /// Nothing, or a head whose output is not that of single tokens.
  case other
  /// The config names no class.
  case unknown

  /// The endings of the names of classes that give scores of the vocabulary, or of each token.
  private static let languageEndings = [
    "LMHeadModel", "DoubleHeadsModel", "MTModel", "ForCausalLM", "ForMaskedLM", "ForPreTraining",
    "ForConditionalGeneration",
  ]

  init(_ config: ModelConfig) {
    guard let name = config.texts("architectures")?.first else {
      self = .unknown
      return
    }
    self = Self.languageEndings.contains { name.hasSuffix($0) } ? .language : .other
  }
}

extension Pass {
  /// Whether there is a head that starts with this tensor.
  func hasHead(_ tensor: String) -> Bool { head != .other && weights.has("\(tensor).weight") }

  /// Keeps x Wᵀ + b as logits.
  /// - Parameters:
  ///   - name: the head's own matrix W.
  ///   - embeddings: the matrix that takes its place where the two are one.
  ///   - ties: whether the two are one in a config that does not say it.
  ///   - isFlat: whether they are one list: of labels of a whole picture, or of one number for each token.
  mutating func keepLogits(
    _ x: Matrix<Float>, _ name: String, embeddings: [String], ties: Bool = true,
    bias biasNames: [String] = [], isFlat: Bool = false,
    change: (Matrix<Float>) -> Matrix<Float> = { $0 }
  ) throws(ModelError) {
    let isTied = tiesEmbeddings ?? ties
    let names = [name] + (isTied ? embeddings : [])
    guard let used = names.first(where: { weights.has("\($0).weight") }) else {
      guard isTied || embeddings.isEmpty else {
        throw .unsupported(file: weights.file, .noHead(tensor: "\(name).weight"))
      }
      throw .missingTensor(name: "\(name).weight", file: weights.file)
    }
    let weight = try weights.tensor("\(used).weight", shape: [-1, x.columns])
    var bias: [Float]?
    if let name = biasNames.first(where: { weights.has($0) }) {
      bias = try weights.vector(name, count: weight.rows)
    }
    try keep(x, as: "logits", columns: weight.rows, isFlat: isFlat) { x throws(ModelError) in
      change(try Self.product(x, weight, bias: bias))
    }
  }

  /// Keeps logits of a decoder: by its head, or by the embeddings where the two are one. A model without
  /// a head has its last vectors instead.
  mutating func keepDecoderLogits(
    _ x: Matrix<Float>, head name: String = "lm_head", embeddings: String, ties: Bool,
    change: (Matrix<Float>) -> Matrix<Float> = { $0 }
  ) throws(ModelError) {
    let isThere = weights.has("\(name).weight") || tiesEmbeddings ?? ties
    if head == .language || head == .unknown && isThere {
      try keepLogits(
        x, name, embeddings: [embeddings], ties: ties, bias: ["\(name).bias"], change: change)
    } else {
      keep(x, as: "last_hidden_state")
    }
  }
}
