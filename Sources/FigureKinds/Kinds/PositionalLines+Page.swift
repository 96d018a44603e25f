// `pe-lines` in words and lines.

import AttentionMath
import FigureModel
import FigureScene

extension PositionalLines {
  public func compose(
    _ values: Values, on page: PageContext
  ) throws(FigureError) -> Composition {
    let words = KindStrings(page.language)
    let (title, summary) =
      switch values.lines {
      case .positions(let at, let dimensions):
        overDimensions(values, at, dimensions, page.language)
      case .dimensions(let at, let positions):
        overPositions(values, at, positions, page.language)
      }
    let (labels, axis) =
      switch values.lines {
      case .positions(let at, _):
        (at.map(words.position), values.encoding.columnWord[page.language])
      case .dimensions(let at, _):
        (
          at.map { values.encoding.isOfPairs ? words.pair($0) : words.dimension($0) },
          values.encoding.rowWord[page.language]
        )
      }
    let short =
      switch values.lines {
      case .positions(let at, _): at.map(words.shortPosition)
      case .dimensions(let at, _):
        at.map { values.encoding.isOfPairs ? words.pair($0) : words.shortDimension($0) }
      }
    let locations = values.lines.columns.map(Double.init)
    let series = labels.enumerated().map { slot, label in
      Series(
        label: label, x: locations, y: Array(values.matrix.row(slot)),
        style: .line(slot: slot, points: locations.count, lines: labels.count))
    }
    return Composition(
      Figure(
        name: Self.name, title: RichText(title[page.language]),
        summary: summary[page.language],
        notes: values.encoding.chosen.notes(page.language)
          + LinePanels.notes(series.count, page.language),
        language: page.language,
        panels: LinePanels.panels(
          series, short: short, x: try chart.xAxis(axis, scale: .integers),
          y: try chart.yAxis(words.value)),
        columns: LinePanels.columns(series.count),
        size: page.size ?? .exact(LinePanels.size(series.count, single: Size(1200, 600)))))
  }

  private func overDimensions(
    _ values: Values, _ at: [Int], _ dimensions: ClosedRange<Int>, _ language: Language
  ) -> (title: Localized, summary: Localized) {
    let names = values.lines.names
    let total = values.encoding.columns
    let span = "\(dimensions.lowerBound)–\(dimensions.upperBound)"
    let part =
      dimensions.count == total
      ? Localized(en: "", zh: "") : Localized(en: ", dimensions \(span)", zh: "（维度 \(span)）")
    let title = Localized(
      en: (at.count == 1 ? "Position \(names[0])" : "Vectors of \(at.count) positions")
        + part.english,
      zh: (at.count == 1 ? "位置 \(names[0]) 的位置向量" : "\(at.count) 个不同位置的位置向量")
        + part.chinese)
    let limits = ValueRange(values.extent, language)
    if !values.encoding.chosen.isUsual {
      return named(
        values, span,
        Localized(en: "position \(listed(names, .english))", zh: "位置 \(listed(names, .chinese))"),
        values.encoding.columnWord, limits)
    }
    let summary = Localized(
      en: "Lines of the sinusoidal positional encoding of position\(at.count == 1 ? "" : "s") "
        + "\(listed(names, .english)) over dimensions \(dimensions.lowerBound) to "
        + "\(dimensions.upperBound) of \(total), values \(limits).",
      zh: "位置 \(listed(names, .chinese)) 的正弦位置编码，维度 \(span)（共 "
        + "\(total) 维），取值 \(limits)。")
    return (title, summary)
  }

  private func overPositions(
    _ values: Values, _ at: [Int], _ positions: Range<Int>, _ language: Language
  ) -> (title: Localized, summary: Localized) {
    let names = values.lines.names
    let total = values.encoding.columns
    let limits = ValueRange(values.extent, language)
    let title = Localized(
      en: at.count == 1
        ? "Dimension \(names[0]) over the positions" : "Single dimensions over the positions",
      zh: at.count == 1 ? "维度 \(names[0]) 随位置的变化" : "各维度随位置的变化")
    let span = (signed(positions.lowerBound), signed(positions.upperBound - 1))
    if !values.encoding.chosen.isUsual {
      let word = values.encoding.columnWord
      return named(
        values, "\(span.0)–\(span.1)",
        Localized(
          en: "\(word.english) \(listed(names, .english))",
          zh: "\(word.chinese) \(listed(names, .chinese))"), values.encoding.rowWord, limits)
    }
    let summary = Localized(
      en: "Lines of dimension\(at.count == 1 ? "" : "s") \(listed(names, .english)) of the "
        + "sinusoidal positional encoding (\(total) dimensions) over positions "
        + "\(span.0) to \(span.1), values \(limits).",
      zh: "正弦位置编码（共 \(total) 维）的维度 \(listed(names, .chinese)) 在位置 "
        + "\(span.0) 到 \(span.1) 上的取值，\(limits)。")
    return (title, summary)
  }

  /// Title and summary of an encoding that was chosen by name.
  private func named(
    _ values: Values, _ span: String, _ lines: Localized, _ axis: Localized, _ limits: ValueRange
  ) -> (title: Localized, summary: Localized) {
    let title = values.encoding.title
    return (
      Localized(en: title.english.capitalizedFirst, zh: title.chinese),
      Localized(
        en: "Lines of \(title.english): \(lines.english) over \(axis.english) \(span), values "
          + "\(limits).",
        zh: "\(title.chinese)：\(lines.chinese) 在\(axis.chinese) \(span) 上的曲线，取值 \(limits)。")
    )
  }
}
