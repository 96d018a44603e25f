// `model-view`: every layer by every head, small.

public import ArgumentParser
public import AttentionMath
public import FigureModel
import FigureScene
import MatrixFiles
public import MatrixSources
public import TextFormats

/// All heads of all layers as small multiples.
public struct ModelView: CellKind {
  public static let name = "model-view"
  public static let abstract = "Draw every head of every layer as small multiples."
  public static let drawing = 2
  public static let examples = ["attnplot model-view --weights attn.npy -o all-heads.png"]

  static let weights = OptionDeclaration<String?>(
    "weights", "Weights of all layers, [layers, heads, queries, keys].", valueName: "file",
    shape: .file)
  @Option(Self.weights) public var weights: String?

  static let layers = OptionDeclaration<IndexList?>(
    "layers", "The layers; all if not given.", valueName: "list")
  @Option(Self.layers) public var layers: IndexList?

  static let heads = OptionDeclaration<IndexList?>(
    "heads", "The heads; all if not given.", valueName: "list")
  @Option(Self.heads) public var heads: IndexList?

  static let colorScale = OptionDeclaration<ColorScaleSharing>(
    "color-scale", "One true scale for all panels, or one each.", valueName: "scale",
    initial: ColorScaleSharing.shared)
  @Option(Self.colorScale) public var colorScale: ColorScaleSharing

  @OptionGroup(title: "Mask") public var mask: MaskArguments
  @OptionGroup(title: "Tokens") public var tokens: TokenArguments
  @OptionGroup(title: "Which part") public var selection: SelectionArguments
  @OptionGroup(title: "Model") public var model: ModelArguments
  @OptionGroup(title: "Axes of the array") public var array: GridArrangementArguments
  @OptionGroup(title: "Tables of text") public var tables: TableArguments
  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public static let parameters: [Parameter<ModelView>] = [
    Parameter(weights, \._weights),
    Parameter(layers, \._layers),
    Parameter(heads, \._heads),
    Parameter(colorScale, \._colorScale),
    Parameter(\._mask),
    Parameter(\._tokens),
    Parameter(\._selection),
    Parameter(\._model),
    Parameter(\._array),
    Parameter(\._tables),
    Parameter(\._heatMap),
  ]

  public init() {}

  public var inputFiles: [String] {
    [weights, mask.maskFile].compactMap(\.self) + model.files + tokens.files
  }
  public var models: [String] { model.models }
  public var companionFiles: [String] { tokens.companions(of: weights) }

  /// More panels than this cannot be distinguished on any page.
  static let maximumPanels = 4096

  public func compute(in context: ComputeContext) throws(FigureError) -> ModelViewValues {
    let context = context.reading(tables)
    let source = try WeightsInput(
      self.weights, model, self.array.arrangement,
      AskedHeads(layers: layers?.values, "layers", heads: heads?.values), context)
    var grid = try source.grid()
    let rows = layers?.values ?? Array(0..<grid.layers)
    let columns = heads?.values ?? Array(0..<grid.heads)
    try grid.checkLayers(rows, option: "layers")
    try grid.checkHeads(columns, option: "heads")
    guard rows.count * columns.count <= Self.maximumPanels else {
      throw .usage(
        "\(option: "layers"), \(option: "heads"): \(rows.count * columns.count) panels are too many; give at most "
          + "\(Self.maximumPanels)",
        zh:
          "\(option: "layers")、\(option: "heads")：\(rows.count * columns.count) 个面板太多，请至多给 \(Self.maximumPanels) 个"
      )
    }
    if heatMap.transpose, let layer = rows.first, let head = columns.first,
      let transposed = try grid.transposed(judging: layer, head)
    {
      grid = transposed
    }
    let axes = try tokens.axes(
      context, labels: grid.findings, beside: source.companion, of: (grid.queries, grid.keys),
      selection, from: source.array.origin
    ).fitting(queries: grid.queries, keys: grid.keys, exchanges: grid.isKeysByQueries)
    let mask = try mask.checked(queries: grid.queries, keys: grid.keys, context)
    let displayed = try DisplayedHeads(
      grid, rows.flatMap { layer in columns.map { HeadLocation(layer: layer, head: $0) } }, axes,
      mask: mask, heatMap, mayBeStored: self.mask.used == nil)
    return ModelViewValues(
      displayed: displayed, tokens: axes, layers: rows.map(grid.number), heads: columns,
      isTurned: grid.isKeysByQueries,
      shape: grid.tensor.info.shape,
      found: source.warnings + axes.warnings + mask.warnings(of: displayed.held)
        + (displayed.isStored ? [] : displayed.warnings(grid.tensor.info.shape, axes)))
  }

  public func compose(
    _ values: ModelViewValues, on page: PageContext
  ) throws(FigureError) -> Composition {
    let language = page.language
    var heatMap = heatMap
    if values.isTurned { heatMap.transpose = false }
    let scales = try values.displayed.scales(heatMap, sharing: colorScale)
    var panels = try values.displayed.panels(heatMap, scales, hasLabels: false, language)
    let (rows, columns) = (values.layers, values.heads)
    let isShared = colorScale == .shared
    let sides = [
      Localized(en: "query", zh: "查询")[language], Localized(en: "key", zh: "键")[language],
    ]
    for index in panels.indices {
      // Axes name layers and heads; whoever reads one cell asks for its query and its key.
      let name = MatrixName(
        layer: rows[index / columns.count], head: columns[index % columns.count])
      panels[index].reading = PanelReading(
        title: name?.words[language] ?? "", rowLabel: sides[heatMap.transpose ? 1 : 0],
        columnLabel: sides[heatMap.transpose ? 0 : 1], rows: panels[index].y.domain)
      panels[index].heatMap?.colorBar = isShared ? nil : ColorBar(isCompact: true)
      panels[index].x = Axis(
        label: RichText(Localized(en: "head →", zh: "头 →")[language]),
        domain: panels[index].x.domain, hasTicks: false)
      panels[index].y.hasTicks = false
      if index < columns.count { panels[index].title = RichText("\(columns[index])") }
      // One name along the whole side stands in its middle.
      if index % columns.count == 0 {
        panels[index].y = Axis(
          label: RichText(Localized(en: "layer ↓", zh: "层 ↓")[language]),
          domain: .names(["\(rows[index / columns.count])"]))
      }
    }
    let limits = scales.range(language)
    let summary = Localized(
      en: "Small heat maps of the attention weights of \(rows.count) layers (rows) by "
        + "\(columns.count) heads (columns), \(values.displayed.shape) queries by keys each, values \(limits); "
        + "\(colorScale.words.english).",
      zh: "\(rows.count) 层（行）× \(columns.count) 头（列）的注意力权重小图，每个 \(values.displayed.shape)"
        + "（查询 × 键），取值 \(limits)；\(colorScale.words.chinese)。")
    let side = Double(max(28, min(120, 1100 / columns.count)))
    let bar = isShared ? 0.0 : 36
    let title = Localized(
      en: "Attention by layer (down) and head (across)"
        + (isShared ? "" : ", a colour scale each"),
      zh: "各层（纵）各头（横）的注意力" + (isShared ? "" : "（各用色标）"))
    return Composition(
      Figure(
        name: Self.name, title: RichText(title[language]), summary: summary[language],
        notes: (isShared ? [] : [Self.ownScales(language)])
          + values.tokens.notes(language, emptyRows: values.displayed.emptyRows),
        language: language, panels: panels, columns: columns.count,
        size: page.size
          ?? .about(
            Size(
              Double(columns.count) * (side + bar + 6) + (isShared ? 200 : 100),
              Double(rows.count) * (side + 6) + 110)),
        sharedColorBar: isShared ? .ofWeights(language) : nil,
        sharesAxes: true, gap: 6, keepsColumns: true))
  }
}

extension ModelView {
  /// Said where a title does not: small panels have no bars beside them.
  private static func ownScales(_ language: Language) -> FigureNote {
    FigureNote(
      Localized(
        en: "Each panel has a colour scale of its own.", zh: "各面板各用色标。")[language], isInTitle: true)
  }
}

/// The weights of heads of several layers.
public struct ModelViewValues: FigureValues {
  var displayed: DisplayedHeads
  let tokens: TokenAxes
  let layers: [Int]
  let heads: [Int]
  /// Whether the file held keys by queries and its matrices were transposed when they were read.
  let isTurned: Bool
  /// The shape of the array.
  let shape: [Int]
  /// Warnings besides those of what weights are like that are not read yet.
  let found: [Message]

  public var warnings: [Message] {
    found + (displayed.isStored ? displayed.warnings(shape, tokens) : [])
  }

  public func foreseen() -> ModelViewValues? {
    displayed.foreseen.map { early in
      var values = self
      values.displayed = early
      return values
    }
  }

  public func table(in language: Language) -> LabelledMatrix? {
    displayed.table(
      names: layers.flatMap { layer in heads.map { "layer \(layer) head \($0)" } })
  }

  public func facts(of displayed: Matrix<Double>?) -> [ValueFact] {
    guard tokens.keepsSums, let displayed = displayed ?? table(in: .english)?.measured else {
      return []
    }
    return [.weights(WeightsFact(displayed))]
  }
}
