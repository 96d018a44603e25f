// Which line and which column of a table are labels, and what is told where that is open.

import MatrixFiles
import TestSupport
import Testing
import TextFormats

/// A table as text, and how it must be read.
struct LabelledTable: CustomTestStringConvertible, Sendable {
  var text: String
  var rows: [String]?
  var columns: [String]?
  var values: [Double]
  /// Parts of the warnings, one for each.
  var warnings: [String]

  init(
    _ text: String, rows: [String]? = nil, columns: [String]? = nil, _ values: [Double],
    warns: String...
  ) {
    self.text = text
    self.rows = rows
    self.columns = columns
    self.values = values
    warnings = warns
  }

  var testDescription: String { text }
}

@Suite struct TableLabelTests {
  private static let nan = Double.nan

  static let tables = [
    // The first line holds values though one is missing.
    LabelledTable(
      "0.2,NA,0.5\n0.3,0.4,0.3\n0.1,0.8,0.1\n", [0.2, nan, 0.5, 0.3, 0.4, 0.3, 0.1, 0.8, 0.1]),
    LabelledTable("1,NA\n1,1\n", [1, nan, 1, 1]),
    LabelledTable("1,,3\n4,5,6\n", [1, nan, 3, 4, 5, 6]),
    LabelledTable("NA,NA\n1,2\n", [nan, nan, 1, 2]),
    LabelledTable("\u{2212}0.5,0.3\n0.1,0.2\n", [-0.5, 0.3, 0.1, 0.2]),
    LabelledTable("True,False\nFalse,True\n", [1, 0, 0, 1]),
    LabelledTable("inf,-inf\n0,1\n", [.infinity, -.infinity, 0, 1]),
    LabelledTable(
      ",0.5\n0.3,0.4\n", [nan, 0.5, 0.3, 0.4], warns: "--header yes --row-labels yes"),
    // Words.
    LabelledTable("a,NA,c\n1,2,3\n", columns: ["a", "NA", "c"], [1, 2, 3]),
    LabelledTable("x,y\n1,0.01\n4,NA\n", columns: ["x", "y"], [1, 0.01, 4, nan]),
    LabelledTable("the,1,2\ncat,3,4\n", rows: ["the", "cat"], [1, 2, 3, 4]),
    LabelledTable("the,0.5\n7,0.25\ncat,0.1\n", rows: ["the", "7", "cat"], [0.5, 0.25, 0.1]),
    LabelledTable(
      "2024-01-01,10,100\n2024-01-02,11,NA\n", rows: ["2024-01-01", "2024-01-02"],
      [10, 100, 11, nan]),
    LabelledTable(
      "the,cat,NA\n1,2,3\n4,5,6\n", columns: ["the", "cat", "NA"], [1, 2, 3, 4, 5, 6]),
    LabelledTable(
      ",the,null\nthe,1,2\nnull,3,4\n", rows: ["the", "null"], columns: ["the", "null"],
      [1, 2, 3, 4]),
    LabelledTable("a,NA\nNA,1\n-,2\n", columns: ["a", "NA"], [nan, 1, nan, 2]),
    // A word among numbers may be a slip.
    LabelledTable(
      "0.2,O.5,0.3\n1,2,3\n", columns: ["0.2", "O.5", "0.3"], [1, 2, 3], warns: "--header no"),
    LabelledTable(
      "0.1,0.2\nO.3,0.4\n0.5,0.6\n", rows: ["0.1", "O.3", "0.5"], [0.2, 0.4, 0.6],
      warns: "--row-labels no"),
    // A corner.
    LabelledTable(",0,1\n0,1,2\n1,3,4\n", rows: ["0", "1"], columns: ["0", "1"], [1, 2, 3, 4]),
    LabelledTable(
      ",1949,1950\n3,112,115\n7,118,126\n", rows: ["3", "7"], columns: ["1949", "1950"],
      [112, 115, 118, 126]),
    LabelledTable(
      ",7,2\n5,4,5\n3,1,9\n", rows: ["5", "3"], columns: ["7", "2"], [4, 5, 1, 9],
      warns: "--header no --row-labels no"),
    LabelledTable(
      "\"\",\"0\",\"1\"\n\"0\",\"0.5\",\"0.2\"\n\"1\",\"0.5\",\"0.8\"\n", rows: ["0", "1"],
      columns: ["0", "1"], [0.5, 0.2, 0.5, 0.8]),
    // Quotation marks.
    LabelledTable("\"0\",\"1\"\n1,2\n", columns: ["0", "1"], [1, 2]),
    LabelledTable("\"7\",1,2\n\"8\",3,4\n", rows: ["7", "8"], [1, 2, 3, 4]),
    LabelledTable("\"7\",1,2\n", rows: ["7"], [1, 2]),
    LabelledTable("\"1\",\"2\"\n\"3\",\"4\"\n", [1, 2, 3, 4]),
    LabelledTable(
      "\"\",\"V1\",\"V2\"\n\"1\",0.5,NA\n\"2\",1,2\n", rows: ["1", "2"], columns: ["V1", "V2"],
      [0.5, nan, 1, 2]),
    // The index 0 … n−1 above numbers with a point, and other numbers that count.
    LabelledTable(
      "0,1\n0.7,0.3\n0.4,0.6\n", columns: ["0", "1"], [0.7, 0.3, 0.4, 0.6],
      warns: "the first line (0, 1) is taken for column labels; --header no reads it as values"),
    LabelledTable(
      "0,1,2,3,4\n0.5,0.2,0.1,0.1,0.1\n", columns: ["0", "1", "2", "3", "4"],
      [0.5, 0.2, 0.1, 0.1, 0.1], warns: "(0, 1, 2, 3, …)"),
    LabelledTable(
      "10,20,30\n0.5,NA,0.3\n", columns: ["10", "20", "30"], [0.5, nan, 0.3],
      warns: "--header no"),
    LabelledTable(
      "1949,1950\n112,115\n118,126\n", columns: ["1949", "1950"], [112, 115, 118, 126],
      warns: "--header no"),
    LabelledTable("1949,1950\n1951,1952\n", [1949, 1950, 1951, 1952]),
    LabelledTable("0,1,2\n3,4,5\n6,7,8\n", [0, 1, 2, 3, 4, 5, 6, 7, 8]),
    LabelledTable("0,1,2\n1,0,1\n2,1,0\n", [0, 1, 2, 1, 0, 1, 2, 1, 0], warns: "--header yes"),
    LabelledTable("0,1\n1,0\n", [0, 1, 1, 0]),
    LabelledTable("0,1\n1,2.5\n2,6.25\n", [0, 1, 1, 2.5, 2, 6.25], warns: "--header yes"),
    LabelledTable("1,0,0\n0.5,0.5,0\n0.3,0.3,0.4\n", [1, 0, 0, 0.5, 0.5, 0, 0.3, 0.3, 0.4]),
    LabelledTable("0,1,2,3\n", [0, 1, 2, 3]),
    LabelledTable("1.0,2.0\n0.5,0.5\n", [1, 2, 0.5, 0.5]),
    // Numbers above named rows.
    LabelledTable(
      "month,1949,1950\nJan,112,115\nFeb,118,126\n", rows: ["Jan", "Feb"],
      columns: ["1949", "1950"], [112, 115, 118, 126], warns: "(month, 1949, 1950)"),
    LabelledTable(
      "layer,0,1,2\nentropy,0.5,0.25,0.1\n", rows: ["entropy"], columns: ["0", "1", "2"],
      [0.5, 0.25, 0.1], warns: "--header no"),
    LabelledTable(
      "a,1,2,3\nb,5,3,9\n", rows: ["a", "b"], [1, 2, 3, 5, 3, 9], warns: "--header yes"),
    LabelledTable("7,1,2\ncat,3,5\n", rows: ["7", "cat"], [1, 2, 3, 5]),
    LabelledTable(
      "Jan,112,115\nFeb,118,120\n", rows: ["Jan", "Feb"], [112, 115, 118, 120]),
    LabelledTable(
      "Jan,1,2\nFeb,118,126\n", rows: ["Jan", "Feb"], [1, 2, 118, 126], warns: "--header yes"),
    LabelledTable(
      "True,False\n10,2\n3,4\n", columns: ["True", "False"], [10, 2, 3, 4],
      warns: "--header no"),
    LabelledTable(
      "True,0.5\nFalse,0.25\n", rows: ["True", "False"], [0.5, 0.25],
      warns: "--row-labels no"),
    // A first column that counts.
    LabelledTable(
      "0,0.1,0.9\n1,0.3,0.7\n", rows: ["0", "1"], [0.1, 0.9, 0.3, 0.7], warns: "--row-labels no"),
    LabelledTable(
      "0,0.5\n1,0.25\n2,0.75\n", [0, 0.5, 1, 0.25, 2, 0.75], warns: "--row-labels yes"),
    LabelledTable("step,loss\n0,0.5\n1,0.25\n", columns: ["step", "loss"], [0, 0.5, 1, 0.25]),
    LabelledTable(
      "Unnamed: 0,loss\n0,0.5\n1,0.25\n", rows: ["0", "1"], columns: ["loss"], [0.5, 0.25],
      warns: "--row-labels no"),
    // R leaves out the corner.
    LabelledTable(
      "a b\nr1 1 2\nr2 3 4\n", rows: ["r1", "r2"], columns: ["a", "b"], [1, 2, 3, 4]),
    LabelledTable("V1\n1 0.5\n2 0.25\n", rows: ["1", "2"], columns: ["V1"], [0.5, 0.25]),
    LabelledTable(
      "\"V1\" \"V2\"\n\"1\" 0.5 NA\n", rows: ["1"], columns: ["V1", "V2"], [0.5, nan]),
    // A lone column and a lone line.
    LabelledTable("p\n1\n2\n", columns: ["p"], [1, 2]),
    LabelledTable("1\n2\n3\n", [1, 2, 3]),
    LabelledTable("0\n0.5\n0.25\n", [0, 0.5, 0.25], warns: "--header yes"),
    LabelledTable("0.5\n\"\"\n0.25\n", [0.5, nan, 0.25]),
    LabelledTable("mean squared error\n0.5\n0.25\n", columns: ["mean squared error"], [0.5, 0.25]),
    LabelledTable("the,1,2\n", rows: ["the"], [1, 2]),
    LabelledTable("5\n", [5]),
    // Separators at the ends of lines.
    LabelledTable("1,2,\n3,4,\n", [1, 2, 3, 4], warns: "ends with a separator"),
    LabelledTable("a,b,\n1,2,\n", columns: ["a", "b"], [1, 2], warns: "ends with a separator"),
    LabelledTable("a,b\n1,2,\n3,4,\n", columns: ["a", "b"], [1, 2, 3, 4], warns: "ends with"),
    LabelledTable("a,b,\n1,2\n3,4\n", columns: ["a", "b"], [1, 2, 3, 4]),
    LabelledTable("a,b\n1,\n2,\n", columns: ["a", "b"], [1, nan, 2, nan]),
    LabelledTable("1,2,\n3,4,5\n", [1, 2, nan, 3, 4, 5]),
    // Comments, and labels that begin like one.
    LabelledTable("# made by hand\n#x y\n1 2\n3 4\n", [1, 2, 3, 4], warns: "line 2 begins with #"),
    LabelledTable("# a,b\n1,2\n#5,6\n3,4\n", [1, 2, 3, 4]),
    LabelledTable(
      ",the,##s,#\nthe,1,2,3\n##s,4,5,6\n#,7,8,9\n# old,1,1,1\n", rows: ["the", "##s", "#"],
      columns: ["the", "##s", "#"], [1, 2, 3, 4, 5, 6, 7, 8, 9]),
    LabelledTable("# by hand\n1 2 3\n", [1, 2, 3]),
    LabelledTable(
      ",##s,#\n##s,1,2\n#,\u{2212}3,\"1,234.5\"\n", rows: ["##s", "#"], columns: ["##s", "#"],
      [1, 2, -3, 1234.5]),
    LabelledTable(
      "the,1\n#cat,2\n", rows: ["the", "#cat"], [1, 2], warns: "line 2 begins with #"),
    LabelledTable("1,2\n#N/A,4\n", [1, 2, nan, 4]),
    LabelledTable("\"#\",1\nb,2\n", rows: ["#", "b"], [1, 2]),
    LabelledTable("# it's \"odd\n1,2\n", [1, 2]),
  ]

  @Test(arguments: tables) func labelsAreTold(table: LabelledTable) throws {
    let tensor = try MatrixFile.open(bytes: Array(table.text.utf8), path: "t.csv").tensor()
    #expect(tensor.rowLabels == table.rows)
    #expect(tensor.columnLabels == table.columns)
    let values = try tensor.values(as: Double.self)
    #expect(
      values.count == table.values.count
        && zip(values, table.values).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }, "\(values)")
    let warnings = try #require(tensor.table).warnings.typed
    #expect(warnings.count == table.warnings.count, "\(warnings)")
    for (warning, part) in zip(warnings, table.warnings) {
      #expect(warning.contains(part), "\(warning)")
    }
  }

  /// What the options say is so, without a word about it.
  @Test(
    arguments: [
      ("0,1\n0.7,0.3\n", .no, .auto, nil, nil, 2, 2),
      ("0,1\n0.7,0.3\n", .yes, .auto, nil, ["0", "1"], 1, 2),
      ("0.5,0.25\n1,2\n", .yes, .no, nil, ["0.5", "0.25"], 1, 2),
      ("0.5,0.25\n1,2\n", .auto, .yes, ["0.5", "1"], nil, 2, 1),
      ("0.5,0.25\n1,2\n", .yes, .yes, ["1"], ["0.25"], 1, 1),
      (",1\n2,3\n", .no, .no, nil, nil, 2, 2),
      ("month,1949,1950\nJan,112,115\n", .no, .auto, ["month", "Jan"], nil, 2, 2),
      ("0,0.1,0.9\n1,0.3,0.7\n", .auto, .no, nil, nil, 2, 3),
    ]
      as [(
        String, TableOptions.Labelling, TableOptions.Labelling, [String]?, [String]?, Int, Int
      )])
  func optionsDecide(
    text: String, header: TableOptions.Labelling, rowLabels: TableOptions.Labelling,
    rows: [String]?, columns: [String]?, height: Int, width: Int
  ) throws {
    let tensor = try MatrixFile.open(
      bytes: Array(text.utf8), path: "t.csv",
      tables: TableOptions(header: header, rowLabels: rowLabels)
    ).tensor()
    #expect(tensor.rowLabels == rows)
    #expect(tensor.columnLabels == columns)
    #expect(tensor.info.shape == [height, width])
    #expect(tensor.table?.warnings.typed == [])
  }

  @Test(
    arguments: [
      ("a,b\n1,2\n", .no, .auto, "t.csv, line 1: field 2, \"b\", is no number"),
      ("1,2\nthe,3\n", .auto, .no, "t.csv, line 2: field 1, \"the\", is no number"),
      ("a b\nr1 1 2\n", .no, .auto, "t.csv, line 2: has 3 fields where the first line has 2"),
      ("1\n2\n", .auto, .yes, "t.csv: has one column, so --row-labels yes leaves no numbers"),
      ("1,2\n", .yes, .auto, "t.csv: holds no row of numbers"),
    ] as [(String, TableOptions.Labelling, TableOptions.Labelling, String)])
  func optionsThatCannotBeAreRefused(
    text: String, header: TableOptions.Labelling, rowLabels: TableOptions.Labelling,
    message: String
  ) throws {
    let error = #expect(throws: MatrixFileError.self) {
      try MatrixFile.open(
        bytes: Array(text.utf8), path: "t.csv",
        tables: TableOptions(header: header, rowLabels: rowLabels))
    }
    #expect(try #require(error).typed.hasPrefix(message), "\(error!)")
  }
}
