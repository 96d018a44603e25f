// `pe-lines`: rows of the encoding over the dimensions, or columns of it over the positions.

public import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene

/// Vectors of some positions, or some dimensions over all positions, as lines.
public struct PositionalLines: FigureKind {
  public static let name = "pe-lines"
  public static let abstract = "Draw vectors of positions, or single dimensions, as lines."
  public static let examples = [
    "attnplot pe-lines --dimensions 256 --at-positions 5,10,20,40 -o four.png",
    "attnplot pe-lines --dimensions 256 --at-positions 1,5,20,50 --dims 226-255 --ylim -1,1.05 "
      + "-o last.svg",
    "attnplot pe-lines --positions 100 --dimensions 20 --at-dims 4-7 -o dims.png",
  ]
  public static let claims = [
    "encoding-matches-formula",
    "encoding-bounded",
    "positions-distinct",
    "low-dimensions-oscillate",
    "last-dimensions-at-rest",
  ]

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many positions there are; 100 with --at-dims, else as many as are asked for.",
      valueName: "n"))
  public var positions: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("A line for each of these positions: 5,10,20 or 0-3.", valueName: "list"),
    transform: IntegerList.parsed)
  public var atPositions: IntegerList?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "A line for each of these dimensions, over the positions.", valueName: "list"),
    transform: IntegerList.parsed)
  public var atDims: IntegerList?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Which dimensions run along the axis.", valueName: "a-b"),
    transform: IntegerRange.parsed)
  public var dims: IntegerRange?

  @OptionGroup(title: "Encoding") public var encoding: EncodingArguments
  @OptionGroup(title: "Axes") public var chart: ChartArguments

  public init() {}

  /// More lines than this in one figure cannot be told apart.
  static let mostLines = 64

  public func draft(in context: FigureContext) throws(FigureError) -> FigureDraft {
    switch (atPositions, atDims) {
    case (let list?, nil): return try overDimensions(list.values, context)
    case (nil, let list?): return try overPositions(list.values, context)
    case (nil, nil):
      throw .usage("give --at-positions 5,10,20 or --at-dims 4-7: which lines to draw")
    case (_?, _?):
      throw .usage(
        "--at-positions and --at-dims exclude each other: lines run over the dimensions or over "
          + "the positions")
    }
  }

  private func overDimensions(
    _ at: [Int], _ context: FigureContext
  ) throws(FigureError) -> FigureDraft {
    try checkCount(at, option: "--at-positions")
    for position in at {
      try encoding.check(position, option: "--at-positions", count: positions)
    }
    let dimensions = try encoding.dimensions(dims)
    let sinusoid = try encoding.encoding()
    try LinesSize(rows: at.count, columns: dimensions.count).check("--dims \(dimensions)")
    let rows = at.map { position in
      dimensions.map { sinusoid.value(position: position, dimension: $0) }
    }
    let names = at.map(signed)
    let span = "\(dimensions.lowerBound)–\(dimensions.upperBound)"
    let part =
      dimensions.count == sinusoid.dimensions
      ? Localized(en: "", zh: "") : Localized(en: ", dimensions \(span)", zh: "（维度 \(span)）")
    let title = Localized(
      en: (at.count == 1 ? "Position \(names[0])" : "Vectors of \(at.count) positions")
        + part.english,
      zh: (at.count == 1 ? "位置 \(names[0]) 的位置向量" : "\(at.count) 个不同位置的位置向量")
        + part.chinese)
    let limits = ValueRange(rows.flatMap { $0 }, context.language)
    let summary = Localized(
      en: "Lines of the sinusoidal positional encoding of position\(at.count == 1 ? "" : "s") "
        + "\(listed(names, .english)) over dimensions \(dimensions.lowerBound) to "
        + "\(dimensions.upperBound) of \(sinusoid.dimensions), values \(limits).",
      zh: "位置 \(listed(names, .chinese)) 的正弦位置编码，维度 \(span)（共 "
        + "\(sinusoid.dimensions) 维），取值 \(limits)。")
    let words = Words(context.language)
    return lines(
      rows, over: Array(dimensions), labels: at.map(words.position), rowNames: names,
      title: title, summary: summary,
      x: try chart.xAxis(words.dimension, scale: .integers), y: try chart.yAxis(words.value),
      context)
  }

  private func overPositions(
    _ at: [Int], _ context: FigureContext
  ) throws(FigureError) -> FigureDraft {
    try checkCount(at, option: "--at-dims")
    guard dims == nil else {
      throw .usage("--dims goes with --at-positions: with --at-dims, positions run along the axis")
    }
    for dimension in at {
      _ = try encoding.dimensions(IntegerRange(dimension, dimension), option: "--at-dims")
    }
    let range = try encoding.positions(positions ?? 100)
    let sinusoid = try encoding.encoding()
    try LinesSize(rows: at.count, columns: range.count).check("--positions \(range.count)")
    // Only the columns asked for are computed, however wide the encoding is.
    let rows = at.map { dimension in
      range.map { sinusoid.value(position: $0, dimension: dimension) }
    }
    let names = at.map { "\($0)" }
    let limits = ValueRange(rows.flatMap { $0 }, context.language)
    let title = Localized(
      en: at.count == 1
        ? "Dimension \(names[0]) over the positions" : "Single dimensions over the positions",
      zh: at.count == 1 ? "维度 \(names[0]) 随位置的变化" : "各维度随位置的变化")
    let span = (signed(range.lowerBound), signed(range.upperBound - 1))
    let summary = Localized(
      en: "Lines of dimension\(at.count == 1 ? "" : "s") \(listed(names, .english)) of the "
        + "sinusoidal positional encoding (\(sinusoid.dimensions) dimensions) over positions "
        + "\(span.0) to \(span.1), values \(limits).",
      zh: "正弦位置编码（共 \(sinusoid.dimensions) 维）的维度 \(listed(names, .chinese)) 在位置 "
        + "\(span.0) 到 \(span.1) 上的取值，\(limits)。")
    let words = Words(context.language)
    return lines(
      rows, over: Array(range), labels: at.map(words.dimension), rowNames: names, title: title,
      summary: summary, x: try chart.xAxis(words.position, scale: .integers),
      y: try chart.yAxis(words.value), context)
  }

  private func lines(
    _ rows: [[Double]], over columns: [Int], labels: [String], rowNames: [String],
    title: Localized, summary: Localized, x: Axis, y: Axis, _ context: FigureContext
  ) -> FigureDraft {
    let places = columns.map(Double.init)
    let series = zip(labels, rows).enumerated().map { slot, line in
      Series(
        label: line.0, x: places, y: line.1,
        style: .line(slot: slot, points: columns.count, lines: rows.count))
    }
    return FigureDraft(
      figure: Figure(
        name: Self.name, title: RichText(title[context.language]),
        summary: summary[context.language], language: context.language,
        panels: [
          Panel(
            content: .chart(Chart(series: series, showsLegend: rows.count > 1)), x: x, y: y)
        ],
        size: context.size ?? .exact(Size(1200, 600))),
      table: LabelledMatrix(
        matrix: Matrix(rows: rows.count, columns: columns.count, values: rows.flatMap { $0 }),
        rowLabels: rowNames, columnLabels: columns.map { "\($0)" }))
  }

  private func checkCount(_ list: [Int], option: String) throws(FigureError) {
    guard list.count <= Self.mostLines else {
      throw .usage(
        "\(option): \(list.count) lines cannot be told apart; give at most \(Self.mostLines), or "
          + "draw a pe-heatmap")
    }
  }
}
