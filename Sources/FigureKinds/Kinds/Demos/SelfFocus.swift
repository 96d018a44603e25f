// `demo self-focus`: with one projection for queries and keys, tokens look at themselves.

public import ArgumentParser
public import AttentionMath
public import FigureModel
import FigureScene
import TextFormats

/// Weights with W_q = W_k beside weights with projections of their own.
public struct SelfFocus: CellKind {
  public static let name = "demo self-focus"
  public static let abstract = "Show that with W_q = W_k tokens look at themselves too much."
  public static let drawing = 2
  public static let examples = [
    "attnplot demo self-focus --tokens \"我 爱 人 工 智 能\" -o self-focus.png"
  ]

  static let tokens = OptionDeclaration<String>(
    "tokens", "The sentence, with blanks between tokens.", valueName: "text", initial: "我 爱 人 工 智 能"
  )
  @Option(Self.tokens) public var tokens: String

  static let dimensions = OptionDeclaration<Int>(
    "dimensions", "d_model.", valueName: "d", initial: 16,
    rule: .from(1, to: 4096, "must be from 1 to 4096"))
  @Option(Self.dimensions) public var dimensions: Int

  static let seed = OptionDeclaration<Int>(
    "seed", "What embeddings and projections are drawn from.", valueName: "n", initial: 0,
    rule: .seed)
  @Option(Self.seed) public var seed: Int

  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public static let parameters: [Parameter<SelfFocus>] = [
    Parameter(tokens, \._tokens),
    Parameter(dimensions, \._dimensions),
    Parameter(seed, \._seed),
    Parameter(\._heatMap),
  ]

  public init() {}

  /// Weights of one sentence under two choices of projections.
  public struct Values: SeededValues {
    let tokens: [String]
    let drawn: SeededInput?
    /// Shape `[tokens, tokens]`.
    let shared: Matrix<Double>
    let separate: Matrix<Double>
    let scaled: ScaledValues

    /// Both, one below the other.
    var stacked: Matrix<Double> {
      Matrix(
        rows: shared.rows + separate.rows, columns: tokens.count,
        values: shared.values + separate.values)
    }

    public func table(in language: Language) -> LabelledMatrix? {
      LabelledMatrix(
        matrix: stacked,
        rowLabels: SelfFocus.titles.flatMap { title in
          tokens.map { "\(title.english): \($0)" }
        }, columnLabels: tokens)
    }

    public func facts(of displayed: Matrix<Double>?) -> [ValueFact] {
      let count = tokens.count
      guard let displayed, displayed.rows == 2 * count, displayed.columns == count else {
        return []
      }
      return [
        .weights(WeightsFact(displayed)),
        .sharedProjections(
          shared: displayed.rows(0..<count), separate: displayed.rows(count..<2 * count)),
      ]
    }
  }

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    let words = tokens.split(separator: " ").map(String.init)
    guard !words.isEmpty else {
      throw .usage(
        "\(option: "tokens") \"\(tokens)\": at least 1 token is needed",
        zh: "\(option: "tokens") “\(tokens)”：至少需要 1 个词元")
    }
    let seeded = try SeededInput(dimensions: dimensions, seed: seed)
    let x = seeded.embeddings(words)
    let projections = seeded.projections()
    let queries = x.times(projections.query)
    let shared = try weights(queries, queries)
    let separate = try weights(queries, x.times(projections.key))
    return Values(
      tokens: words, drawn: seeded, shared: shared, separate: separate,
      scaled: heatMap.scaledValues(of: shared.values + separate.values))
  }

  /// What the two choices are called, in the order of the table.
  private static let titles = [
    Localized(en: "W_q = W_k", zh: "W_q = W_k"),
    Localized(en: "W_q and W_k of their own", zh: "各自的 W_q 与 W_k"),
  ]

  /// The same for the second where a title has little space.
  private static let shortTitle = Localized(en: "Own W_q, W_k", zh: "各自的 W_q、W_k")

  public func compose(
    _ values: Values, on page: PageContext
  ) throws(FigureError) -> Composition {
    let language = page.language
    let words = values.tokens
    let titles = Self.titles
    let matrices = [values.shared, values.separate]
    let scale = try heatMap.scale(for: values.scaled, limits: (0, 1))
    let shares = matrices.map { formatNumber(($0.meanMass(on: .diagonal) ?? 0) * 100, places: 0) }
    var panels: [Panel] = []
    for (index, matrix) in matrices.enumerated() {
      var panel = heatMap.panel(
        matrix, scale: scale,
        rows: Axis(
          label: RichText(Localized(en: "query ↓", zh: "查询 ↓")[language]), domain: .names(words)),
        columns: Axis(
          label: RichText(Localized(en: "key →", zh: "键 →")[language]), domain: .names(words)),
        aspect: .equal)
      panel.title = RichText(
        mathematics: Localized(
          en: "\(titles[index].english): \(shares[index])% on the diagonal",
          zh: "\(titles[index].chinese)：对角线占 \(shares[index])%")[language])
      let short = index == 0 ? titles[0] : Self.shortTitle
      panel.shortTitle = RichText(
        mathematics: Localized(
          en: "\(short.english): diagonal \(shares[index])%",
          zh: "\(short.chinese)：对角线 \(shares[index])%")[language])
      if case .heatMap(var map) = panel.content {
        map.colorBar = nil
        if words.count <= 12 {
          map.annotation = HeatMap.Annotation(
            decimals: heatMap.decimals.count ?? 2, isOptional: !heatMap.annotate)
        }
        panel.content = .heatMap(map)
      }
      panels.append(panel)
    }
    let summary = Localized(
      en: "Heat maps of attention weights over \(words.count) tokens, [\(words.count), "
        + "\(words.count)]: with W_q = W_k \(shares[0])% of the weight lies on the diagonal, with "
        + "projections of their own \(shares[1])%.",
      zh: "\(words.count) 个词元的注意力权重热图，[\(words.count), \(words.count)]：W_q = W_k 时对角线占 "
        + "\(shares[0])%，使用各自的投影时占 \(shares[1])%。")
    return Composition(
      Figure(
        name: "self-focus",
        title: RichText(
          Localized(en: "Looking at oneself too much", zh: "过度关注自身")[language]),
        summary: summary[language], language: language, panels: panels, columns: 2,
        size: page.size ?? .about(Size(1100, 560)),
        sharedColorBar: ColorBar(label: RichText(KindStrings.weight[language]))))
  }

  private func weights(
    _ queries: Matrix<Double>, _ keys: Matrix<Double>
  ) throws(FigureError) -> Matrix<Double> {
    do throws(AttentionError) {
      return try ScaledDotProductAttention().stages(query: queries, key: keys, value: keys).weights
    } catch {
      throw .work("\(error)")
    }
  }
}
