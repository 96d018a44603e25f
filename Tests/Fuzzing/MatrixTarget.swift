// Files of matrices: opened, and everything in them read, each way there is.

import Foundation
public import MatrixFiles

/// The reader of one format.
public struct MatrixTarget: FuzzTarget {
  public let format: MatrixFileFormat
  public var name: String { format.rawValue }
  /// The path the files would have, which may tell the format.
  public var path: String { "fuzz.\(format.rawValue)" }
  public let longest = 1 << 16
  public var words: [String] { MatrixTarget.vocabulary }

  /// Little is enough for the fixtures, and a reader that takes more for a damaged one is wrong.
  private let limits = ReadLimits(
    memory: 1 << 22, expansion: 1 << 22, expansionInMemory: 1 << 14)

  public init(format: MatrixFileFormat) { self.format = format }

  /// The fixtures of the format, and texts written here.
  public func samples() throws -> [[UInt8]] {
    let folder = TestFolder.path + "/Fixtures/formats"
    var files = Self.texts[format, default: []].map { Array($0.utf8) }
    for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    where name.hasSuffix(".\(format.rawValue)") && name != "manifest.json" {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
      // The largest one would only be copied again and again.
      if bytes.count < 20_000 { files.append([UInt8](bytes)) }
    }
    return try files + packed()
  }

  /// Files of the format that gzip packed, and texts of UTF-16.
  private func packed() throws -> [[UInt8]] {
    let name: String
    switch format {
    case .npy: name = "counting.npy.gz"
    case .csv: name = "table.csv.gz"
    case .npz, .safetensors, .tsv, .json: return []
    }
    let path = URL(fileURLWithPath: "\(TestFolder.path)/Fixtures/packed/\(name)")
    let packed = [UInt8](try Data(contentsOf: path))
    let wide = Self.texts[format, default: []].prefix(3).map { text -> [UInt8] in
      [0xff, 0xfe] + text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    }
    return [packed] + wide
  }

  public func run(_ bytes: [UInt8]) -> Bool {
    guard let file = try? MatrixFile.open(bytes: bytes, path: path, limits: limits) else {
      return false
    }
    return Self.readAll(file)
  }

  /// Reads everything that is in a file.
  /// - Returns: whether a tensor was read.
  static func readAll(_ file: MatrixFile) -> Bool {
    var isRead = false
    for info in file.tensors.prefix(8) {
      guard let tensor = try? file.tensor(named: info.name),
        (try? tensor.statistics()) != nil
      else { continue }
      _ = try? tensor.values(as: Float.self)
      let rows = tensor.allRows()
      if rows.rows > 0 {
        _ = try? rows.values((rows.rows - 1)..<rows.rows, as: Double.self)
      }
      if let index = try? MatrixChoice(index: info.leadingShape.map { _ in 0 }).index(
        in: info.shape)
      {
        _ = try? tensor.matrix(at: index, as: Double.self)
      }
      isRead = true
    }
    return isRead
  }

  private static let texts: [MatrixFileFormat: [String]] = [
    .csv: [
      "0.5,0.25,0.25\n1,0,0\n0.1,0.2,0.7\n",
      ",the,\"a, b\"\r\nthe,1e-3,-.5\r\n\"say \"\"hi\"\"\",nan,-inf\r\n",
      "\u{feff}a,b\n1,2\n3,4\n",
      "\"0\",\"1\"\n1,2\n",
      "3\n1\n2\n",
      // Other signs, other programs.
      "sep=;\r\n;a;b\r\nx;0,5;1.234,25\r\n",
      "# by hand\n  0.1  2e5   NA\n-\u{221e} 7 1\n#0.1 2 3\n",
      "\"V1\" \"V2\"\n\"1\" 0.5 NA\n\"2\" 1 2\n",
      "month,1949,1950\nJan,112,\nFeb,True,50%\n",
      ",##s,#\n##s,1,2\n#,\u{2212}3,\"1,234.5\"\n",
      "0,1,2\n0.5,0.25,0.25\n1.5,2.5,3.5\n",
      "1,2,\n3,4,\n", "0,5\n0,25\n", "\"\",\"0\"\n\"0\",\"0,5\"\n",
    ],
    .tsv: ["a\tb\n1\t2\n3\t4\n", "\t0\t1\nx\t0.5\t0.5\ny\t1\t0\n"],
    .json: [
      "[[0.5, 0.5], [1e-3, -2]]", "[1, 2, 3]", "[[[1], [2]], [[NaN], [-Infinity]]]", "[]",
      "[[], []]", "\u{feff}[[1,2],[3,4]]", "[0.5, 0.5]\n[1, 0]\n[null, 1]\n",
      "{\"attention\": [[0.5, 0.5], [1, 0]], \"tokens\": [\"a\", \"\\ud83d\\ude00\"], \"n\": 3}",
      "[{\"a\": [1], \"b\": {\"c\": [[2, 3]]}}, {\"a\": [4, [5]]}]",
      "{\"x\": [1]}\n{\"x\": [2]}\n",
    ],
  ]

  /// Words and marks of the formats.
  static let vocabulary = [
    "'descr'", "'<f4'", "'>f8'", "'V2'", "'|O'", "[('a', '<f4')]", "True", "False", "(0,)", "(",
    ")", "{", "}", "[", "]", "[[", "]]", ",", ":", "\"", "\"\"", "'", "\n", "\r\n", "\t", " ", "-",
    "+", ".", "e", "e999", "1e-400", "nan", "NaN", "inf", "Infinity", "-Infinity", "null", "true",
    "\\u0000", "\\ud800", "\\", "\u{feff}", "\u{1F600}", "\"dtype\"", "\"BF16\"", "\"F8_E4M3\"",
    "\"shape\"", "\"data_offsets\"", "\"__metadata__\"", "PK\u{1}\u{2}", "PK\u{3}\u{4}",
    "PK\u{5}\u{6}", "PK\u{6}\u{6}", "PK\u{7}\u{8}", ".npy", "0", "00", "-1", "1L", "0.5,0.5",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
  ]
}
