// `diagram weighted-sum`: how weights and values make the output.

public import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene

/// Weights, V and Z as tables, and rows of Z as sums of rows of V.
public struct WeightedSumDiagram: FigureKind {
  public static let name = "diagram weighted-sum"
  public static let abstract = "Draw how each output is a sum of the values, weighted by a row."
  public static let examples = [
    "attnplot diagram weighted-sum --tokens \"我 爱 人 工 智 能\" --dimensions 4 "
      + "--highlight-row 0 -o z.svg",
    "attnplot diagram weighted-sum --tokens \"the cat sat\" --values numbers --seed 7 "
      + "--highlight-row 2 -o n.png",
  ]

  @OptionGroup(title: "Matrices") public var matrices: DiagramArguments

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A row to light, counted from 0 (0 is z1); any number of times.", valueName: "r"))
  public var highlightRow: [Int] = []

  public init() {}

  public func draft(in context: FigureContext) throws(FigureError) -> FigureDraft {
    let tokens = try matrices.tokenList()
    let dimensions = try matrices.checkedDimensions()
    for row in highlightRow {
      try matrices.checkIndex(row, option: "--highlight-row \(row)", count: tokens.count)
    }
    // Notes stand in the order of their rows, so that the arrows to them do not cross.
    let lit = Set(highlightRow).sorted()
    let stages = try matrices.stages()
    let title = Localized(en: "Weighted sum of the values", zh: "加权求和示意图")
    return FigureDraft(
      figure: Figure(
        name: "weighted-sum", title: RichText(title[context.language]),
        summary: summary(tokens, dimensions, lit, context.language), language: context.language,
        content: .diagram(diagram(tokens, dimensions, lit, stages, context.language)),
        size: context.size ?? .about(Size(1000, 700))),
      table: stages.map {
        LabelledMatrix(
          matrix: $0.output, rowLabels: tokens, columnLabels: (0..<dimensions).map { "\($0)" })
      })
  }

  private func diagram(
    _ tokens: [String], _ dimensions: Int, _ lit: [Int], _ stages: AttentionStages<Double>?,
    _ language: Language
  ) -> Diagram {
    let n = tokens.count
    let words = DiagramWords(language)
    let rows = lit.enumerated().map { DiagramTable.Highlight(.row($1), slot: $0) }
    func node(
      _ id: String, _ builder: TableBuilder, _ matrix: Matrix<Double>?, _ letter: String
    ) -> DiagramElement {
      let table =
        matrix.map { builder.table(of: $0) }
        ?? builder.table { DiagramTable.Cell(Symbol.text(letter, $0, $1)) }
      return .node(DiagramNode(id: id, .table(table)))
    }
    let weights = node(
      "weights",
      TableBuilder(
        title: words.weights, rows: n, columns: n, rowNames: tokens, columnNames: tokens,
        highlights: rows, keptRows: lit, columnsAreTokens: true, widthClass: "tokens"),
      stages?.weights, "s")
    let v = node(
      "v",
      TableBuilder(
        title: words.matrix("V"), rows: n, columns: dimensions, rowNames: tokens,
        // Every row of V is in the sum. Where several sums are lit, its colour would be one's alone.
        highlights: lit.count == 1 ? [.init(.all, slot: 0)] : [], columnsAreTokens: false,
        widthClass: "dimensions"), stages?.value, "v")
    let z = node(
      "z",
      TableBuilder(
        title: words.output, rows: n, columns: dimensions, rowNames: tokens, highlights: rows,
        keptRows: lit, columnsAreTokens: false, widthClass: "dimensions"), stages?.output, "z")
    let notes = lit.enumerated().map { slot, row in
      DiagramElement.node(
        DiagramNode(
          id: "note-\(slot)",
          .note(DiagramNote(formula(row, n, stages), highlight: slot, wrapWidth: 300)),
          sizeClass: "note"))
    }
    let times = DiagramElement.node(DiagramNode(id: "times", .operation("@")))
    var edges = [
      DiagramEdge(from: DiagramPort("weights", .right), to: DiagramPort("times", .left)),
      DiagramEdge(from: DiagramPort("v", .bottom), to: DiagramPort("times", .top)),
      DiagramEdge(from: DiagramPort("times", .right), to: DiagramPort("z", .left), style: .thick),
    ]
    for (slot, row) in lit.enumerated() {
      edges.append(
        DiagramEdge(
          from: DiagramPort("z", .right, row: row), to: DiagramPort("note-\(slot)", .left),
          label: Symbol.text("z", row)))
    }
    return Diagram(
      .grid(
        DiagramGrid(
          columnGap: 36, rowGap: 44,
          rows: [
            [nil, nil, .init(v, horizontal: .end)],
            [
              .init(weights, horizontal: .end, vertical: .end), .init(times),
              .init(z, horizontal: .end, vertical: .end),
              notes.isEmpty ? nil : .init(.column(gap: 14, align: .start, notes)),
            ],
          ])), edges: edges)
  }

  private func formula(_ row: Int, _ n: Int, _ stages: AttentionStages<Double>?) -> RichText {
    Symbol.sum(Symbol.spans("z", [row]), count: n) { index in
      (stages.map { [RichText.Span(cellNumber($0.weights[row, index]))] }
        ?? Symbol.spans("s", [row, index])) + [RichText.Span("·")] + Symbol.spans("v", [index])
    }
  }

  private func summary(
    _ tokens: [String], _ dimensions: Int, _ lit: [Int], _ language: Language
  ) -> String {
    let n = tokens.count
    let names = listed(tokens.map { $0.shortened(20) }, language)
    let plain = Localized(
      en: "Diagram of the weighted sum of attention for \(n) token\(n == 1 ? "" : "s") (\(names)): "
        + "weights \(shapeText(n, n)) times V \(shapeText(n, dimensions)) give the output Z "
        + "\(shapeText(n, dimensions)).",
      zh: "注意力加权求和示意图，\(n) 个词元（\(names)）：权重 \(shapeText(n, n)) 乘以 V "
        + "\(shapeText(n, dimensions))，得到输出 Z \(shapeText(n, dimensions))。")[language]
    guard !lit.isEmpty else { return plain }
    let rows = lit.map { row in
      Localized(
        en: "z\(row + 1) (\(tokens[row].shortened(20)))",
        zh: "z\(row + 1)（\(tokens[row].shortened(20))）")[language]
    }
    return plain
      + Localized(
        en: " Lit: \(listed(rows, .english)), the sum of all rows of V, each times its weight.",
        zh: "高亮：\(listed(rows, .chinese))，为 V 的所有行按权重相加之和。")[language]
  }
}
