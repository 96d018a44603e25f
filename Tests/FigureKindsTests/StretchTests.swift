// The trained context and its factor: one way for wavelengths and decay, contradictions refused.

import AttentionMath
import FigureModel
import TestSupport
import Testing

@testable import FigureKinds

@Suite struct StretchTests {
  @Test(arguments: [
    ("--encoding rope:scaling=yarn,original=4096,factor=8 --factor 4", "factor=8"),
    ("--encoding rope:scaling=yarn,original=2048 --factor 4 --context 4096", "original=2048"),
    ("--encoding rope,rope:scaling=linear,factor=2 --factor 3", "factor=2"),
    ("--encoding rope,rope:scaling=yarn", "factor 4"),
    ("--encoding rope --factor 4", "nothing is stretched"),
  ])
  func contradictionsAndGapsAreRefused(line: String, words: String) throws {
    let words = words
    for error in [
      try failure(Wavelengths.self, line.split(separator: " ").map(String.init)),
      try failure(Decay.self, (line + " --distances 0-64").split(separator: " ").map(String.init)),
    ] { #expect(error.typed.contains(words), "\(error)") }
  }

  /// The option is for the scaling that says nothing of its own.
  @Test func theFactorIsForTheOneThatSaysNone() throws {
    for figure in [
      try draft(
        Wavelengths.self,
        "--encoding rope,rope:scaling=yarn,factor=2,rope:scaling=ntk --context 1000 --factor 7"),
      try draft(
        Decay.self,
        "--encoding rope,rope:scaling=yarn,factor=2,rope:scaling=ntk --context 1000 --factor 7"),
    ] {
      let notes = figure.figure.shownNotes
      #expect(
        notes.contains("YaRN (factor 2, original 1000)") && notes.contains("NTK-aware (factor 7)"),
        "\(notes)")
    }
  }

  @Test func aContextWithoutAScalingIsRefusedOfDistances() throws {
    for encoding in ["alibi", "rope"] {
      let error = try failure(Decay.self, ["--encoding", encoding, "--context", "4"])
      #expect(error.typed.contains("--context 4: nothing is stretched"), "\(error)")
    }
    _ = try draft(Wavelengths.self, "--encoding rope --context 512")
  }

  /// What differs is said, and waves are counted against the context of each.
  @Test func differingContextsAreToldAndCountedEach() throws {
    let two =
      "rope:scaling=llama3,factor=2,original=1000,rope:scaling=yarn,factor=2,original=2000"
    let waves = try draft(Wavelengths.self, "--encoding \(two)")
    #expect(waves.charts[0].rules.first?.value == 1000)
    #expect(
      waves.warnings.typed.contains {
        $0.contains("trained on 2000 positions") && $0.contains("which is the line drawn")
      }, "\(waves.warnings)")
    #expect(waves.figure.summary.contains("the trained context of each (1000 and 2000)"))
    let decay = try draft(Decay.self, "--encoding \(two) --distances 0-300")
    #expect(
      decay.warnings.typed.contains { $0.contains("trained on 2000 positions") }
        && !decay.warnings.typed.contains { $0.contains("line drawn") }, "\(decay.warnings)")
  }

  @Test func oneEncodingTwiceIsDrawnOnce() throws {
    let figure = try draft(Decay.self, "--encoding rope,rope --distances 0-64")
    #expect(figure.charts[0].series.compactMap(\.label).count == 2)
    #expect(figure.warnings.typed.contains { $0.contains("named twice") })
  }

  @Test(arguments: ["--factor 8 --context 2048", "--factor 8.0"])
  func sayingTheSameTwiceIsNoContradiction(more: String) throws {
    _ = try draft(
      Wavelengths.self, "--encoding rope:scaling=yarn,original=2048,factor=8 " + more)
  }

  /// The line stands where the encoding itself says.
  @Test func theEncodingsOwnFactorIsTheLine() throws {
    let figure = try draft(Wavelengths.self, "--encoding rope:scaling=yarn,original=2048,factor=8")
    let chart = try #require(figure.charts.first)
    #expect(chart.rules.map(\.value) == [2048, 16384])
  }

  /// Every distance is in the file, and a few hundred points on the axis.
  @Test func wideRangesAreOnALogarithmicAxis() throws {
    let figure = try draft(
      Decay.self, "--encoding rope,rope:scaling=yarn,alibi --factor 4 --distances 0-8192")
    #expect(figure.table?.matrix.columns == 8193)
    for panel in figure.panels {
      guard case .numbers(_, _, let scale) = panel.x.domain else {
        Issue.record("no numbers")
        continue
      }
      #expect(scale == .log)
    }
    for series in figure.charts.flatMap(\.series) {
      #expect(series.x.count <= 300 && series.x.first == 1)
      #expect(try #require(series.x.last) > 8000)
    }
    // Of a line that falls all along, means of runs fall too, and end near the last value.
    let alibi = try #require(figure.charts.last?.series.first)
    #expect(zip(alibi.y, alibi.y.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(figure.figure.shownNotes.contains("Distances from 1 on, logarithmic"))
    #expect(figure.figure.shownNotes.contains("128 dimensions, base 10000"))
    #expect(figure.figure.shownNotes.contains("8 heads"))
    #expect(figure.figure.shownNotes.contains("RoFormer's bound is without its factor"))
  }

  @Test func aFewDistancesAreDrawnEachAndOneIsRefused() throws {
    let figure = try draft(Decay.self, "--encoding alibi --distances 0-100")
    let distances = (0...100).map(Double.init)
    #expect(figure.charts[0].series.allSatisfy { $0.x == distances })
    #expect(figure.figure.shownNotes.contains("8 heads"))
    let error = try failure(Decay.self, ["--distances", "5"])
    #expect(error.typed.contains("makes no line"))
  }
}
