// A value of a model's configuration. Whoever reads `config.json` makes one; nothing here reads
// files.

/// A value as JSON has it.
public enum ConfigurationValue: Hashable, Sendable {
  case null
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([ConfigurationValue])
  case object([String: ConfigurationValue])

  /// The member of an object; nil where it is no object, has no such member, or that is null.
  public subscript(key: String) -> ConfigurationValue? {
    guard case .object(let members) = self, let value = members[key], value != .null else {
      return nil
    }
    return value
  }
}

extension ConfigurationValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  public init(nilLiteral: ()) { self = .null }
  public init(booleanLiteral value: Bool) { self = .flag(value) }
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(stringLiteral value: String) { self = .text(value) }
  public init(arrayLiteral elements: ConfigurationValue...) { self = .list(elements) }
  public init(dictionaryLiteral elements: (String, ConfigurationValue)...) {
    self = .object(Dictionary(elements, uniquingKeysWith: { $1 }))
  }
}

extension ConfigurationValue {
  /// A member that is a number; nil where there is none.
  /// - Throws: ``EncodingError/notANumber(_:_:)`` for a member of another kind.
  func number(_ key: String) throws(EncodingError) -> Double? {
    switch self[key] {
    case nil: return nil
    case .number(let number)? where number.isFinite: return number
    case let value?: throw .notANumber(key, value.displayText)
    }
  }

  /// A member that is a whole number; nil where there is none.
  /// - Throws: ``EncodingError`` for a member of another kind.
  func integer(_ key: String) throws(EncodingError) -> Int? {
    guard let number = try number(key) else { return nil }
    guard let integer = Int(exactly: number) else {
      throw .notAWholeNumber(key, shortest(number))
    }
    return integer
  }

  /// The first of these members that there is, a whole number.
  /// - Throws: ``EncodingError`` where there is none.
  func neededInteger(_ keys: String...) throws(EncodingError) -> Int {
    for key in keys {
      if let integer = try integer(key) { return integer }
    }
    throw .missingParameter(
      keys[0], encoding: "configuration",
      meaning: keys.count == 1
        ? "the model's encoding needs it" : "or \(keys.dropFirst().joined(separator: ", "))")
  }

  /// As an option's text: `4`, `yes`, `1.5,2`; nil for an object and for a list of other than
  /// numbers.
  var optionText: String? {
    switch self {
    case .null, .object: return nil
    case .flag(let value): return value ? "yes" : "no"
    case .number(let value): return shortest(value)
    case .text(let value): return value
    case .list(let values):
      let texts = values.compactMap { value -> String? in
        if case .number(let number) = value { shortest(number) } else { nil }
      }
      return texts.count == values.count ? texts.joined(separator: ",") : nil
    }
  }

  /// How it reads in a message.
  var displayText: String {
    switch self {
    case .null: "null"
    case .object: "an object"
    case .list: optionText ?? "a list"
    case .flag, .number, .text: optionText ?? ""
    }
  }
}
