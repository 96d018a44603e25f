// Which separator and decimal sign a table is found to use, and in which encoding and packing it may
// come.

import Foundation
import MatrixFiles
import TestSupport
import Testing
import TextFormats

@Suite struct TableDialectTests {
  private static let nan = Double.nan

  private func read(
    _ text: String, _ options: TableOptions = TableOptions()
  ) throws -> Tensor {
    try MatrixFile.open(bytes: Array(text.utf8), path: "t.csv", tables: options).tensor()
  }

  private func expect(
    _ tensor: Tensor, shape: [Int], _ values: [Double],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(tensor.info.shape == shape, sourceLocation: sourceLocation)
    let read = try tensor.values(as: Double.self)
    #expect(
      read.count == values.count
        && zip(read, values).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }, "\(read)",
      sourceLocation: sourceLocation)
  }

  @Test(
    arguments: [
      ("0.1 0.2\n0.3 0.4\n", "blank", [2, 2], [0.1, 0.2, 0.3, 0.4]),
      ("  0.1   0.2  \n\t0.3\t 0.4\n", "blank", [2, 2], [0.1, 0.2, 0.3, 0.4]),
      ("0.1\t0.2\n0.3\t\n", "tab", [2, 2], [0.1, 0.2, 0.3, nan]),
      ("0;0,5\n1;0,25\n2;0,75\n", "semicolon", [3, 2], [0, 0.5, 1, 0.25, 2, 0.75]),
      ("1;2\n3;4\n", "semicolon", [2, 2], [1, 2, 3, 4]),
      ("0,5; 0,25\n", "semicolon", [1, 2], [0.5, 0.25]),
      ("0,5 0,25 0,25\n1 0 0\n", "blank", [2, 3], [0.5, 0.25, 0.25, 1, 0, 0]),
      ("0,5\t0,25\n1,5\t2\n", "tab", [2, 2], [0.5, 0.25, 1.5, 2]),
      ("1, 2, 3\n4, 5, 6\n", "comma", [2, 3], [1, 2, 3, 4, 5, 6]),
      ("\"0,5\",\"0,25\"\n\"1,5\",\"2\"\n", "comma", [2, 2], [0.5, 0.25, 1.5, 2]),
      ("\"1,234.5\",2\n3,4\n", "comma", [2, 2], [1234.5, 2, 3, 4]),
      ("1.234,5;2\n3;4,5\n", "semicolon", [2, 2], [1234.5, 2, 3, 4.5]),
      ("1\n2\n", "none", [2, 1], [1, 2]),
      ("sep=;\n1;2\n3;4\n", "semicolon", [2, 2], [1, 2, 3, 4]),
      ("\"sep=|\"\r\n1|2\r\n", "\"|\"", [1, 2], [1, 2]),
      ("0.1 0.2\r0.3 0.4\r", "blank", [2, 2], [0.1, 0.2, 0.3, 0.4]),
      ("1,2\n\n   \n3,4\n\n", "comma", [2, 2], [1, 2, 3, 4]),
      ("1;2,5;3\n4;5,5;6\n", "semicolon", [2, 3], [1, 2.5, 3, 4, 5.5, 6]),
    ] as [(String, String, [Int], [Double])])
  func separatorsAreFound(
    text: String, separator: String, shape: [Int], values: [Double]
  ) throws {
    let tensor = try read(text)
    try expect(tensor, shape: shape, values)
    let table = try #require(tensor.table)
    #expect(table.separator.name == separator)
    #expect(
      table.warnings.typed.filter { $0.contains("--separator") || $0.contains("--decimal") } == [])
  }

  /// A separator that stands in labels alone is none.
  @Test func labelsMayHoldSeparators() throws {
    let tensor = try read(",a;b,c d\nx y,1,2\n;,3,4\n")
    #expect(tensor.columnLabels == ["a;b", "c d"])
    #expect(tensor.rowLabels == ["x y", ";"])
    let tabbed = try read("word\tNew York, NY\nParis, France\t1\n")
    #expect(tabbed.rowLabels == ["Paris, France"] && tabbed.columnLabels == ["New York, NY"])
  }

  /// The whole head is looked at, not the first line alone.
  @Test func laterLinesDecide() throws {
    let whole = (0..<300).map { "\($0);\($0)" }.joined(separator: "\n")
    let tensor = try read(whole + "\n1;0,5\n")
    #expect(try tensor.values(as: Double.self).last == 0.5)
  }

  @Test(
    arguments: [
      ("1;1,234\n2;5,678\n", "--decimal point", [1, 1.234, 2, 5.678]),
      ("\"1,234\",5\n\"2,345\",6\n", "--decimal comma", [1234, 5, 2345, 6]),
      ("1.234;2\n5.678;4\n", "--decimal comma", [1.234, 2, 5.678, 4]),
      ("0,5\n0,25\n0,75\n", "--separator comma", [0.5, 0.25, 0.75]),
      ("x\n1,05\n1,5\n", "--separator comma", [1.05, 1.5]),
    ] as [(String, String, [Double])])
  func twoReadingsAreTold(text: String, option: String, values: [Double]) throws {
    let tensor = try read(text)
    #expect(try tensor.values(as: Double.self) == values)
    let warnings = try #require(tensor.table).warnings.typed
    #expect(warnings.contains { $0.contains(option) }, "\(warnings)")
  }

  /// The option that a warning names gives the other reading, and no warning.
  @Test func optionsDecide() throws {
    let point = try read("1;1,234\n2;5,678\n", TableOptions(decimal: .point))
    try expect(point, shape: [2, 2], [1, 1234, 2, 5678])
    #expect(point.table?.warnings.typed == [])
    let pairs = try read("0,5\n0,25\n0,75\n", TableOptions(separator: TableSeparator(",")))
    try expect(pairs, shape: [3, 2], [0, 5, 0, 25, 0, 75])
    let column = try read("1,5\n2,5\n", TableOptions(decimal: .comma))
    try expect(column, shape: [2, 1], [1.5, 2.5])
    let quoted = try read("\"1,5\",\"2,5\"\n", TableOptions(decimal: .comma))
    try expect(quoted, shape: [1, 2], [1.5, 2.5])
    let piped = try read("1|2\n3|4\n", TableOptions(separator: TableSeparator("|")))
    try expect(piped, shape: [2, 2], [1, 2, 3, 4])
    let blank = try read("1\t\t2\n3\t\t4\n", TableOptions(separator: TableSeparator("blank")))
    try expect(blank, shape: [2, 2], [1, 2, 3, 4])
  }

  @Test func separatorsAreNamedOrWritten() {
    for (text, name) in [
      ("comma", "comma"), (",", "comma"), (";", "semicolon"), ("\\t", "tab"), ("\t", "tab"),
      (" ", "blank"), ("blank", "blank"), ("|", "\"|\""), (":", "\":\""),
    ] {
      #expect(TableSeparator(text)?.name == name)
    }
    for text in ["", "a", "5", ".", "-", "\"", "#", "||", "é", "\n"] {
      #expect(TableSeparator(text) == nil)
    }
  }

  // MARK: Encodings and packing

  private static let table = ",the,貓 🐈\nthe,0.5,\u{2212}1\n"

  private func expectTable(_ bytes: [UInt8], path: String = "t.csv") throws {
    let tensor = try MatrixFile.open(bytes: bytes, path: path).tensor()
    #expect(tensor.columnLabels == ["the", "貓 🐈"] && tensor.rowLabels == ["the"])
    #expect(try tensor.values(as: Double.self) == [0.5, -1])
  }

  @Test(
    arguments: [
      (String.Encoding.utf16LittleEndian, [0xff, 0xfe]), (.utf16BigEndian, [0xfe, 0xff]),
      (.utf16LittleEndian, []), (.utf16BigEndian, []), (.utf8, [0xef, 0xbb, 0xbf]), (.utf8, []),
    ] as [(String.Encoding, [UInt8])])
  func encodingsAreTold(encoding: String.Encoding, mark: [UInt8]) throws {
    try expectTable(mark + Array(try #require(Self.table.data(using: encoding))))
  }

  @Test(
    arguments: [
      ([0xff, 0xfe, 0x31], "not sound UTF-16"), ([0xff, 0xfe, 0x00, 0xd8, 0x31, 0x00], "UTF-16"),
      ([0xff, 0xfe, 0, 0, 0x31, 0, 0, 0], "UTF-32"),
      ([0x31, 0x2c, 0xff, 0x0a, 0x31, 0x2c, 0x32], "UTF-8"),
    ] as [([UInt8], String)])
  func unsoundTextIsRefused(bytes: [UInt8], message: String) throws {
    let error = #expect(throws: MatrixFileError.self) {
      try MatrixFile.open(bytes: bytes, path: "t.csv")
    }
    #expect(try #require(error).typed.contains(message), "\(error!)")
  }

  @Test func utf16TakesNoMoreMemoryThanAllowed() {
    let bytes = [0xff, 0xfe] + [UInt8](repeating: 0x31, count: 3000)
    let error = #expect(throws: MatrixFileError.self) {
      try MatrixFile.open(bytes: bytes, path: "t.csv", limits: ReadLimits(memory: 4000))
    }
    #expect(error?.typed.contains("more than the limit") == true)
  }

  @Test(arguments: ["t.csv", "t.tsv", "t.txt", "t.dat", "T.DAT"])
  func endingsOfTables(path: String) throws {
    try expectTable(Array(Self.table.utf8), path: path)
  }

  /// Names in brackets are no JSON.
  @Test func arraysInTextFilesAreJSON() throws {
    let tensor = try MatrixFile.open(bytes: Array(" [[1, 2]]".utf8), path: "t.txt").tensor()
    #expect(tensor.info.shape == [1, 2] && tensor.table == nil)
    let names = try MatrixFile.open(bytes: Array("[CLS] the\n1 2\n".utf8), path: "t.txt").tensor()
    #expect(names.columnLabels == ["[CLS]", "the"])
  }

  /// Lines longer than a piece of the file, and fields across the border of two.
  @Test func longLinesAreRead() throws {
    let row = (0..<60_000).map { "\($0).5" }.joined(separator: ",")
    let tensor = try read(row + "\n" + row + "\r\n")
    #expect(tensor.info.shape == [2, 60_000])
    let values = try tensor.values(as: Double.self)
    #expect(values == (0..<120_000).map { Double($0 % 60_000) + 0.5 })
  }
}
