import Foundation
import Testing

@testable import Tokenizers

/// Patterns cut texts where Oniguruma does. The words are those of Hugging Face's tokenizers 0.22.
@Suite struct PatternTests {
  @Test(arguments: [
    (#"\b"#, SplitBehavior.isolated, "the robot's", ["the", " ", "robot", "'", "s"]),
    (#"(?=(\d{3})+(?!\d))"#, .isolated, "a1234567 12", ["a1", "234", "567 12"]),
    (#"$\n"#, .isolated, "the\nrobot\n", ["the", "\n", "robot", "\n"]),
    ("^t", .removed, "the\nthe", ["he\n", "he"]),
    ("(?m).+", .isolated, "the\nrobot", ["the\nrobot"]),
    (".+", .isolated, "the\nrobot", ["the", "\n", "robot"]),
    (#"\h+"#, .removed, "hello abc 12", ["h", "llo ", " "]),
    (#"[\h_]+"#, .removed, "hello_abc g", ["h", "llo", " g"]),
    (#"\H"#, .mergedWithNext, "xab1z", ["xab1", "z"]),
    ("x*", .isolated, "axxb", ["a", "xx", "b"]),
    ("x*", .removed, "axxb", ["a", "b"]),
    (#"\u4e16"#, .isolated, "a世b", ["a", "世", "b"]),
    (#"\u4e16*"#, .mergedWithPrevious, "a世世b", ["a世世", "b"]),
    ("(?i-m:T)h", .isolated, "the This", ["th", "e ", "Th", "is"]),
    (#"[[:alpha:]]+\s"#, .isolated, "wörld 12 ab c", ["wörld ", "12 ", "ab ", "c"]),
    ("[]x]", .isolated, "a]bx", ["a", "]", "b", "x"]),
    (#"(?<=\s)|(?=\s)"#, .isolated, "ab cd  e", ["ab", " ", "cd", " ", " ", "e"]),
    (#"\G"#, .isolated, "ab", ["a", "b"]),
    ("", .isolated, "ab é", ["a", "b", " ", "é"]),
    (#"[^\S\r\n]"#, .removed, "a b\nc", ["a", "b\nc"]),
    (#"\p{L}+|$"#, .contiguous, "ab 1\nc", ["ab", " 1", "\n", "c"]),
  ])
  func cutsAsTheLibraryDoes(
    pattern: String, behavior: SplitBehavior, text: String, words: [String]
  ) throws {
    let expression = try RegularExpression(pattern)
    let whole = NormalizedText(text)
    #expect(whole.split(try expression.matches(in: whole), behavior).map(\.text) == words)
  }

  @Test(arguments: [("x*", "axxb", "-a-b-"), (#"\b"#, "a b", "-a- -b-"), ("$", "a\nb", "a-\nb-")])
  func replacesAsTheLibraryDoes(pattern: String, text: String, result: String) throws {
    var changed = NormalizedText(text)
    changed.replace(try RegularExpression(pattern).matches(in: changed), with: "-")
    #expect(changed.text == result)
  }

  /// What PCRE2 would read otherwise and cannot be written for it is named.
  @Test(arguments: [
    ("[a-z&&[^e]]+", "have in common"), ("[a[bc]]", "classes inside"),
    ("(*FAIL)a", "orders to the"),
    ("a(?C1)b", "orders to the"),
  ])
  func refusesWhatIsNotRead(pattern: String, reason: String) throws {
    let fault = #expect(throws: PatternFault.self) { try RegularExpression(pattern) }
    #expect(fault?.reason.contains(reason) ?? false)
  }
}

/// Files that would take all memory or all time are told, or read in a moment.
@Suite struct TokenizerBoundsTests {
  private static func tokenizer(_ rest: String, _ vocabulary: String = #""a":0"#) throws
    -> Tokenizer
  {
    let text =
      #"{"model":{"type":"WordPiece","unk_token":"a","max_input_chars_per_word":1000000000,"vocab":{"#
      + vocabulary + "}}" + rest + "}"
    return try Tokenizer(json: Array(text.utf8), file: "t.json")
  }

  @Test(arguments: [
    #"{"type":"Replace","pattern":{"Regex":"."},"content":"aaaaaaaaaa"}"#,
    #"{"type":"Replace","pattern":{"String":"a"},"content":"aaaaaaaaaa"}"#,
    #"{"type":"ByteLevel"}"#,
  ])
  func noTextGrowsWithoutEnd(step: String) throws {
    let steps = Array(repeating: step, count: 20).joined(separator: ",")
    let tokenizer = try Self.tokenizer(
      #","normalizer":{"type":"Sequence","normalizers":["# + steps + "]}")
    let error = #expect(throws: TokenizerError.self) { try tokenizer.encode("aé") }
    #expect(error?.description.contains("more than") ?? false, "\(String(describing: error))")
  }

  /// The widest forms of Unicode are no attack.
  @Test func wideCharactersMayGrow() throws {
    let tokenizer = try Self.tokenizer(
      #","normalizer":{"type":"Sequence","normalizers":[{"type":"NFKD"},{"type":"ByteLevel"}]}"#)
    #expect(try !tokenizer.encode(String(repeating: "\u{fdfa}", count: 500)).ids.isEmpty)
  }

  /// A word is cut where vocabularies have words of that length, and thousands of added tokens are found as one.
  @Test func longWordsAndManyTokensAreCutAtOnce() throws {
    let long = String(repeating: "q", count: 2000)
    let tokens = (0..<2000).map {
      #"{"id":\#($0 + 5),"content":"<unused\#($0)>","special":true,"normalized":false}"#
    }
    let tokenizer = try Self.tokenizer(
      #","added_tokens":["# + tokens.joined(separator: ",") + "]",
      ###""a":0,"##a":1,"\###(long)":2,"q":3,"##q":4"###)
    #expect(try tokenizer.encode(long + "q").ids == [2, 4])
    #expect(try tokenizer.encode(String(repeating: "a", count: 3000)).ids.count == 3000)
    #expect(try tokenizer.encode("<unused1999>a<unused1>").ids == [2004, 0, 6])
    #expect(try tokenizer.encode("<unused1999<unused7>").ids.last == 12)
  }

  @Test(arguments: [
    (
      #"{"SpecialToken":{"id":"[X]","type_id":0}}"#, 100, "is 4100, above 4096"
    ),
    (#"{"Sequence":{"id":"A","type_id":0}}"#, 1000, "is 17, above 16"),
  ])
  func templatesAreShort(part: String, count: Int, message: String) throws {
    let numbers = Array(repeating: "5", count: 100).joined(separator: ",")
    let names = Array(repeating: "\"[X]\"", count: 100).joined(separator: ",")
    let parts = Array(repeating: part, count: count).joined(separator: ",")
    let error = #expect(throws: TokenizerError.self) {
      try Self.tokenizer(
        #","post_processor":{"type":"TemplateProcessing","pair":[],"single":["# + parts
          + #"],"special_tokens":{"[X]":{"id":"[X]","ids":["# + numbers + #"],"tokens":["# + names
          + "]}}}")
    }
    #expect(error?.description.contains(message) ?? false, "\(String(describing: error))")
  }

  @Test func mergesMustBeThere() throws {
    let folder = NSTemporaryDirectory() + "attnplot-merges-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let words = (0..<600).map { "\"t\($0)\":\($0)" }.joined(separator: ",")
    try Data(("{" + words + "}").utf8).write(to: URL(fileURLWithPath: folder + "/vocab.json"))
    try Data().write(to: URL(fileURLWithPath: folder + "/merges.txt"))
    let error = #expect(throws: TokenizerError.self) { try Tokenizer.open(folder) }
    #expect(error?.description.contains("merges.txt: lacks its merges") ?? false)
  }
}
