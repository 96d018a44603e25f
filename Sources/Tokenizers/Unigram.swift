// The unigram language model (Kudo 2018, Subword Regularization): of all ways to cut a text into
// tokens the one with the largest sum of log probabilities, found by Viterbi's algorithm.

internal import JSONTape

/// The tokens of T5, XLM-R and their kin.
struct Unigram: TokenModel {
  private let vocabulary: Vocabulary
  private let scores: [Double]
  private let minimumScore: Double
  private let unknown: Int?
  private let fallsBackToBytes: Bool
  private let file: String

  /// How much less likely than the least likely token an unknown character is.
  static let penalty = 10.0

  init(_ part: Part) throws(TokenizerError) {
    let list = try part.required("vocab")
    guard let pairs = list.value.array else { throw list.malformed(.wrongKind("no list")) }
    var (texts, scores): ([[UInt8]], [Double]) = ([], [])
    for (index, pair) in pairs.enumerated() {
      let two = Array(pair.elements)
      guard two.count == 2, let text = two[0].utf8, let score = two[1].double, score.isFinite else {
        throw list.malformed(.wrongElement(index, kind: "no token with a score"))
      }
      texts.append(text)
      scores.append(score)
    }
    var unknown: Int?
    if let part = part["unk_id"] {
      let id = try part.count()
      guard id < texts.count else {
        throw part.malformed(.beyondVocabulary(id, of: texts.count))
      }
      unknown = id
    }
    self.init(
      texts: texts, scores: scores, unknown: unknown,
      fallsBackToBytes: try part.bool("byte_fallback", default: false), file: part.file)
  }

  init(
    texts: [[UInt8]], scores: [Double], unknown: Int?, fallsBackToBytes: Bool, file: String
  ) {
    vocabulary = Vocabulary(texts)
    self.scores = scores
    minimumScore = scores.min() ?? 0
    self.unknown = unknown
    self.fallsBackToBytes = fallsBackToBytes
    self.file = file
  }

  func id(of token: String) -> Int? { vocabulary.table.number(of: token) }

  func token(of id: Int) -> String? { vocabulary.text(of: id) }

  var vocabularySize: Int { vocabulary.count }

  var tokenCount: Int { vocabulary.count }

  /// The best way to the end of a character.
  private struct Step {
    var id = 0
    var score = 0.0
    var begin = -1
  }

  func tokens(of word: NormalizedText) throws(TokenizerError) -> [WordToken] {
    var bytes: [UInt8] = []
    var starts: [Int] = []
    for scalar in word.scalars {
      starts.append(bytes.count)
      bytes.append(contentsOf: UTF8.encode(scalar)!)
    }
    starts.append(bytes.count)
    var steps = [Step](repeating: Step(), count: word.count + 1)
    var lacksUnknown: Int?
    bytes.withUnsafeBufferPointer { bytes in
      for begin in 0..<word.count {
        let before = steps[begin].score
        var isAlone = false
        var end = begin
        for length in vocabulary.table.lengths where length > 0 {
          while end < word.count, starts[end] - starts[begin] < length { end += 1 }
          guard starts[end] - starts[begin] >= length else { break }
          guard starts[end] - starts[begin] == length else { continue }
          let text = UnsafeBufferPointer(rebasing: bytes[starts[begin]..<starts[end]])
          guard let id = vocabulary.table.number(of: text) else { continue }
          let score = scores[id] + before
          if steps[end].begin < 0 || score > steps[end].score {
            steps[end] = Step(id: id, score: score, begin: begin)
          }
          if end == begin + 1 { isAlone = true }
        }
        if !isAlone {
          let score = minimumScore - Self.penalty + before
          if steps[begin + 1].begin < 0 || score > steps[begin + 1].score {
            if unknown == nil { lacksUnknown = begin }
            steps[begin + 1] = Step(id: unknown ?? -1, score: score, begin: begin)
          }
        }
      }
    }
    if let location = lacksUnknown {
      throw .noUnknownToken(file: file, text: String(Character(word.scalars[location])))
    }
    // From the end back to the beginning; unknown characters beside each other are one token.
    var cuts: [(id: Int, range: Range<Int>)] = []
    var end = word.count
    while end > 0 {
      let step = steps[end]
      if step.id == unknown, let last = cuts.last, last.id == unknown {
        cuts[cuts.count - 1].range = step.begin..<last.range.upperBound
      } else {
        cuts.append((step.id, step.begin..<end))
      }
      end = step.begin
    }
    return cuts.reversed().flatMap { cut -> [WordToken] in
      let part = bytes[starts[cut.range.lowerBound]..<starts[cut.range.upperBound]]
      let text = String(decoding: part, as: UTF8.self)
      if let id = vocabulary.table.number(of: Array(part)) {
        return [WordToken(id: id, text: text, range: cut.range)]
      }
      if fallsBackToBytes {
        let tokens = part.map { byte in (id(of: byteToken(byte)), byteToken(byte)) }
        if tokens.allSatisfy({ $0.0 != nil }) {
          return tokens.map { WordToken(id: $0.0 ?? 0, text: $0.1, range: cut.range) }
        }
      }
      return [WordToken(id: cut.id, text: text, range: cut.range)]
    }
  }
}
