// Which program's convention a table is of, by comparing it with each.

/// How far a table is from a convention.
public struct ConventionMatch<Convention: Hashable & Sendable>: Hashable, Sendable {
  public let convention: Convention
  /// The largest difference of a value from the convention's.
  public let difference: Double

  /// Whether the table is the convention's, up to the rounding of 32-bit numbers: programs that
  /// compute angles in 32 bits are off by a few units of 1e-4 at positions in the thousands.
  public var isExact: Bool { difference < 1e-3 }
}

extension SinusoidConvention {
  /// The distance of a table from each convention, the nearest first.
  ///
  /// - Parameters:
  ///   - table: the program's own, shape `[rows, d_model]`, from row 0 on.
  ///   - base: the base of the wavelengths.
  ///   - padding: the id of the padding, which ``fairseq`` has a row of zeros for.
  /// - Throws: ``EncodingError`` when no convention has so many dimensions.
  public static func matches(
    _ table: Matrix<Double>, base: Double = 10000, padding: Int = 1
  ) throws(EncodingError) -> [ConventionMatch<SinusoidConvention>] {
    var matches: [ConventionMatch<SinusoidConvention>] = []
    for convention in allCases where convention.spacing == .standard || table.columns >= 4 {
      let expected = try convention.table(
        rows: table.rows, dimensions: table.columns, base: base, padding: padding)
      matches.append(.init(convention: convention, difference: table.difference(from: expected)))
    }
    return matches.sorted { $0.difference < $1.difference }
  }
}

extension ImageConvention {
  /// The distance of a table of patches from each convention, the nearest first.
  ///
  /// - Parameters:
  ///   - table: shape `[patches, d_model]`, or with a class token's row before them.
  ///   - grid: the patches.
  ///   - base: the base of the wavelengths.
  /// - Throws: ``EncodingError`` when the table does not fit the grid, or no convention has so many
  ///   dimensions.
  public static func matches(
    _ table: Matrix<Double>, grid: PatchGrid, base: Double = 10000
  ) throws(EncodingError) -> [ConventionMatch<ImageConvention>] {
    let hasClassToken = try grid.hasClassToken(in: table)
    var matches: [ConventionMatch<ImageConvention>] = []
    for convention in allCases where convention != .vit || table.columns >= 8 {
      let expected = try ImageSinusoid(
        dimensions: table.columns, grid: grid, hasClassToken: hasClassToken, convention: convention,
        base: base
      ).matrix()
      matches.append(.init(convention: convention, difference: table.difference(from: expected)))
    }
    return matches.sorted { $0.difference < $1.difference }
  }
}

extension PatchGrid {
  /// Whether a class token's row stands before those of the patches.
  /// - Parameter table: shape `[patches, d_model]`, or with one row before them.
  /// - Throws: ``EncodingError`` when the table does not fit the grid.
  public func hasClassToken(in table: Matrix<Double>) throws(EncodingError) -> Bool {
    let prefix = try prefixRows(of: table)
    guard prefix <= 1 else {
      throw .tableShape(
        "table", rows: table.rows, columns: table.columns,
        expected: "\(patches) or \(patches + 1) rows are needed for a grid of \(self)")
    }
    return prefix == 1
  }
}

extension Matrix where Element == Double {
  /// The largest difference of two matrices of one shape; infinite where one is NaN.
  fileprivate func difference(from other: Matrix) -> Double {
    zip(values, other.values).reduce(0) { maximum, pair in
      let difference = abs(pair.0 - pair.1)
      return difference.isNaN ? .infinity : max(maximum, difference)
    }
  }
}
