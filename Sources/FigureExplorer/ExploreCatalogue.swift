// Every kind with its controls, made from the kinds' own options: what is an option on the command
// line is a control of the page.

import FigureKinds
public import FigurePipeline
import MatrixFiles

/// What the page's script is told of kinds and figures.
public enum ExploreCatalogue {
  /// `{"kinds": [{name, abstract, options}], "figures": [{name, kind, values, builtInTitle}],
  /// "axes": {FILE: {layer, head}}}`: the axes say how many layers and heads a file holds.
  public static func json(_ points: [StartingPoint], files: NamedFiles) -> JSONValue {
    let vocabularies = FigureKinds.all.map { KindVocabulary.of($0) }
    // What every kind has is how a figure looks.
    let shared = vocabularies.dropFirst().reduce(Set(vocabularies[0].options.map(\.name))) {
      $0.intersection($1.options.map(\.name))
    }
    return .object([
      ("kinds", .list(vocabularies.map { kind($0, shared: shared, files: files) })),
      (
        "figures",
        .list(
          points.map { point in
            .object([
              ("name", .text(point.name)), ("kind", .text(point.figure.kind)),
              ("builtInTitle", .bool(point.hasBuiltInTitle)),
              (
                "values",
                .object(
                  point.figure.values.sorted { $0.key < $1.key }.map {
                    ($0.key, .list($0.value.map { .text($0) }))
                  })
              ),
            ])
          })
      ),
      (
        "axes",
        .object(
          files.references.compactMap { reference in
            files.axes(of: reference).map { axes in
              (
                reference,
                .object([
                  ("layer", .number(axes.layerCount)), ("head", .number(axes.headCount)),
                ])
              )
            }
          })
      ),
    ])
  }

  private static func kind(
    _ vocabulary: KindVocabulary, shared: Set<String>, files: NamedFiles
  ) -> JSONValue {
    .object([
      ("name", .text(vocabulary.kind.name)), ("abstract", .text(vocabulary.kind.abstract)),
      (
        "options",
        .list(
          vocabulary.options.map { control($0, isShared: shared.contains($0.name), files: files) })
      ),
    ])
  }

  private static func control(
    _ option: KindOption, isShared: Bool, files: NamedFiles
  ) -> JSONValue {
    var entries: [(String, JSONValue)] = [
      ("name", .text(option.name)), ("help", .text(option.help)),
      ("control", .text(control(option))), ("appearance", .bool(isShared)),
      ("repeats", .bool(option.isRepeating)), ("default", .text(option.defaultValue ?? "")),
      ("valueName", .text(option.valueName)),
    ]
    if let choices = choices(option, files) {
      entries.append(("choices", .list(choices.map { .text($0) })))
    }
    if ControlRange.alongAxes.contains(option.name) { entries.append(("axis", .bool(true))) }
    if let range = ControlRange.of(option) {
      entries += [
        ("least", .decimal(range.minimum)), ("greatest", .decimal(range.maximum)),
        ("step", .decimal(range.step)), ("logarithmic", .bool(range.isLogarithmic)),
      ]
    }
    return .object(entries)
  }

  private static func control(_ option: KindOption) -> String {
    switch option.shape {
    case .flag: "check"
    case .integer, .number: "number"
    case .word, .file: "choice"
    case .list, .localizedText, .text: "text"
    }
  }

  private static func choices(_ option: KindOption, _ files: NamedFiles) -> [String]? {
    switch option.shape {
    case .word(let words): words
    case .file: files.references
    case .flag, .integer, .number, .list, .localizedText, .text: nil
    }
  }
}
