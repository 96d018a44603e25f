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
  static let hasMkDocs = PythonTools.has("mkdocs")
  static let hasMaterial = hasMkDocs && PythonTools.has("material")
  static let hasSphinx = PythonTools.has("sphinx, myst_parser")
  static let hasDocutils = PythonTools.has("docutils")
  static let hasMDX = PythonTools.has("mdxjs_py")

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

  @Test(.enabled(if: hasMkDocs, "NOT RUN: MkDocs was not fetched; Tests/fetch does"))
  func mkDocsBuildsIt() async throws { try await build(.mkdocs) }

  @Test(.enabled(if: hasMaterial, "NOT RUN: Material was not fetched; Tests/fetch does"))
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
    try PythonTools.run([
      "-m", "mkdocs", "build", "--strict", "--quiet", "--config-file",
      site.folder.path + "/mkdocs.yml",
    ])
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
    .enabled(if: hasSphinx, "NOT RUN: Sphinx was not fetched; Tests/fetch does"))
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
    try PythonTools.run([
      "-m", "sphinx", "-W", "-q", "-b", "html", site.folder.path + "/source",
      site.folder.path + "/site",
    ])
    let images = try site.images(of: "site/report.html")
    #expect(images.count == 6)
    let page = try site.page("site/report.html")
    for name in ["only-light", "only-dark"] {
      #expect(page.matches(of: /<img[^>]*>/).count { $0.0.contains(name) } == 3)
    }
    #expect(page.contains("href=\"#figure-1\""))
  }

  /// Both languages in one site, in which labels are known to all pages.
  @Test(.enabled(if: hasSphinx, "NOT RUN: Sphinx was not fetched; Tests/fetch does"))
  func sphinxBuildsRestructuredText() async throws {
    let site = try await Site(.rst, in: "source")
    try site.write("project = \"Site\"\nlanguage = \"en\"\n", as: "source/conf.py")
    try site.write(
      """
      Site
      ====

      .. toctree::

         report
         report.zh

      See :ref:`the figure <report-figure-1>` and :ref:`图 <report-zh-figure-1>`.
      """, as: "source/index.rst")
    try PythonTools.run([
      "-m", "sphinx", "-W", "-n", "-q", "-b", "html", site.folder.path + "/source",
      site.folder.path + "/site",
    ])
    for (name, label) in [("report", "report"), ("report.zh", "report-zh")] {
      let images = try site.images(of: "site/\(name).html")
      #expect(images.count == 6)
      let page = try site.page("site/\(name).html")
      for theme in ["only-light", "only-dark"] {
        #expect(page.matches(of: /<img[^>]*>/).count { $0.0.contains(theme) } == 3)
      }
      #expect(page.contains("href=\"#\(label)-figure-1\""))
      #expect(page.contains("id=\"\(label)-figure-1\""))
      #expect(page.contains("<ol class=\"arabic simple\">") || label == "report-zh")
    }
    #expect(try site.page("site/index.html").contains("report.zh.html#report-zh-figure-1"))
  }

  /// What docutils reads is what was written, whatever is in it.
  @Test(
    .enabled(if: hasDocutils, "NOT RUN: docutils was not fetched; Tests/fetch does"),
    arguments: [
      "*a* **b** `c` ``d`` |e| f_ g__ [1]_ _`h` :i:`j`", "http://example.org/a_b_ and a@b.org",
      "A. Vaswani", "1) one", "- dash", "+ plus", ":field: x", "-a option", "| bar", ".. comment",
      "ends with ::", "====", "back\\slash \\ alone", "<tag> & \"quotes\"", "(a) b", "— dash",
      "中文*强调*，`码`。", "i. roman", ">>> doctest", "__ anonymous", "#. auto",
    ])
  func docutilsReadsTextAsText(_ text: String) async throws {
    // As Markdown has it, so that every character is the text's own.
    let markdown = text.unicodeScalars.map {
      $0.isASCII && !$0.properties.isAlphabetic && !(48...57).contains($0.value) && $0 != " "
        ? "\\\($0)" : String($0)
    }.joined()
    let report = try await report(
      of: """
        figures: [{ id: pe, kind: pe-heatmap, positions: 4, dimensions: 4 }]
        report:
          title: 'Hostile'
          sections:
            - title: '\(text.replacing("'", with: "''"))'
              text: |
                \(markdown)

                > \(markdown)

                - \(markdown)

                **x\(markdown)y** 且 *x\(markdown)y* 。

                重**点**且*强*。
        """)
    let page = MarkdownReport.bytes(
      of: report, language: .english, pictures: "report-figures", flavour: .rst)
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "attnplot-rst-" + UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: "report.rst")
    try Data(page).write(to: file)
    let read = String(
      decoding: try PythonTools.run([
        "-m", "docutils", "--writer=xml", "--report=warning", "--halt=warning", file.path,
      ]),
      as: UTF8.self)
    let escaped = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(
      ">", with: "&gt;")
    // The heading, three paragraphs and two runs.
    #expect(read.components(separatedBy: escaped).count - 1 >= 6, "\(read)")
    #expect(
      read.contains("<strong>x\(escaped)y</strong> 且 <emphasis>x\(escaped)y</emphasis> 。"))
    // A letter on either side of a mark.
    #expect(read.contains("<paragraph>重<strong>点</strong>且<emphasis>强</emphasis>。</paragraph>"))
    for mark in ["<reference", "<footnote", "<substitution", "<problematic", "<title_reference"] {
      #expect(!read.contains(mark))
    }
  }

  @Test func restructuredTextHoldsNoHTML() async throws {
    let site = try await Site(.rst, in: "docs")
    let page = try site.page("docs/report.rst")
    #expect(
      page.hasPrefix(".. Made by attnplot report; changes here are lost.\n\nA report by Ada\n"))
    #expect(page.matches(of: /<\/?[a-z]+[ >]/).isEmpty)
    #expect(page.contains("   :class: only-light") && page.contains(".. math::"))
    #expect(page.contains(".. list-table::") && page.contains(".. code-block:: swift"))
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

  /// The compiler of MDX reads it, with the mathematics of remark-math taken out before, since it has no
  /// part for them: every formula stands as code, in which braces mean nothing to it either.
  @Test(.enabled(if: hasMDX, "NOT RUN: mdxjs-py was not fetched; Tests/fetch does"))
  func mdxIsCompiled() async throws {
    let site = try await Site(.mdx, in: "docs")
    for name in ["report", "report.zh"] {
      let page = try site.page("docs/\(name).mdx")
        .replacing(/(?m)^\$\$\n([\s\S]*?)\n\$\$$/) { "```math\n\($0.1)\n```" }
        .replacing(/(^|[^\\$])\$((?:\\.|[^$\\\n])+)\$/) { "\($0.1)`\($0.2)`" }
      let script = String(
        decoding: try PythonTools.run(
          ["-c", "import sys, mdxjs_py; print(mdxjs_py.compile_sync(sys.stdin.read()))"],
          input: Array(page.utf8)), as: UTF8.self)
      // Three figures, light and dark, and what was written as text has become no program.
      #expect(script.matches(of: /_jsx\(_components\.img,/).count == 6)
      #expect(!script.contains("<picture") && script.contains("export default"))
    }
    // It does refuse what is no MDX.
    #expect(throws: ToolFailure.self) {
      try PythonTools.run(
        ["-c", "import sys, mdxjs_py; print(mdxjs_py.compile_sync(sys.stdin.read()))"],
        input: Array("a {b".utf8))
    }
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
    #expect(template.picture("pe", .chinese, .dark) == "pe.zh_CN.dark")
    #expect(template.picture("pe", .english, .light) == "pe.en.light")
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
    "{id}{id}{lang}{theme}", ".{id}{lang}{theme}", "-{id}{lang}{theme}", "{id}{lang}{theme}.",
    "{id}*{lang}{theme}",
  ])
  func whatCannotNameFilesIsRefused(_ text: String) {
    #expect(throws: FigureError.self) { try NameTemplate(text) }
  }
}

@Suite struct MarkdownTextTests {
  /// Python-Markdown takes an item within another for one of the same list unless it goes in by four, and
  /// fences within items for words; CommonMark goes in by the mark's width.
  @Test(arguments: [
    (MarkdownFlavour.mkdocs, "1.  one\n\n    -   two\n\n            x = 1\n\n2.  three"),
    (.github, "1. one\n\n   - two\n\n     ```python\n     x = 1\n     ```\n2. three"),
  ])
  func listsInListsAreThoseOfTheGenerator(
    _ flavour: MarkdownFlavour, _ expected: String
  ) async throws {
    let report = try await report(
      of: BadReport.figures + """
        report:
          sections:
            - text: |
                1. one
                   - two

                     ```python
                     x = 1
                     ```
                2. three

        """)
    let page = String(
      decoding: MarkdownReport.bytes(
        of: report, language: .english, pictures: "p", flavour: flavour), as: UTF8.self)
    #expect(page.contains(expected), "\(page)")
  }

  /// Labels of MyST are those of the whole site.
  @Test func pagesOfTwoLanguagesHaveLabelsOfTheirOwn() async throws {
    let report = try await Sample.report.value
    func labels(_ language: Language) -> Set<String> {
      let page = String(
        decoding: MarkdownReport.bytes(
          of: report, language: language, pictures: "p", flavour: .myst), as: UTF8.self)
      return Set(page.matches(of: /^\(([^()]+)\)=$/.anchorsMatchLineEndings()).map { String($0.1) })
    }
    let (english, chinese) = (labels(.english), labels(.chinese))
    #expect(english.contains("figure-1") && chinese.contains("zh-figure-1"))
    #expect(english.isDisjoint(with: chinese))
  }

  /// MDX takes braces for programs and a paragraph that begins with import for a module, MyST braces for
  /// roles; in text they are text.
  @Test func textIsNoProgram() async throws {
    let report = try await report(
      of: BadReport.figures + """
        report:
          title: 'Sums {1+1}'
          sections:
            - text: |
                import x from "y" and {braces} beside `{code}`

                :::note

        """)
    func page(_ flavour: MarkdownFlavour) -> String {
      String(
        decoding: MarkdownReport.bytes(
          of: report, language: .english, pictures: "p", flavour: flavour), as: UTF8.self)
    }
    let mdx = page(.mdx)
    #expect(mdx.contains("# Sums \\{1+1\\}\n"))
    #expect(mdx.contains("\n&#105;mport x from \"y\" and \\{braces\\} beside `{code}`\n"))
    #expect(mdx.contains("\n\\:::note\n"))
    #expect(page(.myst).contains("\nimport x from \"y\" and \\{braces\\} beside `{code}`\n"))
    #expect(page(.github).contains("\nimport x from \"y\" and {braces} beside `{code}`\n"))
  }
}
