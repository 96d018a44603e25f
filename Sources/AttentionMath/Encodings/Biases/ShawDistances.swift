// Shaw's relative positions: distances beyond a limit are all one, and each has a trained vector
// that a query is multiplied with.

/// Which way distances are counted.
public enum ShawConvention: String, CaseIterable, Hashable, Sendable {
  /// Key position - query position (Shaw et al. 2018, section 3.2).
  case shaw
  /// Query position - key position (BERT's `relative_key` in transformers).
  case bert
}

/// Relative position representations (Shaw, Uszkoreit & Vaswani 2018, "Self-attention with relative
/// position representations", equation 4 and section 3.2).
///
///     index(i, j) = clip(j - i, -k, k) + k                      0 … 2k
///     score(i, j) = q_i · (k_j + a_index(i, j)) / sqrt(d_k)
///
/// so q_i · a_index(i, j) / sqrt(d_k) is added to the scaled scores.
public struct ShawDistances: PositionalEncoding, ScoreAddition, IndexedBias, Hashable {
  public static let name = "shaw"
  public static let summary = "clipped distances, a trained vector for each (Shaw et al. 2018)"

  /// k: farther keys count as this far.
  public let clip: Int
  public let convention: ShawConvention
  /// The trained vectors a, shape `[2 k + 1, d_k]`; nil where the indices alone are asked for.
  public let table: Matrix<Double>?
  public var indexCount: Int { 2 * clip + 1 }

  /// - Parameters:
  ///   - clip: k, 0 or more; for `bert` the maximum distance, `max_position_embeddings` - 1.
  ///   - convention: which way distances are counted.
  ///   - table: shape `[2 k + 1, d_k]`, finite numbers.
  /// - Throws: ``EncodingError`` that names the parameter that is wrong.
  public init(
    clip: Int, convention: ShawConvention = .shaw, table: Matrix<Double>? = nil
  ) throws(EncodingError) {
    guard (0...(1 << 40)).contains(clip) else {
      throw .outOfRange("clip", Double(clip), rule: "a whole number from 0 to 2^40 is needed")
    }
    if let table {
      guard table.rows == 2 * clip + 1, table.columns >= 1 else {
        throw .tableShape(
          "table", rows: table.rows, columns: table.columns,
          expected: "[\(2 * clip + 1), d_k] is needed, one row for each clipped distance")
      }
      try requireFinite(table, "table")
    }
    self.clip = clip
    self.convention = convention
    self.table = table
  }

  public static let parameters = [clipParameter, conventionParameter, tableParameter]
  private static let clipParameter = EncodingParameter(
    "clip", .integer, "16", "k, the distance from which on all count alike")
  private static let conventionParameter = EncodingParameter.choice(
    "convention", ShawConvention.shaw, "key minus query, or query minus key")
  private static let tableParameter = EncodingParameter(
    "table", .table, nil, "the trained vectors, [2 clip + 1, d_k]")

  public init(options: EncodingOptions) throws(EncodingError) {
    let reader = try OptionReader(options, of: Self.name, taking: Self.parameters)
    try self.init(
      clip: try reader.integer(Self.clipParameter),
      convention: try reader.choice(Self.conventionParameter), table: reader.optionalTable("table"))
  }

  public var specification: EncodingSpecification {
    specification(.init("clip", clip), .init("convention", convention))
  }

  /// The table's row for a distance.
  /// - Parameter distance: key position - query position.
  public func index(distance: Int) -> Int {
    let clipped = max(-clip, min(clip, distance))
    switch convention {
    case .shaw: return clip + clipped
    case .bert: return clip - clipped
    }
  }

  public func indices(
    queries: Range<Int>, keys: Range<Int>
  ) throws(EncodingError) -> IndexMatrix {
    try indexMatrix(queries: queries, keys: keys) { index(distance: $1 - $0) }
  }

  /// q_i · a_index(i, j) · scale; all heads share one table.
  /// - Throws: ``EncodingError`` without a table as well.
  public func addition<Element: MatrixScalar>(
    to scores: ScoreContext<Element>
  ) throws(EncodingError) -> Matrix<Element> {
    guard let table else {
      throw .missingParameter(
        "table", encoding: Self.name, meaning: Self.tableParameter.summary)
    }
    guard table.columns == scores.query.columns else {
      throw .tableShape(
        "table", rows: table.rows, columns: table.columns,
        expected: "[\(table.rows), \(scores.query.columns)] is needed, as wide as the queries")
    }
    let indices = try indices(queries: scores.queryPositions, keys: scores.keyPositions)
    // 1. q · a for every row of the table, 2. each distance's one of them.
    let products = scores.query.timesTransposed(
      Matrix(rows: table.rows, columns: table.columns, values: table.values.map { Element($0) }))
    return Matrix(rows: indices.rows, columns: indices.columns) { row, column in
      products[row, indices[row, column]] * scores.scale
    }
  }
}
