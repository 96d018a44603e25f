// Where a prompt ends is marked on the axes of heat maps, and so is each step after it.

import AttentionMath
import FigureModel
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
    #expect(one.figure.notes.contains { $0.text.contains("rows 0–2 are the prompt’s") })

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
}
