// `model-view`: every layer by every head, small.

public import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene
import MatrixFiles

/// All heads of all layers as small multiples.
public struct ModelView: FigureKind {
  public static let name = "model-view"
  public static let abstract = "Draw every head of every layer as small multiples."
  public static let examples = ["attnplot model-view --weights attn.npy -o all-heads.png"]
  public static let claims = [
    "rows-sum-to-one",
    "weights-in-unit-interval",
  ]

  @Option(
    help: ArgumentHelp("Weights of all layers, [layers, heads, queries, keys].", valueName: "file"),
    completion: .file())
  public var weights: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The layers; all if not given.", valueName: "list"),
    transform: IntegerList.parsed)
  public var layers: IntegerList?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The heads; all if not given.", valueName: "list"),
    transform: IntegerList.parsed)
  public var heads: IntegerList?

  @Option(help: ArgumentHelp("One true scale for all panels, or one each.", valueName: "scale"))
  public var colorScale = ColorScaleSharing.panel

  @OptionGroup(title: "Mask") public var mask: MaskArguments
  @OptionGroup(title: "Tokens") public var tokens: TokenArguments
  @OptionGroup(title: "Tables of text") public var tables: TableArguments
  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public init() {}

  public var inputFiles: [String] { [weights, mask.maskFile].compactMap(\.self) + tokens.files }
  public var companionFiles: [String] { tokens.companions(of: weights) }

  /// More panels than this cannot be told apart on any page.
  static let mostPanels = 4096

  public func draft(in context: FigureContext) throws(FigureError) -> FigureDraft {
    let context = context.reading(tables)
    let tensor = try MatrixInput.tensor(weights, option: "--weights", context)
    let grid = try WeightsGrid(tensor: tensor, reference: weights)
    let rows = layers?.values ?? Array(0..<grid.layers)
    let columns = heads?.values ?? Array(0..<grid.heads)
    for layer in rows { _ = try grid.checkedLayer(layer, option: "--layers") }
    for head in columns { _ = try grid.checkedHead(head, option: "--heads") }
    guard rows.count * columns.count <= Self.mostPanels else {
      throw .usage(
        "--layers, --heads: \(rows.count * columns.count) panels are too many; give at most "
          + "\(Self.mostPanels)")
    }
    if heatMap.transpose, let layer = rows.first, let head = columns.first,
      let transposed = try grid.transposed(judging: layer, head)
    {
      var upright = self
      upright.heatMap.transpose = false
      return try upright.draft(transposed, rows: rows, columns: columns, context)
    }
    return try draft(grid, rows: rows, columns: columns, context)
  }

  private func draft(
    _ grid: WeightsGrid, rows: [Int], columns: [Int], _ context: FigureContext
  ) throws(FigureError) -> FigureDraft {
    let axes = try tokens.axes(
      context, labels: grid.findings, beside: weights, of: (grid.queries, grid.keys)
    ).fitting(queries: grid.queries, keys: grid.keys, exchanges: grid.isKeysByQueries)
    if !grid.isKeysByQueries, let heads = try storedHeads(grid, layers: rows, heads: columns, axes)
    {
      return try figure(
        heads.panels(heatMap, sharing: colorScale, axes, context), rows: rows, columns: columns,
        shape: heads.shape, context,
        table: LabelledMatrix(source: heads.stacked),
        warnings: axes.warnings + layout([], grid, axes).warnings
          + WeightsConcern.warnings(heads.concerns))
    }
    let mask = try mask.checked(queries: grid.queries, keys: grid.keys, context)
    let parts = try grid.parts(layers: rows, heads: columns, tokens: axes, mask: mask)
    let scales = try HeadScales(parts, heatMap: heatMap, sharing: colorScale)
    let panels = zip(parts, scales.scales).map { part, scale in
      heatMap.panel(part, scale: scale, hasLabels: false, context.language)
    }
    return try figure(
      (panels, scales), rows: rows, columns: columns,
      shape: parts.first.map { "[\($0.matrix.rows), \($0.matrix.columns)]" } ?? "", context,
      table: WeightsTable.stacked(
        parts, names: rows.flatMap { row in columns.map { "layer \(row) head \($0)" } }),
      notes: axes.notes(context.language, emptyRows: parts.reduce(0) { $0 + $1.emptyRows }),
      warnings: axes.warnings + mask.warnings(of: parts) + layout(parts, grid, axes).warnings
        + WeightsConcern.warnings(parts))
  }

  private func layout(
    _ parts: [AttentionWeights], _ grid: WeightsGrid, _ axes: TokenAxes
  ) -> WeightsLayout {
    WeightsLayout(
      grid.tensor.info.shape, parts: parts, tokens: axes, uses: [.layers, .mask, .drop])
  }

  /// The heads where they are too large to be held and shown as they are stored; else nil.
  private func storedHeads(
    _ grid: WeightsGrid, layers: [Int], heads: [Int], _ axes: TokenAxes
  ) throws(FigureError) -> StoredHeads? {
    let cells = Double(layers.count * heads.count) * Double(grid.queries) * Double(grid.keys)
    guard cells > Double(MatrixHeatMap.mostHeld), mask.used == nil, !heatMap.transpose,
      heatMap.norm != .log, axes.shownQueries == nil, axes.shownKeys == nil
    else { return nil }
    return try StoredHeads(grid, layers: layers, heads: heads, axes)
  }

  private func figure(
    _ drawn: (panels: [Panel], scales: HeadScales), rows: [Int], columns: [Int], shape: String,
    _ context: FigureContext, table: LabelledMatrix, notes: [FigureNote] = [], warnings: [String]
  ) throws(FigureError) -> FigureDraft {
    let language = context.language
    let isShared = colorScale == .shared
    var panels: [Panel] = []
    for (index, panel) in drawn.panels.enumerated() {
      var panel = panel
      panel.heatMap?.colorBar = isShared ? nil : ColorBar(isCompact: true)
      panel.x.hasTicks = false
      panel.y.hasTicks = false
      if index < columns.count { panel.title = RichText("\(columns[index])") }
      // One name along the whole side stands in its middle.
      if index % columns.count == 0 {
        panel.y = Axis(domain: .names(["\(rows[index / columns.count])"]))
      }
      panels.append(panel)
    }
    let limits = drawn.scales.range(language)
    let summary = Localized(
      en: "Small heat maps of the attention weights of \(rows.count) layers (rows) by "
        + "\(columns.count) heads (columns), \(shape) queries by keys each, values \(limits); "
        + "\(colorScale.words.english).",
      zh: "\(rows.count) 层（行）× \(columns.count) 头（列）的注意力权重小图，每个 \(shape)"
        + "（查询 × 键），取值 \(limits)；\(colorScale.words.chinese)。")
    let side = Double(max(28, min(120, 1100 / columns.count)))
    let bar = isShared ? 0.0 : 36
    let title = Localized(
      en:
        "Attention by layer (down) and head (across), \(isShared ? "one colour scale" : "a colour scale each")",
      zh: "各层（纵）各头（横）的注意力（\(isShared ? "共用色标" : "各用色标")）")
    return FigureDraft(
      figure: Figure(
        name: Self.name, title: RichText(title[language]), summary: summary[language],
        notes: notes, language: language, panels: panels, columns: columns.count,
        size: context.size
          ?? .about(
            Size(
              Double(columns.count) * (side + bar + 6) + (isShared ? 200 : 100),
              Double(rows.count) * (side + 6) + 110)),
        sharedColorBar: isShared
          ? ColorBar(label: RichText(ColorScaleSharing.shared.barLabel[language])) : nil,
        gap: 6),
      table: table, warnings: warnings)
  }
}
