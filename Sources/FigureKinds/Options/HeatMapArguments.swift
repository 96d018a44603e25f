// The options of every figure that shows a matrix as coloured cells.

public import ArgumentParser
public import AttentionMath
public import FigureModel
import FigureScene
public import TextFormats

extension HeatMap.Origin: ChoiceValue {}
extension ReductionFilter: ChoiceValue {}

/// How a colour scale runs from its first colour to its last.
public enum NormName: String, Hashable, ChoiceValue {
  case linear, log, power
}

/// A colour map by its published name, such as `viridis` or `RdBu_r`.
public struct ColorMapName: Hashable, OptionValue, ExpressibleByArgument {
  public var name: String

  public static var shape: KindOption.Shape { .word(allValueStrings) }
  public static func read(_ text: String) throws(MisreadValue) -> ColorMapName {
    ColorMapName(text)
  }
  public var spelled: String { name }

  public init(_ name: String) { self.name = name }
  public init?(argument: String) { self.init(argument) }

  public var defaultValueDescription: String { name }
  public static var allValueStrings: [String] { ColorMap.names.flatMap { [$0, $0 + "_r"] } }
  public static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }

  public static func refusal(of text: String, among words: [String]) -> Message {
    let known = ColorMap.names.joined(separator: ", ")
    return Message("there is no such choice; ", zh: "没有这种配色；")
      + NearestName.hint(nearest: ColorMap.nearestName(to: text), known: known)
      + Message(", each also with _r", zh: "，各名加 _r 为反向")
  }

  /// The map of this name.
  public func map() throws(FigureError) -> ColorMap {
    guard let map = ColorMap.named(name) else {
      throw .usage(
        "\(option: "colormap") \(name.isEmpty ? "''" : name): "
          + "\(Self.refusal(of: name, among: []))")
    }
    return map
  }
}

/// Colours, limits and orientation of a heat map.
public struct HeatMapArguments: DeclaredOptions {
  static let colormap = OptionDeclaration<ColorMapName?>(
    "colormap", "The colour map, _r for its reverse.", valueName: "name")
  @Option(Self.colormap) public var colormap: ColorMapName?

  static let cmap = OptionDeclaration<String?>(
    "cmap",
    "A file of colours in place of a colour map: one #rrggbb a line, from the least value's to the "
      + "greatest's.", valueName: "file", shape: .file)
  @Option(Self.cmap) public var cmap: String?

  static let norm = OptionDeclaration<NormName>(
    "norm", "How values become colours.", valueName: "norm", initial: NormName.linear)
  @Option(Self.norm) public var norm: NormName

  static let gamma = OptionDeclaration<Double>(
    "gamma", "The exponent of \(option: "norm") power.", valueName: "number", initial: 0.5,
    rule: .above(0, "must be a finite number above 0"))
  @Option(Self.gamma) public var gamma: Double

  static let vmin = OptionDeclaration<Double?>(
    "vmin", "The value of the first colour; the least one if not given.", valueName: "number",
    rule: .finite("must be a finite number such as 0.5"))
  @Option(Self.vmin) public var vmin: Double?

  static let vmax = OptionDeclaration<Double?>(
    "vmax", "The value of the last colour; the greatest one if not given.", valueName: "number",
    rule: .finite("must be a finite number such as 0.5"))
  @Option(Self.vmax) public var vmax: Double?

  static let center = OptionDeclaration<Double?>(
    "center", "The value of the middle colour.", valueName: "number",
    rule: .finite("must be a finite number such as 0.5"))
  @Option(Self.center) public var center: Double?

  static let transpose = OptionDeclaration<Bool>(
    "transpose", "Show rows as columns and columns as rows.")
  @Flag(Self.transpose) public var transpose: Bool

  static let origin = OptionDeclaration<HeatMap.Origin>(
    "origin", "Where the first row lies.", valueName: "upper|lower", initial: HeatMap.Origin.upper)
  @Option(Self.origin) public var origin: HeatMap.Origin

  static let indexBase = OptionDeclaration<Int>(
    "index-base", "Whether tick labels count from 0 or from 1.", valueName: "0|1", initial: 0,
    rule: .from(0, to: 1, "must be 0 or 1"))
  @Option(Self.indexBase) public var indexBase: Int

  static let annotate = OptionDeclaration<Bool>(
    "annotate", "Write the numbers into the cells.")
  @Flag(Self.annotate) public var annotate: Bool

  static let decimals = OptionDeclaration<DecimalCount>(
    "decimals",
    "Digits after the point of numbers in cells; auto is none for whole numbers, else 2 or as many as "
      + "small ones need.", valueName: "n|auto", initial: DecimalCount())
  @Option(Self.decimals) public var decimals: DecimalCount

  static let barLabel = OptionDeclaration<String?>(
    "bar-label", "What the colour bar's values are; an empty text leaves it out.",
    valueName: "text",
    shape: .localizedText)
  @Option(Self.barLabel) public var barLabel: String?

  static let cellBorders = OptionDeclaration<Bool>(
    "cell-borders", "Draw lines between the cells.")
  @Flag(Self.cellBorders) public var cellBorders: Bool

  static let highlight = OptionDeclaration<[CellIndex]>(
    "highlight",
    "A cell to put a line around, by the numbers of its row and its column; any number of times.",
    valueName: "row,column")
  @Option(Self.highlight) public var highlight: [CellIndex]

  static let highlightRow = OptionDeclaration<[Int]>(
    "highlight-row", "A row to put a line around, by its number; any number of times.",
    valueName: "row")
  @Option(Self.highlightRow) public var highlightRow: [Int]

  static let callout = OptionDeclaration<[CellCallout]>(
    "callout", "A cell and words that point at it, \"2,5 the subject\"; up to 4 times.",
    valueName: "row,column text")
  @Option(Self.callout) public var callout: [CellCallout]

  static let reduce = OptionDeclaration<ReductionFilter?>(
    "reduce",
    "Which value stands for several cells where there are more cells than pixels; if not given the "
      + "one that suits the data, which the description names.",
    valueName: "filter")
  @Option(Self.reduce) public var reduce: ReductionFilter?

  public static let parameters: [Parameter<HeatMapArguments>] = [
    Parameter(colormap, \._colormap),
    Parameter(cmap, \._cmap),
    Parameter(norm, \._norm),
    Parameter(gamma, \._gamma),
    Parameter(vmin, \._vmin),
    Parameter(vmax, \._vmax),
    Parameter(center, \._center),
    Parameter(transpose, \._transpose),
    Parameter(origin, \._origin),
    Parameter(indexBase, \._indexBase),
    Parameter(annotate, \._annotate),
    Parameter(decimals, \._decimals),
    Parameter(barLabel, \._barLabel),
    Parameter(cellBorders, \._cellBorders),
    Parameter(highlight, \._highlight),
    Parameter(highlightRow, \._highlightRow),
    Parameter(callout, \._callout),
    Parameter(reduce, \._reduce),
  ]

  public init() {}

  /// The colour scale for a matrix.
  /// - Parameters:
  ///   - limits: the limits where the user gives none; nil for the matrix' minimum and maximum value.
  public func scale(
    for matrix: Matrix<Double>, limits: (Double, Double)? = nil, defaultMap: String = "viridis"
  ) throws(FigureError) -> ColorScale {
    try scale(
      for: ScaledValues(matrix.values, for: norm == .log ? .log : .linear), limits: limits,
      defaultMap: defaultMap)
  }

  /// The colour scale for cells of which only this is known.
  func scale(
    for values: ScaledValues, limits: (Double, Double)? = nil, defaultMap: String = "viridis"
  ) throws(FigureError) -> ColorScale {
    let map = try (colormap ?? ColorMapName(defaultMap)).map()
    var norm = try checkedNorm()
    let minimum = norm == .log ? values.minimumPositive ?? .infinity : values.extent.minimum
    var automatic = ColorScale.automaticLimits(
      minimum: minimum, maximum: values.extent.maximum, norm: norm)
    if let limits, norm != .log {
      automatic = (limits.0, limits.1)
    } else if map.isDiverging, norm == .linear, vmin == nil, vmax == nil, automatic.vmin < 0,
      automatic.vmax > 0
    {
      // Two directions begin at 0, so its colour is the middle one.
      automatic = Norm.centered(0).span(vmin: automatic.vmin, vmax: automatic.vmax)
    }
    if colormap == nil, cmap == nil, map.isDiverging, norm == .linear, vmin != nil || vmax != nil,
      vmin ?? automatic.vmin < 0, vmax ?? automatic.vmax > 0
    {
      // Of a map that was chosen since it parts at 0 the parting stays there between limits that are no
      // equally far from it.
      norm = .centered(0)
    }
    // Limits that are the user's own stay; about a centre alone the colours reach as far to both
    // sides.
    if vmin == nil, vmax == nil {
      automatic = norm.span(vmin: automatic.vmin, vmax: automatic.vmax)
    }
    if let center, !automatic.vmin.isFinite || !automatic.vmax.isFinite {
      throw .usage(
        "\(option: OptionReference("center", typed(center))): the colours would reach beyond the largest "
          + "number; choose one nearer to the values",
        zh: "\(option: OptionReference("center", typed(center)))：色标将超出可表示的最大数，请选离取值更近的数")
    }
    do throws(NormError) {
      var scale = try ColorScale(
        map: map, norm: norm, vmin: vmin ?? automatic.vmin, vmax: vmax ?? automatic.vmax)
      scale.hasNamedMap = colormap != nil || cmap != nil
      let extent = values.extent
      scale.freeLimits = (
        vmin == nil && (limits.map { $0.0 == extent.minimum && $0.0 != 0 } ?? true),
        vmax == nil && (limits.map { $0.1 == extent.maximum && $0.1 != 0 } ?? true)
      )
      if vmin == nil, vmax == nil, center == nil, limits == nil, extent.minimum.isFinite,
        extent.minimum == extent.maximum
      {
        scale.onlyValue = extent.minimum
      }
      return scale
    } catch {
      if case .limitsReversed(let low, let high) = error, (vmin == nil) != (vmax == nil) {
        throw Self.misplaced(low, high, isLow: vmin != nil, values.extent)
      }
      throw .usage("\(error)")
    }
  }

  /// The error for one limit that is beyond the other, which nobody gave.
  /// - Parameter isLow: whether the lower one was given.
  private static func misplaced(
    _ low: Double, _ high: Double, isLow: Bool, _ extent: ValueExtent
  ) -> FigureError {
    let (given, other) = isLow ? (low, high) : (high, low)
    let limit = OptionReference(isLow ? "vmin" : "vmax", typed(given))
    let number = formatNumber(other, significant: 6, style: .plain)
    let isOfValues = other == (isLow ? extent.maximum : extent.minimum)
    let what =
      isOfValues
      ? Localized(en: isLow ? "the greatest value" : "the least value", zh: isLow ? "最大值" : "最小值")
      : Localized(
        en: "the \(isLow ? "upper" : "lower") end of the colours", zh: isLow ? "色标的上端" : "色标的下端")
    return .usage(
      "\(limit): must be \(isLow ? "less" : "greater") than \(what.english), \(number); choose another, or give "
        + "\(option: isLow ? "vmax" : "vmin") as well",
      zh:
        "\(limit)：须\(isLow ? "小于" : "大于")\(what.chinese) \(number)；请另选一个值，或同时给出\(option: isLow ? "vmax" : "vmin")"
    )
  }

  /// The map of values of which only the reach is known: on both sides of 0 one that parts there, within limits
  /// that are given as well.
  ///
  /// A little below 0 beside much above it is noise or padding, whose colours would take half of a map
  /// that parts; limits beyond the values, such as −1 for what is never below 0, make them no signed ones, unless
  /// they are as far from 0 on both sides.
  func usualMap(for extent: ValueExtent) -> String {
    if center != nil { return "RdBu_r" }
    guard norm == .linear else { return "viridis" }
    if let vmin, let vmax, vmin == -vmax { return "RdBu_r" }
    guard extent.minimum < 0, extent.maximum > 0 else { return "viridis" }
    let (low, high) = (-(vmin ?? extent.minimum), vmax ?? extent.maximum)
    guard low > 0, high > 0 else { return "viridis" }
    return min(low, high) >= Self.minimumOtherSide * max(low, high) ? "RdBu_r" : "viridis"
  }

  /// The share of the farther side of 0 from which on the nearer one counts.
  private static let minimumOtherSide = 0.05

  public var brokenOwnRules: [FigureError] {
    var broken: [FigureError] = []
    do throws(FigureError) { _ = try checkedNorm() } catch { broken.append(error) }
    if let vmin, let vmax, vmin.isFinite, vmax.isFinite, vmin >= vmax {
      broken.append(.usage(NormError.limitsReversed(vmin: vmin, vmax: vmax).message))
    }
    return broken
  }

  /// The norm that the options name, after a look at what goes with it.
  private func checkedNorm() throws(FigureError) -> Norm {
    if center != nil, norm != .linear {
      throw .usage(
        "\(option: "center") goes with \(option: "norm") linear, not with \(option: "norm") \(norm.rawValue)",
        zh:
          "\(option: "center")须与\(option: "norm") linear 同用，不能与\(option: "norm") \(norm.rawValue) 同用"
      )
    }
    return switch norm {
    case .linear: center.map(Norm.centered) ?? .linear
    case .log: .log
    case .power: .power(gamma)
    }
  }

  /// The matrix as it is to be shown, its rows and columns exchanged where that was asked for.
  public func oriented(_ matrix: Matrix<Double>) -> Matrix<Double> {
    transpose ? matrix.transposed : matrix
  }

  /// The panel of a matrix whose rows and columns carry numbers.
  public func panel(
    _ matrix: Matrix<Double>, scale: ColorScale, rows: Axis, columns: Axis,
    aspect: HeatMap.Aspect = .free, barLabel: String? = nil
  ) -> Panel {
    panel(
      of: .matrix(oriented(matrix)), scale: scale, rows: rows, columns: columns, aspect: aspect,
      barLabel: barLabel)
  }

  /// The panel of cells that are already as they are to be shown; their axes are exchanged where
  /// that was asked for.
  func panel(
    of cells: MatrixRows, scale: ColorScale, rows: Axis, columns: Axis, aspect: HeatMap.Aspect,
    barLabel: String? = nil
  ) -> Panel {
    Panel(
      content: .heatMap(
        HeatMap(
          cells: cells, scale: scale, origin: origin, aspect: aspect,
          colorBar: ColorBar(label: barLabel.map { RichText($0) }),
          annotation: annotate ? HeatMap.Annotation(decimals: decimals.count) : nil,
          reduction: reduce)),
      x: (transpose ? rows : columns).pointing("→"),
      y: (transpose ? columns : rows).pointing(origin == .lower ? "↑" : "↓"))
  }
}

extension Axis {
  /// The axis with the arrow of its name, where it has one, turned to where it counts up.
  fileprivate func pointing(_ arrow: String) -> Axis {
    guard var label, let last = label.spans.last?.text, let end = last.last, "→↓".contains(end)
    else { return self }
    label.spans[label.spans.count - 1].text = last.dropLast() + arrow
    var axis = self
    axis.label = label
    return axis
  }
}
