// What a checkpoint has on top of its layers: by the class that it was saved from, and else by what is
// stored.

internal import AttentionMath
internal import Tokenizers

/// What stands on top of a model's layers.
enum ModelHead: Sendable {
  /// A score for each token of the vocabulary, or one for each token of the text.
  case language
  /// A score for each class of pictures.
  case classes
  /// Nothing, or a head whose output is not that of single tokens.
  case other
  /// The config names no class.
  case unknown

  /// The endings of the names of classes that give scores of the vocabulary, or of each token.
  private static let languageSuffixes = [
    "LMHeadModel", "DoubleHeadsModel", "MTModel", "ForCausalLM", "ForMaskedLM", "ForPreTraining",
    "ForConditionalGeneration",
  ]

  /// Those of classes that name what is in a picture.
  private static let classSuffixes = [
    "ForImageClassification", "ForImageClassificationWithTeacher",
  ]

  init(_ config: ModelConfig) {
    guard let name = config.texts("architectures")?.first else {
      self = .unknown
      return
    }
    self =
      if Self.languageSuffixes.contains(where: { name.hasSuffix($0) }) {
        .language
      } else if Self.classSuffixes.contains(where: { name.hasSuffix($0) }) {
        .classes
      } else {
        .other
      }
  }
}

extension Pass {
  /// Whether there is a head that starts with this tensor. One that the config's class has and that is not
  /// stored is kept in mind: many models are saved without the head that they were trained with.
  /// - Parameter kind: what the head gives.
  mutating func hasHead(_ tensor: String, of kind: ModelHead = .language) -> Bool {
    guard head == kind || head == .unknown else { return false }
    let isStored = weights.has("\(tensor).weight")
    // Of a class that has one of two heads the first is named.
    let missing = run.missingHead ?? "\(tensor).weight"
    run.missingHead = isStored || head == .unknown ? nil : missing
    return isStored
  }

  /// Keeps x Wᵀ + b as logits.
  /// - Parameters:
  ///   - name: the head's own matrix W.
  ///   - embeddings: the matrix that takes its place where the two are one.
  ///   - ties: whether the two are one in a config that does not say it.
  ///   - biasNames: the names that b may have; none for a head without b.
  ///   - rule: whether b must be stored.
  ///   - isFlat: whether they are one list: of labels of a whole picture, or of one number for each token.
  mutating func keepLogits(
    _ x: Matrix<Float>, _ name: String, embeddings: [String], ties: Bool = true,
    bias biasNames: [String] = [], _ rule: BiasRule = .required, isFlat: Bool = false,
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
    if let stored = biasNames.first(where: { weights.has($0) }) {
      bias = try weights.vector(stored, count: weight.rows)
    } else if case .required = rule, let name = biasNames.first {
      throw .missingTensor(name: name, file: weights.file)
    }
    try keep(x, as: "logits", columns: weight.rows, isFlat: isFlat) { x throws(ModelError) in
      change(try Self.product(x, weight, bias: bias))
    }
  }

  /// Keeps logits of a decoder: by its head, or by the embeddings where the two are one. A model without
  /// a head has its last vectors instead.
  mutating func keepDecoderLogits(
    _ x: Matrix<Float>, head name: String = "lm_head", embeddings: String, ties: Bool,
    bias rule: BiasRule = .none,
    change: (Matrix<Float>) -> Matrix<Float> = { $0 }
  ) throws(ModelError) {
    let isThere = weights.has("\(name).weight") || tiesEmbeddings ?? ties
    if head == .language || head == .unknown && isThere {
      // A bias that models of the kind do not have is an error here.
      if case .none = rule { _ = try bias(name, count: 0, rule) }
      try keepLogits(
        x, name, embeddings: [embeddings], ties: ties, bias: ["\(name).bias"], rule, change: change)
    } else {
      keep(x, as: "last_hidden_state")
    }
  }
}
