// Rows and columns chosen by their positions, in kinds that are no attention: the values are those of
// the whole figure, and the axes name the places that are shown.

import AttentionMath
import FigureModel
import FigureScene
import Foundation
import TestSupport
import Testing

@testable import FigureKinds

@Suite struct ChosenPlacesTests {
  private func folder(_ files: [String: String]) throws -> String {
    let path = FileManager.default.temporaryDirectory.path + "/places-\(UUID())"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in files {
      try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
    }
    return path
  }

  /// A table whose value at row r, column c is 100 r + c.
  private static let table = (0..<9).map { row in
    (0..<12).map { "\(100 * row + $0)" }.joined(separator: ",") + "\n"
  }.joined()

  private func panel(_ figure: Figure) throws -> Panel {
    guard case .panels(let grid) = figure.content else { throw CancellationError() }
    return try #require(grid.panels.first)
  }

  @Test(arguments: [
    ("2-4", "0-1", Axis.Domain.cells(count: 3, first: 2), Axis.Domain.cells(count: 2, first: 0)),
    ("8,1", "11", .names(["8", "1"]), .cells(count: 1, first: 11)),
  ])
  func aHeatMapNamesThePlacesThatItShows(
    _ queries: String, _ keys: String, _ rows: Axis.Domain, _ columns: Axis.Domain
  ) throws {
    let path = try folder(["m.csv": Self.table])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let drawn = try draft(
      MatrixHeatMap.self, ["--input", "m.csv", "--queries", queries, "--keys", keys], folder: path)
    let panel = try panel(drawn.figure)
    #expect(panel.y.domain == rows)
    #expect(panel.x.domain == columns)
    let matrix = try #require(panel.heatMap?.matrix)
    let places = [queries, keys].map { list in
      list.split(separator: ",").flatMap { part -> [Int] in
        let ends = part.split(separator: "-").compactMap { Int($0) }
        return Array(ends[0]...ends[ends.count - 1])
      }
    }
    #expect(matrix.values == places[0].flatMap { row in places[1].map { Double(100 * row + $0) } })
  }

  @Test func linesGoThroughTheChosenColumns() throws {
    let path = try folder(["m.csv": Self.table])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let drawn = try draft(
      MatrixLines.self, ["--input", "m.csv", "--queries", "3,5", "--keys", "7,0,2-3"], folder: path)
    guard case .chart(let chart) = try panel(drawn.figure).content else {
      Issue.record("no chart")
      return
    }
    #expect(chart.series.map(\.x) == [[0, 2, 3, 7], [0, 2, 3, 7]])
    #expect(chart.series.map(\.y) == [[300, 302, 303, 307], [500, 502, 503, 507]])
    let table = try #require(drawn.table)
    #expect(table.matrix.values == [300, 302, 303, 307, 500, 502, 503, 507])
    #expect(drawn.figure.notes.contains { $0.text.contains("Columns 0, 2, 3 and 7") })
    let columns = try draft(
      MatrixLines.self, ["--input", "m.csv", "--of-columns", "4", "--queries", "6-8"], folder: path)
    #expect(try #require(columns.table).matrix.values == [604, 704, 804])
  }

  @Test func namesOfChosenColumnsFollowEachOther() throws {
    let path = try folder(["m.csv": ",a,b,c,d\nr,1,2,3,4\ns,5,6,7,8\n"])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let drawn = try draft(
      MatrixLines.self, ["--input", "m.csv", "--keys", "1,3"], folder: path)
    let panel = try panel(drawn.figure)
    #expect(panel.x.domain == .names(["b", "d"]))
    guard case .chart(let chart) = panel.content else { return }
    #expect(chart.series.map(\.x) == [[0, 1], [0, 1]])
    #expect(chart.series.map(\.y) == [[2, 4], [6, 8]])
    #expect(drawn.table?.columnLabels == ["b", "d"])
  }

  /// Held and streamed matrices of similarities, and those of a file's rows.
  @Test(arguments: [
    ["--positions", "40"], ["--positions", "2500"],
    ["--positions", "2500", "--metric", "euclidean"],
    ["--input", "m.csv"],
  ])
  func similaritiesAreThoseOfTheWhole(_ words: [String]) throws {
    let path = try folder(["m.csv": Self.table])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let words = words + (words[0] == "--input" ? [] : ["--dimensions", "16"])
    let rows = [1, 2, 3]
    let columns = [8, 0, 5]
    let chosen = try draft(
      PositionalSimilarity.self, words + ["--queries", "1-3", "--keys", "8,0,5"], folder: path)
    let table = try #require(chosen.table)
    #expect(table.rowLabels == ["1", "2", "3"] && table.columnLabels == ["8", "0", "5"])
    // What the whole shows of the first nine, which does not depend on how many follow.
    let few = words.map { ["40", "2500"].contains($0) ? "9" : $0 }
    let whole = try #require(try draft(PositionalSimilarity.self, few, folder: path).table).matrix
    let expected = rows.flatMap { row in columns.map { whole[row, $0] } }
    #expect(zip(table.matrix.values, expected).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(table.matrix.values.count == 9)
    let panel = try panel(chosen.figure)
    #expect(panel.y.domain == .cells(count: 3, first: 1))
    #expect(panel.x.domain == .names(["8", "0", "5"]))
  }

  /// Entropy, distance and mass by their own definitions, of the weights that are left.
  @Test func headsAreMeasuredByWhatIsChosen() throws {
    let weights: [[Double]] = [
      [0.1, 0.2, 0.3, 0.4], [0.25, 0.25, 0.25, 0.25], [0.5, 0.1, 0.2, 0.2], [0, 0.6, 0.4, 0],
    ]
    let path = try folder(["w.json": "\(weights)"])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (queries, keys) = ([1, 2, 3], [0, 1, 3])
    let table = try #require(
      try draft(
        HeadMeasures.self,
        [
          "--weights", "w.json", "--queries", "1-3", "--keys", "0,1,3", "--renormalize",
          "--measures", "entropy,distance,previous,diagonal",
        ], folder: path
      ).table)
    var (entropy, distance, previous, diagonal) = (0.0, 0.0, [Double](), [Double]())
    for query in queries {
      let sum = keys.reduce(0) { $0 + weights[query][$1] }
      for key in keys {
        let weight = weights[query][key] / sum
        if weight > 0 { entropy -= weight * log(weight) }
        distance += weight * Double(abs(query - key))
        if key == query - 1 { previous.append(weight) }
        if key == query { diagonal.append(weight) }
      }
    }
    let expected = [
      entropy / 3, distance / 3, previous.reduce(0, +) / Double(previous.count),
      diagonal.reduce(0, +) / Double(diagonal.count),
    ]
    #expect(previous.count == 2 && diagonal.count == 2)
    #expect(zip(table.matrix.values, expected).allSatisfy { abs($0 - $1) < 1e-12 })
    // Each query of the head by itself.
    let bars = try #require(
      try draft(
        HeadMeasures.self,
        [
          "--weights", "w.json", "--layer", "0", "--head", "0", "--queries", "1-3", "--keys",
          "0,1,3", "--renormalize", "--measures", "previous",
        ], folder: path
      ).table)
    #expect(bars.columnLabels == ["1", "2", "3"])
    #expect(abs(bars.matrix[0, 0] - weights[1][0] / 0.75) < 1e-12)
    #expect(bars.matrix[0, 2].isNaN)
  }

  @Test(arguments: [
    (["--keys", "1-3"], "--renormalize"), (["--queries", "4"], "0 to 3"),
    (["--keys", "1-3", "--renormalize", "--measures", "first"], "first"),
  ])
  func whatCannotBeMeasuredIsRefused(_ words: [String], _ says: String) throws {
    let path = try folder(["w.json": "[[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]"])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let error = try failure(HeadMeasures.self, ["--weights", "w.json"] + words, folder: path)
    #expect(error.cause == .usage && error.typed.contains(says), "\(error.typed)")
  }

  @Test func aMeasureThatNoQueryHasIsLeftOutAndSaid() throws {
    let path = try folder(["w.json": "[[0.5, 0.5], [0.25, 0.75]]"])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let drawn = try draft(
      HeadMeasures.self, ["--weights", "w.json", "--keys", "1", "--renormalize"], folder: path)
    #expect(drawn.warnings.contains { "\($0)".contains("first") })
    guard case .panels(let grid) = drawn.figure.content else { return }
    #expect(!grid.panels.contains { $0.title?.plain.contains("first") == true })
  }
}
