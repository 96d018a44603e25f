// `diagram dot-product`: how queries and keys make the score matrix.

public import ArgumentParser
import AttentionMath
public import FigureModel
import FigureScene
public import TextFormats

/// Q, K, Kᵀ and the scores as tables, rows of Q beside rows of S and columns of Kᵀ above columns of
/// S, so that a lit row and a lit column meet in their cell.
public struct DotProductDiagram: FigureKind {
  public static let name = "diagram dot-product"
  public static let abstract = "Draw how each score is a row of Q times a column of K transposed."
  public static let drawing = 2
  public static let examples = [
    "attnplot diagram dot-product --tokens \"我 爱 人 工 智 能\" --dimensions 4 --highlight 0,2 "
      + "--highlight 2,3 -o d.svg",
    "attnplot diagram dot-product --tokens \"the cat sat\" --values numbers --seed 7 "
      + "--highlight 1,0 -o n.png",
  ]

  @OptionGroup(title: "Matrices") public var matrices: DiagramArguments

  static let query = OptionDeclaration<String?>(
    "query", "A file of queries, [n_q, d_k].", valueName: "file", shape: .file)
  @Option(Self.query) public var query: String?

  static let key = OptionDeclaration<String?>(
    "key", "A file of keys, [n_k, d_k].", valueName: "file", shape: .file)
  @Option(Self.key) public var key: String?

  static let highlight = OptionDeclaration<[CellIndex]>(
    "highlight",
    "A score to light, row and column counted from 0 (0,2 is s13); up to "
      + "\(DiagramPalette.maximumHighlights) times.",
    valueName: "r,c")
  @Option(Self.highlight) public var highlight: [CellIndex]

  public static let parameters: [Parameter<DotProductDiagram>] = [
    Parameter(\._matrices),
    Parameter(query, \._query),
    Parameter(key, \._key),
    Parameter(highlight, \._highlight),
  ]

  public init() {}

  public var inputFiles: [String] { [query, key].compactMap { $0 } + matrices.tokens.files }

  /// What is drawn: names, sizes, lit scores, and the numbers where there are some.
  public struct Values: SeededValues {
    var names: DiagramArguments.Names
    var dimensions: Int
    var numbers: (query: Matrix<Double>, key: Matrix<Double>, scores: Matrix<Double>)?
    var lit: [CellIndex]
    var drawn: SeededInput?
    public var warnings: [Message] = []

    var n: Int { names.queries.count }
    var m: Int { names.keys.count }

    public func table(in language: Language) -> LabelledMatrix? {
      numbers.map {
        LabelledMatrix(
          matrix: $0.scores, rowLabels: names.queries, columnLabels: names.keys)
      }
    }
  }

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    let context = context.reading(matrices.tables)
    var values: Values
    if let query, let key {
      try matrices.checkForFiles("\(option: "query") and \(option: "key")")
      var findings = TableFindings()
      let queries = try matrices.matrix(query, option: "query", context, &findings)
      let keys = try matrices.matrix(key, option: "key", mayBeShared: true, context, &findings)
      let stages: AttentionStages<Double>
      do throws(AttentionError) {
        stages = try ScaledDotProductAttention().stages(query: queries, key: keys, value: keys)
      } catch {
        throw FigureError(error)
      }
      values = Values(
        names: try matrices.names(
          queries: queries.rows, keys: keys.rows, labels: findings, context),
        dimensions: queries.columns, numbers: (queries, keys, stages.scores), lit: [],
        warnings: findings.warnings)
    } else {
      guard query == nil, key == nil else {
        throw .usage(
          "\(option: "query") and \(option: "key") go together: give both",
          zh: "\(option: "query")与\(option: "key")须一同使用，请两个都给")
      }
      let names = try matrices.names(context)
      let drawn = try matrices.drawn(
        orFrom: "\(option: "query") and \(option: "key")")
      values = Values(
        names: names, dimensions: matrices.usedDimensions,
        numbers: try drawn.map { (seeded) throws(FigureError) in
          try matrices.stages(names, of: seeded)
        }.map { ($0.query, $0.key, $0.scores) }, lit: [],
        drawn: drawn)
    }
    for location in highlight where !values.lit.contains(location) {
      let option = OptionReference("highlight", "\(location.row),\(location.column)")
      try matrices.checkIndex(location.row, option: option, count: values.n)
      try matrices.checkIndex(location.column, option: option, count: values.m)
      values.lit.append(location)
    }
    try matrices.checkHighlights(values.lit.count, option: OptionReference("highlight"))
    return values
  }

  public func compose(
    _ values: Values, on page: PageContext
  ) throws(FigureError) -> Composition {
    let title = Localized(en: "Dot product: the score matrix", zh: "注意力点积过程、注意力分数矩阵")
    return Composition(
      Figure(
        name: "dot-product", title: RichText(title[page.language]),
        summary: summary(values, page.language), notes: matrices.notes(query, page.language),
        language: page.language,
        content: .diagram(diagram(values, page.language)),
        size: page.size ?? .about(Size(1000, 700))))
  }

  // MARK: Tables

  private func diagram(_ values: Values, _ language: Language) -> Diagram {
    var diagram = diagram(values, language, TableLimits())
    diagram.narrower = TableLimits.narrower.map { self.diagram(values, language, $0) }
    diagram.shorter = TableLimits.shortest.map { self.diagram(values, language, $0) }
    return diagram
  }

  private func diagram(_ values: Values, _ language: Language, _ limits: TableLimits) -> Diagram {
    var limits = limits
    limits.hasShapesAbove = limits.hasNotesBelow && !values.lit.isEmpty
    let (n, m, dimensions, lit) = (values.n, values.m, values.dimensions, values.lit)
    let (queries, keys) = (values.names.queries, values.names.keys)
    let rows = lit.map(\.row)
    let columns = lit.map(\.column)
    let words = DiagramStrings(language)
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
        title: words.matrix("Q"), role: .query, rows: n, columns: dimensions, rowNames: queries,
        highlights: lit.enumerated().map { .init(.row($1.row), slot: $0) }, keptRows: rows,
        columnsAreTokens: false, widthClass: "dimensions", heightClass: "queries", limits: limits),
      values.numbers?.query
    ) { Symbol.text("q", $0, $1) }
    let k = node(
      "k",
      TableBuilder(
        title: words.matrix("K"), role: .key, rows: m, columns: dimensions, rowNames: keys,
        keptRows: columns, columnsAreTokens: false, widthClass: "dimensions", limits: limits),
      values.numbers?.key
    ) { Symbol.text("k", $0, $1) }
    let kt = node(
      "k-transposed",
      TableBuilder(
        title: words.transposedMatrix("K"), role: .key, rows: dimensions, columns: m,
        columnNames: keys,
        highlights: lit.enumerated().map { .init(.column($1.column), slot: $0) },
        keptColumns: columns, rowsAreTokens: false, columnsAreTokens: true, widthClass: "tokens",
        limits: limits),
      values.numbers?.key.transposed
    ) { Symbol.text("k", $1, $0) }
    let s = node(
      "s",
      TableBuilder(
        title: words.scores, role: .weights, rows: n, columns: m, rowNames: queries,
        columnNames: keys,
        highlights: lit.enumerated().map {
          .init(.cell(row: $1.row, column: $1.column), slot: $0)
        }, keptRows: rows, keptColumns: columns, columnsAreTokens: true, widthClass: "tokens",
        heightClass: "queries", limits: limits),
      values.numbers?.scores
    ) { Symbol.text("s", $0, $1) }
    let hung = HungNotes(lit, rows: n, columns: m, table: "s", isBelow: limits.hasNotesBelow)
    let notes = hung.slots.map { slot in
      DiagramElement.node(
        DiagramNode(
          id: "note-\(slot)",
          .note(DiagramNote(formula(lit[slot], values), highlight: slot)),
          sizeClass: "note"))
    }
    let times = DiagramElement.node(DiagramNode(id: "times", .operation("@")))
    if limits.isInline {
      return .inline(
        [q, times, kt], s, id: "s", notes: notes, hung: hung, hasNumbers: limits.hasNumbers)
    }
    if limits.isStacked {
      return hung.tied(
        Diagram(
          .column(
            gap: 24,
            [.column(gap: 30, [factorsBelow([q, times, kt]), s])]
              + (notes.isEmpty ? [] : [.column(gap: 14, notes)])),
          edges: [DiagramEdge(from: DiagramPort("product", .bottom), to: DiagramPort("s", .top))]))
    }
    let beside = notes.isEmpty || limits.hasNotesBelow ? nil : notesElement(notes)
    let tables = DiagramElement.grid(
      DiagramGrid(
        columnGap: 36, rowGap: 44,
        rows: [
          [.init(k, horizontal: .end), nil, .init(kt, horizontal: .end)],
          [
            .init(q, horizontal: .end, vertical: .end), .init(times, followsEdges: true),
            .init(s, horizontal: .end, vertical: .end), beside.map { .init($0) },
          ],
        ]))
    return hung.tied(
      Diagram(
        notes.isEmpty || beside != nil
          ? tables : .column(gap: 24, [tables, .column(gap: 14, notes)]),
        edges: [
          DiagramEdge(
            from: DiagramPort("k", .right), to: DiagramPort("k-transposed", .left),
            label: RichText(words.transpose)),
          DiagramEdge(from: DiagramPort("q", .right), to: DiagramPort("times", .left)),
          DiagramEdge(from: DiagramPort("k-transposed", .bottom), to: DiagramPort("times", .top)),
          DiagramEdge(
            from: DiagramPort("times", .right), to: DiagramPort("s", .left)),
        ]))
  }

  private func formula(_ location: CellIndex, _ values: Values) -> RichText {
    Symbol.sum(
      Symbol.spans("s", [location.row, location.column]), count: values.dimensions,
      result: values.numbers.map { cellNumber($0.scores[location.row, location.column]) }
    ) { index in
      if let numbers = values.numbers {
        let (query, key) = (numbers.query[location.row, index], numbers.key[location.column, index])
        return [RichText.Span(factorNumber(query) + "⋅" + factorNumber(key))]
      }
      return Symbol.spans("q", [location.row, index]) + [RichText.Span("⋅")]
        + Symbol.spans("k", [location.column, index])
    }
  }

  // MARK: Words

  private func summary(_ values: Values, _ language: Language) -> String {
    let (n, m, dimensions) = (values.n, values.m, values.dimensions)
    let (queries, keys) = (values.names.queries, values.names.keys)
    let names = { (names: [String]) in listed(names.map { $0.shortened(20) }, language) }
    let who =
      queries == keys
      ? Localized(
        en: "\(n) token\(n == 1 ? "" : "s") (\(names(queries)))", zh: "\(n) 个词元（\(names(queries))）")
      : Localized(
        en: "queries \(names(queries)) and keys \(names(keys))",
        zh: "查询 \(names(queries))，键 \(names(keys))")
    let cells = values.lit.map { location in
      let symbol = Symbol.text("s", location.row, location.column).plain
      let row = queries[location.row].shortened(20)
      let column = keys[location.column].shortened(20)
      let value =
        values.numbers.map { " = " + cellNumber($0.scores[location.row, location.column]) } ?? ""
      return Localized(
        en: "\(symbol)\(value) (query \(row), key \(column))",
        zh: "\(symbol)\(value)（查询 \(row)，键 \(column)）")[language]
    }
    let plain = Localized(
      en: "Diagram of the dot product of attention, \(who.english): Q \(shapeText(n, dimensions)) "
        + "times K transposed \(shapeText(dimensions, m)) gives the scores \(shapeText(n, m)).",
      zh: "注意力点积示意图，\(who.chinese)：Q \(shapeText(n, dimensions)) 乘以 K 的转置 "
        + "\(shapeText(dimensions, m))，得到分数矩阵 \(shapeText(n, m))。")[language]
    guard !cells.isEmpty else { return plain }
    return plain
      + Localized(
        en: " Lit: \(listed(cells, .english)), each the sum of the products of a row of Q and a "
          + "column of K transposed.",
        zh: "高亮：\(listed(cells, .chinese))，各为 Q 的一行与 K 转置的一列逐项相乘之和。")[language]
  }
}

/// Operands and their sign one below the other, in one bracket.
func factorsBelow(_ elements: [DiagramElement], id: String = "product") -> DiagramElement {
  .group(DiagramGroup(id: id, frame: .none, .column(gap: 7, elements)))
}

extension String {
  /// The text, or its beginning with an ellipsis where it has more characters.
  func shortened(_ limit: Int) -> String {
    count > limit ? prefix(limit) + "…" : self
  }
}
