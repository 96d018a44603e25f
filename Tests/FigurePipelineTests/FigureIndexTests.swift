// Lists of figures for pages, read again as the programs read them that show them.

import FigurePipeline
import Foundation
import TestSupport
import Testing

@Suite struct FigureIndexTests {
  static let manifest = """
    output: figures
    defaults: { \(Site.small), theme: [light, dark], lang: [en, zh] }
    figures:
      - id: first
        kind: pe-heatmap
        positions: 4
        dimensions: 8
        caption: { en: "<b>One</b> & *two* | \\"three\\" [four](five)", zh: 一 }
        alt: { en: 'Words with "quotes" & <marks>' }
      - { id: second, kind: shift, theme: dark, lang: en, formats: [pdf] }

    """

  func drawn() async throws -> Site {
    let site = try Site(["docs/m.yaml": Self.manifest])
    let result = try BatchRun(plan(site)).run { _ in }
    try #require(result.failures.isEmpty)
    return site
  }

  func plan(_ site: Site) throws -> BatchPlan {
    try BatchPlan(Manifest(path: site.folder["docs/m.yaml"]), folder: nil)
  }

  @Test func jsonHasEveryFigureWithAltCaptionAndFiles() async throws {
    let site = try await drawn()
    let bytes = FigureIndex(try plan(site), path: site.folder["docs/i.json"]).bytes(for: "i.json")
    let list = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    let figures = try #require(list["figures"] as? [[String: Any]])
    #expect(figures.map { $0["id"] as? String } == ["first", "first", "second"])
    #expect(figures.map { $0["language"] as? String } == ["en", "zh-CN", "en"])
    #expect(figures[0]["caption"] as? String == "<b>One</b> & *two* | \"three\" [four](five)")
    #expect(figures[1]["caption"] as? String == "一" && figures[2]["caption"] == nil)
    #expect(figures[0]["alt"] as? String == "Words with \"quotes\" & <marks>")
    #expect((figures[2]["alt"] as? String)?.isEmpty == false)
    #expect(figures[0]["width"] as? Double == 300 && figures[0]["height"] as? Double == 250)
    let files = figures.map { ($0["files"] as? [[String: String]] ?? []).map { $0["path"] } }
    #expect(
      files == [
        ["figures/first.svg", "figures/first.dark.svg"],
        ["figures/first.zh.svg", "figures/first.dark.zh.svg"], ["figures/second.pdf"],
      ])
  }

  @Test func htmlIsValidAndShowsWhatItShould() async throws {
    let site = try await drawn()
    let bytes = FigureIndex(try plan(site), path: site.folder["i.html"]).bytes(for: "i.html")
    // Tidy does not know yet that pictures can be loaded late.
    let known = #"proprietary attribute "loading""#
    let warnings = try runTool(
      "bash", ["-c", "tidy -quiet -errors 2>&1 | grep -v '\(known)' || true"], input: bytes)
    #expect(String(decoding: warnings, as: UTF8.self).trimmingCharacters(in: .newlines) == "")
    let page = String(decoding: bytes, as: UTF8.self)
    #expect(page.contains("<figcaption>&lt;b&gt;One&lt;/b&gt; &amp; *two*"))
    #expect(page.contains("alt=\"Words with &quot;quotes&quot; &amp; &lt;marks&gt;\""))
    #expect(
      page.contains(
        "<picture><source media=\"(prefers-color-scheme: dark)\" srcset=\"docs/figures/first.dark.svg\">"
          + "<img src=\"docs/figures/first.svg\""))
    // A PDF is no picture on a page: it is linked.
    #expect(page.contains("<a href=\"docs/figures/second.pdf\">"))
    for match in page.matches(of: /(?:src|srcset|href)="([^"]+)"/) {
      #expect(FileManager.default.fileExists(atPath: site.folder[String(match.1)]), "\(match.1)")
    }
  }

  @Test func markdownShowsWordsAsTheyAre() async throws {
    let site = try await drawn()
    let text = FigureIndex(try plan(site), path: site.folder["docs/i.md"]).bytes(for: "i.md")
    let page = String(decoding: text, as: UTF8.self)
    // Every mark of Markdown in a caption is a character of it.
    #expect(
      page.contains(
        #"&lt;b&gt;One&lt;/b&gt; &amp; \*two\* \| &quot;three&quot; \[four\]\(five\)"#))
    #expect(page.contains("## first (en)") && page.contains("## first (zh\\-CN)"))
    #expect(page.contains("srcset=\"figures/first.dark.svg\"><img src=\"figures/first.svg\""))
  }

  @Test func whatIsNotDrawnIsNotListed() async throws {
    let site = try Site(["docs/m.yaml": Self.manifest])
    _ = try BatchRun(
      try BatchPlan(Manifest(path: site.folder["docs/m.yaml"]), folder: nil, only: ["second"])
    ).run { _ in }
    let index = FigureIndex(try plan(site), path: site.folder["i.md"])
    #expect(index.missing == ["first", "first.zh", "first.dark", "first.dark.zh"])
    #expect(!String(decoding: index.bytes(for: "i.md"), as: UTF8.self).contains("first"))
  }

  @Test func theEndingSaysTheFormat() throws {
    for ending in ["md", "html", "json"] { try FigureIndex.checkExtension("a.\(ending)") }
    for path in ["a.txt", "a", "md"] {
      #expect(throws: (any Error).self) { try FigureIndex.checkExtension(path) }
    }
  }
}
