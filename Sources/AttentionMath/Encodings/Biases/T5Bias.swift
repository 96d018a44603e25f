// T5's relative positions: distances fall into buckets, and each bucket has a trained number for
// each head.

internal import RealModule

/// Relative position buckets (Raffel et al. 2020, "Exploring the limits of transfer learning",
/// section 2.1; `relative_position_bucket` of Mesh TensorFlow).
///
/// With B buckets (B/2 for each direction where both are distinguished), E = B/2 of those, the
/// maximum distance D and the distance n:
///
///     n < E     bucket n
///     n ≥ E     bucket min(B - 1, E + ⌊ln(n / E) / ln(D / E) · (B - E)⌋)
///
/// In both directions n = |j - i|, and keys after the query have B/2 added; in the causal one n =
/// max(0, i - j), so that all keys after the query are in bucket 0.
public struct T5Bias: PositionalEncoding, PositionBias, IndexedBias, Hashable {
  public static let name = "t5"
  public static let summary = "distances in buckets, a trained number for each (T5)"

  /// B in all.
  public let buckets: Int
  /// D.
  public let maxDistance: Int
  /// Whether keys after the query have buckets of their own: encoders.
  public let isBidirectional: Bool
  /// The trained numbers, shape `[buckets, heads]`; nil where the buckets alone are asked for.
  public let table: Matrix<Double>?

  public var heads: Int? { table?.columns }
  public var indexCount: Int { buckets }

  /// - Parameters:
  ///   - buckets: 2 or more, even; 4 or more in both directions.
  ///   - maxDistance: from which on all distances are in the last bucket; more than the distances
  ///     that have a bucket each.
  ///   - isBidirectional: false for decoders.
  ///   - table: shape `[buckets, heads]`, finite numbers.
  /// - Throws: ``EncodingError`` that names the parameter that is wrong.
  public init(
    buckets: Int = 32, maxDistance: Int = 128, isBidirectional: Bool = true,
    table: Matrix<Double>? = nil
  ) throws(EncodingError) {
    let minimum = isBidirectional ? 4 : 2
    guard buckets >= minimum, buckets <= 1 << 24, buckets.isMultiple(of: 2) else {
      throw .outOfRange(
        "buckets", Double(buckets),
        rule: "an even number of \(minimum) or more is needed, such as 32")
    }
    let exact = (isBidirectional ? buckets / 2 : buckets) / 2
    guard maxDistance > exact, maxDistance < 1 << 53 else {
      throw .outOfRange(
        "max-distance", Double(maxDistance),
        rule: "more than the \(exact) distances with a bucket each is needed, such as 128")
    }
    if let table {
      guard table.rows == buckets, table.columns >= 1 else {
        throw .tableShape(
          "table", rows: table.rows, columns: table.columns,
          expected: "[\(buckets), heads] is needed, one row for each bucket")
      }
      try requireFinite(table, "table")
    }
    self.buckets = buckets
    self.maxDistance = maxDistance
    self.isBidirectional = isBidirectional
    self.table = table
  }

  public static let parameters = [
    bucketsParameter, maxDistanceParameter, bidirectionalParameter, tableParameter,
  ]
  private static let bucketsParameter = EncodingParameter(
    "buckets", .integer, "32", "how many buckets, in both directions together")
  private static let maxDistanceParameter = EncodingParameter(
    "max-distance", .integer, "128", "from which on all distances are in the last bucket")
  private static let bidirectionalParameter = EncodingParameter(
    "bidirectional", .flag, "yes", "yes for encoders, no for decoders")
  private static let tableParameter = EncodingParameter(
    "table", .table, nil, "the trained numbers, [buckets, heads]")

  public init(options: EncodingOptions) throws(EncodingError) {
    let reader = try OptionReader(options, of: Self.name, taking: Self.parameters)
    try self.init(
      buckets: try reader.integer(Self.bucketsParameter),
      maxDistance: try reader.integer(Self.maxDistanceParameter),
      isBidirectional: try reader.flag(Self.bidirectionalParameter),
      table: reader.optionalTable("table"))
  }

  public var specification: EncodingSpecification {
    specification(
      .init("buckets", buckets), .init("max-distance", maxDistance),
      .init("bidirectional", isBidirectional))
  }

  /// The bucket of a distance.
  /// - Parameter distance: key position - query position.
  public func bucket(distance: Int) -> Int {
    let side = isBidirectional ? buckets / 2 : buckets
    let exact = side / 2
    let base = isBidirectional && distance > 0 ? side : 0
    let n = isBidirectional ? Int(min(distance.magnitude, UInt(Int.max))) : max(0, 0 &- distance)
    if n < exact { return base + n }
    let ratio =
      Double.log(Double(n) / Double(exact)) / Double.log(Double(maxDistance) / Double(exact))
    // A distance at the border of two buckets is in the upper one; its logarithm may fall short by
    // a rounding.
    let step = ratio * Double(side - exact) + 1e-12
    return base + (step >= Double(side - exact) ? side - 1 : min(side - 1, exact + Int(step)))
  }

  public func indices(
    queries: Range<Int>, keys: Range<Int>
  ) throws(EncodingError) -> IndexMatrix {
    try indexMatrix(queries: queries, keys: keys) { bucket(distance: $1 - $0) }
  }

  /// A decoder's queries see no later keys, though its formula has bucket 0 for them.
  public func sees(query: Int, key: Int) -> Bool { isBidirectional || key <= query }

  /// The trained numbers of a head; -∞ where a query may not see a key.
  /// - Throws: ``EncodingError`` without a table as well.
  public func bias(
    head: Int, queries: Range<Int>, keys: Range<Int>
  ) throws(EncodingError) -> Matrix<Double> {
    guard let table else {
      throw .missingParameter(
        "table", encoding: Self.name, meaning: Self.tableParameter.summary)
    }
    try check(head: head)
    return try biasMatrix(queries: queries, keys: keys) {
      sees(query: $0, key: $1) ? table[bucket(distance: $1 - $0), head] : -.infinity
    }
  }
}
