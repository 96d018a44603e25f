// `heatmap`: any matrix from a file.

public import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene
import MatrixFiles

/// Any matrix as coloured cells.
public struct MatrixHeatMap: FigureKind {
  public static let name = "heatmap"
  public static let abstract = "Draw any matrix from a file as a heat map."
  public static let examples = [
    "attnplot heatmap --input m.npy -o m.png",
    "attnplot heatmap --input x.npz#scores --center 0 --colormap RdBu --annotate -o m.svg",
  ]

  @Option(
    help: ArgumentHelp(
      "The file: .npy, .npz, .safetensors, .csv, .tsv, .json; FILE#name for a tensor in it.",
      valueName: "file"), completion: .file())
  public var input: String

  @OptionGroup(title: "Which matrix") public var choice: MatrixChoiceArguments
  @OptionGroup(title: "Tokens") public var tokens: TokenArguments
  @OptionGroup(title: "Tables of text") public var tables: TableArguments
  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  @Flag(help: "Cells are squares.")
  public var square = false

  public init() {}

  public var inputFiles: [String] { [input] + tokens.files }

  public func draft(in context: FigureContext) throws(FigureError) -> FigureDraft {
    let context = context.reading(tables)
    let tensor = try MatrixInput.tensor(input, option: "--input", context)
    if let draft = try streamed(tensor, context) { return draft }
    let matrix = try MatrixInput.matrix(tensor, choice.choice, option: "--input", input)
    guard matrix.rows > 0, matrix.columns > 0 else {
      throw .work(
        "--input \(input): a matrix of shape [\(matrix.rows), \(matrix.columns)] has no cell to "
          + "draw")
    }
    let axes = try tokens.axes(
      context, labels: TableFindings(tensor, option: "--input", input))
    let weights = try AttentionWeights(matrix, tokens: axes, nature: .anything)
    let scale = try heatMap.scale(for: weights.matrix)
    let offset = try heatMap.labelOffset()
    func axis(_ tokens: TokenList?, _ count: Int) -> Axis {
      Axis(domain: tokens.map { .names($0.shown) } ?? .cells(count: count, first: offset))
    }
    let shape = "[\(weights.matrix.rows), \(weights.matrix.columns)]"
    let limits = ValueRange(weights.matrix.values, context.language)
    let name = choice.name(of: tensor, input, context.language)
    let summary = Localized(
      en: "Heat map of \(name), \(shape), values \(limits).",
      zh: "\(name) 的热图，\(shape)，取值 \(limits)。")
    let isSmall = weights.matrix.rows <= 64 && weights.matrix.columns <= 64
    return FigureDraft(
      figure: Figure(
        name: Self.name, title: RichText(name), summary: summary[context.language],
        notes: axes.notes(context.language, emptyRows: weights.emptyRows),
        language: context.language,
        panels: [
          heatMap.panel(
            weights.matrix, scale: scale,
            rows: axis(weights.queries, matrix.rows),
            columns: axis(weights.keys, matrix.columns),
            aspect: square || weights.matrix.rows == weights.matrix.columns ? .equal : .free
          ).withWholeTicks(if: weights.matrix.values.areWhole)
        ],
        size: context.size
          ?? (isSmall
            ? tokenPage(rows: weights.matrix.rows, columns: weights.matrix.columns)
            : .about(Size(1000, 800)))),
      table: weights.table, warnings: axes.warnings)
  }

  /// Matrices of more cells than this are read row by row, twice: for their extent and to be drawn.
  static let mostHeld = 1 << 22

  /// The figure of a matrix too large to be held; nil for one that is held, because it is small or
  /// because its rows are to be exchanged or left out.
  private func streamed(
    _ tensor: Tensor, _ context: FigureContext
  ) throws(FigureError) -> FigureDraft? {
    let (count, overflow) = tensor.info.rows.multipliedReportingOverflow(by: tensor.info.columns)
    guard count > Self.mostHeld || overflow, !heatMap.transpose, tokens.dropTokens == nil,
      tokens.onlyTokens == nil
    else { return nil }
    let source = try MatrixInput.source(tensor, choice.choice, option: "--input", input)
    let summary: ValueExtent
    do throws(CellSourceError) {
      summary = try ValueExtent(source)
    } catch {
      throw .work("--input \(input): \(error)")
    }
    let findings = TableFindings(tensor, option: "--input", input)
    let lists = try tokens.lists(context, labels: findings)
    try lists.queries?.check(count: source.rows, axis: "queries")
    try lists.keys?.check(count: source.columns, axis: "keys")
    let offset = try heatMap.labelOffset()
    func axis(_ tokens: TokenList?, _ count: Int) -> Axis {
      Axis(domain: tokens.map { .names($0.shown) } ?? .cells(count: count, first: offset))
    }
    let cells = Cells.streamed(source, summary)
    let name = choice.name(of: tensor, input, context.language)
    let limits = ValueRange(summary, context.language)
    let shape = "[\(source.rows), \(source.columns)]"
    let text = Localized(
      en: "Heat map of \(name), \(shape), values \(limits).",
      zh: "\(name) 的热图，\(shape)，取值 \(limits)。")
    return FigureDraft(
      figure: Figure(
        name: Self.name, title: RichText(name), summary: text[context.language],
        language: context.language,
        panels: [
          heatMap.panel(
            of: cells, scale: try heatMap.scale(for: cells),
            rows: axis(lists.queries, source.rows), columns: axis(lists.keys, source.columns),
            aspect: square || source.rows == source.columns ? .equal : .free
          ).withWholeTicks(if: tensor.info.elementType.isWhole)
        ],
        size: context.size ?? .about(Size(1000, 800))),
      table: LabelledMatrix(
        source: source, rowLabels: lists.queries?.raw, columnLabels: lists.keys?.raw),
      warnings: findings.warnings)
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
