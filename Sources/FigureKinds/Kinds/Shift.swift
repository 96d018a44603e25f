// `shift`: what changes in a vector when its position moves.

public import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene

/// Differences of two positions' vectors, over the dimensions.
public struct Shift: FigureKind {
  public static let name = "shift"
  public static let abstract = "Draw the differences between vectors of positions."
  public static let examples = [
    "attnplot shift --dimensions 256 --pairs 12-10,14-12 -o shift.png"
  ]
  public static let claims = [
    "shift-is-linear",
    "differences-depend-on-place",
  ]

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("PE(a) - PE(b) for each pair: 12-10,14-12.", valueName: "a-b,…"),
    transform: PositionPairs.parsed)
  public var pairs = PositionPairs([
    PositionPairs.Pair(minuend: 12, subtrahend: 10),
    PositionPairs.Pair(minuend: 14, subtrahend: 12),
  ])

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many positions there are; no limit if not given.", valueName: "n"))
  public var positions: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Which dimensions run along the axis.", valueName: "a-b"),
    transform: IntegerRange.parsed)
  public var dims: IntegerRange?

  @OptionGroup(title: "Encoding") public var encoding: EncodingArguments
  @OptionGroup(title: "Axes") public var chart: ChartArguments

  public init() {}

  public func draft(in context: FigureContext) throws(FigureError) -> FigureDraft {
    let sinusoid = try encoding.encoding()
    let dimensions = try encoding.dimensions(dims)
    for pair in pairs.pairs {
      try encoding.check(pair.minuend, option: "--pairs", count: positions)
      try encoding.check(pair.subtrahend, option: "--pairs", count: positions)
    }
    try LinesSize(rows: pairs.pairs.count, columns: dimensions.count).check("--dims")
    let words = Words(context.language)
    let rows = pairs.pairs.map { pair in
      Array(sinusoid.difference(pair.minuend, minus: pair.subtrahend)[dimensions])
    }
    let names = pairs.pairs.map { "PE(\(signed($0.minuend))) − PE(\(signed($0.subtrahend)))" }
    let dashes: [SeriesStyle.Dash] = [.solid, .dashed, .dotted, .dashDotted]
    let series = zip(names, rows).enumerated().map { slot, line in
      Series(
        label: line.0, x: dimensions.map(Double.init), y: line.1,
        style: SeriesStyle(
          slot: slot, width: slot == 0 ? 2 : 1.6, dash: dashes[slot % dashes.count], opacity: 0.85))
    }
    let shifts = Set(pairs.pairs.map { $0.minuend - $0.subtrahend })
    let title: Localized
    if let shift = shifts.first, shifts.count == 1 {
      let sign = shift < 0 ? "\u{2212}" : "+"
      title = Localized(
        en: "The fingerprint of a \(sign)\(shift.magnitude) shift",
        zh: "位移 \(sign)\(shift.magnitude) 的“指纹”")
    } else {
      title = Localized(en: "Differences between positions", zh: "位置向量之差")
    }
    let limits = ValueRange(rows.flatMap { $0 }, context.language)
    let summary = Localized(
      en: "Lines of the differences \(listed(names, .english)) over dimensions "
        + "\(dimensions.lowerBound) to \(dimensions.upperBound), values \(limits): large where "
        + "frequencies are high, close to 0 in the last dimensions.",
      zh: "差值 \(listed(names, .chinese)) 在维度 \(dimensions.lowerBound) 到 "
        + "\(dimensions.upperBound) 上的曲线，取值 \(limits)：高频维度上差异大，最后的维度上接近 0。")
    return FigureDraft(
      figure: Figure(
        name: Self.name, title: RichText(title[context.language]),
        summary: summary[context.language], language: context.language,
        panels: [
          Panel(
            content: .chart(Chart(series: series, showsLegend: true)),
            x: try chart.xAxis(words.dimension, scale: .integers),
            y: try chart.yAxis(
              Localized(en: "difference in value", zh: "差值")[context.language]))
        ],
        size: context.size ?? .exact(Size(1200, 560))),
      table: LabelledMatrix(
        matrix: Matrix(rows: rows.count, columns: dimensions.count, values: rows.flatMap { $0 }),
        rowLabels: names, columnLabels: dimensions.map { "\($0)" }))
  }
}
