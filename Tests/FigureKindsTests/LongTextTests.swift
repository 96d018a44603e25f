// Heads of long texts: not held, computed when they are drawn, and told of as those that are held.

import AttentionMath
import FigureModel
import FigureScene
import Foundation
import Models
import TestSupport
import Testing

@testable import FigureKinds

@Suite struct LongTextTests {
  /// An untrained model of relative positions, which takes a text of any length.
  private let folder = fixturesFolder + "/models/tiny/t5"

  private func ids(_ count: Int) -> [Int] { (0..<count).map { ($0 * $0 + 7 * $0) % 90 + 3 } }

  private func words(_ count: Int) -> [String] {
    ["--model", folder, "--ids", ids(count).map(String.init).joined(separator: ",")]
  }

  /// The weights of the encoder as one run keeps them, `[layers, heads, tokens, tokens]`.
  private func weights(_ count: Int, layers: Choice, heads: Choice) throws -> [Double] {
    let run = try Model.open(folder).run(
      ModelInput(ids: ids(count)),
      keeping: Request(
        parts: [.attentions: .init(layers: layers, heads: heads, of: [.encoder])]))
    return try #require(run["encoder_attentions"]).values.map(Double.init)
  }

  private func isNear(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= 1e-6 }
  }

  @Test func allHeadsAreDrawnWithoutBeingHeld() throws {
    let count = 730
    let draft = try draft(ModelView.self, words(count))
    let table = try #require(draft.table)
    #expect(table.source != nil && table.matrix.values.isEmpty)
    let expected = try weights(count, layers: .all, heads: .all)
    #expect(isNear(try table.wholeMatrix().values, expected))
    #expect(table.rowLabels.count == 8 * count)
    #expect(table.rowLabels[count] == "layer 0 head 1: \(ids(count)[0])")
    let maximum = formatNumber(expected.max() ?? 0, significant: 4)
    #expect(draft.figure.summary.contains("[730, 730] queries by keys"))
    #expect(draft.figure.summary.contains("to \(maximum);"))
    #expect(draft.warnings.isEmpty)
  }

  @Test func headsOfALayerAreDrawnWithoutBeingHeld() throws {
    let count = 1030
    let draft = try draft(Heads.self, words(count) + ["--layer", "1"])
    let table = try #require(draft.table)
    #expect(table.source != nil)
    #expect(
      isNear(
        try table.wholeMatrix().values, try weights(count, layers: .only([1]), heads: .all)))
    #expect(table.rowLabels[2 * count + 1] == "head 2: \(ids(count)[1])")
    #expect(table.columnLabels == ids(count).map(String.init))
    let panels = draft.panels
    #expect(panels.count == 4)
    #expect(panels[0].y.label?.plain == "query ↓" && panels[0].x.label?.plain == "key →")
  }

  /// The figure of a head that is not held says what that of one that is held says.
  @Test(arguments: [Language.english, .chinese])
  func aHeadIsToldOfAsIfItWereHeld(language: Language) throws {
    let count = 2060
    let draft = try draft(
      Attention.self, words(count) + ["--layer", "1", "--head", "2"], language: language)
    let table = try #require(draft.table)
    #expect(table.source != nil)
    let values = try weights(count, layers: .only([1]), heads: .only([2]))
    let whole = try table.wholeMatrix()
    #expect(isNear(whole.values, values))
    let best = try #require(whole.values.max())
    let index = try #require(whole.values.firstIndex(of: best))
    let tokens = ids(count)
    let number = formatNumber(best, significant: 3)
    let (query, key) = (tokens[index / count], tokens[index % count])
    #expect(
      draft.figure.summary.hasSuffix(
        language == .english
          ? "The greatest is \(number), from query “\(query)” to key “\(key)”."
          : "最大值 \(number)，由查询“\(query)”指向键“\(key)”。"))
    let map = try #require(draft.panels.first?.heatMap)
    #expect(map.scale.vmin == 0 && map.scale.vmax == best)
  }

  /// What is made of all heads of a long text is made head after head, and is what all of them give.
  @Test func manyHeadsAreCombinedOneByOne() throws {
    let count = 730
    let all = try weights(count, layers: .all, heads: .all)
    let size = count * count
    let matrices = (0..<8).map { index in
      Matrix(rows: count, columns: count, values: Array(all[index * size..<(index + 1) * size]))
    }
    let mean = try draft(Attention.self, words(count) + ["--combine", "mean"])
    #expect(
      isNear(
        try #require(mean.table).wholeMatrix().values, try combined(matrices, by: .mean).values))
    let maximum = try draft(Attention.self, words(count) + ["--combine", "max"])
    #expect(
      isNear(
        try #require(maximum.table).wholeMatrix().values,
        try combined(matrices, by: .max).values))
    let measures = try draft(HeadMeasures.self, words(count) + ["--measures", "first,entropy"])
    let table = try #require(measures.table).wholeMatrix()
    for (index, matrix) in matrices.enumerated() {
      let summary = HeadSummary(of: matrix)
      #expect(abs(table.values[index] - (try #require(summary.masses[.first]))) < 1e-6)
      #expect(abs(table.values[8 + index] - summary.entropy) < 1e-5)
    }
    let layers = try [0, 1].map { try combined(Array(matrices[$0 * 4..<$0 * 4 + 4]), by: .mean) }
    let rolled = try draft(Rollout.self, words(count))
    #expect(
      isNear(
        try #require(rolled.table).wholeMatrix().values, try rollout(of: layers)[1].values))
    let early = try draft(Rollout.self, words(count) + ["--layer", "0"])
    #expect(
      isNear(try #require(early.table).wholeMatrix().values, try rollout(of: layers)[0].values))
  }

  @Test func aLayerThatIsNotThereIsToldOf() throws {
    #expect(throws: FigureError.self) {
      try draft(Rollout.self, words(1100) + ["--layer", "7"])
    }
  }
}
