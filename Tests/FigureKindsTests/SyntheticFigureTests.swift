// Whatever a seed made up is called synthetic in the picture and in the alt text, by whichever way it came
// into a figure.

import FigureModel
import FigureScene
import TestSupport
import Testing

@testable import FigureKinds

@Suite struct SyntheticFigureTests {
  static let madeUp: [(kind: any FigureKind.Type, words: String)] = [
    (Attention.self, "--tokens a_b_c"),
    (Attention.self, "--tokens a_b_c --seed 3 --stage all"),
    (Attention.self, "--tokens a_b_c --stage q"),
    (Attention.self, "--tokens a_b_c --query-token b"),
    (Attention.self, "--tokens a_b_c --rope"),
    (Attention.self, "--tokens a_b_c --encoding shaw --stage all"),
    (Attention.self, "--query seed:1,[5,4] --key seed:2,[5,4]"),
    (Attention.self, "--weights example:minilm --layer 0 --head 0 --minus seed:1,[6,12,13,13]"),
    (CrossAttention.self, "--query-tokens a_b --key-tokens c"),
    (MatrixHeatMap.self, "--input seed:7,[6,6]"),
    (MatrixLines.self, "--input seed:7,[3,9]"),
    (PositionalSimilarity.self, "--input seed:7,[6,8]"),
    (PositionalSimilarity.self, "--encoding learned,table=seed:7,[16,8]"),
    (Heads.self, "--weights seed:7,[4,8,8],weights"),
    (HeadView.self, "--weights seed:7,[4,8,8],weights --heads 0-2"),
    (ModelView.self, "--weights seed:7,[2,4,8,8],weights"),
    (Rollout.self, "--weights seed:7,[2,4,8,8],weights"),
    (HeadMeasures.self, "--weights seed:7,[2,4,8,8],weights"),
    (DotProductDiagram.self, "--values numbers"),
    (DotProductDiagram.self, "--query seed:1,[5,4] --key seed:2,[5,4]"),
    (WeightedSumDiagram.self, "--values numbers --seed 4"),
    (WeightedSumDiagram.self, "--weights seed:1,[5,5],weights --value seed:2,[5,4]"),
    (SelfFocus.self, ""),
    (PermutationDemo.self, ""),
    (Frequencies.self, "--encoding fourier-random"),
    (Decay.self, "--encoding rope"),
  ]

  @Test(arguments: madeUp.indices, Language.allCases)
  func pictureAndAltTextSayIt(_ index: Int, in language: Language) throws {
    let (kind, words) = Self.madeUp[index]
    let figure = try figure(kind, words, language)
    let word = language == .english ? "ynthetic" : "合成"
    // What a page without room leaves out is left out here.
    let kept = figure.withoutBackground.displayedNotes
    #expect(kept.contains(word), "\(kept)")
    #expect(figure.summaryWithNotes.contains(word))
  }

  /// Once, and not of what was read, of symbols, or of what a rule gives.
  @Test(
    arguments: [
      (Attention.self, "--weights example:minilm --layer 0 --head 0"),
      (MatrixHeatMap.self, "--input example:minilm --layer 0 --head 0"),
      (DotProductDiagram.self, ""), (WeightedSumDiagram.self, ""),
      (PositionalSimilarity.self, "--positions 5"),
    ] as [(any FigureKind.Type, String)])
  func nothingElseIsCalledSo(_ kind: any FigureKind.Type, _ words: String) throws {
    let figure = try figure(kind, words, .english)
    #expect(!figure.summaryWithNotes.lowercased().contains("synthetic"))
  }

  /// A mask from a seed is told as such, and the weights that it marks are not.
  @Test(arguments: [
    (
      "--weights example:minilm --layer 0 --head 0 --mask-file seed:7,[13,13]",
      "The mask is drawn from a seed (synthetic)."
    ),
    (
      "--tokens a_b_c_d --mask-file seed:7,[4,4]",
      "Embeddings and projections are drawn from seed 0 (synthetic). The mask is drawn from a seed (synthetic)."
    ),
    (
      "--weights seed:7,[5,5],weights --mask-file seed:7,[5,5],weights",
      "Synthetic numbers, drawn from a seed. The mask is drawn from a seed (synthetic)."
    ),
  ])
  func theMaskIsToldByItself(words: String, says: String) throws {
    let drawn = try figure(Attention.self, words, .english)
    #expect(drawn.notes.last?.text == says)
    let chinese = try figure(Attention.self, words, .chinese)
    #expect(chinese.notes.last?.text.hasSuffix("掩码由随机种子生成（合成）。") == true)
  }

  @Test func theSeedIsToldWithWhatItMade() throws {
    let figure = try figure(Attention.self, "--tokens a_b --dimensions 6 --seed 9", .english)
    #expect(figure.displayedNotes == "Drawn from seed 9 (synthetic).")
    #expect(
      figure.summaryWithNotes.hasSuffix(
        "Embeddings of 6 numbers and projections are drawn from seed 9 (synthetic)."))
  }

  /// One score is one, and what bars of weights show is named as everywhere.
  @Test func demosAreNamed() throws {
    let one = try figure(SoftmaxExample.self, "--scores 3", .english)
    #expect(one.title?.plain == "Softmax of one score, raw and scaled")
    #expect(one.summary.hasPrefix("Bars of the softmax of 1 score:"))
    #expect(
      try figure(SoftmaxExample.self, "--scores 3,4", .chinese).title?.plain.hasPrefix("2 个分数的")
        == true)
    for (kind, name) in [
      (SelfFocus.self as any FigureKind.Type, "weight"), (PermutationDemo.self, "value"),
    ] {
      guard case .panels(let grid) = try figure(kind, "", .english).content else {
        Issue.record("no panels")
        continue
      }
      #expect(grid.sharedColorBar?.label?.plain == name)
      let titles = grid.panels.compactMap(\.shortTitle)
      if name == "weight" {
        #expect(titles.count == 2 && titles.allSatisfy { $0.plain.count < 30 })
      }
    }
  }

  private func figure(
    _ kind: any FigureKind.Type, _ words: String, _ language: Language
  ) throws -> Figure {
    let words = words.split(separator: " ").map { String($0).replacing("_", with: " ") }
    func drawn<Kind: FigureKind>(_ kind: Kind.Type) throws -> Figure {
      try draft(kind, words, language: language).figure
    }
    return try drawn(kind)
  }
}

extension Figure {
  fileprivate var withoutBackground: Figure {
    var bare = self
    bare.hidesBackground = true
    bare.hidesConventions = true
    return bare
  }
}
