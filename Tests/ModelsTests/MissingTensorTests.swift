import Foundation
import JSONTape
import Testing

@testable import Models

/// A checkpoint that lacks a tensor is not run as if it were whole.
@Suite struct MissingTensorTests {
  /// Renames each tensor in turn, but for those of later layers: there is an error, or a head that is known to
  /// be missing, or the tensor has no part in anything.
  @Test(arguments: ModelFixture.models)
  func noTensorIsMissedInSilence(name: String) throws {
    guard let bytes = try? ModelFixture.bytes("\(name)/model.safetensors") else { return }
    let folder = try ScratchFolder(copyOf: name)
    let input = try ModelFixture.input(of: name)
    let whole = try Model.open(folder.path).run(input, keeping: .everything)
    #expect(whole.missingHead == nil)
    var refused = 0
    for tensor in try ModelFixture.arrays("\(name)/model.safetensors").keys.sorted()
    where tensor.firstMatch(of: /\.[1-9][0-9]*\./) == nil {
      try folder.write(try Self.renaming(tensor, in: bytes), "model.safetensors")
      switch Self.outcome(folder.path, input) {
      case .failure(let error):
        refused += 1
        let last = try #require(tensor.split(separator: ".").last)
        #expect(error.description.contains(last), "\(tensor): \(error)")
      case .success(let run) where run.missingHead != nil: #expect(run["logits"] == nil)
      case .success(let run):
        #expect(Set(run.arrays.keys) == Set(whole.arrays.keys), "\(tensor)")
        for (key, array) in whole.arrays {
          #expect(try #require(distance(run[key], array)) < 1e-5, "\(tensor), \(key)")
        }
      }
    }
    #expect(refused > 3)
  }

  private static func outcome(_ path: String, _ input: ModelInput) -> Result<ModelRun, ModelError> {
    Result { () throws(ModelError) in
      try Model.open(path).run(input, keeping: .everything)
    }
  }

  /// The file with another name of the same length for a tensor.
  private static func renaming(_ tensor: String, in bytes: [UInt8]) throws -> [UInt8] {
    let quoted = Data("\"\(tensor)\":".utf8)
    let range = try #require(Data(bytes).range(of: quoted), "\(tensor) is in the header")
    var bytes = bytes
    bytes[range.lowerBound + 1] = UInt8(ascii: "~")
    return bytes
  }

  /// A config that says less than the weights hold is of another model.
  @Test(arguments: [
    ("tiny/bert", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1", "there are 1 layers"),
    ("tiny/gpt2", "\"n_layer\": 3", "\"n_layer\": 2", "there are 2 layers"),
    ("tiny/gpt2", "\"n_positions\": 32", "\"n_positions\": 500", "asks for [500, 32]"),
  ])
  func configAndWeightsAreOfOneModel(name: String, old: String, new: String, message: String)
    throws
  {
    let folder = try ScratchFolder(copyOf: name)
    try folder.changeConfig(old, new)
    let error = #expect(throws: ModelError.self) { try Model.open(folder.path) }
    #expect(error?.description.contains(message) ?? false, "\(String(describing: error))")
  }

  /// A model of two sides has a table of positions for each, and its context is that of one.
  @Test func twoSidesMayReachDifferentlyFar() throws {
    let folder = try ScratchFolder(copyOf: "tiny/whisper")
    try folder.changeConfig("\"max_target_positions\": 16", "\"max_target_positions\": 30")
    #expect(try Model.open(folder.path).shape.context == 30)
  }

  @Test func aTensorUnderTwoNamesIsRefused() throws {
    let folder = try ScratchFolder(copyOf: "tiny/bert")
    let bytes = try ModelFixture.bytes("tiny/bert/model.safetensors")
    let length = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let end = bytes.count - 8 - length
    // The same tensor without its prefix, behind all others.
    let entry =
      #"{"embeddings.LayerNorm.bias":{"dtype":"F32","shape":[32],"data_offsets":[\#(end),\#(end + 128)]},"#
    let header = Array(entry.utf8) + bytes[9..<8 + length]
    let more = [UInt8](repeating: 0, count: 128)
    let size = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) }
    try folder.write(size + header + bytes[(8 + length)...] + more, "model.safetensors")
    let error = #expect(throws: ModelError.self) {
      try Model.open(folder.path).run(ModelInput(ids: [5, 7]), keeping: .everything)
    }
    #expect(error?.description.contains("names of one tensor") ?? false)
  }
}
