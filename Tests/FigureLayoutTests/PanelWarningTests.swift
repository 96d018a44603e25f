import FigureModel
import TestSupport
import Testing
import TextFormats

@testable import FigureLayout

/// Many panels of which the same holds are told of once.
@Suite struct PanelWarningTests {
  private func blended(_ share: Double, _ title: String? = nil, rows: Int = 300) -> PanelWarning {
    PanelWarning(
      problem: .blended(
        cells: .init(rows: rows, columns: rows), drawn: .init(rows: 50, columns: 50), .max,
        share: share), title: title)
  }

  private func english(_ warnings: [PanelWarning], panels: Int) -> [String] {
    PanelWarning.messages(warnings, panels: panels).typed
  }

  @Test func oneSentenceTellsOfAllThatAreAlike() throws {
    let told = english([0.02, 0.19, 0.05].map { blended($0) }, panels: 270)
    #expect(told.count == 1)
    #expect(told[0].hasPrefix("in 3 of 270 panels [300, 300] cells are drawn as [50, 50]"))
    #expect(told[0].contains("in 2 to 19% of these"))
    #expect(
      english([0.02, 0.02].map { blended($0) }, panels: 2)[0].hasPrefix("in all 2 panels [300"))
  }

  @Test func fewPanelsAreNamedAndManyCounted() {
    #expect(english([blended(0.3, "board")], panels: 1)[0].hasPrefix("board: [300, 300] cells"))
    #expect(
      english([blended(0.3, "a"), blended(0.3, "b")], panels: 9)[0].hasPrefix("a, b: [300, 300]"))
    let many = (0..<4).map { blended(0.3, "Head \($0)") }
    #expect(english(many, panels: 4)[0].hasPrefix("in all 4 panels [300"))
    // A figure of one panel has nothing to tell apart.
    #expect(english([blended(0.3)], panels: 1)[0].hasPrefix("[300, 300] cells"))
  }

  @Test func whatDiffersIsToldApart() {
    let told = english([blended(0.3), blended(0.3, rows: 400), blended(0.4)], panels: 3)
    #expect(told.map { $0.contains("[400, 400]") } == [false, true])
    #expect(told[0].contains("in 30 to 40%") && told[0].hasPrefix("in 2 of 3 panels"))
  }

  @Test func limitsAreThoseThatHoldForEveryPanel() {
    let told = english(
      [(1.0, 2.0), (3, 4.5)].map { low, high in
        PanelWarning(problem: .beyond(.lowest, limit: 9, values: low...high), title: nil)
      }, panels: 2)
    #expect(told.count == 1)
    #expect(told[0].contains("below --vmin 9") && told[0].contains("within 1 to 4.5"))
  }
}
