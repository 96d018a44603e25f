// What is said of options, spelt for whoever reads it: the command line types `--vmin`, a manifest has the
// key `vmin:`, Swift the property `vmin`.

/// How options are spelt to whoever reads a message.
public enum OptionSpelling: String, Hashable, Sendable, Codable {
  /// `--vmin`.
  case command
  /// `vmin:`; what only the command line has, as there.
  case manifest
  /// `vmin`.
  case swift
}

/// An option as messages name it, by the name of its declaration, with the value that it was given
/// where that matters.
public struct OptionReference: Hashable, Sendable, Codable, ExpressibleByStringLiteral,
  CustomStringConvertible, MessageConvertible
{
  public var name: String
  public var value: String?

  public init(_ name: String, _ value: (any Any)? = nil) {
    self.name = name
    self.value = value.map { "\($0)" }
  }
  public init(stringLiteral name: String) { self.init(name) }

  public var message: Message { "\(option: self)" }
  /// As Swift has it.
  public var description: String { message.description }
}

/// A sentence that names options without spelling them:
///
///     "\(option: "vmin") \(vmin): must be less than \(option: "vmax") \(vmax)"
public struct Message: Hashable, Sendable, Codable, ExpressibleByStringInterpolation,
  CustomStringConvertible, MessageConvertible
{
  enum Part: Hashable, Sendable, Codable {
    case text(String)
    /// An option of figures, which manifests have as well.
    case option(OptionReference)
    /// What only the command line has.
    case flag(OptionReference)
  }

  private(set) var parts: [Part] = []

  /// A message that names no option.
  public init(_ text: String) { if !text.isEmpty { parts = [.text(text)] } }
  /// What an error says, with the options that it names where it knows them.
  public init(telling error: any Error) {
    self = (error as? any MessageConvertible)?.message ?? Message("\(error)")
  }
  public init(stringLiteral text: String) { self.init(text) }
  public init(stringInterpolation interpolation: StringInterpolation) {
    self.init(joining: interpolation.parts)
  }

  /// Parts of a text become one, so that messages that say the same are the same.
  private init(joining parts: [Part]) {
    for part in parts {
      if case .text(let more) = part, case .text(let text) = self.parts.last {
        self.parts[self.parts.count - 1] = .text(text + more)
      } else {
        self.parts.append(part)
      }
    }
  }

  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var parts: [Part] = []

    public init(literalCapacity: Int, interpolationCount: Int) {}

    public mutating func appendLiteral(_ text: String) {
      if !text.isEmpty { parts.append(.text(text)) }
    }
    public mutating func appendInterpolation(option: OptionReference) {
      parts.append(.option(option))
    }
    public mutating func appendInterpolation(flag: OptionReference) { parts.append(.flag(flag)) }
    public mutating func appendInterpolation(_ value: some MessageConvertible) {
      parts += value.message.parts
    }
    @_disfavoredOverload
    public mutating func appendInterpolation(_ value: some Any) { appendLiteral("\(value)") }
  }

  public static func + (one: Message, other: Message) -> Message {
    Message(joining: one.parts + other.parts)
  }

  public static func += (one: inout Message, other: Message) { one = one + other }

  public var message: Message { self }
  public var isEmpty: Bool { parts.isEmpty }

  /// The option that the message begins with: what it is about.
  public var subject: OptionReference? {
    if case .option(let option) = parts.first { option } else { nil }
  }

  /// The text with every option spelt.
  public func spelled(_ spelling: OptionSpelling) -> String {
    var text = ""
    for (index, part) in parts.enumerated() {
      switch part {
      case .text(let words): text += words
      case .flag(let option):
        text += spelling == .swift ? option.name : "--\(option.name)"
        if let value = option.value { text += " \(value)" }
      case .option(let option):
        // A key has its colon already where the sentence puts one.
        let isFollowed: Bool =
          if option.value == nil, index + 1 < parts.count, case .text(let next) = parts[index + 1] {
            next.hasPrefix(":")
          } else { false }
        let name =
          switch spelling {
          case .command: "--\(option.name)"
          case .manifest: option.name + (isFollowed ? "" : ":")
          case .swift: option.name
          }
        text += option.value.map { "\(name) \($0)" } ?? name
      }
    }
    return text
  }

  /// The rest of what a manifest's key is told of: the message without the key that it begins with.
  public var saidOfKey: Message {
    guard let subject else { return self }
    var rest = self
    rest.parts.removeFirst()
    if let value = subject.value {
      rest.parts.insert(.text(value), at: 0)
    } else if case .text(let words) = rest.parts.first {
      rest.parts[0] = .text(String(words.drop { ": ".contains($0) }))
    }
    return Message(joining: rest.parts)
  }

  /// As Swift has it.
  public var description: String { spelled(.swift) }
}

extension Message {
  /// The spelling in which an encoder is to write messages as texts; without it they are written as the
  /// parts that they are made of, to be read again.
  public static let spellingOfTexts = CodingUserInfoKey(rawValue: "attnplot.spelling")!

  private struct Parts: Codable {
    var parts: [Part]
  }

  public init(from decoder: any Decoder) throws {
    parts = try Parts(from: decoder).parts
  }

  public func encode(to encoder: any Encoder) throws {
    guard let spelling = encoder.userInfo[Self.spellingOfTexts] as? OptionSpelling else {
      return try Parts(parts: parts).encode(to: encoder)
    }
    var container = encoder.singleValueContainer()
    try container.encode(spelled(spelling))
  }
}

/// What is said in a message, with the options that it names.
public protocol MessageConvertible {
  var message: Message { get }
}

extension [Message] {
  public func joined(separator: Message = "") -> Message {
    var all: Message = ""
    for (index, message) in enumerated() { all += index == 0 ? message : separator + message }
    return all
  }
}
