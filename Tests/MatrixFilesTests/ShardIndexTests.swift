// Models in several files, followed from their index.

import AttentionMath
import Foundation
import TestSupport
import Testing

@testable import MatrixFiles

@Suite struct ShardIndexTests {
  /// A folder with two files of a model and its index.
  private final class Model {
    let folder: String
    var index: String { folder + "/model.safetensors.index.json" }

    init(map: [String: String]) throws {
      folder = NSTemporaryDirectory() + "attnplot-test-" + UUID().uuidString
      try FileManager.default.createDirectory(
        atPath: folder + "/part", withIntermediateDirectories: true)
      for (name, values) in [("one", [1.0, 2]), ("two", [3.0, 4]), ("part/three", [5.0])] {
        let matrix = Matrix(rows: 1, columns: values.count, values: values)
        let other = Matrix(rows: 1, columns: 1, values: [0.0])
        let bytes = safetensorsBytes(of: [
          NamedMatrix(name: "w.\(name)", matrix: matrix), NamedMatrix(name: "rest", matrix: other),
        ])
        try write(bytes, "\(name).safetensors")
      }
      let object: [String: Any] = ["metadata": ["total_size": 40], "weight_map": map]
      try write(
        [UInt8](JSONSerialization.data(withJSONObject: object)), "model.safetensors.index.json")
    }

    func write(_ bytes: [UInt8], _ name: String) throws {
      try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + name))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }
  }

  @Test func namesLeadToTheirFiles() throws {
    let model = try Model(map: [
      "w.one": "one.safetensors", "w.two": "two.safetensors",
      "w.part/three": "part/three.safetensors",
    ])
    let file = try MatrixFile.open(model.index)
    #expect(Set(file.tensors.map(\.name)) == ["w.one", "w.two", "w.part/three"])
    #expect(file.unreadable.isEmpty)
    #expect(try file.tensor(named: "w.one").values(as: Double.self) == [1, 2])
    #expect(try file.tensor(named: "w.two").values(as: Double.self) == [3, 4])
    #expect(try file.tensor(named: "w.part/three").values(as: Double.self) == [5])
    var sums: [Double] = []
    try file.forEachTensor { tensor throws(MatrixFileError) in
      sums.append(try tensor.statistics().sum)
    }
    #expect(sums.sorted() == [3, 5, 7])
    // A tensor that a file holds and the index does not name is none of the model.
    #expect(throws: MatrixFileError.self) { try file.tensor(named: "rest") }
  }

  /// What is read is known before it is read: the files behind the index, as its path is written.
  @Test func theFilesBehindAnIndexAreTold() throws {
    let model = try Model(map: ["w.one": "one.safetensors", "w.two": "two.safetensors"])
    let resolve = { (path: String) in "\(model.folder)/\(path.dropFirst(2))" }
    let whole = TensorReference(path: "m/model.safetensors.index.json")
    #expect(Set(whole.shardPaths(at: resolve)) == ["m/one.safetensors", "m/two.safetensors"])
    let one = TensorReference(path: whole.path, name: "w.two")
    #expect(one.shardPaths(at: resolve) == ["m/two.safetensors"])
    #expect(TensorReference(path: "m/one.safetensors").shardPaths(at: resolve).isEmpty)
    #expect(TensorReference(path: "m/none.json").shardPaths(at: resolve).isEmpty)
  }

  @Test func whatIsMissingIsNamed() throws {
    let model = try Model(map: [
      "w.one": "one.safetensors", "a": "gone.safetensors", "b": "gone.safetensors",
      "w.six": "two.safetensors",
    ])
    let file = try MatrixFile.open(model.index)
    #expect(file.tensors.map(\.name) == ["w.one"])
    #expect(Set(file.unreadable.map(\.name)) == ["gone.safetensors", "w.six"])
    for name in ["a", "b"] {
      let error = #expect(throws: MatrixFileError.self) { try file.tensor(named: name) }
      let text = try #require(error).typed
      #expect(
        text
          == "\(model.index): places 2 tensors in gone.safetensors, which cannot be opened: "
          + "No such file or directory; put the file beside the index")
    }
    let error = #expect(throws: MatrixFileError.self) { try file.tensor(named: "w.six") }
    #expect(
      try #require(error).typed
        == "\(model.index): places \"w.six\" in two.safetensors, which does not hold it")
  }

  /// A file of the model that is of another kind is named for what it is.
  @Test func foreignFilesAreNamed() throws {
    let model = try Model(map: ["a": "pytorch_model.bin"])
    try model.write(Fixture.bytes("foreign/attn.pt"), "pytorch_model.bin")
    let error = #expect(throws: MatrixFileError.self) { try MatrixFile.open(model.index) }
    #expect(try #require(error).typed.contains("is a PyTorch file"))
  }

  @Test(arguments: [
    "../one.safetensors", "/etc/passwd", "part/../../x", "", "./one.safetensors", "part//x",
    "a\0b",
  ])
  func namesStayInTheFolder(name: String) throws {
    let model = try Model(map: ["a": name])
    let error = #expect(throws: MatrixFileError.self) { try MatrixFile.open(model.index) }
    #expect(try #require(error).typed.contains("lie in the folder of their index"))
  }

  /// An index that names itself, or another index, ends there.
  @Test func indexesDoNotNest() throws {
    let model = try Model(map: ["a": "model.safetensors.index.json", "w.one": "one.safetensors"])
    let file = try MatrixFile.open(model.index)
    #expect(file.tensors.map(\.name) == ["w.one"])
    #expect(throws: MatrixFileError.self) { try file.tensor(named: "a") }
    #expect(throws: MatrixFileError.self) {
      try MatrixFile.open(bytes: Array(#"{"weight_map": {"a": "b"}}"#.utf8), path: "x.json")
    }
  }

  @Test func anEmptyIndexHoldsNothing() throws {
    let model = try Model(map: [:])
    let error = #expect(throws: MatrixFileError.self) { try MatrixFile.open(model.index) }
    #expect(try #require(error).typed.hasSuffix("holds no tensor"))
  }
}
