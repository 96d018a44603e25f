// A tokenizer: text to numbers, as the libraries of Hugging Face and SentencePiece do it.

/// Turns text into tokens of a vocabulary.
///
/// Ids, tokens and offsets are those of Hugging Face's `tokenizers`, or of SentencePiece for its
/// `.model` files. Truncation and padding that a file asks for are left out.
public struct Tokenizer: Sendable {
  /// The version of PCRE2, which finds what tokenizers' regular expressions mean.
  public static var expressionsVersion: String { RegularExpression.libraryVersion }

  /// What makes tokens of one text.
  enum Engine: Sendable {
    case pipeline(Pipeline)
    case sentencePiece(SentencePiece)
  }

  var engine: Engine
  var added: AddedTokens
  var postProcessor: PostProcessor?
  var decoder: Decoder?
  /// The file it was read from, for messages.
  public internal(set) var file: String
  /// What kind it is, as people call it: `WordPiece`, `BPE`, `Unigram`, `WordLevel`.
  public internal(set) var kind: String

  /// The tokens of a text, or of two.
  /// - Parameter addsSpecialTokens: whether the tokens are put around it that the model expects.
  /// - Throws: `noUnknownToken`, `patternFailed`.
  public func encode(
    _ text: String, pair: String? = nil, addsSpecialTokens: Bool = true
  ) throws(TokenizerError) -> Encoding {
    var encodings = [try encodeAlone(text, sequence: 0)]
    if let pair { encodings.append(try encodeAlone(pair, sequence: 1)) }
    postProcessor?.process(&encodings, addsSpecialTokens: addsSpecialTokens)
    var result = Encoding()
    for encoding in encodings { result.append(encoding) }
    return result
  }

  private func encodeAlone(_ text: String, sequence: Int) throws(TokenizerError) -> Encoding {
    var encoding = Encoding()
    for piece in try pieces(of: NormalizedText(text)) {
      for token in piece.tokens ?? [] {
        let origin = piece.text.origin(of: token.range)
        encoding.append(
          id: token.id, token: token.text, offset: origin.start..<max(origin.start, origin.end),
          typeID: sequence, sequence: sequence)
      }
    }
    return encoding
  }

  private func pieces(of text: NormalizedText) throws(TokenizerError) -> [Piece] {
    switch engine {
    case .sentencePiece(let model):
      var pieces: [Piece] = []
      for piece in added.split(text, isNormalized: false) {
        pieces += piece.tokens == nil ? try model.pieces(of: piece.text) : [piece]
      }
      return pieces
    case .pipeline(let pipeline):
      // 1. Added tokens in the text as it was given; 2. normalisation; 3. added tokens in what that
      // gave; 4. words; 5. tokens of each word.
      var pieces: [Piece] = []
      for piece in added.split(text, isNormalized: false) {
        guard piece.tokens == nil else {
          pieces.append(piece)
          continue
        }
        var text = piece.text
        try pipeline.normalizer?.normalize(&text)
        for piece in added.split(text, isNormalized: true) {
          guard piece.tokens == nil else {
            pieces.append(piece)
            continue
          }
          for word in try pipeline.preTokenizer?.split(piece.text) ?? [piece.text]
          where !word.isEmpty {
            pieces.append(Piece(text: word, tokens: try pipeline.model.tokens(of: word)))
          }
        }
      }
      return pieces
    }
  }

  /// The text of a token as the vocabulary writes it; nil where there is none of this number.
  public func token(of id: Int) -> String? {
    if let token = added.token(id: id) { return token.text }
    return switch engine {
    case .pipeline(let pipeline): pipeline.model.token(of: id)
    case .sentencePiece(let model): model.token(of: id)
    }
  }

  /// The number of a token; nil where it is not in the vocabulary.
  public func id(of token: String) -> Int? {
    if let token = added.token(text: token) { return token.id }
    return switch engine {
    case .pipeline(let pipeline): pipeline.model.id(of: token)
    case .sentencePiece(let model): model.id(of: token)
    }
  }

  /// One more than the maximum number that a text can get.
  public var vocabularySize: Int {
    let own =
      switch engine {
      case .pipeline(let pipeline): pipeline.model.vocabularySize
      case .sentencePiece(let model): model.vocabularySize
      }
    return max(own, (added.tokens.map(\.id).max() ?? -1) + 1)
  }

  /// The text of these tokens.
  /// - Parameter skipsSpecialTokens: whether special tokens are left out.
  public func decode(_ ids: [Int], skipsSpecialTokens: Bool = true) throws(TokenizerError) -> String
  {
    let tokens = ids.compactMap { id -> String? in
      if skipsSpecialTokens, added.token(id: id)?.isSpecial == true { return nil }
      return token(of: id)
    }
    if case .sentencePiece(let model) = engine, decoder == nil { return model.text(of: tokens) }
    guard let decoder else { return tokens.joined(separator: " ") }
    return try decoder.decode(tokens).joined()
  }
}

/// The steps before the post-processor.
struct Pipeline: Sendable {
  var normalizer: Normalizer?
  var preTokenizer: PreTokenizer?
  var model: any TokenModel
}
