// `wavelengths`: how long each pair's wave is, of several encodings, against the trained context.

public import ArgumentParser
public import AttentionMath
public import FigureModel
import FigureScene
public import TextFormats

/// Wavelengths of the pairs of one or several encodings, with the context as a line.
public struct Wavelengths: FigureKind {
  public static let name = "wavelengths"
  public static let abstract = "Draw each pair's wavelength against the trained context."
  public static let drawing = 2
  public static let examples = [
    "attnplot wavelengths --encoding rope,rope:scaling=linear,rope:scaling=ntk,rope:scaling=yarn "
      + "--context 4096 --factor 4 -o scaling.svg",
    "attnplot wavelengths --config llama/config.json -o llama.svg",
  ]

  @OptionGroup(title: "Context") public var stretch: StretchArguments
  @OptionGroup(title: "Encodings") public var encodings: EncodingListArguments
  @OptionGroup(title: "Axes") public var chart: ChartArguments

  public static let parameters: [Parameter<Wavelengths>] = [
    Parameter(\._stretch),
    Parameter(\._encodings),
    Parameter(\._chart),
  ]

  public init() {}

  public var inputFiles: [String] { encodings.maker().files }
  public var models: [String] { encodings.maker().models }

  /// Frequencies of each encoding's pairs.
  public struct Values: FigureValues, ShowsEncodings {
    struct Line: Sendable {
      let chosen: ChosenEncoding
      /// Shape `[pairs]`, in radians per position.
      let frequencies: [Double]
      let wavelengths: [Double]
      /// What this one was trained on.
      let context: Int

      /// How many waves are longer than that.
      var beyond: Int { wavelengths.count { $0 > Double(context) } }
    }

    let lines: [Line]
    var displayedEncodings: [ChosenEncoding] { lines.map(\.chosen) }
    public var warnings: [Message]
    /// The trained context, and how many times as far it is to reach.
    let context: Int
    let factor: Double?

    /// Encodings with fewer pairs end in NaN.
    public func table(in language: Language) -> LabelledMatrix? {
      let columns = lines.map(\.wavelengths.count).max() ?? 0
      return LabelledMatrix(
        matrix: Matrix(rows: lines.count, columns: columns) { row, column in
          let line = lines[row].wavelengths
          return column < line.count ? line[column] : .nan
        },
        rowLabels: lines.map { $0.chosen.specification?.description ?? $0.chosen.encoding.name },
        columnLabels: (0..<columns).map { "\($0)" })
    }

    public func facts(of displayed: Matrix<Double>?) -> [ValueFact] {
      guard let displayed, displayed.rows == lines.count else { return [] }
      return [
        .wavelengths(
          WavelengthsFact(
            lines.enumerated().map { row, line in
              EncodedWavelengths(
                encoding: line.chosen.encoding,
                values: Array(displayed.row(row).prefix(line.wavelengths.count)))
            }, context: context, factor: factor))
      ]
    }
  }

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    let stretched = try stretch.list(encodings, in: context)
    var lines: [Values.Line] = []
    for item in stretched.encodings {
      let pairs = try item.offering(.frequencies)
      lines.append(
        Values.Line(
          chosen: item, frequencies: pairs.frequencies, wavelengths: pairs.wavelengths,
          context: item.trainedContext ?? stretched.context))
    }
    return Values(
      lines: lines, warnings: stretched.warnings, context: stretched.context,
      factor: stretched.factor)
  }

  /// Which convention an encoding follows and whose configuration; of several what they share, and of each
  /// what is its own.
  private func notes(_ encodings: [ChosenEncoding], _ language: Language) -> [FigureNote] {
    guard encodings.count == 1 else { return encodings.notes(pairings: true, language) }
    return encodings[0].notes(language)
  }

  public func compose(
    _ values: Values, on page: PageContext
  ) throws(FigureError) -> Composition {
    let language = page.language
    let words = KindStrings(language)
    let lines = values.lines
    let series = lines.enumerated().map { slot, line in
      Series(
        label: line.chosen.label[language], x: line.wavelengths.indices.map(Double.init),
        y: line.wavelengths,
        style: SeriesStyle(
          slot: slot, dash: lines.count > 1 ? page.theme.distinctDash(slot) : .solid))
    }
    var rules = [
      Rule(
        .horizontal, at: Double(values.context),
        label: Localized(en: "trained context \(values.context)", zh: "训练上下文 \(values.context)")[
          language])
    ]
    if let factor = values.factor {
      let stretched = formatNumber(Double(values.context) * factor, significant: 6)
      rules.append(
        Rule(
          .horizontal, at: Double(values.context) * factor,
          label: Localized(
            en: "\(plain(factor)) times as far, \(stretched)", zh: "\(plain(factor)) 倍，\(stretched)"
          )[
            language]))
    }
    let names = Localized(
      en: listed(lines.map(\.chosen.label.english), .english),
      zh: listed(lines.map(\.chosen.label.chinese), .chinese))
    let limits = ValueRange(lines.flatMap(\.wavelengths), language)
    func counts(_ language: Language) -> String {
      listed(lines.map { "\($0.beyond)" }, language)
    }
    let contexts = lines.map(\.context).uniqued
    let own = listed(contexts.map(String.init), language)
    let context =
      contexts.count <= 1
      ? Localized(
        en: "the trained context of \(contexts.first ?? values.context)",
        zh: "训练上下文 \(contexts.first ?? values.context)")
      : Localized(en: "the trained context of each (\(own))", zh: "各自的训练上下文（\(own)）")
    let summary = Localized(
      en:
        "Wavelength of each pair of dimensions on a logarithmic axis for \(names.english), values "
        + "\(limits) positions; longer than \(context.english) are "
        + "\(counts(.english)) pairs.",
      zh: "\(names.chinese.beforeHan)各维度对的波长（对数坐标），取值 \(limits) 个位置；超过\(context.chinese)的分别有 "
        + "\(counts(.chinese)) 对。")
    return Composition(
      Figure(
        name: Self.name,
        title: RichText(
          Localized(en: "Wavelengths against the trained context", zh: "各维度对的波长与训练上下文")[language]),
        summary: summary[language],
        notes: notes(lines.map(\.chosen), language) + LinePanels.notes(series.count, language),
        language: language,
        panels: LinePanels.panels(
          series, rules: rules, x: try chart.xAxis(words.pair, scale: .integers),
          y: try chart.yAxis(words.wavelength, scale: .log)),
        columns: LinePanels.columns(series.count),
        size: page.size ?? .exact(LinePanels.size(series.count, single: Size(1100, 620)))))
  }
}
