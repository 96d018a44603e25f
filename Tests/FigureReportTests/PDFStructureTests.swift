// What PDF reports say to those who hear them: language, figures in words, tables as tables.

import FigureClaims
import FigureModel
import FigurePipeline
import Foundation
import TestSupport
import Testing

@testable import FigureReport

@Suite struct PDFStructureTests {
  /// A text of a PDF written as digits of UTF-16.
  private static func text(_ digits: Substring) -> String {
    var units: [UInt16] = []
    var rest = digits.dropFirst(4)
    while rest.count >= 4 {
      units.append(UInt16(rest.prefix(4), radix: 16) ?? 0)
      rest = rest.dropFirst(4)
    }
    return String(decoding: units, as: UTF16.self)
  }

  private static func texts(_ key: String, in bytes: [UInt8]) throws -> [String] {
    let file = String(decoding: bytes, as: Unicode.ASCII.self)
    return file.matches(of: try Regex("/\(key) <(FEFF[0-9A-F]+)>")).compactMap {
      $0.output[1].substring.map(text)
    }
  }

  @Test(arguments: Language.allCases)
  func languageAndFiguresAreSaid(_ language: Language) async throws {
    let report = try await Sample.article.value
    let bytes = try PDFReport.bytes(of: report, language: language)
    #expect(try Self.texts("Lang", in: bytes) == [language.tag])
    let told = try Self.texts("Alt", in: bytes)
    // Some figures are shown more than once; each is told where it stands.
    let alternatives = report.figures.compactMap { $0.editions[language]?.alt }
    #expect(Set(told) == Set(alternatives))
    // The file is whole: everything in it is found at its place.
    #expect(try PDFReading(bytes).information["Tagged"] == "yes")
    #expect(try !PDFReading(bytes).text.isEmpty)
  }

  @Test func tablesAreTables() async throws {
    let report = try await Sample.report.value
    let bytes = try PDFReport.bytes(of: report, language: .english)
    let structure = String(
      decoding: try runTool("pdfinfo", ["-struct", "-"], input: bytes), as: UTF8.self
    )
    .split(separator: "\n").map { line -> (depth: Int, tag: String) in
      let text = line.drop(while: { $0 == " " })
      return (line.count - text.count, String(text.prefix(while: { $0.isLetter || $0.isNumber })))
    }
    func count(_ tag: String) -> Int { structure.count { $0.tag == tag } }
    // The checked claims, and the numbers of the small figure: 2 by 2 with names at both sides.
    let claims = try #require(
      report.editions[0].sections.flatMap(\.blocks).compactMap {
        if case .claims(let claims) = $0 { claims } else { nil }
      }.first)
    let table = try #require(
      report.editions[0].sections.flatMap(\.blocks).compactMap {
        if case .table(let table) = $0 { table } else { nil }
      }.first)
    let words = report.editions[0].sections.flatMap(\.blocks).compactMap {
      if case .textTable(let table) = $0 { table } else { nil }
    }
    // A table that goes on on another page is one on each.
    #expect(count("Table") >= 2 + words.count)
    #expect(
      count("TR") == 1 + claims.count + 1 + table.rowLabels.count
        + words.reduce(0) { $0 + 1 + $1.rows.count })
    #expect(
      count("TH") == 4 + 1 + table.columnLabels.count + words.reduce(0) { $0 + $1.header.count })
    #expect(
      count("TD") == 4 * claims.count + table.rowLabels.count * (1 + table.columnLabels.count)
        + words.reduce(0) { $0 + $1.rows.count * $1.header.count })
    // Rows are in tables, cells in rows.
    var open: [(depth: Int, tag: String)] = []
    for element in structure {
      open.removeAll { $0.depth >= element.depth }
      switch element.tag {
      case "TR": #expect(open.last?.tag == "Table")
      case "TH", "TD": #expect(open.last?.tag == "TR")
      default: break
      }
      open.append(element)
    }
  }
}
