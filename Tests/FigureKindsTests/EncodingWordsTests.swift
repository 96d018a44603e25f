// What figures of encodings say: which numbers are taken, which rows stand where, how letters are set.

import AttentionMath
import FigureModel
import FigureScene
import Foundation
import TestSupport
import Testing

@testable import FigureKinds

@Suite struct EncodingWordsTests {
  @Test(arguments: [Language.english, .chinese])
  func transformerXLSaysWhatIsLeftOut(language: Language) throws {
    let draft = try draft(
      Attention.self, ["--tokens", "a b c", "--seed", "7", "--relative", "transformer-xl"],
      language: language)
    let words = language == .english ? "u and v as 0" : "u 与 v 取 0"
    #expect(draft.figure.shownNotes.contains(words), "\(draft.figure.shownNotes)")
  }

  /// Beside other encodings a scaling has its factor and its context, and none of its usual numbers.
  @Test(arguments: [("yarn", "YaRN"), ("llama3", "Llama 3")])
  func decayTellsAScalingInBrief(scaling: String, title: String) throws {
    let draft = try draft(
      Decay.self, "--encoding rope:scaling=\(scaling),factor=8,original=8192 --distances 0-16")
    #expect(draft.figure.shownNotes.contains("scaling \(title) (factor 8, original 8192)."))
  }

  /// A table from a seed is no learned one.
  @Test func aTableFromASeedIsSynthetic() throws {
    let draft = try draft(
      PositionalHeatMap.self, ["--encoding", "learned", "--table", "seed:7,[6,4]"])
    #expect(draft.figure.shownNotes.contains("(synthetic)"))
  }

  /// fairseq's first position is two rows down, so the axis counts rows.
  @Test func conventionsOfTheSinusoidCountRows() throws {
    let draft = try draft(Conventions.self, "--encoding sinusoidal --positions 6")
    #expect(draft.panels.allSatisfy { $0.y.label?.plain == "row of the table" })
    #expect(draft.figure.shownNotes.contains("at row 2 in fairseq's"))
  }

  /// R₃ R₁₀ q = R₁₃ q: pair i of q = (1, 0) becomes (cos 13ω, sin 13ω).
  @Test func aRotationsShiftTurnsAVector() throws {
    let draft = try draft(
      Shift.self, "--encoding rope:pairs=interleaved --matrix 3 --dimensions 8")
    #expect(draft.figure.title?.plain == "One matrix for a shift by 3: Rm + k q = Rk Rm q")
    #expect(draft.figure.title?.spans.contains { $0.script == .sub } == true)
    let chart = try #require(draft.charts.last)
    #expect(chart.series.map(\.label) == ["R₁₀ q", "R₃ R₁₀ q = R₁₃ q"])
    for (index, position) in [10.0, 13.0].enumerated() {
      for pair in 0..<4 {
        let angle = position * pow(10000, -Double(pair) / 4)
        #expect(abs(chart.series[index].y[2 * pair] - cos(angle)) < 1e-12)
        #expect(abs(chart.series[index].y[2 * pair + 1] - sin(angle)) < 1e-12)
      }
    }
    let sinusoid = try FigureKindsTests.draft(Shift.self, "--matrix 3 --dimensions 8")
    #expect(sinusoid.panels.first?.title?.spans.map(\.script) == [.normal, .sub])
    #expect(sinusoid.charts.last?.series.last?.label == "M₃ PE(10) = PE(13)")
  }

  /// The circle, of radius 1, takes most of its box, and labels still stand within it.
  @Test(arguments: [("0,1,2,8", 1.7), ("0", 1.3), ("0-5", 1.8)])
  func circlesFillTheirBoxes(positions: String, most: Double) throws {
    let draft = try draft(
      Rotation.self, "--encoding rope --dimensions 8 --at-positions \(positions)")
    for panel in draft.panels {
      guard case .numbers(_, let upper?, _) = panel.x.domain else {
        Issue.record("no limits")
        continue
      }
      #expect(upper > 1.15 && upper <= most, "\(upper)")
    }
  }
}
