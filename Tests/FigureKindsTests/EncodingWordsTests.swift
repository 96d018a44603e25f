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

  /// No two encodings of one figure have one name, unless they are the same: labels have what differs.
  @Test(arguments: [
    ("rope:base=10000,rope:base=500000", ["RoPE, base 10000", "RoPE, base 500000"]),
    (
      "rope,rope:scaling=yarn,factor=2,original=512,rope:scaling=yarn,factor=8,original=512",
      ["RoPE", "RoPE, YaRN, factor 2", "RoPE, YaRN, factor 8"]
    ),
    (
      "rope:partial=0.5,rope,rope:base=77",
      [
        "RoPE, 8 dimensions turned, base 10000", "RoPE, 16 dimensions turned, base 10000",
        "RoPE, 16 dimensions turned, base 77",
      ]
    ),
    ("rope:pairs=interleaved,rope", ["RoPE, interleaved", "RoPE, halves"]),
    (
      "sinusoidal:convention=marian,sinusoidal,sinusoidal:convention=tensor2tensor",
      [
        "The sinusoidal encoding, Marian/Pegasus", "The sinusoidal encoding, Vaswani et al./XLM",
        "The sinusoidal encoding, tensor2tensor",
      ]
    ),
    ("sinusoidal,rope", ["The sinusoidal encoding", "RoPE"]),
    ("rope,rope", ["RoPE", "RoPE"]),
  ])
  func labelsHaveWhatDiffers(encodings: String, labels: [String]) throws {
    let line = "--encoding \(encodings) --dimensions 16"
    let similarity = try draft(PositionalSimilarity.self, "\(line) --positions 6")
    #expect(similarity.panels.compactMap { $0.title?.plain } == labels)
    for label in labels { #expect(similarity.figure.shownNotes.contains("\(label): ")) }
    let wavelengths = try draft(Wavelengths.self, "\(line) --context 512")
    #expect(
      wavelengths.charts[0].series.compactMap(\.label)
        == labels.map { $0.replacingOccurrences(of: "The s", with: "the s") })
    let chinese = try draft(
      PositionalSimilarity.self, "\(line) --positions 6", language: .chinese)
    #expect(
      Set(chinese.panels.compactMap { $0.title?.plain }).count == Set(labels).count)
  }

  @Test func decayTellsBasesApart() throws {
    let draft = try draft(
      Decay.self, "--encoding rope:base=10000,rope:base=500000 --distances 0-16")
    let labels = draft.charts[0].series.compactMap(\.label)
    #expect(
      labels.contains("RoPE, base 10000: bound") && labels.contains("RoPE, base 500000: bound"))
    #expect(Set(draft.charts[0].series.map(\.style.slot)) == [0, 1])
    #expect(draft.figure.shownNotes.contains("each with itself (q = k)"))
    #expect(Set(try #require(draft.table).rowLabels).count == 6)
  }

  /// Each line's own parameters stand below the title, what all share once.
  @Test func notesTellEachLinesParameters() throws {
    let notes = try draft(
      Wavelengths.self,
      "--encoding rope:base=10000,rope:base=500000,rope:scaling=linear,factor=4 --context 512"
    ).figure.shownNotes
    #expect(notes.contains("RoPE, base 10000: 128 dimensions, base 10000."))
    #expect(notes.contains("RoPE, base 500000: 128 dimensions, base 500000."))
    #expect(notes.contains("scaling linear (factor 4)."))
    #expect(notes.components(separatedBy: "i and i + 64").count == 2)
    let two = try draft(
      Wavelengths.self, "--encoding rope:pairs=interleaved,rope --context 512"
    ).figure.shownNotes
    #expect(two.contains("interleaved: dimensions 2i") && two.contains("halves: dimensions i and"))
  }

  /// The sinusoid by options says what is not the paper's, also in the description.
  @Test(arguments: [
    ("--layout halves", "All sines, then all cosines, exponents 2i/d (Marian, Pegasus)"),
    ("--spacing endpoint", "Sines and cosines in turn, exponents i/(d/2 − 1), base 10000"),
    ("--base 500", "base 500"),
    ("--layout halves --spacing endpoint", "(tensor2tensor)"),
  ])
  func theSinusoidByOptionsSaysItsConvention(options: String, words: String) throws {
    for draft in [
      try draft(PositionalHeatMap.self, "--positions 4 --dimensions 8 \(options)"),
      try draft(PositionalSimilarity.self, "--positions 4 --dimensions 8 \(options)"),
      try draft(Frequencies.self, "--dimensions 8 \(options)"),
    ] {
      #expect(draft.figure.shownNotes.contains(words), "\(draft.figure.shownNotes)")
    }
    let plain = try draft(PositionalHeatMap.self, "--positions 4 --dimensions 8")
    #expect(plain.figure.notes.isEmpty)
  }

  /// A table of rows that make a square needs no grid, and the description counts it.
  @Test func aTableOfASquareNeedsNoGrid() throws {
    let draft = try draft(
      Conventions.self,
      "--encoding sincos-2d --table encodings/sincos2d_mae_14x14_d64.npy")
    #expect(draft.figure.shownNotes.contains("The table is that of MAE"))
    #expect(draft.figure.summary.contains("The table"))
    #expect(draft.heatMaps.count == 4)
    let error = try failure(
      Conventions.self,
      ["--encoding", "sincos-2d", "--table", "encodings/sinusoid_vaswani_interleaved_12x16.npy"])
    #expect(error.typed.contains("make no square"))
  }

  /// A causal mask does not hide what a window does, and no advice says so.
  @Test func aWindowUnderACausalMaskIsSaidSo() throws {
    let draft = try draft(
      Attention.self,
      ["--tokens", "a b c d e", "--encoding", "retnet:heads=3,window=2", "--mask", "causal"])
    let warnings = "\(draft.warnings)"
    #expect(warnings.contains("outside of its window") && !warnings.contains("give --mask"))
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
