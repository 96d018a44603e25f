// `similarity`: how alike the vectors of positions are, as a matrix or as one position's profile.

public import ArgumentParser
public import AttentionMath
import FigureLayout
import FigureModel
import TextFormats

extension SimilarityMetric: ChoiceValue {}

/// Similarity of positions, as a matrix or seen from one position.
public struct PositionalSimilarity: CellKind {
  public static let name = "similarity"
  public static let abstract = "Draw how alike the vectors of positions are."
  public static let drawing = 2
  public static let examples = [
    "attnplot similarity --positions 50 --dimensions 256 --metric cosine -o sim.png",
    "attnplot similarity --positions 200 --dimensions 128 --metric dot --reference-position 100 "
      + "-o profile.png",
    "attnplot similarity --encoding sinusoidal,rope,fourier --dimensions 64 -o compare.png",
    "attnplot similarity --input embeddings.npy --metric cosine -o alike.png",
  ]

  static let positions = OptionDeclaration<Int?>(
    "positions",
    "How many positions, from \(option: "first-position") on; if not given 50, or all of a table or a grid.",
    valueName: "n", rule: EncodingArguments.numberOfPositions)
  @Option(Self.positions) public var positions: Int?

  static let metric = OptionDeclaration<SimilarityMetric>(
    "metric", "What is measured between two vectors.", valueName: "metric",
    initial: SimilarityMetric.cosine)
  @Option(Self.metric) public var metric: SimilarityMetric

  static let referencePosition = OptionDeclaration<Int?>(
    "reference-position", "Draw this position's similarity to every other as a line.",
    valueName: "n")
  @Option(Self.referencePosition) public var referencePosition: Int?

  static let queries = OptionDeclaration<IntegerList?>(
    "queries", "Draw these rows of the matrix alone, by position: 8-14, or 0,3,7.",
    valueName: "list")
  @Option(Self.queries) public var queries: IntegerList?

  static let keys = OptionDeclaration<IntegerList?>(
    "keys", "Draw these columns of the matrix alone, by position.", valueName: "list")
  @Option(Self.keys) public var keys: IntegerList?

  static let input = OptionDeclaration<String?>(
    "input", "Compare the rows of a matrix from a file instead of positions.", valueName: "file",
    shape: .file)
  @Option(Self.input) public var input: String?

  static let positionsTable = OptionDeclaration<Bool>(
    "positions-table", "Compare the positions that \(option: "model") learned.")
  @Flag(Self.positionsTable) public var positionsTable: Bool

  static let hidden = OptionDeclaration<Int?>(
    "hidden",
    "Compare the tokens of \(option: "model") and \(option: "text") by their vectors after this layer; 0 for the "
      + "embeddings.", valueName: "n")
  @Option(Self.hidden) public var hidden: Int?

  @OptionGroup(title: "Model") public var model: ModelArguments
  @OptionGroup(title: "Encoding") public var encoding: EncodingChoiceArguments
  @OptionGroup(title: "Which matrix of the file") public var choice: MatrixChoiceArguments
  @OptionGroup(title: "Axes of the array") public var array: ArrangementArguments
  @OptionGroup(title: "Tables of text") public var tables: TableArguments
  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments
  @OptionGroup(title: "Axes of the line") public var chart: ChartArguments

  public static let parameters: [Parameter<PositionalSimilarity>] = [
    Parameter(positions, \._positions),
    Parameter(metric, \._metric),
    Parameter(referencePosition, \._referencePosition),
    Parameter(queries, \._queries),
    Parameter(keys, \._keys),
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

  public var inputFiles: [String] { [input].compactMap(\.self) + model.files + encoding.files }
  public var models: [String] { model.models + encoding.models }

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    if let rows = try modelRows(context) {
      guard input == nil else {
        throw .usage(
          "\(option: "input") and \(option: "model") exclude each other: rows are read or computed",
          zh: "\(option: "input")与\(option: "model")不能同用：行是读取的或计算的")
      }
      return try ofRows(of: rows.tensor, option: "model", model.model ?? "", rows.name)
    }
    if let input { return try ofRows(of: input, context.reading(tables)) }
    if let used = choice.used() {
      throw .usage(
        "\(option: used): chooses a matrix of a file: give \(option: "input") FILE",
        zh: "\(option: used)：用来选择文件中的矩阵：请给出\(option: "input")")
    }
    if let option = array.arrangement.used {
      throw .usage(
        "\(option): is for arrays of files: give \(option: "input") FILE",
        zh: "\(option)：用于文件中的数组：请给出\(option: "input")")
    }
    let list =
      positionsTable
      ? [try learnedTable(context)]
      : try encoding.list(in: context, to: encoding.end(positions ?? 50))
    if let referencePosition {
      if queries != nil || keys != nil {
        throw .usage(
          "\(option: "reference-position"): draws one row as a line; \(option: "queries") and "
            + "\(option: "keys") go with the matrix, so leave them out",
          zh:
            "\(option: "reference-position")：把一行画成曲线；\(option: "queries")与\(option: "keys")用于矩阵，请去掉它们"
        )
      }
      guard list.count == 1 else {
        throw .usage(
          "\(option: "encoding") \(encoding.encoding?.description ?? ""): this figure shows one encoding; give one",
          zh: "\(option: "encoding") \(encoding.encoding?.description ?? "")：此图只画一种编码，请只给一种")
      }
      return try profile(from: referencePosition, list[0])
    }
    try refuseLimits()
    // Panels side by side have as many positions each.
    let known = list.count > 1 ? list.compactMap(\.knownPositions?.upperBound).min() : nil
    var compared: [Values.Compared] = []
    var scaled: ScaledValues?
    for chosen in list {
      let range = try chosen.positions(
        positions ?? known.map { min(50, $0) } ?? (list.count > 1 ? 50 : nil), usual: 50,
        encoding.options)
      guard range.count <= (list.count > 1 ? Self.maximumHeld : Self.maximumPositions) else {
        throw .usage(
          list.count > 1
            ? "\(option: "positions") \(range.count): several encodings are compared at up to \(Self.maximumHeld) "
              + "positions; choose a smaller number, or draw one encoding"
            : "\(option: "positions") \(range.count): a matrix of more than \(Self.maximumPositions) positions would "
              + "not be done today; choose a smaller number, or draw a line with \(option: "reference-position")",
          zh: list.count > 1
            ? "\(option: "positions") \(range.count)：比较多种编码时至多 \(Self.maximumHeld) 个位置；请给较小的数，或只画一种编码"
            : "\(option: "positions") \(range.count)：超过 \(Self.maximumPositions) 个位置的矩阵算不完；请给较小的数，或用\(option: "reference-position")画一条曲线"
        )
      }
      let choice = try IndexSelection(
        queries: queries, keys: keys, rows: range.count, columns: range.count,
        from: range.lowerBound)
      let cells = try chosenCells(of: try cells(chosen, range), choice, "positions")
      let values = try heatMap.scaledValues(of: cells)
      if scaled == nil { scaled = values } else { scaled?.add(values) }
      compared.append(
        Values.Compared(chosen: chosen, positions: range, cells: cells, choice: choice))
    }
    return Values(
      metric: metric,
      content: .positions(
        compared, scaled: scaled ?? ScaledValues(ValueExtent(), minimumPositive: nil)))
  }

  /// The cells that are drawn.
  func chosenCells(
    of all: MatrixRows, _ choice: IndexSelection, _ option: OptionReference
  ) throws(FigureError) -> MatrixRows {
    do throws(RowSourceError) {
      return try all.choosing(choice)
    } catch {
      throw .work("\(option): \(error)")
    }
  }

  /// Limits are those of a line's axes, and a heat map has none.
  func refuseLimits() throws(FigureError) {
    guard chart.xlim == nil, chart.ylim == nil else {
      throw .usage(
        "\(option: "xlim") and \(option: "ylim") go with \(option: "reference-position"), which draws a line",
        zh: "\(option: "xlim")与\(option: "ylim")须与\(option: "reference-position")同用，那时画的是曲线")
    }
  }

  /// The cells: held where they are few, else taken from the profile of similarity against distance
  /// row by row, so that n² values are never stored.
  private func cells(
    _ chosen: ChosenEncoding, _ range: Range<Int>
  ) throws(FigureError) -> MatrixRows {
    do throws(EncodingError) {
      guard let formula = chosen.closedForm(over: range) else {
        return try cells(of: try vectors(chosen, range))
      }
      if range.count <= Self.maximumHeld {
        return .matrix(try formula.similarityMatrix(positions: range, metric: metric))
      }
      let profile = try formula.similarityProfile(distances: 0..<range.count, metric: metric)
      let extent = ValueExtent(profile)
      return .streamed(RowsReadOnce(DistanceRows(profile: profile), extent: extent), extent)
    } catch {
      throw FigureError(error, OptionReference("positions", range.count))
    }
  }

  /// The vectors of these positions.
  private func vectors(
    _ chosen: ChosenEncoding, _ range: Range<Int>
  ) throws(EncodingError) -> Matrix<Double> {
    guard let encoding = chosen.encoding as? any TokenEncoding else {
      throw .lacksCapability(
        encoding: chosen.encoding.name,
        phrase: "adds a vector to each token, or has a formula for the similarity at a distance,",
        offering: Encodings.names.filter {
          (EncodingCapability.tokenVectors.names + EncodingCapability.closedFormSimilarity.names)
            .contains($0)
        })
    }
    return try encoding.matrix(positions: range)
  }

  private func cells(of vectors: Matrix<Double>) throws(EncodingError) -> MatrixRows {
    if vectors.rows <= Self.maximumHeld {
      do throws(MemoryShortage) {
        return .matrix(try similarity(of: vectors, metric: metric))
      } catch {
        throw .memory(error)
      }
    }
    let rows = SimilarityRows(of: vectors, metric: metric)
    switch metric {
    case .cosine, .dot:
      let extent = rows.productExtent()
      return .streamed(
        RowsReadOnce(SimilarityProducts(similarity: rows), extent: extent), extent)
    case .euclidean:
      let distances = SimilaritySource(similarity: rows)
      // The rows are made in memory and cannot fail.
      let extent = (try? ValueExtent(distances)) ?? ValueExtent()
      return .streamed(RowsReadOnce(distances, extent: extent), extent)
    }
  }

  private func profile(
    from reference: Int, _ chosen: ChosenEncoding
  ) throws(FigureError) -> Values {
    let range = try chosen.positions(positions, usual: 50, encoding.options)
    try encoding.options.check(
      reference, option: "reference-position", count: range.count)
    try LinesSize(rows: 1, columns: range.count).check(OptionReference("positions", range.count))
    do throws(EncodingError) {
      let values: [Double]
      if let formula = chosen.closedForm(over: range) {
        values = try formula.similarityProfile(
          distances: (range.lowerBound - reference)..<(range.upperBound - reference),
          metric: metric)
      } else {
        let vectors = try vectors(chosen, range)
        let one = vectors.rows(reference - range.lowerBound..<reference - range.lowerBound + 1)
        values = metric.values(of: one, with: vectors)
      }
      return Values(
        metric: metric, content: .profile(chosen, range, reference: reference, values))
    } catch {
      throw FigureError(error, OptionReference("positions", range.count))
    }
  }

  /// The time grows with the square of the positions; these take a minute or two.
  static let maximumPositions = 1 << 17

  /// Matrices of more rows than this are not held.
  static let maximumHeld = 2048

  /// Rows of a file with more values than this together are not held, where the similarities are.
  static let maximumHeldValues = 1 << 22
}

extension SimilarityMetric {
  /// Of one vector with each row of a matrix, shape `[rows]`; NaN where a vector of 0 has no
  /// direction.
  fileprivate func values(of one: Matrix<Double>, with others: Matrix<Double>) -> [Double] {
    let vector = Array(one.row(0))
    func length(_ row: [Double]) -> Double { row.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    return (0..<others.rows).map { index in
      let row = Array(others.row(index))
      let product = zip(vector, row).reduce(0) { $0 + $1.0 * $1.1 }
      return switch self {
      case .dot: product
      case .cosine: product / (length(vector) * length(row))
      case .euclidean: length(zip(vector, row).map { $0 - $1 })
      }
    }
  }
}
