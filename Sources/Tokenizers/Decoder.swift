// From tokens back to text.

/// A step from tokens to text.
indirect enum Decoder: Sendable {
  case byteLevel
  case wordPiece(prefix: String, cleansUp: Bool)
  case metaspace(replacement: Unicode.Scalar, dropsFirst: Bool)
  case bytePairs(suffix: String)
  case replace(TextPattern, with: String, file: String)
  case byteFallback
  case fuse
  case strip(Unicode.Scalar, start: Int, stop: Int)
  case sequence([Decoder])

  init(_ part: Part) throws(TokenizerError) {
    let type = try part.string("type")
    switch type {
    case "ByteLevel": self = .byteLevel
    case "WordPiece":
      self = .wordPiece(
        prefix: try part["prefix"]?.string() ?? "##",
        cleansUp: try part.bool("cleanup", default: true))
    case "Metaspace":
      let adds = try part.bool("add_prefix_space", default: true)
      let scheme = try part["prepend_scheme"]?.string() ?? "always"
      self = .metaspace(
        replacement: try part["replacement"]?.string().unicodeScalars.first ?? "▁",
        dropsFirst: adds && scheme != "never")
    case "BPEDecoder": self = .bytePairs(suffix: try part["suffix"]?.string() ?? "</w>")
    case "Replace":
      self = .replace(
        try TextPattern(try part.required("pattern")), with: try part.string("content"),
        file: part.file)
    case "ByteFallback": self = .byteFallback
    case "Fuse": self = .fuse
    case "Strip":
      guard let scalar = try part.string("content").unicodeScalars.first else {
        throw part.malformed(.lacks(["what it strips"]))
      }
      self = .strip(
        scalar, start: try part["start"]?.count() ?? 0, stop: try part["stop"]?.count() ?? 0)
    case "Sequence":
      var steps: [Decoder] = []
      for step in try part.required("decoders").elements() { steps.append(try Decoder(step)) }
      self = .sequence(steps)
    default: throw part.unsupported(.step(type))
    }
  }

  /// The parts that the tokens become, to be joined.
  func decode(_ tokens: [String]) throws(TokenizerError) -> [String] {
    switch self {
    case .byteLevel:
      var bytes: [UInt8] = []
      for token in tokens {
        let own = token.unicodeScalars.map { ByteAlphabet.bytes[$0] }
        // A token that is no spelling of bytes stands for itself.
        bytes += own.contains(nil) ? Array(token.utf8) : own.compactMap(\.self)
      }
      return [String(decoding: bytes, as: UTF8.self)]
    case .wordPiece(let prefix, let cleansUp):
      return tokens.enumerated().map { index, token in
        var text = token
        if index > 0 {
          text = token.hasPrefix(prefix) ? String(token.dropFirst(prefix.count)) : " " + token
        }
        return cleansUp ? Self.cleanedUp(text) : text
      }
    case .metaspace(let replacement, let dropsFirst):
      return tokens.enumerated().map { index, token in
        var text = ""
        for scalar in token.unicodeScalars {
          guard scalar == replacement else {
            text.unicodeScalars.append(scalar)
            continue
          }
          if index > 0 || !dropsFirst { text += " " }
        }
        return text
      }
    case .bytePairs(let suffix):
      return tokens.enumerated().map { index, token in
        Self.replacing(suffix, in: token, with: index == tokens.count - 1 ? "" : " ")
      }
    case .replace(let pattern, let content, let file):
      var result: [String] = []
      for token in tokens {
        var text = NormalizedText(token)
        text.replace(try pattern.matches(in: text, file: file), with: content)
        result.append(text.text)
      }
      return result
    case .byteFallback: return Self.joiningBytes(tokens)
    case .fuse: return [tokens.joined()]
    case .strip(let scalar, let start, let stop):
      return tokens.map { token in
        var scalars = Array(token.unicodeScalars)[...]
        for _ in 0..<min(start, scalars.count) where scalars.first == scalar {
          scalars.removeFirst()
        }
        for _ in 0..<min(stop, scalars.count) where scalars.last == scalar { scalars.removeLast() }
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        return text
      }
    case .sequence(let steps):
      var tokens = tokens
      for step in steps { tokens = try step.decode(tokens) }
      return tokens
    }
  }

  /// Runs of `<0x0A>` become the text that the bytes are; where they are none, each becomes �.
  static func joiningBytes(_ tokens: [String]) -> [String] {
    var result: [String] = []
    var bytes: [UInt8] = []
    func flush() {
      if bytes.isEmpty { return }
      if let text = String(validating: bytes, as: UTF8.self) {
        result.append(text)
      } else {
        result += Array(repeating: "\u{fffd}", count: bytes.count)
      }
      bytes = []
    }
    for token in tokens {
      if let byte = byte(token) {
        bytes.append(byte)
      } else {
        flush()
        result.append(token)
      }
    }
    flush()
    return result
  }

  /// The byte of a token such as `<0x0A>`.
  private static func byte(_ token: String) -> UInt8? {
    guard token.utf8.count == 6, token.hasPrefix("<0x"), token.hasSuffix(">") else { return nil }
    return UInt8(token.dropFirst(3).dropLast(), radix: 16)
  }

  private static func cleanedUp(_ text: String) -> String {
    var text = text
    for (old, new) in [
      (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"),
      (" 'm", "'m"), (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ] {
      text = replacing(old, in: text, with: new)
    }
    return text
  }

  private static func replacing(_ old: String, in text: String, with new: String) -> String {
    guard !old.isEmpty, text.utf8.count >= old.utf8.count else { return text }
    var normalized = NormalizedText(text)
    normalized.replace(normalized.matches(of: old), with: new)
    return normalized.text
  }
}
