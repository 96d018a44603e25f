// What claims read from the figures they are checked on.

import AttentionMath
import FigureKinds

extension ClaimSubject {
  /// Values of an encoding as the figure shows them; nil where it shows none.
  var encodedValues: EncodedValues? {
    facts.lazy.compactMap { if case .encoding(let values) = $0 { values } else { nil } }.first
  }

  /// What is added to scores, as the figure shows it.
  var biasFact: BiasFact? {
    facts.lazy.compactMap { if case .bias(let found) = $0 { found } else { nil } }.first
  }

  /// What is turned, as the figure shows it.
  var rotation: RotationFact? {
    facts.lazy.compactMap { if case .rotation(let fact) = $0 { fact } else { nil } }.first
  }

  /// Waves of encodings against a context, as the figure shows them.
  var wavelengths: WavelengthsFact? {
    facts.lazy.compactMap { if case .wavelengths(let fact) = $0 { fact } else { nil } }.first
  }

  /// Attention weights as the figure shows them; nil where it shows none, or where tokens were left
  /// out and the rest not made to sum to 1 again.
  var weights: WeightsFact? {
    facts.lazy.compactMap { if case .weights(let weights) = $0 { weights } else { nil } }.first
  }
}

extension PatchGrid {
  /// A grid twice as high and wide; nil where there is none so large.
  var doubled: PatchGrid? { try? PatchGrid(rows: 2 * rows, columns: 2 * columns) }
}

extension PositionalEncoding {
  /// Whether the row of a position is the padding's, which is 0 by no formula and no position's.
  func isPadding(_ position: Int) -> Bool {
    (self as? SinusoidalEncoding)?.hasPadding(in: position..<position + 1) == true
  }
}

/// The largest of some numbers, 0 for none; NaN where one of them is NaN, so that no bound holds.
func maximum(_ values: some Sequence<Double>) -> Double {
  values.reduce(0) { $1.isNaN || $0.isNaN ? .nan : max($0, $1) }
}

/// A number of things in English.
func counted(_ count: Int, _ one: String, _ several: String) -> String {
  count == 1 ? "1 \(one)" : "\(count) \(several)"
}

/// The smallest Euclidean distance of some rows of a matrix, `[any, columns]`, to rows of another with as many
/// columns, which may be the same; NaN where a value of either is NaN.
/// - Parameter others: the rows of the other that each row is compared with.
func minimumDistance(
  _ rows: Range<Int>, of a: Matrix<Double>, to b: Matrix<Double>, others: (Int) -> Range<Int>
) -> Double {
  guard !a.values.contains(where: \.isNaN), !b.values.contains(where: \.isNaN) else { return .nan }
  let columns = a.columns
  return a.values.withUnsafeBufferPointer { first in
    b.values.withUnsafeBufferPointer { second in
      var minimum = Double.infinity
      for row in rows {
        for other in others(row) {
          var sum = 0.0
          var column = 0
          // What is already farther apart than the nearest pair need not be summed to its end.
          while column < columns, sum < minimum {
            let end = min(columns, column + 16)
            while column < end {
              let difference = first[row * columns + column] - second[other * columns + column]
              sum += difference * difference
              column += 1
            }
          }
          minimum = min(minimum, sum)
        }
      }
      return minimum.squareRoot()
    }
  }
}

/// The largest difference between two lists of one length, NaN where the lengths differ.
package func maximumDifference(
  _ a: some Collection<Double>, _ b: some Collection<Double>
) -> Double {
  a.count == b.count ? maximum(zip(a, b).map { abs($0 - $1) }) : .nan
}
