// `demo naive-positions`: what is added to a vector by the bare index and by the sinusoid.

public import ArgumentParser
public import AttentionMath
public import FigureModel
import FigureScene
import TextFormats

/// The bare index beside some dimensions of the sinusoidal encoding, over the positions.
public struct NaivePositions: FigureKind {
  public static let name = "demo naive-positions"
  public static let abstract = "Show that the bare index grows while the sinusoid stays in [-1, 1]."
  public static let drawing = 2
  public static let examples = ["attnplot demo naive-positions --positions 100 -o naive.png"]

  static let positions = OptionDeclaration<Int>(
    "positions", "How many positions.", valueName: "n", initial: 100,
    rule: EncodingArguments.numberOfPositions)
  @Option(Self.positions) public var positions: Int

  static let atDims = OptionDeclaration<IndexList>(
    "at-dims", "The dimensions of the sinusoid to draw.", valueName: "list",
    initial: IndexList([0, 16, 32, 64]))
  @Option(Self.atDims) public var atDims: IndexList

  @OptionGroup(title: "Encoding") public var encoding: EncodingArguments

  public static let parameters: [Parameter<NaivePositions>] = [
    Parameter(positions, \._positions),
    Parameter(atDims, \._atDims),
    Parameter(\._encoding),
  ]

  public init() {}

  /// The bare index and some dimensions of an encoding over a run of positions.
  public struct Values: FigureValues {
    let encoding: SinusoidalEncoding
    let positions: Range<Int>
    let dimensions: [Int]
    /// Shape `[positions]`.
    let index: [Double]
    /// Row by row one dimension's values, shape `[dimensions, positions]`.
    let matrix: Matrix<Double>

    public func table(in language: Language) -> LabelledMatrix? {
      LabelledMatrix(
        matrix: Matrix(
          rows: matrix.rows + 1, columns: positions.count, values: index + matrix.values),
        rowLabels: ["index"] + dimensions.map { "dimension \($0)" },
        columnLabels: positions.map { "\($0)" })
    }

    public func facts(of displayed: Matrix<Double>?) -> [ValueFact] {
      guard let displayed, displayed.rows == dimensions.count + 1,
        displayed.columns == positions.count
      else { return [] }
      let sinusoid = ValueFact.encodedValues(
        encoding, displayed.rows(1..<displayed.rows).transposed, positions: positions,
        dimensions: dimensions)
      // Two numbers do not show that all grow.
      return positions.count > 2
        ? [.positionNumbers(Array(displayed.row(0)))] + sinusoid : sinusoid
    }
  }

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    let range = try encoding.positions(positions)
    let sinusoid = try encoding.encoding()
    for dimension in atDims.values {
      _ = try encoding.dimensions(IntegerRange(dimension, dimension), option: "at-dims")
    }
    try LinesSize(rows: atDims.values.count + 1, columns: range.count).check(
      OptionReference("positions", positions))
    let index: Matrix<Double>
    do throws(EncodingError) {
      index = try IndexEncoding(dimensions: 1).matrix(positions: range)
    } catch {
      throw .work("\(option: "positions") \(positions): \(error)")
    }
    let dimensions = atDims.values
    return Values(
      encoding: sinusoid, positions: range, dimensions: dimensions, index: index.column(0),
      matrix: Matrix(rows: dimensions.count, columns: range.count) { row, column in
        sinusoid.value(position: range.lowerBound + column, dimension: dimensions[row])
      })
  }

  public func compose(
    _ values: Values, on page: PageContext
  ) throws(FigureError) -> Composition {
    let language = page.language
    let words = KindStrings(language)
    let x = values.positions.map(Double.init)
    let xAxis = Axis(
      label: RichText(words.position), domain: .numbers(lower: nil, upper: nil, scale: .integers))
    let yAxis = Axis(
      label: RichText(Localized(en: "value added", zh: "加上的值")[language]),
      domain: .numbers(lower: nil, upper: nil, scale: .linear))
    let lines = values.dimensions.enumerated().map { slot, dimension in
      Series(
        label: words.dimension(dimension), x: x, y: Array(values.matrix.row(slot)),
        style: SeriesStyle(
          slot: slot, dash: SeriesStyle.Dash.allCases[slot % SeriesStyle.Dash.allCases.count]))
    }
    let index = Panel(
      title: RichText(Localized(en: "Bare index", zh: "位置序号")[language]),
      content: .chart(
        Chart(series: [Series(x: x, y: values.index, style: SeriesStyle(slot: 0))])),
      x: xAxis, y: yAxis)
    var sinusoids = LinePanels.panels(lines, x: xAxis, y: yAxis)
    if sinusoids.count == 1 {
      sinusoids[0].title = RichText(
        Localized(en: "Sinusoidal encoding", zh: "正弦位置编码")[language])
    }
    let across = LinePanels.columns(lines.count + 1)
    let maximum = formatNumber(values.index.max() ?? 0, significant: 6)
    let summary = Localized(
      en: "Two charts over \(x.count) positions: the bare index grows up to \(maximum), the "
        + "sinusoidal encoding stays in [−1, 1] in every dimension.",
      zh: "\(x.count) 个位置上的两幅曲线图：直接使用序号会增长到 \(maximum)，正弦编码在每个维度上都保持在 [−1, 1] 内。")
    return Composition(
      Figure(
        name: "naive-positions",
        title: RichText(
          Localized(en: "The bare index against the sinusoid", zh: "直接使用序号与正弦编码的比较")[language]),
        summary: summary[language], notes: LinePanels.notes(lines.count, language),
        language: language,
        panels: [index] + sinusoids, columns: LinePanels.isOverlaid(lines.count) ? 2 : across,
        size: page.size
          ?? .exact(
            LinePanels.isOverlaid(lines.count)
              ? Size(1200, 480) : LinePanels.size(lines.count + 1, single: Size(1200, 480)))))
  }
}
