import JSONTape
import SafeFiles
import Testing
import Tokenizers

@testable import Models

@Suite struct GGUFTests {
  /// Bit-equal values of quantised tensors.
  @Test(arguments: ["f32", "q4_0", "q8_0", "q4_k", "q6_k"])
  func dequantizesBitForBit(name: String) throws {
    let file = try GGUFFile(ModelFixture.path("gguf/tensors.gguf"), within: .anywhere)
    let tensor = try #require(file.tensors.first { $0.name.lowercased().hasPrefix(name) })
    let reference = try #require(try ModelFixture.arrays("gguf/tensors/\(name).npy").values.first)
    let stored = StoredTensor(
      name: name, file: file.path, shape: tensor.shape, source: .gguf(tensor))
    #expect(tensor.shape == reference.shape)
    let values = try stored.values()
    #expect(values.map(\.bitPattern) == reference.values.map(\.bitPattern))
    // Rows by themselves are the same rows.
    var row = [Float](repeating: 0, count: stored.columns)
    let last = stored.rows - 1
    try row.withUnsafeMutableBufferPointer {
      try stored.read(last..<last + 1, into: $0.baseAddress!)
    }
    #expect(row == Array(values.suffix(stored.columns)))
  }

  @Test func readsEveryKindOfMetadata() throws {
    let file = try GGUFFile(ModelFixture.path("gguf/metadata_types.gguf"), within: .anywhere)
    let expected = try ModelFixture.json("gguf/metadata_types.json")
    for entry in try #require(expected["metadata"]?.array) {
      let key = try #require(entry["key"]?.string)
      let value = try #require(entry["value"])
      let own = try #require(file.metadata[key], "\(key)")
      #expect(matches(own, value), "\(key)")
    }
    for (name, tensor) in try #require(expected["tensors"]).members {
      let own = try #require(file.tensors.first { $0.name == name.string })
      #expect(own.shape == tensor["shape_row_major"]?.array?.compactMap(\.int))
      let stored = StoredTensor(name: own.name, file: "", shape: own.shape, source: .gguf(own))
      #expect(
        try stored.values() == tensor["values"]?.array?.compactMap(\.double).map { Float($0) })
    }
  }

  private func matches(_ own: GGUFValue, _ value: ParsedJSON) -> Bool {
    let list = value.array ?? []
    return switch own {
    // Numbers beyond 64 bits with a sign are the greatest there are.
    case .integer(let int): value.double.map { Double(int) == min($0, 0x1p63) } ?? false
    case .number(let number): number == value.double
    case .flag(let flag): flag == value.bool
    case .text(let bytes): bytes == value.utf8
    case .integers(let integers): integers.map { Double($0) } == list.compactMap(\.double)
    case .numbers(let numbers): numbers == list.compactMap(\.double).map { Float($0) }
    case .texts(let texts): texts == list.compactMap(\.utf8)
    case .list(let values):
      values.count == list.count && zip(values, list).allSatisfy { matches($0, $1) }
    }
  }

  @Test func listsTensorsUnderTheirOwnNames() throws {
    let tensors = try GGUFTensors.open(ModelFixture.path("gguf/llama_f16.gguf"))
    #expect(tensors.entries.first?.name == "token_embd.weight")
    #expect(tensors.entries.first?.type == "F16" && tensors.entries.first?.shape == [96, 32])
    // Rows as they lie there: pairs beside each other, not half a head apart.
    let stored = try tensors.array(named: "blk.0.attn_q.weight")
    let model = try Model.open(ModelFixture.path("tiny/llama_gqa"))
    let plain = try ModelFixture.arrays("tiny/llama_gqa/model.safetensors")
    let q = try #require(plain["model.layers.0.self_attn.q_proj.weight"])
    for (row, other) in [(0, 0), (1, 4), (2, 1), (3, 5), (8, 8), (9, 12)] {
      for column in 0..<32 {
        let rounded = Float(Float16(q.values[other * 32 + column]))
        #expect(stored.values[row * 32 + column] == rounded)
      }
    }
    #expect(model.tensors.types.map(\.name) == ["F32"])
    #expect(throws: ModelError.self) { try tensors.array(named: "nothing") }
  }

  @Test func runsAModel() throws {
    let model = try Model.open(ModelFixture.path("gguf/llama_f16.gguf"))
    let reference = try ModelFixture.json("gguf/llama_f16_ref.json")
    let run = try model.run(ModelFixture.input(reference), keeping: .everything)
    let attentions = try ModelFixture.arrays("gguf/llama_f16_ref_attentions.npy").values.first
    let logits = try ModelFixture.arrays("gguf/llama_f16_ref_logits.npy").values.first
    #expect(try #require(distance(run["attentions"], attentions)) < 2e-5)
    #expect(try #require(distance(run["logits"], logits)) < 2e-5)
  }

  @Test func tokenizesByTheFile() throws {
    let model = try Model.open(ModelFixture.path("gguf/llama_f16.gguf"))
    let tokenizer = try model.tokenizer()
    let reference = try ModelFixture.json("gguf/llama_f16_ref.json")
    for test in try #require(reference["tokenizer_tests"]?.array) {
      let text = try #require(test["text"]?.string)
      let ids = try #require(test["ids"]?.array).compactMap(\.int)
      let encoding = try tokenizer.encode(text)
      // The file asks for a token at the beginning.
      #expect(encoding.ids == [1] + ids, "\(text)")
      let tokens = try #require(test["tokens"]?.array).compactMap(\.string)
      #expect(Array(encoding.tokens.dropFirst()) == tokens, "\(text)")
    }
  }

  @Test(arguments: ["bad_magic", "truncated_data"])
  func refusesBrokenFiles(name: String) {
    let error = #expect(throws: ModelError.self) {
      try GGUFFile(ModelFixture.path("gguf/broken/\(name).gguf"), within: .anywhere)
    }
    #expect(error?.description.contains("\n") == false)
  }
}

@Suite struct QuantizedTypeTests {
  /// Random blocks of each type, as the gguf package turns them into numbers.
  @Test(arguments: [
    "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL",
    "IQ4_XS", "F16", "BF16",
  ])
  func givesTheSameBits(name: String) throws {
    let file = try GGUFFile(ModelFixture.path("gguf/all_types.gguf"), within: .anywhere)
    let references = try ModelFixture.arrays("gguf/all_types.safetensors")
    let tensor = try #require(file.tensors.first { $0.name == name })
    let reference = try #require(references[name])
    let values = try StoredTensor(
      name: name, file: file.path, shape: tensor.shape, source: .gguf(tensor)
    ).values()
    #expect(values.map(\.bitPattern) == reference.values.map(\.bitPattern))
  }
}

@Suite struct ConvertedModelTests {
  /// Checkpoints as llama.cpp's converter writes them: other names, permuted rows, shifted norms,
  /// transposed matrices, factors of frequencies as a tensor. They compute what the folders do.
  @Test(arguments: [
    ("llama3", "llama_llama3"), ("gemma2", "gemma2"), ("phi3", "phi3"), ("olmo2", "olmo2"),
    ("qwen3", "qwen3"), ("gpt2", "gpt2_plain"), ("bert", "bert_model"),
  ])
  func computesWhatTheFolderDoes(name: String, folder: String) throws {
    let model = try Model.open(ModelFixture.path("gguf/converted/\(name).gguf"))
    let references = try ModelFixture.arrays("untrained/\(folder)/reference.safetensors")
    let input = ModelFixture.input(try ModelFixture.json("untrained/\(folder)/inputs.json"))
    let run = try model.run(input, keeping: .everything)
    for key in [
      "attentions", "hidden_states", references["logits"] == nil ? "last_hidden_state" : "logits",
    ] {
      let apart = try #require(distance(run[key], references[key]), "\(name) \(key)")
      #expect(apart < 2e-5, "\(name) \(key)")
    }
    // The folder's model has the same sizes.
    #expect(try Model.open(ModelFixture.path("untrained/\(folder)")).shape == model.shape)
  }
}
