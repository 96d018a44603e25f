// What figures say of heads without a number or a weight, of what was left out, combined and chosen.

import ArgumentParser
import AttentionMath
import FigureKinds
import FigureModel
import FigureScene
import Foundation
import TestSupport
import Testing

@Suite struct WeightsNotesTests {
  /// Four heads of two layers: in layer 0 head 1 is NaN, in layer 1 head 0 has a row of NaN and head 1
  /// is 0 throughout.
  static let broken = """
    [[[[0.25,0.75],[0.5,0.5]],[[NaN,NaN],[NaN,NaN]]],[[[0.6,0.4],[NaN,NaN]],[[0,0],[0,0]]],
    [[[0.1,0.9],[0.2,0.8]],[[0.3,0.7],[0.4,0.6]]]]
    """

  private func drawn<Kind: FigureKind>(
    _ kind: Kind.Type, _ line: String, _ text: String = broken, language: Language = .english
  ) throws -> FigureDraft {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(text.utf8).write(to: folder.appending(path: "w.json"))
    return try draft(
      kind, ["--weights", "w.json"] + line.split(separator: " ").map(String.init),
      language: language, folder: folder.path)
  }

  private func notes(_ draft: FigureDraft) -> [String] { draft.figure.notes.map(\.text) }

  // MARK: Scales

  @Test(arguments: ["linear", "log", "power"])
  func aHeadWithoutValuesDoesNotStretchTheScale(norm: String) throws {
    for line in ["--layer 0", "--layer 1", "--layer 1 --heads 1,0"] {
      let figure = try drawn(Heads.self, line + " --norm \(norm)")
      let maximum = line.contains("layer 0") ? 0.75 : 0.6
      for map in figure.heatMaps { #expect(map.scale.vmax == maximum, "\(line)") }
    }
    let all = try drawn(ModelView.self, "--color-scale shared --norm \(norm)")
    #expect(all.heatMaps.allSatisfy { $0.scale.vmax == 0.9 })
  }

  @Test func hiddenWeightsDoNotStretchTheScale() throws {
    let figure = try drawn(Heads.self, "--layer 2 --heads 0 --mask causal")
    #expect(figure.heatMaps[0].scale.vmax == 0.8)
    let one = try drawn(Attention.self, "--layer 2 --head 0 --mask causal")
    #expect(one.heatMaps[0].scale.vmax == 0.8)
  }

  // MARK: NaN

  @Test func warningsNameLayerAndHead() throws {
    let heads = try drawn(Heads.self, "--layer 0")
    #expect(heads.warnings.count == 1)
    #expect(
      heads.warnings.typed[0].hasPrefix(
        "in layer 0, head 1 the weights hold NaN (4 of 4 values)"))
    let all = try drawn(ModelView.self, "")
    #expect(all.warnings.typed.contains { $0.contains("(layer 0, head 1; layer 1, head 0)") })
    #expect(all.warnings.typed.contains { $0.hasPrefix("in layer 1, head 1 ") })
    let one = try drawn(Attention.self, "--layer 1 --head 0")
    #expect(one.warnings.count == 1)
    #expect(
      one.warnings.typed[0].hasPrefix("in layer 1, head 0 the weights hold NaN (2 of 4 values)"))
  }

  @Test func aRolloutLeavesOutHeadsOfNaN() throws {
    let figure = try drawn(Rollout.self, "--layer 0")
    // Layer 0 is head 0 alone: half of it and half of the residual.
    #expect(figure.table?.matrix.values == [0.625, 0.375, 0.25, 0.75])
    #expect(
      figure.warnings.typed.contains { $0.hasPrefix("layer 0, head 1: left out, for NaN") })
    #expect(notes(figure).contains("Left out because of NaN or ∞: layer 0, head 1."))
    let chinese = try drawn(Rollout.self, "--layer 0", language: .chinese)
    #expect(notes(chinese).contains("因含 NaN 或 ∞ 而略去：第 0 层第 1 头。"))
    let all = try drawn(Rollout.self, "")
    #expect(all.table?.matrix.values.allSatisfy(\.isFinite) == true)
  }

  @Test func aLayerOfNothingButNaNIsAnError() throws {
    let text = "[[[[1,0],[0,1]]],[[[NaN,0],[0,1]]]]"
    let error = #expect(throws: FigureError.self) { try drawn(Rollout.self, "", text) }
    #expect(error?.cause == .work)
    #expect(error?.typed.contains("every matrix of layer 1 holds NaN") == true)
    #expect(throws: FigureError.self) {
      try drawn(Attention.self, "--layer 1 --combine mean", text)
    }
  }

  @Test(arguments: [("mean", [0.25, 0.75, 0.5, 0.5]), ("max", [0.25, 0.75, 0.5, 0.5])])
  func combiningLeavesOutHeadsOfNaN(how: String, values: [Double]) throws {
    let figure = try drawn(Attention.self, "--layer 0 --combine \(how)")
    #expect(figure.table?.matrix.values == values)
    #expect(figure.figure.title?.plain.hasSuffix("of 1 of 2 heads") == true)
    #expect(figure.warnings.typed.contains { $0.hasPrefix("layer 0, head 1: left out") })
    let layers = try drawn(Attention.self, "--head 0 --combine \(how)")
    #expect(layers.figure.title?.plain.hasSuffix("of 2 of 3 layers") == true)
  }

  // MARK: What was done to the weights

  @Test func droppedTokensAndRenormalizedRowsAreTold() throws {
    let line = "--layer 2 --head 0 --tokens a,b --tokens-separator , --drop-tokens a"
    let plain = try drawn(Attention.self, line)
    #expect(notes(plain) == ["Tokens left out: a (1 of 2)."])
    let again = try drawn(Attention.self, line + " --renormalize")
    #expect(notes(again).last == "Rows made to sum to 1 again.")
    let chinese = try drawn(Attention.self, line + " --renormalize", language: .chinese)
    #expect(notes(chinese) == ["略去词元：a（2 个中的 1 个）。", "各行重新归一，和为 1。"])
    for kind in [Heads.self, ModelView.self, HeadView.self] as [any FigureKind.Type] {
      let options = kind == ModelView.self ? "--layers 2 " : "--layer 2 "
      let figure = try drawn(
        kind, options + "--tokens a,b --tokens-separator , --drop-tokens a --renormalize")
      #expect(notes(figure) == notes(again), "\(kind)")
      #expect(figure.figure.notes.allSatisfy { !$0.isInTitle })
    }
    let rollout = try drawn(Rollout.self, "--tokens a,b --tokens-separator , --drop-tokens a")
    #expect(notes(rollout).contains("Tokens left out: a (1 of 2)."))
  }

  @Test func onlySomeTokensAreTold() throws {
    let side = 20
    let row = "[" + Array(repeating: "0.05", count: side).joined(separator: ",") + "]"
    let text = "[" + Array(repeating: row, count: side).joined(separator: ",") + "]"
    let names = (0..<side).map { "t\($0)" }.joined(separator: ",")
    let figure = try drawn(
      Attention.self, "--tokens \(names) --tokens-separator , --only-tokens t3,t5", text)
    #expect(notes(figure) == ["Tokens shown: t3, t5 (2 of 20)."])
    let cross = try drawn(
      CrossAttention.self,
      "--query-tokens \(names) --key-tokens \(names),  --tokens-separator , --drop-tokens t0",
      "[" + Array(repeating: row.dropLast() + ",0]", count: side).joined(separator: ",") + "]")
    #expect(notes(cross) == ["Queries left out: t0 (1 of 20).", "Keys left out: t0 (1 of 21)."])
  }

  @Test func rowsThatHaveNoWeightLeftAreTold() throws {
    let figure = try drawn(
      Attention.self, "--tokens a,b --tokens-separator , --drop-tokens b --renormalize",
      "[[0,1],[1,0]]")
    #expect(notes(figure).last == "Rows made to sum to 1 again, but for 1 row without weight.")
  }

  @Test func combinedAndChosenIsToldWhereAnotherTitleStands() throws {
    let combined = try drawn(Attention.self, "--layer 2 --combine mean")
    #expect(combined.figure.notes == [FigureNote("Layer 2, mean of 2 heads.", isInTitle: true)])
    let rollout = try drawn(Rollout.self, "--layer 0 --residual 0.25")
    #expect(notes(rollout)[0] == "Each layer: mean of its 2 heads, 0.25 of the residual.")
    #expect(!rollout.figure.notes[0].isInTitle, "no title says so")
    let row = try drawn(Attention.self, "--layer 2 --head 0 --query-token 1")
    let said = ["Layer 2, head 0.", "Query 1 of 2."]
    #expect(row.figure.notes == said.map { FigureNote($0, isInTitle: true) })
    let titled = try AppearanceArguments.parse(["--title", "My title"]).applied(to: row)
    #expect(titled.figure.notes == said.map { FigureNote($0) })
    let bare = try AppearanceArguments.parse(["--no-title"]).applied(to: combined)
    #expect(bare.figure.displayedNotes == "Layer 2, mean of 2 heads.")
  }

  @Test(arguments: Language.allCases) func theAltTextNamesTheHead(_ language: Language) throws {
    let figure = try drawn(Attention.self, "--layer 2 --head 1", language: language)
    #expect(
      figure.figure.summary.contains(language == .english ? "of layer 2, head 1" : "第 2 层第 1 头"))
  }
}
