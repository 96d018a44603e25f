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
      return FuzzSeeds(format: format, files: files)
    }
  }

  private static let texts: [MatrixFileFormat: [String]] = [
    .csv: [
      "0.5,0.25,0.25\n1,0,0\n0.1,0.2,0.7\n",
      ",the,\"a, b\"\r\nthe,1e-3,-.5\r\n\"say \"\"hi\"\"\",nan,-inf\r\n",
      "\u{feff}a,b\n1,2\n3,4\n",
      "\"0\",\"1\"\n1,2\n",
      "3\n1\n2\n",
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
