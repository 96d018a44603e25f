// How alike the rows of a matrix are: the general product, for any rows. The closed form for the
// sinusoidal encoding stands beside that encoding.

internal import RealModule

/// How the likeness of two vectors is measured.
public enum SimilarityMetric: String, CaseIterable, Hashable, Sendable {
  /// a·b / (|a| |b|): -1 … 1, higher is more alike; NaN where a vector is all 0.
  case cosine
  /// a·b: higher is more alike.
  case dot
  /// |a - b|: 0 or more, lower is more alike.
  case euclidean
}

/// The similarity of every two rows, shape `[rows, rows]`; symmetric bit for bit.
///
/// The diagonal is exactly 1 for `cosine` and 0 for `euclidean`. A NaN in a row makes its row and
/// its column of the result NaN, and so does an infinity for `cosine`.
/// - Parameters:
///   - rows: the vectors, shape `[rows, dimensions]`.
///   - metric: what is measured.
/// - Throws: ``MemoryShortage`` when the result would not fit in memory.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func similarity<Element: MatrixScalar>(
  of rows: Matrix<Element>, metric: SimilarityMetric
) throws(MemoryShortage) -> Matrix<Element> {
  try MemoryLimit.requireAvailable(
    rows: rows.rows, columns: rows.rows, bytesPerValue: MemoryLayout<Element>.size)
  switch metric {
  case .dot:
    return gram(rows)
  case .cosine:
    let units = rows.withUnitRows()
    var result = gram(units)
    clampCosines(&result, units: units)
    return result
  case .euclidean:
    var result = gram(rows)
    turnIntoDistances(&result, rows: rows)
    return result
  }
}

/// The similarity of every row to one of them, shape `[rows]`.
///
/// - Parameters:
///   - rows: the vectors, shape `[rows, dimensions]`.
///   - reference: the row that the others are compared with.
///   - metric: what is measured; its edges are those of ``similarity(of:metric:)``.
/// - Precondition: `reference` is in `0..<rows.rows`.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func similarity<Element: MatrixScalar>(
  of rows: Matrix<Element>, toRow reference: Int, metric: SimilarityMetric
) -> [Element] {
  precondition((0..<rows.rows).contains(reference), "no row \(reference)")
  let compared = metric == .cosine ? rows.withUnitRows() : rows
  let base = compared.row(reference)
  return (0..<rows.rows).map { row in
    let other = compared.row(row)
    switch metric {
    case .dot: return dot(base, other)
    case .euclidean: return distance(base, other)
    case .cosine:
      let cosine = dot(base, other)
      if cosine.isNaN { return cosine }
      return row == reference ? 1 : clampedCosine(cosine)
    }
  }
}

extension Matrix where Element: MatrixScalar {
  /// Each row divided by its length; NaN for a row of zeros or with an infinity.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func withUnitRows() -> Matrix {
    var result = self
    for row in 0..<rows {
      // Scaled by the largest magnitude first, so that squares neither overflow nor vanish.
      let cells = row * columns..<(row + 1) * columns
      let maximum = values[cells].reduce(0) { $1.isNaN ? $1 : max($0, abs($1)) }
      var squares: Element = 0
      for cell in cells {
        result.values[cell] = values[cell] / maximum
        squares += result.values[cell] * result.values[cell]
      }
      let length = Element.sqrt(squares)
      for cell in cells { result.values[cell] /= length }
    }
    return result
  }
}

/// Cosines that rounding put outside -1 … 1 go back to the edge, and the diagonal to 1.
@specialized(where Element == Float)
@specialized(where Element == Double)
private func clampCosines<Element: MatrixScalar>(
  _ result: inout Matrix<Element>, units: Matrix<Element>
) {
  for index in result.values.indices {
    result.values[index] = clampedCosine(result.values[index])
  }
  for row in 0..<result.rows where !result[row, row].isNaN && units.columns > 0 {
    result[row, row] = 1
  }
}

/// A cosine, at the edge where rounding put it outside -1 … 1; NaN stays.
@inline(__always)
func clampedCosine<Element: MatrixScalar>(_ cosine: Element) -> Element {
  cosine > 1 ? 1 : cosine < -1 ? -1 : cosine
}

/// The distance of two rows by |a - b|² = |a|² + |b|² - 2 a·b, and by the difference itself where
/// that sum cancels more than three digits.
/// - Parameter squares: |row|² of every row.
@inline(__always)
func distance<Element: MatrixScalar>(
  _ i: Int, _ j: Int, product: Element, squares: [Element], rows: Matrix<Element>
) -> Element {
  let sum = squares[i] + squares[j]
  let squared = sum - 2 * product
  // Squares of small numbers have lost digits, or are 0.
  let isFar =
    squared > sum / 1000 && squared.isFinite
    && sum > Element.leastNormalMagnitude / Element.ulpOfOne
  return isFar ? Element.sqrt(squared) : distance(rows.row(i), rows.row(j))
}

/// Turns the products of every two rows into their distances.
@specialized(where Element == Float)
@specialized(where Element == Double)
private func turnIntoDistances<Element: MatrixScalar>(
  _ products: inout Matrix<Element>, rows: Matrix<Element>
) {
  let squares = (0..<products.rows).map { products[$0, $0] }
  for i in squares.indices {
    for j in i..<squares.count {
      let value = distance(i, j, product: products[i, j], squares: squares, rows: rows)
      products[i, j] = value
      products[j, i] = value
    }
  }
}

@specialized(where Element == Float)
@specialized(where Element == Double)
func dot<Element: MatrixScalar>(
  _ a: ArraySlice<Element>, _ b: ArraySlice<Element>
) -> Element {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}

@specialized(where Element == Float)
@specialized(where Element == Double)
func distance<Element: MatrixScalar>(
  _ a: ArraySlice<Element>, _ b: ArraySlice<Element>
) -> Element {
  let squared: Element = zip(a, b).reduce(0) { sum, pair in
    let difference = pair.0 - pair.1
    return sum + difference * difference
  }
  // Neither too large for a square nor so small that its digits are lost, nor NaN.
  if squared.isFinite, squared > Element.leastNormalMagnitude / Element.ulpOfOne {
    return Element.sqrt(squared)
  }
  return scaledDistance(a, b)
}

/// |a - b| by differences that are divided by the largest of them first, so that squares neither
/// overflow nor vanish.
private func scaledDistance<Element: MatrixScalar>(
  _ a: ArraySlice<Element>, _ b: ArraySlice<Element>
) -> Element {
  // Halves: the difference of two finite numbers may be none.
  let halves = zip(a, b).map { $0 / 2 - $1 / 2 }
  if halves.contains(where: \.isNaN) { return .nan }
  let maximum = halves.reduce(0) { max($0, abs($1)) }
  guard maximum > 0, maximum.isFinite else { return maximum }
  let squared: Element = halves.reduce(0) { sum, half in
    let part = half / maximum
    return sum + part * part
  }
  return 2 * (maximum * Element.sqrt(squared))
}
