// What a manifest may ask for in all: little text that means very much is refused before memory is
// taken for it, in one line that names the option.

import FigurePipeline
import Foundation
import Testing

struct RunLimitTests {
  /// A manifest whose text is short and whose meaning is long.
  struct Bomb: CustomTestStringConvertible {
    var testDescription: String
    var text: String
    var limit: String
  }

  private static let kilobytes = String(repeating: "x", count: 1000)
  private static let many = (1...200).map { "\($0)" }.joined(separator: ", ")

  static let bombs = [
    Bomb(
      testDescription: "texts of texts in many variants",
      text: """
        vars:
          a: \(kilobytes)
          b: \(String(repeating: "${a}", count: 99))
        figures:
          - { id: x, kind: pe-heatmap, title: "${b}", alt: "${b}", matrix: { positions: [\(many)], \
        dimensions: [2, 4, 6, 8, 10, 12, 14, 16] } }
        """, limit: "text=64MiB"),
    Bomb(
      testDescription: "a list of long values",
      text: """
        vars:
          a: \(kilobytes)
          b: \(String(repeating: "${a}", count: 99))
        figures:
          - { id: x, kind: pe-heatmap, matrix: { title: [\
        \((1...800).map { "\"${b}\($0)\"" }.joined(separator: ", "))] } }
        """, limit: "text=64MiB"),
    Bomb(
      testDescription: "many long variables",
      text: "vars:\n  a: \(kilobytes)\n  b: \(String(repeating: "${a}", count: 99))\n"
        + (1...800).map { "  c\($0): ${b}\n" }.joined()
        + "figures: [{ id: x, kind: pe-heatmap }]\n", limit: "text=64MiB"),
    Bomb(
      testDescription: "a report of long texts",
      text: "vars:\n  a: \(kilobytes)\n  b: \(String(repeating: "${a}", count: 99))\n"
        + "report:\n  title: t\n  sections:\n" + (1...800).map { _ in "    - ${b}\n" }.joined()
        + "figures: [{ id: x, kind: pe-heatmap }]\n", limit: "text=64MiB"),
    Bomb(
      testDescription: "many variants of one figure",
      text: """
        figures: [{ id: x, kind: pe-heatmap, matrix: { positions: [\(many)], dimensions: [\(many)], \
        base: [\(many)] } }]
        """, limit: "variants=40000"),
    Bomb(
      testDescription: "many variants of many figures",
      text: "figures:\n"
        + (1...60).map {
          "  - { id: x\($0), kind: pe-heatmap, matrix: { positions: [\(many)] } }\n"
        }.joined(), limit: "variants=40000"),
  ]

  @Test(arguments: bombs) func aBombIsRefused(bomb: Bomb) throws {
    let location = Workplace()
    try location.write(bomb.text, to: "m.yaml")
    for command in ["batch m.yaml --output o", "verify m.yaml", "report m.yaml -o r.html"] {
      // In 500 MB of memory.
      let ended = try Attnplot.shell(
        "ulimit -d 500000; attnplot \(command)", in: location)
      #expect(ended.status == .exited(64), "\(command): \(ended.messages)")
      expectOneLine(ended)
      #expect(ended.messages.contains("--limit \(bomb.limit)"), "\(ended.messages)")
    }
    #expect(location.listing().keys.sorted() == ["m.yaml"])
  }

  @Test func whatPackedFilesExpandToIsCounted() throws {
    let location = Workplace()
    try location.write(
      "figures: [{ id: a, kind: heatmap, input: w.csv.gz }, { id: b, kind: heatmap, input: w.csv.gz, "
        + "title: B }]", to: "m.yaml")
    try location.write("1,2\n3,4\n", to: "w.csv")
    _ = try Attnplot.shell("gzip w.csv", in: location)
    // Eight bytes; computed once for both, or once for each.
    let few = try Attnplot.shell(
      "attnplot batch m.yaml --output o --limit expanded=7B", in: location)
    #expect(few.status == .exited(1))
    #expect(
      few.messages.contains(
        "expand to more than 7B in all; make it smaller, or raise the limit: --limit expanded=28B"),
      "\(few.messages)")
    #expect(location.listing()["o/a.png"] == nil)
    let enough = try Attnplot.shell(
      "attnplot batch m.yaml --output o --limit expanded=1KiB", in: location)
    #expect(enough.status == .exited(0), "\(enough.messages)")
  }

  @Test func limitsAreRaisedAndLowered() throws {
    let project = try DocsProject()
    let few = try project.batch("--limit variants=4")
    #expect(few.status == .exited(64))
    #expect(few.messages.contains("more than 4 variants") && few.messages.contains("variants=16"))
    #expect(try project.batch("--limit variants=5 --check").status == .exited(2))
    let text = try project.batch("--limit text=20B")
    #expect(text.status == .exited(64) && text.messages.contains("more than 20B"))
    let input = try project.batch("--limit input=17B")
    #expect(input.status == .exited(64) && input.messages.contains("more than 17B in all"))
    #expect(try project.figures().isEmpty)
    #expect(try project.batch("--limit input=18B --limit text=1KiB").status == .exited(0))
  }

  /// Bounds of single texts and of what is told, below and above the usual ones.
  @Test(arguments: [
    ("title: twelve bytes", "label=11B", "has more than 11 bytes"),
    ("title: twelve bytes", "label=12B", ""),
    ("title: \"a\(String(repeating: "\u{301}", count: 70))\"", "label=1KiB", "64 or more marks"),
    ("title: \"a\(String(repeating: "\u{301}", count: 70))\"", "marks=80", ""),
    ("font: DejaVu Sans", "fonts=10B", "a list of fonts has at most 10 bytes"),
    ("font: \"\(String(repeating: "DejaVu Sans,", count: 90))\"", "marks=64", "at most 1024 bytes"),
    ("font: \"\(String(repeating: "DejaVu Sans,", count: 90))\"", "fonts=2KiB", ""),
  ])
  func textsAreHeldToTheirLimits(key: String, limit: String, says: String) throws {
    let project = try DocsProject(
      manifest: "figures:\n  - { id: a, kind: pe-heatmap, positions: 3, dimensions: 4, "
        + "subtitle: s, \(key) }\n")
    let ended = try project.batch("--output o --limit \(limit)")
    #expect(ended.status == .exited(says.isEmpty ? 0 : 64), "\(ended.messages)")
    #expect(says.isEmpty || ended.messages.contains(says), "\(ended.messages)")
  }

  @Test func asManyMistakesAreToldAsAreAskedFor() throws {
    let project = try DocsProject(
      manifest: "figures:\n"
        + (0..<40).map { "  - { id: f\($0), kind: pe-heatmap, wrong: 1 }\n" }.joined())
    for (limit, lines) in [("3", 4), ("40", 40), ("100", 40)] {
      let ended = try project.batch("--limit mistakes=\(limit)")
      #expect(ended.messages.split(separator: "\n").count == lines, "\(ended.messages)")
    }
  }

  @Test(arguments: [
    ("variant=3", "did you mean variants"), ("variants", "give a whole number"),
    ("variants=", "give a whole number"), ("variants=-1", "give a whole number"),
    ("variants=1e9", "give a whole number"), ("variants=0", "must be from 1 to 1000000"),
    ("variants=99999999999999999999", "must be from 1 to 1000000"),
    ("variants=3MiB", "give a whole number"), ("text=5", "with its unit"),
    ("text=99999999999TiB", "must be from 1B to 16GiB"), ("input=0B", "must be from 1B to 1024TiB"),
    ("variants=3 --limit variants=4", "given twice"),
  ])
  func wrongLimitsAreRefused(limit: String, says: String) throws {
    let ended = try DocsProject().batch("--limit \(limit)")
    #expect(ended.status == .exited(64))
    expectOneLine(ended)
    #expect(ended.messages.contains(says), "\(ended.messages)")
  }
}
