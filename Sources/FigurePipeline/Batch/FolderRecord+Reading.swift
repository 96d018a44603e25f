// A record read from its JSON, from the values where they lie: every run reads all of it, and most runs little else.

import CairoRendering
import JSONTape

extension FolderRecord {
  /// - Returns: nil where the bytes are no JSON, or a value that every record has is missing or of another kind.
  init?(json bytes: [UInt8]) {
    guard let root = try? JSONDocument(bytes).root,
      let format = root[CodingKeys.format.rawValue]?.int,
      let figures = root[CodingKeys.figures.rawValue]?.values(FigureRecord.init),
      let pending = root[CodingKeys.pending.rawValue]?.values(\.strings)
    else { return nil }
    self.init()
    (self.format, self.figures, self.pending) = (format, figures, pending)
    // Added later than the others.
    guard let owners = root[CodingKeys.pendingOwners.rawValue] else { return }
    guard let names = owners.values(\.string) else { return nil }
    pendingOwners = names
  }
}

extension FigureRecord {
  fileprivate init?(_ json: ParsedJSON) {
    var members: [String: ParsedJSON] = [:]
    for (name, value) in json.members { members[name.string ?? ""] = value }
    guard let key = members["key"]?.string, let kind = members["kind"]?.string,
      let parameters = members["parameters"]?.values(\.string),
      let theme = members["theme"]?.string,
      let inputs = members["inputs"]?.values(\.string),
      let program = members["program"]?.string, let libraries = members["libraries"]?.string,
      let fonts = members["fonts"]?.all(Fonts.init),
      let files = members["files"]?.values(\.string),
      let alt = members["alt"]?.string, let width = members["width"]?.double,
      let height = members["height"]?.double, let warnings = members["warnings"]?.strings
    else { return nil }
    (self.key, self.kind, self.parameters, self.theme) = (key, kind, parameters, theme)
    (self.inputs, self.program, self.libraries) = (inputs, program, libraries)
    (self.fonts, self.files, self.alt) = (fonts, files, alt)
    (self.width, self.height, self.warnings) = (width, height, warnings)
    manifest = members["manifest"]?.string
    besides = members["besides"]?.string
    givenAlt = members["givenAlt"]?.string
    drawing = members["drawing"]?.string
  }
}

extension FigureRecord.Fonts {
  fileprivate init?(_ json: ParsedJSON) {
    guard let question = json["question"].flatMap(FontRequest.init),
      let fonts = json["fonts"]?.strings
    else { return nil }
    self.init(question: question, fonts: fonts)
  }
}

extension FontRequest {
  fileprivate init?(_ json: ParsedJSON) {
    guard let families = json["families"]?.string, let weight = json["weight"]?.int,
      let isItalic = json["isItalic"]?.bool, let language = json["language"]?.string,
      let characters = json["characters"]?.string
    else { return nil }
    self.init(
      families: families, weight: weight, isItalic: isItalic, language: language,
      characters: characters)
  }
}

extension ParsedJSON {
  /// The values of an array; nil for what is none, and where one of them is not as `read` has it.
  fileprivate func all<Value>(_ read: (ParsedJSON) -> Value?) -> [Value]? {
    guard let items = array else { return nil }
    let values = items.compactMap(read)
    return values.count == items.count ? values : nil
  }

  fileprivate var strings: [String]? { all(\.string) }

  /// The values of an object by their names, likewise.
  fileprivate func values<Value>(_ read: (ParsedJSON) -> Value?) -> [String: Value]? {
    guard isObject else { return nil }
    var values: [String: Value] = [:]
    for member in members {
      guard let name = member.key.string, let value = read(member.value) else { return nil }
      values[name] = value
    }
    return values
  }
}
