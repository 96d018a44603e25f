// Masks from files: which reading is taken, what is refused, and that none hides nothing silently.

import AttentionMath
import FigureKinds
import FigureModel
import FigureScene
import Foundation
import TestSupport
import Testing

@Suite struct MaskFileTests {
  /// An array as NumPy writes it, one byte for each value.
  static func npy(_ type: String, _ shape: [Int], _ bytes: [UInt8]) -> Data {
    let list = shape.map { "\($0)," }.joined(separator: " ")
    var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(list)), }"
    header += String(repeating: " ", count: 64 - (10 + header.utf8.count + 1) % 64) + "\n"
    let count = UInt16(header.utf8.count)
    return Data(
      [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(count & 0xFF), UInt8(count >> 8)]
        + Array(header.utf8) + bytes)
  }

  /// What drawing attention of three tokens with a mask gives.
  private func drawn(
    _ mask: String, name: String = "m.json", _ options: [String] = []
  ) throws -> FigureDraft {
    try drawn(Data(mask.utf8), name: name, options)
  }

  private func drawn(
    _ mask: Data, name: String, _ options: [String] = []
  ) throws -> FigureDraft {
    let folder = try Folder()
    try mask.write(to: URL(fileURLWithPath: folder[name]))
    return try draft(
      Attention.self, ["--tokens", "a b c", "--mask-file", name] + options, folder: folder.path)
  }

  /// Which cells are hatched, row by row.
  private func hatched(_ draft: FigureDraft) -> [Int] {
    (draft.heatMaps.first?.isMasked ?? []).enumerated().filter(\.element).map(\.offset)
  }

  // MARK: Readings

  @Test func theDiagonalTellsWhatTrueMeans() throws {
    // Causal: were 1 to hide, the last query would see nothing.
    let seen = try drawn("[[1,0,0],[1,1,0],[1,1,1]]")
    #expect(hatched(seen) == [1, 2, 5] && seen.warnings.typed == [])
    // The same as nn.MultiheadAttention has it: 1 taken for seen leaves the last query blind.
    let other = try drawn("[[0,1,1],[0,0,1],[0,0,0]]")
    #expect(other.warnings.count == 2)
    #expect(other.warnings.typed[0].contains("leaves a query without any; if it hides a key"))
    #expect(other.warnings.typed[0].contains("give --mask-hides"))
    #expect(other.warnings.typed[1].contains("hides every key from query 2"))
    let asked = try drawn("[[0,1,1],[0,0,1],[0,0,0]]", ["--mask-hides"])
    #expect(hatched(asked) == [1, 2, 5] && asked.warnings.typed == [])
  }

  @Test(arguments: ["|b1", "|u1", "|i1"])
  func twoReadingsAreTold(type: String) throws {
    let mask = Self.npy(type, [3], [1, 1, 0])
    let guessed = try drawn(mask, name: "m.npy")
    // A mask of keys: the last key is hidden from every query.
    #expect(hatched(guessed) == [2, 5, 8])
    #expect(guessed.warnings.count == 1)
    #expect(guessed.warnings.typed[0].contains("1 (true) is taken for a key that is seen"))
    #expect(guessed.warnings.typed[0].contains("--mask-hides"))
    #expect(guessed.warnings.typed[0].contains("--mask-sees"))
    let seen = try drawn(mask, name: "m.npy", ["--mask-sees"])
    #expect(hatched(seen) == [2, 5, 8] && seen.warnings.typed == [])
    let hidden = try drawn(mask, name: "m.npy", ["--mask-hides"])
    #expect(hatched(hidden) == [0, 1, 3, 4, 6, 7] && hidden.warnings.typed == [])
  }

  @Test(arguments: [
    ("[[0,-1e9,-1e9],[0,0,-1e9],[0,0,0]]", [1, 2, 5]), ("[[[[0,0,-10000]]]]", [2, 5, 8]),
    // A bias by distance hides nothing and changes the weights.
    ("[[0,-1,-2],[-1,0,-1],[-2,-1,0]]", []),
  ])
  func numbersAreAdded(mask: String, hides: [Int]) throws {
    let added = try drawn(mask)
    #expect(hatched(added) == hides && added.warnings.typed == [])
  }

  // MARK: Masks that hide nothing, or everything

  @Test(arguments: [
    ("[[1,1,1],[1,1,1],[1,1,1]]", "every value is 1, for a key that is seen"),
    ("[[0,0,0],[0,0,0],[0,0,0]]", "every value is 0, taken for a number that is added"),
    ("[0,0,0]", "every value is 0, taken for a number that is added"),
    ("[[-3,-3,-3],[-3,-3,-3],[-3,-3,-3]]", "every value is -3, which changes no weight"),
    ("[[-3,-3,-3],[-2,-2,-2],[2,2,2]]", "the values of each row are equal"),
    ("[[0,-1,-1],[0,0,-1],[0,0,0]]", "its values, -1 to 0, are numbers that are added"),
  ])
  func hidesNothing(mask: String, says: String) throws {
    let warnings = try drawn(mask).warnings.typed
    #expect(warnings.count == 1)
    #expect(warnings.first?.hasPrefix("--mask-file m.json: hides nothing: \(says)") == true)
  }

  @Test func zerosMayHide() throws {
    let all = try drawn("[0,0,0]", ["--mask-sees"])
    #expect(hatched(all) == Array(0..<9))
    #expect(
      all.warnings.typed == ["the mask hides every key from every query, so that no weight is left"]
    )
    let none = try drawn(Self.npy("|b1", [3], [0, 0, 0]), name: "m.npy", ["--mask-hides"])
    #expect(
      none.warnings.count == 1 && none.warnings.typed[0].contains("hides nothing: every value is 0")
    )
  }

  @Test func aQueryWithoutKeysIsNamed() throws {
    let warnings = try drawn("[[0,0,0],[-1e9,-1e9,-1e9],[0,-1e9,0]]").warnings.typed
    #expect(
      warnings == ["the mask hides every key from query 1, so that no weight is left there"])
    let padding = try draft(Attention.self, ["--tokens", "a b", "--padding", "2"])
    #expect(padding.warnings.count == 1 && padding.warnings.typed[0].contains("from every query"))
  }

  @Test func aTransposedCausalMask() throws {
    let warnings = try drawn("[[1,1,1],[0,1,1],[0,0,1]]").warnings.typed
    #expect(warnings.count == 1 && warnings[0].contains("is it transposed?"))
  }

  @Test func aCausalMaskOverMoreKeys() throws {
    let words = "--query attention/computed/query0.npy --key attention/computed/key0.npy"
    let wide = try draft(Attention.self, words + " --mask causal")
    #expect(wide.warnings.count == 1)
    #expect(wide.warnings.typed[0].contains("5 queries and 6 keys: query i sees the keys 0 to i"))
  }

  // MARK: What is no mask

  @Test(arguments: [
    ("[[1,1],[1,1]]", ["shape [2, 2] for 3 queries and 3 keys"]),
    ("[[1],[1],[0]]", ["shape [3, 1]", "write those of a mask of keys into one line"]),
    ("[[[1,1,1]],[[1,1,0]]]", ["[2, 1, 3]", "holds 2 masks"]),
    ("[[1,1,1],[1,NaN,1],[1,1,1]]", ["row 1, column 1 is no number (NaN", "give 1 to see"]),
    ("[[1,1,1],[1,Infinity,1],[1,1,1]]", ["row 1, column 1 is inf"]),
    ("[[1,1,1],[1,null,1],[1,1,1]]", ["m.json"]),
    ("[[1,1,1],[1,\"x\",1],[1,1,1]]", ["m.json"]),
  ])
  func isRefused(mask: String, says: [String]) throws {
    let error = try #require(throws: FigureError.self) { try drawn(mask) }
    for part in says { #expect(error.typed.contains(part), "\(error)") }
  }

  @Test(arguments: [
    ("1,NA,1\n1,1,1\n1,1,1\n", "m.csv"), ("1,1,1\n1,,1\n1,1,1\n", "m.csv"),
    ("1,1,1\n1,maybe,1\n1,1,1\n", "m.csv"), ("1,1,1\n1,nan,1\n1,1,1\n", "m.csv"),
  ])
  func cellsWithoutAValueAreRefused(mask: String, name: String) throws {
    let error = try #require(throws: FigureError.self) { try drawn(mask, name: name) }
    #expect(error.typed.contains("--mask-file"), "\(error)")
  }

  @Test func shapesThatAreTransposed() throws {
    let folder = try Folder()
    try folder.write("[[1,0],[1,1],[1,1]]", to: "m.json")
    let error = try failure(
      CrossAttention.self,
      ["--query-tokens", "a b", "--key-tokens", "c d e", "--mask-file", "m.json"],
      folder: folder.path)
    #expect(error.typed.contains("it must be [2, 3]"))
    #expect(error.typed.contains("it may be transposed"))
  }

  @Test func flagsThatDoNotGoTogether() throws {
    for (options, says) in [
      (["--mask-hides", "--mask-sees"], "exclude each other"),
      (["--mask-sees"], "holds numbers that are added"),
    ] {
      let error = try #require(throws: FigureError.self) { try drawn("[0,-1,-2]", options) }
      #expect(error.typed.contains(says))
    }
    let error = try failure(Attention.self, ["--tokens", "a", "--mask-sees"])
    #expect(error.typed.contains("--mask-sees goes with --mask-file"))
  }

  // MARK: With weights

  @Test func weightsTellWhetherTheMaskIsTheirs() throws {
    let folder = try Folder()
    try folder.write("[[0.5,0.5,0],[0.5,0.5,0],[0.25,0.75,0]]", to: "w.json")
    func warnings(_ mask: String, _ options: [String] = []) throws -> [String] {
      try folder.write(mask, to: "m.json")
      return try draft(
        Attention.self, ["--weights", "w.json", "--mask-file", "m.json"] + options,
        folder: folder.path
      ).warnings.typed
    }
    #expect(try warnings("[1,1,0]") == [])
    let other = try warnings("[0,0,1]")
    #expect(other.contains { $0.contains("give --mask-hides") })
    #expect(other.contains { $0.contains("hides weights that are not 0 (up to 0.75)") })
    #expect(try warnings("[0,0,1]", ["--mask-hides"]) == [])
    // Nothing is added to weights.
    let bias = try warnings("[[0,-1,-2],[-1,0,-1],[-2,-1,0]]")
    #expect(bias.contains { $0.contains("hides nothing: its values, -2 to 0") })
  }
}
