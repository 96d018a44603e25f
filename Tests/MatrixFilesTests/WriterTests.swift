// What the writers write, byte for byte.

import AttentionMath
import MatrixFiles
import Testing

@Suite struct WriterTests {
  /// `np.save` of `np.array([[1.5, -2], [np.inf, 0.1]])`.
  @Test func npyIsWhatNumPySaves() {
    let matrix = Matrix<Double>(rows: 2, columns: 2, values: [1.5, -2, .infinity, 0.1])
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }"
    let padding = String(repeating: " ", count: 128 - 10 - header.utf8.count - 1)
    let values: [UInt8] = [
      0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0x00, 0xc0,
      0, 0, 0, 0, 0, 0, 0xf0, 0x7f, 0x9a, 0x99, 0x99, 0x99, 0x99, 0x99, 0xb9, 0x3f,
    ]
    #expect(
      npyBytes(of: matrix)
        == [0x93] + "NUMPY".utf8 + [1, 0, 118, 0] + "\(header)\(padding)\n".utf8 + values)
  }

  @Test(arguments: [([], "()"), ([3], "(3,)"), ([0, 2], "(0, 2)"), ([1, 1, 3], "(1, 1, 3)")])
  func npyShapesAreWrittenAsTuples(shape: [Int], tuple: String) {
    let values = [Float](repeating: 1, count: shape.reduce(1, *))
    let bytes = npyBytes(shape: shape, values: values)
    let header = String(decoding: bytes[10..<128], as: UTF8.self)
    #expect(header.hasPrefix("{'descr': '<f4', 'fortran_order': False, 'shape': \(tuple), }"))
    #expect(bytes.count == 128 + 4 * values.count)
  }

  @Test func csvNumbersAreShortestAndRoundTrip() {
    let matrix = Matrix<Double>(
      rows: 2, columns: 4,
      values: [0.1, 1e-300, -0.0, .pi, .nan, .infinity, -.infinity, .leastNonzeroMagnitude])
    #expect(
      String(decoding: csvBytes(of: matrix), as: UTF8.self)
        == "0.1,1e-300,-0.0,3.141592653589793\nnan,inf,-inf,5e-324\n")
    let single = Matrix<Float>(rows: 1, columns: 1, values: [0.1])
    #expect(String(decoding: csvBytes(of: single), as: UTF8.self) == "0.1\n")
  }

  @Test func csvLabelsAreQuotedWhereNeeded() {
    let matrix = Matrix<Double>(rows: 3, columns: 2, repeating: 1)
    let csv = csvBytes(
      of: matrix, rowLabels: ["say \"hi\"", " it", "7"], columnLabels: ["a,b", "爱\n\r\n"])
    #expect(
      String(decoding: csv, as: UTF8.self)
        == """
        ,"a,b","爱\n\r\n"
        "say ""hi""\",1.0,1.0
        " it",1.0,1.0
        "7",1.0,1.0

        """)
  }

  /// A spreadsheet computes no label, and each reads back as itself.
  @Test func csvLabelsAreNoFormulas() throws {
    let labels = [
      "=cmd|' /C calc'!A0", "+", "-", "@SUM(1)", "\tx", "\rx", "'=x", "''-", "'tis", "-1",
    ]
    let matrix = Matrix<Double>(rows: labels.count, columns: labels.count, repeating: -0.5)
    let bytes = csvBytes(of: matrix, rowLabels: labels, columnLabels: labels)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("\n\"'=cmd|' /C calc'!A0\",-0.5,"))
    #expect(text.contains("\n\"'-\",-0.5,") && text.contains("\n\"'+\",-0.5,"))
    #expect(text.contains("\n\"''=x\",-0.5,") && text.contains("\n'tis,-0.5,"))
    #expect(text.contains("\n\"-1\",-0.5,"))
    let tensor = try MatrixFile.open(bytes: bytes, path: "t.csv").tensor()
    #expect(tensor.rowLabels == labels)
    #expect(tensor.columnLabels == labels)
  }

  @Test func csvOfAnEmptyMatrixIsItsHeader() {
    let matrix = Matrix<Double>(rows: 0, columns: 2)
    #expect(csvBytes(of: matrix).isEmpty)
    #expect(csvBytes(of: matrix, columnLabels: ["a", "b"]) == Array("a,b\n".utf8))
  }

  /// The layout the format asks for: the header padded to a multiple of 8, the values without holes.
  @Test func safetensorsFollowEachOtherByName() {
    let second = NamedMatrix(name: "b", matrix: Matrix<Float>(rows: 1, columns: 2, values: [1, 2]))
    let first = NamedMatrix(name: "a\"\n", matrix: Matrix<Float>(rows: 1, columns: 1, values: [-2]))
    let header =
      #"{"__metadata__":{"k":"v"},"a\"\n":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"#
      + #""b":{"dtype":"F32","shape":[1,2],"data_offsets":[4,12]}}"#
    let length = (header.utf8.count + 7) / 8 * 8
    let padding = String(repeating: " ", count: length - header.utf8.count)
    #expect(
      safetensorsBytes(of: [second, first], metadata: ["k": "v"])
        == [UInt8(length), 0, 0, 0, 0, 0, 0, 0] + (header + padding).utf8
        + [0, 0, 0, 0xc0, 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40])
  }

  /// A header whose room is known before the tensors are: what follows it has its place at once.
  @Test func safetensorsHaveAPlaceBeforeAllAreKnown() throws {
    var layout = SafetensorsLayout(metadata: ["k": "v"], atMost: 3)
    let length = layout.headerLength
    #expect(length % 8 == 0)
    #expect(layout.offset(of: "b", shape: [2, 3], .float32) == 0)
    #expect(layout.offset(of: "a", shape: [1], .float32) == 24)
    #expect(layout.offset(of: "b", shape: [2, 3], .float32) == 0)
    #expect(layout.byteCount == 28 && layout.headerLength == length)
    #expect(layout.header.count == length)
    let text = String(decoding: layout.header[8...], as: UTF8.self)
    #expect(
      text.hasPrefix(
        #"{"__metadata__":{"k":"v"},"b":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"#
          + #""a":{"dtype":"F32","shape":[1],"data_offsets":[24,28]}} "#))
  }
}
