// `pe-heatmap`: the encoding of a run of positions as one matrix.

public import ArgumentParser
public import AttentionMath
public import FigureModel
import FigureScene
import TextFormats

/// A positional encoding as a heat map, position by dimension.
public struct PositionalHeatMap: CellKind {
  public static let name = "pe-heatmap"
  public static let drawing = 2
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

  @Option(EncodingChoiceArguments.part) public var part: RotaryPart?

  @OptionGroup(title: "Model") public var learned: LearnedTableArguments
  @OptionGroup(title: "Encoding") public var encoding: EncodingChoiceArguments
  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public static let parameters: [Parameter<PositionalHeatMap>] = [
    Parameter(positions, \._positions),
    Parameter(\._learned),
    Parameter(EncodingChoiceArguments.part, \._part),
    Parameter(\._encoding),
    Parameter(\._heatMap),
  ]

  public init() {}

  public var inputFiles: [String] { encoding.files }
  public var models: [String] { learned.models + encoding.models }

  /// The encoding at a run of positions.
  public struct Values: FigureValues, ShowsEncodings {
    let encoding: EncodingTable
    var displayedEncodings: [ChosenEncoding] { [encoding.chosen] }
    /// The model whose learned positions were asked for; nil for any encoding by its name.
    let model: String?
    let positions: Range<Int>
    /// Shape `[positions, d_model]`, of a rotation `[positions, pairs]`.
    let matrix: Matrix<Double>
    let scaled: ScaledValues

    public func table(in language: Language) -> LabelledMatrix? {
      LabelledMatrix(matrix: matrix, rowLabels: positions.map { "\($0)" })
    }

    public func facts(of displayed: Matrix<Double>?) -> [ValueFact] {
      encoding.facts(of: displayed, positions: positions)
    }
  }

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    let own = try learned.chosen(besides: encoding, in: context)
    let end = encoding.end(positions ?? 100)
    let chosen = if let own { own } else { try encoding.chosen(in: context, to: end) }
    let table = try EncodingTable(chosen, part: part)
    let range = try chosen.positions(positions, usual: 100, encoding.options)
    let matrix: Matrix<Double>
    do throws(EncodingError) {
      matrix = try table.matrix(range)
    } catch {
      throw .work("\(option: "positions") \(range.count), \(width(chosen)): \(error)")
    }
    return Values(
      encoding: table, model: own?.model, positions: range, matrix: matrix,
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
      for: values.scaled, limits: values.encoding.limits)
    let offset = heatMap.indexBase
    return Composition(
      Figure(
        name: Self.name, title: RichText(title(values, page.language)),
        summary: summary(values, page.language),
        notes: values.encoding.chosen.notes(page.language), language: page.language,
        panels: [
          heatMap.panel(
            matrix, scale: scale,
            rows: Axis(
              label: RichText(values.encoding.rowWord[page.language]),
              domain: .cells(count: matrix.rows, first: values.positions.lowerBound + offset)),
            columns: Axis(
              label: RichText(values.encoding.columnWord[page.language]),
              domain: .cells(count: matrix.columns, first: offset)))
        ],
        size: page.size ?? .about(Size(1200, 600))))
  }

  private func title(_ values: Values, _ language: Language) -> String {
    if let model = values.model {
      return Localized(en: "The positions that \(model) learned", zh: "\(model) 学到的位置向量")[language]
    }
    let table = values.encoding
    guard !table.chosen.isUsual else { return KindStrings(language).positionalMatrix }
    return table.title[language].capitalizedFirst
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
    let table = values.encoding
    if !table.chosen.isUsual {
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
