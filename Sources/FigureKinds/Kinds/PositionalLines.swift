// `pe-lines`: rows of the encoding over the dimensions, or columns of it over the positions.

public import ArgumentParser
public import AttentionMath
import FigureModel
import TextFormats

/// Vectors of some positions, or some dimensions over all positions, as lines.
public struct PositionalLines: FigureKind {
  public static let name = "pe-lines"
  public static let abstract = "Draw vectors of positions, or single dimensions, as lines."
  public static let drawing = 2
  public static let examples = [
    "attnplot pe-lines --dimensions 256 --at-positions 5,10,20,40 -o four.png",
    "attnplot pe-lines --dimensions 256 --at-positions 1,5,20,50 --dims 226-255 --ylim -1,1.05 "
      + "-o last.svg",
    "attnplot pe-lines --positions 100 --dimensions 20 --at-dims 4-7 -o dims.png",
    "attnplot pe-lines --encoding rope --dimensions 128 --positions 512 --at-dims 8,16,32 -o pairs.png",
  ]

  static let positions = OptionDeclaration<Int?>(
    "positions",
    "How many positions there are; 100 with \(option: "at-dims"), else as many as are asked for.",
    valueName: "n", rule: EncodingArguments.numberOfPositions)
  @Option(Self.positions) public var positions: Int?

  static let atPositions = OptionDeclaration<IntegerList?>(
    "at-positions", "A line for each of these positions: 5,10,20 or 0-3.", valueName: "list")
  @Option(Self.atPositions) public var atPositions: IntegerList?

  static let atDims = OptionDeclaration<IndexList?>(
    "at-dims",
    "A line for each of these dimensions, or of a rotation's pairs, over the positions.",
    valueName: "list")
  @Option(Self.atDims) public var atDims: IndexList?

  static let dims = OptionDeclaration<IntegerRange?>(
    "dims", "Which dimensions run along the axis.", valueName: "a-b",
    notation: IntegerRange.fromZero)
  @Option(Self.dims) public var dims: IntegerRange?

  @Option(EncodingChoiceArguments.part) public var part: RotaryPart?

  @OptionGroup(title: "Model") public var learned: LearnedTableArguments
  @OptionGroup(title: "Encoding") public var encoding: EncodingChoiceArguments
  @OptionGroup(title: "Axes") public var chart: ChartArguments

  public static let parameters: [Parameter<PositionalLines>] = [
    Parameter(positions, \._positions),
    Parameter(atPositions, \._atPositions),
    Parameter(atDims, \._atDims),
    Parameter(dims, \._dims),
    Parameter(EncodingChoiceArguments.part, \._part),
    Parameter(\._learned),
    Parameter(\._encoding),
    Parameter(\._chart),
  ]

  public init() {}

  public var inputFiles: [String] { encoding.files }
  public var models: [String] { learned.models + encoding.models }

  /// More lines than this in one figure cannot be distinguished.
  static let maximumLines = 64

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    switch (atPositions, atDims) {
    case (let list?, nil):
      return try overDimensions(
        list.values, try chosen(to: (list.values.max() ?? 0) &+ 1, in: context))
    case (nil, let list?):
      return try overPositions(
        list.values, try chosen(to: encoding.end(positions ?? 100), in: context))
    case (nil, nil):
      throw .usage(
        "give \(option: "at-positions") 5,10,20 or \(option: "at-dims") 4-7: which lines to draw",
        zh: "请给出\(option: "at-positions")，例如 5,10,20，或\(option: "at-dims")，例如 4-7：要画哪些曲线")
    case (_?, _?):
      throw .usage(
        "\(option: "at-positions") and \(option: "at-dims") exclude each other: lines run over the dimensions or over "
          + "the positions", zh: "\(option: "at-positions")与\(option: "at-dims")不能同用：曲线沿维度或沿位置延伸")
    }
  }

  /// A model's own table, or the encoding that is named.
  private func chosen(
    to end: Int, in context: ComputeContext
  ) throws(FigureError) -> ChosenEncoding {
    if let own = try learned.chosen(besides: encoding, in: context) { return own }
    return try encoding.chosen(in: context, to: end)
  }

  private func overDimensions(
    _ at: [Int], _ chosen: ChosenEncoding
  ) throws(FigureError) -> Values {
    try checkCount(at, option: "at-positions")
    for position in at {
      try encoding.options.check(position, option: "at-positions", count: positions)
      try chosen.check(position, option: OptionReference("at-positions", position))
    }
    let table = try EncodingTable(chosen, part: part)
    let dimensions = try chosen.columns(dims, of: table.columns, table.columnWord.english)
    try LinesSize(rows: at.count, columns: dimensions.count).check(
      OptionReference("dims", dimensions))
    do throws(EncodingError) {
      return Values(
        encoding: table, lines: .positions(at, over: dimensions),
        matrix: try table.rows(at, columns: dimensions))
    } catch {
      throw FigureError(error, "at-positions")
    }
  }

  private func overPositions(
    _ at: [Int], _ chosen: ChosenEncoding
  ) throws(FigureError) -> Values {
    try checkCount(at, option: "at-dims")
    guard dims == nil else {
      throw .usage(
        "\(option: "dims") goes with \(option: "at-positions"): with \(option: "at-dims"), positions run along the axis",
        zh: "\(option: "dims")须与\(option: "at-positions")同用；使用\(option: "at-dims")时横轴是位置")
    }
    let table = try EncodingTable(chosen, part: part)
    for column in at {
      _ = try chosen.columns(
        IntegerRange(column, column), of: table.columns, table.columnWord.english,
        option: "at-dims")
    }
    let range = try chosen.positions(positions, usual: 100, encoding.options)
    try LinesSize(rows: at.count, columns: range.count).check(
      OptionReference("positions", range.count))
    do throws(EncodingError) {
      return Values(
        encoding: table, lines: .dimensions(at, over: range),
        matrix: try table.columns(at, over: range))
    } catch {
      throw FigureError(error, OptionReference("positions", range.count))
    }
  }

  private func checkCount(_ list: [Int], option: OptionReference) throws(FigureError) {
    guard list.count <= Self.maximumLines else {
      throw .usage(
        "\(option): \(list.count) lines cannot be told apart; give at most \(Self.maximumLines), or "
          + "draw a pe-heatmap",
        zh: "\(option)：\(list.count) 条曲线无法分辨；请至多给 \(Self.maximumLines) 条，或画 pe-heatmap")
    }
  }
}
