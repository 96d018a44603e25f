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

  /// The names along the queries and the keys of one head, as a figure of the array has them.
  private func names(
    _ array: String, in location: Workplace
  ) throws -> (queries: [String], keys: [String]) {
    let ended = try Attnplot.run(
      [
        "attention", "--weights", array, "--layer", "1", "--head", "0", "-o", "head.svg",
        "--save-matrix", "head.csv",
      ], in: location)
    #expect(ended.status == .exited(0), "\(ended.messages)")
    #expect(!ended.messages.contains("beside the weights"), "\(ended.messages)")
    let lines = String(decoding: location.bytes("head.csv") ?? [], as: UTF8.self)
      .split(whereSeparator: \.isNewline).map { line in
        line.split(separator: ",", omittingEmptySubsequences: false).map {
          $0.filter { $0 != "\"" }
        }
      }
    return (
      lines.dropFirst().map { $0[0] }, Array((lines.first ?? []).dropFirst())
    )
  }

  /// Both sides of a model have their tokens beside the arrays, as many as there may be; nothing is left of an
  /// older run's.
  @Test(arguments: ["t5", "bart"]) func bothSidesHaveTheirTokens(name: String) throws {
    let location = Workplace()
    try location.write("[\"an\", \"older\", \"run\"]", to: "run.tokens.json")
    for (ids, target) in [("5,17,33", "2,9"), ("5,17,33", "2,9,7"), ("5,17", "2,9,7,8")] {
      let ended = try Attnplot.run(
        [
          "extract", "--model", Self.models + name, "--ids", ids, "--target-ids", target, "-o",
          "run.safetensors",
        ], in: location)
      #expect(ended.status == .exited(0), "\(ended.messages)")
      let (read, given) = (
        ids.split(separator: ",").map(String.init), target.split(separator: ",").map(String.init)
      )
      for (array, queries, keys) in [
        ("encoder", read, read), ("decoder", given, given), ("cross", given, read),
      ] {
        let found = try names("run.safetensors#\(array)_attentions", in: location)
        #expect(found.queries == queries && found.keys == keys, "\(array) of \(ids), \(target)")
      }
    }
    let alone = try Attnplot.run(
      ["extract", "--model", Self.models + name, "--ids", "4,6,8,1", "-o", "run.safetensors"],
      in: location)
    #expect(alone.status == .exited(0))
    #expect(
      try names("run.safetensors#encoder_attentions", in: location).keys == ["4", "6", "8", "1"])
  }

  /// Under a name of another kind the shape says whose tokens they are, where it can.
  @Test func aShapeTellsTheSidesApart() throws {
    let location = Workplace()
    try location.write(
      "{\"w\": [[[[1, 0, 0], [0, 1, 0]]], [[[1, 0, 0], [0, 1, 0]]]]}", to: "w.json")
    try location.write(
      "{\"encoder\": {\"tokens\": [\"a\", \"b\", \"c\"]}, \"decoder\": {\"tokens\": [\"x\", \"y\"]}}",
      to: "w.tokens.json")
    let found = try names("w.json", in: location)
    #expect(found.queries == ["x", "y"] && found.keys == ["a", "b", "c"])
  }

  /// Frames of speech have no names, and none of an older run.
  @Test func framesHaveNoTokens() throws {
    let location = Workplace()
    try location.write("[\"an\", \"older\", \"run\"]", to: "run.tokens.json")
    let ended = try Attnplot.run(
      [
        "extract", "--model", Self.models + "whisper", "--features",
        Self.models + "whisper/ref_input_features.npy", "--target-ids", "2,9,7", "-o",
        "run.safetensors",
      ], in: location)
    #expect(ended.status == .exited(0), "\(ended.messages)")
    let cross = try names("run.safetensors#cross_attentions", in: location)
    #expect(cross.queries == ["2", "9", "7"])
    #expect(cross.keys.first != "2")
    _ = try names("run.safetensors#encoder_attentions", in: location)
  }

  /// Without a text for the decoder it goes on from its start token: two of them and what the first two rows give.
  @Test func aDecoderBeginsByItself() throws {
    let location = Workplace()
    let ended = try Attnplot.run(
      [
        "extract", "--model", Self.models + "../untrained/marian", "--ids", "5,17,33,8,40,3,41",
        "--generate", "3", "-o", "run.safetensors",
      ], in: location)
    #expect(ended.status == .exited(0), "\(ended.messages)")
    #expect(
      try names("run.safetensors#decoder_attentions", in: location).queries == [
        "2", "35", "35", "35",
      ])
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
