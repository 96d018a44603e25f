// Weights that are no numbers, and weights that no memory holds: told of, and never drawn.

import Foundation
import Testing

@testable import Models

@Suite struct UnsoundWeightsTests {
  /// Where the values of a tensor begin in a safetensors file, as its header says.
  private func offset(of name: String, in bytes: Data) throws -> Int {
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try JSONSerialization.jsonObject(with: bytes.dropFirst(8).prefix(length))
    let entry = try #require((header as? [String: Any])?[name] as? [String: Any], "\(name)")
    let offsets = try #require(entry["data_offsets"] as? [Int])
    return 8 + length + offsets[0]
  }

  /// A copy of a checkpoint with one value changed.
  private func folder(
    _ model: String, _ tensor: String, at index: Int, _ value: Float
  ) throws -> ScratchFolder {
    let folder = try ScratchFolder(copyOf: model)
    let file = URL(fileURLWithPath: folder.path + "/model.safetensors")
    var bytes = try Data(contentsOf: file)
    let start = try offset(of: tensor, in: bytes) + 4 * index
    withUnsafeBytes(of: value.bitPattern.littleEndian) {
      bytes.replaceSubrange(start..<start + 4, with: $0)
    }
    try bytes.write(to: file)
    return folder
  }

  @Test(arguments: [
    ("tiny/bert", "bert.encoder.layer.1.attention.self.query.weight", Float.nan, "layer 1"),
    ("tiny/bert", "bert.encoder.layer.0.output.dense.bias", .infinity, "layer 0"),
    ("tiny/bert", "bert.embeddings.LayerNorm.weight", .nan, "the embeddings"),
    (
      "tiny/bart", "model.decoder.layers.1.encoder_attn.k_proj.weight", .nan,
      "layer 1 of the decoder"
    ),
    ("tiny/bart", "model.encoder.layers.0.fc2.bias", .nan, "layer 0 of the encoder"),
    ("tiny/llama_gqa", "model.layers.1.mlp.down_proj.weight", .nan, "layer 1"),
  ])
  func theTensorIsNamed(model: String, tensor: String, value: Float, place: String) throws {
    let folder = try folder(model, tensor, at: 3, value)
    let input = ModelInput(ids: [5, 17, 33], decoderIDs: model.contains("bart") ? [2, 7] : [])
    let error = #expect(throws: ModelError.self) {
      try Model.open(folder.path).run(input, keeping: .everything)
    }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains("the tensor \"\(tensor)\" holds NaN or infinity"), "\(text)")
    #expect(text.contains("with which \(place) of the model"), "\(text)")
  }

  /// What is computed before it is sound.
  @Test func layersBeforeItAreGiven() throws {
    let folder = try folder(
      "tiny/bert", "bert.encoder.layer.1.attention.self.query.weight", at: 0, .nan)
    let run = try Model.open(folder.path).run(
      ModelInput(ids: [5, 17]), keeping: Request(parts: [.attentions: .init(layers: .only([0]))]))
    #expect(run["attentions"]?.values.allSatisfy(\.isFinite) == true)
  }

  /// A file with holes in the place of 4 TiB of weights is listed, and not run.
  @Test func weightsBeyondAllMemoryAreToldBeforeTheyAreRead() throws {
    let folder = try ScratchFolder(copyOf: "tiny/gpt2")
    let file = URL(fileURLWithPath: folder.path + "/model.safetensors")
    var bytes = try Data(contentsOf: file)
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    var header = try #require(
      try JSONSerialization.jsonObject(with: bytes.dropFirst(8).prefix(length)) as? [String: Any])
    let end = bytes.count - 8 - length
    header["huge"] = [
      "dtype": "F32", "shape": [1 << 20, 1 << 20], "data_offsets": [end, end + (1 << 42)],
    ]
    let text = try JSONSerialization.data(withJSONObject: header)
    let values = bytes.dropFirst(8 + length)
    bytes = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) } + text + values
    try bytes.write(to: file)
    let handle = try FileHandle(forWritingTo: file)
    try handle.truncate(atOffset: UInt64(bytes.count) + (1 << 42))
    try handle.close()

    let model = try Model.open(folder.path)
    let error = #expect(throws: ModelError.self) {
      try model.run(ModelInput(ids: [5]), keeping: .everything)
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains("has 4.0 TiB of weights, and there are"))
  }
}
