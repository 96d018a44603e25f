// --encoding: every figure of positions over any encoding, its numbers those of mpmath.

import ArgumentParser
import AttentionMath
import FigureModel
import MatrixFiles
import TestSupport
import Testing

@testable import FigureKinds

/// A call and the rows of a file that its figure shows.
struct ShownTable: CustomTestStringConvertible, Sendable {
  let line: String
  let file: String
  /// The rows of the file from which on they are shown.
  var firstRow = 0
  var testDescription: String { line }

  func expected() throws -> Matrix<Double> {
    try MatrixFile.open(fixturesFolder + "/encodings/" + file).tensor().matrix()
  }

  static let all = [
    ShownTable(
      line: "--encoding sincos-2d --grid 14x14 --dimensions 64", file: "sincos2d_mae_14x14_d64.npy"),
    ShownTable(
      line: "--encoding sincos-2d:convention=row-first --grid 14x14 --dimensions 64",
      file: "sincos2d_rowfirst_14x14_d64.npy"),
    ShownTable(
      line: "--encoding sinusoidal:convention=marian --positions 12 --dimensions 16",
      file: "sinusoid_marian_hf_pegasus_sin_then_cos_12x16.npy"),
    ShownTable(
      line:
        "--encoding sinusoidal --spacing endpoint --layout halves --positions 12 --dimensions 16",
      file: "sinusoid_tensor2tensor_whisper_sin_then_cos_12x16.npy"),
    ShownTable(
      line: "--encoding sinusoidal:convention=fairseq --positions 12 --dimensions 16",
      file: "sinusoid_fairseq_m2m100_padding1_offset2_12x16.npy", firstRow: 2),
    ShownTable(
      line: "--encoding learned --table encodings/sinusoid_vaswani_interleaved_12x16.npy",
      file: "sinusoid_vaswani_interleaved_12x16.npy"),
    ShownTable(
      line: "--encoding learned:encodings/sinusoid_vaswani_interleaved_12x16.npy,first-row=2",
      file: "sinusoid_vaswani_interleaved_12x16.npy", firstRow: 2),
    // The first four positions of the fixture are 0 to 3.
    ShownTable(
      line: "--encoding rope --dimensions 64 --positions 4", file: "rope_cos_default_64.npy"),
    ShownTable(
      line: "--encoding rope --dimensions 64 --positions 4 --part sin",
      file: "rope_sin_default_64.npy"),
  ]
}

@Suite struct EncodingChoiceTests {
  @Test(arguments: ShownTable.all) func heatMapsShowTheReferences(_ displayed: ShownTable) throws {
    let matrix = try #require(try draft(PositionalHeatMap.self, displayed.line).table?.matrix)
    let expected = try displayed.expected()
    #expect(matrix.columns == expected.columns && matrix.rows >= 4)
    #expect(matrix.rows + displayed.firstRow <= expected.rows || matrix.rows == expected.rows)
    for row in 0..<matrix.rows {
      for column in 0..<matrix.columns {
        #expect(abs(matrix[row, column] - expected[row + displayed.firstRow, column]) < 1e-12)
      }
    }
  }

  @Test func everyEncodingHasWords() {
    for type in Encodings.all { #expect(type is any DescribedEncoding.Type, "\(type.name)") }
  }

  @Test(arguments: ["pe-heatmap", "similarity", "frequencies"])
  func theUsualSinusoidByNameHasTheSameNumbers(name: String) throws {
    func table(_ words: [String]) throws -> Matrix<Double>? {
      switch name {
      case "pe-heatmap": try draft(PositionalHeatMap.self, words).table?.matrix
      case "similarity": try draft(PositionalSimilarity.self, words).table?.matrix
      default: try draft(Frequencies.self, words).table?.matrix
      }
    }
    let (usual, named) = (try table([])?.values, try table(["--encoding", "sinusoidal"])?.values)
    // Bit for bit, and NaN beside NaN.
    #expect(usual?.map(\.bitPattern) == named?.map(\.bitPattern) && usual?.isEmpty == false)
  }

  @Test func figuresSayWhichConventionIsShown() throws {
    for (line, word) in [
      ("--encoding sinusoidal:convention=tensor2tensor --dimensions 16", "tensor2tensor"),
      ("--encoding rope:pairs=interleaved --dimensions 16", "2i + 1"),
      ("--encoding rope --dimensions 16", "i + 8"),
      ("--encoding sincos-2d --grid 4x4 --dimensions 16", "MAE"),
    ] {
      for language in Language.allCases {
        let figure = try draft(PositionalHeatMap.self, line, language: language).figure
        #expect(figure.displayedNotes.contains(word), "\(line)")
        #expect(figure.summaryWithNotes.contains(word))
      }
    }
  }

  @Test func linesAreColumnsAndRowsOfTheHeatMap() throws {
    let choice = "--encoding rope:base=500000 --dimensions 16 --part sin"
    let whole = try #require(
      try draft(PositionalHeatMap.self, choice + " --positions 20").table?.matrix)
    let pairs = try #require(
      try draft(PositionalLines.self, choice + " --positions 20 --at-dims 1,5").table?.matrix)
    #expect(pairs.row(0).elementsEqual(whole.column(1)))
    #expect(pairs.row(1).elementsEqual(whole.column(5)))
    let positions = try #require(
      try draft(PositionalLines.self, choice + " --at-positions 3,9 --dims 2-6").table?.matrix)
    #expect(
      positions.row(0).elementsEqual(
        whole.row(3)[whole.row(3).startIndex...].dropFirst(2).prefix(5)))
    #expect(positions.rows == 2 && positions.columns == 5)
  }

  /// Rows and columns of a table of a file.
  @Test func linesOfALearnedTableAreThoseOfTheFile() throws {
    let file = "encodings/sinusoid_vaswani_interleaved_12x16.npy"
    let expected = try ShownTable(line: "", file: "sinusoid_vaswani_interleaved_12x16.npy")
      .expected()
    let rows = try #require(
      try draft(PositionalLines.self, "--encoding learned --table \(file) --at-positions 2,11")
        .table?.matrix)
    #expect(rows.row(0).elementsEqual(expected.row(2)))
    #expect(rows.row(1).elementsEqual(expected.row(11)))
    let columns = try #require(
      try draft(PositionalLines.self, "--encoding learned --table \(file) --at-dims 3").table?
        .matrix)
    #expect(columns.row(0).elementsEqual((0..<12).map { expected[$0, 3] }))
    let error = try failure(
      PositionalLines.self,
      "--encoding learned --table \(file) --at-positions 12".split(separator: " ").map(String.init))
    #expect(error.description.contains("0 to 11"))
  }

  @Test func severalEncodingsAreComparedOnOneScale() throws {
    let drawn = try draft(
      PositionalSimilarity.self,
      "--encoding sinusoidal,rope,learned:encodings/sinusoid_vaswani_interleaved_12x16.npy "
        + "--dimensions 16")
    let table = try #require(drawn.table)
    // As many positions as the table has.
    #expect(table.matrices == 3 && table.matrix.rows == 36 && table.matrix.columns == 12)
    #expect(table.shape(of: table.matrix) == [3, 12, 12])
    guard case .panels(let grid) = drawn.figure.content else {
      Issue.record("no panels")
      return
    }
    let scales = grid.panels.compactMap(\.heatMap?.scale)
    #expect(scales.count == 3 && Set(scales).count == 1 && grid.sharedColorBar != nil)
    // The fixture's table is the sinusoid: computed from vectors or by the formula, the same.
    for row in 0..<12 {
      for column in 0..<12 {
        #expect(abs(table.matrix[row, column] - table.matrix[row + 24, column]) < 1e-12)
        // RoPE's mean of cosines is the sinusoid's, the frequencies being the same.
        #expect(abs(table.matrix[row, column] - table.matrix[row + 12, column]) < 1e-12)
      }
    }
  }

  @Test(arguments: SimilarityMetric.allCases) func profilesOfTablesAreRowsOfTheMatrix(
    metric: SimilarityMetric
  ) throws {
    let choice =
      "--encoding learned:encodings/sinusoid_vaswani_interleaved_12x16.npy --metric "
      + metric.rawValue
    let matrix = try #require(try draft(PositionalSimilarity.self, choice).table?.matrix)
    let line = try #require(
      try draft(PositionalSimilarity.self, choice + " --reference-position 5").table?.matrix)
    #expect(zip(line.row(0), matrix.row(5)).allSatisfy { abs($0 - $1) < 1e-7 })
  }

  @Test func partsThatAreNeitherSineNorCosineAreShown() throws {
    let matrix = try #require(
      try draft(Decomposition.self, "--encoding fourier:convention=code,octaves=3 --position 9")
        .table?.matrix)
    #expect(matrix.rows == 4 && matrix.columns == 7)
    for column in 0..<7 {
      #expect(matrix[0, column] == matrix[1, column] + matrix[2, column] + matrix[3, column])
    }
    #expect(matrix[3, 0] == 18.0 / 127 - 1)
  }

  @Test func shiftsAreDifferencesOfRows() throws {
    let table = try ShownTable(
      line: "", file: "sinusoid_vaswani_interleaved_12x16.npy"
    ).expected()
    let matrix = try #require(
      try draft(
        Shift.self,
        "--encoding learned:encodings/sinusoid_vaswani_interleaved_12x16.npy --pairs 7-3"
      ).table?.matrix)
    #expect(matrix.row(0).elementsEqual((0..<16).map { table[7, $0] - table[3, $0] }))
  }

  @Test func frequenciesOfAScalingAreThoseOfTheFormula() throws {
    let scaled = try #require(
      try draft(
        Frequencies.self, "--encoding rope:scaling=linear,factor=4 --dimensions 8"
      ).table?.matrix)
    #expect(scaled.rows == 2 && scaled.columns == 4)
    for pair in 0..<4 {
      let frequency = [1, 0.1, 0.01, 0.001][pair] / 4
      #expect(abs(scaled[0, pair] / frequency - 1) < 1e-14)
      #expect(abs(scaled[1, pair] * frequency / (2 * Double.pi) - 1) < 1e-14)
    }
  }

  @Test(arguments: [
    ("--encoding alibi", "adds to scores"),
    ("--encoding rope:dimensions=7", "even number"),
    ("--encoding rope:scaling=yarn", "factor is missing"),
    ("--encoding rope:scaling=yarn,factor=4", "original is missing"),
    ("--encoding rope --layout halves", "takes no layout"),
    ("--encoding rope:dimensions=64 --dimensions 32", "one says 32 and the other 64"),
    ("--encoding rope:bse=5", "no parameter bse"),
    ("--encoding rope,sinusoidal", "one encoding"),
    ("--grid 14x14", "give --encoding"),
    ("--encoding sincos-2d --grid 14", "14x14"),
    ("--encoding sincos-2d --dimensions 6", "multiple of 4"),
    ("--encoding sincos-2d --positions 300", "0 to 195"),
    ("--encoding learned", "table is missing"),
    (
      "--encoding learned-2d --grid 5x5 --table encodings/sincos2d_mae_14x14_d64.npy",
      "needs 25 rows"
    ),
    ("--part sin", "rotations"),
    ("--encoding learned:encodings/none.npy", "none.npy"),
    ("--encoding rope --positions 2 --first-position 9999999999999999", "exact sine"),
  ])
  func badInputIsNamed(line: String, words: String) throws {
    let error = try failure(
      PositionalHeatMap.self, line.split(separator: " ").map(String.init))
    #expect(error.typed.contains(words), "\(error)")
    #expect(!error.typed.contains("\n"))
  }

  @Test func unknownNamesHaveTheNearestKnownOne() {
    #expect(throws: (any Error).self) { try EncodingList.parsed("ropee") }
    #expect(
      PositionalHeatMap.parsingError(["--encoding", "sinusodal"])?.contains("sinusoidal?") == true)
  }

  @Test func whatAnEncodingLacksIsNamedWithThoseThatHaveIt() throws {
    for (error, names) in [
      (try failure(Decomposition.self, ["--encoding", "rope"]), "sincos-2d"),
      (try failure(Shift.self, ["--encoding", "rope"]), "learned"),
      (try failure(Frequencies.self, ["--encoding", "index"]), "rope"),
      (try failure(PositionalSimilarity.self, ["--encoding", "t5"]), "sinusoidal"),
      (
        try failure(Decomposition.self, ["--encoding", "fourier", "--form", "continuous"]),
        "discrete"
      ),
    ] {
      #expect(error.cause == .usage && error.typed.contains(names), "\(error)")
    }
  }
}

extension PositionalHeatMap {
  /// What the parser says of these words; nil where it reads them.
  fileprivate static func parsingError(_ words: [String]) -> String? {
    do {
      _ = try parse(words)
      return nil
    } catch { return message(for: error) }
  }
}
