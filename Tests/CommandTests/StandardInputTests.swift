// Standard input, a tensor in it, and pipes that the shell names, wherever a file may stand.

import Foundation
import Testing

@Suite struct StandardInputTests {
  /// A table of so many rows of four numbers, no two alike.
  private func table(_ rows: Int) -> String {
    (0..<rows).map { row in
      (0..<4).map { "0.\(row * 4 + $0 + 11)" }.joined(separator: ",") + "\n"
    }.joined()
  }

  /// Kinds that take a table, with the number of rows that each needs.
  @Test(arguments: [
    ("pe-heatmap --encoding learned --table", 16), ("similarity --encoding learned --table", 16),
    ("pe-lines --at-positions 3 --encoding learned --table", 16), ("position-grid --table", 16),
    ("shift --encoding learned --table", 16), ("bias --encoding t5 --table", 32),
    ("attention --tokens 'a b c' --encoding", 16),
  ])
  func aTableMayComeThroughAPipe(call: String, rows: Int) throws {
    let location = Workplace()
    try location.write(table(rows), to: "t.csv")
    // A pipe's name would have to begin a word.
    let isParameter = call.hasSuffix("--encoding")
    let call = "attnplot \(call) \(isParameter ? "learned:table=" : "")"
    for (name, line) in [
      ("file", "\(call)t.csv"), ("input", "cat t.csv | \(call)-"),
      ("pipe", "\(call)<(cat t.csv)"),
    ] where name != "pipe" || !isParameter {
      let ended = try Attnplot.shell(line + " --save-matrix \(name).csv", in: location)
      #expect(ended.status == .exited(0), "\(line): \(ended.messages)")
    }
    let whole = try #require(location.bytes("file.csv"))
    #expect(location.bytes("input.csv") == whole)
    #expect(isParameter || location.bytes("pipe.csv") == whole)
  }

  @Test func aTensorOfStandardInputIsTyped() throws {
    let location = Workplace()
    try location.write(#"{"a_b": [[1, 2], [3, 4]], "c": [[5, 6], [7, 8]]}"#, to: "x.json")
    for word in ["--input '-#a_b'", "--input='-#a_b'"] {
      let ended = try Attnplot.shell(
        "cat x.json | attnplot heatmap \(word) --save-matrix m.csv", in: location)
      #expect(ended.status == .exited(0), "\(ended.messages)")
      let saved = String(decoding: try #require(location.bytes("m.csv")), as: UTF8.self)
      #expect(saved.contains("3.0,4.0") && !saved.contains("5"))
    }
  }

  /// What is read once cannot be two arrays.
  @Test(arguments: [
    ("attention --weights - --minus -", "--weights - and --minus -"),
    ("heads --weights '-#a' --minus '-#b'", "--weights -#a and --minus -#b"),
    ("attention --weights - --mask-file -", "--weights - and --mask-file -"),
    ("heatmap --input - --tokens-file -", "--input - and --tokens-file -"),
    ("attention --tokens-file - --encoding learned:table=-", "--tokens-file -"),
  ])
  func standardInputIsReadOnce(call: String, says: String) throws {
    let location = Workplace()
    try location.write("0.5,0.5\n0.25,0.75\n", to: "w.csv")
    for line in ["attnplot \(call) -o x.png < w.csv", "cat w.csv | attnplot \(call) -o x.png"] {
      let ended = try Attnplot.shell(line, in: location)
      #expect(ended.status == .exited(64), "\(ended.messages)")
      #expect(ended.messages.contains(says), "\(ended.messages)")
      #expect(ended.messages.contains("standard input can be read once"), "\(ended.messages)")
      #expect(location.bytes("x.png") == nil)
    }
  }
}
