// An option for one value that is given twice: refused, with both values, in every command.

import FigureKinds
import Foundation
import Testing

@testable import FigurePipeline

@Suite struct RepeatedOptionTests {
  /// A command with its options, as the program itself lists them.
  struct Listed: Decodable {
    var commandName: String
    var subcommands: [Listed]?
    var arguments: [DeclaredArgument]?

    /// The commands that do something, each with the words that call it.
    func commands(_ words: [String] = []) -> [(words: [String], arguments: [DeclaredArgument])] {
      let own = (arguments ?? []).isEmpty ? [] : [(words, arguments ?? [])]
      return own + (subcommands ?? []).flatMap { $0.commands(words + [$0.commandName]) }
    }
  }

  static func commands() throws -> [(words: [String], arguments: [DeclaredArgument])] {
    struct Dump: Decodable { var command: Listed }
    let ended = try Attnplot.run(["--experimental-dump-help"], in: Workplace())
    return try JSONDecoder().decode(Dump.self, from: Data(ended.output)).command.commands()
  }

  /// Two values that the parser takes.
  static func values(_ argument: DeclaredArgument) -> (String, String) {
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

  @Test func everyNameOfEveryOptionIsWatched() throws {
    let commands = try Self.commands()
    #expect(commands.count > 30)
    for (words, arguments) in commands {
      for argument in arguments where argument.kind == "option" {
        let names = try #require(argument.names).map(\.typed)
        for first in names {
          for second in names {
            let joined = [first + "=1", "--quiet", second, "2"]
            // Without this the declaration would not even be asked.
            #expect(RepeatedOptions.mayRepeat(joined), "\(words) \(first) \(second)")
            let found = RepeatedOptions.firstRepeated(joined, arguments)
            if argument.isRepeating {
              #expect(found == nil, "\(words) \(first) \(second)")
            } else {
              #expect(
                try #require(found) == (first + "=1", second + " 2"), "\(words) \(first) \(second)")
            }
          }
        }
      }
    }
  }

  /// One option of each kind of figure, and all of the other commands'.
  static func calls() throws -> [[String]] {
    let kinds = Set(FigureKinds.all.map { $0.name })
    return try commands().enumerated().flatMap { index, command -> [[String]] in
      let (words, arguments) = command
      let single = arguments.filter { $0.kind == "option" && !$0.isRepeating }
      let isKind = kinds.contains(words.joined(separator: " "))
      let chosen = isKind ? [single[index * 7 % single.count]] : single
      return chosen.map { option in
        let name = option.preferredName?.typed ?? ""
        let (first, second) = values(option)
        let needed = arguments.filter {
          $0.isOptional == false && $0.preferredName?.name != option.preferredName?.name
        }
        .flatMap { ($0.preferredName.map { [$0.typed] } ?? []) + ["given"] }
        return words + needed + [name, first, "\(name)=\(second)"]
      }
    }
  }

  @Test func theProgramRefusesThemAndShowsBoth() throws {
    for call in try Self.calls() {
      let location = Workplace()
      let ended = try Attnplot.run(call, in: location)
      #expect(ended.status == .exited(64), "\(call)")
      let (name, first, second) = (call[call.count - 3], call[call.count - 2], call[call.count - 1])
      #expect(
        ended.messages
          == "attnplot: error: \(name) \(first) and \(second): the option takes one value; leave one "
          + "of them out\n", "\(call)")
      #expect(location.listing().isEmpty, "\(call)")
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
    ("shift --title= --title c -o a.png", "Unexpected argument 'c'"),
    ("heads --weights a --layer 1 --layer 1 -o a.png", "--layer 1 and --layer 1"),
  ])
  func namesOfOneOptionAreOne(call: String, says: String) throws {
    let ended = try Attnplot.shell("attnplot " + call, in: Workplace())
    #expect(ended.status == .exited(64))
    #expect(ended.messages.hasPrefix("attnplot: error: \(says)"), "\(ended.messages)")
  }
}
