// What vectors of positions do beyond those that are shown: go on, repeat, or end.

package import AttentionMath
public import FigureKinds
public import FigureModel

/// A formula has vectors for positions that no training saw, and they are new.
public enum VectorsGoOn: Claim {
  public static let id = "vectors-go-on"
  public static let statement = Localized(
    en:
      "The formula goes on: each position after those shown has a vector as well, and none that a "
      + "shown position has.",
    zh: "公式可以延续：所示位置之后的每个位置也有向量，且与所示位置的都不相同。")

  /// More positions than these are compared on the last of them.
  private static let maximumRows = 256

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let displayed = subject.runOfVectors else { return nil }
    let count = min(displayed.matrix.rows, maximumRows)
    let rows = displayed.matrix.rows(displayed.matrix.rows - count..<displayed.matrix.rows)
    guard count > 1, let more = displayed.next(count) else { return nil }
    return Measurement(
      minimumDistance(0..<count, of: rows, to: more) { _ in 0..<more.rows }, within: 1e-12,
      .above(1e-6),
      Localized(
        en:
          "least distance of the vectors of \(displayed.end) to \(displayed.end + count - 1) from those "
          + "of the \(count) before",
        zh: "\(displayed.end) 到 \(displayed.end + count - 1) 的向量与之前 \(count) 个向量的最小距离"))
  }
}

/// NeRF's octaves are whole turns of the length, so that what follows it was there before.
public enum EncodingRepeats: Claim {
  public static let id = "encoding-repeats"
  public static let statement = Localized(
    en:
      "After the last position from −1 to 1 the vectors repeat: each octave has made whole turns.",
    zh: "在 −1 到 1 的最后一个位置之后向量开始重复：每个倍频都转过了整圈。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let values = subject.encodedValues, values.areWholeVectors, values.areConsecutive,
      let octaves = values.encoding as? FourierFeatures, octaves.convention == .paper,
      let first = values.positions.first
    else { return nil }
    let period = octaves.length - 1
    guard
      let later = try? octaves.matrix(
        positions: first + period..<first + period + values.matrix.rows)
    else { return nil }
    let error = maximumDifference(values.matrix.values, later.values)
    return Measurement(
      error, within: 1e-12, .atMost(1e-12),
      Localized(
        en: "greatest |PE(pos + \(period)) − PE(pos)| over \(values.matrix.rows) positions",
        zh: "\(values.matrix.rows) 个位置上 |PE(pos + \(period)) − PE(pos)| 的最大值"))
  }
}

/// A learned table has no vector for positions after its last.
public enum TableEnds: Claim {
  public static let id = "table-ends"
  public static let statement = Localized(
    en: "A learned table ends: no position after its last row has a vector.",
    zh: "学习得到的表有终点：最后一行之后的位置没有向量。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    let encodings = subject.facts.compactMap { fact -> (any PositionalEncoding)? in
      switch fact {
      case .encoding(let values): values.encoding
      case .similarity(let displayed): displayed.encoding
      case .differences(let displayed): displayed.encoding
      default: nil
      }
    }
    for encoding in encodings {
      switch encoding {
      case let table as LearnedEncoding:
        return measurement(table, positions: table.knownPositions.upperBound)
      case let table as LearnedPatches:
        return measurement(table, positions: table.knownPositions.upperBound)
      default: continue
      }
    }
    return nil
  }

  /// How many of as many positions again have a vector.
  package static func measurement(_ table: any TokenEncoding, positions: Int) -> Measurement {
    // Far more than any text is longer than its model's table are not tried.
    let count = min(max(positions, 1), 1024)
    let found = (positions..<positions + count).count { (try? table.vector(at: $0)) != nil }
    return Measurement(
      Double(found), within: 0, .equal(0),
      Localized(
        en: "vectors of the positions \(positions) to \(positions + count - 1)",
        zh: "位置 \(positions) 到 \(positions + count - 1) 的向量个数"))
  }
}

/// A larger image has the vectors of a smaller one at the same positions.
public enum GridKeepsVectors: Claim {
  public static let id = "larger-grid-keeps-vectors"
  public static let statement = Localized(
    en:
      "On a grid twice as high and wide each patch of this one has the vector that it has here; those "
      + "beyond are new.",
    zh: "在高宽各两倍的网格上，此网格的每个图像块的向量不变，其外的向量是新的。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let values = subject.encodedValues, values.areWholeVectors,
      let small = values.encoding as? ImageSinusoid,
      let grid = small.grid.doubled,
      let large = try? ImageSinusoid(
        dimensions: small.dimensions, grid: grid, hasClassToken: small.hasClassToken,
        convention: small.convention, base: small.base)
    else { return nil }
    return LargerGrid(values: values, small: small, large: large).measurement(
      within: 1e-12,
      Localized(
        en: "greatest change of a vector from \(small.grid) to \(grid) patches",
        zh: "从 \(small.grid) 到 \(grid) 个图像块时向量的最大变化")
    ) { ($0, $1) }
  }
}

/// DETR's is stretched to one turn, so that a larger image meets no new angle.
public enum GridIsOneTurn: Claim {
  public static let id = "any-grid-is-one-turn"
  public static let statement = Localized(
    en:
      "Any grid is stretched to one turn: on one twice as high and wide every second patch has a vector "
      + "of this one, and no angle is greater.",
    zh: "任何网格都归一化到一周：在高宽各两倍的网格上，每隔一个图像块的向量与此网格的相同，角度不会更大。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let values = subject.encodedValues, values.areWholeVectors,
      let small = values.encoding as? DetrSinusoid,
      let grid = small.grid.doubled,
      let large = try? DetrSinusoid(dimensions: small.dimensions, grid: grid, base: small.base)
    else { return nil }
    // The program adds 1e-6 to the number of rows and of columns.
    return LargerGrid(values: values, small: small, large: large).measurement(
      within: 1e-5,
      Localized(
        en: "greatest difference of a vector from that of every second of \(grid) patches",
        zh: "与 \(grid) 个图像块中每隔一个的向量的最大差")
    ) { (2 * $0 + 1, 2 * $1 + 1) }
  }
}

/// The patches of a figure beside those of a larger grid.
private struct LargerGrid {
  let values: EncodedValues
  let small: any PatchEncoding
  let large: any PatchEncoding

  /// - Parameter counterpart: the row and the column of the larger grid that go with those of the smaller one.
  func measurement(
    within tolerance: Double, _ what: Localized,
    at counterpart: (Int, Int) -> (row: Int, column: Int)
  ) -> Measurement? {
    var differences: [Double] = []
    for (row, position) in values.positions.enumerated() where position >= small.prefixTokens {
      let location = small.grid.location(of: position - small.prefixTokens)
      let far = counterpart(location.row, location.column)
      guard
        let vector = try? large.vector(
          at: large.prefixTokens + far.row * large.grid.columns + far.column)
      else { return nil }
      differences.append(maximumDifference(values.matrix.row(row), vector))
    }
    guard !differences.isEmpty else { return nil }
    return Measurement(maximum(differences), within: tolerance, .atMost(tolerance), what)
  }
}

/// Consecutive vectors of a formula, with those that follow.
private struct VectorRun {
  /// Shape `[positions, dimensions]`.
  let matrix: Matrix<Double>
  /// The first position after them.
  let end: Int
  let following: (Range<Int>) throws(EncodingError) -> Matrix<Double>

  /// The vectors of so many positions after them; nil where those are too far out.
  func next(_ count: Int) -> Matrix<Double>? {
    guard end < Int.max - count else { return nil }
    return try? following(end..<end + count)
  }
}

extension ClaimSubject {
  /// Vectors of a formula that has one for every position, and no two alike.
  fileprivate var runOfVectors: VectorRun? {
    for case .distanceVectors(let matrix, let encoding, let distances) in facts
    where matrix.columns == encoding.dimensions {
      // With a base of 1 or less frequencies may be whole turns.
      guard let sinusoid = encoding as? TransformerXLPositions, sinusoid.base > 1 else {
        return nil
      }
      return VectorRun(matrix: matrix, end: distances.upperBound) {
        (range) throws(EncodingError) in try sinusoid.matrix(distances: range)
      }
    }
    guard let values = encodedValues, values.areWholeVectors, values.areConsecutive,
      let last = values.positions.last, goesOn(values.encoding)
    else { return nil }
    let encoding = values.encoding
    return VectorRun(matrix: values.matrix, end: last + 1) {
      (range) throws(EncodingError) in try encoding.matrix(positions: range)
    }
  }

  private func goesOn(_ encoding: any TokenEncoding) -> Bool {
    switch encoding {
    case let sinusoid as SinusoidalEncoding: sinusoid.base > 1
    case let octaves as FourierFeatures: octaves.convention == .code
    case let random as RandomFourierFeatures: random.deviation > 0.01
    case is IndexEncoding: true
    default: false
    }
  }
}
