// The first step of a tokenizer: the text is brought to the form that its vocabulary is written in.

/// A step of normalisation.
indirect enum Normalizer: Sendable {
  case bert(BertNormalizer)
  case form(UnicodeForm)
  case lowercase
  case strip(left: Bool, right: Bool)
  case stripAccents
  case replace(TextPattern, with: String, file: String)
  case prepend(String)
  case precompiled(PrecompiledMap)
  case neuralTranslation
  case byteLevel
  case sequence([Normalizer])

  init(_ part: Part) throws(TokenizerError) {
    let type = try part.string("type")
    switch type {
    case "BertNormalizer": self = .bert(try BertNormalizer(part))
    case "NFC", "NFD", "NFKC", "NFKD": self = .form(UnicodeForm(rawValue: type)!)
    case "Lowercase": self = .lowercase
    case "Strip":
      self = .strip(
        left: try part.bool("strip_left", default: true),
        right: try part.bool("strip_right", default: true))
    case "StripAccents": self = .stripAccents
    case "Replace":
      self = .replace(
        try TextPattern(try part.required("pattern")), with: try part.string("content"),
        file: part.file)
    case "Prepend": self = .prepend(try part.string("prepend"))
    case "Precompiled":
      guard let map = part["precompiled_charsmap"] else {
        self = .sequence([])
        return
      }
      self = .precompiled(try PrecompiledMap(base64: map))
    case "Nmt": self = .neuralTranslation
    case "ByteLevel": self = .byteLevel
    case "Sequence":
      var steps: [Normalizer] = []
      for step in try part.required("normalizers").elements() { steps.append(try Normalizer(step)) }
      self = .sequence(steps)
    default: throw part.unsupported(.step(type))
    }
  }

  /// - Throws: ``TokenizerError/growsText(from:atMost:)`` where too much would become of the text.
  func normalize(_ text: inout NormalizedText) throws(TokenizerError) {
    let count = text.count
    try apply(to: &text)
    if text.isBeyondLimit { throw .growsText(from: count, atMost: text.limit) }
  }

  private func apply(to text: inout NormalizedText) throws(TokenizerError) {
    switch self {
    case .bert(let normalizer): normalizer.normalize(&text)
    case .form(let form): form.normalize(&text)
    case .lowercase: text.lowercase()
    case .strip(let left, let right): text.strip(left: left, right: right)
    case .stripAccents: text.filter { !$0.isTokenMark }
    case .replace(let pattern, let content, let file):
      text.replace(try pattern.matches(in: text, file: file), with: content)
    case .prepend(let prefix): text.prepend(prefix)
    case .precompiled(let map): map.normalize(&text)
    case .neuralTranslation: Self.cleanForTranslation(&text)
    case .byteLevel: text.spellBytes()
    case .sequence(let steps): for step in steps { try step.apply(to: &text) }
    }
  }

  /// What SentencePiece's `nmt` rules do to controls and rare blanks.
  private static func cleanForTranslation(_ text: inout NormalizedText) {
    text.filter { scalar in
      switch scalar.value {
      case 0x01...0x08, 0x0b, 0x0e...0x1f, 0x7f, 0x8f, 0x9f: false
      default: true
      }
    }
    text.map { scalar in
      switch scalar.value {
      case 0x09, 0x0a, 0x0c, 0x0d, 0x1680, 0x200b...0x200f, 0x2028, 0x2029, 0x2581, 0xfeff, 0xfffd:
        " "
      default: scalar
      }
    }
  }
}

/// The normaliser of BERT: controls out, ideographs apart, accents off, small letters.
struct BertNormalizer: Sendable {
  var cleansText = true
  var separatesIdeographs = true
  var stripsAccents = true
  var lowercases = true

  init(lowercases: Bool, stripsAccents: Bool? = nil, separatesIdeographs: Bool = true) {
    self.lowercases = lowercases
    self.stripsAccents = stripsAccents ?? lowercases
    self.separatesIdeographs = separatesIdeographs
  }

  init(_ part: Part) throws(TokenizerError) {
    cleansText = try part.bool("clean_text", default: true)
    separatesIdeographs = try part.bool("handle_chinese_chars", default: true)
    lowercases = try part.bool("lowercase", default: true)
    stripsAccents = try part.bool("strip_accents", default: lowercases)
  }

  func normalize(_ text: inout NormalizedText) {
    if cleansText {
      text.filter { $0.value != 0 && $0.value != 0xfffd && !$0.isTokenControl }
      text.map { $0.properties.isWhitespace ? " " : $0 }
    }
    if separatesIdeographs, text.scalars.contains(where: \.isIdeograph) {
      text.expand { scalar, add in
        guard scalar.isIdeograph else { return add(scalar) }
        add(" ")
        add(scalar)
        add(" ")
      }
    }
    if stripsAccents {
      UnicodeForm.nfd.normalize(&text)
      text.filter { !$0.isTokenAccent }
    }
    if lowercases { text.lowercase() }
  }
}

extension NormalizedText {
  /// Small letters; a letter may become two characters.
  mutating func lowercase() {
    if scalars.allSatisfy(\.isASCII) {
      return map { ("A"..."Z").contains($0) ? Unicode.Scalar(UInt8($0.value + 0x20)) : $0 }
    }
    expand { scalar, add in
      for part in scalar.properties.lowercaseMapping.unicodeScalars { add(part) }
    }
  }

  /// Writes each byte of the text's UTF-8 as a character of its own.
  mutating func spellBytes() {
    expand { scalar, add in
      for byte in UTF8.encode(scalar)! { add(ByteAlphabet.characters[Int(byte)]) }
    }
  }
}

/// The 256 printable characters that GPT-2 writes bytes as.
enum ByteAlphabet {
  /// The character of each byte.
  static let characters: [Unicode.Scalar] = {
    var next: UInt32 = 0x100
    return (0...255).map { byte in
      switch byte {
      case 0x21...0x7e, 0xa1...0xac, 0xae...0xff: return Unicode.Scalar(UInt32(byte))!
      default:
        defer { next += 1 }
        return Unicode.Scalar(next)!
      }
    }
  }()

  /// The byte of each character.
  static let bytes: [Unicode.Scalar: UInt8] = Dictionary(
    uniqueKeysWithValues: characters.enumerated().map { ($1, UInt8($0)) })
}
