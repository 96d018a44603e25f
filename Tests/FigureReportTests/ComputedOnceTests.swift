// A figure is computed once for all that is made of it.

import CairoRendering
import FigureModel
import FigureReport
import Foundation
import Testing

@testable import FigurePipeline

@Suite struct ComputedOnceTests {
  private static let manifest = """
    figures:
      - id: one
        kind: pe-heatmap
        positions: 12
        dimensions: 8
        theme: [light, dark]
        lang: [en, zh]
        formats: [png, svg, pdf]
    """

  @Test func themesLanguagesFormatsAndAReportShareOneComputation() async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/computed-once-\(UUID())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/figures.yaml"
    try Self.manifest.write(toFile: path, atomically: true, encoding: .utf8)
    let manifest = try Manifest(path: path)
    #expect(manifest.figures.count == 4)
    let computations = FigureComputations()
    var run = BatchRun(try BatchPlan(manifest, folder: folder + "/out"))
    run.computations = computations
    let result = try run.run { _ in }
    #expect(result.failures.isEmpty)
    #expect(result.outcomes.flatMap(\.written).count == 12)
    let figures = try Report.figures(
      ReportFigureRequest.joined(manifest.figures), jobs: 2, for: [.html, .pdf], computations)
    #expect(figures.count == 1)
    #expect(computations.performed == 1)
  }

  @Test func whatDoesNotFitIsKeptUntilAnotherIsAskedForAndOtherValuesAreNotShared() async throws {
    let text = Self.manifest + "\n    matrix:\n      base: [100, 10000]\n"
    let manifest = try Manifest(text: text, name: "m")
    #expect(manifest.figures.count == 8)
    let shared = FigureComputations()
    for figure in manifest.figures { _ = try shared.computed(figure.request) }
    #expect(shared.performed == 2)
    let none = FigureComputations(limit: 0)
    for figure in manifest.figures { _ = try none.computed(figure.request) }
    #expect(none.performed == 2)
    // In turn, each takes the other's place.
    for (first, second) in zip(manifest.figures.prefix(4), manifest.figures.suffix(4)) {
      _ = try none.computed(first.request)
      _ = try none.computed(second.request)
    }
    #expect(none.performed == 10)
    none.forget(manifest.figures.map(\.request))
    _ = try none.computed(manifest.figures[7].request)
    #expect(none.performed == 11)
  }
}
