// Words with signs of mathematics among them, set as mathematics is: variables in italics, matrices in
// bold, indices and exponents below and above the line.

extension RichText {
  /// Words in which every sign of mathematics is set as one.
  ///
  /// A letter that stands alone is a variable (`position i`, `d_k`, `ωᵢ`), one of `KMQRSVWXZ`, or several
  /// of them in a row, a matrix (`QKᵀ`), and `L` a length. `i` is a variable behind a number too (`2i`), and
  /// the letter behind `π` (`πp`). What follows a sign behind `_` or `^`, or in the characters for
  /// it (`ᵢ`, `₂`, `ᵀ`), stands below or above the line: `d_model`, `M_−3`. The English article `a`,
  /// and letters within words, numbers and abbreviations, stay as they are; so do Han characters.
  public init(mathematics text: String) {
    var reader = MathematicsReader(Array(text))
    self.init(reader.spans())
  }

  /// A variable with its index: `variable("s", sub: "24")`.
  public static func variable(_ letter: String, sub: String? = nil) -> RichText {
    RichText(
      [Span(letter, isItalic: true)] + (sub.map { [MathematicsReader.script($0, .sub)] } ?? []))
  }

  /// A matrix with its index or its sign of transposition: `matrix("K", super: "T")`.
  public static func matrix(
    _ letter: String, sub: String? = nil, super: String? = nil
  ) -> RichText {
    RichText(
      [Span(letter, isBold: true)] + (sub.map { [MathematicsReader.script($0, .sub)] } ?? [])
        + (`super`.map { [Span($0, script: .super)] } ?? []))
  }

  public static func + (first: RichText, second: RichText) -> RichText {
    RichText(first.spans + second.spans)
  }
}

/// Finds the signs of mathematics among words.
private struct MathematicsReader {
  private let text: [Character]
  private var index = 0
  private var found: [RichText.Span] = []
  private var words = ""

  private static let matrices = Set<Character>("KMQRSVWXZ")
  private static let scripts: [Character: (Character, RichText.Script)] = {
    var scripts: [Character: (Character, RichText.Script)] = [:]
    for (from, to) in zip("ᵢⱼₖₘₙₚ₀₁₂₃₄₅₆₇₈₉₊₋", "ijkmnp0123456789+−") { scripts[from] = (to, .sub) }
    for (from, to) in zip("ᵀ⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁱⁿ", "T0123456789−in") { scripts[from] = (to, .super) }
    return scripts
  }()

  init(_ text: [Character]) { self.text = text }

  /// An index or an exponent: one small letter is a variable itself.
  static func script(_ text: String, _ script: RichText.Script) -> RichText.Span {
    let isVariable = text.count == 1 && text.allSatisfy { isLetter($0) && $0.isLowercase }
    return RichText.Span(text, script: script, isItalic: isVariable)
  }

  mutating func spans() -> [RichText.Span] {
    while index < text.count {
      let start = index
      while index < text.count, Self.isLetter(text[index]) { index += 1 }
      guard index > start else {
        words.append(text[index])
        index += 1
        continue
      }
      var run = text[start..<index]
      let isAlone = !adjoins(before: start) || run == ["i"] && isFactor(before: start)
      // The number π before a variable is upright.
      if isAlone, run.count == 2, run.first == "π" { words.append(run.removeFirst()) }
      let isName = isPartOfName(start..<index)
      let isMatrix = isAlone && !isName && run.allSatisfy(Self.matrices.contains)
      let isVariable =
        isAlone && run.count == 1 && (run.allSatisfy(\.isLowercase) || run == ["L"] && !isName)
        && !isAbbreviation(start) && (run != ["a"] || hasScript)
      guard isMatrix || isVariable else {
        words += String(run)
        continue
      }
      flush()
      found.append(RichText.Span(String(run), isItalic: isVariable, isBold: isMatrix))
      while let script = nextScript() { found.append(script) }
    }
    flush()
    return found
  }

  private mutating func flush() {
    if !words.isEmpty { found.append(RichText.Span(words)) }
    words = ""
  }

  /// Letters of Latin and Greek alone: Han characters are letters as well.
  private static func isLetter(_ character: Character) -> Bool {
    guard let scalar = character.unicodeScalars.first, scripts[character] == nil else {
      return false
    }
    return character.isLetter && (scalar.value < 0x250 || (0x370..<0x400).contains(scalar.value))
  }

  /// Whether a letter belongs to what stands before it: `5k`, `query's`, `seq_len`.
  private func adjoins(before start: Int) -> Bool {
    guard start > 0 else { return false }
    let before = text[start - 1]
    return before.isNumber || ["'", "’", "_", "\"", "”", "“"].contains(before)
  }

  /// Whether what stands before a letter is a number alone: `2i`, but not `x2i`.
  private func isFactor(before start: Int) -> Bool {
    guard let number = text[..<start].lastIndex(where: { !$0.isASCII || !$0.isNumber }) else {
      return start > 0
    }
    return number < start - 1 && !Self.isLetter(text[number])
      && ![".", "-", "_"].contains(text[number])
  }

  /// Whether capitals belong to a name: `M-RoPE`, `DeepSeek-V3`.
  private func isPartOfName(_ run: Range<Int>) -> Bool {
    func isLetter(_ index: Int) -> Bool {
      text.indices.contains(index) && Self.isLetter(text[index])
    }
    func isHyphen(_ index: Int) -> Bool { text.indices.contains(index) && text[index] == "-" }
    let end = run.upperBound
    return end < text.count && text[end].isASCII && text[end].isNumber
      || isHyphen(end) && isLetter(end + 1)
      || isHyphen(run.lowerBound - 1) && isLetter(run.lowerBound - 2)
  }

  /// Whether a letter is part of `e.g.` or `i.e.`
  private func isAbbreviation(_ start: Int) -> Bool {
    func isPoint(_ index: Int) -> Bool { text.indices.contains(index) && text[index] == "." }
    func isLetter(_ index: Int) -> Bool {
      text.indices.contains(index) && Self.isLetter(text[index])
    }
    return isPoint(start + 1) && isLetter(start + 2) || isPoint(start - 1) && isLetter(start - 2)
  }

  private var hasScript: Bool {
    index < text.count && (text[index] == "_" || Self.scripts[text[index]] != nil)
  }

  private mutating func nextScript() -> RichText.Span? {
    guard index < text.count else { return nil }
    if let (_, script) = Self.scripts[text[index]] {
      var raised = ""
      while index < text.count, let (letter, same) = Self.scripts[text[index]], same == script {
        raised.append(letter)
        index += 1
      }
      return raised == "T" ? RichText.Span(raised, script: script) : Self.script(raised, script)
    }
    guard ["_", "^"].contains(text[index]) else { return nil }
    var end = index + 1
    if end < text.count, ["−", "-", "+"].contains(text[end]) { end += 1 }
    while end < text.count, Self.isLetter(text[end]) || text[end].isASCII && text[end].isNumber {
      end += 1
    }
    guard end > index + 1 else { return nil }
    let script: RichText.Script = text[index] == "_" ? .sub : .super
    defer { index = end }
    return Self.script(String(text[index + 1..<end]), script)
  }
}
