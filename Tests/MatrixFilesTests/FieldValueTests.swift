// What a field of a table may say: numbers in the ways programs and people write them, missing
// values, truth values.

import MatrixFiles
import TestSupport
import Testing
import TextFormats

@Suite struct FieldValueTests {
  /// The value of a field among numbers.
  private func value(_ field: String) throws -> Double {
    let tensor = try MatrixFile.open(
      bytes: Array("1.5\t2.5\n3.5\t\(field)\n".utf8), path: "t.csv"
    ).tensor()
    try #require(tensor.info.shape == [2, 2])
    return try tensor.values(as: Double.self)[3]
  }

  @Test(arguments: [
    "", " ", "NA", "na", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "-nan", "-nan(ind)", "1.#QNAN",
    "-1.#IND", "null", "NULL", "None", "nil", "missing", "-", "--", "\u{2013}", "\u{2014}",
    "\u{2212}", ".", "?", "#DIV/0!", "#VALUE!", "\"\"", "\"NA\"", "NaT", "\u{a0}",
  ])
  func missingValuesAreNaN(field: String) throws {
    #expect(try value(field).isNaN)
  }

  private static let values: [(String, Double)] = [
    ("True", 1), ("False", 0), ("TRUE", 1), ("false", 0), ("\"true\"", 1),
    ("inf", .infinity), ("Inf", .infinity), ("+inf", .infinity), ("-Infinity", -.infinity),
    ("∞", .infinity), ("-∞", -.infinity), ("\u{2212}∞", -.infinity), ("1.#INF", .infinity),
    ("-1.#INF", -.infinity),
    ("\u{2212}0.5", -0.5), ("\u{2013}0.5", -0.5), ("\u{ff0d}7", -7), ("\u{2212}1e\u{2212}3", -1e-3),
    ("1e5", 1e5), ("1E+05", 1e5), ("2.5D-03", 2.5e-3), ("+4", 4), (".5", 0.5), ("5.", 5),
    ("007", 7), ("\"0.25\"", 0.25), ("  0.25  ", 0.25), ("\u{a0}0.25\u{a0}", 0.25),
    ("\u{200b}0.25", 0.25), ("0.25\u{200e}", 0.25),
    ("50%", 0.5), ("12.5 %", 0.125), ("\u{2212}5%", -0.05), ("1e2%", 1),
    ("1,234.5", 1234.5), ("\u{2212}1,234,567.25", -1_234_567.25), ("1'234.5", 1234.5),
    ("1 234.5", 1234.5), ("1\u{202f}234.5", 1234.5), ("1\u{a0}000\u{a0}000.5", 1_000_000.5),
  ]

  @Test(arguments: values) func valuesAreRead(field: String, expected: Double) throws {
    #expect(try value(field) == expected)
  }

  @Test func negativeZeroStaysNegative() throws {
    for field in ["-0", "-0.0", "\u{2212}0.0", "-1e-999"] {
      let zero = try value(field)
      #expect(zero == 0 && zero.sign == .minus, "\(field)")
    }
  }

  private static let commaValues: [(String, Double)] = [
    ("0,5", 0.5), ("-1,5e3", -1500), ("1.234,5", 1234.5), ("1 234,5", 1234.5), ("7", 7),
    ("1.234.567", 1_234_567), (",5", 0.5), ("12,5%", 0.125), ("NA", Double.nan),
  ]

  @Test(arguments: commaValues) func commasMayBeDecimal(field: String, expected: Double) throws {
    let read = try MatrixFile.open(
      bytes: Array("1,5\t2,5\n3,5\t\(field)\n".utf8), path: "t.csv",
      tables: TableOptions(separator: .init("tab"), decimal: .comma)
    ).tensor().values(as: Double.self)[3]
    #expect(read == expected || read.isNaN && expected.isNaN)
  }

  @Test(arguments: [
    "x", "0x10", "1/3", "1+2i", "$5", "1_000", "12:30", "1.2.3", "1,23.5", "01,234.5", "1,2345.5",
    "1,234 567.5", "1e", "e5", "--5", "+-5", "5-", "yes", "%", "5%%", "1,,234.5", "nanx",
    "infinite",
    "2024-01-01",
  ])
  func otherTextIsNoNumber(field: String) throws {
    let error = #expect(throws: MatrixFileError.self) {
      try MatrixFile.open(
        bytes: Array("1.5\t2.5\n3.5\t\(field)\n".utf8), path: "t.csv",
        tables: TableOptions(separator: .init("tab"), decimal: .point))
    }
    #expect(
      try #require(error).typed.hasPrefix(
        "t.csv, line 2: field 2, \"\(field)\", is no number"))
  }

  @Test func percentIsTold() throws {
    let tensor = try MatrixFile.open(bytes: Array("12%,88%\n50%,50%\n".utf8), path: "t.csv")
      .tensor()
    #expect(try tensor.values(as: Double.self) == [0.12, 0.88, 0.5, 0.5])
    #expect(
      tensor.table?.warnings.typed == [
        "values with a percent sign are read as hundredths, 50% as 0.5"
      ])
  }

  /// Masks need to know what was no number, and what stood there.
  @Test func missingCellsKeepTheirText() throws {
    let table = try MatrixFile.open(bytes: Array(",a,b\nx,1,NA\ny,,-\n".utf8), path: "t.csv")
      .tensor().table
    #expect(table?.missingCount == 3)
    #expect(table?.missingCells.map(\.text) == ["NA", "", "-"])
    #expect(table?.missingCells.map(\.row) == [0, 1, 1])
    #expect(table?.missingCells.map(\.column) == [1, 0, 1])
    #expect(table?.holdsTruthValues == false && table?.corner == "")
  }

  @Test(arguments: [
    ("True,False\nFalse,True\n", true), (",a,b\nx,TRUE,FALSE\n", true),
    ("True,0\n1,False\n", false),
    ("1,0\n0,1\n", false),
  ])
  func truthValuesAreTold(text: String, areTruth: Bool) throws {
    let tensor = try MatrixFile.open(bytes: Array(text.utf8), path: "t.csv").tensor()
    #expect(tensor.table?.holdsTruthValues == areTruth)
    #expect(tensor.info.columns == 2)
  }
}
