// `decompose`: one position's vector, its sines and its cosines.

public import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene

/// One position's vector taken apart into sine and cosine.
public struct Decomposition: FigureKind {
  public static let name = "decompose"
  public static let abstract = "Take one position's vector apart into sine and cosine."
  public static let examples = [
    "attnplot decompose --dimensions 256 --position 5 --dims 0-49 -o low.png",
    "attnplot decompose --dimensions 256 --position 5 --dims 0-49 --form continuous -o curves.svg",
  ]
  public static let claims = [
    "encoding-matches-formula",
    "encoding-bounded",
    "parts-add-up",
    "last-dimensions-at-rest",
  ]

  /// What stands for the parts of the vector.
  public enum Form: String, CaseIterable, Hashable, Sendable, ExpressibleByArgument {
    /// The vector, its sine part and its cosine part as joined points.
    case discrete
    /// The continuous sine and cosine behind them, with the dimensions as points on them.
    case continuous
  }

  @Option(parsing: .unconditional, help: ArgumentHelp("Whose vector.", valueName: "n"))
  public var position = 5

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many positions there are; no limit if not given.", valueName: "n"))
  public var positions: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Which dimensions run along the axis.", valueName: "a-b"),
    transform: IntegerRange.parsed)
  public var dims: IntegerRange?

  @Option(
    help: ArgumentHelp(
      "The parts as joined points, or the curves behind them.", valueName: "form"))
  public var form = Form.discrete

  @OptionGroup(title: "Encoding") public var encoding: EncodingArguments
  @OptionGroup(title: "Axes") public var chart: ChartArguments

  public init() {}

  public func draft(in context: FigureContext) throws(FigureError) -> FigureDraft {
    try encoding.check(position, option: "--position", count: positions)
    let dimensions = try encoding.dimensions(dims)
    let sinusoid = try encoding.encoding()
    try LinesSize(rows: 40, columns: dimensions.count).check("--dims")
    let words = Words(context.language)
    let vector = sinusoid.vector(at: position)
    let whole = Array(vector[dimensions])
    let sine = Array(sinusoid.sinePart(of: vector)[dimensions])
    let cosine = Array(sinusoid.cosinePart(of: vector)[dimensions])
    let series =
      switch form {
      case .discrete: parts(dimensions, whole, sine, cosine, context.language)
      case .continuous: curves(sinusoid, dimensions, vector, context.language)
      }
    let limits = ValueRange(whole, context.language)
    return FigureDraft(
      figure: Figure(
        name: Self.name, title: RichText(title(dimensions)[context.language]),
        summary: summary(dimensions, limits)[context.language], language: context.language,
        panels: [
          Panel(
            content: .chart(Chart(series: series)),
            x: try chart.xAxis(words.dimension, scale: .integers), y: try chart.yAxis(words.value))
        ],
        size: context.size ?? .exact(Size(1200, 560))),
      table: LabelledMatrix(
        matrix: Matrix(rows: 3, columns: dimensions.count, values: whole + sine + cosine),
        rowLabels: ["vector", "sine", "cosine"], columnLabels: dimensions.map { "\($0)" }))
  }

  // MARK: Words

  private func title(_ dimensions: ClosedRange<Int>) -> Localized {
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

  private func summary(_ dimensions: ClosedRange<Int>, _ limits: ValueRange) -> Localized {
    let span = "\(dimensions.lowerBound)–\(dimensions.upperBound)"
    let name = signed(position)
    return switch form {
    case .discrete:
      Localized(
        en: "Position \(name) of the sinusoidal positional encoding over dimensions \(span), "
          + "values \(limits): the whole vector (solid), its sine part (dashed, 0 elsewhere) and "
          + "its cosine part (dotted, 0 elsewhere).",
        zh: "位置 \(name) 的正弦位置编码，维度 \(span)，取值 \(limits)：整个向量（实线）、"
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

  private func parts(
    _ dimensions: ClosedRange<Int>, _ whole: [Double], _ sine: [Double], _ cosine: [Double],
    _ language: Language
  ) -> [Series] {
    let x = dimensions.map(Double.init)
    let name = signed(position)
    // The parts lie on the vector wherever they are not 0, so it is drawn broad and pale beneath.
    let vector = Series(
      label: Localized(
        en: "whole vector of position \(name)", zh: "位置 \(name) 的完整编码")[language],
      x: x, y: whole, style: SeriesStyle(slot: 0, width: 4.5, opacity: 0.4))
    let points = Series(
      label: Localized(en: "its value at each dimension", zh: "各维度上的取值")[language], x: x, y: whole,
      style: SeriesStyle(form: .points, slot: 0, width: 1.6, marker: .circle))
    return (dimensions.count <= 64 ? [vector, points] : [vector]) + [
      Series(
        label: Localized(en: "sine part alone", zh: "仅正弦部分")[language], x: x, y: sine,
        style: SeriesStyle(slot: 1, width: 1.7, dash: .dashed)),
      Series(
        label: Localized(en: "cosine part alone", zh: "仅余弦部分")[language], x: x, y: cosine,
        style: SeriesStyle(slot: 2, width: 2.4, dash: .dotted)),
    ]
  }

  /// Samples of a dense curve from one dimension to the next.
  private static let samplesADimension = 16

  private func curves(
    _ sinusoid: SinusoidalEncoding, _ dimensions: ClosedRange<Int>, _ vector: [Double],
    _ language: Language
  ) -> [Series] {
    let steps = (dimensions.count - 1) * Self.samplesADimension
    let dense = (0...steps).map {
      Double(dimensions.lowerBound) + Double($0) / Double(Self.samplesADimension)
    }
    // With all sines before all cosines each curve has its own half of the axis.
    let half = sinusoid.dimensions / 2
    let interleaved = sinusoid.layout == .interleaved
    let sineDense = interleaved ? dense : dense.filter { $0 <= Double(half - 1) }
    let cosineDense = interleaved ? dense : dense.filter { $0 >= Double(half) }
    let sines = dimensions.filter(sinusoid.isSine)
    let cosines = dimensions.filter { !sinusoid.isSine($0) }
    return [
      Series(
        label: Localized(en: "sine curve", zh: "正弦曲线")[language], x: sineDense,
        y: sineDense.map { sinusoid.sineCurve(position: position, at: $0) },
        style: SeriesStyle(slot: 1, width: 1.5, dash: .dashed)),
      Series(
        label: Localized(en: "cosine curve", zh: "余弦曲线")[language], x: cosineDense,
        y: cosineDense.map { sinusoid.cosineCurve(position: position, at: $0) },
        style: SeriesStyle(slot: 2, width: 1.7, dash: .dotted)),
      Series(
        label: Localized(en: "sine dimensions", zh: "正弦维度取值")[language],
        x: sines.map(Double.init), y: sines.map { vector[$0] },
        style: SeriesStyle(form: .points, slot: 1, width: 1.6, marker: .circle)),
      Series(
        label: Localized(en: "cosine dimensions", zh: "余弦维度取值")[language],
        x: cosines.map(Double.init), y: cosines.map { vector[$0] },
        style: SeriesStyle(form: .points, slot: 2, width: 1.6, marker: .square)),
    ]
  }
}
