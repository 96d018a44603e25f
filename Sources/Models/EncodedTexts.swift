// From texts to what a model is given, and greedy continuation.

public import Tokenizers

/// Texts as a model is given them.
public struct EncodedTexts: Sendable {
  public var input: ModelInput
  /// The tokens of the text, or of the pair.
  public var encoding: Encoding
  /// The tokens that the decoder is given: the one it starts with, and those of the target text.
  public var targetTokens: [String] = []
  /// How many tokens were cut off, where that was allowed.
  public var cutCount = 0
}

extension Model {
  /// Turns texts into tokens.
  ///
  /// The decoder of a model with two sides is given its start token and the target's tokens without
  /// the last, which is what it is trained on: the row of each token predicts the next.
  /// - Parameters:
  ///   - pair: the second segment.
  ///   - target: the text of the decoder.
  ///   - addsSpecialTokens: whether the tokens that the model expects are put around the text.
  ///   - cuts: whether tokens beyond the model's positions are cut off, which ``EncodedTexts/cutCount``
  ///     says; else they are an error.
  ///   - goesOn: whether the decoder is to go on from its text.
  public func encode(
    _ text: String, pair: String? = nil, target: String? = nil, addsSpecialTokens: Bool = true,
    cuts: Bool = false, goesOn: Bool = false
  ) throws(ModelError) -> EncodedTexts {
    let tokenizer = try tokenizer()
    var encoding = try encoded(
      text, pair: pair, by: tokenizer, addsSpecialTokens: addsSpecialTokens)
    var cutCount = 0
    if let context = shape.context, encoding.count > context {
      guard cuts else { throw .tooLong(tokens: encoding.count, context: context) }
      cutCount = encoding.count - context
      encoding = encoding.truncated(to: context)
    }
    var input = ModelInput(ids: encoding.ids)
    // A model without segments is given none, as the library does.
    if shape.segments > 1 { input.typeIDs = encoding.typeIDs }
    var texts = EncodedTexts(input: input, encoding: encoding, cutCount: cutCount)
    if let target {
      (texts.input.decoderIDs, texts.targetTokens) = try encodedTarget(
        target, addsSpecialTokens: addsSpecialTokens, goesOn: goesOn)
    }
    return texts
  }

  /// What a decoder is given of a text: its start token, and the text's tokens without the last.
  /// - Parameter goesOn: whether it is to go on from there: then only a token that ends a text is left out.
  public func encodedTarget(
    _ text: String, addsSpecialTokens: Bool = true, goesOn: Bool = false
  ) throws(ModelError) -> (ids: [Int], tokens: [String]) {
    let tokenizer = try tokenizer(isTarget: true)
    let own = try encoded(text, pair: nil, by: tokenizer, addsSpecialTokens: addsSpecialTokens)
    let start = decoderStart ?? own.ids.last ?? 0
    let isEnded = own.ids.last.map(endIDs.contains) ?? false
    let count = goesOn && !isEnded ? own.ids.count : own.ids.count - 1
    let (ids, tokens) = (Array(own.ids[..<count]), Array(own.tokens[..<count]))
    // Whisper's tokenizer puts the start token before the text by itself; there is one all the same.
    if own.ids.first == start { return (ids, tokens) }
    return ([start] + ids, [tokenizer.token(of: start) ?? "\(start)"] + tokens)
  }

  /// What a decoder is given that has no text yet: its start token.
  /// - Throws: `wrongInput` where the model does not say which that is.
  public func targetStart() throws(ModelError) -> (ids: [Int], tokens: [String]) {
    guard let start = decoderStart else {
      throw .wrongInput(architecture: architecture, needed: .targetStart)
    }
    return ([start], [(try? tokenizer(isTarget: true))?.token(of: start) ?? "\(start)"])
  }

  private func encoded(
    _ text: String, pair: String?, by tokenizer: Tokenizer, addsSpecialTokens: Bool
  ) throws(ModelError) -> Encoding {
    let encoding: Encoding
    do throws(TokenizerError) {
      encoding = try tokenizer.encode(text, pair: pair, addsSpecialTokens: addsSpecialTokens)
    } catch { throw .tokenizer(error) }
    guard encoding.count > 0 else { throw .emptyInput }
    try check(encoding, of: tokenizer)
    return encoding
  }

  /// Continues a text by the most likely token, again and again; the first of a decoder's may be forced.
  /// - Parameter count: how many tokens are added, at most: the model's end token is the last.
  /// - Returns: the input with the tokens added, to the decoder's where there is one.
  public func continued(_ input: ModelInput, by count: Int) throws(ModelError) -> ModelInput {
    var input = input
    var cache = KeyCache()
    for _ in 0..<count {
      guard let logits = try lastLogits(input, &cache),
        let likely = logits.indices.max(by: { logits[$0] < logits[$1] })
      else {
        throw .wrongInput(architecture: architecture, needed: .head)
      }
      // What begins with the start token alone.
      let forced = input.decoderIDs.count == 1 ? forcedFirst : nil
      let best = forced.flatMap { logits.indices.contains($0) ? $0 : nil } ?? likely
      if shape.inputs.contains(.decoderText) {
        input.decoderIDs.append(best)
      } else {
        input.ids.append(best)
        if !input.typeIDs.isEmpty { input.typeIDs.append(0) }
      }
      if endIDs.contains(best) { break }
    }
    return input
  }
}
