// The command: its subcommands, and how it ends.

import ArgumentParser
import AttentionMath
import CairoRendering
import FigureKinds
import FigurePipeline
import Glibc
import StageTimes
import Synchronization
import TextFormats

@main
struct Attnplot: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attnplot",
    abstract: "Draw the figures of Transformer attention: PNG, SVG and PDF.",
    discussion: """
      Start here:
        attnplot pe-heatmap --positions 100 --dimensions 256 -o pe.png
        attnplot similarity --positions 50 --dimensions 256 -o sim.svg
        attnplot batch --output figures

      Every subcommand has a --help of its own with examples. Exit codes: 0 done, 1 the work \
      failed, 2 a check found drift, 64 wrong usage.
      """,
    version: AttnplotVersion.text,
    groupedSubcommands: [
      CommandGroup(
        name: "Figures",
        subcommands: figureCommands { !$0.contains(" ") } + [
          DiagramCommands.self, DemoCommands.self,
        ]),
      CommandGroup(name: "Files", subcommands: [Inspect.self]),
      CommandGroup(name: "Models", subcommands: [Tokenize.self, Extract.self]),
      CommandGroup(
        name: "Sets of figures", subcommands: [Batch.self, Init.self, Schema.self]),
      CommandGroup(name: "Reports and claims", subcommands: [ReportCommand.self, Verify.self]),
      CommandGroup(name: "In a browser", subcommands: [Explore.self]),
    ])

  /// A subcommand for each kind whose name is wanted.
  static func figureCommands(named isWanted: (String) -> Bool) -> [any ParsableCommand.Type] {
    KindRegistry.all.filter { isWanted($0.name) }.map { figureCommand($0) }
  }

  private static func figureCommand<Kind: FigureKind>(
    _ kind: Kind.Type
  ) -> any ParsableCommand.Type {
    FigureCommand<Kind>.self
  }

  static func main() {
    // A reader that goes away and a file that grows too large are errors like others.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    letSignalsEnd()
    // Pango asks the user's surroundings which forms punctuation beside Han characters has.
    setenv("PANGO_LANGUAGE", "zh-cn", 1)
    keepFreedMemory()
    let clock = StageClock()
    clock.addStart()
    do {
      try VectorChoice.apply()
      // Answered before the parser has looked at every subcommand.
      if let text = try VersionAnswer.text(Array(CommandLine.arguments.dropFirst())) {
        ExitStatus.printed(text)
        return
      }
      try run(clock)
    } catch {
      ExitStatus(error).exit()
    }
  }

  /// Lets the signals through that end a program: one that was started by a thread which blocks them, as
  /// those of Dispatch do, would not hear them.
  private static func letSignalsEnd() {
    var ending = sigset_t()
    sigemptyset(&ending)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] { sigaddset(&ending, number) }
    pthread_sigmask(SIG_UNBLOCK, &ending, nil)
  }

  private static func run(_ clock: StageClock) throws {
    var command = try clock.measure(.parse) { () throws in
      // Both take about as long: reading what is asked, and which fonts there are.
      let (type, words) = try subcommand()
      if type is any DrawingCommand.Type, !asksForHelp { TextEngine.warmUp() }
      let before = CommandLine.arguments.dropFirst().dropLast(words.count)
      return try DeclaredReading.command(words, of: type) { try parseAsRoot(before + $0) }
    }
    let isTimed = (command as? any TimedCommand)?.wantsTimings ?? false
    defer { if isTimed { Messages.write(clock.report) } }
    try StageClock.$current.withValue(isTimed ? clock : nil) {
      try command.run()
    }
  }
}

/// The kinds that demonstrate something, as subcommands of one.
struct DemoCommands: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Show what the article says of attention in words.",
    subcommands: Attnplot.figureCommands { $0.hasPrefix("demo ") })
}

/// The kinds that are diagrams, as subcommands of one.
struct DiagramCommands: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diagram", abstract: "Draw how attention works as boxes, tables and arrows.",
    subcommands: Attnplot.figureCommands { $0.hasPrefix("diagram ") })
}

extension Attnplot {
  private static var asksForHelp: Bool {
    CommandLine.arguments.contains { $0 == "-h" || $0 == "--help" }
  }

  /// The subcommand that the arguments name, and the words after its name.
  /// - Throws: where there is none of that name, which the parser would take for a stray argument.
  private static func subcommand() throws -> (any ParsableCommand.Type, words: [String]) {
    var command: any ParsableCommand.Type = Attnplot.self
    var words = CommandLine.arguments.dropFirst()
    while let word = words.first {
      let known = command.configuration.subcommands
      guard !known.isEmpty, !word.hasPrefix("-"), word != "help" else { break }
      guard let next = known.first(where: { name($0) == word }) else {
        let names = known.map(name)
        throw FigureError.usage(
          "\(ShellWords.joined([word])): there is no such subcommand; "
            + "\(NearestName.hint(for: word, among: names))")
      }
      command = next
      words.removeFirst()
    }
    return (command, Array(words))
  }

  private static func name(_ command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? "\(command)".lowercased()
  }
}

/// How the command ends when not with success: one line and a code that scripts can rely on.
struct ExitStatus {
  var message: String
  var code: Int32
  var isHelp = false
  private var problems: [String] = []

  static let workFailed: Int32 = 1
  static let driftFound: Int32 = 2
  static let usage: Int32 = 64

  init(_ error: any Error) {
    switch error {
    case let error as FigureError:
      let all = error.all
      message = error.message.spelled(.command)
      if all.count > 1 { problems = all.map { $0.message.spelled(.command) } }
      code = all.contains { $0.cause == .usage } ? Self.usage : Self.workFailed
    case let error as OutputError:
      message = error.message.spelled(.command)
      code = Self.workFailed
    case let error as ManifestError:
      message = error.description
      problems = error.problems.map(\.description)
      code = Self.usage
    case let error as CommandLineMistakes:
      problems = error.messages.map { $0.spelled(.command) }
      message = problems.joined(separator: "; ")
      code = Self.usage
    case is DriftFound:
      message = ""
      code = Self.driftFound
    default:
      let exit = Attnplot.exitCode(for: error)
      code = exit.rawValue
      isHelp = exit.isSuccess
      message =
        isHelp ? Attnplot.fullMessage(for: error) : Attnplot.message(for: error)
      if code != 0, code != Self.usage { code = Self.workFailed }
    }
  }

  /// The most mistakes that are said one by one; `--limit mistakes=100` sets it.
  static let maximumLines = Atomic(RunLimits.Name.mistakes.standard)

  /// What is said, a line each: mistakes in a manifest are several, and of very many the first.
  var lines: [String] {
    guard !problems.isEmpty else { return message.isEmpty ? [] : [message] }
    let maximum = Self.maximumLines.load(ordering: .relaxed)
    guard problems.count > maximum else { return problems }
    return problems.prefix(maximum) + [
      "and \(problems.count - maximum) more mistakes; mend these first"
    ]
  }

  /// Writes help, completions or the version to standard output.
  ///
  /// Ends the program where that takes nothing: half a text is no answer.
  static func printed(_ text: String) {
    do throws(OutputError) {
      try OutputFiles.print(text)
    } catch {
      Messages.error(error.message.spelled(.command))
      Glibc.exit(workFailed)
    }
  }

  func exit() -> Never {
    if isHelp {
      Self.printed(message + "\n")
    } else {
      for line in lines { Messages.error(line) }
    }
    Glibc.exit(code)
  }
}

/// What the command says beside its output.
enum Messages {
  static func error(_ text: String) { write("attnplot: error: \(oneLine(text))\n") }
  static func warning(_ text: String) { write("attnplot: warning: \(oneLine(text))\n") }

  /// A message is a line, whatever a file name or a title in it holds.
  static func oneLine(_ text: String) -> String { TerminalText.line(text) }

  static func write(_ text: String) {
    // Nothing can be said about a standard error that takes nothing.
    try? OutputFiles.write(Array(text.utf8), to: STDERR_FILENO, displayedAs: "standard error")
  }
}
