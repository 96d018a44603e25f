// Grouped-query attention: which key head a query head uses, against NumPy's
// np.repeat(k, heads // key_heads, axis=0), as models of this kind repeat them.

import AttentionMath
import FigureKinds
import FigureModel
import FigureScene
import Foundation
import TestSupport
import Testing

@Suite struct GroupedQueryTests {
  /// 4 heads of 3 queries, 2 heads of 3 keys and of 3 values.
  private static let query =
    "[[[1,0],[0,1],[1,1]],[[2,0],[0,2],[1,-1]],[[0,1],[1,0],[-1,1]],[[1,2],[2,1],[0,0]]]"
  private static let key = "[[[1,0],[0,1],[1,1]],[[2,1],[0,-1],[1,0]]]"
  private static let value = "[[[1,0,0],[0,1,0],[0,0,1]],[[1,2,3],[4,5,6],[7,8,9]]]"

  private static let weights: [[Double]] = [
    [
      0.4011120927, 0.1977758146, 0.4011120927, 0.1977758146, 0.4011120927, 0.4011120927,
      0.2482550783, 0.2482550783, 0.5034898435,
    ],
    [
      0.4458082741, 0.1083834518, 0.4458082741, 0.1083834518, 0.4458082741, 0.4458082741,
      0.5759753452, 0.140029245, 0.2839954097,
    ],
    [
      0.5759753452, 0.140029245, 0.2839954097, 0.5759753452, 0.140029245, 0.2839954097,
      0.3333333333, 0.3333333333, 0.3333333333,
    ],
    [
      0.8816454107, 0.0126688884, 0.1056857008, 0.8816454107, 0.0126688884, 0.1056857008,
      0.3333333333, 0.3333333333, 0.3333333333,
    ],
  ]

  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.write(Self.query, to: "q.json")
    try folder.write(Self.key, to: "k.json")
    try folder.write(Self.value, to: "v.json")
    return folder
  }

  private func drafted(_ line: String, in folder: Folder? = nil) throws -> FigureDraft {
    let words = "--query q.json --key k.json " + line
    return try draft(
      Attention.self, words.split(separator: " ").map(String.init),
      folder: (folder ?? self.folder()).path)
  }

  private func isNear(_ draft: FigureDraft, _ values: [Double]) -> Bool {
    guard let matrix = draft.table?.matrix, matrix.values.count == values.count else {
      return false
    }
    return zip(matrix.values, values).allSatisfy { abs($0 - $1) < 1e-9 }
  }

  @Test(arguments: 0..<4) func aHeadUsesTheKeysOfItsGroup(head: Int) throws {
    let folder = try folder()
    let drawn = try drafted("--head \(head)", in: folder)
    #expect(isNear(drawn, Self.weights[head]))
    #expect(
      drawn.figure.title?.plain == "Attention weights, head \(head), key head \(head / 2)")
    #expect(try isNear(drafted("--index \(head)", in: folder), Self.weights[head]))
    #expect(drawn.warnings.typed == [])
  }

  @Test func masksValuesAndStagesGoWithTheGroup() throws {
    let folder = try folder()
    #expect(
      try isNear(
        drafted("--head 1 --mask causal", in: folder),
        [1, 0, 0, 0.1955703175, 0.8044296825, 0, 0.5759753452, 0.140029245, 0.2839954097]))
    #expect(
      try isNear(
        drafted("--head 2 --value v.json --stage output", in: folder),
        [
          3.1240601936, 4.1240601936, 5.1240601936, 3.1240601936, 4.1240601936, 5.1240601936, 4, 5,
          6,
        ]))
    #expect(
      try isNear(drafted("--head 1 --stage scores", in: folder), [2, 0, 2, 0, 2, 2, 1, -1, 0]))
    let all = try drafted("--head 3 --value v.json --stage all", in: folder)
    #expect(all.figure.title?.plain == "Scaled dot-product attention, head 3, key head 1")
  }

  @Test func headsAreCombinedByGroup() throws {
    let folder = try folder()
    let mean = (0..<9).map { cell in Self.weights.reduce(0) { $0 + $1[cell] } / 4 }
    let drawn = try drafted("--combine mean", in: folder)
    #expect(isNear(drawn, mean))
    #expect(drawn.figure.title?.plain == "Attention weights, mean of 4 heads")
    let maximum = (0..<9).map { cell in Self.weights.map { $0[cell] }.max() ?? 0 }
    #expect(try isNear(drafted("--combine max", in: folder), maximum))
    #expect(throws: FigureError.self) {
      try drafted("--combine mean --stage scores", in: folder)
    }
  }

  /// The axes before heads, and keys that serve every head.
  @Test(arguments: [
    ("[\(query)]", key, "--head 3", 3), (query, "[\(key)]", "--head 3", 3),
    ("[\(query),\(query)]", "[\(key),\(key)]", "--layer 1 --head 1", 1),
    ("[\(query),\(query)]", "[\(key),\(key)]", "--index 1,2", 2),
  ])
  func axesBeforeHeads(query: String, key: String, line: String, head: Int) throws {
    let folder = try folder()
    try folder.write(query, to: "q.json")
    try folder.write(key, to: "k.json")
    #expect(try isNear(drafted(line, in: folder), Self.weights[head]))
  }

  @Test(arguments: ["[[1,0],[0,1],[1,1]]", "[[[1,0],[0,1],[1,1]]]"])
  func oneKeyHeadServesAll(key: String) throws {
    let folder = try folder()
    try folder.write(key, to: "k.json")
    let drawn = try drafted("--head 3 --stage scores", in: folder)
    #expect(isNear(drawn, [1, 2, 3, 2, 1, 3, 0, 0, 0]))
    #expect(drawn.figure.title?.plain.hasSuffix("head 3, key head 0") == true)
  }

  /// A mask for each query head: it is not the key head's.
  @Test func aMaskForEachHead() throws {
    let folder = try folder()
    let open = "[[0,0,0],[0,0,0],[0,0,0]]"
    let first = "[[0,-1e9,-1e9],[0,-1e9,-1e9],[0,-1e9,-1e9]]"
    try folder.write("[\(open),\(first),\(open),\(open)]", to: "m.json")
    let masked = try drafted("--head 1 --mask-file m.json", in: folder)
    #expect(isNear(masked, [1, 0, 0, 1, 0, 0, 1, 0, 0]))
    try folder.write("[\(open),\(first)]", to: "m.json")
    let error = try #require(throws: FigureError.self) {
      try drafted("--head 1 --mask-file m.json", in: folder)
    }
    #expect(error.typed.contains("holds 2 masks and the data has [4] before its matrices"))
  }

  @Test(arguments: [
    (
      query, "[[[1,0]],[[1,0]],[[1,0]]]", "--head 1",
      ["[4, 3, 2]", "[3, 1, 2]", "4 query heads over 3 key heads", "must divide"]
    ),
    ("[[[1,0]],[[1,0]]]", query, "--head 1", ["2 query heads over 4 key heads"]),
    ("[[1,0]]", key, "", ["1 query head over 2 key heads"]),
    (query, key, "--head 4", ["--query q.json", "--head 4 is not among its 4"]),
    (query, key, "", ["no head is chosen of 4"]),
    (query, key, "--layer 1", ["4 layers of queries and 2 of keys", "--head"]),
    (
      "[\(query),\(query)]", key, "--layer 1 --head 1",
      ["the axes before the last two must be the same"]
    ),
    ("[\(query),\(query)]", "[[1,0]]", "--layer 1 --head 1", ["must be the same"]),
    (query, key, "--head 1 --value q.json", ["4 value heads for 2 key heads"]),
    (query, key, "--combine mean --head 1 --layer 0", ["nothing to combine"]),
    (query, key, "--combine mean --head 9", ["--head 9", "q.json has heads 0 to 3"]),
  ])
  func isRefused(query: String, key: String, line: String, says: [String]) throws {
    let folder = try folder()
    try folder.write(query, to: "q.json")
    try folder.write(key, to: "k.json")
    let error = try #require(throws: FigureError.self) { try drafted(line, in: folder) }
    #expect(error.cause == .usage)
    for part in says { #expect(error.typed.contains(part), "\(error)") }
  }
}
