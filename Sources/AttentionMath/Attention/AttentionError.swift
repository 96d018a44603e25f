// Everything that can be wrong with the inputs of attention, and how it is said.

/// Why attention, or a view of its weights, cannot be computed.
public enum AttentionError: Error, Hashable, Sendable {
  /// Queries and keys must be equally wide to be multiplied.
  case widthsDiffer(query: Int, key: Int)
  /// Each key needs its value.
  case keysAndValuesDiffer(keys: Int, values: Int)
  /// d_k is 0, so 1 / sqrt(d_k) does not exist.
  case noDimensions
  /// The scale is NaN or infinite.
  case scaleNotFinite(Double)
  /// The temperature is NaN, infinite, 0 or negative.
  case temperatureOutOfRange(Double)
  /// A mask is for other numbers of queries and keys.
  case maskShape(rows: Int, columns: Int, queries: Int, keys: Int)
  /// A padding mask says nothing, or too much, about the keys.
  case paddingCount(Int, keys: Int)
  /// A window reaches a negative number of positions.
  case windowOutOfRange(before: Int, after: Int)
  /// An additive mask holds NaN or +∞, after which no weights exist.
  case maskValue(Double, row: Int, column: Int)
  /// The number of heads is 0 or negative, or does not divide the width.
  case headsDoNotDivide(heads: Int, width: Int)
  /// There are different numbers of heads of queries, keys and values.
  case headCountsDiffer(queries: Int, keys: Int, values: Int)
  /// An input is not as wide as a projection expects.
  case projectionInput(width: Int, expected: Int)
  /// A bias does not have one number for each output.
  case biasCount(Int, outputs: Int)
  /// Packed projections of shape `[3 · d_model, d_model]` are expected.
  case packedShape(rows: Int, columns: Int)
  /// There is nothing to combine.
  case noMatrices
  /// Matrices to combine have different shapes.
  case shapesDiffer(rows: Int, columns: Int, expectedRows: Int, expectedColumns: Int)
  /// Rollout multiplies layers, so each must be square.
  case notSquare(rows: Int, columns: Int)
  /// The share of the residual connection is NaN or outside 0 … 1.
  case residualOutOfRange(Double)
  /// A rotation gives vectors, or an addition scores, of another shape than it was asked for.
  case encodingShape(rows: Int, columns: Int, expectedRows: Int, expectedColumns: Int)
  /// The rotation or the addition refuses these queries and keys.
  case encoding(EncodingError)
  /// The result would not fit in memory.
  case memory(MemoryShortage)
}

extension AttentionError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .widthsDiffer(let query, let key):
      "queries of \(query) columns and keys of \(key): both need the same d_k"
    case .keysAndValuesDiffer(let keys, let values):
      "\(keys) keys and \(values) values: each key needs one value; give both the same rows"
    case .noDimensions:
      "queries of 0 columns: d_k must be at least 1, or give a scale"
    case .scaleNotFinite(let scale):
      "scale \(scale): the scale must be a finite number"
    case .temperatureOutOfRange(let temperature):
      "temperature \(temperature): the temperature must be a finite number above 0"
    case .maskShape(let rows, let columns, let queries, let keys):
      "a mask of shape [\(rows), \(columns)] for \(queries) queries and \(keys) keys: "
        + "its shape must be [\(queries), \(keys)]"
    case .paddingCount(let count, let keys):
      "a padding mask of \(count) places for \(keys) keys: one place per key is needed"
    case .windowOutOfRange(let before, let after):
      "a window of \(before) before and \(after) after: neither may be negative"
    case .maskValue(let value, let row, let column):
      "mask value \(value) at row \(row), column \(column): "
        + "an additive mask holds finite numbers and -inf"
    case .headsDoNotDivide(let heads, let width):
      "heads \(heads): the number of heads must be at least 1 and divide the width \(width)"
    case .headCountsDiffer(let queries, let keys, let values):
      "\(queries) heads of queries, \(keys) of keys and \(values) of values: "
        + "give the same number of each"
    case .projectionInput(let width, let expected):
      "an input of \(width) columns for a projection of \(expected): both must be equal"
    case .biasCount(let count, let outputs):
      "a bias of \(count) numbers for \(outputs) outputs: one number per output is needed"
    case .packedShape(let rows, let columns):
      "packed projections of shape [\(rows), \(columns)]: [3 d_model, d_model] is needed, "
        + "the rows for queries, keys and values one below the other"
    case .noMatrices:
      "no matrices to combine: at least 1 is needed"
    case .shapesDiffer(let rows, let columns, let expectedRows, let expectedColumns):
      "a matrix of shape [\(rows), \(columns)] among others of "
        + "[\(expectedRows), \(expectedColumns)]: all need the same shape"
    case .notSquare(let rows, let columns):
      "weights of shape [\(rows), \(columns)]: rollout needs as many keys as queries"
    case .residualOutOfRange(let share):
      "residual share \(share): a number from 0 to 1 is needed; 0.5 is usual"
    case .encodingShape(let rows, let columns, let expectedRows, let expectedColumns):
      "a positional encoding gave [\(rows), \(columns)] where [\(expectedRows), "
        + "\(expectedColumns)] is needed"
    case .encoding(let error):
      error.description
    case .memory(let shortage):
      shortage.description
    }
  }
}

/// As ``MemoryLimit/requireAvailable(rows:columns:bytesPerValue:)``, for several matrices of one
/// shape at once, with attention's error.
func requireMemory<Element: MatrixScalar>(
  rows: Int, columns: Int, matrices: Int, of _: Element.Type
) throws(AttentionError) {
  let (bytes, overflow) = MemoryLayout<Element>.size.multipliedReportingOverflow(by: matrices)
  do {
    try MemoryLimit.requireAvailable(
      rows: rows, columns: columns, bytesPerValue: overflow ? .max : bytes)
  } catch {
    throw .memory(error)
  }
}
