// Symbols of captions and claims that stand alone, without a subscript by which they could be told.

/// A letter that is known to be a symbol: the matrices of attention, indices, and Greek ones.
enum LoneSymbol {
  /// `Q K V Z`, the rows `q k v s w z`, the indices `i j k`, the width `d`. No letter that is a word by
  /// itself is among them, and none that names a sequence.
  private static let letters = Set("QKVZqkvswzijd")
  static let indices = Set("ijk")

  /// The symbol that begins here, and where it ends: a letter, a multiple of an index, `2i`, or a ratio,
  /// `2i/d`.
  static func at(_ start: Int, of text: [Character]) -> (Formula, end: Int)? {
    guard isFree(before: start, text), let end = term(text, at: start) else { return nil }
    var (source, last) = (String(text[start..<end]), end)
    if last + 1 < text.count, text[last] == "/", let end = term(text, at: last + 1) {
      source += String(text[last..<end])
      last = end
    }
    guard isFree(after: last, text), let formula = try? Formula(source) else { return nil }
    return (formula, last)
  }

  /// A letter, or an index behind digits.
  private static func term(_ text: [Character], at start: Int) -> Int? {
    let digits = text[start...].prefix { $0.isASCII && $0.isNumber }.count
    guard start + digits < text.count else { return nil }
    let letter = text[start + digits]
    let isKnown = digits > 0 ? indices.contains(letter) : letters.contains(letter)
    let isArgument =
      start > 1 && text[start - 1] == "(" && isWord(text[start - 2]) && start + 1 < text.count
      && text[start + 1] == ")"
    // Of capital letters in Greek, sums and products are none.
    let isGreek = letter.unicodeScalars.allSatisfy { (0x3B1...0x3C9).contains($0.value) }
    guard isKnown || digits == 0 && (isGreek || isArgument && letter.isASCII && letter.isLetter)
    else { return nil }
    return start + digits + 1
  }

  /// Whether no word, number or quotation reaches to what begins here. A number before a blank has a unit
  /// behind it.
  private static func isFree(before start: Int, _ text: [Character]) -> Bool {
    guard start > 0 else { return true }
    let before = text[start - 1]
    if before == "/" { return start > 1 && text[start - 2] == ")" }
    if before == " ", start > 1, text[start - 2].isNumber, !text[start].isNumber { return false }
    return !(isWord(before) || before.isNumber || "_^'’-.“‘\"「\\@#".contains(before))
  }

  private static func isFree(after end: Int, _ text: [Character]) -> Bool {
    guard end < text.count else { return true }
    let next = text[end]
    if next == "/" { return end + 1 < text.count && text[end + 1].isNumber }
    // A full stop ends a sentence behind it; within an abbreviation or a name something follows.
    if next == "." {
      return end + 1 == text.count || !(isWord(text[end + 1]) || text[end + 1].isNumber)
    }
    return !(isWord(next) || next.isNumber || "_^'’-”’\"」".contains(next))
  }

  /// Whether it is a letter of a symbol: Latin or Greek.
  static func isWord(_ character: Character) -> Bool {
    character.isLetter && character.unicodeScalars.allSatisfy { $0.value < 0x400 }
  }
}
