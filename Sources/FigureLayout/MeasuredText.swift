// What was measured for one figure. The search for the best page asks for the same words hundreds of
// times; the text engine remembers them too, but by everything that text can have, which takes longer to
// look up than all else that a pass reckons.

import FigureScene

/// The extents of the words of one figure, in one theme, language and family.
final class MeasuredText {
  private struct Name: Hashable {
    var text: String
    var role: TextSetting.Role
  }

  private struct Passage: Hashable {
    var text: RichText
    var role: TextSetting.Role
    /// Where lines wrap, or how long a word may be, in px.
    var width: Double?
  }

  private let names = Remembered<Name, TextExtent>()
  private let numbers = Remembered<String, TextExtent>()
  private let passages = Remembered<Passage, TextExtent>()
  private let longestWords = Remembered<Passage, Double>()

  /// A name in one style throughout.
  func extent(
    of text: String, _ role: TextSetting.Role, _ measure: () -> TextExtent
  ) -> TextExtent {
    names.value(of: Name(text: text, role: role), measure)
  }

  /// A tick's label, with raised digits where it has any.
  func extent(ofNumber label: String, _ measure: () -> TextExtent) -> TextExtent {
    numbers.value(of: label, measure)
  }

  func extent(
    of text: RichText, _ role: TextSetting.Role, width: Double?, _ measure: () -> TextExtent
  ) -> TextExtent {
    passages.value(of: Passage(text: text, role: role, width: width), measure)
  }

  func longestWord(
    of text: RichText, _ role: TextSetting.Role, maximum: Double, _ measure: () -> Double
  ) -> Double {
    longestWords.value(of: Passage(text: text, role: role, width: maximum), measure)
  }
}

/// Values that are reckoned once for each key, as many as are worth their memory.
private final class Remembered<Key: Hashable, Value> {
  private var known: [Key: Value] = [:]
  private static var maximumCount: Int { 20_000 }

  func value(of key: Key, _ reckon: () -> Value) -> Value {
    if let value = known[key] { return value }
    let value = reckon()
    if known.count < Self.maximumCount { known[key] = value }
    return value
  }
}
