// The live page from one state to the next: files that are chosen and taken back, languages, mistakes, and
// two views of several panels.

import Foundation
import Testing

extension BrowserTests {
  @Suite(.serialized) struct ExploreStates {
    static let command = ExplorePage.command

    private func begin(_ arguments: [String] = []) async throws -> RunningExplore {
      let explore = try RunningExplore(arguments)
      let browser = try browser()
      try await browser.prefer("light")
      try await browser.open(explore.address)
      try await browser.wait(until: Self.command)
      return explore
    }

    /// A file brings its own layers, heads and tokens: whatever was computed before, it can be drawn as
    /// soon as it is chosen, and the sentence is back when it is taken away.
    @Test(arguments: [
      ("attention", "weights"), ("cross-attention", "weights"), ("similarity", "input"),
      ("heads", "weights"), ("rollout", "weights"),
    ])
    func aFileIsDrawnAsSoonAsItIsChosen(_ kind: String, _ option: String) async throws {
      let explore = try await begin()
      let browser = try browser()
      try await browser.chooseAndWait("kind", kind)
      let hadFile = try await browser.text("document.getElementById('option-\(option)').value")
      if hadFile.isEmpty { try await browser.chooseAndWait("option-\(option)", "example:minilm") }
      #expect(try await browser.text("document.getElementById('error').hidden") == "true")
      #expect(try await browser.text(Self.command).contains("--\(option) example:minilm"))
      #expect(try await browser.text("document.getElementById('sentence-box').hidden") == "true")
      if kind == "attention" {
        #expect(
          try await browser.text("document.activeElement.id") == "option-\(option)")
        try await browser.chooseAndWait("option-\(option)", "")
        #expect(try await browser.text("document.getElementById('error').hidden") == "true")
        try await ExploreTools.type("a b c", into: "sentence")
        try await browser.wait(until: "\(Self.command).includes(\"--tokens 'a b c'\")")
        #expect(!(try await browser.text(Self.command)).contains("--layer"))
      }
      #expect(try await browser.messages() == [])
      #expect(explore.interrupt() == 0)
    }

    /// The sentence is that of the views which have one.
    @Test func aSentenceLeavesTheOtherViewsFileAlone() async throws {
      let explore = try await begin()
      let browser = try browser()
      try await browser.run("document.getElementById('compare').click();")
      try await browser.chooseAndWait("option-weights", "example:minilm")
      try await ExploreTools.type("a b c", into: "sentence")
      try await browser.wait(until: "String(state.values.tokens) === 'a b c'")
      #expect(try await browser.text("'tokens' in state.other") == "false")
      #expect(try await browser.text("document.getElementById('error').hidden") == "true")
      #expect(try await browser.messages() == [])
      #expect(explore.interrupt() == 0)
    }

    @Test func theLanguageIsUndoneWithThePicture() async throws {
      let explore = try await begin()
      let browser = try browser()
      let page = """
        [document.documentElement.lang, document.getElementById('undo').textContent,
          \(Self.command).includes('--lang zh')]
        """
      try await browser.chooseAndWait("language", "zh")
      #expect(try await browser.text(page) == "zh-CN,撤销,true")
      try await browser.run("document.getElementById('undo').click();")
      try await browser.wait(until: "!\(Self.command).includes('--lang zh')")
      #expect(try await browser.text(page) == "en,Undo,false")
      try await browser.run("document.getElementById('redo').click();")
      try await browser.wait(until: "\(Self.command).includes('--lang zh')")
      #expect(try await browser.text(page) == "zh-CN,撤销,true")
      #expect(explore.interrupt() == 0)
    }

    /// A manifest's language is the page's first one; titles and labels are in the one that is chosen.
    @Test func aManifestsLanguageIsThePages() async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      let manifest = try folder.write(
        Array(
          """
          defaults: { lang: zh }
          figures:
          - { id: pe, kind: pe-heatmap, positions: 4, title: { en: Ours, zh: 我们的 } }
          """.utf8), as: "m.yaml")
      let explore = try await begin([manifest])
      #expect(try await browser.text("document.documentElement.lang") == "zh-CN")
      #expect(try await browser.text(Self.command).contains("--lang zh --title 我们的"))
      #expect(
        try await browser.text("document.getElementById('figure').options[0].textContent")
          == "我们的（pe）")
      try await browser.chooseAndWait("language", "en")
      #expect(try await browser.text(Self.command).contains("--title Ours"))
      #expect(!(try await browser.text(Self.command)).contains("--lang"))
      #expect(explore.interrupt() == 0)
    }

    /// What a mistake leaves is not copied, saved or checked as if it were what the controls say.
    @Test func afterAMistakeNothingOldIsOffered() async throws {
      let explore = try await begin()
      let browser = try browser()
      try await browser.wait(until: "!document.getElementById('claims').hidden")
      let offered = """
        [...document.querySelectorAll('#copy, #copy-manifest, #copy-swift, .save')]
          .map((n) => n.disabled).join()
        """
      try await ExploreTools.type("-3", into: "option-dimensions")
      try await browser.wait(until: "!document.getElementById('error').hidden")
      #expect(try await browser.text("\(offered).includes('false')") == "false")
      #expect(try await browser.text("document.getElementById('claims').hidden") == "true")
      // The control that is wrong is seen, wherever it stands.
      try await ExploreTools.type("8", into: "option-dimensions")
      try await browser.wait(until: "!\(offered).includes('true')")
      try await browser.run("document.getElementById('more').open = false;")
      try await ExploreTools.type("7", into: "option-gamma")
      try await ExploreTools.type("-1", into: "option-gamma")
      try await browser.wait(until: "!document.getElementById('error').hidden")
      #expect(try await browser.text("document.getElementById('more').open") == "true")
      #expect(explore.interrupt() == 0)
    }

    /// Every panel has a difference of its own, named by both, and equal ones say so.
    @Test func everyPanelHasADifference() async throws {
      let explore = try await begin()
      let browser = try browser()
      try await browser.chooseAndWait("kind", "heads")
      #expect(try await browser.text(Self.command).contains("--heads 0,2,5,8"))
      let layer = try #require(
        Int(try await browser.text("document.getElementById('option-layer').value")))
      try await browser.run("document.getElementById('compare').click();")
      try await ExploreTools.type("0,3,6,9", into: "option-heads")
      let titles = """
        [...document.querySelectorAll('#difference .title')].map((n) => n.textContent).join('; ')
        """
      try await browser.wait(until: "\(titles).includes('Head 9')")
      #expect(
        try await browser.text(titles)
          == "Head 0: Left − right; Head 2 − Head 3; Head 5 − Head 6; Head 8 − Head 9")
      #expect(
        try await browser.text("document.querySelector('#difference .none').textContent")
          == "No difference: all 169 values are the same.")
      for (index, (one, two)) in [(2, 3), (5, 6), (8, 9)].enumerated() {
        for place in [0, 40, 168] {
          let expected =
            Double(try SampleReport.weight(layer, one, place / 13, place % 13))
            - Double(try SampleReport.weight(layer, two, place / 13, place % 13))
          let displayed = try await browser.text(
            "differences[\(index)].source.matrix.values[\(place)]")
          #expect(Double(displayed) == expected)
        }
      }
      // Of many panels one is chosen, by its name.
      try await browser.chooseAndWait("kind", "model-view")
      try await browser.run("document.getElementById('compare').click();")
      try await browser.wait(until: "document.getElementById('panel')")
      #expect(
        try await browser.text("document.querySelectorAll('#difference .view').length") == "1")
      try await browser.run(
        """
        const panel = document.getElementById('panel');
        panel.value = '3'; panel.dispatchEvent(new Event('change'));
        """)
      #expect(
        try await browser.text(
          "document.querySelector('#difference .title').textContent === document.getElementById('panel').options[3].textContent"
        ) == "true")
      // Without matrices it is said why there is none, and there is no scale to be shared.
      try await browser.chooseAndWait("kind", "rotation")
      try await browser.run("document.getElementById('compare').click();")
      try await browser.wait(
        until: "document.getElementById('difference').textContent.includes('no matrix')")
      #expect(try await browser.text("document.getElementById('common-choice').hidden") == "true")
      #expect(try await browser.messages() == [])
      #expect(explore.interrupt() == 0)
    }

    /// On a telephone a tall picture is as wide as its place, and its description is there.
    @Test func aTallPictureIsAsWideAsItsPlace() async throws {
      let browser = try browser()
      let explore = try RunningExplore()
      try await browser.show(width: 390, isTouched: true)
      try await browser.open(explore.address)
      try await browser.wait(until: Self.command)
      for kind in ["head-measures", "diagram multi-head", "decay"] {
        try await browser.chooseAndWait("kind", kind)
        try await browser.wait(until: "document.getElementById('image').naturalWidth > 100")
        try await browser.wait(
          until: "document.getElementById('image').getBoundingClientRect().width > 340")
        #expect(
          try await browser.text("document.getElementById('alt').getClientRects().length > 0")
            == "true")
        // Nothing of it is out of reach of scrolling.
        #expect(
          try await browser.text(
            """
            (() => {
              const frame = document.querySelector('.frame');
              frame.scrollTop = 0;
              return document.getElementById('image').getBoundingClientRect().top
                >= frame.getBoundingClientRect().top;
            })()
            """) == "true", "\(kind)")
      }
      try await browser.showAsBefore()
      #expect(explore.interrupt() == 0)
    }

    /// On paper stands what is shown, and nothing that only a screen can do.
    @Test func itPrints() async throws {
      let explore = try await begin()
      let browser = try browser()
      try await browser.wait(until: "!document.getElementById('claims').hidden")
      try await browser.show(on: "print")
      #expect(
        try await browser.text(
          "[...document.querySelectorAll('button, select, input')].every((n) => !n.getClientRects().length)"
        ) == "true")
      #expect(
        try await browser.text(
          "['image', 'command', 'claims', 'alt'].every((id) => document.getElementById(id).getClientRects().length)"
        ) == "true")
      try await browser.show(on: "screen")
      #expect(explore.interrupt() == 0)
    }
  }
}
