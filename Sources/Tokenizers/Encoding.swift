// What a tokenizer makes of a text.

/// The tokens of a text or of a pair of texts.
public struct Encoding: Hashable, Sendable {
  /// The number of each token.
  public internal(set) var ids: [Int] = []
  /// The text of each token as the vocabulary writes it.
  public internal(set) var tokens: [String] = []
  /// The Unicode scalars of the token's text that it stands for; `0..<0` for what was added.
  public internal(set) var offsets: [Range<Int>] = []
  /// The segment of each token: 0, or 1 for the second text where the tokenizer tells them apart.
  public internal(set) var typeIDs: [Int] = []
  /// Whether the tokenizer put the token there.
  public internal(set) var isSpecial: [Bool] = []
  /// The text that each token comes from, 0 or 1; nil where the tokenizer put it there.
  public internal(set) var sequences: [Int?] = []

  /// How many tokens there are.
  public var count: Int { ids.count }

  mutating func append(
    id: Int, token: String, offset: Range<Int> = 0..<0, typeID: Int, sequence: Int? = nil
  ) {
    ids.append(id)
    tokens.append(token)
    offsets.append(offset)
    typeIDs.append(typeID)
    isSpecial.append(sequence == nil)
    sequences.append(sequence)
  }

  mutating func append(_ other: Encoding) {
    ids += other.ids
    tokens += other.tokens
    offsets += other.offsets
    typeIDs += other.typeIDs
    isSpecial += other.isSpecial
    sequences += other.sequences
  }

  /// Only the first `count` tokens.
  public func prefix(_ count: Int) -> Encoding {
    var encoding = self
    let surplus = max(0, self.count - count)
    encoding.ids.removeLast(surplus)
    encoding.tokens.removeLast(surplus)
    encoding.offsets.removeLast(surplus)
    encoding.typeIDs.removeLast(surplus)
    encoding.isSpecial.removeLast(surplus)
    encoding.sequences.removeLast(surplus)
    return encoding
  }
}
