// The live page: its controls redraw the picture, and nobody else is answered.

import Foundation
import Testing

/// `attnplot explore` under test.
final class RunningExplore: Sendable {
  let process: Process
  /// `http://127.0.0.1:PORT/`
  let address: String

  init(_ arguments: [String] = []) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.path)
    process.arguments = ["explore"] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    var said = ""
    while !said.contains("\n") {
      let part = output.fileHandleForReading.availableData
      guard !part.isEmpty else { break }
      said += String(decoding: part, as: UTF8.self)
    }
    self.process = process
    address = said.trimmingCharacters(in: .newlines)
    try #require(address.hasPrefix("http://127.0.0.1:"))
  }

  /// The command of the build that the tests belong to.
  static let path: String = {
    let bundle =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: bundle).deletingLastPathComponent().appending(path: "attnplot").path
  }()

  static let fixtures =
    "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Fixtures"

  /// Ctrl-C.
  func interrupt() -> Int32 {
    process.interrupt()
    process.waitUntilExit()
    return process.terminationReason == .exit ? process.terminationStatus : -1
  }

  deinit { if process.isRunning { process.terminate() } }
}

extension WebDriver {
  /// Chooses something on the live page.
  func choose(_ id: String, _ value: String) async throws {
    try await run(
      """
      const choice = document.getElementById('\(id)');
      choice.value = '\(value)'; choice.dispatchEvent(new Event('change'));
      """)
  }

  /// The same, and waits for its picture or for what is wrong with it.
  func chooseAndWait(_ id: String, _ value: String) async throws {
    try await run(
      """
      document.getElementById('command').textContent = '';
      document.getElementById('error').hidden = true;
      """)
    try await choose(id, value)
    try await wait(
      until: "\(BrowserTests.ExplorePage.command) || !document.getElementById('error').hidden")
  }
}

extension BrowserTests {
  @Suite(.serialized) struct ExplorePage {
    static let command = "document.getElementById('command').textContent"

    @Test func aSliderRedrawsThePicture() async throws {
      let browser = try browser()
      let explore = try RunningExplore()
      try await browser.prefer("light")
      try await browser.open(explore.address)
      try await browser.wait(until: Self.command)
      try await browser.choose("kind", "pe-heatmap")
      try await browser.wait(until: "\(Self.command).startsWith('attnplot pe-heatmap')")
      let slider = "document.querySelector('#own input[type=range][data-option=positions]')"
      let picture = "document.getElementById('image').src"
      try await browser.run("\(slider).value = 40; \(slider).focus();")
      let before = try await browser.text(picture)
      try await browser.press(Key.right)
      try await browser.wait(until: "\(Self.command).includes('--positions 41')")
      #expect(try await browser.text(picture) != before)
      #expect(
        try await browser.text("document.getElementById('option-positions').value") == "41")
      // The picture is what the program draws: 41 positions.
      #expect(
        try await browser.text("document.getElementById('alt').textContent").contains(
          "41 positions"))
      // Back again, by the field.
      try await browser.run(
        """
        const field = document.getElementById('option-positions');
        field.value = '0'; field.dispatchEvent(new Event('input'));
        """)
      try await browser.wait(until: "!document.getElementById('error').hidden")
      #expect(
        try await browser.text("document.getElementById('error').textContent")
          == "“Positions” 0: at least 1 position is needed")
      #expect(try await browser.messages().filter { !$0.contains("422") } == [])
      #expect(
        try await browser.requests().allSatisfy {
          $0.hasPrefix(explore.address) || $0.hasPrefix("blob:") || $0.hasPrefix("data:")
        })
      #expect(explore.interrupt() == 0)
    }

    /// A built-in title speaks of the values that its figure begins with; one that was typed stays.
    @Test func aTitleFollowsWhatItSpeaksOf() async throws {
      let browser = try browser()
      let explore = try RunningExplore()
      try await browser.open(explore.address)
      try await browser.wait(until: Self.command)
      func type(_ text: String, into option: String) async throws {
        try await browser.run(
          """
          const field = document.getElementById('option-\(option)');
          field.value = '\(text)'; field.dispatchEvent(new Event('input'));
          """)
      }
      try await browser.run(
        """
        const figure = document.getElementById('figure');
        figure.selectedIndex = [...figure.options].findIndex((o) => o.value === 'bert-head0');
        figure.dispatchEvent(new Event('change'));
        """)
      try await browser.wait(until: "\(Self.command).includes('last layer, head 0')")
      try await type("1100x900px", into: "size")
      try await browser.wait(until: "\(Self.command).includes('1100x900px')")
      #expect(try await browser.text(Self.command).contains("last layer, head 0"))
      try await type("11", into: "head")
      try await browser.wait(until: "\(Self.command).includes('--head 11')")
      #expect(try await browser.text(Self.command).contains("--title") == false)
      #expect(
        try await browser.text("document.getElementById('alt').textContent").contains("head 11"))
      // Back at the beginning, so is the title.
      try await type("0", into: "head")
      try await browser.wait(until: "\(Self.command).includes('last layer, head 0')")
      try await type("Mine", into: "title")
      try await type("7", into: "head")
      try await browser.wait(until: "\(Self.command).includes('--head 7')")
      #expect(try await browser.text(Self.command).contains("--title Mine"))
      #expect(explore.interrupt() == 0)
    }

    @Test func everyKindIsDrawnWithItsControls() async throws {
      let browser = try browser()
      let explore = try RunningExplore()
      try await browser.open(explore.address)
      try await browser.wait(until: Self.command)
      let kinds = try await browser.text(
        "[...document.getElementById('kind').options].map((o) => o.value).join('|')"
      ).split(separator: "|").map(String.init)
      #expect(kinds.count > 20)
      for kind in kinds {
        try await browser.chooseAndWait("kind", kind)
        #expect(try await browser.text(Self.command).hasPrefix("attnplot \(kind)"), "\(kind)")
        try await browser.wait(until: "document.getElementById('image').naturalWidth > 100")
        #expect(try await browser.text("document.getElementById('option-theme').value") == "light")
      }
      #expect(try await browser.messages() == [])
      #expect(explore.interrupt() == 0)
    }

    @Test func picturesCanBeSaved() async throws {
      let browser = try browser()
      let explore = try RunningExplore()
      try await browser.open(
        explore.address + "#" + #"{"kind":"similarity","values":{"positions":["9"]}}"#)
      try await browser.wait(until: Self.command)
      for (format, start) in [("png", "\u{89}PNG"), ("svg", "<?xml"), ("pdf", "%PDF")] {
        try await browser.run("document.querySelector('[data-format=\(format)]').click();")
        let data = try await browser.download("similarity.\(format)")
        #expect(data.starts(with: start.unicodeScalars.map { UInt8($0.value) }))
        try FileManager.default.removeItem(
          atPath: browser.folder.path + "/similarity.\(format)")
      }
      #expect(explore.interrupt() == 0)
    }

    /// What a slider runs to; `none` where it is not there to be moved.
    private static func end(of option: String) async throws -> String {
      try await browser().text(
        """
        ((slider) => slider && !slider.hidden ? slider.max : 'none')(
          document.querySelector('#controls input[type=range][data-option=\(option)]'))
        """)
    }

    @Test func slidersEndWhereTheFileDoes() async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      // Two layers of three heads, [2, 3, 4, 4], each weight 0.25.
      let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 4, 4), }"
      let padded = header.padding(toLength: 117, withPad: " ", startingAt: 0) + "\n"
      let values = [UInt8]((0..<96).flatMap { _ in [0, 0, 0x80, 0x3E] as [UInt8] })
      _ = try folder.write(
        [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(padded.utf8) + values,
        as: "small.npy")
      let manifest = try folder.write(
        Array(
          """
          figures:
          - { id: small, kind: attention, weights: small.npy, layer: 1, head: 2 }
          - { id: example, kind: attention, weights: "example:minilm", layer: 4, head: 9 }
          """.utf8), as: "m.yaml")
      let explore = try RunningExplore([manifest])
      try await browser.open(explore.address)
      try await browser.wait(until: Self.command)
      #expect(try await Self.end(of: "layer") == "1")
      #expect(try await Self.end(of: "head") == "2")
      try await browser.run(
        """
        document.getElementById('command').textContent = '';
        const figure = document.getElementById('figure');
        figure.selectedIndex = 1; figure.dispatchEvent(new Event('change'));
        """)
      try await browser.wait(until: Self.command)
      #expect(try await Self.end(of: "layer") == "5")
      #expect(try await Self.end(of: "head") == "11")
      // Another file: what it has not is not asked of it.
      try await browser.run(
        """
        document.getElementById('command').textContent = '';
        const weights = document.getElementById('option-weights');
        weights.value = [...weights.options].find((o) => o.value.endsWith('small.npy')).value;
        weights.dispatchEvent(new Event('change'));
        """)
      try await browser.wait(until: Self.command)
      #expect(try await browser.text(Self.command).contains("--layer 1 --head 2"))
      #expect(try await browser.text("document.getElementById('option-layer').value") == "1")
      #expect(try await Self.end(of: "layer") == "1")
      #expect(try await Self.end(of: "head") == "2")
      #expect(try await browser.text("document.getElementById('error').hidden") == "true")
      #expect(try await browser.messages() == [])
      #expect(explore.interrupt() == 0)
    }

    @Test func aTextOfAnyKindIsText() async throws {
      let browser = try browser()
      let folder = TemporaryFolder()
      let hostile =
        "<img src=x onerror='window.hacked=1'>]]>\"&lt;</script><script>window.hacked=2</script>"
      let manifest = try folder.write(
        Array(
          """
          figures:
          - id: first
            kind: attention
            seed: 1
            tokens: "\(hostile.replacing("\"", with: "\\\""))¦b¦c"
            tokens-separator: "¦"
            title: "\(hostile.replacing("\"", with: "\\\""))"
            alt: "\(hostile.replacing("\"", with: "\\\""))"
          """.utf8), as: "<b>&amp;'.yaml")
      let explore = try RunningExplore([manifest])
      try await browser.open(explore.address)
      try await browser.wait(until: Self.command)
      try await browser.wait(until: "document.getElementById('image').naturalWidth > 100")
      let quoted = try ReportPage.quoted(hostile)
      #expect(
        try await browser.text("document.getElementById('option-title').value === \(quoted)")
          == "true")
      #expect(
        try await browser.text(
          "document.getElementById('alt').textContent.includes('onerror=')") == "true")
      // Into the page as well, and into what it says of mistakes.
      try await browser.run(
        """
        const field = document.getElementById('option-font');
        field.value = \(quoted); field.dispatchEvent(new Event('input'));
        const size = document.getElementById('option-size');
        size.value = \(quoted); size.dispatchEvent(new Event('input'));
        """)
      try await browser.wait(until: "!document.getElementById('error').hidden")
      #expect(
        try await browser.text(
          "document.getElementById('error').textContent.includes(\(quoted))") == "true")
      #expect(try await browser.text("typeof window.hacked") == "undefined")
      #expect(try await browser.text("document.querySelectorAll('img').length") == "2")
      #expect(try await browser.text("document.scripts.length") == "2")
      #expect(try await browser.messages().filter { !$0.contains("422") } == [])
      #expect(explore.interrupt() == 0)
    }
  }
}
