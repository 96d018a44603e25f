// What attention, of one sequence or of two, has to show.

public import AttentionMath
public import FigureModel
public import TextFormats

/// A stage of attention, one query's row of it, or all stages.
public struct AttentionValues: SeededValues, ShowsEncodings {
  enum Content: Sendable {
    /// Weights or scores, queries by keys.
    case weights(AttentionWeights)
    /// Weights of one head that are too many to be held.
    case large(StoredHead)
    /// Those of one query.
    case query(AttentionWeights, row: Int)
    /// A vector for each query, or for each key: queries, keys, values or the output.
    case vectors(Matrix<Double>)
    case stages(AttentionStages<Double>, hidden: BooleanMatrix?)
    /// One of the first three without positions and with an encoding.
    indirect case compared(AttentionComparison)
  }

  var content: Content
  let tokens: TokenAxes
  /// Which matrix of the files it is; nil where there is one.
  let name: MatrixName?
  public var warnings: [Message]
  let arguments: AttentionArguments
  let context: ComputeContext
  /// Whether the weights were read and not computed.
  var isStored = false
  /// The two runs whose difference the weights are; nil for weights themselves.
  var difference: WeightsDifference.Names?
  /// Whether the file held keys by queries and the matrix was transposed when it was read.
  var isTurned = false
  /// Matrices that were left out of several combined.
  var leftOut: [HeadLocation] = []
  /// What queries, keys and values were computed from; nil where they were read.
  var drawn: SeededInput?
  /// What was done to the scores; nil for weights that were read.
  var scaling: ScalingStrings?
  /// The encoding that all stages were computed with; nil where there is none, or both are compared.
  var positions: AttentionPositions?

  var displayedEncodings: [ChosenEncoding] {
    if case .compared(let comparison) = content { return [comparison.positions.chosen] }
    return [positions?.chosen].compactMap(\.self)
  }

  public func table(in language: Language) -> LabelledMatrix? {
    switch content {
    case .weights(let attention): attention.table
    case .large(let head): head.table
    case .query(let attention, let row):
      LabelledMatrix(
        matrix: Matrix(
          rows: 1, columns: attention.matrix.columns, values: Array(attention.matrix.row(row))),
        rowLabels: [attention.queryName(row)], columnLabels: attention.table.columnLabels)
    case .vectors(let matrix):
      LabelledMatrix(
        matrix: matrix,
        rowLabels: (arguments.stage.isOfKeys ? tokens.keys : tokens.queries)?.raw
          ?? (0..<matrix.rows).map { "\($0)" },
        columnLabels: (0..<matrix.columns).map { "\($0)" })
    case .stages: nil
    case .compared(let comparison): comparison.table
    }
  }

  /// These values, computed without positions, beside those with an encoding.
  func compared(with other: AttentionValues, _ positions: AttentionPositions) -> AttentionValues {
    var values = self
    values.content = .compared(
      AttentionComparison(before: content, after: other.content, positions: positions))
    values.warnings = (warnings + other.warnings).uniqued
    return values
  }

  public func facts(of content: Matrix<Double>?) -> [ValueFact] {
    guard arguments.stage == .weights, tokens.keepsSums, difference == nil,
      arguments.combine == nil || arguments.combine == .mean,
      let content = content ?? table(in: .english)?.measured
    else { return [] }
    var isWhole = arguments.queryToken == nil && tokens.showsAll && !tokens.joinsWords
    if case .compared = self.content { isWhole = false }
    var source: StoredWeights?
    if let weights = arguments.weights, isWhole, arguments.combine == nil,
      arguments.choice.index == nil
    {
      source = StoredWeights(
        reference: weights, context: context, arrangement: arguments.array.arrangement,
        layer: arguments.choice.layer,
        heads: [arguments.choice.head], mayBeTransposed: arguments.heatMap.transpose)
    }
    return [
      .weights(
        WeightsFact(
          content,
          mayMaskWholeRows: arguments.mask.padding != nil || arguments.mask.maskFile != nil,
          isCausal: arguments.mask.mask == .causal && isWhole, source: source))
    ]
  }
}

extension TokenAxes {
  /// Whether no token is left out.
  var showsAll: Bool { displayedQueries == nil && displayedKeys == nil }
  /// Whether pieces of words are joined.
  var joinsWords: Bool { queries?.words != nil || keys?.words != nil }
  /// Whether rows of weights still sum to 1 after tokens were left out.
  var keepsSums: Bool { showsAll || isRenormalized }
}
