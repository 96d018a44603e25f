// `rollout`: attention followed through all layers.

public import ArgumentParser
public import AttentionMath
import FigureModel
import FigureScene
import MatrixFiles

/// Attention rollout (Abnar & Zuidema 2020): how much of each input token is in each token after
/// the last layer.
public struct Rollout: FigureKind {
  public static let name = "rollout"
  public static let abstract = "Draw attention rolled out through the layers."
  public static let examples = [
    "attnplot rollout --weights attn.npy --tokens-file tokens.json -o rollout.png"
  ]
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
    help: ArgumentHelp("Roll out to this layer; to the last if not given.", valueName: "n"))
  public var layer: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The share of the residual connection, 0 to 1.", valueName: "number"))
  public var residual = 0.5

  @Option(help: ArgumentHelp("How heads become one matrix a layer.", valueName: "how"))
  public var combine = AttentionReduction.mean

  @OptionGroup(title: "Mask") public var mask: MaskArguments
  @OptionGroup(title: "Tokens") public var tokens: TokenArguments
  @OptionGroup(title: "Tables of text") public var tables: TableArguments
  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public init() {}

  public var inputFiles: [String] { [weights, mask.maskFile].compactMap(\.self) + tokens.files }
  public var companionFiles: [String] { tokens.companions(of: weights) }

  public func draft(in context: FigureContext) throws(FigureError) -> FigureDraft {
    let context = context.reading(tables)
    guard residual >= 0, residual <= 1 else {
      throw .usage("--residual \(typed(residual)): must be from 0 to 1")
    }
    let tensor = try MatrixInput.tensor(weights, option: "--weights", context)
    let grid = try WeightsGrid(tensor: tensor, reference: weights)
    guard grid.hasLayers else {
      throw .usage(
        "--weights \(weights): the rollout needs all layers, [layers, heads, queries, keys], not "
          + "\(tensor.info.shape)"
          + (tensor.info.shape.count == 3
            ? "; where one axis holds layers and heads, save w.reshape(layers, heads, n, n)" : ""))
    }
    let last =
      try layer.map { layer throws(FigureError) in try grid.checkedLayer(layer) }
      ?? grid.layers - 1
    if heatMap.transpose, let transposed = try grid.transposed(judging: 0, 0) {
      var upright = self
      upright.heatMap.transpose = false
      return try upright.draft(transposed, to: last, context)
    }
    return try draft(grid, to: last, context)
  }

  private func draft(
    _ grid: WeightsGrid, to last: Int, _ context: FigureContext
  ) throws(FigureError) -> FigureDraft {
    let axes = try tokens.axes(
      context, labels: grid.findings, beside: weights, of: (grid.queries, grid.keys))
    // Rolling out makes rows sum to 1, so what is wrong with the weights shows in them alone.
    let mask = try mask.checked(queries: grid.queries, keys: grid.keys, context)
    var layers: [Matrix<Double>] = []
    var leftOut: [WeightsPlace] = []
    var checked: [AttentionWeights] = []
    for layer in 0...last {
      let parts = try grid.parts(
        layers: [layer], heads: Array(0..<grid.heads),
        tokens: TokenAxes(queries: axes.queries, keys: axes.keys), mask: mask)
      let combined = try CombinedWeights(
        parts.enumerated().map { (grid.place(layer: layer, head: $0), $1.matrix) }, by: combine,
        of: "layer \(layer)", reference: weights)
      layers.append(combined.matrix)
      leftOut += combined.leftOut
      checked += parts
    }
    let result = try asFigureError { () throws(AttentionError) in
      try AttentionMath.rollout(of: layers, residual: residual)
    }
    let attention = try AttentionWeights(
      result[last], tokens: axes, isHidden: mask.hidden, nature: .anything)
    let title = Localized(
      en: last == 0 ? "Attention rollout, layer 0" : "Attention rollout, layers 0–\(last)",
      zh: last == 0 ? "注意力展开（rollout），第 0 层" : "注意力展开（rollout），第 0–\(last) 层")
    var draft = try AttentionFigure(
      attention: attention, title: RichText(title[context.language]),
      what: Localized(
        en: "attention rolled out through layers 0 to \(last)", zh: "第 0 到 \(last) 层的注意力展开"),
      stage: .weights, kind: Self.name, heatMap: heatMap
    ).draft(context)
    let layout = WeightsLayout(
      grid.tensor.info.shape, parts: checked, tokens: axes, uses: [.layers, .chain, .mask, .drop])
    draft.figure.notes =
      notes(heads: grid.heads, context.language)
      + [CombinedWeights.note(leftOut, context.language)].compactMap(\.self)
      + axes.notes(context.language, emptyRows: attention.emptyRows)
    draft.warnings =
      axes.warnings + mask.warnings(of: checked) + layout.warnings
      + WeightsConcern.warnings(checked) + [CombinedWeights.warning(leftOut)].compactMap(\.self)
    return draft
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
      throw .work("--weights \(weights): \(error)")
    }
  }
}
