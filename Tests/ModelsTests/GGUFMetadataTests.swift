import Foundation
import Testing

@testable import Models

/// Metadata of a GGUF file are read, or have no part in what a model computes, or are refused.
@Suite struct GGUFMetadataTests {
  /// The tiny file with more metadata, whose tensors still begin at a multiple of the alignment.
  private static func file(
    with entries: [(key: String, type: UInt32, value: [UInt8])], _ name: String = "llama_f16.gguf"
  ) throws -> [UInt8] {
    var bytes = try ModelFixture.bytes("gguf/\(name)")
    var added: [UInt8] = []
    for entry in entries {
      added += number(UInt64(entry.key.utf8.count)) + entry.key.utf8 + number(entry.type)
      added += entry.value
    }
    // What follows is aligned from the beginning of the file: a text fills what is left.
    let filler = "x.filler"
    let fixed = 8 + filler.utf8.count + 4 + 8
    let rest = (32 - (added.count + fixed) % 32) % 32
    added += number(UInt64(filler.utf8.count)) + filler.utf8 + number(UInt32(8))
    added += number(UInt64(rest)) + [UInt8](repeating: 0x2e, count: rest)
    let count = bytes[16..<24].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    bytes.replaceSubrange(16..<24, with: number(count + UInt64(entries.count) + 1))
    bytes.insert(contentsOf: added, at: 24)
    return bytes
  }

  private static func number<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  private static func float(_ value: Float) -> [UInt8] { number(value.bitPattern) }

  private static func run(_ bytes: [UInt8]) throws -> ModelRun {
    try Model.open(gguf: bytes, path: "llama.gguf").run(
      ModelInput(ids: [1, 5, 17, 33]), keeping: .everything)
  }

  @Test(
    arguments: [
      ("llama.expert_count", 4, [8, 0, 0, 0], "llama.expert_count is 8"),
      ("llama.attention.causal", 7, [0], "llama.attention.causal is false"),
      ("llama.attention.clamp_kqv", 6, float(30), "llama.attention.clamp_kqv is 30.0"),
      ("llama.attention.scale", 6, float(0.5), "llama.attention.scale is 0.5"),
      ("llama.logit_scale", 6, float(3), "llama.logit_scale is 3.0"),
      ("llama.attn_logit_softcapping", 6, float(50), "attn_logit_softcapping is 50.0"),
      ("llama.use_parallel_residual", 7, [1], "use_parallel_residual is true"),
      ("llama.attention.value_length", 4, [4, 0, 0, 0], "llama.attention.value_length is 4"),
      ("split.count", 2, [3, 0], "one of the 3 files"),
      ("llama.block_count", 4, [1, 0, 0, 0], "\"llama.block_count\" twice"),
    ] as [(String, UInt32, [UInt8], String)])
  func whatWouldChangeAModelIsRefused(key: String, type: UInt32, value: [UInt8], message: String)
    throws
  {
    let bytes = try Self.file(with: [(key, type, value)])
    let error = #expect(throws: ModelError.self) { try Self.run(bytes) }
    #expect(error?.description.contains(message) ?? false, "\(String(describing: error))")
  }

  @Test(
    arguments: [
      ("llama.expert_count", 4, [0, 0, 0, 0]), ("llama.attention.causal", 7, [1]),
      ("llama.logit_scale", 6, float(1)), ("llama.rope.scaling.finetuned", 7, [1]),
      ("llama.pooling_type", 4, [2, 0, 0, 0]), ("llama.attention.value_length", 4, [8, 0, 0, 0]),
      ("llama.rope.scaling.factor", 6, float(1)),
      ("general.quantized_by", 8, number(UInt64(2)) + Array("me".utf8)),
    ] as [(String, UInt32, [UInt8])])
  func whatChangesNothingMayBeThere(key: String, type: UInt32, value: [UInt8]) throws {
    let plain = try Self.run(try ModelFixture.bytes("gguf/llama_f16.gguf"))
    #expect(try Self.run(try Self.file(with: [(key, type, value)])).arrays == plain.arrays)
  }

  /// llama.cpp's default kind of scaling is the linear one, and older files name it otherwise.
  @Test(arguments: ["llama.rope.scaling.factor", "llama.rope.scale_linear"])
  func aFactorAloneStretchesEvenly(key: String) throws {
    let named = try Self.run(
      try Self.file(with: [
        ("llama.rope.scaling.factor", 6, Self.float(4)),
        ("llama.rope.scaling.type", 8, Self.number(UInt64(6)) + Array("linear".utf8)),
      ]))
    let alone = try Self.run(try Self.file(with: [(key, 6, Self.float(4))]))
    #expect(alone.arrays == named.arrays)
    let plain = try Self.run(try Self.file(with: []))
    #expect(try #require(distance(alone["attentions"], plain["attentions"])) > 1e-4)
  }

  @Test func aVocabularyOfAnotherSizeIsRefused() throws {
    var bytes = try ModelFixture.bytes("gguf/llama_f16.gguf")
    let key = Data("llama.vocab_size".utf8)
    let range = try #require(Data(bytes).range(of: key))
    bytes[range.upperBound + 4] = 50
    let error = #expect(throws: ModelError.self) { try Self.run(bytes) }
    #expect(
      error?.description.contains(
        "\"token_embd.weight\" has the shape [96, 32], while its metadata ask for [50, 32]")
        ?? false)
  }

  /// A tensor is found by its place: where places do not follow each other numbers are of another one.
  @Test(arguments: [("token_embd.weight", 32), ("blk.1.ffn_up.weight", 64)])
  func tensorsFollowEachOther(name: String, shift: UInt8) throws {
    var bytes = try ModelFixture.bytes("gguf/llama_f16.gguf")
    let range = try #require(Data(bytes).range(of: Data(name.utf8)))
    // The name is followed by the number of axes, two lengths and the type.
    let offset = range.upperBound + 4 + 16 + 4
    bytes[offset] = bytes[offset] &+ shift
    let error = #expect(throws: ModelError.self) { try Self.run(bytes) }
    #expect(error?.description.contains("begins at") ?? false, "\(String(describing: error))")
    let other = Data("blk.1.attn_q.weight".utf8)
    var twice = try ModelFixture.bytes("gguf/llama_f16.gguf")
    let place = try #require(Data(twice).range(of: other))
    twice[place.lowerBound + 4] = UInt8(ascii: "0")
    let repeated = #expect(throws: ModelError.self) { try Self.run(twice) }
    #expect(repeated?.description.contains("\"blk.0.attn_q.weight\" twice") ?? false)
  }

  @Test func missingTensorsHaveTheFilesOwnNames() throws {
    var bytes = try ModelFixture.bytes("gguf/llama_f16.gguf")
    let place = try #require(Data(bytes).range(of: Data("blk.1.attn_q.weight".utf8)))
    bytes[place.lowerBound + 6] = UInt8(ascii: "z")
    let error = #expect(throws: ModelError.self) { try Self.run(bytes) }
    let text = error?.description ?? ""
    #expect(text.contains("\"blk.1.attn_q.weight\"") && !text.contains("config.json"), "\(text)")
  }

  @Test func aFolderWithOneFileSaysWhich() throws {
    let folder = try ScratchFolder()
    try folder.write("x", "some.gguf")
    let error = #expect(throws: ModelError.self) { try Model.open(folder.path) }
    #expect(error?.description.contains("\"some.gguf\" lies there: give that file") ?? false)
  }
}
