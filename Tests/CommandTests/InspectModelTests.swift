// `inspect` of models: what they are, what type their numbers have, and each tensor by name.

import Foundation
import TestSupport
import Testing

@Suite struct InspectModelTests {
  private static let folder = Manual.root + "/Tests/Fixtures/models"

  private func json(_ words: [String]) throws -> [String: Any] {
    let ended = try Attnplot.run(["inspect"] + words + ["--format", "json"], in: Workplace())
    #expect(ended.status == .exited(0), "\(ended.messages)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(ended.output)) as? [String: Any])
  }

  /// The header of a safetensors file, as its format says: a length of 8 bytes and JSON.
  private func header(_ path: String) throws -> [String: (shape: [Int], type: String)] {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let json = try JSONSerialization.jsonObject(with: bytes.dropFirst(8).prefix(length))
    var entries: [String: (shape: [Int], type: String)] = [:]
    for (name, value) in try #require(json as? [String: [String: Any]])
    where name != "__metadata__" {
      entries[name] = (
        try #require(value["shape"] as? [Int]), try #require(value["dtype"] as? String)
      )
    }
    return entries
  }

  @Test(arguments: ["tiny/bert", "tiny/whisper", "untrained/deit"])
  func listsTheTensorsOfFolders(name: String) throws {
    let expected = try header("\(Self.folder)/\(name)/model.safetensors")
      .filter { !$0.value.type.hasPrefix("I") }
    let told = try json(["\(Self.folder)/\(name)"])
    let tensors = try #require(told["tensors"] as? [[String: Any]])
    #expect(Set(tensors.compactMap { $0["name"] as? String }) == Set(expected.keys))
    for tensor in tensors {
      let name = try #require(tensor["name"] as? String)
      #expect(tensor["shape"] as? [Int] == expected[name]?.shape)
      #expect(tensor["type"] as? String == expected[name]?.type)
    }
    #expect(told["tensor_count"] as? Int == expected.count)
    #expect(told["dtype"] as? String == "F32 (\(expected.count))")
  }

  /// A file of one tensor of each type, of no model: the gguf package wrote the names and shapes down.
  @Test func listsTheTensorsOfAGGUFFile() throws {
    let expected = try header(Self.folder + "/gguf/all_types.safetensors")
    let told = try json([Self.folder + "/gguf/all_types.gguf"])
    let tensors = try #require(told["tensors"] as? [[String: Any]])
    #expect(tensors.count == expected.count)
    for tensor in tensors {
      let name = try #require(tensor["name"] as? String)
      #expect(tensor["shape"] as? [Int] == expected[name]?.shape, "\(name)")
    }
    let type = try #require(told["dtype"] as? String)
    #expect(type.contains("Q4_K (1)") && type.contains("Q8_0 (1)"))
    #expect(told["architecture"] is NSNull && told["not_run"] is String)
  }

  @Test func namesOfAGGUFFileAreThoseThatItGives() throws {
    let file = Self.folder + "/gguf/llama_f16.gguf"
    let told = try json([file])
    let tensors = try #require(told["tensors"] as? [[String: Any]])
    #expect(tensors.contains { $0["name"] as? String == "blk.0.attn_q.weight" })
    #expect(told["architecture"] as? String == "llama")
    // And each is read under that name.
    let one = try json([file + "#blk.0.attn_q.weight"])
    #expect((one["tensors"] as? [Any])?.count == 1)
  }

  /// Without a tokenizer there are ids alone, and it is said why.
  @Test(arguments: [
    ("tiny/llama_gqa", ["--ids"]), ("tiny/t5", ["--ids", "--target-ids"]),
    ("tiny/whisper", ["--features", "--target-ids"]),
  ])
  func aModelWithoutATokenizerTakesIDs(name: String, inputs: [String]) throws {
    let told = try json(["\(Self.folder)/\(name)"])
    #expect(told["inputs"] as? [String] == inputs)
    #expect(told["tokenizer"] is NSNull)
    #expect((told["no_texts"] as? String)?.contains("looked for tokenizer.json") == true)
  }

  @Test func aModelOfImagesLacksNoTokenizer() throws {
    let told = try json(["\(Self.folder)/tiny/vit"])
    #expect(told["inputs"] as? [String] == ["--image"] && told["no_texts"] == nil)
  }

  @Test func tensorsAreListedForPeopleWhereThatIsAsked() throws {
    let few = try Attnplot.run(["inspect", Self.folder + "/tiny/bert"], in: Workplace()).text
    #expect(few.contains("dtype") && few.contains("F32 (") && !few.contains("query.weight"))
    #expect(few.contains("attention --layer 0-"))
    let all = try Attnplot.run(
      ["inspect", Self.folder + "/tiny/bert", "--tensors"], in: Workplace()
    ).text
    #expect(all.contains("encoder.layer.0.attention.self.query.weight  [32, 32]  F32\n"))
  }
}
