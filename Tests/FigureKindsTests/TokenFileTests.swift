// Files of tokens in every form that people save them in, and what each is read as.

import FigureKinds
import FigureModel
import Foundation
import TestSupport
import Testing
import TextFormats

@Suite struct TokenFileTests {
  /// The names along the keys of a matrix of zeros with as many tokens, one head drafted.
  private func tokens(
    _ text: String, as name: String = "t.json", count: Int, reference: String? = nil,
    further: [String] = ["--raw-tokens"]
  ) throws -> [String]? {
    let folder = try Folder()
    try folder.write(text, to: name)
    let row = (0..<count).map { _ in "0.5" }.joined(separator: ",")
    try folder.write(
      "[\((0..<count).map { _ in "[\(row)]" }.joined(separator: ","))]", to: "w.json")
    let figure = try draft(
      Attention.self, ["--weights", "w.json", "--tokens-file", reference ?? name] + further,
      folder: folder.path)
    return figure.panels.first?.x.names
  }

  private func failure(
    _ text: String, as name: String = "t.json", reference: String? = nil
  ) throws -> FigureError {
    let folder = try Folder()
    try folder.write(text, to: name)
    try folder.write("[[1, 0], [0, 1]]", to: "w.json")
    return try FigureKindsTests.failure(
      Attention.self, ["--weights", "w.json", "--tokens-file", reference ?? name],
      folder: folder.path)
  }

  static let read: [(text: String, name: String, tokens: [String])] = [
    (#"["a", "b"]"#, "t.json", ["a", "b"]),
    (#"[["the","cat"]]"#, "t.json", ["the", "cat"]),
    (#"[[["the","cat"]]]"#, "t.json", ["the", "cat"]),
    ("\u{feff}[\"a\", \"b\"]", "t.json", ["a", "b"]),
    (#"{"tokens": ["a", "b"]}"#, "t.json", ["a", "b"]),
    (#"{"tokens": [["a", "b"]]}"#, "t.json", ["a", "b"]),
    (#"{"attention": [[0.5, 0.5], [1, 0]], "tokens": ["a", "b"]}"#, "t.json", ["a", "b"]),
    // What tokenizers' encode gives, dumped whole.
    (
      #"{"ids": [1, 2], "type_ids": [0, 0], "tokens": ["Ġa", "b"], "offsets": [[0, 1], [1, 2]]}"#,
      "t.json", ["Ġa", "b"]
    ),
    (#"{"id": 3, "words": ["a", "b"], "mask": [1, 1]}"#, "t.json", ["a", "b"]),
    (#"{"data": {"x": [1], "tokens": ["a", "b"]}}"#, "t.json", ["a", "b"]),
    // What is no string is read as it is written.
    (#"[101, 2.50, null, true, "x"]"#, "t.json", ["101", "2.50", "null", "true", "x"]),
    (
      #"["\ud83d", "\ude00", "a\udce4", "\ud83d\ude00"]"#, "t.json",
      ["⟨D83D⟩", "⟨DE00⟩", "a⟨DCE4⟩", "😀"]
    ),
    (
      #"["\ud83d\ud83d\ude00", "\ud83d\n", "\ud83dx"]"#, "t.json",
      ["⟨D83D⟩😀", "⟨D83D⟩↵", "⟨D83D⟩x"]
    ),
    ("\"a\"\n\"b\"\n", "t.jsonl", ["a", "b"]),
    ("[\"a\", \"b\"]\n", "t.ndjson", ["a", "b"]),
    ("\"a\"\n\"b\"\n", "t.txt", ["\"a\"", "\"b\""]),
    ("[CLS]\nthe\r\n[SEP]\n", "t.txt", ["[CLS]", "the", "[SEP]"]),
    ("{\nreturn\n}\n", "t.txt", ["{", "return", "}"]),
    ("{}\na\n", "t.txt", ["{}", "a"]),
    ("a\rb\r", "t.txt", ["a", "b"]),
    ("the\n\ncat", "t.txt", ["the", "∅", "cat"]),
    (" a\n\n", "t.txt", ["␣a", "∅"]),
    (#"["a", "b"]"#, "t.txt", ["a", "b"]),
    ("\u{feff}a\r\nb", "t", ["a", "b"]),
    ("<html>\n<title>\nx", "t.txt", ["<html>", "<title>", "x"]),
  ]

  @Test(arguments: read.indices) func isRead(_ index: Int) throws {
    let (text, name, expected) = Self.read[index]
    #expect(try tokens(text, as: name, count: expected.count) == expected)
  }

  @Test(
    arguments: [
      (#"[["a", "b"], ["c", "d"]]"#, "t.json#1", ["c", "d"]),
      (#"{"left": ["a", "b"], "right": ["c", "d"]}"#, "t.json#right", ["c", "d"]),
      (
        #"{"source": {"tokens": ["a", "b"]}, "target": {"tokens": ["c", "d"]}}"#,
        "t.json#target.tokens", ["c", "d"]
      ),
      ("[\"a\", \"b\"]\n[\"c\", \"d\"]", "t.json#1", ["c", "d"]),
      ("{\"tokens\": [\"a\"]}\n{\"tokens\": [\"c\", \"d\"]}", "t.json#1.tokens", ["c", "d"]),
      (#"{"ids": [7, 8], "tokens": ["c", "d"]}"#, "t.json#ids", ["7", "8"]),
    ])
  func aListIsChosenByItsName(text: String, reference: String, expected: [String]) throws {
    #expect(try tokens(text, count: 2, reference: reference) == expected)
  }

  static let refused: [(text: String, name: String, parts: [String])] = [
    ("", "t.json", ["t.json: is empty: at least 1 token"]),
    (" \n\n", "t.txt", ["t.txt: is empty: at least 1 token"]),
    ("[]", "t.json", ["t.json: holds a list without a token"]),
    (#"{"tokens": []}"#, "t.json", ["holds a list without a token"]),
    ("{\"x\":1}\n", "t.json", ["t.json: holds no list of tokens", "{\"tokens\""]),
    (#"{"attention": [[0.5, 0.5], [1, 0]]}"#, "t.json", ["holds no list of tokens"]),
    (#"{"input_ids": [1, 2]}"#, "t.json", ["holds no list of tokens"]),
    (#"[{"token": "a"}, {"token": "b"}]"#, "t.json", ["holds no list of tokens"]),
    (#"["a", ["b"]]"#, "t.json", ["t.json: element 1 is a list among texts"]),
    (#"["a", "b", {"c": 1}]"#, "t.json", ["t.json: element 2 is an object among texts"]),
    (#"{"tokens": ["a", {}]}"#, "t.json", ["t.json#tokens: element 1 is an object among texts"]),
    (#"[["a"], "b"]"#, "t.json", ["element 1 is a single value among lists"]),
    (
      #"[["a", "b"], ["c", "d"]]"#, "t.json",
      ["holds 2 lists; choose one as", "t.json#NAME: it holds 0, 1"]
    ),
    (#"{"left": ["a"], "right": ["b"]}"#, "t.json", ["holds 2 lists", "it holds left, right"]),
    (
      "[\"a\",\n \"b\",\n]", "t.json",
      ["in line 2, column 5 a comma stands before the closing \"]\": take it out"]
    ),
    (#"["a", 'b']"#, "t.json", ["JSON has double quotation marks alone"]),
    (#"["a", None]"#, "t.json", ["None is Python's word"]),
    ("[\"a\"] [\"b\"]", "t.json", ["\"[\" stands where the end is due"]),
    ("\"a\"\n[\"b\"]", "t.json", ["holds lists and single values; value 1 differs"]),
    (
      "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n", "t.txt",
      ["is a Git LFS pointer", "git lfs pull"]
    ),
    (
      "<!DOCTYPE html>\n<html><head><title>404</title></head></html>", "t.txt",
      ["is a web page (HTML)"]
    ),
    (
      #"{"version": "1.0", "added_tokens": [], "model": {"merges": ["a b"]}}"#, "t.json",
      ["is a tokenizer, not the tokens of a text", "encode(text).tokens"]
    ),
  ]

  @Test(arguments: refused.indices) func isRefusedByName(_ index: Int) throws {
    let (text, name, parts) = Self.refused[index]
    let error = try failure(text, as: name)
    #expect(error.cause == .work)
    #expect(error.typed.hasPrefix("--tokens-file "), "\(error)")
    for part in parts { #expect(error.typed.contains(part), "\(error)") }
  }

  /// A file whose own name has the mark of a list's name in it.
  @Test func aFileOfThatNameComesFirst() throws {
    #expect(try tokens(#"["a", "b"]"#, as: "t.json#1", count: 2) == ["a", "b"])
    #expect(try tokens("a\nb", as: "run#3", count: 2) == ["a", "b"])
  }

  /// As Notepad and PowerShell save it.
  @Test func utf16IsRead() throws {
    let folder = try Folder()
    try folder.write("[[1, 0], [0, 1]]", to: "w.json")
    let text = try #require("\u{feff}ä\r\n我".data(using: .utf16LittleEndian))
    try text.write(to: URL(fileURLWithPath: folder["t.txt"]))
    let figure = try draft(
      Attention.self, ["--weights", "w.json", "--tokens-file", "t.txt"], folder: folder.path)
    #expect(figure.panels.first?.x.names == ["ä", "我"])
  }

  /// Numbers are no words: what is saved by NumPy is named.
  @Test func filesOfNumbersAreNamed() throws {
    let folder = try Folder()
    try folder.write("[[1, 0], [0, 1]]", to: "w.json")
    let error = try FigureKindsTests.failure(
      Attention.self,
      ["--weights", "w.json", "--tokens-file", fixturesFolder + "/foreign/attn.pt"],
      folder: folder.path)
    #expect(error.typed.contains("is a file of arrays (.npz), and no text"), "\(error)")
    let pickle = try FigureKindsTests.failure(
      Attention.self,
      ["--weights", "w.json", "--tokens-file", fixturesFolder + "/foreign/list0.pickle"],
      folder: folder.path)
    #expect(pickle.description.contains("is a Python pickle"), "\(pickle)")
  }

  // MARK: Beside the weights

  /// Weights of one query over three keys, and of three over three, with a file of tokens beside.
  private func besides(
    _ tokens: String, weights: String, _ further: [String] = []
  ) throws -> (queries: [String]?, keys: [String]?, warnings: [String]) {
    let folder = try Folder()
    try folder.write(tokens, to: "w.tokens.json")
    try folder.write(weights, to: "w.json")
    let figure = try draft(
      Attention.self, ["--weights", "w.json"] + further, folder: folder.path)
    return (figure.panels.first?.y.names, figure.panels.first?.x.names, figure.warnings.typed)
  }

  @Test func whatFitsIsTaken() throws {
    let square = try besides(#"["a", "b", "c"]"#, weights: "[[1,0,0],[0,1,0],[0,0,1]]")
    #expect(square.queries == ["a", "b", "c"] && square.keys == ["a", "b", "c"])
    #expect(square.warnings == [])
  }

  @Test func whatFitsOneAxisNamesItAndIsTold() throws {
    let step = try besides(#"["a", "b", "c"]"#, weights: "[[0.5, 0.25, 0.25]]")
    #expect(step.queries == nil && step.keys == ["a", "b", "c"])
    #expect(
      step.warnings == [
        "w.tokens.json: 3 tokens beside the weights name the 3 keys, and not the 1 query; name those by "
          + "--query-tokens"
      ])
  }

  @Test func whatDoesNotFitIsAWarning() throws {
    for (tokens, part) in [
      (#"["a", "b"]"#, "2 tokens beside the weights fit neither its 1 query nor its 3 keys"),
      ("{\"x\": 1}", "holds no list of tokens"), ("[", "is not sound JSON"),
      ("", "is empty"),
    ] {
      let drawn = try besides(tokens, weights: "[[0.5, 0.25, 0.25]]")
      #expect(drawn.queries == nil && drawn.keys == nil)
      #expect(drawn.warnings.count == 1 && drawn.warnings[0].contains(part), "\(drawn.warnings)")
    }
  }

  /// Tokens that were asked for have to fit.
  @Test(arguments: [["--query-token", "a"], ["--drop-tokens", "a"], ["--only-tokens", "a"]])
  func whatIsAskedForIsAnError(further: [String]) throws {
    let folder = try Folder()
    try folder.write(#"["a", "b"]"#, to: "w.tokens.json")
    try folder.write("[[0.5, 0.25, 0.25]]", to: "w.json")
    let error = try FigureKindsTests.failure(
      Attention.self, ["--weights", "w.json"] + further, folder: folder.path)
    #expect(error.typed.contains("fit neither its 1 query nor its 3 keys"), "\(error)")
    // A number needs no token.
    let bars = try draft(
      Attention.self, ["--weights", "w.json", "--query-token", "0"], folder: folder.path)
    #expect(bars.warnings.count == 1)
  }
}
