// The README and the manual tell the truth: their calls work, their pictures are there and drawn by
// those calls, their lists are whole.

import FigureKinds
import FigurePipeline
import Foundation
import Testing

@Suite struct ManualTests {
  @Test(arguments: Manual.calls)
  func callsWork(call: Manual.Call) throws {
    let location = Workplace()
    let before = location.listing().count
    let ended = try Attnplot.shell(call.line, in: location)
    #expect(ended.status == .exited(0), "\(ended.messages)")
    #expect(!call.line.contains(" -o ") || location.listing().count > before)
  }

  @Test func everyKindHasACall() {
    #expect(Manual.calls.count > 40)
    for kind in KindRegistry.all {
      #expect(Manual.calls.contains { $0.line.hasPrefix("attnplot \(kind.name) ") }, "\(kind.name)")
    }
  }

  /// Every module has its row, and no row a module that has gone.
  @Test func everyRoomIsListedAndNoOther() throws {
    let folder = Manual.root + "/Sources"
    let rooms = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
      !$0.hasPrefix(".")
    }
    let table = try Manual.chapter("Architecture").text.components(
      separatedBy: "What it stands on")[0]
    let rows = table.matches(
      of: /^\| (`[A-Za-z0-9-]+`(?:, `[A-Za-z0-9-]+`)*) \|/.anchorsMatchLineEndings()
    )
    .flatMap { $0.1.matches(of: /`([A-Za-z0-9-]+)`/).map { String($0.1) } }
    #expect(Set(rooms).symmetricDifference(rows).sorted() == [])
    #expect(rows.count == Set(rows).count)
  }

  @Test func everyCommandIsListedAndNoOther() throws {
    let help = try Attnplot.run(["--experimental-dump-help"], in: Workplace())
    let dump = try #require(
      try JSONSerialization.jsonObject(with: Data(help.output)) as? [String: Any])
    func names(_ command: [String: Any]?, _ words: [String]) -> [String] {
      let inner = command?["subcommands"] as? [[String: Any]] ?? []
      guard !inner.isEmpty else { return [words.joined(separator: " ")] }
      return inner.flatMap { names($0, words + [$0["commandName"] as? String ?? ""]) }
    }
    let known = names(dump["command"] as? [String: Any], []).filter { $0 != "help" }
    #expect(known.count > 25)
    let listed = try Manual.chapter("Commands").text
      .matches(of: /^\| `([a-z -]+)` \|/.anchorsMatchLineEndings()).map { String($0.1) }
    #expect(Set(listed).symmetricDifference(known).sorted() == [])
    #expect(listed.count == known.count)
  }

  @Test(arguments: Manual.pages)
  func picturesAndPlacesOfLinksAreThere(page: ManualPage) {
    for picture in page.pictures where !picture.contains(":") && !Self.isExample(picture, page) {
      #expect(
        FileManager.default.fileExists(atPath: page.folder + "/" + picture), "\(picture)")
    }
    // DocC finds pictures by their bare names, GitHub beside the page.
    if page.name != "README" {
      #expect(page.pictures.allSatisfy { !$0.contains("/") || Self.isExample($0, page) })
    }
    for link in page.text.matches(of: /[^!]\[[^\]]+\]\(([A-Za-z][^):#]+\.md)\)/) {
      guard page.name == "README" else { continue }
      #expect(FileManager.default.fileExists(atPath: page.folder + "/" + link.1), "\(link.1)")
    }
    for link in page.text.matches(of: /<doc:([A-Za-z]+)>/) {
      #expect(Manual.chapters.contains { $0.name == link.1 }, "\(link.1)")
    }
  }

  /// Names of pictures that a page shows within code, as examples for pages of others.
  private static func isExample(_ picture: String, _ page: ManualPage) -> Bool {
    page.text.contains("](\(picture))`")
  }

  /// Every page is reached from the catalog's first one and from the README.
  @Test func everyPageIsReached() throws {
    #expect(Manual.chapters.count > 20)
    let first = try Manual.chapter("Manual")
    for page in Manual.chapters where page.name != first.name {
      #expect(first.text.contains("- <doc:\(page.name)>"), "\(page.name)")
      #expect(Manual.readme.text.contains("(\(Manual.catalog)/\(page.name).md)"), "\(page.name)")
    }
  }

  /// The manual's pictures are drawn as the calls above them say: the same scene.
  @Test func picturesAreDrawnAsTheirCallsSay() throws {
    let manifest = try Manifest(path: "\(Manual.root)/\(Manual.catalog)/figures.yaml")
    let drawn = Set(manifest.figures.flatMap(\.fileNames))
    // The plots of growth come from the comparison with the peers.
    let growth = ["growth-time.svg", "growth-memory.svg"]
    let displayed = Manual.chapters.flatMap { page in
      page.pictures.filter { !Self.isExample($0, page) }
    }
    #expect(Set(displayed) == drawn.union(growth))
    let files = try FileManager.default.contentsOfDirectory(
      atPath: "\(Manual.root)/\(Manual.catalog)"
    ).filter { name in [".png", ".svg", ".pdf"].contains { name.hasSuffix($0) } }
    #expect(Set(files) == drawn.union(growth))
    let worker = FigureRenderer()
    for figure in manifest.figures {
      let file = figure.fileNames[0]
      let call = try #require(
        Manual.chapters.lazy.filter { $0.pictures.contains(file) }.flatMap(\.calls)
          .first { $0.contains(" -o \(file)") }, "\(file)")
      let words = try Attnplot.shell("printf '%s\\n' \(call)", in: Workplace()).text
        .split(separator: "\n").map(String.init)
      let kind = type(of: figure.request.kind)
      let start = kind.name.split(separator: " ").count + 1
      #expect(words[1..<start].joined(separator: " ") == kind.name)
      let end = try #require(words.firstIndex(of: "-o"))
      let request = try FigureRequest(
        name: figure.id, kind: kind, arguments: Array(words[start..<end]))
      let asked = try worker.prepare(request)
      let planned = try worker.prepare(figure.request)
      #expect(asked.scene == planned.scene && asked.description == planned.description, "\(file)")
    }
  }

  /// Manifests that the manual shows are right, and so are its recipes as YAML.
  @Test func manifestsAreRead() throws {
    let blocks = Manual.pages.flatMap { $0.blocks("yaml") }
    let manifests = blocks.filter { $0.contains("kind:") }
    #expect(blocks.count >= 6 && manifests.count >= 3)
    for text in blocks {
      let location = Workplace()
      try location.write(text, to: "m.yaml")
      let script = "import yaml; yaml.safe_load(open('m.yaml'))"
      let python = try Program.run(["/usr/bin/python3", "-c", script], in: location)
      #expect(python.status == .exited(0), "\(python.messages)")
      guard manifests.contains(text) else { continue }
      let ended = try Attnplot.shell("attnplot batch m.yaml --dry-run --output o", in: location)
      #expect(ended.status == .exited(0), "\(ended.messages)")
    }
  }

  @Test func variantsHaveTheNamesThatAreTold() throws {
    let page = try Manual.chapter("Manifest")
    let location = Workplace()
    try location.write(page.blocks("yaml")[0], to: "m.yaml")
    let names = try Attnplot.shell("attnplot batch m.yaml --dry-run --output o", in: location).text
    for name in [
      "pe-matrix", "pe-matrix.zh", "pe-matrix.dark", "pe-matrix.dark.zh", "last-layer-2",
    ] {
      #expect(names.contains("\(name)\n") && page.text.contains(name), "\(name)")
    }
  }

  @Test func everyOptionIsListedAndNoOther() throws {
    let ended = try Attnplot.run(["--experimental-dump-help"], in: Workplace())
    let options = Set(ended.text.matches(of: /"name" : "([a-z][a-z-]+)"/).map { "--\($0.1)" })
    #expect(options.count > 60)
    let listed = Set(
      try Manual.chapter("Options").text.matches(of: /--[a-z][a-z-]+/).map { String($0.0) })
    #expect(listed.symmetricDifference(options).sorted() == [])
  }

  @Test(arguments: [
    "pe-heatmap --size 300x250px --no-title --positions 500 --title t",
    "pe-lines --at-positions 1,2 --ylim -1,1", "similarity --vmin 0.5 --positions 9",
    "diagram multi-head", "heads --weights example:minilm --heads 0,1 --layer 0",
  ])
  func everyKeyOfADescriptionIsExplained(call: String) throws {
    let location = Workplace()
    let ended = try Attnplot.shell("attnplot \(call) --describe d.json", in: location)
    #expect(ended.status == .exited(0), "\(ended.messages)")
    let page = try Manual.chapter("Descriptions")
    let keys = String(decoding: location.bytes("d.json") ?? [], as: UTF8.self)
      .matches(of: /"([A-Za-z]+)" :/).map { String($0.1) }
    #expect(keys.count > 10)
    for key in Set(keys) { #expect(page.text.contains("`\(key)`"), "\(key)") }
  }

  @Test func swiftIsWhatTheTestsBuild() throws {
    let code = try String(
      contentsOfFile: Manual.root + "/Tests/CommandTests/LibraryExamples.swift", encoding: .utf8)
    let blocks = Manual.pages.flatMap { $0.blocks("swift") }
    #expect(blocks.count >= 3)
    // Lines may be broken elsewhere, where they begin further to the right.
    for block in blocks {
      #expect(code.filter { !$0.isWhitespace }.contains(block.filter { !$0.isWhitespace }))
    }
  }
}
