// `report:` in manifests: what it may say, and what is said of mistakes.

import FigureClaims
import FigureModel
import FigurePipeline
import TestSupport
import Testing
import TextFormats

@testable import FigureReport

/// A report part with a mistake, and what must be said of it.
struct BadReport: CustomTestStringConvertible, Sendable {
  let part: String
  let message: String

  init(_ part: String, _ message: String) {
    self.part = part
    self.message = message
  }

  var testDescription: String { part }

  static let figures = """
    figures:
      - { id: pe, kind: pe-heatmap, positions: 4, dimensions: 4 }
      - { id: large, kind: pe-heatmap, positions: 40, dimensions: 40 }
      - { id: boxes, kind: diagram scaled-dot-product }

    """

  /// Lines of `part` count from 5.
  static let all = [
    BadReport("report: text", "m.yaml:5:9: report: must be a map with title: and sections:"),
    BadReport(
      "report: { titel: x }", "m.yaml:5:11: titel: unknown key of report; did you mean title"),
    BadReport("report:\n  sections: x", "m.yaml:6:13: sections: must be a list of sections"),
    BadReport("report:\n  sections: [[a]]", "m.yaml:6:14: sections: a section is a text or a map"),
    BadReport(
      "report:\n  sections:\n    - heading: x", "m.yaml:7:7: heading: unknown key of a section"),
    BadReport(
      "report:\n  sections:\n    - figure: pee",
      "m.yaml:7:15: pee: there is no such figure; did you mean pe?"),
    BadReport(
      "report:\n  sections:\n    - claims: [pe, x]", "m.yaml:7:20: x: there is no such figure"),
    BadReport("report:\n  title: { fr: x }", "m.yaml:6:12: fr: title has no such language"),
    BadReport("report:\n  title: [x]", "m.yaml:6:10: title: must be a text, not a list"),
    BadReport("report:\n  title: \"${x}\"", "m.yaml:6:10: title: ${x}: there is no such variable"),
    BadReport("report:\n  lang: [fr]", "m.yaml:6:10: lang: fr: there is no such language"),
    BadReport("report:\n  authors: { a: b }", "m.yaml:6:12: authors: must be a text, not a map"),
    BadReport(
      "report:\n  sections:\n    - text: |\n        Fine.\n\n        A <b>bold</b> word.",
      "m.yaml:10:11: <b>: HTML is not allowed in a report's Markdown"),
    BadReport(
      "report:\n  sections:\n    - text: |\n        <div>\n        x\n        </div>",
      "m.yaml:8:9: <div>: HTML is not allowed"),
    BadReport(
      "report:\n  sections:\n    - text: |\n        x <!-- a remark --> y",
      "HTML is not allowed"),
    BadReport(
      "report:\n  sections:\n    - text: |\n        figure: nothing",
      "m.yaml:8:9: nothing: there is no such figure"),
    BadReport(
      "report:\n  sections:\n    - text: see [](figure:nothing)", "nothing: there is no such figure"
    ),
    BadReport(
      "report:\n  sections:\n    - text: |\n        See [](figure:pe).",
      "figure:pe: the report does not show this figure; add figure: pe"),
    BadReport(
      "report:\n  sections:\n    - text: |\n        [x](javascript:alert(1))",
      "javascript:alert(1): is no address that a page may lead to"),
    BadReport(
      "report:\n  sections:\n    - text: |\n        ![x](picture.png)",
      "picture.png: pictures of others are not shown"),
    BadReport(
      "report:\n  sections:\n    - text: |\n        A $`\\nosuch`$ formula.",
      "\\nosuch: there is no such command"),
    BadReport(
      "report:\n  sections:\n    - text: '" + String(repeating: "> ", count: 200) + "x'",
      "m.yaml:7:13: Markdown is nested more than 100 deep"),
    BadReport(
      "report:\n  sections:\n    - claims: boxes",
      "m.yaml:7:15: claims: boxes: no claim speaks of this figure"),
    BadReport(
      "report:\n  sections:\n    - figure: [pe, pe]",
      "m.yaml:7:20: pe: the report shows this figure before"),
    BadReport(
      "report:\n  sections:\n    - figure: pe\n    - text: |\n        figure: pe",
      "m.yaml:9:9: pe: the report shows this figure before; lead to it with [](figure:pe)"),
    BadReport(
      "report:\n  sections:\n    - table: large",
      "m.yaml:7:14: table: large: [40, 40] is 1600 numbers, and a table has at most 400"),
    BadReport(
      "report:\n  sections:\n    - table: boxes",
      "m.yaml:7:14: table: boxes: the figure shows no numbers"),
  ]
}

struct ReportManifestTests {
  @Test(arguments: BadReport.all)
  func `mistakes are told with their location`(_ bad: BadReport) async throws {
    let error = await #expect(throws: ManifestError.self) {
      try await report(of: BadReport.figures + bad.part)
    }
    #expect(error?.description.contains(bad.message) == true, "\(error?.description ?? "")")
  }

  @Test func `sections hold what they localized, in the order it is written`() async throws {
    let report = try await Sample.report.value
    #expect(report.editions.map(\.title) == ["A report by Ada", "一份报告"])
    #expect(report.editions[0].authors == ["Ada Lovelace", "Charles Babbage"])
    #expect(report.figures.map(\.id) == ["pe", "small", "scheme"])
    #expect(report.editions[1].sections.map(\.title) == [nil, "矩阵", "数值"])
    let last = report.editions[0].sections[2].blocks
    guard case .figure("small") = last[0], case .figure("scheme") = last[1],
      case .table(let table) = last[2]
    else {
      Issue.record("\(last)")
      return
    }
    #expect(table.columnLabels == ["a", "b", "c"] && table.cells.count == 3)
    // Their points stand below one another.
    let places = Set(table.cells.joined().map { $0.split(separator: ".").last?.count ?? 0 })
    #expect(places.count == 1, "\(table.cells)")
  }

  @Test func `a text alone is a section, and one without a title goes on`() async throws {
    let report = try await report(
      of: BadReport.figures
        + "report:\n  sections:\n    - One.\n    - Two.\n    - title: T\n    - figure: pe\n    - Three."
    )
    let sections = report.editions[0].sections
    #expect(sections.map(\.title) == [nil, "T"])
    #expect(sections.map(\.blocks.count) == [2, 2])
  }

  @Test(arguments: ["", "report:", "report: { title: All of them }"])
  func `without sections all figures follow one another`(_ part: String) async throws {
    let report = try await report(of: BadReport.figures + part)
    #expect(report.figures.map(\.id) == ["pe", "large", "boxes"])
    #expect(report.editions[0].title == (part.contains("All") ? "All of them" : "Figures"))
    let blocks = report.editions[0].sections.flatMap(\.blocks)
    let claims = blocks.count { if case .claims = $0 { true } else { false } }
    #expect(blocks.count == 5 && claims == 2)
  }

  /// Dollar signs alone make no formula; where they seem to, that is told, and nowhere else.
  @Test(arguments: [
    (#"With $\omega$ so."#, #"$\omega$: stays text; a formula is written $`\omega`$"#),
    ("Take $n$ tokens.", "8:7: $n$: stays text"), ("So $a=b$, and $`c`$.", "$a=b$: stays text"),
    ("$$\n      x^2\n      $$", "8:7: $$: stays text; a formula by itself stands in a block"),
    ("From $5 to $6 a day.", ""), ("In $HOME and $USER.", ""), ("`$x_i$` and $`x_i`$", ""),
    ("$FOO_BAR/$NAME", ""), (#"\$x_i is no start"#, ""),
  ])
  func `what looks like a formula and stays text is a warning`(
    _ text: String, _ warning: String
  ) async throws {
    let report = try await report(
      of: BadReport.figures + "report:\n  sections:\n    - |\n      \(text)\n")
    #expect(report.warnings.count == (warning.isEmpty ? 0 : 1), "\(report.warnings)")
    #expect(warning.isEmpty || report.warnings.allSatisfy { $0.contains(warning) })
  }

  /// A title is plain text, whichever marks stand in it.
  @Test(arguments: ["$x_i$", "$`x_i`$"])
  func `a formula in a title is a warning`(_ formula: String) async throws {
    let report = try await report(
      of: BadReport.figures
        + "report:\n  title: \"All of \(formula)\"\n  sections:\n    - title: \"On \(formula)\"\n"
        + "      text: Costs $5.\n")
    #expect(report.warnings.count == 2, "\(report.warnings)")
    #expect(report.warnings.allSatisfy { $0.contains("$x_i$: stays text; a title has no") })
  }

  /// A caption's formula is set where it is written as in texts; what looks like one and is none is told,
  /// once for all themes.
  @Test(arguments: [
    ("Of $x_i$.", "caption: $x_i$: stays text; a formula is written $`x_i`$"),
    (#"Of $\hat{x}_i$."#, #"$\hat{x}_i$: stays text"#),
    (#"Of $`\hatt{x}`$."#, #"$`\hatt{x}`$: stays text; \hatt: there is no such command"#),
    (#"Of $`\hat{x}_i`$ and $`y_j`$."#, ""), ("From $5 to $6, x_i.", ""),
  ])
  func `a caption's formula is set or told of`(_ caption: String, _ warning: String) async throws {
    let report = try await report(
      of: "figures:\n- id: pe\n  kind: pe-heatmap\n  positions: 4\n  theme: [light, dark]\n"
        + "  caption: '\(caption)'\n")
    #expect(report.warnings.count == (warning.isEmpty ? 0 : 1), "\(report.warnings)")
    #expect(warning.isEmpty || report.warnings.allSatisfy { $0.contains(warning) })
    let page = String(decoding: try HTMLReport.bytes(of: report), as: UTF8.self)
    if caption.contains("y_j") { #expect(page.contains("<mover accent=\"true\"><mi>x</mi>")) }
  }

  @Test(arguments: [
    ("### a\n##### b\n### c", [3, 4, 3]), ("# a\n## b", [3, 4]), ("###### a", [3]),
    ("#### a\n# b\n#### c", [4, 3, 4]),
  ])
  func `headings leave no level out`(_ text: String, _ levels: [Int]) async throws {
    let report = try await report(
      of: BadReport.figures + "report:\n  sections:\n    - title: T\n      text: |\n"
        + text.split(separator: "\n").map { "        \($0)\n\n" }.joined())
    let found = report.editions[0].sections[0].blocks.compactMap {
      if case .heading(let level, _) = $0 { level } else { nil }
    }
    #expect(found == levels)
  }

  @Test func `a failing claim is a warning`() async throws {
    var report = try await Sample.report.value
    #expect(report.warnings == [])
    report.figures[0].claims[0].measurement.value = 1
    #expect(report.warnings.count == 1)
    #expect(report.warnings[0].hasPrefix("pe: the claim encoding-matches-formula fails"))
  }

  @Test(arguments: [
    ([0.153, 0.1534, -0.0763], 4), ([12.5, 0.25], 2), ([1, 2, 30], nil), ([0.5, 1e-6], nil),
    ([1e-8, 2e-8], nil), ([.nan, 0], nil), ([9999.5, 12], 0),
  ])
  func placesAreThoseOfTheGreatest(_ values: [Double], _ places: Int?) {
    #expect(ReportFigure.places(of: values) == places)
  }
}
