// `attention`: scaled dot-product self-attention, computed or from a model's weights.

public import ArgumentParser
public import AttentionMath
import FigureModel
import FigureScene
import MatrixFiles

/// Self-attention: any stage of it, or one query's weights.
public struct Attention: FigureKind {
  public static let name = "attention"
  public static let abstract = "Draw self-attention, computed or from a model's own weights."
  public static let examples = [
    "attnplot attention --tokens \"我 爱 人 工 智 能\" --dimensions 4 --seed 7 --stage all -o a.png",
    "attnplot attention --query q.npy --key k.npy --value v.npy --mask causal --stage weights "
      + "-o w.svg",
    "attnplot attention --weights attn.npy --layer 11 --head 0 --tokens-file tokens.json "
      + "-o head.png",
  ]
  public static let claims = [
    "rows-sum-to-one",
    "weights-in-unit-interval",
    "causal-ignores-later",
    "weights-match-source",
  ]

  /// A step of scaled dot-product attention.
  public enum Stage: String, CaseIterable, Hashable, Sendable, ExpressibleByArgument {
    case scores, scaled, masked, weights, output, all
  }

  @Option(
    help: ArgumentHelp("A file of weights, FILE#name for a tensor in it.", valueName: "file"),
    completion: .file())
  public var weights: String?

  @Option(
    help: ArgumentHelp("A file of queries, [n_q, d_k].", valueName: "file"),
    completion: .file())
  public var query: String?

  @Option(
    help: ArgumentHelp("A file of keys, [n_k, d_k].", valueName: "file"),
    completion: .file())
  public var key: String?

  @Option(
    help: ArgumentHelp("A file of values, [n_k, d_v].", valueName: "file"),
    completion: .file())
  public var value: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("d_model of attention that is computed from tokens alone.", valueName: "d"))
  public var dimensions = 4

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What embeddings and projections are drawn from.", valueName: "n"))
  public var seed = 0

  @Option(help: ArgumentHelp("Which step to draw.", valueName: "stage"))
  public var stage = Stage.weights

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Draw this query's weights as bars: a token or its number.", valueName: "token"))
  public var queryToken: String?

  @Option(
    help: ArgumentHelp(
      "Combine the heads, of --layer or of all layers, into one matrix.", valueName: "how"))
  public var combine: AttentionReduction?

  @OptionGroup(title: "Which matrix") public var choice: MatrixChoiceArguments
  @OptionGroup(title: "Mask and scale") public var mask: MaskArguments
  @OptionGroup(title: "Tokens") public var tokens: TokenArguments
  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public init() {}

  public var inputFiles: [String] {
    [weights, query, key, value, mask.maskFile].compactMap { $0 } + tokens.files
  }

  public func draft(in context: FigureContext) throws(FigureError) -> FigureDraft {
    if weights != nil {
      return try fromWeights(context)
    }
    guard combine == nil, choice.layer == nil, choice.head == nil, choice.index == nil else {
      throw .usage("--layer, --head, --index and --combine go with --weights")
    }
    let input = try input(context)
    let attention = try mask.attention(keys: input.key.rows, context)
    let stages: AttentionStages<Double>
    do throws(AttentionError) {
      stages = try attention.stages(query: input.query, key: input.key, value: input.value)
    } catch {
      throw .usage("\(error)")
    }
    let hidden = try attention.mask.hidden(queries: input.query.rows, keys: input.key.rows)
    if stage == .all { return try all(stages, hidden: hidden, context) }
    if stage == .output { return try output(stages.output, context) }
    return try drawn(stages, hidden: hidden, context)
  }

  // MARK: Sources

  private func fromWeights(_ context: FigureContext) throws(FigureError) -> FigureDraft {
    guard let weights else { throw .usage("--weights is needed") }
    guard query == nil, key == nil, value == nil, !mask.isUsed, stage == .weights else {
      throw .usage(
        "--weights are drawn as they are: leave out --query, --key, --value, --stage and masks")
    }
    let tensor = try MatrixInput.tensor(weights, option: "--weights", context)
    let (matrix, title) = try WeightsChoice(
      tensor: tensor, reference: weights, choice: choice, combine: combine
    ).matrix(context.language)
    let attention = try AttentionWeights(matrix, tokens: tokens, isCross: false, context)
    return try draft(attention, title: title, stage: .weights, context)
  }

  private func input(
    _ context: FigureContext
  ) throws(FigureError) -> (query: Matrix<Double>, key: Matrix<Double>, value: Matrix<Double>) {
    if let query, let key {
      let queries = try MatrixInput.matrix(query, option: "--query", context)
      let keys = try MatrixInput.matrix(key, option: "--key", context)
      if value == nil, stage == .output || stage == .all {
        throw .usage("--stage \(stage.rawValue): give --value as well")
      }
      let values = try value.map { path throws(FigureError) in
        try MatrixInput.matrix(path, option: "--value", context)
      }
      return (queries, keys, values ?? keys)
    }
    guard query == nil, key == nil, value == nil else {
      throw .usage("--query, --key and --value go together: give at least --query and --key")
    }
    let lists = try tokens.lists(context)
    guard let queries = lists.queries, let keys = lists.keys else {
      throw .usage(
        "give --weights FILE, or --query and --key, or --tokens \"我 爱 人\": what to attend to")
    }
    let seeded = try SeededInput(dimensions: dimensions, seed: seed)
    let projections = seeded.projections()
    let x = seeded.embeddings(queries.raw)
    let y = seeded.embeddings(keys.raw)
    return (
      x.times(projections.query), y.times(projections.key), y.times(projections.value)
    )
  }

  // MARK: Figures

  private func drawn(
    _ stages: AttentionStages<Double>, hidden: BooleanMatrix?, _ context: FigureContext
  ) throws(FigureError) -> FigureDraft {
    let matrix: Matrix<Double>
    switch stage {
    case .scores: matrix = stages.scores
    case .scaled: matrix = stages.scaled
    case .masked: matrix = stages.masked
    case .weights, .output, .all: matrix = stages.weights
    }
    let showsMask = stage == .masked || stage == .weights
    let attention = try AttentionWeights(
      matrix, tokens: tokens, isHidden: showsMask ? hidden : nil, isCross: false,
      areWeights: false, context)
    return try draft(
      attention, title: stage.title[context.language], stage: stage, context)
  }

  private func draft(
    _ attention: AttentionWeights, title: String, stage: Stage, _ context: FigureContext
  ) throws(FigureError) -> FigureDraft {
    if let queryToken {
      return try QueryBars(
        attention, query: queryToken, title: title, kind: Self.name, context
      ).draft()
    }
    return try AttentionFigure(
      attention: attention, title: title, what: stage.noun, isProbability: stage == .weights,
      kind: Self.name, heatMap: heatMap
    ).draft(context)
  }

  private func output(
    _ matrix: Matrix<Double>, _ context: FigureContext
  ) throws(FigureError) -> FigureDraft {
    let lists = try tokens.lists(context)
    try lists.queries?.check(count: matrix.rows, axis: "queries")
    let scale = try heatMap.scale(for: matrix)
    let limits = ValueRange(matrix.values, context.language)
    let shape = "[\(matrix.rows), \(matrix.columns)]"
    let summary = Localized(
      en:
        "Heat map of the output of attention, \(shape): one vector for each query, values \(limits).",
      zh: "注意力输出的热图，\(shape)：每个查询一个向量，取值 \(limits)。")
    return FigureDraft(
      figure: Figure(
        name: Self.name, title: RichText(Stage.output.title[context.language]),
        summary: summary[context.language], language: context.language,
        panels: [
          heatMap.panel(
            matrix, scale: scale,
            rows: Axis(
              domain: lists.queries.map { .names($0.shown) }
                ?? .cells(count: matrix.rows, first: 0)),
            columns: Axis(
              label: RichText(Words(context.language).dimension),
              domain: .cells(count: matrix.columns, first: 0)))
        ],
        size: context.size ?? tokenPage(rows: matrix.rows, columns: matrix.columns)),
      table: LabelledMatrix(
        matrix: matrix, rowLabels: lists.queries?.raw ?? (0..<matrix.rows).map { "\($0)" },
        columnLabels: (0..<matrix.columns).map { "\($0)" }))
  }

  private func all(
    _ stages: AttentionStages<Double>, hidden: BooleanMatrix?, _ context: FigureContext
  ) throws(FigureError) -> FigureDraft {
    throw .work("not yet")
  }
}

extension Attention.Stage {
  /// What the stage is called above a figure.
  var title: Localized {
    switch self {
    case .scores: Localized(en: "Attention scores QKᵀ", zh: "注意力分数 QKᵀ")
    case .scaled: Localized(en: "Scaled scores QKᵀ/√d_k", zh: "缩放后的分数 QKᵀ/√d_k")
    case .masked: Localized(en: "Scaled and masked scores", zh: "缩放并加掩码后的分数")
    case .weights: Localized(en: "Attention weights", zh: "注意力权重")
    case .output: Localized(en: "Output Z", zh: "输出 Z")
    case .all: Localized(en: "Scaled dot-product attention", zh: "缩放点积注意力")
    }
  }

  /// What the stage holds, in a sentence.
  var noun: Localized {
    switch self {
    case .scores: Localized(en: "attention scores", zh: "注意力分数")
    case .scaled: Localized(en: "scaled attention scores", zh: "缩放后的注意力分数")
    case .masked: Localized(en: "masked attention scores", zh: "加掩码后的注意力分数")
    case .weights, .output, .all: Localized(en: "attention weights", zh: "注意力权重")
    }
  }
}
