// Attention without positions and with an encoding, side by side on one scale.

import AttentionMath
import FigureModel
import FigureScene

/// A stage of attention twice, as values of one shape.
struct AttentionComparison: Sendable {
  let before: AttentionValues.Content
  let after: AttentionValues.Content
  let positions: AttentionPositions

  /// What each of the two is called in a file.
  var names: [String] { ["without positions", "with \(positions.chosen.encoding.name)"] }

  /// What each of the two is called in a sentence.
  private var words: [Localized] {
    [Localized(en: "without positions", zh: "无位置信息"), positions.words]
  }

  // MARK: Figure

  /// - Parameters:
  ///   - title: of one of the two.
  ///   - notes: what is to be said besides the encoding's convention.
  func figure(
    title: RichText, stage: AttentionArguments.Stage, tokens: TokenAxes, heatMap: HeatMapArguments,
    kind: String, page: PageContext
  ) throws(FigureError) -> Figure {
    let language = page.language
    let both = [before, after]
    var figure: Figure
    switch (before, after) {
    case (.query(let attention, let row), .query):
      figure = bars(both, attention, row, title, stage, kind, page)
    default:
      figure = try heatMaps(both, title, stage, tokens, heatMap, kind, page)
    }
    let end = words[1]
    figure.title?.spans.append(
      RichText.Span(
        Localized(
          en: ", without positions and \(end.english)", zh: "：\(words[0].chinese)与\(end.chinese)")[
            language]))
    figure.notes = positions.notes(language)
    figure.summary += change(stage, language)
    return figure
  }

  private func heatMaps(
    _ both: [AttentionValues.Content], _ title: RichText, _ stage: AttentionArguments.Stage,
    _ tokens: TokenAxes, _ heatMap: HeatMapArguments, _ kind: String, _ page: PageContext
  ) throws(FigureError) -> Figure {
    let language = page.language
    var scaled = ScaledValues(ValueExtent(), minimumPositive: nil)
    for content in both { scaled.add(heatMap.scaledValues(of: Self.visible(content).values)) }
    let scale = try stage.scale(for: scaled, heatMap)
    var panels: [Panel] = []
    for (content, words) in zip(both, words) {
      var panel =
        switch content {
        case .weights(let attention), .query(let attention, _):
          heatMap.panel(attention, scale: scale, language)
        case .vectors(let matrix):
          stage.panel(matrix, tokens, heatMap, scale: scale, language)
        case .large, .stages, .compared:
          preconditionFailure("what is computed is held, and stages have no panel")
        }
      panel.title = RichText(words.capitalized[language])
      panel.heatMap?.colorBar = nil
      panels.append(panel)
    }
    let matrix = Self.visible(before)
    let shape = "[\(matrix.rows), \(matrix.columns)]"
    let limits = ValueRange(scaled.extent, language)
    let what = stage.noun(isCross: false)
    let axes =
      stage.vectors.map {
        Localized(en: "\($0.rows.english) by dimensions", zh: "\($0.rows.chinese) × 维度")
      } ?? Localized(en: "queries by keys", zh: "查询 × 键")
    let end = words[1]
    let summary = Localized(
      en: "Heat maps of \(what.english) without positions and \(end.english) side by side on one "
        + "colour scale, \(shape) \(axes.english) "
        + "each, values \(limits).",
      zh:
        "\(words[0].chinese.beforeHan)与\(end.chinese.beforeHan)时\(what.chinese)的热图并列，共用一个色标，各 \(shape)"
        + "（\(axes.chinese)），取值 \(limits)。")
    let value = stage.valueName
    let page1 = tokenPage(rows: matrix.rows, columns: matrix.columns).target
    return Figure(
      name: kind, title: title, summary: summary[language], language: language, panels: panels,
      columns: 2, size: page.size ?? .about(Size(2 * page1.width - 80, page1.height + 40)),
      sharedColorBar: ColorBar(label: RichText(value[language])))
  }

  /// One query's row of both as bars, each panel over the same values.
  private func bars(
    _ both: [AttentionValues.Content], _ first: AttentionWeights, _ row: Int, _ title: RichText,
    _ stage: AttentionArguments.Stage, _ kind: String, _ page: PageContext
  ) -> Figure {
    let language = page.language
    let rows = both.compactMap { content -> Figure? in
      guard case .query(let attention, let row) = content else { return nil }
      return QueryBars(attention: attention, row: row, title: title, stage: stage, kind: kind)
        .figure(page)
    }
    let values = both.flatMap { Self.visible($0).values }.filter(\.isFinite)
    let (minimum, maximum) = (min(0, values.min() ?? 0), max(0, values.max() ?? 0))
    // A twentieth above the longest bar.
    let margin = (maximum - minimum) / 20
    var panels: [Panel] = []
    for (figure, words) in zip(rows, words) {
      guard case .panels(let grid) = figure.content, var panel = grid.panels.first else { continue }
      panel.title = RichText(words.capitalized[language])
      panel.y.domain = .numbers(
        lower: minimum < 0 ? minimum - margin : 0, upper: maximum > 0 ? maximum + margin : 1,
        scale: .linear)
      panels.append(panel)
    }
    let summaries = zip(words, rows).map { words, figure in
      words.capitalized[language] + (language == .chinese ? "：" : ": ") + figure.summary
    }
    let width = Double(min(1400, max(420, first.matrix.columns * 44 + 100)))
    return Figure(
      name: kind, title: rows.first?.title ?? title,
      summary: summaries.joined(separator: language.sentenceGap), language: language,
      panels: panels, columns: 2, size: page.size ?? .exact(Size(2 * width, 440)))
  }

  // MARK: Values

  /// What is shown of a stage, with NaN where nothing is; shape `[queries, keys]`, `[1, keys]` of one
  /// query or `[queries, d_v]` of the output.
  private static func visible(_ content: AttentionValues.Content) -> Matrix<Double> {
    switch content {
    case .weights(let attention): attention.visible
    case .query(let attention, let row): attention.visible.rows(row..<row + 1)
    case .vectors(let matrix): matrix
    case .large: preconditionFailure("what is computed is held")
    case .stages(let stages, _): stages.weights
    case .compared(let comparison): visible(comparison.before)
    }
  }

  /// The position at which both differ most.
  private func change(_ stage: AttentionArguments.Stage, _ language: Language) -> String {
    let (old, new) = (Self.visible(before), Self.visible(after))
    var best: (index: Int, change: Double)?
    for index in old.values.indices {
      let change = new.values[index] - old.values[index]
      if change.isFinite, change.magnitude > best?.change.magnitude ?? 0 { best = (index, change) }
    }
    guard let best else {
      return language.sentenceGap
        + Localized(en: "The encoding changes no value.", zh: "该编码未改变任何数值。")[language]
    }
    // "At most" goes with how much, and the way of it is told beside.
    let number = formatNumber(best.change.magnitude, significant: 3)
    let way =
      best.change < 0 ? Localized(en: "less", zh: "减少") : Localized(en: "more", zh: "增加")
    let (row, column) = (best.index / old.columns, best.index % old.columns)
    let location: Localized
    switch before {
    case .weights(let attention): location = attention.link(row, column)
    case .query(let attention, let row): location = attention.link(row, column)
    case .large, .vectors, .stages, .compared:
      location =
        stage.isOfKeys
        ? Localized(en: "key \(row), dimension \(column)", zh: "键 \(row) 的维度 \(column)")
        : Localized(en: "query \(row), dimension \(column)", zh: "查询 \(row) 的维度 \(column)")
    }
    let preposition: Localized
    if case .vectors = before {
      preposition = Localized(en: "at", zh: "位于")
    } else {
      preposition = Localized(en: "from", zh: "由")
    }
    return language.sentenceGap
      + Localized(
        en:
          "The encoding changes values by at most \(number) (\(way.english)), \(preposition.english) \(location.english).",
        zh: "该编码对数值的最大改变为\(way.chinese) \(number)，\(preposition.chinese)\(location.chinese)。")[
        language]
  }

  /// Both matrices, one below the other.
  var table: LabelledMatrix {
    func part(_ content: AttentionValues.Content) -> LabelledMatrix? {
      switch content {
      case .weights(let attention): return attention.table
      case .query(let attention, let row):
        return LabelledMatrix(
          matrix: attention.matrix.rows(row..<row + 1), rowLabels: [attention.queryName(row)],
          columnLabels: attention.table.columnLabels)
      case .vectors(let matrix):
        return LabelledMatrix(matrix: matrix, rowLabels: matrix.rowNumbers)
      case .large, .stages, .compared: return nil
      }
    }
    let parts = [before, after].compactMap(part)
    let columns = parts.first?.matrix.columns ?? 0
    let values = parts.flatMap(\.matrix.values)
    var table = LabelledMatrix(
      matrix: Matrix(rows: values.count / max(columns, 1), columns: columns, values: values),
      rowLabels: zip(names, parts).flatMap { name, part in
        part.rowLabels.map { "\(name): \($0)" }
      },
      columnLabels: parts.first?.columnLabels)
    table.matrices = 2
    return table
  }
}

extension Matrix {
  fileprivate var rowNumbers: [String] { (0..<rows).map { "\($0)" } }
}

extension Localized {
  /// With a capital letter where English has one.
  fileprivate var capitalized: Localized {
    Localized(en: english.prefix(1).uppercased() + english.dropFirst(), zh: chinese)
  }
}
