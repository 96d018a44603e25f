// The sound files that damaged ones are made from: the fixtures, and texts written here.

import Foundation
public import MatrixFiles

/// The seeds of one format.
public struct FuzzSeeds: Sendable {
  public let format: MatrixFileFormat
  public let files: [[UInt8]]
  /// The path the files would have.
  public var path: String { "fuzz.\(format.rawValue)" }

  /// The seeds of every format.
  /// - Parameter folder: where the fixtures of `formats/` are.
  public static func all(in folder: String) throws -> [FuzzSeeds] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    return try MatrixFileFormat.allCases.map { format in
      var files = texts[format, default: []].map { Array($0.utf8) }
      for name in names where name.hasSuffix(".\(format.rawValue)") && name != "manifest.json" {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
        // The largest one would only be copied again and again.
        if bytes.count < 20_000 { files.append([UInt8](bytes)) }
      }
      files += try packed(format, beside: folder)
      return FuzzSeeds(format: format, files: files)
    }
  }

  /// Files of a format that gzip packed, and texts of UTF-16.
  private static func packed(
    _ format: MatrixFileFormat, beside folder: String
  ) throws -> [[UInt8]] {
    let name: String
    switch format {
    case .npy: name = "counting.npy.gz"
    case .csv: name = "table.csv.gz"
    case .npz, .safetensors, .tsv, .json: return []
    }
    let path = URL(fileURLWithPath: folder).deletingLastPathComponent().path + "/packed/" + name
    let packed = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let wide = texts[format, default: []].prefix(3).map { text -> [UInt8] in
      [0xff, 0xfe] + text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    }
    return [packed] + wide
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
}
