// Attention, of one sequence or of two, from options to a figure.

import AttentionMath
import FigureModel
import FigureScene
import MatrixFiles

/// Drafts a stage of attention as a heat map, a query's row as bars, or all stages as a diagram.
struct AttentionDrafting {
  var arguments: AttentionArguments
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
    var findings = TableFindings()
    let files = try ComputedInput.files(arguments, context, &findings)
    let tokens = try arguments.tokens.axes(context, labels: findings)
    let inputs: [ComputedInput]
    if let files {
      inputs = files
    } else {
      inputs = [try ComputedInput.seeded(arguments, tokens: tokens, isCross: isCross)]
    }
    guard arguments.combine == nil else { return try combined(inputs, tokens) }
    let input = inputs[0]
    let mask = try mask(input)
    let stages = try stages(input, mask)
    let hidden = mask.hidden
    var draft: FigureDraft
    switch arguments.stage {
    case .scores: draft = try drawn(stages.scores, hidden: nil, tokens, input.name)
    case .scaled: draft = try drawn(stages.scaled, hidden: nil, tokens, input.name)
    case .masked: draft = try drawn(stages.masked, hidden: hidden, tokens, input.name)
    case .weights: draft = try drawn(stages.weights, hidden: hidden, tokens, input.name)
    case .output: draft = try output(stages.output, tokens, input.name)
    case .all: draft = try all(stages, hidden: hidden, tokens, input.name)
    }
    draft.warnings += mask.warningsOfScores
    return draft
  }

  // MARK: Computed

  private func mask(_ input: ComputedInput) throws(FigureError) -> CheckedMask {
    try arguments.mask.checked(
      queries: input.query.rows, keys: input.key.rows, head: input.head, context)
  }

  private func stages(
    _ input: ComputedInput, _ mask: CheckedMask
  ) throws(FigureError) -> AttentionStages<Double> {
    let attention = try arguments.scaling.attention(mask.mask)
    do throws(AttentionError) {
      return try attention.stages(query: input.query, key: input.key, value: input.value)
    } catch {
      throw .usage("\(error)")
    }
  }

  /// The weights of several heads as one matrix.
  private func combined(
    _ inputs: [ComputedInput], _ tokens: TokenAxes
  ) throws(FigureError) -> FigureDraft {
    guard arguments.stage == .weights, let combine = arguments.combine else {
      throw .usage(
        "--combine and --stage \(arguments.stage.rawValue): weights are combined; leave out --stage"
      )
    }
    var weights: [Matrix<Double>] = []
    var masks: [CheckedMask] = []
    for input in inputs {
      let mask = try mask(input)
      weights.append(try stages(input, mask).weights)
      masks.append(mask)
    }
    // A place that some head sees is no place to hatch.
    var hidden = masks.first?.hidden
    for mask in masks.dropFirst() {
      for index in hidden?.values.indices ?? 0..<0 where mask.hidden?.values[index] != true {
        hidden?.values[index] = false
      }
    }
    let matrix: Matrix<Double>
    do throws(AttentionError) {
      matrix = try AttentionMath.combined(weights, by: combine)
    } catch {
      throw .usage("\(error)")
    }
    var draft = try drawn(matrix, hidden: hidden, tokens, inputs.first?.name)
    draft.warnings += masks.flatMap(\.warningsOfScores).uniqued
    return draft
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
    let tolerance = tensor.info.rowSumTolerance
    if arguments.heatMap.transpose, chosen.matrix.isKeysByQueries(tolerance: tolerance) {
      var upright = self
      upright.arguments.heatMap.transpose = false
      var turned = chosen
      turned.matrix = chosen.matrix.transposed
      return try upright.drawn(turned, of: tensor, weights, exchanges: true)
    }
    return try drawn(chosen, of: tensor, weights, exchanges: false)
  }

  /// - Parameter exchanges: whether the file holds keys by queries, so that the lists of tokens may
  ///   have been given for its axes as they are.
  private func drawn(
    _ chosen: WeightsChoice.Chosen, of tensor: Tensor,
    _ weights: String, exchanges: Bool
  ) throws(FigureError) -> FigureDraft {
    let tolerance = tensor.info.rowSumTolerance
    let findings = TableFindings(tensor, option: "--weights", weights)
    let tokens = try arguments.tokens.axes(
      context, labels: exchanges ? findings.transposed : findings, beside: weights,
      of: (chosen.matrix.rows, chosen.matrix.columns), naming: arguments.queryToken
    ).fitting(
      queries: chosen.matrix.rows, keys: chosen.matrix.columns, exchanges: exchanges)
    // The greatest or the least of several weights need not sum to 1.
    let isMean = arguments.combine == nil || arguments.combine == .mean
    let mask = try arguments.mask.checked(
      queries: chosen.matrix.rows, keys: chosen.matrix.columns, head: chosen.head, context)
    let attention = try AttentionWeights(
      chosen.matrix, tokens: tokens, isHidden: mask.hidden,
      nature: !isMean
        ? .anything
        : isCross ? .crossAttention(tolerance: tolerance) : .selfAttention(tolerance: tolerance),
      place: chosen.place, shape: tensor.info.shape)
    let layout = WeightsLayout(
      tensor.info.shape, parts: [attention], tokens: tokens, isCross: isCross,
      uses: arguments.choice.layer == nil ? [.mask, .drop] : [.layers, .mask, .drop])
    var draft = try drawn(attention, title: title(chosen.name), tokens)
    let language = context.language
    draft.figure.notes =
      chosen.notes.map { FigureNote($0[language], isInTitle: true) }
      + [CombinedWeights.note(chosen.leftOut, language)].compactMap(\.self) + draft.figure.notes
    draft.warnings +=
      mask.warnings(of: [attention]) + layout.warnings
      + [CombinedWeights.warning(chosen.leftOut)].compactMap(\.self)
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
    _ matrix: Matrix<Double>, hidden: BooleanMatrix?, _ tokens: TokenAxes, _ name: Localized?
  ) throws(FigureError) -> FigureDraft {
    guard arguments.stage == .weights || !tokens.isRenormalized else {
      throw .usage("--renormalize: only weights sum to 1; leave it out with --stage scores")
    }
    let attention = try AttentionWeights(
      matrix, tokens: tokens, isHidden: hidden, nature: .anything)
    return try drawn(attention, title: stageTitle(name), tokens)
  }

  /// The title of what was computed, with the head that it was computed for.
  private func stageTitle(_ name: Localized?) -> RichText {
    var title = arguments.stage.title(context.language, isCross: isCross)
    if let name {
      let english = name.english.prefix(1).lowercased() + name.english.dropFirst()
      title.spans.append(
        RichText.Span(Localized(en: ", \(english)", zh: "，\(name.chinese)")[context.language]))
    }
    return title
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
    _ matrix: Matrix<Double>, _ tokens: TokenAxes, _ name: Localized?
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
        name: kind, title: stageTitle(name),
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
    _ stages: AttentionStages<Double>, hidden: BooleanMatrix?, _ tokens: TokenAxes,
    _ name: Localized?
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
        name: kind, title: stageTitle(name),
        summary: diagram.summary, language: context.language,
        content: .diagram(try diagram.diagram()), size: context.size ?? .about(Size(1300, 700))),
      table: nil)
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
