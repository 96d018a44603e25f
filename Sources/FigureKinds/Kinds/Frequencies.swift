// `frequencies`: how fast each pair of dimensions turns, beside the linear choice.

public import ArgumentParser
public import AttentionMath
public import FigureModel
import FigureScene
import TextFormats

/// Frequencies and wavelengths of the pairs of dimensions, geometric and linear.
public struct Frequencies: FigureKind {
  public static let name = "frequencies"
  public static let abstract = "Draw the frequency and the wavelength of each pair of dimensions."
  public static let drawing = 2
  public static let examples = ["attnplot frequencies --dimensions 256 -o freq.png"]

  @OptionGroup(title: "Encoding") public var encoding: EncodingChoiceArguments
  @OptionGroup(title: "Axes") public var chart: ChartArguments

  public static let parameters: [Parameter<Frequencies>] = [
    Parameter(\._encoding),
    Parameter(\._chart),
  ]

  public init() {}

  public var inputFiles: [String] { encoding.files }
  public var models: [String] { encoding.models }

  /// Frequencies and wavelengths, a number for each pair of dimensions.
  public struct Values: FigureValues, ShowsEncodings {
    let chosen: ChosenEncoding
    var displayedEncodings: [ChosenEncoding] { [chosen] }
    let encoding: any PairFrequencies
    let geometric: [Double]
    let wavelengths: [Double]
    /// The linear choice that a sinusoid's frequencies are set against; nil for other encodings.
    let linear: Linear?

    /// Frequencies that rise by one step, a number for each pair of dimensions.
    struct Linear: Sendable {
      let frequencies: [Double]
      /// NaN where a frequency is 0: what never turns has no wavelength.
      let wavelengths: [Double]
    }

    public func table(in language: Language) -> LabelledMatrix? {
      let rows =
        linear.map {
          [
            ("frequency", geometric), ("linear frequency", $0.frequencies),
            ("wavelength", wavelengths), ("linear wavelength", $0.wavelengths),
          ]
        } ?? [("frequency", geometric), ("wavelength", wavelengths)]
      return LabelledMatrix(
        matrix: Matrix(
          rows: rows.count, columns: geometric.count, values: Array(rows.map(\.1).joined())),
        rowLabels: rows.map(\.0), columnLabels: geometric.indices.map { "\($0)" })
    }

    public func facts(of displayed: Matrix<Double>?) -> [ValueFact] {
      guard let displayed, displayed.rows == (linear == nil ? 2 : 4),
        displayed.columns == geometric.count
      else { return [] }
      return [.frequencies(Array(displayed.row(0)), of: encoding)]
        + (linear == nil ? [] : [.linearFrequencies(Array(displayed.row(1)))])
    }
  }

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    let chosen = try encoding.chosen(in: context)
    let pairs = try chosen.offering(.frequencies)
    let geometric = pairs.frequencies
    try LinesSize(rows: 4, columns: geometric.count).check(
      OptionReference("dimensions", encoding.options.dimensions))
    let linear = (pairs as? SinusoidalEncoding)?.linearFrequencies()
    return Values(
      chosen: chosen, encoding: pairs, geometric: geometric, wavelengths: pairs.wavelengths,
      linear: linear.map { frequencies in
        Values.Linear(
          frequencies: frequencies,
          wavelengths: frequencies.map { $0 > 0 ? 2 * Double.pi / $0 : .nan })
      })
  }

  public func compose(
    _ values: Values, on page: PageContext
  ) throws(FigureError) -> Composition {
    let words = KindStrings(page.language)
    let geometric = values.geometric
    let pairs = geometric.indices.map(Double.init)
    let names =
      values.linear == nil
      ? values.chosen.encoding.title : Localized(en: "geometric", zh: "等比（几何）")
    let linearNames = Localized(en: "linear", zh: "等差（线性）")
    // A frequency of 0 never turns: it has no position on a logarithmic axis and no wavelength.
    func series(_ label: Localized, _ values: [Double], slot: Int, dash: SeriesStyle.Dash) -> Series
    {
      Series(
        label: label[page.language], x: pairs, y: values.map { $0 > 0 ? $0 : .nan },
        style: SeriesStyle(
          slot: slot, dash: dash, marker: pairs.count <= 32 ? .circle : .none))
    }
    func linear(_ part: (Values.Linear) -> [Double]) -> [Series] {
      [values.linear].compactMap(\.self).map {
        series(linearNames, part($0), slot: 1, dash: .dashed)
      }
    }
    func panel(_ title: Localized, _ label: RichText, _ curves: [Series]) throws(FigureError)
      -> Panel
    {
      Panel(
        title: RichText(title[page.language]),
        content: .chart(Chart(series: curves, showsLegend: curves.count > 1)),
        x: try chart.xAxis(words.pair, scale: .integers), y: try chart.yAxis(label, scale: .log))
    }
    let first = formatNumber(geometric.first ?? 1, significant: 4)
    let last = formatNumber(geometric.last ?? 1, significant: 5)
    let encoding = values.chosen.encoding.title
    let title =
      values.linear == nil
      ? Localized(
        en: "Frequencies and wavelengths of \(encoding.english)", zh: "\(encoding.chinese)的频率与波长")
      : Localized(en: "Frequencies and wavelengths", zh: "频率与波长")
    let limits = ValueRange(geometric, page.language)
    let summary =
      values.linear == nil
      ? Localized(
        en: "Frequency and wavelength of each of the \(geometric.count) pairs of dimensions of "
          + "\(encoding.english), on logarithmic axes; frequencies \(limits).",
        zh: "\(encoding.chinese)的 \(geometric.count) 个维度对的频率与波长（对数坐标），频率 \(limits)。")
      : Localized(
        en: "Frequency and wavelength of each of the \(geometric.count) pairs of dimensions, on "
          + "logarithmic axes: the geometric choice falls from \(first) to \(last) by the same "
          + "factor from pair to pair, the linear one rises by the same step.",
        zh: "\(geometric.count) 个维度对的频率与波长（对数坐标）：等比频率以相同的倍数从 \(first) 降到 "
          + "\(last)，等差频率以相同的步长上升。")
    let figure = Figure(
      name: Self.name, title: RichText(title[page.language]),
      summary: summary[page.language], notes: values.chosen.notes(page.language),
      language: page.language,
      panels: [
        try panel(
          Localized(en: "Frequency", zh: "频率"), words.frequency,
          [series(names, geometric, slot: 0, dash: .solid)]
            + linear(\.frequencies)),
        try panel(
          Localized(en: "Wavelength", zh: "波长"), words.wavelength,
          [series(names, values.wavelengths, slot: 0, dash: .solid)]
            + linear(\.wavelengths)),
      ],
      columns: 2, size: page.size ?? .exact(Size(1200, 540)))
    return Composition(figure)
  }
}
