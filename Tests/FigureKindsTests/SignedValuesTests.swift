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
    ("-3,-1\n-2,-5\n", [], "viridis"), ("-3,1\n2,0.5\n", ["--vmin", "-3"], "RdBu_r"),
    ("-3,1\n2,0.5\n", ["--vmin", "-1", "--vmax", "2"], "RdBu_r"),
    ("-3,1\n2,0.5\n", ["--vmin", "0"], "viridis"),
    ("-3,1\n2,0.5\n", ["--vmin", "-0.01", "--vmax", "2"], "viridis"),
    // What is never below 0 stays in one direction, unless limits are as far from it on both sides.
    ("0,1\n2,3\n", ["--vmin", "-1", "--vmax", "3"], "viridis"),
    ("0,1\n2,3\n", ["--vmin", "-3", "--vmax", "3"], "RdBu_r"),
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
    // A map that no user named may have the page's own colour at 0.
    #expect(scale.hasNamedMap == options.contains("--colormap"))
  }

  /// Between limits that are no equally far from 0 its colour is the middle one, and equal differences look
  /// equal: −1 is as blue as 1 is red. A map that the user names keeps its whole range.
  @Test(arguments: [
    (["--vmin", "-1", "--vmax", "2"], true), (["--vmin", "-1"], true), (["--vmax", "1.5"], true),
    (["--vmin", "-1", "--vmax", "2", "--colormap", "RdBu_r"], false),
  ])
  func limitsOnBothSidesPartAtZero(_ options: [String], isCentered: Bool) throws {
    let folder = try Folder()
    try folder.write("-3,1\n2,0.5\n", to: "m.csv")
    let scale = try scale(
      try draft(MatrixHeatMap.self, ["--input", "m.csv"] + options, folder: folder.path))
    #expect((scale.norm == .centered(0)) == isCentered)
    guard isCentered else { return }
    #expect((scale.position(of: 0) - 0.5).magnitude < 1e-12)
    let (below, above) = (scale.position(of: -0.7), scale.position(of: 0.7))
    #expect((below + above - 1).magnitude < 1e-12)
  }

  /// Similarities, biases and differences of any kind; weights and the waves of encodings stay in one direction.
  @Test func kindsOfSignedValuesPartAtZero() throws {
    let folder = try Folder()
    try folder.write("1,2,-1\n-2,1,0\n0.5,-1,2\n", to: "v.csv")
    func map<Kind: FigureKind>(_ kind: Kind.Type, _ words: [String]) throws -> String {
      try scale(draft(kind, words, folder: folder.path)).map.name
    }
    let limits = ["--vmin", "-1", "--vmax", "0.8"]
    #expect(try map(PositionalSimilarity.self, ["--input", "v.csv"]) == "RdBu_r")
    #expect(try map(PositionalSimilarity.self, ["--input", "v.csv"] + limits) == "RdBu_r")
    #expect(try map(Bias.self, []) == "viridis")
    #expect(try map(Conventions.self, ["--encoding", "alibi"]) == "RdBu_r")
    #expect(try map(Conventions.self, ["--encoding", "t5"]) == "viridis")
    #expect(try map(Conventions.self, ["--encoding", "sincos-2d"]) == "viridis")
    // Files of weights that are none.
    try folder.write("[[[1,-2],[0.5,0.1]],[[0.3,0.7],[0.2,0.8]]]", to: "w.json")
    #expect(try map(Heads.self, ["--weights", "w.json"]) == "RdBu_r")
    try folder.write("[[[1,-0.01],[0.5,0.1]],[[0.3,0.7],[0.2,0.8]]]", to: "n.json")
    #expect(try map(Heads.self, ["--weights", "n.json"]) == "viridis")
    #expect(try map(Attention.self, ["--weights", "v.csv"]) == "RdBu_r")
    #expect(
      try map(PositionalHeatMap.self, ["--positions", "9", "--dimensions", "8"] + limits)
        == "viridis")
    #expect(
      try map(Attention.self, ["--tokens", "a b c", "--seed", "3"] + limits) == "viridis")
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
