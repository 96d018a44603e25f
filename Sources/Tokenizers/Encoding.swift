// What a tokenizer makes of a text.

/// The tokens of a text or of a pair of texts.
public struct Encoding: Hashable, Sendable {
  /// The number of each token.
  public internal(set) var ids: [Int] = []
  /// The text of each token as the vocabulary writes it.
  public internal(set) var tokens: [String] = []
  /// The Unicode scalars of the token's text that it stands for; `0..<0` for what was added.
  public internal(set) var offsets: [Range<Int>] = []
  /// The segment of each token: 0, or 1 for the second text where the tokenizer distinguishes them .
  public internal(set) var typeIDs: [Int] = []
  /// Whether the tokenizer put the token there.
  public internal(set) var isSpecial: [Bool] = []
  /// The text that each token comes from, 0 or 1; nil where the tokenizer put it there.
  public internal(set) var sequences: [Int?] = []

  /// How many tokens there are.
  public var count: Int { ids.count }

  /// Whether something distinguishes a second text from the first: a token between them, or their segments.
  public var distinguishesTexts: Bool {
    guard let second = sequences.firstIndex(of: 1) else { return true }
    return second > 0 && (sequences[second - 1] == nil || typeIDs[second] != typeIDs[second - 1])
  }

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

  /// At most `count` tokens: texts lose their ends, the longer one first, and what the tokenizer put
  /// around them stays, as with the `longest_first` of Hugging Face.
  public func truncated(to count: Int) -> Encoding {
    guard self.count > count else { return self }
    let specials = sequences.count { $0 == nil }
    let kept = Self.lengths(
      (sequences.count { $0 == 0 }, sequences.count { $0 == 1 }), maximum: max(0, count - specials))
    var (seen, indices) = ([0, 0], [Int]())
    for (index, sequence) in sequences.enumerated() {
      if let sequence {
        seen[sequence] += 1
        if seen[sequence] > (sequence == 0 ? kept.0 : kept.1) { continue }
      }
      indices.append(index)
    }
    return picked(Array(indices.prefix(count)))
  }

  /// How much of two texts is kept, so that together they have `most` tokens at most.
  private static func lengths(_ own: (Int, Int), maximum: Int) -> (Int, Int) {
    guard own.0 + own.1 > maximum else { return own }
    let (short, half) = (min(own.0, own.1), maximum / 2)
    // The longer text is cut to what the shorter one leaves; where both are long, to half each.
    var (one, two) = (short, max(short, maximum - short))
    if short > maximum || one + two > maximum { (one, two) = (half, maximum - half) }
    return own.0 <= own.1 ? (one, two) : (two, one)
  }

  /// The tokens at these positions.
  private func picked(_ indices: [Int]) -> Encoding {
    var encoding = Encoding()
    encoding.ids = indices.map { ids[$0] }
    encoding.tokens = indices.map { tokens[$0] }
    encoding.offsets = indices.map { offsets[$0] }
    encoding.typeIDs = indices.map { typeIDs[$0] }
    encoding.isSpecial = indices.map { isSpecial[$0] }
    encoding.sequences = indices.map { sequences[$0] }
    return encoding
  }
}
