// Tables and JSON arrays: numbers read, faults named with their place. Which fields are labels is
// TableLabelTests' concern.

import AttentionMath
import MatrixFiles
import TestSupport
import Testing
import TextFormats

@Suite struct TableTests {
  private func read(_ text: String, as ending: String = "csv") throws -> Tensor {
    try MatrixFile.open(bytes: Array(text.utf8), path: "t.\(ending)").tensor()
  }

  @Test(
    arguments: [
      // Numbers alone.
      ("1,2\n3,4\n", [2, 2], nil, nil),
      ("1,2\n3,4", [2, 2], nil, nil),
      ("1,2\r\n3,4\r\n\r\n", [2, 2], nil, nil),
      ("1,2\r3,4\r", [2, 2], nil, nil),
      ("\n1,2\n\n3,4\n", [2, 2], nil, nil),
      ("\u{feff}1,2\n3,4\n", [2, 2], nil, nil),
      (" 1 ,\t2\n3,4 \n", [2, 2], nil, nil),
      ("\"1\",\"2\"\n\"3\",\"4\"\n", [2, 2], nil, nil),
      ("5\n", [1, 1], nil, nil),
      // A header.
      ("a,b\n1,2\n3,4\n", [2, 2], nil, ["a", "b"]),
      ("1,b\n1,2\n", [1, 2], nil, ["1", "b"]),
      ("\"0\",\"1\"\n1,2\n", [1, 2], nil, ["0", "1"]),
      ("p\n1\n2\n", [2, 1], nil, ["p"]),
      // Labels before the rows.
      ("the,1,2\ncat,3,4\n", [2, 2], ["the", "cat"], nil),
      ("7,1,2\ncat,3,4\n", [2, 2], ["7", "cat"], nil),
      ("the,1,2\n", [1, 2], ["the"], nil),
      ("\"7\",1,2\n\"8\",3,4\n", [2, 2], ["7", "8"], nil),
      // Both.
      (",a,b\nthe,1,2\ncat,3,4\n", [2, 2], ["the", "cat"], ["a", "b"]),
      (",0,1\n0,1,2\n1,3,4\n", [2, 2], ["0", "1"], ["0", "1"]),
      ("token,a\nthe,1\n", [1, 1], ["the"], ["a"]),
      ("q, a \n the ,1\n", [1, 1], ["the"], ["a"]),
      (",\" a,\"\"b\n\"\nx,1\n", [1, 1], ["x"], [" a,\"b\n"]),
    ] as [(String, [Int], [String]?, [String]?)])
  func labelsAreTold(text: String, shape: [Int], rows: [String]?, columns: [String]?) throws {
    let tensor = try read(text)
    #expect(tensor.info.shape == shape)
    #expect(tensor.rowLabels == rows)
    #expect(tensor.columnLabels == columns)
  }

  @Test func numbersAreTheNearestDoubles() throws {
    let texts = [
      "0.1", "-0", "1e-5", "123456789012345.6", "4.35", "0.000001", "1E+22", "5e-324", ".5", "5.",
      "+2", "9007199254740993.0", "1.7976931348623157e308", "0.30000000000000004", "8.5e-1",
      "999999999999999", "0.123456789012345", "-3.14159265358979",
    ]
    let values = try read(texts.joined(separator: ",")).values(as: Double.self)
    let expected = texts.map { Double($0) ?? .nan }
    #expect(values.map(\.bitPattern) == expected.map(\.bitPattern))
    let special = try read("nan,NaN,inf,-Infinity,+inf,1").values(as: Double.self)
    #expect(special[0].isNaN && special[1].isNaN)
    #expect(Array(special[2...]) == [.infinity, -.infinity, .infinity, 1])
  }

  @Test(arguments: [
    ("1,2\n3\n", "t.csv, line 2: has 1 fields where the first line has 2"),
    ("a,\"b\nc\"\n1,2\n3,4,5\n", "t.csv, line 4: has 3 fields"),
    ("1,2\n3,x\n", "t.csv, line 2: field 2, \"x\", is no number"),
    ("1,2\n3,0x10\n", "t.csv, line 2: field 2, \"0x10\", is no number"),
    ("1,2\n3,1e999\n", "t.csv, line 2: \"1e999\" is beyond the range"),
    ("1,2\n3,\"4\n", "t.csv, line 2: a quotation mark is never closed"),
    ("1,2\n\"3\"x,4\n", "t.csv, line 2: text follows a closing quotation mark"),
    ("a,b\n", "t.csv: holds no row of numbers"),
    ("\n\n", "t.csv: holds no row of numbers"),
    ("1,2\n3,4\u{0}\n", "t.csv, line 2: the text holds a zero byte"),
    ("x\n1\ny\n", "t.csv, line 3: field 1, \"y\", is no number"),
    ("a,b\nx,1\ny,2\nz,3,4\n", "t.csv, line 4: has 3 fields where the first line has 2"),
    ("0.1,0.2\n1,2,3\n", "t.csv, line 2: has 3 fields where the first line has 2"),
    ("a,b\n0.1,0.2,0.3\n", "t.csv, line 2: has 3 fields where the first line has 2"),
    ("a,b\nx,1,2\ny,3\n", "t.csv, line 3: has 2 fields where line 2 has 3"),
    ("0.5;0.25\n1;0,5\n", "t.csv, line 2: field 2, \"0,5\", is no number"),
    ("# one\n# two\n", "t.csv: holds no row of numbers"),
    ("", "t.csv: is empty"),
  ])
  func faultsNameTheirLine(text: String, message: String) throws {
    let error = #expect(throws: MatrixFileError.self) { try read(text) }
    #expect(try #require(error).typed.hasPrefix(message), "\(error!)")
  }

  @Test func bytesThatAreNotUTF8AreRefused() {
    #expect(
      throws: MatrixFileError.malformedLine(
        file: "t.csv", line: 1, reason: "the text is not UTF-8; save it as UTF-8")
    ) {
      try MatrixFile.open(bytes: [0xff, 0x2c, 0x31, 0x0a], path: "t.csv")
    }
  }

  @Test func tabsSeparateInTSV() throws {
    let tensor = try read("\ta,b\tc\nx\t1\t2\n", as: "tsv")
    #expect(tensor.columnLabels == ["a,b", "c"])
    #expect(try tensor.matrix(as: Double.self) == Matrix(rows: 1, columns: 2, values: [1, 2]))
  }

  @Test func whatIsWrittenIsRead() throws {
    let matrix = Matrix<Double>(
      rows: 2, columns: 3, values: [0.1, -1e-300, .infinity, .pi, -0.0, 1e22])
    for (rows, columns) in [
      (nil, nil), (["a", "1"], nil), (nil, ["1", "2", "3"]), (["1", "2"], ["a", "\"", " ,\n"]),
      (["7", ""], ["0", "0", "0"]), (["NA", "-"], ["true", "nan", ""]),
      (["#", "##s"], ["#a", "1,5", "50%"]), ([";", "a;b"], ["a\tb", "1;2", "\u{2212}5"]),
    ] as [([String]?, [String]?)] {
      let bytes = csvBytes(of: matrix, rowLabels: rows, columnLabels: columns)
      let tensor = try MatrixFile.open(bytes: bytes, path: "t.csv").tensor()
      #expect(tensor.rowLabels == rows)
      #expect(tensor.columnLabels == columns)
      let values = try tensor.values(as: Double.self)
      #expect(values.map(\.bitPattern) == matrix.values.map(\.bitPattern))
    }
  }

  @Test(arguments: [",x,y\na,1,2\n", "x,,z\n1,2,3\n"]) func namesMayBeEmpty(text: String) throws {
    #expect(try read(text).info.shape[0] == 1)
  }

}

@Suite struct JSONArrayTests {
  private func read(_ text: String) throws -> Tensor {
    try MatrixFile.open(bytes: Array(text.utf8), path: "t.json").tensor()
  }

  @Test(
    arguments: [
      ("[1, 2.5, -3e-2]", [3], [1, 2.5, -0.03]),
      (" [[1,2],\n[3,4]] ", [2, 2], [1, 2, 3, 4]),
      ("[[[1],[2]],[[3],[4]]]", [2, 2, 1], [1, 2, 3, 4]),
      ("[Infinity, -Infinity, 0, -0.0]", [4], [.infinity, -.infinity, 0, -0.0]),
      ("[[true, false], [false, true]]", [2, 2], [1, 0, 0, 1]),
      ("[]", [0], []),
      ("[[], []]", [2, 0], []),
      ("[[[]]]", [1, 1, 0], []),
      ("\u{feff}[[1,2],[3,4]]", [2, 2], [1, 2, 3, 4]),
      ("[1, 2]\n[3, 4]\n", [2, 2], [1, 2, 3, 4]),
      ("[1, 2]\r\n\r\n[3, 4]\r\n[5, 6]", [3, 2], [1, 2, 3, 4, 5, 6]),
      ("[[1], [2]]\n[[3], [4]]\n[[5],\n [6]]", [3, 2, 1], [1, 2, 3, 4, 5, 6]),
      ("{\"attention\": [[1, 2]], \"tokens\": [\"a\", \"b\"]}", [1, 2], [1, 2]),
      ("{\"n\": 3, \"text\": \"x\", \"a\": {\"b\": [1]}, \"c\": null}", [1], [1]),
    ] as [(String, [Int], [Double])])
  func arraysAreRead(text: String, shape: [Int], values: [Double]) throws {
    let tensor = try read(text)
    #expect(tensor.info.shape == shape)
    #expect(try tensor.values(as: Double.self) == values)
  }

  @Test func notANumberIsReadAsPythonWritesIt() throws {
    #expect(try read("[NaN, 1]").statistics().nanCount == 1)
    // JavaScript and pandas.
    #expect(try read("[[null, 1], [0.5, null]]").statistics().nanCount == 2)
  }

  @Test(arguments: [
    ("[[1, 2], [3]]", "is ragged at [1]: an array of 1 follows one of 2"),
    ("[[1], 2]", "is ragged at [1]: a number stands among arrays"),
    ("[1, [2]]", "is ragged at [1]: an array stands among numbers"),
    ("[[1], []]", "is ragged at [1]: an array of 0 follows one of 1"),
    ("[[], [[1]]]", "is ragged at [1][0]: an array stands among numbers"),
    ("[[[1]], []]", "is ragged at [1]: an empty array stands among arrays"),
    ("[1, 2", "it ends where \"]\" is due"),
    ("[1, 2]]", "\"]\" stands where the end is due"),
    ("[1,, 2]", "\",\" stands where a number is due"),
    ("[1,]", "in line 1, column 3 a comma stands before the closing \"]\": take it out"),
    ("[[1, 2],\n [3, 4],\n]", "in line 2, column 8 a comma stands before the closing \"]\""),
    ("{\"ä\": [1],}", "in line 1, column 10 a comma stands before the closing \"}\""),
    ("{\"a\": [\"x\",]}", "column 11 a comma stands before the closing \"]\""),
    ("[[1, 2],\n [3, x]]", "in line 2, column 6 \"x\" is no number"),
    ("[1, 2 3]", "\"3\" stands where \"]\" is due"),
    ("[01]", "\"01\" is no number"),
    ("[+1]", "\"+1\" is no number"),
    ("[.5]", "\".5\" is no number"),
    ("[5.]", "\"5.\" is no number"),
    ("[5.e1]", "\"5.e1\" is no number"),
    ("[1e]", "\"1e\" is no number"),
    ("[0x1]", "\"0x1\" is no number"),
    ("[1e999]", "1e999 is beyond the range of 64-bit numbers"),
    ("[True]", "True is Python's word and none of JSON: write the file with json.dump"),
    ("[nan]", "nan is Python's word"),
    ("['a']", "JSON has double quotation marks alone"),
    ("[\"a\"]", "holds texts; an array of numbers is needed"),
    ("[1, \"a\"]", "holds texts; an array of numbers is needed"),
    ("[{\"a\": 1}]", "t.json#0.a: is a single value; an array of numbers is needed"),
    ("{\"x\":1}", "t.json#x: is a single value; an array of numbers is needed"),
    ("{\"a\": [1], \"a\": [2]}", "holds \"a\" twice"),
    ("{}", "holds no array of numbers"),
    ("{\"a\": [1]", "it ends where \"}\" is due"),
    ("[1, 2] [3, 4]", "\"[\" stands where the end is due"),
    ("[1, 2]\n[3]", "is ragged at [1]: a line of shape [1] follows one of [2]"),
    ("[1, 2]\n{\"a\": [3]}", "holds an array first and something else in value 1"),
    ("{\"a\": [3]}\n[1, 2]", "holds something else first and an array in value 1"),
    ("1\n2\n", "holds no array of numbers"),
    ("3", "holds no array of numbers"),
  ])
  func faultsAreNamed(text: String, message: String) throws {
    let error = #expect(throws: MatrixFileError.self) { try read(text) }
    let description = try #require(error).typed
    #expect(description.hasPrefix("t.json") && description.contains(message), "\(description)")
  }

  /// A million brackets take no stack.
  @Test func deepNestingIsRefused() {
    #expect(
      throws: MatrixFileError.malformed(
        file: "t.json", reason: "nests arrays more than 64 deep")
    ) {
      try read(String(repeating: "[", count: 1_000_000))
    }
    let metadata = "{\"__metadata__\":" + String(repeating: "[", count: 100_000)
    let length = withUnsafeBytes(of: UInt64(metadata.utf8.count).littleEndian) { Array($0) }
    let error = #expect(throws: MatrixFileError.self) {
      try MatrixFile.open(bytes: length + metadata.utf8, path: "t.safetensors")
    }
    #expect(error?.typed.contains("values lie more than 128 deep") == true)
  }

  /// The arrays of objects have the names of the ways to them.
  @Test(
    arguments: [
      (#"{"a": [1], "b": {"c": [[2]], "d": "x"}}"#, ["a", "b.c"], ["b.d"]),
      (#"[{"a": [1]}, {"a": [2], "n": 0}]"#, ["0.a", "1.a"], ["1.n"]),
      ("{\"a\": [1]}\n{\"a\": [2]}\n{\"b\": [3]}", ["0.a", "1.a", "2.b"], []),
      (
        #"{"a": [1, [2]], "b": [[1], [2, 3]], "c": [4], "d": [[], [[1]]]}"#, ["c"], ["a", "b", "d"]
      ),
      (#"{"a": [1, "x", {"y": [2]}, [3]], "c": [4]}"#, ["c"], ["a"]),
      (#"{"tokens": [["a"], ["b"]], "c": [4]}"#, ["c"], ["tokens"]),
      (#"{"tokens": ["a", 1, "b"], "c": [4]}"#, ["c"], ["tokens"]),
      (#"{"labels": ["a", "b"], "c": [[4, 5]]}"#, ["c"], ["labels"]),
      (#"{"c": [4], "tokens": [[["a\ud83d", "b"]]]}"#, ["c"], ["tokens"]),
    ] as [(String, [String], [String])])
  func objectsAreOpened(text: String, names: [String], others: [String]) throws {
    let file = try MatrixFile.open(bytes: Array(text.utf8), path: "t.json")
    #expect(file.tensors.map(\.name) == names)
    #expect(file.unreadable.map(\.name) == others)
    for name in names { _ = try file.tensor(named: name).values(as: Double.self) }
    for other in others {
      let error = #expect(throws: MatrixFileError.self) { try file.tensor(named: other) }
      #expect(try #require(error).typed.hasPrefix("t.json#\(other): "), "\(error!)")
    }
  }

  @Test func valuesOfObjectsAreTheirOwn() throws {
    let text = #"{"a": [[1, 2], [3, 4]], "bad": [[9], 9], "b": [5, 6]}"#
    let file = try MatrixFile.open(bytes: Array(text.utf8), path: "t.json")
    #expect(try file.tensor(named: "a").values(as: Double.self) == [1, 2, 3, 4])
    #expect(try file.tensor(named: "b").values(as: Double.self) == [5, 6])
    var count = 0
    try file.forEachTensor { _ in count += 1 }
    #expect(count == 2)
  }

  /// Tokens beside an array name what there are as many of.
  @Test func tokensBesideAnArrayAreItsLabels() throws {
    let square = try read(#"{"tokens": ["a", "b"], "x": [[1, 2], [3, 4]]}"#)
    #expect(square.rowLabels == ["a", "b"] && square.columnLabels == ["a", "b"])
    let batch = try read(#"{"x": [[[1, 2], [3, 4]]], "tokens": [["a", "b"]]}"#)
    #expect(batch.rowLabels == ["a", "b"] && batch.columnLabels == ["a", "b"])
    let wide = try read(#"{"tokens": ["a", "b"], "x": [[1, 2]]}"#)
    #expect(wide.rowLabels == nil && wide.columnLabels == ["a", "b"])
    let other = try read(#"{"tokens": ["a", "b", "c"], "x": [[1, 2]]}"#)
    #expect(other.rowLabels == nil && other.columnLabels == nil)
    let lines = try MatrixFile.open(
      bytes: Array("{\"x\": [1], \"tokens\": [\"a\"]}\n{\"x\": [2], \"tokens\": [\"b\"]}".utf8),
      path: "t.jsonl")
    #expect(try lines.tensor(named: "1.x").columnLabels == ["b"])
  }

  /// Long ways to arrays, and many of them, take no more memory than the file.
  @Test func namesAreBounded() {
    let deep = String(repeating: "{\"a\":", count: 100) + "[1]" + String(repeating: "}", count: 100)
    for text in [deep, "{\"\(String(repeating: "a", count: 2000))\": [1]}"] {
      #expect(throws: MatrixFileError.self) { try read(text) }
    }
  }
}
