// Tables, struck out words and notes of a report's own text: set in every format, or refused with
// their place.

import FigureModel
import FigurePipeline
import TestSupport
import Testing

@testable import FigureReport

struct MarkdownTableTests {
  /// The first line of the text is line 8 of the manifest, and its first column 9.
  private static func manifest(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return BadReport.figures + "report:\n  sections:\n    - text: |\n"
      + lines.map { $0.isEmpty ? "" : "        " + $0 }.joined(separator: "\n") + "\n"
  }

  private static let sample = #"""
    Sentence[^a] with ~~old~~ words ~so~[^b] and the first again[^a].

    | Model | Heads | `a\|b` |
    |:--|--:|:-:|
    | BERT *base* | 12 | $`\frac{p}{q}`$ |
    | short ~~x~~ |

    [^b]: The second note.
    [^a]: The first note, **bold**.

        In two paragraphs.
    """#

  private func sample() async throws -> Report {
    try await report(of: Self.manifest(Self.sample), hasPages: true)
  }

  private func query(_ html: [UInt8], _ path: String) throws -> String {
    let command = "xmllint --html --nonet --encode UTF-8 --xpath \"$1\" - 2>/dev/null"
    return String(
      decoding: try runTool("sh", ["-c", command, "sh", path], input: html), as: UTF8.self)
  }

  @Test func `a table is a table in HTML`() async throws {
    let html = try HTMLReport.bytes(of: try await sample())
    let table = "//div[@class='grid']/table"
    for (path, expected) in [
      ("count(\(table)/thead/tr/th[@scope='col'])", "3"),
      ("count(\(table)/tbody/tr)", "2"),
      ("count(\(table)/tbody/tr/td)", "6"),
      ("string(\(table)/thead/tr/th[3]/code)", "a|b"),
      ("string(\(table)/tbody/tr[1]/td[1]/em)", "base"),
      ("string(\(table)/tbody/tr[1]/td[2]/@class)", "end"),
      ("string(\(table)/tbody/tr[1]/td[3]/@class)", "center"),
      ("count(\(table)/tbody/tr[1]/td[3]//mfrac)", "1"),
      ("string(\(table)/tbody/tr[2]/td[1]/del)", "x"),
      ("string(\(table)/tbody/tr[2]/td[2])", ""),
    ] {
      #expect(try query(html, path) == expected + "\n", "\(path)")
    }
  }

  @Test func `a table is a table in Markdown, its bars those of the cells alone`() async throws {
    let markdown = String(
      decoding: MarkdownReport.bytes(of: try await sample(), language: .english, pictures: "p"),
      as: UTF8.self)
    #expect(
      markdown.contains(
        #"""
        | Model | Heads | `a\|b` |
        |---|--:|:-:|
        | BERT *base* | 12 | $\frac{p}{q}$ |
        | short ~~x~~ |  |  |
        """#), "\(markdown)")
    #expect(markdown.contains(#"Sentence[^1] with ~~old~~ words \~so\~[^2]"#), "\(markdown)")
    #expect(
      markdown.contains(
        "[^1]: The first note, **bold**.\n\n    In two paragraphs.\n\n[^2]: The second note."),
      "\(markdown)")
  }

  @Test func `a table's words stand side by side in PDF`() async throws {
    let pdf = try PDFReading(PDFReport.bytes(of: try await sample(), language: .english))
    #expect(pdf.text.contains(/Model +Heads +a\|b/), "\(pdf.text)")
    #expect(pdf.text.contains(/BERT base\s/) && pdf.text.contains(/\s12\s/), "\(pdf.text)")
    #expect(pdf.locations.keys.contains("note.1") && pdf.locations.keys.contains("note.2"))
    #expect(pdf.text.contains(/1 +The first note, bold\./), "\(pdf.text)")
  }

  @Test func `notes are numbered through a report, lead there and back`() async throws {
    let manifest =
      BadReport.figures
      + "report:\n  sections:\n    - title: A\n      text: \"x[^n]\\n\\n[^n]: one\"\n"
      + "    - title: B\n      text: \"y[^n] z[^n]\\n\\n[^n]: two\"\n"
    let report = try await report(of: manifest)
    let html = try HTMLReport.bytes(of: report)
    #expect(try query(html, "string(//ol[@class='notes'][@start='2']/li/p)") == "two\n")
    for number in [1, 2] {
      #expect(try query(html, "count(//a[@href='#en-note-\(number)'])") == "\(number)\n")
      #expect(try query(html, "count(//a[@id='en-note-\(number)-call'])") == "1\n")
      #expect(
        try query(html, "count(//li[@id='en-note-\(number)']/a[@href='#en-note-\(number)-call'])")
          == "1\n")
    }
    let blocks = report.editions[0].sections.map { $0.blocks.last }
    for block in blocks {
      guard case .notes(let notes) = block else {
        Issue.record("\(String(describing: block))")
        continue
      }
      #expect(notes.count == 1)
    }
  }

  /// What is wrong, and what must be said of it.
  struct Bad: CustomTestStringConvertible, Sendable {
    let text: String
    let message: String
    var testDescription: String { String(text.prefix(60)) }

    init(_ text: String, _ message: String) {
      self.text = text
      self.message = message
    }
  }

  static let mistakes = [
    Bad("| a | b |\n|---|\n| 1 | 2 |", "m.yaml:9:9: no table, because the row above has 2 cells"),
    Bad(
      "| `x|y` | b |\n|---|---|\n| 1 | 2 |",
      "m.yaml:9:9: no table, because the row above has 3 cells and this rule 2"),
    Bad("|---|---|\n| 1 | 2 |", "m.yaml:8:9: the rule of a table with no head above it"),
    Bad("| a | b |\n| 1 | 2 |", "m.yaml:8:9: a table without the rule that makes it one"),
    Bad("> | a | b |\n> | 1 | 2 |", "m.yaml:8:11: a table without the rule"),
    Bad("- | a | b |\n  |---|\n", "m.yaml:9:9: no table, because the row above has 2 cells"),
    Bad(
      "| a | b |\n|--|--|\n| 1 | 2 | 3 |",
      "m.yaml:10:9: this row has 3 cells and the table's head 2"),
    Bad(
      "| a | b |\n|--|--|\n| 1 | 2 |\nNext", "m.yaml:11:9: this line would be a row of the table"),
    Bad("| a | b |\n|--|--|\n| 1 | <b> |", "m.yaml:10:15: <b>: HTML is not allowed"),
    Bad("Text\n| a <b> | b |\n|--|--|\n| 1 | 2 |", "m.yaml:9:9: <b>: HTML is not allowed"),
    Bad("| a | b |\n|--|--|\n| ![x](y.png) | 2 |", "y.png: pictures of others"),
    Bad("- [ ] to do", "m.yaml:8:9: a list of tasks has no boxes on a page"),
    Bad("1. [x] done", "a list of tasks has no boxes on a page"),
    Bad("> [!NOTE]\n> x", "[!NOTE] begins an alert of GitHub's"),
    Bad("A note[^n].", "m.yaml:8:15: [^n]: there is no such note in this text"),
    Bad("A\n\n[^n]: note", "m.yaml:10:9: [^n]: nothing calls this note"),
    Bad("A[^n]\n\n[^n]: note\n[^n]: again", "m.yaml:11:9: [^n]: nothing calls this note, or it is"),
    Bad("A[^n]\n\n[^n]: a <b>note</b>", "<b>: HTML is not allowed"),
    Bad(
      "|" + String(repeating: "a|", count: 101) + "\n|" + String(repeating: "-|", count: 101),
      "m.yaml:9:9: a table of 101 columns; a report's has at most 100"),
    Bad(
      "|a|b|\n|-|-|\n" + String(repeating: "|x\n", count: 25_001),
      "m.yaml:9:9: tables of more than 50000 cells"),
  ]

  @Test(arguments: mistakes)
  func `what cannot be set is refused with its location`(_ bad: Bad) async throws {
    let error = await #expect(throws: ManifestError.self) {
      try await report(of: Self.manifest(bad.text))
    }
    #expect(error?.description.contains(bad.message) == true, "\(error?.description ?? "")")
  }

  @Test(arguments: [
    #"|x| is what it is"#, #"\| a \| b \|"# + "\n" + #"\| 1 \| 2 \|"#, #"\[^n]"#, "`[^n]: x`",
    "```\n| a |\n[^n]: x\n- [ ] y\n```", "| one |\n|---|\n| 1 |\n| 2 |", "a ~b~ c", "> [note]",
    #"\[ ] x"#,
  ])
  func `what only looks like it is text`(_ text: String) async throws {
    let report = try await report(of: Self.manifest(text))
    #expect(!report.editions[0].sections[0].blocks.isEmpty)
  }
}
