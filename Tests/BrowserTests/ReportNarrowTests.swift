// A report on a telephone: every figure whole or said to scroll, its values under the finger.

import FigureKinds
import Foundation
import Testing

@testable import FigureReport

extension BrowserTests {
  @Suite(.serialized) struct ReportNarrow {
    @Test(arguments: [390, 360, 820, 1400]) func everyFigureIsWhole(_ width: Int) async throws {
      let browser = try browser()
      let (report, _, address) = try await ReportOnPaper.article.value
      try await browser.show(width: width, isTouched: width < 400)
      try await browser.open(address)
      for language in ["en", "zh"] {
        try await browser.run("document.getElementById('language-\(language)').click();")
        let figures = "document.querySelectorAll('.edition-\(language) figure[data-figure]')"
        let displayed = try await browser.text(
          """
          [...\(figures)].map((figure) => {
            const stages = [...figure.querySelectorAll('.plot .stage')].filter((n) => n.getClientRects().length);
            const plot = figure.querySelector('.plot');
            const isWhole = plot.scrollWidth <= plot.clientWidth + 2;
            const told = figure.querySelector('.sideways');
            const isTold = Boolean(told && told.getClientRects().length);
            // Wide drawings give way to the narrow ones in columns below seven tenths of their width.
            const broad = figure.querySelector('.stage[class*=broad-]');
            const isBroad = broad && figure.clientWidth <= 16 * Number(broad.className.match(/broad-(\\d+)/)[1]);
            const isNarrow = Boolean((\(width < 640) || isBroad) && figure.querySelector('.stage.narrow'));
            return `${stages.length} ${stages[0].classList.contains('narrow') === isNarrow} ${isWhole !== isTold}`;
          })
          """
        ).split(separator: ",")
        #expect(displayed.count == report.figures.count)
        #expect(displayed.allSatisfy { $0 == "1 true true" }, "\(width) \(displayed)")
      }
      try await browser.showAsBefore()
      try await browser.run("localStorage.clear();")
    }

    /// Letters of figures are about as large as those of the text, whatever the window's width.
    @Test(arguments: [390, 700, 820, 1000, 1100, 1200, 1400])
    func lettersOfFiguresAreAsLargeAsThoseOfTheText(_ width: Int) async throws {
      let browser = try browser()
      let (_, _, address) = try await ReportOnPaper.article.value
      try await browser.show(width: width, isTouched: width < 400)
      try await browser.open(address)
      try await browser.run("document.getElementById('language-en').click();")
      let scales = try await browser.text(
        """
        [...document.querySelectorAll('.edition-en figure[data-figure]')].map((figure) => {
          const [shown] = [...figure.querySelectorAll('.plot :is(svg,img)')].filter((n) => n.clientWidth || n.getClientRects().length);
          const own = shown.viewBox ? shown.viewBox.baseVal.width : Number(shown.getAttribute('width'));
          return (shown.getBoundingClientRect().width / own).toFixed(3);
        })
        """
      ).split(separator: ",").compactMap { Double($0) }
      #expect(scales.count > 20 && scales.allSatisfy { (0.69...1.16).contains($0) }, "\(scales)")
      try await browser.showAsBefore()
      try await browser.run("localStorage.clear();")
    }

    /// Formulas are set in the face that the page brings, whatever the language around them: brackets
    /// and roots as tall as what they enclose, scripts beside their letters.
    @Test(arguments: [390, 1400]) func formulasAreSetInOneFace(_ width: Int) async throws {
      let browser = try browser()
      let (_, _, address) = try await ReportOnPaper.article.value
      try await browser.show(width: width, isTouched: false)
      try await browser.open(address)
      try await browser.wait(until: "[...document.fonts].some((face) => face.status === 'loaded')")
      for language in ["en", "zh"] {
        try await browser.run("document.getElementById('language-\(language)').click();")
        let displayed = try await browser.text(
          """
          (() => {
            const formulas = [...document.querySelectorAll('.edition-\(language) .formula math')];
            const z = formulas.find((math) => math.getAttribute('alttext').includes('softmax'));
            const high = (node) => node.getBoundingClientRect().height;
            const [open] = [...z.querySelectorAll('mo')].filter((mo) => mo.textContent === '(');
            const fraction = z.querySelector('mfrac');
            const power = z.querySelector('msup');
            const [base, raised] = [...power.children].map((node) => node.getBoundingClientRect());
            const root = z.querySelector('msqrt');
            return [high(open) >= high(fraction) * 0.95, raised.top < base.bottom && raised.bottom < base.bottom,
              raised.left - base.right < 4, high(root) > high(root.firstElementChild)].join(' ');
          })()
          """)
        #expect(displayed == "true true true true", "\(width) \(language)")
      }
      try await browser.showAsBefore()
      try await browser.run("localStorage.clear();")
    }

    @Test func valuesAreReadInBothLayouts() async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      let address = try await SampleReport.save(
        ReportPage.encoding + [
          ("lines", PositionalLines.self, ["--at-positions", "3,7", "--dimensions", "8"], nil)
        ], in: folder)
      try await browser.open(address)
      // From a wide window to a telephone's while the page is open, and back.
      for width in [1280, 390, 1280] {
        try await browser.show(width: width, isTouched: false)
        let stage = "#en-figure-pe .stage." + (width < 640 ? "narrow" : "wide")
        try await browser.wait(until: "document.querySelector('\(stage) .cells')")
        for (row, column) in [(0, 1), (5, 2), (11, 7)] {
          let location = try await ReportPage.cell(row, column, of: (12, 8), figure: stage)
          try await browser.point(location.x, location.y)
          let value = try #require(try await ReportPage.shownValue("#en-figure-pe"))
          #expect(abs(value - SampleReport.encoding(row, column, of: 8)) <= 4e-16, "\(width)")
        }
        let chart = "#en-figure-lines .stage." + (width < 640 ? "narrow" : "wide") + " .chart"
        try await browser.wait(until: "document.querySelector('\(chart)')")
        try await browser.run("document.querySelector('\(chart)').focus({focusVisible: true});")
        try await browser.press(Key.home, Key.right)
        let values = try await browser.text(
          "[...document.querySelectorAll('#en-figure-lines .readout .value')].map((n) => n.textContent)"
        ).split(separator: ",").compactMap { Double($0) }
        #expect(values.count == 2)
        for (value, position) in zip(values, [3, 7]) {
          #expect(abs(value - SampleReport.encoding(position, 1, of: 8)) <= 4e-16)
        }
      }
      try await browser.showAsBefore()
      #expect(try await browser.messages() == [])
    }

    /// A picture that is saved has its letters with it.
    @Test func savedDrawingsAreWhole() async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      try await browser.open(try await SampleReport.save(ReportPage.encoding, in: folder))
      try await ReportTools.press("SVG", of: "#en-figure-pe")
      let text = String(decoding: try await browser.download("pe.svg"), as: UTF8.self)
      try FileManager.default.removeItem(atPath: browser.folder.path + "/pe.svg")
      let used = Set(text.matches(of: /<use[^>]* xlink:href="#([^"]+)"/).map(\.1))
      let defined = Set(text.matches(of: /<path id="([^"]+)"/).map(\.1))
      #expect(used.count > 5 && used == defined)
    }
  }
}
