// The live page beyond its controls: a sentence, values under the pointer, history, two views, other
// forms of a figure.

import CairoRendering
import FigureKinds
import FigurePipeline
import Foundation
import Testing
import TextFormats

@testable import FigureExplorer

extension BrowserTests {
  @Suite(.serialized) struct ExploreTools {
    static let command = ExplorePage.command

    /// The page of a server, which begins with these values.
    private func open(
      _ explore: RunningExplore, _ kind: String, _ values: [String: [String]]
    ) async throws -> WebDriver {
      let state = try JSONSerialization.data(withJSONObject: ["kind": kind, "values": values])
      let browser = try browser()
      try await browser.prefer("light")
      try await browser.open(explore.address + "#" + String(decoding: state, as: UTF8.self))
      try await browser.wait(until: Self.command)
      return browser
    }

    static func type(_ text: String, into id: String) async throws {
      try await browser().run(
        """
        const field = document.getElementById('\(id)');
        field.value = \(try ReportPage.quoted(text)); field.dispatchEvent(new Event('input'));
        """)
    }

    @Test func aSentenceIsTheFirstControl() async throws {
      let browser = try browser()
      let explore = try RunningExplore()
      try await browser.open(explore.address)
      try await browser.wait(until: Self.command)
      #expect(
        try await browser.text("document.querySelector('#controls input:not([hidden])').id")
          == "sentence")
      try await Self.type("To be or not to be", into: "sentence")
      try await browser.wait(until: "\(Self.command).includes(\"'To be or not to be'\")")
      #expect(
        try await browser.text("document.getElementById('alt').textContent").contains("[6, 6]"))
      // Each Chinese character is a token.
      try await Self.type("我爱你", into: "sentence")
      try await browser.wait(until: "\(Self.command).includes(\"'我 爱 你'\")")
      // The example's weights are not of any sentence.
      try await browser.choose("kind", "pe-heatmap")
      try await browser.wait(until: "\(Self.command).startsWith('attnplot pe-heatmap')")
      #expect(try await browser.text("document.getElementById('sentence-box').hidden") == "true")
      #expect(try await browser.messages() == [])
      #expect(explore.interrupt() == 0)
    }

    /// A model of the command line is what the page begins with: the sentence is its text, and its
    /// layers and heads have sliders. (The model is untrained.)
    @Test func aModelReadsTheSentence() async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      let model = folder.path + "/untrained"
      try FileManager.default.copyItem(
        atPath: RunningExplore.fixtures + "/models/tiny/bert", toPath: model)
      // As many words as it has vectors.
      let config = try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: model + "/config.json")))
      let count = try #require((config as? [String: Any])?["vocab_size"] as? Int)
      let words = "[PAD] [UNK] [CLS] [SEP] [MASK] the cat sat on mat".split(separator: " ").map(
        String.init)
      let vocabulary = words + (words.count..<count).map { "w\($0)" }
      try Data((vocabulary.joined(separator: "\n") + "\n").utf8)
        .write(to: URL(fileURLWithPath: model + "/vocab.txt"))
      let explore = try RunningExplore(["--model", model])
      try await browser.open(explore.address)
      try await browser.wait(until: "\(Self.command).includes('--model')")
      #expect(
        try await browser.text("document.querySelector('#controls input:not([hidden])').id")
          == "sentence")
      try await Self.type("the cat", into: "sentence")
      try await browser.wait(until: "\(Self.command).includes(\"--text 'the cat'\")")
      for axis in ["layer", "head"] {
        let most = try await browser.text(
          "document.querySelector('input[type=range][data-option=\(axis)]').max")
        #expect(Int(most) ?? 0 >= 1, "\(axis)")
      }
      // What else shows a model's heads begins with it, too, and can be given it anywhere.
      for kind in ["heads", "model-view", "head-view", "rollout", "head-measures"] {
        try await browser.chooseAndWait("kind", kind)
        #expect(try await browser.text(Self.command).contains("--model \(model)"), "\(kind)")
        #expect(
          try await browser.text("document.getElementById('sentence').value")
            == "The cat sat on the mat")
        #expect(
          try await browser.text("document.getElementById('option-model').tagName") == "SELECT")
      }
      // In Chinese the help below the controls is in Chinese, too.
      try await browser.choose("language", "zh")
      #expect(
        try await browser.text(
          "[...document.querySelectorAll('.help')].every((n) => /^--[a-z0-9-]+：.*。/.test(n.textContent))"
        ) == "true")
      #expect(explore.interrupt() == 0)
    }

    /// What is no model for a sentence is refused before anything is served.
    @Test(arguments: [
      ("models/none", "is not there"), ("models/tiny/vit", "is given no text"),
      ("minilm", "config.json"), ("models/tiny/bert", "holds no tokenizer"),
    ])
    func aModelThatReadsNoSentenceIsRefused(_ name: String, _ message: String) throws {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: RunningExplore.path)
      process.arguments = ["explore", "--model", "\(RunningExplore.fixtures)/\(name)"]
      let errors = Pipe()
      process.standardError = errors
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 1)
      #expect(said.contains(message) && said.split(separator: "\n").count == 1, "\(said)")
    }

    @Test func valuesAndClaimsAreThoseOfThePicture() async throws {
      let explore = try RunningExplore()
      let browser = try await open(
        explore, "pe-heatmap", ["positions": ["12"], "dimensions": ["8"]])
      try await browser.wait(until: "document.querySelector('.frame .cells')")
      for (row, column) in [(0, 1), (5, 2), (11, 7)] {
        let location = try await ReportPage.cell(row, column, of: (12, 8), figure: ".view-box")
        try await browser.point(location.x, location.y)
        let value = try #require(try await ReportPage.shownValue(".view-box"))
        #expect(abs(value - SampleReport.encoding(row, column, of: 8)) <= 4e-16)
      }
      #expect(
        try await browser.text("document.querySelector('#claims summary').textContent")
          .contains("checks hold"))
      #expect(
        try await browser.text(
          "[...document.querySelectorAll('#claims tbody tr td:last-child')].every((n) => n.textContent === 'holds')"
        ) == "true")
      // The file of numbers.
      try await browser.run("document.querySelector('[data-format=csv]').click();")
      let file = String(decoding: try await browser.download("pe-heatmap.csv"), as: UTF8.self)
      try FileManager.default.removeItem(atPath: browser.folder.path + "/pe-heatmap.csv")
      let rows = file.split(separator: "\n").map { $0.split(separator: ",") }
      #expect(rows.count == 13)
      #expect(abs((Double(rows[6][3]) ?? .nan) - SampleReport.encoding(5, 2, of: 8)) <= 4e-16)
      #expect(try await browser.messages() == [])
      #expect(explore.interrupt() == 0)
    }

    @Test func whatWasDoneCanBeUndone() async throws {
      let explore = try RunningExplore()
      let browser = try await open(explore, "similarity", ["positions": ["20"]])
      func isDrawn(_ text: String) async throws {
        try await browser.wait(until: "\(Self.command).includes('\(text)')")
      }
      try await Self.type("30", into: "option-positions")
      try await isDrawn("--positions 30")
      try await Self.type("64", into: "option-dimensions")
      try await isDrawn("--dimensions 64")
      try await browser.run("document.getElementById('undo').click();")
      try await browser.wait(until: "!\(Self.command).includes('--dimensions')")
      try await browser.run("document.getElementById('undo').click();")
      try await isDrawn("--positions 20")
      #expect(try await browser.text("document.getElementById('option-positions').value") == "20")
      try await browser.run("document.getElementById('redo').click();")
      try await isDrawn("--positions 30")
      // A link holds the state.
      let link = try await browser.text("location.href")
      try await browser.open("about:blank")
      try await browser.open(link)
      try await browser.wait(until: Self.command)
      try await isDrawn("--positions 30")
      #expect(explore.interrupt() == 0)
    }

    @Test func twoViewsHaveADifference() async throws {
      let explore = try RunningExplore()
      let browser = try await open(
        explore, "attention",
        ["weights": ["example:minilm"], "layer": ["2"], "head": ["6"]])
      try await browser.run("document.getElementById('compare').click();")
      try await Self.type("4", into: "option-layer")
      try await Self.type("1", into: "option-head")
      try await browser.wait(until: "\(Self.command).includes('--layer 4 --head 1')")
      try await browser.wait(
        until:
          "document.querySelectorAll('#difference .cells').length === 1 && document.querySelectorAll('.frame .cells').length === 2"
      )
      // What is pointed at lies over its own picture and over no other one.
      #expect(
        try await browser.text(
          """
          [...document.querySelectorAll('.cells')].every((cells) => {
            const [inner, outer] = [cells, cells.closest('.stage').querySelector('img, svg')]
              .map((node) => node.getBoundingClientRect());
            return inner.left > outer.left - 2 && inner.top > outer.top - 2
              && inner.right < outer.right + 2 && inner.bottom < outer.bottom + 2;
          })
          """) == "true")
      for (query, key) in [(0, 0), (6, 2), (12, 12)] {
        let location = try await ReportPage.cell(query, key, of: (13, 13), figure: "#difference")
        try await browser.point(location.x, location.y)
        let one = Double(try SampleReport.weight(2, 6, query, key))
        let two = Double(try SampleReport.weight(4, 1, query, key))
        #expect(try await ReportPage.shownValue("#difference") == one - two)
      }
      // Both have one scale, which takes in the greatest of each and is said.
      let scales = "document.querySelector('#difference .scales')"
      let maximum = try [(2, 6), (4, 1)].map { layer, head in
        try (0..<169).map { Double(try SampleReport.weight(layer, head, $0 / 13, $0 % 13)) }.max()
          ?? 0
      }
      func told() async throws -> [Double] {
        try await browser.text("\(scales).textContent").matches(of: #/… ([0-9.]+)[,.]/#)
          .compactMap { Double($0.1) }
      }
      let common = try await told()
      let most = try #require(maximum.max())
      #expect(common.count == 1 && abs(common[0] - most) <= 0.01, "\(common) \(maximum)")
      // With the switch off each has its own again, and undo brings the one back.
      try await browser.run("document.getElementById('common').click();")
      try await browser.wait(until: "\(scales) && \(scales).textContent.includes('left')")
      let own = try await told()
      #expect(own.count == 2)
      #expect(zip(own, maximum).allSatisfy { abs($0 - $1) <= 0.01 }, "\(own) \(maximum)")
      #expect(!(try await browser.text(Self.command)).contains("--vmax"))
      try await browser.run("document.getElementById('undo').click();")
      try await browser.wait(until: "\(scales) && !\(scales).textContent.includes('left')")
      #expect(try await browser.text("document.getElementById('common').checked") == "true")
      #expect(try await browser.messages() == [])
      #expect(explore.interrupt() == 0)
    }

    @Test func playingGoesThroughHeads() async throws {
      let explore = try RunningExplore()
      let browser = try await open(
        explore, "attention", ["weights": ["example:minilm"], "layer": ["2"], "head": ["10"]])
      let play =
        "document.querySelector('[data-option=head]').parentElement.querySelector('.play')"
      try await browser.run("\(play).click();")
      // The last head, and then the first again.
      try await browser.wait(until: "\(Self.command).includes('--head 11')")
      try await browser.wait(until: "\(Self.command).includes('--head 0')")
      try await browser.run("\(play).click();")
      #expect(try await browser.text("\(play).getAttribute('aria-pressed')") == "false")
      #expect(explore.interrupt() == 0)
    }

    @Test func thePageSpeaksChinese() async throws {
      let explore = try RunningExplore()
      let browser = try await open(explore, "pe-heatmap", ["positions": ["12"]])
      try await browser.choose("language", "zh")
      try await browser.wait(until: "\(Self.command).includes('--lang zh')")
      #expect(try await browser.text("document.documentElement.lang") == "zh-CN")
      #expect(
        try await browser.text(
          "document.querySelector('label[for=option-positions]').textContent") == "位置数")
      #expect(try await browser.text("document.getElementById('undo').textContent") == "撤销")
      #expect(explore.interrupt() == 0)
    }

    /// In Chinese the figures to begin with and the choices have Chinese words, and a title that comes with
    /// a figure is in the page's language until one is typed.
    @Test func figuresAndChoicesSpeakTheLanguageOfThePage() async throws {
      let browser = try browser()
      let explore = try RunningExplore()
      try await browser.open(explore.address)
      try await browser.wait(until: Self.command)
      try await browser.choose("language", "zh")
      try await browser.choose("figure", "similarity")
      try await browser.wait(until: "\(Self.command).includes('前50个位置的位置编码相似度')")
      #expect(
        try await browser.text(
          "[...document.getElementById('figure').options].every((o) => /\\p{Script=Han}/u.test(o.textContent))"
        ) == "true")
      #expect(
        try await browser.text(
          "document.querySelector('#option-theme option[value=dark]').textContent") == "深色（dark）")
      // Looks do not change what a title speaks of.
      try await browser.choose("option-theme", "dark")
      try await browser.wait(until: "\(Self.command).includes('--theme dark')")
      #expect(try await browser.text(Self.command).contains("前50个位置的位置编码相似度"))
      try await browser.choose("language", "en")
      try await browser.wait(
        until: "\(Self.command).includes('Cosine similarity of the first 50 positions')")
      try await Self.type("Mine", into: "option-title")
      try await browser.choose("language", "zh")
      try await browser.wait(until: "\(Self.command).includes('--lang zh')")
      #expect(try await browser.text(Self.command).contains("--title Mine"))
      #expect(explore.interrupt() == 0)
    }

    @Test(arguments: [1400, 820, 390]) func noPageIsWiderThanItsWindow(_ width: Int) async throws {
      let browser = try browser()
      let explore = try RunningExplore()
      try await browser.show(width: width, isTouched: width < 400)
      try await browser.open(explore.address)
      try await browser.wait(until: Self.command)
      try await browser.run("document.getElementById('more').open = true;")
      #expect(
        try await browser.text("[innerWidth, document.documentElement.scrollWidth]")
          == "\(width),\(width)")
      try await browser.showAsBefore()
      #expect(explore.interrupt() == 0)
    }
  }
}

@Suite struct ExploreFormsTests {
  private static let values = OptionValues(
    kind: "attention",
    values: [
      "tokens": ["say \"hi\": # 我 \\n"], "seed": ["3"], "mask": ["causal"], "annotate": ["true"],
      "title": ["It's 5 °C"],
    ])

  /// The entry of a manifest draws what the page does.
  @Test func theManifestEntryMeansTheSame() throws {
    let text = try Self.values.manifestEntry()
    let manifest = try Manifest(text: text, name: "m")
    let figure = try #require(manifest.figures.first)
    #expect(figure.parameters.kind == "attention")
    for (name, values) in Self.values.values {
      #expect(figure.parameters.values.first { $0.name == name }?.values == values, "\(name)")
    }
  }

  @Test func theSwiftCallNamesTheKind() throws {
    let text = try Self.values.swiftCall()
    #expect(text.contains("kind: Attention.self"))
    #expect(text.contains(#""tokens": "say \"hi\": # 我 \\n""#))
    #expect(text.contains(#""annotate": "true""#) && text.contains(#""title": "It's 5 °C""#))
  }

  /// On a narrow screen a figure is composed for it, unless its page was chosen; the command is the same.
  @Test func aNarrowScreenHasAFigureOfItsOwn() throws {
    let drawer = FigureDrawer(files: NamedFiles(nil))
    func width(_ picture: LivePicture) throws -> Double {
      let found = String(decoding: picture.bytes, as: UTF8.self)
        .firstMatch(of: #/viewBox="0 0 ([0-9.]+) /#)
      let match = try #require(found)
      return try #require(Double(match.1))
    }
    var values = OptionValues(kind: "pe-heatmap", values: ["positions": ["20"]])
    let wide = try drawer.draw(values, as: .svg)
    let narrow = try drawer.draw(values, as: .svg, isNarrow: true)
    #expect(try width(narrow) <= 480 && width(wide) > 480)
    #expect(narrow.command == wide.command)
    values.values["size"] = ["900x500px"]
    #expect(try width(try drawer.draw(values, as: .svg, isNarrow: true)) == 900)
    // A size that the figure came with is none that the reader chose.
    let own = try drawer.draw(values, as: .svg, isNarrow: true, hasOwnSize: true)
    #expect(try width(own) <= 480 && own.command.contains("900x500px"))
  }

  /// What a manifest's `defaults:` say is no option that was given for nothing, in a batch and on the page; other
  /// values of the same options are the reader's.
  @Test func defaultsOfTheManifestAreNotWarnedOf() throws {
    let manifest = try Manifest(
      text: """
        defaults: { gamma: 2, colormap: Reds }
        figures:
          - { id: cells, kind: pe-heatmap, positions: 8, dimensions: 8 }
        """, name: "m.yaml")
    let drawer = FigureDrawer(files: NamedFiles(manifest), manifest: manifest)
    let points = try StartingPoint.all(manifest: manifest, drawer: drawer)
    var figure = try #require(points.first).figure
    #expect(figure.values["gamma"] == ["2"])
    func idle() throws -> [String?] {
      try drawer.draw(figure, as: .svg).idleOptions.map { $0.subject?.name }
    }
    #expect(try idle() == [])
    figure.values["gamma"] = ["3"]
    #expect(try idle() == ["gamma"])
  }

  @Test func everyControlHasWordsForPeople() {
    let options = Set(KindRegistry.all.flatMap { KindVocabulary.of($0).options.map(\.name) })
    #expect(options.subtracting(ControlDescription.known) == [])
    #expect(Set(KindRegistry.all.map { $0.name }).subtracting(KindNames.known) == [])
  }

  /// Every choice has Chinese words, but for those that are names.
  @Test func everyChoiceHasWordsInChinese() {
    for option in KindRegistry.all.flatMap({ KindVocabulary.of($0).options }) {
      guard case .word(let words) = option.shape else { continue }
      for word in words where !ChoiceStrings.isName(word, of: option.name) {
        #expect(ChoiceStrings.of(word)?.contains(#/\p{Han}/#) == true, "\(option.name) \(word)")
      }
    }
  }

  /// What a control does is told in Chinese as well, of every option of every kind.
  @Test func everyControlHasHelpInChinese() {
    let helps = Set(
      KindRegistry.all.flatMap { KindVocabulary.of($0).options.map { $0.help.spelled(.manifest) } })
    #expect(helps.count > 100)
    #expect(helps.filter { ControlHelp.chinese($0)?.hasSuffix("。") != true } == [])
  }

  /// It calls other options as the page calls their controls.
  @Test func helpInChineseNamesControls() {
    for kind in KindRegistry.all {
      let options = KindVocabulary.of(kind).options
      let names = Set(options.map(\.name))
      for option in options {
        guard let help = ControlHelp.chinese(option.help.spelled(.manifest)) else { continue }
        let words = ControlHelp.named(help, options.map(\.name)).split {
          !($0.isASCII && $0 != " ")
        }
        let left = words.filter { names.contains(String($0)) }
        #expect(left.isEmpty, "\(kind.name) --\(option.name): \(left)")
      }
    }
    #expect(ControlHelp.named("与 head 合用：a.head 除外。", ["head"]) == "与「头」合用：a.head 除外。")
  }
}
