// Options of tokens: where lists come from, how they are split and filtered, and what is refused.

import ArgumentParser
import AttentionMath
import FigureKinds
import FigureModel
import FigureScene
import Foundation
import TestSupport
import Testing

@Suite struct TokenArgumentTests {
  /// The names along both axes of one head drafted with further options.
  private func axes(
    _ words: [String], weights: String = "minilm/s1_attentions.npy", folder: String = fixturesFolder
  ) throws -> (queries: [String]?, keys: [String]?) {
    let figure = try draft(
      Attention.self, ["--weights", weights, "--layer", "4", "--head", "3"] + words,
      folder: folder)
    return (figure.panels.first?.y.names, figure.panels.first?.x.names)
  }

  static let sentence = [
    "[CLS]", "the", "robot", "picked", "up", "the", "ball", "because", "it", "was", "too", "heavy",
    "[SEP]",
  ]

  // MARK: Where lists come from

  @Test func fromTextAndFromFiles() throws {
    let blanks = try axes(["--tokens", Self.sentence.joined(separator: "  ")])
    #expect(blanks.queries == Self.sentence && blanks.keys == Self.sentence)
    let commas = try axes([
      "--tokens", Self.sentence.joined(separator: ", "), "--tokens-separator", ",",
    ])
    #expect(commas.keys == Self.sentence)
    let object = try axes(["--tokens-file", "minilm/s1_tokens.json"])
    #expect(object.queries == Self.sentence)

    let folder = try Folder()
    try FileManager.default.copyItem(
      atPath: fixturesFolder + "/minilm/s1_attentions.npy", toPath: folder["w.npy"])
    try folder.write(Self.sentence.joined(separator: "\n") + "\n", to: "lines.txt")
    try folder.write(Self.sentence.joined(separator: "\r\n"), to: "crlf.txt")
    let list = Self.sentence.map { "\"\($0)\"" }.joined(separator: ", ")
    try folder.write("[\(list)]", to: "list.json")
    for file in ["lines.txt", "crlf.txt", "list.json"] {
      let read = try axes(["--tokens-file", file], weights: "w.npy", folder: folder.path)
      #expect(read.queries == Self.sentence && read.keys == Self.sentence, "\(file)")
    }
  }

  @Test func queriesAndKeysMayDiffer() throws {
    let numbers = (0..<13).map(String.init)
    let both = try axes([
      "--query-tokens", numbers.joined(separator: " "), "--key-tokens-file",
      "minilm/s1_tokens.json",
    ])
    #expect(both.queries == numbers && both.keys == Self.sentence)
    let keys = try axes(["--key-tokens-file", "minilm/s1_tokens.json"])
    #expect(keys.queries == nil && keys.keys == Self.sentence)
    let rest = try axes([
      "--tokens-file", "minilm/s1_tokens.json", "--key-tokens", numbers.joined(separator: " "),
    ])
    #expect(rest.queries == Self.sentence && rest.keys == numbers)
  }

  @Test func theExampleBringsItsTokens() throws {
    let example = try axes([], weights: "example:minilm")
    #expect(example.queries == Self.sentence)
  }

  @Test func aFileBesideTheWeightsIsReadWhereNoneIsNamed() throws {
    let folder = try Folder()
    try FileManager.default.copyItem(
      atPath: fixturesFolder + "/minilm/s1_attentions.npy", toPath: folder["w.npy"])
    #expect(try axes([], weights: "w.npy", folder: folder.path).queries == nil)
    let list = Self.sentence.map { "\"\($0)\"" }.joined(separator: ", ")
    // tokens.json may belong to other weights, so it is only looked into for a token's text.
    try folder.write("[\(list)]", to: "tokens.json")
    #expect(try axes([], weights: "w.npy", folder: folder.path).queries == nil)
    let bars = try draft(
      Attention.self,
      ["--weights", "w.npy", "--layer", "4", "--head", "3", "--query-token", "it"],
      folder: folder.path)
    #expect(bars.table?.rowLabels == ["it"])
    try folder.write("[\(list)]", to: "w.tokens.json")
    #expect(try axes([], weights: "w.npy", folder: folder.path).keys == Self.sentence)
    let own = (0..<13).map { "t\($0)" }
    let named = try axes(
      ["--tokens", own.joined(separator: " ")], weights: "w.npy", folder: folder.path)
    #expect(named.keys == own)
  }

  @Test func rawTokensKeepTheirMarks() throws {
    let raw = try draft(Attention.self, smollm + " --layer 0 --head 0 --raw-tokens")
    #expect(raw.panels[0].x.names?[1] == "Ġrobot")
    let displayed = try draft(Attention.self, smollm + " --layer 0 --head 0")
    #expect(displayed.panels[0].x.names?[1] == "robot")
    // Numbers that are saved keep the tokenizer's own names.
    #expect(displayed.table?.columnLabels[1] == "Ġrobot")
  }

  // MARK: Filters

  @Test func tokensAreLeftOutOfBothAxes() throws {
    let numpy = NumPyValues.all
    let words = minilm.split(separator: " ").map(String.init) + ["--layer", "4", "--head", "3"]
    let inner = Self.sentence.filter { !$0.hasPrefix("[") }
    let dropped = try draft(Attention.self, words + ["--drop-tokens", "[CLS],[SEP]"])
    #expect(numpy.inner.isNear(dropped.table?.matrix))
    #expect(dropped.panels[0].x.names == inner && dropped.panels[0].y.names == inner)
    let renormalized = try draft(
      Attention.self, words + ["--drop-tokens", "[CLS], [SEP]", "--renormalize"])
    #expect(numpy.renormalized.isNear(renormalized.table?.matrix))
    let only = try draft(
      Attention.self, words + ["--only-tokens", Set(inner).sorted().joined(separator: ",")])
    #expect(numpy.inner.isNear(only.table?.matrix))
    #expect(
      dropped.warnings.typed == [] && renormalized.warnings.typed == [] && only.warnings.typed == []
    )
  }

  @Test func filtersKnowTokensByEitherName() throws {
    for name in ["robot", "Ġrobot"] {
      let figure = try draft(
        Attention.self, smollm + " --layer 0 --head 0 --drop-tokens \(name)")
      #expect(figure.table?.matrix.rows == 10 && figure.table?.matrix.columns == 10)
    }
  }

  @Test func anEmptyPlaceMeansTheComma() throws {
    let figure = try draft(
      CrossAttention.self,
      [
        "--query-tokens", "a , b", "--key-tokens", "x y", "--drop-tokens", "b,,",
      ])
    #expect(figure.panels[0].y.names == ["a"])
  }

  @Test(arguments: ["--drop-tokens", "--only-tokens"])
  func aNameThatNoTokenHasIsRefused(option: String) throws {
    let words = minilm.split(separator: " ").map(String.init) + ["--layer", "0", "--head", "0"]
    let error = try failure(Attention.self, words + [option, "[CLS],rubot"])
    #expect(error.cause == .usage)
    #expect(
      error.typed.hasPrefix("\(option) rubot: no token has this text; did you mean robot?"))
    // One of two lists is enough.
    let cross = ["--query-tokens", "a b", "--key-tokens", "c d", option, "a,c"]
    #expect(try draft(CrossAttention.self, cross).table?.matrix.values.count == 1)
  }

  @Test func everyTokenOfANameIsMeant() throws {
    let words = ["--tokens", "a b a c a", "--drop-tokens", "a"]
    #expect(try draft(Attention.self, words).table?.rowLabels == ["b", "c"])
  }

  // MARK: One query

  /// The row that a name chooses among tokens, told by its title, and the warnings.
  private func chosen(_ name: String, of tokens: String?) throws -> (String?, [String]) {
    let folder = try Folder()
    try folder.write("[[0.1,0.2,0.3,0.4],[1,0,0,0],[0,0,1,0],[0,0,0,1]]", to: "w.json")
    let words =
      ["--weights", "w.json", "--query-token", name] + (tokens.map { ["--tokens", $0] } ?? [])
    let figure = try draft(Attention.self, words, folder: folder.path)
    return (figure.table?.rowLabels.first, figure.warnings.typed)
  }

  @Test func aQueryIsNamedByTextBeforeItsNumber() throws {
    #expect(try chosen("c", of: "a b c d") == ("c", []))
    #expect(try chosen("2", of: "a b c d") == ("c", []))
    #expect(try chosen("@2", of: "a b c d") == ("c", []))
    // Where text and number are the same token there is nothing to tell.
    #expect(try chosen("0", of: "0 1 2 3") == ("0", []))
    #expect(try chosen("@3", of: "9 8 7 @3") == ("@3", []))
    #expect(try chosen("2", of: nil) == ("2", []))
    #expect(try chosen("@2", of: nil) == ("2", []))
  }

  @Test func aNumberThatIsATextAsWellIsToldOf() throws {
    let (text, warnings) = try chosen("0", of: "a b 0 d")
    #expect(text == "0")
    #expect(
      warnings == [
        "--query-token 0: the token with this text is drawn, number 2; give @0 for token number 0, a"
      ])
    #expect(try chosen("@0", of: "a b 0 d") == ("a", []))
    // A number beyond the tokens has no second reading.
    #expect(try chosen("7", of: "a b 7 d") == ("7", []))
    let (_, twice) = try chosen("1", of: "a 1 1 d")
    #expect(twice.count == 1 && twice[0].contains("at 1 and 2") && twice[0].contains("@2"))
  }

  @Test func aNumberIsNoWord() throws {
    let folder = try Folder()
    try folder.write("[[0.1,0.9],[1,0]]", to: "w.json")
    let words = ["--weights", "w.json", "--query-token", "0"]
    for (language, named, bare) in [
      (Language.english, "what “a” attends to", "what query 0 attends to"),
      (.chinese, "“a”关注什么", "查询 0 关注什么"),
    ] {
      for isNamed in [true, false] {
        let tokens = isNamed ? ["--tokens", "a b"] : []
        let title = isNamed ? named : bare
        let bars = try draft(
          Attention.self, words + tokens, language: language, folder: folder.path)
        #expect(bars.figure.title?.plain.hasSuffix(title) == true)
        let lines = try draft(
          HeadView.self, words + tokens, language: language, folder: folder.path)
        #expect(lines.figure.title?.plain.hasSuffix(title) == true)
        #expect(lines.figure.summary.contains("\"0\"") == false)
      }
    }
  }

  @Test func aWordInPiecesIsFound() throws {
    let folder = try Folder()
    try folder.write("[[1,0,0],[0,1,0],[0,0,1]]", to: "w.json")
    let error = try failure(
      Attention.self,
      ["--weights", "w.json", "--tokens", "my gr ##and", "--query-token", "grand"],
      folder: folder.path)
    #expect(error.typed.contains("tokens 1 to 2, gr and and, make it up"))
  }

  // MARK: What is refused

  static let wrong: [(words: [String], parts: [String])] = [
    (["--tokens", "a b c"], ["--tokens: 3 tokens for 13 queries", "one for each"]),
    (["--tokens", "a"], ["--tokens: 1 token for 13 queries"]),
    (["--key-tokens", "a b"], ["--key-tokens: 2 tokens for 13 keys"]),
    (["--tokens", "  "], ["--tokens", "at least 1 token"]),
    (["--tokens", "a", "--tokens-file", "x"], ["--tokens and --tokens-file exclude each other"]),
    (
      ["--tokens", "a", "--query-tokens", "b", "--key-tokens", "c"],
      ["leave out --tokens"]
    ),
    (["--tokens-file", "nowhere.txt"], ["--tokens-file", "nowhere.txt", "No such file"]),
    (["--tokens-file", "minilm"], ["--tokens-file", "is a directory"]),
    (["--tokens-file", "minilm/s1_attentions.npy"], ["is a file of arrays (.npy), and no text"]),
    (["--tokens-file", "minilm/s1_tokens.json#x"], ["holds no list called \"x\"; it holds"]),
    (["--drop-tokens", "a"], ["--drop-tokens and --only-tokens need --tokens"]),
    (["--renormalize"], ["--renormalize goes with --drop-tokens, --only-tokens or --keys"]),
    (
      ["--tokens-file", "minilm/s1_tokens.json", "--only-tokens", "nothing"],
      ["--only-tokens nothing: no token has this text", "Each name"]
    ),
    (
      [
        "--tokens-file", "minilm/s1_tokens.json", "--only-tokens", "robot", "--drop-tokens",
        "robot",
      ], ["no token of --tokens-file minilm/s1_tokens.json is left"]
    ),
  ]

  @Test(arguments: wrong.indices) func isRefusedWithTheWayOut(_ index: Int) throws {
    let (words, parts) = Self.wrong[index]
    let error = try failure(
      Attention.self,
      ["--weights", "minilm/s1_attentions.npy", "--layer", "0", "--head", "0"] + words)
    for part in parts { #expect(error.typed.contains(part), "\(error)") }
    let isFile =
      error.typed.contains("No such file") || words.last?.contains("minilm") == true
      || words.last?.contains("figures") == true
    if !words.contains("--only-tokens") { #expect(error.cause == (isFile ? .work : .usage)) }
  }
}

/// A folder that goes when the test does.
final class Folder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "attnplot-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  subscript(name: String) -> String { path + "/" + name }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: self[name]))
  }
}
