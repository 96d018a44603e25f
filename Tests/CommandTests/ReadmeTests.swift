// The README tells the truth: its calls work, its pictures are there, its lists are whole.

import FigureKinds
import FigurePipeline
import Foundation
import Testing

@Suite struct ReadmeTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  static let text =
    (try? String(contentsOfFile: root + "/README.md", encoding: .utf8)) ?? ""

  /// The blocks fenced as `language`, without their fences.
  static func blocks(_ language: String) -> [String] {
    text.components(separatedBy: "```\(language)\n").dropFirst().map {
      $0.components(separatedBy: "```")[0]
    }
  }

  /// The calls of attnplot, one a line.
  static let calls = blocks("sh").flatMap { $0.split(separator: "\n").map(String.init) }
    .filter { $0.hasPrefix("attnplot ") }

  /// The pictures, as paths from the README.
  static let pictures = text.matches(
    of: /^!\[.+?\]\(([^)]+)\)/.anchorsMatchLineEndings()
  ).map { String($0.1) }

  @Test(arguments: calls)
  func callsWork(call: String) throws {
    let place = Workplace()
    try place.makeFolder("output/examples")
    let before = place.listing().count
    let ended = try Attnplot.shell(call, in: place)
    #expect(ended.status == .exited(0), "\(ended.messages)")
    #expect(!call.contains(" -o ") || place.listing().count > before)
  }

  @Test func everyKindHasACall() {
    #expect(Self.calls.count > 20)
    for kind in FigureKinds.all {
      #expect(Self.calls.contains { $0.hasPrefix("attnplot \(kind.name) ") }, "\(kind.name)")
    }
  }

  @Test func picturesAreThereAndOfTheSet() throws {
    #expect(Self.pictures.count > 10)
    for picture in Self.pictures {
      #expect(FileManager.default.fileExists(atPath: Self.root + "/" + picture), "\(picture)")
    }
    // Pictures beside the article's are drawn by the calls above them.
    for picture in Self.pictures where picture.hasPrefix("output/examples/") {
      #expect(Self.calls.contains { $0.hasSuffix("-o \(picture)") }, "\(picture)")
    }
    // And they are those of the manifest beside them, which is checked like the article's set.
    let examples = try Manifest(path: Self.root + "/output/examples/figures.yaml")
    let pictures = Self.pictures.filter { $0.hasPrefix("output/examples/") }
    #expect(
      Set(pictures) == Set(examples.figures.flatMap(\.fileNames).map { "output/examples/\($0)" }))
    let drawn = try FileManager.default.contentsOfDirectory(atPath: Self.root + "/output")
    let wanted = try ArticleManifest.manifest().figures.flatMap(\.fileNames)
    let figures = drawn.filter { $0.contains(".") && !$0.hasPrefix(".") && $0 != "report.html" }
    // The plots of growth come from the comparison with the peers.
    let growth = ["growth-time.svg", "growth-memory.svg"]
    for name in growth { #expect(Self.pictures.contains("output/" + name), "\(name)") }
    #expect(Set(figures) == Set(wanted + growth))
  }

  /// The manifest of the examples asks for what the calls above the pictures do: the same scene.
  @Test func examplesAreDrawnAsTheirCallsSay() throws {
    let manifest = try Manifest(path: Self.root + "/output/examples/figures.yaml")
    let worker = FigureWorker()
    for figure in manifest.figures {
      let file = "output/examples/\(figure.fileNames[0])"
      let call = try #require(Self.calls.first { $0.hasSuffix(" -o \(file)") })
      let words = try Attnplot.shell("printf '%s\\n' \(call)", in: Workplace()).text
        .split(separator: "\n").map(String.init)
      let named = figure.request.kind
      let start = type(of: named).name.split(separator: " ").count + 1
      #expect(words[1..<start].joined(separator: " ") == type(of: named).name)
      let request = try FigureRequest(
        name: figure.id, kind: type(of: named), arguments: Array(words[start...].dropLast(2)))
      let asked = try worker.prepare(request)
      let drawn = try worker.prepare(figure.request)
      #expect(asked.scene == drawn.scene && asked.description == drawn.description, "\(file)")
    }
  }

  /// Manifests that the README shows are right, and so are its recipes as YAML.
  @Test func manifestsAreRead() throws {
    let blocks = Self.blocks("yaml")
    let manifests = blocks.filter { $0.contains("kind:") }
    #expect(blocks.count == 6 && manifests.count == 3)
    for text in blocks {
      let place = Workplace()
      try place.write(text, to: "m.yaml")
      let script = "import yaml; yaml.safe_load(open('m.yaml'))"
      let python = try Program.run(["/usr/bin/python3", "-c", script], in: place)
      #expect(python.status == .exited(0), "\(python.messages)")
      guard manifests.contains(text) else { continue }
      let ended = try Attnplot.shell("attnplot batch m.yaml --dry-run --output o", in: place)
      #expect(ended.status == .exited(0), "\(ended.messages)")
    }
    let place = Workplace()
    try place.write(manifests[0], to: "m.yaml")
    // The names that the text below it promises.
    let names = try Attnplot.shell("attnplot batch m.yaml --dry-run --output o", in: place).text
    for name in [
      "pe-matrix", "pe-matrix.zh", "pe-matrix.dark", "pe-matrix.dark.zh", "last-layer-2",
    ] {
      #expect(names.contains("\(name)\n") && Self.text.contains(name), "\(name)")
    }
  }

  @Test func everyOptionIsListedAndNoOther() throws {
    let ended = try Attnplot.run(["--experimental-dump-help"], in: Workplace())
    let options = Set(ended.text.matches(of: /"name" : "([a-z][a-z-]+)"/).map { "--\($0.1)" })
    #expect(options.count > 60)
    let section = try #require(
      Self.text.components(separatedBy: "\n## Options\n").dropFirst().first?
        .components(separatedBy: "\n## ")[0])
    let listed = Set(section.matches(of: /--[a-z][a-z-]+/).map { String($0.0) })
    #expect(listed.symmetricDifference(options).sorted() == [])
  }

  @Test(arguments: [
    "pe-heatmap --size 300x250px --no-title --positions 500 --title t",
    "pe-lines --at-positions 1,2 --ylim -1,1", "similarity --vmin 0.5 --positions 9",
    "diagram multi-head", "heads --weights example:minilm --heads 0,1 --layer 0",
  ])
  func everyKeyOfADescriptionIsExplained(call: String) throws {
    let place = Workplace()
    let ended = try Attnplot.shell("attnplot \(call) --describe d.json", in: place)
    #expect(ended.status == .exited(0), "\(ended.messages)")
    let section = try #require(
      Self.text.components(separatedBy: "\n## The description of a figure\n").dropFirst().first?
        .components(separatedBy: "\n## ")[0])
    let keys = String(decoding: place.bytes("d.json") ?? [], as: UTF8.self)
      .matches(of: /"([A-Za-z]+)" :/).map { String($0.1) }
    #expect(keys.count > 10)
    for key in Set(keys) { #expect(section.contains("`\(key)`"), "\(key)") }
  }

  @Test func swiftIsWhatTheTestsBuild() throws {
    let code = try String(
      contentsOfFile: Self.root + "/Tests/CommandTests/LibraryExamples.swift", encoding: .utf8)
    let blocks = Self.blocks("swift")
    #expect(blocks.count == 3)
    // Lines may be broken elsewhere, where they begin further to the right.
    for block in blocks {
      #expect(code.filter { !$0.isWhitespace }.contains(block.filter { !$0.isWhitespace }))
    }
  }

  @Test func continuousIntegrationRunsTheTestCommand() throws {
    let run = try String(contentsOfFile: Self.root + "/.ci/run", encoding: .utf8)
    #expect(run.contains("<!-- tests -->") && Self.text.contains("<!-- tests -->\n```sh\n"))
    #expect(Self.blocks("sh")[1].contains("\nswift test "))
    // The second command installs what the first one does.
    for word in Self.blocks("sh")[0].split(whereSeparator: \.isWhitespace) where word.contains("-")
    {
      if word.hasPrefix("lib") || word.hasPrefix("fonts") {
        #expect(Self.blocks("sh")[1].contains(word), "\(word)")
      }
    }
  }
}
