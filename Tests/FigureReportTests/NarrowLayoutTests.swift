// Figures of HTML reports on narrow screens: the same values composed anew, in the same page.

import FigureKinds
import FigureLayout
import FigureModel
import FigurePipeline
import FigureScene
import Testing

@testable import FigureReport

@Suite struct NarrowLayoutTests {
  @Test func everyFigureOfTheArticleIsComposedForTelephones() async throws {
    let report = try await Sample.article.value
    var scrolling = 0
    for figure in report.figures {
      for (language, edition) in figure.editions {
        guard edition.isWide else {
          #expect(edition.narrow == nil && edition.light.size.width <= 480, "\(figure.id)")
          continue
        }
        guard let narrow = edition.narrow else {
          scrolling += 1
          // Diagrams have no panels that could stand below each other.
          #expect(edition.description.panels.isEmpty, "\(figure.id) \(language)")
          continue
        }
        #expect(narrow.light.size == narrow.dark.size)
        if narrow.isWhole {
          // Diagrams may need somewhat more.
          let maximum = edition.description.panels.isEmpty ? 480.0 : 360
          #expect((360...maximum).contains(narrow.light.size.width), "\(figure.id) \(language)")
        } else {
          // It needs more, and is no wider than it must be.
          #expect((480...640).contains(narrow.light.size.width), "\(figure.id) \(language)")
          scrolling += 1
        }
        #expect(narrow.description.panels.count == edition.description.panels.count)
      }
    }
    let page = String(decoding: try HTMLReport.bytes(of: report), as: UTF8.self)
    // What a narrow screen does not show whole, it says.
    #expect(page.matches(of: /<p class="sideways">/).count == scrolling)
    #expect(page.utf8.count < 4_000_000)
  }

  @Test func theSameReportHasTheSameBytes() async throws {
    let report = try await Sample.article.value
    #expect(try HTMLReport.bytes(of: report) == HTMLReport.bytes(of: report))
  }

  /// The outlines of letters are there once, whichever drawings use them.
  @Test func drawingsShareTheOutlinesOfTheirLetters() async throws {
    let page = String(
      decoding: try HTMLReport.bytes(of: try await Sample.article.value), as: UTF8.self)
    let defined = page.matches(of: /<path id="(g\d+)" d="([^"]*)"/)
    #expect(Set(defined.map(\.1)).count == defined.count)
    #expect(Set(defined.map(\.2)).count == defined.count)
    let images = page.matches(of: /<image id="(i\d+)"/).map(\.1)
    #expect(Set(images).count == images.count)
    let used = Set(page.matches(of: /<use[^>]* href="#([^"]+)"/).map(\.1))
    #expect(used == Set(defined.map(\.1)).union(images))
  }

  @Test func numbersAreWrittenOnce() async throws {
    let report = try await FigureReportTests.report(
      of: """
        figures:
        - { id: pe, kind: pe-heatmap, positions: 60, dimensions: 48 }
        """)
    let figure = try #require(report.figures.first)
    #expect(figure.editions[.english]?.narrow?.isWhole == true)
    let page = String(decoding: try HTMLReport.bytes(of: report), as: UTF8.self)
    #expect(page.matches(of: /"data":/).count == 1)
    #expect(page.contains(#""narrow":{"size":{"en":[360.0,"#))
  }

  @Test func whatIsNarrowAnywayIsDrawnOnce() async throws {
    let report = try await FigureReportTests.report(
      of: """
        figures:
        - { id: pe, kind: pe-heatmap, positions: 20, dimensions: 16, page: column }
        """)
    #expect(report.figures[0].editions[.english]?.narrow == nil)
    let page = String(decoding: try HTMLReport.bytes(of: report), as: UTF8.self)
    #expect(!page.contains("\"sideways\"") && page.contains("<div class=\"stage\">"))
  }

  @Test func paperNeedsNoTelephone() async throws {
    let manifest = try Manifest(
      text: "figures:\n- { id: pe, kind: pe-heatmap, positions: 60, dimensions: 48 }\n", name: "m")
    let figures = try Report.figures(
      ReportFigureRequest.joined(manifest.figures), jobs: 1, for: [.pdf])
    #expect(figures[0].editions[.english]?.narrow == nil)
  }
}
