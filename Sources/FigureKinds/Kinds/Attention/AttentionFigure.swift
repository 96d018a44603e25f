// Queries by keys as a heat map.

import AttentionMath
import FigureModel
import FigureScene

/// One matrix of attention as a heat map with tokens along both axes.
struct AttentionFigure {
  var attention: AttentionWeights
  var title: RichText
  /// What the values are.
  var what: Localized
  var stage: AttentionArguments.Stage
  var kind: String
  var heatMap: HeatMapArguments
  /// Whether the values are on both sides of 0, and colours about it.
  var isDifference = false

  func figure(_ page: PageContext) throws(FigureError) -> Figure {
    let matrix = attention.matrix
    let language = page.language
    let visible = attention.visible
    let scale =
      isDifference
      ? try heatMap.differenceScale(for: heatMap.scaledValues(of: visible.values))
      : try heatMap.scale(
        for: visible, limits: stage == .weights ? probabilityLimits(visible.values) : nil,
        defaultMap: stage == .weights
          ? "viridis" : heatMap.usualMap(for: ValueExtent(visible.values)))
    let valueName =
      isDifference ? Localized(en: "difference of weights", zh: "权重之差") : stage.valueName
    let panel = heatMap.panel(
      attention, scale: scale, barLabel: valueName[language], language)
    let limits = ValueRange(visible.values, language)
    let shape = "[\(matrix.rows), \(matrix.columns)]"
    let summary = Localized(
      en: "Heat map of \(what.english)\(location(.english)), \(shape) queries by keys, values "
        + "\(limits).",
      zh: "\(location(.chinese))\(what.chinese)的热图，\(shape)（查询 × 键），取值 \(limits)。")
    return Figure(
      name: kind, title: title, summary: summary[language] + strongest(language),
      language: language, panels: [panel],
      size: page.size ?? tokenPage(rows: matrix.rows, columns: matrix.columns))
  }
}

extension AttentionFigure {
  /// Which of a model's matrices it is, as a part of the sentence; empty where there is one.
  private func location(_ language: Language) -> String {
    guard let location = attention.location else { return "" }
    let words = HeadLocation.words([location], language)
    return language == .chinese ? words : " of \(words)"
  }

  /// The sentence on the greatest value, with a blank before it where one belongs there.
  private func strongest(_ language: Language) -> String {
    let sentence = attention.strongest(language)
    return (sentence.isEmpty || language == .chinese ? "" : " ") + sentence
  }
}

/// From 0 to the greatest weight, so that a weight of 0 is the first colour of the map.
func probabilityLimits(_ values: [Double]) -> (Double, Double) {
  probabilityLimits(ValueExtent(values))
}

/// The same for values of which only the extent is known.
func probabilityLimits(_ extent: ValueExtent) -> (Double, Double) {
  let maximum = max(0, extent.maximum)
  let minimum = min(0, extent.minimum)
  return (minimum, maximum > minimum ? maximum : minimum + 1)
}
