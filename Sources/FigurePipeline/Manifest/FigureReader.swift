// One figure of a manifest → its variants, each a request that the command line could have made.

import CairoRendering
import FigureKinds
import FigureModel
import SafeFiles
import TextFormats

/// Reads one entry of `figures:`.
struct FigureReader {
  /// Keys that say something other than an option.
  static let ownKeys = ["id", "kind", "formats", "theme", "lang", "matrix", "caption", "alt"]
  /// Keys of `defaults:` besides options.
  static let sharedKeys = ["formats", "theme", "lang"]
  let scope: ManifestScope
  let overrides: Manifest.Overrides
  /// The folder of the figure's manifest; nil for the working folder.
  let folder: String?
  /// Which files may be read.
  let reach: FileReach
  private let budget: RunBudget
  private(set) var problems: [ManifestProblem] = []
  /// The names of all variants, of those with mistakes too.
  private(set) var names: [PlannedName] = []
  /// Where something is wrong with the figure, what of its variants is to be checked further.
  private(set) var remaining: [PlannedFigure] = []

  init(
    scope: ManifestScope, overrides: Manifest.Overrides, folder: String?, reach: FileReach,
    budget: RunBudget
  ) {
    self.budget = budget
    self.scope = scope
    self.overrides = overrides
    self.folder = folder
    self.reach = reach
  }

  typealias Setting = ManifestScope.Setting

  /// Every variant of a figure; those that can be read, where something is wrong.
  mutating func figures(_ node: YAMLNode) -> [PlannedFigure] {
    if budget.isExceeded { return [] }
    guard case .map(let entries) = node.content else {
      report(node.location, nil, "a figure is a map with id: and kind:, not \(node.kind)")
      return []
    }
    func own(_ key: String) -> Setting? {
      entries.first { $0.key == key && !$0.value.isNull }.map {
        Setting(location: $0.location, value: $0.value)
      }
    }
    if own("id") == nil {
      report(node.location, "id", "a figure needs an id, the name of its files")
    }
    guard let vocabulary = vocabulary(own("kind"), figure: node) else { return [] }
    var settings = scope.defaults.filter { key, _ in
      vocabulary[key] != nil || Self.sharedKeys.contains(key)
    }
    let defaults = Set(settings.keys).subtracting(entries.map(\.key))
    var misspelt = Set<String>()
    for entry in entries {
      guard Self.ownKeys.contains(entry.key) || vocabulary[entry.key] != nil else {
        let known = vocabulary.options.map(\.name) + Self.ownKeys
        report(
          entry.location, entry.key,
          Self.unknown(entry.key, of: vocabulary.kind, among: known))
        if let meant = NearestName.nearest(to: entry.key, among: known) { misspelt.insert(meant) }
        continue
      }
      // Nothing after a key takes a default back.
      settings[entry.key] =
        entry.value.isNull ? nil : Setting(location: entry.location, value: entry.value)
    }
    var variants = VariantReader(
      location: node.location, folder: folder, reach: reach, vocabulary: vocabulary,
      settings: settings, defaults: defaults, variables: scope.variables, budget: budget)
    variants.isMistaken = !problems.isEmpty
    variants.mistaken = misspelt.subtracting(settings.keys)
    let read = variants.variants(id: own("id"), matrix: own("matrix"), overrides: overrides)
    problems += variants.problems
    names = variants.names
    remaining = variants.remaining
    return read
  }

  private mutating func vocabulary(_ setting: Setting?, figure: YAMLNode) -> KindVocabulary? {
    guard let setting else {
      report(figure.location, "kind", "a figure needs a kind; " + Self.kindHint(nil))
      return nil
    }
    guard let text = setting.value.text else {
      report(
        setting.value.location, "kind", "must be the name of a kind, not \(setting.value.kind)")
      return nil
    }
    guard let kind = KindRegistry.named(text) else {
      report(
        setting.value.location, "kind", "\(text): there is no such kind; " + Self.kindHint(text))
      return nil
    }
    return KindVocabulary.of(kind)
  }

  private static func kindHint(_ text: String?) -> Message {
    let names = KindRegistry.all.map { $0.name }
    // The word of a kind's group is easily left out.
    if let text, let whole = names.first(where: { $0.hasSuffix(" \(text)") }) {
      return "did you mean \(whole)?"
    }
    return text.map { NearestName.hint(for: $0, among: names) }
      ?? "known are \(names.joined(separator: ", "))"
  }

  /// What is said of a key that a kind does not have: what it has in its place, else what is like it.
  static func unknown(_ key: String, of kind: any FigureKind.Type, among keys: [String]) -> Message
  {
    "unknown key of \(kind.name); " + (kind.optionsElsewhere[key] ?? hint(for: key, among: keys))
  }

  /// The nearest key, or all of them.
  static func hint(for key: String, among keys: [String]) -> Message {
    if let nearest = NearestName.nearest(to: key, among: keys) {
      return "did you mean \(nearest)?"
    }
    return "known are \(keys.joined(separator: ", "))"
  }

  /// Whether `defaults:` may have a key.
  static func isDefault(_ key: String) -> Bool {
    sharedKeys.contains(key)
      || KindRegistry.all.contains { KindVocabulary.of($0)[key] != nil }
  }

  /// Every key that `defaults:` may have.
  static var allDefaults: [String] {
    var seen = Set<String>()
    return (KindRegistry.all.flatMap { KindVocabulary.of($0).options.map(\.name) } + sharedKeys)
      .filter { seen.insert($0).inserted }
  }

  private mutating func report(_ location: SourceLocation, _ key: String?, _ message: Message) {
    problems.append(ManifestProblem(location: location, key: key, message: message))
  }
}
