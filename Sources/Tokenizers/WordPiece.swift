// WordPiece (Schuster and Nakajima, Japanese and Korean Voice Search, 2012; as in BERT): the longest
// token that the rest of the word begins with, again and again.

/// The tokens of BERT.
struct WordPiece: TokenModel {
  let vocabulary: Vocabulary
  let unknown: String
  /// What stands before a token inside a word.
  let prefix: String
  /// A longer word is unknown as a whole.
  let maximumLength: Int
  let file: String

  init(
    vocabulary: Vocabulary, unknown: String = "[UNK]", prefix: String = "##",
    maximumLength: Int = 100, file: String
  ) {
    self.vocabulary = vocabulary
    self.unknown = unknown
    self.prefix = prefix
    self.maximumLength = maximumLength
    self.file = file
  }

  init(_ part: Part) throws(TokenizerError) {
    self.init(
      vocabulary: try Vocabulary(try part.required("vocab")),
      unknown: try part["unk_token"]?.string() ?? "[UNK]",
      prefix: try part["continuing_subword_prefix"]?.string() ?? "##",
      maximumLength: try part["max_input_chars_per_word"]?.count() ?? 100, file: part.file)
  }

  func id(of token: String) -> Int? { vocabulary.table.number(of: token) }

  func token(of id: Int) -> String? { vocabulary.text(of: id) }

  var vocabularySize: Int { vocabulary.count }

  var tokenCount: Int { vocabulary.table.count }

  func tokens(of word: NormalizedText) throws(TokenizerError) -> [WordToken] {
    if word.count > maximumLength { return [try unknownToken(of: word)] }
    // Where in the bytes each character begins.
    var bytes = Array(prefix.utf8)
    let prefixLength = bytes.count
    var starts: [Int] = []
    for scalar in word.scalars {
      starts.append(bytes.count)
      bytes.append(contentsOf: UTF8.encode(scalar)!)
    }
    starts.append(bytes.count)

    var tokens: [WordToken] = []
    var begin = 0
    while begin < word.count {
      // The prefix is put right before the rest of the word, over what is done.
      let first = begin == 0 ? prefixLength : starts[begin] - prefixLength
      if begin > 0 { bytes.replaceSubrange(first..<starts[begin], with: prefix.utf8) }
      var end = word.count
      var id: Int?
      for length in vocabulary.table.lengths.reversed() {
        while end > begin, starts[end] - first > length { end -= 1 }
        guard end > begin else { break }
        guard starts[end] - first == length else { continue }
        id = bytes.withUnsafeBufferPointer {
          vocabulary.table.number(of: UnsafeBufferPointer(rebasing: $0[first..<starts[end]]))
        }
        if id != nil { break }
      }
      guard let id else { return [try unknownToken(of: word)] }
      let text = String(decoding: bytes[first..<starts[end]], as: UTF8.self)
      tokens.append(WordToken(id: id, text: text, range: begin..<end))
      begin = end
    }
    return tokens
  }

  private func unknownToken(of word: NormalizedText) throws(TokenizerError) -> WordToken {
    guard let id = id(of: unknown) else { throw .noUnknownToken(file: file, text: word.text) }
    return WordToken(id: id, text: unknown, range: 0..<word.count)
  }
}

/// Whole words only.
struct WordLevel: TokenModel {
  let vocabulary: Vocabulary
  let unknown: String
  let file: String

  init(_ part: Part) throws(TokenizerError) {
    vocabulary = try Vocabulary(try part.required("vocab"))
    unknown = try part["unk_token"]?.string() ?? "<unk>"
    file = part.file
  }

  func id(of token: String) -> Int? { vocabulary.table.number(of: token) }

  func token(of id: Int) -> String? { vocabulary.text(of: id) }

  var vocabularySize: Int { vocabulary.count }

  var tokenCount: Int { vocabulary.table.count }

  func tokens(of word: NormalizedText) throws(TokenizerError) -> [WordToken] {
    let text = word.text
    if let id = id(of: text) { return [WordToken(id: id, text: text, range: 0..<word.count)] }
    guard let id = id(of: unknown) else { throw .noUnknownToken(file: file, text: text) }
    return [WordToken(id: id, text: unknown, range: 0..<word.count)]
  }
}
