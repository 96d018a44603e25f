// `head-measures`: what heads do, in numbers: how spread their weights are and where they lie.

public import ArgumentParser
import AttentionMath
public import FigureModel
import FigureScene
import MatrixFiles
public import MatrixSources
public import TextFormats

/// Entropy, distance and mass of every head, as small heat maps, or of one head's queries, as bars.
public struct HeadMeasures: CellKind {
  public static let name = "head-measures"
  public static let abstract = "Draw what heads do in numbers: entropy, distance, where mass lies."
  public static let drawing = 2
  public static let examples = [
    "attnplot head-measures --weights attn.npy -o measures.png",
    "attnplot head-measures --weights attn.npy --measures entropy,previous -o two.svg",
    "attnplot head-measures --weights attn.npy --layer 4 --head 3 --tokens-file tokens.json "
      + "-o queries.png",
  ]

  static let weights = OptionDeclaration<String?>(
    "weights", "A file of weights, FILE#name for a tensor in it.", valueName: "file", shape: .file)
  @Option(Self.weights) public var weights: String?

  static let measures = OptionDeclaration<String?>(
    "measures",
    "Which numbers: \(HeadMeasure.allCases.map(\.rawValue).joined(separator: ",")); all if not "
      + "given.", valueName: "list", shape: .list)
  @Option(Self.measures) public var measures: String?

  static let layer = OptionDeclaration<Int?>(
    "layer", "With \(option: "head"): a head whose queries are drawn one by one.", valueName: "n",
    rule: .atLeast(0))
  @Option(Self.layer) public var layer: Int?

  static let head = OptionDeclaration<Int?>(
    "head", "With \(option: "layer"): a head whose queries are drawn one by one.", valueName: "n",
    rule: .atLeast(0))
  @Option(Self.head) public var head: Int?

  static let columns = OptionDeclaration<Int?>(
    "columns", "Panels side by side.", valueName: "n",
    rule: .atLeast(1, "at least 1 is needed", to: NumberBounds.panels))
  @Option(Self.columns) public var columns: Int?

  @OptionGroup(title: "Tokens") public var tokens: TokenArguments
  @OptionGroup(title: "Which part") public var selection: SelectionArguments
  @OptionGroup(title: "Model") public var model: ModelArguments
  @OptionGroup(title: "Axes of the array") public var array: GridArrangementArguments
  @OptionGroup(title: "Tables of text") public var tables: TableArguments
  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public static let parameters: [Parameter<HeadMeasures>] = [
    Parameter(weights, \._weights),
    Parameter(measures, \._measures),
    Parameter(layer, \._layer),
    Parameter(head, \._head),
    Parameter(columns, \._columns),
    Parameter(\._tokens),
    Parameter(\._selection),
    Parameter(\._model),
    Parameter(\._array),
    Parameter(\._tables),
    Parameter(\._heatMap),
  ]

  public init() {}

  public var inputFiles: [String] { [weights].compactMap(\.self) + model.files + tokens.files }
  public var models: [String] { model.models }
  public var companionFiles: [String] { tokens.companions(of: weights) }

  public func compute(in context: ComputeContext) throws(FigureError) -> HeadMeasuresValues {
    let context = context.reading(tables)
    let named = try chosenMeasures()
    let source = try WeightsInput(
      self.weights, model, self.array.arrangement,
      AskedHeads(layers: layer.map { [$0] }, heads: head.map { [$0] }, "head"),
      inLayers: layer == nil && head == nil, context)
    let grid = try source.grid()
    let chosen = try measures(named, of: grid)
    var values = try values(of: chosen, grid, source, context)
    values.warnings = source.warnings + values.warnings
    let without = chosen.filter { !values.measures.contains($0) }
    if !without.isEmpty {
      values.warnings.append(
        Message(
          "\(listed(without.map(\.rawValue), .english)): none of the queries has its key among those "
            + "that are left, so it is left out",
          zh: "\(listed(without.map(\.rawValue), .chinese))：在余下的键中没有查询自己的键，因此略去"))
    }
    if named == nil, chosen.count < HeadMeasure.allCases.count {
      let left = HeadMeasure.allCases.filter { !chosen.contains($0) }.map(\.rawValue)
      values.warnings.append(
        Message(
          "\(grid.queries) queries and \(grid.keys) keys are not the same places: "
            + "\(listed(left, .english)) compare them and are left out",
          zh:
            "\(grid.queries) 个查询与 \(grid.keys) 个键不是同一组位置，\(listed(left, .chinese)) 要比较位置，因此略去"
        ))
    }
    return values
  }

  public func compose(
    _ values: HeadMeasuresValues, on page: PageContext
  ) throws(FigureError) -> Composition {
    var figure: Figure
    switch values.content {
    case .heads(let matrices, let firstLayer):
      figure = try heads(values.measures, matrices, firstLayer: firstLayer, page)
    case .queries(let part, let rows, let name):
      figure = queries(values.measures, part, rows, name, page)
    }
    figure.notes += values.tokens.notes(page.language, emptyRows: values.emptyRows)
    return Composition(figure)
  }

  /// The measures that go with the weights' shape.
  private func measures(
    _ named: [HeadMeasure]?, of grid: WeightsGrid
  ) throws(FigureError) -> [HeadMeasure] {
    let all = named ?? HeadMeasure.allCases
    guard grid.queries != grid.keys else { return all }
    let wrong = all.filter(\.comparesPositions).map(\.rawValue)
    if named != nil, !wrong.isEmpty {
      throw .usage(
        "\(option: "measures") \(wrong.joined(separator: ",")): \(wrong.count == 1 ? "compares" : "compare") the places of queries and keys, and \(grid.queries) "
          + "queries and \(grid.keys) keys are not the same places; entropy and first go with them",
        zh:
          "\(option: "measures") \(wrong.joined(separator: ","))：它比较查询与键的位置，而 \(grid.queries) 个查询与 \(grid.keys) 个键不是同一组位置；可用 entropy 和 first"
      )
    }
    return all.filter { !$0.comparesPositions }
  }

  private func values(
    of chosen: [HeadMeasure], _ grid: WeightsGrid, _ source: WeightsInput,
    _ context: ComputeContext
  ) throws(FigureError) -> HeadMeasuresValues {
    let axes = try axes(grid, source, context)
    let chosen = try measurable(chosen, axes, grid)
    guard layer != nil || head != nil else { return try ofHeads(chosen, grid, source, axes) }
    let layer = try grid.onlyLayer(layer)
    guard let head = head ?? (grid.heads == 1 ? 0 : nil) else {
      throw .usage(
        "\(option: "layer") \(layer): choose a head as well, \(option: "head") 0 to \(option: "head") \(grid.heads - 1), or leave out "
          + "\(option: "layer") for all heads",
        zh:
          "\(option: "layer") \(layer)：请同时选择一个头，\(option: "head") 0 到 \(grid.heads - 1)，或去掉\(option: "layer")以显示所有的头"
      )
    }
    return try ofQueries(
      chosen, grid, layer: layer, head: try grid.checkedHead(head, option: "head"), source, axes)
  }

  /// The measures that are named; nil where none is.
  private func chosenMeasures() throws(FigureError) -> [HeadMeasure]? {
    guard let measures else { return nil }
    let names = HeadMeasure.allCases.map(\.rawValue)
    var chosen: [HeadMeasure] = []
    var unknown: [String] = []
    var mistakes: [FigureError] = []
    for part in measures.split(separator: ",", omittingEmptySubsequences: false) {
      let name = String(part.trimmingSpaces)
      guard let measure = HeadMeasure(rawValue: name) else {
        unknown.append(name.isEmpty ? "''" : name)
        continue
      }
      guard !chosen.contains(measure) else {
        mistakes.append(
          .usage(
            "\(option: "measures"): \(name) is named twice; leave one out",
            zh: "\(option: "measures")：\(name) 出现了两次，请去掉一个"))
        continue
      }
      chosen.append(measure)
    }
    if !unknown.isEmpty {
      let asked = OptionReference("measures", unknown.joined(separator: ","))
      let hint = NearestName.hint(for: unknown.joined(separator: ","), among: names)
      mistakes.insert(
        .usage(
          "\(asked): there \(unknown.count == 1 ? "is no such measure" : "are no such measures"); \(hint)",
          zh: "\(asked)：没有这种度量；\(hint)"), at: 0)
    }
    if let error = FigureError(all: mistakes) { throw error }
    return chosen
  }

  // MARK: All heads

  /// More heads than this are no model's, and no one could read them.
  static let maximumHeads = 1 << 16

  private func ofHeads(
    _ measures: [HeadMeasure], _ grid: WeightsGrid, _ source: WeightsInput, _ axes: TokenAxes
  ) throws(FigureError) -> HeadMeasuresValues {
    let (count, overflow) = grid.layers.multipliedReportingOverflow(by: grid.heads)
    guard !overflow, count <= Self.maximumHeads else {
      throw .work(
        "\(source.option) \(source.reference): \(grid.layers) layers of \(grid.heads) heads are too many to be "
          + "measured together; give at most \(Self.maximumHeads) heads, or choose one with \(option: "layer") and "
          + "\(option: "head")",
        zh:
          "\(source.option) \(source.reference)：\(grid.layers) 层 × \(grid.heads) 头太多，无法一起度量；至多 \(Self.maximumHeads) 个头，或用\(option: "layer")与\(option: "head")选择一个"
      )
    }
    var checked: [AttentionWeights] = []
    var values: [[Double]] = measures.map { _ in [] }
    var emptyRows = 0
    try source.forEachLayer(0..<grid.layers) { layer throws(FigureError) in
      // A head is forgotten when it is measured.
      for head in 0..<grid.heads {
        let part = try grid.parts(layers: [layer], heads: [head], tokens: axes.unchosen)[0]
        let measured = try MeasuredWeights(part.matrix, axes)
        emptyRows = max(emptyRows, measured.emptyRows)
        for (index, measure) in measures.enumerated() {
          values[index].append(measured.mean(of: measure))
        }
        checked.append(part.withoutValues)
      }
    }
    let matrices = values.map { Matrix(rows: grid.layers, columns: grid.heads, values: $0) }
    return HeadMeasuresValues(
      measures: measures,
      content: .heads(matrices, firstLayer: grid.namesLayers ? grid.number(ofLayer: 0) : nil),
      tokens: axes,
      emptyRows: emptyRows, warnings: warnings(checked, grid, axes))
  }

  private func warnings(
    _ parts: [AttentionWeights], _ grid: WeightsGrid, _ axes: TokenAxes
  ) -> [Message] {
    axes.warnings
      + WeightsLayout(grid.tensor.info.shape, parts: parts, tokens: axes, uses: [.layers]).warnings
      + WeightsConcern.warnings(parts, transposes: false)
  }

  private func heads(
    _ measures: [HeadMeasure], _ matrices: [Matrix<Double>], firstLayer: Int?, _ page: PageContext
  ) throws(FigureError) -> Figure {
    let language = page.language
    let (layers, heads) = (matrices[0].rows, matrices[0].columns)
    var panels: [Panel] = []
    for (measure, matrix) in zip(measures, matrices) {
      let scale = try heatMap.scale(for: matrix, limits: measure.limits(matrix.values))
      var panel = heatMap.panel(
        matrix, scale: scale,
        rows: Axis(
          label: RichText(Localized(en: "layer ↓", zh: "层 ↓")[language]),
          domain: .cells(count: layers, first: firstLayer ?? 0)),
        columns: Axis(
          label: RichText(Localized(en: "head →", zh: "头 →")[language]),
          domain: .cells(count: heads, first: 0)),
        // Where a page is to be spent on data, one line says what is measured and in what.
        barLabel: page.type.spendsPage ? nil : measure.unit[language])
      panel.title = RichText(
        page.type.spendsPage && !measure.isShare
          ? measure.titleWithUnit(measure.title, language) : measure.title[language])
      panel.shortTitle = RichText(
        page.type.spendsPage
          ? measure.titleWithUnit(measure.shortTitle, language) : measure.shortTitle[language])
      panels.append(panel)
    }
    let title = Localized(en: "What heads do, in numbers", zh: "各注意力头的度量")
    let extremes = zip(measures, matrices).map { measure, matrix in
      measure.extremes(matrix, firstLayer: firstLayer, language)
    }
    let summary = Localized(
      en:
        "Heat maps of \(listed(measures.map(\.title.english), .english)) of \(layers) layers "
        + "(rows) by \(heads) heads (columns), each a mean over the queries. ",
      zh:
        "\(layers) 层（行）× \(heads) 头（列）的\(listed(measures.map(\.title.chinese), .chinese))热图，"
        + "均为对各查询的平均。")
    let across = min(columns ?? (measures.count <= 3 ? measures.count : 3), measures.count)
    let down = (measures.count + across - 1) / across
    let width = Double(min(360, max(190, heads * 24)))
    let height = Double(min(420, max(60, layers * 20)))
    return Figure(
      name: Self.name, title: RichText(title[language]),
      summary: summary[language] + extremes.joined(separator: language == .chinese ? "" : " "),
      language: language, panels: panels, columns: across,
      size: page.size
        ?? .about(Size(Double(across) * (width + 180), Double(down) * (height + 120) + 60)),
      keepsColumns: columns != nil)
  }

  // MARK: One head

  private func ofQueries(
    _ measures: [HeadMeasure], _ grid: WeightsGrid, layer: Int, head: Int,
    _ source: WeightsInput, _ axes: TokenAxes
  ) throws(FigureError) -> HeadMeasuresValues {
    let parts = try grid.parts(layers: [layer], heads: [head], tokens: axes.unchosen)
    let measured = try MeasuredWeights(parts[0].matrix, axes)
    // The queries that are shown, with the keys that they are measured on.
    let content = try grid.parts(layers: [layer], heads: [head], tokens: axes)[0]
    return HeadMeasuresValues(
      measures: measures,
      content: .queries(
        content, measures.map { measured.values(of: $0) },
        MatrixName(layer: grid.namesLayers ? grid.number(ofLayer: layer) : nil, head: head)),
      tokens: axes, emptyRows: measured.emptyRows, warnings: warnings(parts, grid, axes))
  }

  // MARK: Some queries and keys

  /// The tokens with what is chosen of them.
  private func axes(
    _ grid: WeightsGrid, _ source: WeightsInput, _ context: ComputeContext
  ) throws(FigureError) -> TokenAxes {
    let axes = try tokens.axes(
      context, labels: grid.findings, beside: source.companion, of: (grid.queries, grid.keys),
      selection, from: source.array.origin)
    if axes.displayedKeys != nil, !tokens.renormalize {
      let option: OptionReference =
        selection.keys != nil
        ? "keys" : tokens.dropTokens != nil ? "drop-tokens" : "only-tokens"
      throw .usage(
        "\(option): heads are measured by weights that sum to 1; add \(option: "renormalize"), which "
          + "makes those that are left do so, or choose \(option: "queries") alone",
        zh: "\(option)：度量要用和为 1 的权重；请加上\(option: "renormalize")，使余下的权重之和为 1，或只用\(option: "queries")"
      )
    }
    return axes
  }

  /// The measures that some chosen query has: a mass needs its key.
  private func measurable(
    _ measures: [HeadMeasure], _ axes: TokenAxes, _ grid: WeightsGrid
  ) throws(FigureError) -> [HeadMeasure] {
    guard let keys = axes.displayedKeys else { return measures }
    let left = Set(keys)
    let queries = axes.displayedQueries ?? Array(0..<(axes.queries?.raw.count ?? grid.queries))
    let count = axes.keys?.raw.count ?? grid.keys
    let some = measures.filter { measure in
      queries.contains { measure.exists(forQuery: $0, keys: count, left: left) }
    }
    let gone = measures.filter { !some.contains($0) }.map(\.rawValue).joined(separator: ",")
    if self.measures != nil, !gone.isEmpty {
      throw .usage(
        "\(option: "measures") \(gone): none of the queries has its key among those that are "
          + "left; leave it out or choose other keys",
        zh: "\(option: "measures") \(gone)：余下的键中没有查询自己的键；请去掉它，或选择其他的键")
    }
    return some
  }

  private func queries(
    _ measures: [HeadMeasure], _ part: AttentionWeights, _ rows: [[Double?]], _ name: MatrixName?,
    _ page: PageContext
  ) -> Figure {
    let language = page.language
    let panels = zip(measures, rows).map { measure, values in
      let bars = values.enumerated().compactMap { row, value in value.map { (Double(row), $0) } }
      return Panel(
        title: RichText(measure.title[language]),
        shortTitle: RichText(measure.shortTitle[language]),
        content: .chart(
          Chart(series: [
            Series(
              x: bars.map(\.0), y: bars.map(\.1), style: SeriesStyle(form: .bars, slot: 0))
          ])),
        x: Axis(
          label: RichText(Localized(en: "query →", zh: "查询 →")[language]),
          domain: part.queryAxis(language).domain),
        y: Axis(
          label: RichText(measure.unit[language]),
          domain: .numbers(
            lower: 0, upper: measure.isShare ? 1 : nil, scale: .linear)))
    }
    let location = name?.words ?? Localized(en: "", zh: "")
    let title = Localized(
      en: "\(location.english): its queries in numbers", zh: "\(location.chinese)：各查询的度量")
    let summary = Localized(
      en:
        "Bars of \(listed(measures.map(\.title.english), .english)) of \(part.matrix.rows) queries "
        + "of \(location.english.lowercased()).",
      zh: "\(location.chinese)中 \(part.matrix.rows) 个查询的"
        + "\(listed(measures.map(\.title.chinese), .chinese))条形图。")
    let across = min(columns ?? (measures.count == 1 ? 1 : 2), measures.count)
    let down = (measures.count + across - 1) / across
    let width = Double(min(1200, max(360, part.matrix.rows * 34 + 80)))
    return Figure(
      name: Self.name, title: RichText(title[language]), summary: summary[language],
      notes: [
        FigureNote(
          Localized(en: "\(location.english).", zh: "\(location.chinese)。")[language],
          isInTitle: true)
      ],
      language: language, panels: panels, columns: across,
      size: page.size ?? .exact(Size(Double(across) * width, Double(down) * 400 + 60)),
      keepsColumns: columns != nil)
  }
}

/// Measures of all heads, or of the queries of one.
public struct HeadMeasuresValues: FigureValues {
  enum Content: Sendable {
    /// A matrix for each measure, shape `[layers, heads]`, and the number of the first layer; nil where there
    /// are no layers.
    case heads([Matrix<Double>], firstLayer: Int?)
    /// A number for each query and measure, nil where it has none, shape `[measures][queries]`.
    case queries(AttentionWeights, [[Double?]], MatrixName?)
  }

  let measures: [HeadMeasure]
  let content: Content
  let tokens: TokenAxes
  /// Queries that have no weight on the keys that are left.
  let emptyRows: Int
  public var warnings: [Message]

  public func table(in language: Language) -> LabelledMatrix? {
    switch content {
    case .heads(let matrices, let firstLayer):
      let (layers, heads) = (matrices[0].rows, matrices[0].columns)
      return LabelledMatrix(
        matrix: Matrix(
          rows: measures.count * layers, columns: heads, values: matrices.flatMap(\.values)),
        rowLabels: measures.flatMap { measure in
          (0..<layers).map { "\(measure.rawValue): layer \($0 + (firstLayer ?? 0))" }
        },
        columnLabels: (0..<heads).map { "head \($0)" })
    case .queries(let part, let rows, _):
      return LabelledMatrix(
        matrix: Matrix(
          rows: measures.count, columns: part.matrix.rows,
          values: rows.flatMap { $0.map { $0 ?? .nan } }),
        rowLabels: measures.map(\.rawValue), columnLabels: part.table.rowLabels)
    }
  }
}
