// RoPE on a grid: some pairs are turned by a patch's row, the others by its column.

/// Which frequencies the two axes of a grid have.
public enum GridRotaryFrequencies: String, CaseIterable, Hashable, Sendable {
  /// Each axis all of base^(-4i/d), i = 0 … d/4 - 1 (EVA-02, Qwen2-VL's vision).
  case own
  /// The d/2 frequencies base^(-2i/d) of RoPE, even i for rows and odd i for columns (Pixtral).
  case shared
}

/// Axial rotary embedding of an image's patches (Fang et al. 2023, "EVA-02"; Qwen2-VL, Pixtral).
///
/// The first d/4 pairs are turned by the row, the next d/4 by the column:
///
///     angle of pair i = row · ω_i,  of pair d/4 + i = column · ω_i,     i = 0 … d/4 - 1
///
/// A class token is not turned.
public struct GridRotary: RotaryTable, Hashable {
  public static let name = "rope-2d"
  public static let summary = "queries and keys turned by a patch's row and column"

  public let dimensions: Int
  public let grid: PatchGrid
  public let hasClassToken: Bool
  public let base: Double
  public let pairing: RotaryPairing
  public let frequencyChoice: GridRotaryFrequencies
  /// Shape `[d / 2]`, rows' and then columns'.
  private let extendedFrequencies: [ExtendedDouble]

  public var rotaryDimensions: Int { dimensions }
  public var attentionFactor: Double { 1 }
  /// The frequencies in radians per patch, those of rows and then those of columns; shape
  /// `[d / 2]`.
  public var frequencies: [Double] { extendedFrequencies.map(\.head) }

  /// - Parameters:
  ///   - dimensions: d, a multiple of 4.
  ///   - grid: the patches.
  ///   - hasClassToken: whether position 0 is a class token before the patches.
  ///   - base: a finite number above 0.
  ///   - pairing: which two dimensions make a pair.
  ///   - frequencies: which frequencies the axes have.
  /// - Throws: ``EncodingError`` that names the parameter that is wrong.
  public init(
    dimensions: Int, grid: PatchGrid, hasClassToken: Bool = false, base: Double = 10000,
    pairing: RotaryPairing = .halves, frequencies: GridRotaryFrequencies = .own
  ) throws(EncodingError) {
    guard dimensions >= 4 else { throw .tooFewDimensions(dimensions, minimum: 4) }
    guard dimensions.isMultiple(of: 4) else {
      throw .dimensionsDoNotDivide(
        dimensions, by: 4, meaning: "pairs for rows and as many for columns")
    }
    switch frequencies {
    case .own:
      let axis = try RotaryFrequencies(base: base, dimensions: dimensions / 2).values
      extendedFrequencies = axis + axis
    case .shared:
      let all = try RotaryFrequencies(base: base, dimensions: dimensions).values
      extendedFrequencies =
        stride(from: 0, to: all.count, by: 2).map { all[$0] }
        + stride(from: 1, to: all.count, by: 2).map { all[$0] }
    }
    self.dimensions = dimensions
    self.grid = grid
    self.hasClassToken = hasClassToken
    self.base = base
    self.pairing = pairing
    frequencyChoice = frequencies
  }

  public static let parameters = [
    dimensionsParameter, gridParameter, classTokenParameter, baseParameter, pairsParameter,
    frequenciesParameter,
  ]
  private static let dimensionsParameter = EncodingParameter(
    "dimensions", .integer, "64", "d_k, the width of one head's queries and keys")
  private static let gridParameter = EncodingParameter(
    "grid", .grid, "14x14", "rows and columns of patches")
  private static let classTokenParameter = EncodingParameter(
    "class-token", .flag, "no", "whether position 0 is a class token, which is not turned")
  private static let baseParameter = EncodingParameter(
    "base", .number, "10000", "the base of the wavelengths")
  private static let pairsParameter = EncodingParameter.choice(
    "pairs", RotaryPairing.halves, "dimensions i and i + d/2, or 2i and 2i + 1")
  private static let frequenciesParameter = EncodingParameter.choice(
    "frequencies", GridRotaryFrequencies.own, "all for each axis, or every second one")

  public init(options: EncodingOptions) throws(EncodingError) {
    let reader = try OptionReader(options, of: Self.name, taking: Self.parameters)
    try self.init(
      dimensions: try reader.integer(Self.dimensionsParameter),
      grid: try reader.grid(Self.gridParameter),
      hasClassToken: try reader.flag(Self.classTokenParameter),
      base: try reader.number(Self.baseParameter),
      pairing: try reader.choice(Self.pairsParameter),
      frequencies: try reader.choice(Self.frequenciesParameter))
  }

  public var specification: EncodingSpecification {
    specification(
      .init("dimensions", dimensions), .init("grid", "\(grid)"),
      .init("class-token", hasClassToken), .init("base", base), .init("pairs", pairing),
      .init("frequencies", frequencyChoice))
  }

  public func turns(at position: Int) throws(EncodingError) -> [PairTurn] {
    let first = hasClassToken ? 1 : 0
    let known = 0..<grid.patches + first
    guard known.contains(position) else {
      throw .positionOutside(
        position, known: known, meaning: "a grid of \(grid) has positions")
    }
    guard position >= first else {
      return [PairTurn](repeating: .none, count: extendedFrequencies.count)
    }
    let (row, column) = grid.location(of: position - first)
    let half = extendedFrequencies.count / 2
    return extendedFrequencies.enumerated().map { pair, frequency in
      PairTurn(frequency, position: pair < half ? row : column)
    }
  }
}
