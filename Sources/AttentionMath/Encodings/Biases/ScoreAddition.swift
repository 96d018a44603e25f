// The seam at which something is added to scores, and what biases of the registry offer besides.

/// Something that is added to scaled scores, before the mask and softmax.
///
/// ``ScaledDotProductAttention/addition`` is where one is put in.
public protocol ScoreAddition: Sendable {
  /// What is added, shape `[n_q, n_k]`: finite numbers, and -∞ where a query may not see a key.
  /// - Throws: ``EncodingError`` when it knows no such head or positions, or memory would not do.
  func addition<Element: MatrixScalar>(
    to scores: ScoreContext<Element>
  ) throws(EncodingError) -> Matrix<Element>
}

/// The scores that something is added to.
public struct ScoreContext<Element: MatrixScalar>: Sendable {
  /// From 0.
  public let head: Int
  /// The positions of the queries.
  public let queryPositions: Range<Int>
  /// The positions of the keys.
  public let keyPositions: Range<Int>
  /// As they are multiplied, shape `[n_q, d_k]`.
  public let query: Matrix<Element>
  /// As they are multiplied, shape `[n_k, d_k]`.
  public let key: Matrix<Element>
  /// The factor of the scores, 1 / sqrt(d_k) unless chosen otherwise, the temperature left out.
  public let scale: Element

  public init(
    head: Int, queryPositions: Range<Int>, keyPositions: Range<Int>, query: Matrix<Element>,
    key: Matrix<Element>, scale: Element
  ) {
    self.head = head
    self.queryPositions = queryPositions
    self.keyPositions = keyPositions
    self.query = query
    self.key = key
    self.scale = scale
  }
}

/// A score addition that depends on positions alone.
public protocol PositionBias: ScoreAddition {
  /// How many heads have a bias of their own; nil where all have the same one.
  var heads: Int? { get }

  /// The bias of one head, shape `[queries, keys]`: finite numbers, and -∞ where a query may not
  /// see a key.
  /// - Throws: ``EncodingError`` when it knows no such head or positions, or memory would not do.
  func bias(
    head: Int, queries: Range<Int>, keys: Range<Int>
  ) throws(EncodingError) -> Matrix<Double>
}

extension PositionBias {
  public func addition<Element: MatrixScalar>(
    to scores: ScoreContext<Element>
  ) throws(EncodingError) -> Matrix<Element> {
    let bias = try bias(
      head: scores.head, queries: scores.queryPositions, keys: scores.keyPositions)
    return Matrix(rows: bias.rows, columns: bias.columns, values: bias.values.map { Element($0) })
  }

  /// The bias of every head over one sequence, shape `[heads][positions, positions]`; one matrix
  /// where all heads have the same.
  /// - Parameter chosen: the heads that are wanted, in their order; nil for all.
  /// - Throws: ``EncodingError``, as for one head.
  public func biases(
    positions: Range<Int>, of chosen: [Int]? = nil
  ) throws(EncodingError) -> [Matrix<Double>] {
    let chosen = chosen ?? Array(0..<(heads ?? 1))
    let count = chosen.count
    let (side, overflow) = positions.upperBound.subtractingReportingOverflow(positions.lowerBound)
    let (cells, tooMany) = side.multipliedReportingOverflow(by: side)
    try requireMemory(rows: overflow || tooMany ? .max : cells, columns: count)
    var biases: [Matrix<Double>] = []
    for head in chosen {
      biases.append(try bias(head: head, queries: positions, keys: positions))
    }
    return biases
  }

  /// Refuses a head that there is not.
  func check(head: Int) throws(EncodingError) {
    if let heads, !(0..<heads).contains(head) { throw .noSuchHead(head, heads: heads) }
  }
}

/// A score addition that looks up each distance in a table: buckets, clipped distances.
public protocol IndexedBias: PositionalEncoding {
  /// How many rows the table has.
  var indexCount: Int { get }

  /// The table's row for each query and key, shape `[queries, keys]`, from 0.
  /// - Throws: ``EncodingError`` when positions are too far out or memory would not do.
  func indices(queries: Range<Int>, keys: Range<Int>) throws(EncodingError) -> IndexMatrix

  /// Whether a query may see a key at all.
  func sees(query: Int, key: Int) -> Bool
}

extension IndexedBias {
  public func sees(query: Int, key: Int) -> Bool { true }

  /// ``indices(queries:keys:)`` as numbers, and -∞ where a query may not see a key.
  /// - Throws: ``EncodingError`` as they do.
  public func displayedIndices(
    queries: Range<Int>, keys: Range<Int>
  ) throws(EncodingError) -> Matrix<Double> {
    let indices = try indices(queries: queries, keys: keys)
    return Matrix(rows: indices.rows, columns: indices.columns) { row, column in
      sees(query: queries.lowerBound + row, key: keys.lowerBound + column)
        ? Double(indices[row, column]) : -.infinity
    }
  }
}

/// A matrix of query and key positions, after it is sure that they are exact and fit in memory.
func biasMatrix(
  queries: Range<Int>, keys: Range<Int>, _ value: (_ query: Int, _ key: Int) -> Double
) throws(EncodingError) -> Matrix<Double> {
  try checkBias(queries: queries, keys: keys)
  return Matrix(rows: queries.count, columns: keys.count) { row, column in
    value(queries.lowerBound + row, keys.lowerBound + column)
  }
}

/// As ``biasMatrix(queries:keys:_:)``, of indices.
func indexMatrix(
  queries: Range<Int>, keys: Range<Int>, _ index: (_ query: Int, _ key: Int) -> Int
) throws(EncodingError) -> IndexMatrix {
  try checkBias(queries: queries, keys: keys)
  return IndexMatrix(rows: queries.count, columns: keys.count) { row, column in
    index(queries.lowerBound + row, keys.lowerBound + column)
  }
}

private func checkBias(queries: Range<Int>, keys: Range<Int>) throws(EncodingError) {
  // Each alone first: a range may be longer than Int holds.
  for positions in [queries, keys] {
    let (count, overflow) = positions.upperBound.subtractingReportingOverflow(positions.lowerBound)
    try requireMemory(rows: overflow ? .max : count, columns: 1)
    try checkPositions(positions)
  }
  try requireMemory(rows: queries.count, columns: keys.count)
}

/// Parameters that several biases have.
extension EncodingParameter {
  static let heads = EncodingParameter("heads", .integer, "8", "how many heads, 1 or more")
}

/// Which keys a bias reaches.
public enum BiasDirection: String, CaseIterable, Hashable, Sendable {
  /// Keys up to the query; later ones have -∞.
  case causal
  /// Both directions alike, by the distance.
  case symmetric
}
