// The JSON Schema of manifests, from the same tables that manifests are read with.
//
// Draft 7, which editors know. It says which keys there are and what values they take; that ids
// differ and files are there can only be recognised by reading the manifest.

import CairoRendering
import FigureKinds
import FigureModel
public import TextFormats

/// Describes manifests to editors.
public enum ManifestSchema {
  public static let json: JSONValue = {
    let kinds = KindRegistry.all.map { KindVocabulary.of($0) }
    var definitions: [(String, JSONValue)] = [("filled", filled)]
    var known: [KindOption: String] = [:]
    var names = Set<String>()
    // Options that kinds share are described once.
    for option in kinds.flatMap(\.options).map(\.described) where known[option] == nil {
      var name = "option \(option.name)"
      while !names.insert(name).inserted { name += "'" }
      known[option] = name
      definitions.append((name, described(option)))
    }
    for vocabulary in kinds {
      definitions.append(("kind \(vocabulary.kind.name)", figure(vocabulary, known)))
    }
    definitions.append(("defaults", defaults(kinds, known)))
    return .object([
      ("$schema", .text("http://json-schema.org/draft-07/schema#")),
      ("title", .text("attnplot manifest")),
      (
        "description",
        .text(
          "Figures that attnplot batch draws, and the report that attnplot report makes of them.")
      ),
      ("type", .text("object")), ("minProperties", .number(1)),
      ("additionalProperties", .bool(false)),
      ("properties", .object(topLevel(kinds))), ("definitions", .object(definitions)),
    ])
  }()

  // MARK: Parts

  private static func topLevel(_ kinds: [KindVocabulary]) -> [(String, JSONValue)] {
    let file = JSONValue.object([("type", .text("string")), ("minLength", .number(1))])
    return [
      (
        "output",
        .object([
          ("description", .text("The folder to draw into, inside the manifest's own.")),
          ("type", .list([.text("string"), .text("null")])),
          ("pattern", .text(#"^(?!/)(?!(.*/)?\.\.(/|$))."#)),
        ])
      ),
      (
        "name-template",
        .object([
          (
            "description",
            .text(
              "How files are called, such as {id}.{lang}.{theme}; {locale} is zh_CN where {lang} is zh."
            )
          ),
          ("type", .list([.text("string"), .text("null")])),
          (
            "allOf",
            .list([#"\{id\}"#, #"\{(lang|locale)\}"#, #"\{theme\}"#].map(pattern))
          ), ("maxLength", .number(64)),
        ])
      ),
      (
        "vars",
        .object([
          ("description", .text("Values for ${name} in texts.")),
          ("type", .list([.text("object"), .text("null")])),
          ("propertyNames", .object([("pattern", .text("^[A-Za-z0-9_-]+$"))])),
          ("additionalProperties", scalar),
        ])
      ),
      (
        "include",
        .object([
          (
            "description",
            .text("Other manifests, from this one's folder: their figures, variables and defaults.")
          ),
          ("anyOf", .list([file, .object([("type", .text("array")), ("items", file)])])),
        ])
      ),
      ("defaults", reference("defaults")),
      (
        "figures",
        .object([
          ("type", .list([.text("array"), .text("null")])),
          (
            "items",
            .object([
              ("type", .text("object")), ("required", .list([.text("id"), .text("kind")])),
              (
                "properties",
                .object([
                  (
                    "kind",
                    .object([
                      ("description", .text("What is drawn: a subcommand of attnplot.")),
                      ("enum", .list(kinds.map { .text($0.kind.name) })),
                    ])
                  )
                ])
              ),
              ("allOf", .list(kinds.map(condition))),
            ])
          ),
        ])
      ), ("report", ReportSchema.part),
    ]
  }

  private static func condition(_ vocabulary: KindVocabulary) -> JSONValue {
    .object([
      (
        "if",
        .object([
          ("required", .list([.text("kind")])),
          (
            "properties",
            .object([("kind", .object([("const", .text(vocabulary.kind.name))]))])
          ),
        ])
      ), ("then", reference("kind \(vocabulary.kind.name)")),
    ])
  }

  /// The keys of a figure of one kind.
  private static func figure(
    _ vocabulary: KindVocabulary, _ names: [KindOption: String]
  ) -> JSONValue {
    let options = vocabulary.options.filter { !FigureReader.ownKeys.contains($0.name) }
    let own: [(String, JSONValue)] = [
      (
        "id",
        .object([
          ("description", .text("The name of its files.")),
          (
            "anyOf",
            .list([
              reference("filled"), .object([("type", .text("integer")), ("minimum", .number(0))]),
              .object([
                ("type", .text("string")), ("maxLength", .number(PlannedNames.longestID)),
                ("pattern", .text(PlannedNames.pattern)),
              ]),
            ])
          ),
        ])
      ),
      ("kind", .object([("const", .text(vocabulary.kind.name))])),
      ("formats", choices(OutputFormat.self, "Files to draw; png and svg if not given.")),
      ("theme", choices(Theme.Name.self, "Looks; each but the first adds its name to the file's.")),
      (
        "lang", choices(Language.self, "Languages; each but the first adds its name to the file's.")
      ),
      (
        "caption", localized("What stands below the figure in an index.")
      ),
      ("alt", localized("What the figure shows; computed if not given.")),
      ("matrix", matrix(vocabulary, options)),
    ]
    return .object([
      ("description", .text(vocabulary.kind.abstract)),
      ("additionalProperties", .bool(false)),
      (
        "properties",
        .object(own + options.map { ($0.name, reference(names[$0.described] ?? "")) })
      ),
    ])
  }

  /// Combinations, and of a kind that has an option of this name its value.
  private static func matrix(_ vocabulary: KindVocabulary, _ options: [KindOption]) -> JSONValue {
    let own = vocabulary["matrix"]
    let lists = (options + [own].compactMap(\.self)).map { option in
      (
        option.name,
        JSONValue.object([
          ("type", .text("array")), ("minItems", .number(1)), ("uniqueItems", .bool(true)),
          ("items", oneValue(option)),
        ])
      )
    }
    let combinations: [(String, JSONValue)] = [
      ("type", .list([.text("object"), .text("null")])),
      ("additionalProperties", .bool(false)), ("properties", .object(lists)),
    ]
    let help = "Lists of values: a figure for each combination."
    guard let own else { return .object([("description", .text(help))] + combinations) }
    return .object([
      ("description", .text("\(own.help) Or a map: \(help)")),
      ("anyOf", .list([oneValue(own), .object(combinations)])),
    ])
  }

  /// The keys of defaults: what any kind has.
  private static func defaults(
    _ kinds: [KindVocabulary], _ names: [KindOption: String]
  ) -> JSONValue {
    var order: [String] = []
    var shapes: [String: [JSONValue]] = [:]
    var seen = Set<String>()
    for option in kinds.flatMap(\.options) where !FigureReader.sharedKeys.contains(option.name) {
      guard let name = names[option.described], seen.insert(name).inserted else { continue }
      if shapes[option.name] == nil { order.append(option.name) }
      shapes[option.name, default: []].append(reference(name))
    }
    let options = order.map { name -> (String, JSONValue) in
      let all = shapes[name] ?? []
      return (name, all.count == 1 ? all[0] : .object([("anyOf", .list(all))]))
    }
    return .object([
      ("description", .text("Keys for all figures whose kind has them.")),
      ("type", .list([.text("object"), .text("null")])),
      ("additionalProperties", .bool(false)),
      (
        "properties",
        .object(
          [
            ("formats", choices(OutputFormat.self, "Files to draw.")),
            ("theme", choices(Theme.Name.self, "Looks.")),
            ("lang", choices(Language.self, "Languages.")),
          ] + options)
      ),
    ])
  }

  // MARK: Values

  private static func described(_ option: KindOption) -> JSONValue {
    var entries: [(String, JSONValue)] = [("description", .text(option.help.spelled(.manifest)))]
    if let text = option.defaultValue { entries.append(("default", typed(text, option.shape))) }
    var values = [oneValue(option), .object([("type", .text("null"))])]
    if option.isRepeating {
      values.append(.object([("type", .text("array")), ("items", oneValue(option))]))
    }
    entries.append(("anyOf", .list(values)))
    return .object(entries)
  }

  /// What one occurrence of an option may be.
  private static func oneValue(_ option: KindOption) -> JSONValue {
    switch option.shape {
    case .flag: return .object([("type", .text("boolean"))])
    case .integer:
      let rules = option.range?.schema ?? []
      return either([
        .object([("type", .text("integer"))] + rules), pattern("^\(sign(option))[0-9]+$"),
      ])
    case .number:
      return either([
        .object([("type", .text("number"))] + (option.range?.schema ?? [])),
        pattern("^\(sign(option))" + #"([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"#),
      ])
    case .word(let words):
      // YAML 1.1 takes these two words for truth values.
      let truths: [JSONValue] = words.contains("yes") ? [.bool(true), .bool(false)] : []
      return either([.object([("enum", .list(words.map { .text($0) } + truths))])])
    case .list:
      return either(
        option.notation.map { texts($0) + [list($0)] } ?? [
          .object([("type", .text("string"))] + length(option)),
          .object([("type", .text("number"))]),
          .object(
            [
              ("type", .text("array")),
              ("items", .object([("type", .list([.text("string"), .text("number")]))])),
            ] + (option.takesAnyValue ? [] : [("minItems", .number(1))])),
        ])
    case .localizedText: return localized(nil)
    case .file:
      let name = JSONValue.object(scalarType + length(option))
      let names: [(String, JSONValue)] = [
        ("type", .text("array")), ("minItems", .number(1)), ("items", name),
      ]
      return either([name, .object(names)])
    case .text:
      if let notation = option.notation { return either(texts(notation)) }
      return .object(scalarType + length(option))
    }
  }

  /// The signs that a number of an option may have, written as a text; no pattern holds it to bounds.
  private static func sign(_ option: KindOption) -> String {
    option.range.map { $0.minimum >= 0 } == true ? #"\+?"# : "[+-]?"
  }

  /// The length of any text that an option takes.
  private static func length(_ option: KindOption) -> [(String, JSONValue)] {
    option.takesAnyValue ? [] : [("minLength", .number(1))]
  }

  /// A value with a notation of its own.
  private static func texts(_ notation: ValueNotation) -> [JSONValue] {
    [pattern(notation.pattern)] + numbers(notation)
  }

  /// The whole numbers that are values by themselves.
  private static func numbers(_ notation: ValueNotation) -> [JSONValue] {
    guard let numbers = notation.numbers else { return [] }
    let bounds: [(String, JSONValue)] =
      numbers == Int.min...Int.max
      ? []
      : [("minimum", .number(numbers.lowerBound)), ("maximum", .number(numbers.upperBound))]
    return [.object([("type", .text("integer"))] + bounds)]
  }

  /// The parts of such a value as a list.
  private static func list(_ notation: ValueNotation) -> JSONValue {
    // Limits of an axis are no whole numbers.
    let numbers =
      notation.maximumParts == nil ? numbers(notation) : [.object([("type", .text("number"))])]
    var entries: [(String, JSONValue)] = [
      ("type", .text("array")), ("minItems", .number(1)),
      ("items", either([pattern(notation.part ?? notation.pattern)] + numbers)),
    ]
    if let most = notation.maximumParts { entries.append(("maxItems", .number(most))) }
    return .object(entries)
  }

  private static func typed(_ text: String, _ shape: KindOption.Shape) -> JSONValue {
    switch shape {
    case .integer: Int(text).map { .number($0) } ?? .text(text)
    case .number: Double(text).map { .decimal($0) } ?? .text(text)
    case .flag, .word, .list, .localizedText, .text, .file: .text(text)
    }
  }

  /// A text, or one for each language.
  static func localized(_ help: String?) -> JSONValue {
    var entries: [(String, JSONValue)] = []
    if let help { entries.append(("description", .text(help))) }
    entries.append(
      (
        "anyOf",
        .list([
          scalar,
          .object([
            ("type", .text("object")), ("additionalProperties", .bool(false)),
            (
              "properties",
              .object(Language.allCases.map { ($0.rawValue, scalar) })
            ),
          ]), .object([("type", .text("null"))]),
        ])
      ))
    return .object(entries)
  }

  static func choices<Choice>(_ type: Choice.Type, _ help: String) -> JSONValue
  where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
    let words = Choice.allCases.map(\.rawValue)
    let one = JSONValue.object([("enum", .list(words.map { .text($0) }))])
    let any = words.joined(separator: "|")
    return .object([
      ("description", .text(help)),
      (
        "anyOf",
        .list([
          one, reference("filled"), pattern("^ *(\(any)) *(, *(\(any)) *)*$"),
          .object([
            ("type", .text("array")), ("minItems", .number(1)), ("uniqueItems", .bool(true)),
            ("items", .object([("anyOf", .list([one, reference("filled")]))])),
          ]), .object([("type", .text("null"))]),
        ])
      ),
    ])
  }

  private static let scalarType: [(String, JSONValue)] = [
    ("type", .list([.text("string"), .text("number"), .text("boolean")]))
  ]
  private static let scalar = JSONValue.object(scalarType)

  /// A text with a variable in it, whose value the schema cannot know.
  private static let filled = JSONValue.object([
    ("type", .text("string")), ("pattern", .text(#"\$\{[A-Za-z0-9_-]+\}"#)),
  ])

  private static func either(_ values: [JSONValue]) -> JSONValue {
    .object([("anyOf", .list(values + [reference("filled")]))])
  }

  private static func pattern(_ pattern: String) -> JSONValue {
    .object([("type", .text("string")), ("pattern", .text(pattern))])
  }

  /// A pointer to a definition; names are escaped as addresses and as JSON pointers.
  private static func reference(_ name: String) -> JSONValue {
    .object([("$ref", .text("#/definitions/" + Markup.address(name)))])
  }
}

extension KindOption {
  /// The option as far as the schema describes it: which kinds cannot do without it is said elsewhere.
  fileprivate var described: KindOption {
    var option = self
    option.isRequired = false
    return option
  }
}

extension NumberRange {
  /// The rules in the words of JSON Schema.
  fileprivate var schema: [(String, JSONValue)] {
    [
      (isAboveMinimum ? "exclusiveMinimum" : "minimum", Self.number(minimum)),
      ("maximum", Self.number(maximum)),
    ]
      + (isEven ? [("multipleOf", .number(2))] : [])
  }

  private static func number(_ number: Double) -> JSONValue {
    Int(exactly: number).map { .number($0) } ?? .decimal(number)
  }
}
