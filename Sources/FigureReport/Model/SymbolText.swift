// The symbols of captions and claims as formulas: what figures say of themselves is plain text, in which a
// subscript stands behind `_` and a superscript behind `^`, letters or signs in brackets.

extension [ReportInline] {
  /// A plain text, its symbols as formulas: `W_q`, `d_model`, `M_(a−b)`, `base^(−2i/d)`.
  static func symbols(in text: String) -> [ReportInline] {
    guard text.contains("_") || text.contains("^") else { return [.text(text)] }
    let characters = [Character](text)
    var parts: [ReportInline] = []
    var plain = ""
    var index = 0
    while index < characters.count {
      guard let (formula, end) = symbol(characters, at: index) else {
        plain.append(characters[index])
        index += 1
        continue
      }
      if !plain.isEmpty { parts.append(.text(plain)) }
      plain = ""
      parts.append(.formula(formula))
      index = end
    }
    if !plain.isEmpty { parts.append(.text(plain)) }
    return parts
  }

  /// A symbol that begins here, and where it ends.
  private static func symbol(_ text: [Character], at start: Int) -> (Formula, end: Int)? {
    func isLetter(_ index: Int) -> Bool { text.indices.contains(index) && isWord(text[index]) }
    // Within a word an underscore is a part of a name, as in seq_len.
    guard isLetter(start), !(start > 0 && (isWord(text[start - 1]) || text[start - 1] == "_"))
    else {
      return nil
    }
    var end = start
    while isLetter(end) { end += 1 }
    let base = String(text[start..<end])
    guard end + 1 < text.count, text[end] == "_" && base.count == 1 || text[end] == "^" else {
      return nil
    }
    let mark = text[end]
    var script = ""
    var index = end + 1
    if text[index] == "(" {
      guard let close = text[index...].firstIndex(of: ")") else { return nil }
      script = text[(index + 1)..<close].map { $0 == "−" ? "-" : String($0) }.joined()
      index = close + 1
    } else {
      while index < text.count, isWord(text[index]) || text[index].isASCII && text[index].isNumber {
        script.append(text[index])
        index += 1
      }
      if script.count > 1 { script = "\\text{\(script)}" }
    }
    // A name that goes on is none of ours.
    guard !script.isEmpty, index == text.count || text[index] != "_" else { return nil }
    let letters = base.count == 1 ? base : "\\mathrm{\(base)}"
    guard let formula = try? Formula("\(letters)\(mark){\(script)}") else { return nil }
    return (formula, index)
  }

  /// Whether it is a letter of a symbol: Latin or Greek.
  private static func isWord(_ character: Character) -> Bool {
    character.isLetter && character.unicodeScalars.allSatisfy { $0.value < 0x400 }
  }
}
