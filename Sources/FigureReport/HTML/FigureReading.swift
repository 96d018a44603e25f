// What a page needs to read a figure's values by itself, for pages that are no reports.

import FigureKinds
import FigureLayout
package import FigureModel
package import FigurePipeline
import TextFormats

package enum FigureReading {
  /// The values of a figure and where they lie in its picture, as JSON for the scripts of reports.
  package static func json(of drawn: PreparedFigure, language: Language) -> [UInt8] {
    var json = JSONWriter()
    PageData(languages: [language]).write(
      ReportFigure(reading: drawn, language: language), to: &json)
    return json.bytes
  }

  /// The words of the scripts, by their names there.
  package static var words: [(name: String, text: Localized)] {
    ScriptStrings.all.map { ($0.0, $0.1) }
  }
}

extension ReportFigure {
  /// A figure in one language as it was drawn, with what can be read from it.
  fileprivate init(reading drawn: PreparedFigure, language: Language) {
    self.init(id: "figure", editions: [:], claims: [], table: nil, panels: [], heads: nil)
    editions[language] = FigureEdition(
      title: "", alt: drawn.description.alt, captionText: drawn.captionText,
      command: "", light: drawn.scene, dark: drawn.scene,
      description: drawn.description)
    take(drawn, language)
  }
}
