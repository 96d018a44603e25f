// The tokenizer inside a GGUF file: a list of tokens and a few words on how texts are cut.

/// What a GGUF file says about its tokenizer; the keys are those below `tokenizer.ggml`.
public struct GGUFVocabulary: Sendable {
  /// `model`: `llama`, `gpt2`, `bert` or `t5`.
  public var model: String
  /// `pre`: the name of the pattern that texts are split by.
  public var pattern: String?
  public var tokens: [[UInt8]]
  public var scores: [Float] = []
  /// `token_type`, numbered as in SentencePiece.
  public var types: [Int] = []
  public var merges: [[UInt8]] = []
  public var startID: Int?
  public var endID: Int?
  public var unknownID: Int?
  public var separatorID: Int?
  public var classifierID: Int?
  public var addsStart: Bool?
  public var addsEnd: Bool?
  public var addsSpacePrefix: Bool?
  public var removesExtraBlanks: Bool?
  public var characterMap: [UInt8] = []

  public init(model: String, tokens: [[UInt8]]) {
    self.model = model
    self.tokens = tokens
  }
}

extension Tokenizer {
  /// The tokenizer of a GGUF file.
  /// - Parameter file: the file's path, for messages.
  public init(gguf: GGUFVocabulary, file: String) throws(TokenizerError) {
    for (name, count) in [("scores", gguf.scores.count), ("token_type", gguf.types.count)]
    where count != 0 && count != gguf.tokens.count {
      throw .malformed(
        file: file, part: "tokenizer.ggml.\(name)",
        .unequal(count, what: "entries", other: gguf.tokens.count, than: "tokens"))
    }
    func token(_ id: Int?) throws(TokenizerError) -> PostProcessor.SpecialToken? {
      guard let id else { return nil }
      guard gguf.tokens.indices.contains(id) else {
        throw .malformed(
          file: file, part: "a special token", .beyondVocabulary(id, of: gguf.tokens.count))
      }
      return .init(ids: [id], texts: [String(decoding: gguf.tokens[id], as: UTF8.self)])
    }
    let start = try token(gguf.startID)
    let end = try token(gguf.endID)
    var specials: [AddedToken] = []
    for (id, type) in gguf.types.enumerated() where type == 2 || type == 3 || type == 4 {
      let text = String(decoding: gguf.tokens[id], as: UTF8.self)
      if text.isEmpty || gguf.model == "llama" && type == 4 { continue }
      specials.append(AddedToken(id: id, text: text, isSpecial: type != 4))
    }
    func around(start addsStart: Bool, end addsEnd: Bool) -> PostProcessor? {
      let first = gguf.addsStart ?? addsStart ? start : nil
      let last = gguf.addsEnd ?? addsEnd ? end : nil
      return first == nil && last == nil ? nil : .around(start: first, end: last)
    }
    switch gguf.model {
    case "llama", "t5":
      let isUnigram = gguf.model == "t5"
      var map: PrecompiledMap?
      if !gguf.characterMap.isEmpty {
        map = PrecompiledMap(gguf.characterMap)
        if map == nil {
          throw .malformed(file: file, .unreadable("tokenizer.ggml.precompiled_charsmap"))
        }
      }
      var entries: [SentencePiece.Entry] = []
      for (id, text) in gguf.tokens.enumerated() {
        let number = gguf.types.isEmpty ? id == gguf.unknownID ? 2 : 1 : gguf.types[id]
        guard let type = SentencePiece.PieceType(rawValue: number) else {
          throw .malformed(file: file, part: "the type of token \(id)", .number(number, above: 6))
        }
        let score = gguf.scores.isEmpty ? 0 : gguf.scores[id]
        guard !score.isNaN else { throw .malformed(file: file, .noScore(token: id)) }
        entries.append(.init(text: text, score: score, type: type))
      }
      if let unknown = gguf.unknownID, entries.indices.contains(unknown) {
        entries[unknown].type = .unknown
      }
      let model = try SentencePiece(
        kind: isUnigram ? .unigram : .bytePairs, entries: entries,
        rules: .init(
          map: map, addsPrefix: gguf.addsSpacePrefix ?? true,
          // Where nothing is said: a vocabulary without a token of two blanks was made of texts
          // without them.
          removesExtraBlanks: gguf.removesExtraBlanks
            ?? !gguf.tokens.contains(SentencePiece.blank + SentencePiece.blank)),
        fallsBackToBytes: entries.contains { $0.type == .byte }, file: file)
      self.init(
        engine: .sentencePiece(model), added: try AddedTokens(specials, normalizer: nil),
        postProcessor: around(start: !isUnigram, end: isUnigram), decoder: nil, file: file,
        kind: isUnigram ? "Unigram" : "BPE")
    case "gpt2":
      let model = try BytePairs(
        vocabulary: Vocabulary(gguf.tokens), merges: gguf.merges,
        ignoresMerges: gguf.pattern == "llama-bpe" || gguf.pattern == "llama3", file: file)
      self.init(
        engine: .pipeline(
          Pipeline(
            normalizer: gguf.pattern == "qwen2" ? .form(.nfc) : nil,
            preTokenizer: try Self.splitter(gguf.pattern, file: file), model: model)),
        added: try AddedTokens(specials, normalizer: nil),
        postProcessor: around(start: gguf.pattern == "llama-bpe", end: false),
        decoder: .byteLevel, file: file, kind: "BPE")
    case "bert":
      // Words begin with ▁ there, and what goes on in a word has no mark.
      let marked = gguf.tokens.enumerated().map { id, text -> [UInt8] in
        if !gguf.types.isEmpty, gguf.types[id] != 1 { return text }
        if text.starts(with: SentencePiece.blank) { return Array(text.dropFirst(3)) }
        return text.first == UInt8(ascii: "[") && text.last == UInt8(ascii: "]")
          ? text : Array("##".utf8) + text
      }
      guard let first = try token(gguf.classifierID ?? gguf.startID),
        let last = try token(gguf.separatorID ?? gguf.endID)
      else { throw .malformed(file: file, .lacks(["the tokens that begin and end a text"])) }
      let unknown = try token(gguf.unknownID)?.texts[0] ?? "[UNK]"
      self.init(
        engine: .pipeline(
          Pipeline(
            normalizer: .bert(BertNormalizer(lowercases: true)), preTokenizer: .bert,
            model: WordPiece(vocabulary: Vocabulary(marked), unknown: unknown, file: file))),
        added: try AddedTokens(specials, normalizer: nil),
        postProcessor: .bert(start: first, end: last),
        decoder: .wordPiece(prefix: "##", cleansUp: true), file: file, kind: "WordPiece")
    default:
      throw .unsupported(file: file, .gguf(gguf.model))
    }
  }

  /// The words that a name of llama.cpp stands for.
  private static func splitter(_ name: String?, file: String) throws(TokenizerError) -> PreTokenizer
  {
    switch name {
    case "gpt-2", "phi-2", "olmo", "jina-es", "jina-de", "mpt":
      return .byteLevel(addsPrefixSpace: false, splits: true)
    case "llama-bpe", "llama3", "llama-v3", "dbrx", "smaug-bpe":
      return try .splitThenBytes(PreTokenizer.llama3Pattern, file: file)
    case "qwen2", "deepseek-r1-qwen":
      return try .splitThenBytes(PreTokenizer.qwenPattern, file: file)
    case "smollm", "starcoder", "refact", "command-r", "codeshell":
      return .sequence([
        .digits(eachAlone: true), .byteLevel(addsPrefixSpace: false, splits: true),
      ])
    default:
      throw .unsupported(file: file, .split(name ?? "default"))
    }
  }
}
