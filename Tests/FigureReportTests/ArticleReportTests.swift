// The built-in report is whole in both languages.

import Article
import FigureClaims
import FigureModel
import FigurePipeline
import TestSupport
import Testing
import TextFormats

@testable import FigureReport

struct ArticleReportTests {
  @Test func `tells all of the article, with its figures, formulas and claims`() async throws {
    let report = try await Sample.article.value
    #expect(report.editions.map(\.language) == [.english, .chinese])
    let ids = [
      "introduction", "queries-keys-values", "scores", "softmax", "weighted-sum",
      "self-and-cross", "heads", "why-positions", "encoding-matrix", "encoding-rows",
      "taken-apart", "frequencies", "relative-shift", "similarity", "slips",
      "after-the-sinusoid", "learned-tables", "relative-positions", "alibi", "rope",
      "rope-conventions", "rope-scaling", "decay",
    ]
    for edition in report.editions {
      #expect(edition.sections.map(\.id) == ids)
      #expect(edition.sections.allSatisfy { $0.title != nil && !$0.blocks.isEmpty })
    }
    #expect(Set(ArticleManifest.ids).isSubset(of: report.figures.map(\.id)))
    #expect(report.warnings == [])
    for claim in report.figures.flatMap(\.claims) { #expect(claim.holds, "\(claim.id)") }
  }

  /// The second part's figures follow the article's, whose numbers and whose batch stay as they were.
  @Test func `what came after the sinusoid follows, with its claims`() async throws {
    let report = try await Sample.article.value
    let ids = report.figures.map(\.id)
    let second = [
      "t5-buckets", "alibi-penalties", "rope-circles", "rope-weights", "rope-conventions",
      "rope-scaling", "encodings-decay",
    ]
    #expect(Array(ids.suffix(second.count)) == second && ids.count == 22 + second.count)
    #expect(Set(ArticleManifest.ids).isDisjoint(with: second))
    let claims = Dictionary(
      report.figures.map { ($0.id, $0.claims.map(\.id)) }, uniquingKeysWith: { $1 })
    for (figure, claim) in [
      ("t5-buckets", "far-distances-share-a-row"), ("t5-buckets", "buckets-are-monotone"),
      ("alibi-penalties", "bias-goes-on-linearly"),
      ("alibi-penalties", "bias-depends-on-distance"),
      ("rope-scaling", "unseen-angles-beyond-context"),
      ("rope-scaling", "scaling-keeps-slowest-in-range"),
      ("rope-weights", "rows-sum-to-one"), ("encodings-decay", "decay-greatest-at-zero"),
    ] {
      #expect(claims[figure]?.contains(claim) == true, "\(claim)")
    }
  }

  /// Blanks part Latin letters from Chinese words behind them, and quotation marks are those of the text.
  @Test func `captions are set like the text`() async throws {
    let report = try await Sample.article.value
    for figure in report.figures {
      let chinese = try #require(figure.editions[.chinese])
      for text in [chinese.alt, chinese.caption ?? ""] {
        #expect(!text.contains(#/[A-Za-z]{2,}[\u{4E00}-\u{9FFF}]/#), "\(text)")
      }
      let english = try #require(figure.editions[.english])
      #expect(!(english.alt + (english.caption ?? "")).contains("\""), "\(english.alt)")
    }
  }

  /// Whoever reads a chart with several series is told which is which.
  @Test func `all series that are read have names`() async throws {
    let report = try await Sample.article.value
    for figure in report.figures {
      for line in figure.lines where line.series.count > 1 {
        for (language, names) in line.names {
          #expect(names.count == line.series.count && !names.contains(""), "\(figure.id) \(names)")
          #expect(Set(names).count == names.count, "\(figure.id) \(language): \(names)")
        }
      }
    }
  }

  @Test func `says the same in both languages`() async throws {
    let report = try await Sample.article.value
    for (english, chinese) in zip(report.editions[0].sections, report.editions[1].sections) {
      #expect(
        english.blocks.flatMap(\.figures) == chinese.blocks.flatMap(\.figures), "\(english.id)")
      #expect(formulas(english) == formulas(chinese), "\(english.id)")
      #expect(english.blocks.count == chinese.blocks.count, "\(english.id)")
    }
  }

  private func formulas(_ section: ReportSection) -> [String] {
    section.blocks.flatMap { block -> [String] in
      if case .formula(let formula) = block { [formula.source] } else { [] }
    }
  }

  @Test func `no two figures have the same title`() async throws {
    let report = try await Sample.article.value
    for language in Language.allCases {
      let titles = report.figures.compactMap { $0.editions[language]?.title }
      #expect(titles.count == report.figures.count)
      #expect(Set(titles).count == titles.count, "\(titles)")
    }
  }

  @Test func `weights are w and scores are s`() async throws {
    let report = try await Sample.article.value
    for edition in report.editions {
      let softmax = try #require(edition.sections.first { $0.id == "softmax" })
      #expect(formulas(softmax)[0].hasPrefix("w_{ij} = \\frac{\\exp(s_{ij})}"))
    }
  }

  @Test func `every claim of the article stands in the report`() async throws {
    let report = try await Sample.article.value
    for edition in report.editions {
      let listed = Set(
        edition.sections.flatMap(\.blocks).flatMap { block -> [String] in
          if case .claims(let claims) = block { claims.map(\.id) } else { [] }
        })
      for check in ArticleClaims.all.flatMap(\.checks) {
        #expect(listed.contains(check.claim), "\(check.claim)")
      }
    }
    let slips = report.editions[0].sections.first { $0.id == "slips" }?.blocks.compactMap { block in
      if case .slips(let slips) = block { slips.count } else { nil }
    }
    #expect(slips == [8])
  }

  @Test func `the page is light and well formed`() async throws {
    let html = try HTMLReport.bytes(of: try await Sample.article.value)
    #expect(html.count < 4_000_000)
    #expect(try errors(html) == [])
  }

  @Test func `a user's page is well formed`() async throws {
    let html = try HTMLReport.bytes(of: try await Sample.report.value)
    #expect(try errors(html) == [])
  }

  /// Differences of heads have the colours that pictures have of signed values, near the ends of RdBu about the
  /// page's own colour, in each theme.
  @Test func differencesPartAtThePage() async throws {
    let html = String(
      decoding: try HTMLReport.bytes(of: try await Sample.report.value), as: UTF8.self)
    let light = "--page:#ffffff;--ground:#ffffff;"
    let dark = "--page:#0d1117;--ground:#0d1117;"
    #expect(html.contains(light) && html.contains(dark))
    #expect(html.contains("--below:#2267ad;--above:#b31c2d;"))
    #expect(html.contains("--below:#4a8ed9;--above:#ec595e;"))
  }

  /// What tidy takes for an error. Its warnings are about SVG and MathML, which it does not know.
  private func errors(_ html: [UInt8]) throws -> [String] {
    let said = String(
      decoding: try runTool(
        "sh", ["-c", "tidy -q -e --show-body-only no 2>&1; true"], input: html), as: UTF8.self)
    return said.split(separator: "\n").map(String.init).filter {
      $0.contains("Error:") || $0.contains("duplicate") || $0.contains("already defined")
    }
  }
}
