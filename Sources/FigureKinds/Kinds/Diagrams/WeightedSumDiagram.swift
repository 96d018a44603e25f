// `diagram weighted-sum`: how weights and values make the output.

public import ArgumentParser
import AttentionMath
public import FigureModel
import FigureScene
public import TextFormats

/// Weights, V and Z as tables, and rows of Z as sums of rows of V.
public struct WeightedSumDiagram: FigureKind {
  public static let name = "diagram weighted-sum"
  public static let abstract = "Draw how each output is a sum of the values, weighted by a row."
  public static let drawing = 4
  public static let examples = [
    "attnplot diagram weighted-sum --tokens \"我 爱 人 工 智 能\" --dimensions 4 "
      + "--highlight-row 0 -o z.svg",
    "attnplot diagram weighted-sum --tokens \"the cat sat\" --values numbers --seed 7 "
      + "--highlight-row 2 -o n.png",
  ]

  @OptionGroup(title: "Matrices") public var matrices: DiagramArguments

  static let highlightRow = OptionDeclaration<[Int]>(
    "highlight-row",
    "A row to light, counted from 0 (0 is z1); up to \(DiagramPalette.maximumHighlights) times.",
    valueName: "r", shape: .text)
  @Option(Self.highlightRow) public var highlightRow: [Int]

  static let weights = OptionDeclaration<String?>(
    "weights", "A file of weights, [n_q, n_k].", valueName: "file", shape: .file)
  @Option(Self.weights) public var weights: String?

  static let value = OptionDeclaration<String?>(
    "value", "A file of values, [n_k, d_v].", valueName: "file", shape: .file)
  @Option(Self.value) public var value: String?

  public static let parameters: [Parameter<WeightedSumDiagram>] = [
    Parameter(\._matrices),
    Parameter(highlightRow, \._highlightRow),
    Parameter(weights, \._weights),
    Parameter(value, \._value),
  ]

  public init() {}

  public var inputFiles: [String] { [weights, value].compactMap { $0 } + matrices.tokens.files }

  /// What is drawn: names, sizes, lit rows in ascending order, and the numbers where there are some.
  public struct Values: SeededValues {
    var names: DiagramArguments.Names
    var dimensions: Int
    var numbers: (weights: Matrix<Double>, value: Matrix<Double>, output: Matrix<Double>)?
    /// Notes stand in the order of their rows, so that the arrows to them do not cross.
    var lit: [Int]
    var drawn: SeededInput?
    public var warnings: [Message] = []

    var n: Int { names.queries.count }
    var m: Int { names.keys.count }

    public func table(in language: Language) -> LabelledMatrix? {
      numbers.map {
        LabelledMatrix(
          matrix: $0.output, rowLabels: names.queries,
          columnLabels: (0..<dimensions).map { "\($0)" })
      }
    }
  }

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    let context = context.reading(matrices.tables)
    var values: Values
    if let weights, let value {
      try matrices.checkForFiles("\(option: "weights") and \(option: "value")")
      var findings = TableFindings()
      let factors = try matrices.matrix(weights, option: "weights", context, &findings)
      let summands = try matrices.matrix(
        value, option: "value", mayBeShared: true, context, &findings)
      guard factors.columns == summands.rows else {
        throw .usage(
          "\(option: "weights") and \(option: "value"): \(factors.columns) weights a row for \(summands.rows) values; give "
            + "one for each",
          zh:
            "\(option: "weights")与\(option: "value")：每行 \(factors.columns) 个权重对 \(summands.rows) 个值，请各给一个"
        )
      }
      values = Values(
        names: try matrices.names(
          queries: factors.rows, keys: summands.rows, labels: findings, context),
        dimensions: summands.columns, numbers: (factors, summands, factors.times(summands)),
        lit: [],
        warnings: findings.warnings)
    } else {
      guard weights == nil, value == nil else {
        throw .usage(
          "\(option: "weights") and \(option: "value") go together: give both",
          zh: "\(option: "weights")与\(option: "value")须一同使用，请两个都给")
      }
      let names = try matrices.names(context)
      let drawn = try matrices.drawn(
        orFrom: "\(option: "weights") and \(option: "value")")
      values = Values(
        names: names, dimensions: matrices.usedDimensions,
        numbers: try drawn.map { (seeded) throws(FigureError) in
          try matrices.stages(names, of: seeded)
        }.map { ($0.weights, $0.value, $0.output) }, lit: [],
        drawn: drawn)
    }
    for row in highlightRow {
      try matrices.checkIndex(row, option: OptionReference("highlight-row", row), count: values.n)
    }
    values.lit = Set(highlightRow).sorted()
    try matrices.checkHighlights(values.lit.count, option: OptionReference("highlight-row"))
    return values
  }

  public func compose(
    _ values: Values, on page: PageContext
  ) throws(FigureError) -> Composition {
    let title = Localized(en: "Weighted sum of the values", zh: "加权求和示意图")
    return Composition(
      Figure(
        name: "weighted-sum", title: RichText(title[page.language]),
        summary: summary(values, page.language), notes: matrices.notes(weights, page.language),
        language: page.language,
        content: .diagram(diagram(values, page.language)),
        size: page.size ?? .about(Size(1000, 700))))
  }

  private func diagram(_ values: Values, _ language: Language) -> Diagram {
    var diagram = diagram(values, language, TableLimits())
    diagram.narrower = TableLimits.narrower.map { self.diagram(values, language, $0) }
    diagram.shorter = TableLimits.shortest.map { self.diagram(values, language, $0) }
    return diagram
  }

  private func diagram(_ values: Values, _ language: Language, _ limits: TableLimits) -> Diagram {
    let (n, m, dimensions, lit) = (values.n, values.m, values.dimensions, values.lit)
    let (queries, keys) = (values.names.queries, values.names.keys)
    let words = DiagramStrings(language)
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
        title: words.weights, role: .weights, rows: n, columns: m, rowNames: queries,
        columnNames: keys,
        highlights: rows, keptRows: lit, columnsAreTokens: true, widthClass: "tokens",
        limits: limits),
      values.numbers?.weights, "w")
    let v = node(
      "v",
      TableBuilder(
        title: words.matrix("V"), role: .value, rows: m, columns: dimensions, rowNames: keys,
        // Every row of V is in the sum. Where several sums are lit, its colour would be one's alone.
        highlights: lit.count == 1 ? [.init(.all, slot: 0)] : [], columnsAreTokens: false,
        widthClass: "dimensions", limits: limits), values.numbers?.value, "v")
    let z = node(
      "z",
      TableBuilder(
        title: words.output, role: .output, rows: n, columns: dimensions, rowNames: queries,
        highlights: rows,
        keptRows: lit, columnsAreTokens: false, widthClass: "dimensions", limits: limits),
      values.numbers?.output,
      "z")
    let hung = HungNotes(rows: lit, table: "z", isBelow: limits.hasNotesBelow)
    let notes = hung.slots.map { slot in
      DiagramElement.node(
        DiagramNode(
          id: "note-\(slot)",
          .note(DiagramNote(formula(lit[slot], values), highlight: slot, wrapWidth: 300)),
          sizeClass: "note"))
    }
    let times = DiagramElement.node(DiagramNode(id: "times", .operation("@")))
    if limits.isInline {
      return .inline(
        [weights, times, v], z, id: "z", notes: notes, hung: hung, hasNumbers: limits.hasNumbers)
    }
    if limits.isStacked {
      return hung.tied(
        Diagram(
          .column(
            gap: 24,
            [.column(gap: 30, [factorsBelow([weights, times, v]), z])]
              + (notes.isEmpty ? [] : [.column(gap: 14, notes)])),
          edges: [DiagramEdge(from: DiagramPort("product", .bottom), to: DiagramPort("z", .top))]))
    }
    let edges = [
      DiagramEdge(from: DiagramPort("weights", .right), to: DiagramPort("times", .left)),
      DiagramEdge(from: DiagramPort("v", .bottom), to: DiagramPort("times", .top)),
      DiagramEdge(from: DiagramPort("times", .right), to: DiagramPort("z", .left)),
    ]
    let hasNotesBeside = !notes.isEmpty && !limits.hasNotesBelow
    let tables = DiagramElement.grid(
      DiagramGrid(
        columnGap: 36, rowGap: 44,
        rows: [
          [nil, nil, .init(v, horizontal: .end)],
          [
            .init(weights, horizontal: .end, vertical: .end), .init(times, followsEdges: true),
            .init(z, horizontal: .end, vertical: .end),
            hasNotesBeside
              ? .init(.column(gap: 14, align: .start, notes), followsEdges: true) : nil,
          ],
        ]))
    return hung.tied(
      Diagram(
        notes.isEmpty || hasNotesBeside
          ? tables : .column(gap: 24, [tables, .column(gap: 14, notes)]), edges: edges))
  }

  private func formula(_ row: Int, _ values: Values) -> RichText {
    Symbol.sum(Symbol.row("z", row), count: values.m) { index in
      (values.numbers.map { [RichText.Span(factorNumber($0.weights[row, index]))] }
        ?? Symbol.spans("w", [row, index])) + [RichText.Span("⋅")] + Symbol.row("v", index)
    }
  }

  private func summary(_ values: Values, _ language: Language) -> String {
    let (n, m, dimensions, lit) = (values.n, values.m, values.dimensions, values.lit)
    let tokens = values.names.queries
    let names = listed(tokens.map { $0.shortened(20) }, language)
    let plain = Localized(
      en: "Diagram of the weighted sum of attention for \(n) token\(n == 1 ? "" : "s") (\(names)): "
        + "weights \(shapeText(n, m)) times V \(shapeText(m, dimensions)) give the output Z "
        + "\(shapeText(n, dimensions)).",
      zh: "注意力加权求和示意图，\(n) 个词元（\(names)）：权重 \(shapeText(n, m)) 乘以 V "
        + "\(shapeText(m, dimensions))，得到输出 Z \(shapeText(n, dimensions))。")[language]
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
