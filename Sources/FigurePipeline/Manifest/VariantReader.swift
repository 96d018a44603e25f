// The variants of one figure: every combination of its matrix, its themes and its languages.

import CairoRendering
public import FigureKinds
import FigureModel
import MatrixFiles
import MatrixSources
import SafeFiles
import TextFormats

/// Turns the settings of a figure into requests.
struct VariantReader {
  typealias Setting = ManifestScope.Setting

  let location: SourceLocation
  let folder: String?
  /// Which files may be read.
  let reach: FileReach
  let vocabulary: KindVocabulary
  let settings: [String: Setting]
  /// The keys of the settings that are the manifest's `defaults:`.
  let defaults: Set<String>
  let variables: [String: String]
  private let budget: RunBudget
  private(set) var problems: [ManifestProblem] = []
  /// The names of all variants, of those with mistakes too.
  private(set) var names: [PlannedName] = []
  /// Whether something is wrong with the figure besides.
  var isMistaken = false
  /// Options that are mistaken and that no variant has: those that unknown keys seem to mean.
  var mistaken: Set<String> = []
  /// The requests that variants make, those with mistakes too.
  private var drafts: [Draft] = []
  /// Variants to be checked further, where something is wrong with the figure: without what is mistaken
  /// in them.
  private(set) var remaining: [PlannedFigure] = []

  /// What a variant asks for without what is mistaken in it.
  private struct Draft {
    var request: FigureRequest
    /// What decides whether it is right.
    var values: [FigureParameters.Value]
    var valueLocations: [String: SourceLocation]
    /// The options that were mistaken, and those whose files are not there.
    var mistaken: Set<String>
    /// Whether it has all that figures of its kind need.
    var isComplete: Bool
  }

  init(
    location: SourceLocation, folder: String?, reach: FileReach, vocabulary: KindVocabulary,
    settings: [String: Setting], defaults: Set<String>, variables: [String: String],
    budget: RunBudget
  ) {
    self.budget = budget
    self.location = location
    self.folder = folder
    self.reach = reach
    self.vocabulary = vocabulary
    self.settings = settings
    self.defaults = defaults
    self.variables = variables
  }

  /// One value for each key of the matrix.
  private typealias Combination = [(key: String, location: SourceLocation, value: String)]

  mutating func variants(
    id: Setting?, matrix: Setting?, overrides: Manifest.Overrides
  ) -> [PlannedFigure] {
    let formats: [OutputFormat] = choices("formats") ?? [.png, .svg]
    let themes: [Theme.Name] = choices("theme") ?? [.light]
    let languages: [Language] = choices("lang") ?? [.english]
    let combinations = combinations(matrix)
    let chosenThemes = Self.chosen(overrides.themes, among: themes)
    let chosenLanguages = Self.chosen(overrides.languages, among: languages)
    let count = combinations.count * chosenThemes.count * chosenLanguages.count
    guard budget.take(count, of: .variants) else { return [] }
    var figures: [PlannedFigure] = []
    for combination in combinations {
      if budget.isExceeded { return [] }
      var variables = variables
      for part in combination { variables[part.key] = part.value }
      // Without a name the rest is read as well, for the mistakes in it.
      let known = name(id, combination, variables)
      let name = known ?? ""
      for theme in Self.all(themes, and: chosenThemes) {
        for language in Self.all(languages, and: chosenLanguages) {
          // The first of each is the figure itself, whatever is chosen.
          var variant = name
          if let template = overrides.names {
            variant = template.picture(name, language, theme)
          } else {
            if theme != themes[0] { variant += ".\(theme.rawValue)" }
            if language != languages[0] { variant += ".\(language.rawValue)" }
          }
          if known != nil {
            names.append(
              PlannedName(
                name: variant, id: name, location: location, idLocation: id?.location ?? location))
          }
          guard chosenThemes.contains(theme), chosenLanguages.contains(language) else { continue }
          var options = VariantOptions(
            vocabulary: vocabulary, variables: variables, theme: theme, language: language,
            budget: budget)
          for (key, setting) in settings where key != "id" && key != "kind" {
            options.add(key, setting)
          }
          for part in combination {
            options.set(part.key, [part.value], at: part.location)
          }
          if let scale = overrides.scale { options.set("scale", ["\(scale)"], at: location) }
          if var figure = figure(
            name: variant, id: name, options, formats: overrides.formats ?? formats, own: formats),
            known != nil
          {
            figure.isListed = themes.contains(theme) && languages.contains(language)
            figure.request.defaults = defaults.subtracting(combination.map(\.key))
            figures.append(figure)
          }
          problems += options.problems
        }
      }
    }
    guard isMistaken || !problems.isEmpty else {
      remaining = []
      return figures
    }
    reportOthers()
    return figures
  }

  private mutating func figure(
    name: String, id: String, _ options: VariantOptions, formats: [OutputFormat],
    own: [OutputFormat]
  ) -> PlannedFigure? {
    var options = options
    let (made, isWhole) = options.request(name: name, figure: location, mistaken: mistaken)
    problems += options.problems
    guard var request = made else {
      if let (request, standIns) = options.completedRequest(name: name) {
        add(request, options, options.parameters, mistaken: standIns, isComplete: false)
      }
      return nil
    }
    let locations = settings.mapValues(\.location)
    request.folder = folder
    request.reach = reach
    request.alt = options.alt
    let parameters = options.parameters
    request.parameters = parameters.ofValues
    var inputs: [InputReference] = []
    var missing: Set<String> = []
    let context = SourceContext(folder: folder, reach: reach)
    let references =
      request.kind.namedFiles.flatMap { SourceRegistry.fileReferences(of: $0, in: context) }
      + request.kind.models.flatMap { SourceRegistry.modelFiles($0, in: context) }
    for reference in request.kind.namedFiles where StandardInput.isMeant(by: reference) {
      let key = options.key(naming: reference)
      missing.insert(key ?? "")
      report(
        key.flatMap { options.valueLocations[$0] } ?? location, key ?? name,
        "\(reference): \(StandardInput.refusal)")
    }
    for reference in references {
      let input = InputReference(reference, folder: folder, reach: reach)
      if let path = input.path, let fault = fault(of: path) {
        let key = options.key(naming: reference)
        missing.insert(key ?? "")
        problems.append(
          ManifestProblem(
            location: key.flatMap { options.valueLocations[$0] } ?? location, key: key,
            message: "\(reference): \(fault)", awaited: path))
      }
      if !inputs.contains(input) { inputs.append(input) }
      for shard in InputReference.shards(of: reference, folder: folder, reach: reach)
      where !inputs.contains(shard) { inputs.append(shard) }
    }
    // Read where they are, though no key names them; of several the first, as the kinds do.
    let companions = request.kind.companionFiles.map {
      InputReference($0, folder: folder, reach: reach)
    }
    if let companion = companions.first(where: { $0.isReadable(reach) }),
      !inputs.contains(companion)
    {
      inputs.append(companion)
    }
    add(request, options, parameters, mistaken: missing, isComplete: true)
    var figure = PlannedFigure(
      name: name, id: id, request: request, formats: formats, ownFormats: own, theme: options.theme,
      language: options.language, isListed: true, parameters: parameters, inputs: inputs,
      companionPaths: companions.compactMap(\.path), caption: options.caption, location: location,
      keyLocations: locations, valueLocations: options.valueLocations, warnings: options.warnings)
    figure.mistaken = mistaken.union(missing).union(options.problems.compactMap(\.key))
    // Others were tried with their data.
    if figure.mistaken.isEmpty || request.kind.inputFiles.isEmpty { remaining.append(figure) }
    return isWhole ? figure : nil
  }

  private mutating func add(
    _ request: FigureRequest, _ options: VariantOptions, _ parameters: FigureParameters,
    mistaken: Set<String>, isComplete: Bool
  ) {
    drafts.append(
      Draft(
        request: request,
        values: ArgumentCheck.deciding(parameters, isSized: request.appearance.isSized),
        valueLocations: options.valueLocations,
        mistaken: mistaken.union(options.problems.compactMap(\.key)), isComplete: isComplete))
  }

  /// So many variants of a figure are tried for what is wrong with their choice in the data.
  private static let maximumTried = 8

  /// Tells what breaks rules, and what is wrong with the choice in the data, which is reported later where
  /// nothing else is wrong.
  private mutating func reportOthers() {
    var tried = Set<[FigureParameters.Value]>()
    // Of a mistake that no option is to blame for each variant would be named, for one and the same.
    var reported = Set<FigureFailure>()
    for draft in drafts {
      let broken = draft.request.brokenRules
      var found = broken
      // What is computed without data may take any time, and is tried where that is limited.
      if draft.isComplete, !draft.request.kind.inputFiles.isEmpty, tried.count < Self.maximumTried,
        tried.insert(draft.values).inserted
      {
        found += MistakeSearch.others(
          of: draft.request, than: broken, leavingOut: mistaken.union(draft.mistaken))
      }
      for error in found where error.cause == .usage {
        // What is said of a value that stands in for another says nothing of the figure.
        if !draft.isComplete, !draft.mistaken.isDisjoint(with: error.named) { continue }
        let blame =
          error.blame { draft.valueLocations[$0] }
          ?? (draft.request.name, location, error.message)
        let failure = FigureFailure(location: blame.location, reason: blame.message)
        if reported.insert(failure).inserted {
          report(blame.location, blame.option, blame.message)
        }
      }
    }
  }

  /// Why a file cannot be read; nil where it can.
  private func fault(of path: String) -> Message? {
    do throws(OpenFailure) {
      let file = try OpenedFile(path, within: reach)
      _ = budget.take(file: path, bytes: file.size ?? 0)
      return nil
    } catch {
      switch error {
      case .system: return "there is no such file that can be read, looking in \(folder ?? ".")"
      case .irregular, .outside: return error.reason
      }
    }
  }

  private mutating func name(
    _ id: Setting?, _ combination: Combination, _ variables: [String: String]
  ) -> String? {
    guard let id else { return nil }
    guard let text = id.value.text else {
      report(id.value.location, "id", "must be one name, not \(id.value.kind)")
      return nil
    }
    do throws(Variables.Failure) {
      var name = try Variables.filled(text, variables, budget)
      if let problem = PlannedNames.problem(with: name) {
        report(id.value.location, "id", Message(problem))
        return nil
      }
      // A value that the id itself speaks of is not added to it again.
      for part in combination where !text.contains("${\(part.key)}") {
        name += "-" + PlannedNames.part(part.value)
      }
      return name
    } catch {
      report(id.value.location, "id", error.message)
      return nil
    }
  }

  // MARK: Lists of choices

  /// What of a list is drawn: what the command line asks for, in the list's order, then what it asks
  /// for besides.
  private static func chosen<Choice: Equatable>(
    _ asked: [Choice]?, among listed: [Choice]
  ) -> [Choice] {
    guard let asked else { return listed }
    return listed.filter(asked.contains) + asked.filter { !listed.contains($0) }
  }

  private static func all<Choice: Equatable>(
    _ listed: [Choice], and chosen: [Choice]
  ) -> [Choice] {
    listed + chosen.filter { !listed.contains($0) }
  }

  /// The words of a key that takes one or a list of them; nil where it is not given or wrong.
  private mutating func choices<Choice>(_ key: String) -> [Choice]?
  where Choice: RawRepresentable & CaseIterable & Equatable, Choice.RawValue == String {
    guard let setting = settings[key] else { return nil }
    let nodes = if case .list(let nodes) = setting.value.content { nodes } else { [setting.value] }
    var chosen: [Choice] = []
    for node in nodes {
      guard let text = node.text else {
        report(node.location, key, "must be a word or a list of words, not \(node.kind)")
        continue
      }
      do throws(Variables.Failure) {
        // "png,svg" is what the command line takes.
        let words = try Variables.filled(text, variables, budget).split(separator: ",")
        for word in words.map(\.trimmed) {
          guard let choice = Choice(rawValue: word) else {
            report(
              node.location, key,
              "\(word): there is no such choice; "
                + NearestName.hint(for: word, among: Choice.allCases.map(\.rawValue)))
            continue
          }
          guard !chosen.contains(choice) else {
            report(node.location, key, "\(word): is listed twice; remove one")
            continue
          }
          chosen.append(choice)
        }
      } catch {
        report(node.location, key, error.message)
      }
    }
    if nodes.isEmpty { report(setting.value.location, key, "the list is empty; give at least one") }
    return chosen.isEmpty ? nil : chosen
  }

  private mutating func combinations(_ matrix: Setting?) -> [Combination] {
    guard let matrix else { return [[]] }
    if vocabulary["matrix"] != nil, !matrix.value.isMap { return [[]] }
    guard case .map(let entries) = matrix.value.content else {
      report(
        matrix.value.location, "matrix", "must be a map of keys and lists, not \(matrix.value.kind)"
      )
      return [[]]
    }
    var combinations: [Combination] = [[]]
    for entry in entries {
      guard let values = values(entry), !values.isEmpty else {
        // The figure without it, for the mistakes in the rest.
        mistaken.insert(
          NearestName.nearest(to: entry.key, among: vocabulary.options.map(\.name)) ?? entry.key)
        continue
      }
      let count = combinations.count * values.count
      // Asked before they are made; they are counted once themes and languages are known.
      guard budget.allows(for: count, of: .variants) else { return [] }
      combinations = combinations.flatMap { combination in
        values.map { combination + [(entry.key, entry.location, $0)] }
      }
    }
    return combinations
  }

  /// The values that one key of the matrix runs over; nil where it cannot have any.
  private mutating func values(_ entry: YAMLNode.Entry) -> [String]? {
    guard vocabulary[entry.key] != nil else {
      report(
        entry.location, entry.key,
        FigureReader.unknown(
          entry.key, of: vocabulary.kind, among: vocabulary.options.map(\.name)))
      return nil
    }
    guard !FigureReader.ownKeys.contains(entry.key) || entry.key == "matrix" else {
      report(entry.location, entry.key, "takes its list outside of matrix:")
      return nil
    }
    guard case .list(let nodes) = entry.value.content, !nodes.isEmpty else {
      report(
        entry.value.location, entry.key,
        "must be a list of values, one figure for each, not \(entry.value.kind)")
      return nil
    }
    var values: [String] = []
    for node in nodes {
      let parts: [String?] =
        if case .list(let nodes) = node.content, vocabulary[entry.key]?.shape == .list {
          nodes.map(\.text)
        } else {
          [
            node.isNull
              ? nil
              : vocabulary[entry.key].flatMap { VariantOptions.word(node, of: $0) } ?? node.text
          ]
        }
      guard parts.allSatisfy({ $0 != nil }) else {
        report(node.location, entry.key, "each must be one value, not \(node.kind)")
        continue
      }
      do throws(Variables.Failure) {
        values.append(
          try Variables.filled(
            parts.compactMap(\.self).joined(separator: ","), variables, budget))
      } catch {
        report(node.location, entry.key, error.message)
      }
    }
    return values
  }

  private mutating func report(_ location: SourceLocation, _ key: String?, _ message: Message) {
    problems.append(ManifestProblem(location: location, key: key, message: message))
  }
}

extension FigureKind {
  /// The files that a figure of this kind reads, and those that it would read if they were there.
  /// - Parameter folder: the folder that names of files start from; nil for the working folder.
  public func readPaths(in folder: String?) -> [String] {
    let context = SourceContext(folder: folder, reach: .anywhere)
    let references =
      namedFiles.flatMap { SourceRegistry.fileReferences(of: $0, in: context) }
      + models.flatMap { SourceRegistry.modelFiles($0, in: context) } + companionFiles
    return references.flatMap { reference -> [String] in
      guard let path = InputReference(reference, folder: folder, reach: .anywhere).path else {
        return []
      }
      // A pipe can be read once, by who draws it.
      guard OpenedFile.isReadable(path, within: .anywhere) else { return [path] }
      let shards = InputReference.shards(of: reference, folder: folder, reach: .anywhere)
      return [path] + shards.compactMap(\.path)
    }
  }
}

extension InputReference {
  /// What a reference of a manifest in `folder` means.
  init(_ reference: String, folder: String?, reach: FileReach) {
    self.reference = reference
    guard SourceRegistry.isFile(reference) else {
      path = nil
      return
    }
    let resolve = { (path: String) in FileName.joined(folder ?? ".", path) }
    let named = try? TensorReference(finding: reference, within: reach, at: resolve)
    path = resolve(named?.path ?? reference)
  }

  /// The files of a model that a reference to its index leads to, as far as they can be read.
  static func shards(
    of reference: String, folder: String?, reach: FileReach
  ) -> [InputReference] {
    let resolve = { (path: String) in FileName.joined(folder ?? ".", path) }
    guard
      let paths = try? TensorReference(finding: reference, within: reach, at: resolve)
        .shardPaths(at: resolve, within: reach)
    else { return [] }
    return paths.map { InputReference(reference: $0, path: resolve($0)) }.filter {
      $0.isReadable(reach)
    }
  }

  /// Whether it is a file that may be read.
  func isReadable(_ reach: FileReach) -> Bool {
    path.map { OpenedFile.isReadable($0, within: reach) } ?? false
  }
}

extension StringProtocol {
  /// Without blanks around it.
  var trimmed: String {
    var text = self[...]
    while text.first == " " { text = text.dropFirst() }
    while text.last == " " { text = text.dropLast() }
    return String(text)
  }
}
