// DETR's sines and cosines of an image: rows and columns counted from 1 and stretched to one turn.

internal import RealModule

/// The 2-D sinusoid of DETR (Carion et al. 2020, appendix A.4; `PositionEmbeddingSine` with
/// `normalize=True`).
///
/// A grid of H rows and W columns; f = d_model / 2 numbers for the row, then f for the column:
///
///     y' = 2π (y + 1) / (H + 1e-6)        x' = 2π (x + 1) / (W + 1e-6)
///     PE(y, x) = [sin(y' ω_0), cos(y' ω_0), sin(y' ω_1), …, then the same of x']
///     ω_i = base^(-2i/f), i = 0 … f/2 - 1
///
/// So every image's last row stands at 2π, however many rows there are. The 1e-6 is in the program.
public struct DetrSinusoid: PatchEncoding, SineCosinePairs, Hashable {
  public static let name = "detr-2d"
  public static let summary = "sines and cosines of a patch's row and column, stretched to one turn"

  public let dimensions: Int
  public let grid: PatchGrid
  public let base: Double
  public var prefixTokens: Int { 0 }
  /// ω_i, shape `[d_model / 4]`.
  private let axisFrequencies: [Double]

  /// - Parameters:
  ///   - dimensions: d_model = 2 f, a multiple of 4.
  ///   - grid: the patches.
  ///   - base: the program's `temperature`, finite and above 0.
  /// - Throws: ``EncodingError`` that names the parameter that is wrong.
  public init(
    dimensions: Int, grid: PatchGrid, base: Double = 10000
  ) throws(EncodingError) {
    guard dimensions >= 4 else { throw .tooFewDimensions(dimensions, minimum: 4) }
    guard dimensions.isMultiple(of: 4) else {
      throw .dimensionsDoNotDivide(
        dimensions, by: 4, meaning: "a sine and a cosine for rows and for columns")
    }
    axisFrequencies = try SinusoidalEncoding(dimensions: dimensions / 2, base: base).frequencies
    self.dimensions = dimensions
    self.grid = grid
    self.base = base
  }

  public static let parameters = [dimensionsParameter, gridParameter, baseParameter]
  private static let dimensionsParameter = EncodingParameter(
    "dimensions", .integer, "256", "d_model, the length of a patch's vector, a multiple of 4")
  private static let gridParameter = EncodingParameter(
    "grid", .grid, "14x14", "rows and columns of patches")
  private static let baseParameter = EncodingParameter(
    "base", .number, "10000", "the base of the wavelengths, DETR's temperature")

  public init(options: EncodingOptions) throws(EncodingError) {
    let reader = try OptionReader(options, of: Self.name, taking: Self.parameters)
    try self.init(
      dimensions: try reader.integer(Self.dimensionsParameter),
      grid: try reader.grid(Self.gridParameter), base: try reader.number(Self.baseParameter))
  }

  public var specification: EncodingSpecification {
    specification(.init("dimensions", dimensions), .init("grid", "\(grid)"), .init("base", base))
  }

  /// The frequencies of rows and then those of columns, in radians per patch; shape
  /// `[d_model / 2]`.
  public var frequencies: [Double] {
    [grid.rows, grid.columns].flatMap { side in
      axisFrequencies.map { $0 * Self.stretched(1, of: side) }
    }
  }

  public func sineDimension(ofPair pair: Int) -> Int { 2 * pair }
  public func cosineDimension(ofPair pair: Int) -> Int { 2 * pair + 1 }

  /// Rows or columns in radians, all of them together one turn.
  private static func stretched(_ count: Int, of side: Int) -> Double {
    Double(count) / (Double(side) + 1e-6) * 2 * .pi
  }

  public func matrix(positions: Range<Int>) throws(EncodingError) -> Matrix<Double> {
    try matrix(positions: positions) { row, column, values in
      for (location, side) in [(row, grid.rows), (column, grid.columns)] {
        let angle = Self.stretched(location + 1, of: side)
        for frequency in axisFrequencies {
          values.append(Double.sin(angle * frequency))
          values.append(Double.cos(angle * frequency))
        }
      }
    }
  }
}
