// `report` and `verify` as users call them.

import Foundation
import Testing

@Suite struct ReportCommandTests {
  static let manifest = """
    figures:
      - { id: pe, kind: pe-heatmap, positions: 12, dimensions: 8 }
      - { id: att, kind: attention, tokens: a b c, seed: 3 }
    report:
      title: Two figures
      sections:
        - title: One
          text: |
            See [](figure:att).
          figure: [pe, att]
          claims: pe

    """

  @Test func `writes three formats in two languages into a folder`() throws {
    let location = Workplace()
    try location.makeFolder("docs")
    try location.write(Self.manifest, to: "docs/figures.yaml")
    let ended = try Attnplot.shell(
      "attnplot report docs/figures.yaml -o out/ --format html,pdf,md --lang en,zh", in: location)
    #expect(ended.status == .exited(0), "\(ended.messages)")
    #expect(ended.messages == "" && ended.output.isEmpty)
    let pictures = ["pe", "att"].flatMap { id in
      ["svg", "dark.svg", "zh.svg", "dark.zh.svg"].map { "out/report-figures/\(id).\($0)" }
    }
    #expect(
      Set(location.listing().keys.filter { $0.hasPrefix("out/") })
        == Set(
          ["report.html", "report.pdf", "report.zh.pdf", "report.md", "report.zh.md"].map {
            "out/\($0)"
          } + ["out/", "out/report-figures/"] + pictures))
    for picture in pictures { try expectValid(picture, in: location) }
    // Again, the same bytes.
    let before = location.listing()
    _ = try Attnplot.shell(
      "attnplot report docs/figures.yaml -o out --format md,pdf,html --lang en,zh --jobs 1",
      in: location)
    #expect(location.listing() == before)
  }

  @Test(arguments: ["html", "pdf", "md"])
  func `writes the article's report by the ending`(_ ending: String) throws {
    let location = Workplace()
    let ended = try Attnplot.shell("attnplot report -o article.\(ending) --lang zh", in: location)
    #expect(ended.status == .exited(0), "\(ended.messages)")
    #expect(ended.messages == "")
    #expect(location.bytes("article.\(ending)")?.count ?? 0 > 10_000)
    let others = location.listing().keys.filter { $0 != "article.\(ending)" }
    #expect(
      others.allSatisfy { $0.hasPrefix("article-figures/") } && others.isEmpty == (ending != "md"))
  }

  @Test(arguments: [
    ("report -o x.docx", 64, "-o x.docx: the ending says the format; "),
    ("report -o out --format htm", 64, "--format htm: htm is no format; did you mean html?"),
    ("report -o r.html --format pdf", 64, "a file has the format of its ending"),
    ("report -o r.html --lang fr", 64, "--lang fr: fr is no language"),
    ("report -o r.html --jobs 0", 64, "--jobs 0: at least 1 is needed"),
    ("report -o none/r.html", 1, "the folder none does not exist"),
    ("report gone.yaml -o r.html", 1, "gone.yaml: there is no such file"),
    ("report html.yaml -o r.html", 64, "html.yaml:7:11: <b>: HTML is not allowed"),
    ("verify gone.yaml", 1, "gone.yaml: there is no such file"),
    ("verify bad.yaml", 64, "bad.yaml:2:5: kind: a figure needs a kind"),
  ])
  func `refuses with one line and leaves nothing`(_ call: (String, Int32, String)) throws {
    let location = Workplace()
    try location.write("figures:\n  - id: x\n", to: "bad.yaml")
    try location.write(
      "figures:\n  - { id: a, kind: attention, tokens: a b }\nreport:\n  sections:\n    - text: |\n"
        + "        A\n        b <b>c</b>\n", to: "html.yaml")
    let before = location.listing()
    let ended = try Attnplot.shell("attnplot " + call.0, in: location)
    #expect(ended.status == .exited(call.1))
    #expect(ended.messages.contains(call.2), "\(ended.messages)")
    #expect(ended.messages.hasPrefix("attnplot: error: "))
    #expect(location.listing() == before)
  }

  @Test func `pictures do not go through a link`() throws {
    let location = Workplace()
    try location.write(Self.manifest, to: "m.yaml")
    try location.makeFolder("out")
    try location.makeFolder("elsewhere")
    try FileManager.default.createSymbolicLink(
      atPath: location.path("out/report-figures"), withDestinationPath: location.path("elsewhere"))
    let ended = try Attnplot.shell("attnplot report m.yaml -o out --format md", in: location)
    #expect(ended.status == .exited(1))
    #expect(ended.messages.contains("out/report-figures: a folder"), "\(ended.messages)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: location.path("elsewhere")) == [])
  }

  @Test func `the manual's manifest makes its report`() throws {
    let text =
      try Manual.chapter("Reports").text.components(separatedBy: "<!-- report -->\n```yaml\n").last
      ?? ""
    let end = try #require(text.range(of: "\n```\n\n|"))
    let location = Workplace()
    try location.write(String(text[..<end.lowerBound]) + "\n", to: "m.yaml")
    let ended = try Attnplot.shell(
      "attnplot report m.yaml -o out/ --format md --strict", in: location)
    #expect(ended.status == .exited(0) && ended.messages == "", "\(ended.messages)")
    let chinese = String(decoding: location.bytes("out/report.zh.md") ?? [], as: UTF8.self)
    #expect(chinese.contains("\n# 两个矩阵\n") && chinese.contains("$\\omega_{i}=10000^{-2i/d}$"))
  }

  @Test func `the manual's Markdown is set as it says`() throws {
    let location = Workplace()
    let text = try Manual.chapter("Reports").blocks("markdown")[0]
      .split(separator: "\n", omittingEmptySubsequences: false).map { "        " + $0 }
      .joined(separator: "\n")
    try location.write(
      "figures:\n  - { id: a, kind: attention, tokens: a b }\nreport:\n  sections:\n    - text: |\n"
        + text, to: "m.yaml")
    let ended = try Attnplot.shell("attnplot report m.yaml -o m.html --strict", in: location)
    #expect(ended.status == .exited(0) && ended.messages == "", "\(ended.messages)")
    let page = String(decoding: location.bytes("m.html") ?? [], as: UTF8.self)
    for part in ["<td>MiniLM</td><td class=\"end\">12</td>", "<del>never</del>", "class=\"notes\""]
    {
      #expect(page.contains(part), "\(part)")
    }
  }

  @Test func `included manifests bring their sections, and mistakes keep their location`() throws {
    let location = Workplace()
    func figure(_ id: String) -> String {
      "figures:\n  - { id: \(id), kind: attention, tokens: a b }\n"
    }
    try location.write(
      "vars: { k: K }\n" + figure("a") + "report:\n  title: Inner\n  authors: One of them\n"
        + "  sections:\n    - { title: \"One ${k}\", figure: a }\n", to: "part.yaml")
    try location.write(
      "include: part.yaml\nvars: { who: us }\n" + figure("b")
        + "report:\n  title: By ${who} and ${k}\n  sections:\n    - title: Two\n      figure: b\n"
        + "      text: As [](figure:a) shows.\n", to: "m.yaml")
    let ended = try Attnplot.shell("attnplot report m.yaml -o m.md", in: location)
    #expect(ended.status == .exited(0), "\(ended.messages)")
    let lines = String(decoding: location.bytes("m.md") ?? [], as: UTF8.self)
      .split(separator: "\n").filter {
        $0.hasPrefix("#") || $0.hasPrefix("One ") || $0.hasPrefix("As ")
      }
    #expect(
      lines == [
        "# By us and K", "One of them", "## One K", "## Two", "As [Figure 1](#figure-1) shows.",
      ])
    try location.write(
      "vars: { k: K }\n" + figure("a") + "report:\n  sections:\n    - text: |\n        <b>\n",
      to: "part.yaml")
    let bad = try Attnplot.shell("attnplot report m.yaml -o m.md", in: location)
    #expect(bad.status == .exited(64))
    #expect(bad.messages.contains("part.yaml:7:9: <b>: HTML is not allowed"), "\(bad.messages)")
  }

  @Test func `a file given by its name may be a link`() throws {
    let location = Workplace()
    try location.write(Self.manifest, to: "m.yaml")
    try location.write("old", to: "real.md")
    try FileManager.default.createSymbolicLink(
      atPath: location.path("link.md"), withDestinationPath: "real.md")
    let ended = try Attnplot.shell("attnplot report m.yaml -o link.md --force", in: location)
    #expect(ended.status == .exited(0), "\(ended.messages)")
    #expect(
      String(decoding: location.bytes("real.md") ?? [], as: UTF8.self).contains("\n# Two figures"))
  }

  @Test func `characters that no font has are told`() throws {
    let location = Workplace()
    try location.write(
      Self.manifest.replacingOccurrences(of: "Two figures", with: "\"A \\uE123\""), to: "m.yaml")
    let ended = try Attnplot.shell("attnplot report m.yaml -o r.pdf", in: location)
    #expect(ended.status == .exited(0))
    #expect(ended.messages.contains("warning: r.pdf: no installed font has"), "\(ended.messages)")
    #expect(ended.messages.contains("U+E123"))
  }

  // MARK: --check

  @Test(arguments: ["html", "pdf", "md"])
  func `--check says whether a written report is what would be written now`(_ format: String) throws
  {
    let location = Workplace()
    try location.write(Self.manifest, to: "m.yaml")
    let call = "attnplot report m.yaml -o out/ --lang en,zh --format \(format)"
    let missing = try Attnplot.shell(call + " --check", in: location)
    #expect(missing.status == .exited(2) && missing.messages == "", "\(missing.messages)")
    #expect(missing.text.contains("out/report.\(format): is not there"))
    #expect(location.bytes("out/report.\(format)") == nil)

    #expect(try Attnplot.shell(call, in: location).status == .exited(0))
    let before = location.listing()
    let same = try Attnplot.shell(call + " --check", in: location)
    #expect(same.status == .exited(0) && same.text == "" && same.messages == "")

    // One number of the manifest changes every page, and the picture of that figure alone.
    try location.write(
      Self.manifest.replacingOccurrences(of: "positions: 12", with: "positions: 13"), to: "m.yaml")
    let other = try Attnplot.shell(call + " --check", in: location)
    #expect(other.status == .exited(2))
    #expect(other.text.contains("out/report.\(format): is not what would be written now, from "))
    #expect(!other.text.contains("att.svg"))
    #expect((format == "md") == other.text.contains("out/report-figures/pe.svg"))
    let quiet = try Attnplot.shell(call + " --check --quiet", in: location)
    #expect(quiet.status == .exited(2) && quiet.text == "" && quiet.messages == "")
    var after = location.listing()
    after["m.yaml"] = before["m.yaml"]
    #expect(after == before)
  }

  @Test func `--check of a report names the first line that differs and a file that goes on`()
    throws
  {
    let location = Workplace()
    try location.write(Self.manifest, to: "m.yaml")
    #expect(try Attnplot.shell("attnplot report m.yaml -o r.md", in: location).status == .exited(0))
    let page = String(decoding: try #require(location.bytes("r.md")), as: UTF8.self)
    let line = page.components(separatedBy: "\n").firstIndex { $0.hasPrefix("# Two figures") }
    let number = try #require(line) + 1
    try location.write(page.replacingOccurrences(of: "# Two figures", with: "# Two"), to: "r.md")
    let drift = try Attnplot.shell("attnplot report m.yaml -o r.md --check", in: location)
    #expect(drift.status == .exited(2))
    #expect(
      drift.text == "r.md: is not what would be written now, from line \(number) on\n")
    try location.write(page + "more\n", to: "r.md")
    #expect(
      try Attnplot.shell("attnplot report m.yaml -o r.md --check", in: location).status
        == .exited(2))
    let both = try Attnplot.shell("attnplot report m.yaml -o r.md --check --force", in: location)
    #expect(both.status == .exited(64) && both.messages.contains("--check writes nothing"))
  }

  @Test func `verify --check compares what was printed before`() throws {
    let location = Workplace()
    try Self.weights(1, in: location)
    let call = "attnplot verify w.yaml --format markdown"
    #expect(try Attnplot.shell(call + " > claims.md", in: location).status == .exited(0))
    let same = try Attnplot.shell(call + " --check claims.md", in: location)
    #expect(same.status == .exited(0) && same.text == "" && same.messages == "")
    let other = try Attnplot.shell(call + " --lang zh --check claims.md", in: location)
    #expect(other.status == .exited(2))
    #expect(other.text == "claims.md: is not what would be written now, from line 1 on\n")
    let none = try Attnplot.shell(call + " --check none.md", in: location)
    #expect(none.status == .exited(2) && none.text == "none.md: is not there\n")
    // A claim that fails is told, whatever the file holds.
    try Self.weights(1.25, in: location)
    let failed = try Attnplot.shell(call + " --check claims.md", in: location)
    #expect(failed.status == .exited(1) && failed.messages.contains("rows-sum-to-one (w)"))
  }

  // MARK: verify

  /// Weights from a file whose second row sums to `sum`.
  private static func weights(_ sum: Double, in location: Workplace) throws {
    try location.write("0.25,0.75\n0.5,\(sum - 0.5)\n", to: "w.csv")
    try location.write(
      "figures:\n  - { id: w, kind: attention, weights: w.csv, lang: [en, zh] }\n", to: "w.yaml")
  }

  @Test(arguments: ["text", "json", "markdown"])
  func `claims on a manifest's own data hold or fail`(_ format: String) throws {
    for (sum, code, verdict) in [(1.0, Int32(0), "holds"), (1.25, 1, "fails")] {
      let location = Workplace()
      try Self.weights(sum, in: location)
      let ended = try Attnplot.shell("attnplot verify w.yaml --format \(format)", in: location)
      #expect(ended.status == .exited(code), "\(ended.messages)")
      #expect(ended.text.contains(verdict))
      if code == 1 {
        #expect(ended.messages.contains("rows-sum-to-one (w)"), "\(ended.messages)")
      } else {
        #expect(ended.messages == "" && !ended.text.contains("fails"))
      }
      if format == "json" {
        let list = try JSONSerialization.jsonObject(with: Data(ended.output)) as? [String: Any]
        let claims = try #require(list?["claims"] as? [[String: Any]])
        let sums = try #require(claims.first { $0["id"] as? String == "rows-sum-to-one" })
        #expect(sums["figure"] as? String == "w" && sums["verdict"] as? String == verdict)
        #expect(abs((sums["measured"] as? Double ?? .nan) - abs(sum - 1)) < 1e-12)
        // Each figure once, though it is drawn in two languages.
        #expect(claims.count { $0["id"] as? String == "rows-sum-to-one" } == 1)
      }
    }
  }

  @Test func `a claim that fails is a warning of a report, or with --strict an error`() throws {
    let location = Workplace()
    try Self.weights(1.25, in: location)
    let ended = try Attnplot.shell("attnplot report w.yaml -o w.html", in: location)
    #expect(ended.status == .exited(0))
    #expect(ended.messages.contains("warning: w: the claim rows-sum-to-one fails"))
    let strict = try Attnplot.shell("attnplot report w.yaml -o s.html --strict", in: location)
    #expect(strict.status == .exited(1) && location.bytes("s.html") == nil)
  }

  @Test func `figures without claims are told`() throws {
    let location = Workplace()
    try location.write("figures:\n  - { id: d, kind: diagram scaled-dot-product }\n", to: "d.yaml")
    let ended = try Attnplot.shell("attnplot verify d.yaml", in: location)
    #expect(ended.status == .exited(0))
    #expect(ended.text == "No claim speaks of these figures.\n")
  }

  @Test func `without a manifest the article's claims and its slips`() throws {
    let ended = try Attnplot.shell("attnplot verify --format json", in: Workplace())
    #expect(ended.status == .exited(0), "\(ended.messages)")
    let list = try JSONSerialization.jsonObject(with: Data(ended.output)) as? [String: Any]
    let claims = try #require(list?["claims"] as? [[String: Any]])
    #expect(Set(claims.compactMap { $0["article"] as? Int }) == Set(1...10))
    #expect(claims.allSatisfy { $0["verdict"] as? String == "holds" })
    #expect((list?["slips"] as? [Any])?.count == 8)
  }

  /// Report parts, and whether they are right. JSON is YAML as well.
  static let parts: [(String, Bool)] = [
    (#"{"title": "T", "authors": ["a"], "lang": ["en", "zh"], "sections": ["text"]}"#, true),
    (#"{"title": {"en": "T", "zh": "U"}, "sections": [{"title": "x", "figure": ["a"]}]}"#, true),
    (#"{"sections": [{"text": {"en": "T"}, "claims": "a", "table": "a"}]}"#, true),
    ("null", true),
    (#"{"titel": "T"}"#, false),
    (#"{"sections": [{"heading": "T"}]}"#, false),
    (#"{"sections": [["a"]]}"#, false),
    (#"{"lang": "fr"}"#, false),
    (#"{"title": {"fr": "x"}}"#, false),
    (#""text""#, false),
  ]

  @Test(arguments: parts)
  func `the schema and the program agree on report parts`(_ part: (String, Bool)) throws {
    let location = Workplace()
    try location.write(
      #"{"figures": [{"id": "a", "kind": "attention", "tokens": "x y"}], "report": "# + part.0
        + "}",
      to: "m.json")
    let schema = try Attnplot.shell("attnplot schema > schema.json", in: location)
    #expect(schema.status == .exited(0))
    let judged = try Program.run(
      [
        "/usr/bin/python3", "-c",
        "import json, jsonschema; jsonschema.Draft7Validator(json.load(open('schema.json')))"
          + ".validate(json.load(open('m.json')))",
      ], in: location)
    #expect(judged.status == .exited(part.1 ? 0 : 1), "\(judged.messages)")
    #expect(part.1 || judged.messages.contains("ValidationError"), "\(judged.messages)")
    let ended = try Attnplot.shell("attnplot verify m.json", in: location)
    #expect(ended.status == .exited(part.1 ? 0 : 64), "\(ended.messages)")
  }
}
