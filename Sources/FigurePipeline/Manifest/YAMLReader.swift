// YAML text → nodes, by LibYAML's events.
//
// Events are what makes it safe to read a stranger's file: aliases are counted as they come, before
// anything is unfolded, and no part is hashed or compared on the way.

import CYAML
import TextFormats

/// Reads one YAML document.
struct YAMLReader {
  /// More than any manifest written by hand or by a script has; a few aliases of aliases would
  /// otherwise mean more parts than there is memory for.
  static let maximumNodes = 200_000
  static let deepest = 64
  static let largestFile = 4 << 20

  /// Keys that were given twice, which did not end the reading.
  private var repetitions: [Repetition] = []

  private let file: String
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let indents: [Int32]
  /// Lines, from 0, that begin with blanks and a tab.
  private let tabs: [(line: Int, column: Int)]
  private var anchors: [String: YAMLNode] = [:]
  private var count = 0

  /// Why reading ended.
  private struct Stop: Error {
    var problem: ManifestProblem
  }

  /// The document in `bytes`.
  /// - Parameter file: what messages call the file.
  /// - Returns: nil where there is no document or where it cannot be read.
  static func read(_ bytes: [UInt8], file: String) -> (
    root: YAMLNode?, problems: [ManifestProblem]
  ) {
    guard bytes.count <= largestFile else {
      let message: Message =
        "the file has more than the \(largestFile) bytes that a manifest may have; split it with include:"
      return (nil, [Self.problem(file, 0, 0, message)])
    }
    return withUnsafeTemporaryAllocation(of: yaml_parser_t.self, capacity: 1) { memory in
      guard let parser = memory.baseAddress, yaml_parser_initialize(parser) == 1 else {
        return (nil, [Self.problem(file, 0, 0, "no memory is left to read it")])
      }
      defer { yaml_parser_delete(parser) }
      return bytes.withUnsafeBufferPointer { buffer in
        yaml_parser_set_input_string(parser, buffer.baseAddress, buffer.count)
        var reader = YAMLReader(
          file: file, parser: parser, lines: Self.indents(buffer), tabs: Self.tabs(buffer))
        do throws(Stop) {
          let root = try reader.document()
          return (root, reader.repetitions.map { $0.problem(showsValues: true) })
        } catch {
          // Of a file that cannot be read it is not known whether it is a manifest.
          return (
            nil, reader.repetitions.map { $0.problem(showsValues: false) } + [error.problem]
          )
        }
      }
    }
  }

  private init(
    file: String, parser: UnsafeMutablePointer<yaml_parser_t>, lines: [Int32],
    tabs: [(line: Int, column: Int)]
  ) {
    self.file = file
    self.parser = parser
    indents = lines
    self.tabs = tabs
  }

  /// The tabs that stand where only blanks move a line in, one a line.
  private static func tabs(_ bytes: UnsafeBufferPointer<UInt8>) -> [(line: Int, column: Int)] {
    guard bytes.contains(UInt8(ascii: "\t")) else { return [] }
    var tabs: [(line: Int, column: Int)] = []
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      let blanks = line.prefix { $0 == UInt8(ascii: " ") }.count
      if line.dropFirst(blanks).first == UInt8(ascii: "\t") { tabs.append((number, blanks)) }
    }
    return tabs
  }

  /// How many blanks each line begins with; -1 where nothing else is on it.
  private static func indents(_ bytes: UnsafeBufferPointer<UInt8>) -> [Int32] {
    bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      let blanks = line.prefix { $0 == UInt8(ascii: " ") }.count
      let isEmpty = blanks == line.count || line.dropFirst(blanks).first == UInt8(ascii: "\r")
      return isEmpty ? -1 : Int32(clamping: blanks)
    }
  }

  /// Where the text below a line, from 1, begins.
  private func start(below line: Int) -> SourceLocation? {
    guard line < indents.count, let indent = indents[line...].first(where: { $0 >= 0 }) else {
      return nil
    }
    return SourceLocation(file: file, line: line + 1, column: Int(indent) + 1)
  }

  // MARK: Documents

  private mutating func document() throws(Stop) -> YAMLNode? {
    var root: YAMLNode?
    while true {
      let event = try next()
      switch event.kind {
      case YAML_STREAM_START_EVENT, YAML_DOCUMENT_END_EVENT: continue
      case YAML_STREAM_END_EVENT: return root
      case YAML_DOCUMENT_START_EVENT:
        guard root == nil else {
          throw stop(event.location, "a manifest is one document; remove what follows ---")
        }
        root = try node(try next(), depth: 0)
      default: continue
      }
    }
  }

  private mutating func node(_ event: Event, depth: Int) throws(Stop) -> YAMLNode {
    guard depth <= Self.deepest else {
      throw stop(event.location, "lists and maps lie more than \(Self.deepest) deep")
    }
    count += 1
    try checkCount(event)
    let content: YAMLNode.Content
    var weight = 1
    switch event.kind {
    case YAML_ALIAS_EVENT:
      guard let known = anchors[event.anchor ?? ""] else {
        throw stop(
          event.location,
          "*\(Self.brief(event.anchor ?? "")): no anchor before this place has this name")
      }
      count += known.weight
      try checkCount(event)
      return known
    case YAML_SCALAR_EVENT:
      content = .scalar(event.text, isPlain: event.isPlain)
      // Long texts count for more, so that aliases of them are bounded as well.
      weight += event.text.utf8.count / 256
    case YAML_SEQUENCE_START_EVENT:
      var nodes: [YAMLNode] = []
      while case let item = try next(), item.kind != YAML_SEQUENCE_END_EVENT {
        nodes.append(try node(item, depth: depth + 1))
        weight += nodes[nodes.count - 1].weight
      }
      content = .list(nodes)
    case YAML_MAPPING_START_EVENT:
      let entries = try entries(depth: depth + 1)
      weight += entries.reduce(0) { $0 + $1.value.weight + 1 }
      content = .map(entries)
    default:
      throw stop(event.location, "nothing that a manifest can hold")
    }
    var node = YAMLNode(content: content, location: event.location, weight: weight)
    if event.isLiteral { node.firstLine = start(below: event.location.line) }
    if let anchor = event.anchor { anchors[anchor] = node }
    return node
  }

  private mutating func entries(depth: Int) throws(Stop) -> [YAMLNode.Entry] {
    var entries: [YAMLNode.Entry] = []
    var known: [String: YAMLNode.Entry] = [:]
    var merged: [YAMLNode] = []
    while case let event = try next(), event.kind != YAML_MAPPING_END_EVENT {
      guard event.kind == YAML_SCALAR_EVENT else {
        throw stop(event.location, "a key is one word, not a list, a map or an alias")
      }
      count += 1
      let key = event.text
      let value = try node(try next(), depth: depth)
      if key == "<<", event.isPlain {
        merged.append(value)
      } else if let first = known[key] {
        repetitions.append(
          Repetition(
            location: event.location, key: key, firstLine: first.location.line,
            values: (Self.excerpt(first.value), Self.excerpt(value))))
      } else {
        let entry = YAMLNode.Entry(key: key, location: event.location, value: value)
        known[key] = entry
        entries.append(entry)
      }
    }
    // A map's own keys count for more than those it takes over.
    for node in merged { try merge(node, into: &entries, &known) }
    return entries
  }

  /// A key of a map that was given before.
  private struct Repetition {
    var location: SourceLocation
    var key: String
    var firstLine: Int
    /// As they are shown; nil for lists, maps and texts of several lines.
    var values: (first: String?, second: String?)

    func problem(showsValues: Bool) -> ManifestProblem {
      var detail = ""
      if showsValues, let first = values.first, let second = values.second {
        detail = ": \(first) there and \(second) here"
      }
      return ManifestProblem(
        location: location, key: YAMLReader.brief(key),
        message: "this key was given before, in line \(firstLine)\(detail); remove one of them")
    }
  }

  /// A value as one word of a message; nil for what is none.
  private static func excerpt(_ node: YAMLNode) -> String? {
    guard let text = node.text, !text.contains(where: \.isNewline) else { return nil }
    return text.isEmpty ? "nothing" : brief(text)
  }

  private func merge(
    _ node: YAMLNode, into entries: inout [YAMLNode.Entry],
    _ known: inout [String: YAMLNode.Entry]
  ) throws(Stop) {
    switch node.content {
    case .map(let others):
      for entry in others where known[entry.key] == nil {
        known[entry.key] = entry
        entries.append(entry)
      }
    case .list(let nodes):
      for node in nodes {
        guard case .map = node.content else {
          throw stop(node.location, "<< takes over maps, not \(node.kind)")
        }
        try merge(node, into: &entries, &known)
      }
    case .scalar:
      throw stop(node.location, "<< takes over maps, not \(node.kind)")
    }
  }

  private func checkCount(_ event: Event) throws(Stop) {
    guard count > Self.maximumNodes else { return }
    throw stop(
      event.location,
      "with its aliases unfolded the file has more than \(Self.maximumNodes) parts; write it with fewer "
        + "aliases, or in several files under include:")
  }

  // MARK: Events

  /// What LibYAML says comes next.
  private struct Event {
    var kind: yaml_event_type_t
    var location: SourceLocation
    var text = ""
    var isPlain = false
    /// Whether its lines are the file's.
    var isLiteral = false
    var anchor: String?
  }

  private func next() throws(Stop) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw syntaxError() }
    defer { yaml_event_delete(&event) }
    var read = Event(
      kind: event.type,
      location: SourceLocation(
        file: file, line: event.start_mark.line + 1, column: event.start_mark.column + 1))
    var tag: String?
    switch event.type {
    case YAML_ALIAS_EVENT:
      read.anchor = Self.text(event.data.alias.anchor)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      read.text = String(
        decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      read.anchor = Self.text(scalar.anchor)
      tag = Self.text(scalar.tag)
      read.isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE && tag != Self.core + "str"
      read.isLiteral = scalar.style == YAML_LITERAL_SCALAR_STYLE
    case YAML_SEQUENCE_START_EVENT:
      read.anchor = Self.text(event.data.sequence_start.anchor)
      tag = Self.text(event.data.sequence_start.tag)
    case YAML_MAPPING_START_EVENT:
      read.anchor = Self.text(event.data.mapping_start.anchor)
      tag = Self.text(event.data.mapping_start.tag)
    default: break
    }
    if let tag, tag != "!", !Self.tags.contains(tag) {
      let detail = tag.hasPrefix(Self.core) ? "!!" + tag.dropFirst(Self.core.count) : tag
      throw stop(read.location, "the tag \(Self.brief(detail)) means nothing here; remove it")
    }
    return read
  }

  /// Tags of YAML itself, which say what is so anyway.
  private static let tags = Set(
    ["str", "int", "float", "bool", "null", "seq", "map"].map { core + $0 })

  private static let core = "tag:yaml.org,2002:"

  private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    pointer.map { String(cString: $0) }
  }

  private func syntaxError() -> Stop {
    let parser = parser.pointee
    let words = [parser.context, parser.problem].compactMap { $0.map { String(cString: $0) } }
    let mark = parser.problem_mark
    // The library speaks of a character that cannot begin a token, or of a value in the wrong place.
    let first = parser.context == nil ? mark.line : min(parser.context_mark.line, mark.line)
    if let tab = tabs.first(where: { (Int(first)...Int(mark.line)).contains($0.line) }) {
      return Stop(
        problem: Self.problem(
          file, tab.line, tab.column,
          "this line is moved in by a tab, and YAML knows blanks alone; replace the tab by blanks"))
    }
    return Stop(
      problem: Self.problem(
        file, mark.line, mark.column,
        "this is not YAML: \(words.isEmpty ? "it cannot be read" : words.joined(separator: ", "))"))
  }

  private func stop(_ location: SourceLocation, _ message: Message) -> Stop {
    Stop(problem: ManifestProblem(location: location, message: message))
  }

  /// The beginning of a text: the file may be none that anyone meant to have printed.
  static func brief(_ text: String) -> String {
    text.count > 32 ? text.prefix(32) + "…" : text
  }

  /// - Parameters:
  ///   - line: from 0, as LibYAML counts.
  private static func problem(
    _ file: String, _ line: Int, _ column: Int, _ message: Message
  ) -> ManifestProblem {
    ManifestProblem(
      location: SourceLocation(file: file, line: line + 1, column: column + 1), message: message)
  }
}
