// `heads`: several heads of one layer side by side.

public import ArgumentParser
public import AttentionMath
public import FigureModel
import FigureScene
import MatrixFiles
public import MatrixSources
public import TextFormats

/// Whether panels share one colour scale.
public enum ColorScaleSharing: String, Hashable, ChoiceValue {
  /// One scale and one bar for all panels.
  case shared
  /// A scale and a bar for each panel.
  case panel
}

/// Some heads of a layer as a grid of heat maps.
public struct Heads: CellKind {
  public static let name = "heads"
  public static let abstract = "Draw several heads of a layer side by side."
  public static let drawing = 2
  public static let examples = [
    "attnplot heads --weights attn.npy --layer 11 --heads 0,2,5,8 --columns 2 "
      + "--tokens-file tokens.json -o grid.png"
  ]

  static let weights = OptionDeclaration<String?>(
    "weights", "A file of weights, FILE#name for a tensor in it.", valueName: "file", shape: .file)
  @Option(Self.weights) public var weights: String?

  static let layer = OptionDeclaration<Int?>(
    "layer", "The layer, from 0.", valueName: "n", rule: .atLeast(0))
  @Option(Self.layer) public var layer: Int?

  static let heads = OptionDeclaration<IndexList?>(
    "heads", "The heads: 0,2,5,8 or 0-3; all if not given.", valueName: "list")
  @Option(Self.heads) public var heads: IndexList?

  static let columns = OptionDeclaration<Int?>(
    "columns", "Panels side by side.", valueName: "n",
    rule: .atLeast(1, "at least 1 is needed", to: NumberBounds.panels))
  @Option(Self.columns) public var columns: Int?

  static let colorScale = OptionDeclaration<ColorScaleSharing>(
    "color-scale", "One true scale for all panels, or one each.", valueName: "scale",
    initial: ColorScaleSharing.shared)
  @Option(Self.colorScale) public var colorScale: ColorScaleSharing

  static let minus = OptionDeclaration<String?>(
    "minus", "Draw the differences to the same heads of another file, on a scale about 0.",
    valueName: "file", shape: .file)
  @Option(Self.minus) public var minus: String?

  @OptionGroup(title: "Which heads") public var choice: HeadChoiceArguments
  @OptionGroup(title: "Mask") public var mask: MaskArguments
  @OptionGroup(title: "Tokens") public var tokens: TokenArguments
  @OptionGroup(title: "Which part") public var selection: SelectionArguments
  @OptionGroup(title: "Model") public var model: ModelArguments
  @OptionGroup(title: "Axes of the array") public var array: GridArrangementArguments
  @OptionGroup(title: "Tables of text") public var tables: TableArguments
  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public static let parameters: [Parameter<Heads>] = [
    Parameter(weights, \._weights),
    Parameter(layer, \._layer),
    Parameter(heads, \._heads),
    Parameter(columns, \._columns),
    Parameter(colorScale, \._colorScale),
    Parameter(minus, \._minus),
    Parameter(\._choice),
    Parameter(\._mask),
    Parameter(\._tokens),
    Parameter(\._selection),
    Parameter(\._model),
    Parameter(\._array),
    Parameter(\._tables),
    Parameter(\._heatMap),
  ]

  public init() {}

  public var brokenOwnRules: [FigureError] { heatMap.brokenRules(subtracting: minus) }

  public var inputFiles: [String] {
    [weights, minus, mask.maskFile].compactMap(\.self) + model.files + tokens.files
  }
  public var models: [String] { model.models }
  public var companionFiles: [String] {
    tokens.companions(of: weights) + tokens.companions(of: minus)
  }

  /// More panels than this are what `model-view` is for.
  static let maximumPanels = 64
  /// So many tokens at most of the heads in a row or a column together are all named.
  private static let mostNamed = 120

  /// The layers and heads that options name.
  private var asked: AskedHeads {
    guard choice.isUsed else {
      return AskedHeads(layers: layer.map { [$0] }, heads: heads?.values)
    }
    // Those of several layers are looked for among all.
    var asked = AskedHeads()
    asked.choosesLayer = choice.headsOf == nil ? layer.map { _ in "layer" } : "heads-of"
    return asked
  }

  public func compute(in context: ComputeContext) throws(FigureError) -> HeadsValues {
    let context = context.reading(tables)
    let source = try WeightsInput(self.weights, model, self.array.arrangement, asked, context)
    let weights = source.reference
    var grid = try source.grid()
    if choice.top != nil, heatMap.transpose,
      let transposed = try grid.transposed(
        judging: try layer.map { layer throws(FigureError) in try grid.checkedLayer(layer) } ?? 0, 0
      )
    {
      // Heads are measured as they are drawn.
      grid = transposed
    }
    let found = try choice.chosen(of: grid, layer: layer, heads: heads != nil) {
      () throws(FigureError) in try self.axes(of: grid, source, context)
    }
    let chosen: [HeadLocation]
    if let found {
      chosen = found.locations
    } else {
      let layer = try grid.onlyLayer(layer)
      try grid.checkHeads(heads?.values ?? [], option: "heads")
      chosen = (heads?.values ?? Array(0..<grid.heads)).map { HeadLocation(layer: layer, head: $0) }
    }
    guard chosen.count <= Self.maximumPanels else {
      throw .usage(
        "\(option: "heads"): \(chosen.count) panels are too many to read; give at most \(Self.maximumPanels), or "
          + "draw a model-view",
        zh:
          "\(option: "heads")：\(chosen.count) 个面板太多，无法辨认；请至多给 \(Self.maximumPanels) 个，或画 model-view"
      )
    }
    if heatMap.transpose, !grid.isKeysByQueries, let first = chosen.first,
      let transposed = try grid.transposed(judging: first.layer ?? 0, first.head ?? 0)
    {
      grid = transposed
    }
    let axes = try self.axes(of: grid, source, context)
    let mask = try mask.checked(queries: grid.queries, keys: grid.keys, context)
    var displayed = try DisplayedHeads(
      grid, chosen, axes, mask: mask, heatMap,
      mayBeStored: self.mask.used == nil && minus == nil)
    let difference = try minus.map { minus throws(FigureError) in
      try WeightsDifference(minus, from: source, self.array.arrangement, context)
    }
    if let difference {
      let other = try difference.grid(like: grid)
      displayed = .held(
        zip(displayed.held, try other.parts(chosen, tokens: axes, mask: mask)).map { $0.minus($1) })
    }
    return HeadsValues(
      displayed: displayed, tokens: axes,
      locations: chosen.map {
        HeadLocation(layer: grid.number(ofLayer: $0.layer ?? 0), head: $0.head)
      },
      hasLayers: grid.namesLayers,
      areFromAnywhere: found != nil, leading: found?.leading,
      difference: difference?.names,
      isTurned: grid.isKeysByQueries,
      source: found != nil || minus != nil || model.model != nil
        ? nil
        : StoredWeights(
          reference: weights, context: context, arrangement: self.array.arrangement,
          layer: self.layer,
          heads: heads?.values.map { $0 } ?? [], mayBeTransposed: heatMap.transpose),
      shape: grid.tensor.info.shape,
      found: source.warnings + axes.warnings
        + (difference?.warnings(
          tokens, beside: axes, isTurned: grid.isKeysByQueries, context) ?? [])
        + mask.warnings(of: displayed.held)
        + (displayed.isStored ? [] : displayed.warnings(grid.tensor.info.shape, axes)))
  }

  /// The tokens of both axes, and which of them are shown.
  private func axes(
    of grid: WeightsGrid, _ source: WeightsInput, _ context: ComputeContext
  ) throws(FigureError) -> TokenAxes {
    try tokens.axes(
      context, labels: grid.findings, beside: source.companion, of: (grid.queries, grid.keys),
      selection, from: source.array.origin
    ).fitting(queries: grid.queries, keys: grid.keys, exchanges: grid.isKeysByQueries)
  }

  public func compose(
    _ values: HeadsValues, on page: PageContext
  ) throws(FigureError) -> Composition {
    let language = page.language
    let locations = values.locations
    let names = values.names
    var heatMap = heatMap
    if values.isTurned { heatMap.transpose = false }
    let isShared = colorScale == .shared
    let scales = try values.displayed.scales(
      heatMap, sharing: colorScale, areDifferences: values.difference != nil)
    var drawn = try values.displayed.panels(heatMap, scales, hasLabels: true, language)
    for index in locations.indices {
      drawn[index].title = RichText(values.name(of: index)[language])
      drawn[index].shortTitle = RichText(values.shortName(of: index))
      drawn[index].heatMap?.colorBar =
        isShared
        ? nil : ColorBar(label: RichText(values.barLabel(.panel)[language]))
    }
    let title = values.title
    // One head alone is named by the figure's title.
    if drawn.count == 1, let name = drawn[0].title?.plain,
      title[language].lowercased().hasSuffix(name.lowercased())
    {
      (drawn[0].title, drawn[0].shortTitle) = (nil, nil)
    }
    let limits = scales.range(language)
    let what = values.difference?.noun ?? Localized(en: "attention weights", zh: "注意力权重")
    let summary = Localized(
      en: "Heat maps of the \(what.english) of \(names.english), \(values.displayed.shape) queries "
        + "by keys each, values \(limits); \(colorScale.words.english).",
      zh: "\(names.chinese)\(what.chinese)的热图，每个 \(values.displayed.shape)（查询 × 键），取值 "
        + "\(limits)；\(colorScale.words.chinese)。")
    let across = min(
      columns ?? Int(Double(locations.count).squareRoot().rounded(.up)), locations.count)
    let rows = (drawn.count + across - 1) / across
    let tokens = values.displayed.columns
    // A few heads of not too many tokens have space for every name: the fewer, the more tokens.
    let named =
      tokens <= 40 && drawn.count <= 6 || max(across, rows) * tokens <= Self.mostNamed
      ? CellNames.side(tokens) : 0
    let side = max(Double(min(420, max(220, tokens * 26))), named)
    return Composition(
      Figure(
        name: Self.name, title: RichText(title[language]), summary: summary[language],
        notes: values.notes(language)
          + values.tokens.notes(
            language, emptyRows: values.displayed.emptyRows),
        language: language, panels: drawn, columns: across,
        size: page.size
          ?? .about(
            Size(
              Double(across) * (side + (isShared ? 110 : 190)) + 130,
              Double(rows) * (side + 130) + 80)),
        sharedColorBar: isShared ? values.sharedBar(language) : nil,
        keepsColumns: columns != nil))
  }
}

/// The weights of some heads.
public struct HeadsValues: FigureValues {
  var displayed: DisplayedHeads
  let tokens: TokenAxes
  let locations: [HeadLocation]
  /// Whether the file has several layers.
  let hasLayers: Bool
  /// Whether they were chosen from all layers.
  let areFromAnywhere: Bool
  /// Set where the heads are those that lead in a measure.
  let leading: ChosenHeads.Leading?
  /// Set where the same heads of another file were taken from them.
  let difference: WeightsDifference.Names?
  /// Whether the file held keys by queries and its matrices were transposed when they were read.
  let isTurned: Bool
  let source: StoredWeights?
  /// The shape of the array.
  let shape: [Int]
  /// Warnings besides those of what weights are like that are not read yet.
  let found: [Message]

  public var warnings: [Message] {
    found + (displayed.isStored ? displayed.warnings(shape, tokens) : [])
  }

  public func foreseen() -> HeadsValues? {
    displayed.foreseen.map { early in
      var values = self
      values.displayed = early
      return values
    }
  }

  /// The layer that all of them are of; nil where they are of several, or there are no layers.
  private var layer: Int? {
    guard hasLayers, let layer = locations.first?.layer else { return nil }
    return locations.allSatisfy { $0.layer == layer } ? layer : nil
  }

  private var areOfSeveralLayers: Bool { hasLayers && (areFromAnywhere || layer == nil) }

  /// What a head is called above its panel.
  func name(of index: Int) -> Localized {
    let (layer, head) = (locations[index].layer ?? 0, locations[index].head ?? 0)
    return areOfSeveralLayers
      ? Localized(en: "Layer \(layer), head \(head)", zh: "第 \(layer) 层，第 \(head) 头")
      : Localized(en: "Head \(head)", zh: "第 \(head) 头")
  }

  /// The same above a narrow panel, in every language.
  func shortName(of index: Int) -> String {
    let (layer, head) = (locations[index].layer ?? 0, locations[index].head ?? 0)
    return areOfSeveralLayers ? "L\(layer) H\(head)" : "H\(head)"
  }

  /// All of them in the middle of a sentence.
  var names: Localized {
    if areOfSeveralLayers {
      return Localized(
        en: HeadLocation.words(locations, .english), zh: HeadLocation.words(locations, .chinese))
    }
    let heads = runs(locations.map { $0.head ?? 0 })
    return Localized(
      en: "\(locations.count == 1 ? "head" : "heads") \(listed(heads, .english))",
      zh: "第 \(listed(heads, .chinese)) 头")
  }

  var title: Localized {
    let names = names
    var title: Localized
    if let layer, !areOfSeveralLayers {
      title = Localized(en: "Layer \(layer): \(names.english)", zh: "第 \(layer) 层：\(names.chinese)")
    } else {
      title = Localized(
        en: names.english.prefix(1).uppercased() + names.english.dropFirst(), zh: names.chinese)
    }
    if let difference {
      title = Localized(
        en: "\(title.english), \(difference.words)", zh: "\(title.chinese)，\(difference.words)")
    }
    return title
  }

  /// Why these heads.
  func notes(_ language: Language) -> [FigureNote] {
    guard let leading else { return [] }
    let values = leading.values.map { formatNumber($0, significant: 3) }
    let title = leading.measure.title
    let sides = [
      leading.isOfAllQueries ? nil : Localized(en: "queries", zh: "查询"),
      leading.isOfAllKeys ? nil : Localized(en: "keys", zh: "键"),
    ].compactMap(\.self)
    let over =
      sides.isEmpty
      ? nil
      : Localized(
        en: " over the \(sides.map(\.english).joined(separator: " and ")) shown",
        zh: "按所示\(sides.map(\.chinese).joined(separator: "与"))计算，")
    return [
      FigureNote(
        Localized(
          en: "The \(values.count) of \(leading.of) heads with the greatest \(title.english)"
            + "\(over?.english ?? ""): "
            + "\(values.joined(separator: ", ")).",
          zh: "\(over?.chinese ?? "")\(leading.of) 个头中\(title.chinese)最大的 \(values.count) 个："
            + "\(values.joined(separator: "、"))。")[language])
    ]
  }

  /// The colour bar of all panels.
  fileprivate func sharedBar(_ language: Language) -> ColorBar {
    difference == nil
      ? .ofWeights(language) : ColorBar(label: RichText(barLabel(.shared)[language]))
  }

  /// What stands beside a colour bar.
  func barLabel(_ sharing: ColorScaleSharing) -> Localized {
    difference == nil
      ? sharing.barLabel : Localized(en: "difference of weights", zh: "权重之差")
  }

  public func table(in language: Language) -> LabelledMatrix? {
    displayed.table(
      names: locations.map { location in
        areOfSeveralLayers
          ? "layer \(location.layer ?? 0) head \(location.head ?? 0)" : "head \(location.head ?? 0)"
      })
  }

  public func facts(of displayed: Matrix<Double>?) -> [ValueFact] {
    guard tokens.keepsSums, difference == nil,
      let displayed = displayed ?? table(in: .english)?.measured
    else { return [] }
    return [
      .weights(WeightsFact(displayed, source: tokens.showsAll && !tokens.joinsWords ? source : nil))
    ]
  }
}

extension ColorScaleSharing {
  var words: Localized {
    switch self {
    case .shared: Localized(en: "all panels share one colour scale", zh: "各图共用一个色标")
    case .panel: Localized(en: "each panel has a colour scale of its own", zh: "各图有各自的色标")
    }
  }
}

extension ColorScaleSharing {
  /// What stands beside a colour bar, so that no two panels are compared that cannot be.
  var barLabel: Localized {
    switch self {
    case .shared: Localized(en: "weight, one scale for all", zh: "权重（共用色标）")
    case .panel: Localized(en: "weight, scale of this head", zh: "权重（本头色标）")
    }
  }
}

extension ColorBar {
  /// The bar of the weights of all panels. A bar as long as the panels together says by itself whose it is.
  static func ofWeights(_ language: Language) -> ColorBar {
    var bar = ColorBar(label: RichText(ColorScaleSharing.shared.barLabel[language]))
    bar.shortLabel = RichText(KindStrings.weight[language])
    return bar
  }
}

/// Numbers as prose has them, runs of three and more drawn together: "0–3" and "7".
func runs(_ numbers: [Int]) -> [String] {
  var names: [String] = []
  var start = 0
  while start < numbers.count {
    var end = start
    while end + 1 < numbers.count, numbers[end + 1] == numbers[end] + 1 { end += 1 }
    if end >= start + 2 {
      names.append("\(numbers[start])–\(numbers[end])")
    } else {
      names += numbers[start...end].map { "\($0)" }
    }
    start = end + 1
  }
  return names
}

/// Numbers as options have them, runs drawn together: "0-3,7"; of very many the first.
func typedRuns(_ numbers: [Int]) -> String {
  let texts = runs(numbers.uniqued).map { $0.replacing("–", with: "-") }
  return texts.prefix(12).joined(separator: ",") + (texts.count > 12 ? ",…" : "")
}

/// Several matrices as one table.
enum WeightsTable {
  /// The matrices below one another, shape `[matrices * queries, keys]`.
  static func stacked(_ parts: [AttentionWeights], names: [String]) -> LabelledMatrix {
    let columns = parts.first?.matrix.columns ?? 0
    let values = parts.flatMap(\.matrix.values)
    return LabelledMatrix(
      matrix: Matrix(rows: values.count / max(columns, 1), columns: columns, values: values),
      rowLabels: zip(names, parts).flatMap { name, part in
        part.table.rowLabels.map { "\(name): \($0)" }
      },
      columnLabels: parts.first?.table.columnLabels ?? [])
  }
}

/// The colour scale of each of several panels.
struct HeadScales {
  /// One for each panel; all the same where they share one.
  let scales: [ColorScale]
  /// What the shown values of all panels reach.
  private let extent: ValueExtent

  /// - Parameter areDifferences: whether values are on both sides of 0, and colours about it.
  init(
    _ parts: [AttentionWeights], heatMap: HeatMapArguments, sharing: ColorScaleSharing,
    areDifferences: Bool = false
  ) throws(FigureError) {
    try self.init(
      parts.map { part in
        let visible = part.visible.values
        return ScaledValues(
          ValueExtent(visible),
          minimumPositive: heatMap.norm == .log ? visible.minimumPositive : nil)
      }, heatMap: heatMap, sharing: sharing, areDifferences: areDifferences)
  }

  /// The scales of matrices of which only this is known.
  ///
  /// The limits of a shared scale are those of all values together: a head without a weight, or
  /// without a number, does not stretch it.
  init(
    _ parts: [ScaledValues], heatMap: HeatMapArguments, sharing: ColorScaleSharing,
    areDifferences: Bool = false
  ) throws(FigureError) {
    func scale(_ values: ScaledValues) throws(FigureError) -> ColorScale {
      areDifferences
        ? try heatMap.differenceScale(for: values)
        : try heatMap.weightsScale(for: values)
    }
    var whole = ScaledValues(ValueExtent(), minimumPositive: nil)
    for part in parts { whole.add(part) }
    extent = whole.extent
    switch sharing {
    case .shared:
      let shared = try scale(whole)
      scales = parts.map { _ in shared }
    case .panel:
      var scales: [ColorScale] = []
      for part in parts {
        scales.append(try scale(part))
      }
      self.scales = scales
    }
  }

  /// From the minimum to the maximum value of all panels, in words.
  func range(_ language: Language) -> ValueRange {
    ValueRange(extent, language)
  }
}

extension HeatMapArguments {
  /// The panel of one matrix of attention, masked positions and all.
  func panel(
    _ part: AttentionWeights, scale: ColorScale, hasLabels: Bool = true, barLabel: String? = nil,
    _ language: Language
  ) -> Panel {
    var panel = panel(
      part.matrix, scale: scale, rows: part.queryAxis(language, label: hasLabels),
      columns: part.keyAxis(language, label: hasLabels), aspect: .equal, barLabel: barLabel)
    if let hidden = part.isHidden {
      panel.heatMap?.isMasked =
        transpose
        ? (0..<hidden.columns).flatMap { column in
          (0..<hidden.rows).map { hidden[$0, column] }
        } : hidden.values
    }
    return panel.marked(part.stepMarks, isTransposed: transpose)
  }
}

extension Panel {
  /// The panel's heat map; nil, and left alone, where it shows something else.
  var heatMap: HeatMap? {
    get { if case .heatMap(let map) = content { map } else { nil } }
    set {
      guard case .heatMap = content, let newValue else { return }
      content = .heatMap(newValue)
    }
  }
}

extension Array where Element: Hashable {
  /// The elements without repetitions, in order.
  var uniqued: [Element] {
    var seen = Set<Element>()
    return filter { seen.insert($0).inserted }
  }
}
