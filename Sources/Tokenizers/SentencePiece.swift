// SentencePiece (Kudo and Richardson 2018): a unigram or byte-pair model with its own normaliser.
// https://github.com/google/sentencepiece

/// A model of SentencePiece.
struct SentencePiece: Sendable {
  enum Kind: Int, Sendable {
    case unigram = 1
    case bytePairs = 2
    case words = 3
    case characters = 4
  }

  enum PieceType: Int, Sendable {
    case normal = 1
    case unknown = 2
    case control = 3
    case userDefined = 4
    case unused = 5
    case byte = 6
  }

  /// An entry of the vocabulary.
  struct Entry: Sendable {
    var text: [UInt8]
    var score: Float
    var type: PieceType
  }

  /// What is done to a text before it is cut.
  struct Rules: Sendable {
    var map: PrecompiledMap?
    var addsPrefix = true
    var removesExtraBlanks = true
    var escapesBlanks = true
    var marksEnds = false
  }

  let kind: Kind
  let entries: [Entry]
  let rules: Rules
  let fallsBackToBytes: Bool
  let file: String
  /// Entries that texts are cut into.
  private var pieces = ByteTable()
  /// All entries.
  private var all = ByteTable()
  private var userDefined = ByteTable()
  private var numbers: Vocabulary?
  private(set) var unknown = 0
  private var minimumScore: Float = 0
  private var maximumScore: Float = 0

  init(
    kind: Kind, entries: [Entry], rules: Rules, fallsBackToBytes: Bool, file: String
  ) throws(TokenizerError) {
    guard kind == .unigram || kind == .bytePairs else {
      throw .unsupported(file: file, .sentencePiece("\(kind)"))
    }
    self.kind = kind
    self.entries = entries
    self.rules = rules
    self.fallsBackToBytes = fallsBackToBytes
    self.file = file
    var hasUnknown = false
    var scores: [Float] = []
    for (id, entry) in entries.enumerated() {
      all.insert(entry.text, id)
      // A piece of nothing would be found everywhere, and no text would come to its end.
      if entry.text.isEmpty, entry.type != .unknown { continue }
      switch entry.type {
      case .normal:
        pieces.insert(entry.text, id)
        scores.append(entry.score)
      case .userDefined:
        pieces.insert(entry.text, id)
        userDefined.insert(entry.text, id)
      case .unused: pieces.insert(entry.text, id)
      case .unknown:
        unknown = id
        hasUnknown = true
      case .control, .byte: break
      }
    }
    guard hasUnknown else {
      throw .malformed(file: file, .lacks(["a piece for what is unknown"]))
    }
    minimumScore = scores.min() ?? 0
    maximumScore = scores.max() ?? 0
  }

  /// The same pieces as steps of Hugging Face's library.
  var asPipeline: Pipeline {
    Pipeline(
      normalizer: rules.map.map { .precompiled($0) },
      preTokenizer: .sequence([
        .whitespaceSplit, .metaspace(replacement: "▁", prepends: .always, splits: true),
      ]),
      model: Unigram(
        texts: entries.map(\.text), scores: entries.map { Double($0.score) }, unknown: unknown,
        fallsBackToBytes: fallsBackToBytes, file: file))
  }

  /// The same pieces, with the numbers of another vocabulary; what is not in it is its `<unk>`.
  func numbered(by numbers: Vocabulary) -> SentencePiece {
    var model = self
    model.numbers = numbers
    return model
  }

  func id(of token: String) -> Int? {
    numbers.map { $0.table.number(of: token) } ?? all.number(of: token)
  }

  func token(of id: Int) -> String? {
    if let numbers { return numbers.text(of: id) }
    return entries.indices.contains(id) ? String(decoding: entries[id].text, as: UTF8.self) : nil
  }

  var vocabularySize: Int { numbers?.count ?? entries.count }

  /// The text of tokens; what is unknown shows as ⁇.
  func text(of tokens: [String]) -> String {
    var text = ""
    let unknown = String(decoding: entries[unknown].text, as: UTF8.self)
    for part in Decoder.joiningBytes(tokens.map { $0 == unknown ? " ⁇ " : $0 }) {
      for scalar in part.unicodeScalars {
        text.unicodeScalars.append(scalar == "▁" ? " " : scalar)
      }
    }
    return rules.addsPrefix && text.first == " " ? String(text.dropFirst()) : text
  }

  static let blank: [UInt8] = Array("▁".utf8)

  /// A text in the form of the model, and for each of its bytes the scalar of the given text where
  /// it came from; one more for the end.
  private struct Prepared {
    var bytes: [UInt8] = []
    var origins: [Int] = []
  }

  private func prepare(_ text: NormalizedText) throws(TokenizerError) -> Prepared {
    var bytes: [UInt8] = []
    var scalars: [Int] = []
    for (index, scalar) in text.scalars.enumerated() {
      for byte in UTF8.encode(scalar)! {
        bytes.append(byte)
        scalars.append(index)
      }
    }
    scalars.append(text.count)
    var result = Prepared()
    var location = 0
    /// What the rest of the text begins with, in the form of the model, and how much that is.
    func nextPart() -> (text: ArraySlice<UInt8>, length: Int) {
      let rest = bytes[location...]
      if let length = userDefined.longestBeginning(of: rest) {
        return (rest.prefix(length), length)
      }
      if let found = rules.map?.replacement(of: rest, longest: true) {
        return (found.text, found.length)
      }
      var end = location + 1
      while end < bytes.count, bytes[end] & 0xc0 == 0x80 { end += 1 }
      return (bytes[location..<end], end - location)
    }
    func add(_ part: some Sequence<UInt8>) {
      for byte in part {
        result.bytes.append(byte)
        result.origins.append(scalars[location])
      }
    }
    let blank = rules.escapesBlanks ? Self.blank : [0x20]
    if rules.removesExtraBlanks {
      while location < bytes.count {
        let part = nextPart()
        if !part.text.elementsEqual([0x20]) { break }
        location += part.length
      }
    }
    if location == bytes.count { return Prepared(bytes: [], origins: [text.count]) }
    if rules.addsPrefix, !rules.marksEnds { add(blank) }
    var isAfterBlank = rules.removesExtraBlanks
    while location < bytes.count {
      // A character has four bytes at most.
      guard result.bytes.count <= 4 * text.limit else {
        throw .growsText(from: text.count, atMost: text.limit)
      }
      let part = nextPart()
      let own = isAfterBlank ? part.text.drop { $0 == 0x20 } : part.text
      for byte in own {
        if byte == 0x20 { add(blank) } else { add(CollectionOfOne(byte)) }
      }
      if let last = own.last { isAfterBlank = last == 0x20 }
      location += part.length
      if !rules.removesExtraBlanks { isAfterBlank = false }
    }
    var end = scalars[location]
    if rules.removesExtraBlanks {
      while result.bytes.count >= blank.count, result.bytes.suffix(blank.count).elementsEqual(blank)
      {
        end = result.origins[result.bytes.count - blank.count]
        result.bytes.removeLast(blank.count)
        result.origins.removeLast(blank.count)
      }
    }
    if rules.addsPrefix, rules.marksEnds { add(blank) }
    result.origins.append(end)
    return result
  }

  /// The tokens of a text, each as a piece of its own.
  func pieces(of text: NormalizedText) throws(TokenizerError) -> [Piece] {
    let prepared = try prepare(text)
    let cuts =
      kind == .unigram ? unigram(prepared.bytes) : bytePairs(prepared.bytes)
    var pieces: [Piece] = []
    func add(_ id: Int, _ token: String, _ range: Range<Int>) {
      let id = numbers.map { $0.table.number(of: token) ?? $0.table.number(of: "<unk>") ?? 0 } ?? id
      let own = text[range]
      pieces.append(
        Piece(text: own, tokens: [WordToken(id: id, text: token, range: 0..<own.count)]))
    }
    var index = 0
    while index < cuts.count {
      var cut = cuts[index]
      index += 1
      if cut.id == unknown, !fallsBackToBytes {
        // Unknown characters beside each other are one token.
        while index < cuts.count, cuts[index].id == unknown {
          cut.range = cut.range.lowerBound..<cuts[index].range.upperBound
          index += 1
        }
      }
      let bytes = prepared.bytes[cut.range]
      let start = prepared.origins[cut.range.lowerBound]
      let end = max(start, prepared.origins[cut.range.upperBound])
      guard cut.id == unknown, fallsBackToBytes else {
        add(cut.id, String(decoding: bytes, as: UTF8.self), start..<end)
        continue
      }
      for (offset, byte) in bytes.enumerated() {
        let token = byteToken(byte)
        // The last byte has what the character came from.
        let range = offset == bytes.count - 1 ? start..<end : start..<start
        add(all.number(of: token) ?? unknown, token, range)
      }
    }
    return pieces
  }

  private typealias Cut = (id: Int, range: Range<Int>)

  private func characterEnd(_ bytes: [UInt8], after begin: Int) -> Int {
    var end = begin + 1
    while end < bytes.count, bytes[end] & 0xc0 == 0x80 { end += 1 }
    return end
  }

  /// The best way to the end of a byte.
  private struct Step {
    var id = 0
    var score: Float = 0
    var begin = -1
  }

  /// The most likely cut, in the same 32-bit sums as the library's.
  private func unigram(_ bytes: [UInt8]) -> [Cut] {
    var steps = [Step](repeating: Step(), count: bytes.count + 1)
    bytes.withUnsafeBufferPointer { buffer in
      var begin = 0
      while begin < bytes.count {
        let before = steps[begin].score
        let single = characterEnd(bytes, after: begin)
        var isAlone = false
        for length in pieces.lengths where length > 0 {
          let end = begin + length
          guard end <= bytes.count else { break }
          // Pieces end where characters do.
          guard end == bytes.count || bytes[end] & 0xc0 != 0x80 else { continue }
          if let id = pieces.number(of: UnsafeBufferPointer(rebasing: buffer[begin..<end])),
            entries[id].type != .unused
          {
            let own =
              entries[id].type == .userDefined
              ? Float(Double(Float(end - begin) * maximumScore) - 0.1) : entries[id].score
            if steps[end].begin < 0 || own + before > steps[end].score {
              steps[end] = Step(id: id, score: own + before, begin: begin)
            }
            if end == single { isAlone = true }
          }
        }
        if !isAlone {
          let score = minimumScore - Float(Unigram.penalty) + before
          if steps[single].begin < 0 || score > steps[single].score {
            steps[single] = Step(id: unknown, score: score, begin: begin)
          }
        }
        begin = single
      }
    }
    var cuts: [Cut] = []
    var end = bytes.count
    while end > 0 {
      cuts.append((steps[end].id, steps[end].begin..<end))
      end = steps[end].begin
    }
    return cuts.reversed()
  }

  /// A pair that may be joined: that of the maximum score first, of equals the leftmost.
  private struct Joint: Comparable {
    var score: Float
    var location: Int
    var length: Int

    static func < (first: Joint, second: Joint) -> Bool {
      first.score != second.score ? first.score > second.score : first.location < second.location
    }
  }

  private func bytePairs(_ bytes: [UInt8]) -> [Cut] {
    var begins: [Int] = []
    var lengths: [Int] = []
    var isFrozen: [Bool] = []
    var location = 0
    while location < bytes.count {
      let word = userDefined.longestBeginning(of: bytes[location...])
      let end = word.map { location + $0 } ?? characterEnd(bytes, after: location)
      begins.append(location)
      lengths.append(end - location)
      isFrozen.append(word != nil)
      location = end
    }
    var next = begins.indices.map { $0 + 1 }
    var previous = begins.indices.map { $0 - 1 }
    // Pairs that make an entry which is not used, and what they are made of.
    var unused: [ArraySlice<UInt8>: Int] = [:]
    var queue = Heap<Joint>()
    func offer(_ left: Int) {
      guard left >= 0, next[left] < begins.count, !isFrozen[left], !isFrozen[next[left]] else {
        return
      }
      let length = lengths[left] + lengths[next[left]]
      let text = bytes[begins[left]..<begins[left] + length]
      guard let id = pieces.number(of: Array(text)) else { return }
      if entries[id].type == .unused { unused[text] = lengths[left] }
      queue.insert(Joint(score: entries[id].score, location: left, length: length))
    }
    for left in begins.indices { offer(left) }
    while let joint = queue.popFirst() {
      let left = joint.location
      guard lengths[left] > 0, next[left] < begins.count,
        lengths[left] + lengths[next[left]] == joint.length
      else { continue }
      let right = next[left]
      lengths[left] = joint.length
      lengths[right] = 0
      next[left] = next[right]
      if next[right] < begins.count { previous[next[right]] = left }
      offer(previous[left])
      offer(left)
    }
    var cuts: [Cut] = []
    func add(_ range: Range<Int>, depth: Int) {
      let id = all.number(of: Array(bytes[range])) ?? unknown
      if entries[id].type == .unused, depth < 100, let first = unused[bytes[range]],
        first < range.count
      {
        add(range.lowerBound..<range.lowerBound + first, depth: depth + 1)
        add(range.lowerBound + first..<range.upperBound, depth: depth + 1)
      } else {
        cuts.append((id, range))
      }
    }
    var symbol = 0
    while symbol < begins.count {
      add(begins[symbol]..<begins[symbol] + lengths[symbol], depth: 0)
      symbol = next[symbol]
    }
    return cuts
  }
}
