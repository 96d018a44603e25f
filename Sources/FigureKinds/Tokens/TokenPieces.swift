// Tokenizers' marks turned into what a reader expects to see.

/// The pieces that tokenizers cut text into, as people read them.
public enum TokenPieces {
  /// The tokens without their tokenizer's marks.
  ///
  /// Which marks there are shows in the list as a whole: `Ġ` and `Ċ` tell byte-level BPE (GPT-2),
  /// `▁` SentencePiece, `##` WordPiece and `</w>` the first BPE. A character whose bytes lie in
  /// several tokens is shown in each of them, with its part: `我 1/3`. Tokens that were added to a
  /// vocabulary as whole words stay what they are among the pieces of byte-level BPE. What cannot be
  /// seen is made visible, see ``VisibleText``.
  public static func readable(_ tokens: [String]) -> [String] {
    let pieces = tokens.map(byteLevel)
    if isByteLevel(tokens, pieces) { return joinedBytes(pieces, of: tokens) }
    let isSentencePiece = tokens.contains { $0.unicodeScalars.contains("▁") }
    return joinedBytes(
      tokens.map { isSentencePiece ? sentencePiece($0) : wordPiece($0) }, of: tokens)
  }

  /// The tokens as they are, but for what would break a line or could not be seen.
  public static func printable(_ tokens: [String]) -> [String] { tokens.map(VisibleText.visible) }

  /// What a token stands for: text, or bytes that may be a part of a character.
  private enum Piece {
    case text(String)
    case bytes([UInt8])
  }

  // MARK: Byte-level BPE

  /// The byte that stands behind each scalar of byte-level BPE (Radford et al. 2019): printable
  /// Latin-1 for itself, every other byte for the next scalar from U+0100 on.
  private static let byteOfScalar: [Unicode.Scalar: UInt8] = {
    var map: [Unicode.Scalar: UInt8] = [:]
    var next: UInt32 = 0x100
    for byte in UInt8.min...UInt8.max {
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: map[Unicode.Scalar(byte)] = byte
      default:
        if let scalar = Unicode.Scalar(next) { map[scalar] = byte }
        next += 1
      }
    }
    return map
  }()

  /// Whether tokens are byte-level: they have its mark for a blank or a new line, or letters beyond
  /// ASCII that are UTF-8 when taken as bytes, as `æĪĳ` for 我. Words of people are not.
  private static func isByteLevel(_ tokens: [String], _ pieces: [Piece]) -> Bool {
    if tokens.contains(where: { $0.unicodeScalars.contains { $0 == "Ġ" || $0 == "Ċ" } }) {
      return true
    }
    // Characters beyond ASCII that come out, against tokens that could not come from bytes.
    var found = 0
    var wrong = 0
    var index = 0
    while index < pieces.count {
      guard case .bytes(let bytes) = pieces[index] else {
        if tokens[index].utf8.contains(where: { $0 >= 0x80 }) { wrong += 1 }
        index += 1
        continue
      }
      let (parts, text) = decoded(bytes).map { (1, $0) } ?? character(from: pieces, at: index)
      if let text {
        found += text.unicodeScalars.count { !$0.isASCII }
      } else {
        wrong += 1
      }
      index += parts
    }
    return found > 0 && found >= wrong
  }

  private static func byteLevel(_ token: String) -> Piece {
    if isAdded(token) { return .text(token) }
    var bytes: [UInt8] = []
    for scalar in token.unicodeScalars {
      // A special token such as one with a true space is no piece of this kind.
      guard let byte = byteOfScalar[scalar] else { return .text(token) }
      bytes.append(byte)
    }
    return isPartOfText(bytes) ? .bytes(bytes) : .text(token)
  }

  /// Whether a token can only be one that was added to the vocabulary as it is: in brackets, as
  /// `<größe>`, or with a line's end before a letter, which no piece has.
  private static func isAdded(_ token: String) -> Bool {
    let scalars = token.unicodeScalars
    guard let first = scalars.first, let last = scalars.last,
      scalars.contains(where: { !$0.isASCII })
    else { return false }
    if scalars.count > 2, (first == "<" && last == ">") || (first == "[" && last == "]") {
      return true
    }
    // Ċ and č stand for the bytes of a line's end.
    return zip(scalars, scalars.dropFirst()).contains {
      ($0 == "\u{10A}" || $0 == "\u{10D}") && $1.isASCII && $1.properties.isAlphabetic
    }
  }

  /// Whether bytes may be cut out of UTF-8: the end of a character, characters, and the start of one.
  private static func isPartOfText(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    for _ in 0..<3 {
      if let byte = rest.first, byte & 0xC0 == 0x80 { rest.removeFirst() }
    }
    // The start of a character at the end is at most three bytes.
    for cut in 0...min(3, rest.count) {
      let end = rest.suffix(cut)
      let isStart = cut == 0 || end.first.map { $0 >= 0xC2 && $0 <= 0xF4 } == true
      let isWhole = end.dropFirst().allSatisfy { $0 & 0xC0 == 0x80 }
      let needed = end.first.map { $0 < 0xE0 ? 2 : $0 < 0xF0 ? 3 : 4 } ?? 0
      if isStart, isWhole, cut == 0 || cut < needed,
        String(validating: rest.dropLast(cut), as: UTF8.self) != nil
      {
        return true
      }
    }
    return false
  }

  // MARK: Other marks

  /// A byte that a SentencePiece model has no piece for: `<0xE4>`.
  private static func fallbackByte(_ token: String) -> UInt8? {
    guard token.hasPrefix("<0x"), token.hasSuffix(">"), token.utf8.count == 6 else { return nil }
    return UInt8(token.dropFirst(3).dropLast(), radix: 16)
  }

  private static func sentencePiece(_ token: String) -> Piece {
    if let byte = fallbackByte(token) { return .bytes([byte]) }
    return .text(
      String(String.UnicodeScalarView(token.unicodeScalars.map { $0 == "▁" ? " " : $0 })))
  }

  private static func wordPiece(_ token: String) -> Piece {
    if let byte = fallbackByte(token) { return .bytes([byte]) }
    if token.hasPrefix("##"), token.count > 2 { return .text(String(token.dropFirst(2))) }
    if token.hasSuffix("</w>"), token.count > 4 { return .text(String(token.dropLast(4))) }
    return .text(token)
  }

  // MARK: Characters in several tokens

  private static func joinedBytes(_ pieces: [Piece], of tokens: [String]) -> [String] {
    var displayed: [String] = []
    var index = 0
    while index < pieces.count {
      guard case .bytes(let bytes) = pieces[index] else {
        if case .text(let text) = pieces[index] { displayed.append(VisibleText.word(text)) }
        index += 1
        continue
      }
      if let text = decoded(bytes) {
        displayed.append(VisibleText.word(text))
        index += 1
        continue
      }
      let (parts, text) = character(from: pieces, at: index)
      if let text {
        displayed += (1...parts).map { "\(VisibleText.word(text)) \($0)/\(parts)" }
      } else {
        displayed.append(
          isWord(tokens[index]) ? VisibleText.word(tokens[index]) : hexadecimal(bytes))
      }
      index += parts
    }
    return displayed
  }

  /// The fewest tokens from `index` on whose bytes together are text; one and nil where none are.
  private static func character(from pieces: [Piece], at index: Int) -> (Int, String?) {
    var bytes: [UInt8] = []
    for end in index..<min(pieces.count, index + 8) {
      guard case .bytes(let more) = pieces[end] else { break }
      bytes += more
      if let text = decoded(bytes) { return (end - index + 1, text) }
    }
    return (1, nil)
  }

  private static func decoded(_ bytes: [UInt8]) -> String? {
    String(validating: bytes, as: UTF8.self)
  }

  /// Whether a token whose bytes are no text reads as a word, such as `café` that was added as it
  /// is: it has a letter of ASCII, and none of the letters that stand for bytes alone.
  private static func isWord(_ token: String) -> Bool {
    token.unicodeScalars.contains { $0.isASCII && $0.properties.isAlphabetic }
      && !token.unicodeScalars.contains { (0x100...0x143).contains($0.value) }
      && fallbackByte(token) == nil
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = bytes.map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
    return "⟨" + digits.joined(separator: " ") + "⟩"
  }
}
