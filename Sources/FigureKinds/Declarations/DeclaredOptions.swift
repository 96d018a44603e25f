// Sets of options that are declared: read without a parser, and held to their rules.

public import ArgumentParser
import FigureScene
import Synchronization
import TextFormats

/// A set of options, each tied to its declaration.
public protocol DeclaredOptions: ParsableArguments, Sendable {
  /// Every option of the set and of the sets in it, in the help's order.
  static var parameters: [Parameter<Self>] { get }
  /// What options of the set ask of each other, and a value's own rules that are not of numbers, as far
  /// as they are broken. An option that was mistaken counts as one that was not given, so that no rule
  /// may ask for an option.
  var brokenOwnRules: [FigureError] { get }
}

extension DeclaredOptions {
  public var brokenOwnRules: [FigureError] { [] }
}

/// An option of a set, or a set in it, with where its values are kept.
public struct Parameter<Root: Sendable>: Sendable {
  /// How an option's property is written and read.
  struct Access: Sendable {
    var option: KindOption
    /// Gives it the values of these texts.
    var set: @Sendable (inout Root, [String]) throws(MisreadValue) -> Void
    /// What is said of a text that is none of its words.
    var refuse: @Sendable (_ text: String, _ words: [String]) -> Message
    /// Its values as they are typed; none where it was not given.
    var given: @Sendable (Root) -> [String]
    /// Makes it what it is without being given; an option that must be given stays as it is.
    var leaveOut: @Sendable (inout Root) -> Void
  }

  let accesses: [Access]
  /// The options' names, by which one is found without copying the others.
  let names: [String]
  /// Which of them must be given.
  let required: [Int]
  /// Gives the properties what they are without being given, as the parser does. Before that none of
  /// them can be read.
  let prepare: @Sendable (inout Root) -> Void
  /// The rules that values break, as far as the rules say so by themselves.
  let brokenRules: @Sendable (Root) -> [FigureError]

  // The key paths lead to the wrappers and not to the properties: writing a property through a key path
  // reads it first, and the parser's wrappers end the process where one is read that was never set.

  /// An option.
  public init<Value: OptionContent>(
    _ declaration: OptionDeclaration<Value>,
    _ path: any WritableKeyPath<Root, Option<Value>> & Sendable
  ) {
    self.init(
      declaration, get: { $0[keyPath: path].wrappedValue },
      set: { $0[keyPath: path].wrappedValue = $1 })
  }

  /// A flag.
  public init(
    _ declaration: OptionDeclaration<Bool>, _ path: any WritableKeyPath<Root, Flag<Bool>> & Sendable
  ) {
    self.init(
      declaration, get: { $0[keyPath: path].wrappedValue },
      set: { $0[keyPath: path].wrappedValue = $1 })
  }

  /// A set of options in the set.
  public init<Group: DeclaredOptions>(
    _ path: any WritableKeyPath<Root, OptionGroup<Group>> & Sendable
  ) {
    accesses = Group.parameters.flatMap(\.accesses).map { access in
      Access(
        option: access.option,
        set: { (root, texts) throws(MisreadValue) in
          try access.set(&root[keyPath: path].wrappedValue, texts)
        },
        refuse: access.refuse, given: { access.given($0[keyPath: path].wrappedValue) },
        leaveOut: { access.leaveOut(&$0[keyPath: path].wrappedValue) })
    }
    names = accesses.map(\.option.name)
    required = accesses.indices.filter { [accesses] in accesses[$0].option.isRequired }
    brokenRules = { root in root[keyPath: path].wrappedValue.brokenRules }
    let initial = Group.initial()
    prepare = { root in root[keyPath: path].wrappedValue = initial }
  }

  private init<Value: OptionContent>(
    _ declaration: OptionDeclaration<Value>, get: @escaping @Sendable (Root) -> Value,
    set: @escaping @Sendable (inout Root, Value) -> Void
  ) {
    let access = Access(
      option: declaration.option,
      set: { (root, texts) throws(MisreadValue) in
        if let value = try Value.read(texts) { set(&root, value) }
      },
      refuse: { text, words in Value.Item.refusal(of: text, among: words) },
      given: { root in declaration.given(get(root)) },
      leaveOut: { root in
        if let initial = declaration.initial { set(&root, initial) }
      })
    accesses = [access]
    names = [declaration.option.name]
    required = declaration.option.isRequired ? [0] : []
    brokenRules = { root in declaration.brokenRules(by: get(root)) }
    prepare = access.leaveOut
  }
}

// What an option does with its values, whichever set it is in: once for each type of value, since the
// compiler would write it out for every option of every set.

extension OptionContent {
  /// The content that texts give; nil where they are too few.
  @inline(never)
  fileprivate static func read(_ texts: [String]) throws(MisreadValue) -> Self? {
    var items: [Item] = []
    for text in texts { items.append(try Item.read(text)) }
    return holding(items)
  }
}

extension OptionDeclaration {
  /// A value as it is typed; nothing for one that is as it is without being given.
  @inline(never)
  fileprivate func given(_ value: Value) -> [String] {
    let texts = value.items.map(\.spelled)
    return texts == initial?.items.map(\.spelled) ? [] : texts
  }

  /// The rules that a value breaks, as far as the rules say so by themselves.
  @inline(never)
  fileprivate func brokenRules(by value: Value) -> [FigureError] {
    guard option.rule != nil else {
      return option.shape == .localizedText ? option.problems(with: value.items.map(\.spelled)) : []
    }
    let items = value.items
    // A Double has not the digits of a long whole number.
    return option.refusals(of: items.map(\.number)) {
      Value.Item.shape == .integer ? items[$0].spelled : typed($1)
    }
  }
}

extension KindOption {
  /// What texts that are drawn hold that they may not.
  fileprivate func problems(with texts: [String]) -> [FigureError] {
    let option = OptionReference(name)
    return texts.compactMap { TextLimits.problem(with: RichText($0)) }.map {
      .usage("\(option): \($0.description)", zh: "\(option)：\($0.inChinese)")
    }
  }

  /// What the option's rule says of numbers that it does not take.
  /// - Parameter digits: how a number is written.
  fileprivate func refusals(
    of numbers: [Double?], digits: (_ index: Int, _ number: Double) -> String
  ) -> [FigureError] {
    numbers.enumerated().compactMap { index, number in
      guard let number, let refusal = rule?.refusal(of: number) else { return nil }
      let option = OptionReference(name, digits(index, number))
      return .usage("\(option): \(refusal)", zh: "\(option)：\(refusal)")
    }
  }
}

extension DeclaredOptions {
  /// The options in the help's order.
  public static var options: [KindOption] { parameters.flatMap { $0.accesses.map(\.option) } }

  /// The set with no option given; those that must be given are to be set before they are read.
  static func initial() -> Self {
    if let known = InitialOptions.known(Self.self) { return known }
    var arguments = Self()
    for parameter in parameters { parameter.prepare(&arguments) }
    InitialOptions.keep(arguments)
    return arguments
  }

  /// The set that these texts make.
  /// - Parameter values: by the options' names; a flag that is on has `true`.
  /// - Returns: the options without those in which there are mistakes, and all mistakes; nil where an
  ///   option that figures cannot do without is missing.
  public static func reading(
    _ values: [String: [String]]
  ) -> (arguments: Self?, mistakes: [OptionMistake]) {
    var arguments = initial()
    var mistakes: [OptionMistake] = []
    var isWhole = true
    for parameter in parameters {
      for (index, name) in parameter.names.enumerated() {
        guard let texts = values[name] else {
          if parameter.required.contains(index) {
            isWhole = false
            mistakes.append(OptionMistake(parameter.accesses[index].option, .missing))
          }
          continue
        }
        let access = parameter.accesses[index]
        if let mistake = access.set(texts, in: &arguments) {
          if access.option.isRequired { isWhole = false }
          mistakes.append(mistake)
        }
      }
    }
    return (isWhole ? arguments : nil, mistakes)
  }

  /// The rules that the options' values break, as far as the rules say so by themselves.
  public var brokenRules: [FigureError] {
    Self.parameters.flatMap { $0.brokenRules(self) } + brokenOwnRules
  }

  /// Refuses values that break their options' rules.
  public func checkRules() throws(FigureError) {
    let broken = brokenRules
    if !broken.isEmpty { throw .usage(broken.map(\.message).joined(separator: .semicolon)) }
  }
}

/// Sets with no option given, of each type one: making one takes as long as reading some options.
private enum InitialOptions {
  private static let made = Mutex<[ObjectIdentifier: any DeclaredOptions]>([:])

  static func known<Options: DeclaredOptions>(_ type: Options.Type) -> Options? {
    made.withLock { $0[ObjectIdentifier(type)] as? Options }
  }

  static func keep<Options: DeclaredOptions>(_ options: Options) {
    made.withLock { $0[ObjectIdentifier(Options.self)] = options }
  }
}

extension TextLimits.Problem {
  fileprivate var inChinese: String {
    switch self {
    case .tooLong(let beginning):
      "“\(beginning)…”超过 \(TextLimits.longestText) 字节，请缩短"
    case .tooManyMarks(let beginning):
      "“\(beginning)…”有一个字符带有 \(TextLimits.longestCharacter) 个或更多附加符号，请去掉一些"
    }
  }
}

extension Parameter.Access {
  /// Gives the option the values of texts.
  /// - Returns: what is wrong with them; nothing is set then.
  fileprivate func set(_ texts: [String], in arguments: inout Root) -> OptionMistake? {
    if case .word(let words) = option.shape {
      for text in texts where !words.contains(text) {
        return OptionMistake(option, .noSuchChoice, value: text, hint: refuse(text, words))
      }
    }
    if !option.isRepeating, texts.count > 1 {
      return OptionMistake(option, .repeated, value: texts[0], hint: Message(texts[1]))
    }
    if !option.takesAnyValue, texts.contains("") {
      return OptionMistake(
        option, .unreadable, value: "", hint: Message("it may not be empty", zh: "不能为空"))
    }
    do throws(MisreadValue) {
      try set(&arguments, texts)
      return nil
    } catch {
      return OptionMistake(option, .unreadable, value: error.text, hint: error.hint)
    }
  }
}

// MARK: One option

extension DeclaredOptions {
  private static func access(_ name: String) -> Parameter<Self>.Access? {
    for parameter in parameters {
      if let index = parameter.names.firstIndex(of: name) { return parameter.accesses[index] }
    }
    return nil
  }

  /// What an option was given, as it is typed; nothing for one that is as it is without being given.
  public func given(_ name: String) -> [String] { Self.access(name)?.given(self) ?? [] }

  /// Makes an option what it is without being given.
  /// - Returns: whether it was given and can be left out.
  public mutating func leaveOut(_ name: String) -> Bool {
    guard let access = Self.access(name), !access.option.isRequired, !access.given(self).isEmpty
    else { return false }
    access.leaveOut(&self)
    return true
  }

  /// Gives an option that chooses one of several by its number the first of them.
  /// - Returns: whether it is such an option.
  public mutating func chooseFirst(_ name: String) -> Bool {
    // Of a list only an index, whose first position alone may be told.
    guard let access = Self.access(name),
      access.option.shape == .integer || name == GridArrangementArguments.index.option.name,
      access.option.rule?.range?.contains(0) != false
    else { return false }
    return access.set(["0"], in: &self) == nil
  }
}
