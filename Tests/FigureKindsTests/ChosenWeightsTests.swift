// Weights that are chosen, joined and compared: values worked out by hand or in another way.

import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene
import Foundation
import MatrixSources
import TestSupport
import Testing

@testable import FigureKinds

@Suite struct ChosenWeightsTests {
  private func folder(_ files: [String: String]) throws -> String {
    let path = FileManager.default.temporaryDirectory.path + "/chosen-\(UUID())"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in files {
      try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
    }
    return path
  }

  @Test func piecesOfWordsAreSummedAndAveraged() throws {
    let path = try folder([
      "w.json":
        "[[0.1, 0.2, 0.3, 0.4], [0.4, 0.3, 0.2, 0.1], [0, 0.5, 0.5, 0], [0.25, 0.25, 0.25, 0.25]]",
      "t.json": "[\"[CLS]\", \"play\", \"##ing\", \".\"]",
    ])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let words = ["--weights", "w.json", "--tokens-file", "t.json", "--merge-words"]
    let drawn = try draft(Attention.self, words, folder: path)
    let table = try #require(drawn.table)
    #expect(table.rowLabels == ["[CLS]", "playing", "."])
    let expected = [0.1, 0.5, 0.4, 0.2, 0.75, 0.05, 0.25, 0.5, 0.25]
    #expect(zip(table.matrix.values, expected).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(drawn.figure.notes.contains { $0.text.contains("joined") })
    let row = try self.draftRow("playing", words, path)
    #expect(zip(row, [0.2, 0.75, 0.05]).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  private func draftRow(_ token: String, _ words: [String], _ path: String) throws -> [Double] {
    try #require(
      try draft(Attention.self, words + ["--query-token", token], folder: path).table
    ).matrix.values
  }

  @Test(arguments: [
    (
      ["Hello", ",", "Ġwor", "ld", "Ġis", "n", "'t", "Ġit", "?"],
      ["Hello", ",", "Ġworld", "Ġisn't", "Ġit", "?"]
    ),
    (["▁The", "▁gr", "and", "ma", "</s>"], ["▁The", "▁grandma", "</s>"]),
    (["un", "happy</w>", "cat</w>"], ["unhappy</w>", "cat</w>"]),
    (["<|endoftext|>", "a", "b", "Ġc"], ["<|endoftext|>", "ab", "Ġc"]),
    (["the", "cat"], ["the", "cat"]),
    (["[CLS]", "em", "##bed", "##ding", "##s", "[SEP]"], ["[CLS]", "embeddings", "[SEP]"]),
  ])
  func marksSayWhatIsAWord(pieces: [String], words: [String]) {
    let found = WordPieces(pieces)
    #expect(found.raw == words)
    #expect(found.words.flatMap { Array($0) } == Array(pieces.indices))
  }

  /// Weights are joined whatever draws them; other numbers are not.
  @Test func aHeatMapJoinsThePiecesOfWeights() throws {
    let path = try folder([
      "w.csv": "0.5,0.25,0.25\n0,0.5,0.5\n1,0,0\n", "s.csv": "0.5,2,1\n0,1,1\n1,0,0\n",
      "w.tokens.json": "[\"I\", \"play\", \"##ed\"]",
      "s.tokens.json": "[\"I\", \"play\", \"##ed\"]",
    ])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let drawn = try draft(MatrixHeatMap.self, ["--input", "w.csv", "--merge-words"], folder: path)
    let table = try #require(drawn.table)
    #expect(table.rowLabels == ["I", "played"] && table.columnLabels == ["I", "played"])
    #expect(table.matrix.values == [0.5, 0.5, 0.5, 0.5])
    let error = try failure(
      MatrixHeatMap.self, ["--input", "s.csv", "--merge-words"], folder: path)
    #expect(error.cause == .usage && error.typed.hasPrefix("--merge-words"))
    #expect(error.typed.contains("--input s.csv do not sum to 1"))
  }

  /// Tokens beside a matrix name the axes that they fit.
  @Test func tokensBesideAMatrixNameItsAxes() throws {
    let path = try folder([
      "w.csv": "1,2\n3,4\n", "w.tokens.json": #"["a", "b"]"#,
      "v.csv": "1,2,3\n4,5,6\n", "v.tokens.json": #"["a", "b"]"#,
      "u.csv": "1,2,3\n4,5,6\n", "u.tokens.json": #"["a", "b", "c", "d"]"#,
    ])
    defer { try? FileManager.default.removeItem(atPath: path) }
    func drawn(_ words: [String]) throws -> FigureDraft {
      try draft(MatrixHeatMap.self, ["--input"] + words, folder: path)
    }
    let both = try drawn(["w.csv"])
    #expect(both.table?.rowLabels == ["a", "b"] && both.table?.columnLabels == ["a", "b"])
    #expect(try drawn(["w.csv", "--drop-tokens", "a"]).table?.matrix.values == [4])
    let one = try drawn(["v.csv"])
    #expect(one.table?.rowLabels == ["a", "b"] && one.table?.columnLabels == ["0", "1", "2"])
    #expect(one.warnings.isEmpty)
    #expect(try drawn(["u.csv"]).warnings.typed.contains { $0.contains("fit neither") })
    #expect(try MatrixHeatMap.parse(["--input", "w.csv"]).companionFiles == ["w.tokens.json"])
  }

  /// A query that is left keeps its number in what is said of it.
  @Test(arguments: [
    ("--queries 0,3,5 --query-token 3", "Query 3, one of 3."),
    ("--queries 3 --query-token 3", "Query 3."), ("--query-token 3", "Query 3 of 6."),
  ])
  func aQueryKeepsItsNumber(line: String, says: String) throws {
    let drawn = try draft(Attention.self, "--weights seed:1,[6,6],weights " + line)
    #expect(drawn.figure.notes.map(\.text).contains(says))
    #expect(drawn.figure.title?.plain.hasSuffix("what query 3 attends to") == true)
  }

  /// A key that is left keeps its number, too.
  @Test func aKeyKeepsItsNumber() throws {
    let whole = try #require(
      try draft(Attention.self, "--weights seed:1,[6,6],weights --query-token 2").table)
    let keys = [1, 4]
    let greatest = keys.max { whole.matrix[0, $0] < whole.matrix[0, $1] } ?? 0
    let some = try draft(
      Attention.self, "--weights seed:1,[6,6],weights --query-token 2 --keys 1,4")
    #expect(some.figure.summary.contains("for key \(greatest)"))
  }

  @Test func positionsChooseRowsAndColumns() throws {
    let whole = try #require(
      try draft(Attention.self, "--weights example:minilm --layer 4 --head 3").table)
    let part = try draft(
      Attention.self, "--weights example:minilm --layer 4 --head 3 --queries 2-4,9 --keys 0,12")
    let table = try #require(part.table)
    #expect(
      table.matrix.values
        == [2, 3, 4, 9].flatMap { row in [0, 12].map { whole.matrix[row, $0] } })
    #expect(
      part.figure.notes.map(\.text).contains { $0.contains("2–4 and 9") && $0.contains("13") })
    let error = try failure(
      Attention.self,
      ["--weights", "example:minilm", "--layer", "4", "--head", "3", "--keys", "13"])
    #expect(error.cause == .usage && error.typed.contains("0 to 12"))
    let rows = try #require(
      try draft(
        Heads.self, "--weights example:minilm --layer 4 --heads 3 --queries 5 --keys 1-3"
      ).table)
    #expect(rows.matrix.values == (1...3).map { whole.matrix[5, $0] })
  }

  @Test func aDifferenceIsPlaceByPlaceAndAboutZero() throws {
    let path = try folder(["a.csv": "0.5,0.5\n1,0\n", "b.csv": "0.25,0.75\n0.5,0.5\n"])
    defer { try? FileManager.default.removeItem(atPath: path) }
    for kind in ["attention", "heads"] {
      let words = ["--weights", "a.csv", "--minus", "b.csv"]
      let drawn =
        kind == "heads"
        ? try draft(Heads.self, words, folder: path)
        : try draft(Attention.self, words, folder: path)
      #expect(try #require(drawn.table).matrix.values == [0.25, -0.25, 0.5, -0.5])
      #expect(drawn.figure.title?.plain.contains("a.csv − b.csv") == true)
      guard case .panels(let grid) = drawn.figure.content, let map = grid.panels.first?.heatMap
      else {
        Issue.record("no heat map")
        continue
      }
      #expect(map.scale.vmin == -0.5 && map.scale.vmax == 0.5)
    }
    let error = try failure(
      Attention.self, ["--weights", "a.csv", "--minus", "example:minilm"], folder: path)
    #expect(error.typed.contains("[6, 12, 13, 13]") && error.cause == .usage)
  }

  /// What a model computed less the same of another run is drawn as a difference wherever it is.
  @Test(arguments: [
    ["--layer", "1", "--head", "2"], ["--layer", "1", "--head", "2", "--query-token", "3"],
    ["--layer", "1", "--combine", "mean"],
  ])
  func aDifferenceOfAModelIsOne(choice: [String]) throws {
    let words =
      ["--model", "models/tiny/gpt2", "--ids", "5,17,33,8", "--minus", "seed:7,[3,4,4,4],weights"]
      + choice
    for language in Language.allCases {
      let drawn = try draft(Attention.self, words, language: language)
      let names = "gpt2 − seed:7,[3,4,4,4],weights"
      #expect(drawn.figure.title?.plain.contains(names) == true)
      let values = try #require(drawn.table).matrix.values
      let plain = try #require(
        try draft(Attention.self, words.filter { !$0.contains("minus") && !$0.hasPrefix("seed") })
          .table
      ).matrix.values
      #expect(values != plain && values.contains { $0 < 0 })
      if let map = drawn.heatMaps.first {
        let reach = try #require(values.map(\.magnitude).max())
        #expect(map.scale.vmin == -reach && map.scale.vmax == reach)
        #expect(map.scale.map.name == "RdBu_r")
        #expect(drawn.figure.summary.contains(names))
        #expect(!drawn.figure.summary.contains(",,"))
        let label = language == .english ? "difference of weights" : "权重之差"
        #expect(map.colorBar?.label?.plain == label)
      }
    }
  }

  /// Only weights have a difference.
  @Test(arguments: ["scores", "masked", "q", "all"]) func noOtherStageHasADifference(stage: String)
    throws
  {
    let error = try failure(
      Attention.self,
      [
        "--model", "models/tiny/gpt2", "--ids", "5,17", "--layer", "0", "--head", "0", "--stage",
        stage, "--minus", "seed:7,[3,4,2,2],weights",
      ])
    #expect(error.cause == .usage && error.typed.hasPrefix("--minus seed:7"))
    #expect(error.typed.contains("--stage \(stage)"))
  }

  @Test(
    arguments: [
      ("a.npy", nil, "b.npy", "a.npy − b.npy"),
      ("runA/attn.npy", nil, "runB/attn.npy", "runA/attn.npy − runB/attn.npy"),
      ("/x/1/r/w.npy", nil, "/y/2/r/w.npy", "1/r/w.npy − 2/r/w.npy"),
      ("w.npy", nil, "./w.npy", "w.npy − w.npy"), ("w.npy", nil, "old/w.npy", "w.npy − old/w.npy"),
      ("d/x.npz#enc/0", nil, "d/x.npz#enc/1", "x.npz#enc/0 − x.npz#enc/1"),
      ("/m/models--a--b/snapshots/9f", "a/b", "w.npy", "a/b − w.npy"),
    ] as [(String, String?, String, String)])
  func runsOfOneNameAreToldApart(weights: String, model: String?, minus: String, words: String) {
    #expect(WeightsDifference.Names(weights: weights, model: model, minus: minus).words == words)
  }

  @Test func otherTokensOfTheOtherRunAreTold() throws {
    let path = try folder([
      "a.json": #"{"w": [[0.5, 0.5], [0.5, 0.5]], "tokens": ["it", "is"]}"#,
      "b.json": #"{"w": [[1, 0], [0.5, 0.5]], "tokens": ["it", "isn't"]}"#,
      "c.csv": "1,0\n0,1\n", "c.tokens.json": #"["it", "was"]"#,
    ])
    defer { try? FileManager.default.removeItem(atPath: path) }
    for (other, token) in [("b.json", "isn't"), ("c.csv", "was")] {
      let words = ["--weights", "a.json", "--minus", other]
      for drawn in [
        try draft(Attention.self, words, folder: path), try draft(Heads.self, words, folder: path),
      ] {
        let told = drawn.warnings.typed.filter { $0.hasPrefix("--minus \(other)") }
        #expect(told.count == 1)
        #expect(told.first?.contains("“\(token)” and not “is” at position 1") == true)
        #expect(told.first?.hasSuffix("--tokens") == true)
      }
      let named = try draft(Attention.self, words + ["--tokens", "0 1"], folder: path)
      #expect(named.warnings.isEmpty)
    }
    let same = try draft(
      Attention.self, ["--weights", "a.json", "--minus", "a.json"], folder: path)
    #expect(same.warnings.isEmpty)
    // Where nothing differs nothing is the greatest.
    #expect(same.figure.summary.hasSuffix("values all 0."))
  }

  /// Layers as arrays of a batch of one, as models give them, taken from two layers of one head.
  @Test(arguments: [
    #"{"w0": [[[[0.5, 0.5], [0.5, 0.5]]]], "w1": [[[[0.5, 0.5], [0.5, 0.5]]]]}"#,
    #"{"w": [[[[0.5, 0.5], [0.5, 0.5]]], [[[0.5, 0.5], [0.5, 0.5]]]]}"#,
  ])
  func aDifferencePassesOverAxesOfOnePlace(other: String) throws {
    let path = try folder([
      "four.json": #"{"w": [[[[1, 0], [0.5, 0.5]]], [[[0, 1], [0.25, 0.75]]]]}"#,
      "five.json": #"{"w": [[[[[1, 0], [0.5, 0.5]]]], [[[[0, 1], [0.25, 0.75]]]]]}"#,
      "b.json": other,
    ])
    defer { try? FileManager.default.removeItem(atPath: path) }
    // The names of axes are those of the weights, and the other file may have no batch.
    for words in [["four.json"], ["five.json", "--axes", "layer,batch,head,query,key"]] {
      let words = ["--layer", "1", "--minus", "b.json", "--weights"] + words
      for drawn in [
        try draft(Attention.self, words, folder: path), try draft(Heads.self, words, folder: path),
      ] {
        #expect(try #require(drawn.table).matrix.values == [-0.5, 0.5, -0.25, 0.25])
      }
    }
  }

  @Test(arguments: [
    ([2, 3, 4, 4], [2, 1, 3, 4, 4], true), ([4, 4], [1, 1, 4, 4], true),
    ([3, 4, 4], [1, 3, 4, 4], true), ([2, 1, 4, 4], [1, 2, 4, 4], false),
    ([2, 3, 4, 4], [3, 2, 4, 4], false), ([2, 3, 4, 4], [2, 3, 4, 5], false),
  ])
  func shapesOfTheSameLayersAndHeadsAreAlike(one: [Int], other: [Int], are: Bool) {
    #expect(WeightsDifference.areAlike(one, other) == are)
    #expect(WeightsDifference.areAlike(other, one) == are)
  }

  /// Only options that were given are named.
  @Test(arguments: [
    ("--queries 0,3 --stage all", "--queries goes with one stage"),
    ("--keys 1 --query-token a --stage all", "--query-token and --keys go with one stage"),
    (
      "--queries 0 --keys 1 --stage q",
      "--queries and --keys go with weights and scores, not with --stage q"
    ),
  ])
  func theChoiceThatDoesNotGoWithAStageIsNamed(line: String, says: String) throws {
    let words = ["--tokens", "a b c d e f"] + line.split(separator: " ").map(String.init)
    #expect(try failure(Attention.self, words).typed.hasPrefix(says))
  }

  @Test(arguments: [HeadMeasure.previous, .entropy, .first])
  func theHeadsThatLeadAreThose(measure: HeadMeasure) throws {
    let all = try #require(
      try draft(HeadMeasures.self, "--weights example:minilm --measures \(measure.rawValue)").table)
    let order = all.matrix.values.indices.sorted {
      (-all.matrix.values[$0], $0) < (-all.matrix.values[$1], $1)
    }.prefix(3)
    let top = try draft(Heads.self, "--weights example:minilm --top 3 --by \(measure.rawValue)")
    guard case .panels(let grid) = top.figure.content else { return }
    #expect(
      grid.panels.map { $0.title?.plain ?? "" }
        == order.map { "Layer \($0 / 12), head \($0 % 12)" })
    #expect(top.figure.notes.contains { $0.text.contains("of 72") })
    // In the order that they are named.
    let named = try #require(
      try draft(
        Heads.self,
        "--weights example:minilm --heads-of \(order.map { "\($0 / 12):\($0 % 12)" }.joined(separator: ","))"
      ).table)
    #expect(named.matrix == top.table?.matrix)
  }

  /// Heads lead by the queries that are shown, as `head-measures` counts them.
  @Test(arguments: [
    ["--queries", "2-3"], ["--queries", "0,5", "--keys", "0-6", "--renormalize"],
  ])
  func headsLeadByWhatIsShown(part: [String]) throws {
    let all = try #require(
      try draft(
        HeadMeasures.self, ["--weights", "example:minilm", "--measures", "distance"] + part
      ).table)
    let order = all.matrix.values.indices.sorted {
      (-all.matrix.values[$0], $0) < (-all.matrix.values[$1], $1)
    }.prefix(2)
    let top = try draft(
      Heads.self, ["--weights", "example:minilm", "--top", "2", "--by", "distance"] + part)
    #expect(
      top.panels.map { $0.title?.plain ?? "" }
        == order.map { "Layer \($0 / 12), head \($0 % 12)" })
    let sides = part.count > 2 ? "queries and keys" : "queries"
    #expect(
      top.figure.notes.contains { $0.text.contains("attention distance over the \(sides) shown: ") }
    )
  }

  @Test(arguments: [
    "--top 3", "--by entropy", "--heads-of 6:0", "--heads-of 0:12", "--heads-of 1:1 --layer 2",
    "--top 2 --by first --heads 0,1", "--top 0 --by first",
  ])
  func choicesThatDoNotGoTogetherAreRefused(words: String) throws {
    let error = try failure(
      Heads.self, ["--weights", "example:minilm"] + words.split(separator: " ").map(String.init))
    #expect(error.cause == .usage && error.typed.hasPrefix("--"))
  }

  @Test func syntheticWeightsAreCalledSo() throws {
    for language in Language.allCases {
      let drawn = try draft(
        Attention.self, ["--weights", "seed:1,[4,4],weights"], language: language)
      #expect(
        drawn.figure.notes.contains { $0.text.contains(language == .english ? "Synthetic" : "合成") })
    }
  }
}
