// PDFs as Poppler reads them.

import CairoRendering
import FigureModel
import FigureScene
import TestSupport
import Testing

@testable import FigureReport

struct PDFReportTests {
  @Test func `tells what it is, and has pages, outline, locations and links`() async throws {
    let report = try await Sample.report.value
    let text = TextEngine()
    let document = try #require(
      PDFReport.document(of: report, language: .english, text: text))
    let pdf = try PDFReading(PDFReport.bytes(of: report, language: .english))
    #expect(pdf.information["Title"] == "A report by Ada")
    #expect(pdf.information["Author"] == "Ada Lovelace, Charles Babbage")
    #expect(pdf.information["Pages"] == "\(document.pages.count)")
    #expect(pdf.information["Page size"]?.contains("A4") == true)
    #expect(
      pdf.outline.map(\.title) == ["The matrix", "A heading within", "Numbers"])
    // The outline, the table of contents and the places agree on the pages.
    #expect(pdf.outline.first?.page == pdf.locations["section.1"])
    #expect(pdf.outline.last?.page == pdf.locations["section.2"])
    #expect(
      Set(pdf.locations.keys) == [
        "section.1", "section.2", "heading.0", "figure.1", "figure.2", "figure.3",
      ])
    for (entry, location) in [("The matrix", "section.1"), ("Numbers", "section.2")] {
      let line = try #require(pdf.pages[0].split(separator: "\n").first { $0.contains(entry) })
      #expect(line.split(separator: " ").last.flatMap { Int($0) } == pdf.locations[location])
    }
    #expect(pdf.links.contains("https://example.org/a?b=c&amp;d"))
    for location in ["section.1", "section.2", "figure.1", "figure.2"] {
      #expect(
        pdf.links.contains { $0.hasSuffix("#\(pdf.locations[location] ?? 0)") }, "\(location)")
    }
  }

  @Test func `has a structure: headings, paragraphs, figures and their captions`() async throws {
    let report = try await Sample.report.value
    let bytes = try PDFReport.bytes(of: report, language: .english)
    #expect(try PDFReading(bytes).information["Tagged"] == "yes")
    // As pdfinfo prints it: a line for each element, deeper ones further to the right.
    let structure = String(
      decoding: try runTool("pdfinfo", ["-struct-text", "-"], input: bytes), as: UTF8.self)
    func texts(_ tag: String) -> [String] {
      var texts: [String] = []
      var isWithin = false
      for line in structure.split(separator: "\n") {
        let content = line.drop { $0 == " " }
        if content.hasPrefix("\"") {
          if isWithin, !texts.isEmpty { texts[texts.count - 1] += content.filter { $0 != "\"" } }
        } else if line.prefix(while: { $0 == " " }).count <= 2 {
          isWithin = content == tag || content.hasPrefix(tag + " ")
          if isWithin { texts.append("") }
        }
      }
      return texts
    }
    #expect(texts("H1") == ["A report by Ada"])
    #expect(texts("H2") == ["The matrix", "Numbers"])
    #expect(texts("H3") == ["A heading within"])
    #expect(texts("Figure").count == 3)
    #expect(texts("Formula").count == 1)
    #expect(texts("Caption").contains { $0.hasPrefix("Figure 1. Positional encoding") })
    #expect(texts("P").contains { $0.contains("An introduction before any heading.") })
  }

  @Test func `words come in the order of the text`() async throws {
    let pdf = try PDFReading(
      PDFReport.bytes(of: try await Sample.report.value, language: .english))
    var rest = pdf.text[...]
    for words in [
      "A report by Ada", "Ada Lovelace, Charles Babbage", "Contents",
      "An introduction before any heading.", "The matrix", "See Figure 1 and the small one",
      "A heading within", "1. one", "2. two with code", "nested emphasis and strength",
      "A quote with", "let x = 1", "indented | < >", "Figure 1. Positional encoding",
      "Twenty positions", "Checked claims", "holds", "Numbers", "Figure 2.", "Figure 3.",
      "Figure 2: ",
    ] {
      let found = try #require(rest.firstRange(of: words), "\(words) in \(rest.prefix(400))")
      rest = rest[found.upperBound...]
    }
  }

  @Test func `every page but the first has a header, and each its number`() async throws {
    let report = try await Sample.article.value
    for language in Language.allCases {
      let pdf = try PDFReading(PDFReport.bytes(of: report, language: language))
      let title = report.editions.first { $0.language == language }?.title ?? ""
      #expect(pdf.pages.count > 10)
      for (index, page) in pdf.pages.enumerated() {
        let lines = page.split(separator: "\n")
        #expect(lines.last?.trimmingPrefix { $0 == " " } == "\(index + 1)")
        if index > 0 { #expect(lines.first?.contains(title) == true, "page \(index + 1)") }
      }
      // Every section and every figure of the article, each where the text leads.
      #expect(pdf.locations.keys.count { $0.hasPrefix("section.") } == 23)
      #expect(pdf.locations.keys.count { $0.hasPrefix("figure.") } == report.figures.count)
      #expect(pdf.outline.count == 23)
    }
  }

  @Test func `the same report is the same bytes`() async throws {
    let report = try await Sample.report.value
    for language in Language.allCases {
      let first = try PDFReport.bytes(of: report, language: language)
      let second = try PDFReport.bytes(of: report, language: language)
      #expect(first == second)
    }
    let again = try await FigureReportTests.report(
      of: sampleManifest, languages: [.english, .chinese], hasPages: true)
    let first = try PDFReport.bytes(of: report, language: .english)
    let second = try PDFReport.bytes(of: again, language: .english)
    #expect(first == second)
  }

  /// No heading at a page's end, no figure without its caption, nothing beyond the frame.
  @Test(arguments: Language.allCases)
  func `pages hold together what belongs together`(_ language: Language) async throws {
    let report = try await Sample.article.value
    let edition = try #require(report.editions.first { $0.language == language })
    var writer = FlowWriter(report: report, edition: edition, text: TextEngine())
    writer.write()
    let parts = writer.parts
    let pages = PageBreaker.pages(parts, height: PaperStyle.frame.height)
    #expect(pages.map(\.upperBound).dropLast().elementsEqual(pages.map(\.lowerBound).dropFirst()))
    #expect(pages.first?.lowerBound == 0 && pages.last?.upperBound == parts.count)
    for page in pages.dropLast() {
      #expect(!parts[page.upperBound - 1].keepsWithNext, "\(page)")
    }
    for page in pages {
      let displayed = parts[page]
      let height =
        (displayed.first?.header?.height ?? 0) + displayed.reduce(0) { $0 + $1.height }
        + displayed.dropFirst().reduce(0) { $0 + $1.spaceBefore }
      let minimum = height - displayed.reduce(0) { $0 + ($1.picture?.shrink ?? 0) }
      #expect(minimum <= PaperStyle.frame.height + 0.1)
    }
    // Headings and figures do keep with what follows them, or the test above says nothing.
    #expect(parts.count { $0.picture != nil } == report.figures.count)
    for part in parts where part.picture != nil || part.section != nil {
      #expect(part.keepsWithNext)
    }
  }
}

extension PDFReportTests {
  @Test(arguments: ["> ", "- ", "1. "])
  func `however deep lists and quotes are, words stay on the page`(_ mark: String) async throws {
    let text = String(repeating: mark, count: 40) + "some words of a sentence in the middle"
    let report = try await report(
      of: BadReport.figures + "report:\n  sections:\n    - '\(text)'")
    let document = try #require(
      PDFReport.document(of: report, language: .english, text: TextEngine()))
    var farthest = 0.0
    func collect(_ items: [SceneItem], _ x: Double) {
      for item in items {
        switch item {
        case .group(let group): collect(group.items, x + group.transform.x0)
        case .text(let text): farthest = max(farthest, x + text.position.x)
        case .path, .image, .link: break
        }
      }
    }
    for page in document.pages { collect(page.items, 0) }
    #expect(farthest > PaperStyle.frame.x + 100 && farthest < PaperStyle.frame.maxX)
    let words = try PDFReading(PDFReport.bytes(of: report, language: .english)).text
    #expect(words.contains("sentence"))
  }
}

struct PageBreakerTests {
  private func part(_ height: Double, keeps: Bool = false, space: Double = 0) -> FlowPart {
    FlowPart(height: height, spaceBefore: space, keepsWithNext: keeps)
  }

  @Test func `a heading goes with what follows`() {
    let parts = [part(80), part(15, keeps: true), part(40)]
    #expect(PageBreaker.pages(parts, height: 100) == [0..<1, 1..<3])
  }

  @Test func `space above the first part of a page is left out`() {
    let parts = [part(60), part(50, space: 30), part(50)]
    #expect(PageBreaker.pages(parts, height: 100) == [0..<1, 1..<3])
  }

  @Test func `what keeps together and is too high is parted all the same`() {
    let parts = (0..<7).map { _ in part(40, keeps: true) }
    let pages = PageBreaker.pages(parts, height: 100)
    #expect(pages.allSatisfy { $0.count <= 2 } && pages.map(\.count).reduce(0, +) == 7)
  }

  @Test func `a part higher than a page has one for itself`() {
    #expect(
      PageBreaker.pages([part(10), part(500), part(10)], height: 100) == [0..<1, 1..<2, 2..<3])
  }

  @Test func `nothing makes one empty page`() {
    #expect(PageBreaker.pages([], height: 100) == [0..<0])
  }
}
