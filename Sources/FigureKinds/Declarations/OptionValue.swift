// What an option holds: values that are read from a text, none, one or several of them.

public import ArgumentParser
public import TextFormats

/// What an option that is declared once holds: a value, one that may be missing, or a list of them.
public protocol OptionContent: Sendable {
  associatedtype Item: OptionValue
  /// Whether it can be given several times.
  static var isRepeating: Bool { get }
  /// What it is without being given, where the declaration names no default; nil where it must be given.
  static var absent: Self? { get }
  /// The content of these values; nil where they are too few.
  static func holding(_ items: [Item]) -> Self?
  var items: [Item] { get }
}

/// A value that is read from a text.
public protocol OptionValue: OptionContent where Item == Self {
  /// What may stand for it.
  static var shape: KindOption.Shape { get }
  /// - Throws: what would be right.
  static func read(_ text: String) throws(MisreadValue) -> Self
  /// As it is typed.
  var spelled: String { get }
  /// Whether there is no other way to write it, so that texts tell whether two values are the same.
  static var hasOneSpelling: Bool { get }
  /// What is said of a text that is none of the shape's words.
  static func refusal(of text: String, among words: [String]) -> Message
  /// The number that it is; nil where it is none.
  var number: Double? { get }
  /// How it is written; nil where any text may be one, and where the shape says it.
  static var notation: ValueNotation? { get }
}

/// A text that is no value of an option.
public struct MisreadValue: Error, Hashable, Sendable {
  public var text: String
  /// What to give instead.
  public var hint: Message?

  public init(text: String, hint: Message? = nil) {
    self.text = text
    self.hint = hint
  }
}

extension OptionValue {
  public static var isRepeating: Bool { false }
  public static var absent: Self? { nil }
  public static func holding(_ items: [Self]) -> Self? { items.last }
  public var items: [Self] { [self] }
  public var number: Double? { nil }
  public static var notation: ValueNotation? { nil }
  public static func refusal(of text: String, among words: [String]) -> Message {
    Message("there is no such choice; ", zh: "没有这个选项；")
      + NearestName.hint(for: text, among: words)
  }
  public static var hasOneSpelling: Bool { true }
}

extension Optional: OptionContent where Wrapped: OptionValue {
  public static var isRepeating: Bool { false }
  public static var absent: Self? { .some(nil) }
  public static func holding(_ items: [Wrapped]) -> Self? { .some(items.last) }
  public var items: [Wrapped] { map { [$0] } ?? [] }
}

extension Array: OptionContent where Element: OptionValue {
  public static var isRepeating: Bool { true }
  public static var absent: Self? { [] }
  public static func holding(_ items: [Element]) -> Self? { items }
  public var items: [Element] { self }
}

// MARK: Plain values

extension Bool: OptionValue {
  public static var shape: KindOption.Shape { .flag }
  public static var absent: Bool? { false }
  public static func read(_ text: String) throws(MisreadValue) -> Bool {
    guard let value = Bool(text) else {
      throw MisreadValue(text: text, hint: Message("give true or false", zh: "请给出 true 或 false"))
    }
    return value
  }
  public var spelled: String { "\(self)" }
}

extension Int: OptionValue {
  public static var shape: KindOption.Shape { .integer }
  public static func read(_ text: String) throws(MisreadValue) -> Int {
    guard let value = Int(text) else {
      throw MisreadValue(
        text: text, hint: Message("give a whole number such as 10", zh: "请给出整数，例如 10"))
    }
    return value
  }
  public var spelled: String { "\(self)" }
  public var number: Double? { Double(self) }
}

extension Double: OptionValue {
  public static var shape: KindOption.Shape { .number }
  public static func read(_ text: String) throws(MisreadValue) -> Double {
    // Not what C reads as well, 0x1p3, which nobody writes on purpose.
    guard !text.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "x") }), let value = Double(text)
    else {
      throw MisreadValue(text: text, hint: Message("give a number such as 0.5", zh: "请给出数，例如 0.5"))
    }
    return value
  }
  public var spelled: String { "\(self)" }
  public var number: Double? { self }
}

extension String: OptionValue {
  public static var shape: KindOption.Shape { .text }
  public static func read(_ text: String) throws(MisreadValue) -> String { text }
  public var spelled: String { self }
}

// MARK: Words

/// One of a few words.
public protocol ChoiceValue: OptionValue, CaseIterable, RawRepresentable, ExpressibleByArgument
where RawValue == String {}

extension ChoiceValue {
  public static var shape: KindOption.Shape { .word(allCases.map(\.rawValue)) }
  public static func read(_ text: String) throws(MisreadValue) -> Self {
    guard let value = Self(rawValue: text) else {
      throw MisreadValue(
        text: text, hint: NearestName.hint(for: text, among: allCases.map(\.rawValue)))
    }
    return value
  }
  public var spelled: String { rawValue }
}

// MARK: Values with a notation of their own

/// A text that is not of a value's notation, with what would be right.
public struct WrongNotation: Error, Hashable, Sendable, CustomStringConvertible, MessageConvertible
{
  public var message: Message
  /// As the command line has it, whose parser says it.
  public var description: String { message.spelled(.command) }

  public init(_ message: Message) { self.message = message }
  public init(_ english: Message, zh chinese: Message) { message = Message(english, zh: chinese) }
}

/// A value with a notation of its own, such as a list of ranges.
public protocol WrittenValue: OptionValue, CustomStringConvertible {
  /// Reads the notation.
  /// - Throws: ``WrongNotation`` with what would be right.
  @Sendable static func parsed(_ text: String) throws -> Self
}

extension WrittenValue {
  public static var shape: KindOption.Shape { .text }
  public static var hasOneSpelling: Bool { false }
  public static func read(_ text: String) throws(MisreadValue) -> Self {
    do {
      return try parsed(text)
    } catch {
      throw MisreadValue(text: text, hint: Message(describing: error))
    }
  }
  public var spelled: String { description }
}
