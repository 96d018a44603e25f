// `decay`: how attention falls with the distance of query and key, by the encoding alone.

public import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene
import TextFormats

/// RoFormer's bound and products of random vectors over the distance; factors of biases.
public struct Decay: FigureKind {
  public static let name = "decay"
  public static let abstract = "Draw how attention falls with the distance of query and key."
  public static let drawing = 3
  public static let examples = [
    "attnplot decay --encoding rope,rope:scaling=yarn,alibi --factor 4 --distances 0-8192 -o decay.svg",
    "attnplot decay --encoding rope --distances 0-256 -o roformer.png",
  ]

  static let distances = OptionDeclaration<IntegerRange>(
    "distances", "From which distance of query and key to which.", valueName: "a-b",
    initial: IntegerRange(0, 1024))
  @Option(Self.distances) public var distances: IntegerRange

  @OptionGroup(title: "Context") public var stretch: StretchArguments

  static let samples = OptionDeclaration<Int>(
    "samples", "How many random vectors the mean and the spread are of.", valueName: "n",
    initial: 64, rule: .from(2, to: 4096, "must be from 2 to 4096"))
  @Option(Self.samples) public var samples: Int

  static let seed = OptionDeclaration<Int>(
    "seed", "What the random vectors are drawn from.", valueName: "n", initial: 0,
    rule: .seed)
  @Option(Self.seed) public var seed: Int

  @OptionGroup(title: "Encodings") public var encodings: EncodingListArguments
  @OptionGroup(title: "Axes") public var chart: ChartArguments

  public static let parameters: [Parameter<Decay>] = [
    Parameter(distances, \._distances),
    Parameter(\._stretch),
    Parameter(samples, \._samples),
    Parameter(seed, \._seed),
    Parameter(\._encodings),
    Parameter(\._chart),
  ]

  public init() {}

  public var inputFiles: [String] { encodings.maker().files }
  public var models: [String] { encodings.maker().models }

  /// More distances than these are shown on a logarithmic axis.
  static let maximumOnLinearAxis = 2048
  /// The most distances: each takes a turn of every pair for every encoding.
  private static let maximumDistances = 1 << 17

  public func compute(in context: ComputeContext) throws(FigureError) -> DecayValues {
    guard distances.lower >= 0 else {
      throw .usage(
        "\(option: "distances") \(distances.description): distances begin at 0; give 0-1024",
        zh: "\(option: "distances") \(distances.description)：距离从 0 开始，例如 0-1024")
    }
    guard distances.upper - distances.lower < Self.maximumDistances else {
      throw .usage(
        "\(option: "distances") \(distances.description): at most \(Self.maximumDistances) distances are drawn; "
          + "give fewer",
        zh: "\(option: "distances") \(distances.description)：至多画 \(Self.maximumDistances) 个距离，请少给一些"
      )
    }
    guard distances.upper > distances.lower else {
      throw .usage(
        "\(option: "distances") \(distances.description): one distance makes no line; give "
          + "0-\(max(1, distances.upper))",
        zh:
          "\(option: "distances") \(distances.description)：一个距离画不成线；请给出 0-\(max(1, distances.upper))"
      )
    }
    let range = distances.lower..<distances.upper + 1
    var lines: [DecayValues.Line] = []
    let stretched = try stretch.list(encodings, in: context, reaching: distances.upper)
    var warnings = stretched.warnings
    var seen: [String] = []
    for chosen in stretched.encodings {
      // Lines that lie on one another look like one.
      let identity = "\(chosen.option) \(chosen.label.english)"
      guard !seen.contains(identity) else {
        warnings.append(
          Message(
            "\(chosen.option): named twice; its lines are drawn once",
            zh: "\(chosen.option)：写了两次，其曲线只画一次"))
        continue
      }
      seen.append(identity)
      do throws(EncodingError) {
        switch chosen.encoding {
        case let rotation as RotaryEncoding:
          lines.append(try bound(chosen, rotation, range))
          lines += try products(chosen, rotation, range)
        case let bias as any PositionBias & PositionalEncoding:
          lines += try factors(chosen, bias, range)
        default:
          throw .lacksCapability(
            encoding: chosen.encoding.name,
            phrase: "turns queries and keys by one distance, or adds to scores by position,",
            offering: [RotaryEncoding.name] + EncodingCapability.bias.names)
        }
      } catch {
        throw FigureError(error, chosen.option)
      }
    }
    return DecayValues(
      distances: range, lines: lines, samples: samples, seed: seed, warnings: warnings)
  }

  /// RoFormer's bound over that at distance 0.
  private func bound(
    _ chosen: ChosenEncoding, _ rotation: RotaryEncoding, _ range: Range<Int>
  ) throws(EncodingError) -> DecayValues.Line {
    let maximum = try rotation.decayBound(distances: 0..<1)[0]
    return DecayValues.Line(
      chosen: chosen, role: .bound,
      values: try rotation.decayBound(distances: range).map { $0 / maximum })
  }

  /// Of random vectors with themselves, so far apart, over the product at distance 0: the mean, and
  /// a standard deviation above and below.
  private func products(
    _ chosen: ChosenEncoding, _ rotation: RotaryEncoding, _ range: Range<Int>
  ) throws(EncodingError) -> [DecayValues.Line] {
    var generator = SeededGenerator(seed: UInt64(seed))
    let vectors = Matrix<Double>.normal(
      rows: samples, columns: rotation.dimensions, using: &generator)
    let products = try rotation.products(queries: vectors, keys: vectors, distances: range)
    let lengths = try rotation.products(queries: vectors, keys: vectors, distances: 0..<1)
    var (mean, deviation): ([Double], [Double]) = ([], [])
    for row in 0..<products.rows {
      let ratios = (0..<samples).map { products[row, $0] / lengths[0, $0] }
      let average = ratios.reduce(0, +) / Double(samples)
      let variance =
        ratios.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(samples - 1)
      mean.append(average)
      deviation.append(variance.squareRoot())
    }
    return [
      DecayValues.Line(chosen: chosen, role: .mean, values: mean),
      DecayValues.Line(
        chosen: chosen, role: .spread(isAbove: true), values: zip(mean, deviation).map { $0 + $1 }),
      DecayValues.Line(
        chosen: chosen, role: .spread(isAbove: false), values: zip(mean, deviation).map { $0 - $1 }),
    ]
  }

  /// exp(bias at the distance - bias at 0) of some heads.
  private func factors(
    _ chosen: ChosenEncoding, _ bias: any PositionBias & PositionalEncoding, _ range: Range<Int>
  ) throws(EncodingError) -> [DecayValues.Line] {
    let count = bias.heads ?? 1
    // First, middle and last: more lines of one encoding hide the others.
    let heads = count <= 3 ? Array(0..<count) : [0, count / 2, count - 1]
    var lines: [DecayValues.Line] = []
    for head in heads {
      let here = try bias.bias(head: head, queries: 0..<1, keys: 0..<1)[0, 0]
      let column = try bias.bias(head: head, queries: range, keys: 0..<1)
      lines.append(
        DecayValues.Line(
          chosen: chosen, role: .factor(head: bias.heads == nil ? nil : head),
          values: column.values.map { DecayValues.factor($0 - here) }))
    }
    return lines
  }

  public func compose(
    _ values: DecayValues, on page: PageContext
  ) throws(FigureError) -> Composition {
    let language = page.language
    let isWide = values.isWide
    let axis = Localized(en: "distance of query and key", zh: "查询与键的距离")[language]
    // Both panels are on one scale.
    let height = try chart.yAxis(
      Localized(en: "relative to distance 0", zh: "相对于距离 0")[language]
    ).reaching(all: values.lines.map(\.values))
    func panel(
      _ title: Localized, _ lines: [(slot: Int, line: DecayValues.Line)], isOfOne: Bool = false
    ) throws(FigureError) -> Panel {
      let series = lines.flatMap {
        values.series($0.line, slot: $0.slot, isTitled: isOfOne, language)
      }
      return Panel(
        title: RichText(title[language]),
        content: .chart(Chart(series: series, showsLegend: true)),
        x: try chart.xAxis(axis, scale: isWide ? .log : .integers),
        y: height)
    }
    // Lines of one encoding have one colour where they are of a rotation, and each its own among biases.
    var names: [String] = []
    let rotations = values.lines.filter { !$0.isFactor }.map { line in
      let name = line.chosen.label.english
      if !names.contains(name) { names.append(name) }
      return (slot: names.firstIndex(of: name) ?? 0, line: line)
    }
    let factors = values.lines.filter(\.isFactor).enumerated().map { (slot: $0, line: $1) }
    var panels: [Panel] = []
    for (title, lines) in [
      (Localized(en: "Products of turned vectors", zh: "旋转后向量的点积"), rotations),
      (Localized(en: "Factors of weights by the bias", zh: "偏置使权重所乘的因子"), factors),
    ] where !lines.isEmpty {
      guard !LinePanels.isOverlaid(lines.count) else {
        panels.append(try panel(title, lines))
        continue
      }
      for label in lines.map(\.line.chosen.label).uniqued {
        panels.append(
          try panel(label, lines.filter { $0.line.chosen.label == label }, isOfOne: true))
      }
    }
    let across = panels.count == 4 ? 2 : min(3, panels.count)
    let rows = (panels.count + across - 1) / across
    return Composition(
      Figure(
        name: Self.name,
        title: RichText(
          Localized(en: "How attention falls with the distance", zh: "注意力随距离的衰减")[language]),
        summary: values.summary[language],
        notes: values.notes(language), language: language, panels: panels,
        columns: across,
        size: page.size
          ?? .exact(
            Size(panels.count == 1 ? 1000 : 1300, rows == 1 ? 560 : Double(rows) * 330 + 110))))
  }
}
