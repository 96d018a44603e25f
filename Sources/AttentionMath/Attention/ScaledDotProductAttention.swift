// Scaled dot-product attention, with every stage at hand or with its output alone.

internal import RealModule

/// Scaled dot-product attention (Vaswani et al. 2017, section 3.2.1).
///
///     Q, K    turned by a rotation, where there is one
///     scores  = Q Kᵀ
///     scaled  = scores · scale / temperature          scale = 1 / sqrt(d_k)
///     biased  = scaled + addition / temperature       where there is one
///     masked  = biased + mask
///     weights = softmax of each row of masked
///     output  = weights V
///
/// Shapes: queries `[n_q, d_k]`, keys `[n_k, d_k]`, values `[n_k, d_v]`. Queries and keys from one
/// sequence make it self-attention, from two sequences cross-attention.
public struct ScaledDotProductAttention: Sendable {
  /// Which keys a query sees. A query that sees none has weights of 0 and an output of 0.
  public var mask: AttentionMask
  /// The factor of the scores; nil for 1 / sqrt(d_k).
  public var scale: Double?
  /// Above 1 weights are more even, below 1 more pointed.
  public var temperature: Double
  /// What turns queries and keys before they are multiplied, such as RoPE.
  public var rotation: (any QueryKeyRotation)?
  /// What is added to the scaled scores of a head, such as ALiBi.
  public var addition: (any ScoreAddition)?
  /// Where the first query stands, for the rotation and the addition; the others follow.
  public var firstQueryPosition = 0
  /// Where the first key stands, for the rotation and the addition; the others follow.
  public var firstKeyPosition = 0

  /// - Parameters:
  ///   - mask: which keys a query sees.
  ///   - scale: a finite factor of the scores; nil for 1 / sqrt(d_k).
  ///   - temperature: a finite number above 0, which divides the scores and the addition as well.
  ///   - rotation: what turns queries and keys.
  ///   - addition: what is added to the scaled scores.
  public init(
    mask: AttentionMask = .none, scale: Double? = nil, temperature: Double = 1,
    rotation: (any QueryKeyRotation)? = nil, addition: (any ScoreAddition)? = nil
  ) {
    self.mask = mask
    self.scale = scale
    self.temperature = temperature
    self.rotation = rotation
    self.addition = addition
  }

  /// Every stage, kept as a matrix of its own.
  ///
  /// No keys, or no queries, give matrices without values and an output of 0.
  /// - Parameter head: which head this is, for what is added to its scores.
  /// - Throws: ``AttentionError`` when shapes, mask or scale do not fit, the rotation or the addition
  ///   refuses them, or memory would not do.
  public func stages<Element: MatrixScalar>(
    query: Matrix<Element>, key: Matrix<Element>, value: Matrix<Element>, head: Int = 0
  ) throws(AttentionError) -> AttentionStages<Element> {
    let factor: Element = try checkedFactor(query: query, key: key, value: value)
    let (n, m) = (query.rows, key.rows)
    let rule = try MaskRule<Element>(mask, queries: n, keys: m)
    let matrices = (rule.isNone ? 3 : 4) + (addition == nil ? 0 : 2)
    try requireMemory(rows: n, columns: m, matrices: matrices, of: Element.self)

    let (turnedQuery, turnedKey) = try turned(query: query, key: key)
    let scores = turnedQuery.timesTransposed(turnedKey)
    let scaled = scores.scaled(by: factor)
    let added = try checkedAddition(head: head, query: turnedQuery, key: turnedKey)
    let biased = added.map { scaled.plus($0) } ?? scaled
    var masked = biased
    if !rule.isNone {
      masked.values.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        for row in 0..<n { rule.apply(to: base + row * m, row: row) }
      }
    }
    let weights = masked.softmaxOfRows
    return AttentionStages(
      query: query, key: key, value: value, turnedQuery: turnedQuery, turnedKey: turnedKey,
      scores: scores, scale: factor, scaled: scaled, softCap: nil, addition: added, biased: biased,
      masked: masked, weights: weights, output: weights.times(value))
  }

  /// Every stage of several heads; head h has queries `[n_q, d_k]`, keys and values at index h.
  /// - Throws: ``AttentionError``, as for one head, or when there are different numbers of heads.
  public func stages<Element: MatrixScalar>(
    queries: [Matrix<Element>], keys: [Matrix<Element>], values: [Matrix<Element>]
  ) throws(AttentionError) -> [AttentionStages<Element>] {
    guard queries.count == keys.count, keys.count == values.count else {
      throw .headCountsDiffer(queries: queries.count, keys: keys.count, values: values.count)
    }
    if let query = queries.first, let key = keys.first {
      let (matrices, overflow) = queries.count.multipliedReportingOverflow(by: 4)
      try requireMemory(
        rows: query.rows, columns: key.rows, matrices: overflow ? .max : matrices, of: Element.self)
    }
    var stages: [AttentionStages<Element>] = []
    stages.reserveCapacity(queries.count)
    for head in queries.indices {
      stages.append(
        try self.stages(
          query: queries[head], key: keys[head], value: values[head], head: head))
    }
    return stages
  }

  /// The weights, shape `[n_q, n_k]`, and the output, shape `[n_q, d_v]`, of several heads.
  ///
  /// Faster than ``stages(queries:keys:values:)``: heads and blocks of queries run in parallel and
  /// no other stage is kept. What it gives does not depend on the number of cores. It may differ
  /// from the stages in the last digits, as products are rounded in other blocks.
  /// - Throws: ``AttentionError``, as for the stages.
  public func weightsAndOutput<Element: MatrixScalar>(
    queries: [Matrix<Element>], keys: [Matrix<Element>], values: [Matrix<Element>]
  ) throws(AttentionError) -> [(weights: Matrix<Element>, output: Matrix<Element>)] {
    let results = try attend(queries: queries, keys: keys, values: values, keepingWeights: true)
    return results.map { (weights: $0.weights!, output: $0.output) }
  }

  /// The output alone, shape `[n_q, d_v]` per head; the weights are never held as a whole, so
  /// memory grows with n_q + n_k instead of their product.
  /// - Throws: ``AttentionError``, as for the stages.
  public func outputs<Element: MatrixScalar>(
    queries: [Matrix<Element>], keys: [Matrix<Element>], values: [Matrix<Element>]
  ) throws(AttentionError) -> [Matrix<Element>] {
    try attend(queries: queries, keys: keys, values: values, keepingWeights: false).map(\.output)
  }

  private func attend<Element: MatrixScalar>(
    queries: [Matrix<Element>], keys: [Matrix<Element>], values: [Matrix<Element>],
    keepingWeights: Bool
  ) throws(AttentionError) -> [HeadResult<Element>] {
    guard queries.count == keys.count, keys.count == values.count else {
      throw .headCountsDiffer(queries: queries.count, keys: keys.count, values: values.count)
    }
    var heads: [HeadInput<Element>] = []
    for head in queries.indices {
      let (query, key, value) = (queries[head], keys[head], values[head])
      let factor: Element = try checkedFactor(query: query, key: key, value: value)
      let (turnedQuery, turnedKey) = try turned(query: query, key: key)
      let added = try checkedAddition(head: head, query: turnedQuery, key: turnedKey)
      heads.append(
        HeadInput(
          query: turnedQuery, key: turnedKey, value: value, factor: factor,
          rule: try MaskRule(
            added.map { .all([mask, .additive($0.asDouble)]) } ?? mask, queries: query.rows,
            keys: key.rows)))
    }
    if keepingWeights, let first = heads.first {
      try requireMemory(
        rows: first.query.rows, columns: first.key.rows, matrices: heads.count, of: Element.self)
    }
    return attendByBlocks(heads, keepingWeights: keepingWeights)
  }

  /// scale / temperature, after it is sure that the shapes go together.
  private func checkedFactor<Element: MatrixScalar>(
    query: Matrix<Element>, key: Matrix<Element>, value: Matrix<Element>
  ) throws(AttentionError) -> Element {
    guard query.columns == key.columns else {
      throw .widthsDiffer(query: query.columns, key: key.columns)
    }
    guard key.rows == value.rows else {
      throw .keysAndValuesDiffer(keys: key.rows, values: value.rows)
    }
    guard temperature.isFinite, temperature > 0 else { throw .temperatureOutOfRange(temperature) }
    if scale == nil, query.columns == 0 { throw .noDimensions }
    let scale = scale ?? 1 / Double.sqrt(Double(query.columns))
    let factor = Element(scale / temperature)
    guard factor.isFinite else { throw .scaleNotFinite(scale / temperature) }
    return factor
  }
}

/// Every stage of scaled dot-product attention.
public struct AttentionStages<Element: MatrixScalar>: Hashable, Sendable {
  /// Shape `[n_q, d_k]`.
  public let query: Matrix<Element>
  /// Shape `[n_k, d_k]`.
  public let key: Matrix<Element>
  /// Shape `[n_k, d_v]`.
  public let value: Matrix<Element>
  /// The queries as the rotation turned them, themselves where there is none; shape `[n_q, d_k]`.
  public let turnedQuery: Matrix<Element>
  /// The keys as the rotation turned them, themselves where there is none; shape `[n_k, d_k]`.
  public let turnedKey: Matrix<Element>
  /// Q Kᵀ of the turned queries and keys, shape `[n_q, n_k]`.
  public let scores: Matrix<Element>
  /// The factor between scores and scaled: 1 / sqrt(d_k) unless chosen otherwise.
  public let scale: Element
  /// Shape `[n_q, n_k]`.
  public let scaled: Matrix<Element>
  /// Scaled scores became cap · tanh(score / cap) before anything was added; nil where they did not.
  public let softCap: Element?
  /// What was added to the scaled scores, the temperature divided out; nil where nothing is added.
  public let addition: Matrix<Element>?
  /// The scaled scores with the addition; themselves where there is none. Shape `[n_q, n_k]`.
  public let biased: Matrix<Element>
  /// The biased scores with the mask added, shape `[n_q, n_k]`: -∞ at masked positions; the biased
  /// scores themselves where there is no mask.
  public let masked: Matrix<Element>
  /// Shape `[n_q, n_k]`; each row sums to 1, or to 0 where a query is masked whole.
  public let weights: Matrix<Element>
  /// Shape `[n_q, d_v]`.
  public let output: Matrix<Element>
}

extension AttentionStages {
  /// Stages that were computed elsewhere, queries and keys as they entered the product.
  public init(
    query: Matrix<Element>, key: Matrix<Element>, value: Matrix<Element>, scores: Matrix<Element>,
    scale: Element, scaled: Matrix<Element>, softCap: Element?, addition: Matrix<Element>?,
    biased: Matrix<Element>, masked: Matrix<Element>, weights: Matrix<Element>,
    output: Matrix<Element>
  ) {
    self.init(
      query: query, key: key, value: value, turnedQuery: query, turnedKey: key, scores: scores,
      scale: scale, scaled: scaled, softCap: softCap, addition: addition, biased: biased,
      masked: masked,
      weights: weights, output: output)
  }
}

extension Matrix where Element: MatrixScalar {
  /// Every value times a factor.
  func scaled(by factor: Element) -> Matrix {
    var result = self
    result.values.withUnsafeMutableBufferPointer { scale($0, by: factor) }
    return result
  }
}

@specialized(where Element == Float)
@specialized(where Element == Double)
func scale<Element: MatrixScalar>(
  _ values: UnsafeMutableBufferPointer<Element>, by factor: Element
) {
  for index in values.indices { values[index] *= factor }
}
