// The symbols of captions and claims as formulas: what figures say of themselves is plain text, in which a
// subscript stands behind `_` and a superscript behind `^`, letters or signs in brackets; an entry of a
// matrix is its letter with the entry's row and column.

/// Plain texts of figures and claims as HTML.
public enum SymbolMarkup {
  /// A text in which all signs of HTML are escaped, its symbols as MathML.
  public static func html(_ text: String) -> String {
    var html = HTMLText()
    for part in [ReportInline].symbols(in: text) {
      switch part {
      case .text(let text): html.text(text)
      case .formula(let formula): html.formula(formula, isBlock: false)
      default: break
      }
    }
    return String(decoding: html.bytes, as: UTF8.self)
  }
}

extension [ReportInline] {
  /// A plain text, its symbols as formulas: `W_q`, `d_model`, `M_(a−b)`, `base^(−2i/d)`, `2^k`, `s13`, and
  /// `Q`, `λ` or `2i/d` that stand alone.
  static func symbols(in text: String) -> [ReportInline] {
    let characters = [Character](text)
    var parts: [ReportInline] = []
    var plain = ""
    var index = 0
    while index < characters.count {
      guard
        let (formula, end) = written(characters, at: index) ?? symbol(characters, at: index)
          ?? power(characters, at: index)
          ?? LoneSymbol.at(index, of: characters)
      else {
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

  /// A formula between the marks that a report's text has for it, and where it ends.
  private static func written(_ text: [Character], at start: Int) -> (Formula, end: Int)? {
    guard text[start...].starts(with: "$`"),
      let end = text.indices.dropFirst(start + 3).first(where: { text[$0...].starts(with: "`$") }),
      let formula = try? Formula(String(text[(start + 2)..<end]))
    else { return nil }
    return (formula, end + 2)
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
    if let entry = entry(of: base, text, digitsAt: end) { return entry }
    guard end + 1 < text.count, text[end] == "_" && base.count == 1 || text[end] == "^" else {
      return nil
    }
    let mark = text[end]
    var script = ""
    var index = end + 1
    if text[index] == "(" {
      guard let close = closing(text, from: index) else { return nil }
      script = text[(index + 1)..<close].map { $0 == "−" ? "-" : String($0) }.joined()
      index = close + 1
    } else {
      while index < text.count, isWord(text[index]) || text[index].isASCII && text[index].isNumber {
        script.append(text[index])
        index += 1
      }
      // Several indices are letters of their own, any others a word.
      let areIndices = script.allSatisfy { LoneSymbol.indices.contains($0) || $0.isNumber }
      if script.count > 1, !areIndices { script = "\\text{\(script)}" }
    }
    // A name that goes on is none of ours.
    guard !script.isEmpty, index == text.count || text[index] != "_" else { return nil }
    let letters = base.count == 1 ? base : "\\mathrm{\(base)}"
    guard let formula = try? Formula("\(letters)\(mark){\(script)}") else { return nil }
    return (formula, index)
  }

  /// A power of a number that begins here, `2^k`, and where it ends.
  private static func power(_ text: [Character], at start: Int) -> (Formula, end: Int)? {
    guard !(start > 0 && (text[start - 1].isNumber || "._".contains(text[start - 1]))) else {
      return nil
    }
    let base = String(text[start...].prefix { $0.isASCII && $0.isNumber })
    let mark = start + base.count
    guard !base.isEmpty, mark + 1 < text.count, text[mark] == "^", isWord(text[mark + 1]),
      !(mark + 2 < text.count && isWord(text[mark + 2])),
      let formula = try? Formula("\(base)^{\(text[mark + 1])}")
    else { return nil }
    return (formula, mark + 2)
  }

  /// Where the bracket that opens here is closed: there may be others within.
  private static func closing(_ text: [Character], from start: Int) -> Int? {
    var depth = 0
    for index in start..<text.count {
      if text[index] == "(" { depth += 1 }
      if text[index] == ")" { depth -= 1 }
      if depth == 0 { return index }
    }
    return nil
  }

  /// The letters of figures' vectors and matrices: tokens, queries, keys, values, scores, weights, outputs.
  private static let matrices = Set("xqkvswz")

  /// An entry of a matrix, `s13`, or the row of one, `z1`, as figures write them: a letter and one or two
  /// digits that are no part of a longer name, such as all-MiniLM-L6-v2.
  private static func entry(
    of base: String, _ text: [Character], digitsAt start: Int
  ) -> (Formula, end: Int)? {
    guard base.count == 1, let letter = base.first, matrices.contains(letter) else { return nil }
    let digits = text[start...].prefix { $0.isASCII && $0.isNumber }
    let isJoined = { (index: Int) in
      text.indices.contains(index)
        && (isWord(text[index]) || text[index].isNumber || "-_./^".contains(text[index]))
    }
    // A full stop ends a sentence behind it; within a name something follows.
    let follows = digits.endIndex
    let endsSentence =
      text.indices.contains(follows) && text[follows] == "."
      && !(text.indices.contains(follows + 1)
        && (isWord(text[follows + 1]) || text[follows + 1].isNumber))
    guard (1...2).contains(digits.count), !isJoined(start - 2),
      endsSentence || !isJoined(follows), let formula = try? Formula("\(base)_{\(String(digits))}")
    else { return nil }
    return (formula, follows)
  }

  /// Whether it is a letter of a symbol: Latin or Greek.
  private static func isWord(_ character: Character) -> Bool { LoneSymbol.isWord(character) }
}
