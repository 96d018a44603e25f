// The similarity of a few rows that are too long to be held: gathered from blocks of their columns.

internal import RealModule

/// The similarity of every two rows, shape `[count, count]`, of which some columns are seen at a time.
///
/// Its values are those of ``similarity(of:metric:)`` give or take rounding: products are summed block by
/// block. Distances whose sum of squares cancels are gathered in a second pass, see ``needsDifferences``.
public struct LongRowSimilarity: Sendable {
  public let count: Int
  public let metric: SimilarityMetric
  /// The sums of the products of every two rows so far, each row divided by 2 to its exponent.
  private var products: Matrix<Double>
  /// What each row is divided by the power of 2 of, so that squares neither overflow nor vanish; nil
  /// while all of it was 0.
  private var exponents: [Int?]
  private var hasColumns = false
  /// The pairs of rows that are near each other, and the sums of the squares of their differences.
  private var near: [(a: Int, b: Int)] = []
  private var differences: [ScaledSquares] = []
  private var isSecondPass = false

  /// Magnitudes between 2 to these powers have squares of which many can be summed.
  private static let plainExponents = -400...400

  /// - Precondition: so few rows that `count` × `count` values fit in memory.
  public init(count: Int, metric: SimilarityMetric) {
    self.count = count
    self.metric = metric
    products = Matrix(rows: count, columns: count, repeating: 0)
    exponents = Array(repeating: nil, count: count)
  }

  /// Takes in some columns, shape `[count, any]`, each column once, in any order.
  public mutating func add(_ block: Matrix<Double>) {
    precondition(block.rows == count && !isSecondPass)
    guard block.columns > 0 else { return }
    hasColumns = true
    var block = block
    for row in 0..<count { scale(row, of: &block) }
    let sums = gram(block)
    for cell in products.values.indices { products.values[cell] += sums.values[cell] }
  }

  /// Divides a row of a block by the power of 2 that its products are divided by, which is another one from
  /// now on where its values are larger than any before.
  private mutating func scale(_ row: Int, of block: inout Matrix<Double>) {
    let cells = row * block.columns..<(row + 1) * block.columns
    var extent = ValueExtent()
    block.values.withUnsafeBufferPointer { extent.add(UnsafeBufferPointer(rebasing: $0[cells])) }
    let maximum = extent.ends.reduce(0) { max($0, abs($1)) }
    if maximum > 0 {
      let own = Self.plainExponents.contains(Int(maximum.exponent)) ? 0 : Int(maximum.exponent)
      if let known = exponents[row] {
        // What was plain stays so beside smaller values.
        if own > known {
          rescale(row, by: known - own)
          exponents[row] = own
        }
      } else {
        exponents[row] = own
      }
    }
    guard let exponent = exponents[row], exponent != 0 else { return }
    for cell in cells { block.values[cell] = scaled(block.values[cell], by: -exponent) }
  }

  /// Multiplies the sums of a row's products by a power of 2.
  private mutating func rescale(_ row: Int, by exponent: Int) {
    for other in 0..<count {
      // With itself it is counted twice.
      let times = other == row ? 2 * exponent : exponent
      products[row, other] = scaled(products[row, other], by: times)
      if other != row { products[other, row] = products[row, other] }
    }
  }

  /// Whether the columns are to be gone through once more, with ``addDifferences(_:)``: asked when
  /// all have been taken in. Two rows that are near each other have a distance that their products do not
  /// tell.
  public mutating func needsDifferences() -> Bool {
    guard metric == .euclidean, !isSecondPass else { return false }
    isSecondPass = true
    for a in 0..<count {
      for b in a + 1..<max(count, a + 1) where distanceByProducts(a, b) == nil {
        near.append((a, b))
      }
    }
    differences = Array(repeating: ScaledSquares(), count: near.count)
    return !near.isEmpty
  }

  /// Takes in some columns a second time.
  /// - Precondition: ``needsDifferences()`` said so.
  public mutating func addDifferences(_ block: Matrix<Double>) {
    precondition(block.rows == count && isSecondPass)
    for (index, pair) in near.enumerated() {
      differences[index].add(block.row(pair.a), block.row(pair.b))
    }
  }

  /// The distance of two rows, or nil where it takes their differences.
  private func distanceByProducts(_ a: Int, _ b: Int) -> Double? {
    let (first, second) = (exponents[a] ?? 0, exponents[b] ?? 0)
    let greater = max(first, second)
    let sum =
      scaled(products[a, a], by: 2 * (first - greater))
      + scaled(products[b, b], by: 2 * (second - greater))
    let squared = sum - 2 * scaled(products[a, b], by: first + second - 2 * greater)
    guard squared > sum / 1000, squared.isFinite, sum > .leastNormalMagnitude / .ulpOfOne
    else { return nil }
    return scaled(squared.squareRoot(), by: greater)
  }

  /// The similarities, when all columns have been taken in.
  public func result() -> Matrix<Double> {
    var result = products
    switch metric {
    case .dot:
      for a in 0..<count {
        for b in 0..<count {
          result[a, b] = scaled(products[a, b], by: (exponents[a] ?? 0) + (exponents[b] ?? 0))
        }
      }
    case .cosine:
      // A row of zeros, or with an infinity, has no direction.
      let lengths = (0..<count).map { products[$0, $0].squareRoot() }
      for a in 0..<count {
        for b in a..<count {
          result[a, b] =
            lengths[a].isFinite && lengths[b].isFinite
            ? clampedCosine(products[a, b] / lengths[a] / lengths[b]) : .nan
          result[b, a] = result[a, b]
        }
        if hasColumns, !result[a, a].isNaN { result[a, a] = 1 }
      }
    case .euclidean:
      for a in 0..<count {
        // The difference of an infinity from itself is no number.
        result[a, a] = products[a, a].isFinite ? 0 : .nan
        for b in a + 1..<max(count, a + 1) {
          result[a, b] = distanceByProducts(a, b) ?? 0
          result[b, a] = result[a, b]
        }
      }
      for (pair, squares) in zip(near, differences) {
        result[pair.a, pair.b] = squares.root
        result[pair.b, pair.a] = squares.root
      }
    }
    return result
  }
}

/// The squares of differences, summed without overflow.
private struct ScaledSquares: Sendable {
  /// Of the halves of differences, since that of two finite numbers may be none, divided by 2 to the
  /// exponent.
  private var sum = 0.0
  private var exponent: Int?
  private var hasInfinity = false

  mutating func add(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) {
    var maximum = 0.0
    for (a, b) in zip(a, b) {
      let half = a / 2 - b / 2
      if half.isNaN { sum = .nan }
      maximum = max(maximum, abs(half))
    }
    guard maximum.isFinite, !sum.isNaN else {
      hasInfinity = true
      return
    }
    if maximum > 0, exponent.map({ $0 < Int(maximum.exponent) }) ?? true {
      let own = Int(maximum.exponent)
      sum = scaled(sum, by: 2 * ((exponent ?? own) - own))
      exponent = own
    }
    let power = -(exponent ?? 0)
    for (a, b) in zip(a, b) {
      let half = scaled(a / 2 - b / 2, by: power)
      sum += half * half
    }
  }

  /// The square root of the sum.
  var root: Double {
    if sum.isNaN { return .nan }
    return hasInfinity ? .infinity : scaled(sum.squareRoot(), by: (exponent ?? 0) + 1)
  }
}

/// A value times a power of 2.
private func scaled(_ value: Double, by exponent: Int) -> Double {
  exponent == 0 ? value : Double(sign: .plus, exponent: exponent, significand: value)
}
