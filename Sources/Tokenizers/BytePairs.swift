// Byte-pair encoding (Sennrich, Haddow and Birch 2016): the characters of a word are joined in the
// order in which the training joined them.

internal import JSONTape

/// A symbol of a word that is being joined.
private struct Symbol {
  var id: Int32
  var previous: Int
  var next: Int
  /// The bytes of the word that it stands for; 0 once it is joined to the one before.
  var length: Int
}

/// A pair that may be joined: the one of the lowest rank first, of equals the leftmost.
private struct Joint: Comparable {
  var rank: Int32
  var location: Int
  var result: Int32

  static func < (first: Joint, second: Joint) -> Bool {
    (first.rank, first.location) < (second.rank, second.location)
  }
}

/// The tokens of GPT-2, Llama and their kin.
struct BytePairs: TokenModel {
  private(set) var vocabulary: Vocabulary
  private var merges = PairTable()
  private var unknown: String?
  private var prefix: [UInt8] = []
  private var suffix: [UInt8] = []
  private var fusesUnknown = false
  private var fallsBackToBytes = false
  private var ignoresMerges = false
  private let file: String

  init(_ part: Part) throws(TokenizerError) {
    file = part.file
    vocabulary = try Vocabulary(try part.required("vocab"))
    unknown = try part["unk_token"]?.string()
    prefix = Array(try part["continuing_subword_prefix"]?.string().utf8 ?? "".utf8)
    suffix = Array(try part["end_of_word_suffix"]?.string().utf8 ?? "".utf8)
    fusesUnknown = try part.bool("fuse_unk", default: false)
    fallsBackToBytes = try part.bool("byte_fallback", default: false)
    ignoresMerges = try part.bool("ignore_merges", default: false)
    if let dropout = part["dropout"], dropout.value.double != 0 {
      throw dropout.unsupported(.dropout)
    }
    let list = try part.required("merges")
    guard let pairs = list.value.array else { throw list.malformed(.wrongKind("no list")) }
    merges = PairTable(capacity: pairs.count)
    for (rank, pair) in pairs.enumerated() {
      if let two = pair.array {
        guard two.count == 2, let first = two[0].utf8, let second = two[1].utf8 else {
          throw list.malformed(.wrongElement(rank, kind: "no pair of texts"))
        }
        try join(first, second, rank: rank)
      } else {
        guard let line = pair.utf8 else {
          throw list.malformed(.wrongElement(rank, kind: "no pair of texts"))
        }
        try join(line: line, rank: rank)
      }
    }
  }

  /// A tokenizer from a vocabulary and lines of pairs.
  init(
    vocabulary: Vocabulary, merges lines: [[UInt8]], unknown: String? = nil, suffix: String = "",
    ignoresMerges: Bool = false, file: String
  ) throws(TokenizerError) {
    self.file = file
    self.vocabulary = vocabulary
    self.unknown = unknown
    self.suffix = Array(suffix.utf8)
    self.ignoresMerges = ignoresMerges
    merges = PairTable(capacity: lines.count)
    for (rank, line) in lines.enumerated() { try join(line: line, rank: rank) }
  }

  private mutating func join(line: [UInt8], rank: Int) throws(TokenizerError) {
    let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw .malformed(
        file: file, .brokenMerge(rank, text: String(decoding: line, as: UTF8.self)))
    }
    try join(Array(parts[0]), Array(parts[1]), rank: rank)
  }

  private mutating func join(_ first: [UInt8], _ second: [UInt8], rank: Int) throws(TokenizerError)
  {
    let rest = second.starts(with: prefix) ? second.dropFirst(prefix.count) : second[...]
    let joined = first + rest
    guard let one = vocabulary.table.number(of: first),
      let two = vocabulary.table.number(of: second),
      let result = vocabulary.table.number(of: joined)
    else {
      let text = String(decoding: first + [0x20] + second, as: UTF8.self)
      throw .malformed(file: file, .unknownMerge(rank, text: text))
    }
    merges.insert(Int32(one), Int32(two), rank: rank, result: result)
  }

  func id(of token: String) -> Int? { vocabulary.table.number(of: token) }

  func token(of id: Int) -> String? { vocabulary.text(of: id) }

  var vocabularySize: Int { vocabulary.count }

  var tokenCount: Int { vocabulary.table.count }

  func tokens(of word: NormalizedText) throws(TokenizerError) -> [WordToken] {
    if word.isEmpty { return [] }
    if ignoresMerges {
      let text = word.text
      if let id = id(of: text) { return [WordToken(id: id, text: text, range: 0..<word.count)] }
    }
    var symbols = try symbols(of: word)
    join(&symbols)
    return tokens(symbols.filter { $0.length > 0 }, of: word)
  }

  /// 1. The word's characters, or bytes of them, as tokens.
  private func symbols(of word: NormalizedText) throws(TokenizerError) -> [Symbol] {
    var symbols: [Symbol] = []
    symbols.reserveCapacity(word.count)
    // Characters without a token that are not written yet.
    var pending: (id: Int32, length: Int)?
    func add(_ id: Int32, _ length: Int) {
      symbols.append(
        Symbol(id: id, previous: symbols.count - 1, next: symbols.count + 1, length: length))
    }
    for (index, scalar) in word.scalars.enumerated() {
      let own = Array(UTF8.encode(scalar)!)
      let text =
        (index == 0 ? [] : prefix) + own + (index == word.count - 1 ? suffix : [])
      if let id = vocabulary.table.number(of: text) {
        if let unknown = pending { add(unknown.id, unknown.length) }
        pending = nil
        add(Int32(id), own.count)
        continue
      }
      if fallsBackToBytes, let ids = byteTokens(of: text) {
        for id in ids { add(id, 1) }
        continue
      }
      guard let unknown else { continue }
      if let last = pending, fusesUnknown {
        pending = (last.id, last.length + own.count)
        continue
      }
      if let last = pending { add(last.id, last.length) }
      guard let id = id(of: unknown) else {
        throw .noUnknownToken(file: file, text: String(Character(scalar)))
      }
      pending = (Int32(id), own.count)
    }
    if let unknown = pending { add(unknown.id, unknown.length) }
    if let last = symbols.indices.last { symbols[last].next = -1 }
    return symbols
  }

  /// The tokens `<0x00>` … `<0xFF>` of bytes; nil where one has none.
  private func byteTokens(of bytes: [UInt8]) -> [Int32]? {
    var ids: [Int32] = []
    for byte in bytes {
      guard let id = id(of: byteToken(byte)) else { return nil }
      ids.append(Int32(id))
    }
    return ids
  }

  /// 2. Joins them, the pair that the training joined first before the others.
  private func join(_ symbols: inout [Symbol]) {
    var queue = Heap<Joint>()
    func offer(_ location: Int) {
      guard location >= 0, symbols[location].next >= 0,
        let pair = merges[symbols[location].id, symbols[symbols[location].next].id]
      else { return }
      queue.insert(Joint(rank: pair.rank, location: location, result: pair.result))
    }
    for location in symbols.indices { offer(location) }
    while let joint = queue.popFirst() {
      let location = joint.location
      guard symbols[location].length > 0, symbols[location].next >= 0 else { continue }
      let next = symbols[location].next
      // The pair may have changed since it was noted.
      guard merges[symbols[location].id, symbols[next].id]?.result == joint.result else { continue }
      symbols[location].id = joint.result
      symbols[location].length += symbols[next].length
      symbols[location].next = symbols[next].next
      symbols[next].length = 0
      if symbols[next].next >= 0 { symbols[symbols[next].next].previous = location }
      offer(symbols[location].previous)
      offer(location)
    }
  }

  /// 3. Tokens with the characters that their bytes belong to.
  private func tokens(_ symbols: [Symbol], of word: NormalizedText) -> [WordToken] {
    var owners: [Int] = []
    for (index, scalar) in word.scalars.enumerated() {
      owners += Array(repeating: index, count: UTF8.width(scalar))
    }
    var location = 0
    return symbols.map { symbol in
      let begin = min(location, owners.count - 1)
      location = min(location + symbol.length, owners.count)
      let range = owners[begin]..<owners[max(begin, location - 1)] + 1
      return WordToken(
        id: Int(symbol.id), text: vocabulary.text(of: Int(symbol.id)) ?? "", range: range)
    }
  }
}

/// The token of a byte without a token of its own: `<0x0A>`.
func byteToken(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16, uppercase: true)
  return "<0x\(digits.count < 2 ? "0" : "")\(digits)>"
}

/// A queue that gives its minimum element first.
struct Heap<Element: Comparable> {
  private var elements: [Element] = []

  mutating func insert(_ element: Element) {
    elements.append(element)
    var index = elements.count - 1
    while index > 0, elements[index] < elements[(index - 1) / 2] {
      elements.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  mutating func popFirst() -> Element? {
    guard let first = elements.first else { return nil }
    let last = elements.removeLast()
    guard !elements.isEmpty else { return first }
    elements[0] = last
    var index = 0
    while true {
      var minimum = index
      for child in [2 * index + 1, 2 * index + 2]
      where child < elements.count && elements[child] < elements[minimum] {
        minimum = child
      }
      if minimum == index { return first }
      elements.swapAt(index, minimum)
      index = minimum
    }
  }
}
