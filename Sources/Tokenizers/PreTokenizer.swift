// The second step of a tokenizer: the text is split into words, which the model looks at one by one.

/// A step of splitting.
indirect enum PreTokenizer: Sendable {
  case bert
  case byteLevel(addsPrefixSpace: Bool, splits: Bool)
  case metaspace(replacement: Unicode.Scalar, prepends: Prepending, splits: Bool)
  /// `\w+|[^\w\s]+`
  case whitespace
  case whitespaceSplit
  case punctuation(SplitBehavior)
  case digits(eachAlone: Bool)
  case split(TextPattern, SplitBehavior, inverted: Bool, file: String)
  case character(Unicode.Scalar)
  case sequence([PreTokenizer])

  /// Where Metaspace puts its mark in front.
  enum Prepending: String, Sendable {
    case always, first, never
  }

  /// The pattern of GPT-2, which ByteLevel splits by.
  static let gpt2Pattern =
    "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"
  private static let gpt2 = try? RegularExpression(gpt2Pattern)

  init(_ part: Part) throws(TokenizerError) {
    let type = try part.string("type")
    switch type {
    case "BertPreTokenizer": self = .bert
    case "ByteLevel":
      self = .byteLevel(
        addsPrefixSpace: try part.bool("add_prefix_space", default: true),
        splits: try part.bool("use_regex", default: true))
    case "Metaspace":
      let replacement = try part["replacement"]?.string() ?? "▁"
      guard let scalar = replacement.unicodeScalars.first, replacement.unicodeScalars.count == 1
      else {
        throw part.malformed(.notOneCharacter(replacement, as: "replacement"))
      }
      let adds = try part.bool("add_prefix_space", default: true)
      self = .metaspace(
        replacement: scalar,
        prepends: adds ? try part.choice("prepend_scheme", default: .always) : .never,
        splits: try part.bool("split", default: true))
    case "Whitespace": self = .whitespace
    case "WhitespaceSplit": self = .whitespaceSplit
    case "Punctuation":
      self = .punctuation(try part.choice("behavior", default: .isolated))
    case "Digits": self = .digits(eachAlone: try part.bool("individual_digits", default: false))
    case "Split":
      self = .split(
        try TextPattern(try part.required("pattern")), try part.choice("behavior"),
        inverted: try part.bool("invert", default: false), file: part.file)
    case "CharDelimiterSplit":
      let text = try part.string("delimiter")
      guard let scalar = text.unicodeScalars.first, text.unicodeScalars.count == 1 else {
        throw part.malformed(.notOneCharacter(text, as: "delimiter"))
      }
      self = .character(scalar)
    case "Sequence":
      var steps: [PreTokenizer] = []
      for step in try part.required("pretokenizers").elements() {
        steps.append(try PreTokenizer(step))
      }
      self = .sequence(steps)
    default: throw part.unsupported(.step(type))
    }
  }

  /// The parts of a part of the text.
  func split(_ text: NormalizedText) throws(TokenizerError) -> [NormalizedText] {
    var text = text
    switch self {
    case .bert:
      return text.split(text.matches { $0.properties.isWhitespace }, .removed).flatMap {
        $0.split($0.matches(of: \.isTokenPunctuation), .isolated)
      }
    case .byteLevel(let addsPrefixSpace, let splits):
      if addsPrefixSpace, text.scalars.first != " " { text.prepend(" ") }
      var parts = [text]
      if splits {
        guard let gpt2 = Self.gpt2 else {
          throw .patternFailed(
            file: "PCRE2", pattern: Self.gpt2Pattern, reason: "it is built without Unicode")
        }
        parts = text.split(
          try TextPattern.regularExpression(gpt2).matches(in: text, file: "GPT-2"), .isolated)
      }
      for index in parts.indices { parts[index].spellBytes() }
      return parts
    case .metaspace(let replacement, let prepends, let splits):
      text.map { $0 == " " ? replacement : $0 }
      let isFirst = text.start == 0
      if text.scalars.first != replacement, prepends == .always || prepends == .first && isFirst {
        text.prepend(String(Character(replacement)))
      }
      return splits ? text.split(text.matches { $0 == replacement }, .mergedWithNext) : [text]
    case .whitespace: return text.split(Self.words(in: text), .removed)
    case .whitespaceSplit: return text.split(text.matches { $0.properties.isWhitespace }, .removed)
    case .punctuation(let behavior):
      return text.split(text.matches(of: \.isTokenPunctuation), behavior)
    case .digits(let eachAlone):
      return text.split(text.matches(of: \.isTokenNumber), eachAlone ? .isolated : .contiguous)
    case .split(let pattern, let behavior, let inverted, let file):
      var matches = try pattern.matches(in: text, file: file)
      if inverted { for index in matches.indices { matches[index].isMatch.toggle() } }
      return text.split(matches, behavior)
    case .character(let delimiter): return text.split(text.matches { $0 == delimiter }, .removed)
    case .sequence(let steps):
      var parts = [text]
      for step in steps {
        var next: [NormalizedText] = []
        for part in parts { next += try step.split(part) }
        parts = next.filter { !$0.isEmpty }
      }
      return parts
    }
  }

  /// Runs of word characters and runs of what is neither word nor blank; the blanks match.
  private static func words(in text: NormalizedText) -> [Match] {
    func kind(_ scalar: Unicode.Scalar) -> Int {
      scalar.isWordCharacter ? 1 : scalar.properties.isWhitespace ? 0 : 2
    }
    var matches: [Match] = []
    var begin = 0
    for index in text.scalars.indices {
      let last = kind(text.scalars[index])
      if index + 1 < text.count, kind(text.scalars[index + 1]) == last { continue }
      matches.append(Match(range: begin..<index + 1, isMatch: last == 0))
      begin = index + 1
    }
    return matches
  }
}
