// `attnplot batch` beside other programs: ninja, another run of itself, an editor that saves.

import Foundation
import Testing

@Suite struct BatchToolTests {
  // MARK: ninja

  @Test func ninjaDrawsWhatChanged() throws {
    let project = try DocsProject()
    let location = project.location
    let made = try project.batch("--dry-run --ninja build.ninja")
    #expect(made.status == .exited(0))
    #expect(try project.figures().isEmpty)
    func ninja() throws -> String {
      let ended = try Attnplot.shell("ninja", in: location)
      #expect(ended.status == .exited(0), "\(ended.text) \(ended.messages)")
      return ended.text
    }
    #expect(try ninja().contains("drew 5 figures"))
    #expect(try ninja().contains("no work to do"))
    try location.write("0.5,0.5\n0.2,0.8\n", to: "docs/data/attn.csv")
    #expect(
      try ninja().contains("drew 1 figure into docs/figures, wrote 2 files; 4 were up to date"))
    #expect(try ninja().contains("no work to do"))
    // A figure more changes the build file itself.
    try location.write(
      DocsProject.manifest + "  - { id: more, kind: shift }\n", to: "docs/figures.yaml")
    #expect(try ninja().contains("more: more.svg"))
    #expect(try project.figures()["more.svg"] != nil)
    #expect(try ninja().contains("no work to do"))
    #expect(try project.batch("--check").status == .exited(0))
  }

  @Test func aDepfileTellsNinjaOfTheData() throws {
    let project = try DocsProject(
      manifest: DocsProject.manifest.replacing("data/attn.csv", with: "\"data/a t$n.csv\""))
    let location = project.location
    try location.write(DocsProject.data, to: "docs/data/a t$n.csv")
    // Ninja wants the depfile's first file first: the manifest's order.
    let files = ["pe.svg"] + DocsProject.files.filter { $0 != "pe.svg" }
    let outputs = files.map { "docs/figures/\($0)" }.joined(separator: " ")
    try location.write(
      """
      rule figures
        command = attnplot batch docs/figures.yaml --depfile figures.d
        depfile = figures.d
        restat = 1
      build \(outputs): figures docs/figures.yaml

      """, to: "build.ninja")
    #expect(try Attnplot.shell("ninja", in: location).text.contains("drew 5 figures"))
    #expect(try Attnplot.shell("ninja", in: location).text.contains("no work to do"))
    try location.write("0.5,0.5\n0.2,0.8\n", to: "docs/data/a t$n.csv")
    #expect(try Attnplot.shell("ninja", in: location).text.contains("drew 1 figure"))
    let depfile = String(decoding: location.bytes("figures.d") ?? [], as: UTF8.self)
    #expect(
      depfile.contains(
        "docs/figures/head.png docs/figures/head.svg: docs/figures.yaml docs/data/a\\ t$$n.csv\n"))
  }

  /// A data file's name never becomes a command, and what is drawn before is drawn again after.
  @Test(arguments: [
    ("--depfile f.d", "a\\n\\ttouch pwned", #"docs/data/a\n\ttouch pwned.csv"#),
    ("--depfile f.d", "a;touch pwned", "docs/data/a;touch pwned.csv"),
    ("--depfile f.d", "lr=0.1", "docs/data/lr=0.1.csv"),
    ("--ninja f.ninja", "a|b", "docs/data/a|b.csv"),
  ])
  func namesThatRulesCannotHoldAreRefused(option: String, name: String, displayed: String) throws {
    let project = try DocsProject(
      manifest: DocsProject.manifest.replacing("data/attn.csv", with: "\"data/\(name).csv\""))
    let real = name.replacing("\\n", with: "\n").replacing("\\t", with: "\t")
    try project.location.write(DocsProject.data, to: "docs/data/\(real).csv")
    let ended = try project.batch(option)
    #expect(ended.status == .exited(64))
    expectOneLine(ended)
    #expect(ended.messages.contains(displayed) && ended.messages.contains("choose another name"))
    #expect(try project.figures().isEmpty)
    #expect(project.location.bytes("f.d") == nil && project.location.bytes("f.ninja") == nil)
    #expect(try project.batch().status == .exited(0))
  }

  /// What a terminal would obey is shown, in text and in JSON.
  @Test(arguments: [
    "", "--check", "--dry-run", "--explain", "--log-format json", "--check --pixels",
  ])
  func nothingIsObeyedByATerminal(options: String) throws {
    let project = try DocsProject(
      manifest: DocsProject.manifest.replacing(
        "title: Lines", with: #"title: "a\e[2J\u202Eb", at-positions: "\e]0;x\a\u2028""#))
    let ended = try project.batch(options)
    let all = ended.messages + ended.text
    #expect(!all.isEmpty)
    let acting = all.unicodeScalars.filter {
      $0 != "\n" && ($0.value < 0x20 || ["\u{202E}", "\u{2028}", "\u{7F}"].contains($0))
    }
    #expect(acting.isEmpty, "\(ended.messages)")
  }

  // MARK: Two at once

  @Test func aFolderAtWorkIsLocked() throws {
    let project = try DocsProject()
    try project.location.makeFolder("docs/figures")
    let ended = try Attnplot.shell(
      "exec flock docs/figures/.attnplot.lock attnplot batch docs/figures.yaml",
      in: project.location)
    #expect(ended.status == .exited(1))
    expectOneLine(ended)
    #expect(ended.messages.contains("another attnplot batch is drawing into this folder"))
    // A lock that nobody holds is none.
    #expect(try project.figures().keys.sorted() == [".attnplot.lock"])
    #expect(try project.batch().status == .exited(0))
    #expect(try project.figures().keys.sorted() == [".attnplot.json"] + DocsProject.files)
  }

  @Test func runsAtTheSameTimeHarmNothing() throws {
    let whole = try DocsProject()
    _ = try whole.batch()
    let project = try DocsProject()
    let words = [Attnplot.path, "batch", "docs/figures.yaml", "--quiet", "--jobs", "1"]
    let runs = try (0..<4).map { _ in try Program.start(words, in: project.location) }
    let ends = runs.map { $0.end(killAfter: nil) }
    #expect(ends.contains { $0.status == .exited(0) })
    for end in ends where end.status != .exited(0) {
      #expect(end.status == .exited(1) && end.messages.contains("another attnplot batch"))
    }
    #expect(try project.figures() == whole.figures())
  }

  // MARK: Watching

  @Test func aChangeIsDrawnWhileItWatches() throws {
    let project = try DocsProject()
    let location = project.location
    let running = try Program.start(
      [Attnplot.path, "batch", "docs/figures.yaml", "--watch"], in: location)
    defer { _ = running.end(killAfter: 0) }
    var seen = 0
    /// Waits until something more was said, up to the words.
    func wait(for words: String) throws {
      let deadline = Date().addingTimeInterval(Program.patience)
      while true {
        let messages = String(decoding: running.files.bytes("messages") ?? [], as: UTF8.self)
        let new = messages.dropFirst(seen)
        if let range = new.firstRange(of: words) {
          seen = messages.distance(from: messages.startIndex, to: range.upperBound)
          return
        }
        try #require(Date() < deadline, "\(words) was not said: \(messages)")
        usleep(2000)
      }
    }
    let watching = "watching docs/figures.yaml; Ctrl-C ends it"
    try wait(for: "drew 5 figures")
    try wait(for: watching)
    try location.write("0.5,0.5\n0.2,0.8\n", to: "docs/data/attn.csv")
    try wait(for: "drew 1 figure into docs/figures, wrote 2 files")
    try wait(for: watching)
    // Tokens that come to lie beside the weights.
    try location.write("[\"a\", \"b\"]", to: "docs/data/attn.tokens.json")
    try wait(for: "drew 1 figure into docs/figures, wrote 2 files")
    try wait(for: watching)
    // A manifest half written, then replaced by a rename as editors do it.
    try location.write("figures: [", to: "docs/figures.yaml")
    try wait(for: "docs/figures.yaml:2:1: this is not YAML")
    try wait(for: watching)
    try location.write(
      DocsProject.manifest.replacing("title: Lines", with: "title: Others"), to: "docs/new")
    #expect(rename(location.path("docs/new"), location.path("docs/figures.yaml")) == 0)
    try wait(for: "drew 2 figures into docs/figures, wrote 2 files")
    try wait(for: watching)
    #expect(try project.batch("--check").status == .exited(0))
  }

  // MARK: Indexes

  @Test func indexesAreWrittenBesideTheFigures() throws {
    let project = try DocsProject()
    let ended = try project.batch(
      "--index docs/figures.md --index site.html --index docs/figures/list.json")
    // The folder of the last one is made by the run.
    #expect(ended.status == .exited(0), "\(ended.messages)")
    let page = String(decoding: project.location.bytes("docs/figures.md") ?? [], as: UTF8.self)
    #expect(page.contains("src=\"figures/head.svg\"") && page.contains("figures/pe.dark.svg"))
    let html = String(decoding: project.location.bytes("site.html") ?? [], as: UTF8.self)
    #expect(html.contains("src=\"docs/figures/head.svg\""))
    let list = String(
      decoding: project.location.bytes("docs/figures/list.json") ?? [], as: UTF8.self)
    #expect(list.contains("\"head.svg\""))
    // Where nothing changed nothing is written.
    let times = try Program.run(
      ["stat", "-c", "%i %Y", "docs/figures.md", "site.html"], in: project.location
    ).text
    _ = try project.batch("--index docs/figures.md --index site.html")
    #expect(
      try Program.run(
        ["stat", "-c", "%i %Y", "docs/figures.md", "site.html"], in: project.location
      )
      .text == times)
  }
}
