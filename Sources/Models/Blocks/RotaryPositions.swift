// Rotary positions (Su et al. 2021, RoFormer): the values of a head are taken in pairs, and each pair
// is turned by the token's position times a frequency of its own.

internal import AttentionMath
internal import Glibc
internal import Tokenizers

/// Frequencies of rotation, and how they are stretched for longer texts.
struct RotaryPositions: Sendable {
  /// The frequencies before they are stretched.
  let rotation: RotaryFrequencies
  /// How frequencies are changed, and what cosines and sines are multiplied by.
  let scaling: any RotaryScaling
  let pairing: RotaryPairing
  /// The file that asks for the scaling, for errors that only a length brings.
  private let file: String

  /// - Parameters:
  ///   - size: how many values of a head are turned.
  ///   - base: the base of frequencies.
  ///   - key: the key that gives the base.
  /// - Throws: ``ModelError/config(file:key:_:)`` for a size, a base or a scaling of which there are no
  ///   frequencies.
  init(
    _ config: ModelConfig, size: Int, base: Double, key: String = "rope_theta",
    scaling: any RotaryScaling = UnscaledRotary(), pairing: RotaryPairing = .halves
  ) throws(ModelError) {
    rotation = try config.encoded(key) { () throws(EncodingError) in
      try RotaryFrequencies(base: base, dimensions: size)
    }
    self.scaling = scaling
    self.pairing = pairing
    file = config.file
    // What does not go together is said before a model runs.
    _ = try frequencies(length: 1)
  }

  /// Reads `rope_parameters`, or the older `rope_theta` and `rope_scaling`.
  /// - Parameters:
  ///   - headSize: the values of a head, of which a part may be turned.
  ///   - layerType: the kind of layer, where each kind has frequencies of its own.
  ///   - base: the base where none is given.
  ///   - portion: the part of a head that is turned where the config does not say it.
  ///   - turnsPart: whether models of this kind may turn a part of a head.
  init(
    _ config: ModelConfig, headSize: Int, layerType: String? = nil, base standard: Double = 10000,
    portion: Double = 1, turnsPart: Bool = false
  ) throws(ModelError) {
    var parameters = config.part("rope_parameters")
    if let layerType, let own = parameters?.part(layerType) { parameters = own }
    // Where both are there the older key counts, as it does for the library. Two that say the same are no
    // contradiction; frequencies for each kind of layer have a reader of their own.
    for key in ["rope_parameters", "rope_scaling"] where config.part(key) == nil {
      guard let member = config.member(key) else { continue }
      throw config.fault(key, .wrongKind(.object, value: ModelConfig.describe(member)))
    }
    var older = config.part("rope_scaling")
    if older?.isEmpty ?? false { older = nil }
    if parameters != nil, older != nil, layerType != nil {
      throw config.fault(
        "rope_scaling",
        .contradicts(
          value: nil, other: "\"rope_parameters\" says the same", fix: "leave one of them out"))
    }
    let scaling = older ?? parameters
    var baseKey = (scaling, "rope_theta")
    if let scaling, scaling.has("rope_theta") {
    } else {
      baseKey = (config, config.has("rope_theta") ? "rope_theta" : "rotary_emb_base")
    }
    let base = try (baseKey.0 ?? config).number(baseKey.1, default: standard)
    guard base > 1, base < 1e30 else {
      throw (baseKey.0 ?? config).fault(
        baseKey.1,
        .breaks(
          value: "\(base)", rule: "the base of frequencies must be above 1 and below 1e30"))
    }
    for holder in [config, scaling ?? config] where !turnsPart && !config.isConverted {
      try holder.refuseNumber("partial_rotary_factor", unless: 1)
    }
    var part = try config.number(
      "partial_rotary_factor", "rotary_pct", default: portion, rule: .portion)
    if let scaling, scaling.has("partial_rotary_factor") {
      part = try scaling.number("partial_rotary_factor", rule: .portion)
    }
    let size = Int(Double(headSize) * part)
    guard size > 0, size % 2 == 0 else {
      throw part < 1
        ? config.fault(
          "partial_rotary_factor",
          .noPairs(turned: size, of: headSize))
        : config.fault(
          config.has("head_dim") ? "head_dim" : "hidden_size",
          .noPairs(turned: headSize, of: headSize))
    }
    try self.init(
      config, size: size, base: base, key: baseKey.1,
      scaling: try scaling.map { part throws(ModelError) in
        try Self.scaling(part, config, size: size)
      } ?? UnscaledRotary())
  }

  private static func scaling(
    _ part: ModelConfig, _ config: ModelConfig, size: Int
  ) throws(ModelError) -> any RotaryScaling {
    let context = try config.count(
      "max_position_embeddings", "n_positions", maximum: 1 << 26, default: 2048)
    let type = part.text("rope_type", "type") ?? "default"
    switch type {
    case "default": return UnscaledRotary()
    case "linear":
      let factor = try stretch(part)
      return try part.encoded("rope_type") { () throws(EncodingError) in
        try LinearScaling(factor: factor)
      }
    case "dynamic":
      let factor = try stretch(part)
      return try part.encoded("rope_type") { () throws(EncodingError) in
        try DynamicNTKScaling(factor: factor, original: context)
      }
    case "llama3":
      let low = try part.number("low_freq_factor", rule: .positive)
      let high = try part.number("high_freq_factor", rule: .positive)
      guard low < high else {
        throw part.fault(
          "low_freq_factor",
          .breaks(value: "\(low)", rule: "\"high_freq_factor\" is \(high), no more"))
      }
      let factor = try stretch(part)
      let original = try original(part, config, context: context)
      return try part.encoded("rope_type") { () throws(EncodingError) in
        try Llama3Scaling(
          factor: factor, original: original, lowFrequencyFactor: low, highFrequencyFactor: high)
      }
    case "yarn":
      let original = try original(part, config, context: context)
      let factor = try stretch(part, from: original, to: context)
      let fast = try part.number("beta_fast", default: 32, rule: .positive)
      let slow = try part.number("beta_slow", default: 1, rule: .positive)
      let truncates = try part.flag("truncate", default: true)
      var attention = try part.optionalNumber("attention_factor")
      if attention == nil, let one = try part.optionalNumber("mscale"),
        let all = try part.optionalNumber("mscale_all_dim"), one != 0, all != 0
      {
        attention = YaRNScaling.magnitude(factor: factor, above: one, below: all)
      }
      return try part.encoded("rope_type") { () throws(EncodingError) in
        try YaRNScaling(
          factor: factor, original: original, betaFast: fast, betaSlow: slow, truncate: truncates,
          attentionFactor: attention)
      }
    case "longrope", "su":
      guard let short = try part.numbers("short_factor"), let long = try part.numbers("long_factor")
      else { throw part.fault("short_factor", .missing(other: "long_factor")) }
      guard short.count == size / 2, long.count == size / 2 else {
        throw part.fault(
          "short_factor", .wrongCount(short.count, rule: "there are \(size / 2) frequencies"))
      }
      let original = try original(part, config, context: context)
      let factor =
        try part.optionalNumber("factor") == nil
        ? Double(context) / Double(original) : stretch(part)
      let attention = try part.optionalNumber("attention_factor")
      return try part.encoded("rope_type") { () throws(EncodingError) in
        try LongRoPEScaling(
          shortFactors: short, longFactors: long, original: original, factor: factor,
          attentionFactor: attention)
      }
    // Of GGUF files: the factors are a tensor there.
    case "factors":
      let factors = try part.numbers("factors") ?? []
      guard factors.count == size / 2 else {
        throw part.fault(
          "factors", .wrongCount(factors.count, rule: "there are \(size / 2) frequencies"))
      }
      return try part.encoded("rope_type") { () throws(EncodingError) in
        try FactorsScaling(factors: factors)
      }
    default:
      throw part.fault(
        "rope_type",
        .unknown(
          value: quoted(type), kind: "a scaling of rotary positions",
          known: ["default", "linear", "dynamic", "yarn", "longrope", "llama3"]))
    }
  }

  /// The context that a model was made for before it was stretched. Beside the scaling it counts before
  /// the same key inside, and Phi-3 has a default for it there.
  private static func original(
    _ part: ModelConfig, _ config: ModelConfig, context: Int
  ) throws(ModelError) -> Int {
    let key = "original_max_position_embeddings"
    if config.has(key) { return try config.count(key, maximum: 1 << 40) }
    if config.text("model_type") == "phi3", !config.isConverted { return 4096 }
    return try part.count(key, maximum: 1 << 40, default: context)
  }

  /// How many times as far positions are to reach.
  private static func stretch(_ part: ModelConfig) throws(ModelError) -> Double {
    let factor = try part.number("factor")
    guard factor >= 1, factor.isFinite else {
      throw part.fault(
        "factor",
        .breaks(value: "\(factor)", rule: "positions reach as far as without it, 1, at least"))
    }
    return factor
  }

  /// The same where the longer context may say it.
  private static func stretch(
    _ part: ModelConfig, from original: Int, to context: Int
  ) throws(ModelError) -> Double {
    guard try part.optionalNumber("factor") == nil, original != context else {
      return try stretch(part)
    }
    guard context > original else {
      throw part.fault(
        "original_max_position_embeddings",
        .breaks(value: "\(original)", rule: "the context of \(context) must be longer"))
    }
    return Double(context) / Double(original)
  }

  /// Whether frequencies are made for the length of the text, so that it has no end.
  var growsWithText: Bool { scaling is DynamicNTKScaling }

  /// The frequency of each pair, in radians per position.
  /// - Parameter length: how many tokens there are.
  /// - Throws: ``ModelError/config(file:key:_:)`` where the scaling has none for so many.
  func frequencies(length: Int) throws(ModelError) -> [Double] {
    do {
      return try scaling.forLength(max(length, 1)).frequencies(of: rotation).map(\.head)
    } catch { throw .config(file: file, key: "rope_scaling", .encoding(error)) }
  }

  /// The angles of positions, for all layers of a pass.
  /// - Parameters:
  ///   - length: how many tokens there are.
  ///   - first: the position of the first row.
  func turns(length: Int, from first: Int = 0) throws(ModelError) -> RotaryAngles {
    let frequencies = try frequencies(length: length)
    let factor = scaling.attentionFactor
    var (cosines, sines): ([Float], [Float]) = ([], [])
    cosines.reserveCapacity((length - first) * frequencies.count)
    sines.reserveCapacity((length - first) * frequencies.count)
    // In Double: a 32-bit product of a position in the thousands is off in the fourth digit.
    for position in first..<length {
      for frequency in frequencies {
        let angle = Double(position) * frequency
        cosines.append(Float(cos(angle) * factor))
        sines.append(Float(sin(angle) * factor))
      }
    }
    return RotaryAngles(cosines: cosines, sines: sines, pairs: frequencies.count, pairing: pairing)
  }
}

/// Cosines and sines of the angles of each row's position and pair, shape `[rows, pairs]`.
struct RotaryAngles: Sendable {
  fileprivate let cosines: [Float]
  fileprivate let sines: [Float]
  fileprivate let pairs: Int
  fileprivate let pairing: RotaryPairing

  /// Turns each head of each row.
  /// - Parameters:
  ///   - x: shape `[tokens, heads · headSize]`.
  ///   - headSize: the values of a head; those beyond the pairs stay.
  func rotate(_ x: consuming Matrix<Float>, headSize: Int) -> Matrix<Float> {
    let step = pairing == .halves ? 1 : 2
    let apart = pairing == .halves ? pairs : 1
    x.changeNumberedRows { index, row in
      for head in stride(from: 0, to: row.count, by: headSize) {
        for pair in 0..<pairs {
          let first = head + pair * step
          let (cosine, sine) = (cosines[index * pairs + pair], sines[index * pairs + pair])
          let (one, two) = (row[first], row[first + apart])
          row[first] = one * cosine - two * sine
          row[first + apart] = two * cosine + one * sine
        }
      }
    }
    return x
  }
}
