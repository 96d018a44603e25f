import JSONTape
import Testing

@testable import Tokenizers

/// Texts as their scalars: Swift's own comparison takes é in one character and in two for the same.
private func scalars(_ texts: [String]) -> [[Unicode.Scalar]] {
  texts.map { Array($0.unicodeScalars) }
}

private func lists(_ offsets: [Range<Int>]) -> [[Int]] {
  offsets.map { [$0.lowerBound, $0.upperBound] }
}

/// Places in bytes as places in scalars.
private func scalarPlaces(_ offsets: [[Int]], in text: String) -> [[Int]] {
  var locations: [Int] = []
  for (index, scalar) in text.unicodeScalars.enumerated() {
    locations += Array(repeating: index, count: UTF8.width(scalar))
  }
  locations.append(text.unicodeScalars.count)
  return offsets.map { $0.map { locations[$0] } }
}

@Suite struct TokenizerTests {
  static let names = [
    "wordpiece_uncased", "wordpiece_cased", "bytelevel_gpt2", "bytelevel_llama3", "bpe_llama2",
    "unigram_t5", "wordlevel", "added_tokens_bytelevel", "spm_unigram",
  ]

  private func check(
    _ encoding: Encoding, _ expected: ExpectedFile.Result, _ text: String, isPair: Bool = false
  ) {
    #expect(encoding.ids == expected.ids, "\(text)")
    #expect(scalars(encoding.tokens) == scalars(expected.tokens), "\(text)")
    if let offsets = expected.offsets { #expect(lists(encoding.offsets) == offsets, "\(text)") }
    if let offsets = expected.offsetsInBytes {
      #expect(lists(encoding.offsets) == scalarPlaces(offsets, in: text), "\(text)")
    }
    if let types = expected.typeIDs { #expect(encoding.typeIDs == types, "\(text)") }
    if let specials = expected.specialTokens {
      #expect(encoding.isSpecial.map { $0 ? 1 : 0 } == specials, "\(text)")
    }
  }

  @Test(arguments: names)
  func givesWhatTheLibraryGives(name: String) throws {
    let file: ExpectedFile = try TokenizerFixture.decoded("expected.json")
    let entry = try #require(file.tokenizers[name])
    let tokenizer = try Tokenizer.open(TokenizerFixture.path(entry.file))
    for (text, expected) in zip(file.texts, entry.results) {
      check(try tokenizer.encode(text), expected, text)
      if let decoded = expected.decoded {
        #expect(scalars([try tokenizer.decode(expected.ids)]) == scalars([decoded]), "\(text)")
      }
    }
    for (texts, expected) in zip(file.pairs, entry.pairResults ?? []) {
      check(try tokenizer.encode(texts[0], pair: texts[1]), expected, texts[0])
    }
    for (text, expected) in zip(entry.extraTexts ?? [], entry.extraResults ?? []) {
      check(try tokenizer.encode(text), expected, text)
    }
  }

  /// The same vocabularies in their older files.
  @Test(arguments: [
    ("wordpiece_uncased/vocab.txt", "wordpiece_uncased", true),
    ("bytelevel_gpt2/vocab.json", "bytelevel_gpt2", false),
  ])
  func readsOlderFiles(path: String, name: String, hasPairs: Bool) throws {
    let file: ExpectedFile = try TokenizerFixture.decoded("expected.json")
    let entry = try #require(file.tokenizers[name])
    let tokenizer = try Tokenizer.open(TokenizerFixture.path(path))
    for (text, expected) in zip(file.texts, entry.results) {
      check(try tokenizer.encode(text), expected, text)
    }
  }

  /// More texts: rare characters, and characters drawn at random.
  @Test(arguments: [
    "wordpiece_uncased", "bytelevel_gpt2", "bytelevel_llama3", "bpe_llama2",
    "added_tokens_bytelevel", "unigram_t5", "spm_unigram",
  ])
  func givesTheSameForRareCharacters(name: String) throws {
    let file: StepFile = try TokenizerFixture.decoded("steps.json")
    let expected: ExpectedFile = try TokenizerFixture.decoded("expected.json")
    let tokenizer = try Tokenizer.open(
      TokenizerFixture.path(try #require(expected.tokenizers[name]).file))
    for (text, tokens) in zip(file.texts, try #require(file.tokenizers[name])) {
      // SentencePiece's library ends a text at a zero.
      let isSentencePiece = name == "spm_unigram"
      let text = isSentencePiece ? String(text.unicodeScalars.filter { $0 != "\0" }) : text
      let encoding = try tokenizer.encode(text)
      #expect(encoding.ids == tokens.ids, "\(text.debugDescription)")
      #expect(
        lists(encoding.offsets)
          == (isSentencePiece ? scalarPlaces(tokens.offsets, in: text) : tokens.offsets),
        "\(text.debugDescription)")
    }
  }

  @Test func normalizersAndSplittersGiveWhatTheLibraryGives() throws {
    let bytes = try TokenizerFixture.bytes("steps.json")
    let file: StepFile = try TokenizerFixture.decoded("steps.json")
    let document = try JSONDocument(bytes)
    let steps = try #require(document.root["steps"]?.array)
    for (step, value) in zip(file.steps, steps) {
      let part = Part(value, file: step.name)
      let normalizer = try part["normalizer"].map { try Normalizer($0) }
      let splitter = try part["pre_tokenizer"].map { try PreTokenizer($0) }
      for (text, expected) in zip(file.texts, step.results) {
        var normalized = NormalizedText(text)
        try normalizer?.normalize(&normalized)
        #expect(
          normalized.scalars == Array(expected.normalized.unicodeScalars),
          "\(step.name): \(text.debugDescription)")
        let words = try splitter?.split(normalized) ?? [normalized]
        let displayed = words.filter { !$0.isEmpty }
        #expect(
          displayed.map(\.scalars) == scalars(expected.words).filter { !$0.isEmpty },
          "\(step.name): \(text.debugDescription)")
        let offsets = displayed.map { $0.origin(of: 0..<$0.count) }.map { [$0.start, $0.end] }
        #expect(offsets == expected.offsets, "\(step.name): \(text.debugDescription)")
      }
    }
  }

  @Test func leavesSpecialTokensOutWhereAsked() throws {
    let tokenizer = try Tokenizer.open(TokenizerFixture.path("wordpiece_cased"))
    let with = try tokenizer.encode("heavy", pair: "ball")
    let without = try tokenizer.encode("heavy", pair: "ball", addsSpecialTokens: false)
    #expect(without.ids == zip(with.ids, with.isSpecial).filter { !$1 }.map(\.0))
    #expect(without.typeIDs.first == 0 && without.typeIDs.last == 1)
    #expect(without.sequences.last == 1)
  }
}

@Suite struct HostileTokenizerTests {
  @Test(arguments: [
    (#"{}"#, "model"),
    (#"[1]"#, "model"),
    (#"{"model":{"type":"Magic","vocab":{}}}"#, "Magic"),
    (#"{"model":{"type":"BPE","vocab":{"a":0},"merges":["a b"]}}"#, "merge 0"),
    (#"{"model":{"type":"BPE","vocab":{"a":-1},"merges":[]}}"#, "no number from 0"),
    (#"{"model":{"type":"BPE","vocab":{"a":9999999999},"merges":[]}}"#, "no number from 0"),
    (#"{"model":{"type":"Unigram","vocab":[["a",0]],"unk_id":5}}"#, "beyond the vocabulary of 1"),
    (#"{"model":{"type":"WordLevel","vocab":{}},"normalizer":{"type":"Rot13"}}"#, "Rot13"),
    (#"{"model":{"type":"WordLevel","vocab":{}},"pre_tokenizer":{"type":"Knife"}}"#, "Knife"),
    (#"{"model":{"type":"WordLevel","vocab":{}},"post_processor":{"type":"Hat"}}"#, "Hat"),
    (
      #"{"model":{"type":"WordLevel","vocab":{}},"pre_tokenizer":{"type":"Split","pattern":{"Regex":"("},"behavior":"Isolated"}}"#,
      "the pattern \"(\""
    ),
    (
      #"{"model":{"type":"WordLevel","vocab":{}},"normalizer":{"type":"Precompiled","precompiled_charsmap":"AAA"}}"#,
      "character map"
    ),
    (#"{"model":"#, "it ends"),
    ("", "it ends"),
  ])
  func saysWhatIsWrong(text: String, part: String) throws {
    let error = #expect(throws: TokenizerError.self) {
      try Tokenizer(json: Array(text.utf8), file: "tokenizer.json")
    }
    let description = try #require(error?.description)
    #expect(description.contains(part), "\(description)")
    #expect(!description.contains("\n"))
  }

  /// A user's piece without a character in it is passed over.
  @Test func comesToTheEndOfATextWithEmptyPieces() throws {
    func piece(_ text: String, _ type: UInt8) -> [UInt8] {
      let own =
        [0x0a, UInt8(text.utf8.count)] + Array(text.utf8) + [0x15, 0, 0, 0x80, 0xbf, 0x18, type]
      return [0x0a, UInt8(own.count)] + own
    }
    for kind: UInt8 in [1, 2] {
      let model =
        piece("<unk>", 2) + piece("", 4) + piece("", 1) + piece("a", 1) + [0x12, 2, 0x18, kind]
      let tokenizer = try Tokenizer(sentencePiece: model, file: "empty.model")
      #expect(try tokenizer.encode("aa").tokens == ["▁", "a", "a"])
    }
  }

  @Test func saysWhatWasLookedFor() throws {
    let error = #expect(throws: TokenizerError.self) {
      try Tokenizer.open(TokenizerFixture.folder)
    }
    #expect(error?.description.contains("looked for tokenizer.json, vocab.txt") == true)
  }

  @Test func namesTheTextWithoutAToken() throws {
    let text = #"{"model":{"type":"WordLevel","vocab":{"a":0},"unk_token":"<unk>"}}"#
    let tokenizer = try Tokenizer(json: Array(text.utf8), file: "t.json")
    #expect(throws: TokenizerError.noUnknownToken(file: "t.json", text: "b")) {
      try tokenizer.encode("b")
    }
  }

  /// The library gives added tokens the vocabulary's numbers or the next ones, whatever the file says: a file
  /// that says otherwise is of another vocabulary. The numbers are those of tokenizers 0.23.
  @Test(
    arguments: [
      ([(0, "b")], #"gives "b" the number 0, and the vocabulary has it as 1"#),
      ([(1, "x")], #"gives "x" the number 1, and the next free one is 3"#),
      ([(7, "x")], "the next free one is 3"), ([(4, "y"), (3, "x")], "the next free one is 3"),
      ([(3, "x"), (3, "y")], #"gives "y" the number 3, and the next free one is 4"#),
      ([(3, "x"), (4, "y")], nil), ([(3, "x"), (3, "x")], nil), ([(1, "b"), (3, "x")], nil),
    ] as [([(Int, String)], String?)])
  func addedTokensHaveTheLibrarysNumbers(_ tokens: [(Int, String)], _ says: String?) throws {
    let added = tokens.map { #"{"id":\#($0.0),"content":"\#($0.1)","special":true}"# }
    let text =
      #"{"added_tokens":[\#(added.joined(separator: ","))],"model":{"type":"WordLevel","#
      + #""vocab":{"a":0,"b":1,"<unk>":2},"unk_token":"<unk>"}}"#
    do throws(TokenizerError) {
      let tokenizer = try Tokenizer(json: Array(text.utf8), file: "t.json")
      #expect(says == nil)
      for (id, token) in tokens { #expect(tokenizer.id(of: token) == id) }
    } catch {
      #expect(says.map(error.description.contains) == true, "\(error)")
    }
  }

  /// Files with bytes changed give an error or a tokenizer, and never end the process.
  @Test(arguments: [
    "wordpiece_uncased/tokenizer.json", "bpe_llama2/tokenizer.json",
    "bytelevel_llama3/tokenizer.json",
    "added_tokens_bytelevel/tokenizer.json", "spm_unigram/spm.model",
  ])
  func survivesChangedBytes(name: String) throws {
    let bytes = try TokenizerFixture.bytes(name)
    var random = SystemRandomNumberGenerator.seeded(11)
    for _ in 0..<60 {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let location = Int.random(in: 0..<changed.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: changed[location] = UInt8.random(in: 0...255, using: &random)
        case 1: changed.remove(at: location)
        default: changed.removeLast(Int.random(in: 0..<changed.count / 8, using: &random))
        }
      }
      do {
        let tokenizer =
          name.hasSuffix(".model")
          ? try Tokenizer(sentencePiece: changed, file: name)
          : try Tokenizer(json: changed, file: name)
        _ = try tokenizer.encode("don't é 你好 <mask> ball 3½")
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }
}

/// The same numbers each time (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}

extension SystemRandomNumberGenerator {
  static func seeded(_ seed: UInt64) -> SeededNumbers { SeededNumbers(state: seed) }
}
