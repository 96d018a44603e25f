// Reports for tests, made from manifests as users write them.

import Article
import FigureModel
import FigurePipeline
import Foundation
import TestSupport

@testable import FigureReport

/// A report with everything that a report can hold, in two languages.
let sampleManifest = #"""
  vars: { who: Ada }
  figures:
    - id: pe
      kind: pe-heatmap
      positions: 20
      dimensions: 16
      title: { en: Positional encoding, zh: 位置编码 }
      caption: { en: Twenty positions, zh: 二十个位置 }
    - id: small
      kind: attention
      tokens: a b c
      seed: 3
    - id: scheme
      kind: diagram scaled-dot-product
  report:
    title: { en: "A report by ${who}", zh: 一份报告 }
    authors: [Ada Lovelace, Charles Babbage]
    lang: [en, zh]
    sections:
      - text:
          en: An introduction before any heading.
          zh: 标题之前的引言。
      - title: { en: The matrix, zh: 矩阵 }
        text:
          en: |
            See [](figure:pe) and [the small one](figure:small), or
            [a page](https://example.org/a?b=c&d).

            # A heading within

            1. one
            2. two with `code`
               - nested *emphasis* and **strength**

            > A quote with $`\frac{a}{b}`$.

            ```swift
            let x = 1
                indented | < >
            ```

            ```math
            w_j = \frac{\exp(s_j)}{\sum_{m} \exp(s_m)}
            ```

            ---

            figure: pe
          zh: |
            见[](figure:pe)与[](figure:small)。

            # 小标题

            figure: pe
        claims: pe
      - title: { en: Numbers, zh: 数值 }
        figure: [small, scheme]
        table: small
  """#

/// The report of a manifest.
func report(
  of manifest: String, languages: [Language] = [.english], hasPages: Bool = false
) async throws -> Report {
  let read = try Manifest(
    text: manifest, name: "m.yaml",
    overrides: Manifest.Overrides(themes: [.light], languages: languages))
  return try ManifestReport.make(
    read, languages: languages, jobs: 2,
    for: hasPages ? [.html, .pdf] : [.html])
}

/// The sample report, made once.
enum Sample {
  static let report = Task {
    try await FigureReportTests.report(
      of: sampleManifest, languages: [.english, .chinese], hasPages: true)
  }
  /// The article's own.
  static let article = Task {
    try ArticleReport.make(languages: [.english, .chinese], jobs: 2, for: [.html, .pdf])
  }
}

/// What Poppler reads of a PDF.
struct PDFReading {
  var information: [String: String] = [:]
  var text: String
  /// The text of each page.
  var pages: [String]
  /// Page and title of each line of the outline, in order.
  var outline: [(page: Int, title: String)] = []
  /// Named places and their pages.
  var locations: [String: Int] = [:]
  /// What links lead to.
  var links: [String] = []

  init(_ pdf: [UInt8]) throws {
    for line in try Self.run("pdfinfo", ["-"], pdf).split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      information[String(parts[0])] = parts.last?.drop { $0 == " " }.description ?? ""
    }
    text = try Self.run("pdftotext", ["-layout", "-", "-"], pdf)
    pages = text.split(separator: "\u{0C}").map(String.init)
    for line in try Self.run("pdfinfo", ["-dests", "-"], pdf).split(separator: "\n").dropFirst() {
      guard let name = line.split(separator: "\"").dropFirst().first,
        let page = Int(line.drop { $0 == " " }.prefix { $0 != " " })
      else { continue }
      locations[String(name)] = page
    }
    // pdftohtml reads no pipe.
    let file = NSTemporaryDirectory() + "attnplot-test-" + UUID().uuidString + ".pdf"
    defer { try? FileManager.default.removeItem(atPath: file) }
    try Data(pdf).write(to: URL(fileURLWithPath: file))
    let xml = try Self.run("pdftohtml", ["-xml", "-i", "-stdout", "-q", file], [])
    outline = xml.matches(of: /<item page="(\d+)">(.*?)<\/item>/).map {
      (Int($0.1) ?? 0, String($0.2))
    }
    links = xml.matches(of: /<a href="([^"]*)"/).map { String($0.1) }
  }

  private static func run(_ name: String, _ words: [String], _ input: [UInt8]) throws -> String {
    String(decoding: try runTool(name, words, input: input), as: UTF8.self)
  }
}
