// `diagram dot-product`: how queries and keys make the score matrix.

public import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene

/// Q, K, Kᵀ and the scores as tables, rows of Q beside rows of S and columns of Kᵀ above columns of
/// S, so that a lit row and a lit column meet in their cell.
public struct DotProductDiagram: FigureKind {
  public static let name = "diagram dot-product"
  public static let abstract = "Draw how each score is a row of Q times a column of K transposed."
  public static let examples = [
    "attnplot diagram dot-product --tokens \"我 爱 人 工 智 能\" --dimensions 4 --highlight 0,2 "
      + "--highlight 2,3 -o d.svg",
    "attnplot diagram dot-product --tokens \"the cat sat\" --values numbers --seed 7 "
      + "--highlight 1,0 -o n.png",
  ]

  @OptionGroup(title: "Matrices") public var matrices: DiagramArguments

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A score to light, row and column counted from 0 (0,2 is s13); any number of times.",
      valueName: "r,c"), transform: CellPlace.parsed)
  public var highlight: [CellPlace] = []

  public init() {}

  public func draft(in context: FigureContext) throws(FigureError) -> FigureDraft {
    let tokens = try matrices.tokenList()
    let dimensions = try matrices.checkedDimensions()
    for place in highlight {
      try matrices.checkIndex(
        place.row, option: "--highlight \(place.row),\(place.column)", count: tokens.count)
      try matrices.checkIndex(
        place.column, option: "--highlight \(place.row),\(place.column)", count: tokens.count)
    }
    var lit: [CellPlace] = []
    for place in highlight where !lit.contains(place) { lit.append(place) }
    let stages = try matrices.stages()
    let title = Localized(en: "Dot product: the score matrix", zh: "注意力点积过程、注意力分数矩阵")
    return FigureDraft(
      figure: Figure(
        name: "dot-product", title: RichText(title[context.language]),
        summary: summary(tokens, dimensions, lit, stages, context.language),
        language: context.language,
        content: .diagram(diagram(tokens, dimensions, lit, stages, context.language)),
        size: context.size ?? .about(Size(1000, 700))),
      table: stages.map {
        LabelledMatrix(matrix: $0.scores, rowLabels: tokens, columnLabels: tokens)
      })
  }

  // MARK: Tables

  private func diagram(
    _ tokens: [String], _ dimensions: Int, _ lit: [CellPlace], _ stages: AttentionStages<Double>?,
    _ language: Language
  ) -> Diagram {
    let n = tokens.count
    let rows = lit.map(\.row)
    let columns = lit.map(\.column)
    let words = DiagramWords(language)
    func node(
      _ id: String, _ builder: TableBuilder, _ matrix: Matrix<Double>?,
      _ symbol: (Int, Int) -> RichText
    ) -> DiagramElement {
      let table =
        matrix.map { builder.table(of: $0) }
        ?? builder.table { DiagramTable.Cell(symbol($0, $1)) }
      return .node(DiagramNode(id: id, .table(table)))
    }
    let q = node(
      "q",
      TableBuilder(
        title: words.matrix("Q"), rows: n, columns: dimensions, rowNames: tokens,
        highlights: lit.enumerated().map { .init(.row($1.row), slot: $0) }, keptRows: rows,
        columnsAreTokens: false, widthClass: "dimensions"), stages?.query
    ) { Symbol.text("q", $0, $1) }
    let k = node(
      "k",
      TableBuilder(
        title: words.matrix("K"), rows: n, columns: dimensions, rowNames: tokens,
        keptRows: columns, columnsAreTokens: false, widthClass: "dimensions"), stages?.key
    ) { Symbol.text("k", $0, $1) }
    let kt = node(
      "k-transposed",
      TableBuilder(
        title: words.transposedMatrix("K"), rows: dimensions, columns: n, columnNames: tokens,
        highlights: lit.enumerated().map { .init(.column($1.column), slot: $0) },
        keptColumns: columns, rowsAreTokens: false, columnsAreTokens: true, widthClass: "tokens"),
      stages?.key.transposed
    ) { Symbol.text("k", $1, $0) }
    let s = node(
      "s",
      TableBuilder(
        title: words.scores, rows: n, columns: n, rowNames: tokens, columnNames: tokens,
        highlights: lit.enumerated().map {
          .init(.cell(row: $1.row, column: $1.column), slot: $0)
        }, keptRows: rows, keptColumns: columns, columnsAreTokens: true, widthClass: "tokens"),
      stages?.scores
    ) { Symbol.text("s", $0, $1) }
    let notes = lit.enumerated().map { slot, place in
      DiagramElement.node(
        DiagramNode(
          id: "note-\(slot)",
          .note(DiagramNote(formula(place, dimensions, stages), highlight: slot)),
          sizeClass: "note"))
    }
    let times = DiagramElement.node(DiagramNode(id: "times", .operation("@")))
    return Diagram(
      .grid(
        DiagramGrid(
          columnGap: 36, rowGap: 44,
          rows: [
            [.init(k, horizontal: .end), nil, .init(kt, horizontal: .end)],
            [
              .init(q, horizontal: .end, vertical: .end), .init(times),
              .init(s, horizontal: .end, vertical: .end),
              notes.isEmpty ? nil : .init(notesElement(notes)),
            ],
          ])),
      edges: [
        DiagramEdge(
          from: DiagramPort("k", .right), to: DiagramPort("k-transposed", .left),
          label: RichText(words.transpose)),
        DiagramEdge(from: DiagramPort("q", .right), to: DiagramPort("times", .left)),
        DiagramEdge(from: DiagramPort("k-transposed", .bottom), to: DiagramPort("times", .top)),
        DiagramEdge(
          from: DiagramPort("times", .right), to: DiagramPort("s", .left), style: .thick),
      ])
  }

  private func formula(
    _ place: CellPlace, _ dimensions: Int, _ stages: AttentionStages<Double>?
  ) -> RichText {
    Symbol.sum(
      Symbol.spans("s", [place.row, place.column]), count: dimensions,
      result: stages.map { cellNumber($0.scores[place.row, place.column]) }
    ) { index in
      Symbol.spans("q", [place.row, index]) + [RichText.Span("·")]
        + Symbol.spans("k", [place.column, index])
    }
  }

  // MARK: Words

  private func summary(
    _ tokens: [String], _ dimensions: Int, _ lit: [CellPlace], _ stages: AttentionStages<Double>?,
    _ language: Language
  ) -> String {
    let n = tokens.count
    let names = listed(tokens.map { $0.shortened(20) }, language)
    let cells = lit.map { place in
      let symbol = Symbol.text("s", place.row, place.column).plain
      let row = tokens[place.row].shortened(20)
      let column = tokens[place.column].shortened(20)
      let value = stages.map { " = " + cellNumber($0.scores[place.row, place.column]) } ?? ""
      return Localized(
        en: "\(symbol)\(value) (query \(row), key \(column))",
        zh: "\(symbol)\(value)（查询 \(row)，键 \(column)）")[language]
    }
    let plain = Localized(
      en: "Diagram of the dot product of attention for \(n) token\(n == 1 ? "" : "s") (\(names)): "
        + "Q \(shapeText(n, dimensions)) times K transposed \(shapeText(dimensions, n)) gives the "
        + "scores \(shapeText(n, n)).",
      zh: "注意力点积示意图，\(n) 个词元（\(names)）：Q \(shapeText(n, dimensions)) 乘以 K 的转置 "
        + "\(shapeText(dimensions, n))，得到分数矩阵 \(shapeText(n, n))。")[language]
    guard !cells.isEmpty else { return plain }
    return plain
      + Localized(
        en: " Lit: \(listed(cells, .english)), each the sum of the products of a row of Q and a "
          + "column of K transposed.",
        zh: "高亮：\(listed(cells, .chinese))，各为 Q 的一行与 K 转置的一列逐项相乘之和。")[language]
  }
}

/// Notes one above the other; in several columns where there are many.
func notesElement(_ notes: [DiagramElement]) -> DiagramElement {
  let each = 8
  guard notes.count > each else { return .column(gap: 14, align: .start, notes) }
  return .row(
    gap: 14, align: .start,
    stride(from: 0, to: notes.count, by: each).map { start in
      .column(gap: 14, align: .start, Array(notes[start..<min(start + each, notes.count)]))
    })
}

extension String {
  /// The text, or its beginning with an ellipsis where it has more characters.
  func shortened(_ limit: Int) -> String {
    count > limit ? prefix(limit) + "…" : self
  }
}
