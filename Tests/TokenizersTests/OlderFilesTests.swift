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

  @Test func refusesAModelWhoseSpecialTokensAreNotKnown() throws {
    try withFolder("rembert", ["sentencepiece.model": "spm_unigram/spm.model"]) { folder in
      let error = #expect(throws: TokenizerError.self) {
        try Tokenizer.open(folder + "/sentencepiece.model")
      }
      #expect(error?.description.contains("save_pretrained") == true)
    }
  }
}
