import AttentionMath
import Foundation
import MatrixFiles
import SafeFiles
import Testing
import Tokenizers

@testable import Models

/// A folder that goes with its owner.
final class ScratchFolder: Sendable {
  let path = NSTemporaryDirectory() + "attnplot-models-" + UUID().uuidString

  init(copyOf name: String? = nil) throws {
    let manager = FileManager.default
    if let name {
      try manager.copyItem(atPath: ModelFixture.path(name), toPath: path)
    } else {
      try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, _ name: String) throws {
    try write(Array(text.utf8), name)
  }

  func write(_ bytes: [UInt8], _ name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: "\(path)/\(name)")
  }

  /// Replaces text of the config.
  func changeConfig(_ old: String, _ new: String) throws {
    let text = try String(contentsOfFile: "\(path)/config.json", encoding: .utf8)
    #expect(text.contains(old), "\(old)")
    try write(text.replacingOccurrences(of: old, with: new), "config.json")
  }
}

@Suite struct BadModelTests {
  /// Opens and runs the model of a folder, and says what is wrong.
  private func fault(_ path: String, _ input: ModelInput = ModelInput(ids: [5, 17, 33])) -> String {
    do throws(ModelError) {
      _ = try Model.open(path).run(input, keeping: .everything)
      return ""
    } catch {
      #expect(!error.description.contains("\n"))
      return error.description
    }
  }

  /// What is not there is said to be so, and not to be no model.
  @Test(arguments: ["", "/", "/deeper", "/weights.pt"])
  func saysThatAFolderIsNotThere(rest: String) throws {
    let folder = try ScratchFolder()
    #expect(
      fault("\(folder.path)x\(rest)")
        == "\(folder.path)x\(rest): is not there: give the folder of a model, or a .gguf file")
  }

  /// What converts a pickle is of the class that it was saved from: another one drops the head.
  @Test(
    arguments: [
      (
        "\"architectures\": [\"BertForSequenceClassification\"]", "BertForSequenceClassification",
        false
      ),
      ("\"architectures\": [\"GPT2LMHeadModel\", \"Other\"]", "GPT2LMHeadModel", false),
      ("\"architectures\": [\"os; import x\"]", "AutoModel", true),
      ("\"architectures\": []", "AutoModel", true), ("\"model_type\": \"bert\"", "AutoModel", true),
    ])
  func convertsByItsOwnClass(member: String, name: String, isGuessed: Bool) throws {
    let folder = try ScratchFolder()
    try folder.write("{\(member)}", "config.json")
    try folder.write("x", "pytorch_model.bin")
    for path in [folder.path, folder.path + "/pytorch_model.bin"] {
      let fault = fault(path)
      #expect(fault.contains("from transformers import \(name); model = \(name).from_pretrained("))
      #expect(fault.contains("keeps the head as well") == isGuessed, "\(fault)")
    }
  }

  /// A square's side may stand there twice.
  @Test func sidesOfSquaresAreListsToo() throws {
    let folder = try ScratchFolder(copyOf: "tiny/vit")
    let side = try #require(try Model.open(folder.path).shape.vision)
    try folder.changeConfig(
      "\"image_size\": \(side.image)", "\"image_size\": [\(side.image), \(side.image)]")
    try folder.changeConfig(
      "\"patch_size\": \(side.patch)", "\"patch_size\": [\(side.patch), \(side.patch)]")
    #expect(try Model.open(folder.path).shape.vision == side)
    try folder.changeConfig("[\(side.image), \(side.image)]", "[\(side.image), 64]")
    #expect(
      fault(folder.path).contains(
        "\"image_size\" is [\(side.image), 64], while squares alone are read"))
    for wrong in ["[]", "[32]", "[32, \"32\"]", "[0, 0]", "[32, 32, 32]"] {
      let folder = try ScratchFolder(copyOf: "tiny/vit")
      try folder.changeConfig("\"image_size\": \(side.image)", "\"image_size\": \(wrong)")
      #expect(fault(folder.path).contains("\"image_size\" has no sides that are"), "\(wrong)")
    }
  }

  /// Padded tables and a few tokens more are usual (Pythia, Qwen 2.5, DeepSeek, Phi-2, Llama with a mark for
  /// padding); what is left is another model's.
  @Test(
    arguments: [
      (50277, 50304, false), (151_665, 152_064, false), (100_015, 102_400, false),
      (50295, 51200, false), (32001, 32000, false), (96, 96, false), (90, 96, false),
      (96, 0, false),
      (28996, 30522, true), (30522, 50265, true), (591, 30522, true), (119_547, 30522, true),
      (32000, 128_256, true), (40, 96, true), (200, 96, true),
    ])
  func tellsOtherModelsTokenizers(tokens: Int, embeddings: Int, isForeign: Bool) {
    #expect(Model.areOfOtherModels(tokens: tokens, embeddings: embeddings) == isForeign)
  }

  @Test func saysWhatAFolderLacks() throws {
    let folder = try ScratchFolder()
    #expect(fault(folder.path).contains("is no model: looked for config.json"))
    try folder.write("{\"model_type\":\"bert\"}", "config.json")
    #expect(fault(folder.path).contains("has config.json and no weights: lacks model.safetensors"))
    try folder.write("x", "pytorch_model.bin")
    #expect(fault(folder.path).contains("safe_serialization=True"))
    #expect(fault(folder.path + "/pytorch_model.bin").contains("pickle"))
    #expect(fault(folder.path + "/nothing").contains("is not there"))
    #expect(fault(folder.path + "/nothing.gguf").contains("No such file"))
  }

  @Test func namesAMissingShard() throws {
    let folder = try ScratchFolder(copyOf: "tiny/gpt2_sharded")
    try folder.remove("model-00002-of-00003.safetensors")
    #expect(fault(folder.path).contains("model-00002-of-00003.safetensors: cannot be opened"))
  }

  @Test func refusesShardsElsewhere() throws {
    let folder = try ScratchFolder(copyOf: "tiny/gpt2_sharded")
    try folder.write(
      "{\"weight_map\":{\"a\":\"../tiny/gpt2/model.safetensors\"}}", "model.safetensors.index.json")
    #expect(fault(folder.path).contains("shards lie in the folder of the index"))
  }

  @Test func namesAMissingTensor() throws {
    let folder = try ScratchFolder(copyOf: "tiny/bert")
    try folder.changeConfig("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3")
    #expect(fault(folder.path).contains("lacks the tensor \"bert.encoder.layer.2."))
  }

  /// A checkpoint without a bias is not run as if it had none.
  @Test func namesAMissingBias() throws {
    let folder = try ScratchFolder(copyOf: "tiny/bert")
    var bytes = try ModelFixture.bytes("tiny/bert/model.safetensors")
    let name = Array("layer.1.attention.self.key.bias".utf8)
    let location = try #require(
      bytes.indices.first { bytes[$0...].starts(with: name) }, "the name is in the header")
    bytes[location + name.count - 1] = UInt8(ascii: "z")
    try folder.write(bytes, "model.safetensors")
    #expect(fault(folder.path).contains("encoder.layer.1.attention.self.key.bias"))
  }

  @Test func namesATensorOfAnotherShape() throws {
    let folder = try ScratchFolder(copyOf: "tiny/bert")
    try folder.changeConfig("\"intermediate_size\": 64", "\"intermediate_size\": 65")
    let text = fault(folder.path)
    #expect(text.contains("intermediate.dense.weight") && text.contains("[64, 32]"))
    #expect(text.contains("[65, 32]"))
  }

  @Test func namesAVocabularyOfAnotherSize() throws {
    let folder = try ScratchFolder(copyOf: "tiny/llama_gqa")
    try folder.changeConfig("\"vocab_size\": 96", "\"vocab_size\": 95")
    #expect(fault(folder.path).contains("[96, 32], while its config.json asks for [95, 32]"))
  }

  @Test func tellsAPointerOfGit() throws {
    let folder = try ScratchFolder(copyOf: "tiny/bert")
    try folder.write(
      "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 90868376\n",
      "model.safetensors")
    #expect(fault(folder.path).contains("git lfs pull"))
    try folder.write(
      "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 570\n", "config.json")
    #expect(fault(folder.path).contains("config.json: is a note of Git LFS"))
  }

  @Test func namesABiasThatTheConfigAsksFor() throws {
    let folder = try ScratchFolder(copyOf: "tiny/llama_gqa")
    try folder.changeConfig("\"attention_bias\": false", "\"attention_bias\": true")
    let text = fault(folder.path)
    #expect(text.contains("lacks the tensor") && text.contains("q_proj.bias"), "\(text)")
  }

  @Test(arguments: [
    ("tiny/bert", "\"hidden_act\": \"gelu\"", "\"hidden_act\": \"mish\"", "\"mish\""),
    ("tiny/bert", "\"model_type\": \"bert\"", "\"model_type\": \"zebra\"", "\"zebra\""),
    (
      "tiny/llama_gqa", "\"rope_type\": \"default\"", "\"rope_type\": \"ntk2\"",
      "a scaling of rotary positions that is not known"
    ),
    (
      "tiny/llama_gqa", "\"rope_type\": \"default\"", "\"rope_type\": \"yarn\"",
      "factor\" is missing"
    ),
    (
      "tiny/llama_gqa", "\"rope_type\": \"default\"", "\"rope_type\": \"linear\", \"factor\": -2",
      "factor\" is -2.0"
    ),
    (
      "tiny/llama_gqa", "\"rope_type\": \"default\"", "\"rope_type\": \"dynamic\", \"factor\": 0",
      "factor\" is 0.0"
    ),
    (
      "tiny/llama_gqa", "\"use_cache\": true",
      "\"quantization_config\": {\"quant_method\": \"gptq\"}", "\"gptq\""
    ),
    (
      "tiny/bert", "\"use_cache\": true", "\"position_embedding_type\": \"relative_key\"",
      "\"relative_key\""
    ),
    ("tiny/bert", "\"num_attention_heads\": 4", "\"num_attention_heads\": 5", "does not divide"),
    ("tiny/bert", "\"hidden_size\": 32", "\"hidden_size\": -1", "is no whole number"),
    ("tiny/bert", "\"hidden_size\": 32", "\"hidden_size\": 1e300", "is no whole number"),
    ("tiny/bert", "\"hidden_size\": 32,", "", "\"hidden_size\" is missing"),
    (
      "tiny/t5", "\"feed_forward_proj\": \"relu\"", "\"feed_forward_proj\": \"gated-sine\"",
      "gated-sine"
    ),
    (
      "tiny/mistral", "\"num_key_value_heads\": 2", "\"num_key_value_heads\": 3",
      "does not divide 4"
    ),
  ])
  func namesWhatIsNotKnown(name: String, old: String, new: String, part: String) throws {
    let folder = try ScratchFolder(copyOf: name)
    try folder.changeConfig(old, new)
    let text = fault(folder.path)
    #expect(text.contains(part), "\(text)")
    #expect(text.contains("config.json"))
  }

  @Test func refusesInputsThatDoNotFit() throws {
    let bert = ModelFixture.path("tiny/bert")
    #expect(fault(bert, ModelInput()).contains("no token"))
    #expect(
      fault(bert, ModelInput(ids: Array(repeating: 1, count: 33)))
        == "33 tokens are more than the model's 32 positions: shorten the text, or cut it")
    #expect(fault(bert, ModelInput(ids: [5, 96])) == "token id 96 is outside the vocabulary 0-95")
    #expect(fault(bert, ModelInput(ids: [-1])).contains("token id -1"))
    #expect(fault(bert, ModelInput(ids: [5, 6], typeIDs: [0, 2])).contains("segment 2"))
    #expect(fault(bert, ModelInput(ids: [5, 6], typeIDs: [0])).contains("not 1"))
    #expect(fault(ModelFixture.path("tiny/t5")).contains("a text for the decoder"))
    #expect(fault(ModelFixture.path("tiny/vit")).contains("an image of shape [3, 32, 32]"))
    #expect(
      fault(ModelFixture.path("tiny/whisper"), ModelInput(decoderIDs: [1]))
        .contains("features of speech"))
    #expect(
      fault(
        ModelFixture.path("tiny/whisper"),
        ModelInput(decoderIDs: [1], features: .init(rows: 8, columns: 39, repeating: 0))
      ).contains("[8, 39] is neither [8, 40], mel bins by frames, nor [40, 8]"))
    #expect(
      fault(ModelFixture.path("tiny/llama_gqa"), ModelInput(ids: [5, 6], typeIDs: [0, 1]))
        .contains("no segments"))
  }

  @Test func refusesLayersAndHeadsThatAreNotThere() throws {
    let model = try Model.open(ModelFixture.path("tiny/bert"))
    let input = ModelInput(ids: [5])
    #expect(throws: ModelError.noSuchIndex(kind: "layer", index: 2, count: 2)) {
      try model.run(input, keeping: Request(parts: [.attentions: .init(layers: .only([2]))]))
    }
    #expect(throws: ModelError.noSuchIndex(kind: "head", index: 4, count: 4)) {
      try model.run(input, keeping: Request(parts: [.queries: .init(heads: .only([4]))]))
    }
    #expect(throws: ModelError.noSuchIndex(kind: "hidden state", index: 3, count: 3)) {
      try model.run(input, keeping: Request(hiddenStates: .only([3])))
    }
  }

  /// A tokenizer with more tokens than the model has embeddings.
  @Test func tellsTheTokenizerOfAnotherModel() throws {
    let folder = try ScratchFolder(copyOf: "tiny/bert")
    try folder.write(
      "[PAD]\n[UNK]\n[CLS]\n[SEP]\n" + (0..<200).map { "word\($0)" }.joined(separator: "\n"),
      "vocab.txt")
    let model = try Model.open(folder.path)
    #expect(try model.encode("word3 word5").input.ids == [2, 7, 9, 3])
    #expect(
      throws: ModelError.foreignTokenizer(
        tokens: 204, embeddings: 96, file: folder.path + "/vocab.txt")
    ) { try model.encode("word150") }
    let long = Array(repeating: "word1", count: 40).joined(separator: " ")
    #expect(throws: ModelError.tooLong(tokens: 42, context: 32)) { try model.encode(long) }
    let cut = try model.encode(long, cuts: true)
    #expect(cut.input.ids.count == 32 && cut.cutCount == 10)
    let pair = try model.encode("word1", pair: "word2")
    #expect(pair.input.typeIDs == [0, 0, 0, 1, 1])
    // A model without segments takes a pair all the same.
    let plain = try ScratchFolder(copyOf: "untrained/distilbert")
    try plain.write("[PAD]\n[UNK]\n[CLS]\n[SEP]\nword1\nword2", "vocab.txt")
    let distilled = try Model.open(plain.path)
    let texts = try distilled.encode("word1", pair: "word2")
    #expect(texts.input.ids == [2, 4, 3, 5, 3] && texts.input.typeIDs.isEmpty)
    _ = try distilled.run(texts.input, keeping: .everything)
  }

  @Test func continuesTexts() throws {
    let gpt = try Model.open(ModelFixture.path("tiny/gpt2"))
    let logits = try ModelFixture.arrays("tiny/gpt2/ref_logits.npy").values.first
    let last = try #require(logits).values.suffix(96)
    let best = try #require(last.indices.max { last[$0] < last[$1] }) - last.startIndex
    let ids = [5, 17, 33, 8, 90, 2, 41, 41, 60, 12, 7]
    let more = try gpt.continued(ModelInput(ids: ids), by: 3)
    #expect(Array(more.ids.prefix(12)) == ids + [best])
    #expect(more.ids.count <= 14)
    let t5 = try Model.open(ModelFixture.path("tiny/t5"))
    #expect(t5.decoderStart == 0)
    let both = try t5.continued(ModelInput(ids: ids, decoderIDs: [0]), by: 2)
    #expect(both.ids == ids && both.decoderIDs.count >= 2)
  }
}

@Suite struct HostileModelTests {
  /// Files with bytes changed give an error or numbers, and never end the process.
  @Test(arguments: ["llama_f16.gguf", "tensors.gguf", "metadata_types.gguf", "all_types.gguf"])
  func survivesChangedGGUF(name: String) throws {
    let bytes = try ModelFixture.bytes("gguf/\(name)")
    let folder = try ScratchFolder()
    var random = SeededNumbers(state: 3)
    for _ in 0..<120 {
      try folder.write(mutated(bytes, &random, within: 4000), "changed.gguf")
      do {
        let file = try GGUFFile("\(folder.path)/changed.gguf", within: .anywhere)
        for tensor in file.tensors.prefix(4) {
          _ = try StoredTensor(
            name: "", file: "", shape: tensor.shape, source: .gguf(tensor)
          ).values()
        }
        _ = try file.tokenizer()?.encode("the robot é")
        let model = try Model.open("\(folder.path)/changed.gguf")
        _ = try model.run(ModelInput(ids: [1, 5, 7]), keeping: .everything)
      } catch let error as ModelError {
        #expect(!error.description.isEmpty)
      } catch let error as TokenizerError {
        #expect(!error.description.isEmpty)
      }
    }
  }

  @Test(arguments: [
    "tiny/bert", "tiny/llama_gqa", "tiny/t5", "untrained/phi3_longrope", "untrained/dinov2_swiglu",
    "untrained/gemma3", "untrained/clip", "untrained/gptj", "tiny/whisper",
  ])
  func survivesChangedConfigs(name: String) throws {
    let folder = try ScratchFolder(copyOf: name)
    let config = try ModelFixture.bytes("\(name)/config.json")
    let numbers = [
      "0", "-1", "1e300", "4096", "1", "3", "0.5", "null", "\"x\"", "[]", "{}", "true",
    ]
    let pixels = PixelValues(
      channels: 3, height: 16, width: 16, values: Array(repeating: 0.5, count: 768))
    var random = SeededNumbers(state: 17)
    for _ in 0..<80 {
      // Most changes put another value in the place of one.
      var text = String(decoding: config, as: UTF8.self).split(
        separator: "\n", omittingEmptySubsequences: false
      ).map(String.init)
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        let line = Int.random(in: 0..<text.count, using: &random)
        guard let colon = text[line].lastIndex(of: ":"), !text[line].hasSuffix("{") else {
          continue
        }
        let comma = text[line].hasSuffix(",") ? "," : ""
        text[line] = text[line][...colon] + " " + numbers.randomElement(using: &random)! + comma
      }
      try folder.write(text.joined(separator: "\n"), "config.json")
      do throws(ModelError) {
        let model = try Model.open(folder.path)
        _ = try model.run(
          ModelInput(ids: [1, 5, 7], decoderIDs: [1, 2], pixels: pixels), keeping: .everything)
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }

  private func mutated(_ bytes: [UInt8], _ random: inout SeededNumbers, within: Int) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...5, using: &random) {
      let location = Int.random(in: 0..<min(within, bytes.count), using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0, 1: bytes[location] = UInt8.random(in: 0...255, using: &random)
      case 2: bytes[location] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      default: bytes.removeLast(Int.random(in: 0..<bytes.count / 8, using: &random))
      }
    }
    return bytes
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
