// `attnplot batch` as people and programs call it: what it draws, says and ends with.

import Article
import FigurePipeline
import Foundation
import TestSupport
import Testing

@Suite struct BatchCommandTests {
  @Test func theSecondRunDrawsNothingAndSaysSo() throws {
    let project = try DocsProject()
    let first = try project.batch()
    #expect(first.status == .exited(0), "\(first.messages)")
    #expect(first.messages.hasSuffix("attnplot: drew 5 figures into docs/figures, wrote 6 files\n"))
    let drawn = try project.figures()
    #expect(drawn.keys.sorted() == [".attnplot.json"] + DocsProject.files)
    let second = try project.batch()
    #expect(second.status == .exited(0))
    #expect(
      second.messages == "attnplot: nothing to draw: all 5 figures in docs/figures are up to date\n"
    )
    #expect(try project.figures() == drawn)
    #expect(
      Set(project.location.listing().keys.filter { $0.hasPrefix("docs/data") }) == [
        "docs/data/", "docs/data/attn.csv",
      ])
  }

  @Test func checkIsTheGateOfADocumentation() throws {
    let project = try DocsProject()
    let empty = try project.batch("--check")
    #expect(empty.status == .exited(2) && empty.text.contains("pe: new: there is no record of it"))
    #expect(try project.figures().isEmpty)
    _ = try project.batch()
    let good = try project.batch("--check")
    #expect(good.status == .exited(0) && good.output.isEmpty)
    let drawn = try project.figures()
    // One value of one file.
    try project.location.write("0.5,0.5\n0.25,0.76\n", to: "docs/data/attn.csv")
    let bad = try project.batch("--check")
    #expect(bad.status == .exited(2))
    #expect(bad.text == "head: data: data/attn.csv has other bytes\n")
    #expect(
      bad.messages
        == "attnplot: 1 of 5 figures in docs/figures are not up to date (records and files compared, "
        + "nothing drawn; --check --pixels draws again and also finds what was forged)\n")
    #expect(try project.figures() == drawn)
    #expect(try project.batch("--check --quiet").messages == "")
    // The same for a file edited and one removed.
    try project.location.write(DocsProject.data, to: "docs/data/attn.csv")
    #expect(try project.batch("--check").status == .exited(0))
    try project.location.write("edited", to: "docs/figures/pe.svg")
    try FileManager.default.removeItem(atPath: project.location.path("docs/figures/lines.zh.svg"))
    let edited = try project.batch("--check --explain")
    #expect(edited.status == .exited(2))
    #expect(
      edited.text == """
        pe: edited: pe.svg was changed after it was drawn
        lines.zh: missing: lines.zh.svg is not there

        """)
    #expect(try project.batch().status == .exited(0))
    #expect(try project.figures() == drawn)
  }

  @Test func explainNamesWhatEachWouldBeDrawnFor() throws {
    let project = try DocsProject()
    _ = try project.batch()
    try project.location.write(
      DocsProject.manifest.replacing("positions: 4", with: "positions: 5"),
      to: "docs/figures.yaml")
    let told = try project.batch("--explain")
    #expect(told.status == .exited(0))
    #expect(
      told.text
        == "pe: parameters: positions: 4 → 5\npe.dark: parameters: positions: 4 → 5\n")
    #expect(try project.batch("--dry-run").text == "pe\npe.dark\n")
    let forced = try project.batch("--explain --force --only lines --log-format json")
    let event = try #require(try Self.objects(forced.text).first)
    #expect(event["figure"] as? String == "lines" && event["files"] as? [String] == ["lines.svg"])
    #expect((event["causes"] as? [[String: String]])?.map { $0["kind"] } == ["forced"])
  }

  /// What only drawing would find is found by a rehearsal too: words that cannot be set, a picture that
  /// cannot be as large.
  @Test func aRehearsalTellsWhatDrawingWould() throws {
    let stacked = "a" + String(repeating: "\u{301}", count: 80)
    let project = try DocsProject(
      manifest: """
        output: figures
        defaults: { formats: [png] }
        figures:
          - { id: marks, kind: attention, tokens: "the \(stacked) sat" }
          - { id: large, kind: pe-heatmap, size: 9000x400px, scale: 4 }
          - { id: good, kind: pe-heatmap, size: 300x250px }

        """)
    let rehearsed = try project.batch("--dry-run")
    #expect(rehearsed.status == .exited(1))
    let drawn = try project.batch("--keep-going")
    #expect(drawn.status == .exited(1))
    for words in ["marks: text cannot be set: “a…”", "large: a side of 36000 px", "2 of "] {
      #expect(rehearsed.messages.contains(words), "\(rehearsed.messages)")
      #expect(drawn.messages.contains(words), "\(drawn.messages)")
    }
    #expect(!rehearsed.messages.contains("error: good:"))
  }

  /// The real thing: the same files on a machine with other fonts.
  @Test func otherFontsMakeTheFiguresStaleThatUseThem() throws {
    let project = try DocsProject(
      manifest: """
        output: figures
        defaults: { size: 300x250px, formats: [svg] }
        figures:
          - { id: plain, kind: pe-heatmap, positions: 4, dimensions: 8, font: DejaVu Sans }
          - { id: cjk, kind: pe-heatmap, positions: 4, dimensions: 8, lang: zh }

        """)
    _ = try project.batch()
    try project.location.write(
      """
      <?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
      <fontconfig><dir>/usr/share/fonts/truetype/dejavu</dir><cachedir>\(project.location.path("c"))</cachedir></fontconfig>
      """, to: "fonts.conf")
    let other = try project.batch(
      "--check", environment: ["FONTCONFIG_FILE": project.location.path("fonts.conf")])
    #expect(other.status == .exited(2))
    #expect(
      other.text.split(separator: "\n").allSatisfy {
        $0.hasPrefix("cjk: fonts: Noto Sans CJK SC ")
      }, "\(other.text)")
    #expect(try project.batch("--check").status == .exited(0))
  }

  @Test func partsAndFormatsAreChosen() throws {
    let project = try DocsProject()
    let part = try project.batch("--only 'l*,head' --formats pdf --theme print --lang zh --quiet")
    #expect(part.status == .exited(0) && part.messages == "")
    #expect(
      Set(try project.figures().keys) == [
        ".attnplot.json", "head.print.zh.pdf", "lines.print.zh.pdf",
      ])
    let unknown = try project.batch("--only haed")
    #expect(unknown.status == .exited(64) && unknown.messages.contains("did you mean head?"))
    expectOneLine(unknown)
  }

  @Test func forceDrawsWhatIsFreshAndTouchesNothing() throws {
    let project = try DocsProject()
    _ = try project.batch()
    let drawn = try project.figures()
    let ended = try project.batch("--force")
    #expect(ended.messages.contains("drew 5 figures into docs/figures, wrote 0 files"))
    #expect(ended.messages.contains("pe: unchanged") && ended.status == .exited(0))
    #expect(try project.figures() == drawn)
  }

  @Test func failuresAreListedAndTheOthersDrawn() throws {
    let project = try DocsProject()
    try project.location.write("0.5,0.5\n1\n", to: "docs/data/attn.csv")
    try project.location.write(
      DocsProject.manifest.replacing(
        "kind: pe-lines, at-positions: 3, dimensions: 16", with: "kind: lines, input: data/attn.csv"
      ),
      to: "docs/figures.yaml")
    let ended = try project.batch("--jobs 1")
    #expect(ended.status == .exited(1))
    let end = ended.messages.components(separatedBy: "attnplot: drew 2 figures").last ?? ""
    let lines = end.split(separator: "\n").dropFirst()
    // The same mistake in two variants is one message.
    #expect(lines.count == 3, "\(end)")
    #expect(
      lines.first?.contains("docs/figures.yaml:5:43: head: weights: docs/data/attn.csv") == true)
    #expect(lines.last == "attnplot: error: 3 of 5 figures failed")
    #expect(Set(try project.figures().keys) == [".attnplot.json", "pe.dark.svg", "pe.svg"])
    let fast = try project.batch("--force --fail-fast --jobs 1")
    #expect(fast.status == .exited(1))
    #expect(fast.messages.contains("1 of 3 figures failed, 2 were not begun"))
  }

  @Test(arguments: ["", "--check", "--explain", "--dry-run", "--fail-fast", "--shard 1/1"])
  func valuesOutOfRangeAreToldWholeAndNothingIsDrawn(_ options: String) throws {
    let project = try DocsProject(
      manifest: DocsProject.manifest.replacing("dimensions: 16", with: "dimensions: 15")
        .replacing("positions: 4", with: "positions: 0"))
    let ended = try project.batch(options)
    #expect(ended.status == .exited(64) && ended.output.isEmpty)
    #expect(
      ended.lines.dropLast().map { $0.prefix(59) } == [
        "attnplot: error: docs/figures.yaml:4:44: positions: 0: at l",
        "attnplot: error: docs/figures.yaml:6:63: dimensions: 15: d_",
      ], "\(ended.messages)")
    #expect(try project.figures().isEmpty)
  }

  @Test func othersAreDrawnBesideValuesOutOfRange() throws {
    let project = try DocsProject(
      manifest: """
        output: figures
        figures:
          - { id: good, kind: pe-heatmap, positions: 4, dimensions: 4 }
          - { id: bad, kind: pe-heatmap, positions: 4, dimensions: 4, scale: 1e-310 }
          - { id: odd, kind: pe-heatmap, positions: 4, dimensions: 5 }

        """)
    let ended = try project.batch("--keep-going")
    #expect(ended.status == .exited(1))
    #expect(ended.messages.contains("scale: 1e-310: must be from 0.01 to 64"), "\(ended.messages)")
    #expect(ended.messages.contains("dimensions: 5: d_model must be even"))
    #expect(ended.messages.contains("2 of 3 figures failed"))
    #expect(Set(try project.figures().keys) == [".attnplot.json", "good.png", "good.svg"])
  }

  @Test func jsonLinesTellARunToPrograms() throws {
    let project = try DocsProject()
    try project.location.write("0.5,0.5\n0.5,0.75\n", to: "docs/data/attn.csv")
    let ended = try project.batch("--log-format json --jobs 2")
    #expect(ended.status == .exited(0) && ended.output.isEmpty)
    let events = try Self.objects(ended.messages)
    #expect(events.first?["event"] as? String == "start" && events.first?["stale"] as? Int == 5)
    let figures = events.filter { $0["event"] as? String == "figure" }
    #expect(figures.map { $0["done"] as? Int } == [1, 2, 3, 4, 5])
    #expect(
      Set(figures.compactMap { $0["figure"] as? String }) == [
        "pe", "pe.dark", "head", "lines", "lines.zh",
      ])
    #expect(figures.allSatisfy { $0["status"] as? String == "drawn" && $0["error"] is NSNull })
    let head = try #require(figures.first { $0["figure"] as? String == "head" })
    #expect(head["written"] as? [String] == ["head.png", "head.svg"])
    #expect((head["warnings"] as? [String])?.count == 1)
    #expect(events.last?["event"] as? String == "end" && events.last?["drawn"] as? Int == 5)
    let check = try project.batch("--check --log-format json")
    #expect(try Self.objects(check.messages).last?["stale"] as? Int == 0)
  }

  static func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test func brokenManifestsAreToldWholeAndNothingIsDrawn() throws {
    let project = try DocsProject(
      manifest: """
        output: figures
        figures:
          - { id: good, kind: pe-heatmap }
          - { id: ../bad, kind: pe-heatmap, positons: 3 }
          - { id: good, kind: shift, weights: x }

        """)
    for options in ["", "--check", "--explain", "--dry-run", "--merge-index", "--shard 1/2"] {
      let ended = try project.batch(options)
      #expect(ended.status == .exited(64) && ended.output.isEmpty)
      #expect(
        ended.lines.dropLast().map { $0.prefix(43) } == [
          "attnplot: error: docs/figures.yaml:4:11: id",
          "attnplot: error: docs/figures.yaml:4:37: po",
          "attnplot: error: docs/figures.yaml:5:7: goo",
          "attnplot: error: docs/figures.yaml:5:30: we",
        ], "\(ended.messages)")
      #expect(try project.figures().isEmpty)
    }
  }

  @Test(arguments: [
    "--check --watch", "--dry-run --merge-index", "--pixels", "--tolerance 3", "--check --diff d",
    "--check --pixels --tolerance 256", "--check --prune", "--check --force", "--jobs 0",
    "--shard 1/2 --index i.md", "--index i.txt", "--scale 0", "--formats gif", "--only ''",
    "--keep-going --fail-fast", "--log-format xml", "--output ''", "--check --depfile d",
    "--prune --shard 1/2", "--prune --formats png", "--ninja docs/figures.yaml",
    "--depfile docs/data/attn.csv", "--depfile docs/figures/.attnplot.json",
    "--ninja docs/figures/pe.svg", "--index i.md --depfile i.md",
  ])
  func wrongUseIsOneLine(_ options: String) throws {
    let project = try DocsProject()
    let ended = try project.batch(options)
    #expect(ended.status == .exited(64), "\(ended.messages)")
    expectOneLine(ended)
    #expect(try project.figures().isEmpty)
  }

  @Test func figuresThatLeftAreToldAndPruned() throws {
    let project = try DocsProject()
    _ = try project.batch()
    try project.location.write("mine", to: "docs/figures/mine.svg")
    try project.location.write(
      DocsProject.manifest.replacing(", lang: [en, zh]", with: ""), to: "docs/figures.yaml")
    let told = try project.batch()
    #expect(
      told.messages.contains(
        "docs/figures/lines.zh.svg: is left over, the manifest does not make it"))
    #expect(try project.figures()["lines.zh.svg"] != nil)
    let pruned = try project.batch("--prune")
    #expect(pruned.messages.contains("removed docs/figures/lines.zh.svg"))
    #expect(
      try project.figures().keys.sorted() == [".attnplot.json"]
        + (DocsProject.files + ["mine.svg"]).sorted().filter { $0 != "lines.zh.svg" })
  }

  @Test func surroundingsChangeNoByteOfASet() throws {
    let first = try DocsProject()
    let second = try DocsProject()
    #expect(try first.batch("--formats png,svg,pdf").status == .exited(0))
    let ended = try Attnplot.shell(
      "mkdir -p far/away && cd far/away && attnplot batch \"$PWD/../../docs/figures.yaml\" "
        + "--formats png,svg,pdf --jobs 1", in: second.location,
      environment: [
        "LC_ALL": "de_DE.UTF-8", "LANG": "ja_JP.UTF-8", "LANGUAGE": "zh_CN", "PANGO_LANGUAGE": "ja",
        "TZ": "Asia/Kathmandu", "SOURCE_DATE_EPOCH": "86400", "TERM": "dumb", "USER": nil,
      ])
    #expect(ended.status == .exited(0), "\(ended.messages)")
    let drawn = try first.figures()
    #expect(drawn.count == 16)
    // The record as well.
    #expect(try second.figures() == drawn)
  }

  @Test func theManifestInsideTheProgramIsTheOneItPrints() throws {
    let location = Workplace()
    let only = "--only 'similarity,last30-position5' --quiet"
    let ended = try Attnplot.shell(
      "attnplot batch --print-manifest > m.yaml && attnplot batch m.yaml --output a \(only) && "
        + "attnplot batch --output b \(only)", in: location)
    #expect(ended.status == .exited(0) && ended.messages == "")
    #expect(location.bytes("m.yaml") == Array(ArticleManifest.text.utf8))
    for name in ["similarity.png", "similarity.svg", "last30-position5.png"] {
      #expect(
        location.bytes("a/" + name) != nil
          && location.bytes("a/" + name) == location.bytes("b/" + name))
    }
    // The records differ in nothing but the manifest that they name.
    func record(_ folder: String, of manifest: String) -> String {
      String(decoding: location.bytes("\(folder)/.attnplot.json") ?? [], as: UTF8.self)
        .replacing("\"manifest\" : \"\(manifest)\"", with: "")
    }
    #expect(record("a", of: "../m.yaml") == record("b", of: "attnplot:built-in"))
  }

  @Test func initWritesWhatBatchDraws() throws {
    let location = Workplace()
    let line = "attnplot init figures.yaml && attnplot batch figures.yaml --quiet --jobs 2"
    let ended = try Attnplot.shell(line, in: location)
    #expect(ended.status == .exited(0), "\(ended.messages)")
    #expect(location.listing().keys.count { $0.hasSuffix(".svg") } == 10)
    let again = try Attnplot.shell("attnplot init figures.yaml", in: location)
    #expect(again.status == .exited(1) && again.messages.contains("--force replaces it"))
    expectOneLine(again)
    #expect(
      try Attnplot.shell("attnplot init figures.yaml --force", in: location).status == .exited(0))
    #expect(
      try Attnplot.shell("attnplot init -", in: location).output == location.bytes("figures.yaml"))
  }

  @Test func errorsAreObjectsInALogOfObjects() throws {
    let project = try DocsProject()
    try project.location.write("figures: [{ id: a, kind: nothing }]\n", to: "docs/figures.yaml")
    for options in ["", "--jobs 0"] {
      let ended = try project.batch("--log-format json " + options)
      #expect(ended.status == .exited(64))
      #expect(!ended.lines.isEmpty)
      for line in ended.lines where !line.isEmpty {
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        #expect(object?["event"] as? String == "error", "\(line)")
      }
    }
  }

  /// Reports and checks tell all wrong values at once as well.
  @Test(arguments: ["report docs/figures.yaml -o out/", "verify docs/figures.yaml"])
  func wrongValuesAreToldAtOnce(_ command: String) throws {
    let project = try DocsProject(
      manifest: """
        figures:
          - { id: a, kind: pe-heatmap, dimensions: 7 }
          - { id: b, kind: pe-heatmap, positions: 0 }

        """)
    let ended = try Attnplot.shell("attnplot \(command)", in: project.location)
    #expect(ended.status == .exited(64))
    #expect(ended.messages.contains("docs/figures.yaml:2:44: dimensions: "), "\(ended.messages)")
    #expect(ended.messages.contains("docs/figures.yaml:3:43: positions: "), "\(ended.messages)")
  }
}
