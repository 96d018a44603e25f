// A page is searched once for all pictures of a figure that differ in colours or formats alone.

import FigureKinds
import FigureModel
import Foundation
import TestSupport
import Testing

@testable import FigurePipeline

@Suite struct SharedPageTests {
  private static let variants = "theme: [light, dark], lang: [en, zh], formats: [png, svg, pdf]"
  private static let figures = """
    figures:
      - { id: one, kind: pe-heatmap, positions: 12, dimensions: 8, \(variants) }
      - { id: two, kind: diagram scaled-dot-product, page: phone, \(variants) }

    """

  @Test func aSetSearchesAPageForEachLanguageAlone() async throws {
    let site = try Site(["m.yaml": Self.figures])
    let computations = FigureComputations()
    let result = try await site.run(site.plan(output: site.folder["out"])) {
      $0.computations = computations
      $0.jobs = 1
    }
    #expect(result.failures.isEmpty && result.outcomes.flatMap(\.written).count == 24)
    #expect(computations.pages.searches == 4)
  }

  /// Themes that set other sizes, and other media, have pages of their own.
  @Test func whatDiffersInMoreThanColoursIsSearchedByItself() async throws {
    let site = try Site([
      "m.yaml": """
      figures:
        - { id: one, kind: pe-heatmap, positions: 12, dimensions: 8, theme: [light, article, dark] }

      """
    ])
    let computations = FigureComputations()
    try await site.run(site.plan(output: site.folder["out"])) {
      $0.computations = computations
      $0.jobs = 1
    }
    #expect(computations.pages.searches == 2)
  }

  /// What is laid out as it stands in another theme is laid out as it would be by itself.
  @Test(arguments: [
    "pe-heatmap --positions 100 --dimensions 256", "pe-lines --at-positions 5,10,20,40",
    "attention --tokens \"the cat sat on the mat\" --stage all", "bias --heads 8",
    "heads --weights attention/minilm-s1-attentions.npy --layer 5",
    "head-view --weights attention/minilm-s1-attentions.npy --layer 4 --heads 4-6",
    "diagram multi-head --heads 8", "diagram self-and-cross-attention",
    "diagram dot-product --tokens \"the cat sat on the mat\" --dimensions 8",
  ])
  func aPageOfAnotherThemeIsItsOwn(_ command: String) throws {
    let renderer = FigureRenderer()
    for preset in [nil, PagePreset.phone, .column, .slide] {
      var request = try parsedRequest(command)
      request.folder = fixturesFolder
      request.appearance.preset = preset
      let light = try renderer.prepare(request)
      request.appearance.theme = .dark
      let own = try renderer.prepare(request)
      let shared = try renderer.prepare(request, as: light.arrangement)
      #expect(shared.scene == own.scene, "\(preset?.rawValue ?? "")")
      #expect(shared.arrangement == own.arrangement)
    }
  }
}
