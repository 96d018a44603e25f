// `shift`: what changes in a vector when its position moves.

public import ArgumentParser
public import AttentionMath
public import FigureModel
import FigureScene
import TextFormats

/// Differences of two positions' vectors, over the dimensions.
public struct Shift: FigureKind {
  public static let name = "shift"
  public static let abstract = "Draw the differences between vectors of positions."
  public static let drawing = 2
  public static let examples = [
    "attnplot shift --dimensions 256 --pairs 12-10,14-12 -o shift.png",
    "attnplot shift --encoding sinusoidal --matrix 3 --dimensions 16 -o rotation-matrix.svg",
  ]

  static let pairs = OptionDeclaration<PositionPairs>(
    "pairs", "PE(a) - PE(b) for each pair: 12-10,14-12.", valueName: "a-b,…",
    initial: PositionPairs([
      PositionPairs.Pair(minuend: 12, subtrahend: 10),
      PositionPairs.Pair(minuend: 14, subtrahend: 12),
    ]))
  @Option(Self.pairs) public var pairs: PositionPairs

  static let positions = OptionDeclaration<Int?>(
    "positions", "How many positions there are; no limit if not given.", valueName: "n",
    rule: EncodingArguments.numberOfPositions)
  @Option(Self.positions) public var positions: Int?

  static let dims = OptionDeclaration<IntegerRange?>(
    "dims", "Which dimensions run along the axis.", valueName: "a-b",
    notation: IntegerRange.fromZero)
  @Option(Self.dims) public var dims: IntegerRange?

  static let matrix = OptionDeclaration<Int?>(
    "matrix",
    "Draw M_k itself, with PE(pos + k) = M_k PE(pos), beside the first pair's second position before "
      + "and after.", valueName: "k")
  @Option(Self.matrix) public var matrix: Int?

  @OptionGroup(title: "Encoding") public var encoding: EncodingChoiceArguments
  @OptionGroup(title: "Axes") public var chart: ChartArguments

  public static let parameters: [Parameter<Shift>] = [
    Parameter(pairs, \._pairs),
    Parameter(positions, \._positions),
    Parameter(dims, \._dims),
    Parameter(matrix, \._matrix),
    Parameter(\._encoding),
    Parameter(\._chart),
  ]

  public init() {}

  public var inputFiles: [String] { encoding.files }
  public var models: [String] { encoding.models }

  /// Differences over some dimensions.
  public struct Values: FigureValues, ShowsEncodings {
    let chosen: ChosenEncoding
    var displayedEncodings: [ChosenEncoding] { [chosen] }
    let encoding: any TokenEncoding
    let pairs: [PositionPairs.Pair]
    let dimensions: ClosedRange<Int>
    /// Shape `[pairs, dimensions]`.
    let matrix: Matrix<Double>
    let extent: ValueExtent
    /// M_k; nil where differences are drawn.
    var map: ShiftMap?

    /// What each difference is called, in every language.
    var names: [String] {
      pairs.map { "PE(\(signed($0.minuend))) − PE(\(signed($0.subtrahend)))" }
    }

    public func table(in language: Language) -> LabelledMatrix? {
      if let map { return map.table }
      return LabelledMatrix(
        matrix: matrix, rowLabels: names, columnLabels: dimensions.map { "\($0)" })
    }

    public func facts(of displayed: Matrix<Double>?) -> [ValueFact] {
      if let map { return map.facts(of: displayed) }
      guard let displayed, displayed.rows == pairs.count, displayed.columns == dimensions.count
      else {
        return []
      }
      return [
        .differences(
          EncodingDifferences(
            encoding: encoding, matrix: displayed, pairs: pairs, dimensions: dimensions))
      ]
    }
  }

  /// The last position that is drawn: a matrix moves the first pair's second position.
  private var farthest: Int {
    guard let matrix else {
      return pairs.pairs.flatMap { [$0.minuend, $0.subtrahend] }.max() ?? 0
    }
    let (moved, overflow) = start.addingReportingOverflow(matrix)
    return overflow ? start : max(start, moved)
  }

  /// The position whose vector a matrix moves.
  var start: Int { pairs.pairs.first?.subtrahend ?? 10 }

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    let chosen = try encoding.chosen(in: context, to: max(0, farthest) &+ 1)
    if let matrix { return try mapped(chosen, by: matrix) }
    let vectors = try chosen.offering(.tokenVectors)
    let dimensions = try chosen.columns(dims, of: vectors.dimensions, "dimensions")
    for position in pairs.pairs.flatMap({ [$0.minuend, $0.subtrahend] }) {
      try encoding.options.check(position, option: "pairs", count: positions)
      try chosen.check(position, option: OptionReference("pairs", pairs.description))
    }
    try LinesSize(rows: pairs.pairs.count, columns: dimensions.count).check("dims")
    var differences: [Double] = []
    do throws(EncodingError) {
      for pair in pairs.pairs {
        differences += try vectors.difference(pair.minuend, minus: pair.subtrahend)[dimensions]
      }
    } catch {
      throw FigureError(error, "pairs")
    }
    return Values(
      chosen: chosen, encoding: vectors, pairs: pairs.pairs, dimensions: dimensions,
      matrix: Matrix(
        rows: pairs.pairs.count, columns: dimensions.count, values: differences),
      extent: ValueExtent(differences))
  }

  public func compose(
    _ values: Values, on page: PageContext
  ) throws(FigureError) -> Composition {
    if let map = values.map { return try map.composed(values.chosen, chart, on: page) }
    let (dimensions, names) = (values.dimensions, values.names)
    let words = KindStrings(page.language)
    let dashes: [SeriesStyle.Dash] = [.solid, .dashed, .dotted, .dashDotted]
    let series = names.enumerated().map { slot, name in
      Series(
        label: name, x: dimensions.map(Double.init), y: Array(values.matrix.row(slot)),
        style: SeriesStyle(
          slot: slot, width: 1.6, dash: dashes[slot % dashes.count], opacity: 0.85))
    }
    let shifts = Set(values.pairs.map { $0.minuend - $0.subtrahend })
    let title: Localized
    if let shift = shifts.first, shifts.count == 1 {
      let sign = shift < 0 ? "\u{2212}" : "+"
      title = Localized(
        en: "The fingerprint of a \(sign)\(shift.magnitude) shift",
        zh: "位移 \(sign)\(shift.magnitude) 的“指纹”")
    } else {
      title = Localized(en: "Differences between positions", zh: "位置向量之差")
    }
    let limits = ValueRange(values.extent, page.language)
    let encoding = values.chosen.encoding.title
    let tail =
      values.chosen.isUsual
      ? Localized(
        en: ": large where frequencies are high, close to 0 in the last dimensions.",
        zh: "：高频维度上差异大，最后的维度上接近 0。")
      : Localized(en: " (\(encoding.english)).", zh: "（\(encoding.chinese)）。")
    let summary = Localized(
      en: "Lines of the differences \(listed(names, .english)) over dimensions "
        + "\(dimensions.lowerBound) to \(dimensions.upperBound), values \(limits)\(tail.english)",
      zh: "差值 \(listed(names, .chinese)) 在维度 \(dimensions.lowerBound) 到 "
        + "\(dimensions.upperBound) 上的曲线，取值 \(limits)\(tail.chinese)")
    return Composition(
      Figure(
        name: Self.name, title: RichText(title[page.language]),
        summary: summary[page.language],
        notes: values.chosen.notes(page.language) + LinePanels.notes(series.count, page.language),
        language: page.language,
        panels: LinePanels.panels(
          series, x: try chart.xAxis(words.dimension, scale: .integers),
          y: try chart.yAxis(Localized(en: "difference in value", zh: "差值")[page.language])),
        columns: LinePanels.columns(series.count),
        size: page.size ?? .exact(LinePanels.size(series.count, single: Size(1200, 560)))))
  }
}
