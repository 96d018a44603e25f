// Models that stay open between figures.

import Foundation
import MatrixSources
import Models
import SafeFiles
import Testing
import Tokenizers

@Suite struct OpenModelsTests {
  private static let fixtures =
    "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Fixtures"

  /// How many heads a model's layers have, by which two versions of its config are told apart.
  private static func heads(of path: String) throws -> Int {
    try OpenModels.open(path, within: .anywhere).shape.stacks[0].heads
  }

  private static func setHeads(_ count: Int, of folder: String) throws {
    let file = URL(fileURLWithPath: folder + "/config.json")
    var config = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    config["num_attention_heads"] = count
    try JSONSerialization.data(withJSONObject: config).write(to: file)
  }

  /// A file that changes is read again, by whoever keeps models open and by whoever does not.
  @Test(arguments: [true, false]) func aChangedModelIsReadAgain(_ isKept: Bool) throws {
    let location = try Location()
    let folder = location.path + "/bert"
    try FileManager.default.copyItem(
      atPath: Self.fixtures + "/models/tiny/bert", toPath: folder)
    try OpenModels.$current.withValue(isKept ? OpenModels() : nil) {
      let count = try Self.heads(of: folder)
      #expect(count > 1)
      #expect(try Self.heads(of: folder) == count)
      try Self.setHeads(count * 2, of: folder)
      #expect(try Self.heads(of: folder) == count * 2)
    }
  }

  /// That a model is open already is no answer where its folder is gone.
  @Test func aModelThatIsGoneIsMissed() throws {
    let location = try Location()
    let folder = location.path + "/bert"
    try FileManager.default.copyItem(
      atPath: Self.fixtures + "/models/tiny/bert", toPath: folder)
    try OpenModels.$current.withValue(OpenModels()) {
      _ = try OpenModels.open(folder, within: .anywhere)
      try FileManager.default.removeItem(atPath: folder)
      #expect(throws: ModelError.self) { try OpenModels.open(folder, within: .anywhere) }
    }
  }

  /// A tokenizer is read once for a model that is open: afterwards it no longer needs its file.
  @Test func aTokenizerIsReadOnce() throws {
    let location = try Location()
    let folder = location.path + "/bert"
    try FileManager.default.copyItem(
      atPath: Self.fixtures + "/models/tiny/bert", toPath: folder)
    try FileManager.default.copyItem(
      atPath: Self.fixtures + "/tokenizers/wordpiece_uncased/tokenizer.json",
      toPath: folder + "/tokenizer.json")
    let model = try Model.open(folder)
    let before = try model.tokenizer().encode("the cat").ids
    try FileManager.default.removeItem(atPath: folder + "/tokenizer.json")
    #expect(try model.tokenizer().encode("the cat").ids == before)
    #expect(throws: ModelError.self) { try Model.open(folder).tokenizer() }
  }
}
