// Every file of Fixtures/formats against the manifest NumPy wrote, and the broken ones beside them.

import AttentionMath
import MatrixFiles
import TestSupport
import Testing

@Suite struct FormatTests {
  /// A tensor and what the manifest says of it.
  struct Case: CustomTestStringConvertible, Sendable {
    var file: String
    var name: String?
    var testDescription: String { name.map { "\(file)#\($0)" } ?? file }
  }

  static let cases: [Case] = Manifest.formats.files.sorted { $0.key < $1.key }.flatMap {
    file, entry in
    entry.tensor != nil
      ? [Case(file: file)]
      : (entry.tensors ?? entry.members ?? [:]).keys.sorted().map { Case(file: file, name: $0) }
  }

  @Test func theManifestIsWhole() {
    #expect(Self.cases.count == 62)
    #expect(Manifest.formats.bad.count == 11)
  }

  private func expected(_ example: Case) throws -> ManifestTensor {
    let file = try #require(Manifest.formats.files[example.file])
    guard let name = example.name else { return try #require(file.tensor) }
    return try #require((file.tensors ?? file.members)?[name])
  }

  @Test(arguments: cases) func headersAndStatisticsAreNumPys(example: Case) throws {
    let expected = try expected(example)
    let file = try MatrixFile.open(Fixture.path("formats/\(example.file)"))
    let tensor = try file.tensor(named: example.name)
    #expect(file.unreadable.isEmpty)
    #expect(tensor.info.name == example.name)
    #expect(tensor.info.shape == expected.shape)
    let type = tensor.info.elementType
    let code = expected.dtype.drop { "<>|=".contains($0) }
    #expect(type.npyCode.map { code == $0 } == true || code == type.safetensorsName)
    #expect(tensor.info.isBigEndian == expected.dtype.hasPrefix(">"))
    #expect(tensor.info.isFortranOrder == (expected.isFortranOrder ?? tensor.info.isFortranOrder))

    let statistics = try tensor.statistics()
    #expect(statistics.count == expected.count)
    #expect(statistics.nanCount == expected.nan ?? 0)
    #expect(statistics.positiveInfinityCount == expected.posinf ?? 0)
    #expect(statistics.negativeInfinityCount == expected.neginf ?? 0)
    // The manifest's own sums of single and double numbers differ in the last places; those of
    // integers are exact.
    let sum = expected.sum ?? 0
    let isWhole = code.lowercased().hasPrefix("i") || code.lowercased().hasPrefix("u")
    let scale = isWhole ? 0 : max(1, abs(sum), abs(expected.min ?? 0), abs(expected.max ?? 0))
    #expect(abs(statistics.sum - sum) <= 1e-12 * scale)
    #expect(statistics.minimum == expected.min)
    #expect(statistics.maximum == expected.max)
  }

  @Test(arguments: cases) func valuesComeInTheUsualOrder(example: Case) throws {
    let expected = try expected(example)
    let tensor = try MatrixFile.open(Fixture.path("formats/\(example.file)"))
      .tensor(named: example.name)
    let values = try tensor.values(as: Double.self)
    #expect(values.count == expected.count)
    #expect(Array(values.prefix(4)) == (expected.first4 ?? []).map(\.value))
    #expect(Array(values.suffix(4)) == (expected.last4 ?? []).map(\.value))
    // As Float each value is the nearest one.
    let floats = try tensor.values(as: Float.self)
    #expect(zip(floats, values).allSatisfy { $0 == Float($1) || $1.isNaN && $0.isNaN })

    // Row by row, matrix by matrix and in blocks of any height the same values come.
    let same = { (part: [Double], whole: ArraySlice<Double>) in
      part.map(\.bitPattern) == whole.map(\.bitPattern)
    }
    let rows = tensor.allRows()
    #expect(rows.rows * rows.columns == values.count)
    for height in [1, 3, 1000] {
      var collected: [Double] = []
      try rows.forEachBlock(of: height, as: Double.self) { range, block in
        #expect(block.count == range.count * rows.columns)
        collected += block
      }
      #expect(same(collected, values[...]))
    }
    let size = tensor.info.rows * tensor.info.columns
    for matrix in 0..<tensor.info.leadingShape.reduce(1, *) {
      var rest = matrix
      var index: [Int] = []
      for length in tensor.info.leadingShape.reversed() {
        index.insert(rest % length, at: 0)
        rest /= length
      }
      let part = try tensor.matrix(at: index, as: Double.self)
      #expect(part.rows == tensor.info.rows && part.columns == tensor.info.columns)
      #expect(same(part.values, values[(matrix * size)..<((matrix + 1) * size)]))
    }
  }

  /// The same numbers are in files of both orders and in archives.
  @Test(arguments: [
    "att_be_f4.npy", "att_fortran_f4.npy", "att_v1_f4.npy", "att_v2_f4.npy",
    "stored.npz#attentions", "deflated.npz#attentions", "streamed_stored.npz#attentions",
    "streamed_deflated.npz#attentions", "f32.safetensors#attentions",
  ])
  func orderAndContainerDoNotMatter(reference: String) throws {
    let expected = try TensorReference(path: Fixture.path("formats/att_le_f4.npy")).open()
    let tensor = try TensorReference(parsing: Fixture.path("formats/\(reference)")).open()
    #expect(try tensor.values(as: Double.self) == expected.values(as: Double.self))
  }

  /// One reader serves several tasks at once.
  @Test(arguments: ["att_le_f2.npy", "att_fortran_f4.npy"])
  func rowsAreReadConcurrently(name: String) async throws {
    let tensor = try MatrixFile.open(Fixture.path("formats/\(name)")).tensor()
    let rows = tensor.allRows()
    let expected = try tensor.values(as: Float.self)
    try await withThrowingTaskGroup { group in
      for part in 0..<8 {
        group.addTask {
          let range = (rows.rows * part / 8)..<(rows.rows * (part + 1) / 8)
          let values = try rows.values(range, as: Float.self)
          let start = range.lowerBound * rows.columns
          #expect(values[...] == expected[start..<(start + values.count)])
        }
      }
      try await group.waitForAll()
    }
  }

  /// `bf16_all_bits_as_u2.npy` has each pattern once; its value is that of the Float whose upper
  /// half it is.
  @Test func everyBfloat16IsRight() throws {
    let tensor = try MatrixFile.open(Fixture.path("formats/bf16_all_bits_as_u2.npy")).tensor()
      .reinterpreted(as: .bfloat16)
    let values = try tensor.values(as: Float.self)
    for (bits, value) in values.enumerated() {
      let expected = Float(bitPattern: UInt32(bits) << 16)
      #expect(value == expected || value.isNaN && expected.isNaN, "\(bits)")
    }
    #expect(throws: MatrixFileError.self) { try tensor.reinterpreted(as: .float32) }
  }

  /// Every half-precision number, against the conversion of the compiler's own type.
  @Test func everyFloat16IsRight() throws {
    let tensor = try MatrixFile.open(Fixture.path("formats/bf16_all_bits_as_u2.npy")).tensor()
      .reinterpreted(as: .float16)
    let values = try tensor.values(as: Double.self)
    for (bits, value) in values.enumerated() {
      let expected = Double(Float16(bitPattern: UInt16(bits)))
      #expect(
        value.bitPattern == expected.bitPattern || value.isNaN && expected.isNaN, "\(bits)")
    }
  }

  @Test func everyBrokenFileIsRefusedForItsFault() throws {
    let faults = try Dictionary(
      uniqueKeysWithValues: Manifest.formats.bad.keys.map { name in
        let path = Fixture.path("formats/bad/\(name)")
        let error = #expect(throws: MatrixFileError.self) {
          let file = try MatrixFile.open(path)
          _ = try file.tensor(named: file.tensors.first?.name).values(as: Float.self)
        }
        let message = try #require(error).typed
        #expect(message.hasPrefix(path))
        return (name, String(message.dropFirst(path.count)))
      })
    #expect(
      faults["badjson.safetensors"]
        == ": is not sound JSON: at byte 0 \"[\" stands where \"{\" is due")
    #expect(faults["badmagic.npy"] == ": does not start as an .npy file does (\\x93NUMPY)")
    #expect(faults["complex.npy"]?.contains("complex numbers; save their absolute value") == true)
    #expect(faults["empty.npz"] == ": is empty")
    #expect(
      faults["header_short.npy"]
        == ": is cut short: the length of the .npy header needs 10 bytes and 9 are there; "
        + "save or download it again")
    #expect(
      faults["hugeheader.safetensors"]
        == ": declares a header of 9223372036854775807 bytes; the format allows 100000000")
    #expect(faults["notzip.npz"] == ": is text that starts with \"hello world\", and no .npz file")
    #expect(
      faults["offsets_mismatch.safetensors"]
        == "#a: has 12 bytes for F32 of shape [4], which do not match")
    #expect(
      faults["truncated.npy"]
        == ": is cut short: an array of shape [9, 9] needs 324 bytes and 314 are there; "
        + "save or download it again")
    #expect(
      faults["truncated.safetensors"]
        == ": is cut short: \"special\" needs 5856 bytes and 5852 are there; "
        + "save or download it again")
    #expect(
      faults["unknown_dtype.safetensors"]?.hasPrefix("#a: holds values of type \"Q99\", while")
        == true)
  }

  /// Real attention: "it" looks at "robot" in layer 0, head 1, and at "ball" in layer 4, head 3.
  @Test func realAttentionIsRead() throws {
    let tensor = try MatrixFile.open(Fixture.path("minilm/s1_attentions.npy")).tensor()
    let index = try MatrixChoice(layer: 0, head: 1).index(in: tensor.info.shape)
    let early = try tensor.matrix(at: index, as: Float.self)
    #expect(abs(early[8, 2] - 0.53) < 0.005)
    let late = try tensor.matrix(at: [4, 3], as: Float.self)
    #expect(abs(late[8, 6] - 0.34) < 0.005)
    let statistics = try tensor.statistics()
    #expect(statistics.matrixCount == 72)
    #expect(statistics.rowsSumToOne)
    #expect(statistics.causalMatrixCount == 0)
  }
}
