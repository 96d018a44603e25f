// 64-bit integers that no double is equal to: found, told as they are, and never shown as another.

import AttentionMath
import MatrixFiles
import Testing

@Suite struct WideIntegerTests {
  /// An .npy file of 64-bit integers, written by hand.
  private func tensor(
    _ values: [some FixedWidthInteger], shape: [Int], code: String, fortran: Bool = false
  ) throws -> Tensor {
    let sizes = shape.map(String.init).joined(separator: ", ")
    let dictionary =
      "{'descr': '\(code)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': (\(sizes),), }"
    let padding = String(repeating: " ", count: 117 - dictionary.utf8.count)
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]
    bytes += Array((dictionary + padding + "\n").utf8)
    for value in values {
      let bits = UInt64(truncatingIfNeeded: value)
      withUnsafeBytes(of: code.hasPrefix(">") ? bits.bigEndian : bits.littleEndian) { bytes += $0 }
    }
    return try MatrixFile.open(bytes: bytes, path: "x.npy").tensor()
  }

  private static let edge = Int64(1) << 53

  @Test(arguments: ["<i8", ">i8"]) func theFirstThatWouldBeRoundedIsFound(code: String) throws {
    let edge = Self.edge
    let plain = try tensor([edge, -edge, edge + 2, .min, 0, 7], shape: [2, 3], code: code)
    #expect(try plain.firstRoundedInteger() == nil)
    try plain.requireExactIntegers()
    let odd = try tensor([0, edge, -edge - 1, 1, .max, 2], shape: [2, 3], code: code)
    #expect(
      try odd.firstRoundedInteger() == RoundedInteger(text: "-9007199254740993", row: 0, column: 2))
    #expect(throws: MatrixFileError.self) { try odd.requireExactIntegers() }
  }

  @Test func eachMatrixIsLookedAtByItself() throws {
    let edge = Self.edge
    let two = try tensor([1, 2, 3, 4, 5, 6, 7, edge + 1], shape: [2, 2, 2], code: "<i8")
    #expect(try two.firstRoundedInteger(at: [0]) == nil)
    #expect(
      try two.firstRoundedInteger(at: [1]) == RoundedInteger(text: "\(edge + 1)", row: 1, column: 1)
    )
    // The first axis runs fastest: places [0,0,0], [1,0,0], [0,1,0], … as they are stored.
    let turned = try tensor(
      [1, 2, 3, edge + 1, 5, 6, 7, 8], shape: [2, 2, 2], code: "<i8", fortran: true)
    #expect(try turned.firstRoundedInteger(at: [0]) == nil)
    #expect(
      try turned.firstRoundedInteger(at: [1])
        == RoundedInteger(text: "\(edge + 1)", row: 1, column: 0))
  }

  @Test func theMaximumUnsignedIntegerIsTold() throws {
    let tensor = try tensor([UInt64.max, 3], shape: [2], code: "<u8")
    #expect(
      try tensor.firstRoundedInteger()
        == RoundedInteger(text: "18446744073709551615", row: 0, column: 0))
    let statistics = try tensor.statistics()
    #expect(statistics.wholeMaximum == Int128(UInt64.max) && statistics.wholeMinimum == 3)
  }

  @Test func statisticsTellIntegersAsTheyAre() throws {
    let edge = Self.edge
    let statistics = try tensor([edge + 1, edge + 3, edge + 2], shape: [3], code: "<i8")
      .statistics()
    #expect(
      statistics.wholeMinimum == Int128(edge + 1) && statistics.wholeMaximum == Int128(edge + 3))
    #expect(statistics.mean == Double(edge + 2))
  }

  /// The mean of values whose sum is beyond a double.
  @Test func aMeanIsNotInfinite() throws {
    let bytes = npyBytes(shape: [2, 2], values: [1.6e308, 1.2e308, 1.6e308, 1.2e308])
    let statistics = try MatrixFile.open(bytes: bytes, path: "x.npy").tensor().statistics()
    #expect(try #require(statistics.mean) / 1.4e308 - 1 < 1e-12)
    #expect(statistics.maximum == 1.6e308)
  }

  private func text(_ text: String, as ending: String) throws -> MatrixFile {
    try MatrixFile.open(bytes: Array(text.utf8), path: "t.\(ending)")
  }

  @Test(
    arguments: [
      ("csv", "1,2\n3,9007199254740993\n", "9007199254740993", 1, 1),
      ("csv", "a,b\n-9007199254740993,2\n3,4\n", "-9007199254740993", 0, 0),
      ("tsv", "x\t1\t2\ny\t3\t18446744073709551615\n", "18446744073709551615", 1, 1),
      ("json", "[[1, 2], [9007199254740993, 4]]", "9007199254740993", 1, 0),
      ("json", "[1, 2, 100000000000000000000001]", "100000000000000000000001", 0, 2),
      ("json", "[1, 2]\n[9007199254740995, 4]", "9007199254740995", 1, 0),
    ])
  func textsAreNotRounded(
    ending: String, content: String, number: String, row: Int, column: Int
  ) throws {
    let expected = MatrixFileError.roundedInteger(
      RoundedInteger(text: number, row: row, column: column))
    #expect(throws: expected) { try text(content, as: ending).tensor() }
  }

  @Test(
    arguments: [
      // Labels, exact numbers, and what programs write for floating numbers without an exponent.
      ("csv", "id,a\n9007199254740993,1\nx9,2\n", 1.0),
      ("csv", "9007199254740992,-9007199254740994\n", 0x1p53),
      ("json", "[123456789012345680000, 1]", 1.2345678901234568e20),
      ("json", "[1180591620717411303424]", 0x1p70),
      ("json", "[9007199254740993.0, 1]", 0x1p53),
      ("csv", "9.007199254740993e15,2\n", 0x1p53),
    ])
  func numbersThatLoseNothingAreRead(ending: String, content: String, first: Double) throws {
    let tensor = try text(content, as: ending).tensor()
    #expect(try tensor.matrix()[0, 0] == first)
  }

  @Test func anArrayBesideOneThatWouldBeRoundedIsRead() throws {
    let file = try text(#"{"ids": [9007199254740993], "w": [[0.5, 0.5]]}"#, as: "json")
    #expect(try file.tensor(named: "w").matrix()[0, 1] == 0.5)
    #expect(throws: MatrixFileError.self) { try file.tensor(named: "ids") }
  }
}
