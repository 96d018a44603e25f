// Files of models: tokenizers, SentencePiece models, GGUF, and the config.json of a checkpoint. Each is
// not only read but used, so that what was read is held to be sound.

import Foundation
import Models
import Tokenizers

/// Texts that reach many steps of a tokenizer.
private let texts = ["don't é 你好 <mask> ball 3½\r\n  İ ﬁ", "the robot picked up the ball", ""]

private func fixture(_ name: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(TestFolder.path)/Fixtures/\(name)")))
}

/// The reader of tokenizer.json.
public struct TokenizerTarget: FuzzTarget {
  public let name = "tokenizer"
  public let longest = 1 << 14
  public let words = [
    "\"type\":\"", "Sequence", "NFKC", "Replace", "Split", "\"Regex\":\"", "(?!\\\\S)", "\\\\p{L}+",
    "Metaspace", "ByteLevel", "BPE", "Unigram", "WordPiece", "\"merges\":[", "[\"a\",\"b\"]",
    "null",
    "true", "\\ud83d\\ude00", "▁", "##", "[UNK]", "{", "}", "[", "]", ",", ":",
  ]

  public func samples() throws -> [[UInt8]] {
    try [
      "added_tokens_bytelevel", "bpe_llama2", "bytelevel_llama3", "wordlevel", "wordpiece_uncased",
    ].map { try fixture("tokenizers/\($0)/tokenizer.json") }.filter { $0.count < longest }
  }

  public func run(_ bytes: [UInt8]) -> Bool {
    guard let tokenizer = try? Tokenizer(json: bytes, file: "fuzz.json") else { return false }
    for text in texts {
      if let encoding = try? tokenizer.encode(text, pair: text) {
        _ = try? tokenizer.decode(encoding.ids)
      }
    }
    return true
  }
}

/// The reader of SentencePiece's models.
public struct SentencePieceTarget: FuzzTarget {
  public let name = "sentencepiece"
  public let words = ["▁", "<unk>", "<0x0A>", "\u{1}", "\u{12}", "\u{1a}"]

  /// Small models of both kinds, written field by field.
  public func samples() throws -> [[UInt8]] {
    func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
      [number << 3 | 2, UInt8(bytes.count)] + bytes
    }
    func piece(_ text: String, _ score: Float, _ type: UInt8) -> [UInt8] {
      let bits = score.bitPattern
      let bytes = (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt32($0))) }
      return field(1, field(1, Array(text.utf8)) + [0x15] + bytes + [0x18, type])
    }
    let pieces = [
      piece("<unk>", 0, 2), piece("<s>", 0, 3), piece("▁", -1, 1), piece("t", -2, 1),
      piece("h", -2, 1), piece("e", -2.5, 1), piece("▁t", -3, 1), piece("th", -3.5, 1),
      piece("▁the", -1, 1), piece("<mask>", 0, 4), piece("<0x0A>", 0, 6), piece("ba", -4, 5),
    ].flatMap { $0 }
    return [
      pieces + field(2, [0x18, 1]) + field(3, [0x18, 1, 0x20, 1, 0x28, 1]),
      pieces + field(2, [0x18, 2, 0x98, 2, 1]) + field(3, [0x20, 0]),
    ]
  }

  public func run(_ bytes: [UInt8]) -> Bool {
    guard let tokenizer = try? Tokenizer(sentencePiece: bytes, file: "fuzz.model") else {
      return false
    }
    for text in texts {
      if let encoding = try? tokenizer.encode(text) { _ = try? tokenizer.decode(encoding.ids) }
    }
    return true
  }
}

/// The reader of GGUF files, and the model and tokenizer inside.
public struct GGUFTarget: FuzzTarget {
  public let name = "gguf"
  public let longest = 1 << 16
  public let words = [
    "GGUF", "llama", "general.alignment", "general.architecture", "tokenizer.ggml.tokens",
    "llama.block_count", "blk.0.attn_q.weight", "token_embd.weight", "rope_freqs.weight",
  ]

  public func samples() throws -> [[UInt8]] {
    try ["llama_f16", "tensors", "metadata_types", "all_types"].map {
      try fixture("models/gguf/\($0).gguf")
    } + [fixture("models/gguf/llama_f16.gguf"), fixture("models/gguf/llama_f16.gguf")]
  }

  public func run(_ bytes: [UInt8]) -> Bool {
    guard let model = try? Model.open(gguf: bytes, path: "fuzz.gguf") else { return false }
    _ = try? model.run(ModelInput(ids: [1, 5, 7]), keeping: .everything)
    if let tokenizer = try? model.tokenizer() {
      for text in texts { _ = try? tokenizer.encode(text) }
    }
    return true
  }
}

/// The config.json of checkpoints whose weights are sound.
public struct ConfigTarget: FuzzTarget {
  public let name = "config"
  public let longest = 2048
  public let words = [
    "\"hidden_size\":", "\"rope_parameters\":{", "\"rope_type\":\"yarn\",\"factor\":4", "longrope",
    "\"sliding_window\":4", "null", "1e300", "-1", "\"gelu\"", "\"layer_types\":[", "true", "{",
    "}",
  ]

  private static let names = [
    (type: "bert", folder: "tiny/bert"), (type: "llama", folder: "tiny/llama_gqa"),
    (type: "t5", folder: "tiny/t5"), (type: "gemma3_text", folder: "untrained/gemma3"),
    (type: "dinov2", folder: "untrained/dinov2_swiglu"),
  ]

  public func samples() throws -> [[UInt8]] {
    try Self.names.map { try fixture("models/\($0.folder)/config.json") }
  }

  public func run(_ bytes: [UInt8]) -> Bool {
    let pixels = PixelValues(
      channels: 3, height: 16, width: 16, values: Array(repeating: 0.5, count: 768))
    let text = String(decoding: bytes, as: UTF8.self)
    let type = Self.names.first { text.contains("\"model_type\": \"\($0.type)\"") }
    let folder = "\(TestFolder.path)/Fixtures/models/\((type ?? Self.names[0]).folder)"
    guard let model = try? Model.open(folder, config: bytes) else { return false }
    let input = ModelInput(ids: [1, 5, 7], decoderIDs: [1, 2], pixels: pixels)
    return (try? model.run(input, keeping: .everything)) != nil
  }
}
