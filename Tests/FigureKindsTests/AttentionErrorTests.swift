// What figures of attention refuse, in which words, and what they warn of.

import FigureKinds
import FigureModel
import FigureScene
import Foundation
import TestSupport
import Testing

@Suite struct AttentionErrorTests {
  struct Wrong: Sendable, CustomStringConvertible {
    var kind: String
    var line: String
    var cause: FigureError.Cause
    var parts: [String]

    var description: String { "\(kind) \(line)" }

    init(_ kind: String, _ line: String, _ cause: FigureError.Cause, _ parts: String...) {
      self.kind = kind
      self.line = line
      self.cause = cause
      self.parts = parts
    }
  }

  private static let qk =
    "--query attention/computed/query0.npy --key attention/computed/key0.npy"
  private static let computed = "attention/computed/"

  static let wrong: [Wrong] = [
    // Choosing a matrix.
    Wrong("attention", minilm, .usage, "[6, 12, 13, 13]", "--layer 0…5", "--head 0…11", "--index"),
    Wrong("attention", minilm + " --layer 6 --head 0", .usage, "--layer 6", "--layer 0…5"),
    Wrong("attention", minilm + " --layer 0 --head -1", .usage, "--head -1"),
    Wrong("attention", minilm + " --index 1", .usage, "--index has 1 place"),
    Wrong("attention", minilm + " --index 1,2 --layer 0", .usage, "--index stands beside --layer"),
    Wrong("attention", minilm + " --combine mean --index 1,2", .usage, "--combine and --index"),
    Wrong(
      "attention", minilm + " --combine mean --layer 1 --head 1", .usage, "nothing to combine"),
    Wrong("attention", minilm + " --combine mean --layer 6", .usage, "--layer 6", "0 to 5"),
    Wrong("heads", minilm, .usage, "6 layers", "--layer 0 to --layer 5"),
    // An index says the layer, and leaves heads to choose from.
    Wrong("heads", minilm + " --index 3 --layer 0", .usage, "--index 3: stands beside --layer"),
    Wrong("heads", minilm + " --index 3 --heads-of 0:1", .usage, "beside --heads-of"),
    Wrong("head-view", minilm + " --index 3 --layer 0", .usage, "--index 3: stands beside --layer"),
    Wrong("head-measures", minilm + " --index 3 --layer 0", .usage, "beside --layer"),
    Wrong("model-view", minilm + " --index 3 --layers 1", .usage, "beside --layers"),
    Wrong("rollout", minilm + " --index 3", .usage, "leaves layer 3 alone", "needs all"),
    Wrong("heads", minilm + " --index 9", .usage, "--index 9 is outside; choose among 0…5"),
    Wrong("heads", minilm + " --index 3,2", .usage, "give --index 3 alone and choose the head"),
    Wrong("heads", "--weights formats/att_3d_f8.npy --index 0", .usage, "leave it out and choose"),
    Wrong(
      "heads", "--weights seed:1,[4,3,8,5,5],weights --index 1", .usage, "it leaves a batch",
      "--batch 0 to --batch 2", "--axes"),
    // A difference parts at 0.
    Wrong(
      "attention", minilm + " --layer 0 --head 0 --minus example:minilm --norm power", .usage,
      "--norm power", "--minus", "linear scale about 0; leave --norm out"),
    Wrong(
      "heads", minilm + " --layer 1 --minus example:minilm --norm log", .usage, "--norm log",
      "leave --norm out"),
    Wrong("heads", minilm + " --layer 1 --heads 0,12", .usage, "--heads 12", "heads 0 to 11"),
    Wrong("heads", minilm + " --layer 1 --columns 0", .usage, "--columns 0", "at least 1"),
    Wrong("model-view", minilm + " --layers 6", .usage, "--layers 6", "layers 0 to 5"),
    Wrong("model-view", minilm + " --heads 12", .usage, "--heads 12"),
    Wrong("head-view", minilm + " --layer 0 --heads 0-16", .usage, "17 heads", "at most 16"),
    Wrong("head-view", minilm + " --layer 0 --threshold -1", .usage, "--threshold -1", "0 or more"),
    Wrong("rollout", minilm + " --residual 1.5", .usage, "--residual 1.5", "from 0 to 1"),
    Wrong("rollout", minilm + " --layer 6", .usage, "--layer 6", "layers 0 to 5"),
    Wrong("rollout", "--weights formats/att_3d_f8.npy", .usage, "needs all layers"),
    Wrong("head-measures", minilm + " --measures entropi", .usage, "did you mean entropy?"),
    Wrong("head-measures", minilm + " --measures first,first", .usage, "first is named twice"),
    Wrong("head-measures", minilm + " --layer 1", .usage, "choose a head as well"),
    Wrong("head-measures", minilm + " --drop-tokens it", .usage, "--drop-tokens"),
    // A query.
    Wrong(
      "attention", minilm + " --layer 0 --head 0 --query-token robt", .usage,
      "--query-token robt", "did you mean robot?", "13 tokens"),
    Wrong(
      "attention", "--weights minilm/s2_attentions.npy --layer 0 --head 0 --query-token 16",
      .usage, "--query-token 16", "0 to 15"),
    Wrong(
      "head-view", "--weights minilm/s2_attentions.npy --layer 0 --query-token its", .usage,
      "--query-token its", "--tokens"),
    // Weights and computing do not mix.
    Wrong("attention", minilm + " --layer 0 --head 0 --stage scores", .usage, "--stage scores"),
    Wrong("attention", minilm + " --layer 0 --head 0 --seed 1", .usage, "--seed"),
    Wrong("attention", minilm + " --layer 0 --head 0 --temperature 2", .usage, "--temperature"),
    Wrong("attention", minilm + " --layer 0 --head 0 --key x.npy", .usage, "--key"),
    Wrong("attention", "", .usage, "give --weights FILE", "--tokens"),
    Wrong("cross-attention", "--query-tokens a", .usage, "--key-tokens"),
    Wrong("attention", "--tokens a --combine mean", .usage, "--combine goes with --weights"),
    Wrong("attention", "--tokens a --head 0", .usage, "give --weights FILE"),
    Wrong("attention", "--tokens a --dimensions 0", .usage, "--dimensions 0", "1 to 4096"),
    Wrong("attention", "--tokens a --seed -1", .usage, "--seed -1", "0 or more"),
    Wrong("attention", "--query \(computed)query0.npy", .usage, "at least --query and --key"),
    Wrong("attention", qk + " --dimensions 4", .usage, "--dimensions"),
    Wrong("attention", qk + " --stage output", .usage, "--stage output: give --value"),
    Wrong("attention", qk + " --stage all", .usage, "--stage all: give --value"),
    Wrong(
      "attention", "--query \(computed)query0.npy --key \(computed)value0.npy", .usage,
      "4 columns", "3", "same d_k"),
    Wrong(
      "attention", "--query \(computed)query.npy --key \(computed)key.npy", .usage,
      "[2, 5, 4]", "--head 0…1"),
    Wrong("attention", qk + " --stage v", .usage, "--stage v: give --value"),
    Wrong(
      "attention", minilm + " --layer 0 --head 0 --stage q", .usage, "--stage q",
      "holds weights, and no vectors", "--model"),
    Wrong("attention", minilm + " --layer 0 --head 0 --stage output", .usage, "no vectors"),
    Wrong("attention", qk + " --stage k --mask causal", .usage, "--mask", "nothing of --stage k"),
    Wrong("attention", qk + " --stage q --temperature 2", .usage, "--temperature"),
    Wrong("attention", "--tokens a --stage v --query-token a", .usage, "--stage v"),
    Wrong("attention", "--tokens a --stage output --query-token a", .usage, "--stage output"),
    Wrong("attention", "--tokens a --stage all --query-token a", .usage, "--stage all"),
    Wrong(
      "attention", "--tokens a --stage scores --only-tokens a --renormalize", .usage,
      "--renormalize", "only weights sum to 1"),
    // Masks and scaling.
    Wrong("attention", qk + " --window -1", .usage, "--window -1", "0 or more"),
    Wrong("attention", qk + " --padding 7", .usage, "--padding 7", "number of keys, 6"),
    Wrong("attention", qk + " --temperature 0", .usage, "--temperature 0", "above 0"),
    Wrong("attention", qk + " --score-scale inf", .usage, "--score-scale", "finite"),
    Wrong("attention", qk + " --mask-hides", .usage, "--mask-hides goes with --mask-file"),
    Wrong(
      "attention", qk + " --mask-file \(computed)mask-narrow.npy", .usage,
      "[5, 5] for 5 queries and 6 keys", "[5, 6]"),
    Wrong("attention", qk + " --mask-file \(computed)mask-counts.npy", .usage, "holds 2"),
    Wrong(
      "attention", qk + " --mask-file \(computed)mask-additive.npy --mask-hides", .usage,
      "--mask-hides", "truth values"),
    Wrong("attention", qk + " --mask-file nowhere.npy", .work, "--mask-file", "No such file"),
    // Files.
    Wrong("attention", "--weights nowhere.npy", .work, "--weights", "No such file"),
    Wrong("attention", "--weights example:nope", .usage, "no such example", "example:minilm"),
    Wrong("attention", "--weights formats/stored.npz", .usage, "choose --layer"),
    Wrong("attention", "--weights formats/stored.npz#nope", .usage, "nope"),
    Wrong("attention", "--weights formats/bad/truncated.npy", .work, "cut short"),
    Wrong("heatmap", "--input formats/empty_0x3_f4.npy", .work, "no cell to draw"),
    Wrong("lines", "--input formats/att_2d_f4.npy --rows 99", .usage, "--rows 99"),
    Wrong("lines", "--input formats/att_2d_f4.npy --rows 99,0,98", .usage, "--rows 99,98: "),
    Wrong(
      "heatmap", "--input formats/att_2d_f4.npy --vmax -1", .usage,
      "--vmax -1: must be greater than the least value, ", "give --vmin as well"),
    Wrong(
      "heatmap", "--input formats/att_2d_f4.npy --vmin 50", .usage,
      "--vmin 50: must be less than the greatest value, ", "give --vmax as well"),
    Wrong(
      "attention", minilm + " --layer 0 --head 0 --vmax -1", .usage,
      "--vmax -1: must be greater than the lower end of the colours, 0;"),
    Wrong(
      "pe-heatmap", "--encoding learned --table seed:1,[2,6,4]", .usage, "--table",
      "holds 2 matrices where one is wanted", "FILE#name"),
  ]

  @Test(arguments: wrong) func isRefusedWithTheWayOut(_ wrong: Wrong) throws {
    let kind = try #require(KindRegistry.named(wrong.kind))
    let error = try failure(kind, wrong.line.split(separator: " ").map(String.init))
    #expect(error.cause == wrong.cause, "\(error)")
    for part in wrong.parts { #expect(error.typed.contains(part), "\(error)") }
    #expect(!error.typed.contains("\n"))
    // A file is named once: "--weights x.npy: x.npy: …" says nothing twice.
    #expect(!error.typed.contains(/(\S+): \1/), "\(error)")
  }

  @Test func aRolloutNeedsSquares() throws {
    let folder = try Folder()
    try folder.write("[[[[0.5,0.5,0]],[[1,0,0]]],[[[0.2,0.8,0]],[[0,0,1]]]]", to: "w.json")
    let error = try failure(Rollout.self, ["--weights", "w.json"], folder: folder.path)
    #expect(error.cause == .work && error.typed.contains("as many keys as queries"))
  }
}

@Suite struct AttentionWarningTests {
  private func warnings<Kind: FigureKind>(
    _ kind: Kind.Type, _ text: String, _ words: [String] = []
  ) throws -> [String] {
    let folder = try Folder()
    try folder.write(text, to: "w.json")
    return try draft(kind, ["--weights", "w.json"] + words, folder: folder.path).warnings.typed
  }

  private let square = "[[0.5,0.5],[0.25,0.75]]"
  private let causal = "[[1,0],[0.25,0.75]]"

  @Test func rowsThatDoNotSumToOne() throws {
    #expect(try warnings(Attention.self, square) == [])
    let off = try warnings(Attention.self, "[[0.5,0.5],[0.25,0.5]]")
    #expect(off.count == 1 && off[0].contains("do not sum to 1 (off by up to 0.25)"))
    let scores = try warnings(CrossAttention.self, "[[5,1,2],[0,1,2]]")
    #expect(scores.count == 1 && scores[0].contains("off by up to 7"))
    // What half precision and rounded text leave of a sum of 1 is no mistake.
    #expect(try warnings(Attention.self, "[[0.333,0.333,0.333]]") == [])
    // Dropping tokens is the user's own doing.
    let dropped = try warnings(
      Attention.self, square, ["--tokens", "a b", "--drop-tokens", "b"])
    #expect(dropped == [])
  }

  @Test func crossAttentionThatLooksCausal() throws {
    let found = try warnings(CrossAttention.self, causal)
    #expect(found.count == 1 && found[0].contains("looks causally masked"))
    #expect(try warnings(Attention.self, causal) == [])
    #expect(try warnings(CrossAttention.self, square) == [])
    let wide = try warnings(CrossAttention.self, "[[1,0,0],[0.5,0.5,0]]")
    #expect(wide.count == 1 && wide[0].contains("causally"))
  }

  @Test func aSquareMatrixWithTwoListsOfTokens() throws {
    let two = ["--query-tokens", "a b", "--key-tokens", "c d"]
    for found in [
      try warnings(Attention.self, square, two), try warnings(CrossAttention.self, square, two),
    ] {
      #expect(found.count == 1 && found[0].contains("square, [2, 2]"))
    }
    let one = ["--query-tokens", "a b", "--key-tokens", "a b"]
    #expect(try warnings(Attention.self, square, one) == [])
    let wide = try warnings(
      CrossAttention.self, "[[0.5,0.5,0]]", ["--query-tokens", "a", "--key-tokens", "c d e"])
    #expect(wide == [])
  }

  @Test func aMaskThatHidesWeights() throws {
    #expect(try warnings(Attention.self, causal, ["--mask", "causal"]) == [])
    let found = try warnings(Attention.self, square, ["--mask", "causal"])
    #expect(found.count == 1 && found[0].contains("hides weights that are not 0 (up to 0.5)"))
  }

  @Test func manyMatricesAreToldOfOnce() throws {
    let three = "[[[0.5,0.5],[0.5,0.5]],[[0.5,0.5],[0.5,0.25]],[[0.5,1],[1,1]]]"
    let found = try warnings(Heads.self, three)
    #expect(found.count == 1)
    #expect(
      found[0].hasPrefix(
        "in 2 of 3 matrices (heads 1 and 2) the rows do not sum to 1 (off by up to 1)"))
    #expect(try warnings(ModelView.self, three) == found)
    #expect(try warnings(HeadMeasures.self, three) == found)
    #expect(try warnings(HeadView.self, three, ["--heads", "0"]) == [])
  }
}
