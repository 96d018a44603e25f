// Reading a tokenizer.json, the file of Hugging Face's `tokenizers`.

internal import JSONTape

/// The numbers that the library `tokenizers` gives to added tokens, whatever the file says: the vocabulary's
/// own, or those that follow it and each other.
private struct AddedNumbers {
  private let model: any TokenModel
  /// By their bytes: letters with accents can be written in two ways, as two tokens.
  private var known: [[UInt8]: Int] = [:]
  private var maximum: Int?

  init(_ model: any TokenModel) { self.model = model }

  mutating func number(of token: String) -> Int {
    let next = max(model.tokenCount, (maximum ?? -1) + 1)
    let bytes = Array(token.utf8)
    let number = known[bytes] ?? model.id(of: token) ?? next
    known[bytes] = number
    maximum = max(maximum ?? number, number)
    return number
  }
}

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
    var numbers = AddedNumbers(model)
    for part in try part["added_tokens"]?.elements() ?? [] {
      let token = try AddedToken(part)
      guard !token.text.isEmpty else { continue }
      let number = numbers.number(of: token.text)
      guard token.id == number else {
        throw part.malformed(
          .contradictedNumber(
            token: token.text, token.id, library: number,
            isInVocabulary: model.id(of: token.text) != nil))
      }
      tokens.append(token)
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
