// `lines`: rows of any matrix from a file as lines.

public import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene
import MatrixFiles

/// Rows, or columns, of any matrix as lines.
public struct MatrixLines: FigureKind {
  public static let name = "lines"
  public static let abstract = "Draw rows of any matrix from a file as lines."
  public static let examples = [
    "attnplot lines --input m.csv --rows 0,3,5 -o l.png",
    "attnplot lines --input m.npy --of-columns 0-3 --xlim 0,100 -o l.svg",
    "attnplot lines --input times.csv --of-columns 1,2 --x-from 0 --x-scale log --y-scale log "
      + "-o growth.svg",
  ]

  /// How an axis goes from one number to the next.
  public enum Scale: String, CaseIterable, Hashable, Sendable, ExpressibleByArgument {
    case linear
    /// By equal factors; for numbers above 0.
    case log
  }

  @Option(
    help: ArgumentHelp("The file, FILE#name for a tensor in it.", valueName: "file"),
    completion: .file())
  public var input: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The rows to draw; all, up to 10, if not given.", valueName: "list"),
    transform: IntegerList.parsed)
  public var rows: IntegerList?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Columns to draw instead of rows.", valueName: "list"),
    transform: IntegerList.parsed)
  public var ofColumns: IntegerList?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The row (with --of-columns the column) whose values stand along the horizontal axis, each "
        + "above the one before; without it values are counted from 0.", valueName: "n"))
  public var xFrom: Int?

  @Option(
    help: ArgumentHelp("How the horizontal axis goes from number to number.", valueName: "scale"))
  public var xScale = Scale.linear

  @Option(
    help: ArgumentHelp("How the vertical axis goes from number to number.", valueName: "scale"))
  public var yScale = Scale.linear

  @OptionGroup(title: "Which matrix") public var choice: MatrixChoiceArguments
  @OptionGroup(title: "Tables of text") public var tables: TableArguments
  @OptionGroup(title: "Axes") public var chart: ChartArguments

  public init() {}

  public var inputFiles: [String] { [input] }

  public func draft(in context: FigureContext) throws(FigureError) -> FigureDraft {
    if rows != nil, ofColumns != nil {
      throw .usage("--rows and --of-columns exclude each other: lines are rows or columns")
    }
    let context = context.reading(tables)
    let tensor = try MatrixInput.tensor(input, option: "--input", context)
    let labels = LineLabels(tensor, areColumns: ofColumns != nil)
    var matrix = try MatrixInput.matrix(tensor, choice.choice, option: "--input", input)
    if ofColumns != nil { matrix = matrix.transposed }
    guard matrix.rows > 0, matrix.columns > 0 else {
      throw .work(
        "--input \(input): a matrix of shape [\(matrix.rows), \(matrix.columns)] has no line to "
          + "draw")
    }
    let option = ofColumns == nil ? "--rows" : "--of-columns"
    let all = (0..<matrix.rows).filter { $0 != xFrom }
    let chosen = (rows ?? ofColumns)?.values ?? Array(all.prefix(Self.mostUnasked))
    for row in chosen where !(0..<matrix.rows).contains(row) {
      throw .usage(
        "\(option) \(row): the matrix has \(ofColumns == nil ? "rows" : "columns") 0 to "
          + "\(matrix.rows - 1)")
    }
    guard chosen.count <= PositionalLines.mostLines else {
      throw .usage(
        "\(option): \(chosen.count) lines cannot be told apart; give at most "
          + "\(PositionalLines.mostLines)")
    }
    try LinesSize(rows: chosen.count, columns: matrix.columns).check("--input \(input)")
    let x = try places(matrix, labels)
    let names = chosen.map { row in
      labels.lines.flatMap { $0.indices.contains(row) ? $0[row] : nil }
        ?? Localized(
          en: ofColumns == nil ? "row \(row)" : "column \(row)",
          zh: ofColumns == nil ? "第 \(row) 行" : "第 \(row) 列")[context.language]
    }
    let series = zip(chosen, names).enumerated().map { slot, line in
      Series(
        label: line.1, x: x, y: Array(matrix.row(line.0)),
        style: .line(slot: slot, points: matrix.columns, lines: chosen.count))
    }
    let drawn =
      chosen == Array(0..<matrix.rows) ? matrix.values : chosen.flatMap { Array(matrix.row($0)) }
    if yScale == .log, drawn.leastPositive == nil {
      throw .work(
        "--y-scale log: a logarithmic axis is for values above 0, and there is none among them; "
          + "leave the option out or choose other lines")
    }
    let limits = ValueRange(drawn, context.language)
    let name = choice.name(of: tensor, input, context.language)
    let summary = Localized(
      en: "Lines of \(listed(names, .english)) of \(name), \(matrix.columns) values each, values "
        + "\(limits).",
      zh: "\(name) 的 \(listed(names, .chinese))，每条 \(matrix.columns) 个值，取值 \(limits)。")
    return FigureDraft(
      figure: Figure(
        name: Self.name, title: RichText(name), summary: summary[context.language],
        notes: notes(chosen, of: all, series, context.language), language: context.language,
        panels: [
          Panel(
            content: .chart(Chart(series: series, showsLegend: chosen.count > 1)),
            x: try xAxis(x, labels, context.language),
            y: try chart.yAxis(
              Words(context.language).value, scale: yScale == .log ? .log : .linear))
        ],
        size: context.size ?? .exact(Size(1200, 600))),
      table: LabelledMatrix(
        matrix: Matrix(rows: chosen.count, columns: matrix.columns, values: drawn),
        rowLabels: names,
        columnLabels: xFrom == nil ? labels.values : x.map(typed)),
      warnings: TableFindings(tensor, option: "--input", input).warnings
        + (chosen.count < all.count && rows == nil && ofColumns == nil
          ? [
            "--rows: \(chosen.count) of \(all.count) rows are drawn, \(runs(chosen).joined(separator: ", "))"
              + "; name those that are wanted, up to \(PositionalLines.mostLines)"
          ] : []))
  }

  /// More rows than these are drawn only where they are named.
  private static let mostUnasked = 10

  /// Which of all lines are drawn, and how many of their points have no place on a logarithmic axis.
  private func notes(
    _ chosen: [Int], of all: [Int], _ series: [Series], _ language: Language
  ) -> [FigureNote] {
    var notes: [Localized] = []
    if Set(chosen) != Set(all), !all.isEmpty {
      let names = runs(chosen)
      let isRow = ofColumns == nil
      let (one, many) = isRow ? ("Row", "Rows") : ("Column", "Columns")
      notes.append(
        Localized(
          en: "\(chosen.count == 1 ? one : many) \(listed(names, .english)) of \(all.count).",
          zh:
            "\(all.count) \(isRow ? "行" : "列")中的第 \(listed(names, .chinese)) \(isRow ? "行" : "列")。")
      )
    }
    let gaps = series.reduce(0) { sum, line in
      sum
        + zip(line.x, line.y).count {
          (xScale == .log && $0 <= 0) || (yScale == .log && $1.isFinite && $1 <= 0)
        }
    }
    if gaps > 0 {
      notes.append(
        Localized(
          en: gaps == 1
            ? "1 point is at 0 or less, where there is no logarithm: a gap."
            : "\(gaps) points are at 0 or less, where there is no logarithm: gaps.",
          zh: "\(gaps) 个点位于 0 或负数处，没有对数，留为空缺。"))
    }
    return notes.map { FigureNote($0[language]) }
  }

  /// Where the values of a line stand along the horizontal axis.
  private func places(
    _ matrix: Matrix<Double>, _ labels: LineLabels
  ) throws(FigureError) -> [Double] {
    var places = labels.places ?? (0..<matrix.columns).map(Double.init)
    if let xFrom {
      guard (0..<matrix.rows).contains(xFrom) else {
        throw .usage(
          "--x-from \(xFrom): the matrix has \(ofColumns == nil ? "rows" : "columns") 0 to "
            + "\(matrix.rows - 1)")
      }
      places = Array(matrix.row(xFrom))
      guard places.allSatisfy(\.isFinite), zip(places, places.dropFirst()).allSatisfy(<) else {
        throw .work(
          "--x-from \(xFrom): each of its numbers must be above the one before; sort the matrix by "
            + "them or choose other numbers")
      }
    }
    if xScale == .log, let last = places.last, last <= 0 {
      throw .usage(
        "--x-scale log: a logarithmic axis is for numbers above 0, and the last is "
          + "\(formatNumber(last, style: .plain)); "
          + (xFrom == nil ? "say with --x-from where the numbers are" : "leave the option out"))
    }
    return places
  }

  /// The horizontal axis: of names where labels are, else of numbers. Limits and a logarithm need
  /// numbers.
  private func xAxis(
    _ places: [Double], _ labels: LineLabels, _ language: Language
  ) throws(FigureError) -> Axis {
    let label = xLabel(labels, language)
    if xFrom == nil, chart.xlim == nil, xScale == .linear, let names = labels.names {
      return Axis(label: RichText(label), domain: .names(names))
    }
    let areWhole = xFrom == nil && places.allSatisfy { $0 == $0.rounded() }
    return try chart.xAxis(
      label, scale: xScale == .log ? .log : areWhole ? .integers : .linear)
  }

  private func xLabel(_ labels: LineLabels, _ language: Language) -> String {
    if let xFrom {
      if let lines = labels.lines, lines.indices.contains(xFrom) { return lines[xFrom] }
    } else if let name = labels.valuesName {
      return name
    }
    return Localized(
      en: ofColumns == nil ? "column" : "row", zh: ofColumns == nil ? "列" : "行")[language]
  }
}
