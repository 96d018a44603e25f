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
      var index = 0
      while index < figure.arguments.count {
        let key = figure.arguments[index].dropFirst(2)
        let isFlag = KindVocabulary.of(figure.kind)[String(key)]?.shape == .flag
        text += "    \(key): \(isFlag ? "true" : "\"\(figure.arguments[index + 1])\"")\n"
        index += isFlag ? 1 : 2
      }
      text += "    title: { en: \"\(figure.title.english)\", zh: \"\(figure.title.chinese)\" }\n"
    }
    return text
  }()

  /// The figures of the article.
  public static func manifest(
    _ overrides: Manifest.Overrides = Manifest.Overrides()
  ) throws(ManifestError) -> Manifest {
    try Manifest(text: text, name: name, overrides: overrides)
  }
}
