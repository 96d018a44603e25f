// One query's row of attention as bars.

import AttentionMath
import FigureModel
import FigureScene

/// The weights, or scores, of one query as bars over its keys.
struct QueryBars {
  let attention: AttentionWeights
  let row: Int
  let title: RichText
  let stage: AttentionArguments.Stage
  let kind: String
  /// Whether the values are differences of weights.
  var isDifference = false

  func figure(_ page: PageContext) -> Figure {
    let language = page.language
    let values = Array(attention.matrix.row(row))
    let displayed = attention.quotedQuery(row)
    let isNamed = attention.queries != nil
    let value =
      isDifference ? Localized(en: "difference of weights", zh: "权重之差") : stage.valueName
    let plural = isDifference ? "differences of weights" : "\(value.english)s"
    // A masked position has no bar, and no number to be the largest.
    let visible = values.indices.filter { attention.isHidden?[row, $0] != true }
    let hidden = values.indices.filter { attention.isHidden?[row, $0] == true }
    let isOneValue = ValueExtent(visible.map { values[$0] }).isOneValue
    let greatest =
      isOneValue
      ? nil : visible.filter { values[$0].isFinite }.max { values[$0] < values[$1] }
    let maximum = greatest.map { column in
      let number = formatNumber(values[column], significant: 3)
      let key = attention.keys.map { "“\($0.displayed[column].shortened(60))”" }
      let location = attention.keyName(column)
      return Localized(
        en: "; the greatest is \(number), for \(key ?? "key \(location)")",
        zh: "；最大值 \(number)，对应\(key ?? "键 \(location)")")
    }
    let bars = visible.map { (Double($0), values[$0]) }
    let series = Series(
      x: bars.map(\.0), y: bars.map(\.1), style: SeriesStyle(form: .bars, slot: 0))
    let heading = Localized(
      en: ": what \(displayed.english) attends to", zh: "：\(displayed.chinese)关注什么")
    let summary = Localized(
      en:
        "Bars of the \(plural) that \(isNamed ? "the query " : "")\(displayed.english) gives to "
        + "\(counted(values.count, "key"))\(maximum?.english ?? "").",
      zh: "\(isNamed ? "查询" : "")\(displayed.chinese)对 \(values.count) 个键的\(value.chinese)条形图"
        + "\(maximum?.chinese ?? "")。")
    let width = Double(min(1400, max(420, values.count * 44 + 100)))
    return Figure(
      name: kind, title: RichText(title.spans + [RichText.Span(heading[language])]),
      summary: summary[language],
      notes: [
        // Where the title is left to a caption, layer and head are told with the query.
        FigureNote(
          Localized(en: "\(title.plain).", zh: "\(title.plain)。")[language], isInTitle: true),
        attention.note(row: row, language),
      ], language: language,
      panels: [
        Panel(
          content: .chart(Chart(series: [series], masked: Set(hidden))),
          x: attention.keyAxis(language),
          y: Axis(
            label: RichText(value[language]),
            domain: .numbers(
              lower: values.contains { $0 < 0 } ? nil : 0, upper: nil, scale: .linear)))
      ],
      size: page.size ?? .exact(Size(width, 420)))
  }
}
