// The rotation that a model's `config.json` describes: its keys, of older and newer layouts, as
// options of the encodings `rope` and `m-rope`.

/// What a model's configuration says of its rotation.
public struct RotaryConfiguration: Hashable, Sendable {
  /// `rope`, or `m-rope` where pairs are shared out among axes.
  public let encodingName: String
  /// What the configuration says, by the names of the encoding's parameters.
  public let parameters: [String: String]
  /// Those of ``parameters`` that follow from the kind of model and stand nowhere in the file.
  public let inferred: Set<String>
  /// `max_position_embeddings`: how far the model says it reaches.
  public let context: Int?
  /// What determines which dimensions make a pair.
  public let pairing: RotaryPairingSource
  /// What in it is odd, a line each.
  public let warnings: [String]

  /// Reads a configuration.
  ///
  /// - Parameters:
  ///   - configuration: the whole of `config.json`; a `text_config` in it is found.
  ///   - layerType: which rotation, where kinds of layers have their own: `full_attention`,
  ///     `sliding_attention`.
  /// - Throws: ``EncodingError`` where it has no rotation, a value of the wrong kind, a scaling that
  ///   is not known, or values that contradict each other.
  public init(
    _ configuration: ConfigurationValue, layerType: String? = nil
  ) throws(EncodingError) {
    var reader = ConfigurationReader(configuration)
    try reader.findRotation(layerType: layerType)
    try reader.readDimensions()
    try reader.readBase(layerType: layerType)
    try reader.readScaling()
    reader.readPairing()
    reader.warnOfUnreadKeys()
    encodingName = reader.parameters["sections"] == nil ? RotaryEncoding.name : MultiAxisRotary.name
    parameters = reader.parameters
    inferred = reader.inferred
    context = reader.context
    pairing = reader.pairing
    warnings = reader.warnings
  }

  /// The rotation, with more parameters than the configuration has.
  ///
  /// - Parameter given: such as `pairs=interleaved` or the `length` of a sequence; what the
  ///   configuration says must not be said otherwise.
  /// - Throws: ``EncodingError/contradiction(_:_:rule:)`` where it is, and what the encoding throws.
  public func encoding(
    _ given: [EncodingSpecification.Parameter] = []
  ) throws(EncodingError) -> any RotaryTable {
    let more = Dictionary(given.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    try EncodingConfiguration.join(more, parameters, inferred: inferred)
    let merged = parameters.merging(more) { $1 }
    let options = EncodingOptions(given: merged)
    return encodingName == MultiAxisRotary.name
      ? try MultiAxisRotary(options: options) : try RotaryEncoding(options: options)
  }
}

/// Collects the parameters, key by key.
private struct ConfigurationReader {
  private var model: ConfigurationValue
  private let modelType: String
  private let defaults: RotaryDefaults
  /// `rope_parameters` or `rope_scaling`.
  private var rope: ConfigurationValue = .null
  /// Whether it has a rotation for each kind of layer.
  private var hasLayers = false
  private(set) var parameters: [String: String] = [:]
  private(set) var inferred: Set<String> = []
  private(set) var pairing = RotaryPairingSource.key
  private(set) var warnings: [String] = []

  init(_ configuration: ConfigurationValue) {
    // Models of text and images have the text's model inside.
    let inner = configuration["text_config"] ?? configuration["llm_config"]
    let hasWidth = ["hidden_size", "n_embd", "d_model", "head_dim"].contains {
      configuration[$0] != nil
    }
    model = hasWidth ? configuration : inner ?? configuration
    modelType = (model["model_type"] ?? configuration["model_type"])?.displayText ?? ""
    defaults = RotaryDefaults.of(modelType)
  }

  var context: Int? {
    for key in ["max_position_embeddings", "n_positions", "seq_length"] {
      if case .number(let number)? = model[key], let context = Int(exactly: number) {
        return context
      }
    }
    return nil
  }

  /// The object that holds the scaling, and in the newer layout the base.
  mutating func findRotation(layerType: String?) throws(EncodingError) {
    rope = model["rope_parameters"] ?? model["rope_scaling"] ?? .null
    if case .object(let members) = rope, !members.isEmpty,
      members.values.allSatisfy({ if case .object = $0 { true } else { false } })
    {
      // One rotation for each kind of layer.
      let known = members.keys.sorted()
      let chosen = layerType ?? (members["full_attention"] == nil ? known[0] : "full_attention")
      guard let found = members[chosen] else {
        throw .notAChoice("layer type", chosen, known: known)
      }
      if layerType == nil, known.count > 1 {
        warnings.append(
          "the configuration has rotations for \(known.joined(separator: ", ")); that of "
            + "\(chosen) is taken, and layers=NAME takes another")
      }
      rope = found
      hasLayers = true
    }
    let keys = [
      "rope_theta", "rope_parameters", "rope_scaling", "rotary_emb_base", "rotary_pct",
      "rotary_dim", "partial_rotary_factor", "qk_rope_head_dim", "rope_ratio", "global_rope_theta",
    ]
    if modelType == "baichuan", context == nil, !keys.contains(where: { model[$0] != nil }) {
      throw .missingParameter(
        "max_position_embeddings", encoding: "configuration",
        meaning:
          "Baichuan's files with it are of models that turn, those without it of models with "
          + "ALiBi, alibi:heads=\(try model.integer("num_attention_heads") ?? 40)")
    }
    guard
      keys.contains(where: { model[$0] != nil }) || RotaryDefaults.rotaryKinds.contains(modelType)
        || ["rotary", "rope"].contains(model["position_embedding_type"]?.displayText)
    else {
      throw .missingParameter(
        "rope_theta", encoding: "configuration",
        meaning: modelType.isEmpty
          ? "it describes no rotation" : "a model of type \(modelType) describes no rotation")
    }
  }

  mutating func readDimensions() throws(EncodingError) {
    // DeepSeek turns a part of each head that is stored apart.
    var dimensions = try model.integer("qk_rope_head_dim")
    if dimensions == nil { dimensions = try model.integer("head_dim") }
    if dimensions == nil { dimensions = try model.integer("kv_channels") }
    if dimensions == nil, model["head_dim"] == nil { dimensions = defaults.head }
    if dimensions == nil {
      var (width, heads): (Int?, Int?) = (nil, nil)
      for key in ["hidden_size", "n_embd", "d_model", "dim"] where width == nil {
        width = try model.integer(key)
      }
      for key in ["num_attention_heads", "n_head", "n_heads"] where heads == nil {
        heads = try model.integer(key)
      }
      guard let width, let heads else {
        throw .missingParameter(
          "head_dim", encoding: "configuration",
          meaning: "or hidden_size and num_attention_heads: the width of one head")
      }
      guard heads >= 1, width.isMultiple(of: heads) else {
        throw .contradiction(
          "hidden_size=\(width)", "num_attention_heads=\(heads)",
          rule: "the heads must share the width evenly")
      }
      dimensions = width / heads
    }
    parameters["dimensions"] = dimensions.map(String.init)
    if model["qk_rope_head_dim"] != nil { return }
    for key in ["partial_rotary_factor", "rotary_pct", "rotary_emb_fraction"] {
      for location in [rope, model] {
        if let share = try location.number(key), share != 1 {
          parameters["partial"] = shortest(share)
        }
      }
    }
    if let rotary = try model.integer("rotary_dim") { parameters["rotary"] = "\(rotary)" }
    let isSilent = ["partial_rotary_factor", "rotary_pct", "rotary_emb_fraction", "rotary_dim"]
      .allSatisfy { rope[$0] == nil && model[$0] == nil }
    guard isSilent else { return }
    if let partial = defaults.partial { infer("partial", shortest(partial)) }
    if let rotary = defaults.rotary {
      infer("rotary", "\(min(rotary, dimensions ?? rotary))")
    }
  }

  /// A parameter that the kind of model says, and not the file.
  private mutating func infer(_ name: String, _ value: String) {
    parameters[name] = value
    inferred.insert(name)
  }

  mutating func readBase(layerType: String?) throws(EncodingError) {
    // Gemma 3's older layout: sliding layers have a base of their own.
    // ModernBERT names both.
    let isSliding = layerType == "sliding_attention"
    var ownOfSliding = try model.number("rope_local_base_freq")
    if ownOfSliding == nil { ownOfSliding = try model.number("local_rope_theta") }
    if ownOfSliding == nil, !hasLayers { ownOfSliding = defaults.slidingBase }
    let local = isSliding ? ownOfSliding : nil
    let inside = try rope.number("rope_theta")
    var outside = local
    if outside == nil { outside = try model.number("rope_theta") }
    if outside == nil { outside = try model.number("rotary_emb_base") }
    if outside == nil { outside = try model.number("global_rope_theta") }
    if let inside, let outside, inside != outside {
      throw .contradiction(
        "rope_parameters' rope_theta=\(shortest(inside))",
        "the configuration's rope_theta=\(shortest(outside))", rule: "one base is needed")
    }
    if let base = inside ?? outside {
      parameters["base"] = shortest(base)
    } else if modelType == "chatglm", let ratio = try model.number("rope_ratio") {
      // GLM-4's program multiplies the usual base.
      parameters["base"] = shortest(10_000 * ratio)
    } else {
      let usual = isSliding ? defaults.slidingBase : defaults.base
      infer("base", shortest(usual ?? 10_000))
    }
    if local != nil { rope = .null }
    if let ownOfSliding, layerType == nil {
      warnings.append(
        "the configuration has another rotation for sliding_attention, base "
          + "\(shortest(ownOfSliding)); that of full_attention is taken, and "
          + "layers=sliding_attention takes the other")
    }
  }

  mutating func readScaling() throws(EncodingError) {
    if let sections = rope["mrope_section"] {
      parameters["sections"] = sections.displayText
      if rope["mrope_interleaved"] == .flag(true) { parameters["arrangement"] = "interleaved" }
    }
    let (newer, older) = (rope["rope_type"]?.displayText, rope["type"]?.displayText)
    if let newer, let older, Self.scalingName(newer) != Self.scalingName(older) {
      throw .contradiction(
        "rope_type=\(newer)", "type=\(older)", rule: "one kind of scaling is needed")
    }
    guard let type = newer ?? older else {
      if rope["factor"] != nil {
        throw .missingParameter(
          "rope_type", encoding: "configuration", meaning: "a scaling has a factor but no kind")
      }
      return
    }
    if Self.scalingName(type) == DynamicNTKScaling.name, modelType.hasPrefix("hunyuan"),
      let alpha = try rope.number("alpha")
    {
      // Its program has this base at every length, and no factor.
      parameters["scaling"] = NTKScaling.name
      infer("factor", shortest(alpha))
      try warnOfUnusedKeys(of: NTKScaling.self, besides: ["alpha"])
      warnings.append(
        "dynamic with alpha \(shortest(alpha)) is a base that is alpha^(r/(r - 2)) times as large at every "
          + "length in this kind's program: ntk by this factor")
      return
    }
    let scaling = try RotaryScalings.named(Self.scalingName(type))
    parameters["scaling"] = scaling.name
    try warnOfUnusedKeys(of: scaling)
    if scaling == UnscaledRotary.self { return }
    for (key, parameter) in Self.scalingKeys
    where scaling.parameters.contains(where: { $0.name == parameter }) {
      guard let value = rope[key] else { continue }
      guard let text = value.optionText else { throw .notANumber(key, value.displayText) }
      parameters[parameter] = text
    }
    try readContexts(of: scaling)
  }

  /// The trained context, and the factor that follows from it.
  private mutating func readContexts(of scaling: any RotaryScaling.Type) throws(EncodingError) {
    guard scaling.parameters.contains(.original) else { return }
    var trained: Int?
    for location in [rope, model] where trained == nil {
      trained = try location.integer("original_max_position_embeddings")
    }
    if let trained, let context {
      guard trained <= context else {
        throw .contradiction(
          "original_max_position_embeddings=\(trained)", "max_position_embeddings=\(context)",
          rule: "a model reaches at least as far as it was trained")
      }
      let ratio = Double(context) / Double(trained)
      let factor = try rope.number("factor")
      if scaling == LongRoPEScaling.self {
        parameters["factor"] = shortest(ratio)
      }
      if let factor, factor != ratio, ratio != 1, scaling != Llama3Scaling.self {
        let taken = scaling == LongRoPEScaling.self ? ratio : factor
        warnings.append(
          "factor \(shortest(factor)), but max_position_embeddings over "
            + "original_max_position_embeddings is \(shortest(ratio)); \(shortest(taken)) is taken")
      }
    }
    if let original = trained ?? context { parameters["original"] = "\(original)" }
  }

  private mutating func warnOfUnusedKeys(
    of scaling: any RotaryScaling.Type, besides more: [String] = []
  ) throws(EncodingError) {
    guard case .object(let members) = rope else { return }
    var used: Set<String> = Set(more).union([
      "rope_type", "type", "rope_theta", "mrope_section", "mrope_interleaved",
      "partial_rotary_factor", "original_max_position_embeddings", "finetuned",
    ])
    for (key, parameter) in Self.scalingKeys
    where scaling.parameters.contains(where: { $0.name == parameter }) { used.insert(key) }
    for key in members.keys.sorted() where !used.contains(key) && members[key] != .null {
      if scaling == UnscaledRotary.self, key == "factor", try rope.number(key) != 1 {
        throw .contradiction(
          "rope_type=default", "factor=\(members[key]?.displayText ?? "")",
          rule: "the default has no factor; name a scaling such as linear")
      }
      warnings.append("\(key) of the configuration has no part in the scaling \(scaling.name)")
    }
  }

  /// Which pairs: no file says it, the program of each kind of model does.
  mutating func readPairing() {
    for key in ["rope_interleave", "rope_interleaved", "rotary_emb_interleaved"] {
      if case .flag(let interleaved)? = model[key] {
        parameters["pairs"] = (interleaved ? RotaryPairing.interleaved : .halves).rawValue
        return
      }
    }
    inferred.insert("pairs")
    let known = RotaryModels.pairing(of: modelType)
    if model["general.architecture"]?.displayText == "llama" {
      // llama.cpp's converter orders the rows of W_q and W_k of this architecture anew.
      pairing = .storedRows
      parameters["pairs"] = RotaryPairing.interleaved.rawValue
      return
    }
    pairing =
      known == nil
      ? .unknownKind : RotaryModels.unchecked[modelType] == nil ? .kind : .uncheckedKind
    parameters["pairs"] = (known ?? .halves).rawValue
  }

  /// Says which keys of the model are of positions and have no part in what is read.
  mutating func warnOfUnreadKeys() {
    guard case .object(let members) = model else { return }
    for (key, value) in members.sorted(by: { $0.key < $1.key }) where Self.isOfPositions(key) {
      switch value {
      case .null, .flag(false), .list([]): continue
      case _ where Self.readKeys.contains(key): continue
      case _ where key == "rope_ratio" && modelType == "chatglm": continue
      default:
        warnings.append(
          "\(key) of the configuration is of positions and is not read; what it says is not shown")
      }
    }
  }

  /// Whether a key is of positions by the words that it is made of.
  private static func isOfPositions(_ key: String) -> Bool {
    key.hasPrefix("position_enc")
      || key.lowercased().split { !$0.isLetter }.contains { word in
        word.hasPrefix("rope") || word.hasSuffix("rope")
          || ["rotary", "ntk", "yarn", "alibi"].contains(word)
      }
  }

  /// The keys of positions that are read, and those that say nothing beside them.
  private static let readKeys: Set<String> = [
    "rope_theta", "rope_parameters", "rope_scaling", "rotary_emb_base", "rotary_pct", "rotary_dim",
    "rotary_emb_fraction", "partial_rotary_factor", "qk_rope_head_dim", "global_rope_theta",
    "local_rope_theta", "rope_local_base_freq", "rope_interleave", "rope_interleaved",
    "rotary_emb_interleaved", "use_rope", "use_rotary", "use_rotary_embeddings", "original_rope",
  ]

  // MARK: Names

  /// A scaling by the names that configurations have for it.
  private static func scalingName(_ type: String) -> String {
    switch type {
    case "default", "mrope": "none"
    case "su": "longrope"
    default: type
    }
  }

  /// The keys of a scaling and the parameters that they are.
  private static let scalingKeys = [
    ("factor", "factor"), ("beta_fast", "beta-fast"), ("beta_slow", "beta-slow"),
    ("truncate", "truncate"), ("attention_factor", "attention-factor"), ("mscale", "mscale"),
    ("mscale_all_dim", "mscale-all-dim"), ("low_freq_factor", "low-frequency-factor"),
    ("high_freq_factor", "high-frequency-factor"), ("short_factor", "short-factors"),
    ("long_factor", "long-factors"), ("factors", "factors"), ("short_mscale", "short-mscale"),
    ("long_mscale", "long-mscale"),
  ]
}
