// The article's figures as the manifest that `attnplot batch` runs where none is given.

import FigureKinds
import FigureModel

/// The built-in manifest.
public enum ArticleManifest {
  /// What messages call it.
  public static let name = "built-in"

  public static let text: String = {
    var text = "defaults: { formats: [png, svg] }\nfigures:\n"
    for figure in ArticleSet.figures {
      text += "  - id: \(figure.id)\n    kind: \(figure.kind.name)\n"
      for (key, values) in options(figure) {
        let list = values.map { "\"\($0)\"" }.joined(separator: ", ")
        text += "    \(key): \(values.isEmpty ? "true" : values.count == 1 ? list : "[\(list)]")\n"
      }
      text += "    title: { en: \"\(figure.title.english)\", zh: \"\(figure.title.chinese)\" }\n"
    }
    return text
  }()

  /// The options of a figure in order, each with its values; a flag has none.
  private static func options(_ figure: ArticleFigure) -> [(key: String, values: [String])] {
    var options: [(key: String, values: [String])] = []
    var index = 0
    while index < figure.arguments.count {
      let key = String(figure.arguments[index].dropFirst(2))
      let isFlag = KindVocabulary.of(figure.kind)[key]?.shape == .flag
      let values = isFlag ? [] : [figure.arguments[index + 1]]
      if let known = options.firstIndex(where: { $0.key == key }) {
        options[known].values += values
      } else {
        options.append((key, values))
      }
      index += isFlag ? 1 : 2
    }
    return options
  }

  /// The figures of the article.
  public static func manifest(
    _ overrides: Manifest.Overrides = Manifest.Overrides()
  ) throws(ManifestError) -> Manifest {
    try Manifest(text: text, name: name, overrides: overrides)
  }
}
