// `decompose`: one position's vector, its sines and its cosines.

public import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene
import TextFormats

/// One position's vector taken apart into sine and cosine.
public struct Decomposition: FigureKind {
  public static let name = "decompose"
  public static let drawing = 2
  public static let abstract = "Take one position's vector apart into sine and cosine."
  public static let examples = [
    "attnplot decompose --dimensions 256 --position 5 --dims 0-49 -o low.png",
    "attnplot decompose --dimensions 256 --position 5 --dims 0-49 --form continuous -o curves.svg",
  ]

  /// What stands for the parts of the vector.
  public enum Form: String, Hashable, ChoiceValue {
    /// The vector, its sine part and its cosine part as joined points.
    case discrete
    /// The continuous sine and cosine behind them, with the dimensions as points on them.
    case continuous
  }

  static let position = OptionDeclaration<Int>(
    "position", "Whose vector.", valueName: "n", initial: 5)
  @Option(Self.position) public var position: Int

  static let positions = OptionDeclaration<Int?>(
    "positions", "How many positions there are; no limit if not given.", valueName: "n",
    rule: EncodingArguments.numberOfPositions)
  @Option(Self.positions) public var positions: Int?

  static let dims = OptionDeclaration<IntegerRange?>(
    "dims", "Which dimensions run along the axis.", valueName: "a-b",
    notation: IntegerRange.fromZero)
  @Option(Self.dims) public var dims: IntegerRange?

  static let form = OptionDeclaration<Form>(
    "form", "The parts as joined points, or the curves behind them.", valueName: "form",
    initial: Form.discrete)
  @Option(Self.form) public var form: Form

  @OptionGroup(title: "Encoding") public var encoding: EncodingChoiceArguments
  @OptionGroup(title: "Axes") public var chart: ChartArguments

  public static let parameters: [Parameter<Decomposition>] = [
    Parameter(position, \._position),
    Parameter(positions, \._positions),
    Parameter(dims, \._dims),
    Parameter(form, \._form),
    Parameter(\._encoding),
    Parameter(\._chart),
  ]

  public init() {}

  public var inputFiles: [String] { encoding.files }
  public var models: [String] { encoding.models }

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    try encoding.options.check(position, option: "position", count: positions)
    let chosen = try encoding.chosen(in: context)
    try chosen.check(position, option: OptionReference("position", position))
    let pairs = try chosen.offering(.sineCosinePairs)
    let dimensions = try chosen.columns(dims, of: pairs.dimensions, "dimensions")
    try LinesSize(rows: 40, columns: dimensions.count).check("dims")
    let sinusoid = pairs as? SinusoidalEncoding
    guard form == .discrete || sinusoid != nil else {
      throw .usage(
        "\(option: "form") continuous: the encoding \(chosen.encoding.name) has no one curve behind its sines; "
          + "give \(option: "form") discrete, or \(option: "encoding") sinusoidal",
        zh:
          "\(option: "form") continuous：编码 \(chosen.encoding.name) 的正弦背后没有同一条曲线；请用\(option: "form") discrete，或\(option: "encoding") sinusoidal"
      )
    }
    do throws(EncodingError) {
      return try Values(
        chosen, pairs, position: position, dimensions: dimensions,
        curves: form == .continuous ? sinusoid : nil)
    } catch {
      throw FigureError(error, OptionReference("position", position))
    }
  }

  public func compose(
    _ values: Values, on page: PageContext
  ) throws(FigureError) -> Composition {
    let words = KindStrings(page.language)
    let series =
      values.curves.map { curves($0, values, page.language) } ?? parts(values, page.language)
    let limits = ValueRange(values.whole, page.language)
    return Composition(
      Figure(
        name: Self.name, title: RichText(title(values)[page.language]),
        summary: summary(values, limits)[page.language],
        notes: values.chosen.notes(page.language), language: page.language,
        panels: [
          Panel(
            content: .chart(Chart(series: series)),
            x: try chart.xAxis(words.dimension, scale: .integers), y: try chart.yAxis(words.value))
        ],
        size: page.size ?? .exact(Size(1200, 560))))
  }

  // MARK: Words

  private func title(_ values: Values) -> Localized {
    let dimensions = values.dimensions
    let span = "\(dimensions.lowerBound)–\(dimensions.upperBound)"
    let name = signed(position)
    return switch form {
    case .discrete:
      Localized(
        en: "Position \(name) taken apart into sin and cos, dimensions \(span)",
        zh: "pos 为 \(name) 时，位置编码的正弦与余弦部分（维度 \(span)）")
    case .continuous:
      Localized(
        en: "The curves behind position \(name), dimensions \(span)",
        zh: "pos 为 \(name) 时，位置编码背后的连续曲线（维度 \(span)）")
    }
  }

  private func summary(_ values: Values, _ limits: ValueRange) -> Localized {
    let dimensions = values.dimensions
    let span = "\(dimensions.lowerBound)–\(dimensions.upperBound)"
    let name = signed(position)
    let encoding =
      values.chosen.isUsual
      ? Localized(en: "the sinusoidal positional encoding", zh: "正弦位置编码")
      : values.chosen.encoding.title
    return switch form {
    case .discrete:
      Localized(
        en: "Position \(name) of \(encoding.english) over dimensions \(span), "
          + "values \(limits): the whole vector (solid), its sine part (dashed, 0 elsewhere) and "
          + "its cosine part (dotted, 0 elsewhere).",
        zh: "位置 \(name) 的\(encoding.chinese)，维度 \(span)，取值 \(limits)：整个向量（实线）、"
          + "正弦部分（虚线，其余为 0）与余弦部分（点线，其余为 0）。")
    case .continuous:
      Localized(
        en: "The continuous sine (dashed) and cosine (dotted) of position \(name) over dimensions "
          + "\(span), values \(limits); the points are the values that the encoding takes from "
          + "them.",
        zh: "位置 \(name) 背后的连续正弦（虚线）与余弦（点线）曲线，维度 \(span)，取值 "
          + "\(limits)；标记点是编码实际取到的值。")
    }
  }

  // MARK: Series

  private func parts(_ values: Values, _ language: Language) -> [Series] {
    let whole = values.whole
    let x = values.dimensions.map(Double.init)
    let name = signed(position)
    // The parts lie on the vector wherever they are not 0, so it is drawn broad and pale beneath.
    let vector = Series(
      label: Localized(
        en: "whole vector of position \(name)", zh: "位置 \(name) 的完整编码")[language],
      x: x, y: whole, style: SeriesStyle(slot: 0, width: 4.5, opacity: 0.4))
    let points = Series(
      label: Localized(en: "its value at each dimension", zh: "各维度上的取值")[language], x: x, y: whole,
      style: SeriesStyle(form: .points, slot: 0, width: 1.6, marker: .circle))
    return (x.count <= 64 ? [vector, points] : [vector]) + [
      Series(
        label: Localized(en: "sine part alone", zh: "仅正弦部分")[language], x: x, y: values.sine,
        style: SeriesStyle(slot: 1, dash: .dashed)),
      Series(
        label: Localized(en: "cosine part alone", zh: "仅余弦部分")[language], x: x, y: values.cosine,
        // Dots as large as the dashes beside them are wide would be lost on the broad line.
        style: SeriesStyle(slot: 2, width: 2.4, dash: .dotted)),
    ]
      + [values.rest].compactMap(\.self).map { rest in
        Series(
          label: Localized(en: "neither", zh: "其余部分")[language], x: x, y: rest,
          style: SeriesStyle(slot: 3, dash: .dashDotted))
      }
  }

  private func curves(
    _ curves: Values.Curves, _ values: Values, _ language: Language
  ) -> [Series] {
    // The points lie on the curves: each dimension is a sine or a cosine.
    let points = Array(zip(values.dimensions, values.whole))
    let sines = zip(points, values.isSine).filter(\.1).map(\.0)
    let cosines = zip(points, values.isSine).filter { !$0.1 }.map(\.0)
    return [
      Series(
        label: Localized(en: "sine curve", zh: "正弦曲线")[language], x: curves.sine.locations,
        y: curves.sine.values,
        style: SeriesStyle(slot: 1, dash: .dashed)),
      Series(
        label: Localized(en: "cosine curve", zh: "余弦曲线")[language], x: curves.cosine.locations,
        y: curves.cosine.values,
        style: SeriesStyle(slot: 2, dash: .dotted)),
      Series(
        label: Localized(en: "sine dimensions", zh: "正弦维度取值")[language],
        x: sines.map { Double($0.0) }, y: sines.map(\.1),
        style: SeriesStyle(form: .points, slot: 1, width: 1.6, marker: .circle)),
      Series(
        label: Localized(en: "cosine dimensions", zh: "余弦维度取值")[language],
        x: cosines.map { Double($0.0) }, y: cosines.map(\.1),
        style: SeriesStyle(form: .points, slot: 2, width: 1.6, marker: .square)),
    ]
  }
}
