// `heatmap`: any matrix from a file.

public import ArgumentParser
import AttentionMath
import FigureLayout
public import FigureModel
import FigureScene
import MatrixFiles
public import MatrixSources
public import TextFormats

/// Any matrix as coloured cells.
public struct MatrixHeatMap: CellKind {
  public static let name = "heatmap"
  public static let abstract = "Draw any matrix from a file as a heat map."
  public static let examples = [
    "attnplot heatmap --input m.npy -o m.png",
    "attnplot heatmap --input x.npz#scores --center 0 --colormap RdBu --annotate -o m.svg",
  ]

  static let input = OptionDeclaration<String>(
    "input", "The file: .npy, .npz, .safetensors, .csv, .tsv, .json; FILE#name for a tensor in it.",
    valueName: "file", shape: .file)
  @Option(Self.input) public var input: String

  @OptionGroup(title: "Which matrix") public var choice: MatrixChoiceArguments
  @OptionGroup(title: "Tokens") public var tokens: TokenArguments
  @OptionGroup(title: "Which part") public var selection: SelectionArguments
  @OptionGroup(title: "Axes of the array") public var array: ArrangementArguments
  @OptionGroup(title: "Tables of text") public var tables: TableArguments
  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  static let square = OptionDeclaration<Bool>(
    "square", "Cells are squares.")
  @Flag(Self.square) public var square: Bool

  public static let parameters: [Parameter<MatrixHeatMap>] = [
    Parameter(input, \._input),
    Parameter(\._choice),
    Parameter(\._tokens),
    Parameter(\._selection),
    Parameter(\._array),
    Parameter(\._tables),
    Parameter(\._heatMap),
    Parameter(square, \._square),
  ]

  public init() {}

  public var inputFiles: [String] { [input] + tokens.files }
  public var companionFiles: [String] { tokens.companions(of: input) }

  public func compute(in context: ComputeContext) throws(FigureError) -> MatrixHeatMapValues {
    let context = context.reading(tables)
    let array = try MatrixInput.array(
      input, option: "input", self.array.arrangement, context)
    let tensor = array.tensor
    let name = choice.name(of: tensor, input)
    if let values = try streamed(array, name, context) { return values }
    let matrix = try MatrixInput.matrix(tensor, choice.choice, option: "input", input)
    guard matrix.rows > 0, matrix.columns > 0 else {
      throw .work(
        "\(option: "input") \(input): a matrix of shape [\(matrix.rows), \(matrix.columns)] has no cell to "
          + "draw",
        zh: "\(option: "input") \(input)：形状为 [\(matrix.rows), \(matrix.columns)] 的矩阵没有可画的单元格")
    }
    let axes = try self.axes(of: array, rows: matrix.rows, columns: matrix.columns, context)
    if axes.joinsWords { try requireWeights(matrix, tolerance: tensor.info.rowSumTolerance) }
    let weights = try AttentionWeights(matrix, tokens: axes, nature: .anything)
    return MatrixHeatMapValues(
      content: .held(weights), tokens: axes, name: name,
      areWhole: weights.matrix.values.areWhole, warnings: axes.warnings)
  }

  /// What rows and columns are called, by options, by a file beside the matrix or by the labels of a table.
  private func axes(
    of array: SourcedArray, rows: Int, columns: Int, _ context: ComputeContext
  ) throws(FigureError) -> TokenAxes {
    try tokens.axes(
      context, labels: TableFindings(array.tensor, option: "input", input), beside: input,
      of: (rows, columns), selection, from: array.origin, mayNameOneAxis: true)
  }

  /// Refuses to join the pieces of words where rows do not share out a weight of 1: other numbers are not summed
  /// over keys.
  private func requireWeights(
    _ matrix: Matrix<Double>, tolerance: Double
  ) throws(FigureError) {
    let tolerance = max(tolerance, WeightsConcern.minimumTolerance)
    let areWeights = (0..<matrix.rows).allSatisfy { row in
      let values = matrix.row(row)
      let sum = values.reduce(0, +)
      // A row that is masked whole has no weight.
      return values.allSatisfy { $0 >= 0 } && (sum == 0 || abs(sum - 1) <= tolerance)
    }
    guard areWeights else {
      throw .usage(
        "\(option: "merge-words"): sums weights over keys and averages them over queries, and the rows of "
          + "\(option: "input") \(input) do not sum to 1 as weights do; leave it out",
        zh:
          "\(option: "merge-words")：对权重按键求和、按查询平均，而\(option: "input") \(input) 的各行之和不是 1，不是权重；请去掉它"
      )
    }
  }

  /// Matrices of more cells than this are read row by row, once: in the blocks that are drawn.
  static let maximumHeld = 1 << 22

  /// The values of a matrix too large to be held; nil for one that is held, because it is small or
  /// because its rows are to be exchanged or left out.
  private func streamed(
    _ array: SourcedArray, _ name: InputName, _ context: ComputeContext
  ) throws(FigureError) -> MatrixHeatMapValues? {
    let tensor = array.tensor
    let (count, overflow) = tensor.info.rows.multipliedReportingOverflow(by: tensor.info.columns)
    guard count > Self.maximumHeld || overflow, tokens.dropTokens == nil,
      tokens.onlyTokens == nil, !selection.mergeWords, !tokens.renormalize
    else { return nil }
    let stored = try MatrixInput.source(tensor, choice.choice, option: "input", input)
    if selection.used != nil { return try chosen(stored, array, name, context) }
    let source = RowsReadOnce(heatMap.transpose ? TransposedRows(stored) : stored)
    let axes = try self.axes(of: array, rows: stored.rows, columns: stored.columns, context)
    try axes.queries?.check(count: stored.rows, axis: "queries")
    try axes.keys?.check(count: stored.columns, axis: "keys")
    return MatrixHeatMapValues(
      content: .streamed(source), stored: stored, tokens: axes, name: name,
      areWhole: tensor.info.elementType.isWhole, warnings: axes.warnings)
  }

  /// The values of some rows and columns of a matrix that is too large to be held; nil where they are as
  /// many.
  private func chosen(
    _ stored: FileRows, _ array: SourcedArray, _ name: InputName, _ context: ComputeContext
  ) throws(FigureError) -> MatrixHeatMapValues? {
    let chosenIndices = try IndexSelection(
      queries: selection.queries, keys: selection.keys, rows: stored.rows, columns: stored.columns)
    let cells = SubmatrixSource(stored, chosenIndices)
    guard Double(cells.rows) * Double(cells.columns) <= Double(Self.maximumHeld) else { return nil }
    let axes = try self.axes(of: array, rows: stored.rows, columns: stored.columns, context)
    try axes.queries?.check(count: stored.rows, axis: "queries")
    try axes.keys?.check(count: stored.columns, axis: "keys")
    var values: [Double] = []
    values.reserveCapacity(cells.rows * cells.columns)
    do throws(RowSourceError) {
      try cells.forEachRow { values += $0 }
    } catch {
      throw .work("\(option: "input") \(input): \(error)")
    }
    let weights = AttentionWeights(
      chosen: Matrix(rows: cells.rows, columns: cells.columns, values: values), chosenIndices,
      tokens: axes
    )
    return MatrixHeatMapValues(
      content: .held(weights), tokens: axes, name: name, areWhole: values.areWhole,
      warnings: axes.warnings)
  }

  private func extent(of source: RowsReadOnce) throws(FigureError) -> ValueExtent {
    do throws(RowSourceError) {
      return try source.extent()
    } catch {
      throw .work("\(option: "input") \(input): \(error)")
    }
  }

  public func compose(
    _ values: MatrixHeatMapValues, on page: PageContext
  ) throws(FigureError) -> Composition {
    let language = page.language
    let offset = heatMap.indexBase
    func axis(_ tokens: TokenList?, _ count: Int) -> Axis {
      Axis(domain: tokens.map { .names($0.displayed) } ?? .cells(count: count, first: offset))
    }
    var panel: Panel
    let extent: ValueExtent
    let (rows, columns): (Int, Int)
    var notes: [FigureNote] = []
    switch values.content {
    case .held(let weights):
      let matrix = weights.matrix
      (rows, columns) = (matrix.rows, matrix.columns)
      extent = ValueExtent(matrix.values)
      let domains = weights.domains(from: offset)
      panel = heatMap.panel(
        matrix,
        scale: try heatMap.scale(for: matrix, defaultMap: heatMap.usualMap(for: extent)),
        rows: Axis(domain: domains.queries),
        columns: Axis(domain: domains.keys),
        aspect: square || rows == columns ? .equal : .free)
      notes = values.tokens.notes(language, emptyRows: weights.emptyRows)
    case .streamed(let source):
      (rows, columns) =
        heatMap.transpose ? (source.columns, source.rows) : (source.rows, source.columns)
      let all = if let sample = values.sample { sample } else { try self.extent(of: source) }
      extent = all
      let scaled = try heatMap.scaledValues(of: .streamed(source, all))
      panel = heatMap.panel(
        of: .streamed(source, all),
        scale: try heatMap.scale(for: scaled, defaultMap: heatMap.usualMap(for: all)),
        rows: axis(values.tokens.queries, rows), columns: axis(values.tokens.keys, columns),
        aspect: square || rows == columns ? .equal : .free)
      notes = values.tokens.notes(language)
    }
    panel.heatMap?.keepsSquares = square
    let name = values.name.words[language]
    let limits = ValueRange(extent, language)
    let summary = Localized(
      en: "Heat map of \(name), [\(rows), \(columns)], values \(limits).",
      zh: "\(name) 的热图，[\(rows), \(columns)]，取值 \(limits)。")
    return Composition(
      Figure(
        name: Self.name, title: RichText(name), summary: summary[language], notes: notes,
        language: language, panels: [panel.withWholeTicks(if: values.areWhole)],
        size: page.size
          ?? (rows <= 64 && columns <= 64
            ? tokenPage(rows: rows, columns: columns)
            : CellNames.page(
              Size(1000, 800), rows: panel.y.domain, columns: panel.x.domain))))
  }
}

/// A matrix from a file.
public struct MatrixHeatMapValues: FigureValues {
  enum Content: Sendable {
    /// The cells that are shown.
    case held(AttentionWeights)
    /// Too large to be held: its rows.
    case streamed(RowsReadOnce)
  }

  let content: Content
  /// The rows of a matrix that is too large to be held, as the file has them.
  var stored: (any RowSource)?
  let tokens: TokenAxes
  let name: InputName
  /// Whether all values are whole numbers.
  let areWhole: Bool
  /// What a sample of the rows reaches, where that stands for all.
  var sample: ValueExtent?
  public let warnings: [Message]

  /// The values as a sample of the rows lets them be foreseen.
  public func foreseen() -> MatrixHeatMapValues? {
    guard case .streamed(let source) = content, let sample = try? source.sampledExtent() else {
      return nil
    }
    var values = self
    values.sample = sample
    return values
  }

  public func table(in language: Language) -> LabelledMatrix? {
    switch content {
    case .held(let weights): weights.table
    case .streamed(let source):
      LabelledMatrix(
        source: stored ?? source, rowLabels: tokens.queries?.raw, columnLabels: tokens.keys?.raw)
    }
  }
}

extension Panel {
  /// The panel with ticks at whole numbers alone beside its colours, where there are no others.
  fileprivate func withWholeTicks(if areWhole: Bool) -> Panel {
    var panel = self
    panel.heatMap?.colorBar?.hasWholeValues = areWhole
    return panel
  }
}

extension [Double] {
  /// Whether there are finite numbers, and all of them are whole.
  fileprivate var areWhole: Bool {
    allSatisfy { !$0.isFinite || $0.rounded() == $0 } && contains(where: \.isFinite)
  }
}
