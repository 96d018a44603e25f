// Files that lie about themselves, and paths that lead to no file.

import AttentionMath
import Glibc
import MatrixFiles
import TestSupport
import Testing
import TextFormats

@Suite struct HostileFileTests {
  private func npy(_ header: String, values: [UInt8] = [], version: UInt8 = 1) -> [UInt8] {
    let length: [UInt8] =
      version == 1
      ? [UInt8(header.utf8.count), 0] : [UInt8(header.utf8.count), 0, 0, 0]
    return [0x93] + "NUMPY".utf8 + [version, 0] + length + header.utf8 + values
  }

  private func safetensors(_ header: String, body: Int) -> [UInt8] {
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
    return length + header.utf8 + [UInt8](repeating: 0, count: body)
  }

  private func message(_ bytes: [UInt8], _ path: String, limits: ReadLimits = .standard) throws
    -> String
  {
    let error = #expect(throws: MatrixFileError.self) {
      let file = try MatrixFile.open(bytes: bytes, path: path, limits: limits)
      _ = try file.tensor().values(as: Double.self)
    }
    return try #require(error).typed
  }

  @Test(
    arguments: [
      ("(4611686018427387904, 4)", "holds more values than can be counted"),
      ("(4294967296, 4294967296, 0)", "holds more values than can be counted"),
      ("(99999999999999999999,)", "a length of the shape that is too large"),
      ("(2305843009213693951,)", "holds more values than can be counted"),
      ("(1152921504606846975, 0)", "holds more values than can be counted"),
      ("(1000000, 1000000)", "needs 4000000000000 bytes and 4 are there"),
      ("(-1,)", "has no length of 0 or more"),
      ("(1, 1", "has no length of 0 or more"),
      ("(1; 1)", "has no \")\""),
      ("[1]", "has no \"(\""),
      ("()", nil),
      ("(1,)", nil),
      ("(1L, 1L)", nil),
    ] as [(String, String?)])
  func npyShapesAreChecked(shape: String, message expected: String?) throws {
    let bytes = npy(
      "{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }", values: [0, 0, 0, 0])
    guard let expected else {
      #expect(try MatrixFile.open(bytes: bytes, path: "x.npy").tensor().info.count == 1)
      return
    }
    let message = try message(bytes, "x.npy")
    #expect(message.hasPrefix("x.npy: ") && message.contains(expected), "\(message)")
  }

  @Test(arguments: [
    ("{'descr': '<f4', 'fortran_order': False}", "lacks one of"),
    ("{'descr': '<f4', 'descr': '<f4', 'shape': ()}", "has \"descr\" where each"),
    ("{'descr': '<f4', 'fortran_order': 1, 'shape': ()}", "neither True nor False"),
    ("{'descr': '|O', 'fortran_order': False, 'shape': ()}", "Python objects are never loaded"),
    ("{'descr': '<U5', 'fortran_order': False, 'shape': ()}", "text; save numbers"),
    ("{'descr': '<f16', 'fortran_order': False, 'shape': ()}", "save it as f4 or f8"),
    ("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': ()}", "records of several"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': ()} x", "goes on after"),
    ("{'descr: 4", "has a text without an end"),
    ("", "has no \"{\""),
  ])
  func npyHeadersAreStrict(header: String, message expected: String) throws {
    let message = try message(npy(header, values: [0, 0, 0, 0]), "x.npy")
    #expect(message.contains(expected), "\(message)")
  }

  @Test func npyVersionsAndLengthsAreChecked() throws {
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (), }"
    for version: UInt8 in [1, 2, 3] {
      let bytes = npy(header, values: [0, 0, 128, 63], version: version)
      #expect(try MatrixFile.open(bytes: bytes, path: "x").tensor().values(as: Float.self) == [1])
    }
    #expect(try message(npy(header, version: 4), "x.npy").contains("is .npy version 4.0"))
    #expect(try message(npy(header, values: [1, 2, 3]), "x.npy").contains("needs 4 bytes and 3"))
    #expect(
      try message(npy(header, values: [1, 2, 3, 4, 5]), "x.npy").contains("has 1 bytes after"))
    let huge = [0x93] + Array("NUMPY".utf8) + [2, 0, 0xff, 0xff, 0xff, 0xff, 0x7b]
    #expect(try message(huge, "x.npy").contains("declares an .npy header of 4294967295 bytes"))
  }

  /// The types' names, which NumPy takes as well as their codes.
  @Test(arguments: [
    ("float32", ElementType.float32), ("<f4", .float32), ("double", .float64), ("half", .float16),
    ("bool", .bool), ("uint8", .uint8), ("int64", .int64), ("i", .int32), ("?", .bool),
    ("float8_e4m3fn", .float8E4M3), ("<f1", .float8E5M2),
  ])
  func typesHaveNames(name: String, type: ElementType) throws {
    let bytes = npy(
      "{'descr': '\(name)', 'fortran_order': False, 'shape': (2,), }",
      values: [UInt8](repeating: 0, count: 2 * type.byteCount))
    #expect(try MatrixFile.open(bytes: bytes, path: "x.npy").tensor().info.elementType == type)
  }

  /// bfloat16 as the packages that add it to NumPy save it.
  @Test func markedBfloat16IsRead() throws {
    for mark in ["'<V2'", "'|V2'", "'bfloat16'", "\"bfloat16\""] {
      let bytes = npy(
        "{'descr': \(mark), 'fortran_order': False, 'shape': (2,), }",
        values: [0x80, 0x3f, 0, 0xc0])
      let tensor = try MatrixFile.open(bytes: bytes, path: "x.npy").tensor()
      #expect(tensor.info.elementType == .bfloat16)
      #expect(try tensor.values(as: Float.self) == [1, -2])
    }
  }

  @Test(
    arguments: [
      (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 4, nil),
      (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}  "#, 4, nil),
      (
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}"#,
        6, "\"b\" at bytes 2..<6 overlaps"
      ),
      (
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8,
        "\"a\" at bytes 4..<8 follows a hole"
      ),
      (
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 8,
        "has 4 bytes that belong to no tensor"
      ),
      (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4, "lacks its dtype"),
      (
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,18446744073709551615]}}"#, 4,
        "a number is too large"
      ),
      (
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775807]}}"#, 4,
        "needs 9223372036854775807 bytes and 4"
      ),
      (
        #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#, 4,
        "holds more values than can be counted"
      ),
      (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "which do not match"),
      (
        #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4,
        "\"-\" stands where a whole number"
      ),
      (#"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#, 4, "fraction or exponent"),
      (
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}"#,
        4, "\"a\" stands twice"
      ),
      (
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"dtype":"F32"}}"#, 4,
        "has \"dtype\" twice"
      ),
      (#"{"a":{"dtype":"F32","note":{"by":["x",1]},"shape":[1],"data_offsets":[0,4]}}"#, 4, nil),
      (
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} x"#, 4,
        "stands where the end is due"
      ),
      (
        #"{"a":{"dtype":"F8_E8M0","shape":[4],"data_offsets":[0,4]}}"#, 4,
        "holds values of type \"F8_E8M0\""
      ),
      (
        #"{"a":{"dtype":"F4","shape":[8],"data_offsets":[0,4]}}"#, 4,
        "holds values of type \"F4\""
      ),
      (
        #"{"a":{"dtype":"F6_E2M3","shape":[4],"data_offsets":[0,3]}}"#, 3,
        "holds values of type \"F6_E2M3\""
      ),
      (
        #"{"a":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}"#, 8,
        "save their absolute value"
      ),
      (
        #"{"a":{"dtype":"X9","shape":[1],"data_offsets":[0,8]}}"#, 8,
        "holds values of type \"X9\""
      ),
      (#"{"a":{"dtype":"F6_E2M3","shape":[4],"data_offsets":[0,4]}}"#, 4, "which do not match"),
      (#"{"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}"#, 4, nil),
      (
        #"{"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,5]}}"#, 5, "which do not match"
      ),
      (#"{"a":"#, 0, "it ends where"),
      (#"{"\ud800":1}"#, 0, "half of a surrogate pair"),
      (#"{}"#, 0, "holds no tensor"),
    ] as [(String, Int, String?)])
  func safetensorsHeadersAreChecked(header: String, body: Int, message expected: String?) throws {
    let bytes = safetensors(header, body: body)
    guard let expected else {
      #expect(try MatrixFile.open(bytes: bytes, path: "x.safetensors").tensors.count == 1)
      return
    }
    let message = try message(bytes, "x.safetensors")
    #expect(message.hasPrefix("x.safetensors") && message.contains(expected), "\(message)")
  }

  /// A type that is known and not read does not keep the other tensors from being read.
  @Test func typesThatAreNotReadAreListed() throws {
    let bytes = safetensors(
      #"{"a":{"dtype":"F8_E8M0","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      body: 8)
    let file = try MatrixFile.open(bytes: bytes, path: "x.safetensors")
    #expect(file.tensors.map(\.name) == ["b"])
    #expect(file.unreadable.map(\.name) == ["a"])
    let error = #expect(throws: MatrixFileError.self) { try file.tensor(named: "a") }
    #expect(
      error?.typed.contains("x.safetensors#a: holds values of type \"F8_E8M0\"") == true)
    #expect(
      throws: MatrixFileError.noSuchTensor(
        file: "x.safetensors", name: "c", names: ["b"])
    ) { try file.tensor(named: "c") }
  }

  /// Every cut of every archive is refused or still whole, and none is read beyond its end.
  @Test(arguments: ["deflated.npz", "stored.npz", "streamed_deflated.npz", "streamed_stored.npz"])
  func cutArchivesAreRefused(name: String) throws {
    let bytes = try Fixture.bytes("formats/\(name)")
    for length in stride(from: 1, to: bytes.count - 64, by: 97) {
      #expect(throws: MatrixFileError.self) {
        try MatrixFile.open(bytes: Array(bytes[..<length]), path: "x.npz")
      }
    }
  }

  /// A byte changed in an entry's packed values fails its checksum.
  @Test(arguments: ["deflated.npz", "stored.npz", "streamed_deflated.npz", "streamed_stored.npz"])
  func damagedEntriesAreRefused(name: String) throws {
    var bytes = try Fixture.bytes("formats/\(name)")
    bytes[2000] ^= 0x55
    let file = try MatrixFile.open(bytes: bytes, path: "x.npz")
    let error = #expect(throws: MatrixFileError.self) { try file.tensor(named: "attentions") }
    #expect(error?.typed.hasPrefix("x.npz#attentions") == true)
    #expect(throws: Never.self) { try file.tensor(named: "input_ids") }
  }

  /// Large entries are read where they lie or from a temporary file; the values are the same.
  @Test(arguments: ["deflated.npz", "stored.npz", "streamed_deflated.npz", "streamed_stored.npz"])
  func entriesBeyondTheLimitOfMemoryAreReadFromDisk(name: String) throws {
    let path = Fixture.path("formats/\(name)")
    let whole = try MatrixFile.open(path)
    let parts = try MatrixFile.open(path, limits: ReadLimits(expansionInMemory: 0))
    for info in whole.tensors {
      let expected = try whole.tensor(named: info.name).values(as: Double.self)
      let values = try parts.tensor(named: info.name).values(as: Double.self)
      #expect(values.map(\.bitPattern) == expected.map(\.bitPattern))
    }
  }

  @Test func limitsAreKept() throws {
    let path = Fixture.path("formats/deflated.npz")
    let small = try MatrixFile.open(path, limits: ReadLimits(expansion: 1200))
    #expect(small.tensors.map(\.name) == ["layer_0", "input_ids", "special"])
    #expect(
      throws: MatrixFileError.tooLarge(
        file: "\(path)#attentions", part: "the expanded entry", bytes: 5936, limit: 1200,
        fix: "save it with np.savez or np.save, which do not pack it")
    ) { try small.tensor(named: "attentions") }

    let tensor = try MatrixFile.open(
      Fixture.path("formats/att_le_f4.npy"), limits: ReadLimits(memory: 1000)
    ).tensor()
    #expect(throws: MatrixFileError.self) { try tensor.values(as: Float.self) }
    #expect(try tensor.matrix(at: [0, 0], as: Float.self).values.count == 121)
    for (name, text) in [("x.csv", "1,2,3,4\n"), ("x.json", "[1,2,3,4]")] {
      #expect(throws: MatrixFileError.self) {
        try MatrixFile.open(bytes: Array(text.utf8), path: name, limits: ReadLimits(memory: 24))
      }
    }
  }

  /// Deflate cannot make more than 1032 bytes of one: the size in the directory is changed to claim
  /// it, in an archive whose entries declare no sizes of their own.
  @Test func impossibleRatiosAreRefused() throws {
    var bytes = try Fixture.bytes("formats/streamed_deflated.npz")
    let name = Array("input_ids.npy".utf8)
    let inDirectory = try #require(bytes.indices.last { bytes[$0...].starts(with: name) })
    // In the directory's record of 46 bytes the size after expansion is at 24, the name at the end.
    bytes.replaceSubrange((inDirectory - 22)..<(inDirectory - 18), with: [0, 0, 0, 0x10])
    let file = try MatrixFile.open(bytes: bytes, path: "x.npz")
    #expect(file.tensors.map(\.name) == ["attentions"])
    let error = #expect(throws: MatrixFileError.self) { try file.tensor(named: "input_ids") }
    #expect(
      error?.typed
        == "x.npz#input_ids: declares 268435456 bytes packed in 82, which cannot be")
    // A size that could be, and is not.
    bytes.replaceSubrange((inDirectory - 22)..<(inDirectory - 18), with: [161, 0, 0, 0])
    let other = try MatrixFile.open(bytes: bytes, path: "x.npz")
    #expect(other.unreadable.map(\.name) == ["input_ids"])
    // Where the directory's sizes differ from the entry's own, the archive is refused whole.
    var twofold = try Fixture.bytes("formats/deflated.npz")
    let second = try #require(twofold.indices.last { twofold[$0...].starts(with: name) })
    twofold[second - 22] = 161
    #expect(try message(twofold, "x.npz").contains("is not a sound zip archive"))
  }

  /// Each entry's packed bytes hold the next entry whole, in blocks that are stored, so that a short
  /// file declares very much.
  @Test func overlappingEntriesAreRefused() throws {
    func little(_ number: Int, _ bytes: Int) -> [UInt8] {
      (0..<bytes).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    /// What the local header and the directory have in common: version to lengths.
    func fields(_ name: [UInt8], packed: Int) -> [UInt8] {
      little(20, 2) + little(0, 2) + little(8, 2) + little(0, 2) + little(0x21, 2) + little(0, 4)
        + little(packed, 4) + little(1 << 30, 4) + little(name.count, 2) + little(0, 2)
    }
    func archive(entries: Int, overlap: Bool) -> [UInt8] {
      var rest: [UInt8] = [0x03, 0x00]
      var locations: [(name: [UInt8], end: Int, packed: Int)] = []
      for index in 0..<entries {
        let name = Array("\(index).npy".utf8)
        let packed = overlap ? rest.count : 2
        let local = little(0x0403_4b50, 4) + fields(name, packed: packed) + name
        rest = local + (overlap || index == 0 ? rest : [0x03, 0x00] + rest)
        locations.append((name, rest.count, packed))
        if overlap, index + 1 < entries {
          rest = [0] + little(local.count, 2) + little(~local.count & 0xFFFF, 2) + rest
        }
      }
      var directory: [UInt8] = []
      for location in locations {
        directory +=
          little(0x0201_4b50, 4) + little(20, 2) + fields(location.name, packed: location.packed)
        directory += little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4)
        directory += little(rest.count - location.end, 4) + location.name
      }
      return rest + directory + little(0x0605_4b50, 4) + little(0, 4) + little(entries, 2)
        + little(entries, 2) + little(directory.count, 4) + little(rest.count, 4) + little(0, 2)
    }
    #expect(try message(archive(entries: 40, overlap: true), "x.npz").contains("overlap"))
    // The same without: nothing is wrong but what the entries hold.
    #expect(try !message(archive(entries: 40, overlap: false), "x.npz").contains("overlap"))
  }

  @Test func whatIsNoRegularFileIsRefused() throws {
    #expect(throws: MatrixFileError.notARegularFile(file: "/tmp", kind: "a directory")) {
      try MatrixFile.open("/tmp")
    }
    #expect(throws: MatrixFileError.notARegularFile(file: "/dev/zero", kind: "a device")) {
      try MatrixFile.open("/dev/zero")
    }
    #expect(
      throws: MatrixFileError.cannotOpen(
        file: "/nowhere/a.npy", reason: "No such file or directory")
    ) { try MatrixFile.open("/nowhere/a.npy") }
    try withTemporaryFile(ending: "npy", bytes: []) { path in
      #expect(throws: MatrixFileError.malformed(file: path, reason: "is empty")) {
        try MatrixFile.open(path)
      }
      unlink(path)
      try #require(mkfifo(path, 0o600) == 0)
      #expect(throws: MatrixFileError.notARegularFile(file: path, kind: "a pipe")) {
        try MatrixFile.open(path)
      }
    }
  }

  /// A file that another program cuts short is an error, not the end of the process.
  @Test func aShrinkingFileIsAnError() throws {
    let bytes = npyBytes(shape: [100, 100], values: [Double](repeating: 1, count: 10_000))
    try withTemporaryFile(ending: "npy", bytes: bytes) { path in
      let tensor = try MatrixFile.open(path).tensor()
      #expect(try tensor.statistics().sum == 10_000)
      truncate(path, 5000)
      #expect(
        throws: MatrixFileError.cannotRead(
          file: path, reason: "it became shorter while it was read")
      ) { try tensor.values(as: Double.self) }
    }
  }

  @Test func unknownFilesAreRefused() {
    for (bytes, path, start) in [
      (Array("hello".utf8), "x", "\"hello\""), ([0], "npy", "the bytes 00"),
      ([0x50, 0x4b, 1, 0xff], "x.zip", "the bytes 50 4b 01 ff"),
    ] {
      #expect(throws: MatrixFileError.unknownFormat(file: path, start: start)) {
        try MatrixFile.open(bytes: bytes, path: path)
      }
    }
  }

  /// Control characters of a file never reach a terminal through a message.
  @Test func messagesAreSafeToPrint() throws {
    let message = try message(
      Array("1,2\n3,\u{1b}[31m\u{202e}\(String(repeating: "x", count: 99))\n".utf8), "x.csv")
    #expect(message.contains("\"\\u{1b}[31m\\u{202e}xxx"))
    #expect(message.contains("…") && message.utf8.count < 200)
  }
}
