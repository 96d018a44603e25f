// An option for one value that is given twice: refused, with both values, in every command.

import Foundation
import Testing

@Suite struct RepeatedOptionTests {
  /// An argument as the program's help lists it.
  struct ListedArgument: Decodable {
    struct Name: Decodable {
      /// `short` for a letter after one dash.
      var kind: String
      var name: String

      var typed: String { (kind == "long" ? "--" : "-") + name }
    }

    var kind: String
    var isRepeating: Bool
    var isOptional: Bool
    var preferredName: Name?
    var valueName: String?
    var allValues: [String]?
  }

  /// A command with its options, as the program itself lists them.
  struct Listed: Decodable {
    var commandName: String
    var subcommands: [Listed]?
    var arguments: [ListedArgument]?

    /// The commands that do something, each with the words that call it.
    func commands(_ words: [String] = []) -> [(words: [String], arguments: [ListedArgument])] {
      let own = (arguments ?? []).isEmpty ? [] : [(words, arguments ?? [])]
      return own + (subcommands ?? []).flatMap { $0.commands(words + [$0.commandName]) }
    }
  }

  static func commands() throws -> [(words: [String], arguments: [ListedArgument])] {
    struct Dump: Decodable { var command: Listed }
    let ended = try Attnplot.run(["--experimental-dump-help"], in: Workplace())
    return try JSONDecoder().decode(Dump.self, from: Data(ended.output)).command.commands()
  }

  /// Two values that the parser takes.
  static func values(_ argument: ListedArgument) -> (String, String) {
    if let words = argument.allValues, let first = words.first, let last = words.last {
      return (first, last)
    }
    if argument.preferredName?.name == "heads-of" { return ("4:3", "5:0") }
    if argument.preferredName?.name == "encoding" { return ("rope", "alibi") }
    switch argument.valueName {
    case "i/n": return ("1/2", "2/2")
    case "size": return ("10x10px", "20x20px")
    case "length": return ("8pt", "9pt")
    case "sign": return ("comma", "tab")
    case "2GB|none": return ("1GB", "2GB")
    case "60s|none": return ("1s", "2s")
    case "a,b": return ("0,1", "0,2")
    case "names": return ("layer", "head")
    case "lengths": return ("2x3", "3x2")
    default: return ("1", "2")
    }
  }

  /// Every option of every command is known by its declaration: it is shown with both of its values.
  @Test func theProgramRefusesThemAndShowsBoth() throws {
    let commands = try Self.commands().filter { !$0.words.isEmpty && $0.words[0] != "help" }
    #expect(commands.count > 30)
    for (words, arguments) in commands {
      let single = arguments.filter { $0.kind == "option" && !$0.isRepeating }
      // No more than are told one by one, also where the values break rules.
      for start in stride(from: 0, to: single.count, by: 8) {
        let chosen = single[start..<min(start + 8, single.count)].map { option in
          let (first, second) = Self.values(option)
          return (name: option.preferredName?.typed ?? "", first: first, second: second)
        }
        let location = Workplace()
        let call = words + chosen.flatMap { [$0.name, $0.first, "\($0.name)=\($0.second)"] }
        let ended = try Attnplot.run(call, in: location)
        #expect(ended.status == .exited(64), "\(call)")
        for (name, first, second) in chosen {
          #expect(
            ended.messages.contains(
              "attnplot: error: \(name) \(first) and \(name)=\(second): the option takes one value; "
                + "leave one of them out\n"), "\(call) \(ended.messages)")
        }
        #expect(location.listing().isEmpty, "\(call)")
      }
    }
  }

  @Test(arguments: [
    "pe-heatmap -o a.png -o b.svg --output c.pdf",
    "pe-heatmap --save-matrix a.npy --save-matrix=b.csv --quiet --quiet",
    // Values are no options, whatever they look like.
    "shift --title --title --x-label --title -o a.png",
    "shift --title -o --x-label=-o -o a.png",
  ])
  func whatMayStandTwiceIsTaken(call: String) throws {
    let location = Workplace()
    let ended = try Attnplot.shell("attnplot " + call, in: location)
    #expect(ended.status == .exited(0), "\(ended.messages)")
    #expect(ended.messages == "")
  }

  @Test(arguments: [
    ("batch --formats png --format svg", "--formats png and --format svg"),
    ("batch -o one --output=two", "-o one and --output=two"),
    ("report -o a.html -o b.html", "-o a.html and -o b.html"),
    ("shift --title 'a b' --title c -o a.png", "--title 'a b' and --title c"),
    ("shift --title= --title c -o a.png", "--title= and --title c"),
    ("heads --weights a --layer 1 --layer 1 -o a.png", "--layer 1 and --layer 1"),
  ])
  func namesOfOneOptionAreOne(call: String, says: String) throws {
    let ended = try Attnplot.shell("attnplot " + call, in: Workplace())
    #expect(ended.status == .exited(64))
    #expect(ended.messages.contains("attnplot: error: \(says)"), "\(ended.messages)")
  }
}
