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

  /// The elements of a PDF's structure, in order, with what stands in each itself where texts are asked for.
  private static func structure(
    of bytes: [UInt8], withTexts: Bool = false
  ) throws -> [(depth: Int, tag: String)] {
    String(
      decoding: try runTool(
        "pdfinfo", [withTexts ? "-struct-text" : "-struct", "-"], input: bytes), as: UTF8.self
    )
    .split(separator: "\n").map { line -> (depth: Int, tag: String) in
      let text = String(line.drop(while: { $0 == " " }))
      let tag =
        text.first == "\""
        ? text : String(text.prefix(while: { $0.isLetter || $0.isNumber }))
      return (line.count - text.count, tag)
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
    let structure = try Self.structure(of: bytes)
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

  private static let lists = """
    A paragraph[^n].

    3. three
    4. four

       in two paragraphs
       - a
       - > quoted

    ---

    * alone

    > A quote with
    >
    > - a list

    [^n]: A note.
    """

  /// Lists are lists: each item has its number or bullet and a body, in which lists may stand again. Notes are
  /// a list, contents a table of contents, and quotes are quotes.
  @Test func listsAreLists() async throws {
    let manifest =
      BadReport.figures + "report:\n  sections:\n    - title: A\n      text: |\n"
      + Self.lists.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "        " + $0 }.joined(separator: "\n")
      + "\n    - title: B\n      text: b\n"
    let report = try await report(of: manifest, hasPages: true)
    let bytes = try PDFReport.bytes(of: report, language: .english)
    let elements = try Self.structure(of: bytes, withTexts: true)
    var open: [(depth: Int, tag: String)] = []
    var parents: [String: Set<String>] = [:]
    var labels: [String] = []
    var paths: [String: [String]] = [:]
    for element in elements {
      while let last = open.last, last.depth >= element.depth { open.removeLast() }
      let parent = open.last?.tag ?? ""
      if element.tag.hasPrefix("\"") {
        let text = element.tag.filter { $0 != "\"" }
        if parent == "Lbl" { labels.append(text) }
        paths[text.trimmingCharacters(in: .whitespaces)] = open.map(\.tag)
        continue
      }
      parents[element.tag, default: []].insert(parent)
      open.append(element)
    }
    #expect(parents["LI"] == ["L"])
    #expect(parents["Lbl"] == ["LI"] && parents["LBody"] == ["LI"])
    #expect(parents["TOCI"] == ["TOC"])
    #expect(
      labels.map { $0.trimmingCharacters(in: .whitespaces) }
        == ["3.", "4.", "•", "•", "•", "•", "1"])
    func count(_ tag: String) -> Int { elements.count { $0.tag == tag } }
    #expect(count("L") == 5 && count("LI") == 7 && count("LBody") == 7)
    #expect(count("TOC") == 1 && count("TOCI") == 2 && count("BlockQuote") == 2)
    func path(_ text: String) -> [String] {
      paths[text].map { Array($0.drop { $0 != "L" && $0 != "BlockQuote" }) } ?? []
    }
    let body = ["L", "LI", "LBody"]
    #expect(path("three") == body + ["P"])
    #expect(path("in two paragraphs") == body + ["P"])
    #expect(path("a") == body + body + ["P"])
    #expect(path("quoted") == body + body + ["BlockQuote", "P"])
    #expect(path("a list") == ["BlockQuote"] + body + ["P"])
    #expect(path("A note.") == body + ["P"])
  }
}
