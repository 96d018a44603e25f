// Strings that would break out of where they land, in every text that a manifest can give.

import CCMark
import CairoRendering
import FigureModel
import FigurePipeline
import FigureScene
import Foundation
import TestSupport
import Testing

@testable import FigureReport

struct HostileTextTests {
  static let strings = [
    #"<script>alert("x")</script>"#, #""'><img src=x onerror=alert(1)>"#, "]]>&amp;<!--",
    "a\u{202E}b\u{2066}c", "`code` *a* _b_ [l](javascript:alert(1)) ![i](x) | # $x$ \\",
    "1. - + > ~~~ ``` ${'$'}", String(repeating: "Token", count: 2000), "</title></style>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>&e;",
  ]

  /// A YAML string in double quotes.
  private static func quoted(_ text: String) -> String {
    let json = try? JSONSerialization.data(
      withJSONObject: [text], options: [.withoutEscapingSlashes])
    let list = json.map { String(decoding: $0, as: UTF8.self) } ?? "[\"\"]"
    return String(list.dropFirst().dropLast())
  }

  /// A report with the string in every field. No page has room for an axis of thousands of letters.
  private func report(_ text: String) async throws -> Report {
    // In a manifest ${ begins a variable.
    let filled = text.replacing("${", with: "$${")
    let quoted = Self.quoted(filled)
    let label = text.count < 1000 ? quoted : "long"
    let manifest = """
      figures:
        - id: figure
          kind: attention
          tokens: \(Self.quoted(filled + "¦b¦c"))
          tokens-separator: "¦"
          title: \(quoted)
          x-label: \(label)
          y-label: \(label)
          caption: \(quoted)
          alt: \(quoted)
      report:
        title: \(quoted)
        authors: [\(quoted), someone]
        sections:
          - title: \(quoted)
            figure: figure
            claims: figure
            table: figure
      """
    return try await FigureReportTests.report(of: manifest, hasPages: true)
  }

  /// Letters and marks, without blanks and what shows nothing: lines may break anywhere.
  private func ink(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.filter {
          !$0.properties.isWhitespace && $0.properties.generalCategory != .format
        }))
  }

  private func query(_ html: [UInt8], _ path: String) throws -> String {
    String(
      decoding: try runTool(
        "sh",
        ["-c", "xmllint --html --nonet --encode UTF-8 --xpath \"$1\" - 2>/dev/null", "sh", path],
        input: html), as: UTF8.self)
  }

  @Test(arguments: strings)
  func `arrives in HTML as text`(_ text: String) async throws {
    let html = try HTMLReport.bytes(of: try await report(text))
    for path in ["//title", "//h1", "//h2", "//figcaption//span[@class='title']"] {
      let found = try query(html, "string(\(path))")
      #expect(ink(found) == ink(text), "\(path)")
    }
    let authors = try query(html, "string(//*[@class='authors'])")
    #expect(ink(authors).hasPrefix(ink(text)))
    // What layout had to shorten is told behind it.
    let alt = try query(html, "string(//span[@class='alt'])")
    #expect(ink(alt).hasPrefix(ink(text)))
    // The page's own scripts and no other element that the text may have made.
    #expect(try query(html, "count(//script)").hasPrefix("2"))
    #expect(try query(html, "count(//img)").hasPrefix("0"))
    #expect(try query(html, "count(//*[@onerror])").hasPrefix("0"))
  }

  @Test(arguments: strings)
  func `arrives in code of a section as text`(_ text: String) async throws {
    let manifest = """
      vars: { sample: \(Self.quoted(text.replacing("${", with: "$${"))) }
      figures:
        - { id: f, kind: pe-heatmap, positions: 4, dimensions: 4 }
      report:
        sections:
          - text: |
              ~~~~~~~~
              ${sample}
              ~~~~~~~~

              `x`
      """
    let report = try await FigureReportTests.report(of: manifest, hasPages: true)
    let html = try HTMLReport.bytes(of: report)
    #expect(ink(try query(html, "string(//section/pre/code)")) == ink(text))
    #expect(try query(html, "count(//script)").hasPrefix("2"))
    let markdown = try rendered(
      MarkdownReport.bytes(of: report, language: .english, pictures: "pictures"))
    let page = Array("<!DOCTYPE html><meta charset=\"utf-8\"><title>t</title>".utf8) + markdown
    #expect(ink(try query(page, "string(//pre/code)")) == ink(text))
    #expect(try query(page, "count(//script)").hasPrefix("0"))
  }

  /// Ids become names of files, places and keys: nothing but letters, digits and some marks is one.
  @Test(arguments: strings + ["a b", "../x", "a/b", "a\"b", "a'b"])
  func `is no id`(_ text: String) async throws {
    let quoted = Self.quoted(text.replacing("${", with: "$${"))
    await #expect(throws: ManifestError.self) {
      try await FigureReportTests.report(
        of: "figures: [{ id: \(quoted), kind: pe-heatmap, positions: 4, dimensions: 4 }]")
    }
  }

  @Test(arguments: strings)
  func `arrives in Markdown as text`(_ text: String) async throws {
    let report = try await report(text)
    let markdown = MarkdownReport.bytes(of: report, language: .english, pictures: "pictures")
    let html = try rendered(markdown)
    let start = Array("<!DOCTYPE html><meta charset=\"utf-8\"><title>t</title>".utf8)
    let page = start + html
    for path in ["//h1", "//h2"] {
      let found = try query(page, "string(\(path))")
      #expect(ink(found) == ink(text), "\(path)")
    }
    let alt = try query(page, "string(//img/@alt)")
    #expect(ink(alt).hasPrefix(ink(text)))
    #expect(try query(page, "count(//script)").hasPrefix("0"))
    #expect(try query(page, "count(//img)").hasPrefix("1"))
    #expect(try query(page, "count(//a[contains(@href, 'javascript')])").hasPrefix("0"))
    for picture in try MarkdownReport.pictures(of: report, language: .english) {
      try checkXML(picture.bytes)
    }
  }

  @Test(arguments: strings)
  func `arrives in PDF as text`(_ text: String) async throws {
    let report = try await report(text)
    let bytes = try PDFReport.bytes(of: report, language: .english)
    let document = try #require(
      PDFReport.document(of: report, language: .english, text: TextEngine()))
    #expect(document.title == text)
    #expect(
      ink(document.pages.map { Self.words($0.items) }.joined()).contains(ink(text).prefix(900)))
    // Poppler puts text that is turned round in the order it is seen.
    guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .format }) else {
      return
    }
    let words = ink(
      String(decoding: try runTool("pdftotext", ["-raw", "-", "-"], input: bytes), as: UTF8.self))
    #expect(words.contains(ink(text).prefix(900)))
  }

  private static func words(_ items: [SceneItem]) -> String {
    items.map { item in
      switch item {
      case .text(let item): item.text.plain
      case .group(let group): words(group.items)
      case .path, .image, .link: ""
      }
    }.joined()
  }

  /// Markdown as cmark renders it, with the HTML in it.
  private func rendered(_ markdown: [UInt8]) throws -> [UInt8] {
    let html = markdown.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { characters in
        cmark_markdown_to_html(
          characters.baseAddress, characters.count, CMARK_OPT_UNSAFE | CMARK_OPT_VALIDATE_UTF8)
      }
    }
    let result = try #require(html)
    defer { free(result) }
    return Array(String(cString: result).utf8)
  }
}
