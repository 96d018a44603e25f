// Manifest files and what they include: variables, defaults and figures, each file's own.
//
// A file that is included stands alone: its figures see its own variables and defaults and those
// of the files it includes. The including file sees them too and may override them.

import AttentionMath
import FigureKinds
import Glibc
import SafeFiles
import TextFormats

/// What the figures of a file can refer to.
struct ManifestScope: Sendable {
  /// A value with the location of its key.
  struct Setting: Sendable {
    var location: SourceLocation
    var value: YAMLNode
  }

  var variables: [String: String] = [:]
  var defaults: [String: Setting] = [:]

  mutating func override(with other: ManifestScope) {
    variables.merge(other.variables) { $1 }
    defaults.merge(other.defaults) { $1 }
  }
}

/// Reads a manifest and its includes.
struct ManifestLoader {
  static let keys = [
    "output", "name-template", "vars", "defaults", "include", "figures", "report",
  ]
  /// More files than this are a mistake.
  static let maximumFiles = 500

  private(set) var overrides: Manifest.Overrides
  /// Where everything lies that the manifest names.
  let root: FileRoot?
  /// Figures read at the same time.
  let jobs: Int
  /// What the figures come to.
  private let budget: RunBudget
  /// The ids that are wanted of a manifest that is known to be right; nil for all. Others are not
  /// read, which takes most of the time of drawing a few figures.
  var wanted: [String]?
  private var problems: [ManifestProblem] = []
  private var files: [String] = []
  /// Files read so far by what they truly are, so that each counts once.
  private var scopes: [String: ManifestScope] = [:]
  /// Files being read now, the outermost first.
  private var open: [(identity: String, displayName: String)] = []
  private var figures: [PlannedFigure] = []
  /// Those whose entries have no mistake that reading tells, and of the others what is not mistaken.
  private(set) var checkable: [PlannedFigure] = []
  private var names: [PlannedName] = []
  private var reportPart: PlannedReport?

  init(overrides: Manifest.Overrides, root: FileRoot?, jobs: Int) {
    self.overrides = overrides
    budget = RunBudget(overrides.limits)
    self.root = root
    self.jobs = jobs
  }

  /// The manifest in `bytes` and everything that it includes.
  /// - Parameter path: the file; nil where there is none, and then nothing can be included.
  mutating func manifest(
    _ bytes: [UInt8], path: String?, displayedAs name: String
  ) throws(ManifestError) -> Manifest {
    if let path { open.append((OutputPaths.identity(path) ?? path, path)) }
    let (root, found) = YAMLReader.read(bytes, file: name)
    problems += found
    let start = SourceLocation(file: name, line: 1, column: 1)
    var output: String?
    if let entries = topLevel(root, start: start) {
      output = outputFolder(entries, path: path)
      if let names = nameTemplate(entries), overrides.names == nil { overrides.names = names }
      _ = contents(entries, path: path)
      if figures.isEmpty, problems.isEmpty, wanted == nil {
        report(start, nil, "the manifest has no figures; list them under figures:")
      }
      PlannedNames.check(names, &problems)
      // Where figures could not be read, their ids are not known.
      if problems.isEmpty, let reportPart {
        var seen = Set<String>()
        problems += reportPart.unknownFigures(
          figures.map(\.id).filter { seen.insert($0).inserted })
      }
    }
    // Nothing else was looked at to its end.
    if let objection = budget.objection {
      checkable = []
      throw ManifestError(problems: [
        ManifestProblem(location: start, message: objection)
      ])
    }
    guard problems.isEmpty else {
      var seen = Set<ManifestProblem>()
      throw ManifestError(problems: problems.filter { seen.insert($0).inserted }.inOrder)
    }
    var manifest = Manifest(
      path: path, output: output, figures: figures, files: files, reach: reach)
    manifest.report = reportPart
    manifest.names = overrides.names
    manifest.overrides = overrides
    return manifest
  }

  /// Which files the manifest may read.
  private var reach: FileReach { root.map(FileReach.below) ?? .anywhere }

  /// The folder that a manifest names for its figures; nil where it names none, or not rightly.
  static func output(_ bytes: [UInt8], path: String, root: FileRoot) -> String? {
    var loader = ManifestLoader(overrides: Manifest.Overrides(), root: root, jobs: 1)
    guard case .map(let entries) = YAMLReader.read(bytes, file: path).0?.content else { return nil }
    return loader.outputFolder(entries, path: path)
  }

  // MARK: One file

  private mutating func topLevel(_ root: YAMLNode?, start: SourceLocation) -> [YAMLNode.Entry]? {
    guard let root, !root.isNull else {
      if problems.isEmpty { report(start, nil, "the manifest is empty; list figures: in it") }
      return nil
    }
    guard case .map(let entries) = root.content else {
      report(root.location, nil, "a manifest is a map with the key figures:, not \(root.kind)")
      return nil
    }
    guard isManifest(entries) else {
      // What else it holds may be nobody's business, so nothing of it is said.
      problems.removeAll { $0.location.file == start.file }
      report(
        start, nil,
        "this is no manifest: it has none of the keys \(Self.keys.joined(separator: ", "))")
      return nil
    }
    for entry in entries where !Self.keys.contains(entry.key) {
      report(
        entry.location, YAMLReader.brief(entry.key),
        "unknown key; " + NearestName.hint(for: entry.key, among: Self.keys))
    }
    return entries
  }

  /// Whether a file is meant as a manifest: one of its keys is a manifest's, or all are nearly so.
  private func isManifest(_ entries: [YAMLNode.Entry]) -> Bool {
    entries.contains { Self.keys.contains($0.key) }
      || entries.allSatisfy { NearestName.nearest(to: $0.key, among: Self.keys) != nil }
  }

  /// Reads the parts of a file in the order in which they build on one another.
  private mutating func contents(_ entries: [YAMLNode.Entry], path: String?) -> ManifestScope {
    if let path { files.append(path) }
    var scope = ManifestScope()
    func entry(_ key: String) -> YAMLNode.Entry? { entries.first { $0.key == key } }
    if let entry = entry("include") { scope.override(with: included(entry, path: path)) }
    if let entry = entry("vars") { readVariables(entry, &scope) }
    if let entry = entry("defaults") { readDefaults(entry, &scope) }
    if let entry = entry("report"), !entry.value.isNull {
      var reader = ReportReader(variables: scope.variables, budget: budget)
      var part = reportPart ?? PlannedReport()
      reader.read(entry.value, into: &part)
      reportPart = part
      problems += reader.problems
    }
    if let entry = entry("figures"), !entry.value.isNull {
      guard case .list(let nodes) = entry.value.content else {
        report(
          entry.value.location, "figures",
          "must be a list of figures (- id: …), not \(entry.value.kind)")
        return scope
      }
      readFigures(nodes, scope, folder: path.map(FileName.folder))
    }
    return scope
  }

  /// The figures of `figures:` in their order. Each is read for itself, so that all cores read: most
  /// of a run that draws nothing goes into this.
  private mutating func readFigures(
    _ nodes: [YAMLNode], _ scope: ManifestScope, folder: String?
  ) {
    let nodes = nodes.filter(isWanted)
    // Recognised by the lists alone, before the first of very many is read.
    budget.allows(
      for: nodes.reduce(0) { $0 + Self.minimumVariants($1) },
      of: .variants)
    let overrides = overrides
    let reach = reach
    let budget = budget
    var readers = [
      (
        figures: [PlannedFigure], remaining: [PlannedFigure], names: [PlannedName],
        problems: [ManifestProblem]
      )
    ](repeating: ([], [], [], []), count: nodes.count)
    concurrently(
      nodes.count, work: Double(nodes.count) * Self.workOfAFigure, atMost: jobs,
      { (index: Int) throws(Never) in
        var reader = FigureReader(
          scope: scope, overrides: overrides, folder: folder, reach: reach, budget: budget)
        let figures = reader.figures(nodes[index])
        return (
          figures: figures, remaining: reader.remaining, names: reader.names,
          problems: reader.problems
        )
      }, joinedBy: { readers[$0] = $1 })
    for reader in readers {
      figures += reader.figures
      checkable += reader.problems.isEmpty ? reader.figures : reader.remaining
      names += reader.names
      problems += reader.problems
    }
  }

  /// How many variants a figure has at least: those of its matrix.
  private static func minimumVariants(_ figure: YAMLNode) -> Int {
    guard case .map(let entries) = figure.content,
      case .map(let lists)? = entries.first(where: { $0.key == "matrix" })?.value.content
    else { return 1 }
    return lists.reduce(1) { product, list in
      guard case .list(let values) = list.value.content else { return product }
      // No sum of so many overflows: a manifest has a bounded number of parts.
      return min(product * max(values.count, 1), 1 << 40)
    }
  }

  private func isWanted(_ figure: YAMLNode) -> Bool {
    guard let wanted, case .map(let entries) = figure.content,
      let id = entries.first(where: { $0.key == "id" })?.value.text
    else { return true }
    return wanted.contains { $0 == id || $0.hasPrefix(id + ".") }
  }

  /// What reading a figure costs, in multiplications.
  private static let workOfAFigure = 1e6

  private mutating func outputFolder(_ entries: [YAMLNode.Entry], path: String?) -> String? {
    guard let entry = entries.first(where: { $0.key == "output" }), !entry.value.isNull else {
      return nil
    }
    guard let text = entry.value.text, !text.isEmpty else {
      report(
        entry.value.location, "output", "must be the name of a folder, not \(entry.value.kind)")
      return nil
    }
    guard path != nil else {
      report(
        entry.value.location, "output", "a manifest that is not in a file has no folder of its own")
      return nil
    }
    let folder = path.map(FileName.folder) ?? "."
    do throws(FolderProblem) {
      return try OutputFolder.inside(folder, named: text)
    } catch {
      report(entry.value.location, "output", error.message)
      return nil
    }
  }

  /// How the manifest says that files are called; nil where it does not, or not rightly.
  private mutating func nameTemplate(_ entries: [YAMLNode.Entry]) -> NameTemplate? {
    let key = "name-template"
    guard let value = entries.first(where: { $0.key == key })?.value, !value.isNull else {
      return nil
    }
    guard let text = value.text else {
      report(
        value.location, key, "must be a pattern such as \"{id}.{lang}.{theme}\", not \(value.kind)")
      return nil
    }
    if let problem = NameTemplate.problem(with: text) {
      report(value.location, key, "\(text): \(problem)")
      return nil
    }
    return try? NameTemplate(text)
  }

  private mutating func readVariables(_ entry: YAMLNode.Entry, _ scope: inout ManifestScope) {
    guard case .map(let entries) = entry.value.content else {
      if !entry.value.isNull {
        report(
          entry.value.location, "vars", "must be a map of names and values, not \(entry.value.kind)"
        )
      }
      return
    }
    for variable in entries {
      guard Variables.isName(variable.key) else {
        report(
          variable.location, variable.key, "a variable's name has letters, digits, - and _ only")
        continue
      }
      guard let text = variable.value.text else {
        report(
          variable.value.location, variable.key,
          "a variable is one value, not \(variable.value.kind)")
        continue
      }
      do throws(Variables.Failure) {
        scope.variables[variable.key] = try Variables.filled(text, scope.variables, budget)
      } catch {
        report(variable.value.location, variable.key, error.message)
      }
    }
  }

  private mutating func readDefaults(_ entry: YAMLNode.Entry, _ scope: inout ManifestScope) {
    guard case .map(let entries) = entry.value.content else {
      if !entry.value.isNull {
        report(
          entry.value.location, "defaults",
          "must be a map of keys and values, not \(entry.value.kind)"
        )
      }
      return
    }
    for setting in entries {
      guard FigureReader.isDefault(setting.key) else {
        report(
          setting.location, setting.key,
          "no kind of figure has this key; "
            + FigureReader.hint(for: setting.key, among: FigureReader.allDefaults))
        continue
      }
      scope.defaults[setting.key] = ManifestScope.Setting(
        location: setting.location, value: setting.value)
    }
  }

  // MARK: Includes

  private mutating func included(_ entry: YAMLNode.Entry, path: String?) -> ManifestScope {
    let nodes: [YAMLNode] =
      if case .list(let nodes) = entry.value.content { nodes } else { [entry.value] }
    var scope = ManifestScope()
    for node in nodes {
      guard let name = node.text, !name.isEmpty, !node.isNull else {
        report(node.location, "include", "must be the name of a manifest, not \(node.kind)")
        continue
      }
      guard let path else {
        report(
          node.location, "include", "\(name): a manifest that is not in a file includes nothing")
        continue
      }
      let file = FileName.joined(FileName.folder(path), name)
      if let found = includedScope(file, at: node.location) { scope.override(with: found) }
    }
    return scope
  }

  private mutating func includedScope(_ file: String, at location: SourceLocation) -> ManifestScope?
  {
    let identity = OutputPaths.identity(file) ?? file
    if let first = open.firstIndex(where: { $0.identity == identity }) {
      let round = (open[first...].map(\.displayName) + [file]).joined(separator: " → ")
      report(location, "include", "\(round): these files include one another in a circle")
      return nil
    }
    if let known = scopes[identity] { return known }
    guard files.count < Self.maximumFiles else {
      report(location, "include", "\(file): more than \(Self.maximumFiles) files are included")
      return nil
    }
    let bytes: [UInt8]
    do throws(OutputError) {
      bytes = try FileBytes.read(file, within: reach, atMost: YAMLReader.largestFile + 1)
    } catch {
      problems.append(
        ManifestProblem(
          location: location, key: "include", message: error.message, awaited: file))
      return nil
    }
    open.append((identity, file))
    defer { open.removeLast() }
    let (root, found) = YAMLReader.read(bytes, file: file)
    problems += found
    guard found.isEmpty || root != nil,
      let entries = topLevel(root, start: SourceLocation(file: file, line: 1, column: 1))
    else { return nil }
    let ofTheRun = [
      ("output", "where figures go"), ("name-template", "how files are called"),
    ]
    for (key, what) in ofTheRun {
      if let entry = entries.first(where: { $0.key == key }) {
        report(entry.location, key, "only the manifest that is run says \(what); remove it")
      }
    }
    let scope = contents(entries, path: file)
    scopes[identity] = scope
    return scope
  }

  private mutating func report(_ location: SourceLocation, _ key: String?, _ message: Message) {
    problems.append(ManifestProblem(location: location, key: key, message: message))
  }
}

extension [ManifestProblem] {
  /// By file, in the order in which files were first named, then by location.
  var inOrder: [ManifestProblem] {
    var ranks: [String: Int] = [:]
    for problem in self where ranks[problem.location.file] == nil {
      ranks[problem.location.file] = ranks.count
    }
    return sorted {
      ($0.location.file == $1.location.file)
        ? ($0.location.line, $0.location.column) < ($1.location.line, $1.location.column)
        : (ranks[$0.location.file] ?? 0) < (ranks[$1.location.file] ?? 0)
    }
  }
}
