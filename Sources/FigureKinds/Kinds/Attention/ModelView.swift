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

  @OptionGroup(title: "Tokens") public var tokens: TokenArguments
  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public init() {}

  public var inputFiles: [String] { [weights] + tokens.files }

  /// More panels than this cannot be told apart on any page.
  static let mostPanels = 4096

  public func draft(in context: FigureContext) throws(FigureError) -> FigureDraft {
    let tensor = try MatrixInput.tensor(weights, option: "--weights", context)
    let grid = try WeightsGrid(tensor: tensor, reference: weights)
    let rows = layers?.values ?? Array(0..<grid.layers)
    let columns = heads?.values ?? Array(0..<grid.heads)
    for layer in rows { _ = try grid.checkedLayer(layer) }
    for head in columns { _ = try grid.checkedHead(head, option: "--heads") }
    guard rows.count * columns.count <= Self.mostPanels else {
      throw .usage(
        "--layers, --heads: \(rows.count * columns.count) panels are too many; give at most "
          + "\(Self.mostPanels)")
    }
    var parts: [AttentionWeights] = []
    for layer in rows {
      for head in columns {
        let matrix = try grid.matrix(layer: layer, head: head)
        parts.append(try AttentionWeights(matrix, tokens: tokens, isCross: false, context))
      }
    }
    return try figure(parts, rows: rows, columns: columns, context)
  }

  private func figure(
    _ parts: [AttentionWeights], rows: [Int], columns: [Int], _ context: FigureContext
  ) throws(FigureError) -> FigureDraft {
    let language = context.language
    let isShared = colorScale == .shared
    let all = parts.flatMap(\.matrix.values)
    let shared = try heatMap.scale(
      for: Matrix(rows: 1, columns: all.count, values: all), limits: probabilityLimits(all))
    var panels: [Panel] = []
    for (index, part) in parts.enumerated() {
      let scale =
        isShared
        ? shared
        : try heatMap.scale(for: part.matrix, limits: probabilityLimits(part.matrix.values))
      let row = index / columns.count
      let column = index % columns.count
      var panel = heatMap.panel(
        part.matrix, scale: scale, rows: part.queryAxis(language, label: false),
        columns: part.keyAxis(language, label: false), aspect: .equal)
      if case .heatMap(var map) = panel.content {
        map.colorBar = nil
        panel.content = .heatMap(map)
      }
      panel.x.hasTicks = false
      panel.y.hasTicks = false
      if row == 0 {
        panel.title = RichText(
          Localized(en: "\(columns[column])", zh: "\(columns[column])")[language])
      }
      // One name along the whole side stands in its middle.
      if column == 0 { panel.y = Axis(domain: .names(["\(rows[row])"])) }
      panels.append(panel)
    }
    let limits = ValueRange(all, language)
    let shape = parts.first.map { "[\($0.matrix.rows), \($0.matrix.columns)]" } ?? ""
    let summary = Localized(
      en: "Small heat maps of the attention weights of \(rows.count) layers (rows) by "
        + "\(columns.count) heads (columns), \(shape) queries by keys each, values \(limits); "
        + "\(colorScale.words.english).",
      zh: "\(rows.count) 层（行）× \(columns.count) 头（列）的注意力权重小图，每个 \(shape)"
        + "（查询 × 键），取值 \(limits)；\(colorScale.words.chinese)。")
    let side = Double(max(28, min(120, 1100 / columns.count)))
    let title = Localized(
      en:
        "Attention by layer (down) and head (across), \(isShared ? "one colour scale" : "a colour scale each")",
      zh: "各层（纵）各头（横）的注意力（\(isShared ? "共用色标" : "各用色标")）")
    return FigureDraft(
      figure: Figure(
        name: Self.name, title: RichText(title[language]), summary: summary[language],
        language: language, panels: panels, columns: columns.count,
        size: context.size
          ?? .about(
            Size(
              Double(columns.count) * (side + 6) + (isShared ? 200 : 100),
              Double(rows.count) * (side + 6) + 110)),
        sharedColorBar: isShared
          ? ColorBar(
            label: RichText(Localized(en: "weight, one scale for all", zh: "权重（共用色标）")[language]))
          : nil,
        gap: 6),
      table: WeightsTable.stacked(
        parts, names: rows.flatMap { row in columns.map { "layer \(row) head \($0)" } }),
      warnings: parts.flatMap(\.warnings).uniqued)
  }
}
