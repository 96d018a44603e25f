// Lines over numbers of a file's own, on even and on logarithmic axes.

import FigureKinds
import FigureModel
import FigureScene
import Foundation
import TestSupport
import Testing

@Suite struct LineAxisTests {
  static let table = "n,a,b\n256,0.5,4\n512,1,16\n1024,2,64\n"

  /// `body` with a folder that holds times.csv, which goes when it returns.
  static func withTable(_ text: String = table, _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(text.utf8).write(to: folder.appending(path: "times.csv"))
    try body(folder.path)
  }

  static func words(_ line: String) -> [String] {
    ("--input times.csv " + line).split(separator: " ").map(String.init)
  }

  @Test func numbersOfTheFileStandAlongTheAxis() throws {
    try Self.withTable { folder in
      let drawn = try draft(
        MatrixLines.self, Self.words("--of-columns 1,2 --x-from 0 --x-scale log --y-scale log"),
        folder: folder)
      let panel = try #require(drawn.panels.first)
      guard case .chart(let chart) = panel.content else { return #expect(Bool(false)) }
      #expect(chart.series.map(\.x) == [[256, 512, 1024], [256, 512, 1024]])
      #expect(chart.series.map(\.y) == [[0.5, 1, 2], [4, 16, 64]])
      #expect(panel.x.label?.plain == "n")
      #expect(panel.x.domain == .numbers(lower: nil, upper: nil, scale: .log))
      #expect(panel.y.domain == .numbers(lower: nil, upper: nil, scale: .log))
      #expect(drawn.table?.columnLabels == ["256", "512", "1024"])
    }
  }

  @Test func theLinesAreAllOthersWhereNoneAreChosen() throws {
    try Self.withTable("0,1,2\n5,6,7\n8,9,10\n") { folder in
      let drawn = try draft(MatrixLines.self, Self.words("--x-from 0"), folder: folder)
      let panel = try #require(drawn.panels.first)
      guard case .chart(let chart) = panel.content else { return #expect(Bool(false)) }
      #expect(chart.series.map(\.y) == [[5, 6, 7], [8, 9, 10]])
      #expect(panel.x.domain == .numbers(lower: nil, upper: nil, scale: .linear))
    }
  }

  @Test(arguments: [
    ("--of-columns 1 --x-from 3", ["--x-from 3", "columns 0 to 2"]),
    ("--rows 0 --x-from 1", ["--x-from 1", "above the one before"]),
  ])
  func placesThatAreNoneAreRefused(line: String, parts: [String]) throws {
    // Row 1, [1, 0.5, -4], does not grow; columns count from 0.
    try Self.withTable("n,a,b\n256,0.5,4\n1,0.5,-4\n1024,2,64\n") { folder in
      let error = try failure(MatrixLines.self, Self.words(line), folder: folder)
      for part in parts { #expect(error.typed.contains(part)) }
    }
  }

  /// What has no logarithm is a gap, and told of.
  @Test(arguments: [
    ("--rows 1 --x-from 0 --y-scale log", "1 point is at 0 or less, where there is no logarithm"),
    ("--rows 1,2 --x-from 0 --y-scale log", "2 points are at 0 or less"),
    ("--rows 0 --x-scale log", "1 point is at 0 or less"),
    ("--rows 0,1 --x-scale log --y-scale log", "3 points are at 0 or less"),
  ])
  func pointsWithoutALogarithmAreToldOf(line: String, note: String) throws {
    try Self.withTable("1,2,3\n5,0,7\n-2,1,1\n") { folder in
      let drawn = try draft(MatrixLines.self, Self.words(line), folder: folder)
      #expect(drawn.figure.notes.contains { $0.text.hasPrefix(note) }, "\(drawn.figure.notes)")
      let chinese = try draft(
        MatrixLines.self, Self.words(line), language: .chinese, folder: folder)
      #expect(chinese.figure.notes.contains { $0.text.contains("没有对数") })
    }
  }

  @Test(arguments: [
    ("--rows 1 --y-scale log", "--y-scale log"),
    ("--rows 0 --x-from 1 --x-scale log", "--x-scale log"),
  ])
  func linesWithNothingAboveZeroAreRefused(line: String, option: String) throws {
    try Self.withTable("1,2,3\n-5,-1,0\n") { folder in
      let error = try failure(MatrixLines.self, Self.words(line), folder: folder)
      #expect(error.typed.contains(option) && error.typed.contains("above 0"))
    }
  }

  // MARK: Which rows are drawn

  @Test func rowsThatAreLeftOutAreToldOf() throws {
    let text = (0..<14).map { "\($0),\($0 + 1),\($0)\n" }.joined()
    try Self.withTable(text) { folder in
      let some = try draft(MatrixLines.self, Self.words(""), folder: folder)
      #expect(some.figure.notes == [FigureNote("Rows 0–9 of 14.")])
      #expect(
        some.warnings.count == 1
          && some.warnings.typed[0].hasPrefix("--rows: 10 of 14 rows are drawn"))
      let chosen = try draft(MatrixLines.self, Self.words("--rows 3,7"), folder: folder)
      #expect(chosen.figure.notes == [FigureNote("Rows 3 and 7 of 14.")])
      #expect(chosen.warnings.typed == [])
      let one = try draft(
        MatrixLines.self, Self.words("--of-columns 1"), language: .chinese, folder: folder)
      #expect(one.figure.notes == [FigureNote("3 列中的第 1 列。")])
      let all = try draft(MatrixLines.self, Self.words("--rows 0-13"), folder: folder)
      #expect(all.figure.notes == [] && all.warnings.typed == [])
    }
    try Self.withTable { folder in
      let all = try draft(
        MatrixLines.self, Self.words("--of-columns 1,2 --x-from 0"), folder: folder)
      #expect(all.figure.notes == [], "the numbers along the axis are no line left out")
    }
  }

  /// Up to 16 lines stand grey behind each other; of more it is said that they do not, in a few words on
  /// the picture.
  @Test(arguments: Language.allCases) func linesWithoutOthersBehindAreToldOf(_ language: Language)
    throws
  {
    let text = (0..<20).map { "\($0),\($0 + 1),\($0)\n" }.joined()
    try Self.withTable(text) { folder in
      func lines(_ rows: String) throws -> FigureDraft {
        try draft(
          MatrixLines.self, Self.words("--rows \(rows)"), language: language, folder: folder)
      }
      func series(_ draft: FigureDraft) -> [Int] {
        draft.panels.map { panel in
          guard case .chart(let chart) = panel.content else { return 0 }
          return chart.series.count
        }
      }
      let maximum = try lines("0-15")
      #expect(series(maximum) == Array(repeating: 16, count: 16))
      #expect(maximum.figure.notes.count == 1)
      let more = try lines("0-16")
      #expect(series(more) == Array(repeating: 1, count: 17))
      let note = try #require(more.figure.notes.last)
      #expect(more.figure.notes.count == 2 && !note.isBackground)
      #expect(
        note.displayText.plain == (language == .english ? "Each line stands alone." : "每图一条曲线。"))
      #expect(note.text.contains(language == .english ? "more than 16" : "超过 16 条"))
      #expect(more.figure.summaryWithNotes.contains(note.text))
    }
  }
}
