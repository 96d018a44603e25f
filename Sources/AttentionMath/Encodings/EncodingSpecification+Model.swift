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
    let type = configuration["model_type"]?.displayText ?? ""
    // Falcon's smaller models have ALiBi, its others turn; so do the later ones of ESM.
    let turns =
      type == "falcon" && configuration["alibi"] != .flag(true)
      || type == "esm" && configuration["position_embedding_type"] == .text("rotary")
    if !turns, let rule = Self.rules.first(where: { $0.types.contains(type) }) {
      self = try rule.specification(configuration)
      return
    }
    do {
      self = try RotaryConfiguration(configuration).encoding().specification
    } catch .missingParameter("rope_theta", _, _)
      where !type.isEmpty && RotaryModels.pairing(of: type) == nil
    {
      throw .unknownModel(
        type, known: (Self.rules.flatMap(\.types) + RotaryDefaults.rotaryKinds).uniquedAndSorted)
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
      let kind = model["position_embedding_type"]?.displayText ?? "absolute"
      if kind == "absolute" { return learned(firstRow: 0) }
      let context = try model.neededInteger("max_position_embeddings")
      return EncodingSpecification(
        name: ShawDistances.name,
        parameters: [.init("clip", context - 1), .init("convention", ShawConvention.bert)])
    },
    Rule(types: [
      "albert", "clip_text_model", "electra", "gpt2", "gpt_bigcode", "gpt_neo", "openai-gpt",
    ]) { _ in learned(firstRow: 0) },
    Rule(types: ["distilbert"]) { model throws(EncodingError) in
      model["sinusoidal_pos_embds"] == .flag(true)
        ? try sinusoid(.xlm, model) : learned(firstRow: 0)
    },
    Rule(types: ["flaubert", "xlm"]) { model throws(EncodingError) in
      model["sinusoidal_embeddings"] == .flag(true)
        ? try sinusoid(.xlm, model) : learned(firstRow: 0)
    },
    // Two rows before the first, whatever the padding's id is.
    Rule(types: ["bart", "mbart", "mpnet", "opt"]) { _ in learned(firstRow: 2) },
    // The rows up to the padding's are no position's.
    Rule(types: ["camembert", "esm", "longformer", "roberta", "xlm-roberta"]) {
      model throws(EncodingError) in
      learned(firstRow: (try model.integer("pad_token_id") ?? 1) + 1)
    },
    Rule(types: ["deit", "dinov2", "vit"]) { model throws(EncodingError) in
      EncodingSpecification(
        name: LearnedPatches.name, parameters: [.init("grid", "\(try patches(of: model))")])
    },
    Rule(types: ["vit_mae"]) { model throws(EncodingError) in
      EncodingSpecification(
        name: ImageSinusoid.name,
        parameters: [
          .init("dimensions", try model.neededInteger("hidden_size")),
          .init("grid", "\(try patches(of: model))"), .init("class-token", true),
          .init("convention", ImageConvention.mae),
        ])
    },
    // Images of any size: the grid is not in the file.
    Rule(types: ["conditional_detr", "detr", "table-transformer"]) { model throws(EncodingError) in
      let kind = model["position_embedding_type"]?.displayText ?? "sine"
      guard kind == "sine" else {
        throw .contradiction(
          "position_embedding_type=\(kind)", "the encoding detr-2d",
          rule:
            "its tables of rows and of columns are added to each other, which nothing here draws")
      }
      return EncodingSpecification(
        name: DetrSinusoid.name,
        parameters: [.init("dimensions", try model.neededInteger("d_model", "hidden_size"))])
    },
    Rule(types: ["transfo-xl", "xlnet"]) { model throws(EncodingError) in
      EncodingSpecification(
        name: TransformerXLPositions.name,
        parameters: [.init("dimensions", try model.neededInteger("d_model", "hidden_size"))])
    },
    Rule(types: ["retnet"]) { model throws(EncodingError) in
      EncodingSpecification(
        name: RetentionDecay.name,
        parameters: [
          .init(
            "heads",
            try model.neededInteger(
              "decoder_retention_heads", "num_heads", "num_attention_heads", "n_heads"))
        ])
    },
    Rule(types: ["m2m_100"]) { model throws(EncodingError) in try sinusoid(.fairseq, model) },
    Rule(types: ["marian"]) { model throws(EncodingError) in try sinusoid(.marian, model) },
    Rule(types: ["pegasus"]) { model throws(EncodingError) in try sinusoid(.pegasus, model) },
    // Its encoder's; the decoder's is learned.
    Rule(types: ["whisper"]) { model throws(EncodingError) in try sinusoid(.tensor2tensor, model) },
    Rule(types: ["mpt"]) { model throws(EncodingError) in
      let attention = model["attn_config"] ?? .null
      guard attention["alibi"] != .flag(false) else { return learned(firstRow: 0) }
      let heads = try model.neededInteger("n_heads", "num_attention_heads")
      // Its slopes are those of the paper where heads are a power of two and the bias ends at 8.
      let maximum = try attention.number("alibi_bias_max") ?? 8
      guard heads >= 1, heads & (heads - 1) == 0, maximum == 8 else {
        throw .contradiction(
          "n_heads=\(heads), alibi_bias_max=\(shortest(maximum))", "ALiBi's slopes",
          rule: "only a power of two of heads and alibi_bias_max=8 have those of the paper")
      }
      return EncodingSpecification(
        name: AlibiBias.name,
        parameters: [.init("heads", heads), .init("form", AlibiForm.keyPosition)])
    },
    Rule(types: ["falcon"]) { _ throws(EncodingError) in
      throw .contradiction(
        "model_type=falcon with alibi=true", "the encoding alibi",
        rule: "its program divides the bias by the root of the head's width; name "
          + "alibi:form=key-position,heads=N for the bias before that")
    },
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

  /// The grid of patches of a square image.
  private static func patches(of model: ConfigurationValue) throws(EncodingError) -> PatchGrid {
    let image = try side("image_size", of: model)
    let patch = try side("patch_size", of: model)
    guard patch >= 1, image >= patch else {
      throw .contradiction(
        "image_size=\(image)", "patch_size=\(patch)", rule: "an image has at least one patch")
    }
    return try PatchGrid(rows: image / patch, columns: image / patch)
  }

  /// The side of a square, as a number or as both of its sides.
  private static func side(_ key: String, of model: ConfigurationValue) throws(EncodingError) -> Int
  {
    guard case .list(let sides)? = model[key], sides.count == 2, sides[0] == sides[1] else {
      return try model.neededInteger(key)
    }
    return try ConfigurationValue.object([key: sides[0]]).neededInteger(key)
  }

  private static func learned(firstRow: Int) -> EncodingSpecification {
    EncodingSpecification(name: LearnedEncoding.name, parameters: [.init("first-row", firstRow)])
  }

  private static func sinusoid(
    _ convention: SinusoidConvention, _ model: ConfigurationValue
  ) throws(EncodingError) -> EncodingSpecification {
    var parameters: [Parameter] = [
      .init("dimensions", try model.neededInteger("d_model", "hidden_size", "emb_dim", "dim")),
      .init("convention", convention),
    ]
    if convention == .fairseq {
      parameters.append(
        .init("first-row", convention.firstRow(padding: try model.integer("pad_token_id") ?? 1)))
    }
    return EncodingSpecification(name: SinusoidalEncoding.name, parameters: parameters)
  }
}

extension [String] {
  fileprivate var uniquedAndSorted: [String] { Set(self).sorted() }
}
