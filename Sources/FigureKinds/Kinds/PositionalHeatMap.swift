// `pe-heatmap`: the encoding of a run of positions as one matrix.

public import ArgumentParser
public import AttentionMath
public import FigureModel
import FigureScene
import MatrixFiles
public import MatrixSources
import Models

/// A positional encoding as a heat map, position by dimension.
public struct PositionalHeatMap: FigureKind {
  public static let name = "pe-heatmap"
  public static let abstract = "Draw a sinusoidal positional encoding as a heat map."
  public static let examples = [
    "attnplot pe-heatmap --positions 100 --dimensions 256 -o pe.png -o pe.svg -o pe.pdf",
    "attnplot pe-heatmap --positions 2048 --dimensions 512 --layout halves --transpose "
      + "--origin lower --colormap RdBu -o tf.png",
  ]

  static let positions = OptionDeclaration<Int>(
    "positions", "How many positions, from --first-position on.", valueName: "n", initial: 100,
    rule: EncodingArguments.numberOfPositions)
  @Option(Self.positions) public var positions: Int

  static let model = OptionDeclaration<String?>(
    "model", "With --positions-table: a model.", valueName: "folder", takesAnyValue: false)
  @Option(Self.model) public var model: String?

  static let positionsTable = OptionDeclaration<Bool>(
    "positions-table", "Draw the positions that --model learned.")
  @Flag(Self.positionsTable) public var positionsTable: Bool

  @OptionGroup(title: "Encoding") public var encoding: EncodingArguments
  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public static let parameters: [Parameter<PositionalHeatMap>] = [
    Parameter(positions, \._positions),
    Parameter(model, \._model),
    Parameter(positionsTable, \._positionsTable),
    Parameter(\._encoding),
    Parameter(\._heatMap),
  ]

  public init() {}

  public var models: [String] { [model].compactMap(\.self) }

  /// The encoding at a run of positions.
  public struct Values: FigureValues {
    /// nil for positions that a model learned.
    let encoding: SinusoidalEncoding?
    /// The model that learned them.
    let model: String?
    let positions: Range<Int>
    /// Shape `[positions, d_model]`.
    let matrix: Matrix<Double>
    let scaled: ScaledValues

    public func table(in language: Language) -> LabelledMatrix? {
      LabelledMatrix(matrix: matrix, rowLabels: positions.map { "\($0)" })
    }

    public func facts(of shown: Matrix<Double>?) -> [ValueFact] {
      guard let encoding else { return [] }
      return ValueFact.encodedValues(
        encoding, shown, positions: positions, dimensions: 0..<encoding.dimensions)
    }
  }

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    if let table = try learned(context) { return table }
    let range = try encoding.positions(positions)
    let matrix = try encoding.matrix(range)
    return Values(
      encoding: try encoding.encoding(), model: nil, positions: range, matrix: matrix,
      scaled: heatMap.scaledValues(of: matrix.values))
  }

  public func compose(
    _ values: Values, on page: PageContext
  ) throws(FigureError) -> Composition {
    let matrix = values.matrix
    let scale = try heatMap.scale(
      for: values.scaled, limits: values.model == nil ? (-1, 1) : nil)
    let offset = heatMap.indexBase
    let words = Words(page.language)
    return Composition(
      Figure(
        name: Self.name, title: RichText(title(values, page.language)),
        summary: summary(values, page.language), language: page.language,
        panels: [
          heatMap.panel(
            matrix, scale: scale,
            rows: Axis(
              label: RichText(words.position),
              domain: .cells(count: matrix.rows, first: values.positions.lowerBound + offset)),
            columns: Axis(
              label: RichText(words.dimension),
              domain: .cells(count: matrix.columns, first: offset)))
        ],
        size: page.size ?? .about(Size(1200, 600))))
  }

  /// The table that a model learned; nil where none is asked for.
  private func learned(_ context: ComputeContext) throws(FigureError) -> Values? {
    guard let model else {
      if positionsTable { throw .usage("--positions-table: give --model FOLDER") }
      return nil
    }
    guard positionsTable else {
      throw .usage(
        "--model \(model): give --positions-table, which is what is drawn of a model here")
    }
    let table = try ModelArguments.naming(model) { () throws(ModelError) in
      try PositionTable(model, in: context)
    }
    let matrix = try MatrixInput.matrix(table.tensor, at: [], option: "--model", model)
    return Values(
      encoding: nil, model: table.model, positions: 0..<matrix.rows, matrix: matrix,
      scaled: heatMap.scaledValues(of: matrix.values))
  }

  private func title(_ values: Values, _ language: Language) -> String {
    guard let model = values.model else { return Words(language).positionalMatrix }
    return Localized(en: "The positions that \(model) learned", zh: "\(model) 学到的位置向量")[language]
  }

  private func summary(_ values: Values, _ language: Language) -> String {
    let matrix = values.matrix
    let limits = ValueRange(values.scaled.extent, language)
    if let model = values.model {
      return Localized(
        en: "Heat map of the table of positions that \(model) learned, \(matrix.rows) positions by "
          + "\(matrix.columns) dimensions, values \(limits).",
        zh: "\(model) 学到的位置向量表的热图，\(matrix.rows) 个位置 × \(matrix.columns) 个维度，取值 \(limits)。")[
          language]
    }
    let interleaved = encoding.layout == .interleaved
    return switch language {
    case .english:
      "Heat map of the sinusoidal positional encoding, \(matrix.rows) positions by "
        + "\(matrix.columns) dimensions (base \(plain(encoding.base))), values \(limits). "
        + (interleaved
          ? "Low dimensions oscillate fast from position to position; in the high ones the sine "
            + "columns stay near 0 and the cosine columns near 1."
          : "The first half of the dimensions are sines, the second half cosines; in each half "
            + "the frequency falls with the dimension.")
    case .chinese:
      "正弦位置编码的热图，\(matrix.rows) 个位置 × \(matrix.columns) 个维度（底数 "
        + "\(plain(encoding.base))），取值 \(limits)。"
        + (interleaved
          ? "低维度随位置快速振荡，高维度几乎不变：正弦列接近 0，余弦列接近 1。"
          : "前一半维度是正弦，后一半是余弦；每一半中，频率都随维度升高而降低。")
    }
  }
}
