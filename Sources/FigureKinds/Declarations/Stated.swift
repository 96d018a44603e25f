// A value that knows whether it was given: where a configuration says something as well, the usual value
// of an option says nothing, and the same value that was typed is held against it.

public import ArgumentParser
public import TextFormats

/// A value of an option that has a usual one, with whether it was given.
public struct Stated<Value: OptionValue>: OptionValue {
  public var value: Value
  public var isGiven: Bool

  public init(_ value: Value, isGiven: Bool) {
    self.value = value
    self.isGiven = isGiven
  }

  /// What the option is without being given.
  static func usual(_ value: Value) -> Stated { Stated(value, isGiven: false) }

  public static var shape: KindOption.Shape { Value.shape }
  public static var hasOneSpelling: Bool { Value.hasOneSpelling }
  public static var notation: ValueNotation? { Value.notation }
  public static func read(_ text: String) throws(MisreadValue) -> Stated {
    Stated(try Value.read(text), isGiven: true)
  }
  public static func refusal(of text: String, among words: [String]) -> Message {
    Value.refusal(of: text, among: words)
  }
  public var spelled: String { value.spelled }
  public var number: Double? { value.number }
}

extension Stated: ExpressibleByArgument where Value: ExpressibleByArgument {
  public init?(argument: String) {
    // As manifests read it, whatever else the parser would take.
    guard let value = try? Value.read(argument) else { return nil }
    self.init(value, isGiven: true)
  }

  public var defaultValueDescription: String { value.defaultValueDescription }
  public static var allValueStrings: [String] { Value.allValueStrings }
  public static var defaultCompletionKind: CompletionKind { Value.defaultCompletionKind }
}
