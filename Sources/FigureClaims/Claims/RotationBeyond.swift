// What rotations do at positions beyond those that are shown: go on to new angles, or keep a patch's.

import AttentionMath
public import FigureKinds
public import FigureModel
import RealModule

/// A rotation turns any position, and each to other angles.
public enum RotationContinues: Claim {
  public static let id = "turns-go-on"
  public static let statement = Localized(
    en:
      "The rotation goes on: each position after those shown is turned as well, and to angles that no shown "
      + "position has in all pairs.",
    zh: "旋转可以延续：所示位置之后的每个位置也会旋转，其各维度对的角度与任何所示位置都不全相同。")

  /// More positions than these are compared on the last of them.
  private static let maximumRows = 256

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let fact = subject.rotation, !(fact.encoding is GridRotary),
      fact.pairs == Array(0..<fact.encoding.rotaryDimensions / 2),
      zip(fact.positions, fact.positions.dropFirst()).allSatisfy({ $1 == $0 + 1 }),
      let last = fact.positions.last
    else { return nil }
    let count = min(fact.matrix.rows, maximumRows)
    guard count > 1, last < Int.max - 1 - count, let hands = fact.hands,
      let more = fact.encoding.hands(at: Array(last + 1...last + count))
    else { return nil }
    let rows = hands.rows(hands.rows - count..<hands.rows)
    return Measurement(
      minimumDistance(0..<count, of: rows, to: more) { _ in 0..<more.rows }, within: 1e-12,
      .above(1e-6),
      Localized(
        en: "least distance of the hands of \(last + 1) to \(last + count) from those of the "
          + "\(count) before",
        zh: "\(last + 1) 到 \(last + count) 的指针与之前 \(count) 个位置的指针的最小距离"))
  }
}

/// A larger image turns the patches of a smaller one as that did.
public enum GridKeepsRotation: Claim {
  public static let id = "larger-grid-keeps-turns"
  public static let statement = Localized(
    en:
      "On a grid twice as high and wide each patch of this one is turned as it is here; those beyond are "
      + "turned to new angles.",
    zh: "在高宽各两倍的网格上，此网格的每个图像块旋转的角度不变，其外的转到新的角度。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let fact = subject.rotation, let small = fact.encoding as? GridRotary,
      let grid = small.grid.doubled,
      let large = try? GridRotary(
        dimensions: small.dimensions, grid: grid, hasClassToken: small.hasClassToken,
        base: small.base, pairing: small.pairing, frequencies: small.frequencyChoice)
    else { return nil }
    let first = small.hasClassToken ? 1 : 0
    let largePositions = fact.positions.map { position in
      guard position >= first else { return position }
      let cell = small.grid.location(of: position - first)
      return first + cell.row * grid.columns + cell.column
    }
    guard let here = fact.hands, let there = large.hands(at: largePositions, pairs: fact.pairs)
    else {
      return nil
    }
    let farthest = fact.part == .angle ? fact.matrix.values.map(abs).max() ?? 0 : 1
    let tolerance = max(1e-12, farthest * 0x1p-50)
    return Measurement(
      maximumDifference(here.values, there.values), within: tolerance, .atMost(tolerance),
      Localized(
        en: "greatest change of a hand from \(small.grid) to \(grid) patches",
        zh: "从 \(small.grid) 到 \(grid) 个图像块时指针的最大变化"))
  }
}

extension RotaryTable {
  /// The ends of hands of length 1, shape `[positions, 2 pairs]`: cosines, then sines; nil for positions that
  /// there are not.
  /// - Parameter pairs: which of them; nil for all.
  fileprivate func hands(at positions: [Int], pairs: [Int]? = nil) -> Matrix<Double>? {
    guard let cosines = try? table(.cos, positions: positions),
      let sines = try? table(.sin, positions: positions)
    else { return nil }
    let pairs = pairs ?? Array(0..<cosines.columns)
    return Matrix(rows: positions.count, columns: 2 * pairs.count) { row, column in
      (column < pairs.count
        ? cosines[row, pairs[column]] : sines[row, pairs[column - pairs.count]])
        / attentionFactor
    }
  }
}

extension RotationFact {
  /// The same of what is shown: angles tell both, a cosine or a sine has the other from the encoding.
  fileprivate var hands: Matrix<Double>? {
    let count = pairs.count
    if part == .angle {
      return Matrix(rows: matrix.rows, columns: 2 * count) { row, column in
        column < count
          ? Double.cos(matrix[row, column]) : Double.sin(matrix[row, column - count])
      }
    }
    guard let computed = encoding.hands(at: positions, pairs: pairs) else { return nil }
    let first = part == .cos ? 0 : count
    return Matrix(rows: matrix.rows, columns: 2 * count) { row, column in
      (first..<first + count).contains(column)
        ? matrix[row, column - first] / encoding.attentionFactor : computed[row, column]
    }
  }
}
