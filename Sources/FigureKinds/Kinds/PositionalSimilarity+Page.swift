// `similarity` in words and panels.

import AttentionMath
import FigureModel
import FigureScene
import MatrixFiles

extension PositionalSimilarity {
  public func compose(
    _ values: Values, on page: PageContext
  ) throws(FigureError) -> Composition {
    switch values.content {
    case .positions(let compared, let scaled):
      compared.count == 1
        ? try matrix(compared[0], scaled, page) : try panels(compared, scaled, page)
    case .profile(let chosen, let positions, let reference, let values):
      try line(chosen, positions, from: reference, values, page)
    case .rows(let file, let cells, let scaled):
      try rowsMatrix(file, cells, scaled, page)
    }
  }

  private func matrix(
    _ compared: Values.Compared, _ scaled: ScaledValues, _ page: PageContext
  ) throws(FigureError) -> Composition {
    let (range, cells) = (compared.positions, compared.cells)
    let encoding = compared.chosen.words
    let depends =
      compared.chosen.closedForm(over: range) != nil && compared.choice.isEmpty
      ? Localized(
        en: "; it is the same along every diagonal, so it depends on the distance alone.",
        zh: "；每条对角线上的值都相同，只取决于距离。") : Localized(en: ".", zh: "。")
    let scale = try heatMap.scale(
      for: scaled, defaultMap: heatMap.usualMap(for: scaled.extent))
    let words = KindStrings(page.language)
    let (rows, columns) = domains(cells, compared.choice, names: nil, from: range.lowerBound)
    var panel = heatMap.panel(
      of: cells, scale: scale, rows: Axis(label: words.positionI, domain: rows),
      columns: Axis(label: words.positionJ, domain: columns), aspect: .equal)
    if !compared.chosen.isUsual {
      panel.heatMap?.colorBar?.label = RichText(metric.words[page.language])
    }
    let name = metric.words[page.language]
    let title = Localized(
      en: name.capitalizedFirst
        + (range.lowerBound == 0 ? " of the first \(range.count) positions" : " of positions"),
      zh: range.lowerBound == 0
        ? "前 \(range.count) 个位置的位置编码\(metric.words.chinese)" : "位置编码的\(metric.words.chinese)")
    let limits = ValueRange(scaled.extent, page.language)
    let summary = Localized(
      en: "Heat map of the \(metric.words.english) of the positional encodings of \(range.count) "
        + "positions (\(encoding.english)), [\(cells.rows), \(cells.columns)], values "
        + "\(limits)\(depends.english)",
      zh: "\(range.count) 个位置的位置编码之间的\(metric.words.chinese)热图（\(encoding.chinese)"
        + "），[\(cells.rows), \(cells.columns)]，取值 \(limits)\(depends.chinese)")
    return Composition(
      Figure(
        name: Self.name, title: RichText(title[page.language]),
        summary: summary[page.language],
        notes: compared.chosen.notes(page.language) + factorNotes(compared.chosen, page.language)
          + choiceNotes(compared.choice, from: range.lowerBound, page.language),
        language: page.language,
        panels: [panel],
        size: page.size ?? .about(Size(880, 800))))
  }

  /// Several encodings side by side, on one scale.
  private func panels(
    _ compared: [Values.Compared], _ scaled: ScaledValues, _ page: PageContext
  ) throws(FigureError) -> Composition {
    let scale = try heatMap.scale(
      for: scaled, defaultMap: heatMap.usualMap(for: scaled.extent))
    let words = KindStrings(page.language)
    let panels = compared.map { item in
      let (rows, columns) = domains(
        item.cells, item.choice, names: nil, from: item.positions.lowerBound)
      var panel = heatMap.panel(
        of: item.cells, scale: scale, rows: Axis(label: words.positionI, domain: rows),
        columns: Axis(label: words.positionJ, domain: columns), aspect: .equal)
      panel.title = RichText(item.chosen.label[page.language].capitalizedFirst)
      panel.heatMap?.colorBar = nil
      return panel
    }
    let names = compared.map(\.chosen.label)
    let list = Localized(
      en: listed(names.map(\.english), .english), zh: listed(names.map(\.chinese), .chinese))
    let side = compared[0].positions.count
    let shape = "[\(compared[0].cells.rows), \(compared[0].cells.columns)]"
    let limits = ValueRange(scaled.extent, page.language)
    let summary = Localized(
      en: "Heat maps of the \(metric.words.english) of \(side) positions side by side for "
        + "\(list.english), \(shape) each, values \(limits); all panels share one colour "
        + "scale.",
      zh: "\(list.chinese)的\(metric.words.chinese)热图并列，各 \(shape)，取值 \(limits)；"
        + "各图共用一个色标。")
    // Each convention by the name of its panel, for those that were chosen.
    let notes =
      compared.flatMap { item in
        let name =
          item.chosen.label[page.language].capitalizedFirst
          + (page.language == .chinese ? "：" : ": ")
        let own = item.chosen.notes(page.language)
        // The name stands before the first of an encoding's sentences.
        return own.enumerated().map { index, note in index == 0 ? note.following(name) : note }
          + factorNotes(item.chosen, page.language)
      }
      + choiceNotes(
        compared[0].choice, from: compared[0].positions.lowerBound, page.language)
    let across = min(3, compared.count)
    let rows = (compared.count + across - 1) / across
    return Composition(
      Figure(
        name: Self.name,
        title: RichText(
          Localized(
            en: "\(metric.words.english.capitalizedFirst) of positions, by encoding",
            zh: "各种编码下位置之间的\(metric.words.chinese)")[page.language]),
        summary: summary[page.language], notes: notes, language: page.language, panels: panels,
        columns: across,
        size: page.size
          ?? .about(Size(Double(across) * 400 + 130, Double(rows) * 450 + 80)),
        sharedColorBar: ColorBar(label: RichText(metric.words[page.language]))))
  }

  private func line(
    _ chosen: ChosenEncoding, _ range: Range<Int>, from reference: Int, _ values: [Double],
    _ page: PageContext
  ) throws(FigureError) -> Composition {
    let words = KindStrings(page.language)
    let encoding = chosen.words
    let same =
      chosen.closedForm(over: range) != nil
      ? Localized(
        en: ", the same to both sides of position \(signed(reference)).",
        zh: "，在位置 \(signed(reference)) 两侧对称。") : Localized(en: ".", zh: "。")
    let name = signed(reference)
    let title = Localized(
      en: "\(metric.words.english.capitalizedFirst) of position \(name) with every other",
      zh: "位置 \(name) 与其他各位置的\(metric.words.chinese)")
    let limits = ValueRange(values, page.language)
    let summary = Localized(
      en: "Line of the \(metric.words.english) of position \(name) with positions "
        + "\(signed(range.lowerBound)) to \(signed(range.upperBound - 1)) ("
        + "\(encoding.english)), values \(limits)\(same.english)",
      zh: "位置 \(name) 与位置 \(signed(range.lowerBound)) 到 \(signed(range.upperBound - 1)) 的"
        + "\(metric.words.chinese)曲线（\(encoding.chinese)），取值 \(limits)\(same.chinese)")
    let series = Series(
      x: range.map(Double.init), y: values,
      style: .line(slot: 0, points: range.count, lines: 1))
    return Composition(
      Figure(
        name: Self.name, title: RichText(title[page.language]),
        summary: summary[page.language],
        notes: chosen.notes(page.language) + factorNotes(chosen, page.language),
        language: page.language,
        panels: [
          Panel(
            content: .chart(
              Chart(
                series: [series],
                rules: [Rule(.vertical, at: Double(reference), label: words.position(reference))])),
            x: try chart.xAxis(words.position, scale: .integers),
            y: try chart.yAxis(metric.words[page.language]))
        ],
        size: page.size ?? .exact(Size(1000, 500))))
  }

  private func rowsMatrix(
    _ file: Values.FileRows, _ cells: MatrixRows, _ scaled: ScaledValues, _ page: PageContext
  ) throws(FigureError) -> Composition {
    let (rows, columns) = domains(
      cells, file.choice, names: file.tensor.rowLabels.map(TokenPieces.readable), from: 0)
    let name = file.name.words[page.language]
    let words = metric.words
    let title = Localized(
      en: "\(words.english.capitalizedFirst) of the rows of \(name)",
      zh: "\(name) 各行的\(words.chinese)")
    let limits = ValueRange(scaled.extent, page.language)
    let summary = Localized(
      en: "Heat map of the \(words.english) of the \(file.rows) rows of \(name), "
        + "[\(file.rows), \(file.columns)], values \(limits).",
      zh: "\(name)（[\(file.rows), \(file.columns)]）\(file.rows) 行之间的\(words.chinese)热图，"
        + "取值 \(limits)。")
    // Rows with names are tokens.
    let rowWord =
      file.tensor.rowLabels == nil
      ? Localized(en: "row", zh: "行")[page.language]
      : Localized(en: "token", zh: "词元")[page.language]
    var panel = heatMap.panel(
      of: cells,
      scale: try heatMap.scale(for: scaled, defaultMap: heatMap.usualMap(for: scaled.extent)),
      rows: Axis(label: RichText(rowWord), domain: rows),
      columns: Axis(label: RichText(rowWord), domain: columns), aspect: .equal)
    panel.heatMap?.colorBar?.label = RichText(words[page.language])
    let shown = file.choice.rows ?? Array(0..<file.rows)
    // Rows are compared with rows, which are the queries of the steps.
    panel = panel.marked(
      file.origin.stepMarks(rows: shown, columns: file.choice.columns ?? Array(0..<file.rows)),
      isTransposed: heatMap.transpose)
    return Composition(
      Figure(
        name: Self.name, title: RichText(title[page.language]),
        summary: summary[page.language],
        notes: choiceNotes(file.choice, from: 0, page.language)
          + ([file.origin.stepsNote(ofRows: shown)].compactMap(\.self) + file.origin.partNotes)
          .map { FigureNote($0[page.language]) },
        language: page.language,
        panels: [panel],
        size: page.size
          ?? CellNames.page(Size(880, 800), rows: panel.y.domain, columns: panel.x.domain)))
  }
}

extension PositionalSimilarity {
  /// The domains of the rows and of the columns that are shown. A whole matrix is symmetric, its own
  /// transpose, and so are the domains of both.
  private func domains(
    _ cells: MatrixRows, _ choice: IndexSelection, names: [String]?, from first: Int
  ) -> (rows: Axis.Domain, columns: Axis.Domain) {
    let offset = first + heatMap.indexBase
    return (
      .selected(choice.rows, of: cells.rows, names: names?.choosing(choice.rows), from: offset),
      .selected(
        choice.columns, of: cells.columns, names: names?.choosing(choice.columns), from: offset)
    )
  }

  /// That a scaling's factor is no part of lengths and distances, which it would change; a cosine has none.
  private func factorNotes(_ chosen: ChosenEncoding, _ language: Language) -> [FigureNote] {
    guard metric != .cosine, let rotation = chosen.encoding as? any RotaryTable,
      rotation.attentionFactor != 1
    else { return [] }
    let factor = formatNumber(rotation.attentionFactor, significant: 4)
    return [
      FigureNote(
        Localized(
          en: "The scaling’s factor \(factor) of cosines and sines is left out.",
          zh: "未计入该缩放对余弦与正弦的因子 \(factor)。")[language])
    ]
  }

  private func choiceNotes(
    _ choice: IndexSelection, from first: Int, _ language: Language
  ) -> [FigureNote] {
    choice.notes(
      (rows: Localized(en: "Rows", zh: "行"), columns: Localized(en: "Columns", zh: "列")),
      from: first, language)
  }
}

extension SimilarityMetric {
  /// What the metric is called.
  var words: Localized {
    switch self {
    case .cosine: Localized(en: "cosine similarity", zh: "余弦相似度")
    case .dot: Localized(en: "dot product", zh: "点积")
    case .euclidean: Localized(en: "Euclidean distance", zh: "欧氏距离")
    }
  }
}

extension String {
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
