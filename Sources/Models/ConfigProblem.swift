// What can be wrong with a key of a config: the value, the rule that it breaks and what would do.

public import AttentionMath
internal import Tokenizers

/// What is wrong with the value of a key.
public enum ConfigProblem: Hashable, Sendable {
  /// The key is not there; `other` is one that would do with it or in its place.
  case missing(other: String? = nil)
  /// The value is of another kind.
  case wrongKind(ConfigKind, value: String)
  /// The value breaks a rule, which says all that holds.
  case breaks(value: String, rule: String)
  /// It does not divide what it should.
  case indivisible(by: Int, String)
  /// It is none of those that are known.
  case unknown(value: String, kind: String? = nil, known: [String])
  /// What the key asks for is not known.
  case unknownKey(value: String, of: String)
  /// Models of the kind have no use for it.
  case useless(value: String, model: String)
  /// So many values of a head are turned, which make no pairs.
  case noPairs(turned: Int, of: Int)
  /// A list has another length.
  case wrongCount(Int, rule: String)
  /// Parts of an object are missing, or not known.
  case wrongParts([String], known: String)
  /// It says something else than what stands elsewhere.
  case contradicts(value: String?, other: String, fix: String)
  /// No encoding of positions has it.
  case encoding(EncodingError)
  /// Weights of fewer bits, made by a method that is not read.
  case quantized(method: String)
}

/// A kind of value.
public enum ConfigKind: Hashable, Sendable {
  /// From 1 to this one.
  case wholeNumber(maximum: Int)
  case layers(maximum: Int)
  case anyWholeNumber, number, numbers, flag, object, text
  /// Names of kinds of layers, one for each.
  case layerTypes
  /// Sides of a picture.
  case sides(maximum: Int)
}

extension ConfigProblem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing(let other): other.map { "or \(quoted($0)) is missing" } ?? "is missing"
    case .wrongKind(let kind, let value): kind.refusal(of: value)
    case .breaks(let value, let rule): "is \(value), while \(rule)"
    case .indivisible(let value, let what): "is \(value), which does not divide \(what)"
    case .unknown(let value, let kind, let known):
      "is \(value), \(kind.map { "\($0) that" } ?? "which") is not known"
        + (known.isEmpty
          ? ""
          : "; \(known.joined(separator: ", ")) \(known.count == 1 ? "is" : "are")")
    case .unknownKey(let value, let thing): "is \(value), which is not known for \(thing)"
    case .useless(let value, let model):
      "is \(value), which a \(model) model has no use for: leave the key out"
    case .noPairs(let turned, let all):
      turned == all
        ? "gives heads of \(all) values, which make no pairs to turn"
        : "turns \(turned) of the \(all) values of a head, which make no pairs"
    case .wrongCount(let count, let rule): "has \(count) numbers, while \(rule)"
    case .wrongParts(let parts, let known):
      parts.isEmpty
        ? "needs \(known)"
        : "has \(parts.map { quoted($0) }.joined(separator: ", ")), which is not known; \(known) are"
    case .contradicts(let value, let other, let fix):
      "\(value.map { "is \($0)" } ?? "is set"), while \(other): \(fix)"
    case .encoding(let error): "describes no encoding of positions: \(error)"
    case .quantized(let method):
      "asks for \(quoted(method)) weights, which are not read: use a GGUF file, or the weights "
        + "before quantisation"
    }
  }
}

extension ConfigKind {
  /// What is said of a value that is none of the kind.
  fileprivate func refusal(of value: String) -> String {
    switch self {
    case .wholeNumber(let maximum): "is \(value), which is no whole number from 1 to \(maximum)"
    case .layers(let maximum): "is \(value), which is no number of layers from 1 to \(maximum)"
    case .anyWholeNumber: "is \(value), which is no whole number"
    case .number: "is \(value), which is no number"
    case .numbers: "is \(value), which is no list of numbers"
    case .flag: "is \(value), which is neither true nor false"
    case .object: "is \(value), which is no object"
    case .text: "is \(value), which is no text"
    case .layerTypes: "is \(value), which is no list of full_attention and sliding_attention"
    case .sides(let maximum): "has no sides that are whole numbers from 1 to \(maximum): \(value)"
    }
  }
}
