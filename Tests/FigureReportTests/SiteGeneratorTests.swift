// Reports as pages of the sites that people have, built by the generators themselves: strictly, so that
// a warning is an error.

import FigureKinds
import FigureModel
import FigurePipeline
import Foundation
import TestSupport
import Testing

@testable import FigureReport

@Suite struct SiteGeneratorTests {
  private static func isThere(_ command: String) -> Bool {
    (try? runTool("sh", ["-c", command])) != nil
  }

  static let hasMkDocs = isThere("command -v mkdocs")
  static let hasMaterial =
    hasMkDocs && isThere(#""$(sed -n '1s/^#!//p' "$(command -v mkdocs)")" -c 'import material'"#)
  static let hasSphinx = isThere("command -v sphinx-build")

  /// A folder with a report in English, which is removed at the end.
  private final class Site {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "attnplot-site-" + UUID().uuidString)

    init(_ flavour: MarkdownFlavour, in place: String) async throws {
      let report = try await Sample.report.value
      let names = ReportNames(
        stem: "report", languages: [.english, .chinese], chosen: [.english, .chinese],
        isGiven: false, flavour: flavour)
      for file in try report.files(as: .md, names: names).files {
        try write(file.bytes, as: "\(place)/\(file.path)")
      }
    }

    func write(_ bytes: [UInt8], as name: String) throws {
      let path = folder.appending(path: name)
      try FileManager.default.createDirectory(
        at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: path)
    }

    func write(_ text: String, as name: String) throws { try write(Array(text.utf8), as: name) }

    func page(_ name: String) throws -> String {
      String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
    }

    /// The files that the images of a page lead to, from the page's own folder, with their fragments.
    func images(of name: String) throws -> [String] {
      try page(name).matches(of: /<img[^>]* src="([^"]+\.svg[^"]*)"/).map { match in
        let source = String(match.1)
        let path = source.split(separator: "#")[0]
        let file = folder.appending(path: name).deletingLastPathComponent()
          .appending(path: String(path)).standardizedFileURL
        #expect(FileManager.default.fileExists(atPath: file.path), "\(source)")
        return source
      }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }
  }

  @Test(.enabled(if: hasMkDocs, "MkDocs is not installed: pip install mkdocs"))
  func mkDocsBuildsIt() async throws { try await build(.mkdocs) }

  @Test(.enabled(if: hasMaterial, "Material is not installed: pip install mkdocs-material"))
  func mkDocsBuildsItWithMaterial() async throws { try await build(.material) }

  private func build(_ flavour: MarkdownFlavour) async throws {
    let site = try await Site(flavour, in: "docs")
    try site.write(
      """
      site_name: Site
      theme: { name: \(flavour == .mkdocs ? "mkdocs" : "material") }
      plugins: []
      markdown_extensions: [attr_list, footnotes, tables]
      """, as: "mkdocs.yml")
    _ = try runTool(
      "mkdocs", ["build", "--strict", "--quiet", "--config-file", site.folder.path + "/mkdocs.yml"])
    // A page has a folder of its own, and its pictures are found from there.
    let images = try site.images(of: "site/report/index.html")
    let each = flavour == .mkdocs ? 1 : 2
    #expect(images.count == 3 * each)
    #expect(images.count { $0.hasSuffix("#only-dark") } == 3 * (each - 1))
    let page = try site.page("site/report/index.html")
    #expect(page.contains("id=\"section-"))
    #expect(page.contains("id=\"figure-1\"") && page.contains("href=\"#figure-1\""))
    #expect(!page.contains("{:") && page.matches(of: /alt="[^"]*\\/).isEmpty)
  }

  @Test(
    .enabled(if: hasSphinx, "Sphinx is not installed: pip install sphinx myst-parser"))
  func sphinxBuildsIt() async throws {
    let site = try await Site(.myst, in: "source")
    try site.write(
      """
      project = "Site"
      extensions = ["myst_parser"]
      myst_enable_extensions = ["dollarmath", "amsmath"]
      root_doc = "report"
      exclude_patterns = ["*.zh.md"]
      """, as: "source/conf.py")
    _ = try runTool(
      "sphinx-build",
      ["-W", "-q", "-b", "html", site.folder.path + "/source", site.folder.path + "/site"])
    let images = try site.images(of: "site/report.html")
    #expect(images.count == 6)
    let page = try site.page("site/report.html")
    for name in ["only-light", "only-dark"] {
      #expect(page.matches(of: /<img[^>]*>/).count { $0.0.contains(name) } == 3)
    }
    #expect(page.contains("href=\"#figure-1\""))
  }

  /// MDX has no comments of HTML and takes braces for programs.
  @Test func mdxHoldsNoHTMLThatItDoesNotRead() async throws {
    let site = try await Site(.mdx, in: "docs")
    let page = try site.page("docs/report.mdx")
    #expect(page.hasPrefix("{/* Made by attnplot report; changes here are lost. */}\n"))
    #expect(!page.contains("<!--") && !page.contains("<picture>"))
    #expect(
      page.matches(of: /!\[.*\]\(<\.\/report-figures\/[^>]+\.svg#gh-light-mode-only>\)/).count == 3)
  }

  @Test func gitHubsOwnIsAsItWas() async throws {
    let report = try await Sample.report.value
    let plain = MarkdownReport.bytes(of: report, language: .english, pictures: "p")
    #expect(
      plain == MarkdownReport.bytes(of: report, language: .english, pictures: "p", flavour: .github)
    )
    #expect(String(decoding: plain, as: UTF8.self).contains("<picture>"))
  }
}

@Suite struct NameTemplateTests {
  @Test func namesAreStable() throws {
    let template = try NameTemplate("{id}.{locale}.{theme}")
    #expect(template.picture("pe", .chinese, isDark: true) == "pe.zh_CN.dark")
    #expect(template.picture("pe", .english, isDark: false) == "pe.en.light")
    #expect(template.page("report", .chinese) == "report.zh_CN")
    #expect(try NameTemplate("{theme}-{lang}_{id}").page("report", .english) == "en_report")
  }

  /// Whichever languages are chosen, files have the same names, and each is one that the page shows.
  @Test(arguments: [[Language.english, .chinese], [.chinese], [.english]])
  func aPageShowsItsPictures(_ chosen: [Language]) async throws {
    var report = try await Sample.report.value
    report.editions = report.editions.filter { chosen.contains($0.language) }
    var names = ReportNames(
      stem: "report", languages: [.english, .chinese], chosen: chosen, isGiven: false)
    names.template = try NameTemplate("{id}.{lang}.{theme}")
    let files = try report.files(as: .md, names: names).files
    for language in chosen {
      let page = try #require(files.first { $0.path == "report.\(language.rawValue).md" })
      let text = String(decoding: page.bytes, as: UTF8.self)
      for match in text.matches(of: /(?:src|srcset)="([^"]+)"/) {
        #expect(files.contains { $0.path == String(match.1) }, "\(match.1)")
        #expect(String(match.1).contains(".\(language.rawValue)."))
      }
    }
    #expect(
      Set(files.map(\.path))
        == Set(names.files(.md, figures: report.figures.map(\.id))))
  }

  @Test(arguments: [
    "{id}", "{id}.{lang}", "{id}.{theme}", "{id}.{lang}.{them}", "a/{id}{lang}{theme}",
  ])
  func whatCannotNameFilesIsRefused(_ text: String) {
    #expect(throws: FigureError.self) { try NameTemplate(text) }
  }
}
