// Files that gzip packed: expanded within bounds, refused where they are damaged.

import MatrixFiles
import SafeFiles
import TestSupport
import Testing

@Suite struct PackedFileTests {
  @Test(arguments: ["table.csv.gz", "members.csv.gz"])
  func tablesAreRead(file: String) throws {
    let bytes = try Fixture.bytes("packed/\(file)")
    // What the file holds decides, whatever it is called.
    for path in [file, "x.csv", "x.TXT.GZ", "x.dat.gz"] {
      let tensor = try MatrixFile.open(bytes: bytes, path: path).tensor()
      #expect(tensor.columnLabels == ["the", "貓 🐈"] && tensor.rowLabels == ["the"])
      #expect(try tensor.values(as: Double.self) == [0.5, -1])
    }
  }

  /// In memory, and in a temporary file where the limit for memory is lower.
  @Test(arguments: [1 << 20, 16]) func arraysAreRead(expansionInMemory: Int) throws {
    let file = try MatrixFile.open(
      Fixture.path("packed/counting.npy.gz"),
      limits: ReadLimits(expansionInMemory: expansionInMemory))
    #expect(file.format == .npy)
    #expect(try file.tensor().values(as: Double.self) == [0, 1, 2, 3, 4, 5])
    #expect(try file.tensor().info.shape == [2, 3])
  }

  @Test func referencesMayHaveTheEnding() throws {
    let reference = try TensorReference(parsing: "x#1.npz.gz#scores")
    #expect(reference.path == "x#1.npz.gz" && reference.name == "scores")
    #expect(try TensorReference(parsing: "x#1.csv.gz").path == "x#1.csv.gz")
  }

  /// A file of few bytes that expands to many ends where the limit is, not where the file does.
  @Test func expansionIsBounded() throws {
    let bytes = try Fixture.bytes("packed/zeros.csv.gz")
    #expect(bytes.count < 2000)
    let error = #expect(throws: MatrixFileError.self) {
      try MatrixFile.open(
        bytes: bytes, path: "zeros.csv.gz", limits: ReadLimits(expansion: 1 << 19))
    }
    let message = try #require(error).typed
    #expect(message.contains("more than the limit of 524288; save it without gzip"), "\(message)")
  }

  /// A byte of packed text can stand for thousands in memory: it has less than text that is not packed.
  @Test func packedTextHasItsOwnLimit() throws {
    let bytes = try Fixture.bytes("packed/table.csv.gz")
    let limits = ReadLimits(packedText: 8)
    let error = #expect(throws: MatrixFileError.self) {
      try MatrixFile.open(bytes: bytes, path: "t.csv.gz", limits: limits)
    }
    #expect(error?.typed.contains("more than the limit of 8; save it as .npy") ?? false)
    let text = Array("1,2\n3,4\n".utf8)
    #expect(throws: Never.self) {
      try MatrixFile.open(bytes: text, path: "t.csv", limits: limits)
    }
  }

  /// What archives and packed files expand to is counted in all, each time, and stored entries are not.
  @Test func allExpandedBytesAreCounted() throws {
    let npz = Fixture.path("formats/deflated.npz")
    // The entry has 5936 bytes: it fits twice.
    var limits = ReadLimits()
    limits.budget = ExpansionBudget(limit: 12_000, objection: "is too much")
    let file = try MatrixFile.open(npz, limits: limits)
    _ = try file.tensor(named: "attentions")
    _ = try file.tensor(named: "attentions")
    #expect(throws: MatrixFileError.cannotRead(file: "\(npz)#attentions", reason: "is too much")) {
      try file.tensor(named: "attentions")
    }
    #expect(throws: Never.self) {
      try MatrixFile.open(Fixture.path("formats/stored.npz"), limits: limits)
        .tensor(named: "attentions")
    }
    limits.budget = ExpansionBudget(limit: 100, objection: "is too much")
    #expect(throws: MatrixFileError.self) {
      try MatrixFile.open(Fixture.path("packed/counting.npy.gz"), limits: limits)
    }
    #expect(throws: MatrixFileError.self) {
      try MatrixFile.open(npz, limits: ReadLimits(archiveExpansion: 5935))
    }
    #expect(throws: Never.self) {
      try MatrixFile.open(npz, limits: ReadLimits(archiveExpansion: 1 << 14))
    }
  }

  /// Of many entries that are one array, those that no picture shows are not expanded.
  @Test func entriesThatAreNotReadAreNotExpanded() throws {
    var limits = ReadLimits()
    limits.budget = ExpansionBudget(limit: 6_000, objection: "is too much")
    let path = Fixture.path("formats/deflated.npz")
    let file = try MatrixFile.open(path, limits: limits)
    let names = ["layer_0", "attentions", "attentions"]
    let tensors = try file.tensors(named: names)
    #expect(tensors.map(\.info.name) == names)
    let values = try tensors[1].values(as: Double.self)
    #expect(try tensors[1].values(as: Double.self) == values, "expanded once")
    #expect(
      try values == MatrixFile.open(path).tensor(named: "attentions").values(as: Double.self))
    #expect(throws: MatrixFileError.cannotRead(file: "\(path)#attentions", reason: "is too much")) {
      try tensors[2].values(as: Double.self)
    }
    #expect(throws: MatrixFileError.self) { try file.tensors(named: ["layer_0", "none"]) }
  }

  @Test func damageIsTold() throws {
    let bytes = try Fixture.bytes("packed/table.csv.gz")
    func message(_ bytes: [UInt8]) throws -> String {
      let error = #expect(throws: MatrixFileError.self) {
        try MatrixFile.open(bytes: bytes, path: "t.csv.gz")
      }
      return try #require(error).typed
    }
    for length in [2, 10, bytes.count / 2, bytes.count - 1] {
      #expect(try message(Array(bytes[..<length])).contains("packed by gzip and cut short"))
    }
    for location in [12, bytes.count - 6] {
      var damaged = bytes
      damaged[location] ^= 0xff
      #expect(try message(damaged).contains("packed by gzip and damaged"), "\(location)")
    }
    #expect(try message(bytes + [1, 2, 3]).contains("packed by gzip and damaged"))
  }
}
