// Columns of numbers in a table of the text: their points are below one another in every format.

import CairoRendering
import FigureModel
import FigurePipeline
import FigureScene
import TestSupport
import Testing

@testable import FigureReport

struct DecimalColumnTests {
  private static func manifest(_ table: String) -> String {
    BadReport.figures + "report:\n  sections:\n    - text: |\n"
      + table.split(separator: "\n").map { "        " + $0 }.joined(separator: "\n") + "\n"
  }

  private static let sample = """
    | Model | loss | left | middle | share | year |
    |---|---|:--|:-:|--:|---|
    | a | 0.62 | 12.125 | 1,024.5 | 7% | 2017 |
    | b | **12.375** | $`-3.5`$ | 983 | 12.5% | 2019 |
    | c | -3 | 707 | — | 0.25% | 2020 |
    """

  private static func table(_ text: String) async throws -> TextTable {
    let report = try await report(of: manifest(text), hasPages: true)
    return try #require(
      report.editions[0].sections[0].blocks.compactMap {
        if case .textTable(let table) = $0 { table } else { nil }
      }.first)
  }

  /// What is seen of a cell, and all of it with the room that it has.
  private static func texts(_ parts: [ReportInline]) -> (seen: String, whole: String) {
    var (seen, whole) = ("", "")
    for part in parts {
      if case .spacer(let digits) = part {
        whole += digits
      } else {
        seen += part.plain
        whole += part.plain
      }
    }
    return (seen, whole)
  }

  /// How many characters stand behind the point and before it.
  private static func reach(_ text: String) -> (before: Int, after: Int) {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    return (parts[0].count, parts.count > 1 ? parts[1].count : -1)
  }

  @Test func `what a number lacks is space`() async throws {
    let table = try await Self.table(Self.sample)
    #expect(table.alignments == [.start, .end, .start, .center, .end, .end])
    for column in [1, 2, 3, 4] {
      let cells = table.rows.map { Self.texts($0[column]) }.filter { $0.seen != "—" }
      // All are as wide as each other, and where nothing stands behind them, so are their ends.
      #expect(Set(cells.map(\.whole.count)).count == 1, "\(cells)")
      if column != 4 {
        #expect(Set(cells.map { Self.reach($0.whole).after }).count == 1, "\(cells)")
      }
    }
    #expect(table.rows.map { Self.texts($0[1]).seen } == ["0.62", "12.375", "-3"])
    #expect(table.rows.map { Self.texts($0[2]).seen } == ["12.125", "−3.5", "707"])
    // Whole numbers need none.
    #expect(table.rows.allSatisfy { Self.texts($0[5]).whole.count == 4 })
  }

  /// Numbers that mean something else stay where they are.
  @Test(arguments: [
    "| a |\n|---|\n| 1.2.3 |\n| 4.5.6 |", "| a |\n|---|\n| 0,5 |\n| 12,25 |",
    "| a |\n|---|\n| 1.5 m |\n| 2 km |", "| a |\n|---|\n| 1.5 |\n| layer 2 |",
    "| a |\n|---|\n| 1.5 |\n| — |\n| — |", "| a |\n|---|\n| `1.5` |\n| `12` |",
  ])
  func `what is no column of numbers is left as it is`(_ text: String) async throws {
    let table = try await Self.table(text)
    for row in table.rows {
      let texts = Self.texts(row[0])
      #expect(texts.seen == texts.whole)
    }
  }

  @Test func `space is seen nowhere and read by nobody`() async throws {
    let report = try await report(of: Self.manifest(Self.sample), hasPages: true)
    let html = String(decoding: try HTMLReport.bytes(of: report), as: UTF8.self)
    #expect(html.contains("0.62<span class=\"room\" aria-hidden=\"true\">0</span></td>"))
    #expect(html.contains("</strong></td>"))
    #expect(html.contains(".room{visibility:hidden;"))
    let pdf = try PDFReading(PDFReport.bytes(of: report, language: .english))
    #expect(pdf.text.contains(#/\s0\.62\s/#) && pdf.text.contains(#/\s−3\.5\s/#), "\(pdf.text)")
    for flavour in MarkdownFlavour.allCases {
      let text = String(
        decoding: MarkdownReport.bytes(
          of: report, language: .english, pictures: "p", flavour: flavour), as: UTF8.self)
      switch flavour {
      case .rst: #expect(text.contains("- \\ \u{2007}\\ 0.62\\ \u{2007}\\ \n"), "\(text)")
      case .mkdocs, .material: #expect(text.contains("| &numsp;0\\.62&numsp; |"), "\(text)")
      case .github, .myst, .mdx: #expect(text.contains("| &numsp;0.62&numsp; |"), "\(text)")
      }
    }
  }

  /// Where the text of a page's items begins, by its words.
  private static func places(_ items: [SceneItem], _ x: Double) -> [(text: SceneText, x: Double)] {
    items.flatMap { item -> [(SceneText, Double)] in
      switch item {
      case .group(let group): places(group.items, x + group.transform.x0)
      case .text(let text): [(text, x + text.position.x)]
      case .path, .image, .link: []
      }
    }
  }

  @Test func `points are below one another on paper`() async throws {
    let report = try await report(of: Self.manifest(Self.sample), hasPages: true)
    let engine = TextEngine()
    let document = try #require(
      PDFReport.document(of: report, language: .english, text: engine))
    let texts = document.pages.flatMap { Self.places($0.items, 0) }
    for column in [
      ["0.62", "12.375", "-3"], ["12.125", "−3.5", "707"], ["1,024.5", "983"],
      ["7%", "12.5%", "0.25%"],
    ] {
      let points = try column.map { number in
        let (text, x) = try #require(
          texts.first { $0.text.text.spans.map(\.text).joined() == number }, "\(number)")
        let head = String(number.prefix { $0 != "." && $0 != "%" })
        let bold = text.text.spans[0].isBold
        return x
          + engine.measure(
            RichText([RichText.Span(head, isBold: bold)]), style: text.style, width: nil
          ).width
      }
      let spread = (points.max() ?? 0) - (points.min() ?? 0)
      // Bold digits are a little wider.
      #expect(spread < 2, "\(column): \(points)")
    }
  }
}
