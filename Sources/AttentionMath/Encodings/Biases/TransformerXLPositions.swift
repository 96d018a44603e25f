// Transformer-XL's relative positions: a sinusoid of the distance that queries are multiplied with.

/// Relative positional encodings of Transformer-XL (Dai et al. 2019, section 3.3) and XLNet.
///
/// A distance m = i - j has the vector R_m of sines and then cosines,
///
///     R_m = [sin(m ω_0), …, sin(m ω_(d/2-1)), cos(m ω_0), …]        ω_i = base^(-2i/d)
///
/// and the scores of one head are, with W the head's projection of R and u, v trained vectors,
///
///     (q_i · k_j + q_i · W R_(i-j) + u · k_j + v · W R_(i-j)) / sqrt(d_k)
///
/// the last three of which are added here.
public struct TransformerXLPositions: DistanceVectors, ScoreAddition, PairFrequencies, Hashable {
  public static let name = "transformer-xl"
  public static let summary = "a sinusoid of the distance, multiplied with queries (Transformer-XL)"

  /// What training adds to the sinusoid, for all heads.
  public struct Weights: Hashable, Sendable {
    /// W of each head, shape `[d_k, d]`.
    public let projections: [Matrix<Double>]
    /// u, shape `[heads, d_k]`.
    public let contentBias: Matrix<Double>
    /// v, shape `[heads, d_k]`.
    public let positionBias: Matrix<Double>

    /// - Throws: ``EncodingError`` when the shapes do not go together.
    public init(
      projections: [Matrix<Double>], contentBias: Matrix<Double>, positionBias: Matrix<Double>
    ) throws(EncodingError) {
      guard let width = projections.first?.rows,
        projections.allSatisfy({ $0.rows == width && $0.columns == projections[0].columns })
      else {
        throw .valueCount(
          "projections", projections.count, expected: max(1, projections.count),
          meaning: "one for each head, all of one shape")
      }
      for (name, table) in [("content", contentBias), ("position", positionBias)] {
        guard table.rows == projections.count, table.columns == width else {
          throw .tableShape(
            name, rows: table.rows, columns: table.columns,
            expected: "[\(projections.count), \(width)] is needed, one row for each head")
        }
      }
      self.projections = projections
      self.contentBias = contentBias
      self.positionBias = positionBias
    }
  }

  public let dimensions: Int
  public let base: Double
  /// Nil for R as it is, u and v 0: then d_k must be d.
  public let weights: Weights?
  private let sinusoid: SinusoidalEncoding

  /// - Parameters:
  ///   - dimensions: d, even.
  ///   - base: a finite number above 0.
  ///   - weights: what training adds.
  /// - Throws: ``EncodingError`` that names the parameter that is wrong.
  public init(
    dimensions: Int, base: Double = 10000, weights: Weights? = nil
  ) throws(EncodingError) {
    sinusoid = try SinusoidalEncoding(dimensions: dimensions, base: base, layout: .halves)
    if let projection = weights?.projections.first, projection.columns != dimensions {
      throw .tableShape(
        "projections", rows: projection.rows, columns: projection.columns,
        expected: "[\(projection.rows), \(dimensions)] is needed, as wide as the sinusoid")
    }
    self.dimensions = dimensions
    self.base = base
    self.weights = weights
  }

  public static let parameters = [dimensionsParameter, baseParameter]
  private static let dimensionsParameter = EncodingParameter(
    "dimensions", .integer, "256", "d, the length of a distance's vector, even")
  private static let baseParameter = EncodingParameter(
    "base", .number, "10000", "the base of the wavelengths")

  public init(options: EncodingOptions) throws(EncodingError) {
    let reader = try OptionReader(options, of: Self.name, taking: Self.parameters)
    try self.init(
      dimensions: try reader.integer(Self.dimensionsParameter),
      base: try reader.number(Self.baseParameter))
  }

  public var specification: EncodingSpecification {
    specification(.init("dimensions", dimensions), .init("base", base))
  }

  public var frequencies: [Double] { sinusoid.frequencies }

  public func matrix(distances: Range<Int>) throws(EncodingError) -> Matrix<Double> {
    try sinusoid.matrix(positions: distances)
  }

  /// The table as the programs hold it, farthest distance first: keys - 1 … 0 in Transformer-XL;
  /// keys … 1 - queries in XLNet, which looks both ways.
  /// - Parameter queries: nil for Transformer-XL's.
  /// - Throws: ``EncodingError`` when memory would not do.
  public func programTable(keys: Int, queries: Int? = nil) throws(EncodingError) -> Matrix<Double> {
    let distances = queries.map { 1 - $0..<keys + 1 } ?? 0..<max(0, keys)
    let rising = try matrix(distances: distances)
    return Matrix(rows: rising.rows, columns: rising.columns) {
      rising[rising.rows - 1 - $0, $1]
    }
  }

  /// XLNet's `rel_shift`: products with the rows of ``programTable(keys:queries:)`` become products
  /// with each key's distance, shape `[queries, keys]`.
  ///
  ///     shifted(i, j) = products(i, farthest - (i - j))
  /// - Parameters:
  ///   - products: shape `[queries, distances]`, column c for the distance farthest - c.
  ///   - farthest: the distance of column 0.
  /// - Precondition: each query's distances to these keys are among the columns.
  public static func shifted<Element: MatrixScalar>(
    _ products: Matrix<Element>, farthest: Int, keys: Int
  ) -> Matrix<Element> {
    Matrix(rows: products.rows, columns: keys) { query, key in
      products[query, farthest - (query - key)]
    }
  }

  public func addition<Element: MatrixScalar>(
    to scores: ScoreContext<Element>
  ) throws(EncodingError) -> Matrix<Element> {
    let (queries, keys) = (scores.queryPositions, scores.keyPositions)
    guard !queries.isEmpty, !keys.isEmpty else {
      return Matrix(rows: queries.count, columns: keys.count)
    }
    // 1. W R of every distance that occurs, nearest to the last query's first key.
    let minimum = queries.lowerBound - (keys.upperBound - 1)
    let vectors = try matrix(distances: minimum..<queries.upperBound - keys.lowerBound)
    let width = scores.query.columns
    var (projected, u, v) = (vectors, [Double](), [Double](repeating: 0, count: width))
    if let weights {
      guard weights.projections.indices.contains(scores.head) else {
        throw .noSuchHead(scores.head, heads: weights.projections.count)
      }
      projected = vectors.timesTransposed(weights.projections[scores.head])
      u = Array(weights.contentBias.row(scores.head))
      v = Array(weights.positionBias.row(scores.head))
    }
    guard projected.columns == width else {
      throw .vectorWidth(width, expected: projected.columns)
    }
    // 2. (q + v) · W R by distance, 3. picked out for each key, with u · k.
    let query = Matrix(rows: queries.count, columns: width) {
      Double(scores.query[$0, $1]) + v[$1]
    }
    let products = query.timesTransposed(projected)
    let contents = (0..<keys.count).map { key in
      zip(u, scores.key.row(key)).reduce(0) { $0 + $1.0 * Double($1.1) }
    }
    let scale = Double(scores.scale)
    return Matrix(rows: queries.count, columns: keys.count) { row, column in
      let distance = (queries.lowerBound + row) - (keys.lowerBound + column)
      return Element((products[row, distance - minimum] + contents[column]) * scale)
    }
  }
}
