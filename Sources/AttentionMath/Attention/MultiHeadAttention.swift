// Multi-head attention: project, split into heads, attend in each, concatenate, project.

/// Multi-head attention (Vaswani et al. 2017, section 3.2.2).
///
/// Queries come from an input x of shape `[n_q, d_q]`, keys and values from inputs of shape
/// `[n_k, d_key]` and `[n_k, d_value]`, which are x itself in self-attention.
public struct MultiHeadAttention<Element: MatrixScalar>: Hashable, Sendable {
  public let heads: Int
  /// W_q, shape `[heads · d_k, d_q]`.
  public let query: Projection<Element>
  /// W_k, shape `[heads · d_k, d_key]`.
  public let key: Projection<Element>
  /// W_v, shape `[heads · d_v, d_value]`.
  public let value: Projection<Element>
  /// W_o, shape `[outputs, heads · d_v]`; nil gives the concatenated heads as they are.
  public let output: Projection<Element>?

  /// Attention with separate projections.
  /// - Throws: ``AttentionError`` when the projections do not go together or do not split evenly
  ///   into heads.
  public init(
    heads: Int, query: Projection<Element>, key: Projection<Element>, value: Projection<Element>,
    output: Projection<Element>? = nil
  ) throws(AttentionError) {
    try checkHeads(heads, width: query.outputs)
    try checkHeads(heads, width: value.outputs)
    guard query.outputs == key.outputs else {
      throw .widthsDiffer(query: query.outputs, key: key.outputs)
    }
    if let output, output.inputs != value.outputs {
      throw .projectionInput(width: value.outputs, expected: output.inputs)
    }
    self.heads = heads
    self.query = query
    self.key = key
    self.value = value
    self.output = output
  }

  /// Attention with the parameters of PyTorch's `nn.MultiheadAttention`.
  ///
  /// - Parameters:
  ///   - heads: `num_heads`.
  ///   - packedWeight: `in_proj_weight`, shape `[3 · d_model, d_model]`: queries, keys, values. A
  ///     module with its own `kdim` or `vdim` has `q_proj_weight`, `k_proj_weight` and
  ///     `v_proj_weight` instead: give those as separate projections.
  ///   - packedBias: `in_proj_bias`, shape `[3 · d_model]`, or nil.
  ///   - output: `out_proj`.
  /// - Throws: ``AttentionError`` when the shapes do not go together.
  public init(
    heads: Int, packedWeight: Matrix<Element>, packedBias: [Element]? = nil,
    output: Projection<Element>
  ) throws(AttentionError) {
    let width = packedWeight.columns
    guard width.multipliedReportingOverflow(by: 3) == (packedWeight.rows, false) else {
      throw .packedShape(rows: packedWeight.rows, columns: packedWeight.columns)
    }
    if let packedBias, packedBias.count != packedWeight.rows {
      throw .biasCount(packedBias.count, outputs: packedWeight.rows)
    }
    func part(_ index: Int) throws(AttentionError) -> Projection<Element> {
      let rows = index * width..<(index + 1) * width
      return try Projection(
        weight: Matrix(
          rows: width, columns: width,
          values: Array(packedWeight.values[rows.lowerBound * width..<rows.upperBound * width])),
        bias: packedBias.map { Array($0[rows]) })
    }
    try self.init(
      heads: heads, query: try part(0), key: try part(1), value: try part(2), output: output)
  }

  /// Attention of one width, d_k = d_v = d_model / heads, drawn from a seed: W_q, W_k, W_v and W_o
  /// in this order, each with its bias after it.
  /// - Throws: ``AttentionError`` when heads do not divide d_model or memory would not do.
  public init(
    dimensions: Int, heads: Int, bias: Bool = false, seed: UInt64
  ) throws(AttentionError) {
    try checkHeads(heads, width: dimensions)
    try requireMemory(rows: dimensions, columns: dimensions, matrices: 4, of: Element.self)
    var generator = SeededGenerator(seed: seed)
    let projections = (0..<4).map { _ in
      Projection<Element>(
        inputs: dimensions, outputs: dimensions, bias: bias, using: &generator)
    }
    try self.init(
      heads: heads, query: projections[0], key: projections[1], value: projections[2],
      output: projections[3])
  }

  /// Every stage of self-attention over x, shape `[n, d]`.
  public func selfAttention(
    _ x: Matrix<Element>, by attention: ScaledDotProductAttention = .init()
  ) throws(AttentionError) -> MultiHeadStages<Element> {
    try stages(query: x, key: x, value: x, by: attention)
  }

  /// Every stage of cross-attention: queries from a, shape `[n_a, d]`; keys and values from b,
  /// shape `[n_b, d]`.
  public func crossAttention(
    _ a: Matrix<Element>, _ b: Matrix<Element>, by attention: ScaledDotProductAttention = .init()
  ) throws(AttentionError) -> MultiHeadStages<Element> {
    try stages(query: a, key: b, value: b, by: attention)
  }

  /// Every stage, with inputs of their own for queries, keys and values.
  ///
  /// - Parameter attention: mask, scale and temperature, the same for all heads.
  /// - Throws: ``AttentionError`` when an input is not as wide as its projection, the mask does not
  ///   fit, or memory would not do.
  public func stages(
    query x: Matrix<Element>, key y: Matrix<Element>, value z: Matrix<Element>,
    by attention: ScaledDotProductAttention = .init()
  ) throws(AttentionError) -> MultiHeadStages<Element> {
    let (q, k, v) = (try query(x), try key(y), try value(z))
    let stages = try attention.stages(
      queries: q.splitIntoHeads(heads), keys: k.splitIntoHeads(heads),
      values: v.splitIntoHeads(heads))
    let concatenated = try Matrix.concatenatingHeads(stages.map(\.output))
    return MultiHeadStages(
      query: q, key: k, value: v, heads: stages, concatenated: concatenated,
      output: try output.map { projection throws(AttentionError) in try projection(concatenated) }
        ?? concatenated)
  }

  /// The output alone, shape `[n_q, outputs]`; no head's weights are held as a whole.
  /// - Throws: ``AttentionError``, as for the stages.
  public func output(
    query x: Matrix<Element>, key y: Matrix<Element>, value z: Matrix<Element>,
    by attention: ScaledDotProductAttention = .init()
  ) throws(AttentionError) -> Matrix<Element> {
    let outputs = try attention.outputs(
      queries: query(x).splitIntoHeads(heads), keys: key(y).splitIntoHeads(heads),
      values: value(z).splitIntoHeads(heads))
    let concatenated = try Matrix.concatenatingHeads(outputs)
    guard let output else { return concatenated }
    return try output(concatenated)
  }
}

/// Every stage of multi-head attention.
public struct MultiHeadStages<Element: MatrixScalar>: Hashable, Sendable {
  /// The projected queries, shape `[n_q, heads · d_k]`.
  public let query: Matrix<Element>
  /// The projected keys, shape `[n_k, heads · d_k]`.
  public let key: Matrix<Element>
  /// The projected values, shape `[n_k, heads · d_v]`.
  public let value: Matrix<Element>
  /// What happens in each head.
  public let heads: [AttentionStages<Element>]
  /// The heads' outputs side by side, shape `[n_q, heads · d_v]`.
  public let concatenated: Matrix<Element>
  /// Shape `[n_q, outputs]`.
  public let output: Matrix<Element>
}

extension Matrix where Element: MatrixScalar {
  /// The columns split evenly into heads: each has the shape `[rows, columns / heads]`.
  /// - Throws: ``AttentionError/headsDoNotDivide(heads:width:)``.
  public func splitIntoHeads(_ heads: Int) throws(AttentionError) -> [Matrix] {
    try checkHeads(heads, width: columns)
    let width = columns / heads
    return (0..<heads).map { head in
      Matrix(rows: rows, columns: width) { self[$0, head * width + $1] }
    }
  }

  /// Heads of shape `[rows, width]` side by side, shape `[rows, heads · width]`.
  /// - Throws: ``AttentionError`` when there are none, their shapes differ, or memory would not do.
  public static func concatenatingHeads(_ heads: [Matrix]) throws(AttentionError) -> Matrix {
    try checkShapes(heads)
    let (rows, width) = (heads[0].rows, heads[0].columns)
    try requireMemory(rows: rows, columns: width, matrices: heads.count, of: Element.self)
    return Matrix(rows: rows, columns: heads.count * width) { row, column in
      heads[column / width][row, column % width]
    }
  }
}

/// Refuses a number of heads that does not split a width evenly.
private func checkHeads(_ heads: Int, width: Int) throws(AttentionError) {
  guard heads >= 1, width >= 0, width.isMultiple(of: heads) else {
    throw .headsDoNotDivide(heads: heads, width: width)
  }
}

/// Refuses an empty list, and matrices of different shapes.
func checkShapes<Element: MatrixScalar>(_ matrices: [Matrix<Element>]) throws(AttentionError) {
  guard let first = matrices.first else { throw .noMatrices }
  for matrix in matrices where matrix.rows != first.rows || matrix.columns != first.columns {
    throw .shapesDiffer(
      rows: matrix.rows, columns: matrix.columns, expectedRows: first.rows,
      expectedColumns: first.columns)
  }
}
