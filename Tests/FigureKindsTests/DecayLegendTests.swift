// Signs in legends are set as mathematics is.

import ArgumentParser
import FigureModel
import FigureScene
import TestSupport
import Testing

@testable import FigureKinds

@Suite struct DecayLegendTests {
  @Test(arguments: Language.allCases)
  func theDeviationIsItalic(_ language: Language) throws {
    let draft = try Decay.parse([]).draft(
      on: PageContext(language: language, theme: .light, size: nil))
    guard case .panels(let grid) = draft.figure.content else {
      Issue.record("no panels")
      return
    }
    let labels = grid.panels.flatMap { panel -> [Series] in
      if case .chart(let chart) = panel.content { chart.series } else { [] }
    }.filter { $0.label?.contains("σ") == true }.map(\.legendLabel)
    #expect(!labels.isEmpty)
    for label in labels {
      #expect(label.spans.contains { $0.text == "σ" && $0.isItalic }, "\(label.spans)")
      #expect(!label.spans.contains { $0.isItalic && $0.text.count > 1 })
    }
  }

  /// What a user calls a line stays upright, though it is one letter.
  @Test func namesOfLinesStayUpright() {
    let series = Series(label: "i", x: [0], y: [1], style: SeriesStyle(slot: 0))
    #expect(series.legendLabel.spans.allSatisfy { !$0.isItalic })
  }
}
