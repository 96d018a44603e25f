// The command line's side of declarations: the parser's own description of an option.

public import ArgumentParser
import TextFormats

extension OptionDeclaration {
  /// Letters come first, as the help has them.
  fileprivate var name: NameSpecification {
    let dashes = OptionSpelling.dashes
    let letters = option.otherNames.filter { !$0.hasPrefix(dashes) }.compactMap(\.last)
    let words = option.otherNames.filter { $0.hasPrefix(dashes) }
      .map { String($0.dropFirst(dashes.count)) }
    return NameSpecification(
      letters.map { .customShort($0) } + ([option.name] + words).map { .customLong($0) })
  }
  fileprivate var help: ArgumentHelp {
    ArgumentHelp("\(option.help.spelled(.command))", valueName: option.valueName)
  }
  fileprivate func completion(_ own: CompletionKind?) -> CompletionKind? {
    if let own { return own }
    return option.shape == .file ? .file() : option.valueName == "folder" ? .directory : nil
  }
  fileprivate var parsing: SingleValueParsingStrategy {
    option.takesAnyValue ? .unconditional : .next
  }
  fileprivate var listParsing: ArrayParsingStrategy {
    option.takesAnyValue ? .unconditionalSingleValue : .singleValue
  }
}

extension Flag where Value == Bool {
  /// The flag of a declaration.
  public init(_ declaration: OptionDeclaration<Bool>) {
    self.init(
      wrappedValue: false, name: declaration.name,
      help: ArgumentHelp("\(declaration.option.help.spelled(.command))"))
  }
}

extension Option where Value: OptionValue & ExpressibleByArgument {
  /// The option of a declaration.
  public init(_ declaration: OptionDeclaration<Value>, completion: CompletionKind? = nil) {
    if let initial = declaration.initial {
      self.init(
        wrappedValue: initial, name: declaration.name, parsing: declaration.parsing,
        help: declaration.help, completion: declaration.completion(completion))
    } else {
      self.init(
        name: declaration.name, parsing: declaration.parsing, help: declaration.help,
        completion: declaration.completion(completion))
    }
  }
}

// Numbers are read as manifests read them: the parser would take 0x1p3 as well.

extension Option where Value == Double {
  /// The option of a declaration.
  init(_ declaration: OptionDeclaration<Double>) {
    if let initial = declaration.initial {
      self.init(
        wrappedValue: initial, name: declaration.name, parsing: declaration.parsing,
        help: declaration.help, transform: decimal)
    } else {
      self.init(
        name: declaration.name, parsing: declaration.parsing, help: declaration.help,
        transform: decimal)
    }
  }
}

extension Option where Value == Double? {
  /// The option of a declaration that may be missing.
  init(_ declaration: OptionDeclaration<Double?>) {
    self.init(
      name: declaration.name, parsing: declaration.parsing, help: declaration.help,
      transform: decimal)
  }
}

extension Option where Value == [Double] {
  /// The option of a declaration that may be given several times.
  init(_ declaration: OptionDeclaration<[Double]>) {
    self.init(
      wrappedValue: declaration.initial ?? [], name: declaration.name,
      parsing: declaration.listParsing, help: declaration.help, transform: decimal)
  }
}

@Sendable private func decimal(_ text: String) throws -> Double {
  do throws(MisreadValue) {
    return try Double.read(text)
  } catch {
    throw error.hint.map { WrongNotation($0) } ?? error
  }
}

extension Option where Value: WrittenValue {
  /// The option of a declaration whose value has a notation of its own.
  public init(_ declaration: OptionDeclaration<Value>, completion: CompletionKind? = nil) {
    if let initial = declaration.initial {
      self.init(
        wrappedValue: initial, name: declaration.name, parsing: declaration.parsing,
        help: declaration.help, completion: declaration.completion(completion),
        transform: { try Value.parsed($0) })
    } else {
      self.init(
        name: declaration.name, parsing: declaration.parsing, help: declaration.help,
        completion: declaration.completion(completion), transform: { try Value.parsed($0) })
    }
  }
}

extension Option {
  /// The option of a declaration that may be missing.
  public init<Item>(_ declaration: OptionDeclaration<Item?>, completion: CompletionKind? = nil)
  where Value == Item?, Item: OptionValue & ExpressibleByArgument {
    self.init(
      name: declaration.name, parsing: declaration.parsing, help: declaration.help,
      completion: declaration.completion(completion))
  }

  public init<Item>(_ declaration: OptionDeclaration<Item?>, completion: CompletionKind? = nil)
  where Value == Item?, Item: WrittenValue {
    self.init(
      name: declaration.name, parsing: declaration.parsing, help: declaration.help,
      completion: declaration.completion(completion), transform: { try Item.parsed($0) })
  }

  /// The option of a declaration that may be given several times.
  public init<Item>(_ declaration: OptionDeclaration<[Item]>, completion: CompletionKind? = nil)
  where Value == [Item], Item: OptionValue & ExpressibleByArgument {
    self.init(
      wrappedValue: declaration.initial ?? [], name: declaration.name,
      parsing: declaration.listParsing, help: declaration.help,
      completion: declaration.completion(completion))
  }

  public init<Item>(_ declaration: OptionDeclaration<[Item]>, completion: CompletionKind? = nil)
  where Value == [Item], Item: WrittenValue {
    self.init(
      wrappedValue: declaration.initial ?? [], name: declaration.name,
      parsing: declaration.listParsing, help: declaration.help,
      completion: declaration.completion(completion),
      transform: { try Item.parsed($0) })
  }
}
