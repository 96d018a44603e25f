// What the page begins with: the figures of the manifest, or the article's, and one figure of every
// other kind.

import Article
import FigureKinds
public import FigureModel
public import FigurePipeline

/// A figure that the page offers to begin with.
public struct StartingPoint: Hashable, Sendable {
  public var name: String
  public var figure: OptionValues
  /// Whether its title is the program's own, which describes these values and no others: the page
  /// lets go of it when one of them is changed. A title of the user's stays.
  public var hasBuiltInTitle = false
  /// Its title in each language, where it has one; the page shows that of its own language.
  public var titles: Localized?
  /// What it is called in each language, where its name is not for people.
  public var label: Localized?
  /// The tokens that it begins with in each language.
  public var sentence: Localized?

  public init(name: String, figure: OptionValues) {
    self.name = name
    self.figure = figure
  }
}

extension StartingPoint {
  /// The figures of a manifest as they read from the working folder.
  static func figures(of manifest: Manifest) -> [StartingPoint] {
    manifest.figures.map { figure in
      StartingPoint(
        name: figure.name,
        figure: OptionValues(kind: figure.parameters.kind, values: values(of: figure)))
    }
  }

  /// The values of a manifest's figure that are not what is so anyway, files as they read from the working
  /// folder.
  static func values(of figure: PlannedFigure) -> [String: [String]] {
    guard let kind = KindRegistry.named(figure.parameters.kind) else { return [:] }
    let vocabulary = KindVocabulary.of(kind)
    var values: [String: [String]] = [:]
    for value in figure.parameters.values {
      guard let option = vocabulary[value.name],
        value.values != option.defaultValue.map({ [$0] })
      else { continue }
      values[value.name] =
        option.shape == .file
        ? value.values.map { NamedFiles.fromWorkingFolder($0, figure.request.folder) }
        : value.values
    }
    return values
  }

  /// All of them, each kind at least once.
  public static func all(
    manifest: Manifest?, model: String? = nil, drawer: borrowing FigureDrawer
  ) throws -> [StartingPoint] {
    var points = figures(of: try manifest ?? ArticleManifest.manifest())
    let known = try titles(of: manifest)
    for index in points.indices { points[index].titles = known[points[index].name] }
    if manifest != nil {
      // By their titles, and by their names, of which several may have one title.
      for index in points.indices {
        let name = points[index].name
        guard let titles: Localized = points[index].titles else { continue }
        points[index].label = Localized(
          en: "\(titles[.english]) (\(name))", zh: "\(titles[.chinese])（\(name)）")
      }
    } else {
      for index in points.indices {
        points[index].hasBuiltInTitle = true
        points[index].label = points[index].titles
      }
      points.insert(sentence, at: 0)
    }
    if let model {
      points.insert(contentsOf: [sentence(of: model)] + kinds(of: model, drawer), at: 0)
    }
    for kind in KindRegistry.all where !points.contains(where: { $0.figure.kind == kind.name }) {
      if let figure = example(of: kind, drawer) {
        var point = StartingPoint(name: kind.name, figure: figure)
        point.label = KindNames.of(kind.name)
        points.append(point)
      }
    }
    return points
  }

  /// The titles of a manifest's figures in both languages, by the names of those that are in one alone:
  /// a manifest that lists languages has a figure for each, with a title of its own.
  private static func titles(of manifest: Manifest?) throws -> [String: Localized] {
    func titles(_ language: Language) throws -> [String: String] {
      let overrides = Manifest.Overrides(languages: [language])
      // A file that has changed meanwhile names no titles.
      let read: Manifest?
      if let manifest {
        read = manifest.path.flatMap { try? Manifest(path: $0, overrides: overrides) }
      } else {
        read = try ArticleManifest.manifest(overrides)
      }
      let named = (read?.figures ?? []).compactMap { figure in
        figure.request.appearance.title.map { (figure.id, $0) }
      }
      return Dictionary(named) { first, _ in first }
    }
    let (english, chinese) = (try titles(.english), try titles(.chinese))
    return english.reduce(into: [:]) { all, title in
      all[title.key] = Localized(en: title.value, zh: chinese[title.key] ?? title.value)
    }
  }

  /// Attention over a sentence that is typed into the page, of weights that are drawn at random.
  private static var sentence: StartingPoint {
    var point = StartingPoint(
      name: "sentence", figure: OptionValues(kind: Attention.name, values: ["seed": ["1"]]))
    point.label = Localized(en: "A sentence of yours", zh: "一句你自己的话")
    point.sentence = Localized(en: "The cat sat on the mat", zh: "我 爱 人 工 智 能")
    return point
  }

  /// The same of a model's weights. Its text is English at first: most models know it.
  private static func sentence(of model: String) -> StartingPoint {
    var point = StartingPoint(
      name: "model",
      figure: OptionValues(
        kind: Attention.name,
        values: [
          "model": [model], "text": [text], "layer": ["0"], "head": ["0"],
        ]))
    let name = shortName(of: model)
    point.label = Localized(en: "A sentence through \(name)", zh: "\(name) 读一句话")
    return point
  }

  private static let text = "The cat sat on the mat"

  private static func shortName(of model: String) -> String {
    model.split(separator: "/").last.map(String.init) ?? model
  }

  /// So many small pictures can be distinguished.
  private static let maximumPanels = 192

  /// The other kinds that show what a model makes of a sentence.
  private static func kinds(
    of model: String, _ drawer: borrowing FigureDrawer
  ) -> [StartingPoint] {
    let (layers, heads) = drawer.axes(ofModel: model) ?? (1, 1)
    let kinds: [(any FigureKind.Type, [String: [String]])] = [
      (Heads.self, ["layer": ["0"], "heads": ["0-\(min(heads, 4) - 1)"]]),
      (
        ModelView.self,
        layers * heads <= maximumPanels ? [:] : ["heads": ["0-\(min(heads, 4) - 1)"]]
      ),
      (HeadView.self, ["layer": ["0"]]),
      (Rollout.self, [:]),
      (HeadMeasures.self, [:]),
    ]
    return kinds.map { kind, choice in
      let values = choice.merging(["model": [model], "text": [text]]) { chosen, _ in chosen }
      var point = StartingPoint(
        name: "model \(kind.name)", figure: OptionValues(kind: kind.name, values: values))
      let label = KindNames.of(kind.name)
      let name = shortName(of: model)
      point.label = Localized(
        en: "\(label[.english]): \(name)", zh: "\(label[.chinese])：\(name)")
      return point
    }
  }

  /// The first of a kind's examples that can be drawn; where they name files that are not there, the
  /// same with the program's own example, as much of it as can be drawn.
  private static func example(
    of kind: any FigureKind.Type, _ drawer: borrowing FigureDrawer
  ) -> OptionValues? {
    let vocabulary = KindVocabulary.of(kind)
    let examples = kind.examples.compactMap { OptionValues(call: $0, of: vocabulary) }
    for example in examples where drawer.canDraw(example) { return example }
    let required = vocabulary.options.first {
      $0.shape == .file && ["weights", "input"].contains($0.name)
    }
    let ours = "example:minilm"
    for kept in [["layer", "heads", "query-token"], ["layer", "head"], []] {
      var values: [String: [String]] = [:]
      if let required { values[required.name] = [ours] }
      for name in kept {
        guard let option = vocabulary[name] else { continue }
        switch option.shape {
        case .integer: values[name] = [name == "layer" ? "4" : "3"]
        case .list: values[name] = ["0,2,5,8"]
        case .text, .localizedText: values[name] = ["it"]
        case .flag, .number, .word, .file: break
        }
      }
      if vocabulary["tokens-file"] != nil { values["tokens-file"] = [ours] }
      let figure = OptionValues(kind: kind.name, values: values)
      if drawer.canDraw(figure) { return figure }
      values["tokens-file"] = nil
      let plain = OptionValues(kind: kind.name, values: values)
      if drawer.canDraw(plain) { return plain }
    }
    return nil
  }
}
