// Rotary positions (Su et al. 2021, RoFormer): the values of a head are taken in pairs, and each pair
// is turned by the token's position times a frequency of its own.

internal import AttentionMath
internal import Glibc
internal import Tokenizers

/// Which values of a head are turned together.
enum RotaryPairing: Sendable {
  /// i and i + half (Llama, GPT-NeoX).
  case halves
  /// 2i and 2i + 1 (RoFormer, GPT-J).
  case neighbors
}

/// Frequencies of rotation, and how they are stretched for longer texts.
struct RotaryPositions: Sendable {
  /// How frequencies are changed.
  enum Scaling: Sendable {
    case none
    /// All positions divided by a factor (Chen et al. 2023).
    case linear(factor: Double)
    /// The base grows with the text (NTK-aware).
    case dynamic(factor: Double, context: Int)
    /// Low frequencies are divided, high ones kept (Peng et al. 2023, YaRN).
    case yarn(factor: Double, original: Double, fast: Double, slow: Double, truncates: Bool)
    /// Each frequency has a factor, one list for short texts and one for long (Ding et al. 2024).
    case perFrequency(short: [Double], long: [Double], original: Int)
    /// Llama 3.1's: by wave length.
    case llama3(factor: Double, low: Double, high: Double, original: Double)
  }

  /// How many values of a head are turned.
  let size: Int
  let base: Double
  let scaling: Scaling
  /// What cosines and sines are multiplied by.
  let attentionFactor: Double
  let pairing: RotaryPairing

  init(
    size: Int, base: Double, scaling: Scaling = .none, attentionFactor: Double = 1,
    pairing: RotaryPairing = .halves
  ) {
    self.size = size
    self.base = base
    self.scaling = scaling
    self.attentionFactor = attentionFactor
    self.pairing = pairing
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
      throw config.fault(key, .wrongKind(.object, value: ModelConfig.shown(member)))
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
    let (kind, factor) = try Self.scaling(scaling, config, size: size)
    self.init(size: size, base: base, scaling: kind, attentionFactor: factor)
  }

  private static func scaling(
    _ part: ModelConfig?, _ config: ModelConfig, size: Int
  ) throws(ModelError) -> (Scaling, attentionFactor: Double) {
    guard let part else { return (.none, 1) }
    let context = try config.count(
      "max_position_embeddings", "n_positions", most: 1 << 26, default: 2048)
    let type = part.text("rope_type", "type") ?? "default"
    switch type {
    case "default": return (.none, 1)
    case "linear": return (.linear(factor: try stretch(part)), 1)
    case "dynamic": return (.dynamic(factor: try stretch(part), context: context), 1)
    case "llama3":
      let low = try part.number("low_freq_factor", rule: .positive)
      let high = try part.number("high_freq_factor", rule: .positive)
      guard low < high else {
        throw part.fault(
          "low_freq_factor",
          .breaks(value: "\(low)", rule: "\"high_freq_factor\" is \(high), no more"))
      }
      return (
        .llama3(
          factor: try stretch(part), low: low, high: high,
          original: try original(part, config, context: context)), 1
      )
    case "yarn":
      let original = try original(part, config, context: context)
      let factor = try stretch(part, from: original, to: context)
      func scale(_ weight: Double) -> Double { factor <= 1 ? 1 : 0.1 * weight * log(factor) + 1 }
      var attention = scale(1)
      if let own = try part.optionalNumber("attention_factor") {
        attention = own
      } else if let one = try part.optionalNumber("mscale"),
        let all = try part.optionalNumber("mscale_all_dim"), one != 0, all != 0
      {
        attention = scale(one) / scale(all)
      }
      return (
        .yarn(
          factor: factor, original: original,
          fast: try part.number("beta_fast", default: 32, rule: .positive),
          slow: try part.number("beta_slow", default: 1, rule: .positive),
          truncates: try part.flag("truncate", default: true)), attention
      )
    case "longrope", "su":
      guard let short = try part.numbers("short_factor"), let long = try part.numbers("long_factor")
      else { throw part.fault("short_factor", .missing(other: "long_factor")) }
      guard short.count == size / 2, long.count == size / 2 else {
        throw part.fault(
          "short_factor", .wrongCount(short.count, rule: "there are \(size / 2) frequencies"))
      }
      let original = try original(part, config, context: context)
      let factor =
        try part.optionalNumber("factor") == nil ? Double(context) / original : stretch(part)
      var attention = factor <= 1 ? 1 : (1 + log(factor) / log(original)).squareRoot()
      if let own = try part.optionalNumber("attention_factor") { attention = own }
      // A config may say any number, and an Int holds not all.
      let length = Int(min(max(original, 0), 0x1p40))
      return (.perFrequency(short: short, long: long, original: length), attention)
    // Of GGUF files: the factors are a tensor there.
    case "factors":
      let factors = try part.numbers("factors") ?? []
      guard factors.count == size / 2 else {
        throw part.fault(
          "factors", .wrongCount(factors.count, rule: "there are \(size / 2) frequencies"))
      }
      return (.perFrequency(short: factors, long: factors, original: 0), 1)
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
  ) throws(ModelError) -> Double {
    let key = "original_max_position_embeddings"
    if config.has(key) { return try config.number(key, rule: .positive) }
    if config.text("model_type") == "phi3", !config.isConverted { return 4096 }
    return try part.number(key, default: Double(context), rule: .positive)
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
    _ part: ModelConfig, from original: Double, to context: Int
  ) throws(ModelError) -> Double {
    guard try part.optionalNumber("factor") == nil, original != Double(context) else {
      return try stretch(part)
    }
    guard original > 0, Double(context) > original else {
      throw part.fault(
        "original_max_position_embeddings",
        .breaks(value: "\(original)", rule: "the context of \(context) must be longer"))
    }
    return Double(context) / original
  }

  /// Whether frequencies are made for the length of the text, so that it has no end.
  var growsWithText: Bool { if case .dynamic = scaling { true } else { false } }

  /// The frequency of each pair, in radians per position.
  /// - Parameter length: how many tokens there are.
  func frequencies(length: Int) -> [Double] {
    let pairs = size / 2
    let plain = (0..<pairs).map { pow(base, -Double(2 * $0) / Double(size)) }
    switch scaling {
    case .none: return plain
    case .linear(let factor): return plain.map { $0 / factor }
    case .dynamic(let factor, let context):
      let stretch = factor * Double(max(length, context)) / Double(context) - (factor - 1)
      let base = base * pow(stretch, Double(size) / Double(size - 2))
      return (0..<pairs).map { pow(base, -Double(2 * $0) / Double(size)) }
    case .perFrequency(let short, let long, let original):
      return zip(plain, length > original ? long : short).map { $0 / $1 }
    case .llama3(let factor, let low, let high, let original):
      return plain.map { frequency in
        let wave = 2 * Double.pi / frequency
        if wave < original / high { return frequency }
        if wave > original / low { return frequency / factor }
        let smooth = (original / wave - low) / (high - low)
        return (1 - smooth) * frequency / factor + smooth * frequency
      }
    case .yarn(let factor, let original, let fast, let slow, let truncates):
      func location(of turns: Double) -> Double {
        Double(size) * log(original / (turns * 2 * Double.pi)) / (2 * log(base))
      }
      var (low, high) = (location(of: fast), location(of: slow))
      if truncates { (low, high) = (low.rounded(.down), high.rounded(.up)) }
      low = max(low, 0)
      high = min(high, Double(size - 1))
      if low == high { high += 0.001 }
      return plain.enumerated().map { index, frequency in
        let ramp = min(max((Double(index) - low) / (high - low), 0), 1)
        return frequency / factor * ramp + frequency * (1 - ramp)
      }
    }
  }

  /// The angles of positions, for all layers of a pass.
  /// - Parameters:
  ///   - length: how many tokens there are.
  ///   - first: the position of the first row.
  func table(length: Int, from first: Int = 0) -> RotaryTable {
    let frequencies = frequencies(length: length)
    var (cosines, sines): ([Float], [Float]) = ([], [])
    cosines.reserveCapacity((length - first) * frequencies.count)
    sines.reserveCapacity((length - first) * frequencies.count)
    // In Double: a 32-bit product of a position in the thousands is off in the fourth digit.
    for position in first..<length {
      for frequency in frequencies {
        let angle = Double(position) * frequency
        cosines.append(Float(cos(angle) * attentionFactor))
        sines.append(Float(sin(angle) * attentionFactor))
      }
    }
    return RotaryTable(
      cosines: cosines, sines: sines, pairs: frequencies.count, pairing: pairing)
  }
}

/// Cosines and sines of the angles of each row's position and pair, shape `[rows, pairs]`.
struct RotaryTable: Sendable {
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
