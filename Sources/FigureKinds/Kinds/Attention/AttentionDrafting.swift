// Attention, of one sequence or of two, from options to a figure.

import AttentionMath
import FigureModel
import FigureScene
import MatrixFiles

/// Drafts a stage of attention as a heat map, a query's row as bars, or all stages as a diagram.
struct AttentionDrafting {
  let arguments: AttentionArguments
  /// Whether queries and keys come from two sequences.
  let isCross: Bool
  let kind: String
  let context: FigureContext

  init(
    _ arguments: AttentionArguments, isCross: Bool, kind: String, _ context: FigureContext
  ) {
    self.arguments = arguments
    self.isCross = isCross
    self.kind = kind
    self.context = context
  }

  func draft() throws(FigureError) -> FigureDraft {
    if let weights = arguments.weights { return try drawn(weights: weights) }
    guard arguments.combine == nil else { throw .usage("--combine goes with --weights") }
    let tokens = try arguments.tokens.axes(context)
    let input = try ComputedInput(arguments, tokens: tokens, isCross: isCross, context)
    let mask = try arguments.mask.mask(
      queries: input.query.rows, keys: input.key.rows, context)
    let attention = try arguments.scaling.attention(mask)
    let stages: AttentionStages<Double>
    do throws(AttentionError) {
      stages = try attention.stages(query: input.query, key: input.key, value: input.value)
    } catch {
      throw .usage("\(error)")
    }
    let hidden = try mask.hidden(queries: input.query.rows, keys: input.key.rows)
    switch arguments.stage {
    case .scores: return try drawn(stages.scores, hidden: nil, tokens)
    case .scaled: return try drawn(stages.scaled, hidden: nil, tokens)
    case .masked: return try drawn(stages.masked, hidden: hidden, tokens)
    case .weights: return try drawn(stages.weights, hidden: hidden, tokens)
    case .output: return try output(stages.output, tokens)
    case .all: return try all(stages, hidden: hidden, tokens)
    }
  }

  // MARK: Weights from a file

  private func drawn(weights: String) throws(FigureError) -> FigureDraft {
    if let option = optionOfComputing {
      throw .usage("\(option): --weights are drawn as they are; leave one of them out")
    }
    let tensor = try MatrixInput.tensor(weights, option: "--weights", context)
    let chosen = try WeightsChoice(
      tensor: tensor, reference: weights, choice: arguments.choice, combine: arguments.combine
    ).chosen()
    let tokens = try arguments.tokens.axes(
      context, beside: weights, of: (chosen.matrix.rows, chosen.matrix.columns),
      naming: arguments.queryToken)
    let tolerance = tensor.info.rowSumTolerance
    // The greatest or the least of several weights need not sum to 1.
    let isMean = arguments.combine == nil || arguments.combine == .mean
    let attention = try AttentionWeights(
      chosen.matrix, tokens: tokens,
      isHidden: arguments.mask.hidden(
        queries: chosen.matrix.rows, keys: chosen.matrix.columns, context),
      place: chosen.place,
      nature: !isMean
        ? .anything
        : isCross ? .crossAttention(tolerance: tolerance) : .selfAttention(tolerance: tolerance))
    var draft = try drawn(attention, title: title(chosen.name), tokens)
    let language = context.language
    draft.figure.notes =
      chosen.notes.map { FigureNote($0[language], isInTitle: true) }
      + [CombinedWeights.note(chosen.leftOut, language)].compactMap(\.self) + draft.figure.notes
    draft.warnings += [CombinedWeights.warning(chosen.leftOut)].compactMap(\.self)
    return draft
  }

  /// The first option given that only means something where attention is computed.
  private var optionOfComputing: String? {
    if arguments.query != nil { return "--query" }
    if arguments.key != nil { return "--key" }
    if arguments.value != nil { return "--value" }
    if arguments.dimensions != nil { return "--dimensions" }
    if arguments.seed != nil { return "--seed" }
    if arguments.stage != .weights { return "--stage \(arguments.stage.rawValue)" }
    return arguments.scaling.used
  }

  private func title(_ name: Localized?) -> RichText {
    guard isCross else {
      return RichText(name?[context.language] ?? Self.weightsName[context.language])
    }
    let cross = Localized(en: "Cross-attention", zh: "交叉注意力")[context.language]
    guard let name = name?[context.language] else { return RichText(cross) }
    return RichText(
      context.language == .chinese
        ? "\(cross)，\(name)" : "\(cross), \(name.prefix(1).lowercased() + name.dropFirst())")
  }

  private static let weightsName = Localized(en: "Attention weights", zh: "注意力权重")

  // MARK: Figures

  private func drawn(
    _ matrix: Matrix<Double>, hidden: BooleanMatrix?, _ tokens: TokenAxes
  ) throws(FigureError) -> FigureDraft {
    guard arguments.stage == .weights || !tokens.isRenormalized else {
      throw .usage("--renormalize: only weights sum to 1; leave it out with --stage scores")
    }
    let attention = try AttentionWeights(
      matrix, tokens: tokens, isHidden: hidden, nature: .anything)
    return try drawn(
      attention, title: arguments.stage.title(context.language, isCross: isCross), tokens)
  }

  private func drawn(
    _ attention: AttentionWeights, title: RichText, _ tokens: TokenAxes
  ) throws(FigureError) -> FigureDraft {
    let what = arguments.stage.noun(isCross: isCross)
    var draft: FigureDraft
    if let query = arguments.queryToken {
      draft = try QueryBars(
        attention, query: query, title: title, stage: arguments.stage, kind: kind, context
      ).draft()
    } else {
      draft = try AttentionFigure(
        attention: attention, title: title, what: what, stage: arguments.stage, kind: kind,
        heatMap: arguments.heatMap
      ).draft(context)
    }
    draft.figure.notes += tokens.notes(context.language, emptyRows: attention.emptyRows)
    draft.warnings = tokens.warnings + draft.warnings
    return draft
  }

  /// The output, shape `[queries, d_v]`: a vector for each query, not a weight for each key.
  private func output(
    _ matrix: Matrix<Double>, _ tokens: TokenAxes
  ) throws(FigureError) -> FigureDraft {
    guard arguments.queryToken == nil, tokens.shownQueries == nil, tokens.shownKeys == nil else {
      throw .usage(
        "--query-token, --drop-tokens and --only-tokens go with weights and scores, not with "
          + "--stage output")
    }
    try tokens.queries?.check(count: matrix.rows, axis: "queries")
    guard matrix.rows > 0, matrix.columns > 0 else {
      throw .work("a matrix of shape [\(matrix.rows), \(matrix.columns)] has no cell to draw")
    }
    let scale = try arguments.heatMap.scale(for: matrix)
    let limits = ValueRange(matrix.values, context.language)
    let shape = "[\(matrix.rows), \(matrix.columns)]"
    let summary = Localized(
      en: "Heat map of the output of attention, \(shape): one vector for each query, values "
        + "\(limits).",
      zh: "注意力输出的热图，\(shape)：每个查询一个向量，取值 \(limits)。")
    return FigureDraft(
      figure: Figure(
        name: kind, title: arguments.stage.title(context.language, isCross: isCross),
        summary: summary[context.language], language: context.language,
        panels: [
          arguments.heatMap.panel(
            matrix, scale: scale,
            rows: Axis(
              label: RichText(Localized(en: "query ↓", zh: "查询 ↓")[context.language]),
              domain: tokens.queries.map { .names($0.shown) }
                ?? .cells(count: matrix.rows, first: 0)),
            columns: Axis(
              label: RichText(Words(context.language).dimension),
              domain: .cells(count: matrix.columns, first: 0)))
        ],
        size: context.size ?? tokenPage(rows: matrix.rows, columns: matrix.columns)),
      table: LabelledMatrix(
        matrix: matrix, rowLabels: tokens.queries?.raw ?? (0..<matrix.rows).map { "\($0)" },
        columnLabels: (0..<matrix.columns).map { "\($0)" }))
  }

  private func all(
    _ stages: AttentionStages<Double>, hidden: BooleanMatrix?, _ tokens: TokenAxes
  ) throws(FigureError) -> FigureDraft {
    guard arguments.queryToken == nil, tokens.shownQueries == nil, tokens.shownKeys == nil else {
      throw .usage(
        "--query-token, --drop-tokens and --only-tokens go with one stage, not with --stage all")
    }
    let (n, m) = (stages.query.rows, stages.key.rows)
    try tokens.queries?.check(count: n, axis: "queries")
    try tokens.keys?.check(count: m, axis: "keys")
    guard n > 0, m > 0 else {
      throw .work("\(n) queries and \(m) keys: there is nothing to draw without one of each")
    }
    let diagram = StageDiagram(
      stages: stages, hidden: hidden,
      queries: tokens.queries?.shown ?? (0..<n).map { "\($0)" },
      keys: tokens.keys?.shown ?? (0..<m).map { "\($0)" }, language: context.language)
    return FigureDraft(
      figure: Figure(
        name: kind, title: arguments.stage.title(context.language, isCross: isCross),
        summary: diagram.summary, language: context.language,
        content: .diagram(try diagram.diagram()), size: context.size ?? .about(Size(1300, 700))),
      table: nil)
  }
}

/// Queries, keys and values of attention that is computed: from files, or from tokens and a seed.
private struct ComputedInput {
  var query: Matrix<Double>
  var key: Matrix<Double>
  var value: Matrix<Double>

  init(
    _ arguments: AttentionArguments, tokens: TokenAxes, isCross: Bool, _ context: FigureContext
  ) throws(FigureError) {
    if let query = arguments.query, let key = arguments.key {
      (self.query, self.key, value) = try Self.read(arguments, query: query, key: key, context)
      return
    }
    guard arguments.query == nil, arguments.key == nil, arguments.value == nil else {
      throw .usage("--query, --key and --value go together: give at least --query and --key")
    }
    let choice = arguments.choice
    guard choice.layer == nil, choice.head == nil, choice.index == nil else {
      throw .usage("--layer, --head and --index choose a matrix of a file: give --weights FILE")
    }
    guard let queries = tokens.queries, let keys = tokens.keys else {
      throw .usage(
        "give --weights FILE, or --query and --key, or "
          + (isCross
            ? "--query-tokens \"Ich liebe dich\" --key-tokens \"I love you\": what attends to what"
            : "--tokens \"我 爱 人\": what to attend to"))
    }
    let seeded = try SeededInput(
      dimensions: arguments.dimensions ?? 4, seed: arguments.seed ?? 0)
    let projections = seeded.projections()
    let x = seeded.embeddings(queries.raw)
    let y = seeded.embeddings(keys.raw)
    query = x.times(projections.query)
    key = y.times(projections.key)
    value = y.times(projections.value)
  }

  /// Matrices from files.
  private static func read(
    _ arguments: AttentionArguments, query: String, key: String, _ context: FigureContext
  ) throws(FigureError) -> (query: Matrix<Double>, key: Matrix<Double>, value: Matrix<Double>) {
    for (option, given) in [
      ("--dimensions", arguments.dimensions), ("--seed", arguments.seed),
    ] where given != nil {
      throw .usage("\(option): the files of --query and --key say all; leave it out")
    }
    func matrix(_ reference: String, _ option: String) throws(FigureError) -> Matrix<Double> {
      let tensor = try MatrixInput.tensor(reference, option: option, context)
      return try MatrixInput.matrix(
        tensor, arguments.choice.choice, option: option, reference)
    }
    let queries = try matrix(query, "--query")
    let keys = try matrix(key, "--key")
    if let value = arguments.value { return (queries, keys, try matrix(value, "--value")) }
    guard arguments.stage != .output, arguments.stage != .all else {
      throw .usage("--stage \(arguments.stage.rawValue): give --value as well")
    }
    // No stage up to the weights looks at the values.
    return (queries, keys, keys)
  }
}

extension AttentionArguments.Stage {
  /// What the stage is called above a figure.
  func title(_ language: Language, isCross: Bool) -> RichText {
    func words(_ english: String, _ chinese: String) -> RichText {
      RichText(Localized(en: english, zh: chinese)[language])
    }
    let root = [RichText.Span("QKᵀ/√d"), RichText.Span("k", script: .sub)]
    switch self {
    case .scores: return words("Attention scores QKᵀ", "注意力分数 QKᵀ")
    case .scaled: return RichText(words("Scaled scores ", "缩放后的分数 ").spans + root)
    case .masked: return words("Scaled and masked scores", "缩放并加掩码后的分数")
    case .weights:
      return isCross
        ? words("Cross-attention weights", "交叉注意力权重") : words("Attention weights", "注意力权重")
    case .output: return words("Output Z of attention", "注意力的输出 Z")
    case .all: return words("Scaled dot-product attention", "缩放点积注意力")
    }
  }

  /// What the stage holds, in a sentence.
  func noun(isCross: Bool) -> Localized {
    switch self {
    case .scores: Localized(en: "attention scores", zh: "注意力分数")
    case .scaled: Localized(en: "scaled attention scores", zh: "缩放后的注意力分数")
    case .masked: Localized(en: "masked attention scores", zh: "加掩码后的注意力分数")
    case .weights, .output, .all:
      isCross
        ? Localized(en: "cross-attention weights", zh: "交叉注意力权重")
        : Localized(en: "attention weights", zh: "注意力权重")
    }
  }

  /// What one value is called, beside a colour bar.
  var valueName: Localized {
    switch self {
    case .scores: Localized(en: "score", zh: "分数")
    case .scaled, .masked: Localized(en: "scaled score", zh: "缩放后的分数")
    case .weights, .output, .all: Localized(en: "weight", zh: "权重")
    }
  }
}
