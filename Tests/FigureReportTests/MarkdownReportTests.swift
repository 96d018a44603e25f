// Reports as Markdown: their structure, and that what they show is there.

import FigureModel
import TestSupport
import Testing

@testable import FigureReport

struct MarkdownReportTests {
  private func text(_ report: Report, _ language: Language) -> String {
    String(
      decoding: MarkdownReport.bytes(of: report, language: language, pictures: "files"),
      as: UTF8.self)
  }

  @Test func `has headings, contents, pictures and tables in order`() async throws {
    let report = try await Sample.report.value
    let markdown = text(report, .english)
    #expect(
      markdown.split(separator: "\n").filter { $0.hasPrefix("#") } == [
        "# A report by Ada", "## The matrix", "### A heading within", "## Numbers",
      ])
    var rest = markdown[...]
    for part in [
      "Ada Lovelace, Charles Babbage", "- [The matrix](#section-2)", "- [Numbers](#section-3)",
      "An introduction before any heading.", #"<a id="section-2"></a>"#,
      "See [Figure 1](#figure-1) and [the small one](#figure-2), or [a page](<https://example.org/",
      "1. one\n2. two with `code`", "   - nested *emphasis* and **strength**",
      #"> A quote with $\frac{a}{b}$."#, "```swift\nlet x = 1\n    indented | < >\n```",
      "$$\nw_{j}=", "---", #"<p id="figure-1">"#, "**Figure 1.** Positional encoding. Twenty",
      "| claim | measured | bound | verdict |\n|---|--:|--:|---|", "| holds |",
      #"<a id="section-3"></a>"#, "|   | a | b | c |\n|---|--:|--:|--:|\n| **a** | ",
    ] {
      let found = try #require(rest.firstRange(of: part), "\(part) in \(rest.prefix(600))")
      rest = rest[found.upperBound...]
    }
  }

  @Test(arguments: Language.allCases)
  func `every picture has a light and a dark form, beside the text`(
    _ language: Language
  ) async throws {
    let report = try await Sample.article.value
    let markdown = text(report, language)
    let pictures = try MarkdownReport.pictures(of: report, language: language)
    let displayed = markdown.matches(of: /(?:src|srcset)="files\/([^"]+)"/).map { String($0.1) }
    #expect(displayed.sorted() == pictures.map(\.name).sorted())
    #expect(displayed.count == 2 * report.figures.count)
    #expect(Set(displayed).count == displayed.count)
    #expect(
      markdown.matches(of: /<source media="\(prefers-color-scheme: dark\)" srcset/).count
        == report.figures.count)
    #expect(
      markdown.matches(of: /<img src="[^"]+" alt="[^"]+" width="\d+" \/>/).count
        == report.figures.count)
    for picture in pictures { try checkXML(picture.bytes) }
    // Links within the page lead to places that are there.
    let locations = Set(markdown.matches(of: /\sid="([^"]+)"/).map { String($0.1) })
    for link in markdown.matches(of: /\]\(#([^)]+)\)/) {
      #expect(locations.contains(String(link.1)))
    }
  }

  @Test func `emphasis holds beside punctuation as well`() async throws {
    let report = try await report(
      of: BadReport.figures
        + "report:\n  sections:\n    - 值 **“甲”** 与*乙*，**bold** (*x*) *(y)*")
    let markdown = text(report, .english)
    #expect(
      markdown.contains("值 <strong>“甲”</strong> 与*乙*，**bold** (*x*) <em>(y)</em>"), "\(markdown)")
  }

  @Test(arguments: Language.allCases)
  func `rows of a table have as many cells as its head`(_ language: Language) async throws {
    let markdown = text(try await Sample.article.value, language)
    var columns = 0
    var rows = 0
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
      let cells = line.hasPrefix("|") ? line.replacing("\\|", with: "").count { $0 == "|" } : 0
      if cells > 0, columns > 0 { #expect(cells == columns, "\(line)") }
      columns = cells
      rows += cells > 0 ? 1 : 0
    }
    #expect(rows > 60)
  }
}
