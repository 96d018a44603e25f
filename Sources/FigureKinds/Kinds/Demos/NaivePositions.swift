// `demo naive-positions`: what is added to a vector by the bare index and by the sinusoid.

public import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene

/// The bare index beside some dimensions of the sinusoidal encoding, over the positions.
public struct NaivePositions: FigureKind {
  public static let name = "demo naive-positions"
  public static let abstract = "Show that the bare index grows while the sinusoid stays in [-1, 1]."
  public static let examples = ["attnplot demo naive-positions --positions 100 -o naive.png"]
  public static let claims = [
    "index-grows",
    "encoding-matches-formula",
    "encoding-bounded",
  ]

  @Option(parsing: .unconditional, help: ArgumentHelp("How many positions.", valueName: "n"))
  public var positions = 100

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The dimensions of the sinusoid to draw.", valueName: "list"),
    transform: IntegerList.parsed)
  public var atDims = IntegerList([0, 16, 32, 64])

  @OptionGroup(title: "Encoding") public var encoding: EncodingArguments

  public init() {}

  public func draft(in context: FigureContext) throws(FigureError) -> FigureDraft {
    let range = try encoding.positions(positions)
    let sinusoid = try encoding.encoding()
    for dimension in atDims.values {
      _ = try encoding.dimensions(IntegerRange(dimension, dimension), option: "--at-dims")
    }
    try LinesSize(rows: atDims.values.count + 1, columns: range.count).check(
      "--positions \(positions)")
    let index: Matrix<Double>
    do throws(EncodingError) {
      index = try IndexEncoding(dimensions: 1).matrix(positions: range)
    } catch {
      throw .work("--positions \(positions): \(error)")
    }
    let language = context.language
    let words = Words(language)
    let x = range.map(Double.init)
    let rows = atDims.values.map { dimension in
      range.map { sinusoid.value(position: $0, dimension: dimension) }
    }
    func panel(_ title: Localized, _ series: [Series]) -> Panel {
      Panel(
        title: RichText(title[language]), content: .chart(Chart(series: series)),
        x: Axis(
          label: RichText(words.position),
          domain: .numbers(lower: nil, upper: nil, scale: .integers)),
        y: Axis(
          label: RichText(Localized(en: "value added", zh: "加上的值")[language]),
          domain: .numbers(lower: nil, upper: nil, scale: .linear)))
    }
    let lines = zip(atDims.values, rows).enumerated().map { slot, line in
      Series(
        label: words.dimension(line.0), x: x, y: line.1,
        style: SeriesStyle(
          slot: slot, width: 1.8,
          dash: SeriesStyle.Dash.allCases[slot % SeriesStyle.Dash.allCases.count]))
    }
    let greatest = formatNumber(index.values.max() ?? 0, significant: 6)
    let summary = Localized(
      en: "Two charts over \(range.count) positions: the bare index grows up to \(greatest), the "
        + "sinusoidal encoding stays in [−1, 1] in every dimension.",
      zh: "\(range.count) 个位置上的两幅曲线图：直接使用序号会增长到 \(greatest)，正弦编码在每个维度上都保持在 [−1, 1] 内。")
    return FigureDraft(
      figure: Figure(
        name: "naive-positions",
        title: RichText(
          Localized(en: "The bare index against the sinusoid", zh: "直接使用序号与正弦编码的比较")[language]),
        summary: summary[language], language: language,
        panels: [
          panel(
            Localized(en: "Bare index", zh: "位置序号"),
            [
              Series(
                x: x, y: index.column(0), style: SeriesStyle(slot: 0, width: 2))
            ]),
          panel(Localized(en: "Sinusoidal encoding", zh: "正弦位置编码"), lines),
        ],
        columns: 2, size: context.size ?? .exact(Size(1200, 480))),
      table: LabelledMatrix(
        matrix: Matrix(
          rows: rows.count + 1, columns: range.count,
          values: index.column(0) + rows.flatMap { $0 }),
        rowLabels: ["index"] + atDims.values.map { "dimension \($0)" },
        columnLabels: range.map { "\($0)" }))
  }
}
