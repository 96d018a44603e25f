// Reading a tokenizer.json, the file of Hugging Face's `tokenizers`.

internal import JSONTape

extension Tokenizer {
  /// Reads the bytes of a tokenizer.json.
  /// - Parameter file: what messages call it.
  public init(json bytes: [UInt8], file: String) throws(TokenizerError) {
    let document: JSONDocument
    do throws(JSONFault) { document = try JSONDocument(bytes) } catch {
      throw .malformed(file: file, .noJSON(error.description))
    }
    try self.init(Part(document.root, file: file))
  }

  private init(_ part: Part) throws(TokenizerError) {
    let normalizer: Normalizer? =
      if let normalizer = part["normalizer"] { try Normalizer(normalizer) } else { nil }
    let preTokenizer: PreTokenizer? =
      if let splitter = part["pre_tokenizer"] { try PreTokenizer(splitter) } else { nil }
    let (model, kind) = try Self.model(try part.required("model"))
    engine = .pipeline(Pipeline(normalizer: normalizer, preTokenizer: preTokenizer, model: model))
    var tokens: [AddedToken] = []
    for token in try part["added_tokens"]?.elements() ?? [] {
      let token = try AddedToken(token)
      if !token.text.isEmpty { tokens.append(token) }
    }
    added = try AddedTokens(tokens, normalizer: normalizer)
    postProcessor =
      if let processor = part["post_processor"] { try PostProcessor(processor) } else { nil }
    decoder = if let decoder = part["decoder"] { try Decoder(decoder) } else { nil }
    file = part.file
    self.kind = kind
  }

  private static func model(_ part: Part) throws(TokenizerError) -> (any TokenModel, String) {
    // Old files leave the type out.
    let type = try part["type"]?.string() ?? guessedType(part)
    switch type {
    case "WordPiece": return (try WordPiece(part), type)
    case "BPE": return (try BytePairs(part), type)
    case "Unigram": return (try Unigram(part), type)
    case "WordLevel": return (try WordLevel(part), type)
    default: throw part.unsupported(.step(type))
    }
  }

  private static func guessedType(_ part: Part) -> String {
    if part["merges"] != nil { return "BPE" }
    if part["vocab"]?.value.array != nil { return "Unigram" }
    return part["continuing_subword_prefix"] != nil ? "WordPiece" : "WordLevel"
  }
}
