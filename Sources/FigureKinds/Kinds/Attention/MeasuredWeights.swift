// What heads are measured by: the queries that count, and the keys that are left.

import AttentionMath
import FigureModel
import TextFormats

/// A head's weights with what is chosen of them: queries that count, and keys that are left.
struct MeasuredWeights {
  /// Shape `[queries, keys]`, all of them; keys that are left out have no weight.
  private let matrix: Matrix<Double>
  private let queries: [Int]?
  private let keys: Set<Int>?
  /// Which of the queries that count have no weight left.
  private let isEmpty: [Bool]

  var emptyRows: Int { isEmpty.count(where: \.self) }

  init(_ matrix: Matrix<Double>, queries: [Int]?, keys: [Int]?) {
    self.queries = queries
    self.keys = keys.map(Set.init)
    let rows = queries ?? Array(0..<matrix.rows)
    guard let keys else {
      self.matrix = matrix
      isEmpty = rows.map { _ in false }
      return
    }
    var left = Matrix<Double>(rows: matrix.rows, columns: matrix.columns)
    var sums = [Double](repeating: 0, count: matrix.rows)
    for row in 0..<matrix.rows {
      sums[row] = keys.reduce(0) { $0 + matrix[row, $1] }
      guard sums[row] > 0 else { continue }
      for key in keys { left[row, key] = matrix[row, key] / sums[row] }
    }
    self.matrix = left
    isEmpty = rows.map { !(sums[$0] > 0) }
  }

  /// The measure of each query that counts; nil where it has none.
  func values(of measure: HeadMeasure) -> [Double?] {
    var all = measure.values(of: matrix)
    if let keys {
      for query in all.indices
      where !measure.exists(forQuery: query, keys: matrix.columns, left: keys) {
        all[query] = nil
      }
    }
    return zip(all.choosing(queries), isEmpty).map { $1 ? nil : $0 }
  }

  /// The mean over the queries that have the measure; 0 where none has, NaN for no queries.
  func mean(of measure: HeadMeasure) -> Double {
    let all = values(of: measure)
    guard !all.isEmpty else { return .nan }
    let some = all.compactMap(\.self)
    return some.isEmpty ? 0 : some.reduce(0, +) / Double(some.count)
  }
}

extension TokenAxes {
  /// The same with nothing chosen: heads are measured at the positions that tokens have among all.
  var unchosen: TokenAxes {
    var all = self
    (all.displayedQueries, all.displayedKeys) = (nil, nil)
    return all
  }
}

extension MeasuredWeights {
  /// The weights of a head, with the queries and keys that tokens choose.
  /// - Parameter matrix: all of them, the pieces of words joined where the tokens are.
  init(_ matrix: Matrix<Double>, _ axes: TokenAxes) throws(FigureError) {
    try TokenAxes.check(axes.displayedQueries, "queries", count: matrix.rows)
    try TokenAxes.check(axes.displayedKeys, "keys", count: matrix.columns)
    self.init(matrix, queries: axes.displayedQueries, keys: axes.displayedKeys)
  }
}
