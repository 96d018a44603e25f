// Queries by keys as a heat map.

import AttentionMath
import FigureModel
import FigureScene

/// One matrix of attention as a heat map with tokens along both axes.
struct AttentionFigure {
  /// The matrix, held or read when it is wanted.
  enum Weights {
    case held(AttentionWeights)
    case stored(StoredHead)
  }

  var weights: Weights
  var title: RichText
  /// What the values are.
  var what: Localized
  var stage: AttentionArguments.Stage
  var kind: String
  var heatMap: HeatMapArguments
  /// Whether the values are on both sides of 0, and colours about it.
  var isDifference = false

  func figure(_ page: PageContext) throws(FigureError) -> Figure {
    let language = page.language
    let values: ScaledValues
    let (rows, columns): (Int, Int)
    switch weights {
    case .held(let attention):
      values = heatMap.scaledValues(of: attention.visible.values)
      (rows, columns) = (attention.matrix.rows, attention.matrix.columns)
    case .stored(let head):
      values = ScaledValues(head.survey.extent, minimumPositive: nil)
      (rows, columns) = (head.cells.rows, head.cells.columns)
    }
    let scale =
      isDifference
      ? try heatMap.differenceScale(for: values)
      : try stage.scale(for: values, heatMap)
    let valueName =
      isDifference ? Localized(en: "difference of weights", zh: "权重之差") : stage.valueName
    let panel =
      switch weights {
      case .held(let attention):
        heatMap.panel(attention, scale: scale, barLabel: valueName[language], language)
      case .stored(let head):
        head.panel(heatMap, scale: scale, barLabel: valueName[language], language)
      }
    let limits = ValueRange(values.extent, language)
    let shape = "[\(rows), \(columns)]"
    let summary = Localized(
      en: "Heat map of \(what.english)\(location(.english)), \(shape) queries by keys, values "
        + "\(limits).",
      zh: "\(location(.chinese))\(what.chinese)的热图，\(shape)（查询 × 键），取值 \(limits)。")
    return Figure(
      name: kind, title: title, summary: summary[language] + strongest(language),
      language: language, panels: [panel],
      size: page.size ?? tokenPage(rows: rows, columns: columns))
  }
}

extension AttentionFigure {
  /// Which of a model's matrices it is, as a part of the sentence; empty where there is one.
  private func location(_ language: Language) -> String {
    let named =
      switch weights {
      case .held(let attention): attention.location
      case .stored(let head): head.location
      }
    guard let location = named else { return "" }
    let words = HeadLocation.words([location], language)
    return language == .chinese ? words : " of \(words)"
  }

  /// The sentence on the maximum value, with a blank before it where one belongs there.
  private func strongest(_ language: Language) -> String {
    let sentence =
      switch weights {
      case .held(let attention): attention.strongest(language)
      case .stored(let head): head.strongest(language)
      }
    return (sentence.isEmpty || language == .chinese ? "" : " ") + sentence
  }
}

extension AttentionArguments.Stage {
  /// The colours of a stage: weights are sequential from 0 on, what has both signs parts at 0.
  func scale(
    for values: ScaledValues, _ heatMap: HeatMapArguments
  ) throws(FigureError) -> ColorScale {
    switch self {
    case .weights: try heatMap.weightsScale(for: values)
    case .q, .k, .v, .scores, .scaled, .masked, .output, .all:
      try heatMap.scale(for: values, defaultMap: heatMap.usualMap(for: values.extent))
    }
  }
}

extension HeatMapArguments {
  /// The colours of attention weights: sequential from 0 on. A file of what is on both sides of 0 holds scores, whose
  /// colours part there as those of scores do.
  func weightsScale(for values: ScaledValues) throws(FigureError) -> ColorScale {
    let map = usualMap(for: values.extent)
    return values.extent.minimum < 0 && map != "viridis"
      ? try scale(for: values, defaultMap: map)
      : try scale(for: values, limits: probabilityLimits(values.extent))
  }
}

/// From 0 to the maximum weight, so that a weight of 0 is the first colour of the map.
func probabilityLimits(_ extent: ValueExtent) -> (Double, Double) {
  let maximum = max(0, extent.maximum)
  let minimum = min(0, extent.minimum)
  return (minimum, maximum > minimum ? maximum : minimum + 1)
}
