// Every kind with its controls, made from the kinds' own options: what is an option on the command
// line is a control of the page.

import FigureKinds
import FigureModel
import FigurePipeline
import FigureReport
import MatrixFiles
public import TextFormats

/// What the page's script learns of kinds and figures.
public enum ExploreCatalogue {
  /// `{"kinds": [{name, label, abstract, options}], "groups": [{name, title}],
  /// "figures": [{name, label, kind, values, builtInTitle, titles, sentence}], "words": {LANGUAGE: {NAME: text}},
  /// "axes": {FILE: {layer, head}}}`: the axes say how many layers and heads a file holds, the words are
  /// those of the scripts of reports.
  public static func json(_ points: [StartingPoint], files: NamedFiles) -> JSONValue {
    let vocabularies = KindRegistry.all.map { KindVocabulary.of($0) }
    // What every kind has is how a figure looks.
    let shared = vocabularies.dropFirst().reduce(Set(vocabularies[0].options.map(\.name))) {
      $0.intersection($1.options.map(\.name))
    }
    return .object([
      ("kinds", .list(vocabularies.map { kind($0, shared: shared, files: files) })),
      (
        "groups",
        .list(
          ControlGroup.allCases.map {
            .object([("name", .text($0.rawValue)), ("title", both($0.title))])
          })
      ),
      ("figures", .list(points.map(figure))),
      ("words", words),
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
          }
            + files.models.compactMap { model in
              files.axes(ofModel: model).map { axes in
                (
                  model,
                  .object([("layer", .number(axes.layers)), ("head", .number(axes.heads))])
                )
              }
            })
      ),
    ])
  }

  private static func figure(_ point: StartingPoint) -> JSONValue {
    var entries: [(String, JSONValue)] = [
      ("name", .text(point.name)), ("kind", .text(point.figure.kind)),
      ("builtInTitle", .bool(point.hasBuiltInTitle)),
      (
        "values",
        .object(
          point.figure.values.sorted { $0.key < $1.key }.map {
            ($0.key, .list($0.value.map { .text($0) }))
          })
      ),
    ]
    if let label = point.label { entries.append(("label", both(label))) }
    if let titles = point.titles { entries.append(("titles", both(titles))) }
    if let sentence = point.sentence { entries.append(("sentence", both(sentence))) }
    return .object(entries)
  }

  private static func both(_ text: Localized) -> JSONValue {
    .object(Language.allCases.map { ($0.rawValue, .text(text[$0])) })
  }

  private static var words: JSONValue {
    .object(
      Language.allCases.map { language in
        (
          language.rawValue,
          .object(
            [("tag", .text(language.tag))]
              + FigureReading.words.map { ($0.name, .text($0.text[language])) })
        )
      })
  }

  private static func kind(
    _ vocabulary: KindVocabulary, shared: Set<String>, files: NamedFiles
  ) -> JSONValue {
    .object([
      ("name", .text(vocabulary.kind.name)), ("label", both(KindNames.of(vocabulary.kind.name))),
      ("abstract", .text(vocabulary.kind.abstract)),
      (
        "options",
        .list(
          vocabulary.options.map {
            control($0, of: vocabulary, isShared: shared.contains($0.name), files: files)
          })
      ),
    ])
  }

  private static func control(
    _ option: KindOption, of vocabulary: KindVocabulary, isShared: Bool, files: NamedFiles
  ) -> JSONValue {
    let words = ControlDescription.of(option.name)
    var entries: [(String, JSONValue)] = [
      ("name", .text(option.name)), ("help", help(option, of: vocabulary)),
      ("label", both(words.label)), ("group", .text(words.group.rawValue)),
      ("basic", .bool(words.isBasic)), ("whole", .bool(option.shape == .integer)),
      ("control", .text(control(option))), ("appearance", .bool(isShared)),
      ("repeats", .bool(option.isRepeating)), ("default", .text(option.defaultValue ?? "")),
      ("valueName", .text(option.valueName)),
    ]
    if let choices = choices(option, files) {
      entries.append(("choices", .list(choices.map { .text($0) })))
      let words = choices.compactMap { choice -> (String, JSONValue)? in
        guard let chinese = ChoiceStrings.of(choice) else { return nil }
        return (choice, .text("\(chinese)（\(choice)）"))
      }
      entries.append(("choiceWords", .object(words)))
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

  /// What an option does; in English as Swift spells the options in it, in Chinese by the names of their
  /// controls.
  private static func help(_ option: KindOption, of vocabulary: KindVocabulary) -> JSONValue {
    let english = option.help.spelled(.swift)
    let chinese = ControlHelp.chinese(option.help.spelled(.manifest)).map {
      ControlHelp.named($0, vocabulary.options.map(\.name))
    }
    return both(Localized(en: english, zh: chinese ?? english))
  }

  private static func control(_ option: KindOption) -> String {
    // A model is one of those that the page may have read, as a file is.
    if option.name == "model" { return "choice" }
    return switch option.shape {
    case .flag: "check"
    case .integer, .number: "number"
    case .word, .file: "choice"
    case .list, .localizedText, .text: "text"
    }
  }

  private static func choices(_ option: KindOption, _ files: NamedFiles) -> [String]? {
    if option.name == "model" { return files.models }
    return switch option.shape {
    case .word(let words): words
    case .file: files.references
    case .flag, .integer, .number, .list, .localizedText, .text: nil
    }
  }
}
