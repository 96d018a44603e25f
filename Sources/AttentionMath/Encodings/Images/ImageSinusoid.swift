// Sines and cosines of an image's rows and columns, side by side in one vector.

/// Whose 2-D sines and cosines are meant. They differ in which axis stands first and in the
/// exponents.
public enum ImageConvention: String, CaseIterable, Hashable, Sendable {
  /// Columns first: MAE's program hands the grid over with its axes exchanged, and its checkpoints
  /// rely on it. Exponents 4i/d (He et al. 2022; `get_2d_sincos_pos_embed`).
  case mae
  /// Rows first, as the same program reads without that exchange. Exponents 4i/d.
  case rowFirst = "row-first"
  /// Columns first, exponents i/(d/4 - 1), so that the last is 1/base (Beyer, Zhai & Kolesnikov
  /// 2022, "Better plain ViT baselines"; `posemb_sincos_2d`).
  case vit

  /// Whether the first half of a vector is of the column.
  public var isColumnFirst: Bool { self != .rowFirst }
}

/// The 2-D sinusoid of image models.
///
/// With x the patch's column, y its row, d = d_model and i = 0 … d/4 - 1:
///
///     PE(y, x) = [sin(x ω), cos(x ω), sin(y ω), cos(y ω)]       ω_i = base^(-4i/d)
///
/// each part d/4 long; `row-first` has y before x, `vit` has ω_i = base^(-i/(d/4 - 1)).
public struct ImageSinusoid: PatchEncoding, SineCosinePairs, Hashable {
  public static let name = "sincos-2d"
  public static let summary = "sines and cosines of a patch's column and row (MAE, ViT)"

  public let dimensions: Int
  public let grid: PatchGrid
  /// Whether position 0 is a class token, whose vector is 0.
  public let hasClassToken: Bool
  public let convention: ImageConvention
  public let base: Double
  /// One half's encoding, of a column or of a row.
  private let axis: SinusoidalEncoding
  public var prefixTokens: Int { hasClassToken ? 1 : 0 }

  /// - Parameters:
  ///   - dimensions: d_model, a multiple of 4; 8 or more for `vit`.
  ///   - grid: the patches.
  ///   - hasClassToken: whether position 0 is a class token, whose vector is 0.
  ///   - convention: whose order and exponents.
  ///   - base: a finite number above 0.
  /// - Throws: ``EncodingError`` that names the parameter that is wrong.
  public init(
    dimensions: Int, grid: PatchGrid, hasClassToken: Bool = false,
    convention: ImageConvention = .mae, base: Double = 10000
  ) throws(EncodingError) {
    let minimum = convention == .vit ? 8 : 4
    guard dimensions >= minimum else { throw .tooFewDimensions(dimensions, minimum: minimum) }
    guard dimensions.isMultiple(of: 4) else {
      throw .dimensionsDoNotDivide(
        dimensions, by: 4, meaning: "a sine and a cosine for rows and for columns")
    }
    axis = try SinusoidalEncoding(
      dimensions: dimensions / 2, base: base, layout: .halves,
      spacing: convention == .vit ? .endpoint : .standard)
    self.dimensions = dimensions
    self.grid = grid
    self.hasClassToken = hasClassToken
    self.convention = convention
    self.base = base
  }

  public static let parameters = [
    dimensionsParameter, gridParameter, classTokenParameter, conventionParameter, baseParameter,
  ]
  private static let dimensionsParameter = EncodingParameter(
    "dimensions", .integer, "256", "d_model, the length of a patch's vector, a multiple of 4")
  private static let gridParameter = EncodingParameter(
    "grid", .grid, "14x14", "rows and columns of patches")
  private static let classTokenParameter = EncodingParameter(
    "class-token", .flag, "no", "whether position 0 is a class token, whose vector is 0")
  private static let conventionParameter = EncodingParameter.choice(
    "convention", ImageConvention.mae, "which axis stands first, and the exponents")
  private static let baseParameter = EncodingParameter(
    "base", .number, "10000", "the base of the wavelengths")

  public init(options: EncodingOptions) throws(EncodingError) {
    let reader = try OptionReader(options, of: Self.name, taking: Self.parameters)
    try self.init(
      dimensions: try reader.integer(Self.dimensionsParameter),
      grid: try reader.grid(Self.gridParameter),
      hasClassToken: try reader.flag(Self.classTokenParameter),
      convention: try reader.choice(Self.conventionParameter),
      base: try reader.number(Self.baseParameter))
  }

  public var specification: EncodingSpecification {
    specification(
      .init("dimensions", dimensions), .init("grid", "\(grid)"),
      .init("class-token", hasClassToken), .init("convention", convention), .init("base", base))
  }

  /// The frequencies of the first half's axis and then the same of the second's, in radians per
  /// patch; shape `[d_model / 2]`.
  public var frequencies: [Double] { axis.frequencies + axis.frequencies }

  public func sineDimension(ofPair pair: Int) -> Int {
    let quarter = dimensions / 4
    return pair < quarter ? pair : pair + quarter
  }

  public func cosineDimension(ofPair pair: Int) -> Int {
    sineDimension(ofPair: pair) + dimensions / 4
  }

  public func matrix(positions: Range<Int>) throws(EncodingError) -> Matrix<Double> {
    try axis.checkAngles(0..<max(grid.rows, grid.columns))
    return try matrix(positions: positions) { row, column, values in
      let (first, second) = convention.isColumnFirst ? (column, row) : (row, column)
      values.append(contentsOf: axis.vector(at: first))
      values.append(contentsOf: axis.vector(at: second))
    }
  }
}
