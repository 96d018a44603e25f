// The article's report without its script, and on paper: everything that is to be read is there.

import Article
import FigureKinds
import FigureModel
import FigurePipeline
import Foundation
import TestSupport
import Testing

@testable import FigureReport

extension BrowserTests {
  @Suite(.serialized) struct ReportOnPaper {
    /// The article's report, written once.
    static let article = Task {
      let report = try ArticleReport.make(languages: [.english, .chinese], jobs: 2)
      let folder = TemporaryFolder()
      let path = try folder.write(try HTMLReport.bytes(of: report), as: "report.html")
      return (report: report, folder: folder, address: "file://" + path)
    }

    @Test func everythingIsReadWithoutTheScript() async throws {
      let browser = try browser()
      let (report, _, address) = try await Self.article.value
      try await browser.allowScripts(false)
      try await browser.prefer("light")
      try await browser.open(address)
      try await browser.allowScripts(true)
      // Nothing of the script's is there, so there is no button that does nothing.
      #expect(
        try await browser.text(
          "document.querySelectorAll('button:not([popovertarget]), select, .cells, .tools, .readout, .bars').length"
        )
          == "0")
      func displayed(_ selector: String) async throws -> Int? {
        Int(
          try await browser.text(
            """
            [...document.querySelectorAll('\(selector)')].filter((node) => {
              const box = node.getBoundingClientRect();
              return box.width > 4 && box.height > 4;
            }).length
            """))
      }
      let blocks = report.editions[0].sections.flatMap(\.blocks)
      let formulas = blocks.count {
        if case .formula = $0 { true } else { false }
      }
      let rows = blocks.reduce(0) { count, block in
        switch block {
        case .claims(let claims): count + claims.count
        case .slips(let slips): count + slips.count
        default: count
        }
      }
      #expect(
        try await displayed("figure .stage > svg, figure .ground > *") == report.figures.count)
      #expect(try await displayed("figcaption .title") == report.figures.count)
      #expect(try await displayed("figcaption .alt") == report.figures.count)
      #expect(formulas > 8 && rows > 40)
      #expect(try await displayed(".formula:has(math)") == formulas)
      // Claims unfold by themselves, and say before how many hold.
      #expect(
        try await browser.text(
          "[...document.querySelectorAll('.edition-en details.claims')].every((n) => !n.open)")
          == "true")
      try await browser.run(
        "document.querySelectorAll('.edition-en .claims > summary').forEach((n) => n.click());")
      #expect(try await displayed(".claims tbody tr") == rows)
      #expect(try await displayed("section h2") == report.editions[0].sections.count)
      // The command unfolds, and the switches switch, by themselves.
      let command = "document.querySelector('.edition-en .command')"
      try await browser.run("\(command).querySelector('summary').click();")
      #expect(try await browser.text("\(command).open") == "true")
      let ground = "getComputedStyle(document.body).backgroundColor"
      let before = try await browser.text(ground)
      try await browser.run("document.getElementById('theme-dark').click();")
      #expect(try await browser.text(ground) != before)
      try await browser.run("document.getElementById('language-zh').click();")
      #expect(try await displayed(".edition-en") == 0)
      #expect(
        try await displayed("figure .stage > svg, figure .ground > *") == report.figures.count)
    }

    @Test(arguments: Language.allCases)
    func itPrintsWell(_ language: Language) async throws {
      let browser = try browser()
      let (report, folder, address) = try await Self.article.value
      // Paper is light, also where screens are dark.
      try await browser.prefer("dark")
      try await browser.open(address)
      try await browser.run("document.getElementById('language-\(language.rawValue)').click();")
      let path = try folder.write(try await browser.printed(), as: "printed.pdf")
      try await browser.run("localStorage.clear();")
      try await browser.prefer("light")
      let text = String(decoding: try runTool("pdftotext", ["-layout", path, "-"]), as: UTF8.self)
      let pages = text.split(separator: "\u{0C}").map { $0.filter { !$0.isWhitespace } }
      // What only a screen can do is not on paper.
      let lines = text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      for control in ["CSV", "SVG", "PNG", "Copy command", "复制命令", "English", "中文"] {
        #expect(!lines.contains { $0.hasPrefix(control) || $0.hasSuffix(control) })
      }
      // Every caption is there, and every figure is whole: no page's end parts one, and none is
      // higher than the room of a page, which is A4 less its margins.
      let words = ReportStrings(language)
      for (index, figure) in report.figures.enumerated() {
        let edition = try #require(figure.editions[language])
        let number = words.figure(index + 1) + (language == .english ? "." : "")
        let title = (number + edition.title).filter { !$0.isWhitespace }
        #expect(pages.contains { $0.contains(title) }, "\(figure.id): \(title)")
      }
      try await browser.open(address, width: Int(178 / 25.4 * 96))
      try await browser.run("document.getElementById('language-\(language.rawValue)').click();")
      try await browser.show(on: "print")
      let heights = try await browser.text(
        """
        [...document.querySelectorAll('.edition-\(language.rawValue) figure')].map((figure) =>
          getComputedStyle(figure).breakInside === 'avoid' ? figure.getBoundingClientRect().height : 1e6)
        """
      ).split(separator: ",").compactMap { Double($0) }
      #expect(heights.count == report.figures.count)
      #expect(heights.allSatisfy { $0 > 100 && $0 < 261 / 25.4 * 96 })
      let controls =
        "figure button, .switches, nav, .readout, .bars, .heads, .cells, .tip, .command"
      #expect(
        try await browser.text(
          "[...document.querySelectorAll('\(controls)')].every((n) => n.getClientRects().length === 0)"
        )
          == "true")
      try await browser.show(on: "screen")
      try await browser.run("localStorage.clear();")
      // Nothing lies outside of its page.
      #expect(pages.joined().contains((language == .english ? "measured" : "测得")))
      let boxes = String(
        decoding: try runTool("pdftotext", ["-bbox", path, "-"]), as: UTF8.self)
      var size = (width: 0.0, height: 0.0)
      for line in boxes.split(separator: "\n") {
        let numbers = line.matches(of: /"(-?[0-9.]+)"/).compactMap { Double($0.1) }
        if line.contains("<page "), numbers.count == 2 {
          size = (numbers[0], numbers[1])
        } else if line.contains("<word "), numbers.count == 4 {
          #expect(
            numbers[0] >= 0 && numbers[1] >= 0 && numbers[2] <= size.width
              && numbers[3] <= size.height, "\(line)")
        }
      }
    }

    /// Paper does not scroll: tables of many columns and long formulas are whole on it.
    @Test(arguments: [4, 14, 22])
    func nothingWideIsCut(_ columns: Int) async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      let names = (0..<columns).map { "c\($0)" }
      let cells = (0..<columns).map { "0.12\(100 + $0)" }
      let terms = (1...30).map { "a_{\(100 + $0)}" }.joined(separator: " + ")
      let rows = [names, names.map { _ in "---" }, cells].map {
        "| " + $0.joined(separator: " | ") + " |"
      }
      let manifest = try Manifest(
        text: """
          figures:
          - { id: h, kind: attention, weights: "example:minilm", layer: 5, head: 0, tokens-file: "example:minilm" }
          report:
            sections:
            - text: |
                \(rows.joined(separator: "\n      "))

                ```math
                \(terms) = Z
                ```
              figure: h
              table: h
          """, name: "m")
      let report = try ManifestReport.make(manifest, languages: [.english], jobs: 1)
      let path = try folder.write(try HTMLReport.bytes(of: report), as: "report.html")
      try await browser.open("file://" + path)
      let printed = try folder.write(try await browser.printed(), as: "printed.pdf")
      let words = String(
        decoding: try runTool("pdftotext", ["-bbox", printed, "-"]), as: UTF8.self
      ).matches(of: #/<word xMin="([^"]+)" yMin="[^"]+" xMax="([^"]+)" yMax="[^"]+">([^<]*)</#)
      // A page is 595 pt wide, its margins are 16 mm.
      let whole = words.filter { (Double($0.2) ?? .infinity) <= 595 - 45 + 1 }.map { String($0.3) }
      #expect(whole.count == words.count)
      for cell in cells { #expect(whole.contains(cell), "\(cell)") }
      for column in 0..<13 {
        let value = try SampleReport.weight(5, 0, 12, column)
        #expect(whole.contains(String(format: "%.4f", Double(value))), "column \(column)")
      }
      let text = whole.joined()
      for index in [101, 115, 130] { #expect(text.contains("\(index)"), "\(index)") }
    }
  }
}
