// Files that are none of the formats, and lists of texts in JSON.

import Foundation
import MatrixFiles

/// Files of other kinds, which are told apart by what they hold, to be named.
public struct ForeignTarget: FuzzTarget {
  public let name = "foreign"
  public let longest = 1 << 15
  public var words: [String] { MatrixTarget.vocabulary }
  private let limits = ReadLimits(
    memory: 1 << 22, expansion: 1 << 22, expansionInMemory: 1 << 14)

  public func samples() throws -> [[UInt8]] {
    let folder = TestFolder.path + "/Fixtures/foreign"
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .filter { !$0.hasSuffix(".md") }
      .map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)"))) }
  }

  /// Such a file is refused; what is taken is one that damage has made another.
  public func run(_ bytes: [UInt8]) -> Bool {
    var isTaken = false
    for path in ["fuzz.npy", "fuzz.npz", "fuzz.bin"] {
      if let file = try? MatrixFile.open(bytes: bytes, path: path, limits: limits),
        MatrixTarget.readAll(file)
      {
        isTaken = true
      }
    }
    return isTaken
  }

  public init() {}
}

/// The lists of texts that a JSON file holds.
public struct TextListTarget: FuzzTarget {
  public let name = "texts"
  public var words: [String] { MatrixTarget.vocabulary }

  public func samples() -> [[UInt8]] {
    [
      "[\"a\", \"b\", 3, null]",
      "{\"tokens\": [[\"\\ud83d\\ude00\", \"\\udce4\"]], \"n\": {\"x\": [1]}}",
      "\"a\"\n\"b\"\n", "[[\"a\"], [\"b\", \"c\"]]",
    ].map { Array($0.utf8) }
  }

  public func run(_ bytes: [UInt8]) -> Bool {
    (try? TextList.lists(inJSON: bytes, file: "t.json")) != nil
  }

  public init() {}
}
