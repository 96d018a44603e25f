// Which positional encoding a model has, by its `config.json`.

extension EncodingSpecification {
  /// The encoding of the model that a configuration describes.
  ///
  /// A rotation is read key by key, see ``RotaryConfiguration``. Others follow from the kind of
  /// model: what its program does stands in no file. A learned encoding's table is the model's own
  /// and is to be handed over when the encoding is made.
  /// - Parameter configuration: the whole of `config.json`.
  /// - Throws: ``EncodingError`` for a kind of model that is not known, and for values that are
  ///   missing or contradict each other.
  public init(of configuration: ConfigurationValue) throws(EncodingError) {
    let type = configuration["model_type"]?.shown ?? ""
    if let rule = Self.rules.first(where: { $0.types.contains(type) }) {
      self = try rule.specification(configuration)
      return
    }
    do {
      self = try RotaryConfiguration(configuration).encoding().specification
    } catch .missingParameter("rope_theta", _, _) where !type.isEmpty {
      throw .notAChoice("model_type", type, known: Self.rules.flatMap(\.types).sorted())
    }
  }

  private struct Rule: Sendable {
    let types: [String]
    let specification: @Sendable (ConfigurationValue) throws(EncodingError) -> EncodingSpecification
  }

  /// Kinds of models whose encoding is no rotation.
  private static let rules: [Rule] = [
    Rule(types: ["bert"]) { model throws(EncodingError) in
      // `absolute` is a table; the two relative types count query minus key and do not clip.
      let kind = model["position_embedding_type"]?.shown ?? "absolute"
      if kind == "absolute" { return learned(firstRow: 0) }
      let context = try model.neededInteger("max_position_embeddings")
      return EncodingSpecification(
        name: ShawDistances.name,
        parameters: [.init("clip", context - 1), .init("convention", ShawConvention.bert)])
    },
    Rule(types: [
      "albert", "clip_text_model", "distilbert", "electra", "gpt2", "gpt_bigcode", "gpt_neo",
      "openai-gpt",
    ]) { _ in learned(firstRow: 0) },
    // Two rows before the first, whatever the padding's id is.
    Rule(types: ["bart", "mbart", "opt"]) { _ in learned(firstRow: 2) },
    // The rows up to the padding's are no position's.
    Rule(types: ["camembert", "longformer", "roberta", "xlm-roberta"]) {
      model throws(EncodingError) in
      learned(firstRow: (try model.integer("pad_token_id") ?? 1) + 1)
    },
    Rule(types: ["deit", "dinov2", "vit"]) { model throws(EncodingError) in
      let image = try model.neededInteger("image_size")
      let patch = try model.neededInteger("patch_size")
      guard patch >= 1, image >= patch else {
        throw .contradiction(
          "image_size=\(image)", "patch_size=\(patch)", rule: "an image has at least one patch")
      }
      let grid = try PatchGrid(rows: image / patch, columns: image / patch)
      return EncodingSpecification(
        name: LearnedPatches.name, parameters: [.init("grid", "\(grid)")])
    },
    Rule(types: ["m2m_100"]) { model throws(EncodingError) in try sinusoid(.fairseq, model) },
    Rule(types: ["marian"]) { model throws(EncodingError) in try sinusoid(.marian, model) },
    Rule(types: ["pegasus"]) { model throws(EncodingError) in try sinusoid(.pegasus, model) },
    // Its encoder's; the decoder's is learned.
    Rule(types: ["whisper"]) { model throws(EncodingError) in try sinusoid(.tensor2tensor, model) },
    Rule(types: ["bloom"]) { model throws(EncodingError) in
      EncodingSpecification(
        name: AlibiBias.name,
        parameters: [
          .init("heads", try model.neededInteger("n_head", "num_attention_heads")),
          .init("form", AlibiForm.keyPosition),
        ])
    },
    Rule(types: ["longt5", "mt5", "t5", "umt5"]) { model throws(EncodingError) in
      EncodingSpecification(
        name: T5Bias.name,
        parameters: [
          .init("buckets", try model.integer("relative_attention_num_buckets") ?? 32),
          .init("max-distance", try model.integer("relative_attention_max_distance") ?? 128),
        ])
    },
  ]

  private static func learned(firstRow: Int) -> EncodingSpecification {
    EncodingSpecification(name: LearnedEncoding.name, parameters: [.init("first-row", firstRow)])
  }

  private static func sinusoid(
    _ convention: SinusoidConvention, _ model: ConfigurationValue
  ) throws(EncodingError) -> EncodingSpecification {
    var parameters: [Parameter] = [
      .init("dimensions", try model.neededInteger("d_model", "hidden_size")),
      .init("convention", convention),
    ]
    if convention == .fairseq {
      parameters.append(
        .init("first-row", convention.firstRow(padding: try model.integer("pad_token_id") ?? 1)))
    }
    return EncodingSpecification(name: SinusoidalEncoding.name, parameters: parameters)
  }
}
