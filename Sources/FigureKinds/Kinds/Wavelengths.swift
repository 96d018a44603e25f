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

  static let context = OptionDeclaration<Int?>(
    "context",
    "The context that the model was trained on, in positions; if not given that of \(option: "config"), or 4096.",
    valueName: "n", rule: .from(1, to: 0x1p40, "must be from 1 to 2^40"))
  @Option(Self.context) public var context: Int?

  static let factor = OptionDeclaration<Double?>(
    "factor",
    "How many times scalings stretch the context, where neither they nor \(option: "config") say it.",
    valueName: "number", rule: .atLeast(1, "must be a finite number of 1 or more"))
  @Option(Self.factor) public var factor: Double?

  @OptionGroup(title: "Encodings") public var encodings: EncodingListArguments
  @OptionGroup(title: "Axes") public var chart: ChartArguments

  public static let parameters: [Parameter<Wavelengths>] = [
    Parameter(context, \._context),
    Parameter(factor, \._factor),
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
    }

    let lines: [Line]
    var shownEncodings: [ChosenEncoding] { lines.map(\.chosen) }
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

    public func facts(of shown: Matrix<Double>?) -> [ValueFact] {
      guard let shown, shown.rows == lines.count else { return [] }
      return [
        .wavelengths(
          ShownWavelengths(
            lines.enumerated().map { row, line in
              EncodedWavelengths(
                encoding: line.chosen.encoding,
                values: Array(shown.row(row).prefix(line.wavelengths.count)))
            }, context: context, factor: factor))
      ]
    }
  }

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    let stretch = try stretch(encodings.maker().configurations(in: context))
    let factor = stretch.factor
    // Scalings that say nothing of their own take the command's.
    let chosen = try encodings.list(
      [
        .init("factor", factor.map { "\($0)" }, isDefault: true),
        .init("original", "\(stretch.context)", isDefault: true),
        .init(
          "length", factor.map { "\(Int((Double(stretch.context) * $0).rounded(.up)))" },
          isDefault: true),
      ], in: context)
    let isScaled = chosen.contains { item in
      guard let rotation = item.encoding as? RotaryEncoding else { return false }
      return !(rotation.scaling is UnscaledRotary)
    }
    if let given = self.factor, !isScaled {
      throw .usage(
        "\(option: "factor") \(given): nothing is stretched; give an encoding such as rope:scaling=yarn",
        zh: "\(option: "factor") \(given)：没有拉伸；请给出 rope:scaling=yarn 这样的编码")
    }
    var lines: [Values.Line] = []
    for item in chosen {
      let pairs = try item.offering(.frequencies)
      lines.append(
        Values.Line(
          chosen: item, frequencies: pairs.frequencies, wavelengths: pairs.wavelengths))
    }
    return Values(
      lines: lines, warnings: stretch.warnings, context: stretch.context, factor: factor)
  }

  /// The trained context, and how many times as far it is to reach.
  private struct Stretch {
    var context: Int
    var factor: Double?
    var warnings: [Message] = []
  }

  /// What options and configurations say together.
  private func stretch(_ configurations: [ConfiguredEncoding]) throws(FigureError) -> Stretch {
    var stretch = Stretch(context: context ?? 4096, factor: factor)
    var first: ConfiguredEncoding?
    for configured in configurations {
      let meant = configured.meant
      if let trained = meant.trained {
        if let context, context != trained {
          guard meant.isTrainedUnsure else {
            throw .usage(
              "\(option: "context") \(context), \(configured.option): the configuration was trained on "
                + "\(trained) positions; leave \(option: "context") out",
              zh:
                "\(option: "context") \(context)、\(configured.option)：配置的训练长度为 \(trained) 个位置，请去掉\(option: "context")"
            )
          }
        } else if let first, stretch.context != trained {
          stretch.warnings.append(
            Message(
              "\(configured.option): trained on \(trained) positions, \(first.label) on "
                + "\(stretch.context), which is the line drawn",
              zh:
                "\(configured.option)：训练长度为 \(trained) 个位置，\(first.label) 用的是 \(stretch.context)，所画的线是后者"
            ))
        } else {
          stretch.context = trained
          if meant.isTrainedUnsure, context == nil {
            stretch.warnings.append(
              Message(
                "\(configured.option): max_position_embeddings \(trained) is taken for the trained "
                  + "context; \(option: "context") N says another",
                zh:
                  "\(configured.option)：把 max_position_embeddings \(trained) 当作训练长度；可用\(option: "context")另行指定"
              ))
          }
        }
        first = first ?? configured
      }
      guard let own = meant.parameters["factor"].flatMap(Double.init) else { continue }
      if let factor, factor != own {
        throw .usage(
          "\(option: "factor") \(plain(factor)), \(configured.option): the configuration stretches by "
            + "\(plain(own)); leave \(option: "factor") out",
          zh:
            "\(option: "factor") \(plain(factor))、\(configured.option)：配置的拉伸倍数为 \(plain(own))，请去掉\(option: "factor")"
        )
      }
      stretch.factor = stretch.factor ?? own
    }
    return stretch
  }

  /// Which convention the first encoding follows, and whose configuration.
  private func notes(_ first: ChosenEncoding, _ language: Language) -> [FigureNote] {
    first.isUsual ? [FigureNote(first.encoding.conventionNote[language])] : first.notes(language)
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
          slot: slot, width: 2, dash: lines.count > 1 ? page.theme.distinctDash(slot) : .solid))
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
    let beyond = lines.map { line in line.wavelengths.count { $0 > Double(values.context) } }
    let counts = beyond.map(String.init).joined(separator: ", ")
    let summary = Localized(
      en:
        "Wavelength of each pair of dimensions on a logarithmic axis for \(names.english), values "
        + "\(limits) positions; longer than the trained context of \(values.context) are \(counts) pairs.",
      zh: "\(names.chinese)各维度对的波长（对数坐标），取值 \(limits) 个位置；超过训练上下文 \(values.context) 的分别有 "
        + "\(counts) 对。")
    return Composition(
      Figure(
        name: Self.name,
        title: RichText(
          Localized(en: "Wavelengths against the trained context", zh: "各维度对的波长与训练上下文")[language]),
        summary: summary[language], notes: notes(lines[0].chosen, language),
        language: language,
        panels: [
          Panel(
            content: .chart(
              Chart(series: series, rules: rules, showsLegend: lines.count > 1)),
            x: try chart.xAxis(words.pair, scale: .integers),
            y: try chart.yAxis(words.wavelength, scale: .log))
        ],
        size: page.size ?? .exact(Size(1100, 620))))
  }
}
