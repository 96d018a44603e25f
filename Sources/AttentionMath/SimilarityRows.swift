// The similarity of very many rows: computed where it is wanted, never held as n² values.

internal import CKernels
internal import RealModule

/// The similarity of every two rows of a matrix, shape `[count, count]`, made row by row.
///
/// Its values are those of ``similarity(of:metric:)`` give or take rounding: products are summed in
/// other blocks.
public struct SimilarityRows<Element: MatrixScalar>: Sendable {
  /// How many rows are compared.
  public let count: Int
  public let metric: SimilarityMetric
  /// The vectors, divided by their lengths for `cosine`, shape `[count, dimensions]`. The
  /// similarities are the products of these, except for `euclidean`.
  public let vectors: Matrix<Element>
  /// |row|², shape `[count]`; empty unless the metric is `euclidean`.
  private let squares: [Element]

  /// The rows that are computed at a time.
  public static var rowsAtATime: Int { 128 }

  /// - Parameters:
  ///   - rows: the vectors, shape `[rows, dimensions]`.
  ///   - metric: what is measured.
  public init(of rows: Matrix<Element>, metric: SimilarityMetric) {
    count = rows.rows
    self.metric = metric
    vectors = metric == .cosine ? rows.withUnitRows() : rows
    squares = metric == .euclidean ? (0..<rows.rows).map { dot(rows.row($0), rows.row($0)) } : []
  }

  /// Writes some rows of the similarity matrix.
  /// - Parameters:
  ///   - range: which rows; within `0..<count`.
  ///   - target: space for `range.count * count` values, which are written row after row.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func write(_ range: Range<Int>, to target: UnsafeMutablePointer<Double>) {
    let depth = vectors.columns
    var products = [Element](unwritten: min(Self.rowsAtATime, range.count) * count)
    vectors.values.withUnsafeBufferPointer { vectors in
      let base = vectors.baseAddress ?? .nowhere
      products.withUnsafeMutableBufferPointer { products in
        var first = range.lowerBound
        while first < range.upperBound {
          let height = min(Self.rowsAtATime, range.upperBound - first)
          let product = Product(
            m: height, n: count, k: depth, transposeB: true, strideA: depth, strideB: depth,
            strideC: count)
          product(base + first * depth, base, products.baseAddress ?? .nowhere)
          for row in first..<first + height {
            finish(
              UnsafeBufferPointer(
                rebasing: products[(row - first) * count..<(row - first + 1) * count]),
              row: row, to: target + (row - range.lowerBound) * count)
          }
          first += height
        }
      }
    }
  }

  /// Makes similarities of one row's products.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  private func finish(
    _ products: UnsafeBufferPointer<Element>, row: Int, to target: UnsafeMutablePointer<Double>
  ) {
    switch metric {
    case .dot:
      for other in 0..<count { target[other] = Double(products[other]) }
    case .cosine:
      for other in 0..<count { target[other] = Double(clampedCosine(products[other])) }
      if !target[row].isNaN, vectors.columns > 0 { target[row] = 1 }
    case .euclidean:
      for other in 0..<count {
        target[other] = Double(
          distance(row, other, product: products[other], squares: squares, rows: vectors))
      }
    }
  }

  /// What the similarities reach and how many of them are no numbers, from the upper triangle alone.
  ///
  /// - Precondition: the metric is not `euclidean`, whose values are no products.
  public func productExtent() -> ValueExtent {
    precondition(metric != .euclidean, "distances are no products")
    var whole = ValueExtent()
    // Tiles whose products stay in the cache until they are gone through.
    let (height, width) = (256, 1024)
    let strips = (count + height - 1) / height
    let work = Double(count) * Double(count) * Double(vectors.columns + 4) / 2
    concurrently(strips, work: work) { strip -> ValueExtent in
      var products = [Element](unwritten: height * width)
      var found = ValueExtent()
      let rows = strip * height..<min((strip + 1) * height, count)
      // The square on the diagonal holds both of its triangles; what lies right of it stands for
      // what lies below it as well.
      extent(rows, rows, &products, times: 1, &found)
      var left = rows.upperBound
      while left < count {
        let columns = left..<min(left + width, count)
        extent(rows, columns, &products, times: 2, &found)
        left = columns.upperBound
      }
      return found
    } joinedBy: {
      whole.add($1)
    }
    if metric == .cosine, whole.minimum <= whole.maximum {
      // The diagonal is 1, and rounding puts nothing outside of -1 … 1.
      whole.minimum = max(-1, min(whole.minimum, 1))
      whole.maximum = 1
    }
    return whole
  }

  private func extent(
    _ rows: Range<Int>, _ columns: Range<Int>, _ products: inout [Element], times: Int,
    _ found: inout ValueExtent
  ) {
    let depth = vectors.columns
    var part = ValueExtent()
    vectors.values.withUnsafeBufferPointer { vectors in
      let base = vectors.baseAddress ?? .nowhere
      products.withUnsafeMutableBufferPointer { products in
        let target = products.baseAddress ?? .nowhere
        let product = Product(
          m: rows.count, n: columns.count, k: depth, transposeB: true, strideA: depth,
          strideB: depth, strideC: columns.count)
        product(base + rows.lowerBound * depth, base + columns.lowerBound * depth, target)
        part.add(
          UnsafeBufferPointer(rebasing: products[..<(rows.count * columns.count)]))
      }
    }
    part.nan *= times
    part.positiveInfinity *= times
    part.negativeInfinity *= times
    found.add(part)
  }
}
