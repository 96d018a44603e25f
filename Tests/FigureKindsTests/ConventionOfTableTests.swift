// Which convention a table is of, where it is no program's as that has it.

import AttentionMath
import FigureModel
import FigureScene
import Foundation
import TestSupport
import Testing

@testable import FigureKinds

/// A table by the formula, apart from the encodings: sin and cos of row · base^(-exponent).
private struct Sinusoid: Sendable {
  var rows = 40
  var first = 0
  var base = 10000.0
  var isHalves = false
  var isEndpoint = false

  /// Shape `[rows, 24]`.
  var values: [[Double]] {
    (0..<rows).map { row in
      (0..<24).map { column in
        let pair = isHalves ? column % 12 : column / 2
        let exponent = Double(pair) / (isEndpoint ? 11 : 12)
        let angle = Double(row + first) * pow(base, -exponent)
        return (isHalves ? column < 12 : column % 2 == 0) ? sin(angle) : cos(angle)
      }
    }
  }
}

@Suite struct ConventionOfTableTests {
  private func told(
    _ rows: [[Double]], _ words: [String] = ["--encoding", "sinusoidal"],
    language: Language = .english
  ) throws -> FigureDraft {
    let folder = try Folder()
    let text = rows.map { $0.map { $0.isNaN ? "NaN" : "\($0)" }.joined(separator: ",") }
    try folder.write(text.joined(separator: "\n") + "\n", to: "t.csv")
    return try draft(
      Conventions.self, words + ["--table", "t.csv"], language: language, folder: folder.path)
  }

  /// The table is told, and the convention that it is of has its rows beside it, from the same row on.
  @Test(arguments: [
    (
      Sinusoid(first: 2, isHalves: true, isEndpoint: true),
      "tensor2tensor, fairseq: its row 0 is their row 2;"
    ),
    (Sinusoid(first: 3), "Vaswani et al., XLM: its row 0 is their row 3;"),
    (Sinusoid(first: 5200, isHalves: true), "Marian, Pegasus: its row 0 is their row 5200;"),
    (Sinusoid(first: 70001), "Vaswani et al., XLM: its row 0 is their row 70001;"),
    (Sinusoid(base: 300), "Vaswani et al., XLM: base 300;"),
    (Sinusoid(first: 11, base: 777), "Vaswani et al., XLM: base 777, its row 0 is their row 11;"),
    (Sinusoid(base: 500, isHalves: true, isEndpoint: true), "tensor2tensor: base 500;"),
    // The frequencies are also those of i/(d/2 − 1) and base 10000^(11/12), which no one means.
    (Sinusoid(first: 7, isHalves: true), "Marian, Pegasus: its row 0 is their row 7;"),
    (Sinusoid(rows: 3, first: 9), "Vaswani et al., XLM: its row 0 is their row 9;"),
  ])
  fileprivate func otherTablesAreTold(sinusoid: Sinusoid, words: String) throws {
    let draft = try told(sinusoid.values)
    #expect(
      draft.figure.displayedNotes.contains("The table is that of " + words),
      "\(draft.figure.displayedNotes)")
    #expect(draft.warnings.isEmpty)
    let chinese = try told(sinusoid.values, language: .chinese).figure.displayedNotes
    #expect(chinese.contains("该表属于"), "\(chinese)")
    let title = words.prefix { $0 != ":" }
    let panel = try #require(draft.panels.first { $0.title?.plain == String(title) })
    let matrix = try #require(panel.heatMap?.matrix)
    let given = sinusoid.values.flatMap(\.self)
    #expect(zip(matrix.values, given).allSatisfy { abs($0 - $1) < 1e-9 })
    guard case .cells(_, let first) = panel.y.domain,
      case .cells(_, let own) = draft.panels[0].y.domain
    else {
      Issue.record("no cells")
      return
    }
    #expect(first == sinusoid.first && own == 0)
  }

  /// Images by their formulas: patches row by row, sines and cosines of one axis and then of the other.
  @Test(arguments: [
    (100.0, "MAE: columns first", true, false, 6, 9),
    (250.0, "Rows first", false, false, 9, 6), (3000.0, "ViT: exponents", true, true, 7, 7),
    (10000.0, "MAE: columns first", true, false, 6, 9),
  ])
  func anotherBaseOfImagesIsTold(
    base: Double, program: String, isColumnFirst: Bool, isEndpoint: Bool, rows: Int, columns: Int
  ) throws {
    let frequencies = (0..<6).map { pow(base, -Double($0) / (isEndpoint ? 5 : 6)) }
    let vectors = (0..<rows * columns).map { patch in
      let (row, column) = (Double(patch / columns), Double(patch % columns))
      return (isColumnFirst ? [column, row] : [row, column]).flatMap { place in
        frequencies.map { sin(place * $0) } + frequencies.map { cos(place * $0) }
      }
    }
    // With the class token's zeros, which some files have, and without.
    for table in [vectors, [[Double](repeating: 0, count: 24)] + vectors] {
      let draft = try told(table, ["--encoding", "sincos-2d", "--grid", "\(rows)x\(columns)"])
      let notes = draft.figure.displayedNotes
      #expect(notes.contains("The table is that of \(program)"), "\(notes)")
      #expect(notes.contains(": base \(Int(base))") == (base != 10000), "\(notes)")
      #expect(draft.warnings.isEmpty)
    }
  }

  /// Rows of zeros are no position's: the padding's of fairseq, wherever it stands, and those that BART has
  /// before position 0.
  @Test func rowsOfZerosAreTold() throws {
    var padded = Sinusoid(isHalves: true, isEndpoint: true).values
    padded[0] = [Double](repeating: 0, count: 24)
    #expect(
      try told(padded).figure.displayedNotes.contains(
        "that of fairseq: its row 0 is all 0; greatest"))
    let zeros = [[Double]](repeating: [Double](repeating: 0, count: 24), count: 2)
    let bart = try told(zeros + Sinusoid().values).figure.displayedNotes
    #expect(
      bart.contains("Vaswani et al., XLM: its row 2 is their row 0, its rows 0 and 1 are all 0;"),
      "\(bart)")
  }

  /// Cells that are no numbers are told and not compared; a table of nothing else is nobody's.
  @Test func cellsThatAreNoNumbersAreTold() throws {
    for first in [0, 4] {
      var rows = Sinusoid(first: first, isHalves: true, isEndpoint: true).values
      rows[3][4] = .nan
      let draft = try told(rows)
      #expect(draft.figure.displayedNotes.contains("The table is that of tensor2tensor"))
      #expect(draft.figure.displayedNotes.contains("; 1 cell is no number and not compared."))
      #expect(draft.warnings.typed.contains { $0.contains("1 cell is no number") })
    }
    let none = try told([[Double]](repeating: [Double](repeating: .nan, count: 24), count: 3))
    #expect(none.figure.displayedNotes.contains("none of these"))
  }

  @Test func aTableOfOtherNumbersIsNobodys() throws {
    var rows = Sinusoid().values
    for row in rows.indices { rows[row][5] += 0.01 * Double(row % 7) }
    let draft = try told(rows)
    #expect(draft.figure.displayedNotes.contains("none of these; the nearest, Vaswani"))
    #expect(draft.warnings.count == 1)
  }
}
