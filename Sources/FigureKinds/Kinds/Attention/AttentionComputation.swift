// Attention, of one sequence or of two, from options and files to values.

import AttentionMath
import FigureModel
import MatrixFiles
import MatrixSources
import Models
import TextFormats

/// Computes a stage of attention from queries, keys and values, or reads its weights.
struct AttentionComputation {
  var arguments: AttentionArguments
  /// Whether queries and keys come from two sequences.
  let isCross: Bool
  /// Which encoding attention is computed with besides; nil for a kind that has no such options.
  let positions: PositionArguments?
  let context: ComputeContext
  /// What tables of the encoding are read by.
  private let encodingTables = EncodingTables()

  init(
    _ arguments: AttentionArguments, isCross: Bool, positions: PositionArguments? = nil,
    _ context: ComputeContext
  ) {
    self.arguments = arguments
    self.isCross = isCross
    self.positions = positions
    self.context = context.reading(arguments.tables)
  }

  func values() throws(FigureError) -> AttentionValues {
    try checkStage()
    if let minus = arguments.minus, arguments.stage != .weights {
      throw .usage(
        "\(option: "minus") \(minus): is taken from weights; leave out \(option: "stage") \(arguments.stage.rawValue)",
        zh:
          "\(option: "minus") \(minus)：只能从权重中减去，请去掉\(option: "stage") \(arguments.stage.rawValue)")
    }
    if arguments.weights != nil || arguments.model.model != nil {
      return arguments.stage == .weights || arguments.weights != nil
        ? try stored() : try ofModel()
    }
    _ = try arguments.model.request(context)
    if let minus = arguments.minus {
      throw .usage(
        "\(option: "minus") \(minus): is taken from weights of a file or a model; give \(option: "weights") FILE or "
          + "\(option: "model") FOLDER",
        zh:
          "\(option: "minus") \(minus)：只能从文件或模型的权重中减去，请给出\(option: "weights")或\(option: "model")")
    }
    var findings = TableFindings()
    let files = try ComputedInput.files(
      arguments, mayChooseHead: positions?.used != nil, context, &findings)
    let tokens = try arguments.tokens.axes(
      context, labels: findings, arguments.selection,
      from: ArrayOrigin(chosen: files?.first?.part ?? ChosenPart()))
    guard !arguments.selection.mergeWords || arguments.stage == .weights else {
      throw .usage(
        "\(option: "merge-words"): only weights are summed and averaged; leave out \(option: "stage")",
        zh: "\(option: "merge-words")：只有权重能求和与平均，请去掉\(option: "stage")")
    }
    guard let positions, try positions.isChosen() else {
      return try computed(try inputs(files, tokens, mayChooseHead: false), tokens, nil)
    }
    var computation = self
    if files == nil, arguments.dimensions == nil {
      computation.arguments.dimensions = try positions.width(
        usual: SeededInput.usualDimensions, encodingTables, in: context)
    }
    return try computation.compared(
      try computation.inputs(files, tokens, mayChooseHead: true), tokens, positions)
  }

  /// Refuses what has nothing to do with queries, keys and values by themselves, and weights that hold none.
  private func checkStage() throws(FigureError) {
    let stage = arguments.stage
    guard stage.isBeforeScores || stage == .output else { return }
    if let weights = arguments.weights {
      throw .usage(
        "\(option: "stage") \(stage.rawValue): \(option: "weights") \(weights) holds weights, and no vectors; give "
          + "\(option: "model"), \(option: "query"), \(option: "key") and \(option: "value"), or \(option: "tokens") in its place",
        zh:
          "\(option: "stage") \(stage.rawValue)：\(option: "weights") \(weights) 只有权重，没有向量；请改用\(option: "model")，或\(option: "query")、\(option: "key")和\(option: "value")，或\(option: "tokens")"
      )
    }
    guard stage.isBeforeScores, let option = arguments.mask.used ?? arguments.scaling.used else {
      return
    }
    throw .usage(
      "\(option): changes scores and what follows from them, nothing of \(option: "stage") \(stage.rawValue); leave it out",
      zh: "\(option)：只影响分数及其后的步骤，对\(option: "stage") \(stage.rawValue) 没有作用，请去掉它")
  }

  /// What files hold, or what is made of tokens and a seed.
  private func inputs(
    _ files: [ComputedInput]?, _ tokens: TokenAxes, mayChooseHead: Bool
  ) throws(FigureError) -> [ComputedInput] {
    if let files { return files }
    return [
      try ComputedInput.seeded(
        arguments, tokens: tokens, isCross: isCross, mayChooseHead: mayChooseHead)
    ]
  }

  /// Without positions, and with an encoding.
  private func compared(
    _ inputs: [ComputedInput], _ tokens: TokenAxes, _ named: PositionArguments
  ) throws(FigureError) -> AttentionValues {
    var after: [(input: ComputedInput, positions: AttentionPositions)] = []
    for input in inputs {
      let positions = try AttentionPositions(
        named, arguments, input, encodingTables, in: context)
      let input =
        input.head == nil && positions.chosen.encoding is any TokenEncoding
        ? try ComputedInput.seeded(
          arguments, tokens: tokens, isCross: isCross, positions: positions, mayChooseHead: true)
        : input
      after.append((input, positions))
    }
    // Two diagrams do not stand side by side: the stages are those with the encoding.
    if arguments.stage == .all {
      var values = try computed(after.map(\.input), tokens, after.map(\.positions))
      values.positions = after[0].positions
      values.drawn?.drewEncoding = after[0].positions.isSynthetic
      return values
    }
    var values = try computed(inputs, tokens, nil).compared(
      with: try computed(after.map(\.input), tokens, after.map(\.positions)), after[0].positions)
    values.drawn?.drewEncoding = after[0].positions.isSynthetic
    return values
  }

  /// The stage of what is computed.
  /// - Parameter positions: the encoding at each input; nil for none.
  private func computed(
    _ inputs: [ComputedInput], _ tokens: TokenAxes, _ positions: [AttentionPositions]?
  ) throws(FigureError) -> AttentionValues {
    guard arguments.combine == nil else { return try combined(inputs, tokens, positions) }
    let input = inputs[0]
    let mask = try mask(input)
    let stages = try stages(input, mask, positions?[0])
    let added = stages.hiddenByAddition
    let hidden = mask.hidden.map { $0.or(added) } ?? added
    var values: AttentionValues
    switch arguments.stage {
    case .q: values = try vectors(stages.turnedQuery, tokens, input.name)
    case .k: values = try vectors(stages.turnedKey, tokens, input.name)
    case .v: values = try vectors(stages.value, tokens, input.name)
    case .scores: values = try displayedValues(stages.scores, hidden: nil, tokens, input.name)
    case .scaled: values = try displayedValues(stages.biased, hidden: added, tokens, input.name)
    case .masked: values = try displayedValues(stages.masked, hidden: hidden, tokens, input.name)
    case .weights: values = try displayedValues(stages.weights, hidden: hidden, tokens, input.name)
    case .output: values = try vectors(stages.output, tokens, input.name)
    case .all: values = try all(stages, hidden: hidden, tokens, input.name)
    }
    values.drawn = input.drawn
    values.scaling = ScalingStrings(stages)
    values.warnings += mask.warningsOfScores + warnings(added, mask, positions)
    return values
  }

  /// Where an encoding hides keys that are seen without it.
  private func warnings(
    _ hidden: BooleanMatrix?, _ mask: CheckedMask, _ positions: [AttentionPositions]?
  ) -> [Message] {
    guard let hidden, let option = positions?.first?.chosen.option else { return [] }
    let isSeenBefore = hidden.values.indices.contains {
      hidden.values[$0] && mask.hidden?.values[$0] != true
    }
    guard isSeenBefore else { return [] }
    guard arguments.mask.mask != .causal else {
      return [
        Message(
          "\(option): hides earlier keys as well, which are seen without positions: those outside of its window",
          zh: "\(option)：还遮蔽了没有位置信息时可见的较早的键，即其窗口之外的键")
      ]
    }
    return [
      Message(
        "\(option): hides keys that are seen without positions; give \(option: "mask") causal, so that both hide "
          + "the same",
        zh: "\(option)：遮蔽了没有位置信息时可见的键；请给出\(option: "mask") causal，使两者遮蔽相同的键")
    ]
  }

  // MARK: Computed

  private func mask(_ input: ComputedInput) throws(FigureError) -> CheckedMask {
    try arguments.mask.checked(
      queries: input.query.rows, keys: input.key.rows, head: input.head, context)
  }

  private func stages(
    _ input: ComputedInput, _ mask: CheckedMask, _ positions: AttentionPositions?
  ) throws(FigureError) -> AttentionStages<Double> {
    var attention = arguments.scaling.attention(mask.mask)
    if let positions { attention = try positions.inserted(in: attention) }
    do throws(AttentionError) {
      return try attention.stages(
        query: input.query, key: input.key, value: input.value, head: positions?.head ?? 0)
    } catch {
      if let option = positions?.chosen.option, case .encoding(let error) = error {
        throw FigureError(error, option)
      }
      throw FigureError(error)
    }
  }

  /// The weights of several heads as one matrix.
  private func combined(
    _ inputs: [ComputedInput], _ tokens: TokenAxes, _ positions: [AttentionPositions]?
  ) throws(FigureError) -> AttentionValues {
    guard arguments.stage == .weights, let combine = arguments.combine else {
      throw .usage(
        "\(option: "combine") and \(option: "stage") \(arguments.stage.rawValue): weights are combined; leave out \(option: "stage")",
        zh:
          "\(option: "combine")与\(option: "stage") \(arguments.stage.rawValue)：合并的是权重，请去掉\(option: "stage")"
      )
    }
    var weights: [Matrix<Double>] = []
    var hidings: [BooleanMatrix?] = []
    var warnings: [Message] = []
    for (index, input) in inputs.enumerated() {
      let mask = try mask(input)
      let stages = try stages(input, mask, positions?[index])
      let added = stages.hiddenByAddition
      weights.append(stages.weights)
      hidings.append(mask.hidden.map { $0.or(added) } ?? added)
      warnings += mask.warningsOfScores + self.warnings(added, mask, positions)
    }
    // A position that some head sees is no position to hatch.
    var hidden = hidings[0]
    for other in hidings.dropFirst() {
      for index in hidden?.values.indices ?? 0..<0 where other?.values[index] != true {
        hidden?.values[index] = false
      }
    }
    let matrix: Matrix<Double>
    do throws(AttentionError) {
      matrix = try AttentionMath.combined(weights, by: combine)
    } catch {
      throw FigureError(error)
    }
    var values = try displayedValues(matrix, hidden: hidden, tokens, inputs.first?.name)
    values.warnings += warnings.uniqued
    return values
  }

  // MARK: Weights from a file

  private func stored() throws(FigureError) -> AttentionValues {
    if let option = optionOfComputing {
      throw .usage(
        "\(option): \(option: "weights") are drawn as they are; leave one of them out",
        zh: "\(option)：\(option: "weights")的数值按原样画出，请去掉其中一个")
    }
    let source = try WeightsInput(
      arguments.weights, arguments.model, arguments.array.arrangement,
      AskedHeads(
        layers: arguments.choice.layer.map { [$0] }, heads: arguments.choice.head.map { [$0] },
        "head"),
      isCross: isCross, inLayers: arguments.combine != nil, context)
    let (tensor, weights) = (source.array.tensor, source.reference)
    let choice = WeightsChoice(
      tensor: tensor, reference: weights, source: source, choice: arguments.choice,
      combine: arguments.combine, option: source.option)
    if let values = try large(choice, of: source) { return values }
    let chosen = try choice.chosen()
    let tolerance = tensor.info.rowSumTolerance
    if arguments.heatMap.transpose, chosen.matrix.isKeysByQueries(tolerance: tolerance) {
      var turned = chosen
      turned.matrix = chosen.matrix.transposed
      var values = try stored(turned, of: source, exchanges: true)
      values.isTurned = true
      return values
    }
    return try stored(chosen, of: source, exchanges: false)
  }

  /// The values of a head that is too large to be held and shown as it is; else nil.
  private func large(
    _ choice: WeightsChoice, of source: WeightsInput
  ) throws(FigureError) -> AttentionValues? {
    guard arguments.queryToken == nil, arguments.minus == nil, arguments.mask.used == nil,
      !arguments.heatMap.transpose, arguments.heatMap.norm != .log,
      let (cells, name, location) = try choice.large()
    else { return nil }
    let tensor = source.array.tensor
    let tokens = try arguments.tokens.axes(
      context, labels: TableFindings(tensor, option: "weights", source.reference),
      beside: source.companion, of: (cells.rows, cells.columns), arguments.selection,
      from: source.array.origin
    ).fitting(queries: cells.rows, keys: cells.columns, exchanges: false)
    // Fewer keys than queries may be no keys at all, which a look at all weights tells.
    guard tokens.showsAll, !tokens.joinsWords, cells.rows <= cells.columns || tokens.keys != nil,
      let head = try StoredHead(
        cells, tokens, location: location, tolerance: tensor.info.rowSumTolerance,
        isCross: isCross, reference: source.reference)
    else { return nil }
    let layout = WeightsLayout(
      tensor.info.shape, parts: [], tokens: tokens, isCross: isCross,
      uses: arguments.choice.layer == nil ? [.mask, .drop] : [.layers, .mask, .drop],
      isCausal: head.survey.looksCausal)
    var values = values(
      .large(head), tokens, name,
      source.warnings + tokens.warnings
        + WeightsConcern.warnings([(location: location, concerns: head.concerns)])
        + layout.warnings)
    values.isStored = true
    return values
  }

  /// - Parameter exchanges: whether the file holds keys by queries, so that the lists of tokens may
  ///   have been given for its axes as they are.
  private func stored(
    _ chosen: WeightsChoice.Chosen, of source: WeightsInput, exchanges: Bool
  ) throws(FigureError) -> AttentionValues {
    let (array, weights) = (source.array, source.reference)
    let tensor = array.tensor
    let tolerance = tensor.info.rowSumTolerance
    let findings = TableFindings(tensor, option: "weights", weights)
    let tokens = try arguments.tokens.axes(
      context, labels: exchanges ? findings.transposed : findings, beside: source.companion,
      of: (chosen.matrix.rows, chosen.matrix.columns), naming: arguments.queryToken,
      arguments.selection, from: array.origin
    ).fitting(
      queries: chosen.matrix.rows, keys: chosen.matrix.columns, exchanges: exchanges)
    // The maximum or the minimum of several weights need not sum to 1.
    let isMean = arguments.combine == nil || arguments.combine == .mean
    let mask = try arguments.mask.checked(
      queries: chosen.matrix.rows, keys: chosen.matrix.columns, head: chosen.head, context)
    var attention = try AttentionWeights(
      chosen.matrix, tokens: tokens, isHidden: mask.hidden,
      nature: !isMean
        ? .anything
        : isCross ? .crossAttention(tolerance: tolerance) : .selfAttention(tolerance: tolerance),
      location: chosen.location, shape: tensor.info.shape)
    let layout = WeightsLayout(
      tensor.info.shape, parts: [attention], tokens: tokens, isCross: isCross,
      uses: arguments.choice.layer == nil ? [.mask, .drop] : [.layers, .mask, .drop])
    let difference = try arguments.minus.map { minus throws(FigureError) in
      try WeightsDifference(minus, from: source, arguments.array.arrangement, context)
    }
    if let difference {
      attention = attention.minus(try other(difference, tokens, isTurned: exchanges))
    }
    var values = try displayedValues(attention, tokens, chosen.name)
    values.isStored = true
    values.difference = difference?.names
    values.warnings = source.warnings + values.warnings
    values.warnings +=
      difference?.warnings(arguments.tokens, beside: tokens, isTurned: exchanges, context) ?? []
    values.leftOut = chosen.leftOut
    values.warnings +=
      mask.warnings(of: [attention]) + layout.warnings
      + [CombinedWeights.warning(chosen.leftOut)].compactMap(\.self)
    return values
  }

  /// The same matrix of another file, with the same tokens left out and joined.
  private func other(
    _ difference: WeightsDifference, _ tokens: TokenAxes, isTurned: Bool
  ) throws(FigureError) -> AttentionWeights {
    let matrix = try WeightsChoice(
      tensor: difference.tensor, reference: difference.reference, choice: arguments.choice,
      combine: arguments.combine, option: "minus"
    ).chosen().matrix
    return try AttentionWeights(
      isTurned ? matrix.transposed : matrix, tokens: tokens, nature: .anything)
  }

  /// The first option given that only means something where attention is computed.
  private var optionOfComputing: OptionReference? {
    if arguments.query != nil { return "query" }
    if arguments.key != nil { return "key" }
    if arguments.value != nil { return "value" }
    if arguments.dimensions != nil { return "dimensions" }
    if arguments.seed != nil { return "seed" }
    if let option = positions?.used { return option }
    if arguments.stage != .weights { return OptionReference("stage", arguments.stage.rawValue) }
    return arguments.scaling.used
  }

  // MARK: Steps of a model

  /// A step of one head of a model, with its own queries, keys and values.
  ///
  /// The products of its queries and keys, the same with its scale, cap and bias, and with its mask.
  private func ofModel() throws(FigureError) -> AttentionValues {
    guard let prepared = try arguments.model.prepared(context) else {
      throw .usage(
        "\(option: "stage") \(arguments.stage.rawValue): give \(option: "model") FOLDER",
        zh: "\(option: "stage") \(arguments.stage.rawValue)：请给出\(option: "model")")
    }
    if let option = optionOfModels {
      throw .usage(
        "\(option): a model has its own; leave it out with \(option: "model")",
        zh: "\(option)：模型有自己的设置，使用\(option: "model")时请去掉它")
    }
    let path = arguments.model.model ?? ""
    var matrices: [HeadPart: Matrix<Double>] = [:]
    var rule: ScoreRule?
    let stack = try ModelArguments.naming(path) { () throws(ModelError) in
      try prepared.stack(isCross: isCross)
    }
    let (layer, head) = try location(of: stack, in: prepared)
    try ModelArguments.naming(path) { () throws(ModelError) in
      // The encoder's steps need no text for the decoder.
      let chosen = Request.Heads(layers: .only([layer]), heads: .only([head]), of: [stack])
      let run = try prepared.model.run(
        prepared.input,
        keeping: Request(
          parts: Dictionary(uniqueKeysWithValues: HeadPart.allCases.map { ($0, chosen) })))
      for part in HeadPart.allCases {
        guard let kept = run[stack.name(part.rawValue)], kept.shape.count == 4 else { continue }
        matrices[part] = Matrix(
          rows: kept.shape[2], columns: kept.shape[3], values: kept.values.map(Double.init))
      }
      rule = run.scoreRules[stack.name(HeadPart.scores.rawValue)]
    }
    guard let query = matrices[.queries], let key = matrices[.keys], let value = matrices[.values],
      let scores = matrices[.scores], let weights = matrices[.attentions],
      let output = matrices[.contexts]
    else {
      throw .work(
        "\(option: "model") \(path): gives no queries, keys and values",
        zh: "\(option: "model") \(path)：不提供查询、键和值")
    }
    let steps = ModelScores(query: query, key: key, scores: scores, rule)
    let hidden = steps.hidden
    let stages = AttentionStages(
      query: query, key: key, value: value, scores: steps.products, scale: steps.scale,
      scaled: steps.scaled, softCap: steps.softCap, addition: steps.addition,
      biased: steps.biased, masked: scores, weights: weights, output: output)
    let names = prepared.tokens(of: stack)
    var findings = TableFindings()
    findings.rows = names.queries.count == query.rows ? names.queries : nil
    findings.columns = names.keys.count == key.rows ? names.keys : nil
    findings.source = "tokens of \(option: "model") \(path)"
    let tokens = try arguments.tokens.axes(
      context, labels: findings, arguments.selection,
      from: ArrayOrigin(steps: prepared.steps(of: stack), model: prepared.name, stack: stack))
    let name = MatrixName(layer: layer, head: head)
    var values: AttentionValues
    switch arguments.stage {
    case .q: values = try vectors(query, tokens, name)
    case .k: values = try vectors(key, tokens, name)
    case .v: values = try vectors(value, tokens, name)
    case .scores: values = try displayedValues(stages.scores, hidden: nil, tokens, name)
    case .scaled: values = try displayedValues(stages.biased, hidden: nil, tokens, name)
    case .masked: values = try displayedValues(scores, hidden: hidden, tokens, name)
    case .weights: values = try displayedValues(weights, hidden: hidden, tokens, name)
    case .output: values = try vectors(output, tokens, name)
    case .all: values = try all(stages, hidden: hidden, tokens, name)
    }
    values.scaling = ScalingStrings(stages)
    values.warnings = ModelArguments.warnings(prepared) + values.warnings
    return values
  }

  /// The one head that is chosen.
  private func location(
    of stack: Stack, in prepared: PreparedModel
  ) throws(FigureError) -> (layer: Int, head: Int) {
    guard let layer = arguments.choice.layer, let head = arguments.choice.head else {
      let shape = prepared.model.shape.stacks.first { $0.stack == stack }
      throw .usage(
        "\(option: "stage") \(arguments.stage.rawValue): choose one head of the model, \(option: "layer") 0 to "
          + "\((shape?.layers ?? 1) - 1) and \(option: "head") 0 to \((shape?.heads ?? 1) - 1)",
        zh:
          "\(option: "stage") \(arguments.stage.rawValue)：请选择模型的一个头，\(option: "layer") 0 到 \((shape?.layers ?? 1) - 1)，\(option: "head") 0 到 \((shape?.heads ?? 1) - 1)"
      )
    }
    return (layer, head)
  }

  /// The first option given that a model leaves no space for.
  private var optionOfModels: OptionReference? {
    if arguments.query != nil { return "query" }
    if arguments.key != nil { return "key" }
    if arguments.value != nil { return "value" }
    if arguments.dimensions != nil { return "dimensions" }
    if arguments.seed != nil { return "seed" }
    if arguments.combine != nil { return "combine" }
    if arguments.choice.index != nil { return "index" }
    if let option = positions?.used { return option }
    return arguments.mask.used ?? arguments.scaling.used
  }

  // MARK: What is shown

  private func displayedValues(
    _ matrix: Matrix<Double>, hidden: BooleanMatrix?, _ tokens: TokenAxes, _ name: MatrixName?
  ) throws(FigureError) -> AttentionValues {
    guard arguments.stage == .weights || !tokens.isRenormalized else {
      throw .usage(
        "\(option: "renormalize"): only weights sum to 1; leave it out with \(option: "stage") scores",
        zh: "\(option: "renormalize")：只有权重之和为 1，\(option: "stage")为 scores 时请去掉它")
    }
    let attention = try AttentionWeights(
      matrix, tokens: tokens, isHidden: hidden, nature: .anything, location: name?.location)
    return try displayedValues(attention, tokens, name)
  }

  /// The weights, or scores, of all queries or of one.
  private func displayedValues(
    _ attention: AttentionWeights, _ tokens: TokenAxes, _ name: MatrixName?
  ) throws(FigureError) -> AttentionValues {
    var warnings = tokens.warnings + WeightsConcern.warnings([attention])
    guard let query = arguments.queryToken else {
      let matrix = attention.matrix
      guard matrix.rows > 0, matrix.columns > 0 else {
        throw .work(
          "a matrix of shape [\(matrix.rows), \(matrix.columns)] has no cell to draw",
          zh: "形状为 [\(matrix.rows), \(matrix.columns)] 的矩阵没有可画的单元格")
      }
      return values(.weights(attention), tokens, name, warnings)
    }
    let row = try attention.row(of: query)
    if let note = attention.queries?.ambiguity(of: query, option: "query-token") {
      warnings.append(note)
    }
    return values(.query(attention, row: row), tokens, name, warnings)
  }

  private func values(
    _ content: AttentionValues.Content, _ tokens: TokenAxes, _ name: MatrixName?,
    _ warnings: [Message]
  ) -> AttentionValues {
    AttentionValues(
      content: content, tokens: tokens, name: name, warnings: warnings, arguments: arguments,
      context: context)
  }

  /// A vector for each query or key, not a weight for each pair of them.
  private func vectors(
    _ matrix: Matrix<Double>, _ tokens: TokenAxes, _ name: MatrixName?
  ) throws(FigureError) -> AttentionValues {
    try refuseChoiceOfTokens(
      tokens, goingWith: Localized(en: "weights and scores", zh: "权重和分数"))
    if arguments.stage.isOfKeys {
      try tokens.keys?.check(count: matrix.rows, axis: "keys")
    } else {
      try tokens.queries?.check(count: matrix.rows, axis: "queries")
    }
    guard matrix.rows > 0, matrix.columns > 0 else {
      throw .work(
        "a matrix of shape [\(matrix.rows), \(matrix.columns)] has no cell to draw",
        zh: "形状为 [\(matrix.rows), \(matrix.columns)] 的矩阵没有可画的单元格")
    }
    return values(.vectors(matrix), tokens, name, tokens.warnings)
  }

  /// Refuses that some queries or keys are chosen, by the options that were given for it.
  /// - Parameter what: what has queries and keys to choose from.
  private func refuseChoiceOfTokens(
    _ tokens: TokenAxes, goingWith what: Localized
  ) throws(FigureError) {
    guard
      arguments.queryToken != nil || tokens.displayedQueries != nil || tokens.displayedKeys != nil
    else { return }
    let choices = [
      ("query-token", arguments.queryToken != nil),
      ("queries", arguments.selection.queries != nil),
      ("keys", arguments.selection.keys != nil),
      ("drop-tokens", arguments.tokens.dropTokens != nil),
      ("only-tokens", arguments.tokens.onlyTokens != nil),
    ]
    let given = choices.filter(\.1).map(\.0)
    let names = given.map { Message("\(option: OptionReference($0))") }.listed()
    var error = FigureError.usage(
      Message(
        "\(names) \(given.count == 1 ? "goes" : "go") with \(what.english), not with \(option: "stage") "
          + "\(arguments.stage.rawValue)",
        zh: "\(names)只用于\(what.chinese)，不用于\(option: "stage") \(arguments.stage.rawValue)"))
    error.alsoBlamed = Array(given.dropFirst())
    throw error
  }

  private func all(
    _ stages: AttentionStages<Double>, hidden: BooleanMatrix?, _ tokens: TokenAxes,
    _ name: MatrixName?
  ) throws(FigureError) -> AttentionValues {
    try refuseChoiceOfTokens(tokens, goingWith: Localized(en: "one stage", zh: "单个步骤"))
    let (n, m) = (stages.query.rows, stages.key.rows)
    try tokens.queries?.check(count: n, axis: "queries")
    try tokens.keys?.check(count: m, axis: "keys")
    guard n > 0, m > 0 else {
      throw .work(
        "\(n) queries and \(m) keys: there is nothing to draw without one of each",
        zh: "\(n) 个查询、\(m) 个键：各至少一个才有可画的内容")
    }
    return values(.stages(stages, hidden: hidden), tokens, name, tokens.warnings)
  }
}

extension AttentionStages<Double> {
  /// Where what is added to scores is -∞, shape `[n_q, n_k]`; nil where it hides nothing.
  fileprivate var hiddenByAddition: BooleanMatrix? {
    guard let addition, addition.values.contains(-.infinity) else { return nil }
    return BooleanMatrix(
      rows: addition.rows, columns: addition.columns,
      values: addition.values.map { $0 == -.infinity })
  }
}

extension BooleanMatrix {
  /// True where one of both is.
  fileprivate func or(_ other: BooleanMatrix?) -> BooleanMatrix {
    guard let other else { return self }
    return BooleanMatrix(
      rows: rows, columns: columns, values: zip(values, other.values).map { $0 || $1 })
  }
}
