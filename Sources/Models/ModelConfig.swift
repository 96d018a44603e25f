// The config.json of a checkpoint, read key by key. What changes the mathematics and is not known
// here is an error that names it, never a silent approximation.

internal import AttentionMath
internal import JSONTape
internal import Tokenizers

/// The numbers and choices that a checkpoint was made with.
struct ModelConfig: Sendable {
  let value: ParsedJSON
  let file: String
  /// The keys above this part, for messages.
  var path = ""
  /// What a GGUF file itself calls these keys, for messages; empty for a config.json.
  var fileKeys: [String: String] = [:]

  /// Whether it was made of a GGUF file's metadata, which says less than a config.json.
  var isConverted: Bool { !fileKeys.isEmpty }

  private func name(_ key: String) -> String {
    fileKeys[key] ?? (path.isEmpty ? key : "\(path).\(key)")
  }

  func fault(_ key: String, _ problem: ConfigProblem) -> ModelError {
    .config(file: file, key: name(key), problem)
  }

  /// The first of these keys that is there and not null.
  func member(_ keys: String...) -> ParsedJSON? { find(keys)?.value }

  /// The same with the key, so that messages name the one that the file has.
  private func find(_ keys: [String]) -> (key: String, value: ParsedJSON)? {
    for key in keys {
      if let member = value[key], !member.isNull { return (key, member) }
    }
    return nil
  }

  /// Whether the key is there and null, which turns off what a key left out may leave on.
  func isNull(_ key: String) -> Bool { value[key]?.isNull ?? false }

  func has(_ key: String) -> Bool { member(key) != nil }

  /// Whether it has no keys.
  var isEmpty: Bool { !value.members.contains { _ in true } }

  /// A part that is an object.
  func part(_ key: String) -> ModelConfig? {
    guard let member = member(key), member.isObject else { return nil }
    return ModelConfig(value: member, file: file, path: name(key), fileKeys: fileKeys)
  }

  /// A whole number from 1 to `most`, by the first of these keys that is there.
  func count(_ keys: String..., maximum: Int = 1 << 20, default standard: Int? = nil)
    throws(ModelError) -> Int
  {
    guard let (key, member) = find(keys) else {
      if let standard { return standard }
      throw fault(keys[0], .missing())
    }
    guard let count = member.int, (1...maximum).contains(count) else {
      throw fault(key, .wrongKind(.wholeNumber(maximum: maximum), value: Self.describe(member)))
    }
    return count
  }

  /// The side of a square, as a number or as both of its sides.
  func side(_ key: String) throws(ModelError) -> Int {
    guard let sides = member(key)?.array else { return try count(key) }
    let numbers = sides.compactMap(\.int)
    let description = "[\(sides.map { Self.describe($0) }.joined(separator: ", "))]"
    guard numbers.count == 2, numbers.count == sides.count,
      numbers.allSatisfy({ (1...1 << 20).contains($0) })
    else { throw fault(key, .wrongKind(.sides(maximum: 1 << 20), value: description)) }
    guard numbers[0] == numbers[1] else {
      throw fault(
        key, .breaks(value: description, rule: "squares alone are read: both must be the same"))
    }
    return numbers[0]
  }

  /// How many layers there are, by the first of these keys that is there.
  func layers(_ keys: String..., default standard: Int? = nil) throws(ModelError) -> Int {
    guard let (key, member) = find(keys) else {
      if let standard { return standard }
      throw fault(keys[0], .missing())
    }
    let maximum = 4096
    guard let count = member.int, (1...maximum).contains(count) else {
      throw fault(key, .wrongKind(.layers(maximum: maximum), value: Self.describe(member)))
    }
    return count
  }

  /// A whole number; nil where none is there.
  func int(_ key: String) throws(ModelError) -> Int? {
    guard let member = member(key) else { return nil }
    guard let int = member.int else {
      throw fault(key, .wrongKind(.anyWholeNumber, value: Self.describe(member)))
    }
    return int
  }

  /// A number by the first of these keys that is there.
  func number(
    _ keys: String..., default standard: Double? = nil, rule: ConfigNumberRule = .any
  ) throws(ModelError) -> Double {
    guard let (key, member) = find(keys) else {
      if let standard { return standard }
      throw fault(keys[0], .missing())
    }
    guard let number = member.double, number.isFinite else {
      throw fault(key, .wrongKind(.number, value: Self.describe(member)))
    }
    guard rule.allows(number) else {
      throw fault(key, .breaks(value: Self.describe(member), rule: "it must be \(rule.words)"))
    }
    return number
  }

  /// What is added to a variance before its root is taken.
  func epsilon(_ key: String, default standard: Double) throws(ModelError) -> Double {
    try number(key, default: standard, rule: .notNegative)
  }

  func optionalNumber(_ key: String) throws(ModelError) -> Double? {
    has(key) ? try number(key) : nil
  }

  /// A number that null turns off, as it does the caps of scores.
  /// - Parameter standard: the number of a config that leaves the key out.
  func number(
    _ key: String, orNullWithDefault standard: Double?, rule: ConfigNumberRule
  ) throws(ModelError) -> Double? {
    if isNull(key) { return nil }
    return has(key) ? try number(key, rule: rule) : standard
  }

  /// A value in a message.
  static func describe(_ value: ParsedJSON) -> String {
    if let int = value.int { return "\(int)" }
    if let double = value.double { return "\(double)" }
    if let bool = value.bool { return "\(bool)" }
    if let string = value.string { return quoted(string) }
    return value.isNull ? "null" : value.isObject ? "an object" : "a list"
  }

  func numbers(_ key: String) throws(ModelError) -> [Double]? {
    guard let member = member(key) else { return nil }
    guard let array = member.array else {
      throw fault(key, .wrongKind(.numbers, value: Self.describe(member)))
    }
    var numbers: [Double] = []
    for element in array {
      guard let number = element.double, number.isFinite else {
        throw fault(key, .wrongKind(.numbers, value: "a list with \(Self.describe(element))"))
      }
      numbers.append(number)
    }
    return numbers
  }

  func flag(_ key: String, default standard: Bool) throws(ModelError) -> Bool {
    guard let member = member(key) else { return standard }
    guard let flag = member.bool else {
      throw fault(key, .wrongKind(.flag, value: Self.describe(member)))
    }
    return flag
  }

  func text(_ keys: String...) -> String? { find(keys)?.value.string }

  func texts(_ key: String) -> [String]? { member(key)?.array?.compactMap(\.string) }

  /// The kind of each layer, `layer_types`; nil where the config does not list them.
  func layerTypes(count: Int) throws(ModelError) -> [String]? {
    let key = "layer_types"
    guard let member = member(key) else { return nil }
    guard let types = texts(key), types.count == count,
      types.allSatisfy({ LayerType(rawValue: $0) != nil })
    else {
      let description =
        member.array.map { "a list of \($0.count) for \(count) layers" } ?? Self.describe(member)
      throw fault(key, .wrongKind(.layerTypes, value: description))
    }
    return types
  }

  /// By what method weights were made of fewer bits.
  func quantization(_ key: String) -> String {
    let part = part(key)
    if let method = part?.text("quant_method") { return method }
    // What bitsandbytes wrote before methods had names.
    return part?.has("load_in_8bit") == true || part?.has("load_in_4bit") == true
      ? "bitsandbytes" : "unknown"
  }

  /// An activation by its name in the library.
  func activation(_ keys: String..., default standard: Activation) throws(ModelError) -> Activation
  {
    guard let (key, member) = find(keys) else { return standard }
    guard let name = member.string, let activation = Activation(name: name) else {
      throw fault(
        key,
        .unknown(value: Self.describe(member), kind: "an activation", known: Activation.names))
    }
    return activation
  }

  /// Whether steps have biases, as a key says.
  func bias(_ key: String, default standard: Bool) throws(ModelError) -> BiasRule {
    if isConverted { return .optional }
    return try flag(key, default: standard) ? .required : .off(file: file, key: name(key))
  }

  /// That steps of this kind of model have no biases; a GGUF file's own are used where it has them.
  var noBias: BiasRule { isConverted ? .optional : .none }

  /// Refuses a number that the models of a kind have no use for: what the config means by it would not be
  /// done.
  /// - Parameter harmless: the value that means nothing.
  func refuseNumber(_ key: String, unless harmless: Double? = nil) throws(ModelError) {
    guard let member = member(key), harmless == nil || member.double != harmless else { return }
    let type = text("model_type") ?? "this"
    throw fault(key, .useless(value: Self.describe(member), model: type))
  }

  /// Refuses a key whose value changes the mathematics in a way that is not known here.
  func refuse(_ key: String, unless allowed: Bool) throws(ModelError) {
    guard let member = member(key), member.bool != allowed else { return }
    throw fault(key, .unknownKey(value: Self.describe(member), of: "this model"))
  }

  /// Checks that a number divides another, as heads do a width.
  func check(_ width: Int, dividesInto heads: Int, _ key: String) throws(ModelError) -> Int {
    guard width % heads == 0 else {
      throw fault(key, .indivisible(by: heads, "the width \(width)"))
    }
    return width / heads
  }
}

/// Which numbers a key may have.
enum ConfigNumberRule: Sendable {
  case any, positive, notNegative, portion

  func allows(_ number: Double) -> Bool {
    switch self {
    case .any: true
    case .positive: number > 0
    case .notNegative: number >= 0
    case .portion: number > 0 && number <= 1
    }
  }

  var words: String {
    switch self {
    case .any: "a number"
    case .positive: "above 0"
    case .notNegative: "0 or more"
    case .portion: "above 0 and 1 at most"
    }
  }
}

extension ModelConfig {
  /// What the formula of an encoding makes of a key's value.
  /// - Throws: ``ModelError/config(file:key:_:)`` with what it says of the value.
  func encoded<Value>(
    _ key: String, _ make: () throws(EncodingError) -> Value
  ) throws(ModelError) -> Value {
    do { return try make() } catch { throw fault(key, .encoding(error)) }
  }
}
