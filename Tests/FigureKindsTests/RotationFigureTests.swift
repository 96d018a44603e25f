// rotation and position-grid: hands against the formula, likeness against plain sums.

import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene
import Foundation
import MatrixFiles
import MatrixSources
import TestSupport
import Testing

@testable import FigureKinds

@Suite struct RotationFigureTests {
  /// 8 dimensions have the frequencies 1, 0.1, 0.01, 0.001.
  @Test(arguments: ["", " --encoding rope:pairs=interleaved"])
  func anglesAreThePositionTimesTheFrequency(more: String) throws {
    let table = try #require(
      try draft(Rotation.self, "--dimensions 8 --at-positions 0,1,2,8\(more)").table)
    #expect(table.matrix.rows == 4 && table.matrix.columns == 4)
    #expect(table.rowLabels == ["0", "1", "2", "8"] && table.columnLabels[3] == "pair 3")
    for (row, position) in [0.0, 1, 2, 8].enumerated() {
      for pair in 0..<4 {
        #expect(abs(table.matrix[row, pair] - position * pow(10, -Double(pair))) < 1e-12)
      }
    }
  }

  @Test func handsEndOnTheCircleWhereTheTableSays() throws {
    let figure = try draft(Rotation.self, "--dimensions 8 --at-positions 0,1,2,8")
    #expect(figure.charts.count == 4)
    for (pair, chart) in figure.charts.enumerated() {
      #expect(chart.hasEqualUnits && chart.series[0].style.isGuide)
      let circle = zip(chart.series[0].x, chart.series[0].y).map {
        ($0 * $0 + $1 * $1).squareRoot()
      }
      #expect(circle.allSatisfy { abs($0 - 1) < 1e-12 })
      for (hand, position) in zip(chart.series.filter { !$0.style.isGuide }, [0.0, 1, 2, 8]) {
        let angle = position * pow(10, -Double(pair))
        #expect(hand.x[0] == 0 && hand.y[0] == 0)
        #expect(abs(hand.x[1] - cos(angle)) < 1e-12 && abs(hand.y[1] - sin(angle)) < 1e-12)
      }
    }
    // The fast pair tells the four apart, hands of the slow one have one label.
    #expect(figure.charts[0].notes.map(\.text.plain).sorted() == ["0", "1", "2", "8"])
    #expect(figure.charts[3].notes.map(\.text.plain) == ["0–2, 8"])
  }

  /// On a page with many circles those whose hands all meet say so in one word, and are larger for it.
  @Test func manyCirclesSayThatAllHandsMeet() throws {
    func notes(_ language: Language) throws -> [[String]] {
      let appearance = try AppearanceArguments.parse([
        "--page", "slide", "--lang", language.rawValue,
      ])
      let kind = try Rotation.parse(["--dimensions", "32", "--at-positions", "0,1,2,8"])
      let figure = try kind.draft(
        computing: ComputeContext(folder: fixturesFolder), on: try appearance.page())
      return figure.charts.map { $0.notes.map(\.text.plain) }
    }
    let english = try notes(.english)
    #expect(english.count == 16 && english[15] == ["all"] && english[0].count == 4)
    #expect(english[4].contains("0–2") && english.allSatisfy { !$0.contains("0–2, 8") })
    #expect(try notes(.chinese)[15] == ["全部"])
  }

  @Test func axesNameTheDimensionsOfThePair() throws {
    func names(_ more: String) throws -> [[String?]] {
      try draft(Rotation.self, "--dimensions 8\(more)").panels.map {
        [$0.x.label?.plain, $0.y.label?.plain]
      }
    }
    #expect(
      try names("") == (0..<4).map { ["dimension \($0)", "dimension \($0 + 4)"] })
    #expect(
      try names(" --encoding rope:pairs=interleaved")
        == (0..<4).map { ["dimension \(2 * $0)", "dimension \(2 * $0 + 1)"] })
  }

  @Test func ofManyPairsSomeAreShownAndTheFigureSaysSo() throws {
    let some = try draft(Rotation.self, "--dimensions 128")
    #expect(
      some.table?.columnLabels.map { $0.dropFirst(5) }
        == ["0", "9", "18", "27", "36", "45", "54", "63"])
    #expect(some.figure.displayedNotes.contains("8 of 64 pairs"))
    let chosen = try draft(Rotation.self, "--dimensions 128 --pairs 2-4")
    #expect(chosen.table?.columnLabels == ["pair 2", "pair 3", "pair 4"])
    #expect(!chosen.figure.displayedNotes.contains("of 64"))
  }

  /// YaRN's longer vectors are told of and drawn with the length 1.
  @Test func aScalingsFactorIsTold() throws {
    let figure = try draft(
      Rotation.self,
      "--encoding rope:scaling=yarn,factor=4,original=4096 --dimensions 8 --at-positions 3")
    let hand = try #require(figure.charts.first?.series.last)
    #expect(abs(hand.x[1] * hand.x[1] + hand.y[1] * hand.y[1] - 1) < 1e-12)
    // 0.1 ln 4 + 1
    #expect(figure.figure.displayedNotes.contains("1.139"))
  }

  @Test(arguments: [
    ("--encoding alibi", "turns queries and keys"),
    ("--encoding rope,rope", "one encoding"),
    ("--dimensions 8 --pairs 2-5", "run from 0 to 3"),
    ("--dimensions 512 --pairs 0-99", "at most 64"),
    ("--at-positions 0-30", "at most 24"),
    ("--encoding rope-2d:grid=2x2 --dimensions 8 --at-positions 4", "no position 4"),
  ])
  func badInputIsNamed(line: String, words: String) throws {
    let error = try failure(Rotation.self, line.split(separator: " ").map(String.init))
    #expect(error.cause == .usage && error.typed.contains(words), "\(error)")
  }
}

@Suite struct PositionGridTests {
  @Test func everyPatchIsComparedWithAll() throws {
    let folder = try Folder()
    // A class token and 2 by 2 patches.
    try folder.write(
      "[[9, 9, 9], [1, 0, 0], [0, 2, 0], [3, 0, 0], [0, -1, 1]]", to: "t.json")
    let vectors = [[1.0, 0, 0], [0, 2, 0], [3, 0, 0], [0, -1, 1]]
    for metric in ["cosine", "dot", "euclidean"] {
      let draft = try draft(
        PositionGrid.self, ["--table", "t.json", "--grid", "2x2", "--metric", metric],
        folder: folder.path)
      let matrix = try #require(draft.table?.matrix)
      #expect(matrix.rows == 4 && matrix.columns == 4)
      for (row, a) in vectors.enumerated() {
        for (column, b) in vectors.enumerated() {
          let dot = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
          let lengths =
            a.reduce(0) { $0 + $1 * $1 }.squareRoot() * b.reduce(0) { $0 + $1 * $1 }.squareRoot()
          let apart = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
          let expected = ["cosine": dot / lengths, "dot": dot, "euclidean": apart][metric] ?? .nan
          #expect(abs(matrix[row, column] - expected) < 1e-12, "\(metric) \(row) \(column)")
        }
      }
      // A panel is a row of that, laid out as the image is.
      let maps = draft.heatMaps
      #expect(maps.count == 4 && Set(maps.map(\.scale)).count == 1)
      #expect(maps.map { $0.matrix?.values ?? [] } == (0..<4).map { Array(matrix.row($0)) })
      #expect(maps.allSatisfy { $0.cells.rows == 2 && $0.cells.columns == 2 })
      #expect(draft.figure.displayedNotes.contains("class token is left out"))
    }
  }

  /// Patches in one row or column have their small maps, a cell high or wide, as the lines of one matrix.
  @Test(arguments: [("1x5", "column"), ("5x1", "row")])
  func aLineOfPatchesIsOneMatrix(grid: String, name: String) throws {
    let draft = try draft(
      PositionGrid.self, "--encoding sincos-2d --grid \(grid) --dimensions 16")
    let maps = draft.heatMaps
    #expect(maps.count == 1 && maps[0].cells.rows == 5 && maps[0].cells.columns == 5)
    #expect(maps[0].matrix?.values == draft.table?.matrix.values && maps[0].aspect == .equal)
    #expect(draft.panels[0].y.label?.plain == "\(name) of the patch ↓")
    // Nothing is said of small maps in their places.
    #expect(!draft.figure.notes.contains { $0.text.contains("stand where") })
  }

  /// A grid that is much wider than high, or the other way, has room by default for what stands beside it.
  @Test(arguments: ["2x8", "1x16", "16x1", "8x2", "1x1"])
  func anyGridHasRoom(grid: String) throws {
    let draft = try draft(
      PositionGrid.self, "--encoding sincos-2d --grid \(grid) --dimensions 16")
    guard case .about(let size) = draft.figure.size else {
      Issue.record("\(draft.figure.size)")
      return
    }
    #expect(size.height >= 300 && size.width >= 420)
  }

  /// The distance of two patches along one axis decides, whatever the other.
  @Test func theSinusoidOfAGridIsAlikeAtEqualDistances() throws {
    let matrix = try #require(
      try draft(PositionGrid.self, "--encoding sincos-2d --grid 3x5 --dimensions 16").table?.matrix)
    func value(_ a: (Int, Int), _ b: (Int, Int)) -> Double {
      matrix[a.0 * 5 + a.1, b.0 * 5 + b.1]
    }
    for row in 0..<3 {
      for column in 0..<5 {
        #expect(value((row, column), (row, column)) == 1)
        // Half of the pairs are of each axis: 1/2 + (cos Δ + cos 0.1 Δ …) / 2 of the other.
        for other in 0..<5 {
          let distance = Double(column - other)
          let waves = (0..<4).map { cos(distance * pow(10000, -Double($0) / 4)) }
          let expected = 0.5 + 0.5 * waves.reduce(0, +) / 4
          #expect(abs(value((row, column), (row, other)) - expected) < 1e-12)
        }
      }
    }
  }

  @Test(arguments: [
    ("tiny/vit", "vit.embeddings.position_embeddings", 1),
    ("untrained/deit", "deit.embeddings.position_embeddings", 2),
    ("untrained/dinov2", "embeddings.position_embeddings", 1),
    ("untrained/clip", "vision_model.embeddings.position_embedding.weight", 1),
  ])
  func aModelsOwnTableIsDrawn(name: String, tensor: String, specials: Int) throws {
    let draft = try draft(PositionGrid.self, ["--model", "models/\(name)"])
    let stored = try MatrixFile.open("\(fixturesFolder)/models/\(name)/model.safetensors")
      .tensor(named: tensor)
    let table: Matrix<Double> =
      try stored.reshaped(to: Array(stored.info.shape.suffix(2))).matrix(at: [])
    #expect(table.rows == specials + 16)
    let matrix = try #require(draft.table?.matrix)
    #expect(matrix.rows == 16 && matrix.columns == 16 && draft.panels.count == 16)
    let (a, b) = (Array(table.row(specials)), Array(table.row(specials + 15)))
    let dot = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    let lengths =
      a.reduce(0) { $0 + $1 * $1 }.squareRoot() * b.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(abs(matrix[0, 15] - dot / lengths) < 1e-12)
    #expect(
      draft.figure.displayedNotes.contains(
        specials == 1 ? "The class token is left out" : "distillation")
    )
  }

  @Test func aModelOfTextHasNoPatches() throws {
    let error = try failure(PositionGrid.self, ["--model", "models/tiny/gpt2"])
    #expect(
      error.typed.contains("no table of the positions of an image's patches"), "\(error)")
    let grid = try failure(PositionGrid.self, ["--model", "models/tiny/vit", "--grid", "3x3"])
    #expect(grid.cause == .usage && grid.description.contains("grid of 4x4"), "\(grid)")
  }

  @Test(arguments: [
    ("", "whose positions"),
    ("--encoding rope", "adds a vector to each patch"),
    ("--encoding sinusoidal", "adds a vector to each patch"),
    ("--encoding sincos-2d --grid 60x60", "at most 40x40"),
    ("--encoding sincos-2d --grid 3", "rows and columns"),
    ("--encoding sincos-2d,detr-2d --grid 3x3", "one encoding"),
    ("--table encodings/sinusoid_vaswani_interleaved_12x16.npy --grid 7x7", "needs 49 rows"),
    ("--table encodings/sinusoid_vaswani_interleaved_12x16.npy", "no square of patches"),
    ("--model x --table y.npy", "give one of them"),
    ("--encoding sincos-2d:class-token=yes --grid 2x2 --dimensions 6", "dimensions"),
  ])
  func badInputIsNamed(line: String, words: String) throws {
    let error = try failure(PositionGrid.self, line.split(separator: " ").map(String.init))
    #expect(error.cause == .usage && error.typed.contains(words), "\(error)")
  }
}
