// `frequencies`: how fast each pair of dimensions turns, beside the linear choice.

public import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene

/// Frequencies and wavelengths of the pairs of dimensions, geometric and linear.
public struct Frequencies: FigureKind {
  public static let name = "frequencies"
  public static let abstract = "Draw the frequency and the wavelength of each pair of dimensions."
  public static let examples = ["attnplot frequencies --dimensions 256 -o freq.png"]
  public static let claims = [
    "frequencies-geometric",
    "linear-frequencies-even",
    "last-frequency",
  ]

  @OptionGroup(title: "Encoding") public var encoding: EncodingArguments
  @OptionGroup(title: "Axes") public var chart: ChartArguments

  public init() {}

  public func draft(in context: FigureContext) throws(FigureError) -> FigureDraft {
    let sinusoid = try encoding.encoding()
    let words = Words(context.language)
    let geometric = sinusoid.frequencies
    let linear = sinusoid.linearFrequencies()
    try LinesSize(rows: 4, columns: geometric.count).check("--dimensions \(encoding.dimensions)")
    let pairs = geometric.indices.map(Double.init)
    let names = Localized(en: "geometric", zh: "等比（几何）")
    let linearNames = Localized(en: "linear", zh: "等差（线性）")
    // A frequency of 0 never turns: it has no place on a logarithmic axis and no wavelength.
    func series(_ label: Localized, _ values: [Double], slot: Int, dash: SeriesStyle.Dash) -> Series
    {
      Series(
        label: label[context.language], x: pairs, y: values.map { $0 > 0 ? $0 : .nan },
        style: SeriesStyle(
          slot: slot, width: 2, dash: dash, marker: pairs.count <= 32 ? .circle : .none))
    }
    func panel(_ title: Localized, _ label: String, _ curves: [Series]) throws(FigureError) -> Panel
    {
      Panel(
        title: RichText(title[context.language]),
        content: .chart(Chart(series: curves, showsLegend: true)),
        x: try chart.xAxis(words.pair, scale: .integers), y: try chart.yAxis(label, scale: .log))
    }
    let wavelengths = geometric.map { 2 * Double.pi / $0 }
    let linearWavelengths = linear.map { $0 > 0 ? 2 * Double.pi / $0 : .nan }
    let first = formatNumber(geometric.first ?? 1, significant: 4)
    let last = formatNumber(geometric.last ?? 1, significant: 5)
    let title = Localized(en: "Frequencies and wavelengths", zh: "频率与波长")
    let summary = Localized(
      en: "Frequency and wavelength of each of the \(geometric.count) pairs of dimensions, on "
        + "logarithmic axes: the geometric choice falls from \(first) to \(last) by the same "
        + "factor from pair to pair, the linear one rises by the same step.",
      zh: "\(geometric.count) 个维度对的频率与波长（对数坐标）：等比频率以相同的倍数从 \(first) 降到 "
        + "\(last)，等差频率以相同的步长上升。")
    let figure = Figure(
      name: Self.name, title: RichText(title[context.language]),
      summary: summary[context.language], language: context.language,
      panels: [
        try panel(
          Localized(en: "Frequency", zh: "频率"), words.frequency,
          [
            series(names, geometric, slot: 0, dash: .solid),
            series(linearNames, linear, slot: 1, dash: .dashed),
          ]),
        try panel(
          Localized(en: "Wavelength", zh: "波长"), words.wavelength,
          [
            series(names, wavelengths, slot: 0, dash: .solid),
            series(linearNames, linearWavelengths, slot: 1, dash: .dashed),
          ]),
      ],
      columns: 2, size: context.size ?? .exact(Size(1200, 500)))
    return FigureDraft(
      figure: figure,
      table: LabelledMatrix(
        matrix: Matrix(
          rows: 4, columns: geometric.count,
          values: geometric + linear + wavelengths + linearWavelengths),
        rowLabels: ["frequency", "linear frequency", "wavelength", "linear wavelength"],
        columnLabels: geometric.indices.map { "\($0)" }))
  }
}
