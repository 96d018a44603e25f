// Layers by their own numbers: those that an index leaves, and those that were stacked.

import AttentionMath
import FigureModel
import FigureScene
import TestSupport
import Testing
import TextFormats

@testable import FigureKinds

@Suite struct HeadIndexTests {
  /// Two queries by two keys, other numbers in every head: rows of `share` and the rest.
  private static func head(_ number: Int) -> String {
    let share = Double(number + 1) / 32
    return "[[\(share),\(1 - share)],[\(1 - share),\(share)]]"
  }

  /// `[layers, heads, 2, 2]`.
  private static func layers(_ layers: Int, heads: Int, from first: Int = 0) -> String {
    "["
      + (0..<layers).map { layer in
        "[" + (0..<heads).map { head(first + layer * heads + $0) }.joined(separator: ",") + "]"
      }.joined(separator: ",") + "]"
  }

  private func drafted<Kind: FigureKind>(
    _ kind: Kind.Type, _ words: String, _ text: String, name: String = "w.json",
    language: Language = .english
  ) throws -> FigureDraft {
    let folder = try Folder()
    try folder.write(text, to: name)
    return try draft(
      kind, ["--weights", name] + words.split(separator: " ").map(String.init),
      language: language, folder: folder.path)
  }

  // MARK: An index

  @Test func theLayerThatIsLeftKeepsItsNumber() throws {
    let text = Self.layers(4, heads: 2)
    let heads = try drafted(Heads.self, "--index 3", text)
    #expect(heads.figure.title?.plain == "Layer 3: heads 0 and 1")
    #expect(heads.figure.notes.map(\.text).contains("Index [3] of the array."))
    #expect(heads.table?.matrix == (try drafted(Heads.self, "--layer 3", text)).table?.matrix)

    let all = try drafted(ModelView.self, "--index 3", text)
    #expect(all.panels.first?.y.names == ["3"])
    #expect(all.panels.last?.reading?.title == "Layer 3, head 1")
    #expect(all.table?.rowLabels.first == "layer 3 head 0: 0")

    let lines = try drafted(HeadView.self, "--index 3 --heads 1", text)
    #expect(lines.figure.title?.plain.hasPrefix("Layer 3, head 1: ") == true)

    let measures = try drafted(HeadMeasures.self, "--index 3 --measures entropy", text)
    #expect(measures.table?.rowLabels == ["entropy: layer 3"])
    #expect(measures.figure.summary.contains("in layer 3, head "))
    #expect(measures.panels.first?.y.domain == .cells(count: 1, first: 3))
  }

  /// Of five axes the first is the layers and the second a batch.
  @Test func aBatchIsNoLayer() throws {
    let text = "[\(Self.layers(3, heads: 2)),\(Self.layers(3, heads: 2, from: 6))]"
    let heads = try drafted(Heads.self, "--index 1,2", text)
    #expect(heads.figure.title?.plain == "Layer 1: heads 0 and 1")
    #expect(heads.table?.matrix[0, 0] == 11.0 / 32)
  }

  @Test func aModelTakesAnIndexAsAFileDoes() throws {
    let model = ["--model", "models/tiny/gpt2", "--ids", "5,17,33"]
    let indexed = try draft(Heads.self, model + ["--index", "1"])
    let layer = try draft(Heads.self, model + ["--layer", "1"])
    #expect(indexed.figure.title == layer.figure.title)
    #expect(indexed.table?.matrix == layer.table?.matrix)
    let error = try failure(Heads.self, model + ["--index", "77"])
    #expect(error.cause == .usage && error.typed.contains("--index 77 is outside; choose among 0…"))
    let both = try failure(Heads.self, model + ["--index", "0", "--layer", "1"])
    #expect(both.typed.contains("--index 0: stands beside --layer"))
  }

  /// What a model does not have is known from its configuration, all of it.
  @Test func everyLayerAndHeadThatAModelLacksIsTold() throws {
    let model = ["--model", "models/tiny/gpt2", "--ids", "5,17,33"]
    let one = try failure(Attention.self, model + ["--layer", "9", "--head", "9"])
    #expect(one.all.map { $0.message.subject?.name } == ["layer", "head"])
    #expect(one.all.allSatisfy { $0.cause == .usage })
    let some = try failure(ModelView.self, model + ["--layers", "0,8", "--heads", "9"])
    #expect(some.all.map { $0.message.subject?.name } == ["layers", "heads"])
    let rolled = try failure(Rollout.self, model + ["--layer", "40"])
    #expect(rolled.all.count == 1 && rolled.typed.hasPrefix("--layer 40: "))
  }

  // MARK: Stacked tensors

  @Test(arguments: [
    (
      [1, 5, 11], "Layers 0, 1 and 2 are layer_1, layer_5 and layer_11.",
      "层 0、1、2 依次为 layer_1、layer_5、layer_11。"
    ),
    (Array(1...12), "Layers 0–11 are layer_1 to layer_12.", "层 0–11 依次为 layer_1 至 layer_12。"),
    ([0, 1, 2], nil, nil),
  ])
  func namesOfStackedLayersAreTold(numbers: [Int], english: String?, chinese: String?) throws {
    let text =
      "{"
      + numbers.enumerated().map {
        "\"layer_\($1)\": \(Self.layers(1, heads: 2, from: 2 * $0))"
      }.joined(separator: ",") + "}"
    for (language, says) in [(Language.english, english), (.chinese, chinese)] {
      let drawn = try drafted(Heads.self, "--layer 1", text, language: language)
      let notes = drawn.figure.notes.map(\.text).filter { $0.contains("layer_") }
      #expect(notes == [says].compactMap(\.self))
      #expect(says.map(drawn.figure.summaryWithNotes.contains) != false)
    }
    let rolled = try drafted(Rollout.self, "", text)
    #expect(rolled.figure.notes.map(\.text).contains { $0.contains("layer_") } == (english != nil))
  }

  /// Sentences of their own tokens are no heads of one array.
  @Test func otherTokensAreAnotherText() throws {
    func lines(_ words: [String]) -> String {
      words.enumerated().map { "{\"tokens\": [\($1)], \"attention\": \(Self.head($0))}" }
        .joined(separator: "\n")
    }
    let folder = try Folder()
    try folder.write(lines([#""a", "b""#, #""c", "d""#]), to: "runs.jsonl")
    try folder.write(lines([#""a", "b""#, #""a", "b""#]), to: "same.jsonl")
    for reference in ["runs.jsonl", "runs.jsonl#*.attention", "runs.jsonl#0.attention,1.attention"]
    {
      let error = try failure(Heads.self, ["--weights", reference], folder: folder.path)
      #expect(error.cause == .usage)
      #expect(
        error.typed.contains("runs.jsonl#0.attention and ")
          && error.typed.contains("runs.jsonl#1.attention have different tokens"), "\(error)")
    }
    let one = try draft(
      Heads.self, ["--weights", "runs.jsonl#1.attention"], folder: folder.path)
    #expect(one.panels.first?.y.names == ["c", "d"])
    let same = try draft(Heads.self, ["--weights", "same.jsonl"], folder: folder.path)
    #expect(same.panels.count == 2)
  }

  // MARK: Words

  @Test func nothingThatIsJoinedIsNoNote() throws {
    let drawn = try drafted(
      Attention.self, "--tokens-separator , --tokens a,b --merge-words", Self.head(3))
    #expect(drawn.warnings.typed.contains { $0.hasPrefix("--merge-words: no token is a piece") })
    #expect(!drawn.figure.notes.map(\.text).contains { $0.contains("joined") })
    let joined = try drafted(
      Attention.self, "--tokens-separator , --tokens a,##b --merge-words", Self.head(3))
    #expect(joined.warnings.isEmpty && joined.table?.matrix.values == [1])
  }
}
