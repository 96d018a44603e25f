// `similarity`: how alike the vectors of positions are, as a matrix or as one position's profile.

public import ArgumentParser
public import AttentionMath
import FigureModel

extension SimilarityMetric: ChoiceValue {}

/// Similarity of positions, as a matrix or seen from one position.
public struct PositionalSimilarity: FigureKind {
  public static let name = "similarity"
  public static let abstract = "Draw how alike the vectors of positions are."
  public static let examples = [
    "attnplot similarity --positions 50 --dimensions 256 --metric cosine -o sim.png",
    "attnplot similarity --positions 200 --dimensions 128 --metric dot --reference-position 100 "
      + "-o profile.png",
    "attnplot similarity --input embeddings.npy --metric cosine -o alike.png",
  ]

  static let positions = OptionDeclaration<Int>(
    "positions", "How many positions, from --first-position on.", valueName: "n", initial: 50,
    rule: EncodingArguments.numberOfPositions)
  @Option(Self.positions) public var positions: Int

  static let metric = OptionDeclaration<SimilarityMetric>(
    "metric", "What is measured between two vectors.", valueName: "metric",
    initial: SimilarityMetric.cosine)
  @Option(Self.metric) public var metric: SimilarityMetric

  static let referencePosition = OptionDeclaration<Int?>(
    "reference-position", "Draw this position's similarity to every other as a line.",
    valueName: "n")
  @Option(Self.referencePosition) public var referencePosition: Int?

  static let input = OptionDeclaration<String?>(
    "input", "Compare the rows of a matrix from a file instead of positions.", valueName: "file",
    shape: .file)
  @Option(Self.input) public var input: String?

  static let positionsTable = OptionDeclaration<Bool>(
    "positions-table", "Compare the positions that --model learned.")
  @Flag(Self.positionsTable) public var positionsTable: Bool

  static let hidden = OptionDeclaration<Int?>(
    "hidden",
    "Compare the tokens of --model and --text by their vectors after this layer; 0 for the "
      + "embeddings.", valueName: "n")
  @Option(Self.hidden) public var hidden: Int?

  @OptionGroup(title: "Model") public var model: ModelArguments
  @OptionGroup(title: "Encoding") public var encoding: EncodingArguments
  @OptionGroup(title: "Which matrix of the file") public var choice: MatrixChoiceArguments
  @OptionGroup(title: "Axes of the array") public var array: ArrangementArguments
  @OptionGroup(title: "Tables of text") public var tables: TableArguments
  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments
  @OptionGroup(title: "Axes of the line") public var chart: ChartArguments

  public static let parameters: [Parameter<PositionalSimilarity>] = [
    Parameter(positions, \._positions),
    Parameter(metric, \._metric),
    Parameter(referencePosition, \._referencePosition),
    Parameter(input, \._input),
    Parameter(positionsTable, \._positionsTable),
    Parameter(hidden, \._hidden),
    Parameter(\._model),
    Parameter(\._encoding),
    Parameter(\._choice),
    Parameter(\._array),
    Parameter(\._tables),
    Parameter(\._heatMap),
    Parameter(\._chart),
  ]

  public init() {}

  public var inputFiles: [String] { [input].compactMap(\.self) + model.files }
  public var models: [String] { model.models }

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    if let rows = try modelRows(context) {
      guard input == nil else {
        throw .usage("--input and --model exclude each other: rows are read or computed")
      }
      return try ofRows(of: rows.tensor, option: "--model", model.model ?? "", rows.name)
    }
    if let input { return try ofRows(of: input, context.reading(tables)) }
    guard choice.layer == nil, choice.head == nil, choice.index == nil else {
      throw .usage("--layer, --head and --index go with --input")
    }
    let range = try encoding.positions(positions)
    if let referencePosition { return try profile(from: referencePosition, range) }
    try refuseLimits()
    guard range.count <= Self.mostPositions else {
      throw .usage(
        "--positions \(positions): a matrix of more than \(Self.mostPositions) positions would not "
          + "be done today; choose a smaller number, or draw a line with --reference-position")
    }
    let sinusoid = try encoding.encoding()
    let cells = try cells(sinusoid, range)
    return Values(
      metric: metric,
      content: .positions(sinusoid, range, cells, scaled: try heatMap.scaledValues(of: cells)))
  }

  /// Limits are those of a line's axes, and a heat map has none.
  func refuseLimits() throws(FigureError) {
    guard chart.xlim == nil, chart.ylim == nil else {
      throw .usage("--xlim and --ylim go with --reference-position, which draws a line")
    }
  }

  /// The cells: held where they are few, else taken from the profile of similarity against distance
  /// row by row, so that n² values are never stored.
  private func cells(
    _ sinusoid: SinusoidalEncoding, _ range: Range<Int>
  ) throws(FigureError) -> Cells {
    do throws(EncodingError) {
      if range.count <= Self.mostHeld {
        return .matrix(try sinusoid.similarityMatrix(positions: range, metric: metric))
      }
      let profile = try sinusoid.similarityProfile(distances: 0..<range.count, metric: metric)
      return .streamed(DistanceCells(profile: profile), ValueExtent(profile))
    } catch {
      throw .work("--positions \(positions): \(error)")
    }
  }

  private func profile(
    from reference: Int, _ range: Range<Int>
  ) throws(FigureError) -> Values {
    try encoding.check(reference, option: "--reference-position", count: positions)
    try LinesSize(rows: 1, columns: range.count).check("--positions \(range.count)")
    let sinusoid = try encoding.encoding()
    do throws(EncodingError) {
      let values = try sinusoid.similarityProfile(
        distances: (range.lowerBound - reference)..<(range.upperBound - reference), metric: metric)
      return Values(
        metric: metric, content: .profile(sinusoid, range, reference: reference, values))
    } catch {
      throw .work("--positions \(positions): \(error)")
    }
  }

  /// The time grows with the square of the positions; these take a minute or two.
  static let mostPositions = 1 << 17

  /// Matrices of more rows than this are not held.
  static let mostHeld = 2048
}
