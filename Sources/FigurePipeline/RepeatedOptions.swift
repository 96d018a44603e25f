// Options of the command line that were given too often. The parser takes the last of them and says
// nothing, so what it knows of a command's options is looked at where a word stands twice.

public import ArgumentParser
public import FigureKinds
import TextFormats

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// An argument as the parser describes it, as far as it is read here.
struct DeclaredArgument: Decodable {
  struct Name: Decodable {
    /// `short` for a letter after one dash.
    var kind: String
    var name: String

    /// As it is typed.
    var typed: String { (kind == "long" ? "--" : "-") + name }
  }

  var kind: String
  var isRepeating: Bool
  var isOptional: Bool
  var names: [Name]?
  var preferredName: Name?
  var valueName: String?
  var allValues: [String]?

  /// The arguments of a command, or of a set of options.
  static func all<Arguments: ParsableArguments>(of arguments: Arguments.Type) -> [Self] {
    let help = Arguments._dumpHelp()
    let dump = try? JSONDecoder().decode(HelpDump.self, from: Data(help.utf8))
    return dump?.command.arguments ?? []
  }
}

private struct HelpDump: Decodable {
  struct Command: Decodable {
    var arguments: [DeclaredArgument]?
  }
  var command: Command
}

/// Options for one value that were given several, of which the parser would take the last.
public enum RepeatedOptions {
  /// Refuses words in which an option for one value stands twice, under one name or under two.
  ///
  /// Which options take one value is asked of their declaration, and only where something stands
  /// twice, as that takes longer than all the parsing.
  /// - Parameter words: what the parser has taken without complaint.
  public static func check(
    _ words: [String], of arguments: any ParsableArguments.Type
  ) throws(FigureError) {
    guard mayRepeat(words) else { return }
    let declared = DeclaredArgument.all(of: arguments)
    if let (first, second) = firstRepeated(words, declared) {
      throw .usage("\(first) and \(second): the option takes one value; leave one of them out")
    }
  }

  /// Whether two words may name the same option. Names of one option begin alike: one is the
  /// other's first letter, or its plural.
  static func mayRepeat(_ words: [String]) -> Bool {
    var seen = Set<String>()
    var letters = Set<Character>()
    var initials = Set<Character>()
    for word in words.prefix(while: { $0 != "--" }) where word.hasPrefix("-") && word.count > 1 {
      let name = word.drop { $0 == "-" }.prefix { $0 != "=" }
      guard let initial = name.first else { continue }
      if word.hasPrefix("--") {
        let isNew = seen.insert(String(name.last == "s" ? name.dropLast() : name)).inserted
        if !isNew || letters.contains(initial) { return true }
        initials.insert(initial)
      } else if !letters.insert(initial).inserted || initials.contains(initial) {
        return true
      }
    }
    return false
  }

  /// The first two places of an option that should have one, as they were typed.
  static func firstRepeated(
    _ words: [String], _ declared: [DeclaredArgument]
  ) -> (String, String)? {
    var options: [String: Int] = [:]
    for (index, argument) in declared.enumerated() where argument.kind == "option" {
      for name in argument.names ?? [] { options[name.typed] = index }
    }
    var given: [Int: String] = [:]
    var rest = words[...]
    while let word = rest.popFirst(), word != "--" {
      let name = String(word.prefix { $0 != "=" })
      guard let index = options[name] else { continue }
      // As the parser has it, nothing after the sign is no value.
      let attached = word.dropFirst(name.count + 1)
      let value = attached.isEmpty ? rest.popFirst() ?? "" : String(attached)
      guard !declared[index].isRepeating else { continue }
      let typed = attached.isEmpty ? ShellWords.joined([name, value]) : ShellWords.joined([word])
      if let first = given[index] { return (first, typed) }
      given[index] = typed
    }
    return nil
  }
}
