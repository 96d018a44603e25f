// `pe-heatmap`: the encoding of a run of positions as one matrix.

public import ArgumentParser
public import AttentionMath
public import FigureModel
import FigureScene
import MatrixFiles
public import MatrixSources
import Models
import TextFormats

/// A positional encoding as a heat map, position by dimension.
public struct PositionalHeatMap: CellKind {
  public static let name = "pe-heatmap"
  public static let abstract = "Draw a positional encoding as a heat map."
  public static let examples = [
    "attnplot pe-heatmap --positions 100 --dimensions 256 -o pe.png -o pe.svg -o pe.pdf",
    "attnplot pe-heatmap --positions 2048 --dimensions 512 --layout halves --transpose "
      + "--origin lower --colormap RdBu -o tf.png",
    "attnplot pe-heatmap --encoding sincos-2d --grid 14x14 --dimensions 64 -o 2d.png",
    "attnplot pe-heatmap --encoding rope --dimensions 128 --base 500000 --positions 512 --part cos "
      + "-o rope.png",
  ]

  static let positions = OptionDeclaration<Int?>(
    "positions",
    "How many positions, from \(option: "first-position") on; if not given 100, or all of a table or a grid.",
    valueName: "n", rule: EncodingArguments.numberOfPositions)
  @Option(Self.positions) public var positions: Int?

  static let model = OptionDeclaration<String?>(
    "model", "With \(option: "positions-table"): a model.", valueName: "folder",
    takesAnyValue: false)
  @Option(Self.model) public var model: String?

  static let positionsTable = OptionDeclaration<Bool>(
    "positions-table", "Draw the positions that \(option: "model") learned.")
  @Flag(Self.positionsTable) public var positionsTable: Bool

  @Option(EncodingChoiceArguments.part) public var part: RotaryPart?

  @OptionGroup(title: "Encoding") public var encoding: EncodingChoiceArguments
  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public static let parameters: [Parameter<PositionalHeatMap>] = [
    Parameter(positions, \._positions),
    Parameter(model, \._model),
    Parameter(positionsTable, \._positionsTable),
    Parameter(EncodingChoiceArguments.part, \._part),
    Parameter(\._encoding),
    Parameter(\._heatMap),
  ]

  public init() {}

  public var inputFiles: [String] { encoding.files }
  public var models: [String] { [model].compactMap(\.self) + encoding.models }

  /// The encoding at a run of positions.
  public struct Values: FigureValues, ShowsEncodings {
    /// nil for positions that a model learned.
    let encoding: EncodingTable?
    var shownEncodings: [ChosenEncoding] { [encoding?.chosen].compactMap(\.self) }
    /// The model that learned them.
    let model: String?
    let positions: Range<Int>
    /// Shape `[positions, d_model]`, of a rotation `[positions, pairs]`.
    let matrix: Matrix<Double>
    let scaled: ScaledValues

    public func table(in language: Language) -> LabelledMatrix? {
      LabelledMatrix(matrix: matrix, rowLabels: positions.map { "\($0)" })
    }

    public func facts(of shown: Matrix<Double>?) -> [ValueFact] {
      guard let encoding, case .vectors(let vectors) = encoding.content else { return [] }
      return ValueFact.encodedValues(
        vectors, shown, positions: positions, dimensions: 0..<vectors.dimensions)
    }
  }

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    if let table = try learned(context) { return table }
    let chosen = try encoding.chosen(in: context)
    let table = try EncodingTable(chosen, part: part)
    let range = try chosen.positions(positions, usual: 100, encoding.options)
    let matrix: Matrix<Double>
    do throws(EncodingError) {
      matrix = try table.matrix(range)
    } catch {
      throw .work("\(option: "positions") \(range.count), \(width(chosen)): \(error)")
    }
    return Values(
      encoding: table, model: nil, positions: range, matrix: matrix,
      scaled: heatMap.scaledValues(of: matrix.values))
  }

  /// What makes the matrix as wide as it is, for messages.
  private func width(_ chosen: ChosenEncoding) -> OptionReference {
    chosen.isUsual ? OptionReference("dimensions", encoding.options.dimensions) : chosen.option
  }

  public func compose(
    _ values: Values, on page: PageContext
  ) throws(FigureError) -> Composition {
    let matrix = values.matrix
    let scale = try heatMap.scale(
      for: values.scaled, limits: values.encoding?.limits)
    let offset = heatMap.indexBase
    let words = KindStrings(page.language)
    return Composition(
      Figure(
        name: Self.name, title: RichText(title(values, page.language)),
        summary: summary(values, page.language),
        notes: values.encoding?.chosen.notes(page.language) ?? [], language: page.language,
        panels: [
          heatMap.panel(
            matrix, scale: scale,
            rows: Axis(
              label: RichText(values.encoding?.rowWord[page.language] ?? words.position),
              domain: .cells(count: matrix.rows, first: values.positions.lowerBound + offset)),
            columns: Axis(
              label: RichText(values.encoding?.columnWord[page.language] ?? words.dimension),
              domain: .cells(count: matrix.columns, first: offset)))
        ],
        size: page.size ?? .about(Size(1200, 600))))
  }

  /// The table that a model learned; nil where none is asked for.
  private func learned(_ context: ComputeContext) throws(FigureError) -> Values? {
    guard let model else {
      if positionsTable {
        throw .usage(
          "\(option: "positions-table"): give \(option: "model") FOLDER",
          zh: "\(option: "positions-table")：请给出\(option: "model")")
      }
      return nil
    }
    guard positionsTable else {
      throw .usage(
        "\(option: "model") \(model): give \(option: "positions-table"), which is what is drawn of a model here, or "
          + "\(option: "config") \(model) for the encoding that it computes",
        zh:
          "\(option: "model") \(model)：请给出\(option: "positions-table")，此处画的就是模型的位置表；要画它计算的编码，请用\(option: "config") \(model)"
      )
    }
    let table = try ModelArguments.naming(model) { () throws(ModelError) in
      try PositionTable(model, in: context)
    }
    let matrix = try MatrixInput.matrix(table.tensor, at: [], option: "model", model)
    return Values(
      encoding: nil, model: table.model, positions: 0..<matrix.rows, matrix: matrix,
      scaled: heatMap.scaledValues(of: matrix.values))
  }

  private func title(_ values: Values, _ language: Language) -> String {
    if let table = values.encoding, !table.chosen.isUsual {
      return table.title[language].capitalizedFirst
    }
    guard let model = values.model else { return KindStrings(language).positionalMatrix }
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
    if let table = values.encoding, !table.chosen.isUsual {
      let (rows, columns) = (table.rowWord, table.columnWord)
      return Localized(
        en: "Heat map of \(table.title.english), rows: \(rows.english), \(matrix.rows); columns: "
          + "\(columns.english), \(matrix.columns); values \(limits).",
        zh: "\(table.title.chinese)的热图，行：\(rows.chinese)，共 \(matrix.rows)；列：\(columns.chinese)，共 "
          + "\(matrix.columns)；取值 \(limits)。")[language]
    }
    let encoding = encoding.options
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
