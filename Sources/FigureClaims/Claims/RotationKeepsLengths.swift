// What a rotation leaves as it is: lengths, and products of vectors that stand equally far apart.

import AttentionMath
public import FigureKinds
public import FigureModel
import RealModule
import TextFormats

/// A turned vector is as long as before.
public enum RotationKeepsLengths: Claim {
  public static let id = "rotation-keeps-lengths"
  public static let statement = Localized(
    en: "A rotation keeps lengths: a vector turned at any position is as long as before.",
    zh: "旋转保持长度：向量在任何位置旋转后长度不变。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    let matrices = subject.turns
    if !matrices.isEmpty {
      // Columns of a turn are as long as the factor and at right angles to each other.
      let error = maximum(
        matrices.map { matrix, factor in
          maximum(
            (0..<matrix.columns).flatMap { first in
              (0...first).map { second in
                let product = (0..<matrix.rows).reduce(0.0) {
                  $0 + matrix[$1, first] * matrix[$1, second]
                }
                return abs(product / (factor * factor) - (first == second ? 1 : 0))
              }
            })
        })
      return Measurement(
        error, within: 1e-12, .atMost(1e-12),
        Localized(
          en: "greatest |RᵀR − 1|, "
            + counted(matrices.count, "matrix", "matrices"),
          zh: "\(matrices.count) 个矩阵中 |RᵀR − 1| 的最大值"))
    }
    guard let displayed = subject.rotation else { return nil }
    let hands = try Hands(displayed)
    let error = maximum(
      zip(hands.cosines.values, hands.sines.values).map { abs($0 * $0 + $1 * $1 - 1) })
    return Measurement(
      error, within: hands.tolerance, .atMost(hands.tolerance),
      Localized(
        en:
          "greatest |cos² + sin² − 1|, \(hands.cosines.rows) positions by \(hands.cosines.columns) pairs",
        zh: "\(hands.cosines.rows) 个位置 × \(hands.cosines.columns) 个维度对上 |cos² + sin² − 1| 的最大值"))
  }
}

/// The product of a turned query and a turned key is the same wherever they stand so far apart.
public enum RotationDependsOnDistance: Claim {
  public static let id = "rotation-depends-on-distance"
  public static let statement = Localized(
    en:
      "The product of a turned query and a turned key depends on their distance alone, along each axis "
      + "that they have places on.",
    zh: "旋转后的查询与键的点积只取决于两者在各轴上的距离。")

  /// More positions than these are compared on the first of them.
  private static let maximumPositions = 48

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let displayed = subject.rotation else { return nil }
    let hands = try Hands(displayed)
    let count = min(hands.cosines.rows, maximumPositions)
    // A patch's distance has a row and a column, and among text a time as well.
    let grid = (displayed.encoding as? GridRotary)
    let coordinates = try coordinates(
      displayed.encoding as? MultiAxisRotary, Array(displayed.positions.prefix(count)))
    func distance(_ query: Int, _ key: Int) -> [Int] {
      let (a, b) = (displayed.positions[query], displayed.positions[key])
      if let coordinates { return zip(coordinates[query], coordinates[key]).map { $0 - $1 } }
      guard let grid else { return [a - b] }
      let first = grid.hasClassToken ? 1 : 0
      guard a >= first, b >= first else { return [a, b, 0] }
      let (from, to) = (grid.grid.location(of: a - first), grid.grid.location(of: b - first))
      return [from.row - to.row, from.column - to.column]
    }
    var (spread, pairs) = (0.0, 0)
    var known: [[Int]: (query: Int, key: Int)] = [:]
    for query in 0..<count {
      for key in 0..<count {
        guard let before = known.updateValue((query, key), forKey: distance(query, key)) else {
          continue
        }
        pairs += 1
        for column in 0..<hands.cosines.columns {
          spread = maximum([
            spread,
            abs(
              hands.product(query, key, column) - hands.product(before.query, before.key, column)),
          ])
        }
      }
    }
    guard pairs > 0 else { return nil }
    return Measurement(
      spread, within: hands.tolerance, .atMost(hands.tolerance),
      Localized(
        en: "greatest difference of the products at equal distances, \(pairs) comparisons",
        zh: "等距离处点积的最大差（\(pairs) 次比较）"))
  }

  /// Where each token stands on each axis; nil for a rotation of one axis.
  private static func coordinates(
    _ rotation: MultiAxisRotary?, _ positions: [Int]
  ) throws(FigureError) -> [[Int]]? {
    guard let rotation else { return nil }
    var coordinates: [[Int]] = []
    do throws(EncodingError) {
      for position in positions { coordinates.append(try rotation.location(of: position)) }
    } catch {
      throw .work("\(error)")
    }
    return coordinates
  }
}

/// The ends of hands of length 1: what the figure shows, and of a cosine or sine the other one.
private struct Hands {
  /// Shape `[positions, pairs]` each.
  let cosines: Matrix<Double>
  let sines: Matrix<Double>
  let tolerance: Double

  init(_ displayed: RotationFact) throws(FigureError) {
    let factor = displayed.encoding.attentionFactor
    func other(_ part: RotaryPart) throws(FigureError) -> Matrix<Double> {
      do throws(EncodingError) {
        let whole = try displayed.encoding.table(part, positions: displayed.positions)
        return Matrix(rows: whole.rows, columns: displayed.pairs.count) {
          whole[$0, displayed.pairs[$1]] / factor
        }
      } catch {
        throw .work("\(error)")
      }
    }
    func each(_ value: (Double) -> Double) -> Matrix<Double> {
      Matrix(
        rows: displayed.matrix.rows, columns: displayed.matrix.columns,
        values: displayed.matrix.values.map(value))
    }
    switch displayed.part {
    case .cos: (cosines, sines) = (each { $0 / factor }, try other(.sin))
    case .sin: (cosines, sines) = (try other(.cos), each { $0 / factor })
    case .angle: (cosines, sines) = (each(Double.cos), try other(.sin))
    }
    // An angle has as many digits after the point as are left behind its turns.
    let farthest = displayed.part == .angle ? displayed.matrix.values.map(abs).max() ?? 0 : 1
    tolerance = max(1e-12, farthest * 0x1p-50)
  }

  func product(_ query: Int, _ key: Int, _ pair: Int) -> Double {
    cosines[query, pair] * cosines[key, pair] + sines[query, pair] * sines[key, pair]
  }
}

extension ClaimSubject {
  /// Matrices that vectors are turned by: those of conventions, and that of a shift of a rotation.
  fileprivate var turns: [(Matrix<Double>, factor: Double)] {
    facts.compactMap { fact in
      switch fact {
      case .turn(let matrix, let factor): (matrix, factor)
      case .shiftMatrix(let matrix, _, let encoding as RotaryEncoding):
        (matrix, encoding.attentionFactor)
      default: nil
      }
    }
  }
}
