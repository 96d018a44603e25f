// Lines of more points than any page has pixels: what is kept shows all that there is to see.

import FigureKinds
import FigureModel
import Foundation
import TestSupport
import Testing

@Suite struct LongLineTests {
  /// Longer than what is kept of one line, 4 points of each of 65 536 stretches.
  static let length = 400_000

  /// A wandering line with a gap of 3000 values, spikes one value wide and values below 0.
  static let values: [Double] = {
    var state: UInt64 = 7
    var level = 3.0
    return (0..<length).map { location in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      level += Double(Int64(bitPattern: state) >> 40) / Double(1 << 24)
      switch location {
      case 7000..<10_000: return .nan
      case 123_457: return 400
      case 300_001: return -.infinity
      default: return level
      }
    }
  }()

  /// Places that grow unevenly, the first of them below 0.
  static let locations: [Double] = (0..<length).map { pow(Double($0) - 20, 3) / 1e6 }

  /// A file in the format of NumPy, of float64 in the order of C.
  static func file(_ rows: [[Double]], isColumn: Bool = false) -> Data {
    let shape = isColumn ? (rows[0].count, rows.count) : (rows.count, rows[0].count)
    var header = "{'descr': '<f8', 'fortran_order': False, 'shape': (\(shape.0), \(shape.1)), }"
    header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
    var data = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, 118, 0]) + Data(header.utf8)
    let ordered =
      isColumn
      ? (0..<rows[0].count).flatMap { location in rows.map { $0[location] } } : rows.flatMap { $0 }
    ordered.withUnsafeBytes { data.append(contentsOf: $0) }
    return data
  }

  /// The lines of a file that goes when they are drafted.
  static func lines(
    _ words: String, of data: Data, language: Language = .english
  ) throws -> (draft: FigureDraft, series: [Series]) {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try data.write(to: folder.appending(path: "m.npy"))
    let drawn = try draft(
      MatrixLines.self, ("--input m.npy " + words).split(separator: " ").map(String.init),
      language: language, folder: folder.path)
    guard case .chart(let chart) = try #require(drawn.panels.first).content else {
      throw CocoaError(.featureUnsupported)
    }
    return (drawn, chart.series)
  }

  /// Of each pixel column of a page: the first, the last, the least and the greatest value.
  static func columns(
    _ x: [Double], _ y: [Double], width: Int, from lower: Double, to upper: Double,
    logarithmic: (x: Bool, y: Bool)
  ) -> [Int: [Double]] {
    var columns: [Int: [Double]] = [:]
    for (location, value) in zip(x, y) where value.isFinite && (!logarithmic.y || value > 0) {
      guard location >= lower, location <= upper else { continue }
      let share =
        logarithmic.x
        ? Foundation.log(location / lower) / Foundation.log(upper / lower)
        : (location - lower) / (upper - lower)
      let column = Int((share * Double(width)).rounded(.down))
      guard let old = columns[column] else {
        columns[column] = [value, value, value, value]
        continue
      }
      columns[column] = [old[0], value, min(old[2], value), max(old[3], value)]
    }
    return columns
  }

  @Test(arguments: [
    ("--rows 1", false, false, false), ("--rows 1 --x-from 0", false, false, false),
    ("--of-columns 1", true, false, false), ("--of-columns 1 --x-from 0", true, false, false),
    ("--rows 1 --x-scale log", false, true, false),
    ("--rows 1 --x-from 0 --x-scale log --y-scale log", false, true, true),
  ])
  func everyPixelColumnKeepsItsEnds(
    words: String, isColumn: Bool, isLogarithmicX: Bool, isLogarithmicY: Bool
  ) throws {
    let (drawn, series) = try Self.lines(
      words, of: Self.file([Self.locations, Self.values], isColumn: isColumn))
    let line = try #require(series.first)
    let x = words.contains("--x-from") ? Self.locations : (0..<Self.length).map(Double.init)
    #expect(line.x.count <= 4 * 65_538)
    #expect(zip(line.x, line.x.dropFirst()).allSatisfy(<))
    #expect(line.thinnedFrom == WholeLine(points: Self.length, gaps: 3001))
    // 8192 columns are of 8 whole stretches each.
    let lower = try #require(isLogarithmicX ? x.first { $0 > 0 } : x.first)
    let upper = try #require(x.last)
    let displayed = (x: isLogarithmicX, y: isLogarithmicY)
    let all = Self.columns(
      x, Self.values, width: 8192, from: lower, to: upper, logarithmic: displayed)
    let kept = Self.columns(
      line.x, line.y, width: 8192, from: lower, to: upper, logarithmic: displayed)
    // Places at the edges of columns fall on either side as numbers are rounded.
    let differing = all.keys.count { key in
      isLogarithmicY ? all[key]?[2...] != kept[key]?[2...] : all[key] != kept[key]
    }
    #expect(differing <= 8)
    #expect(Set(all.keys).symmetricDifference(kept.keys).count <= 2)
    #expect(drawn.figure.summary.contains("the first, the least, the greatest and the last point"))
  }

  /// Few of a long line's points lie within narrow limits: all of them are kept, and one beyond each.
  @Test func narrowLimitsKeepEveryPointWithinThem() throws {
    let (_, series) = try Self.lines(
      "--rows 1 --xlim 100000.5,100500.5", of: Self.file([Self.locations, Self.values]))
    let line = try #require(series.first)
    let inside = zip(line.x, line.y).filter { (100_001...100_500).contains($0.0) }
    #expect(inside.map(\.0) == (100_001...100_500).map(Double.init))
    #expect(inside.map(\.1) == Array(Self.values[100_001...100_500]))
    #expect(line.x.contains(100_000) && line.x.contains(100_501))
  }

  @Test func aWideGapStaysOne() throws {
    let (_, series) = try Self.lines("--rows 0", of: Self.file([Self.values]))
    let line = try #require(series.first)
    let gap = zip(line.x, line.y).filter { $0.0 > 6999.5 && $0.0 < 9999.5 }
    #expect(gap.count > 900 && gap.allSatisfy { $0.1.isNaN })
  }

  @Test func theWholeLinesAreSaved() throws {
    let (drawn, _) = try Self.lines("--rows 1", of: Self.file([Self.locations, Self.values]))
    let table = try #require(drawn.table)
    #expect(table.rowLabels == ["row 1"])
    #expect(table.columnLabels.count == Self.length && table.columnLabels.last == "399999")
    #expect(table.source?.rows == 1 && table.source?.columns == Self.length)
  }

  /// Ten lines of one value each are drawn of a matrix of one long column, of which nothing else is read.
  @Test func shortLinesOfATallMatrixAreDrawn() throws {
    let (drawn, series) = try Self.lines("", of: Self.file([Self.values], isColumn: true))
    // Each has a panel, in which the others stand behind it.
    #expect(Set(series.map(\.y)) == Set(Self.values.prefix(10).map { [$0] }))
    #expect(drawn.warnings.typed.first?.hasPrefix("--rows: 10 of 400000 rows are drawn") == true)
    let chinese = try Self.lines(
      "--of-columns 0", of: Self.file([Self.values], isColumn: true), language: .chinese)
    #expect(chinese.draft.figure.summary.contains("横轴分为 65536 段"))
  }

  @Test func placesThatDoNotGrowAreRefused() throws {
    var locations = Self.locations
    locations.swapAt(200_000, 200_001)
    #expect(throws: FigureError.self) {
      _ = try Self.lines("--rows 1 --x-from 0", of: Self.file([locations, Self.values]))
    }
  }
}
