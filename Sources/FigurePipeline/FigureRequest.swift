// What is to be drawn, before anything is computed.

public import ArgumentParser
public import FigureKinds
public import SafeFiles
import TextFormats

/// The options of one figure: its kind's own and how it is to look.
public struct FigureArguments<Kind: FigureKind>: ParsableArguments, Sendable {
  @OptionGroup public var kind: Kind
  @OptionGroup(title: "Appearance") public var appearance: AppearanceArguments

  public init() {}
}

/// One figure asked for: what it is called, what it is, and how it is to look.
public struct FigureRequest: Sendable {
  /// What ids in files are made from.
  public var name: String
  public var kind: any FigureKind
  public var appearance: AppearanceArguments
  /// The command that draws this figure, for the metadata of its files.
  public var command: String
  /// The folder that names of input files start from; nil for the working folder.
  public var folder: String?
  /// Which files may be read.
  public var reach = FileReach.named
  /// The options that the figure is computed from, without those of looks alone, by which pictures of
  /// one figure are known to share its values; nil where that is not known.
  public var parameters: FigureParameters?
  /// A description in place of the computed one.
  public var alt: String?
  /// The options that a manifest's `defaults:` gave it, and not the figure's own entry.
  public var defaults: Set<String> = []

  /// The numbers, of the looks and of the kind, that break their options' rules.
  var brokenRules: [FigureError] { appearance.brokenRules + kind.brokenRules }

  public init(
    name: String, kind: any FigureKind, appearance: AppearanceArguments, command: String
  ) {
    self.name = name
    self.kind = kind
    self.appearance = appearance
    self.command = command
  }

  /// The request that these options make, as the command line would read them.
  /// - Throws: what is wrong with the options.
  public init(name: String, kind: any FigureKind.Type, arguments: [String]) throws {
    self = try Self.parsed(name: name, kind: kind, arguments: arguments)
  }

  /// The request that these options make, read by their declarations.
  /// - Parameter options: by name, as a manifest has them; a flag that is on has `true`, and one that
  ///   may be given several times stands several times.
  /// - Throws: every option that there is not, and every value that is none of its option's.
  public init(
    name: String, kind: any FigureKind.Type, options: KeyValuePairs<String, String>
  ) throws(FigureError) {
    let vocabulary = KindVocabulary.of(kind)
    var values: [String: [String]] = [:]
    var problems: [Message] = []
    for (option, value) in options {
      if vocabulary[option] == nil {
        let instead: Message = kind.optionsElsewhere[option].map { .semicolon + $0 } ?? ""
        problems.append(
          Message(
            "\(OptionReference(option, value)): \(kind.name) has no such option\(instead)",
            zh: "\(OptionReference(option, value))：\(kind.name) 没有这个选项\(instead)"))
      } else {
        values[option, default: []].append(value)
      }
    }
    let (request, mistakes) = Self.reading(name: name, vocabulary, values)
    problems += mistakes.map(\.message)
    guard problems.isEmpty, let request else {
      throw .usage(problems.joined(separator: .semicolon))
    }
    self = request
  }

  /// The request that values make, read by the options' declarations.
  /// - Parameter values: by the options' names; a flag that is on has `true`.
  /// - Returns: the request without the values that are mistaken, nil where it then lacks what figures
  ///   of the kind need, and all mistakes.
  public static func reading(
    name: String, _ vocabulary: KindVocabulary, _ values: [String: [String]]
  ) -> (request: FigureRequest?, mistakes: [OptionMistake]) {
    reading(name: name, kind: vocabulary.kind, vocabulary, values)
  }

  private static func reading<Kind: FigureKind>(
    name: String, kind: Kind.Type, _ vocabulary: KindVocabulary, _ values: [String: [String]]
  ) -> (request: FigureRequest?, mistakes: [OptionMistake]) {
    let (kind, ofKind) = Kind.reading(values)
    let (appearance, ofLooks) = AppearanceArguments.reading(values)
    let mistakes = ofKind + ofLooks
    guard let kind, let appearance else { return (nil, mistakes) }
    var values = values
    for mistake in mistakes { values[mistake.option.name] = nil }
    let words = Kind.name.split(separator: " ").map(String.init) + vocabulary.words(for: values)
    var request = FigureRequest(
      name: name, kind: kind, appearance: appearance,
      command: ShellWords.joined(["attnplot"] + words))
    request.parameters =
      FigureParameters(
        kind: Kind.name,
        values: vocabulary.options.compactMap { option in
          values[option.name].map { FigureParameters.Value(name: option.name, values: $0) }
        }
      ).ofValues
    return (request, mistakes)
  }

  private static func parsed<Kind: FigureKind>(
    name: String, kind: Kind.Type, arguments: [String]
  ) throws -> FigureRequest {
    let parsed = try FigureArguments<Kind>.parse(arguments)
    return FigureRequest(
      name: name, kind: parsed.kind, appearance: parsed.appearance,
      command: ShellWords.joined(
        ["attnplot"] + Kind.name.split(separator: " ").map(String.init) + arguments))
  }
}
