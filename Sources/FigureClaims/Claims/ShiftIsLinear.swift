// Moving along the sequence is one fixed linear map.

import AttentionMath
public import FigureKinds
public import FigureModel
import RealModule

/// PE(pos + k) = M_k PE(pos), with one matrix for all positions.
public enum ShiftIsLinear: Claim {
  public static let id = "shift-is-linear"
  public static let statement = Localized(
    en: "PE(pos + k) = M_k PE(pos), with one matrix M_k for all positions.",
    zh: "PE(pos + k) = M_k PE(pos)，同一个矩阵 M_k 适用于所有位置。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    if let differences = subject.differences { return measure(differences) }
    for case .shiftMatrix(let matrix, let offset, let encoding) in subject.facts {
      return measure(matrix, by: offset, encoding)
    }
    guard let values = subject.encodedValues, values.areWholeVectors, values.areConsecutive,
      values.matrix.rows >= 2, let encoding = values.encoding as? SinusoidalEncoding
    else { return nil }
    let shifts = [1, 2, 5, 10, 20, 50].filter { $0 < values.matrix.rows }
    var residual = 0.0
    for shift in shifts {
      for row in 0..<(values.matrix.rows - shift)
      where ![row, row + shift].contains(where: { encoding.isPadding(values.positions[$0]) }) {
        let moved = turned(Array(values.matrix.row(row)), by: shift, encoding)
        residual = maximum([
          residual, maximumDifference(moved, values.matrix.row(row + shift)),
        ])
      }
    }
    let list = shifts.map(String.init).joined(separator: ", ")
    let tolerance = tolerance(values.positions)
    return Measurement(
      residual, within: tolerance, .atMost(tolerance),
      Localized(
        en: "greatest |PE(pos + k) − M_k PE(pos)| for k = \(list)",
        zh: "k = \(list) 时 |PE(pos + k) − M_k PE(pos)| 的最大值"))
  }

  /// For differences: PE(a) - PE(b) = (M_(a-b) - 1) PE(b).
  private static func measure(_ differences: EncodingDifferences) -> Measurement? {
    guard let encoding = differences.encoding as? SinusoidalEncoding else { return nil }
    var residual = 0.0
    for (row, pair) in differences.pairs.enumerated()
    where ![pair.minuend, pair.subtrahend].contains(where: { encoding.isPadding($0) }) {
      let start = encoding.vector(at: pair.subtrahend)
      let moved = turned(start, by: pair.minuend - pair.subtrahend, encoding)
      let expected = differences.dimensions.map { moved[$0] - start[$0] }
      residual = maximum([
        residual, maximumDifference(differences.matrix.row(row), expected),
      ])
    }
    let tolerance = tolerance(differences.pairs.flatMap { [$0.minuend, $0.subtrahend] })
    return Measurement(
      residual, within: tolerance, .atMost(tolerance),
      Localized(
        en: "greatest |PE(a) − PE(b) − (M_(a−b) − 1) PE(b)|",
        zh: "|PE(a) − PE(b) − (M_(a−b) − 1) PE(b)| 的最大值"))
  }

  /// For the matrix itself: with it, the vectors of 64 positions become those k positions later.
  private static func measure(
    _ matrix: Matrix<Double>, by offset: Int, _ encoding: any LinearShift
  ) -> Measurement? {
    guard let sinusoid = encoding as? SinusoidalEncoding else { return nil }
    let positions = 0..<64
    var residual = 0.0
    for position in positions
    where ![position, position + offset].contains(where: { sinusoid.isPadding($0) }) {
      let start = sinusoid.vector(at: position)
      let moved = (0..<matrix.rows).map { row in
        zip(matrix.row(row), start).reduce(0) { $0 + $1.0 * $1.1 }
      }
      residual = maximum([
        residual, maximumDifference(moved, sinusoid.vector(at: position + offset)),
      ])
    }
    let tolerance = tolerance([64 + abs(offset)])
    return Measurement(
      residual, within: tolerance, .atMost(tolerance),
      Localized(
        en: "greatest |PE(pos + \(offset)) − M PE(pos)| over 64 positions",
        zh: "64 个位置上 |PE(pos + \(offset)) − M PE(pos)| 的最大值"))
  }

  /// M_k times a vector: each pair turned by k times its frequency.
  private static func turned(
    _ vector: [Double], by offset: Int, _ encoding: SinusoidalEncoding
  ) -> [Double] {
    var result = vector
    for (pair, frequency) in encoding.frequencies.enumerated() {
      let angle = Double(offset) * frequency
      let (sine, cosine) = (Double.sin(angle), Double.cos(angle))
      let (s, c) = (encoding.sineDimension(ofPair: pair), encoding.cosineDimension(ofPair: pair))
      result[s] = cosine * vector[s] + sine * vector[c]
      result[c] = cosine * vector[c] - sine * vector[s]
    }
    return result
  }

  private static func tolerance(_ positions: [Int]) -> Double {
    let farthest = positions.map(\.magnitude).max() ?? 0
    return farthest < 1000 ? 1e-12 : max(1e-9, Double(farthest) * 0x1p-50)
  }
}

extension ClaimSubject {
  /// Differences of positions as the figure shows them.
  var differences: EncodingDifferences? {
    facts.lazy.compactMap { if case .differences(let found) = $0 { found } else { nil } }.first
  }
}
