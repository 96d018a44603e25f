// What figures of attention show, against NumPy's values of the same files.

import AttentionMath
import FigureKinds
import FigureModel
import FigureScene
import MatrixFiles
import TestSupport
import Testing

@Suite struct AttentionDraftTests {
  let numpy = NumPyValues.all

  // MARK: Weights of models

  @Test func aHeadIsTheFilesOwn() throws {
    let first = try draft(Attention.self, minilm + " --layer 4 --head 3")
    #expect(numpy.head.isNear(first.table?.matrix, tolerance: 0))
    #expect(first.heatMaps.first?.matrix == first.table?.matrix)
    #expect(
      first.panels[0].y.label?.plain == "query ↓" && first.panels[0].x.label?.plain == "key →")
    let index = try draft(Attention.self, minilm + " --index 4,3")
    #expect(index.table?.matrix == first.table?.matrix)
    let second = try draft(
      Attention.self,
      "--weights minilm/s2_attentions.npy --tokens-file minilm/s2_tokens.json --layer 2 --head 1")
    #expect(numpy.second.isNear(second.table?.matrix, tolerance: 0))
    let causal = try draft(Attention.self, smollm + " --layer 10 --head 2")
    #expect(numpy.smol.isNear(causal.table?.matrix, tolerance: 0))
    #expect(first.warnings.typed + second.warnings.typed + causal.warnings.typed == [])
  }

  @Test func theScaleOfWeightsBeginsAtZero() throws {
    let map = try #require(
      try draft(Attention.self, minilm + " --layer 4 --head 3").heatMaps.first)
    #expect(map.scale.vmin == 0 && map.scale.vmax == map.matrix?.values.max())
  }

  @Test(arguments: ["mean", "max", "min"]) func headsAndLayersAreCombined(_ how: String) throws {
    let expected = try #require(numpy.combined[how])
    for (part, words) in [("layer", "--layer 5 "), ("head", "--head 3 "), ("all", "")] {
      let figure = try draft(Attention.self, minilm + " \(words)--combine \(how)")
      #expect(expected[part]?.isNear(figure.table?.matrix) == true, "\(part)")
      #expect(figure.warnings.typed == [], "what is no weight any more is not blamed for its sums")
    }
  }

  @Test func aQueryIsDrawnAsBars() throws {
    for query in ["it", "8"] {
      let figure = try draft(
        Attention.self, minilm + " --layer 4 --head 3 --query-token \(query)")
      let bars = try #require(figure.charts.first?.series.first)
      #expect(bars.style.form == .bars)
      #expect(bars.y == numpy.head.values[8 * 13..<9 * 13].map { $0 })
      #expect(bars.x == (0..<13).map(Double.init))
      #expect(figure.table?.rowLabels == ["it"] && figure.table?.matrix.rows == 1)
      #expect(figure.figure.title?.plain == "Layer 4, head 3: what “it” attends to")
    }
    let twice = try draft(Attention.self, minilm + " --layer 4 --head 3 --query-token the")
    #expect(twice.table?.matrix.values == numpy.head.values[13..<26].compactMap { $0 })
    #expect(
      twice.warnings.count == 1 && twice.warnings.typed[0].contains("2 tokens have this text"))
    // A token that looks like a number is its text before it is a place.
    let digit = try draft(
      Attention.self,
      "--weights minilm/s2_attentions.npy --tokens-file minilm/s2_tokens.json --layer 2 --head 1 "
        + "--query-token 3")
    #expect(digit.table?.matrix.values == numpy.second.values[4 * 16..<5 * 16].compactMap { $0 })
  }

  @Test(arguments: [
    ("last", ""), ("third", " --layer 2 --residual 0.25"), ("max", " --combine max"),
  ]) func rolloutIsNumPys(_ name: String, _ words: String) throws {
    let figure = try draft(Rollout.self, minilm + words)
    #expect(numpy.rollout[name]?.isNear(figure.table?.matrix) == true)
    #expect(figure.warnings.typed == [])
  }

  @Test func rolloutOfACausalModelHidesWhatItsMaskHides() throws {
    let figure = try draft(Rollout.self, smollm + " --layer 4 --mask causal")
    #expect(numpy.rollout["causal"]?.isNear(figure.table?.matrix) == true)
    #expect(figure.heatMaps.first?.isMasked == upperTriangle(11))
  }

  // MARK: Computed attention

  @Test(arguments: [
    ("none", ""), ("causal", "--mask causal"), ("window", "--window 1"),
    ("padding", "--padding 2"), ("bool", "--mask-file attention/computed/mask-bool.npy"),
    ("bool", "--mask-file attention/computed/mask-bytes.npy"),
    ("bool", "--mask-file attention/computed/mask-numbers.npy"),
    ("bool", "--mask-file attention/computed/mask-hides.npy --mask-hides"),
    ("bool", "--mask-file attention/computed/mask-least.npy"),
    ("keys", "--mask-file attention/computed/mask-keys.npy"),
    ("additive", "--mask-file attention/computed/mask-additive.npy"),
    ("temperature", "--temperature 0.5"), ("scale", "--score-scale 2"),
  ]) func everyStageIsNumPys(_ name: String, _ words: String) throws {
    let expected = try #require(numpy.computed[name])
    let hidden = expected["masked"]?.values.map { $0 == nil }
    for stage in ["scores", "scaled", "masked", "weights", "output"] {
      let figure = try draft(
        Attention.self,
        "--query attention/computed/query.npy --key attention/computed/key.npy "
          + "--value attention/computed/value.npy --head 1 --stage \(stage) \(words)")
      #expect(expected[stage]?.isNear(figure.table?.matrix) == true, "\(stage)")
      let isMasked = figure.heatMaps.first?.isMasked
      if stage == "masked" || stage == "weights", hidden?.contains(true) == true {
        #expect(isMasked == hidden, "\(stage)")
      } else {
        #expect(isMasked?.contains(true) != true, "\(stage)")
      }
      // A place that is hidden says nothing about the scale.
      #expect(figure.heatMaps.first?.scale.vmin.isFinite == true)
    }
  }

  /// Queries, keys and values are drawn as the files have them, each with the tokens of its own side.
  @Test(arguments: [
    ("q", "query0", "query ↓", 5), ("k", "key0", "key ↓", 6), ("v", "value0", "key ↓", 6),
  ])
  func whatStagesAreMadeOf(_ stage: String, _ file: String, _ axis: String, _ rows: Int) throws {
    let folder = "attention/computed/"
    let tokens = "--query-tokens a,b,c,d,e --key-tokens p,q,r,s,t,u --tokens-separator ,"
    let figure = try draft(
      CrossAttention.self,
      "--query \(folder)query0.npy --key \(folder)key0.npy --value \(folder)value0.npy "
        + "--stage \(stage) " + tokens)
    let read = try MatrixFile.open(fixturesFolder + "/" + folder + file + ".npy").tensor()
    let table = try #require(figure.table)
    #expect(table.matrix.rows == rows)
    #expect(table.matrix.values == (try read.values(as: Double.self)))
    #expect(table.rowLabels.first == (stage == "q" ? "a" : "p"))
    guard case .panels(let grid) = figure.figure.content else {
      Issue.record("no panels")
      return
    }
    #expect(grid.panels.first?.y.label?.plain == axis)
    #expect(figure.heatMaps.first?.scale.map.name == "RdBu_r")
  }

  @Test func queriesAndKeysOfTwoSequences() throws {
    let files = "--query attention/computed/query0.npy --key attention/computed/key0.npy"
    let own = try draft(Attention.self, files)
    let cross = try draft(CrossAttention.self, files)
    #expect(own.table?.matrix.rows == 5 && own.table?.matrix.columns == 6)
    #expect(cross.table?.matrix == own.table?.matrix)
    #expect(cross.figure.title?.plain == "Cross-attention weights")
  }

  @Test func theSameSeedGivesTheSameNumbers() throws {
    let line = "--tokens a,b,a --tokens-separator , --dimensions 8 --seed "
    let one = try #require(try draft(Attention.self, line + "3").table?.matrix)
    #expect(try draft(Attention.self, line + "3").table?.matrix == one)
    #expect(try draft(Attention.self, line + "4").table?.matrix != one)
    // The same token is the same vector wherever it stands.
    #expect(Array(one.row(0)) == Array(one.row(2)))
    for row in 0..<3 { #expect(abs(one.row(row).reduce(0, +) - 1) < 1e-12) }
  }

  @Test func allStagesAreOneDiagram() throws {
    let figure = try draft(
      Attention.self, ["--tokens", "我 爱 人 工 智 能", "--seed", "7", "--stage", "all"])
    guard case .diagram(let diagram) = figure.figure.content else {
      Issue.record("no diagram")
      return
    }
    let tables = diagram.nodes.compactMap { node -> DiagramTable? in
      if case .table(let table) = node.content { table } else { nil }
    }
    // Q, K, scores, scaled scores, weights, V and Z.
    #expect(tables.count == 7)
    let weights = try self.weights(seed: 7)
    let displayed = tables.contains { table in
      table.cells.map(\.text.plain) == weights.values.map { formatNonzero($0, places: 2) }
    }
    #expect(displayed, "the weights stand in the cells of one table")
  }

  private func weights(seed: Int) throws -> Matrix<Double> {
    try #require(
      try draft(Attention.self, ["--tokens", "我 爱 人 工 智 能", "--seed", "\(seed)"]).table?
        .matrix)
  }

  @Test func maskedCellsKeepTheirPlacesWhenTransposed() throws {
    let plain = try draft(Attention.self, smollm + " --layer 1 --head 1 --mask causal")
    let turned = try draft(
      Attention.self, smollm + " --layer 1 --head 1 --mask causal --transpose")
    #expect(plain.heatMaps[0].isMasked == upperTriangle(11))
    let lower = (0..<11).flatMap { row in (0..<11).map { $0 < row } }
    #expect(turned.heatMaps[0].isMasked == lower)
    let dropped = try draft(
      Attention.self, smollm + " --layer 1 --head 1 --mask causal --drop-tokens The,it")
    #expect(dropped.heatMaps[0].isMasked == upperTriangle(9))
  }

  private func upperTriangle(_ side: Int) -> [Bool] {
    (0..<side).flatMap { row in (0..<side).map { $0 > row } }
  }
}
