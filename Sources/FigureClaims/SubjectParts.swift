// What claims read from the figures they are checked on.

import AttentionMath
import FigureKinds

/// A kind whose figures show a sinusoidal encoding.
protocol EncodedKind: FigureKind {
  var encoding: EncodingArguments { get }
}

extension PositionalHeatMap: EncodedKind {}
extension PositionalLines: EncodedKind {}
extension Decomposition: EncodedKind {}
extension PositionalSimilarity: EncodedKind {}
extension Shift: EncodedKind {}
extension Frequencies: EncodedKind {}
extension NaivePositions: EncodedKind {}

extension ClaimSubject {
  /// The encoding that the figure shows; nil where it shows none.
  var sinusoid: SinusoidalEncoding? {
    get throws(FigureError) {
      guard let kind = kind as? any EncodedKind else { return nil }
      return try kind.encoding.encoding()
    }
  }

  /// Values of an encoding as the figure shows them: a position and a dimension each.
  ///
  /// nil where the table holds something else.
  var encodedValues: EncodedValues? {
    get throws(FigureError) {
      guard let table, let encoding = try sinusoid else { return nil }
      let matrix = table.matrix
      switch kind {
      case let kind as PositionalHeatMap:
        return EncodedValues(
          encoding: encoding, matrix: matrix,
          positions: try kind.encoding.positions(kind.positions),
          dimensions: 0..<encoding.dimensions)
      case let kind as PositionalLines:
        if let positions = kind.atPositions?.values {
          return EncodedValues(
            encoding: encoding, matrix: matrix, positions: positions,
            dimensions: try kind.encoding.dimensions(kind.dims))
        }
        return EncodedValues(
          encoding: encoding, matrix: matrix.transposed,
          positions: try kind.encoding.positions(kind.positions ?? 100),
          dimensions: kind.atDims?.values ?? [])
      case let kind as Decomposition:
        // The first row is the whole vector, the others are its parts.
        return EncodedValues(
          encoding: encoding,
          matrix: Matrix(rows: 1, columns: matrix.columns, values: Array(matrix.row(0))),
          positions: [kind.position], dimensions: try kind.encoding.dimensions(kind.dims))
      case let kind as NaivePositions:
        // The first row is the bare index.
        return EncodedValues(
          encoding: encoding, matrix: matrix.withoutFirstRow.transposed,
          positions: try kind.encoding.positions(kind.positions), dimensions: kind.atDims.values)
      default: return nil
      }
    }
  }

  /// Attention weights as the figure shows them, shape `[rows, keys]`; nil where it shows none, or
  /// where tokens were left out and the rest not made to sum to 1 again.
  var weights: Matrix<Double>? {
    guard let matrix = table?.matrix else { return nil }
    switch kind {
    case let kind as Attention: return kind.stage == .weights ? kept(matrix, kind.tokens) : nil
    case let kind as CrossAttention: return kept(matrix, kind.tokens)
    case let kind as Heads: return kept(matrix, kind.tokens)
    case let kind as ModelView: return kept(matrix, kind.tokens)
    case let kind as HeadView: return kept(matrix, kind.tokens)
    case let kind as Rollout: return kind.combine == .mean ? kept(matrix, kind.tokens) : nil
    case is SelfFocus: return matrix
    case is SoftmaxExample: return matrix.rows == 4 ? matrix.rows(2..<4) : nil
    default: return nil
    }
  }

  private func kept(_ matrix: Matrix<Double>, _ tokens: TokenArguments) -> Matrix<Double>? {
    let isFiltered = tokens.dropTokens != nil || tokens.onlyTokens != nil
    return isFiltered && !tokens.renormalize ? nil : matrix
  }

  /// Whether some query may see no key at all, so that its weights sum to 0.
  var mayMaskWholeRows: Bool {
    guard let kind = kind as? Attention else { return false }
    return kind.mask.padding != nil || kind.mask.maskFile != nil
  }
}

/// Values of an encoding: what is at each position and dimension, shape `[positions, dimensions]`.
struct EncodedValues {
  let encoding: SinusoidalEncoding
  let matrix: Matrix<Double>
  let positions: [Int]
  let dimensions: [Int]

  /// - Returns: nil where the matrix has another shape.
  init?(
    encoding: SinusoidalEncoding, matrix: Matrix<Double>, positions: some Sequence<Int>,
    dimensions: some Sequence<Int>
  ) {
    self.encoding = encoding
    self.matrix = matrix
    self.positions = Array(positions)
    self.dimensions = Array(dimensions)
    guard matrix.rows == self.positions.count, matrix.columns == self.dimensions.count else {
      return nil
    }
  }

  /// Whether each row is a whole vector.
  var areWholeVectors: Bool { dimensions == Array(0..<encoding.dimensions) }
  /// Whether each position follows the one before it.
  var areConsecutive: Bool { zip(positions, positions.dropFirst()).allSatisfy { $1 == $0 + 1 } }
}

extension Matrix {
  /// Some rows, shape `[range.count, columns]`.
  func rows(_ range: Range<Int>) -> Matrix {
    Matrix(
      rows: range.count, columns: columns,
      values: Array(values[range.lowerBound * columns..<range.upperBound * columns]))
  }

  var withoutFirstRow: Matrix { rows > 0 ? self.rows(1..<rows) : self }
}

/// The greatest of some numbers, 0 for none; NaN where one of them is NaN, so that no bound holds.
func greatest(_ values: some Sequence<Double>) -> Double {
  values.reduce(0) { $1.isNaN || $0.isNaN ? .nan : max($0, $1) }
}

/// The greatest difference between two lists of one length, NaN where the lengths differ.
func greatestDifference(
  _ a: some Collection<Double>, _ b: some Collection<Double>
) -> Double {
  a.count == b.count ? greatest(zip(a, b).map { abs($0 - $1) }) : .nan
}
