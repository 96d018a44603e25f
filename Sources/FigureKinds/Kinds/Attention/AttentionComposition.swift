// Attention, of one sequence or of two, from values to a figure.

import AttentionMath
import FigureModel
import FigureScene

/// Words a stage of attention as a heat map, a query's row as bars, or all stages as a diagram.
struct AttentionComposition {
  let values: AttentionValues
  let isCross: Bool
  let kind: String
  let page: PageContext

  private var arguments: AttentionArguments { values.arguments }
  private var language: Language { page.language }

  func figure() throws(FigureError) -> Figure {
    switch values.content {
    case .weights(let attention): try weights(.held(attention), emptyRows: attention.emptyRows)
    case .large(let head): try weights(.stored(head), emptyRows: 0)
    case .query(let attention, let row): query(attention, row: row)
    case .vectors(let matrix): try vectors(matrix)
    case .stages(let stages, let hidden): try all(stages, hidden: hidden)
    case .compared(let comparison): try compared(comparison)
    }
  }

  private func compared(_ comparison: AttentionComparison) throws(FigureError) -> Figure {
    var figure = try comparison.figure(
      title: stageTitle, stage: arguments.stage, tokens: values.tokens,
      heatMap: arguments.heatMap, kind: kind, page: page)
    figure.notes = notes(figure.notes, emptyRows: 0)
    return figure
  }

  // MARK: Words

  private var title: RichText {
    guard values.isStored else { return stageTitle }
    var title = storedTitle
    if let difference = values.difference {
      title.spans.append(
        RichText.Span((language == .chinese ? "，" : ", ") + difference.words))
    }
    return title
  }

  private var storedTitle: RichText {
    guard isCross else {
      return RichText(
        (values.name?.words ?? Localized(en: "Attention weights", zh: "注意力权重"))[language])
    }
    let cross = Localized(en: "Cross-attention", zh: "交叉注意力")
    guard let name = values.name?.inSentence else { return RichText(cross[language]) }
    return RichText(
      Localized(
        en: "\(cross.english), \(name.english)", zh: "\(cross.chinese)，\(name.chinese)")[language])
  }

  /// The title of what was computed, with the head that it was computed for.
  private var stageTitle: RichText {
    var title = arguments.stage.title(language, isCross: isCross, values.scaling)
    if let name = values.name?.inSentence {
      title.spans.append(
        RichText.Span(Localized(en: ", \(name.english)", zh: "，\(name.chinese)")[language]))
    }
    return title
  }

  /// What was combined and left out, before what the figure itself says.
  private func notes(_ own: [FigureNote], emptyRows: Int) -> [FigureNote] {
    var notes: [FigureNote] = []
    if values.isStored, arguments.combine != nil, let name = values.name?.words {
      notes.append(
        FigureNote(
          Localized(en: "\(name.english).", zh: "\(name.chinese)。")[language], isInTitle: true))
    }
    notes += [CombinedWeights.note(values.leftOut, language)].compactMap(\.self)
    return notes + own + values.tokens.notes(language, emptyRows: emptyRows)
  }

  // MARK: Figures

  private func weights(
    _ weights: AttentionFigure.Weights, emptyRows: Int
  ) throws(FigureError) -> Figure {
    var heatMap = arguments.heatMap
    if values.isTurned { heatMap.transpose = false }
    var figure = try AttentionFigure(
      weights: weights, title: title,
      what: values.difference?.noun ?? arguments.stage.noun(isCross: isCross),
      stage: arguments.stage, kind: kind, heatMap: heatMap, isDifference: values.difference != nil
    ).figure(page)
    figure.notes = notes(figure.notes, emptyRows: emptyRows)
    return figure
  }

  private func query(_ attention: AttentionWeights, row: Int) -> Figure {
    var figure = QueryBars(
      attention: attention, row: row, title: title, stage: arguments.stage, kind: kind,
      isDifference: values.difference != nil
    ).figure(page)
    figure.notes = notes(figure.notes, emptyRows: attention.emptyRows)
    return figure
  }

  /// Which head the values are of, in words; empty where nothing tells.
  private var headDescription: String {
    guard let name = values.name, let location = name.location else { return "" }
    return HeadLocation.words([location], language)
  }

  private func vectors(_ matrix: Matrix<Double>) throws(FigureError) -> Figure {
    let stage = arguments.stage
    let scale = try arguments.heatMap.scale(
      for: matrix, defaultMap: arguments.heatMap.usualMap(for: ValueExtent(matrix.values)))
    let limits = ValueRange(matrix.values, language)
    let shape = "[\(matrix.rows), \(matrix.columns)]"
    let owner = headDescription
    let noun = stage.noun(isCross: isCross)
    let row = stage.isOfKeys ? Localized(en: "key", zh: "键") : Localized(en: "query", zh: "查询")
    let summary = Localized(
      en: "Heat map of \(noun.english)\(owner.isEmpty ? "" : " of \(owner)"), \(shape): "
        + "one vector for each \(row.english), values \(limits).",
      zh: "\(owner)\(noun.chinese)的热图，\(shape)：每个\(row.chinese)一个向量，取值 \(limits)。")
    return Figure(
      name: kind, title: stageTitle, summary: summary[language], notes: notes([], emptyRows: 0),
      language: language,
      panels: [stage.panel(matrix, values.tokens, arguments.heatMap, scale: scale, language)],
      size: page.size ?? tokenPage(rows: matrix.rows, columns: matrix.columns))
  }

  private func all(
    _ stages: AttentionStages<Double>, hidden: BooleanMatrix?
  ) throws(FigureError) -> Figure {
    let diagram = StageDiagram(
      stages: stages, hidden: hidden,
      queries: values.tokens.queries?.displayed ?? (0..<stages.query.rows).map { "\($0)" },
      keys: values.tokens.keys?.displayed ?? (0..<stages.key.rows).map { "\($0)" },
      language: language,
      page: self.page.theme.background.rgb)
    var title = stageTitle
    if let words = values.positions?.words {
      title.spans.append(
        RichText.Span(Localized(en: " \(words.english)", zh: "：\(words.chinese)")[language]))
    }
    return Figure(
      name: kind, title: title, summary: diagram.summary,
      notes: (values.positions?.notes(language) ?? []) + values.tokens.notes(language),
      language: language,
      content: .diagram(try diagram.diagram()), size: page.size ?? .about(Size(1300, 700)))
  }
}
