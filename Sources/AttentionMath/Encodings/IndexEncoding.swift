// The naive encoding, kept for comparison: it shows why the index itself is not used.

/// Every dimension holds the position's bare index, which grows without bound.
public struct IndexEncoding: TokenEncoding, Hashable {
  public static let name = "index"
  public static let summary = "the bare index of the position, in every dimension"

  public let dimensions: Int

  /// - Parameter dimensions: d_model, 1 or more.
  /// - Throws: ``EncodingError/tooFewDimensions(_:minimum:)``.
  public init(dimensions: Int) throws(EncodingError) {
    guard dimensions >= 1 else { throw .tooFewDimensions(dimensions, minimum: 1) }
    self.dimensions = dimensions
  }

  public static let parameters = [dimensionsParameter]
  private static let dimensionsParameter = EncodingParameter(
    "dimensions", .integer, "256", "d_model, the length of a position's vector")

  public init(options: EncodingOptions) throws(EncodingError) {
    let reader = try OptionReader(options, of: Self.name, taking: Self.parameters)
    try self.init(dimensions: try reader.integer(Self.dimensionsParameter))
  }

  public var specification: EncodingSpecification {
    specification(.init("dimensions", dimensions))
  }

  public func matrix(positions: Range<Int>) throws(EncodingError) -> Matrix<Double> {
    let count = try checkedCount(of: positions)
    return Matrix(rows: count, columns: dimensions) { row, _ in
      Double(positions.lowerBound + row)
    }
  }
}
