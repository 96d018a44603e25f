// A report as its readers use it: by mouse, touch and keyboard, in both themes and languages.

import FigureKinds
import Foundation
import Testing

extension BrowserTests {
  @Suite(.serialized) struct ReportPage {
    static let encoding:
      [(id: String, kind: any FigureKind.Type, arguments: [String], caption: String?)] =
        [
          (
            "pe", PositionalHeatMap.self, ["--positions", "12", "--dimensions", "8"],
            "An encoding."
          )
        ]
    static let heads:
      [(id: String, kind: any FigureKind.Type, arguments: [String], caption: String?)] =
        [
          (
            "heads", Heads.self,
            [
              "--weights", "example:minilm", "--layer", "0", "--heads", "0,1", "--tokens-file",
              "example:minilm",
            ], nil
          )
        ]

    /// The middle of a cell of the `index`th heat map of a figure, in the window, once the page rests that was
    /// scrolled to it: what is still scrolled takes the pointer off what it is moved to.
    static func cell(
      _ row: Int, _ column: Int, of shape: (rows: Int, columns: Int), figure: String, index: Int = 0
    ) async throws -> (x: Double, y: Double) {
      let cells = "document.querySelectorAll('\(figure) .cells')[\(index)]"
      let browser = try browser()
      try await browser.run(
        """
        const cells = \(cells);
        cells.scrollIntoView({block: 'center'});
        const frame = () => new Promise((done) => requestAnimationFrame(done));
        return (async () => {
          for (let top = NaN, still = 0; still < 2; top = cells.getBoundingClientRect().top) {
            await frame();
            still = cells.getBoundingClientRect().top === top ? still + 1 : 0;
          }
        })();
        """)
      let box = try await browser.text(
        "['left','top','width','height'].map((k) => \(cells).getBoundingClientRect()[k])"
      ).split(separator: ",").compactMap { Double($0) }
      try #require(box.count == 4)
      return (
        box[0] + box[2] * (Double(column) + 0.5) / Double(shape.columns),
        box[1] + box[3] * (Double(row) + 0.5) / Double(shape.rows)
      )
    }

    /// The value that the read-out of a figure shows.
    static func shownValue(_ figure: String) async throws -> Double? {
      Double(
        try await browser().text("document.querySelector('\(figure) .readout .value').textContent"))
    }

    @Test func everyFigureIsVisibleWithItsSize() async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      let address = try await SampleReport.save(Self.encoding + Self.heads, in: folder)
      for width in [1280, 500] {
        try await browser.open(address, width: width)
        let sizes = try await browser.text(
          """
          [...document.querySelectorAll('.edition-en figure .stage')].filter((n) => n.getClientRects().length).map((stage) => {
            const svg = stage.querySelector('svg');
            const box = svg.getBoundingClientRect();
            const view = svg.viewBox.baseVal;
            return box.width > 300 && box.height > 100
              && Math.abs(box.width / box.height - view.width / view.height) < 0.01;
          })
          """)
        #expect(sizes == "true,true,true")
        // The page itself never scrolls sideways.
        #expect(
          try await browser.text("document.documentElement.scrollWidth <= innerWidth") == "true")
      }
      #expect(try await browser.messages() == [])
      let requests = try await browser.requests()
      #expect(requests.filter { !$0.hasPrefix("data:") && !$0.hasPrefix("blob:") } == [address])
    }

    @Test func hoveringShowsExactlyTheValue() async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      try await browser.open(try await SampleReport.save(Self.encoding, in: folder))
      for (row, column) in [(0, 0), (0, 1), (5, 2), (11, 7), (7, 4)] {
        let location = try await Self.cell(row, column, of: (12, 8), figure: "#en-figure-pe")
        try await browser.point(location.x, location.y)
        let displayed = try #require(try await Self.shownValue("#en-figure-pe"))
        // Exact, but for the last bit of another library's pow.
        #expect(abs(displayed - SampleReport.encoding(row, column, of: 8)) <= 4e-16)
        let names = try await browser.text(
          "[...document.querySelectorAll('#en-figure-pe .readout bdi')].map((n) => n.textContent)")
        #expect(names == "\(row),\(column)")
      }
      // Touch, as on a telephone.
      let location = try await Self.cell(3, 1, of: (12, 8), figure: "#en-figure-pe")
      try await browser.point(location.x, location.y, presses: true, with: "touch")
      let displayed = try #require(try await Self.shownValue("#en-figure-pe"))
      #expect(abs(displayed - SampleReport.encoding(3, 1, of: 8)) <= 4e-16)
      #expect(try await browser.messages() == [])
    }

    @Test func aClickPinsARowAsBars() async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      try await browser.open(try await SampleReport.save(Self.encoding, in: folder))
      let location = try await Self.cell(5, 2, of: (12, 8), figure: "#en-figure-pe")
      try await browser.point(location.x, location.y, presses: true)
      let bars = "document.querySelectorAll('#en-figure-pe .bars rect')"
      #expect(try await browser.text("\(bars).length") == "8")
      for column in 0..<8 {
        let title = try await browser.text("\(bars)[\(column)].querySelector('title').textContent")
        let value = try #require(title.split(separator: " ").last.flatMap { Double($0) })
        #expect(abs(value - SampleReport.encoding(5, column, of: 8)) <= 4e-16)
      }
      // Heights are in proportion to values.
      let heights = try await browser.text(
        "[...\(bars)].map((bar) => bar.getAttribute('height'))"
      ).split(separator: ",").compactMap { Double($0) }
      let unit = heights[7] / abs(SampleReport.encoding(5, 7, of: 8))
      for column in 0..<8 where abs(SampleReport.encoding(5, column, of: 8)) > 0.02 {
        #expect(
          abs(heights[column] - unit * abs(SampleReport.encoding(5, column, of: 8))) < 1e-6)
      }
      // The same row again lets it go.
      try await browser.point(location.x, location.y, presses: true)
      #expect(try await browser.text("\(bars).length") == "0")
    }

    @Test func theKeyboardAloneIsEnough() async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      try await browser.open(try await SampleReport.save(Self.encoding, in: folder))
      let isThere = "document.activeElement.matches('.cells')"
      for _ in 0..<40 where try await browser.text(isThere) == "false" {
        try await browser.press(Key.tab)
      }
      #expect(try await browser.text(isThere) == "true")
      try await browser.press(Key.down, Key.down, Key.right, Key.right, Key.right)
      let displayed = try #require(try await Self.shownValue("#en-figure-pe"))
      #expect(abs(displayed - SampleReport.encoding(2, 3, of: 8)) <= 4e-16)
      try await browser.press(Key.end, Key.up)
      let last = try #require(try await Self.shownValue("#en-figure-pe"))
      #expect(abs(last - SampleReport.encoding(1, 7, of: 8)) <= 4e-16)
      let bars = "document.querySelectorAll('#en-figure-pe .bars rect').length"
      try await browser.press(Key.enter)
      #expect(try await browser.text(bars) == "8")
      try await browser.press(Key.escape)
      #expect(try await browser.text(bars) == "0")
      // The link to the figure and the buttons come next; the second one saves the data.
      try await browser.press(Key.tab, Key.tab, Key.tab, Key.enter)
      #expect(try await !browser.download("pe.csv").isEmpty)
      try FileManager.default.removeItem(atPath: browser.folder.path + "/pe.csv")
    }

    @Test func figuresOfOneShapeShareTheCursor() async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      try await browser.open(try await SampleReport.save(Self.heads, in: folder))
      let location = try await Self.cell(4, 6, of: (13, 13), figure: "#en-figure-heads", index: 1)
      try await browser.point(location.x, location.y)
      let displayed = try #require(try await Self.shownValue("#en-figure-heads"))
      #expect(Float(displayed) == (try SampleReport.weight(0, 1, 4, 6)))
      let marked = try await browser.text(
        """
        [...document.querySelectorAll('#en-figure-heads .cells')]
          .map((c) => [c.classList.contains('shown'), c.querySelector('.cell').style.top, c.querySelector('.cell').style.left].join(' '))
        """
      ).split(separator: ",")
      #expect(marked.count == 3 && Set(marked).count == 1 && marked[0].hasPrefix("true "))
    }

    @Test(arguments: [(0, 1), (4, 3), (5, 11)])
    func anyHeadCanBeChosen(layer: Int, head: Int) async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      try await browser.open(try await SampleReport.save(Self.heads, in: folder))
      try await browser.run(
        """
        const [layer, head] = document.querySelectorAll('#en-figure-heads .heads select');
        layer.value = '\(layer)'; layer.dispatchEvent(new Event('change'));
        head.value = '\(head)'; head.dispatchEvent(new Event('change'));
        """)
      let figure = "#en-figure-heads .heads"
      for (query, key) in [(0, 0), (6, 2), (12, 12), (8, 6)] {
        let location = try await Self.cell(query, key, of: (13, 13), figure: figure)
        try await browser.point(location.x, location.y)
        let displayed = try #require(try await Self.shownValue(figure))
        #expect(Float(displayed) == (try SampleReport.weight(layer, head, query, key)))
      }
      #expect(
        try await browser.text(
          "document.querySelector('\(figure) svg').getAttribute('aria-label')")
          == "Layer \(layer), head \(head)")
    }

    @Test func themeAndLanguageSwitch() async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      let address = try await SampleReport.save(Self.encoding, in: folder)
      let ground = "getComputedStyle(document.body).backgroundColor"
      let ink =
        "getComputedStyle(document.querySelector('#en-figure-pe svg text, #en-figure-pe svg use')).fill"
      for (system, other) in [("light", "dark"), ("dark", "light")] {
        try await browser.prefer(system)
        try await browser.open(address)
        try await browser.run("localStorage.clear();")
        try await browser.open(address)
        let before = (try await browser.text(ground), try await browser.text(ink))
        #expect((before.0 == "rgb(255, 255, 255)") == (system == "light"))
        try await browser.run("document.getElementById('theme-\(other)').click();")
        let after = (try await browser.text(ground), try await browser.text(ink))
        #expect(before.0 != after.0 && before.1 != after.1)
        try await browser.run("document.getElementById('theme-system').click();")
        #expect(try await browser.text(ground) == before.0)
      }
      try await browser.prefer("light")
      func displayed(_ language: String) async throws -> String {
        try await browser.text(
          "document.querySelector('.edition-\(language)').getClientRects().length > 0")
      }
      #expect(try await displayed("en") == "true")
      #expect(try await displayed("zh") == "false")
      try await browser.run("document.getElementById('language-zh').click();")
      #expect(try await displayed("en") == "false")
      #expect(try await displayed("zh") == "true")
      #expect(try await browser.text("document.documentElement.lang") == "zh-CN")
      try await browser.run("localStorage.clear();")
      #expect(try await browser.messages() == [])
    }

    @Test func theDataAndThePicturesCanBeSaved() async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      try await browser.open(try await SampleReport.save(Self.encoding, in: folder))
      for ending in ["csv", "svg", "png"] {
        try await browser.run(
          """
          [...document.querySelectorAll('#en-figure-pe .tools button')]
            .find((b) => b.textContent === '\(ending.uppercased())').click();
          """)
        let data = try await browser.download("pe.\(ending)")
        defer { try? FileManager.default.removeItem(atPath: browser.folder.path + "/pe.\(ending)") }
        switch ending {
        case "csv":
          let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
            .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
          #expect(lines.count == 13 && lines.allSatisfy { $0.count == 9 })
          for (row, line) in lines.dropFirst().enumerated() {
            for (column, cell) in line.dropFirst().enumerated() {
              let value = try #require(Double(cell))
              #expect(abs(value - SampleReport.encoding(row, column, of: 8)) <= 4e-16)
            }
          }
        case "svg":
          let text = String(decoding: data, as: UTF8.self)
          #expect(text.hasPrefix("<svg") && !text.contains("var(--"))
        default: #expect(data.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        }
      }
      #expect(try await browser.messages() == [])
    }

    @Test func hostileTextsArriveAsTextAndRunNothing() async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      let hostile = [
        "<script>window.hacked = 1</script>", "\"' onmouseover=window.hacked=2 x=\"", "]]><b>&amp;",
        "\u{200F}שלום\u{200E}", "</script><img src=x onerror=window.hacked=3>",
        String(repeating: "長", count: 10_000), "${window.hacked = 4}", "javascript:alert(1)",
      ]
      let tokens = try folder.write(
        Array(try JSONSerialization.data(withJSONObject: hostile)), as: "tokens.json")
      let title = "<img src=x onerror=\"window.hacked=5\">]]>\u{202E}</title><script>"
      let caption = "</figcaption></script><svg onload=window.hacked=6>'\""
      let address = try await SampleReport.save(
        [
          (
            "hostile", Attention.self,
            [
              "--tokens-file", tokens, "--dimensions", "4", "--seed", "1", "--title", title,
              "--size", "900x700px",
            ], caption
          )
        ], title: title, in: folder)
      try await browser.open(address)
      #expect(try await browser.text("document.querySelector('h1').textContent") == title)
      #expect(
        try await browser.text(
          "document.querySelector('figcaption').textContent.includes(\(Self.quoted(caption)))")
          == "true")
      #expect(
        try await browser.text("document.querySelector('figcaption .title').textContent") == title)
      for index in hostile.indices {
        let location = try await Self.cell(
          index, 0, of: (hostile.count, hostile.count), figure: "#en-figure-hostile")
        try await browser.point(location.x, location.y)
        let name = try await browser.text(
          "document.querySelector('#en-figure-hostile .readout bdi').textContent")
        // Marks of direction are shown by their numbers.
        let displayed = hostile[index].unicodeScalars.map { scalar in
          scalar == "\u{200F}" || scalar == "\u{200E}"
            ? "⟨U+\(String(scalar.value, radix: 16, uppercase: true))⟩" : String(scalar)
        }.joined()
        #expect(name == displayed)
      }
      #expect(try await browser.text("typeof window.hacked") == "undefined")
      #expect(try await browser.text("document.scripts.length") == "2")
      #expect(
        try await browser.text("document.querySelectorAll('img, b, [onload], [onerror]').length")
          == "0")
      #expect(try await browser.messages() == [])
      #expect(
        try await browser.requests().filter { !$0.hasPrefix("data:") && !$0.hasPrefix("blob:") }
          == [address])
    }

    /// A text as a literal of JavaScript.
    static func quoted(_ text: String) throws -> String {
      String(
        decoding: try JSONSerialization.data(withJSONObject: text, options: .fragmentsAllowed),
        as: UTF8.self)
    }
  }
}
