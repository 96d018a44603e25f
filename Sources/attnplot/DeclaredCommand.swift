// Commands whose options are declared: what is wrong with their words is found by the declarations.

import ArgumentParser
import FigureKinds
import TextFormats

/// A subcommand all of whose options are declared.
protocol DeclaredCommand: ParsableCommand, DeclaredOptions {
  /// How many words it takes that belong to no option.
  static var maximumArguments: Int { get }
  /// Options that it does not have and that are likely to be looked for, with what to do instead.
  static var optionsElsewhere: [String: Message] { get }
  /// Takes them where the parser has not read the words.
  /// - Returns: whether it could.
  mutating func take(_ arguments: [String]) -> Bool
}

extension DeclaredCommand {
  static var maximumArguments: Int { 0 }
  static var optionsElsewhere: [String: Message] { [:] }
  mutating func take(_ arguments: [String]) -> Bool { Self.maximumArguments == 0 }
}

/// A subcommand for the figures of a manifest.
protocol ManifestCommand: DeclaredCommand {
  /// The article's if not given.
  var manifest: String? { get set }
}

extension ManifestCommand {
  static var maximumArguments: Int { 1 }
  mutating func take(_ arguments: [String]) -> Bool {
    manifest = arguments.first
    return true
  }
}

/// All that is wrong with the words of a command line.
struct CommandLineMistakes: Error {
  var messages: [Message]
}

/// Reads a command line by its options' declarations, and has the parser answer what they do not: help, and
/// words that belong to no option.
enum DeclaredReading {
  /// The command that words make.
  /// - Parameters:
  ///   - words: what stands after the command's name.
  ///   - parse: has the parser read such words.
  /// - Throws: ``CommandLineMistakes`` with all of them, also with those that the parser takes; what
  ///   the parser throws where it asks for help or finds what no declaration tells.
  static func command(
    _ words: [String], of type: any ParsableCommand.Type,
    parse: (_ words: [String]) throws -> any ParsableCommand
  ) throws -> any ParsableCommand {
    // The parser looks through every subcommand first, which takes as long as drawing a small figure.
    if let type = type as? any DeclaredCommand.Type, let command = made(words, of: type) {
      return command
    }
    do {
      let command = try parse(
        (type as? any DeclaredCommand.Type).map { forParser(words, of: $0) } ?? words)
      do {
        if let command = command as? any DeclaredCommand { try check(command, words) }
      } catch {
        // Of two kinds of log neither is the one that was meant.
        let logs = words.count { $0 == "--log-format" || $0.hasPrefix("--log-format=") }
        if logs == 1 { try (command as? Batch)?.logFailure(error) }
        throw error
      }
      return command
    } catch let error where !(error is CommandLineMistakes || error is ExitCode) {
      if let type = type as? any DeclaredCommand.Type, !Attnplot.exitCode(for: error).isSuccess {
        let mistakes = mistakes(in: words, of: type)
        if !mistakes.isEmpty { throw CommandLineMistakes(messages: mistakes) }
      }
      throw error
    }
  }

  /// The command that words make by its declarations alone; nil where something is wrong with them.
  private static func made<Command: DeclaredCommand>(
    _ words: [String], of type: Command.Type
  ) -> Command? {
    CommandLineOptions(words, of: type).command()
  }

  private static func forParser<Command: DeclaredCommand>(
    _ words: [String], of type: Command.Type
  ) -> [String] {
    CommandLineOptions(words, of: type).forParser
  }

  private static func check<Command: DeclaredCommand>(
    _ command: Command, _ words: [String]
  ) throws(CommandLineMistakes) {
    let mistakes = CommandLineOptions(words, of: Command.self).mistakes(in: command)
    if !mistakes.isEmpty { throw CommandLineMistakes(messages: mistakes) }
  }

  private static func mistakes<Command: DeclaredCommand>(
    in words: [String], of type: Command.Type
  ) -> [Message] {
    CommandLineOptions(words, of: type).mistakes(of: type)
  }
}
