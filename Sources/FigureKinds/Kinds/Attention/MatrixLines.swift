// `lines`: rows of any matrix from a file as lines.

public import ArgumentParser
import AttentionMath
public import FigureModel
import FigureScene
import MatrixFiles
public import MatrixSources
public import TextFormats

/// Rows, or columns, of any matrix as lines.
public struct MatrixLines: FigureKind {
  public static let name = "lines"
  public static let abstract = "Draw rows of any matrix from a file as lines."
  public static let drawing = 2
  public static let examples = [
    "attnplot lines --input m.csv --rows 0,3,5 -o l.png",
    "attnplot lines --input m.npy --of-columns 0-3 --xlim 0,100 -o l.svg",
    "attnplot lines --input times.csv --of-columns 1,2 --x-from 0 --x-scale log --y-scale log "
      + "-o growth.svg",
  ]

  /// How an axis goes from one number to the next.
  public enum Scale: String, Hashable, ChoiceValue {
    case linear
    /// By equal factors; for numbers above 0.
    case log
  }

  static let input = OptionDeclaration<String>(
    "input", "The file, FILE#name for a tensor in it.", valueName: "file", shape: .file)
  @Option(Self.input) public var input: String

  static let rows = OptionDeclaration<IndexList?>(
    "rows", "The rows to draw; all, up to 10, if not given.", valueName: "list")
  @Option(Self.rows) public var rows: IndexList?

  static let ofColumns = OptionDeclaration<IndexList?>(
    "of-columns", "Columns to draw instead of rows.", valueName: "list")
  @Option(Self.ofColumns) public var ofColumns: IndexList?

  static let queries = OptionDeclaration<IndexList?>(
    "queries",
    "The rows to draw, as \(option: "rows") says them; with \(option: "of-columns") the rows that the "
      + "lines go through.", valueName: "list")
  @Option(Self.queries) public var queries: IndexList?

  static let keys = OptionDeclaration<IndexList?>(
    "keys", "Draw the values of these columns alone, by position.", valueName: "list")
  @Option(Self.keys) public var keys: IndexList?

  static let xFrom = OptionDeclaration<Int?>(
    "x-from",
    "The row (with \(option: "of-columns") the column) whose values stand along the horizontal axis, each "
      + "above the one before; without it values are counted from 0.", valueName: "n")
  @Option(Self.xFrom) public var xFrom: Int?

  static let xScale = OptionDeclaration<Scale>(
    "x-scale", "How the horizontal axis goes from number to number.", valueName: "scale",
    initial: Scale.linear)
  @Option(Self.xScale) public var xScale: Scale

  static let yScale = OptionDeclaration<Scale>(
    "y-scale", "How the vertical axis goes from number to number.", valueName: "scale",
    initial: Scale.linear)
  @Option(Self.yScale) public var yScale: Scale

  @OptionGroup(title: "Which matrix") public var choice: MatrixChoiceArguments
  @OptionGroup(title: "Axes of the array") public var array: ArrangementArguments
  @OptionGroup(title: "Tables of text") public var tables: TableArguments
  @OptionGroup(title: "Axes") public var chart: ChartArguments

  public static let parameters: [Parameter<MatrixLines>] = [
    Parameter(input, \._input),
    Parameter(rows, \._rows),
    Parameter(ofColumns, \._ofColumns),
    Parameter(queries, \._queries),
    Parameter(keys, \._keys),
    Parameter(xFrom, \._xFrom),
    Parameter(xScale, \._xScale),
    Parameter(yScale, \._yScale),
    Parameter(\._choice),
    Parameter(\._array),
    Parameter(\._tables),
    Parameter(\._chart),
  ]

  public init() {}

  public var inputFiles: [String] { [input] }

  public func compute(in context: ComputeContext) throws(FigureError) -> MatrixLinesValues {
    if rows != nil, ofColumns != nil {
      throw .usage(
        "\(option: "rows") and \(option: "of-columns") exclude each other: lines are rows or columns",
        zh: "\(option: "rows")与\(option: "of-columns")不能同用：曲线取自行或列")
    }
    if rows != nil, queries != nil {
      throw .usage(
        "\(option: "rows") and \(option: "queries") are the same: give one of them",
        zh: "\(option: "rows")与\(option: "queries")是同一回事，请只给一个")
    }
    if ofColumns != nil, keys != nil {
      throw .usage(
        "\(option: "of-columns") and \(option: "keys") exclude each other: the columns that are drawn "
          + "are those of \(option: "of-columns")",
        zh: "\(option: "of-columns")与\(option: "keys")不能同用：所画的列就是\(option: "of-columns")")
    }
    let context = context.reading(tables)
    let source = try MatrixInput.array(
      input, option: "input", array.arrangement, context)
    let tensor = source.tensor
    var labels = LineLabels(tensor, areColumns: ofColumns != nil)
    let cells = try MatrixInput.source(tensor, choice.choice, option: "input", input)
    let lines = StoredLines(reader: cells.reader, areColumns: ofColumns != nil)
    guard lines.count > 0, lines.length > 0 else {
      throw .work(
        "\(option: "input") \(input): a matrix of shape [\(cells.rows), \(cells.columns)] has no line to "
          + "draw",
        zh: "\(option: "input") \(input)：形状为 [\(cells.rows), \(cells.columns)] 的矩阵没有可画的曲线")
    }
    let chosen = try chosenLines(of: lines.count)
    let x = try locations(lines, labels)
    let points = try points(along: lines)
    let drawn = try drawn(
      lines, chosen, x, at: points, isNamed: names(along: labels) != nil)
    if let points { labels.choose(points) }
    if yScale == .log, drawn.lines.allSatisfy({ $0.y.minimumPositive == nil }) {
      throw .work(
        "\(option: "y-scale") log: a logarithmic axis is for values above 0, and there is none among them; "
          + "leave the option out or choose other lines",
        zh: "\(option: "y-scale") log：对数轴只用于大于 0 的值，而其中一个也没有；请去掉它，或选择其他曲线")
    }
    let left = lines.count - (xFrom == nil ? 0 : 1)
    return MatrixLinesValues(
      lines: lines, chosen: chosen, available: left, labels: labels, locations: x, drawn: drawn,
      points: points, name: choice.name(of: tensor, input), areColumns: ofColumns != nil,
      namesLocations: xFrom == nil, origin: source.origin,
      warnings: TableFindings(tensor, option: "input", input).warnings
        + (chosen.count < left && (rows ?? queries) == nil && ofColumns == nil
          ? [
            Message(
              "\(option: "rows"): \(chosen.count) of \(left) rows are drawn, \(runs(chosen).joined(separator: ", "))"
                + "; name those that are wanted, up to \(PositionalLines.maximumLines)",
              zh:
                "\(option: "rows")：\(left) 行中画了 \(chosen.count) 行，\(runs(chosen).joined(separator: "、"))；要画别的请指明，至多 \(PositionalLines.maximumLines) 行"
            )
          ] : []))
  }

  public func compose(
    _ values: MatrixLinesValues, on page: PageContext
  ) throws(FigureError) -> Composition {
    let language = page.language
    let (drawn, length) = (values.drawn, values.points?.count ?? values.lines.length)
    let names = values.names(language)
    let limits = ValueRange(drawn.extent, language)
    let name = values.name.words[language]
    let summary = Localized(
      en: "Lines of \(listed(names, .english)) of \(name), \(length) values each, values "
        + "\(limits).",
      zh: "\(name) 的 \(listed(names, .chinese))，每条 \(length) 个值，取值 \(limits)。")
    let series = zip(names, drawn.lines).enumerated().map { slot, line in
      var series = Series(
        label: line.0, x: line.1.x, y: line.1.y,
        style: .line(slot: slot, points: length, lines: names.count))
      series.thinnedFrom = line.1.thinnedFrom
      return series
    }
    return Composition(
      Figure(
        name: Self.name, title: RichText(name),
        summary: summary[language] + drawn.selection(language),
        notes: notes(values.chosen, of: values.available, drawn, language)
          + pointNotes(values.points, language)
          + ([values.stepsNote].compactMap(\.self) + values.origin.partNotes).map {
            FigureNote($0[language])
          }
          + LinePanels.notes(series.count, language),
        language: language,
        panels: LinePanels.panels(
          series, x: try xAxis(values.locations, values.labels, language),
          y: try chart.yAxis(
            KindStrings(language).value, scale: yScale == .log ? .log : .linear)),
        columns: LinePanels.columns(series.count),
        size: page.size ?? .exact(LinePanels.size(series.count, single: Size(1200, 600)))))
  }

  /// More rows than these are drawn only where they are named.
  private static let maximumDefaultLines = 10

  /// The lines that are named, else the first of them that are not positions.
  private func chosenLines(of count: Int) throws(FigureError) -> [Int] {
    let option: OptionReference =
      ofColumns != nil ? "of-columns" : queries != nil ? "queries" : "rows"
    let chosen =
      (ofColumns ?? rows ?? queries)?.values
      ?? Array((0..<count).lazy.filter { $0 != xFrom }.prefix(Self.maximumDefaultLines))
    let wrong = chosen.filter { !(0..<count).contains($0) }
    guard wrong.isEmpty else {
      let asked = OptionReference(option.name, typedRuns(wrong))
      throw .usage(
        "\(asked): the matrix has \(ofColumns == nil ? "rows" : "columns") 0 to \(count - 1)",
        zh: "\(asked)：矩阵的\(ofColumns == nil ? "行" : "列")为 0 到 \(count - 1)")
    }
    guard chosen.count <= PositionalLines.maximumLines else {
      throw .usage(
        "\(option): \(chosen.count) lines cannot be told apart; give at most "
          + "\(PositionalLines.maximumLines)",
        zh: "\(option)：\(chosen.count) 条曲线无法分辨，请至多给 \(PositionalLines.maximumLines) 条")
    }
    return chosen
  }

  /// Which values of each line are drawn, from the first to the last; nil for all.
  private func points(along lines: StoredLines) throws(FigureError) -> [Int]? {
    let choice =
      ofColumns == nil
      ? try IndexSelection(queries: nil, keys: keys, rows: 0, columns: lines.length)
      : try IndexSelection(queries: queries, keys: nil, rows: lines.length, columns: 0)
    return (choice.rows ?? choice.columns)?.sorted()
  }

  private func pointNotes(_ points: [Int]?, _ language: Language) -> [FigureNote] {
    var choice = IndexSelection()
    choice.columns = points
    let name =
      ofColumns == nil ? Localized(en: "Columns", zh: "列") : Localized(en: "Rows", zh: "行")
    return choice.notes((rows: name, columns: name), language)
  }

  /// Which of all lines are drawn, and how many of their points have no position on a logarithmic axis.
  private func notes(
    _ chosen: [Int], of count: Int, _ drawn: DrawnLines, _ language: Language
  ) -> [FigureNote] {
    var notes: [Localized] = []
    if count > 0, Set(chosen).subtracting([xFrom].compactMap(\.self)).count < count {
      let names = runs(chosen)
      let isRow = ofColumns == nil
      let (one, many) = isRow ? ("Row", "Rows") : ("Column", "Columns")
      notes.append(
        Localized(
          en: "\(chosen.count == 1 ? one : many) \(listed(names, .english)) of \(count).",
          zh:
            "\(count) \(isRow ? "行" : "列")中的第 \(listed(names, .chinese)) \(isRow ? "行" : "列")。")
      )
    }
    let gaps = drawn.withoutLogarithm
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
  private func locations(_ lines: StoredLines, _ labels: LineLabels) throws(FigureError)
    -> LinePositions
  {
    var locations = labels.locations.map(LinePositions.given) ?? .counted(lines.length)
    if let xFrom {
      guard (0..<lines.count).contains(xFrom) else {
        throw .usage(
          "\(option: "x-from") \(xFrom): the matrix has \(ofColumns == nil ? "rows" : "columns") 0 to "
            + "\(lines.count - 1)",
          zh:
            "\(option: "x-from") \(xFrom)：矩阵的\(ofColumns == nil ? "行" : "列")为 0 到 \(lines.count - 1)"
        )
      }
      locations = .line(xFrom)
    }
    let last = try reading { () throws(MatrixFileError) in try locations.last(of: lines) }
    if xScale == .log, last <= 0 {
      throw .usage(
        "\(option: "x-scale") log: a logarithmic axis is for numbers above 0, and the last is "
          + "\(formatNumber(last, style: .plain)); "
          + (xFrom == nil
            ? "say with \(option: "x-from") where the numbers are" : "leave the option out"),
        zh:
          "\(option: "x-scale") log：对数轴只用于大于 0 的数，而最后一个是 \(formatNumber(last, style: .plain))；\(xFrom == nil ? "请用「\(OptionReference("x-from").name)」指明横轴的数" : "请去掉它")"
      )
    }
    return locations
  }

  /// The horizontal axis: of names where labels are, else of numbers. Limits and a logarithm need
  /// numbers.
  private func xAxis(
    _ locations: LinePositions, _ labels: LineLabels, _ language: Language
  ) throws(FigureError) -> Axis {
    let label = xLabel(labels, language)
    if let names = names(along: labels) {
      return Axis(label: RichText(label), domain: .names(names))
    }
    return try chart.xAxis(
      label, scale: xScale == .log ? .log : locations.areCounts ? .integers : .linear)
  }

  /// What the values of a line are called, where the horizontal axis has names.
  private func names(along labels: LineLabels) -> [String]? {
    xFrom == nil && chart.xlim == nil && xScale == .linear ? labels.names : nil
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

/// Some rows, or columns, of a matrix from a file.
public struct MatrixLinesValues: FigureValues {
  let lines: StoredLines
  /// Which of them are drawn, of so many that could be.
  let chosen: [Int]
  let available: Int
  let labels: LineLabels
  let locations: LinePositions
  let drawn: DrawnLines
  /// Which values of each line are drawn; nil for all.
  let points: [Int]?
  let name: InputName
  let areColumns: Bool
  /// Whether the labels of a table name the positions along the lines.
  let namesLocations: Bool
  /// Which part of an array the matrix is of.
  let origin: ArrayOrigin
  public let warnings: [Message]

  /// Where the prompt ends among the rows, of the steps of a generation: the lines, or the values of columns.
  var stepsNote: Localized? {
    origin.stepsNote(ofRows: areColumns ? points ?? Array(0..<lines.length) : chosen)
  }

  /// What the lines are called.
  func names(_ language: Language) -> [String] {
    chosen.map { line in
      labels.lines.flatMap { $0.indices.contains(line) ? $0[line] : nil }
        ?? Localized(
          en: areColumns ? "column \(line)" : "row \(line)",
          zh: areColumns ? "第 \(line) 列" : "第 \(line) 行")[language]
    }
  }

  public func table(in language: Language) -> LabelledMatrix? {
    let names = names(language)
    guard drawn.stretches == nil else {
      return LabelledMatrix(
        source: ChosenLines(lines: lines, chosen: chosen), rowLabels: names,
        columnLabels: labels.values)
    }
    return LabelledMatrix(
      matrix: Matrix(
        rows: chosen.count, columns: points?.count ?? lines.length, values: drawn.lines.flatMap(\.y)
      ),
      rowLabels: names,
      columnLabels: namesLocations ? labels.values : drawn.locations.map(typed))
  }
}
