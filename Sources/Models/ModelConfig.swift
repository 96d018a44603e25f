// The config.json of a checkpoint, read key by key. What changes the mathematics and is not known
// here is an error that names it, never a silent approximation.

internal import JSONTape
internal import Tokenizers

/// The numbers and choices that a checkpoint was made with.
struct ModelConfig: Sendable {
  let value: JSONValue
  let file: String
  /// The keys above this part, for messages.
  var path = ""

  private func name(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  func fault(_ key: String, _ reason: String) -> ModelError {
    .config(file: file, key: name(key), reason: reason)
  }

  /// The first of these keys that is there and not null.
  func member(_ keys: String...) -> JSONValue? { member(keys) }

  private func member(_ keys: [String]) -> JSONValue? {
    for key in keys {
      if let member = value[key], !member.isNull { return member }
    }
    return nil
  }

  func has(_ key: String) -> Bool { member(key) != nil }

  /// A part that is an object.
  func part(_ key: String) -> ModelConfig? {
    guard let member = member(key), member.isObject else { return nil }
    return ModelConfig(value: member, file: file, path: name(key))
  }

  /// A whole number from 1 to `most`, by the first of these keys that is there.
  func count(_ keys: String..., most: Int = 1 << 20, default standard: Int? = nil)
    throws(ModelError) -> Int
  {
    guard let member = member(keys) else {
      if let standard { return standard }
      throw fault(keys[0], "is missing")
    }
    guard let count = member.int, (1...most).contains(count) else {
      throw fault(keys[0], "is no whole number from 1 to \(most)")
    }
    return count
  }

  /// How many layers there are, by the first of these keys that is there.
  func layers(_ keys: String..., default standard: Int? = nil) throws(ModelError) -> Int {
    guard let member = member(keys) else {
      if let standard { return standard }
      throw fault(keys[0], "is missing")
    }
    guard let count = member.int, (1...4096).contains(count) else {
      throw fault(keys[0], "is no number of layers from 1 to 4096")
    }
    return count
  }

  /// A whole number; nil where none is there.
  func int(_ key: String) throws(ModelError) -> Int? {
    guard let member = member(key) else { return nil }
    guard let int = member.int else { throw fault(key, "is no whole number") }
    return int
  }

  func number(_ keys: String..., default standard: Double? = nil) throws(ModelError) -> Double {
    guard let member = member(keys) else {
      if let standard { return standard }
      throw fault(keys[0], "is missing")
    }
    guard let number = member.double, number.isFinite else { throw fault(keys[0], "is no number") }
    return number
  }

  func optionalNumber(_ key: String) throws(ModelError) -> Double? {
    has(key) ? try number(key) : nil
  }

  func numbers(_ key: String) throws(ModelError) -> [Double]? {
    guard let member = member(key) else { return nil }
    guard let array = member.array else { throw fault(key, "is no list of numbers") }
    var numbers: [Double] = []
    for element in array {
      guard let number = element.double, number.isFinite else {
        throw fault(key, "is no list of numbers")
      }
      numbers.append(number)
    }
    return numbers
  }

  func flag(_ key: String, default standard: Bool) throws(ModelError) -> Bool {
    guard let member = member(key) else { return standard }
    guard let flag = member.bool else { throw fault(key, "is neither true nor false") }
    return flag
  }

  func text(_ keys: String...) -> String? { member(keys)?.string }

  func texts(_ key: String) -> [String]? { member(key)?.array?.compactMap(\.string) }

  /// An activation by its name in the library.
  func activation(_ keys: String..., default standard: Activation) throws(ModelError) -> Activation
  {
    guard let member = member(keys) else { return standard }
    guard let name = member.string, let activation = Activation(name: name) else {
      throw fault(
        keys[0],
        "is \(quoted(member.string ?? "no text")), an activation that is not known; "
          + "\(Activation.names.joined(separator: ", ")) are")
    }
    return activation
  }

  /// Refuses a key whose value changes the mathematics in a way that is not known here.
  func refuse(_ key: String, unless allowed: Bool) throws(ModelError) {
    guard let member = member(key), member.bool != allowed else { return }
    throw fault(
      key, "is \(member.bool.map(String.init) ?? "set"), which is not known for this model")
  }

  /// Checks that a number divides another, as heads do a width.
  func check(_ width: Int, dividesInto heads: Int, _ key: String) throws(ModelError) -> Int {
    guard width % heads == 0 else {
      throw fault(key, "is \(heads), which does not divide the width \(width)")
    }
    return width / heads
  }
}
