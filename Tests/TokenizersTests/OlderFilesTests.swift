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
