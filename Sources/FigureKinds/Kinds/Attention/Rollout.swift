// `rollout`: attention followed through all layers.

public import ArgumentParser
public import AttentionMath
public import FigureModel
import FigureScene
import MatrixFiles
public import MatrixSources
public import TextFormats

/// Attention rollout (Abnar & Zuidema 2020): how much of each input token is in each token after
/// the last layer.
public struct Rollout: CellKind {
  public static let name = "rollout"
  public static let abstract = "Draw attention rolled out through the layers."
  public static let examples = [
    "attnplot rollout --weights attn.npy --tokens-file tokens.json -o rollout.png"
  ]

  static let weights = OptionDeclaration<String?>(
    "weights", "Weights of all layers, [layers, heads, queries, keys].", valueName: "file",
    shape: .file)
  @Option(Self.weights) public var weights: String?

  static let layer = OptionDeclaration<Int?>(
    "layer", "Roll out to this layer; to the last if not given.", valueName: "n", rule: .atLeast(0))
  @Option(Self.layer) public var layer: Int?

  static let residual = OptionDeclaration<Double>(
    "residual", "The share of the residual connection, 0 to 1.", valueName: "number", initial: 0.5,
    rule: .from(0, to: 1, "must be from 0 to 1"))
  @Option(Self.residual) public var residual: Double

  static let combine = OptionDeclaration<AttentionReduction>(
    "combine", "How heads become one matrix a layer.", valueName: "how",
    initial: AttentionReduction.mean)
  @Option(Self.combine) public var combine: AttentionReduction

  @OptionGroup(title: "Mask") public var mask: MaskArguments
  @OptionGroup(title: "Tokens") public var tokens: TokenArguments
  @OptionGroup(title: "Which part") public var selection: SelectionArguments
  @OptionGroup(title: "Model") public var model: ModelArguments
  @OptionGroup(title: "Axes of the array") public var array: GridArrangementArguments
  @OptionGroup(title: "Tables of text") public var tables: TableArguments
  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public static let parameters: [Parameter<Rollout>] = [
    Parameter(weights, \._weights),
    Parameter(layer, \._layer),
    Parameter(residual, \._residual),
    Parameter(combine, \._combine),
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

  public func compute(in context: ComputeContext) throws(FigureError) -> RolloutValues {
    let context = context.reading(tables)
    let source = try WeightsInput(
      self.weights, model, self.array.arrangement,
      AskedHeads(layers: layer.map { [$0] }, upTo: true), inLayers: true, context)
    let (array, weights) = (source.array, source.reference)
    let tensor = array.tensor
    try source.requireAllLayers(by: "the rollout")
    var grid = try source.grid()
    guard grid.hasLayers else {
      throw .usage(
        "\(option: "weights") \(weights): the rollout needs all layers, [layers, heads, queries, keys], not "
          + "\(tensor.info.shape)"
          + (tensor.info.shape.count == 3
            ? "; where one axis holds layers and heads, take it apart with \(option: "reshape") LAYERSxHEADS"
            : ""),
        zh:
          "\(option: "weights") \(weights)：注意力展开需要所有层，[layers, heads, queries, keys]，而不是 \(tensor.info.shape)\(tensor.info.shape.count == 3 ? Message("；若一个轴同时含层和头，请用\(option: "reshape")拆开") : "")"
      )
    }
    // Before any of them is read.
    let (queries, keys) = (grid.queries, grid.keys)
    try asFigureError { () throws(AttentionError) in
      if queries != keys { throw .notSquare(rows: queries, columns: keys) }
    }
    let last =
      try layer.map { layer throws(FigureError) in try grid.checkedLayer(layer) }
      ?? grid.layers - 1
    if heatMap.transpose, let transposed = try grid.transposed(judging: 0, 0) { grid = transposed }
    let axes = try tokens.axes(
      context, labels: grid.findings, beside: source.companion, of: (grid.queries, grid.keys),
      selection, from: array.origin)
    // Rolling out makes rows sum to 1, so what is wrong with the weights shows in them alone.
    let mask = try mask.checked(queries: grid.queries, keys: grid.keys, context)
    var rolled: Matrix<Double>?
    var leftOut: [HeadLocation] = []
    var checked: [AttentionWeights] = []
    // A head is forgotten when it is combined, and a layer when it is multiplied.
    try source.forEachLayer(0..<last + 1) { layer throws(FigureError) in
      var combined = CombinedWeights(by: combine)
      for head in 0..<grid.heads {
        let part = try grid.parts(layers: [layer], heads: [head], tokens: axes.whole, mask: mask)[0]
        combined.add(part.matrix, at: grid.location(layer: layer, head: head))
        checked.append(part.withoutValues)
      }
      leftOut += combined.leftOut
      let matrix = try combined.matrix(of: "layer \(layer)", reference: weights)
      let own = try asFigureError { () throws(AttentionError) in
        try AttentionMath.rollout(of: [matrix], residual: residual)[0]
      }
      rolled = rolled.map { own.times($0) } ?? own
    }
    guard let rolled else {
      throw .work(
        "\(option: "weights") \(weights): holds no layers; give those of a model",
        zh: "\(option: "weights") \(weights)：没有任何层；请给出模型的各层")
    }
    let attention = try AttentionWeights(
      rolled, tokens: axes, isHidden: mask.hidden, nature: .anything)
    let layout = WeightsLayout(
      grid.tensor.info.shape, parts: checked, tokens: axes, uses: [.layers, .chain, .mask, .drop])
    return RolloutValues(
      attention: attention, tokens: axes, last: last, heads: grid.heads, leftOut: leftOut,
      isMean: combine == .mean, isTurned: grid.isKeysByQueries,
      warnings: source.warnings + axes.warnings + mask.warnings(of: checked) + layout.warnings
        + WeightsConcern.warnings(checked) + [CombinedWeights.warning(leftOut)].compactMap(\.self))
  }

  public func compose(
    _ values: RolloutValues, on page: PageContext
  ) throws(FigureError) -> Composition {
    let (language, last) = (page.language, values.last)
    var heatMap = heatMap
    if values.isTurned { heatMap.transpose = false }
    let title = Localized(
      en: last == 0 ? "Attention rollout, layer 0" : "Attention rollout, layers 0–\(last)",
      zh: last == 0 ? "注意力展开（rollout），第 0 层" : "注意力展开（rollout），第 0–\(last) 层")
    var figure = try AttentionFigure(
      weights: .held(values.attention), title: RichText(title[language]),
      what: Localized(
        en: "attention rolled out through layers 0 to \(last)", zh: "第 0 到 \(last) 层的注意力展开"),
      stage: .weights, kind: Self.name, heatMap: heatMap
    ).figure(page)
    figure.notes =
      notes(heads: values.heads, language)
      + [CombinedWeights.note(values.leftOut, language)].compactMap(\.self)
      + values.tokens.notes(language, emptyRows: values.attention.emptyRows)
    return Composition(figure)
  }

  /// How the layers' heads and the residual connection came together.
  private func notes(heads: Int, _ language: Language) -> [FigureNote] {
    let share = formatNumber(residual, significant: 3)
    let combined = Localized(
      en: "Each layer: \(combine.words.english) of its \(heads) heads, \(share) of the residual.",
      zh: "每层取 \(heads) 个头的\(combine.words.chinese)，残差占 \(share)。")
    let alone = Localized(
      en: "Each layer with \(share) of the residual.", zh: "每层残差占 \(share)。")
    return [FigureNote((heads > 1 ? combined : alone)[language])]
  }

  private func asFigureError<Result>(
    _ body: () throws(AttentionError) -> Result
  ) throws(FigureError) -> Result {
    do throws(AttentionError) {
      return try body()
    } catch {
      let source =
        weights.map { OptionReference("weights", $0) }
        ?? OptionReference("model", model.model ?? "")
      throw .work("\(source): \(error)")
    }
  }
}

/// Attention rolled out through the layers.
public struct RolloutValues: FigureValues {
  let attention: AttentionWeights
  let tokens: TokenAxes
  /// The last of the layers that were multiplied.
  let last: Int
  /// The heads of each layer.
  let heads: Int
  let leftOut: [HeadLocation]
  /// Whether rows sum to 1, as means of weights do.
  let isMean: Bool
  /// Whether the file held keys by queries and its matrices were transposed when they were read.
  let isTurned: Bool
  public let warnings: [Message]

  public func table(in language: Language) -> LabelledMatrix? { attention.table }

  public func facts(of displayed: Matrix<Double>?) -> [ValueFact] {
    guard let displayed, isMean, tokens.keepsSums else { return [] }
    return [.weights(WeightsFact(displayed))]
  }
}
