// `extract` writes arrays while a model makes them: the file holds what other readers computed.

import Foundation
import MatrixFiles
import TestSupport
import Testing

@Suite struct ExtractTests {
  private static let models = Manual.root + "/Tests/Fixtures/models/tiny/"
  private static let ids = "5,17,33,8,90,2,41"

  private func arrays(_ path: String) throws -> [String: (shape: [Int], values: [Float])] {
    let file = try MatrixFile.open(path)
    var arrays: [String: (shape: [Int], values: [Float])] = [:]
    for info in file.tensors {
      arrays[info.name ?? ""] = (info.shape, try file.tensor(named: info.name).values())
    }
    return arrays
  }

  /// The references that lie beside a fixture, by the names that the file must have.
  private func inputs(_ name: String) throws -> [String] {
    let data = try Data(contentsOf: URL(fileURLWithPath: Self.models + name + "/ref_inputs.json"))
    let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    func ids(_ key: String) -> String? {
      let value = object[key] as? [Int] ?? (object[key] as? [[Int]])?.first
      return value.map { $0.map(String.init).joined(separator: ",") }
    }
    let target = ids("decoder_input_ids").map { ["--target-ids", $0] } ?? []
    return ["--ids", try #require(ids("input_ids"))] + target
  }

  @Test(arguments: ["gpt2", "llama_gqa", "bloom", "t5", "bart"])
  func theFileHoldsTheReferences(name: String) throws {
    let location = Workplace()
    let ended = try Attnplot.run(
      ["extract", "--model", Self.models + name] + inputs(name) + ["-o", "run.safetensors"],
      in: location)
    #expect(ended.status == .exited(0), "\(ended.messages)")
    let written = try arrays(location.path("run.safetensors"))
    var compared = 0
    for part in [
      "attentions", "encoder_attentions", "decoder_attentions", "cross_attentions", "logits",
    ] {
      let path = "\(Self.models)\(name)/ref_\(part).npy"
      guard FileManager.default.fileExists(atPath: path) else { continue }
      let reference = try #require(try arrays(path).values.first)
      let own = try #require(written[part], "\(part)")
      #expect(own.shape == Array(reference.shape.suffix(own.shape.count)))
      #expect(zip(own.values, reference.values).allSatisfy { abs($0 - $1) < 2e-5 }, "\(part)")
      #expect(own.values.count == reference.values.count)
      compared += 1
    }
    #expect(compared >= 2)
    #expect(written.keys.contains { $0.hasSuffix("hidden_states") })
  }

  /// Through a pipe, which takes bytes in their order alone, comes the same file.
  @Test func aPipeGetsTheSameBytes() throws {
    let location = Workplace()
    let call = ["extract", "--model", Self.models + "gpt2", "--ids", Self.ids, "-o"]
    #expect(try Attnplot.run(call + ["run.safetensors"], in: location).status == .exited(0))
    #expect(mkfifo(location.path("pipe.safetensors"), 0o600) == 0)
    let piped = try Attnplot.shell(
      "cat pipe.safetensors > all & attnplot \(call.joined(separator: " ")) pipe.safetensors && wait",
      in: location)
    #expect(piped.status == .exited(0), "\(piped.messages)")
    #expect(location.bytes("all") == location.bytes("run.safetensors"))
  }

  /// A run that fails leaves nothing behind, and an old file as it was.
  @Test func aFailedRunLeavesTheOldFile() throws {
    let location = Workplace()
    try location.write("old", to: "run.safetensors")
    let ended = try Attnplot.run(
      ["extract", "--model", Self.models + "gpt2", "--ids", "5,99", "-o", "run.safetensors"],
      in: location)
    #expect(ended.status != .exited(0))
    #expect(location.bytes("run.safetensors") == Array("old".utf8))
  }
}
