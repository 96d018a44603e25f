// What the live page says of mistakes: in its own language, with the names of its controls.

import FigureKinds
import FigurePipeline
import Foundation
import TestSupport
import Testing
import TextFormats

@testable import FigureExplorer

@Suite struct ExploreLanguageTests {
  struct Told: Sendable {
    var error: String
    var english: String
    var chinese: String
    var about: String?
  }

  /// What the page is told of a figure that cannot be drawn; nil where it can.
  private static func told(_ kind: String, _ values: [String: [String]]) throws -> Told? {
    let answers = ExploreAnswers(manifest: nil, isTimed: false)
    let request = try JSONSerialization.data(withJSONObject: [
      "page": "test", "turn": 1, "kind": kind, "values": values, "format": "svg",
    ])
    guard case .mistake(let line) = ExploreAnswer(answers.answer(to: Array(request))) else {
      return nil
    }
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    let said = try #require(object["said"] as? [String: String])
    return Told(
      error: try #require(object["error"] as? String), english: try #require(said["en"]),
      chinese: try #require(said["zh"]), about: object["about"] as? String)
  }

  struct Case: Sendable {
    var kind: String
    var values: [String: [String]]
    var about: String?
    var english: String
    var chinese: String

    init(
      _ kind: String, _ values: [String: [String]], about: String?, _ english: String,
      _ chinese: String
    ) {
      (self.kind, self.values, self.about) = (kind, values, about)
      (self.english, self.chinese) = (english, chinese)
    }
  }

  static let cases: [Case] = [
    Case(
      "pe-heatmap", ["positions": ["0"]], about: "positions",
      "“Positions” 0: at least 1 position is needed", "「位置数」 0：须为不小于 1 的数"),
    Case(
      "attention", ["tokens": ["a b"], "temperature": ["-1"]], about: "temperature",
      "“Temperature” -1: must be a finite number above 0", "「温度」 -1：须为大于 0 的有限数"),
    Case(
      "pe-heatmap", ["dimensions": ["7"]], about: "dimensions", "“Dimensions” 7:", "「维度数」 7："),
    Case(
      "pe-heatmap", ["colormap": ["virids"]], about: "colormap",
      "“Colours” virids: there is no such choice; did you mean viridis?",
      "「配色」 virids：没有这种配色；是否想用 viridis？"),
    Case(
      "attention", ["tokens": ["a b"], "mask": ["casual"]], about: "mask",
      "“Mask” casual: there is no such choice; did you mean causal?",
      "「掩码」 casual：没有这个选项；是否想用 causal？"),
    Case(
      "pe-heatmap", ["size": ["big"]], about: nil, "give a width and a height with a unit",
      "「尺寸」 big：请给出带单位的宽和高"),
    Case(
      "pe-heatmap", ["vmin": ["3"], "vmax": ["1"]], about: "vmin",
      "“First colour at” 3: must be less than “Last colour at” 1", "「首色数值」 3：须小于「末色数值」 1"),
    Case(
      "pe-heatmap", ["positions": ["4096"]], about: "positions", "this page draws at most 2048",
      "「位置数」 4096：本页至多画 2048"),
    Case(
      "attention", ["weights": ["example:minilm"], "layer": ["9"], "head": ["0"]],
      about: "weights", "“Layer” 9 is not among its 6; choose “Layer” 0…5",
      "「权重来源」 example:minilm: 形状 [6, 12, 13, 13]：「层」 9 不在 0 到 5 之中；请给出 「层」 0…5"),
    Case(
      "attention", ["tokens": ["a b"], "query-token": ["c"]], about: "query-token",
      "“One query's row” c: no token has this text", "「单个查询的一行」 c：没有这样的词元"),
    Case(
      "similarity", ["encoding": ["rop"]], about: nil, "no such encoding", "「编码方式」 rop：没有名为 rop 的编码"
    ),
    Case(
      "attention", ["weights": ["/etc/passwd"]], about: nil,
      "this page reads only files that its manifest names", "本页只读取清单中写明的文件"),
    Case("nothing", [:], about: nil, "there is no such kind", "nothing：没有这种图"),
  ]

  @Test(arguments: cases) func aMistakeIsToldInBothLanguages(_ one: Case) throws {
    let told = try #require(try Self.told(one.kind, one.values))
    #expect(told.english.contains(one.english), "\(told)")
    #expect(told.chinese.contains(one.chinese), "\(told)")
    if let about = one.about { #expect(told.about == about) }
    // Controls have no names of the command line.
    #expect(!told.english.contains("--") && !told.chinese.contains("--"))
    #expect(told.error.hasPrefix("attnplot: error: "))
  }

  /// What readers of files say is English alone, which a Chinese page says before it.
  @Test func whatIsEnglishAloneIsSaidToBe() {
    #expect(
      PageText.json("a.npy: 3 bytes are missing").line
        == #"{"en":"a.npy: 3 bytes are missing","zh":"程序的说明为英文：a.npy: 3 bytes are missing"}"#)
    #expect(
      PageText.json(Message("too few", zh: "太少")).line == #"{"en":"too few","zh":"太少"}"#)
  }

  /// Several English words after each other: a sentence that nobody translated.
  private static func hasEnglish(_ text: String) -> Bool {
    text.contains(#/[a-z]{2,} [a-z]{2,} [a-z]{2,}/#)
  }

  /// Whatever is typed into a control or chosen, what is wrong with it is said in Chinese, and what there
  /// is to warn of in a figure that can be made: each option of each kind with its choices, texts that are
  /// none of its values and numbers that break its rule.
  @Test(arguments: KindRegistry.all.map { $0.name })
  func everyControlRefusesInChinese(_ name: String) throws {
    let vocabulary = KindVocabulary.of(try #require(KindRegistry.named(name)))
    let drawer = FigureDrawer(files: NamedFiles(nil))
    let points = try StartingPoint.all(manifest: nil, drawer: drawer)
    let start = try #require(points.first { $0.figure.kind == name }?.figure.values)
    for option in vocabulary.options {
      let texts: [String] =
        switch option.shape {
        case .flag: ["true"]
        case .integer, .number: ["x", "", "-1", "0", "5000", "1e40"]
        case .word(let words): ["nonsense", ""] + words
        case .list, .text: ["x", "", "9999", "-3"]
        case .localizedText: []
        case .file: ["nowhere.npy"]
        }
      for text in texts {
        let values = start.merging([option.name: [text]]) { $1 }
        do {
          for warning in try Self.warnings(values, vocabulary) {
            let told = warning.rendered(inChinese: true) { "「\($0)」" }
            #expect(!Self.hasEnglish(told), "--\(option.name) '\(text)': \(told)")
          }
        } catch {
          let told = Message(describing: error).rendered(inChinese: true) { "「\($0)」" }
          #expect(
            told.contains(#/\p{Han}/#) && !Self.hasEnglish(told),
            "--\(option.name) '\(text)': \(told)")
        }
      }
    }
  }

  /// What is to be warned of in a figure, which is made and not drawn.
  private static func warnings(
    _ values: [String: [String]], _ vocabulary: KindVocabulary
  ) throws -> [Message] {
    try ExploreLimits.check(values, of: vocabulary)
    let (made, mistakes) = FigureRequest.reading(name: "x", vocabulary, values)
    guard mistakes.isEmpty, let request = made else {
      throw FigureError.usage(mistakes.map(\.message).joined(separator: .semicolon))
    }
    guard request.kind.models.isEmpty,
      request.kind.namedFiles.allSatisfy({ !$0.contains("nowhere") })
    else { return [] }
    let draft = try request.computed().draft(on: try request.appearance.page())
    return request.appearance.applied(to: draft).warnings
  }
}

extension BrowserTests {
  @Suite(.serialized) struct ExploreLanguage {
    private static let error = "document.getElementById('error')"

    /// The page in Chinese says what is wrong in Chinese, at the control that it is about, and what is
    /// to be warned of as well.
    @Test func thePageTellsMistakesInItsLanguage() async throws {
      let browser = try browser()
      let explore = try RunningExplore()
      let state = #"{"kind":"pe-heatmap","values":{"positions":["12"],"lang":["zh"]}}"#
      try await browser.open(explore.address + "#" + state)
      try await browser.wait(until: ExplorePage.command)
      try await ExploreTools.type("0", into: "option-positions")
      try await browser.wait(until: "!\(Self.error).hidden")
      #expect(try await browser.text("\(Self.error).textContent").hasPrefix("「位置数」 0：须为"))
      let invalid =
        "[...document.querySelectorAll('[aria-invalid=true]')].map((n) => n.id).join()"
      #expect(try await browser.text(invalid) == "option-positions")
      try await ExploreTools.type("12", into: "option-positions")
      try await browser.wait(until: "\(Self.error).hidden")
      #expect(try await browser.text(invalid) == "")
      // A warning: one panel has no letter to be told by.
      try await browser.run("document.getElementById('option-letters').click();")
      try await browser.wait(until: "!document.getElementById('warnings').hidden")
      #expect(
        try await browser.text("document.getElementById('warnings').textContent")
          == "「面板字母」：不起作用，此图只有一个面板，不需要字母")
      #expect(explore.interrupt() == 0)
    }
  }
}
