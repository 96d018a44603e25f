// `report:` of a manifest: its keys and values, with the location of every mistake.

import FigureKinds
import FigureModel
import TextFormats

/// Reads the report part of one manifest file.
struct ReportReader {
  static let keys = ["title", "authors", "lang", "sections"]
  static let sectionKeys = ["title", "text", "figure", "claims", "table"]

  let variables: [String: String]
  private let budget: RunBudget
  private(set) var problems: [ManifestProblem] = []

  init(variables: [String: String], budget: RunBudget) {
    self.variables = variables
    self.budget = budget
  }

  /// Adds what a file says to `report`: its sections come after those that are there, and its title
  /// and authors take the place of others.
  mutating func read(_ node: YAMLNode, into report: inout PlannedReport) {
    guard case .map(let entries) = node.content else {
      add(node.location, "report", "must be a map with title: and sections:, not \(node.kind)")
      return
    }
    for entry in entries {
      switch entry.key {
      case "title": if let text = text(entry) { report.title = text }
      case "authors": if let authors = authors(entry) { report.authors = authors }
      case "lang": if let languages = languages(entry) { report.languages = languages }
      case "sections": sections(entry, &report)
      default:
        add(
          entry.location, entry.key,
          "unknown key of report; " + FigureReader.hint(for: entry.key, among: Self.keys))
      }
    }
  }

  // MARK: Sections

  private mutating func sections(_ entry: YAMLNode.Entry, _ report: inout PlannedReport) {
    guard !entry.value.isNull else { return }
    guard case .list(let nodes) = entry.value.content else {
      add(
        entry.value.location, "sections",
        "must be a list of sections (- title: …), not \(entry.value.kind)")
      return
    }
    for node in nodes {
      switch node.content {
      case .scalar:
        // A section that is text alone.
        if let edition = edition("sections", node) {
          report.sections.append(
            PlannedReport.Section(title: nil, parts: [.text(Self.everywhere(edition))]))
        }
      case .list:
        add(node.location, "sections", "a section is a text or a map, not a list")
      case .map(let entries):
        report.sections.append(section(entries))
      }
    }
  }

  private mutating func section(_ entries: [YAMLNode.Entry]) -> PlannedReport.Section {
    var section = PlannedReport.Section(title: nil, parts: [])
    for entry in entries where !entry.value.isNull {
      switch entry.key {
      case "title":
        section.title = text(entry)
        if let title = section.title,
          title.editions.values.contains(where: { $0.text.allSatisfy(\.isWhitespace) })
        {
          add(
            entry.value.location, "title", "is empty; leave it out to go on with the section before"
          )
        }
      case "text": if let text = text(entry) { section.parts.append(.text(text)) }
      case "figure": section.parts += references(entry).map { .figure($0) }
      case "claims": section.parts += references(entry).map { .claims($0) }
      case "table": section.parts += references(entry).map { .table($0) }
      default:
        add(
          entry.location, entry.key,
          "unknown key of a section; " + FigureReader.hint(for: entry.key, among: Self.sectionKeys))
      }
    }
    return section
  }

  /// One id or a list of ids.
  private mutating func references(_ entry: YAMLNode.Entry) -> [PlannedReport.Reference] {
    let nodes: [YAMLNode] =
      if case .list(let nodes) = entry.value.content { nodes } else { [entry.value] }
    return nodes.compactMap { node in
      guard !node.isNull, let edition = edition(entry.key, node) else { return nil }
      return PlannedReport.Reference(id: edition.text, location: node.location)
    }
  }

  // MARK: Values

  private mutating func authors(_ entry: YAMLNode.Entry) -> [String]? {
    let nodes: [YAMLNode] =
      if case .list(let nodes) = entry.value.content { nodes } else { [entry.value] }
    return nodes.compactMap { node in
      node.isNull ? nil : edition("authors", node)?.text
    }
  }

  private mutating func languages(_ entry: YAMLNode.Entry) -> [Language]? {
    let nodes: [YAMLNode] =
      if case .list(let nodes) = entry.value.content { nodes } else { [entry.value] }
    var languages: [Language] = []
    for node in nodes {
      guard let edition = edition("lang", node) else { continue }
      for word in edition.text.split(separator: ",").map(\.trimmed) {
        guard let language = Language(rawValue: word) else {
          add(
            node.location, "lang",
            "\(word): there is no such language; "
              + NearestName.hint(for: word, among: Language.allCases.map(\.rawValue)))
          continue
        }
        if !languages.contains(language) { languages.append(language) }
      }
    }
    return languages.isEmpty ? nil : languages
  }

  /// A text for every language, or a map of languages and texts.
  private mutating func text(_ entry: YAMLNode.Entry) -> PlannedReport.Text? {
    guard case .map(let entries) = entry.value.content else {
      return edition(entry.key, entry.value).map(Self.everywhere)
    }
    let known = Language.allCases.map(\.rawValue)
    var text = PlannedReport.Text(key: entry.key)
    for choice in entries {
      guard let language = Language(rawValue: choice.key) else {
        add(
          choice.location, choice.key,
          "\(entry.key) has no such language; " + NearestName.hint(for: choice.key, among: known))
        continue
      }
      text.editions[language] = edition(choice.key, choice.value)
    }
    return text.editions.isEmpty ? nil : text
  }

  private static func everywhere(_ edition: PlannedReport.Text.Edition) -> PlannedReport.Text {
    PlannedReport.Text(
      editions: Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0, edition) }))
  }

  /// One text with its variables filled in.
  private mutating func edition(
    _ key: String, _ node: YAMLNode
  ) -> PlannedReport.Text.Edition? {
    guard let text = node.text else {
      add(node.location, key, "must be a text, not \(node.kind)")
      return nil
    }
    guard !text.utf8.contains(0) else {
      add(node.location, key, "a text has no character 0")
      return nil
    }
    do throws(Variables.Failure) {
      let filled = try Variables.filled(text, variables, budget)
      // Variables of several lines move what follows them.
      let isMoved = filled.utf8.count { $0 == 10 } != text.utf8.count { $0 == 10 }
      return PlannedReport.Text.Edition(
        text: filled, location: node.location, firstLine: isMoved ? nil : node.firstLine)
    } catch {
      add(node.location, key, error.message)
      return nil
    }
  }

  private mutating func add(_ location: SourceLocation, _ key: String?, _ message: Message) {
    problems.append(ManifestProblem(location: location, key: key, message: message))
  }
}

extension PlannedReport {
  /// What is named that is no figure of the manifest.
  func unknownFigures(_ ids: [String]) -> [ManifestProblem] {
    let known = Set(ids)
    return references.filter { !known.contains($0.id) }.map { reference in
      ManifestProblem(
        location: reference.location, key: nil,
        message: "\(reference.id): there is no such figure; "
          + FigureReader.hint(for: reference.id, among: ids))
    }
  }
}
