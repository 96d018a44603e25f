// Values on both sides of 0 and what a model does to its scores: what pictures say of them.

import FigureModel
import FigureScene
import Foundation
import TestSupport
import Testing

@testable import FigureKinds

@Suite struct SignedValuesTests {
  private func scale(_ draft: FigureDraft) throws -> ColorScale {
    guard case .panels(let grid) = draft.figure.content,
      case .heatMap(let map)? = grid.panels.first?.content
    else { throw CocoaError(.featureUnsupported) }
    return map.scale
  }

  @Test(arguments: [
    ("-3,1\n2,0.5\n", [], "RdBu_r"), ("-0.04,1\n0.5,0\n", [], "viridis"),
    ("-1,0.05\n-0.5,0\n", [], "RdBu_r"), ("0,1\n2,3\n", [], "viridis"),
    ("-3,-1\n-2,-5\n", [], "viridis"), ("-3,1\n2,0.5\n", ["--vmin", "-3"], "viridis"),
    ("0,1\n2,3\n", ["--center", "1"], "RdBu_r"),
    ("-3,1\n2,0.5\n", ["--colormap", "magma"], "magma"),
    ("-3,1\n2,0.5\n", ["--norm", "power"], "viridis"), ("nan,1\n-2,inf\n", [], "RdBu_r"),
  ])
  func valuesOnBothSidesPartAtZero(_ text: String, _ options: [String], _ map: String) throws {
    let folder = try Folder()
    try folder.write(text, to: "m.csv")
    let scale = try scale(
      try draft(MatrixHeatMap.self, ["--input", "m.csv"] + options, folder: folder.path))
    #expect(scale.map.name == map)
    if map == "RdBu_r", options.isEmpty { #expect(scale.vmin == -scale.vmax) }
  }

  @Test(arguments: ["q", "k", "v", "scores", "scaled", "masked", "output"])
  func scoresPartAtZero(_ stage: String) throws {
    let words = ["--tokens", "a b c d e f", "--seed", "3", "--stage", stage]
    #expect(try scale(draft(Attention.self, words)).map.name == "RdBu_r")
  }

  /// What the arrow from scores to scaled ones says, and the title of the scaled ones.
  @Test(arguments: [
    ("bert", "÷ √dk", "QKᵀ/√dk", "scaled by 0.354 and through"),
    (
      "bloom", "÷ √dk, + bias, + mask", "QKᵀ/√dk + bias", "scaled by 0.354 and biased by position, "
    ),
    ("t5", "+ bias", "QKᵀ + bias", "scores [4, 4]; biased by position and through"),
    ("llama_gqa", "÷ √dk, + mask", "QKᵀ/√dk", "scaled by 0.354, "),
    (
      "../untrained/gemma2", "÷ √dk, soft cap 4, + mask", "QKᵀ/√dk, soft cap 4",
      "scaled by 0.408 and capped softly at 4, "
    ),
  ])
  func whatAModelDoesToScores(
    _ name: String, _ arrow: String, _ formula: String, _ sentence: String
  ) throws {
    let words =
      [
        "--model", "models/tiny/\(name)", "--ids", "5,17,33,8", "--layer", "1", "--head", "1",
      ] + (name == "t5" ? ["--target-ids", "0,4"] : [])
    let all = try draft(Attention.self, words + ["--stage", "all"]).figure
    guard case .diagram(let diagram) = all.content else { throw CocoaError(.featureUnsupported) }
    #expect(diagram.edges.contains { $0.label?.plain == arrow }, "\(diagram.edges.map(\.label))")
    #expect(all.summary.contains(sentence), "\(all.summary)")
    let scaled = try draft(Attention.self, words + ["--stage", "scaled"]).figure
    #expect(scaled.title?.plain.contains("scores " + formula + ",") == true, "\(scaled.title!)")
  }
}
