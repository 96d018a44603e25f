// patches: weights against the library's, masks and rollouts against what they must be, and wrong calls.

import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene
import MatrixFiles
import TestSupport
import Testing

@testable import FigureKinds

@Suite struct PatchesTests {
  private static let stored = ["--weights", "seed:7,[2,3,17,17],weights"]

  private func maps(_ words: [String]) throws -> Matrix<Double> {
    try #require(try draft(Patches.self, words).table).matrix
  }

  private func isNear(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= 2e-5 }
  }

  /// The rows of the query that transformers computed from the same file.
  @Test(arguments: [
    ("tiny/vit", "vit", 1), ("untrained/deit", "deit", 2), ("untrained/dinov2", "dinov2", 1),
    ("untrained/dinov2_registers", "dinov2_registers", 3), ("untrained/clip", "clip", 1),
  ])
  func mapsAreRowsOfTheReference(folder: String, name: String, specials: Int) throws {
    let file = try MatrixFile.open(fixturesFolder + "/images/seen-\(name).safetensors")
    let reference = try file.tensor(named: "tall.png attentions")
    let heads = reference.info.shape[1]
    let words = [
      "--model", "models/\(folder)", "--image", "images/tall.png", "--layer", "1",
    ]
    for (query, row) in [("cls", 0), ("1,2", nil), ("2", 2)] {
      let drawn = try draft(Patches.self, words + ["--query", query])
      let table = try #require(drawn.table)
      let columns = table.matrix.columns
      let expected = try (0..<heads).flatMap { head in
        Array(
          try reference.matrix(at: [1, head], as: Double.self)
            .row(row ?? specials + columns + 2).dropFirst(specials))
      }
      #expect(isNear(table.matrix.values, expected), "\(query)")
      #expect(table.matrices == heads)
      #expect(drawn.figure.notes.contains { $0.text == "Model: \(name)." })
      #expect(
        drawn.figure.notes.contains { $0.text.hasPrefix("Image: tall.png, 50 × 83 px, resized") })
    }
  }

  /// Weights in a file: the grid is given, or found with a warning.
  @Test func storedWeightsAreLaidOut() throws {
    let given = try draft(Patches.self, Self.stored + ["--grid", "4x4", "--layer", "1"])
    #expect(given.warnings.isEmpty)
    let guessed = try draft(Patches.self, Self.stored + ["--layer", "1"])
    #expect(
      guessed.warnings.count == 1 && guessed.warnings[0].typed.contains("1 before a grid of 4x4"))
    #expect(given.table?.matrix == guessed.table?.matrix)
    let wide = try draft(
      Patches.self, Self.stored + ["--layer", "1", "--grid", "3x5", "--special-tokens", "2"])
    #expect(wide.table?.matrix.columns == 5 && wide.warnings.isEmpty)
    #expect(
      try draft(Patches.self, Self.stored + ["--layer", "1", "--grid", "3x5"]).warnings.count == 1)
  }

  /// DINO's mask by hand: of 0.1, 0.2, 0.3 and 0.4 the last two hold 0.6 and more.
  @Test func masksHoldTheMass() {
    #expect(PatchMap.mask([0.3, 0.1, 0.4, 0.2], mass: 0.65) == [1, 0, 1, 0])
    #expect(PatchMap.mask([0.3, 0.1, 0.4, 0.2], mass: 0.3) == [0, 0, 1, 0])
    #expect(PatchMap.mask([0.3, 0.1, 0.4, 0.2], mass: 1) == [1, 1, 1, 1])
    // It is the share on patches that counts, not of all tokens.
    #expect(PatchMap.mask([0.03, 0.01, 0.04, 0.02], mass: 0.65) == [1, 0, 1, 0])
    #expect(PatchMap.mask([0, 0], mass: 0.5) == [0, 0])
  }

  /// Whatever the weights, those kept hold the mass, and without the least of them they would not.
  @Test(arguments: [0.1, 0.5, 0.6, 0.9]) func masksAreAsSmallAsCanBe(mass: Double) throws {
    let words = Self.stored + ["--grid", "4x4", "--layer", "1"]
    let weights = try maps(words)
    let masks = try maps(words + ["--mass", "\(mass)"])
    for head in 0..<3 {
      let range = head * 16..<(head + 1) * 16
      let (all, mask) = (Array(weights.values[range]), Array(masks.values[range]))
      let kept = zip(all, mask).filter { $0.1 == 1 }.map(\.0)
      let sum = all.reduce(0, +)
      #expect(kept.reduce(0, +) >= mass * sum - 1e-12)
      #expect(kept.reduce(0, +) - (kept.min() ?? 0) < mass * sum + 1e-12)
      #expect(Set(mask).isSubset(of: [0, 1]))
    }
  }

  @Test func rolloutsAreBetweenTheirEnds() throws {
    let words = Self.stored + ["--grid", "4x4", "--rollout"]
    // The residual alone leaves every patch where it was.
    let still = try maps(words + ["--residual", "1", "--query", "2,3"])
    var stays = [Double](repeating: 0, count: 16)
    stays[11] = 1
    #expect(still.values == stays)
    // One layer without it is the mean of its heads.
    let one = try maps(words + ["--residual", "0", "--layer", "0"])
    let heads = try maps(Self.stored + ["--grid", "4x4", "--layer", "0"]).values
    var means: [Double] = []
    for place in 0..<16 {
      let sum = heads[place] + heads[16 + place] + heads[32 + place]
      means.append(sum / 3)
    }
    #expect(isNear(one.values, means))
  }

  @Test func smoothingKeepsTheMiddlesOfPatchesAndIsTold() throws {
    let plain = try draft(
      Patches.self, Self.stored + ["--grid", "4x4", "--layer", "1", "--head", "0"])
    let smooth = try draft(
      Patches.self, Self.stored + ["--grid", "4x4", "--layer", "1", "--head", "0", "--smooth"])
    #expect(plain.table?.matrix == smooth.table?.matrix)
    // What is read off the smoothed map is the patch's own weight, wherever in the patch.
    guard case .panels(let panels) = smooth.figure.content else { return }
    let map = try #require(panels.panels.first?.heatMap)
    #expect(map.readValues == plain.table?.matrix && map.matrix?.rows == 4 * 16)
    #expect(smooth.figure.notes.contains { $0.text.hasPrefix("Smoothed:") })
    func cells(_ draft: FigureDraft) -> Matrix<Double>? {
      guard case .panels(let grid) = draft.figure.content else { return nil }
      return grid.panels.first?.heatMap?.matrix
    }
    let (few, many) = (try #require(cells(plain)), try #require(cells(smooth)))
    let factor = many.rows / few.rows
    #expect(factor > 1 && many.columns == factor * few.columns)
    #expect(many[0, 0] == few[0, 0] && many[many.rows - 1, 0] == few[3, 0])
    let (low, high) = (few.values.min() ?? 0, few.values.max() ?? 0)
    #expect(many.values.allSatisfy { $0 >= low && $0 <= high })
  }

  @Test(arguments: [
    (["--grid", "4x4"], "choose one with --layer 0 to --layer 1"),
    (["--grid", "5x5", "--layer", "0"], "25 patches are not the 17 keys"),
    (
      ["--grid", "4x4", "--special-tokens", "2", "--layer", "0"],
      "and 2 tokens before them are not the"
    ),
    (["--grid", "big", "--layer", "0"], "--grid big: give rows and columns"),
    (["--layer", "0", "--query", "4,0"], "rows 0 to 3 and columns 0 to 3"),
    (["--layer", "0", "--query", "17"], "tokens are numbered 0 to 16"),
    (["--layer", "0", "--query", "dog"], "--query dog: give cls, a patch by ROW,COLUMN"),
    (["--layer", "0", "--special-tokens", "3"], "its 17 keys are no square of patches"),
    (["--layer", "0", "--grid", "1x17", "--query", "cls"], "there is no token before the patches"),
    (["--layer", "0", "--overlay"], "--overlay: there is no image"),
    (["--layer", "0", "--opacity", "0.3"], "--opacity 0.3: goes with --overlay"),
    (["--layer", "0", "--smooth", "--mass", "0.6"], "--smooth and --mass exclude each other"),
    (["--layer", "0", "--transpose"], "--transpose: patches lie as they do in the image"),
    (["--rollout", "--head", "0"], "--head: --rollout averages all heads"),
    (["--layer", "0", "--head", "0", "--heads", "1"], "--head and --heads exclude each other"),
    (["--layer", "0", "--head", "3"], "--head 3: seed:7,[2,3,17,17],weights has heads 0 to 2"),
    (["--layer", "0", "--image", "images/cmyk.jpg"], "--image "),
    (["--layer", "0", "--image", "images/make.py"], "is no picture that can be read"),
  ])
  func wrongCallsAreNamed(words: [String], said: String) {
    do {
      _ = try draft(Patches.self, Self.stored + words)
      Issue.record("\(words) was drawn")
    } catch {
      let told = (error as? FigureError)?.typed ?? "\(error)"
      #expect(told.contains(said), "\(told)")
    }
  }

  @Test(arguments: [
    ([], "give --model FOLDER with --image FILE, or --weights FILE"),
    (["--model", "models/tiny/vit"], "patches are of an image: give --image FILE"),
    (["--model", "models/tiny/vit", "--text", "hi"], "patches are of an image"),
    (["--model", "models/tiny/bert", "--image", "images/wide.png"], "it sees no pictures"),
    (
      ["--model", "models/tiny/vit", "--image", "images/wide.png", "--grid", "4x4"],
      "the model says its own"
    ),
    (
      ["--model", "models/tiny/vit", "--image", "images/claims-much.png", "--layer", "0"],
      "says that it has 50000 x 50000 pixels"
    ),
  ])
  func wrongModelsAreNamed(words: [String], said: String) {
    do {
      _ = try draft(Patches.self, words)
      Issue.record("\(words) was drawn")
    } catch {
      let told = (error as? FigureError)?.typed ?? "\(error)"
      #expect(told.contains(said), "\(told)")
    }
  }

  /// What a figure is made from is what a manifest keeps watch over.
  @Test func theImageIsAnInput() throws {
    let kind = try Patches.parse(["--weights", "a.npy", "--image", "cat.png"])
    #expect(kind.inputFiles == ["a.npy", "cat.png"])
  }

  @Test func otherCommandsTakeAnImage() throws {
    let words = ["--model", "models/untrained/clip", "--image", "images/wide.png", "--layer", "0"]
    let one = try draft(Attention.self, words + ["--head", "1", "--query-token", "1,2"])
    #expect(one.table?.matrix.columns == 17)
    #expect(one.table?.columnLabels.prefix(3) == ["[CLS]", "0,0", "0,1"])
  }
}
