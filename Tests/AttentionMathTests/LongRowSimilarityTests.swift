// Similarities of long rows, gathered from blocks of columns, against sums over whole rows.

import Testing

@testable import AttentionMath

@Suite struct LongRowSimilarityTests {
  /// Gathers the similarities of rows in blocks so wide.
  private func gathered(
    _ rows: [[Double]], _ metric: SimilarityMetric, width: Int
  ) -> Matrix<Double> {
    let columns = rows.first?.count ?? 0
    func forEachBlock(_ body: (Matrix<Double>) -> Void) {
      for first in stride(from: 0, to: columns, by: width) {
        let part = first..<min(columns, first + width)
        body(
          Matrix(rows: rows.count, columns: part.count, values: rows.flatMap { Array($0[part]) }))
      }
    }
    var similarity = LongRowSimilarity(count: rows.count, metric: metric)
    forEachBlock { similarity.add($0) }
    if similarity.needsDifferences() { forEachBlock { similarity.addDifferences($0) } }
    return similarity.result()
  }

  /// The likeness of two rows as its formula says, with numbers divided by the greatest first.
  private func expected(
    _ a: [Double], _ b: [Double], _ metric: SimilarityMetric, isSame: Bool
  ) -> Double {
    func maximum(_ values: [Double]) -> Double { values.reduce(0) { max($0, abs($1)) } }
    func length(_ values: [Double]) -> Double {
      let most = maximum(values)
      guard most > 0, most.isFinite else { return most }
      return values.reduce(0) { $0 + ($1 / most) * ($1 / most) }.squareRoot() * most
    }
    switch metric {
    case .dot: return zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    case .euclidean: return length(zip(a, b).map { $0 - $1 })
    case .cosine:
      if isSame, maximum(a) > 0, maximum(a).isFinite, !a.contains(where: \.isNaN) { return 1 }
      let (first, second) = (length(a), length(b))
      guard first.isFinite, second.isFinite else { return .nan }
      return zip(a, b).reduce(0) { $0 + ($1.0 / first) * ($1.1 / second) }
    }
  }

  @Test(arguments: SimilarityMetric.allCases, [1, 7, 100, 5000])
  func blocksGiveWhatWholeRowsGive(_ metric: SimilarityMetric, _ width: Int) {
    for (count, columns, seed) in [(1, 1000, 1), (2, 777, 2), (5, 300, 3), (33, 129, 4)] {
      var generator = SeededGenerator(seed: UInt64(seed))
      let rows = (0..<count).map { row in
        (0..<columns).map { _ in generator.normal() * Double(row + 1) + 0.5 }
      }
      let result = gathered(rows, metric, width: width)
      for a in 0..<count {
        for b in 0..<count {
          let wanted = expected(rows[a], rows[b], metric, isSame: a == b)
          #expect(abs(result[a, b] - wanted) <= 1e-12 * max(1, abs(wanted)) * Double(columns))
          #expect(result[a, b] == result[b, a])
        }
        if metric != .dot { #expect(result[a, a] == (metric == .cosine ? 1 : 0)) }
      }
    }
  }

  /// Magnitudes whose squares overflow or vanish, which grow from block to block, and rows that differ in
  /// their last digits.
  @Test(arguments: SimilarityMetric.allCases, [1, 2, 3, 8])
  func noSquareOverflowsOrVanishes(_ metric: SimilarityMetric, _ width: Int) {
    let rows: [[Double]] = [
      [1e-200, 2e-200, 0, 1e-200, 1e-200, 0, 3e-200, 1e-200],
      [0, 0, 1e-300, 1e-200, 1, 2, 1e200, 1e200],
      [1e200, -1e200, 1e-200, 0, 0, 1, 0, 1e200],
      [3e-200, 2e-200, 0, 1e-200, 1e-200, 0, 3e-200, 1e-200],
      [1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 3, 4, 5, 6, 7, 8 + 1e-9],
    ]
    let result = gathered(rows, metric, width: width)
    for a in rows.indices {
      for b in rows.indices {
        let wanted = expected(rows[a], rows[b], metric, isSame: a == b)
        let found = result[a, b]
        // Products of the plain formula that overflow or vanish are none.
        if metric == .dot, !wanted.isFinite || wanted == 0 { continue }
        #expect(
          found == wanted || abs(found - wanted) <= 1e-9 * max(abs(wanted), 0x1p-1030),
          "\(a), \(b): \(found), \(wanted)")
      }
    }
  }

  /// What is no number, or has no direction, is where it is for rows that are held.
  @Test(arguments: SimilarityMetric.allCases, [1, 2, 5])
  func whatIsNoNumberIsAsForHeldRows(_ metric: SimilarityMetric, _ width: Int) throws {
    let rows: [[Double]] = [
      [1, 2, 3, 4, 5], [0, 0, 0, 0, 0], [1, .nan, 3, 4, 5], [1, 2, .infinity, 4, 5],
      [1, 2, .infinity, 4, 5], [1, 2, -.infinity, 4, 5], [0, 0, 0, 0, 0],
    ]
    let held = try similarity(
      of: Matrix(rows: rows.count, columns: 5, values: rows.flatMap(\.self)), metric: metric)
    let result = gathered(rows, metric, width: width)
    for (index, (found, wanted)) in zip(result.values, held.values).enumerated() {
      #expect(
        found == wanted || found.isNaN && wanted.isNaN || abs(found - wanted) <= 1e-12,
        "\(index / rows.count), \(index % rows.count): \(found), \(wanted)")
    }
  }
}
