// Messages that name options, spelt for each of those who read them.

import Foundation
import TestSupport
import Testing
import TextFormats

extension OptionSpelling {
  fileprivate static let typed = OptionSpelling(beforeOption: "--", beforeFlag: "--")
  fileprivate static let key = OptionSpelling(afterOption: ":", beforeFlag: "--")
}

@Suite struct MessageTests {
  private static let limits: Message =
    "\(option: "vmin") \(3): must be less than \(option: "vmax") \(1)"

  @Test(
    arguments: [
      (limits, OptionSpelling.typed, "--vmin 3: must be less than --vmax 1"),
      (limits, .key, "vmin: 3: must be less than vmax: 1"),
      (limits, .swift, "vmin 3: must be less than vmax 1"),
      ("\(option: "rows"): too many", .typed, "--rows: too many"),
      ("\(option: "rows"): too many", .key, "rows: too many"),
      ("\(option: "rows"): too many", .swift, "rows: too many"),
      ("took more than \(flag: "timeout") 3s", .typed, "took more than --timeout 3s"),
      ("took more than \(flag: "timeout") 3s", .key, "took more than --timeout 3s"),
      ("took more than \(flag: "timeout") 3s", .swift, "took more than timeout 3s"),
      ("\(OptionReference("layer", 9)): there are 6", .typed, "--layer 9: there are 6"),
      ("\(OptionReference("layer", 9)): there are 6", .key, "layer: 9: there are 6"),
      ("\(OptionReference("layer", 9)): there are 6", .swift, "layer 9: there are 6"),
      ("nothing but --text", .key, "nothing but --text"), ("", .typed, ""),
    ] as [(Message, OptionSpelling, String)])
  func optionsAreSpeltForTheirReader(
    _ message: Message, _ spelling: OptionSpelling, _ text: String
  ) {
    #expect(message.spelled(spelling) == text)
    if spelling == .swift { #expect("\(message)" == text) }
  }

  /// A key of a manifest is told the rest.
  @Test(
    arguments: [
      (limits, "vmin", "3: must be less than vmax: 1"),
      ("\(option: "rows"): too many", "rows", "too many"),
      ("\(OptionReference("layer", 9)): there are 6", "layer", "9: there are 6"),
      ("\(option: "rows"), \(option: "keys"): too many", "rows", "rows:, keys: too many"),
      ("there is no \(option: "layer")", nil, "there is no layer:"),
    ] as [(Message, String?, String)])
  func aMessageKnowsWhatItIsAbout(_ message: Message, _ subject: String?, _ rest: String) {
    #expect(message.subject?.name == subject)
    #expect(message.keyMessage.spelled(.key) == rest)
  }

  @Test func messagesAreMadeOfMessages() {
    let part: Message = "give \(option: "key")"
    let whole: Message = "\(part), or " + part
    #expect(whole.typed == "give --key, or give --key")
    #expect([part, "leave it"].joined(separator: "; ").typed == "give --key; leave it")
    #expect(Message(describing: Known()).typed == "--a: wrong")
    #expect(Message(describing: CancellationError()).typed == "\(CancellationError())")
  }

  @Test(arguments: [
    ([], 8, "", ""), (["a"], 8, "a", "a"), (["a", "b"], 8, "a and b", "a、b"),
    (["a", "b", "c"], 8, "a, b and c", "a、b、c"), (["0,1", "b"], 8, "0,1; and b", "0,1；b"),
    (["a", "b", "c"], 2, "a, b and 1 more", "a、b 等 3 个"),
  ])
  func messagesAreListedAsProseHasThem(
    _ names: [String], _ limit: Int, _ english: String, _ chinese: String
  ) {
    let list = names.map { Message($0) }.listed(atMost: limit)
    #expect(list.rendered(inChinese: false) { $0 } == english)
    #expect(list.rendered(inChinese: true) { $0 } == chinese)
    let options: [Message] = ["\(option: "a")", "\(option: "b")"]
    #expect(options.listed().typed == "--a and --b")
  }

  /// Sentences that hold both languages keep them when they become parts of others.
  @Test func aMessageSpeaksBothLanguages() throws {
    let limit = Message(
      "\(option: "vmin") \(3): must be less than \(option: "vmax")",
      zh: "\(option: "vmin") \(3)：须小于\(option: "vmax")")
    let plain: Message = "\(option: "rows"): too many"
    func chinese(_ message: Message) -> String {
      message.rendered(inChinese: true, flags: .typed) { "「\($0)」" }
    }
    #expect(chinese(limit) == "「vmin」 3：须小于「vmax」")
    #expect(
      limit.rendered(inChinese: false) { $0.uppercased() } == "VMIN 3: must be less than VMAX")
    #expect(limit.typed == "--vmin 3: must be less than --vmax")
    // What nobody put into Chinese is said as it is.
    #expect(chinese(plain) == "「rows」: too many" && !plain.isInChinese)
    #expect(chinese(limit + plain) == "「vmin」 3：须小于「vmax」「rows」: too many")
    #expect(chinese("a \(limit) b") == "a 「vmin」 3：须小于「vmax」 b")
    #expect(chinese([limit, limit].joined(separator: .semicolon)).contains("」；「"))
    #expect(chinese(Message("both", zh: "同时：\(limit)")) == "同时：「vmin」 3：须小于「vmax」")
    #expect(chinese("\(OptionReference("layer", 9))") == "「layer」 9")
    #expect(chinese("\(flag: "timeout") 3s") == "--timeout 3s")
    let flag: Message = "\(flag: "timeout") 3s"
    #expect(flag.rendered(inChinese: true) { $0 } == "timeout 3s")
    let kept = try JSONDecoder().decode(Message.self, from: JSONEncoder().encode(limit))
    #expect(kept == limit && chinese(kept) == chinese(limit))
  }

  private struct Known: Error, MessageConvertible {
    var message: Message { "\(option: "a"): wrong" }
  }

  /// What processes tell each other.
  @Test func aMessageIsTheSameWhenItWasSent() throws {
    let message: Message = "\(Self.limits); \(flag: "only") \(OptionReference("a", 2))"
    let sent = try JSONEncoder().encode(message)
    #expect(try JSONDecoder().decode(Message.self, from: sent) == message)
  }

  /// Only the programs know how an option is typed.
  @Test func noLibrarySpellsAnOption() throws {
    let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources")
    let programs = ["attnplot", "attnplot-explore", "RegenerateFigures", "Manual"]
    // Where options are declared for the parser.
    let declarations = "FigureKinds/Declarations/"
    // Lines of commands that help shows, custom properties of style sheets, another program's options.
    let others = [
      "\"--page:", "\"--rule:", "\"--below:", "\"--above:",
      "+ \"--bad:", ": \"--rule:", "? \"--rule:", "\"--c\\(",
      "var(--c\\(", "git lfs",
      "FileMark.comment", "ninjaMark",
    ]
    var found: [String] = []
    let files = try #require(FileManager.default.enumerator(atPath: sources.path))
    for case let path as String in files where path.hasSuffix(".swift") {
      guard !programs.contains(where: { path.hasPrefix($0 + "/") }) else { continue }
      let text = try String(contentsOf: sources.appending(path: path), encoding: .utf8)
      var isExample = false
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        let trimmed = line.trimmingCharacters(in: .whitespaces)
        // An example goes on over several lines.
        isExample = trimmed.contains("\"attnplot ") || isExample && trimmed.hasPrefix("+ \"")
        guard !trimmed.hasPrefix("//"), !isExample,
          trimmed.contains(/"[^"]*(^|[^\w-])--([a-z]|\\\()/)
            || trimmed.contains(/(hasPrefix\(|\+ |\[)"--"| \+ "--"|"--" \+/)
              && !path.hasPrefix(declarations),
          !others.contains(where: { trimmed.contains($0) })
        else { continue }
        found.append("\(path): \(trimmed)")
      }
    }
    #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
  }
}
