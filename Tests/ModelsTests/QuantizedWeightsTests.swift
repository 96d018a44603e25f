// Weights of fewer bits that are not read: the file or the config that has them is named, and nothing is run.

import Foundation
import Testing

@testable import Models

@Suite struct QuantizedWeightsTests {
  /// A file of tensors of 4 bytes each.
  private func file(_ tensors: [(name: String, type: String, shape: [Int])]) -> [UInt8] {
    let entries = tensors.enumerated().map { index, tensor in
      #""\#(tensor.name)":{"dtype":"\#(tensor.type)","shape":\#(tensor.shape),"#
        + #""data_offsets":[\#(4 * index),\#(4 * index + 4)]}"#
    }
    let header = "{\(entries.joined(separator: ","))}"
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian, Array.init)
    return length + header.utf8 + [UInt8](repeating: 1, count: 4 * tensors.count)
  }

  @Test(arguments: [
    ("model.embed_tokens.weight", "I8", [2, 2]),
    ("model.layers.0.self_attn.q_proj.qweight", "I32", [1, 1]),
    ("model.layers.0.mlp.up_proj.weight_packed", "I32", [1, 1]),
    ("model.layers.0.mlp.up_proj.weight_scale_inv", "F32", [1, 1]),
    ("model.layers.0.mlp.up_proj.weight.absmax", "F32", [1]),
    ("model.layers.0.mlp.up_proj.SCB", "F32", [1]),
    ("model.layers.0.mlp.up_proj.weight", "U8", [4, 1]),
  ])
  func areNamed(name: String, type: String, shape: [Int]) throws {
    let folder = try ScratchFolder(copyOf: "tiny/llama_gqa")
    try folder.write(
      file([("model.norm.weight", "F32", [1]), (name, type, shape)]), "model.safetensors")
    #expect(
      throws: ModelError.unsupported(
        file: folder.path + "/model.safetensors", .quantized(tensor: name, type: type))
    ) { try Model.open(folder.path) }
    // They are listed all the same.
    #expect(
      try Model.tensors(of: folder.path).contains(
        ListedTensor(name: name, shape: shape, type: type)))
  }

  /// Counters and masks beside the weights are whole numbers in sound checkpoints.
  @Test(arguments: [
    "embeddings.position_ids", "h.0.attn.bias", "h.0.attn.masked_bias", "num_batches_tracked",
  ])
  func countersAreNone(name: String) {
    #expect(!Weights.isQuantized(name, isWhole: true))
    #expect(!Weights.isQuantized("h.0.attn.weight", isWhole: false))
  }

  @Test(arguments: [
    (#""quantization_config": {"load_in_8bit": true}"#, "bitsandbytes"),
    (#""quantization_config": {"quant_method": "awq", "bits": 4}"#, "awq"),
    (#""compression_config": {"quant_method": "compressed-tensors"}"#, "compressed-tensors"),
    (#""text_config": {"quantization_config": {"quant_method": "fp8"}}"#, "fp8"),
  ])
  func aConfigThatAsksForThemIsRefused(added: String, method: String) throws {
    let folder = try ScratchFolder(copyOf: "tiny/llama_gqa")
    try folder.changeConfig(#""use_cache": true"#, added)
    let error = #expect(throws: ModelError.self) { try Model.open(folder.path) }
    guard case .config(_, let key, .quantized(let found)) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found == method && key.hasSuffix("_config"))
  }
}
