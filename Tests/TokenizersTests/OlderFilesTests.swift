import Foundation
import Testing

@testable import Tokenizers

/// Vocabularies in the files that came before tokenizer.json, in the folders of several kinds of
/// models, as transformers reads them.
@Suite struct OlderFilesTests {
  struct Expected: Decodable {
    struct Model: Decodable {
      var singles: [[Int]]
      var pairs: [[Int]]
    }

    var texts: [String]
    var pairs: [[String]]
    var models: [String: Model]
  }

  /// A folder with the config of a model and copies of files.
  private func withFolder(
    _ type: String, _ files: [String: String], _ body: (String) throws -> Void
  ) throws {
    let folder = NSTemporaryDirectory() + "attnplot-tokenizers-" + UUID().uuidString
    let manager = FileManager.default
    try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? manager.removeItem(atPath: folder) }
    for (name, source) in files {
      try manager.copyItem(atPath: TokenizerFixture.path(source), toPath: "\(folder)/\(name)")
    }
    try Data("{\"model_type\":\"\(type)\"}".utf8).write(
      to: URL(fileURLWithPath: "\(folder)/config.json"))
    try body(folder)
  }

  @Test(arguments: [
    (
      "roberta",
      ["vocab.json": "older/roberta/vocab.json", "merges.txt": "older/roberta/merges.txt"]
    ),
    ("clip", ["vocab.json": "older/clip/vocab.json", "merges.txt": "older/clip/merges.txt"]),
    (
      "gpt2",
      ["vocab.json": "bytelevel_gpt2/vocab.json", "merges.txt": "bytelevel_gpt2/merges.txt"]
    ),
    (
      "qwen2",
      ["vocab.json": "bytelevel_gpt2/vocab.json", "merges.txt": "bytelevel_gpt2/merges.txt"]
    ),
    ("t5", ["spiece.model": "spm_unigram/spm.model"]),
    ("xlm-roberta", ["sentencepiece.bpe.model": "spm_unigram/spm.model"]),
    (
      "marian",
      ["source.spm": "spm_unigram/spm.model", "vocab.json": "older/marian/vocab.json"]
    ),
  ])
  func givesTheSameIDs(type: String, files: [String: String]) throws {
    let expected: Expected = try TokenizerFixture.decoded("older/expected.json")
    let model = try #require(expected.models[type])
    try withFolder(type, files) { folder in
      let tokenizer = try Tokenizer.open(folder)
      let texts = expected.texts + (type == "marian" ? [">>fra<< the robot"] : [])
      for (text, ids) in zip(texts, model.singles) {
        #expect(try tokenizer.encode(text).ids == ids, "\(text.debugDescription)")
      }
      for (pair, ids) in zip(expected.pairs, model.pairs) {
        #expect(try tokenizer.encode(pair[0], pair: pair[1]).ids == ids, "\(pair)")
      }
    }
  }

  /// The fixture's SentencePiece model, with other pieces in place of its first three.
  private func model(_ first: [(text: String, type: UInt8)]) throws -> Data {
    let bytes = try [UInt8](
      Data(contentsOf: URL(fileURLWithPath: TokenizerFixture.path("spm_unigram/spm.model"))))
    var result: [UInt8] = []
    // ModelProto: each piece is field 1; in it the text is field 1, the score 2, the type 3.
    for (text, type) in first {
      let piece =
        [0x0A, UInt8(text.utf8.count)] + Array(text.utf8) + [0x15, 0, 0, 0, 0, 0x18, type]
      result += [0x0A, UInt8(piece.count)] + piece
    }
    var rest = bytes[...]
    for _ in 0..<3 {
      try #require(rest.first == 0x0A)
      rest = rest.dropFirst(2 + Int(rest[rest.startIndex + 1]))
    }
    return Data(result + rest)
  }

  private struct Kinds: Decodable {
    struct Model: Decodable {
      var singles: [[Int]]
      var pairs: [[Int]]
      var extra: [String: [Int]]
    }

    var models: [String: Model]
  }

  private static let unknown: UInt8 = 2
  private static let control: UInt8 = 3
  private static let fairseq = [("<unk>", unknown), ("<s>", control), ("</s>", control)]

  @Test(arguments: ["camembert", "albert", "pegasus", "mbart", "m2m_100"])
  func numbersThePiecesOfItsKind(type: String) throws {
    let texts: Expected = try TokenizerFixture.decoded("older/expected.json")
    let kinds: Kinds = try TokenizerFixture.decoded("older/kinds.json")
    let expected = try #require(kinds.models[type])
    let first: [(String, UInt8)] =
      switch type {
      case "albert":
        [
          ("<pad>", Self.control), ("<unk>", Self.unknown), ("[CLS]", 4), ("[SEP]", 4),
          ("[MASK]", 4),
        ]
      case "pegasus": [("<pad>", Self.control), ("</s>", Self.control), ("<unk>", Self.unknown)]
      default: Self.fairseq
      }
    try withFolder(type, [:]) { folder in
      let name = ["albert", "pegasus"].contains(type) ? "spiece" : "sentencepiece.bpe"
      let bytes = try model(first)
      try bytes.write(to: URL(fileURLWithPath: "\(folder)/\(name).model"))
      let language = ["mbart": "de_DE", "m2m_100": "fr"][type].map { #"{"src_lang": "\#($0)"}"# }
      try Data((language ?? "{}").utf8).write(
        to: URL(fileURLWithPath: "\(folder)/tokenizer_config.json"))
      if type == "m2m_100" {
        // Every second piece has a number; the others are unknown.
        let pieces = try SentencePiece(model: [UInt8](bytes), file: "m")
        let known =
          ["<s>", "<pad>", "</s>", "<unk>"]
          + pieces.entries.dropFirst(3).enumerated().filter { $0.offset % 2 == 0 }
          .map { String(decoding: $0.element.text, as: UTF8.self) }
        let numbers = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })
        try JSONEncoder().encode(numbers).write(
          to: URL(fileURLWithPath: "\(folder)/vocab.json"))
      }
      let tokenizer = try Tokenizer.open(folder)
      for (text, ids) in zip(texts.texts, expected.singles) {
        #expect(try tokenizer.encode(text).ids == ids, "\(text.debugDescription)")
      }
      for (pair, ids) in zip(texts.pairs, expected.pairs) {
        #expect(try tokenizer.encode(pair[0], pair: pair[1]).ids == ids, "\(pair)")
      }
      for (text, ids) in expected.extra {
        #expect(try tokenizer.encode(text).ids == ids, "\(text.debugDescription)")
      }
    }
  }

  @Test func refusesALanguageThatItsKindDoesNotHave() throws {
    try withFolder("mbart", [:]) { folder in
      try model(Self.fairseq).write(
        to: URL(fileURLWithPath: "\(folder)/sentencepiece.bpe.model"))
      try Data(#"{"src_lang": "xx_YY"}"#.utf8).write(
        to: URL(fileURLWithPath: "\(folder)/tokenizer_config.json"))
      let error = #expect(throws: TokenizerError.self) { try Tokenizer.open(folder) }
      #expect(error?.description.contains("xx_YY") == true)
    }
  }

  /// A small folder, and what transformers 5.24 makes of three texts in it.
  struct Folder: CustomTestStringConvertible, Sendable {
    var type: String
    var files: [String: String]
    var singles: [(text: String, ids: [Int], offsets: [[Int]])]
    var pair: [Int]
    var testDescription: String { type }

    static let words =
      #"{"a": 0, "b": 1, "Ġ": 2, "c": 3, "Ġb": 4, "</s>": 5, "<s>": 6, "Ã": 7, "©": 8}"#
    static let merges = "#version: 0.2\nĠ b\n"

    static let all = [
      // OPT's own files: GPT-2's, of which one setting says that a text begins with </s>.
      Folder(
        type: "opt",
        files: [
          "vocab.json": words, "merges.txt": merges,
          "tokenizer_config.json":
            #"{"add_bos_token": true, "bos_token": "</s>", "eos_token": "</s>"}"#,
        ], singles: [("a b", [5, 0, 4], [[0, 0], [0, 1], [1, 3]])], pair: [5, 0, 4, 5, 3]),
      Folder(
        type: "gpt_neox",
        files: [
          "vocab.json": words, "merges.txt": merges,
          "tokenizer_config.json":
            #"{"add_bos_token": true, "add_eos_token": true, "bos_token": "<s>", "eos_token": "</s>"}"#,
        ],
        singles: [
          ("a b", [6, 0, 4, 5], [[0, 0], [0, 1], [1, 3], [0, 0]]),
          ("e\u{301}", [6, 7, 8, 5], [[0, 0], [0, 1], [0, 1], [0, 0]]),
        ], pair: [6, 0, 4, 5, 6, 3, 5]),
      Folder(
        type: "mpnet",
        files: ["vocab.txt": "<s>\n<pad>\n</s>\n[UNK]\na\nb\nc\n<mask>\n##d\n"],
        singles: [
          (
            "A bd e", [0, 4, 5, 8, 3, 2],
            [[0, 0], [0, 1], [2, 3], [3, 4], [5, 6], [0, 0]]
          ),
          ("a <mask> b", [0, 4, 7, 5, 2], [[0, 0], [0, 1], [2, 8], [9, 10], [0, 0]]),
        ], pair: [0, 4, 5, 2, 2, 6, 2]),
    ]
  }

  @Test(arguments: Folder.all)
  func putsAroundATextWhatItsFilesAskFor(folder: Folder) throws {
    try withFolder(folder.type, [:]) { path in
      for (name, text) in folder.files {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
      }
      let tokenizer = try Tokenizer.open(path)
      for (text, ids, offsets) in folder.singles {
        let encoding = try tokenizer.encode(text)
        #expect(encoding.ids == ids, "\(text)")
        #expect(encoding.offsets.map { [$0.lowerBound, $0.upperBound] } == offsets, "\(text)")
      }
      #expect(try tokenizer.encode("a b", pair: "c").ids == folder.pair)
    }
  }

  @Test func refusesSettingsThatAskForATokenThatIsNotThere() throws {
    try withFolder("opt", [:]) { path in
      for (name, text) in [
        "vocab.json": #"{"a": 0}"#, "merges.txt": "",
        "tokenizer_config.json": #"{"add_bos_token": true, "bos_token": "<s>"}"#,
      ] {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
      }
      let error = #expect(throws: TokenizerError.self) { try Tokenizer.open(path) }
      #expect(error?.description.contains("lacks the token that is to begin a text") == true)
    }
  }

  @Test func refusesAModelWhoseSpecialTokensAreNotKnown() throws {
    try withFolder("rembert", ["sentencepiece.model": "spm_unigram/spm.model"]) { folder in
      let error = #expect(throws: TokenizerError.self) {
        try Tokenizer.open(folder + "/sentencepiece.model")
      }
      #expect(error?.description.contains("save_pretrained") == true)
    }
  }
}
