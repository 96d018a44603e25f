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
    ("--encoding rope --factor 4", "--factor 4: nothing is stretched"),
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
      let notes = figure.figure.displayedNotes
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

  /// Where encodings reach differently far there is no one line, whoever says how far; each that goes by the
  /// length of the text has all that its own context is stretched to.
  @Test(
    arguments: [
      ("rope:scaling=llama3,factor=4,original=500,rope:config=dyn.json", 1, "length 60"),
      ("rope:config=dyn.json,rope:scaling=yarn,factor=2,original=20", 1, "length 60"),
      ("rope:config=dyn.json,rope:scaling=yarn,factor=3,original=20", 2, "length 60"),
      ("rope:config=dyn.json", 2, "length 60"),
      ("rope:scaling=llama3,factor=4,original=500,rope:scaling=yarn,factor=2,original=500", 1, ""),
      (
        "rope:scaling=dynamic,factor=2,original=30,rope:scaling=dynamic,factor=5,original=30", 1,
        "length 150"
      ),
    ])
  func noLineWhereFactorsDiffer(encodings: String, rules: Int, words: String) throws {
    let folder = try Folder()
    try folder.write(
      """
      {"model_type": "llama", "max_position_embeddings": 20, "head_dim": 16, "rope_theta": 10000,
       "rope_scaling": {"rope_type": "dynamic", "factor": 3}}
      """, to: "dyn.json")
    let figure = try draft(
      Wavelengths.self, ["--encoding", encodings, "--dimensions", "16"], folder: folder.path)
    #expect(figure.charts[0].rules.count == rules)
    #expect(
      words.isEmpty || figure.figure.displayedNotes.contains(words),
      "\(figure.figure.displayedNotes)")
  }

  /// The configuration of one encoding says nothing of another.
  @Test func anotherEncodingsFactorIsNone() throws {
    let folder = try Folder()
    try folder.write(
      """
      {"model_type": "llama", "max_position_embeddings": 20, "head_dim": 16, "rope_theta": 10000,
       "rope_scaling": {"rope_type": "dynamic", "factor": 3}}
      """, to: "dyn.json")
    let words = ["--encoding", "rope:config=dyn.json,rope:scaling=yarn", "--dimensions", "16"]
    let error = try failure(Wavelengths.self, words, folder: folder.path)
    #expect(error.typed.contains("yarn stretches by a factor, and none is given"), "\(error)")
    let given = try draft(Wavelengths.self, words + ["--factor", "2"], folder: folder.path)
    #expect(given.figure.displayedNotes.contains("YaRN (factor 2"))
    #expect(given.charts[0].rules.count == 1)
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
    #expect(figure.figure.displayedNotes.contains("Distances from 1 on, logarithmic"))
    #expect(figure.figure.displayedNotes.contains("128 dimensions, base 10000"))
    #expect(figure.figure.displayedNotes.contains("8 heads"))
    #expect(figure.figure.displayedNotes.contains("RoFormer’s bound is without its factor"))
  }

  @Test func aFewDistancesAreDrawnEachAndOneIsRefused() throws {
    let figure = try draft(Decay.self, "--encoding alibi --distances 0-100")
    let distances = (0...100).map(Double.init)
    #expect(figure.charts[0].series.allSatisfy { $0.x == distances })
    #expect(figure.figure.displayedNotes.contains("8 heads"))
    let error = try failure(Decay.self, ["--distances", "5"])
    #expect(error.typed.contains("makes no line"))
  }
}
