// The words of a command line, read by the options' declarations: the parser of arguments stops at the
// first thing that it cannot take and takes the last of two values, so what is said of mistakes is found
// and worded here.

import FigureKinds
import FigurePipeline
import MatrixSources
import TextFormats

/// What the words after a command say of its options.
struct CommandLineOptions {
  /// Something wrong, with the number of the word where it begins.
  private struct Mistake {
    var index: Int
    var message: Message
  }

  /// By the options' names; a flag has `true`, an option for one value the first of them.
  private var values: [String: [String]] = [:]
  /// Words that belong to no option.
  private var arguments: [String] = []
  /// By the options' names, the words where they were first given.
  private var positions: [String: Int] = [:]
  private var mistakes: [Mistake] = []
  private var repetitions: [Mistake] = []
  /// Whether there are words that name no option, so that what was meant is not known.
  private var hasUnknown = false
  /// Whether there are words that the parser answers.
  private var asksParser = false
  /// The options of `repetitions`: which of their values is meant is not known, nor what is wrong with it.
  private var repeated: Set<String> = []

  /// The words as the parser is to have them: an empty value behind a sign is a word of its own, for which it
  /// would take the next one.
  var forParser: [String] { parts.flatMap(\.self) }
  private var parts: [[String]] = []

  /// Reads words as the parser does, but for empty values.
  /// - Parameters:
  ///   - words: what stands after the command's own name.
  ///   - type: the command, which says which options it has and how many words that belong to none.
  init<Command: DeclaredCommand>(_ words: [String], of type: Command.Type) {
    var named: [String: KindOption] = [:]
    for option in type.options {
      for name in option.typedNames { named[name] = option }
    }
    parts = words.map { [$0] }
    var firstTyped: [String: String] = [:]
    var index = 0
    var isAfterEnd = false
    while index < words.count {
      let (start, word) = (index, words[index])
      index += 1
      if !isAfterEnd, word == "--" {
        isAfterEnd = true
        continue
      }
      guard !isAfterEnd, Self.isOption(word) else {
        arguments.append(word)
        if arguments.count > type.maximumArguments {
          add(start, "Unexpected argument '\(word)'; --help lists what there is")
        }
        continue
      }
      let name = String(word.prefix { $0 != "=" })
      guard let option = named[name] else {
        if Self.answered.contains(name) {
          asksParser = true
        } else {
          let elsewhere = type.optionsElsewhere[String(name.trimmingPrefix("--"))]
          add(
            start,
            elsewhere.map { "Unknown option '\(name)': \($0)" }
              ?? Self.unknown(name, among: named.keys.sorted()))
          hasUnknown = true
          // Most likely its value, which is not to be told as well.
          if !word.contains("="), index < words.count, !Self.isOption(words[index]) { index += 1 }
        }
        continue
      }
      if positions[option.name] == nil { positions[option.name] = start }
      if option.shape == .flag {
        values[option.name] = ["true"]
        if word.contains("=") {
          add(start, "\(ShellWords.joined([word])): the option takes no value; leave it out")
        }
        continue
      }
      // Nothing after the sign is an empty value, where the parser would take the next word.
      let isAttached = word.count > name.count
      let value: String
      if isAttached {
        value = String(word.dropFirst(name.count + 1))
        if value.isEmpty { parts[start] = [name, ""] }
      } else if index < words.count,
        option.takesAnyValue || !Self.isOption(words[index])
      {
        value = words[index]
        index += 1
      } else {
        add(start, "Missing value for '\(name) <\(option.valueName)>'; give one after it")
        // Most likely meant as the value, which would need the sign: not to be told as well.
        if index < words.count,
          named[String(words[index].prefix { $0 != "=" })] == nil,
          !Self.answered.contains(words[index])
        {
          index += 1
        }
        continue
      }
      guard !option.isRepeating else {
        values[option.name, default: []].append(value)
        continue
      }
      let typed = ShellWords.joined(isAttached ? [word] : [name, value])
      if let first = firstTyped[option.name] {
        repeated.insert(option.name)
        repetitions.append(
          Mistake(
            index: start,
            message: Message(
              "\(first) and \(typed): the option takes one value; leave one of them out")))
      } else {
        firstTyped[option.name] = typed
        values[option.name] = [value]
      }
    }
  }

  /// Whether a word is written as an option: standard input and a tensor in it begin with the same sign.
  private static func isOption(_ word: String) -> Bool {
    word.hasPrefix("-") && !StandardInput.isMeant(by: word)
  }

  /// Options that the parser itself answers.
  private static let answered: Set = [
    "-h", "--help", "--version", "--help-hidden", "--generate-completion-script",
    "--experimental-dump-help",
  ]

  private mutating func add(_ index: Int, _ message: Message) {
    mistakes.append(Mistake(index: index, message: message))
  }

  private static func unknown(_ name: String, among names: [String]) -> Message {
    let hint = NearestName.nearest(to: name, among: names.filter { $0.hasPrefix("--") })
    return Message(
      "Unknown option '\(name)'"
        + (hint.map { ". Did you mean '\($0)'? " } ?? "; ") + "--help lists what there is")
  }

  /// The command that the words make where nothing is wrong with them.
  func command<Command: DeclaredCommand>() -> Command? {
    guard !asksParser, mistakes.isEmpty, repetitions.isEmpty else { return nil }
    let (read, misread) = Command.reading(values)
    guard misread.isEmpty, var command = read, command.take(arguments),
      command.brokenRules.isEmpty
    else { return nil }
    return command
  }

  /// What is wrong with words that the parser takes: options for one value that were given several, and
  /// values that break their options' rules.
  func mistakes(in options: some DeclaredOptions) -> [Message] {
    let broken = broken(options)
    guard !repetitions.isEmpty || !broken.isEmpty else { return [] }
    return sorted(repetitions + broken.map(located) + others(options, broken, misread: []))
  }

  /// All that is wrong with the words for these options.
  func mistakes<Options: DeclaredOptions>(of type: Options.Type) -> [Message] {
    let (options, misread) = Options.reading(values)
    let ofValues = misread.filter { $0.reason != .missing || positions[$0.option.name] == nil }
      .map { Mistake(index: positions[$0.option.name] ?? .max, message: $0.message) }
    let broken = options.map(broken) ?? []
    let found = mistakes + repetitions + ofValues + broken.map(located)
    guard let options, !found.isEmpty else { return sorted(found) }
    let others = others(options, broken, misread: misread)
    // What is missing may be what an unknown word was meant to give.
    return sorted(found + (hasUnknown ? others.filter { $0.index < .max } : others))
  }

  /// What files and the choice in them tell beside what is known to be wrong.
  private func others(
    _ options: some DeclaredOptions, _ broken: [FigureError], misread: [OptionMistake]
  ) -> [Mistake] {
    guard let command = options as? any DrawingCommand else { return [] }
    let mistaken = repeated.union(misread.map(\.option.name))
    return command.mistakes(besides: broken, leavingOut: mistaken).map(located)
  }

  private func broken(_ options: some DeclaredOptions) -> [FigureError] {
    options.brokenRules.filter { error in
      error.message.subject.map { !repeated.contains($0.name) } ?? true
    }
  }

  private func located(_ error: FigureError) -> Mistake {
    Mistake(index: error.option.flatMap { positions[$0] } ?? .max, message: error.message)
  }

  /// As the words stand.
  private func sorted(_ mistakes: [Mistake]) -> [Message] {
    mistakes.enumerated().sorted {
      ($0.element.index, $0.offset) < ($1.element.index, $1.offset)
    }
    .map(\.element.message)
  }
}
