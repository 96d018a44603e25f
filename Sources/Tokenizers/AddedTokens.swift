// Tokens that are taken out of a text before and after it is normalised, and never cut.

/// A token beside the vocabulary, and how it is looked for.
struct AddedToken: Sendable {
  var id: Int
  var text: String
  /// Whether it is found only where no word character touches it.
  var isSingleWord = false
  /// Whether white space before it belongs to it.
  var takesLeft = false
  /// Whether white space after it belongs to it.
  var takesRight = false
  /// Whether it is looked for after normalisation, in its own normalised form.
  var isNormalized = true
  var isSpecial = false

  init(id: Int, text: String, isSpecial: Bool = true, isNormalized: Bool = false) {
    self.id = id
    self.text = text
    self.isSpecial = isSpecial
    self.isNormalized = isNormalized
  }

  init(_ part: Part) throws(TokenizerError) {
    id = try part.required("id").count()
    guard id <= Vocabulary.maximumCount else {
      throw part.malformed(.number(id, above: Vocabulary.maximumCount))
    }
    text = try part.string("content")
    isSingleWord = try part.bool("single_word", default: false)
    takesLeft = try part.bool("lstrip", default: false)
    takesRight = try part.bool("rstrip", default: false)
    isSpecial = try part.bool("special", default: false)
    isNormalized = try part.bool("normalized", default: !isSpecial)
  }
}

/// The added tokens of a tokenizer.
struct AddedTokens: Sendable {
  private(set) var tokens: [AddedToken] = []
  private var byID: [Int: Int] = [:]
  private var byText: [String: Int] = [:]
  private var given = Finder()
  private var normalized = Finder()

  /// Which token a text begins with: a tree of the tokens' characters, so that thousands of them take no longer
  /// than one.
  private struct Finder: Sendable {
    private struct Branch: Hashable, Sendable {
      let node: Int
      let scalar: Unicode.Scalar
    }

    private var branches: [Branch: Int] = [:]
    /// For each node the token that ends there; the first node is the root.
    private var ends: [Int?] = [nil]

    var isEmpty: Bool { branches.isEmpty }

    /// Adds a token; of two with one text the later counts.
    mutating func add(_ text: String, _ token: Int) {
      var node = 0
      for scalar in text.unicodeScalars {
        let branch = Branch(node: node, scalar: scalar)
        if let next = branches[branch] {
          node = next
        } else {
          node = ends.count
          branches[branch] = node
          ends.append(nil)
        }
      }
      if node != 0 { ends[node] = token }
    }

    /// The longest token that begins at a position.
    func longest(in scalars: [Unicode.Scalar], from start: Int) -> (end: Int, token: Int)? {
      var node = 0
      var found: (Int, Int)?
      for location in start..<scalars.count {
        guard let next = branches[Branch(node: node, scalar: scalars[location])] else { break }
        node = next
        if let token = ends[node] { found = (location + 1, token) }
      }
      return found
    }
  }

  init() {}

  init(_ tokens: [AddedToken], normalizer: Normalizer?) throws(TokenizerError) {
    self.tokens = tokens
    for (index, token) in tokens.enumerated() {
      byID[token.id] = index
      byText[token.text] = index
      guard token.isNormalized else {
        given.add(token.text, index)
        continue
      }
      var text = NormalizedText(token.text)
      try normalizer?.normalize(&text)
      normalized.add(text.text, index)
    }
  }

  func token(id: Int) -> AddedToken? { byID[id].map { tokens[$0] } }

  func token(text: String) -> AddedToken? { byText[text].map { tokens[$0] } }

  /// Cuts a text at the added tokens in it.
  /// - Parameter isNormalized: whether the text is normalised already.
  func split(_ text: NormalizedText, isNormalized: Bool) -> [Piece] {
    let finder = isNormalized ? normalized : given
    guard !finder.isEmpty else { return text.isEmpty ? [] : [Piece(text: text)] }
    let scalars = text.scalars
    var pieces: [Piece] = []
    var begin = 0
    var location = 0
    while location < scalars.count {
      guard let found = finder.longest(in: scalars, from: location) else {
        location += 1
        continue
      }
      let token = tokens[found.token]
      var (first, last) = (location, found.end)
      location = last
      if token.isSingleWord {
        if first > 0, scalars[first - 1].isWordCharacter { continue }
        if last < scalars.count, scalars[last].isWordCharacter { continue }
      }
      if token.takesLeft {
        while first > begin, scalars[first - 1].properties.isWhitespace { first -= 1 }
      }
      if token.takesRight {
        while last < scalars.count, scalars[last].properties.isWhitespace { last += 1 }
      }
      // The token before may have taken this one's first characters.
      first = max(first, begin)
      if begin < first { pieces.append(Piece(text: text[begin..<first])) }
      let part = text[first..<last]
      pieces.append(
        Piece(
          text: part,
          tokens: [
            WordToken(id: token.id, text: part.text, range: 0..<part.count, isAdded: true)
          ]))
      begin = last
      location = max(location, last)
    }
    if begin < scalars.count { pieces.append(Piece(text: text[begin..<scalars.count])) }
    return pieces
  }
}

/// A part of a text, and its tokens once it has some.
struct Piece: Sendable {
  var text: NormalizedText
  var tokens: [WordToken]?

  init(text: NormalizedText, tokens: [WordToken]? = nil) {
    self.text = text
    self.tokens = tokens
  }
}
