// Numbers that say what a head does: where its weights lie and how spread they are.

internal import RealModule

/// The unit of an entropy.
public enum EntropyUnit: String, CaseIterable, Hashable, Sendable {
  /// Natural logarithms.
  case nats
  /// Logarithms to the base 2.
  case bits
}

/// A key whose position is fixed relative to the query, or in the sequence.
public enum AttentionTarget: String, CaseIterable, Hashable, Sendable {
  /// The key at the query's own position.
  case diagonal
  /// The key before it.
  case previous
  /// The key after it.
  case next
  /// The first key of all.
  case first

  /// The target of a query, or nil where there is no such key.
  public func key(ofQuery query: Int, keys: Int) -> Int? {
    let key =
      switch self {
      case .diagonal: query
      case .previous: query - 1
      case .next: query + 1
      case .first: 0
      }
    return (0..<keys).contains(key) ? key : nil
  }
}

extension Matrix where Element: MatrixScalar {
  /// The entropy -Σ w ln w of each row of weights, shape `[n_q]`.
  ///
  /// 0 where one key has all the weight, ln n_k where it is spread evenly; a weight of 0 counts
  /// as 0. Rows are taken to sum to 1. A row that is masked whole has the entropy 0; a weight that
  /// is NaN or negative makes it NaN.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func entropies(in unit: EntropyUnit = .nats) -> [Element] {
    let factor: Element =
      switch unit {
      case .nats: 1
      case .bits: 1 / Element.log(2)
      }
    return (0..<rows).map { row in
      let sum = self.row(row).reduce(into: Element(0)) { sum, weight in
        if weight != 0 { sum -= weight * Element.log(weight) }
      }
      return sum * factor
    }
  }

  /// How far each query looks: Σ w |query - key| over its row, in positions, shape `[n_q]`.
  ///
  /// Where queries and keys come from two sequences, positions are compared as they stand.
  public var attentionDistances: [Element] {
    distances()
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  private func distances() -> [Element] {
    (0..<rows).map { row in
      var sum: Element = 0
      for column in 0..<columns {
        sum += values[row * columns + column] * Element(abs(row - column))
      }
      return sum
    }
  }

  /// The weight that each query gives to a target, shape `[n_q]`; nil for a query that has no such
  /// key, as the first has none before it.
  public func masses(on target: AttentionTarget) -> [Element?] {
    (0..<rows).map { row in
      target.key(ofQuery: row, keys: columns).map { self[row, $0] }
    }
  }

  /// The mean weight on a target over the queries that have it; nil when none has.
  public func meanMass(on target: AttentionTarget) -> Element? {
    let masses = masses(on: target).compactMap { $0 }
    return masses.isEmpty ? nil : masses.reduce(0, +) / Element(masses.count)
  }

  /// The largest |sum of a row - 1|: how far these are from being weights. 0 for no rows; NaN
  /// when a row holds NaN.
  public var maximumRowSumError: Element {
    var maximum: Element = 0
    values.withUnsafeBufferPointer { values in
      for row in 0..<rows {
        let cells = values[row * columns..<(row + 1) * columns]
        let error = abs(rowSum(UnsafeBufferPointer(rebasing: cells)) - 1)
        maximum = error.isNaN || maximum.isNaN ? .nan : Swift.max(maximum, error)
      }
    }
    return maximum
  }

  /// Whether no query looks at a later key, while some query looks at a key before it: what a
  /// causal mask leaves behind. False for fewer than two queries or keys.
  public var looksCausal: Bool { isCausal() }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  private func isCausal() -> Bool {
    guard rows > 1, columns > 1 else { return false }
    var looksBack = false
    for row in 0..<rows {
      for column in 0..<columns where values[row * columns + column] != 0 {
        if column > row { return false }
        if column < row { looksBack = true }
      }
    }
    return looksBack
  }
}

/// The sum of a row's values.
@specialized(where Element == Float)
@specialized(where Element == Double)
private func rowSum<Element: MatrixScalar>(_ values: UnsafeBufferPointer<Element>) -> Element {
  if let values = values as? UnsafeBufferPointer<Double> { return sum(values) as! Element }
  return values.reduce(0, +)
}

/// What one head does, in five numbers; each is a mean over its queries.
public struct HeadSummary: Hashable, Sendable {
  /// In nats.
  public let entropy: Double
  /// In positions.
  public let distance: Double
  /// The mean weight on each target; 0 for a target that no query has.
  public let masses: [AttentionTarget: Double]

  /// The summary of weights of shape `[n_q, n_k]`; NaN throughout for no queries.
  public init<Element: MatrixScalar>(of weights: Matrix<Element>) {
    func mean(_ values: [Element]) -> Double {
      values.reduce(0) { $0 + Double($1) } / Double(values.count)
    }
    entropy = mean(weights.entropies())
    distance = mean(weights.attentionDistances)
    masses = Dictionary(
      uniqueKeysWithValues: AttentionTarget.allCases.map {
        ($0, weights.rows == 0 ? .nan : weights.meanMass(on: $0).map(Double.init) ?? 0)
      })
  }
}
