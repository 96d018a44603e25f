// `conventions --config`: which convention a checkpoint's configuration means.

import AttentionMath
import FigureModel
import TextFormats

/// What a checkpoint's configuration says of its positions.
struct MeantEncoding: Sendable {
  /// `--config FILE` or `--model DIR`.
  let option: OptionReference
  /// What the configuration calls its kind of model.
  let modelType: String
  let encoding: any PositionalEncoding
  /// What it is a part of where several axes share it; else itself.
  let whole: any PositionalEncoding
  let disputed: Conventions.Disputed
  /// What determines which dimensions make a pair; nil where nothing is turned.
  let pairing: RotaryPairingSource?
  /// What in the configuration is odd.
  let warnings: [Message]

  /// - Parameters:
  ///   - option: what names the configuration, for messages.
  ///   - path: a folder, a config.json or a `.gguf` file.
  ///   - length: how long the text is whose last position is shown, which some scalings go by.
  init(
    option: OptionReference, _ path: String, length: Int, in context: ComputeContext
  ) throws(FigureError) {
    let configured = try ConfiguredEncoding(
      option: OptionReference(option.name, path), path, in: context)
    self.option = configured.option
    modelType = configured.modelType
    let meant = configured.meant
    guard
      let disputed = Conventions.Disputed.allCases.first(where: { $0.names.contains(meant.name) })
    else {
      guard [LearnedEncoding.name, LearnedPatches.name].contains(meant.name) else {
        let kind =
          EncodingCapability.bias.names.contains(meant.name) ? Bias.name : PositionalHeatMap.name
        throw .usage(
          "\(option) \(path): a model of type \(modelType) has the encoding \(meant.name), of which there is one "
            + "convention; \(kind) draws it with \(OptionReference("config", path))",
          zh:
            "\(option) \(path)：类型为 \(modelType) 的模型使用编码 \(meant.name)，它只有一种约定；可用 \(kind) 画它，给出 \(OptionReference("config", path))"
        )
      }
      throw .usage(
        "\(option) \(path): a model of type \(modelType) has the encoding \(meant.name), a table of "
          + "its own beside which no other convention stands; similarity draws it, with "
          + "\(OptionReference("model", path)) and \(option: "positions-table")",
        zh:
          "\(option) \(path)：类型为 \(modelType) 的模型使用编码 \(meant.name)，即它自己的位置表，没有其他约定可对照；可用 similarity 画它，给出 \(OptionReference("model", path)) 和\(option: "positions-table")"
      )
    }
    self.disputed = disputed
    do throws(EncodingError) {
      var options = EncodingOptions(given: try meant.joined(with: [:]))
      let type = try Encodings.named(meant.name)
      if type.turns { options.assumed["length"] = "\(length)" }
      whole = try type.init(options: options)
      encoding = (whole as? MultiAxisRotary)?.text ?? whole
    } catch {
      throw FigureError(error, self.option)
    }
    pairing = meant.pairing
    warnings =
      meant.warnings.map { Message($0) }
      + (pairing == .unknownKind
        ? [
          Message(
            "\(configured.unknownKind), and no file says which dimensions make a pair: neither is marked",
            zh: "\(configured.unknownKind)，文件也未写明哪两维配对：两者都不标记")
        ]
        : pairing == .uncheckedKind ? [configured.uncheckedKind(taken: encoding)] : [])
  }

  /// Which convention the configuration means, in whole sentences.
  var note: Localized {
    let meant = whole.conventionNote
    if pairing == .unknownKind, let rotation = encoding as? RotaryEncoding {
      let rest = rotation.parametersNote
      return Localized(
        en:
          "The config (\(modelType)) has \(whole.title.english), \(rest.english). Which dimensions "
          + "make a pair stands in no file, and this kind of model is not known: it may be either.",
        zh: "该配置（\(modelType)）为 \(whole.title.chinese)，\(rest.chinese)。配置文件未写明哪两维配对，"
          + "该模型类型亦未知：两种皆有可能。")
    }
    let source: Localized? =
      switch pairing {
      case .kind:
        Localized(
          en: " No file says which dimensions make a pair: it follows from the kind of model.",
          zh: "配置文件未写明哪两维配对，由模型类型得出。")
      case .uncheckedKind:
        Localized(
          en:
            " No file says which dimensions make a pair, and this kind’s program, which comes with its "
            + "checkpoints, was not checked.",
          zh: "配置文件未写明哪两维配对；该类模型的程序随检查点发布，未经核对。")
      case .storedRows:
        Localized(
          en: " So llama.cpp’s file stores the rows of W_q and W_k; the same model in transformers "
            + "pairs halves.",
          zh: "llama.cpp 的文件按此排列 W_q 与 W_k 的行；同一模型在 transformers 中按前后两半配对。")
      case .key, .unknownKind, nil: nil
      }
    let both =
      disputed == .t5
      ? Localized(
        en: " Its encoder looks both ways, its decoder at earlier keys alone.",
        zh: "其编码器双向，解码器仅看较早的键。")
      : Localized(en: "", zh: "")
    return Localized(
      en: "The config (\(modelType)) means \(whole.title.english): \(meant.english)"
        + (source?.english ?? "") + both.english,
      zh: "该配置（\(modelType)）所指为 \(whole.title.chinese)：\(meant.chinese)"
        + (source?.chinese ?? "") + both.chinese)
  }
}

extension Conventions {
  /// A matrix for each convention of an encoding.
  struct Variant {
    let title: Localized
    let matrix: Matrix<Double>
    /// How far a table's values are from it at most; nil without a table.
    var difference: Double?
    /// Whether it is what a configuration means.
    var isMeant = false
    /// What turns or is added; nil for a table.
    var encoding: (any PositionalEncoding)?
    /// The exponents of a table's frequencies; nil for no table.
    var exponents: String?
  }

  /// The conventions of an encoding that a configuration has, at its own sizes.
  func variants(of meant: MeantEncoding) throws(EncodingError) -> [Variant] {
    switch meant.encoding {
    case let rotation as RotaryEncoding:
      var variants: [Variant] = []
      for pairing in RotaryPairing.allCases {
        var given = Dictionary(
          rotation.specification.parameters.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        given["pairs"] = pairing.rawValue
        let variant = try RotaryEncoding(options: EncodingOptions(given: given))
        variants.append(
          Variant(
            title: pairing.programs, matrix: try variant.rotationMatrix(at: positions),
            isMeant: meant.pairing != .unknownKind && pairing == rotation.pairing,
            encoding: variant))
      }
      return variants
    case let sinusoid as SinusoidalEncoding:
      var variants: [Variant] = []
      for convention in SinusoidConvention.allCases
      where convention.spacing == .standard || sinusoid.dimensions >= 4 {
        variants.append(
          Variant(
            title: Localized(en: convention.title, zh: convention.title),
            matrix: try convention.table(rows: positions, dimensions: sinusoid.dimensions),
            isMeant: sinusoid.conventions.contains(convention),
            exponents: convention.spacing.rawValue))
      }
      return variants
    case let images as ImageSinusoid:
      return try imageVariants(
        dimensions: images.dimensions, grid: images.grid, hasClassToken: images.hasClassToken,
        base: images.base, meant: images.convention)
    case let alibi as AlibiBias:
      return try alibiVariants(heads: alibi.headCount, meant: alibi.form)
    case let t5 as T5Bias:
      return try t5Variants(buckets: t5.buckets, maxDistance: t5.maxDistance, areMeant: true)
    case let shaw as ShawDistances:
      return try shawVariants(clip: shaw.clip, meant: shaw.convention)
    default: return []
    }
  }

  /// The table of each convention of images.
  /// - Parameter given: a table that is compared with each.
  func imageVariants(
    dimensions: Int, grid: PatchGrid, hasClassToken: Bool, base: Double, meant: ImageConvention?,
    _ given: Matrix<Double>? = nil
  ) throws(EncodingError) -> [Variant] {
    var variants: [Variant] = []
    for convention in ImageConvention.allCases where convention != .vit || dimensions >= 8 {
      let sinusoid = try ImageSinusoid(
        dimensions: dimensions, grid: grid, hasClassToken: hasClassToken, convention: convention,
        base: base)
      let matrix = try sinusoid.matrix()
      variants.append(
        Variant(
          title: convention.title, matrix: matrix,
          difference: given?.maximumDifference(from: matrix),
          isMeant: convention == meant,
          exponents: convention == .vit ? "i/(d/4 − 1)" : "4i/d"))
    }
    return variants
  }

  /// The bias of the first head in each form.
  func alibiVariants(heads: Int, meant: AlibiForm?) throws(EncodingError) -> [Variant] {
    var variants: [Variant] = []
    for form in AlibiForm.allCases {
      let bias = try AlibiBias(heads: heads, form: form)
      let title: Localized =
        switch form {
        case .causal: Localized(en: "Earlier keys alone (Press et al.)", zh: "仅较早的键（Press 等）")
        case .symmetric: Localized(en: "Both directions", zh: "双向")
        case .keyPosition: Localized(en: "Key position (Bloom, Falcon)", zh: "键的位置（Bloom、Falcon）")
        }
      variants.append(
        Variant(
          title: title,
          matrix: try bias.bias(head: 0, queries: 0..<positions, keys: 0..<positions),
          isMeant: form == meant, encoding: bias))
    }
    return variants
  }

  /// The buckets of both directions.
  func t5Variants(
    buckets: Int, maxDistance: Int, areMeant: Bool
  ) throws(EncodingError) -> [Variant] {
    var variants: [Variant] = []
    for isBidirectional in [true, false] {
      let bias = try T5Bias(
        buckets: buckets, maxDistance: maxDistance, isBidirectional: isBidirectional)
      variants.append(
        Variant(
          title: isBidirectional
            ? Localized(en: "Encoder: both directions", zh: "编码器：双向")
            : Localized(en: "Decoder: earlier keys alone", zh: "解码器：仅较早的键"),
          matrix: try bias.displayedIndices(queries: 0..<positions, keys: 0..<positions),
          isMeant: areMeant, encoding: bias))
    }
    return variants
  }

  /// The rows of the table that distances look up.
  func shawVariants(clip: Int, meant: ShawConvention?) throws(EncodingError) -> [Variant] {
    var variants: [Variant] = []
    for convention in ShawConvention.allCases {
      let distances = try ShawDistances(clip: clip, convention: convention)
      variants.append(
        Variant(
          title: convention == .shaw
            ? Localized(en: "Key minus query (Shaw et al.)", zh: "键减查询（Shaw 等）")
            : Localized(
              en: "Query minus key (BERT’s relative_key)", zh: "查询减键（BERT 的 relative_key）"),
          matrix: try distances.displayedIndices(queries: 0..<positions, keys: 0..<positions),
          isMeant: convention == meant, encoding: distances))
    }
    return variants
  }
}
