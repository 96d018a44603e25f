import Testing

@testable import Models

/// What is said of files whose metadata lack something, or that hold one tensor of a type that is not
/// read.
@Suite struct GGUFMessageTests {
  /// The file with one text in the place of another of the same length.
  private func changed(_ name: String, _ old: String, _ new: String) throws -> [UInt8] {
    var bytes = try ModelFixture.bytes("gguf/\(name)")
    #expect(old.utf8.count == new.utf8.count)
    let start = try #require(
      bytes.indices.first { bytes[$0...].starts(with: old.utf8) }, "\(old) is in the file")
    bytes.replaceSubrange(start..<start + old.utf8.count, with: new.utf8)
    return bytes
  }

  /// A message names the key that the file has, not that of a config.json.
  @Test(arguments: [
    ("llama.block_count", "lLama.block_count"),
    ("llama.attention.head_count", "lLama.attention.head_count"),
    ("llama.embedding_length", "lLama.embedding_length"),
    ("llama.context_length", "lLama.context_length"),
  ])
  func namesTheFilesOwnKey(key: String, other: String) throws {
    let bytes = try changed("llama_f16.gguf", key, other)
    let error = #expect(throws: ModelError.self) {
      try Model.open(gguf: bytes, path: "llama.gguf")
    }
    #expect(error?.description == "llama.gguf: \"\(key)\" is missing")
  }

  @Test func readsOthersBesideATypeThatIsNotRead() throws {
    var bytes = try ModelFixture.bytes("gguf/llama_f16.gguf")
    // The name is followed by the number of axes, their lengths and the type.
    let name = Array("blk.0.attn_q.weight".utf8)
    let start = try #require(bytes.indices.first { bytes[$0...].starts(with: name) })
    bytes[start + name.count + 4 + 2 * 8] = 34
    let folder = try ScratchFolder()
    try folder.write(bytes, "mixed.gguf")
    let path = "\(folder.path)/mixed.gguf"
    let tensors = try GGUFTensors.open(path)
    #expect(tensors.entries.first { $0.name == "blk.0.attn_q.weight" }?.type == "TQ1_0")
    let plain = try GGUFTensors.open(ModelFixture.path("gguf/llama_f16.gguf"))
    #expect(
      try tensors.array(named: "blk.0.attn_k.weight")
        == plain.array(named: "blk.0.attn_k.weight"))
    let error = #expect(throws: ModelError.self) {
      try tensors.array(named: "blk.0.attn_q.weight")
    }
    #expect(
      error?.description.contains("\"blk.0.attn_q.weight\" as TQ1_0, which is not read") == true)
    let model = try Model.open(path)
    let other = #expect(throws: ModelError.self) {
      try model.run(ModelInput(ids: [1, 5]), keeping: .everything)
    }
    #expect(other?.description.contains("TQ1_0") == true)
  }

  /// A folder without weights, and one whose weights are a pickle.
  @Test func saysWhatAFolderLacksAndHowToConvert() throws {
    let folder = try ScratchFolder()
    try folder.write("{\"model_type\":\"bert\"}", "config.json")
    let bare = #expect(throws: ModelError.self) { try Model.open(folder.path) }
    #expect(
      bare?.description
        == "\(folder.path): has config.json and no weights: lacks model.safetensors or "
        + "model.safetensors.index.json with its shards; download them beside it")
    try folder.write("x", "pytorch_model.bin")
    let pickle = #expect(throws: ModelError.self) { try Model.open(folder.path) }
    #expect(pickle?.description.contains("from_pretrained(\"\(folder.path)\")") == true)
    #expect(pickle?.description.contains("save_pretrained(\"\(folder.path)\", safe") == true)
  }
}
