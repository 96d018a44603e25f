// Weights whose axes are not what a command takes them for, and rows that do not sum to 1.

import ArgumentParser
import AttentionMath
import FigureKinds
import FigureModel
import FigureScene
import Foundation
import TestSupport
import Testing

@Suite struct WeightsLayoutTests {
  /// Numbers of a shape, row by row, as JSON.
  private static func json(_ shape: [Int], _ value: ([Int]) -> Double) -> String {
    func part(_ index: [Int]) -> String {
      guard index.count < shape.count else { return "\(value(index))" }
      return "[" + (0..<shape[index.count]).map { part(index + [$0]) }.joined(separator: ",") + "]"
    }
    return part([])
  }

  /// Weights of a shape `[…, queries, keys]`, none of them 0, whose rows sum to 1: they differ from
  /// key to key and from query to query.
  private static func weights(_ shape: [Int]) -> String {
    let keys = shape[shape.count - 1]
    let total = Double(keys * (keys + 1)) / 2
    return json(shape) { index in
      let shift = index.dropLast().reduce(0, +)
      return Double((index[index.count - 1] + shift) % keys + 1) / total
    }
  }

  private func warnings(
    _ kind: any FigureKind.Type, _ text: String, _ line: String = "", name: String = "w.json"
  ) throws -> [String] {
    let folder = try Folder()
    try folder.write(text, to: name)
    let words = ["--weights", name] + line.split(separator: " ").map(String.init)
    func drafted<Kind: FigureKind>(_ kind: Kind.Type) throws -> [String] {
      try draft(kind, words, folder: folder.path).warnings.typed
    }
    return try drafted(kind)
  }

  // MARK: Windows

  @Test func windowsAreNoLayers() throws {
    let windows = Self.weights([64, 3, 4, 4])
    for (kind, line, what) in [
      (Rollout.self, "", "the rollout multiplies 64 layers of 3 heads"),
      (ModelView.self, "", "the first axis is read as 64 layers of 3 heads"),
      (Heads.self, "--layer 5", "the first axis is read as 64 layers"),
      (Attention.self, "--layer 5 --head 1", "the first axis is read as 64 layers"),
      (HeadMeasures.self, "", "the first axis is read as 64 layers"),
      (HeadView.self, "--layer 5", "the first axis is read as 64 layers"),
    ] as [(any FigureKind.Type, String, String)] {
      let found = try warnings(kind, windows, line)
      #expect(found.count == 1, "\(kind) \(found)")
      #expect(found.first?.hasPrefix(what) == true, "\(kind) \(found)")
      #expect(found.first?.contains("4 places make a square of 2 × 2") == true)
      #expect(found.first?.contains("Save one of them, w[0], of shape [3, 4, 4]") == true)
    }
    // By its place nothing is called a layer.
    #expect(try warnings(Attention.self, windows, "--index 5,1") == [])
    // Four words, named, are a sentence.
    #expect(try warnings(Rollout.self, windows, "--tokens-separator , --tokens a,b,c,d") == [])
  }

  @Test(arguments: [
    // Models as they are: MiniLM, GPT-2 XL, Llama 3 70B, Gemma 3 1B, SmolLM2 135M.
    ([6, 12, 4, 4], false), ([48, 25, 4, 4], false), ([80, 64, 2, 2], false),
    ([26, 4, 4, 4], false), ([30, 9, 9, 9], false), ([16, 16, 4, 4], false),
    // Windows of Swin's stages, and of rectangles.
    ([64, 3, 49, 49], true), ([16, 6, 49, 49], true), ([56, 4, 49, 49], true),
    ([36, 3, 6, 6], true), ([101, 16, 3, 3], true),
  ])
  func depthAgainstHeads(shape: [Int], looksWrong: Bool) throws {
    let found = try warnings(Heads.self, Self.weights(shape), "--layer 1")
    #expect((found.count == 1) == looksWrong && found.count <= 1, "\(found)")
  }

  @Test func aRolloutOfMoreThanAHundredLayersIsToldOf() throws {
    let causal = Self.json([101, 2, 2, 2]) { $0[2] == 0 ? ($0[3] == 0 ? 1 : 0) : 0.5 }
    let found = try warnings(Rollout.self, causal, "--tokens-separator , --tokens a,b")
    #expect(found.count == 1 && found[0].contains("multiplies 101 layers of 2 heads, more than"))
    #expect(try warnings(Rollout.self, causal, "--layer 3").count == 1)
    // Nothing is multiplied.
    #expect(try warnings(Heads.self, causal, "--layer 3") == [])
  }

  // MARK: Keys that are none

  /// A band of offsets -2 … 2, behind some keys that all see; zeros where it leaves the sequence.
  private static func band(_ shape: [Int], globals: Int, before: Int, after: Int) -> String {
    let (n, m) = (shape[shape.count - 2], shape[shape.count - 1])
    return json(shape) { index in
      let (query, column) = (index[index.count - 2], index[index.count - 1])
      func isInside(_ column: Int) -> Bool {
        column < globals || (0..<n).contains(query + column - globals - before)
      }
      let count = (0..<m).count(where: isInside)
      return isInside(column) ? 1 / Double(count) : 0
    }
  }

  @Test(arguments: [
    (0, 2, 2, "−2 to +2"), (1, 2, 2, "−2 to +2, behind 1 key that all queries see"),
    (2, 1, 1, "−1 to +1, behind 2 keys that all queries see"), (0, 3, 0, "−3 to 0"),
    (0, 4, 0, "−4 to 0"),
  ])
  func offsetsAreNoKeys(globals: Int, before: Int, after: Int, says: String) throws {
    let text = Self.band(
      [2, 12, globals + before + 1 + after], globals: globals, before: before, after: after)
    for (kind, line) in [
      (Heads.self, ""), (Attention.self, "--head 1"), (HeadView.self, ""),
    ] as [(any FigureKind.Type, String)] {
      let found = try warnings(kind, text, line)
      #expect(found.count == 1, "\(found)")
      #expect(found.first?.contains("look like the offsets of a window, \(says), and") == true)
      #expect(found.first?.contains("[12, 12]") == true)
    }
  }

  @Test func fewKeysMayBeProjections() throws {
    let text = Self.weights([2, 9, 4])
    let found = try warnings(Heads.self, text)
    #expect(found.count == 1)
    #expect(found[0].contains("9 queries and only 4 keys"))
    for word in ["Longformer", "Linformer", "cross-attention", "--key-tokens"] {
      #expect(found[0].contains(word))
    }
    #expect(try warnings(CrossAttention.self, text, "--head 0") == [])
    let named = "--tokens-separator , --query-tokens a,b,c,d,e,f,g,h,i --key-tokens a,b,c,d"
    #expect(try warnings(Heads.self, text, named) == [])
    // Queries that follow keys of a cache.
    #expect(try warnings(Heads.self, Self.weights([2, 1, 9])) == [])
    #expect(try warnings(Heads.self, Self.weights([2, 3, 9])) == [])
  }

  @Test func measuresOfPlacesNeedTheSamePlaces() throws {
    let text = Self.weights([2, 3, 5])
    let found = try warnings(HeadMeasures.self, text)
    #expect(found.count == 1)
    #expect(found[0].hasPrefix("3 queries and 5 keys are not the same places: distance, diagonal"))
    let folder = try Folder()
    try folder.write(text, to: "w.json")
    let drawn = try draft(HeadMeasures.self, ["--weights", "w.json"], folder: folder.path)
    #expect(drawn.panels.count == 2)
    for line in ["--measures previous", "--measures entropy,distance --head 0 --layer 0"] {
      let words = ["--weights", "w.json"] + line.split(separator: " ").map(String.init)
      let error = try failure(HeadMeasures.self, words, folder: folder.path)
      #expect(error.cause == .usage && error.typed.contains("entropy and first go with them"))
    }
    #expect(try warnings(HeadMeasures.self, text, "--measures entropy,first") == [])
  }

  // MARK: Order of axes

  @Test func theSequenceMayComeFirst() throws {
    let text = Self.weights([6, 2, 6])
    let found = try warnings(Heads.self, text)
    #expect(found.count == 1)
    #expect(found[0].contains("read as 6 heads of 2 queries by 6 keys"))
    #expect(found[0].contains("give --axes query,head,key"))
    #expect(try warnings(CrossAttention.self, text, "--head 0") == [])
    let folder = try Folder()
    try folder.write(text, to: "w.json")
    let error = try failure(
      Heads.self, ["--weights", "w.json", "--tokens", "a b c d e f"], folder: folder.path)
    #expect(error.typed.contains("6 tokens for 2 queries"))
    #expect(error.typed.contains("--axes query,head,key"))
  }

  @Test func headsMayComeLast() throws {
    let text = Self.json([5, 5, 2]) { Double(($0[0] + $0[1] + $0[2]) % 5 + 1) / 15 }
    let found = try warnings(Heads.self, text)
    #expect(found.contains { $0.contains("the last axis of [5, 5, 2] seems to be the heads") })
    #expect(
      found.contains { $0.contains("give --axes query,key,head, or save np.moveaxis(w, -1, -3)") })
    let layers = Self.json([2, 5, 5, 2]) { Double(($0[1] + $0[2] + $0[3]) % 5 + 1) / 15 }
    let those = try warnings(Heads.self, layers, "--layer 0")
    #expect(those.contains { $0.contains("give --axes layer,query,key,head, or") })
  }

  /// Two names for the rows leave none for the heads.
  @Test(arguments: [
    "layer,position,query,key", "position,feature,query,key", "head,query,key,feature",
  ])
  func anAxisHasOneName(names: String) {
    for kind in [Attention.self, CrossAttention.self, Heads.self, ModelView.self]
      as [any FigureKind.Type]
    {
      let error = #expect(throws: (any Error).self) {
        try kind.parse(["--weights", "w.npy", "--axes", names])
      }
      let message = error.map { kind.message(for: $0) } ?? ""
      let both = names.contains("position") ? "query and position" : "key and feature"
      #expect(message.contains("\(both) name the same axis"), "\(message)")
    }
  }

  @Test func fiveAxesMayHaveABatch() throws {
    let folder = try Folder()
    try folder.write(Self.weights([3, 2, 4, 3, 3]), to: "w.json")
    for words in [["--weights", "w.json"], ["--weights", "w.json", "--layer", "0"]] {
      let error = try failure(Attention.self, words, folder: folder.path)
      #expect(error.typed.contains("choose --index 0…2,0…1,0…3, or, of a batch, --batch 0…1 with"))
    }
    let drawn = try failure(MatrixHeatMap.self, ["--input", "w.json"], folder: folder.path)
    #expect(drawn.typed.contains("--batch 0…1 with --layer 0…2 and --head 0…3"))
  }

  /// Figures of two entries of a batch tell which they are of.
  @Test(arguments: Language.allCases) func theBatchIsNamed(language: Language) throws {
    let folder = try Folder()
    try folder.write(Self.weights([2, 2, 2, 3, 3]), to: "w.json")
    let choice = ["--batch", "1", "--layer", "0"]
    func notes<Kind: FigureKind>(
      _ kind: Kind.Type, _ words: [String], input: String = "--weights"
    ) throws -> [String] {
      try draft(kind, [input, "w.json"] + words, language: language, folder: folder.path)
        .figure.notes.map(\.text)
    }
    let says = language == .english ? "Batch 1 of the array." : "数组的批次 1。"
    #expect(try notes(Attention.self, choice + ["--head", "0"]).contains(says))
    #expect(try notes(CrossAttention.self, choice + ["--head", "0"]).contains(says))
    #expect(try notes(Heads.self, choice).contains(says))
    #expect(try notes(HeadView.self, choice).contains(says))
    #expect(try notes(ModelView.self, ["--batch", "1"]).contains(says))
    #expect(try notes(Rollout.self, ["--batch", "1"]).contains(says))
    #expect(try notes(HeadMeasures.self, ["--batch", "1"]).contains(says))
    let head = choice + ["--head", "0"]
    #expect(try notes(MatrixHeatMap.self, head, input: "--input").contains(says))
    #expect(try notes(MatrixLines.self, head, input: "--input").contains(says))
    #expect(try notes(PositionalSimilarity.self, head, input: "--input").contains(says))
    #expect(
      try draft(
        Attention.self,
        ["--query", "w.json", "--key", "w.json", "--batch", "1", "--index", "0,1"],
        language: language, folder: folder.path
      ).figure.notes.map(\.text).contains(says))
  }

  @Test func aBatchHasAWayOut() throws {
    let folder = try Folder()
    try folder.write(Self.weights([2, 2, 2, 3, 3]), to: "w.json")
    for kind in [Heads.self, ModelView.self, Rollout.self, HeadMeasures.self, HeadView.self]
      as [any FigureKind.Type]
    {
      func failed<Kind: FigureKind>(_ kind: Kind.Type) throws -> FigureError {
        try failure(kind, ["--weights", "w.json"], folder: folder.path)
      }
      let error = try failed(kind)
      #expect(error.cause == .usage)
      for word in ["[2, 2, 2, 3, 3]", "--batch 0", "--axes", "--index"] {
        #expect(error.typed.contains(word), "\(error)")
      }
    }
  }

  @Test func flattenedHeadsHaveAWayOut() throws {
    let folder = try Folder()
    try folder.write(Self.weights([4, 3, 3]), to: "w.json")
    let error = try failure(Rollout.self, ["--weights", "w.json"], folder: folder.path)
    #expect(error.typed.contains("--reshape LAYERSxHEADS"))
  }

  // MARK: Padding

  /// Rows over the first `seen` keys, and none for queries from `asking` on.
  private static func padded(_ shape: [Int], seen: ([Int]) -> Range<Int>, asking: Int? = nil)
    -> String
  {
    json(shape) { index in
      let keys = seen(Array(index.dropLast(2)))
      if let asking, index[index.count - 2] >= asking { return 0 }
      return keys.contains(index[index.count - 1]) ? 1 / Double(keys.count) : 0
    }
  }

  @Test func keysWithoutWeightMayBePadding() throws {
    let text = Self.padded([2, 5, 5], seen: { _ in 0..<3 })
    let found = try warnings(Heads.self, text)
    #expect(
      found == [
        "in all 2 matrices no query looks at keys 3 and 4: padding? Save the weights without them, or "
          + "hatch them with --padding 2"
      ])
    let names = "--tokens-separator , --tokens a,b,c,[PAD],[PAD]"
    let named = try warnings(Heads.self, text, names)
    #expect(named.count == 1 && named[0].contains("leave them out with --drop-tokens \"[PAD]\""))
    #expect(try warnings(Heads.self, text, names + " --drop-tokens [PAD]") == [])
    #expect(try warnings(Heads.self, text, "--padding 2") == [])
    #expect(try warnings(HeadView.self, text, names).first?.contains("--padding") == false)
    #expect(try warnings(Rollout.self, "[\(text),\(text)]", names + " --drop-tokens [PAD]") == [])
    // On the left, as generating models have it.
    let left = try warnings(Attention.self, Self.padded([5, 5], seen: { _ in 2..<5 }))
    #expect(left == ["no query looks at keys 0 and 1: padding? Save the weights without them"])
    // A head that looks at one key has gaps everywhere.
    #expect(try warnings(Attention.self, Self.padded([5, 5], seen: { _ in 2..<3 })) == [])
    let causal = Self.json([4, 4]) { $0[1] <= $0[0] ? 1 / Double($0[0] + 1) : 0 }
    #expect(try warnings(Attention.self, causal) == [])
  }

  /// Keys that only queries look at which are not shown are no padding; padding stays it whichever are shown.
  @Test(
    arguments: [
      (Heads.self, ""), (Attention.self, "--head 1"), (HeadView.self, ""),
    ] as [(any FigureKind.Type, String)])
  func paddingIsJudgedByAllQueries(kind: any FigureKind.Type, choice: String) throws {
    let causal = Self.json([2, 8, 8]) { $0[2] <= $0[1] ? 1 / Double($0[1] + 1) : 0 }
    for part in ["--queries 2-4", "--queries 2-4 --keys 1-6", "--queries 0,1"] {
      #expect(try warnings(kind, causal, "\(choice) \(part)") == [], "\(part)")
    }
    let padded = Self.padded([2, 5, 5], seen: { _ in 0..<3 })
    for part in ["--queries 1-2", "--keys 2-4", "--keys 4"] {
      let found = try warnings(kind, padded, "\(choice) \(part)").filter {
        $0.contains("no query looks at keys 3 and 4: padding?")
      }
      #expect(found.count == 1, "\(part)")
    }
    #expect(try warnings(kind, padded, "\(choice) --keys 0-2") == [])
  }

  @Test func queriesWithoutWeightsAreNotWrongSums() throws {
    let text = Self.padded([2, 5, 5], seen: { _ in 0..<5 }, asking: 3)
    let found = try warnings(Heads.self, text)
    #expect(
      found == [
        "in all 2 matrices every weight of queries 3 and 4 is 0: padding, or queries that a mask hid?"
      ])
    let none = try warnings(Heads.self, "[[[0,0],[0,0]],[[0.5,0.5],[0,1]]]")
    #expect(none.count == 1 && none[0].hasPrefix("in head 0 every weight is 0"))
  }

  @Test func lengthsThatDifferAreABatch() throws {
    let text = Self.padded([3, 2, 6, 6], seen: { 0..<[6, 4, 5][$0[0]] })
    let found = try warnings(ModelView.self, text)
    #expect(found.count == 1)
    #expect(found[0].contains("(layer 0: 6, 1: 4, 2: 5)"))
    #expect(found[0].contains("is the first axis a batch?"))
  }

  // MARK: Sums

  @Test(arguments: [
    ("[[-0.7,-0.7],[-1.4,-0.28]]", ["logarithms of weights", "exp(w)"]),
    (
      "[[-0.5,2],[1,-3]]",
      ["below 0, down to -3", "scores", "softmax(w, -1)", "heatmap, whose --input"]
    ),
    (
      "[[0.2,0.9],[0.8,0.1]]", ["columns do", "keys by queries", "--transpose", "swapaxes(-1, -2)"]
    ),
    ("[[20,80],[50,50]]", ["each sums to 100", "w / 100"]),
    (
      "[[0,0.75,0.5],[0.25,0.5,0],[0.5,0.5,0.5]]",
      ["they sum to 0.75 to 1.5", "22.2% of the weights are 0", "dropout", "model.eval()"]
    ),
    ("[[0.2,0.3],[0.5,0.4]]", ["they sum to 0.5 to 0.9", "model.eval()"]),
  ])
  func theCauseIsNamed(text: String, says: [String]) throws {
    for kind in [Attention.self, Heads.self, HeadView.self] as [any FigureKind.Type] {
      // No line of a head view is as heavy as its threshold where weights are below 0.
      let found = try warnings(kind, text).filter { !$0.hasPrefix("--threshold") }
      #expect(found.count == 1, "\(found)")
      for part in says where !(kind == HeadView.self && part == "--transpose") {
        #expect(found.first?.contains(part) == true, "\(found)")
      }
    }
  }

  @Test func digitsOfTextAreNoMistake() throws {
    #expect(try warnings(Attention.self, "[[0.33,0.33,0.33],[0.67,0.17,0.17]]") == [])
    #expect(try warnings(Attention.self, "[[0.33,0.33,0.30],[0.67,0.17,0.17]]").count == 1)
  }

  @Test func aHeadAmongOthersIsNamed() throws {
    let good = "[[0.5,0.5],[0.25,0.75]]"
    let bad = "[[0.5,0.1],[0.25,0.75]]"
    let one = try warnings(ModelView.self, "[[\(good),\(good)],[\(good),\(bad)]]")
    #expect(one.count == 1 && one[0].hasPrefix("in layer 1, head 1 the rows do not sum to 1"))
    let two = try warnings(ModelView.self, "[[\(bad),\(good)],[\(good),\(bad)]]")
    #expect(
      two.count == 1
        && two[0].hasPrefix("in 2 of 4 matrices (layer 0, head 0; layer 1, head 1) the"))
    let chosen = try warnings(
      Attention.self, "[[\(good),\(good)],[\(good),\(bad)]]", "--layer 1 --head 1")
    #expect(chosen.count == 1 && chosen[0].hasPrefix("in layer 1, head 1 the rows"))
  }

  // MARK: Keys by queries

  /// Columns that sum to 1: 2 keys by 3 queries.
  private static let upside = "[[0.1,0.2,0.7],[0.9,0.8,0.3]]"

  @Test(arguments: [
    "--query-tokens a,b,c --key-tokens x,y", "--query-tokens x,y --key-tokens a,b,c",
  ])
  func transposingReadsKeysByQueries(line: String) throws {
    let folder = try Folder()
    try folder.write(Self.upside, to: "w.json")
    let words =
      ["--weights", "w.json", "--transpose", "--tokens-separator", ","]
      + line.split(separator: " ").map(String.init)
    let drawn = try draft(CrossAttention.self, words, folder: folder.path)
    #expect(drawn.warnings.typed == [])
    #expect(drawn.table?.matrix.values == [0.1, 0.9, 0.2, 0.8, 0.7, 0.3])
    #expect(
      drawn.panels[0].y.label?.plain == "query ↓" && drawn.panels[0].x.label?.plain == "key →")
    #expect(drawn.panels[0].y.names == ["a", "b", "c"] && drawn.panels[0].x.names == ["x", "y"])
    #expect(drawn.figure.summary.contains("[3, 2] queries by keys"))
    #expect(drawn.figure.summary.contains("from query “a” to key “y”"))
    let bars = try draft(CrossAttention.self, words + ["--query-token", "c"], folder: folder.path)
    #expect(bars.table?.matrix.values == [0.7, 0.3])
  }

  @Test func weightsOfQueriesByKeysAreOnlyShownTheOtherWay() throws {
    let folder = try Folder()
    try folder.write("[[0.1,0.9],[0.2,0.8],[0.7,0.3]]", to: "w.json")
    let words = ["--weights", "w.json", "--transpose"]
    let drawn = try draft(CrossAttention.self, words, folder: folder.path)
    #expect(
      drawn.panels[0].y.label?.plain == "key ↓" && drawn.panels[0].x.label?.plain == "query →")
    #expect(drawn.figure.summary.contains("[3, 2] queries by keys"))
  }

  @Test func headsAndRolloutsAreReadSoAsWell() throws {
    let folder = try Folder()
    let matrix = "[[0.1,0.6],[0.9,0.4]]"
    let other = "[[0.5,0.2],[0.5,0.8]]"
    try folder.write("[[\(matrix),\(other)],[\(other),\(matrix)]]", to: "w.json")
    try folder.write(
      "[[[[0.1,0.9],[0.6,0.4]],[[0.5,0.5],[0.2,0.8]]],[[[0.5,0.5],[0.2,0.8]],[[0.1,0.9],[0.6,0.4]]]]",
      to: "right.json")
    for (kind, line) in [(Heads.self, ["--layer", "0"]), (ModelView.self, []), (Rollout.self, [])]
      as [(any FigureKind.Type, [String])]
    {
      func values<Kind: FigureKind>(_ kind: Kind.Type, _ words: [String]) throws -> [Double]? {
        let drawn = try draft(kind, words + line, folder: folder.path)
        #expect(drawn.warnings.typed == [])
        return drawn.table?.matrix.values
      }
      let read = try values(kind, ["--weights", "w.json", "--transpose"])
      #expect(try read == values(kind, ["--weights", "right.json"]))
    }
  }
}
