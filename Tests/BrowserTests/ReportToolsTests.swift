// What a report's script adds beside values under a pointer: shared cursors, files, the command, notes;
// and pictures of pixels, to which all of it applies as well.

import FigureKinds
import Foundation
import TestSupport
import Testing

extension BrowserTests {
  @Suite(.serialized) struct ReportTools {
    typealias Entry = (
      id: String, kind: any FigureKind.Type, arguments: [String], caption: String?
    )

    static func press(_ label: String, of figure: String) async throws {
      try await browser().run(
        """
        [...document.querySelectorAll('\(figure) .tools button')]
          .find((button) => button.textContent === '\(label)').click();
        """)
    }

    static func buttons(of figure: String) async throws -> String {
      try await browser().text(
        "[...document.querySelectorAll('\(figure) .tools button')].map((b) => b.textContent)")
    }

    @Test func twoFiguresShareTheCursor() async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      let shape = ["--positions", "12", "--dimensions", "8"]
      let figures: [Entry] = [
        ("one", PositionalHeatMap.self, shape, nil),
        ("two", PositionalHeatMap.self, shape + ["--base", "100", "--origin", "lower"], nil),
        ("other", PositionalHeatMap.self, ["--positions", "9", "--dimensions", "8"], nil),
      ]
      try await browser.open(try await SampleReport.save(figures, in: folder))
      let location = try await ReportPage.cell(7, 2, of: (12, 8), figure: "#en-figure-one")
      try await browser.point(location.x, location.y)
      func cursor(_ id: String) async throws -> String {
        try await browser.text(
          """
          ((cells) => cells.classList.contains('shown')
            ? [cells.querySelector('.cell').style.top, cells.querySelector('.cell').style.left] : 'none'
          )(document.querySelector('#en-figure-\(id) .cells'))
          """)
      }
      // Row 7 of 12 from the top, and from the bottom where rows count upwards.
      #expect(try await cursor("one").hasPrefix("58.333"))
      #expect(try await cursor("one").hasSuffix(",25%"))
      #expect(try await cursor("two").hasPrefix("33.333"))
      #expect(try await cursor("two").hasSuffix(",25%"))
      #expect(try await cursor("other") == "none")
      try await browser.point(2, 2)
      #expect(try await cursor("one") == "none")
      #expect(try await cursor("two") == "none")
    }

    @Test func theCommandIsCopied() async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      let figures: [Entry] = [
        (
          "pe", PositionalHeatMap.self,
          ["--positions", "12", "--dimensions", "8", "--title", "It's \"here\" & <there>"], nil
        )
      ]
      try await browser.open(try await SampleReport.save(figures, in: folder))
      // Browsers let a page write to the clipboard only when a reader presses something.
      try await browser.run(
        "[...document.querySelectorAll('#en-figure-pe .tools button')].at(-1).focus();")
      try await browser.press(Key.enter)
      try await browser.wait(until: "\(Self.text) === 'Copied'")
      // What is pasted is the command as it stands on the page.
      try await browser.run(
        """
        const area = document.createElement('textarea');
        area.id = 'pasted'; document.body.append(area); area.focus();
        """)
      try await browser.pressWithControl("v")
      let pasted = try await browser.text("document.getElementById('pasted').value")
      #expect(
        pasted
          == (try await browser.text(
            "document.querySelector('#en-figure-pe .command code').textContent")))
      #expect(pasted.hasPrefix("attnplot pe-heatmap --positions 12 --dimensions 8 "))
      #expect(pasted.hasSuffix(" -o pe.png"))
      try await browser.wait(until: "\(Self.text) === 'Copy command'")
      #expect(try await browser.messages() == [])
    }

    private static let text =
      "[...document.querySelectorAll('#en-figure-pe .tools button')].at(-1).textContent"

    @Test func aReducedMatrixIsSaidToBeReduced() async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      let figures: [Entry] = [
        ("tall", PositionalHeatMap.self, ["--positions", "4000", "--dimensions", "32"], nil),
        ("huge", PositionalHeatMap.self, ["--positions", "4000", "--dimensions", "128"], nil),
        ("small", PositionalHeatMap.self, ["--positions", "12", "--dimensions", "8"], nil),
      ]
      try await browser.open(try await SampleReport.save(figures, in: folder))
      func notes(_ id: String) async throws -> String {
        try await browser.text(
          "[...document.querySelectorAll('#en-figure-\(id) .note')].map((n) => n.textContent).join('|')"
        )
      }
      #expect(try await notes("tall").contains("this matrix, [4000, 32], reduced to ["))
      #expect(try await notes("huge").contains("too large for its values to be part of this page"))
      #expect(try await notes("small") == "")
      // The values of the one are all there, those of the other are not pretended to be.
      try await browser.run("document.querySelector('#en-figure-tall .cells').focus();")
      try await browser.press(Key.end)
      for _ in 0..<3 { try await browser.press(Key.down) }
      let displayed = try #require(try await ReportPage.shownValue("#en-figure-tall"))
      #expect(abs(displayed - SampleReport.encoding(3, 31, of: 32)) <= 4e-16)
      #expect(
        try await Self.buttons(of: "#en-figure-tall") == "All digits,CSV,SVG,PNG,Copy command")
      #expect(try await Self.buttons(of: "#en-figure-huge") == "SVG,PNG,Copy command")
      #expect(
        try await browser.text("document.querySelectorAll('#en-figure-huge .cells').length") == "0")
    }

    @Test func aHeavyDrawingIsAPictureOfPixels() async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      let figures: [Entry] = [
        (
          "heavy", PositionalLines.self,
          ["--at-positions", "0-8", "--dimensions", "2048", "--size", "900x900px"], nil
        ),
        ("light", PositionalHeatMap.self, ["--positions", "12", "--dimensions", "8"], nil),
      ]
      try await browser.prefer("light")
      try await browser.open(try await SampleReport.save(figures, in: folder))
      let displayed =
        "[...document.querySelectorAll('#en-figure-heavy img')].find((i) => i.getClientRects().length)"
      #expect(
        try await browser.text(
          "document.querySelectorAll('#en-figure-heavy .stage.wide svg').length")
          == "0")
      #expect(
        try await browser.text("document.querySelectorAll('#en-figure-light img').length") == "0")
      // Two pixels for each px, in the figure's own proportions.
      #expect(
        try await browser.text("[(\(displayed)).naturalWidth, (\(displayed)).naturalHeight]")
          == "1800,1800"
      )
      #expect(
        try await browser.text(
          "Math.abs((\(displayed)).clientWidth / (\(displayed)).clientHeight - 1) < 0.01")
          == "true")
      // The other theme has the other picture.
      let light = try await browser.text("(\(displayed)).src")
      try await browser.run("document.getElementById('theme-dark').click();")
      #expect(try await browser.text("(\(displayed)).src") != light)
      try await browser.run("document.getElementById('theme-light').click();")
      // It is saved as it is; there is no drawing to save.
      #expect(try await Self.buttons(of: "#en-figure-heavy") == "CSV,PNG,Copy command")
      try await Self.press("PNG", of: "#en-figure-heavy")
      let data = try await browser.download("heavy.png")
      defer { try? FileManager.default.removeItem(atPath: browser.folder.path + "/heavy.png") }
      #expect("data:image/png;base64," + data.base64EncodedString() == light)
      try await browser.run("localStorage.clear();")
      #expect(try await browser.messages() == [])
    }

    @Test func switchesAndHeadsAreReachedByKeys() async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      try await browser.prefer("light")
      try await browser.open(try await SampleReport.save(ReportPage.heads, in: folder))
      func goTo(_ condition: String) async throws {
        for _ in 0..<60 {
          if try await browser.text("document.activeElement.matches('\(condition)')") == "true" {
            return
          }
          try await browser.press(Key.tab)
        }
        Issue.record("no key leads to \(condition)")
      }
      let ground = "getComputedStyle(document.body).backgroundColor"
      let before = try await browser.text(ground)
      try await goTo("input[name=theme]")
      try await browser.press(Key.right, Key.right)
      #expect(try await browser.text("document.getElementById('theme-dark').checked") == "true")
      #expect(try await browser.text(ground) != before)
      // A figure's command unfolds.
      try await goTo(".edition-en summary")
      try await browser.press(Key.enter)
      #expect(
        try await browser.text("document.querySelector('.edition-en .command').open") == "true")
      // Another layer, then a value of it.
      let heads = "#en-figure-heads .heads"
      try await goTo("\(heads) select")
      try await browser.press(Key.down, Key.down)
      try await goTo("\(heads) .cells")
      try await browser.press(Key.down, Key.right, Key.right)
      let displayed = try #require(try await ReportPage.shownValue(heads))
      #expect(Float(displayed) == (try SampleReport.weight(2, 0, 1, 2)))
      try await browser.run("localStorage.clear();")
    }
  }
}
