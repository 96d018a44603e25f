// Which keys a query may attend to: the kinds of masks, and the one form that they are applied in.

/// A matrix of truth values, shape `[rows, columns]`, stored row by row.
public struct BooleanMatrix: Hashable, Sendable {
  public let rows: Int
  public let columns: Int
  public var values: [Bool]

  /// - Precondition: neither side is negative and `values.count == rows * columns`.
  public init(rows: Int, columns: Int, values: [Bool]) {
    precondition(rows >= 0 && columns >= 0 && values.count == rows * columns)
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  public subscript(row: Int, column: Int) -> Bool {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }
}

/// Which keys each query may attend to. Queries and keys count from 0.
public enum AttentionMask: Hashable, Sendable {
  /// Every query sees every key.
  case none
  /// Query i sees key j when j ≤ i + offset. With more keys than queries, offset = n_k - n_q lets
  /// the last query see the last key; 0 aligns the first ones, as PyTorch's `is_causal` does.
  case causal(offset: Int = 0)
  /// Query i sees the keys from i - before to i + after; neither is negative.
  case slidingWindow(before: Int, after: Int)
  /// One truth value per key, shape `[n_k]`: true for a token, false for padding.
  case padding([Bool])
  /// Shape `[n_q, n_k]`: true where the query sees the key.
  case allowed(BooleanMatrix)
  /// Shape `[n_q, n_k]`, added to the scaled scores: finite numbers, and -∞ to mask a position.
  case additive(Matrix<Double>)
  /// All of these at once; none of them is the same as ``none``.
  indirect case all([AttentionMask])

  /// The mask as it is added to scaled scores, shape `[queries, keys]`: 0 where a query sees a
  /// key, -∞ where it does not, and an additive mask's own numbers.
  /// - Throws: ``AttentionError`` when the mask is for other numbers of queries or keys, holds NaN
  ///   or +∞, or would not fit in memory.
  public func matrix<Element: MatrixScalar>(
    queries: Int, keys: Int, as _: Element.Type = Element.self
  ) throws(AttentionError) -> Matrix<Element> {
    let rule = try MaskRule<Element>(self, queries: queries, keys: keys)
    try requireMemory(rows: queries, columns: keys, matrices: 1, of: Element.self)
    var matrix = Matrix<Element>(rows: queries, columns: keys)
    matrix.values.withUnsafeMutableBufferPointer { values in
      guard let base = values.baseAddress else { return }
      for row in 0..<queries { rule.apply(to: base + row * keys, row: row) }
    }
    return matrix
  }
}

/// A mask that is checked and taken apart, ready to be applied row by row.
struct MaskRule<Element: MatrixScalar>: Sendable {
  private let keys: Int
  /// Query i sees nothing before i - before and nothing after i + after.
  private var before = MaskRule.everywhere
  private var after = MaskRule.everywhere
  private var padding: [[Bool]] = []
  private var allowed: [BooleanMatrix] = []
  private var additive: [Matrix<Double>] = []

  /// Farther than any position, and near enough to 0 to be added to one.
  private static var everywhere: Int { 1 << 60 }

  init(_ mask: AttentionMask, queries: Int, keys: Int) throws(AttentionError) {
    self.keys = keys
    try add(mask, queries: queries)
  }

  private mutating func add(_ mask: AttentionMask, queries: Int) throws(AttentionError) {
    switch mask {
    case .none:
      break
    case .causal(let offset):
      after = min(after, max(-MaskRule.everywhere, offset))
    case .slidingWindow(let before, let after):
      guard before >= 0, after >= 0 else { throw .windowOutOfRange(before: before, after: after) }
      self.before = min(self.before, before)
      self.after = min(self.after, after)
    case .padding(let tokens):
      guard tokens.count == keys else { throw .paddingCount(tokens.count, keys: keys) }
      padding.append(tokens)
    case .allowed(let cells):
      guard cells.rows == queries, cells.columns == keys else {
        throw .maskShape(rows: cells.rows, columns: cells.columns, queries: queries, keys: keys)
      }
      allowed.append(cells)
    case .additive(let cells):
      guard cells.rows == queries, cells.columns == keys else {
        throw .maskShape(rows: cells.rows, columns: cells.columns, queries: queries, keys: keys)
      }
      if let index = cells.values.firstIndex(where: { !($0 < .infinity) }) {
        throw .maskValue(
          cells.values[index], row: index / max(1, keys), column: index % max(1, keys))
      }
      additive.append(cells)
    case .all(let masks):
      for mask in masks { try add(mask, queries: queries) }
    }
  }

  /// Whether every query sees every key as it is.
  var isNone: Bool {
    before == MaskRule.everywhere && after == MaskRule.everywhere && padding.isEmpty
      && allowed.isEmpty && additive.isEmpty
  }

  /// The keys that these queries can see at most; the others need not be multiplied at all.
  func reach(of queries: Range<Int>) -> Range<Int> {
    guard let last = queries.last else { return 0..<0 }
    let begin = min(keys, max(0, queries.lowerBound - before))
    return begin..<max(begin, min(keys, last + after + 1))
  }

  /// Adds the mask to one row of scaled scores, shape `[keys]`.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func apply(to scores: UnsafeMutablePointer<Element>, row: Int) {
    let reach = reach(of: row..<row + 1)
    scores.update(repeating: -.infinity, count: reach.lowerBound)
    (scores + reach.upperBound).update(repeating: -.infinity, count: keys - reach.upperBound)
    guard !(padding.isEmpty && allowed.isEmpty && additive.isEmpty) else { return }
    for tokens in padding {
      for key in reach where !tokens[key] { scores[key] = -.infinity }
    }
    for cells in allowed {
      for key in reach where !cells[row, key] { scores[key] = -.infinity }
    }
    for cells in additive {
      for key in reach { scores[key] += Element(cells[row, key]) }
    }
  }
}
