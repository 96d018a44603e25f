// One learned table, named in every way: the same positions, without the rows before position 0.

import AttentionMath
import FigureModel
import MatrixFiles
import TestSupport
import Testing

@testable import FigureKinds

@Suite struct LearnedTableTests {
  /// Models whose tables have 34 rows, two of them before position 0; values by another reader.
  static let models: [(path: String, first: [Double])] = [
    ("models/tiny/bart", [0.05831056833267212, -0.12181805074214935, 0.08493304252624512]),
    ("models/tiny/xlm_roberta", [-0.12135948240756989, 0.5621364712715149, -0.7184360027313232]),
    ("models/untrained/mpnet", [0.9364463090896606, -0.04989092797040939, -1.1528397798538208]),
  ]

  @Test(arguments: models, ["--positions-table --model ", "--config ", "--encoding learned:"])
  func theTableBeginsAtPositionZero(model: (path: String, first: [Double]), words: String) throws {
    for kind in [PositionalHeatMap.self, PositionalSimilarity.self] as [any FigureKind.Type] {
      let figure = try made(kind, words + model.path)
      let table = try #require(figure.table)
      #expect(table.matrix.rows == 32 && table.rowLabels.first == "0")
      #expect(figure.figure.displayedNotes.contains("the 2 rows before it are left out"))
      guard kind is PositionalHeatMap.Type else { continue }
      // BART has a table for its decoder too, and the first by name is drawn.
      #expect(zip(table.matrix.row(0), model.first).allSatisfy { abs($0 - $1) < 1e-12 })
    }
    let lines = try #require(
      try made(PositionalLines.self, words + model.path + " --at-positions 0").table)
    #expect(zip(lines.matrix.row(0), model.first).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  private func made(_ kind: any FigureKind.Type, _ line: String) throws -> FigureDraft {
    func open<Kind: FigureKind>(_ kind: Kind.Type) throws -> FigureDraft { try draft(kind, line) }
    return try open(kind)
  }

  @Test func aRowMayBeNamedFirst() throws {
    let whole = try #require(
      try draft(
        PositionalHeatMap.self, "--encoding learned:table=models/tiny/bart,first-row=0"
      ).table)
    #expect(whole.matrix.rows == 34)
  }

  /// Of two tables the picture says whose it shows.
  @Test func theSideIsNamed() throws {
    for (line, name) in [
      ("--model models/tiny/bart --positions-table", "As learned by bart (decoder)"),
      ("--model models/untrained/clip --positions-table", "As learned by clip (text)"),
      ("--model models/tiny/gpt2 --positions-table", "As learned by gpt2."),
    ] {
      let figure = try draft(PositionalSimilarity.self, line)
      #expect(figure.figure.displayedNotes.contains(name), "\(figure.figure.displayedNotes)")
    }
  }

  @Test func theModelIsNamed() throws {
    for (kind, line) in [
      (PositionalSimilarity.self, "--model models/tiny/gpt2 --positions-table"),
      (PositionalSimilarity.self, "--encoding learned:models/tiny/gpt2"),
      (PositionGrid.self, "--model models/tiny/vit"),
    ] as [(any FigureKind.Type, String)] {
      let figure = try made(kind, line)
      #expect(figure.figure.displayedNotes.contains("As learned by"), "\(line)")
    }
  }

  @Test(arguments: [
    ("--positions-table --at-dims 1", "give"), ("--model x --at-dims 1", "positions-table"),
    ("--model models/tiny/bart --positions-table --encoding rope --at-dims 1", "give one of them"),
    ("--model models/tiny/bart --positions-table --at-positions 32", "no position 32"),
  ])
  func badInputIsNamed(line: String, words: String) throws {
    let error = try failure(PositionalLines.self, line.split(separator: " ").map(String.init))
    #expect(error.typed.contains(words), "\(error)")
  }
}
