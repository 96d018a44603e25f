// The third step of a tokenizer: a word becomes tokens of the vocabulary.

internal import JSONTape

/// A token of a word.
struct WordToken: Sendable {
  var id: Int
  var text: String
  /// The characters of the word that it stands for.
  var range: Range<Int>
  /// Whether it comes from the list of added tokens.
  var isAdded = false
}

/// A way of making tokens of a word.
protocol TokenModel: Sendable {
  /// The tokens of a word.
  /// - Throws: `noUnknownToken`.
  func tokens(of word: NormalizedText) throws(TokenizerError) -> [WordToken]

  /// The number of a token.
  func id(of token: String) -> Int?

  /// The token of a number.
  func token(of id: Int) -> String?

  /// One more than the maximum number of a token.
  var vocabularySize: Int { get }

  /// How many tokens there are: fewer where numbers between them are left out.
  var tokenCount: Int { get }
}

/// Tokens and their numbers, both ways.
struct Vocabulary: Sendable {
  private(set) var table: ByteTable
  private(set) var texts: [String?] = []

  /// Reads an object of tokens and numbers.
  init(_ part: Part) throws(TokenizerError) {
    guard part.value.isObject else {
      throw part.malformed(.wrongKind("no object of tokens and numbers"))
    }
    table = ByteTable()
    for (key, value) in part.value.members {
      guard let id = value.int, (0...Self.maximumCount).contains(id) else {
        throw part.malformed(.noNumber(token: key.string ?? "", maximum: Self.maximumCount))
      }
      _ = key.withUTF8 { table.insert($0, id) }
    }
    index()
  }

  /// Numbers tokens from 0 on.
  init(_ tokens: some Sequence<[UInt8]>) {
    table = ByteTable()
    for (id, token) in tokens.enumerated() { table.insert(token, id) }
    index()
  }

  /// The maximum number of a token: vocabularies are below a million, and a number is memory.
  static let maximumCount = (1 << 22) - 1

  private mutating func index() {
    var highest = -1
    table.visit { highest = max(highest, $1) }
    var texts = [String?](repeating: nil, count: highest + 1)
    table.visit { texts[$1] = String(decoding: $0, as: UTF8.self) }
    self.texts = texts
  }

  var count: Int { texts.count }

  func text(of id: Int) -> String? { texts.indices.contains(id) ? texts[id] : nil }
}
