// `pe-lines`: rows of the encoding over the dimensions, or columns of it over the positions.

public import ArgumentParser
import AttentionMath

/// Vectors of some positions, or some dimensions over all positions, as lines.
public struct PositionalLines: FigureKind {
  public static let name = "pe-lines"
  public static let abstract = "Draw vectors of positions, or single dimensions, as lines."
  public static let examples = [
    "attnplot pe-lines --dimensions 256 --at-positions 5,10,20,40 -o four.png",
    "attnplot pe-lines --dimensions 256 --at-positions 1,5,20,50 --dims 226-255 --ylim -1,1.05 "
      + "-o last.svg",
    "attnplot pe-lines --positions 100 --dimensions 20 --at-dims 4-7 -o dims.png",
  ]

  static let positions = OptionDeclaration<Int?>(
    "positions", "How many positions there are; 100 with --at-dims, else as many as are asked for.",
    valueName: "n", rule: EncodingArguments.numberOfPositions)
  @Option(Self.positions) public var positions: Int?

  static let atPositions = OptionDeclaration<IntegerList?>(
    "at-positions", "A line for each of these positions: 5,10,20 or 0-3.", valueName: "list")
  @Option(Self.atPositions) public var atPositions: IntegerList?

  static let atDims = OptionDeclaration<IntegerList?>(
    "at-dims", "A line for each of these dimensions, over the positions.", valueName: "list")
  @Option(Self.atDims) public var atDims: IntegerList?

  static let dims = OptionDeclaration<IntegerRange?>(
    "dims", "Which dimensions run along the axis.", valueName: "a-b")
  @Option(Self.dims) public var dims: IntegerRange?

  @OptionGroup(title: "Encoding") public var encoding: EncodingArguments
  @OptionGroup(title: "Axes") public var chart: ChartArguments

  public static let parameters: [Parameter<PositionalLines>] = [
    Parameter(positions, \._positions),
    Parameter(atPositions, \._atPositions),
    Parameter(atDims, \._atDims),
    Parameter(dims, \._dims),
    Parameter(\._encoding),
    Parameter(\._chart),
  ]

  public init() {}

  /// More lines than this in one figure cannot be told apart.
  static let mostLines = 64

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    switch (atPositions, atDims) {
    case (let list?, nil): return try overDimensions(list.values)
    case (nil, let list?): return try overPositions(list.values)
    case (nil, nil):
      throw .usage("give --at-positions 5,10,20 or --at-dims 4-7: which lines to draw")
    case (_?, _?):
      throw .usage(
        "--at-positions and --at-dims exclude each other: lines run over the dimensions or over "
          + "the positions")
    }
  }

  private func overDimensions(_ at: [Int]) throws(FigureError) -> Values {
    try checkCount(at, option: "--at-positions")
    for position in at {
      try encoding.check(position, option: "--at-positions", count: positions)
    }
    let dimensions = try encoding.dimensions(dims)
    let sinusoid = try encoding.encoding()
    try LinesSize(rows: at.count, columns: dimensions.count).check("--dims \(dimensions)")
    return Values(
      encoding: sinusoid, lines: .positions(at, over: dimensions),
      matrix: Matrix(rows: at.count, columns: dimensions.count) { row, column in
        sinusoid.value(position: at[row], dimension: dimensions.lowerBound + column)
      })
  }

  private func overPositions(_ at: [Int]) throws(FigureError) -> Values {
    try checkCount(at, option: "--at-dims")
    guard dims == nil else {
      throw .usage("--dims goes with --at-positions: with --at-dims, positions run along the axis")
    }
    for dimension in at {
      _ = try encoding.dimensions(IntegerRange(dimension, dimension), option: "--at-dims")
    }
    let range = try encoding.positions(positions ?? 100)
    let sinusoid = try encoding.encoding()
    try LinesSize(rows: at.count, columns: range.count).check("--positions \(range.count)")
    // Only the columns asked for are computed, however wide the encoding is.
    return Values(
      encoding: sinusoid, lines: .dimensions(at, over: range),
      matrix: Matrix(rows: at.count, columns: range.count) { row, column in
        sinusoid.value(position: range.lowerBound + column, dimension: at[row])
      })
  }

  private func checkCount(_ list: [Int], option: String) throws(FigureError) {
    guard list.count <= Self.mostLines else {
      throw .usage(
        "\(option): \(list.count) lines cannot be told apart; give at most \(Self.mostLines), or "
          + "draw a pe-heatmap")
    }
  }
}
