// Tokenizers' marks turned into what a reader expects to see.

/// The pieces that tokenizers cut text into, as people read them.
public enum TokenPieces {
  /// The tokens without their tokenizer's marks.
  ///
  /// Which marks there are shows in the list as a whole: `Ġ` and `Ċ` tell byte-level BPE (GPT-2),
  /// `▁` SentencePiece, `##` WordPiece and `</w>` the first BPE. A character whose bytes lie in
  /// several tokens is shown in each of them, with its part: `我 1/3`.
  public static func readable(_ tokens: [String]) -> [String] {
    if isByteLevel(tokens) { return joinedBytes(tokens.map(byteLevel)) }
    let isSentencePiece = tokens.contains { $0.unicodeScalars.contains("▁") }
    return joinedBytes(tokens.map { isSentencePiece ? sentencePiece($0) : wordPiece($0) })
  }

  /// The tokens as they are, but for what would break a line or could not be seen.
  public static func printable(_ tokens: [String]) -> [String] {
    tokens.map { $0.isEmpty ? "∅" : withoutControls($0.unicodeScalars) }
  }

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
  private static func isByteLevel(_ tokens: [String]) -> Bool {
    if tokens.contains(where: { $0.unicodeScalars.contains { $0 == "Ġ" || $0 == "Ċ" } }) {
      return true
    }
    var bytes: [UInt8] = []
    for token in tokens {
      if case .bytes(let more) = byteLevel(token) { bytes += more }
    }
    return bytes.contains { $0 >= 0x80 } && decoded(bytes) != nil
  }

  private static func byteLevel(_ token: String) -> Piece {
    var bytes: [UInt8] = []
    for scalar in token.unicodeScalars {
      // A special token such as one with a true space is no piece of this kind.
      guard let byte = byteOfScalar[scalar] else { return .text(token) }
      bytes.append(byte)
    }
    return .bytes(bytes)
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

  private static func joinedBytes(_ pieces: [Piece]) -> [String] {
    var shown: [String] = []
    var index = 0
    while index < pieces.count {
      guard case .bytes(let bytes) = pieces[index] else {
        if case .text(let text) = pieces[index] { shown.append(visible(text)) }
        index += 1
        continue
      }
      if let text = decoded(bytes) {
        shown.append(visible(text))
        index += 1
        continue
      }
      let (parts, text) = character(from: pieces, at: index)
      if let text {
        shown += (1...parts).map { "\(visible(text)) \($0)/\(parts)" }
      } else {
        shown += pieces[index..<index + parts].map(hexadecimal)
      }
      index += parts
    }
    return shown
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

  private static func hexadecimal(_ piece: Piece) -> String {
    switch piece {
    case .text(let text): return visible(text)
    case .bytes(let bytes):
      let digits = bytes.map { byte in
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
      return "⟨" + digits.joined(separator: " ") + "⟩"
    }
  }

  /// Text with its blanks at the ends taken off, and what cannot be seen made visible.
  private static func visible(_ text: String) -> String {
    var core = Substring(text)
    while core.first == " " { core.removeFirst() }
    while core.last == " " { core.removeLast() }
    if core.isEmpty { return text.isEmpty ? "∅" : "␣" }
    return withoutControls(core.unicodeScalars)
  }

  /// Text with signs in place of what would break its line, turn it around or stay unseen.
  private static func withoutControls(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    String(
      String.UnicodeScalarView(
        scalars.map { scalar in
          switch scalar {
          case "\n", "\u{2028}", "\u{2029}": "↵"
          case "\t": "⇥"
          case "\r": "␍"
          // Overrides of direction would turn the words around them as well.
          case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": "\u{FFFD}"
          default: scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar
          }
        }))
  }
}
