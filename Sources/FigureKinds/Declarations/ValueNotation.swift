// How values are written that have a notation of their own, for programs that judge a text without
// reading it: JSON Schema in an editor.

/// The texts that may be values of an option.
public struct ValueNotation: Hashable, Sendable {
  /// A regular expression that every text matches which is a value. It is made of what all programs
  /// know that read JSON Schema, and so some texts match which are none.
  public var pattern: String
  /// The same of a part of a list; nil for a value that is no list.
  public var part: String?
  /// The most parts of a list.
  public var maximumParts: Int?
  /// Whole numbers that are values by themselves; nil where none is.
  public var numbers: ClosedRange<Int>?

  private init(
    _ pattern: String, part: String? = nil, maximumParts: Int? = nil,
    numbers: ClosedRange<Int>? = nil
  ) {
    self.pattern = "^\(pattern)"
    self.part = part.map { "^\($0)" }
    (self.maximumParts, self.numbers) = (maximumParts, numbers)
  }

  /// One value and nothing around it.
  static func exactly(_ pattern: String) -> ValueNotation { ValueNotation("\(pattern)$") }

  /// One value, with blanks around it or without.
  static func one(_ pattern: String, numbers: ClosedRange<Int>? = nil) -> ValueNotation {
    ValueNotation(" *\(pattern) *$", numbers: numbers)
  }

  /// A text that begins so.
  static func beginning(_ pattern: String) -> ValueNotation { ValueNotation(" *\(pattern)") }

  /// Items with commas between.
  static func list(of item: String, numbers: ClosedRange<Int>? = nil) -> ValueNotation {
    let items = " *\(item) *(, *\(item) *)*$"
    return ValueNotation(items, part: items, numbers: numbers)
  }

  /// Two items with a comma between.
  static func pair(of item: String) -> ValueNotation {
    ValueNotation(
      " *\(item) *, *\(item) *$", part: " *\(item) *(, *\(item) *)?$", maximumParts: 2)
  }

  // MARK: Parts of patterns

  /// A whole number.
  static let whole = "[+-]?[0-9]+"
  /// One that counts from 0.
  static let fromZero = #"\+?[0-9]+"#
  /// A number without a sign.
  private static let unsigned = #"([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"#
  static let number = "[+-]?\(unsigned)"
  /// A number above 0.
  static let positive = #"\+?(?=[0-9.]*[1-9])\#(unsigned)"#
  /// Every whole number.
  static let allNumbers = Int.min...Int.max
}
