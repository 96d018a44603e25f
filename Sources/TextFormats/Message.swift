// What is said of options, spelt for whoever reads it: what is typed, written as a key of a manifest, or
// a property in Swift has one name.

/// How options are spelt to whoever reads a message: what stands around their names.
public struct OptionSpelling: Hashable, Sendable {
  /// What stands before the name of an option of figures.
  public var beforeOption: String
  /// What stands after it, once where the sentence puts the same there.
  public var afterOption: String
  /// What stands before the name of what only the command line has.
  public var beforeFlag: String

  public init(beforeOption: String = "", afterOption: String = "", beforeFlag: String = "") {
    self.beforeOption = beforeOption
    self.afterOption = afterOption
    self.beforeFlag = beforeFlag
  }

  /// Bare names, as Swift has them: `vmin`.
  public static let swift = OptionSpelling()
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

  fileprivate func rendered(as name: String) -> String { value.map { "\(name) \($0)" } ?? name }
  /// As Swift has it.
  public var description: String { message.description }
}

/// A sentence that names options without spelling them:
///
///     "\(option: "vmin") \(vmin): must be less than \(option: "vmax") \(vmax)"
///
/// The command line speaks English. Where a reader may have chosen another language, the sentence holds
/// that as well, made from the same values:
///
///     Message("\(option: "padding") \(n): must be at most \(keys)", zh: "\(option: "padding") \(n)：最大为 \(keys)")
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
  /// The same in Chinese; nil where it is said in English alone.
  private(set) var chinese: [Part]?

  /// A message that names no option.
  public init(_ text: String) { if !text.isEmpty { parts = [.text(text)] } }
  /// A message in both languages.
  public init(_ english: Message, zh chinese: Message) {
    parts = english.parts
    self.chinese = chinese.partsInChinese
  }
  /// What an error says, with the options that it names where it knows them.
  public init(describing error: any Error) {
    self = (error as? any MessageConvertible)?.message ?? Message("\(error)")
  }
  public init(stringLiteral text: String) { self.init(text) }
  public init(stringInterpolation interpolation: StringInterpolation) {
    self.init(joining: interpolation.parts, zh: interpolation.chinese)
  }

  private init(joining parts: [Part], zh chinese: [Part]? = nil) {
    self.parts = Self.joined(parts)
    self.chinese = chinese.map(Self.joined)
  }

  /// Parts of a text become one, so that messages that say the same are the same.
  private static func joined(_ parts: [Part]) -> [Part] {
    var joined: [Part] = []
    for part in parts {
      if case .text(let more) = part, case .text(let text) = joined.last {
        joined[joined.count - 1] = .text(text + more)
      } else {
        joined.append(part)
      }
    }
    return joined
  }

  /// What a Chinese sentence has of it.
  private var partsInChinese: [Part] { chinese ?? parts }

  /// Whether it, or a part of it, was put into Chinese.
  public var isInChinese: Bool { chinese != nil }

  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var parts: [Part] = []
    /// From the first message within on that has Chinese words.
    fileprivate var chinese: [Part]?

    public init(literalCapacity: Int, interpolationCount: Int) {}

    private mutating func append(_ part: Part) {
      parts.append(part)
      chinese?.append(part)
    }

    public mutating func appendLiteral(_ text: String) {
      if !text.isEmpty { append(.text(text)) }
    }
    public mutating func appendInterpolation(option: OptionReference) { append(.option(option)) }
    public mutating func appendInterpolation(flag: OptionReference) { append(.flag(flag)) }
    public mutating func appendInterpolation(_ value: some MessageConvertible) {
      let message = value.message
      if message.isInChinese, chinese == nil { chinese = parts }
      parts += message.parts
      chinese?.append(contentsOf: message.partsInChinese)
    }
    @_disfavoredOverload
    public mutating func appendInterpolation(_ value: some Any) { appendLiteral("\(value)") }
  }

  public static func + (one: Message, other: Message) -> Message {
    let hasChinese = one.isInChinese || other.isInChinese
    return Message(
      joining: one.parts + other.parts,
      zh: hasChinese ? one.partsInChinese + other.partsInChinese : nil)
  }

  public static func += (one: inout Message, other: Message) { one = one + other }

  public var message: Message { self }
  public var isEmpty: Bool { parts.isEmpty }

  // Two that say the same in English are the same: the other language follows from it.
  public static func == (one: Message, other: Message) -> Bool { one.parts == other.parts }
  public func hash(into hasher: inout Hasher) { hasher.combine(parts) }

  /// The option that the message begins with: what it is about.
  public var subject: OptionReference? {
    if case .option(let option) = parts.first { option } else { nil }
  }

  /// The options that it names, in their order.
  public var options: [OptionReference] {
    parts.compactMap { if case .option(let option) = $0 { option } else { nil } }
  }

  /// The text with every option spelt.
  public func spelled(_ spelling: OptionSpelling) -> String {
    var text = ""
    for (index, part) in parts.enumerated() {
      switch part {
      case .text(let words): text += words
      case .flag(let option): text += option.rendered(as: spelling.beforeFlag + option.name)
      case .option(let option):
        // A sentence may go on with what stands after the name.
        let isFollowed: Bool =
          if option.value == nil, index + 1 < parts.count, case .text(let next) = parts[index + 1] {
            next.hasPrefix(spelling.afterOption)
          } else { false }
        text += option.rendered(
          as: spelling.beforeOption + option.name + (isFollowed ? "" : spelling.afterOption))
      }
    }
    return text
  }

  /// The text for someone who sees options under names of their own, such as controls of a page.
  /// - Parameters:
  ///   - isInChinese: whether Chinese is wanted; what was put into no Chinese is said in English.
  ///   - flags: how what only the command line has is spelt.
  ///   - name: what an option is called there.
  public func rendered(
    inChinese isInChinese: Bool, flags: OptionSpelling = .swift, naming name: (String) -> String
  ) -> String {
    (isInChinese ? partsInChinese : parts).map { part in
      switch part {
      case .text(let words): words
      case .flag(let option): option.rendered(as: flags.beforeFlag + option.name)
      case .option(let option): option.rendered(as: name(option.name))
      }
    }.joined()
  }

  /// The rest of what a manifest's key is told of: the message without the key that it begins with, unless that
  /// is the first of a list.
  public var keyMessage: Message {
    guard let subject else { return self }
    if parts.count > 1, case .text(let words) = parts[1], words.hasPrefix(",") { return self }
    var rest = Message(joining: parts)
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
    var chinese: [Part]?
  }

  public init(from decoder: any Decoder) throws {
    let kept = try Parts(from: decoder)
    (parts, chinese) = (kept.parts, kept.chinese)
  }

  public func encode(to encoder: any Encoder) throws {
    guard let spelling = encoder.userInfo[Self.spellingOfTexts] as? OptionSpelling else {
      return try Parts(parts: parts, chinese: chinese).encode(to: encoder)
    }
    var container = encoder.singleValueContainer()
    try container.encode(spelled(spelling))
  }
}

/// What is said in a message, with the options that it names.
public protocol MessageConvertible {
  var message: Message { get }
}

extension Message {
  /// What stands between two messages in one line.
  public static let semicolon = Message("; ", zh: "；")
}

extension Sequence<Message> {
  /// The messages joined as prose has them: "5, 10 and 20", or "5, 10 and 7 more".
  public func listed(atMost limit: Int = .max) -> Message {
    let all = Array(self)
    guard all.count <= limit else {
      let some = all[..<limit]
      return Message(
        some.joined(separator: ", ") + " and \(all.count - limit) more",
        zh: some.joined(separator: "、") + " 等 \(all.count) 个")
    }
    guard let last = all.last, all.count > 1 else { return all.first ?? "" }
    let first = all.dropLast()
    // Names with commas of their own are parted by more than a comma.
    if all.contains(where: { $0.description.contains(where: ",，、".contains) }) {
      return Message(
        first.joined(separator: "; ") + "; and " + last, zh: all.joined(separator: "；"))
    }
    return Message(first.joined(separator: ", ") + " and " + last, zh: all.joined(separator: "、"))
  }

  public func joined(separator: Message = "") -> Message {
    var all: Message = ""
    for (index, message) in enumerated() { all += index == 0 ? message : separator + message }
    return all
  }
}
