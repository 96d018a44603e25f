// What figures of an encoding say of the values they show.

import AttentionMath

extension ValueFact {
  /// That a matrix holds values of an encoding, shape `[positions, dimensions]`: one fact, and none
  /// where the matrix is not held or has another shape.
  static func encodedValues(
    _ encoding: any TokenEncoding, _ matrix: Matrix<Double>?, positions: some Collection<Int>,
    dimensions: some Collection<Int>
  ) -> [ValueFact] {
    guard let matrix, matrix.rows == positions.count, matrix.columns == dimensions.count else {
      return []
    }
    return [
      .encoding(
        EncodedValues(
          encoding: encoding, matrix: matrix, positions: positions, dimensions: dimensions))
    ]
  }
}
