// Strange values for every option of every subcommand: never a crash, never a hang.

import FigureKinds
import Foundation
import Testing

@Suite struct OddValueTests {
  static let values = [
    "", " ", "-", "--", "-0", "0", "1e309", "-1e309", "1e-320", "nan", "-inf",
    "9223372036854775807",
    "9223372036854775808", "-9223372036854775808", "0x10", "１２", "1,2", "5-", "-5", ",", "1,,2",
    "-9223372036854775808--1", "0-9223372036854775807", "9223372036854775807,-9223372036854775808",
    "\u{1}", "a\nb\t\u{7F}\u{85}", "\u{202E}\u{200F}\u{FEFF}\u{FFFE}", "\u{D7FF}\u{10FFFF}", "🏳️‍🌈é⃝",
    "%s%n%x", "../../x", "$(id)", "<script>&amp;]]>", "\\", "1x1px", "1e-300x1e300mm", "-1x-1px",
    String(repeating: "9", count: 4000), String(repeating: "word ", count: 3000),
    String(repeating: "啊", count: 5000), String(repeating: "(", count: 9000),
  ]

  /// An option of a kind's subcommand, and values for it.
  struct Case: CustomTestStringConvertible {
    var command: [String]
    var option: String
    var values: [String]
    var testDescription: String { (command + [option]).joined(separator: " ") }
  }

  /// Every option that takes a value, with some of the values; all values are used, in turn. What
  /// many kinds have alike is tried with the first few of them.
  static let cases: [Case] = {
    var cases: [Case] = []
    var kindsTried: [String: Int] = [:]
    for kind in KindRegistry.all {
      let command = kind.name.split(separator: " ").map(String.init)
      for option in (try? options(of: command)) ?? [] where kindsTried[option, default: 0] < 2 {
        kindsTried[option, default: 0] += 1
        // Steps prime to the number of values, so that each option meets others in each kind.
        let first = cases.count * 7
        cases.append(
          Case(
            command: command, option: option,
            values: (0..<2).map { values[(first + $0 * 17) % values.count] }))
      }
    }
    return cases
  }()

  /// The long options of a subcommand that take values, as the program itself lists them.
  static func options(of command: [String]) throws -> [String] {
    let ended = try Attnplot.run(command + ["--experimental-dump-help"], in: Workplace())
    let dump = try JSONSerialization.jsonObject(with: Data(ended.output)) as? [String: Any]
    let arguments = (dump?["command"] as? [String: Any])?["arguments"] as? [[String: Any]] ?? []
    return arguments.filter { $0["kind"] as? String == "option" }
      .compactMap { ($0["preferredName"] as? [String: Any])?["name"] as? String }
      .filter { $0.count > 1 && !["output", "save-matrix", "describe"].contains($0) }
      .map { "--" + $0 }
  }

  /// A call of each kind that works, from its examples: without outputs, and with the data that
  /// comes with the program in place of a user's.
  static let calls: [String: String] = {
    var calls: [String: String] = [:]
    for kind in KindRegistry.all {
      let examples = kind.examples.map { example in
        example.replacing(#/ -o \S+/#, with: "")
          .replacing(/[a-z]+\.(npy|npz|csv|safetensors|json)(#[a-z0-9]+)?/, with: "example:minilm")
          .replacing("--layer 11", with: "--layer 5")
          .replacing("--query-token its", with: "--query-token it --tokens-file example:minilm")
      }
      // What is drawn from any matrix has to be told which of many this is.
      let chosen = examples.map { $0 + " --layer 0 --head 0" }
      calls[kind.name] = (examples + chosen).first { call in
        (try? Attnplot.shell(call + " -o x.svg", in: Workplace()))?.status == .exited(0)
      }
    }
    return calls
  }()

  @Test func everyOptionIsTried() {
    #expect(Self.cases.count > 80)
    #expect(Set(Self.cases.flatMap(\.values)).count == Self.values.count)
    for kind in KindRegistry.all {
      #expect(Self.calls[kind.name] != nil, "no example of \(kind.name) works")
    }
  }

  @Test(arguments: cases)
  func endsInOrder(odd: Case) throws {
    let call = try #require(Self.calls[odd.command.joined(separator: " ")])
    for value in odd.values {
      let location = Workplace()
      let ended = try Attnplot.shell(
        "exec \(call) \(odd.option) \"$VALUE\" -o x.svg --quiet", in: location,
        environment: ["VALUE": value])
      switch ended.status {
      case .exited(0):
        #expect(ended.messages == "")
        try expectValid("x.svg", in: location)
      case .exited(1), .exited(64):
        // One for each mistake: an option that the call has before is given twice besides.
        #expect(!ended.lines.dropLast().isEmpty && ended.lines.last == "")
        for line in ended.lines.dropLast() {
          #expect(line.hasPrefix("attnplot: error: ") && line.utf8.count > 30, "\(line)")
        }
        #expect(ended.lines.count <= 4, "\(ended.messages)")
        #expect(location.listing().isEmpty)
      default:
        Issue.record("\(odd.option) \(value.prefix(60).debugDescription): \(ended.status)")
      }
    }
  }
}
