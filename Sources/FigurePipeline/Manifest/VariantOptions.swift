// The settings of one variant → the values of its options → a request.

import FigureKinds
import FigureModel
import TextFormats

/// Collects the values of one variant's options and reads them by their declarations.
struct VariantOptions {
  typealias Setting = ManifestScope.Setting

  let vocabulary: KindVocabulary
  let variables: [String: String]
  let theme: Theme.Name
  let language: Language
  private let budget: RunBudget

  /// Values by option.
  private var values: [String: [String]] = [:]
  /// Where each value is written.
  private(set) var valueLocations: [String: SourceLocation] = [:]
  private(set) var caption: String?
  private(set) var alt: String?
  private(set) var problems: [ManifestProblem] = []
  /// What is not wrong, but not as its reader will expect it.
  private(set) var warnings: [ManifestProblem] = []

  init(
    vocabulary: KindVocabulary, variables: [String: String], theme: Theme.Name, language: Language,
    budget: RunBudget
  ) {
    self.budget = budget
    self.vocabulary = vocabulary
    self.variables = variables
    self.theme = theme
    self.language = language
    values["theme"] = [theme.rawValue]
    values["lang"] = [language.rawValue]
  }

  /// Gives an option its values, whatever was set before.
  mutating func set(_ key: String, _ texts: [String], at location: SourceLocation) {
    if vocabulary[key]?.shape == .flag {
      values[key] = texts == ["true"] ? ["true"] : nil
      if texts != ["true"], texts != ["false"] {
        report(location, key, "\(texts.first ?? ""): must be true or false")
      }
    } else {
      values[key] = texts
    }
    valueLocations[key] = location
  }

  /// Reads what a manifest says of a key.
  mutating func add(_ key: String, _ setting: Setting) {
    let node = setting.value
    switch key {
    case "formats", "theme", "lang": return
    // Of a kind that has an option of this name a map is combinations, one value the option's.
    case "matrix" where node.isMap || vocabulary[key] == nil: return
    case "caption": caption = localized(key, node)
    case "alt": alt = localized(key, node)
    default:
      guard let option = vocabulary[key] else { return }
      switch option.shape {
      case .flag:
        guard let isOn = node.bool else {
          report(node.location, key, "must be true or false, not \(describe(node))")
          return
        }
        set(key, [isOn ? "true" : "false"], at: node.location)
      case .localizedText:
        if let text = localized(key, node) { set(key, [text], at: node.location) }
      case .integer, .number, .word, .list, .text, .file:
        if let texts = texts(option, node) { set(key, texts, at: node.location) }
      }
    }
  }

  private mutating func texts(_ option: KindOption, _ node: YAMLNode) -> [String]? {
    let nodes: [YAMLNode]
    switch node.content {
    case .scalar: nodes = [node]
    case .list(let items) where option.takesLists: nodes = items
    case .list:
      report(
        node.location, option.name,
        "must be one value, not a list; for one figure of each, put the list under matrix:")
      return nil
    case .map:
      report(node.location, option.name, "must be one value, not a map")
      return nil
    }
    var texts: [String] = []
    for node in nodes {
      guard let text = node.text, !node.isNull else {
        report(node.location, option.name, "must be one value, not \(node.kind)")
        return nil
      }
      if option.shape == .list, node.bool != nil {
        report(
          node.location, option.name,
          "\(text): is a truth value; a text of this kind stands in quotes")
        return nil
      }
      guard let filled = filled(option.name, text, node.location) else { return nil }
      if option.shape == .file, nodes.count > 1, filled.contains(" ") {
        report(
          node.location, option.name,
          "\(filled): of several files none may have a blank in its name; name it without, or stack them first"
        )
        return nil
      }
      texts.append(Self.word(node, of: option) ?? filled)
    }
    if option.isRepeating { return texts }
    return [texts.joined(separator: option.shape == .file ? " " : ",")]
  }

  /// The word that a truth value stands for: `yes` and `no` are truth values to some readers of YAML,
  /// which write them as such; nil for other values.
  static func word(_ node: YAMLNode, of option: KindOption) -> String? {
    guard case .word(let words) = option.shape, words.contains("yes"), let isOn = node.bool else {
      return nil
    }
    return isOn ? "yes" : "no"
  }

  /// A text, or the one of a map of languages that this variant speaks.
  private mutating func localized(_ key: String, _ node: YAMLNode) -> String? {
    switch node.content {
    case .scalar(let text, _):
      return filled(key, text, node.location)
    case .list:
      report(node.location, key, "must be a text or a map of languages, not a list")
      return nil
    case .map(let entries):
      let known = Language.allCases.map(\.rawValue)
      var texts: [String: YAMLNode] = [:]
      for entry in entries {
        guard known.contains(entry.key) else {
          report(
            entry.location, entry.key,
            "\(key) has no such language; " + NearestName.hint(for: entry.key, among: known))
          continue
        }
        guard entry.value.text != nil else {
          report(entry.value.location, entry.key, "must be a text, not \(entry.value.kind)")
          continue
        }
        texts[entry.key] = entry.value
      }
      // An alt text in another language would be worse than the one that is computed.
      let others = key == "alt" ? [] : known
      guard let chosen = texts[language.rawValue] ?? others.lazy.compactMap({ texts[$0] }).first,
        let text = chosen.text
      else { return nil }
      if texts[language.rawValue] == nil, let other = entries.first(where: { texts[$0.key] != nil })
      {
        warnings.append(
          ManifestProblem(
            location: node.location, key: key,
            message: MissingTranslation.message(language, substitute: other.key)))
      }
      return filled(key, text, chosen.location)
    }
  }

  private mutating func filled(_ key: String, _ text: String, _ location: SourceLocation) -> String?
  {
    guard !text.utf8.contains(0) else {
      report(location, key, "a text has no character 0")
      return nil
    }
    do throws(Variables.Failure) {
      return try Variables.filled(text, variables, budget)
    } catch {
      report(location, key, error.message)
      return nil
    }
  }

  private func describe(_ node: YAMLNode) -> String { node.text.map { "\($0)" } ?? node.kind }

  // MARK: Requests

  /// The kind and its options after defaults.
  var parameters: FigureParameters {
    FigureParameters(
      kind: vocabulary.kind.name,
      values: vocabulary.options.compactMap { option in
        (values[option.name] ?? option.defaultValue.map { [$0] }).map {
          FigureParameters.Value(name: option.name, values: $0)
        }
      }, alt: alt)
  }

  /// The key whose value names a file, alone or among others.
  func key(naming reference: String) -> String? {
    vocabulary.options.first { option in
      values[option.name]?.contains { value in
        value == reference || value.split(separator: " ").contains(reference[...])
      } ?? false
    }?.name
  }

  /// The request for this variant, and whether it says all that its options do: where some are
  /// wrong, all of which are reported, it is the request that the others make; nil where they make
  /// none.
  /// - Parameter mistaken: options that are there, though not rightly, and so not missing.
  mutating func request(
    name: String, figure: SourceLocation, mistaken: Set<String>
  ) -> (request: FigureRequest?, isWhole: Bool) {
    let (request, mistakes) = FigureRequest.reading(name: name, vocabulary, values)
    let known = mistaken.union(problems.compactMap(\.key))
    for mistake in mistakes {
      let key = mistake.option.name
      if mistake.reason == .missing, known.contains(key) { continue }
      report(valueLocations[key] ?? figure, key, mistake.keyMessage)
    }
    return (request, mistakes.isEmpty)
  }

  /// The request with other values in place of those that figures of the kind cannot do without and
  /// that are missing or mistaken, for the mistakes in the rest.
  /// - Returns: the request and the options that others stand in for; nil where none can be made.
  func completedRequest(name: String) -> (request: FigureRequest, standIns: Set<String>)? {
    var completed = values
    let (_, mistakes) = FigureRequest.reading(name: name, vocabulary, values)
    let needed = mistakes.map(\.option).filter(\.isRequired)
    for option in needed {
      switch option.shape {
      case .integer, .number: completed[option.name] = ["1"]
      case .word(let words): completed[option.name] = words.first.map { [$0] }
      case .flag, .list, .localizedText, .text, .file: completed[option.name] = ["-"]
      }
    }
    guard let request = FigureRequest.reading(name: name, vocabulary, completed).request else {
      return nil
    }
    return (request, Set(needed.map(\.name)))
  }

  private mutating func report(_ location: SourceLocation, _ key: String?, _ message: Message) {
    problems.append(ManifestProblem(location: location, key: key, message: message))
  }
}
