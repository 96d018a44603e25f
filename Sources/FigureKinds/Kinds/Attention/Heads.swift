// `heads`: several heads of one layer side by side.

public import ArgumentParser
public import AttentionMath
public import FigureModel
import FigureScene
import MatrixFiles

/// Whether panels share one colour scale.
public enum ColorScaleSharing: String, CaseIterable, Hashable, Sendable, ExpressibleByArgument {
  /// One scale and one bar for all panels.
  case shared
  /// A scale and a bar for each panel.
  case panel
}

/// Some heads of a layer as a grid of heat maps.
public struct Heads: FigureKind {
  public static let name = "heads"
  public static let abstract = "Draw several heads of a layer side by side."
  public static let examples = [
    "attnplot heads --weights attn.npy --layer 11 --heads 0,2,5,8 --columns 2 "
      + "--tokens-file tokens.json -o grid.png"
  ]

  @Option(
    help: ArgumentHelp("A file of weights, FILE#name for a tensor in it.", valueName: "file"),
    completion: .file())
  public var weights: String

  @Option(parsing: .unconditional, help: ArgumentHelp("The layer, from 0.", valueName: "n"))
  public var layer: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The heads: 0,2,5,8 or 0-3; all if not given.", valueName: "list"),
    transform: IntegerList.parsed)
  public var heads: IntegerList?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Panels side by side.", valueName: "n"))
  public var columns: Int?

  @Option(help: ArgumentHelp("One true scale for all panels, or one each.", valueName: "scale"))
  public var colorScale = ColorScaleSharing.shared

  @OptionGroup(title: "Mask") public var mask: MaskArguments
  @OptionGroup(title: "Tokens") public var tokens: TokenArguments
  @OptionGroup(title: "Axes of the array") public var array: ArrangementArguments
  @OptionGroup(title: "Tables of text") public var tables: TableArguments
  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public init() {}

  public var inputFiles: [String] { [weights, mask.maskFile].compactMap(\.self) + tokens.files }
  public var companionFiles: [String] { tokens.companions(of: weights) }

  /// More panels than this are what `model-view` is for.
  static let mostPanels = 64

  public func compute(in context: ComputeContext) throws(FigureError) -> HeadsValues {
    let context = context.reading(tables)
    let array = try MatrixInput.array(
      weights, option: "--weights", self.array.arrangement, context)
    let tensor = array.tensor
    var grid = try WeightsGrid(tensor: tensor, reference: weights)
    let layer = try grid.onlyLayer(layer)
    let chosen = heads?.values ?? Array(0..<grid.heads)
    guard chosen.count <= Self.mostPanels else {
      throw .usage(
        "--heads: \(chosen.count) panels are too many to read; give at most \(Self.mostPanels), or "
          + "draw a model-view")
    }
    if let columns, columns < 1 {
      throw .usage("--columns \(columns): at least 1 is needed")
    }
    if heatMap.transpose, let head = chosen.first, (0..<grid.heads).contains(head),
      let transposed = try grid.transposed(judging: layer, head)
    {
      grid = transposed
    }
    let axes = try tokens.axes(
      context, labels: grid.findings, beside: weights, of: (grid.queries, grid.keys)
    ).fitting(queries: grid.queries, keys: grid.keys, exchanges: grid.isKeysByQueries)
    let mask = try mask.checked(queries: grid.queries, keys: grid.keys, context)
    let parts = try grid.parts(layers: [layer], heads: chosen, tokens: axes, mask: mask)
    let layout = WeightsLayout(
      grid.tensor.info.shape, parts: parts, tokens: axes, uses: [.layers, .mask, .drop])
    return HeadsValues(
      parts: parts, tokens: axes, layer: grid.hasLayers ? layer : nil, heads: chosen,
      isTurned: grid.isKeysByQueries,
      source: StoredWeights(
        reference: weights, context: context, arrangement: self.array.arrangement,
        layer: self.layer,
        heads: heads?.values.map { $0 } ?? [], mayBeTransposed: heatMap.transpose),
      warnings: axes.warnings + mask.warnings(of: parts) + layout.warnings
        + WeightsConcern.warnings(parts))
  }

  public func compose(
    _ values: HeadsValues, on page: PageContext
  ) throws(FigureError) -> Composition {
    let language = page.language
    let heads = values.heads
    var heatMap = heatMap
    if values.isTurned { heatMap.transpose = false }
    let isShared = colorScale == .shared
    let scales = try HeadScales(values.parts, heatMap: heatMap, sharing: colorScale)
    var drawn: [Panel] = []
    for (index, head) in heads.enumerated() {
      var panel = heatMap.panel(values.parts[index], scale: scales.scales[index], language)
      panel.title = RichText(Localized(en: "Head \(head)", zh: "第 \(head) 头")[language])
      panel.heatMap?.colorBar =
        isShared
        ? nil : ColorBar(label: RichText(ColorScaleSharing.panel.barLabel[language]))
      drawn.append(panel)
    }
    let names = runs(heads)
    let word = heads.count == 1 ? "head" : "heads"
    let (english, chinese) = (listed(names, .english), listed(names, .chinese))
    let title = Localized(
      en: values.layer.map { "Layer \($0): \(word) \(english)" }
        ?? "\(word.prefix(1).uppercased() + word.dropFirst()) \(english)",
      zh: (values.layer.map { "第 \($0) 层：" } ?? "") + "第 \(chinese) 头")
    let limits = scales.range(language)
    let shape = values.parts.first.map { "[\($0.matrix.rows), \($0.matrix.columns)]" } ?? ""
    let summary = Localized(
      en:
        "Heat maps of the attention weights of \(word) \(english), \(shape) queries "
        + "by keys each, values \(limits); \(colorScale.words.english).",
      zh: "第 \(chinese) 头注意力权重的热图，每个 \(shape)（查询 × 键），取值 "
        + "\(limits)；\(colorScale.words.chinese)。")
    let across = min(columns ?? Int(Double(heads.count).squareRoot().rounded(.up)), heads.count)
    let rows = (drawn.count + across - 1) / across
    let side = Double(min(420, max(220, (values.parts.first?.matrix.columns ?? 8) * 26)))
    return Composition(
      Figure(
        name: Self.name, title: RichText(title[language]), summary: summary[language],
        notes: values.tokens.notes(
          language, emptyRows: values.parts.reduce(0) { $0 + $1.emptyRows }),
        language: language, panels: drawn, columns: across,
        size: page.size
          ?? .about(
            Size(
              Double(across) * (side + (isShared ? 110 : 190)) + 130,
              Double(rows) * (side + 130) + 80)),
        sharedColorBar: isShared
          ? ColorBar(label: RichText(ColorScaleSharing.shared.barLabel[language])) : nil))
  }
}

/// The weights of some heads of one layer.
public struct HeadsValues: FigureValues {
  let parts: [AttentionWeights]
  let tokens: TokenAxes
  /// nil where the file has no layers.
  let layer: Int?
  let heads: [Int]
  /// Whether the file held keys by queries and its matrices were transposed when they were read.
  let isTurned: Bool
  let source: StoredWeights
  public let warnings: [String]

  public func table(in language: Language) -> LabelledMatrix? {
    WeightsTable.stacked(parts, names: heads.map { "head \($0)" })
  }

  public func facts(of shown: Matrix<Double>?) -> [ValueFact] {
    guard let shown, tokens.keepsSums else { return [] }
    return [.weights(ShownWeights(shown, source: tokens.showsAll ? source : nil))]
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

  init(
    _ parts: [AttentionWeights], heatMap: HeatMapArguments, sharing: ColorScaleSharing
  ) throws(FigureError) {
    try self.init(
      parts.map { part in
        let visible = part.visible.values
        return ScaledValues(
          ValueExtent(visible), leastPositive: heatMap.norm == .log ? visible.leastPositive : nil)
      }, heatMap: heatMap, sharing: sharing)
  }

  /// The scales of matrices of which only this is known.
  ///
  /// The limits of a shared scale are those of all values together: a head without a weight, or
  /// without a number, does not stretch it.
  init(
    _ parts: [ScaledValues], heatMap: HeatMapArguments, sharing: ColorScaleSharing
  ) throws(FigureError) {
    var whole = ScaledValues(ValueExtent(), leastPositive: nil)
    for part in parts { whole.add(part) }
    extent = whole.extent
    switch sharing {
    case .shared:
      let scale = try heatMap.scale(for: whole, limits: probabilityLimits(whole.extent))
      scales = parts.map { _ in scale }
    case .panel:
      var scales: [ColorScale] = []
      for part in parts {
        scales.append(try heatMap.scale(for: part, limits: probabilityLimits(part.extent)))
      }
      self.scales = scales
    }
  }

  /// From the least to the greatest value of all panels, in words.
  func range(_ language: Language) -> ValueRange {
    ValueRange(extent, language)
  }
}

extension HeatMapArguments {
  /// The panel of one matrix of attention, masked places and all.
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
    return panel
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
