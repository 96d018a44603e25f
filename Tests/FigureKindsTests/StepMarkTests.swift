// Where a prompt ends is marked on the axes of heat maps, and so is each step after it.

import AttentionMath
import FigureModel
import FigureScene
import TestSupport
import Testing

@testable import FigureKinds

@Suite struct StepMarkTests {
  private static let decoder = [
    "--model", "models/tiny/gpt2", "--ids", "5,17,33", "--generate", "3", "--layer", "0",
  ]

  private func places(_ map: HeatMap?) -> Set<HeatMap.Rule.Position> {
    Set((map?.rules ?? []).filter { !$0.isShort }.map(\.position))
  }

  private func steps(_ map: HeatMap?) -> [HeatMap.Rule.Position] {
    (map?.rules ?? []).filter(\.isShort).map(\.position)
  }

  @Test func theEndOfThePromptAndStepsAreMarked() throws {
    let one = try draft(Attention.self, Self.decoder + ["--head", "1"])
    let rows = try #require(one.table).matrix.rows
    try #require(rows > 4)
    let map = try #require(one.panels.first?.heatMap)
    #expect(places(map) == [.row(3), .column(3)])
    #expect(steps(map) == (4..<rows).map { .row($0) })
    #expect(
      one.figure.notes.contains { $0.text.contains("queries 0–2 are the prompt’s, each query") })

    let turned = try draft(Attention.self, Self.decoder + ["--head", "1", "--transpose"])
    #expect(places(turned.panels.first?.heatMap) == [.row(3), .column(3)])
    #expect(steps(turned.panels.first?.heatMap) == (4..<rows).map { .column($0) })

    for panel in try draft(Heads.self, Self.decoder).panels {
      #expect(places(panel.heatMap) == [.row(3), .column(3)])
    }
    let masked = try draft(Attention.self, Self.decoder + ["--head", "1", "--stage", "masked"])
    #expect(places(masked.panels.first?.heatMap) == [.row(3), .column(3)])
  }

  /// Rows that are left out move the place of the mark with them.
  @Test func marksFollowTheTokensThatAreShown() throws {
    let some = try draft(
      Attention.self, Self.decoder + ["--head", "1", "--queries", "1-4", "--keys", "0-1"])
    let map = try #require(some.panels.first?.heatMap)
    #expect(places(map) == [.row(2)])
    #expect(steps(map) == [.row(3)])
  }

  @Test func whatIsNotContinuedHasNone() throws {
    let whole = try draft(
      Attention.self,
      ["--model", "models/tiny/gpt2", "--ids", "5,17", "--layer", "0", "--head", "0"])
    #expect(whole.panels.first?.heatMap?.rules == [])
    let both = [
      "--model", "models/tiny/bart", "--ids", "5,17,33", "--target-ids", "2,7", "--generate", "2",
      "--layer", "0", "--head", "0",
    ]
    #expect(try draft(Attention.self, both).panels.first?.heatMap?.rules == [])
    // The keys of cross-attention are the encoder's.
    let cross = try draft(CrossAttention.self, both)
    #expect(places(cross.panels.first?.heatMap) == [.row(2)])
  }

  // MARK: Steps of files

  /// Weights over what came before, the same for each key: `[queries, keys]` of steps that follow one another.
  private func generation(_ lengths: [Int]) throws -> Folder {
    var seen = 0
    var steps: [String] = []
    for (step, length) in lengths.enumerated() {
      let rows = (0..<length).map { row in
        let keys = seen + length
        let last = seen + row
        return "["
          + (0..<keys).map { $0 <= last ? "\(1 / Double(last + 1))" : "0" }.joined(separator: ",")
          + "]"
      }
      seen += length
      steps.append("\"step\(step)\": [\(rows.joined(separator: ","))]")
    }
    let folder = try Folder()
    try folder.write("{\(steps.joined(separator: ","))}", to: "g.json")
    return folder
  }

  /// Lines and similarities of the same rows say it as well.
  @Test func otherFiguresOfAGenerationTellTheSteps() throws {
    let folder = try generation([5, 1, 1, 1])
    let whole =
      "4 steps of a generation: queries 0–4 are the prompt’s, each query after them is a step."
    let lines = try draft(MatrixLines.self, ["--input", "g.json"], folder: folder.path)
    #expect(note(lines) == whole)
    let some = try draft(
      MatrixLines.self, ["--input", "g.json", "--rows", "4-6"], folder: folder.path)
    #expect(
      note(some)
        == "4 steps of a generation: query 4 is the prompt’s, each query after it is a step.")
    let columns = try draft(
      MatrixLines.self, ["--input", "g.json", "--of-columns", "0"], folder: folder.path)
    #expect(note(columns) == whole)
    let alike = try draft(PositionalSimilarity.self, ["--input", "g.json"], folder: folder.path)
    #expect(note(alike) == whole)
    #expect(places(alike.panels.first?.heatMap) == [.row(5), .column(5)])
    #expect(steps(alike.panels.first?.heatMap) == [.row(6), .row(7)])
  }

  /// The keys of cross-attention are another text's: of steps along an axis the queries alone are marked.
  @Test func stepsOfCrossAttentionAreMarked() throws {
    let row = "[0.2,0.2,0.2,0.2,0.2]"
    let empty = "[0,0,0,0,0]"
    let folder = try Folder()
    try folder.write(
      "[[\(row),\(row)],[\(row),\(empty)],[\(row),\(empty)]]", to: "c.json")
    let drawn = try draft(
      CrossAttention.self, ["--weights", "c.json", "--axes", "step,query,key"],
      folder: folder.path)
    #expect(
      note(drawn)
        == "3 steps of a generation: queries 0 and 1 are the prompt’s, each query after them is a step."
    )
    #expect(places(drawn.panels.first?.heatMap) == [.row(2)])
    #expect(steps(drawn.panels.first?.heatMap) == [.row(3)])
  }

  private func note(_ drawn: FigureDraft) -> String {
    drawn.figure.notes.map(\.text).first { $0.contains("of a generation") } ?? ""
  }

  @Test(arguments: [
    ([], "queries 0–4 are the prompt’s, each query after them is a step.", [5], [6, 7, 8]),
    (
      ["--merge-words", "--tokens", "a ##b c d e f g h ##i"],
      "the first 4 queries are the prompt’s, each query after them is a step.", [4], [5, 6]
    ),
    (
      ["--tokens", "a b c d e f g h i", "--drop-tokens", "a,b"],
      "the first 3 queries are the prompt’s, each query after them is a step.", [3], [4, 5, 6]
    ),
    (["--queries", "4-6"], "query 4 is the prompt’s, each query after it is a step.", [1], [2]),
    (["--queries", "6-8"], "no query is the prompt’s, each query is a step.", [], [1, 2]),
    (["--queries", "0-2"], "all queries are the prompt’s.", [], []),
  ])
  func whatIsSaidOfStepsIsWhatIsMarked(
    words: [String], says: String, ends: [Int], begin: [Int]
  ) throws {
    let folder = try generation([5, 1, 1, 1, 1])
    for turn in [[], ["--transpose"]] {
      let drawn = try draft(
        Attention.self, ["--weights", "g.json"] + words + turn, folder: folder.path)
      #expect(note(drawn) == "5 steps of a generation: \(says)")
      let map = try #require(drawn.panels.first?.heatMap)
      let rules = (map.rules).filter { rule in
        if case .row = rule.position { turn.isEmpty } else { !turn.isEmpty }
      }
      #expect(
        rules.filter { !$0.isShort }.map(\.position)
          == ends.map { turn.isEmpty ? .row($0) : .column($0) })
      #expect(steps(map) == begin.map { turn.isEmpty ? .row($0) : .column($0) })
    }
  }

  @Test(arguments: [
    ([3, 3, 3], "queries 0–2 are the prompt’s, every 3 queries after them are a step.", [6]),
    ([1, 2, 2], "query 0 is the prompt’s, every 2 queries after it are a step.", [3]),
    (
      [2, 1, 3], "queries 0 and 1 are the prompt’s, the steps after them have 1 and 3 queries.", [3]
    ),
  ])
  func aStepMayHaveSeveralQueries(lengths: [Int], says: String, begin: [Int]) throws {
    let folder = try generation(lengths)
    let drawn = try draft(Attention.self, ["--weights", "g.json"], folder: folder.path)
    #expect(note(drawn) == "3 steps of a generation: \(says)")
    let map = try #require(drawn.panels.first?.heatMap)
    #expect(places(map) == [.row(lengths[0]), .column(lengths[0])])
    #expect(steps(map) == begin.map { .row($0) })
  }

  /// A step's queries go by the positions that they have in their text.
  @Test func aStepIsToldAndItsQueriesNumbered() throws {
    let folder = try generation([3, 2, 1])
    func drawn(_ words: [String], _ language: Language = .english) throws -> FigureDraft {
      try draft(
        Attention.self, ["--weights", "g.json", "--step", "1"] + words, language: language,
        folder: folder.path)
    }
    let step = try drawn([])
    #expect(step.table?.rowLabels == ["3", "4"])
    #expect(step.table?.matrix.columns == 5)
    #expect(step.figure.notes.map(\.text).contains("Step 1 of the generation."))
    #expect(
      try drawn([], .chinese).figure.notes.map(\.text).contains("生成过程的步骤 1。"))
    let row = try drawn(["--query-token", "4"])
    #expect(row.figure.title?.plain.hasSuffix("what query 4 attends to") == true)
    #expect(try drawn(["--queries", "4"]).table?.rowLabels == ["4"])
    #expect(throws: FigureError.self) { try drawn(["--queries", "1"]) }
    // The tokens of the whole text name both axes.
    let named = try drawn(["--tokens", "a b c d e f"])
    #expect(named.table?.rowLabels == ["d", "e"])
    #expect(named.table?.columnLabels == ["a", "b", "c", "d", "e"])
  }
}
