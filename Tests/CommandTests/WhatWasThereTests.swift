// What was there before stays: no command writes over what it reads, nor over a file that is not its
// own.

import Foundation
import Testing

@Suite struct WhatWasThereTests {
  /// A call, and the file that it reads and would write over.
  struct Call: CustomTestStringConvertible, Sendable {
    let line: String
    let file: String

    init(_ line: String, _ file: String) {
      self.line = line
      self.file = file
    }

    var testDescription: String { line }
  }

  private static let attention = "attnplot attention --weights w.csv"

  static let calls = [
    Call("\(attention) --save-matrix w.csv", "w.csv"),
    Call("\(attention) --save-matrix ./w.csv", "w.csv"),
    Call("\(attention) --save-matrix link.csv", "w.csv"),
    Call("\(attention) --save-matrix hard.csv", "w.csv"),
    Call("\(attention) --save-matrix folder/w.csv", "w.csv"),
    Call("attnplot attention --weights hard.csv --save-matrix w.csv", "w.csv"),
    Call("\(attention) -o ok.png --tokens-file t.json --describe t.json", "t.json"),
    Call(
      "\(attention) -o ok.png --query-tokens-file t.json --key-tokens-file t.json --describe ./t.json",
      "t.json"),
    Call("\(attention) -o ok.png --mask-file m.csv --save-matrix m.csv", "m.csv"),
    Call("\(attention) -o ok.png --tokens-file t.png -o t.png", "t.png"),
    Call("\(attention) -o ok.png --describe w.tokens.json", "w.tokens.json"),
    Call("\(attention) -o - --format png >> w.csv", "w.csv"),
    Call("\(attention) --describe - >> w.csv", "w.csv"),
    Call("attnplot attention --query w.csv --key m.csv --save-matrix m.csv", "m.csv"),
    Call("attnplot heatmap --input w.csv --save-matrix w.csv", "w.csv"),
    Call("attnplot lines --input w.csv --save-matrix w.csv", "w.csv"),
    Call("attnplot similarity --input w.csv --save-matrix w.csv", "w.csv"),
    Call("attnplot heads --weights w.csv --describe w.tokens.json", "w.tokens.json"),
    Call("attnplot cross-attention --weights w.csv --save-matrix w.csv", "w.csv"),
    Call(
      "attnplot rollout --weights seed:1,[2,2,2,2] --tokens-file t.json --describe t.json", "t.json"
    ),
    Call("attnplot head-measures --weights w.csv --save-matrix w.csv", "w.csv"),
    Call(
      "attnplot diagram dot-product --query w.csv --key m.csv --describe t.json --tokens-file t.json",
      "t.json"),
    Call("attnplot batch m.yaml --index m.md --ninja m.yaml", "m.yaml"),
    Call("attnplot batch m.yaml --depfile part.yaml", "part.yaml"),
    Call("attnplot batch m.yaml --depfile w.csv", "w.csv"),
    Call("attnplot batch m.yaml --depfile w.tokens.json", "w.tokens.json"),
    Call("attnplot batch m.yaml --dry-run --depfile t.json", "t.json"),
    Call("attnplot batch md.md --index md.md", "md.md"),
    Call("attnplot batch md.md --index link.md", "md.md"),
    Call("attnplot report md.md -o md.md", "md.md"),
    Call("attnplot report md.md -o link.md", "md.md"),
    Call("attnplot report m.yaml -o page.html", "page.html"),
  ]

  private func location() throws -> Workplace {
    let location = Workplace()
    for name in ["w.csv", "m.csv"] { try location.write("0.5,0.5\n0.25,0.75\n", to: name) }
    for name in ["t.json", "w.tokens.json"] { try location.write("[\"a\", \"b\"]", to: name) }
    try location.write("a\nb\n", to: "t.png")
    try location.write("a\nb\n", to: "page.html")
    let manifest = """
      include: part.yaml
      output: o
      figures:
        - { id: a, kind: attention, weights: w.csv, formats: [svg] }
        - { id: b, kind: attention, weights: w.csv, tokens-file: t.json, mask-file: m.csv, formats: [svg] }

      """
    try location.write(manifest, to: "m.yaml")
    try location.write(manifest, to: "md.md")
    try location.write(
      "figures: [{ id: c, kind: attention, weights: m.csv, tokens-file: page.html, formats: [svg] }]\n",
      to: "part.yaml")
    let manager = FileManager.default
    try manager.createSymbolicLink(atPath: location.path("link.csv"), withDestinationPath: "w.csv")
    try manager.createSymbolicLink(atPath: location.path("link.md"), withDestinationPath: "md.md")
    try manager.createSymbolicLink(atPath: location.path("folder"), withDestinationPath: ".")
    try manager.linkItem(atPath: location.path("w.csv"), toPath: location.path("hard.csv"))
    return location
  }

  @Test(arguments: calls) func whatIsReadIsNotWrittenOver(_ call: Call) throws {
    let location = try location()
    let before = location.listing()
    let ended = try Attnplot.shell(call.line, in: location)
    #expect(ended.status == .exited(64), "\(ended.messages)")
    #expect(ended.messages.contains("this run reads"), "\(ended.messages)")
    #expect(ended.messages.contains(call.file.prefix(3)), "\(ended.messages)")
    expectOneLine(ended)
    // No output folder either.
    #expect(location.listing() == before)
  }

  @Test(arguments: [
    "-o a.png -o ./a.png", "-o a.png -o folder/a.png", "-o a.png -o A.png", "-o con.png",
    "-o nul.svg", "--save-matrix aux.csv -o a.png",
    "-o a.svg --describe a.json --describe b/../a.json",
    "-o old.svg -o same.svg",
  ])
  func aFileIsWrittenOnceAndHasAName(_ options: String) throws {
    let location = try location()
    try location.makeFolder("b")
    try location.write("old", to: "old.svg")
    try FileManager.default.linkItem(
      atPath: location.path("old.svg"), toPath: location.path("same.svg"))
    let before = location.listing()
    let ended = try Attnplot.shell("attnplot pe-heatmap \(options)", in: location)
    #expect(ended.status == .exited(64), "\(ended.messages)")
    expectOneLine(ended)
    #expect(location.listing() == before)
  }

  // MARK: Files of others

  static let foreign = [
    Call("attnplot batch m.yaml", "o/a.svg"), Call("attnplot batch m.yaml --dry-run", "o/b.svg"),
    Call("attnplot batch m.yaml --explain", "o/c.svg"),
    Call("attnplot batch m.yaml --index notes.md", "notes.md"),
    Call("attnplot batch m.yaml --index notes.html", "notes.html"),
    Call("attnplot batch m.yaml --index list.json", "list.json"),
    Call("attnplot batch m.yaml --depfile Makefile", "Makefile"),
    Call("attnplot batch m.yaml --ninja build.ninja", "build.ninja"),
    Call("attnplot batch m.yaml --dry-run --ninja build.ninja", "build.ninja"),
    Call("attnplot report m.yaml -o notes.md", "notes.md"),
    Call("attnplot report m.yaml -o notes.html", "notes.html"),
    Call("attnplot report m.yaml -o thesis.pdf", "thesis.pdf"),
    Call("attnplot report m.yaml -o out/ --format html,md", "out/report.md"),
    Call("attnplot report m.yaml -o out/ --format md", "out/report-figures/b.dark.svg"),
  ]

  static let texts = [
    "md": "# Notes\n", "html": "<!DOCTYPE html>\n<title>Notes</title>\n", "json": "{\"a\": 1}\n",
    "svg": "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n", "pdf": "%PDF-1.5\n%%EOF\n",
    "ninja": "rule x\n  command = true\n",
  ]

  @Test(arguments: foreign) func filesOfOthersAreNotWrittenOver(_ call: Call) throws {
    let location = try location()
    for folder in ["o", "out/report-figures"] { try location.makeFolder(folder) }
    let ending = String(call.file.split(separator: ".").last ?? "")
    try location.write(Self.texts[ending] ?? "all:\n\ttrue\n", to: call.file)
    let before = location.listing()
    let refused = try Attnplot.shell(call.line, in: location)
    #expect([.exited(1), .exited(64)].contains(refused.status), "\(refused.messages)")
    #expect(
      refused.messages.contains("\(call.file): is there and was not made by attnplot"),
      "\(refused.messages)")
    #expect(refused.messages.contains("--force"), "\(refused.messages)")
    #expect(location.bytes(call.file) == before[call.file])
    #expect(
      location.listing().filter { !$0.key.hasSuffix("/") }
        == before.filter { !$0.key.hasSuffix("/") })
    let forced = try Attnplot.shell(call.line + " --force", in: location)
    #expect(forced.status == .exited(0), "\(forced.messages)")
    guard !call.line.contains("--dry-run") || call.line.contains("--ninja"),
      !call.line.contains("--explain")
    else { return }
    #expect(location.bytes(call.file) != before[call.file])
    // What is there now is ours.
    #expect(try Attnplot.shell(call.line, in: location).status == .exited(0))
  }

  @Test func differencesAreNotWrittenOverFilesOfOthers() throws {
    let location = try location()
    #expect(try Attnplot.shell("attnplot batch m.yaml", in: location).status == .exited(0))
    try location.write("changed", to: "o/a.svg")
    try location.makeFolder("diff")
    try location.write("<!DOCTYPE html>\n<title>Mine</title>\n", to: "diff/index.html")
    let line = "attnplot batch m.yaml --check --pixels --diff"
    let before = location.listing()
    let refused = try Attnplot.shell("\(line) diff", in: location)
    #expect(refused.status == .exited(1), "\(refused.messages)")
    #expect(refused.messages.contains("diff/index.html: is there"), "\(refused.messages)")
    #expect(location.listing() == before)
    // A folder of ours may be used again.
    for _ in 0..<2 {
      #expect(try Attnplot.shell("\(line) other", in: location).status == .exited(2))
    }
    #expect(location.bytes("other/a.actual.svg") == Array("changed".utf8))
    // Names of differences may be those of other figures.
    let manifest = String(decoding: location.bytes("m.yaml") ?? [], as: UTF8.self)
    try location.write(
      manifest + "  - { id: a.expected, kind: shift, formats: [svg] }\n", to: "m.yaml")
    let taken = try Attnplot.shell("\(line) o", in: location)
    #expect(taken.status == .exited(64), "\(taken.messages)")
    #expect(taken.messages.contains("o/a.expected.svg"), "\(taken.messages)")
  }

  @Test func twoManifestsShareAFolder() throws {
    let location = Workplace()
    func manifest(_ ids: [String], positions: Int) -> String {
      "output: out\nfigures:\n"
        + ids.map {
          "  - { id: \($0), kind: pe-heatmap, positions: \(positions), dimensions: 8, formats: [svg] }\n"
        }.joined()
    }
    try location.write(manifest(["a", "both"], positions: 10), to: "one.yaml")
    try location.write(manifest(["both"], positions: 14), to: "two.yaml")
    #expect(
      try Attnplot.shell("attnplot batch one.yaml --prune", in: location).status == .exited(0))
    let drawn = location.listing()
    for options in ["", "--prune", "--force", "--check", "--explain", "--dry-run"] {
      let two = try Attnplot.shell("attnplot batch two.yaml \(options)", in: location)
      #expect(two.status == .exited(64), "\(options): \(two.messages)")
      #expect(
        two.messages.contains("two.yaml:3:5: both: out/both belongs to one.yaml"), "\(two.messages)"
      )
      #expect(location.listing() == drawn)
    }
    try location.write(manifest(["other"], positions: 14), to: "two.yaml")
    for name in ["two", "one", "two"] {
      let ended = try Attnplot.shell("attnplot batch \(name).yaml --prune", in: location)
      #expect(
        ended.status == .exited(0) && !ended.messages.contains("left over"), "\(ended.messages)")
      #expect(!ended.messages.contains("removed"), "\(ended.messages)")
    }
    #expect(location.listing().keys.count { $0.hasSuffix(".svg") } == 3)
  }
}
