// Reading a report: tooltips, charts, heads side by side, contents, addresses, and no page wider than
// its window.

import FigureKinds
import Foundation
import TestSupport
import Testing

@testable import FigureReport

extension BrowserTests {
  @Suite(.serialized) struct ReportReading {
    /// What the tooltip says that is not of a linked figure; empty where there is none.
    static func tip() async throws -> String {
      try await browser().text(
        "([...document.querySelectorAll('.tip:not(.linked)')].find((n) => !n.hidden) || {innerText: ''}).innerText"
      )
    }

    /// Opens a page with one figure and expects that the page has nothing to complain of.
    /// - Parameter body: given the browser and the figure's place in the page.
    private func reading(
      _ id: String, _ kind: any FigureKind.Type, _ arguments: [String], width: Int = 1280,
      _ body: (_ browser: WebDriver, _ figure: String) async throws -> Void
    ) async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      try await browser.open(
        try await SampleReport.save([(id, kind, arguments, nil)], in: folder), width: width)
      try await body(browser, "#en-figure-\(id)")
      #expect(try await browser.messages() == [])
    }

    /// The values that the read-out of a figure shows.
    private static func shownValues(_ figure: String) async throws -> [Double] {
      try await browser().text(
        "[...document.querySelectorAll('\(figure) .readout .value')].map((n) => n.textContent)"
      ).split(separator: ",").compactMap { Double($0) }
    }

    @Test func aTooltipHasThreeDigitsAndAllOnDemand() async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      try await browser.open(try await SampleReport.save(ReportPage.encoding, in: folder))
      let location = try await ReportPage.cell(5, 2, of: (12, 8), figure: "#en-figure-pe")
      for pointer in ["mouse", "touch"] {
        try await browser.point(location.x, location.y, presses: pointer == "touch", with: pointer)
        // sin(5 / 10000^(2/8)) = sin(0.5).
        let lines = try await Self.tip().split(separator: "\n").map(String.init)
        #expect(lines == ["position 5", "dimension 2", "0.479"], "\(pointer): \(lines)")
        // Within the window, and away from the finger.
        let box = try await browser.text(
          "['left','top','right','bottom'].map((k) => document.querySelector('.tip').getBoundingClientRect()[k])"
        ).split(separator: ",").compactMap { Double($0) }
        #expect(box.count == 4 && box[0] >= 0 && box[1] >= 0 && box[2] <= 1280)
        #expect(pointer == "mouse" || box[3] <= location.y - 20)
      }
      try await browser.run(
        "document.querySelector('#en-figure-pe .cells').focus({focusVisible: true});")
      try await browser.press("d")
      let all = try #require(
        try await Self.tip().split(separator: "\n").last.flatMap { Double($0) })
      #expect(abs(all - SampleReport.encoding(5, 2, of: 8)) <= 4e-16)
      #expect(
        try await browser.text(
          "document.querySelector('#en-figure-pe .digits').getAttribute('aria-pressed')") == "true")
      #expect(try await browser.messages() == [])
    }

    @Test func linkedFiguresShowTheirOwnValue() async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      try await browser.open(
        try await SampleReport.save(ReportPage.heads, in: folder), height: 1400)
      let location = try await ReportPage.cell(4, 6, of: (13, 13), figure: "#en-figure-heads")
      try await browser.point(location.x, location.y)
      let linked = try await browser.text(
        "[...document.querySelectorAll('.tip.linked')].filter((n) => !n.hidden).map((n) => n.textContent)"
      ).split(separator: ",").compactMap { Double($0) }
      let expected = Double(try SampleReport.weight(0, 1, 4, 6))
      #expect(linked.contains { abs($0 - expected) <= abs(expected) * 0.006 }, "\(linked)")
    }

    /// A cell of one head among many: which head, and its query and key; not seventy tooltips.
    @Test func aModelsHeadsAreReadOneByOne() async throws {
      try await reading(
        "all", ModelView.self,
        ["--weights", "example:minilm", "--tokens-file", "example:minilm"], width: 1400
      ) { browser, figure in
        try await browser.wait(
          until: "document.querySelectorAll('\(figure) .stage:not(.narrow) .cells').length > 71")
        // Head 0 of layer 2, and head 3 of layer 4.
        for (layer, head) in [(2, 0), (4, 3)] {
          let location = try await ReportPage.cell(
            0, 12, of: (13, 13), figure: figure, index: 12 * layer + head)
          try await browser.point(location.x, location.y)
          let lines = try await Self.tip().split(separator: "\n").map(String.init)
          let weight = Double(try SampleReport.weight(layer, head, 0, 12))
          try #require(lines.count == 4, "\(lines)")
          #expect(lines.first == "Layer \(layer), head \(head)", "\(lines)")
          #expect(lines[1] == "query [CLS]" && lines[2] == "key [SEP]", "\(lines)")
          #expect(abs((Double(lines[3]) ?? .nan) - weight) <= abs(weight) * 0.006)
          #expect(
            try await browser.text(
              "[...document.querySelectorAll('.tip')].filter((n) => !n.hidden).length") == "1")
          // All of them show where it is, and so does the head below that can be chosen.
          let marked = try await browser.text(
            "[...document.querySelectorAll('\(figure) .cells.shown')]"
              + ".filter((n) => n.getClientRects().length).length")
          #expect(marked == "73")
        }
      }
    }

    /// Of clock hands the hands are read, not the circle.
    @Test func handsAreReadByTheirEnds() async throws {
      try await reading(
        "hands", Rotation.self,
        ["--encoding", "rope", "--dimensions", "4", "--at-positions", "0,1"]
      ) { browser, figure in
        try await browser.run(
          "document.querySelector('\(figure) .chart').focus({focusVisible: true});")
        for (position, x, y) in [(0, 1.0, 0.0), (1, cos(1.0), sin(1.0))] {
          try await browser.press(position == 0 ? Key.home : Key.right)
          #expect(try await Self.tip().hasPrefix("position \(position)\n"))
          let displayed = try await Self.shownValues(figure)
          #expect(displayed.count == 2)
          #expect(zip(displayed, [x, y]).allSatisfy { abs($0 - $1) <= 1e-12 }, "\(displayed)")
        }
        // To the right of the middle is the hand of position 0.
        let location = try await ReportPage.cell(10, 18, of: (21, 21), figure: figure)
        try await browser.point(location.x, location.y)
        #expect(try await Self.tip().hasPrefix("position 0\n"))
      }
    }

    /// Lines between tokens: the weights of the token under the pointer.
    @Test func linesBetweenTokensAreReadTokenByToken() async throws {
      try await reading(
        "links", HeadView.self,
        [
          "--weights", "example:minilm", "--tokens-file", "example:minilm", "--layer", "4",
          "--heads", "3", "--threshold", "0.05",
        ]
      ) { browser, figure in
        // The third query, at the left, and the third key, at the right.
        for (column, kind) in [(1, "query"), (8, "key")] {
          let location = try await ReportPage.cell(2, column, of: (13, 10), figure: figure)
          try await browser.point(location.x, location.y)
          let weights = try (0..<13).map { other in
            Double(
              kind == "query"
                ? try SampleReport.weight(4, 3, 2, other) : try SampleReport.weight(4, 3, other, 2))
          }.filter { $0 >= 0.05 }.sorted(by: >)
          #expect(try await Self.shownValues(figure) == weights, "\(kind)")
          #expect(try await Self.tip().hasPrefix(kind + " "))
        }
      }
    }

    @Test func chartsShowAllSeriesAtTheNearestPlace() async throws {
      try await reading(
        "lines", PositionalLines.self, ["--at-positions", "3,7", "--dimensions", "8"]
      ) { browser, figure in
        try await browser.run(
          "document.querySelector('\(figure) .chart').focus({focusVisible: true});")
        for dimension in 0..<8 {
          try await browser.press(dimension == 0 ? Key.home : Key.right)
          let displayed = try await Self.shownValues(figure)
          #expect(displayed.count == 2)
          for (value, position) in zip(displayed, [3, 7]) {
            #expect(abs(value - SampleReport.encoding(position, dimension, of: 8)) <= 4e-16)
          }
          #expect(try await Self.tip().hasPrefix("dimension \(dimension)\n"))
        }
      }
    }

    @Test func twoHeadsStandSideBySideWithTheirDifference() async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      try await browser.open(try await SampleReport.save(ReportPage.heads, in: folder))
      let box = "document.querySelector('#en-figure-heads .heads')"
      // The map of all heads, and the next one.
      #expect(try await browser.text("\(box).querySelectorAll('.map button').length") == "72")
      try await browser.run("\(box).querySelectorAll('.map button')[2 * 12 + 5].click();")
      try await browser.run("\(box).querySelectorAll('.controls button')[1].click();")
      try await browser.run(
        """
        const other = \(box).querySelectorAll('select')[2];
        other.value = String(4 * 12 + 1); other.dispatchEvent(new Event('change'));
        """)
      let titles = try await browser.text(
        "[...\(box).querySelectorAll('.view .title')].map((n) => n.textContent).join('|')")
      #expect(
        titles
          == "Layer 2, head 6|Layer 4, head 1|Difference: layer 2, head 6 − layer 4, head 1")
      let figure = "#en-figure-heads .heads"
      let cells = [(0, 0), (6, 2), (12, 12)]
      for (query, key) in cells {
        let one = try SampleReport.weight(2, 6, query, key)
        let two = try SampleReport.weight(4, 1, query, key)
        for (index, expected) in [Double(one), Double(two), Double(one) - Double(two)].enumerated()
        {
          let location = try await ReportPage.cell(
            query, key, of: (13, 13), figure: figure, index: index)
          try await browser.point(location.x, location.y)
          #expect(try await ReportPage.shownValue(figure) == expected)
        }
      }
    }

    @Test func addressesLeadToFiguresAndSectionsAndSwitchingKeepsThePlace() async throws {
      let browser = try browser()
      let (report, _, address) = try await ReportOnPaper.article.value
      let ids = report.figures.map(\.id)
      func top(_ id: String) async throws -> Double {
        Double(
          try await browser.text("document.getElementById('\(id)').getBoundingClientRect().top"))
          ?? .infinity
      }
      try await browser.open(address + "#figure-7")
      try await browser.run("localStorage.clear();")
      #expect(abs(try await top("en-figure-\(ids[6])")) < 120)
      // One that names a language shows it.
      try await browser.open(address + "#zh-section-heads")
      #expect(abs(try await top("zh-section-heads")) < 120)
      #expect(try await browser.text("document.documentElement.lang") == "zh-CN")
      try await browser.wait(
        until:
          "document.querySelector('.edition-zh nav a[aria-current]').hash === '#zh-section-heads'")
      // What begins in the upper third of the window stays where it is: the section or its figure.
      let before = [try await top("zh-section-heads"), try await top("zh-figure-multi-head")]
      try await browser.run("document.getElementById('language-en').click();")
      let after = [try await top("en-section-heads"), try await top("en-figure-multi-head")]
      #expect(zip(before, after).contains { abs($0 - $1) < 2 }, "\(before) \(after)")
      try await browser.run("localStorage.clear();")
    }

    @Test(arguments: [1400, 820, 390])
    func noPageIsWiderThanItsWindow(_ width: Int) async throws {
      let browser = try browser()
      let (_, _, address) = try await ReportOnPaper.article.value
      try await browser.show(width: width, isTouched: width < 400)
      try await browser.open(address)
      for language in ["en", "zh"] {
        try await browser.run("document.getElementById('language-\(language)').click();")
        #expect(
          try await browser.text("[innerWidth, document.documentElement.scrollWidth]")
            == "\(width),\(width)")
        // What is wider scrolls within a box of its own, which says so at its side.
        let boxes = ".plot, .formula, .claims, .numbers, .grid"
        let silent = try await browser.text(
          """
          [...document.querySelectorAll('.edition-\(language) :is(\(boxes))')].filter((box) =>
            box.scrollWidth > box.clientWidth + 2 && !box.classList.contains('more-after')).length
          """)
        #expect(silent == "0")
        let outside = try await browser.text(
          """
          [...document.querySelectorAll('.edition-\(language) *')].filter((node) =>
            node.getClientRects().length && node.getBoundingClientRect().right > innerWidth + 1
            && !node.closest('\(boxes), pre, nav')).length
          """)
        #expect(outside == "0")
      }
      try await browser.showAsBefore()
      try await browser.run("localStorage.clear();")
    }
  }
}
